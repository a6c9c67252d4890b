"""Facts that are read from the code when they are asked for, and from no more of it than may matter."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache, cached_property
from typing import TYPE_CHECKING

from archviz.ask.facts import NO_SOURCE, concerning, types_in
from archviz.golang import stdlib
from archviz.golang.facts.gaps import REFLECTING, left_out_gaps, reflection_gaps, text_gaps
from archviz.golang.syntax.lexical import is_generic
from archviz.golang.syntax.scan import header
from archviz.model.errors import SourceError
from archviz.model.graph import DeclarationKind, Declared
from archviz.model.relations import CallKind, RelationKind
from archviz.model.symbols import exported
from archviz.sources import patterns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.golang.facts.analysis import Analysis
    from archviz.golang.graph import Graph
    from archviz.model.graph import Gap, Implementers, Order, Unresolved
    from archviz.model.relations import Certain, Position, Relation, Use
    from archviz.model.symbols import Symbol

_IN_LITERALS = (
    DeclarationKind.FIELD,
    DeclarationKind.STRUCT,
    DeclarationKind.TYPE,
    DeclarationKind.ALIAS,
    DeclarationKind.INTERFACE,
)
"""What may be used where its name does not stand."""
_ELSEWHERE = ("/", "~", ".")
"""How the names of files begin that are in another source than the first one (``archviz.sources.several``)."""


class SourceFacts:
    """The facts of a graph's source, about some of its packages; see ``archviz.ask.facts.Facts``.

    Only declarations in whose text a name stands are worked out.
    """

    def __init__(self, graph: Graph, packages: Iterable[str]) -> None:
        self.graph = graph
        self._packages = tuple(sorted(set(packages)))
        self._among = frozenset(self._packages)
        self._texts: dict[str, bytes] = {}
        self._having: dict[str, tuple[str, ...]] = {}
        self._users: dict[Symbol, tuple[Relation, ...]] = {}
        self._unresolved: dict[str, tuple[Unresolved, ...]] = {}
        self._imports: dict[str, frozenset[str]] = {}
        self._reached: dict[str, frozenset[str]] = {}
        self._texts_gaps: dict[str, tuple[Gap, ...]] = {}

    def close(self) -> None:
        """Does nothing: what was read is let go of with the facts themselves."""

    @property
    def packages(self) -> tuple[str, ...]:
        """The packages that are searched."""
        return self._packages

    def __contains__(self, package: str) -> bool:
        return package in self._among

    def all_packages(self) -> tuple[str, ...]:
        """Every import path of the source."""
        return self.graph.packages()

    def package_name(self, package: str) -> str:
        """The name in a package's package clause."""
        return self.graph.package_name(package)

    def find(self, text: str) -> Symbol | None:
        """The declared symbol that a whole name names."""
        return self.graph.find(text)

    def declared(self, symbol: Symbol) -> Declared | None:
        """What a symbol is and where it stands."""
        found = self.graph.declaration(symbol)
        return None if found is None else Declared(found.symbol, found.kind, found.position)

    def member(self, owner: Symbol, name: str) -> Symbol | None:
        """The field or method that a selection means."""
        return self.graph.member(owner, name)

    def symbols(self, package: str) -> tuple[Symbol, ...]:
        """What a package declares."""
        return self.graph.symbols(package)

    def having(self, name: str) -> tuple[str, ...]:
        """The packages searched in which an identifier may stand."""
        if name not in self._having:
            wanted = name.encode()
            self._having[name] = tuple(path for path in self._packages if self._may_name(path, wanted))
        return self._having[name]

    def relations(self, symbol: Symbol) -> tuple[Relation, ...]:
        """What starts in a declaration."""
        return self.graph.relations(symbol)

    def uses(self, symbol: Symbol) -> tuple[Use, ...]:
        """What a declaration uses."""
        return self.graph.uses(symbol)

    def variables(self, symbol: Symbol) -> tuple[tuple[Symbol, Position], ...]:
        """The package-level variables that a declaration names."""
        return self.graph.variables(symbol)

    def users(self, symbol: Symbol) -> tuple[Relation, ...]:
        """The relations that have a symbol as target, field or receiver."""
        if symbol not in self._users:
            found = (
                relation
                for one in self._naming(symbol)
                for relation in one.relations
                if symbol in (relation.target, relation.field, relation.receiver)
            )
            self._users[symbol] = tuple(sorted(dict.fromkeys(found), key=_by_source))
        return self._users[symbol]

    def used(self, symbol: Symbol) -> tuple[Use, ...]:
        """The uses of a symbol."""
        found = (use for one in self._naming(symbol) for use in one.used if use.target == symbol)
        return tuple(sorted(dict.fromkeys(found), key=_by_source))

    def order(self, function: Symbol, first: Position, second: Position) -> Order:
        """Which of two places comes first."""
        return self.graph.order(function, first, second)

    def implements(self, concrete: Symbol, interface: Symbol) -> Certain | None:
        """The proof that a type implements an interface."""
        return self.graph.implements(concrete, interface)

    def implementers(self, interface: Symbol) -> Implementers | None:
        """The types that implement an interface."""
        return self.graph.implementers(interface, self._packages)

    def implemented(self, concrete: Symbol) -> tuple[Certain, ...]:
        """The interfaces that a type implements."""
        return self.graph.implemented(concrete, self._packages)

    def interface_methods(self, name: str) -> tuple[Symbol, ...]:
        """The methods of interfaces with a name that are called."""
        found = {
            relation.target
            for package in self.having(name)
            for one in self.graph.naming(package, name)
            for relation in one.relations
            if relation.call is CallKind.INTERFACE and relation.target is not None and relation.target.member == name
        }
        return tuple(sorted(found))

    def backward(self) -> None:
        """None: what leads to a symbol is looked for in the text of all packages."""

    def unresolved(self, name: str) -> tuple[Unresolved, ...]:
        """The calls that could not be resolved and may be of something with a name."""
        if name not in self._unresolved:
            analyses = (one for package in self.having(name) for one in self.graph.naming(package, name))
            found = (call for one in analyses for call in one.unresolved if call.name == name)
            self._unresolved[name] = tuple(sorted(found, key=lambda call: call.position))
        return self._unresolved[name]

    def unresolved_in(self, symbol: Symbol) -> tuple[Unresolved, ...]:
        """The calls in a declaration that could not be resolved."""
        return self.graph.unresolved(symbol)

    def elsewhere(self, symbol: Symbol, *, unimported: bool = False) -> tuple[str, ...]:
        """The packages that may name a symbol and are not searched."""
        if not exported(symbol.leaf):
            return () if symbol.package in self._among else (symbol.package,)
        wanted = symbol.leaf.encode()
        packages = self.graph.packages()
        others = [path for path in packages if path not in self._among and self._may_name(path, wanted)]
        if not symbol.member:
            return tuple(path for path in others if symbol.package in self._imported(path))
        if not unimported:
            return tuple(path for path in others if self._knows(path, symbol.package))
        types = types_in(self.graph.method_type(symbol)).intersection(packages) if others else frozenset()
        return tuple(path for path in others if self._may_have_types(path, types))

    def _may_have_types(self, package: str, homes: frozenset[str]) -> bool:
        """Whether a package may name a type of each of some packages, or stand for them by type parameters.

        What it imports and nobody has may import any package.
        """
        reached, text = self._reaching(package), self._texts[package]
        return reached >= homes or not reached <= self._available or not text or is_generic(text)

    def gaps(self, symbol: Symbol) -> tuple[Gap, ...]:
        """Why relations to a symbol may be missing."""
        return concerning(self._gaps(symbol), symbol, lambda: self.graph.method_type(symbol))

    def _gaps(self, symbol: Symbol) -> Iterator[Gap]:
        word = symbol.leaf
        own = (symbol.package,) if symbol.package in self._among else ()
        for path in dict.fromkeys((*(self.having(word) if exported(word) else ()), *own)):
            package = self.graph.loaded.load(path)
            if path not in self._texts_gaps:
                gaps = text_gaps(package) if package is not None else left_out_gaps(self.graph.loaded, path)
                self._texts_gaps[path] = tuple(gaps)
            yield from self._texts_gaps[path]
        for one in self._naming(symbol):
            yield from one.gaps
        if symbol.member and exported(symbol.member):
            yield from self._reflection
            yield from self.graph.outside_gaps(symbol.owner)

    @cached_property
    def _reflection(self) -> tuple[Gap, ...]:
        found: dict[Gap, None] = {}
        for target in REFLECTING:
            library, _, word = target.rpartition("/")[2].partition(".")
            library = target.removesuffix(f".{word}")
            for path in self.having(word.rpartition(".")[2]):
                package = self.graph.loaded.load(path)
                if package is not None and self._knows(path, library):
                    analyses = self.graph.naming(path, word.rpartition(".")[2])
                    found.update(
                        dict.fromkeys(reflection_gaps(package, (r for one in analyses for r in one.relations)))
                    )
        return tuple(found)

    def _knows(self, package: str, other: str) -> bool:
        """Whether a package is another, or imports it, itself or through what it imports."""
        return other in self._reaching(package)

    def _reaching(self, package: str) -> frozenset[str]:
        if package not in self._reached:
            seen = {package}
            waiting = [package]
            while waiting:
                after = self._imported(waiting.pop()) - seen
                waiting += after
                seen |= after
            self._reached[package] = frozenset(seen)
        return self._reached[package]

    def _imported(self, package: str) -> frozenset[str]:
        """What the files of a package import, those that are left out, too: as it is written and as it is meant."""
        if package not in self._imports:
            source = self.graph.source
            found: set[str] = set()
            for name in source.files(package, tests=self.graph.context.tests):
                with suppress(SourceError):  # said where the package is asked for
                    for one in header(source.read(name)).imports:
                        found.update((one.path, source.resolve(package, one.path)))
            self._imports[package] = frozenset(found - {""})
        return self._imports[package]

    @cached_property
    def _available(self) -> frozenset[str]:
        return frozenset((*self.graph.packages(), *stdlib.packages(), *NO_SOURCE))

    def _naming(self, symbol: Symbol) -> Iterator[Analysis]:
        """The analyses of the declarations of these packages in which a symbol, or what stands for it, may be named."""
        names = [symbol]
        found = self.declared(symbol)
        if found is not None and found.kind in _IN_LITERALS:
            names = self._standing_for(symbol)
        for one in names:
            yield from self._with_word(one)

    def _standing_for(self, symbol: Symbol) -> list[Symbol]:
        """A type or a field, with the types of which one is named where it is used and not named itself.

        Those are the type of the field, which a literal without keys sets, aliases, and types defined as slices and the
        like, in whose literals the type of the elements is left out (Go specification, "Composite literals").
        """
        names = [symbol, symbol.owner] if symbol.member else [symbol]
        for one in names:  # which grows
            for relation in (relation for found in self._with_word(one) for relation in found.relations):
                source = relation.source
                if (relation.kind, relation.target) == (RelationKind.HOLDS, one) and not source.member:
                    names += [source] if source not in names else []
        return names

    def _with_word(self, symbol: Symbol) -> Iterator[Analysis]:
        """The analyses of the declarations of these packages in whose text a symbol's last name stands.

        A name that is not exported can stand in its own package only (Go specification, "Exported identifiers").
        """
        word = symbol.leaf
        for package in self.having(word) if exported(word) else (symbol.package,):
            if package in self._among:
                yield from self.graph.naming(package, word)

    def _may_name(self, package: str, word: bytes) -> bool:
        if package not in self._texts:
            self._texts[package] = self._text(package)
        text = self._texts[package]
        return not text or (word in text and _identifier(word).search(text) is not None)

    def _text(self, package: str) -> bytes:
        source = self.graph.source
        try:
            return b"\n".join(map(source.read, source.files(package, tests=self.graph.context.tests)))
        except SourceError:  # said where the package is asked for
            return b""


def _by_source(found: Relation | Use) -> tuple[Symbol, Position]:
    return found.source, found.position


@cache
def _identifier(word: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"(?<![\w\x80-\xff])" + re.escape(word) + rb"(?![\w\x80-\xff])")


def own_packages(graph: Graph) -> tuple[str, ...]:
    """The packages of a source without those that it vendors, and without other sources' packages."""
    return tuple(package for package in graph.packages() if not _vendored(graph, package))


def _vendored(graph: Graph, package: str) -> bool:
    files = graph.source.files(package, tests=True)
    return bool(files) and (files[0].startswith(_ELSEWHERE) or "vendor" in files[0].split("/"))


def matching(graph: Graph, texts: Iterable[str]) -> tuple[str, ...]:
    """The packages that import paths and patterns name, as for ``archviz relations``.

    Raises SourceError where one names none.
    """
    found: list[str] = []
    for text in texts:
        for path in patterns.named(graph.source, text, graph.packages):
            if not patterns.is_pattern(text):
                graph.package(path)
            found.append(path)
    return tuple(found)
