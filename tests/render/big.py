"""Diagrams of any size, the same for the same numbers: cards in packages of five, joined at random."""

from __future__ import annotations

import random
from dataclasses import replace

from archviz.model.figure import (
    Card,
    CardKind,
    Edge,
    EdgeRole,
    End,
    Origin,
    Row,
    RowKind,
    StepNumber,
    Text,
    VerifiedDiagram,
)
from archviz.model.relations import Evidence, Mode, Position, RelationKind
from archviz.model.symbols import Symbol

KINDS = (RelationKind.CALL, RelationKind.CALL, RelationKind.CREATES, RelationKind.REF, RelationKind.HOLDS)


def big(cards: int, edges: int, seed: int = 5, *, within: bool = False) -> VerifiedDiagram:
    """Structs with three methods each and edges between them, ``within`` a card too where that is asked."""
    source = random.Random(seed)  # noqa: S311  # no secret
    made = [_card(number) for number in range(cards)]
    joined = []
    for number in range(edges):
        one, two = (source.randrange(cards) for _ in range(2))
        if one == two and not within:
            two = (one + 1) % cards
        start, end = made[one].rows[source.randrange(3)], made[two].rows[source.randrange(3)]
        kind = source.choice(KINDS)
        step = StepNumber(number + 1) if number < 6 and kind is RelationKind.CALL else None
        ends = End(made[one].id, made[one].rows.index(start)), End(made[two].id, made[two].rows.index(end))
        proof = (Evidence(Position("a.go", number + 1, 1)),)
        joined.append(Edge(f"e{number}", kind, *ends, start.symbol, end.symbol, proof, Mode.PLAIN, step))
    title = Text("Big")
    return VerifiedDiagram(1, "big", "big", title, title, tuple(made), tuple(joined), Origin("1"))


def with_ways(diagram: VerifiedDiagram, ways: int, seed: int = 5) -> VerifiedDiagram:
    """The diagram with entries and exits at random rows, and at heads of cards."""
    source = random.Random(seed)  # noqa: S311  # no secret
    cards, edges = [], []
    for number in range(ways):
        card = source.choice(diagram.cards)
        row = source.choice((None, 0, 1, 2))
        symbol = card.symbol if row is None else card.rows[row].symbol
        label = Text(source.choice(("a request", "go", "the configuration is written to the disk", "every minute")))
        role = source.choice((EdgeRole.ENTRY, EdgeRole.EXIT))
        name = f"{role}-{number}"
        proof = Evidence(Position("a.go", number + 1, 1))
        cards.append(Card(name, CardKind(role.value), symbol, "Outside", card.package, proof, label=label))
        outer, inner, other = End(name), End(card.id, row), Symbol("example.org/outside", "Outside")
        mode = source.choice((Mode.PLAIN, Mode.GO))
        if role is EdgeRole.ENTRY:
            edge = Edge(name, RelationKind.CALL, outer, inner, other, symbol, (proof,), mode, role=role)
        else:
            edge = Edge(name, RelationKind.CALL, inner, outer, symbol, other, (proof,), mode, role=role)
        edges.append(edge)
    return replace(diagram, cards=(*diagram.cards, *cards), edges=(*diagram.edges, *edges))


def with_frames(diagram: VerifiedDiagram, seed: int = 5) -> VerifiedDiagram:
    """The diagram with rows of function literals, some within others, and goroutines, at random."""
    source = random.Random(seed)  # noqa: S311  # no secret
    cards = []
    for card in diagram.cards:
        rows: list[Row] = []
        for row in card.rows:
            depths = [0] if rows else []
            depths += [rows[-1].depth + 1] if rows and rows[-1].kind is RowKind.LITERAL else []
            if depths and source.random() < 0.7:
                found = replace(row, kind=RowKind.LITERAL, depth=source.choice(depths), type="→ Hooks.Add")
            else:
                found = row
            rows.append(replace(found, goroutine=source.random() < 0.5))
        cards.append(replace(card, rows=tuple(rows)))
    return replace(diagram, cards=tuple(cards))


def _card(number: int) -> Card:
    symbol = Symbol(f"example.org/p{number // 5}", f"T{number}")
    place = Position("a.go", 10 * number + 1, 1)
    rows = tuple(Row(RowKind.METHOD, f"Do{n}", Symbol(symbol.package, symbol.name, f"Do{n}"), place) for n in range(3))
    return Card(f"c{number}", CardKind.STRUCT, symbol, symbol.name, f"p{number // 5}", place, rows)
