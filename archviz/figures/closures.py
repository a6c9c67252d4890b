"""Rows for function literals: what one does is not what the function around it does, and starts at a row of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from archviz.figures.drawn import Drawn
from archviz.figures.goroutines import in_goroutine
from archviz.figures.proof import EdgeQuery, proving
from archviz.model.figure import CardKind, End, Row, RowKind
from archviz.model.relations import LiteralUse, RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from archviz.figures.claims import EdgeClaim
    from archviz.figures.ledger import Ledger
    from archviz.figures.terminals import ProvedWay
    from archviz.model.figure import Card
    from archviz.model.graph import CodeGraph, LiteralSite
    from archviz.model.relations import FunctionLiteral, Relation
    from archviz.model.symbols import Symbol

_AT_ONCE = (LiteralUse.CALLED, LiteralUse.DEFER)
"""What becomes of a literal that the function itself runs; an edge says defer by its mode."""
_FROM_TYPES = (RelationKind.IMPLEMENTS, RelationKind.SETS, RelationKind.HOLDS, RelationKind.EMBEDS)
"""Relations that start at a type or a field, not in code."""


LiteralRow = tuple["Row", tuple["LiteralSite", ...]]
"""A row of function literals, and these."""


class _Place(NamedTuple):
    """Function literals of a declaration that start edges, and where that is drawn."""

    end: End
    source: Symbol
    literals: frozenset[FunctionLiteral]


def with_closures(
    ledger: Ledger, cards: Sequence[Card], claims: Sequence[EdgeClaim] | None, ways: Iterable[ProvedWay] = ()
) -> list[Card]:
    """The cards with a row for each function literal that starts an edge or is entered, and is not run where it stands.

    Such a literal is started by a go statement; or it is an argument, or is assigned or returned, and others call it,
    if anybody does. Without a row, its edges would start at the function around it. Where several literals prove one
    edge, they have one row together. Literals of this kind around such a literal have rows, too, as they make it.
    ``claims`` are the edges that are drawn; for None that is every relation among the cards; ``ways`` those into the
    diagram, some of them by a literal, and out of it. A function that proves an
    edge itself, too, starts that; and literals that an author gives rows keep these.
    """
    drawn = Drawn(cards, ledger.parts)
    places = _of_claims(ledger, claims, drawn) if claims is not None else _of_relations(ledger, drawn)
    rows: dict[End, list[LiteralRow]] = {}
    joined = _joined([*places, *_of_ways(ways, drawn)])
    known = {source: ledger.graph.literals(source) for source in {place.source for place in joined}}
    for place in joined:
        sites = tuple(site for site in known[place.source] if site.literal in place.literals)
        if sites:
            rows.setdefault(place.end, []).append((literal_row(ledger.graph, place.source, sites), sites))
    rows = {end: nested(found) for end, found in rows.items()}
    return [_filled(ledger, card, rows) for card in cards]


def literal_row(graph: CodeGraph, source: Symbol, sites: Sequence[LiteralSite]) -> Row:
    """The row of function literals of a declaration: how many, and what they are given to, or that go starts them."""
    what = "goroutine" if all(site.literal.use is LiteralUse.GO for site in sites) else "func literal"
    goroutine = all(in_goroutine(graph, source, site) for site in sites)
    name = what if len(sites) == 1 else f"{len(sites)} {what}s"
    given = dict.fromkeys(one for site in sites if (one := site.literal.receiver or site.literal.field) is not None)
    texts: list[str] = []
    owner = None
    for one in given:
        texts.append(one.leaf if one.member and one.owner == owner else one.short)
        owner = one.owner
    text = f"\N{RIGHTWARDS ARROW} {', '.join(texts)}" if texts else ""
    return Row(RowKind.LITERAL, name, source, sites[0].start, text, goroutine=goroutine)


def nested(rows: Sequence[LiteralRow]) -> list[LiteralRow]:
    """Rows of function literals of one function in source order, each with those within its literals right below it."""
    of = {site.literal: number for number, (_, sites) in enumerate(rows) for site in sites}
    inside: dict[int | None, list[int]] = {}
    for number in sorted(range(len(rows)), key=lambda number: rows[number][0].position, reverse=True):
        around = {_row_around(site.literal.outer, of) for site in rows[number][1]}
        inside.setdefault(around.pop() if len(around) == 1 else None, []).append(number)
    waiting = [(number, 0) for number in inside.get(None, ())]
    found: list[LiteralRow] = []
    while waiting:
        number, depth = waiting.pop()
        row, sites = rows[number]
        found.append((replace(row, depth=depth), sites))
        waiting += [(inner, depth + 1) for inner in inside.get(number, ())]
    return found


def _row_around(literal: FunctionLiteral | None, rows: Mapping[FunctionLiteral, int]) -> int | None:
    """The number of the row of a literal, or else of the innermost one around it that has one."""
    while literal is not None and literal not in rows:
        literal = literal.outer
    return rows[literal] if literal is not None else None


def _filled(ledger: Ledger, card: Card, rows: dict[End, list[LiteralRow]]) -> Card:
    """A card with its literals' rows, each below the row of its function; of a function's card, at its end."""
    found: list[Row] = []

    def add(end: End) -> None:
        for row, sites in rows.get(end, ()):
            ledger.parts[End(card.id, len(found))] = tuple((site.start, site.end) for site in sites)
            found.append(row)

    for index, row in enumerate(card.rows):
        found.append(row)
        add(End(card.id, index))
    add(End(card.id))
    return replace(card, rows=tuple(found)) if len(found) > len(card.rows) else card


def _of_claims(ledger: Ledger, claims: Sequence[EdgeClaim], drawn: Drawn) -> Iterator[_Place]:
    for claim in claims:
        if claim.asserted or claim.kind in _FROM_TYPES or not ledger.applies(claim):
            continue
        source, target = (drawn.declared(ledger.figure.symbol(text, "")) for text in (claim.source, claim.target))
        found = proving(ledger.graph, EdgeQuery(claim.kind, source, target, claim.mode))
        in_file = (r for r in found if not claim.file or r.position.file.rpartition("/")[2] == claim.file)
        yield from _starting(drawn, source, in_file)


def _of_ways(ways: Iterable[ProvedWay], drawn: Drawn) -> Iterator[_Place]:
    for way in ways:
        yield from _starting(drawn, way.at, way.relations)
        for site in way.literals:
            end = drawn.start(way.at, site.start)
            if end is not None and site.literal.use not in _AT_ONCE and _runs(drawn, end):
                yield from _around(_Place(end, way.at, frozenset((site.literal,))))


def _starting(drawn: Drawn, source: Symbol, relations: Iterable[Relation]) -> Iterator[_Place]:
    """The literals of a declaration in which some relations start, but for functions that start one themselves, too."""
    places: dict[End, set[FunctionLiteral | None]] = {}
    for relation in relations:
        end = drawn.start(source, relation.position) if drawn.shows(source) else None
        if end is not None:
            places.setdefault(end, set()).add(_handed_on(relation))
    for end, literals in places.items():
        known = frozenset(literal for literal in literals if literal is not None)
        if len(known) == len(literals) and _runs(drawn, end):
            yield from _around(_Place(end, source, known))


def _around(place: _Place) -> Iterator[_Place]:
    """A place, and for each literal around its own that is not run where it stands a place of that."""
    yield place
    for literal in place.literals:
        outer = _not_at_once(literal.outer)
        while outer is not None:
            yield place._replace(literals=frozenset((outer,)))
            outer = _not_at_once(outer.outer)


def _of_relations(ledger: Ledger, drawn: Drawn) -> Iterator[_Place]:
    for symbol in dict.fromkeys(_functions(drawn)):
        for relation in ledger.graph.relations(symbol):
            literal = _handed_on(relation) if relation.certain and relation.kind not in _FROM_TYPES else None
            ends = (relation.target, relation.through, relation.stored.container if relation.stored else None)
            end = drawn.start(symbol, relation.position) if literal is not None else None
            seen = any(one is not None and drawn.end(one) is not None for one in ends)
            if literal is not None and end is not None and seen and _runs(drawn, end):
                yield from _around(_Place(end, symbol, frozenset((literal,))))


def _functions(drawn: Drawn) -> Iterator[Symbol]:
    """The functions and methods that have cards or rows of their own."""
    for card in drawn.cards.values():
        if card.kind is CardKind.FUNC:
            yield card.symbol
        yield from (row.symbol for row in card.rows if row.kind is RowKind.METHOD)


def _runs(drawn: Drawn, end: End) -> bool:
    """Whether an end stands for a whole function or method, not for a part of one, a type or a list."""
    card = drawn.cards[end.card]
    return card.kind is CardKind.FUNC if end.row is None else card.rows[end.row].kind is RowKind.METHOD


def _handed_on(relation: Relation) -> FunctionLiteral | None:
    """The innermost literal around a relation that is not run where it stands, None for none."""
    return _not_at_once(relation.literal)


def _not_at_once(literal: FunctionLiteral | None) -> FunctionLiteral | None:
    """A literal, or the innermost one around it, that is not run where it stands."""
    while literal is not None and literal.use in _AT_ONCE:
        literal = literal.outer
    return literal


def _joined(places: Iterable[_Place]) -> list[_Place]:
    """The places with those made one that have a literal in common."""
    found: list[_Place] = []
    for place in dict.fromkeys(places):
        alike = [one for one in found if one[:2] == place[:2] and one.literals & place.literals]
        found = [one for one in found if one not in alike]
        found.append(place._replace(literals=place.literals.union(*(one.literals for one in alike))))
    return found
