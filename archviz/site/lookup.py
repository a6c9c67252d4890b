"""What the site asks of the source: the symbols in its figures and one step around them, and what joins them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from archviz.model.figure import VerifiedDiagram, VerifiedExcerpt, VerifiedTable
from archviz.model.graph import DeclarationKind, Span
from archviz.model.relations import certain, evidence
from archviz.render.links import safe_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.model.figure import VerifiedFigure
    from archviz.model.graph import Declaration, Implementers, PackageFacts
    from archviz.model.relations import Certain, Evidence, Mode, Relation, RelationKind
    from archviz.model.symbols import Symbol

_WHOLE_FILE = 2**31


class SymbolSource(Protocol):
    """The part of a code graph that the site needs; see ``archviz.model.graph.CodeGraph`` for each question."""

    def declaration(self, symbol: Symbol) -> Declaration | None:
        """The declaration of a symbol, or None."""

    def relations(self, symbol: Symbol) -> tuple[Relation, ...]:
        """What starts in a declaration, in source order."""

    def facts(self, package: str) -> PackageFacts:
        """All that starts in a package. Raises SourceError where the source has no such package."""

    def implementers(self, interface: Symbol, packages: tuple[str, ...] | None = None) -> Implementers | None:
        """All non-interface types that implement an interface, in the given packages."""

    def lines(self, span: Span) -> tuple[str, ...]:
        """The text of the whole lines that a span touches, as many of them as there are."""


@dataclass(frozen=True, slots=True)
class SymbolLink:
    """Relations of one kind between the same two symbols, with every place that proves one, in source order."""

    kind: RelationKind
    mode: Mode
    source: Symbol
    target: Symbol
    places: tuple[Evidence, ...]


class SymbolIndex:
    """The symbols that figures speak of, and those one step around: what they are and what joins them.

    A step leads from a symbol to what it calls, creates, holds and so on, and to what does so with it within the
    packages of the figures' symbols. Only certain relations count. Without a source there are no symbols.
    """

    def __init__(self, source: SymbolSource | None, figures: tuple[VerifiedFigure, ...]) -> None:
        self._source = source
        self._files: dict[str, tuple[str, ...]] = {}
        self._declarations: dict[Symbol, Declaration | None] = {}
        self.shown: dict[Symbol, tuple[VerifiedFigure, ...]] = {}
        for figure in figures:
            for symbol in sorted(set(_symbols(figure))):
                if self._inside(symbol):
                    self.shown[symbol] = (*self.shown.get(symbol, ()), figure)

    @cached_property
    def symbols(self) -> tuple[Symbol, ...]:
        """Every symbol that has a page, sorted."""
        if self._source is None:
            return ()
        around = {r.target for symbol in self.shown for r in self._relations(symbol)}
        for package in sorted({symbol.package for symbol in self.shown}):
            facts = map(certain, self._source.facts(package).relations)
            around |= {r.source for r in facts if r is not None and r.target in self.shown}
        return tuple(sorted(self.shown.keys() | {s for s in around if s is not None and self._inside(s)}))

    def address(self, symbol: Symbol) -> str:
        """The page of a symbol, or of the type that it belongs to, from the site's root; "" where there is none."""
        return self.addresses.get(symbol) or self.addresses.get(symbol.owner, "")

    @cached_property
    def addresses(self) -> dict[Symbol, str]:
        """The page of every symbol that has one."""
        return {symbol: f"symbols/{_file(symbol)}.html" for symbol in self.symbols}

    def declaration(self, symbol: Symbol) -> Declaration | None:
        """The declaration of a symbol, or None where it is not known."""
        if self._source is None:
            return None
        if symbol not in self._declarations:
            self._declarations[symbol] = self._source.declaration(symbol)
        return self._declarations[symbol]

    def outgoing(self, symbol: Symbol) -> tuple[SymbolLink, ...]:
        """What starts in a symbol, and in the fields of a type; of one that no figure shows, what leads to a page."""
        return self._links[0].get(symbol, ())

    def incoming(self, symbol: Symbol) -> tuple[SymbolLink, ...]:
        """What leads to a symbol from those that have a page."""
        return self._links[1].get(symbol, ())

    def implementers(self, interface: Symbol) -> tuple[Certain, ...]:
        """The types that implement an interface, within the packages of the symbols that have a page."""
        return self._implementers.get(interface, ())

    def implemented(self, concrete: Symbol) -> tuple[tuple[Symbol, Evidence], ...]:
        """The interfaces of the figures that a type implements, each with where the proof is."""
        return tuple(
            (interface, evidence(relation))
            for interface, relations in self._implementers.items()
            for relation in relations
            if relation.source == concrete
        )

    def lines(self, file: str) -> tuple[str, ...]:
        """The lines of a file of the source; none without a source."""
        if self._source is None:
            return ()
        if file not in self._files:
            self._files[file] = self._source.lines(Span(file, 1, _WHOLE_FILE, 0, 0))
        return self._files[file]

    @cached_property
    def _links(self) -> tuple[dict[Symbol, tuple[SymbolLink, ...]], dict[Symbol, tuple[SymbolLink, ...]]]:
        outgoing: dict[Symbol, tuple[SymbolLink, ...]] = {}
        incoming: dict[Symbol, list[SymbolLink]] = defaultdict(list)
        for symbol in self.symbols:
            places: dict[tuple[RelationKind, Mode, Symbol, Symbol], set[Evidence]] = defaultdict(set)
            for r in self._relations(symbol):
                if r.target is not None and (symbol in self.shown or r.target in self.addresses):
                    places[r.kind, r.started, r.source, r.target].add(evidence(r))
            outgoing[symbol] = tuple(SymbolLink(*ends, tuple(sorted(found))) for ends, found in places.items())
            for link in outgoing[symbol]:
                if link not in incoming[link.target]:
                    incoming[link.target].append(link)
        return outgoing, {symbol: tuple(links) for symbol, links in incoming.items()}

    @cached_property
    def _implementers(self) -> dict[Symbol, tuple[Certain, ...]]:
        packages = tuple(sorted({symbol.package for symbol in self.symbols}))
        interfaces = [
            symbol
            for symbol in self.shown
            if (declared := self.declaration(symbol)) is not None and declared.kind is DeclarationKind.INTERFACE
        ]
        source = self._source
        found = {each: source.implementers(each, packages) for each in interfaces} if source is not None else {}
        return {each: those.relations for each, those in found.items() if those is not None}

    def _inside(self, symbol: Symbol) -> bool:
        declared = self.declaration(symbol)
        return declared is not None and declared.position.inside

    def _relations(self, symbol: Symbol) -> list[Certain]:
        found = map(certain, self._source.relations(symbol)) if self._source is not None else ()
        return [r for r in found if r is not None]


def _symbols(figure: VerifiedFigure) -> Iterator[Symbol]:
    match figure:
        case VerifiedDiagram():
            for card in figure.cards:
                yield card.symbol
                yield from (row.symbol for row in card.rows)
            for edge in figure.edges:
                yield from (edge.source_symbol, edge.target_symbol)
        case VerifiedExcerpt():
            yield from (excerpt.symbol for excerpt in figure.excerpts)
        case VerifiedTable():
            for row in figure.rows:
                yield row.source
                yield from (cell.symbol for cell in row.cells if cell.symbol is not None)


def _file(symbol: Symbol) -> str:
    """A name that is read, stays the same, and differs from others where letters' case does not count."""
    name = safe_id(f"{symbol.package.rpartition('/')[2]}.{symbol.short}")[:80]
    return f"{name}-{hashlib.sha256(str(symbol).encode('utf-8', 'surrogatepass')).hexdigest()[:6]}"
