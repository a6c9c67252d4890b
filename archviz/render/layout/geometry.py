"""Points, rectangles and the lines that edges follow. Pixels; x grows to the right, y downwards."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the canvas."""

    x: float
    y: float


class Side(StrEnum):
    """The side of a card at which an edge leaves or arrives."""

    EAST = "e"
    WEST = "w"
    NORTH = "n"
    SOUTH = "s"

    @property
    def outward(self) -> Point:
        """The unit vector that points away from the card."""
        return _OUTWARD[self]


_OUTWARD = {Side.EAST: Point(1, 0), Side.WEST: Point(-1, 0), Side.NORTH: Point(0, -1), Side.SOUTH: Point(0, 1)}


@dataclass(frozen=True, slots=True)
class Rect:
    """An upright rectangle; ``x`` and ``y`` are its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of its right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of its lower side."""
        return self.y + self.height

    def grown(self, by: float) -> Rect:
        """The rectangle with a margin on all four sides; a negative one shrinks it."""
        return Rect(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def moved(self, dx: float, dy: float) -> Rect:
        """The same rectangle elsewhere."""
        return Rect(self.x + dx, self.y + dy, self.width, self.height)

    def overlaps(self, other: Rect) -> bool:
        """Whether the two share an area; a common border is none."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def holds(self, point: Point) -> bool:
        """Whether a point lies strictly inside."""
        return self.x < point.x < self.right and self.y < point.y < self.bottom

    def contains(self, other: Rect) -> bool:
        """Whether the other lies within, borders included."""
        return self.x <= other.x and other.right <= self.right and self.y <= other.y and other.bottom <= self.bottom


def around(rectangles: Iterable[Rect]) -> Rect:
    """The smallest rectangle that contains all the given ones, of which there must be one at least."""
    listed = list(rectangles)
    x, y = min(r.x for r in listed), min(r.y for r in listed)
    return Rect(x, y, max(r.right for r in listed) - x, max(r.bottom for r in listed) - y)


def centred(point: Point, width: float, height: float) -> Rect:
    """The rectangle of a size around a point."""
    return Rect(point.x - width / 2, point.y - height / 2, width, height)


def number(value: float) -> str:
    """A coordinate as it stands in the SVG: two decimals at most, no sign on zero, whatever the locale."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _pair(point: Point) -> str:
    return f"{number(point.x)},{number(point.y)}"


@dataclass(frozen=True, slots=True)
class Curve:
    """An S-curve: straight from ``start`` to ``leave``, a cubic Bézier to ``arrive``, straight to ``end``.

    It leaves and arrives square to the cards' sides; the straight stretches, often of no length, cross gutters.
    """

    start: Point
    leave: Point
    arrive: Point
    end: Point
    upright: bool = False
    """Whether it leaves and arrives vertically."""

    def moved(self, dx: float, dy: float) -> Curve:
        """The same curve elsewhere."""
        start, leave, arrive, end = (Point(p.x + dx, p.y + dy) for p in (self.start, self.leave, self.arrive, self.end))
        return Curve(start, leave, arrive, end, self.upright)

    def heading(self) -> float:
        """The direction in which it arrives, in radians."""
        return math.atan2(self.end.y - self.arrive.y, self.end.x - self.arrive.x)

    def _handles(self) -> tuple[Point, Point]:
        a, b = self.leave, self.arrive
        if self.upright:
            return Point(a.x, (a.y + b.y) / 2), Point(b.x, (a.y + b.y) / 2)
        return Point((a.x + b.x) / 2, a.y), Point((a.x + b.x) / 2, b.y)

    def samples(self) -> tuple[Point, ...]:
        """Points along it, close enough to stand for it."""
        first, second = self._handles()
        handles = (self.leave, first, second, self.arrive)
        bend = [_bezier(handles, step / 48) for step in range(49)]
        return (*_stretch(self.start, self.leave), *bend, *_stretch(self.arrive, self.end))

    def path(self, gap: float) -> str:
        """The ``d`` of the path, ending ``gap`` px before the end so that the arrowhead's tip stays sharp."""
        first, second = self._handles()
        end = _back(self.end, self.heading(), gap)
        bend = f"C{_pair(first)} {_pair(second)} {_pair(self.arrive)}"
        return f"M{_pair(self.start)} L{_pair(self.leave)} {bend} L{_pair(end)}"


@dataclass(frozen=True, slots=True)
class Rail:
    """Upright and level stretches through ``corners``, with rounded bends."""

    corners: tuple[Point, ...]
    radius: float = 10

    def moved(self, dx: float, dy: float) -> Rail:
        """The same rail elsewhere."""
        return Rail(tuple(Point(p.x + dx, p.y + dy) for p in self.corners), self.radius)

    @property
    def start(self) -> Point:
        """Where it leaves."""
        return self.corners[0]

    @property
    def end(self) -> Point:
        """Where it arrives."""
        return self.corners[-1]

    def heading(self) -> float:
        """The direction in which it arrives, in radians."""
        before, end = self.corners[-2:]
        return math.atan2(end.y - before.y, end.x - before.x)

    def samples(self) -> tuple[Point, ...]:
        """Points along it, at most 4 px apart."""
        return tuple(point for a, b in zip(self.corners, self.corners[1:], strict=False) for point in _stretch(a, b))

    def path(self, gap: float) -> str:
        """The ``d`` of the path, ending ``gap`` px before the end so that the arrowhead's tip stays sharp."""
        points = [*self.corners[:-1], _back(self.end, self.heading(), gap)]
        parts = [f"M{_pair(points[0])}"]
        for before, corner, after in zip(points, points[1:], points[2:], strict=False):
            reach = min(self.radius, _length(before, corner) / 2, _length(corner, after) / 2)
            parts.append(f"L{_pair(_towards(corner, before, reach))}")
            parts.append(f"Q{_pair(corner)} {_pair(_towards(corner, after, reach))}")
        parts.append(f"L{_pair(points[-1])}")
        return " ".join(parts)


Line = Curve | Rail


def _stretch(a: Point, b: Point) -> tuple[Point, ...]:
    count = math.ceil(_length(a, b) / 4)
    steps = [Point(a.x + (b.x - a.x) * i / count, a.y + (b.y - a.y) * i / count) for i in range(count)]
    return (*steps, b)


def _bezier(handles: tuple[Point, Point, Point, Point], t: float) -> Point:
    a, b, c, d = handles
    u = 1 - t
    first, second, third, fourth = u**3, 3 * u * u * t, 3 * u * t * t, t**3
    return Point(
        first * a.x + second * b.x + third * c.x + fourth * d.x, first * a.y + second * b.y + third * c.y + fourth * d.y
    )


def _length(a: Point, b: Point) -> float:
    return math.dist((a.x, a.y), (b.x, b.y))


def _towards(origin: Point, target: Point, distance: float) -> Point:
    length = _length(origin, target) or 1
    return Point(
        origin.x + (target.x - origin.x) * distance / length, origin.y + (target.y - origin.y) * distance / length
    )


def _back(point: Point, heading: float, distance: float) -> Point:
    return Point(point.x - distance * math.cos(heading), point.y - distance * math.sin(heading))
