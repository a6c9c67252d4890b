"""Where in a tree import paths begin: its modules, vendor folders, module caches, GOPATHs, by looking at what is there.

========================  =========================================================================================
a repository's go.mod     its folders are the module's packages; so are those of modules within it, by their own paths
``go.work``               its modules come first, and what it replaces
``replace M => ./DIR``    a folder of the tree as the module M
``staging/src/PATH``      the Kubernetes repository's own libraries
``vendor/PATH``           what a project vendors; with it only the main modules count, as for the Go tool
``PATH@VERSION``          a module cache: of each module what a go.mod at the top asks for, or the highest version
``src/PATH``              a GOPATH, with a vendor folder in any folder of it
``src`` with module std   a Go installation: the standard library and the go command
``PATH``                  a folder that merely holds an import path's folders
none of them              a repository from before modules: its files say its path, or it has its folder's name
========================  =========================================================================================
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.model.counts import counted
from archviz.model.errors import SourceError
from archviz.model.graph import Diagnostic
from archviz.model.places import stands_in
from archviz.model.versions import version_order
from archviz.sources.gomod import GoMod, escape, parse_go_mod, unescape
from archviz.sources.imports import is_import_path
from archviz.sources.limits import MOST_NAMESAKES, MOST_SCOPES
from archviz.sources.trees.tree import is_go, join, parent

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from archviz.sources.trees.tree import Folder, Tree

KUBERNETES = "k8s.io/kubernetes"
"""The module of a tree with ``staging/src`` and no go.mod: no other repository has that folder."""

_STAGING, _VENDOR, _CACHE, _GOPATH = "staging/src", "vendor", "pkg/mod", "src"
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_NAMED = re.compile(rb'(?m)^package[ \t]+\w+[ \t]*(?://|/\*)[ \t]*import[ \t]+"([^"\n]{1,500})"')
_QUOTED = re.compile(rb'"([a-z0-9-]+\.[^"\s]{1,500})"')
_HEAD = 1 << 14
"""How many bytes of a file are looked at for the path of its package."""
_SHOWN, _LONGEST = 3, 100


@dataclass(frozen=True, slots=True)
class Root:
    """A folder whose subfolders are packages: ``prefix`` is its own import path, "" for none.

    A ``module`` ends where a folder has a go.mod of its own; where it is ``nested``, not at a module that is named as
    its folder is. With ``linked``, links to folders count as folders. A root that is not ``listed`` is another name for
    folders that have one. Of a root with ``vendors``, what is in vendor folders is named with all of its path.
    """

    prefix: str
    folder: str
    module: bool = False
    linked: bool = False
    listed: bool = True
    nested: bool = False
    vendors: bool = False


@dataclass(frozen=True, slots=True)
class RootScope:
    """Roots that count for the packages in one folder and below alone: its vendor folder, or what its go.mod replaces.

    ``prefix`` is the folder's own import path. What a ``named`` one has is named with all of its path, as the
    standard library's is by the go command: ``vendor/golang.org/x/net/idna``.
    """

    folder: str
    prefix: str
    roots: tuple[Root, ...]
    named: bool = False


@dataclass(frozen=True, slots=True)
class Roots:
    """Roots of a tree, those that count before others first, and the scopes, those near the top first.

    ``modules`` are the go.work and the go.mod files of the modules that are worked on, of all where none is; those
    among them that are ``needing`` others have not vendored them. ``diagnostics`` say what is left out and why.
    """

    roots: list[Root]
    scopes: list[RootScope]
    modules: tuple[GoMod, ...]
    needing: tuple[GoMod, ...]
    diagnostics: tuple[Diagnostic, ...]


def find_roots(tree: Tree) -> Roots:
    """The roots of a tree. Raises SourceError where it has none."""
    finder = _Finder(tree)
    vendor = tree.folder(_VENDOR)
    if tree.folder(_STAGING) is not None:
        main = Root(finder.go_mod("").module or KUBERNETES, "", module=True)
        return finder.done([main, Root("", _STAGING), _vendor("")], [""], vendored=vendor is not None)
    for folder in ("", _GOPATH):
        if finder.go_mod(folder).module == "std":
            return finder.installation(folder)
    if vendor is not None and _is_go_vendor(tree, vendor):
        return finder.vendored()
    return finder.plain()


def module_cache(tree: Tree, versions: Mapping[str, tuple[str, str]]) -> Roots | None:
    """The roots that a module cache, or the GOPATH that it is in, gives for modules at these versions and no others.

    ``versions`` has by a module's path the module and version to use for it. None for another kind of tree.
    """
    base = _CACHE if tree.folder(_CACHE) is not None else ""
    named = {path: join(base, f"{escape(other)}@{escape(version)}") for path, (other, version) in versions.items()}
    roots = [Root(path, folder) for path, folder in named.items() if tree.folder(folder) is not None]
    known = bool(roots) or tree.folder(join(base, "cache/download")) is not None
    return Roots(roots, [], (), (), ()) if known else None


class _Finder:
    """What is found out about one tree on the way to its roots."""

    def __init__(self, tree: Tree) -> None:
        top = tree.folder("")
        if top is None:
            raise SourceError(f"no folder {tree.location}")
        self._diagnostics: dict[Diagnostic, None] = {}
        self._tree = tree
        self._top = top
        self._read: dict[str, GoMod] = {}
        self._vendors: dict[str, tuple[Root, ...]] = {}
        self._work = self._parsed("go.work") if "go.work" in top.files else GoMod()
        used = [self._below("", path) for path in self._work.uses] if "go.work" in top.files else [""]
        for path, folder in zip(self._work.uses, used, strict=False):
            if folder is None or not _has_go_mod(tree.folder(folder)):
                self._say("go.work", 1, f"uses {path}, which is no module in the source")
        self._mains = [folder for folder in used if folder is not None and self.go_mod(folder).module]

    def go_mod(self, folder: str) -> GoMod:
        """What a folder's go.mod says; nothing where it has none."""
        if folder not in self._read:
            file = join(folder, "go.mod")
            self._read[folder] = self._parsed(file) if _has_go_mod(self._tree.folder(folder)) else GoMod()
        return self._read[folder]

    def _parsed(self, file: str) -> GoMod:
        try:
            found = parse_go_mod(self._tree.read(file).decode("utf-8", "replace"))
        except SourceError as error:
            if "/" not in file:
                raise
            self._say(file, 1, f"passed over: {error.message}")
            return GoMod()
        if found.faults:
            line, text = found.faults[0]
            more = f", and {counted(len(found.faults) - 1, 'more line')}" if len(found.faults) > 1 else ""
            self._say(file, line, f"no directive: {text[:_LONGEST]}{more}")
        return found

    def _say(self, file: str, line: int, message: str) -> None:
        self._diagnostics[Diagnostic(file, line, message)] = None

    def done(
        self, roots: list[Root], modules: Sequence[str], scopes: Sequence[RootScope] = (), *, vendored: bool = False
    ) -> Roots:
        """The roots and scopes, with what the go.work and the go.mod files in some folders say."""
        work = (self._work,) if self._work.uses else ()
        needing = () if vendored else (*work, *(self.go_mod(one) for one in modules if not self._vendor(one)))
        if len(scopes) > MOST_SCOPES:
            raise SourceError(
                f"{self._tree.location} has more than {MOST_SCOPES} folders that vendor or replace modules"
            )
        nearest = sorted(scopes, key=lambda scope: (scope.folder.count("/"), scope.folder))
        return Roots(roots, nearest, (*work, *map(self.go_mod, modules)), needing, tuple(self._diagnostics))

    def installation(self, folder: str) -> Roots:
        """The standard library and the go command, each with what it vendors (``go list std cmd``)."""
        commands = join(folder, "cmd")
        roots = [Root("", folder, module=True, vendors=True)]
        if self.go_mod(commands).module == "cmd":
            roots.append(Root("cmd", commands, module=True, vendors=True))
        scopes = [RootScope(root.folder, root.prefix, (_vendor(root.folder),), named=True) for root in roots]
        return self.done(roots, [root.folder for root in roots], scopes, vendored=True)

    def vendored(self) -> Roots:
        """The main modules and what they vendor; of other modules those that are named as their folders are."""
        mains = [Root(self.go_mod(folder).module, folder, module=True, nested=True) for folder in self._mains]
        if mains:
            return self.done([*mains, _vendor("")], self._mains, vendored=True)
        modules, scopes = self._modules()
        named = self._path_in_files({root.folder for root in modules})
        bare = [Root(named, "", module=True)] if named else []
        return self.done([*bare, _vendor(""), *modules], [root.folder for root in modules], scopes)

    def plain(self) -> Roots:
        """All modules of the tree, each with what it vendors or replaces; a module cache; what was before modules."""
        modules, scopes = self._modules()
        roots = [*modules, *self._cached()]
        gopath = self._tree.folder(_GOPATH)
        if not self._mains:
            if gopath is not None and not _has_go_mod(gopath):
                roots.append(Root("", _GOPATH, vendors=True))
            if any(map(_HOST.fullmatch, self._top.folders)):
                roots.append(Root("", "", vendors=True))
        if not roots:
            roots.append(self._unnamed())
        for root in roots:
            if root.vendors:
                scopes += self._vendors_below(root, {scope.folder for scope in scopes})
        return self.done(roots, self._mains or [root.folder for root in modules], scopes)

    @cached_property
    def _folders(self) -> tuple[Folder, ...]:
        """The folders of the tree, without those of a module cache's modules."""
        return tuple(self._tree.walk(lambda name: "@" not in name))

    def _modules(self) -> tuple[list[Root], list[RootScope]]:
        """The modules of the tree, one of each path, and what counts in one of them alone.

        Those that are worked on (https://go.dev/ref/mod#workspaces) come first, then what they replace, then those
        nearest to the top. What a module vendors, and what one that is not worked on replaces, counts for it alone.
        """
        folders = [*self._mains, *sorted(self._module_folders(), key=lambda path: (bool(path), path.count("/"), path))]
        own = {folder: Root(self.go_mod(folder).module, folder, module=True) for folder in folders}
        replaced = self._replaced("", self._work)
        for folder in self._mains:
            replaced += [] if self._vendor(folder) else self._replaced(folder, self.go_mod(folder))
        chosen: dict[str, Root] = {}
        left_out: dict[str, list[str]] = {}
        for root in (*(own[folder] for folder in self._mains), *replaced, *own.values()):
            if chosen.setdefault(root.prefix, root).folder != root.folder and root.listed:
                left_out.setdefault(root.prefix, []).append(root.folder)
        for module, places in left_out.items():
            if len(places) >= MOST_NAMESAKES:
                raise SourceError(f"{self._tree.location} has more than {MOST_NAMESAKES} modules {module!r}")
            first = chosen[module].folder or "the top folder"
            self._say(join(places[0], "go.mod"), 1, f"module {module} is read from {first}, not from {some(places)}")
        scopes = [
            RootScope(folder, root.prefix, vendor or tuple(self._replaced(folder, self.go_mod(folder))))
            for folder, root in own.items()
            if (vendor := self._vendor(folder)) or folder not in self._mains
        ]
        return list(chosen.values()), [scope for scope in scopes if scope.roots]

    def _module_folders(self) -> Iterator[str]:
        for folder in self._folders:
            if _has_go_mod(folder) and self.go_mod(folder.path).module and not self._is_vendored(folder.path):
                yield folder.path

    def _is_vendored(self, path: str) -> bool:
        above, vendor, _ = f"/{path}".rpartition(f"/{_VENDOR}/")
        return bool(vendor) and bool(self._vendor(above.lstrip("/")))

    def _vendor(self, folder: str) -> tuple[Root, ...]:
        """The root that a folder's vendor folder is, where it is one of Go's."""
        if folder not in self._vendors:
            found = self._tree.folder(join(folder, _VENDOR))
            is_gos = found is not None and _is_go_vendor(self._tree, found)
            self._vendors[folder] = (_vendor(folder),) if is_gos else ()
        return self._vendors[folder]

    def _replaced(self, folder: str, mod: GoMod) -> list[Root]:
        """The roots that a go.mod, or the go.work, of a folder makes of other folders."""
        found = []
        for one in mod.replaced:
            if one.other_version or not one.applies(mod.required.get(one.module, "")):
                continue
            target = self._below(folder, one.other)
            if target is None or self._tree.folder(target) is None:
                file = join(folder, "go.work" if mod is self._work else "go.mod")
                self._say(file, one.line, f"{one.module} is replaced by {one.other}, which is not in the source")
            else:
                named = self.go_mod(target).module
                found.append(Root(one.module, target, module=True, listed=named in ("", one.module)))
        return found

    def _below(self, folder: str, path: str) -> str | None:
        """Where in the tree a path leads, as seen from a folder of it; None where it leads out."""
        within = self._tree.within(path) if path.startswith("/") else join(folder, path.replace("\\", "/"))
        found = ".." if within is None else posixpath.normpath(within)
        return None if f"{found}/".startswith("../") else "" if found == "." else found

    def _vendors_below(self, root: Root, taken: set[str]) -> Iterator[RootScope]:
        """The vendor folders of a GOPATH (``go help gopath``, "Vendor Directories")."""
        for folder in self._folders:
            if f"/{folder.path}".endswith(f"/{_VENDOR}") and stands_in(folder.path, root.folder):
                above = parent(folder.path)
                if above not in taken and above != root.folder:
                    yield RootScope(above, above[len(root.folder) :].lstrip("/"), (_vendor(above),))

    def _cached(self) -> Iterator[Root]:
        """One version of each module of a module cache."""
        found: dict[str, dict[str, str]] = {}
        base = _CACHE if self._tree.folder(_CACHE) is not None else ""
        for path in (join(folder.path, name) for folder in self._folders for name in folder.folders if "@" in name):
            module, _, version = unescape(path.removeprefix(base).lstrip("/")).partition("@")
            if is_import_path(module) and stands_in(path, base):
                found.setdefault(module, {})[version] = path
        asked = self.go_mod("").versions
        for module in sorted(found.keys() | asked.keys()):
            other, version = asked.get(module, (module, ""))
            versions = found.get(other, {})
            if versions:
                yield Root(module, versions[version if version in versions else max(versions, key=version_order)])

    def _unnamed(self) -> Root:
        """The root of a repository without modules. Raises SourceError where no Go file is in it."""
        if not any(any(map(is_go, folder.files)) for folder in self._folders):
            raise no_go(self._tree)
        named = self._path_in_files()
        if not named:
            name = re.sub(r"(@.*|\.(tar|tgz|tar\.gz|zip))$", "", Path(self._tree.location).absolute().name)
            named = name if is_import_path(name) else "main"
            self._say("go.mod", 1, f"not there: packages are named {named}/…, as the folder is")
        return Root(named, "", module=True)

    def _path_in_files(self, modules: Collection[str] = ()) -> str:
        """The import path of the top as import comments say, else as most imports of the tree's own folders do; or "".

        Vendored packages and folders of ``modules`` are not asked.
        """
        others = {_VENDOR, *modules}
        folders = [one for one in self._folders if others.isdisjoint(_around(one.path))]
        own = {folder.path for folder in folders if folder.path and any(map(is_go, folder.files))}
        counted: Counter[str] = Counter()
        for folder in folders:
            for file in filter(is_go, folder.files):
                head = self._tree.read(file)[:_HEAD]
                path = _commented(head)
                if path and f"/{path}".endswith(f"/{folder.path}" if folder.path else ""):
                    return self._said(path.removesuffix(folder.path).rstrip("/"))
                for imported in set(_QUOTED.findall(head)):
                    counted.update(_prefix(imported.decode("utf-8", "replace"), own))
        first, second = [*counted.most_common(2), ("", 0), ("", 0)][:2]
        return self._said(first[0]) if first[1] > second[1] else ""

    def _said(self, path: str) -> str:
        self._say("go.mod", 1, f"not there: packages are named {path}/…, as their files say")
        return path


def no_go(tree: Tree, what: str = "no Go source") -> SourceError:
    """The error that a tree without a Go file is; links that lead nowhere in it are named."""
    astray = [f"{join(folder.path, name)} → {target}" for folder in tree.walk() for name, target in folder.astray]
    if astray:
        return SourceError(
            f"{what} in {tree.location}: links that lead out of it are not followed: {some(astray)}",
            hint="name the folder that they lead to, or copy the tree with its links followed (cp -rL)",
        )
    return SourceError(
        f"{what} in {tree.location}",
        hint="looked at its top for go.mod, staging/src, vendor, src, a module cache (NAME@VERSION folders), "
        "and folders named like an import path's (k8s.io); a git repository is read as PATH@REV",
    )


def some(names: Sequence[str]) -> str:
    """Names in a line, of many the first ones and how many more there are."""
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{more}"


def _vendor(folder: str) -> Root:
    return Root("", join(folder, _VENDOR), linked=True)


def _is_go_vendor(tree: Tree, vendor: Folder) -> bool:
    """Whether a vendor folder is one of Go's: with a modules.txt, or with Go source in a folder named like a host."""
    if join(vendor.path, "modules.txt") in vendor.files:
        return True
    waiting = [join(vendor.path, name) for name in (*vendor.folders, *vendor.linked) if _HOST.fullmatch(name)]
    while waiting:
        folder = tree.folder(waiting.pop())
        if folder is not None and any(map(is_go, folder.files)):
            return True
        waiting += [join(folder.path, name) for name in folder.folders] if folder is not None else []
    return False


def _commented(head: bytes) -> str:
    """The import path that a file's import comment says (``go help importpath``), or ""."""
    said = _NAMED.search(head)
    path = said[1].decode("utf-8", "replace") if said is not None else ""
    return path if is_import_path(path) else ""


def _prefix(imported: str, folders: set[str]) -> list[str]:
    """What stands in an import path before the path of one of some folders, of the longest one; nothing for none."""
    parts = imported.split("/")
    for count in range(1, len(parts)):
        if "/".join(parts[count:]) in folders:
            return ["/".join(parts[:count])] if is_import_path(imported) else []
    return []


def _around(path: str) -> Iterator[str]:
    """A folder's path and those of the folders that it is in, but the top."""
    return accumulate(path.split("/"), join)


def _has_go_mod(folder: Folder | None) -> bool:
    return folder is not None and join(folder.path, "go.mod") in folder.files
