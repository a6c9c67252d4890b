"""What is near a rectangle, without a look at all the rest: everything is filed by the squares that it touches."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from archviz.render.layout.geometry import Point, Rect

_SIDE = 32
"""Side of a square in px: about as large as what is compared, a label."""

_Square = tuple[int, int]


class Rects:
    """Rectangles, more of which may come."""

    def __init__(self, rects: Iterable[Rect] = ()) -> None:
        self._rects: list[Rect] = []
        self._standing: dict[_Square, list[int]] = defaultdict(list)
        for rect in rects:
            self.add(rect)

    def add(self, rect: Rect) -> None:
        """One more."""
        for square in _squares(rect):
            self._standing[square].append(len(self._rects))
        self._rects.append(rect)

    def overlapping(self, box: Rect) -> list[Rect]:
        """Those that share an area with a box, in the order in which they came."""
        near = {number for square in _squares(box) for number in self._standing.get(square, ())}
        return [rect for rect in map(self._rects.__getitem__, sorted(near)) if rect.overlaps(box)]


class Points:
    """The points of lines, by the lines' names."""

    def __init__(self, lines: Mapping[str, Iterable[Point]]) -> None:
        self._standing: dict[_Square, list[tuple[str, Point]]] = defaultdict(list)
        for name, points in lines.items():
            for point in points:
                self._standing[int(point.x // _SIDE), int(point.y // _SIDE)].append((name, point))

    def within(self, box: Rect) -> Counter[str]:
        """How many points of each line lie strictly within a box; a line with none is left out."""
        near = chain.from_iterable(self._standing.get(square, ()) for square in _squares(box))
        return Counter(name for name, point in near if box.holds(point))


def _squares(rect: Rect) -> Iterator[_Square]:
    columns = range(int(rect.x // _SIDE), int(rect.right // _SIDE) + 1)
    rows = range(int(rect.y // _SIDE), int(rect.bottom // _SIDE) + 1)
    return ((x, y) for x in columns for y in rows)
