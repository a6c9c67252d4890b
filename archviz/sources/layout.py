"""Which folder of a tree an import path means, for everybody and for one package; ``roots`` has what is looked at."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.model.places import stands_in
from archviz.sources.gomod import parse_go_mod
from archviz.sources.imports import is_import_path
from archviz.sources.limits import MOST_LINKED_FOLDERS
from archviz.sources.trees.tree import hidden, ignored, is_go, join, parent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from archviz.sources.roots import Root, Roots, RootScope
    from archviz.sources.trees.tree import Folder, Tree


class Layout:
    """The packages of a tree by import path, below its roots."""

    def __init__(self, tree: Tree, found: Roots) -> None:
        self._tree = tree
        self.diagnostics, self.modules, self.needing = found.diagnostics, found.modules, found.needing
        self._roots = _by_prefix(found.roots)
        self._scopes = {scope.folder: scope for scope in found.scopes}
        self._scoped = [(scope, _by_prefix(scope.roots)) for scope in found.scopes]
        self._within = {scope.folder: roots for scope, roots in self._scoped}
        vendored = (root for scope in found.scopes if not scope.named for root in scope.roots if root.linked)
        self._tops = {root.folder for root in (*found.roots, *vendored)}
        self._bounds = {root.folder for root in found.roots if root.module}
        self._resolved: dict[tuple[str, str], str] = {}

    def folders(self, package: str) -> Iterator[Folder]:
        """The folders that an import path may mean, best first."""
        yield from self._among(self._roots, package)
        for scope, roots in self._scoped:
            if not scope.named:
                yield from self._among(roots, package)
            within = f"{join(scope.prefix, 'vendor')}/"
            if package.startswith(within):
                yield from self._among(roots, package.removeprefix(within))

    def resolve(self, importer: str, path: str) -> str:
        """The import path of the package that an import of ``path`` means in a package; "" for none of this tree.

        It differs where a vendor folder or a replacement counts for the importer alone; it is then named as in a
        GOPATH and the standard library, where the nearest vendor folder wins (``go help gopath``).
        """
        if not self._scopes:
            return path
        if (importer, path) not in self._resolved:
            self._resolved[importer, path] = self._meant(importer, path)
        return self._resolved[importer, path]

    def _meant(self, importer: str, path: str) -> str:
        for scope in self._around(importer):
            if _first(self._among(self._within[scope.folder], path)) is not None:
                return self._called(scope, path)
        return path if _first(self._among(self._roots, path)) or not _first(self.folders(path)) else ""

    def packages(self, *, tests: bool = False) -> set[str]:
        """Every import path whose folder has Go source; ``tests`` count as such or not."""
        every = (root for roots in self._roots.values() for root in roots)
        listed = {path for root in every for path in self._packages(root, tests=tests) if path}
        for scope in self._scopes.values():
            for root in (one for one in scope.roots if one.linked and not scope.named):
                listed.update(self._called(scope, path) for path in self._packages(root, tests=tests) if path)
        return listed

    def _called(self, scope: RootScope, path: str) -> str:
        """The import path by which everybody finds a package of a scope: its own, else one of a vendored package."""
        mine, plain = _first(self._among(self._within[scope.folder], path)), _first(self.folders(path))
        same = not scope.named and mine is not None and plain is not None and plain.path == mine.path
        return path if same else f"{join(scope.prefix, 'vendor')}/{path}"

    def _around(self, importer: str) -> Iterator[RootScope]:
        """The scopes that a package is in, the nearest first; a module's is the last one."""
        home = _first(self.folders(importer))
        at = None if home is None else home.path
        while at is not None:
            if at in self._scopes:
                yield self._scopes[at]
            at = parent(at) if at and at not in self._bounds else None

    def _among(self, among: Mapping[str, list[Root]], package: str) -> Iterator[Folder]:
        """The folders that an import path may mean below some roots; modules within a vendored one come last."""
        parts = package.split("/")
        if not is_import_path(package) or any(map(_unimportable, parts)):
            return
        nested = []
        for count in range(len(parts), -1, -1):
            for root in among.get("/".join(parts[:count]), ()):
                paths = list(accumulate(parts[count:], join, initial=root.folder))
                folder = None if any(self._ends(root, path) for path in paths[1:]) else self._tree.folder(paths[-1])
                if folder is not None and root.nested and any(map(self._has_go_mod, paths[1:])):
                    nested.append(folder)
                elif folder is not None:
                    yield folder
        yield from nested

    @property
    def main(self) -> Root | None:
        """The root that is the tree's own top."""
        return next((root for roots in self._roots.values() for root in roots if not root.folder), None)

    def main_packages(self, *, tests: bool = False) -> set[str]:
        """Every import path below the tree's top that belongs to no other root or module and has Go source."""
        top = self.main
        if top is None:
            return set()
        found = {path: path.removeprefix(top.prefix).strip("/") for path in self._packages(top, tests=tests) if path}
        nested = {path for path, folder in found.items() if top.module and self._in_module_within(folder)}
        return found.keys() - nested

    def _in_module_within(self, folder: str) -> bool:
        """Whether a folder belongs to a module below the tree's top."""
        return any(map(self._has_go_mod, accumulate(folder.split("/"), join) if folder else ()))

    def _packages(self, root: Root, *, tests: bool) -> Iterator[str]:
        """Every import path below a root that has Go source.

        Below a link no further link is followed: else a few links to each other's folders had more paths than there is
        time for.
        """
        if not root.listed:
            return
        linked = 0
        waiting = [(root.prefix, root.folder, "")]
        while waiting:
            package, path, link = waiting.pop()
            folder = self._tree.folder(path)
            if folder is None or (not link and path != root.folder and (path in self._tops or self._ends(root, path))):
                continue
            if link:
                linked += 1
                if linked > MOST_LINKED_FOLDERS:
                    raise SourceError(f"{self._tree.location} has more than {MOST_LINKED_FOLDERS} folders behind links")
                if stands_in(link, folder.path) and stands_in(folder.path, root.folder):
                    continue
            if any(map(is_go, folder.files)) or (tests and folder.tests):
                yield package
            below = [(name, link) for name in folder.folders if name != "vendor" or root.vendors or not root.module]
            if root.linked and not link:
                below += [(name, join(path, name)) for name in folder.linked]
            waiting.extend(
                (join(package, name), join(folder.path, name), via)
                for name, via in below
                if not ignored(name) and not _unimportable(name)
            )

    def _ends(self, root: Root, path: str) -> bool:
        """Whether a folder below a root belongs to another one; none does below a GOPATH, where modules are folders."""
        if not root.module and root.vendors:
            return False
        if path in self._tops or not (root.module and self._has_go_mod(path)):
            return path in self._tops
        return not root.nested or self._go_mod(path) != join(root.prefix, path[len(root.folder) :].lstrip("/"))

    def _has_go_mod(self, path: str) -> bool:
        folder = self._tree.folder(path)
        return folder is not None and join(folder.path, "go.mod") in folder.files

    def _go_mod(self, path: str) -> str:
        """The module that a folder's go.mod names, or ""."""
        if not self._has_go_mod(path):
            return ""
        return parse_go_mod(self._tree.read(join(path, "go.mod")).decode("utf-8", "replace")).module


def _by_prefix(roots: Iterable[Root]) -> dict[str, list[Root]]:
    found: dict[str, list[Root]] = {}
    for root in roots:
        found.setdefault(root.prefix, []).append(root)
    return found


def _first(folders: Iterator[Folder]) -> Folder | None:
    """The first folder with Go source."""
    return next((folder for folder in folders if any(map(is_go, folder.files))), None)


def _unimportable(name: str) -> bool:
    """Whether a folder of this name can be no part of an import path, as a module cache's ``api@v1.0.0`` cannot."""
    return hidden(name) or "@" in name or not is_import_path(name)
