"""What the site asks of the source: the symbols in its figures and one step around them, and what joins them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Protocol

from archviz.model.figure import VerifiedDiagram, VerifiedExcerpt, VerifiedTable
from archviz.model.graph import DeclarationKind, Span
from archviz.model.relations import Mode, RelationKind, UseKind, certain, evidence, evidence_of_use
from archviz.render.links import safe_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.model.figure import VerifiedFigure
    from archviz.model.graph import Declaration, Implementers, PackageContents, PackageHead
    from archviz.model.relations import Certain, Evidence, Relation, Use
    from archviz.model.symbols import Symbol

_WHOLE_FILE = 2**31
_LESS = (UseKind.READS, UseKind.MENTIONS)
"""What is said of a place only where nothing else is."""


class SymbolSource(Protocol):
    """The part of a code graph that the site needs; see ``archviz.model.graph.CodeGraph`` for each question."""

    def declaration(self, symbol: Symbol) -> Declaration | None:
        """The declaration of a symbol, or None."""

    def head(self, package: str) -> PackageHead | None:
        """What a package says of itself, or None."""

    def relations(self, symbol: Symbol) -> tuple[Relation, ...]:
        """What starts in a declaration, in source order."""

    def uses(self, symbol: Symbol) -> tuple[Use, ...]:
        """What a declaration reads, writes, asserts and names, in source order."""

    def contents(self, package: str) -> PackageContents:
        """All that starts in a package. Raises SourceError where the source has no such package."""

    def implementers(self, interface: Symbol, packages: tuple[str, ...] | None = None) -> Implementers | None:
        """All non-interface types that implement an interface, in the given packages."""

    def lines(self, span: Span) -> tuple[str, ...]:
        """The text of the whole lines that a span touches, as many of them as there are."""


@dataclass(frozen=True, slots=True)
class SymbolLink:
    """What one symbol has to do with another in one way, with every place that proves it, in source order."""

    kind: RelationKind | UseKind
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
        self._outgoing: dict[Symbol, tuple[SymbolLink, ...]] = {}
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
        for found in self._contents:
            relations = map(certain, found.relations)
            around |= {r.source for r in relations if r is not None and r.target in self.shown}
        return tuple(sorted(self.shown.keys() | {s for s in around if s is not None and self._inside(s)}))

    @cached_property
    def packages(self) -> tuple[str, ...]:
        """The packages of the figures' symbols, sorted: those that are searched for what leads to a symbol."""
        return tuple(sorted({symbol.package for symbol in self.shown}))

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

    def head(self, package: str) -> PackageHead | None:
        """What a package says of itself, or None where it is not known."""
        return self._source.head(package) if self._source is not None else None

    def outgoing(self, symbol: Symbol) -> tuple[SymbolLink, ...]:
        """What starts in a symbol, and in the fields of a type, as far as it leads to a page.

        Of a symbol that a figure shows, there are the relations that lead to none, too. That a method names the type
        that it belongs to is left out.
        """
        if symbol not in self._outgoing:
            self._outgoing[symbol] = self._links_from(symbol)
        return self._outgoing[symbol]

    def incoming(self, symbol: Symbol) -> tuple[SymbolLink, ...]:
        """All that leads to a symbol from the ``packages``, and from those that have a page, sorted by source."""
        return self._incoming.get(symbol, ())

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
    def _contents(self) -> tuple[PackageContents, ...]:
        return tuple(map(self._source.contents, self.packages)) if self._source is not None else ()

    @cached_property
    def _incoming(self) -> dict[Symbol, tuple[SymbolLink, ...]]:
        found: dict[Symbol, list[SymbolLink]] = defaultdict(list)
        outside = [self.outgoing(symbol) for symbol in self.symbols if symbol.package not in self.packages]
        inside = [_links(filter(None, map(certain, one.relations)), one.uses) for one in self._contents]
        for link in dict.fromkeys(chain.from_iterable((*inside, *outside))):
            if link.target in self.addresses:
                found[link.target].append(link)
        return {
            target: tuple(sorted(links, key=lambda link: (link.source, link.places[0])))
            for target, links in found.items()
        }

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

    def _links_from(self, symbol: Symbol) -> tuple[SymbolLink, ...]:
        links = _links(self._relations(symbol), self._source.uses(symbol) if self._source is not None else ())
        return tuple(
            link
            for link in links
            if (link.target in self.addresses or (symbol in self.shown and link.kind in RelationKind))
            and not (link.kind is UseKind.MENTIONS and link.target == symbol.owner)
        )

    def _inside(self, symbol: Symbol) -> bool:
        declared = self.declaration(symbol)
        return declared is not None and declared.position.inside

    def _relations(self, symbol: Symbol) -> list[Certain]:
        found = map(certain, self._source.relations(symbol)) if self._source is not None else ()
        return [r for r in found if r is not None]


def _links(relations: Iterable[Certain], uses: Iterable[Use]) -> tuple[SymbolLink, ...]:
    """What some relations and uses say, in source order; each place that names a symbol once, as what says most.

    A literal that names its type is a relation, which is where the literal begins.
    """
    places: dict[tuple[RelationKind | UseKind, Mode, Symbol, Symbol], set[Evidence]] = defaultdict(set)
    said: set[tuple[Symbol, Evidence]] = set()
    for r in relations:
        if r.target is not None:
            places[r.kind, r.started, r.source, r.target].add(evidence(r))
            said.add((r.target, evidence(r)))
    for use in sorted(uses, key=lambda use: use.kind in _LESS):
        at = evidence_of_use(use)
        if at is not None and use.kind is not UseKind.CREATES and (use.target, at) not in said:
            places[use.kind, Mode.PLAIN, use.source, use.target].add(at)
            said.add((use.target, at))
    links = (SymbolLink(*ends, tuple(sorted(found))) for ends, found in places.items())
    return tuple(sorted(links, key=lambda link: link.places[0]))


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
