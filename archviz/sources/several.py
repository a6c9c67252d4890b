"""Several sources, one after another: the first that has a package gives it (docs/decisions/several-sources.md)."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.model.graph import Diagnostic
from archviz.model.versions import version_order
from archviz.sources.gomod import escape, parse_go_mod
from archviz.sources.limits import MOST_REQUIREMENTS
from archviz.sources.module_cache import NO_CACHE
from archviz.sources.module_cache import module_cache_folder as module_cache_folder
from archviz.sources.opening import TreeSource, open_source, open_tree
from archviz.sources.roots import module_cache, some
from archviz.sources.trees.directory import DirectoryTree
from archviz.sources.trees.tree import join

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from archviz.sources.gomod import GoMod, Replace
    from archviz.sources.source import Source
    from archviz.sources.trees.tree import Tree

Versions = dict[str, tuple[str, str]]
"""By a module's path, the module and the version to use for it."""


def open_sources(path: str, further: Sequence[str] = ()) -> Source:
    """The source at a path, with what it imports and does not have from further ones and from the module cache.

    The module cache of this machine gives the versions that the source requires, where the source has not vendored
    them. Raises SourceError as ``open_source`` does, for any of the paths.
    """
    first = open_source(path)
    trees = [open_tree(one) for one in further]
    home = module_cache_folder() if first.needing else None
    cache = [] if home is None else [DirectoryTree(str(home), home)]
    required = build_list(first.needing, [*trees, *cache])
    versions = {module: at for module, at in required.items() if not first.holds(module)}
    found = ((tree, module_cache(tree, versions)) for tree in trees)
    others = [open_source(tree.location) if roots is None else TreeSource(tree, roots) for tree, roots in found]
    others += [TreeSource(tree, roots) for tree in cache if (roots := module_cache(tree, versions)) is not None]
    missing = [module for module in versions if not any(other.holds(module) for other in others)]
    return Several(first, others, missing, len(trees)) if others or missing else first


def cached_modules(path: str) -> tuple[str, ...]:
    """The folders in this machine's module cache that the source at a path reads. Raises SourceError."""
    return needed_modules(path)[1:]


def needed_modules(path: str) -> tuple[str, ...]:
    """A word, and the folders in this machine's module cache that the source at a path reads. Raises SourceError.

    Nothing where there is a module cache and the source, as it is, needs none.
    """
    home = module_cache_folder()
    if home is None:
        return (NO_CACHE,)
    needing, tree = open_source(path).needing, DirectoryTree(str(home), home)
    roots = module_cache(tree, build_list(needing, [tree])) if needing else None
    return ("needed", *(root.folder for root in roots.roots)) if roots is not None else ()


def build_list(needing: Iterable[GoMod], caches: Iterable[Tree]) -> Versions:
    """The version of each module that some go.mod files require: of several the highest, and as they replace it.

    It is the build list of minimal version selection (https://go.dev/ref/mod#minimal-version-selection). From Go 1.17
    on a go.mod lists all of it; what an older one leaves out is read from the go.mod files in the module caches. A
    module that a folder replaces is none. Raises SourceError beyond ``MOST_REQUIREMENTS``.
    """
    files = list(needing)
    rules: dict[str, list[Replace]] = {}
    for rule in sorted((one for file in files for one in file.replaced), key=lambda one: not one.version):
        rules.setdefault(rule.module, []).append(rule)
    chosen: dict[str, str] = {}
    for one in files:
        for module, version in one.required.items():
            chosen[module] = max(chosen.get(module, ""), version, key=version_order)
    reached = {} if all(one.lists_all or not one.required for one in files) else dict.fromkeys(chosen.items())
    waiting = deque(reached)
    while waiting:
        required = _replaced(rules, *waiting.popleft())
        for module, version in (found for tree in caches for found in _required(tree, *required).items()):
            chosen[module] = max(chosen.get(module, ""), version, key=version_order)
            if (module, version) not in reached:
                reached[module, version] = None
                waiting.append((module, version))
        if len(reached) > MOST_REQUIREMENTS:
            raise SourceError(f"what is required comes to more than {MOST_REQUIREMENTS} versions of modules")
    found = {module: _replaced(rules, module, version) for module, version in chosen.items()}
    return {module: at for module, at in found.items() if at[1]}


def _replaced(rules: Mapping[str, Sequence[Replace]], module: str, version: str) -> tuple[str, str]:
    """The module and version that rules, by module, put in the place of one; a folder has no version."""
    rule = next((one for one in rules.get(module, ()) if one.applies(version)), None)
    return (module, version) if rule is None else (rule.other, rule.other_version)


def _required(tree: Tree, module: str, version: str) -> Mapping[str, str]:
    for base in ("", "pkg/mod"):
        folder = tree.folder(join(base, f"{escape(module)}@{escape(version)}"))
        if folder is not None and join(folder.path, "go.mod") in folder.files:
            text = tree.read(join(folder.path, "go.mod")).decode("utf-8", "replace")
            return parse_go_mod(text).required
    return {}


class Several:
    """A source, and others that give the packages that it imports and does not have.

    What is asked of a source as a whole is asked of the first one: which packages there are, its digest, its version.
    A file of another one is named by that one's location and its path there; a file of a module cache by the path
    there, which has the module's version (``example.org/dep@v1.2.0/dep.go``). ``missing`` are required modules that no
    source has. The first ``named`` of the others are those that somebody named: where one of them has a package that
    another gives, and with other code, that is said.
    """

    def __init__(
        self, first: TreeSource, others: Sequence[TreeSource], missing: Sequence[str] = (), named: int = 0
    ) -> None:
        self._first = first
        self._others = others
        self._missing = missing
        self._named = others[:named]
        self._givers: dict[str, TreeSource] = {}
        self._files: dict[str, tuple[TreeSource, str]] = {}

    @property
    def location(self) -> str:
        """Where the first source is."""
        return self._first.location

    @property
    def module(self) -> str | None:
        """The first source's main module."""
        return self._first.module

    def module_packages(self, *, tests: bool = False) -> tuple[str, ...]:
        """The packages of the first source's main module."""
        return self._first.module_packages(tests=tests)

    def release(self) -> int:
        """As the first source says."""
        return self._first.release()

    def packages(self, *, tests: bool = False) -> tuple[str, ...]:
        """The first source's packages."""
        return self._first.packages(tests=tests)

    def files(self, package: str, *, tests: bool = False) -> tuple[str, ...]:
        """The paths of a package's files, sorted; tests of the first source alone."""
        found = self._first.files(package, tests=tests)
        if found:
            self._givers.setdefault(package, self._first)
            return found
        giver = self._giver(package)
        if giver is self._first:
            return ()
        names = {self._name(giver, file): file for file in giver.files(package)}
        self._files.update((name, (giver, file)) for name, file in names.items())
        return tuple(names)

    def resolve(self, importer: str, path: str) -> str:
        """As the source says that has the importing package."""
        return self._giver(importer).resolve(importer, path)

    def read(self, file: str) -> bytes:
        """The bytes of a file; of another source than the first one, where it was named by ``files``."""
        source, name = self._files.get(file, (self._first, file))
        return source.read(name)

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is left out of the first source or of packages that others gave, and which modules are missing.

        Of a package that two sources have, with code that differs, it is said which of them counts.
        """
        told = list(self._first.diagnostics())
        for other in dict.fromkeys(self._givers.values()):
            if other is not self._first:
                told += [Diagnostic(self._name(other, one.file), one.line, one.message) for one in other.diagnostics()]
        if self._missing:
            are = "1 required module is" if len(self._missing) == 1 else f"{len(self._missing)} required modules are"
            message = f"{are} in no source: {some(self._missing)}; `go mod download` brings them into the module cache"
            told.append(Diagnostic("go.mod", 1, message))
        return (*told, *self._passed_over())

    def _passed_over(self) -> Iterator[Diagnostic]:
        for other in self._named:
            packages: dict[TreeSource, list[str]] = {}
            for package, giver in self._givers.items():
                if giver is not other and other.files(package) and _code(other, package) != _code(giver, package):
                    packages.setdefault(giver, []).append(package)
            for giver, found in packages.items():
                what = "1 package is" if len(found) == 1 else f"{len(found)} packages are"
                yield Diagnostic(
                    other.location, 1, f"{what} read from {giver.location}, not from here: {some(sorted(found))}"
                )

    def digest(self, *, autocrlf: bool = False) -> str:
        """The first source's digest."""
        return self._first.digest(autocrlf=autocrlf)

    def _giver(self, package: str) -> TreeSource:
        """The first source that has a package; the very first where none has it."""
        if package not in self._givers:
            every = (self._first, *self._others)
            self._givers[package] = next((one for one in every if one.files(package)), self._first)
        return self._givers[package]

    def _name(self, giver: TreeSource, file: str) -> str:
        if "@" in file and not self._first.has(file):
            return file
        location = giver.location.rstrip("/")
        return f"{location if location.startswith(('/', '.', '~')) else f'./{location}'}/{file}"


def _code(source: TreeSource, package: str) -> list[tuple[str, bytes]]:
    """The names and the bytes of a package's files."""
    return [(file.rpartition("/")[2], source.read(file)) for file in source.files(package)]
