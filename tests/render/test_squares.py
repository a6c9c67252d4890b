"""What is near a rectangle, found by squares: the same as by a look at everything, and with little work."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

from steps import growth

from archviz.model.figure import StepNumber
from archviz.render.layout.geometry import Point, Rail, Rect
from archviz.render.layout.labels import Label, Surroundings, place_labels
from archviz.render.layout.squares import Points, Rects

if TYPE_CHECKING:
    from collections.abc import Callable


def rect(source: random.Random, size: int = 90) -> Rect:
    """A rectangle anywhere, left of and above the origin too, often with its sides on those of squares."""
    x, y, width, height = (source.randrange(-300, 300, 4) for _ in range(4))
    return Rect(x, y, abs(width) % size, abs(height) % size)


def test_what_overlaps_is_what_a_look_at_everything_finds() -> None:
    source = random.Random(4)  # noqa: S311  # no secret
    rects = [rect(source) for _ in range(300)]
    filed = Rects(rects[:200])
    for each in rects[200:]:
        filed.add(each)
    for box in (rect(source, 200) for _ in range(300)):
        assert filed.overlapping(box) == [each for each in rects if each.overlaps(box)]


def test_the_points_within_are_what_a_look_at_everything_finds() -> None:
    source = random.Random(4)  # noqa: S311  # no secret
    lines = {
        f"e{number}": [Point(source.randrange(-300, 300, 4), source.randrange(-300, 300)) for _ in range(40)]
        for number in range(30)
    }
    filed = Points(lines)
    for box in (rect(source, 200) for _ in range(300)):
        assert filed.within(box) == Counter(name for name, points in lines.items() for p in points if box.holds(p))


def test_a_label_costs_no_more_where_there_are_many_others() -> None:
    label = Label(StepNumber(1), ())

    def placed(count: int) -> Callable[[], object]:
        lines = {f"e{n}": Rail((Point(0, 60 * n), Point(200, 60 * n))) for n in range(count)}
        cards = [Rect(210, 60 * n, 100, 50) for n in range(count)]
        labels = dict.fromkeys(lines, label)
        return lambda: place_labels(labels, lines, Surroundings(cards, cards))

    assert growth(placed, 40) < 5  # four times as many
