"""The edges of a diagram with ``edges: auto``: every relation among what its cards show."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from archviz.model.figure import CardKind, Edge, End, Undrawn
from archviz.model.graph import DeclarationKind
from archviz.model.relations import MODAL, Mode, RelationKind, certain, evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.figures.drawn import Drawn
    from archviz.model.figure import Card
    from archviz.model.graph import CodeGraph
    from archviz.model.relations import Evidence, Relation
    from archviz.model.symbols import Symbol


class _Arrow(NamedTuple):
    """What the relations have in common that one edge stands for."""

    source: End
    target: End
    kind: RelationKind
    mode: Mode


@dataclass(slots=True)
class _Found:
    """The pairs of symbols that an edge joins, in the order in which they were found, and what proves it."""

    pairs: dict[tuple[Symbol, Symbol], None] = field(default_factory=dict)
    places: set[Evidence] = field(default_factory=set)


def all_edges(graph: CodeGraph, drawn: Drawn) -> tuple[tuple[Edge, ...], Undrawn]:
    """Every relation among some cards, and how many relations among them are not drawn.

    A card without rows stands for its type's members. All relations of one kind and mode that start at one place of
    the diagram and lead to one other are one edge, which has all their evidence. The edges are ordered by where they
    start: by card and row, then as the source code has them. Not drawn are relations of members that have no row
    while others have one, and those that are not certain.
    """
    return _Search(graph, drawn).edges()


class _Search:
    def __init__(self, graph: CodeGraph, drawn: Drawn) -> None:
        self._graph, self._drawn = graph, drawn
        self._arrows: dict[_Arrow, _Found] = {}
        self._hidden: set[tuple[RelationKind, Mode, Symbol, Symbol]] = set()
        self._guesses: set[tuple[RelationKind, Mode, Symbol, Symbol]] = set()

    def edges(self) -> tuple[tuple[Edge, ...], Undrawn]:
        cards = tuple(self._drawn.cards.values())
        interfaces = [symbol for symbol in self._drawn.ends if self._is(symbol, DeclarationKind.INTERFACE)]
        for symbol in dict.fromkeys(symbol for card in cards for symbol in self._starting(card)):
            for relation in self._graph.relations(symbol):
                for kind, source, target in self._meant(relation):
                    self._relation(relation, kind, source, target)
            if not symbol.member and symbol in self._drawn.ends:
                self._implements(symbol, interfaces)
        edges = (self._edge(i, arrow, found) for i, (arrow, found) in enumerate(self._arrows.items()))
        return tuple(edges), Undrawn(len(self._hidden), len(self._guesses))

    def _is(self, symbol: Symbol, kind: DeclarationKind) -> bool:
        declared = self._graph.declaration(symbol)
        return declared is not None and declared.kind is kind

    def _starting(self, card: Card) -> Iterator[Symbol]:
        """The declarations at which relations of a card, its rows and its type's other members start."""
        for symbol in (card.symbol, *(row.symbol for row in card.rows)):
            yield symbol
            declared = self._graph.declaration(symbol) if not symbol.member else None
            yield from (method.symbol for method in (declared.methods if declared is not None else ()))

    def _meant(self, relation: Relation) -> Iterator[tuple[RelationKind, Symbol, Symbol]]:
        """What edges a relation may be drawn as: their kind, and the symbols at their ends."""
        kind, source, target = relation.kind, relation.source, relation.target
        if kind is RelationKind.SETS:
            yield from ((kind, target, given) for given in relation.arguments if target is not None)
            return
        if relation.field is not None and target is not None:
            yield RelationKind.SETS, relation.field, target
        if target is not None and (self._drawn.end(target) is not None or self._drawn.hides(target)):
            yield kind, source, target
            return
        by_way_of = (relation.through, relation.stored.container if relation.stored is not None else None)
        yield from ((kind, source, one) for one in by_way_of if one is not None and one in self._drawn.ends)

    def _relation(self, relation: Relation, kind: RelationKind, source: Symbol, target: Symbol) -> None:
        start, end = self._drawn.start(source, relation.position), self._drawn.end(target)
        mode = relation.started if kind in MODAL else Mode.PLAIN
        known = [one is not None or self._drawn.hides(symbol) for one, symbol in ((start, source), (end, target))]
        if not all(known) or (
            kind is RelationKind.SETS and self._drawn.start(relation.source, relation.position) is None
        ):
            return
        proved = certain(relation)
        if proved is None:
            self._guesses.add((kind, mode, source, target))
        elif start is None or end is None:
            self._hidden.add((kind, mode, source, target))
        elif not self._listed(start, end):
            self._add(_Arrow(start, end, kind, mode), source, target, evidence(proved))

    def _listed(self, start: End, end: End) -> bool:
        """Whether it is a chain's own wrapper that a function calls: the chain's row says that."""
        return start == End(end.card) and self._drawn.cards[end.card].kind is CardKind.CHAIN

    def _implements(self, symbol: Symbol, interfaces: Iterable[Symbol]) -> None:
        start = self._drawn.ends[symbol]
        for interface in interfaces:
            listed = start.row is not None and self._drawn.cards[start.card].symbol == interface
            proved = self._graph.implements(symbol, interface) if interface != symbol and not listed else None
            if proved is not None:
                arrow = _Arrow(start, self._drawn.ends[interface], RelationKind.IMPLEMENTS, Mode.PLAIN)
                self._add(arrow, symbol, interface, evidence(proved))

    def _add(self, arrow: _Arrow, source: Symbol, target: Symbol, place: Evidence) -> None:
        found = self._arrows.setdefault(arrow, _Found())
        found.pairs[source, target] = None
        found.places.add(place)

    def _edge(self, number: int, arrow: _Arrow, found: _Found) -> Edge:
        sources, targets = ({pair[i] for pair in found.pairs} for i in (0, 1))
        source = sources.pop() if len(sources) == 1 else self._shown(arrow.source)
        target = targets.pop() if len(targets) == 1 else self._shown(arrow.target)
        places = tuple(sorted(found.places))
        return Edge(f"edges-{number}", arrow.kind, arrow.source, arrow.target, source, target, places, arrow.mode)

    def _shown(self, end: End) -> Symbol:
        card = self._drawn.cards[end.card]
        return card.symbol if end.row is None else card.rows[end.row].symbol
