"""The search for an order of cards: better than what it began with, and at an end in time."""

from __future__ import annotations

import random

from big import big
from steps import steps

from archviz.model.figure import Card, CardKind, Edge, End
from archviz.model.relations import Evidence, Mode, Position, RelationKind
from archviz.model.symbols import Symbol
from archviz.render.layout.arrange import arrange
from archviz.render.layout.boxes import make_box
from archviz.render.layout.search import find_orders
from archviz.render.layout.stacking import CardOrder, Stack
from archviz.words.language import ENGLISH

PLACE = Position("a.go", 1, 1)


class Counted(Stack):
    """A stack that counts the orders that it is asked to cost."""

    trials = 0

    def cost(self, order: CardOrder) -> float:
        self.trials += 1
        return super().cost(order)


def stack(cards: int, edges: int) -> Counted:
    source = random.Random(1)  # noqa: S311  # no secret
    symbols = [Symbol("example.org/a", f"F{number}") for number in range(cards)]
    boxes = {
        symbol.name: make_box(Card(symbol.name, CardKind.FUNC, symbol, symbol.name, "a", PLACE), ENGLISH)
        for symbol in symbols
    }
    joined = [source.sample(symbols, 2) for _ in range(edges)]
    drawn = [
        Edge(f"e{i}", RelationKind.CALL, End(a.name), End(b.name), a, b, (Evidence(PLACE),), Mode.PLAIN)
        for i, (a, b) in enumerate(joined)
    ]
    widths, gutters = dict.fromkeys(boxes, 160), dict.fromkeys(boxes, 0)
    return Counted(
        boxes, drawn, widths, gutters, {}, between_cards=24, between_packages=60, between_columns=70, room=1000
    )


def searched(made: Counted) -> tuple[CardOrder, CardOrder]:
    """Where the search begins with two columns, and what it finds."""
    count = len(made.heights)
    ranks, tops = [number % 5 for number in range(count)], [60.0 * number for number in range(count)]
    begun = CardOrder(tuple(rank * 2 // 5 for rank in ranks), tuple(range(count)), (0,))
    return begun, find_orders(made, ranks, tops)[0][1]


def test_what_is_found_is_better_than_the_beginning() -> None:
    made = stack(8, 12)
    begun, found = searched(made)
    assert made.cost(found) < made.cost(begun)


def test_the_search_ends_whatever_there_is_to_order() -> None:
    made = stack(60, 240)
    searched(made)
    assert made.trials * made.effort < 500_000


def test_a_large_diagram_takes_little_work() -> None:
    figure = big(60, 90)
    assert steps(lambda: arrange(figure, ENGLISH)) < 40_000_000
