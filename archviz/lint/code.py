"""The code that documents are held against: its names by their last word, its packages by name, and its files."""

from __future__ import annotations

import re
from collections import defaultdict
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from archviz.golang import stdlib
from archviz.model.errors import SourceError
from archviz.model.graph import DeclarationKind
from archviz.model.relations import RelationKind
from archviz.model.symbols import Symbol, exported

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from archviz.ask.facts import Facts
    from archviz.golang.graph import Graph
    from archviz.model.graph import Declaration

_WORD = re.compile(rb"[^\W\d]\w*")
_VERSION = re.compile(r"v\d+")
_TYPES = (DeclarationKind.STRUCT, DeclarationKind.INTERFACE, DeclarationKind.TYPE)


class RepositoryFiles(Protocol):
    """The files of the repository that the documents are of, Go source or not, by their paths from its top."""

    def is_file(self, path: str) -> bool | None:
        """Whether there is a file at a path; None where that is not known."""

    def is_folder(self, path: str) -> bool | None:
        """Whether there is a folder at a path; None where that is not known. The top, "", is one."""

    def named(self, name: str) -> tuple[str, ...]:
        """The paths of all files and folders with a name, sorted."""

    def within(self, folder: str) -> tuple[str, ...]:
        """The names of what stands directly in a folder, sorted; none where that is not known."""

    def lines(self, path: str) -> int:
        """How many lines a file has; 0 where it cannot be read as text."""


class Code:
    """A source as documents speak of it. ``facts`` are those of its own packages, without what it vendors.

    ``prefix`` is the path of the source from the top of the repository, "" for the top itself.
    """

    def __init__(self, facts: Facts, graph: Graph, files: RepositoryFiles, prefix: str = "") -> None:
        self.facts = facts
        self.graph = graph
        self.files = files
        self._prefix = prefix
        self._closed: dict[Symbol, bool] = {}
        self._members: dict[str, dict[Symbol, tuple[str, ...]]] = {}

    @cached_property
    def by_leaf(self) -> Mapping[str, tuple[Symbol, ...]]:
        """Every symbol of the source's own packages by its last identifier, each sorted."""
        found: dict[str, list[Symbol]] = defaultdict(list)
        for package in self.facts.packages:
            for symbol in self.facts.symbols(package):
                found[symbol.leaf].append(symbol)
        return {leaf: tuple(symbols) for leaf, symbols in found.items()}

    def top(self, name: str) -> tuple[Symbol, ...]:
        """The package-level names of the source's own packages that are this one."""
        return tuple(symbol for symbol in self.by_leaf.get(name, ()) if not symbol.member)

    def types(self, name: str) -> tuple[Symbol, ...]:
        """The types of a name, aliases left out."""
        return tuple(symbol for symbol in self.top(name) if self.kind(symbol) in _TYPES)

    def kind(self, symbol: Symbol) -> DeclarationKind | None:
        """What a symbol is; None where it is not declared."""
        declared = self.facts.declared(symbol)
        return declared.kind if declared is not None else None

    def declaration(self, symbol: Symbol) -> Declaration | None:
        """A symbol's declaration, or None."""
        return self.graph.declaration(symbol)

    @cached_property
    def _packages_by_name(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, set[str]] = defaultdict(set)
        for package in self.facts.packages:
            for name in (self.facts.package_name(package), _last(package)):
                found[name].add(package)
        return {name: tuple(sorted(paths)) for name, paths in found.items()}

    def packages_named(self, name: str) -> tuple[str, ...]:
        """The source's own packages that have a name in their clause, or at the end of their path."""
        return self._packages_by_name.get(name, ())

    def foreign_named(self, name: str) -> bool:
        """Whether a package that files of the source import, and that is not its own, has a name or is imported by it.

        Those of the standard library do not count: all names in them are known.
        """
        return name in self._foreign_names

    @cached_property
    def _foreign_names(self) -> frozenset[str]:
        names: set[str] = set()
        for path, aliases in self._imports.items():
            if path not in self._known:
                names |= {_last(path), *_last(path).replace(".", "-").split("-"), *aliases}
        return frozenset(names)

    @cached_property
    def _known(self) -> frozenset[str]:
        """The packages all of whose names are known."""
        return frozenset((*self.facts.packages, *stdlib.packages()))

    @cached_property
    def _imports(self) -> Mapping[str, frozenset[str]]:
        """Every import path in the source's own files, with the names that they give it themselves."""
        from archviz.golang.syntax.scan import header

        found: dict[str, set[str]] = defaultdict(set)
        for package in self.facts.packages:
            for text in self._texts(package, tests=True):
                for one in header(text).imports:
                    found[one.path].add(one.name)
        return {path: frozenset(names - {"", "_", "."}) for path, names in found.items()}

    @cached_property
    def _aliases(self) -> Mapping[str, frozenset[str]]:
        """The import paths by the other names that files of the source give them."""
        found: dict[str, set[str]] = defaultdict(set)
        for path, names in self._imports.items():
            for name in names:
                found[name].add(path)
        return {name: frozenset(paths) for name, paths in found.items()}

    def imported_as(self, name: str) -> tuple[str, ...]:
        """The import paths that files of the source import by a name other than the package's own, sorted."""
        return tuple(sorted(self._aliases.get(name, ())))

    def _texts(self, package: str, *, tests: bool) -> Iterable[bytes]:
        source = self.graph.source
        with suppress(SourceError):
            for file in source.files(package, tests=tests):
                yield source.read(file)

    def look_for(self, words: Iterable[str]) -> frozenset[str]:
        """Those of some identifiers that stand anywhere in the source's Go files: vendored ones, tests, comments."""
        wanted = {word.encode() for word in words}
        found: set[bytes] = set()
        for package in self.graph.source.packages(tests=True):
            for text in self._texts(package, tests=True):
                if wanted:
                    seen = wanted.intersection(_WORD.findall(text))
                    found |= seen
                    wanted -= seen
        return frozenset(word.decode() for word in found)

    def member(self, owner: Symbol, name: str) -> Symbol | None:
        """The field or method that ``owner.name`` selects, promoted ones included."""
        return self.facts.member(owner, name)

    def members(self, owner: Symbol) -> tuple[str, ...]:
        """The names of a type's own fields and methods."""
        if owner.package not in self._members:
            found: dict[Symbol, list[str]] = defaultdict(list)
            for symbol in self.facts.symbols(owner.package):
                if symbol.member:
                    found[symbol.owner].append(symbol.member)
            self._members[owner.package] = {each: tuple(names) for each, names in found.items()}
        return self._members[owner.package].get(owner, ())

    def closed(self, owner: Symbol) -> bool:
        """Whether all members of a type are known: no type that it embeds, however deep, is missing."""
        if owner not in self._closed:
            self._closed[owner] = False  # a type that embeds itself
            self._closed[owner] = self._is_closed(owner)
        return self._closed[owner]

    def _is_closed(self, owner: Symbol) -> bool:
        declared = self.declaration(owner)
        if declared is None or declared.kind not in _TYPES:
            return False
        if declared.kind is DeclarationKind.TYPE:
            return True
        embedded = sum(member.embedded for member in (*declared.fields, *declared.embeds))
        targets = {r.target for r in self.facts.relations(owner) if r.kind is RelationKind.EMBEDS and r.target}
        return len(targets) >= embedded and all(self.closed(target) for target in targets)

    def package_of(self, folder: str) -> str:
        """The import path of the package in a folder of the repository, "" for none."""
        return self._by_folder.get(folder.strip("/"), "")

    def package_of_file(self, path: str) -> str:
        """The import path of the package that a Go file is of, "" for none."""
        return self.package_of(path.rpartition("/")[0])

    @cached_property
    def _by_folder(self) -> Mapping[str, str]:
        found = {}
        for package in self.facts.packages:
            files = self.graph.source.files(package, tests=True)
            if files:
                found[self.path(files[0]).rpartition("/")[0]] = package
        return found

    def path(self, file: str) -> str:
        """The path from the top of the repository of a file of the source."""
        return f"{self._prefix}/{file}" if self._prefix else file

    @cached_property
    def folders(self) -> Mapping[str, str]:
        """The folders of the source's own packages, by import path."""
        return {package: folder for folder, package in self._by_folder.items()}

    @cached_property
    def modules(self) -> Mapping[str, str]:
        """The folder of each module of the source by its path: where a package's path and folder part."""
        found: dict[str, str] = {}
        for package, folder in self.folders.items():
            while folder and package.rpartition("/")[2] == folder.rpartition("/")[2]:
                package, folder = package.rpartition("/")[0], folder.rpartition("/")[0]
            found.setdefault(package, folder)
        if self.graph.source.module:
            found.setdefault(self.graph.source.module, self._prefix)
        return found

    def standard(self, package: str, name: str) -> bool:
        """Whether a package of the standard library that ends in a name declares another at its top."""
        return any(
            _last(path) == package and Symbol(path, name) in self.graph.symbols(path) for path in stdlib.packages()
        )

    def any_exported(self, package: str) -> tuple[str, ...]:
        """The exported package-level names of a package."""
        return tuple(s.name for s in self.facts.symbols(package) if not s.member and exported(s.name))


def _last(package: str) -> str:
    """The name by which a package is most likely imported: the last element of its path that is no version."""
    parts = package.split("/")
    last = parts[-2] if len(parts) > 1 and _VERSION.fullmatch(parts[-1]) else parts[-1]
    return re.sub(r"\.v\d+$", "", last)
