"""Finding ways round cards: how many places a search looks at."""

from __future__ import annotations

import random

from archviz.render.layout.geometry import Point, Rect, Side
from archviz.render.layout.grid import Grid, Terminal


def looked_at(rows: int, *, haste: float, dearest: float) -> float:
    """How many places are looked at for a way and a row, of as many ways as there are cards in four columns."""
    source = random.Random(2)  # noqa: S311  # no secret
    cards = [Rect(210 * column, 120 * row, 150, 90) for row in range(rows) for column in range(4)]
    ends = []
    for _ in cards:
        one, two = source.sample(cards, 2)
        start = Terminal(Point(one.right, one.y + source.randrange(10, 80, 5)), Side.EAST)
        ends.append((start, Terminal(Point(two.x, two.y + source.randrange(10, 80, 5)), Side.WEST)))
    grid = Grid(cards, [], [terminal for pair in ends for terminal in pair], haste=haste, dearest=dearest)
    for start, goal in ends:
        way = grid.route([start], [goal])
        assert way is not None
        grid.occupy(way[2])
    return grid.looked_at / len(ends) / rows


def test_a_search_in_haste_goes_on_where_all_lanes_are_crowded() -> None:
    assert looked_at(40, haste=16, dearest=8) < 0.75 * looked_at(40, haste=8, dearest=8)
