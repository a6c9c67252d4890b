"""Where in a tree the packages are: the import paths of its folders, by looking at what is there.

========================  =========================================================================================
a repository's go.mod     its folders are the module's packages; so are those of modules within it, by their own paths
``staging/src/PATH``      the Kubernetes repository's own libraries
``vendor/PATH``           what a project vendors; with it only the main module counts, as for the Go tool
``PATH@VERSION``          a module cache: of each module what a go.mod at the top asks for, or the highest version
``src/PATH``              a GOPATH
``PATH``                  a folder that merely holds an import path's folders
========================  =========================================================================================
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.model.versions import version_order
from archviz.sources.gomod import GoMod, parse_go_mod, unescape
from archviz.sources.imports import is_import_path
from archviz.sources.limits import MOST_LINKED_FOLDERS, MOST_NAMESAKES
from archviz.sources.trees.tree import ignored, is_go, join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.sources.trees.tree import Folder, Tree

KUBERNETES = "k8s.io/kubernetes"
"""The module of a tree with ``staging/src`` and no go.mod: no other repository has that folder."""

_STAGING, _VENDOR, _CACHE, _GOPATH = "staging/src", "vendor", "pkg/mod", "src"
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class Root:
    """A folder whose subfolders are packages: ``prefix`` is its own import path, "" for none.

    A ``module`` ends where a folder has a go.mod of its own. With ``linked``, links to folders count as folders.
    """

    prefix: str
    folder: str
    module: bool = False
    linked: bool = False


class Layout:
    """The roots of a tree. Raises SourceError where it has none."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._roots: dict[str, list[Root]] = {}
        for root in _roots(tree):
            namesakes = self._roots.setdefault(root.prefix, [])
            namesakes.append(root)
            if len(namesakes) > MOST_NAMESAKES:
                raise SourceError(f"{tree.location} has more than {MOST_NAMESAKES} modules {root.prefix!r}")
        self._tops = {root.folder for roots in self._roots.values() for root in roots}

    def release(self) -> int:
        """The N of Go 1.N that the go.mod at the top asks for; 0 where there is none or it asks for none."""
        top = self._tree.folder("")
        return _go_mod(self._tree, top).release if top is not None and _has_go_mod(top) else 0

    def folders(self, package: str) -> Iterator[Folder]:
        """The folders that an import path may mean, best first."""
        parts = package.split("/")
        if not is_import_path(package) or not all(map(_in_import_path, parts)):
            return
        for count in range(len(parts), -1, -1):
            for root in self._roots.get("/".join(parts[:count]), ()):
                paths = list(accumulate(parts[count:], join, initial=root.folder))
                folder = None if any(self._ends(root, path) for path in paths[1:]) else self._tree.folder(paths[-1])
                if folder is not None:
                    yield folder

    def packages(self, *, tests: bool = False) -> set[str]:
        """Every import path whose folder has Go source; ``tests`` count as such or not."""
        every = (root for roots in self._roots.values() for root in roots)
        return {path for root in every for path in self._packages(root, tests=tests) if path}

    def _packages(self, root: Root, *, tests: bool) -> Iterator[str]:
        """Every import path below a root that has Go source.

        Below a link no further link is followed: else a few links to each other's folders had more paths than there is
        time for.
        """
        linked = 0
        waiting = [(root.prefix, root.folder, "")]
        while waiting:
            package, path, link = waiting.pop()
            folder = self._tree.folder(path)
            if folder is None or (not link and path != root.folder and self._ends(root, path)):
                continue
            if link:
                linked += 1
                if linked > MOST_LINKED_FOLDERS:
                    raise SourceError(f"{self._tree.location} has more than {MOST_LINKED_FOLDERS} folders behind links")
                if _within(link, folder.path) and _within(folder.path, root.folder):
                    continue
            if any(map(is_go, folder.files)) or (tests and folder.tests):
                yield package
            below = [(name, link) for name in folder.folders]
            if root.linked and not link:
                below += [(name, join(path, name)) for name in folder.linked]
            waiting.extend(
                (join(package, name), join(folder.path, name), via) for name, via in below if _in_import_path(name)
            )

    def _ends(self, root: Root, path: str) -> bool:
        """Whether a folder below a root belongs to another one."""
        return path in self._tops or (root.module and _has_go_mod(self._tree.folder(path)))


def _roots(tree: Tree) -> list[Root]:
    top = tree.folder("")
    if top is None:
        raise SourceError(f"no folder {tree.location}")
    main = _go_mod(tree, top) if _has_go_mod(top) else GoMod()
    staging, vendor = Root("", _STAGING), Root("", _VENDOR, linked=True)
    if tree.folder(_STAGING) is not None:
        return [Root(main.module or KUBERNETES, "", module=True), staging, vendor]
    if tree.folder(_VENDOR) is not None:
        return [Root(main.module, "", module=True), vendor] if main.module else [vendor]
    roots = [*_modules(tree), *_chosen(tree, main)]
    if tree.folder(_GOPATH) is not None and not main.module:
        roots.append(Root("", _GOPATH))
    if not main.module and any(map(_HOST.fullmatch, top.folders)):
        roots.append(Root("", ""))
    if not roots:
        raise SourceError(
            f"no Go source in {tree.location}",
            hint="looked at its top for go.mod, staging/src, vendor, src, a module cache (NAME@VERSION folders), "
            "and folders named like an import path's (k8s.io); a git repository is read as PATH@REV",
        )
    return roots


def _modules(tree: Tree) -> Iterator[Root]:
    """The modules of a repository: the one at the top first."""
    for folder in tree.walk():
        if _has_go_mod(folder) and "@" not in folder.path:
            module = _go_mod(tree, folder).module
            if module:
                yield Root(module, folder.path, module=True)


def _chosen(tree: Tree, main: GoMod) -> Iterator[Root]:
    """One version of each module of a module cache."""
    found: dict[str, dict[str, str]] = {}
    base = _CACHE if tree.folder(_CACHE) is not None else ""
    waiting = [base]
    while waiting:
        above = waiting.pop()
        folder = tree.folder(above)
        for name in folder.folders if folder is not None else ():
            path = join(above, name)
            module, at, version = unescape(path.removeprefix(base).lstrip("/")).partition("@")
            if at and is_import_path(module):
                found.setdefault(module, {})[version] = path
            elif not at:
                waiting.append(path)
    for module in sorted(found.keys() | main.versions.keys()):
        wanted, version = main.versions.get(module, (module, ""))
        versions = found.get(wanted, {})
        if versions:
            best = version if version in versions else max(versions, key=version_order)
            yield Root(module, versions[best])


def _in_import_path(name: str) -> bool:
    """Whether a folder of this name can be part of an import path; a module cache's ``api@v1.0.0`` is not."""
    return not ignored(name) and "@" not in name and is_import_path(name)


def _within(path: str, folder: str) -> bool:
    return path == folder or not folder or path.startswith(f"{folder}/")


def _has_go_mod(folder: Folder | None) -> bool:
    return folder is not None and join(folder.path, "go.mod") in folder.files


def _go_mod(tree: Tree, folder: Folder) -> GoMod:
    return parse_go_mod(tree.read(join(folder.path, "go.mod")).decode("utf-8", "replace"))
