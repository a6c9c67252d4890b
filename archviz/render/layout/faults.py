"""What makes a laid-out diagram hard to read: lines that share a way, labels on them, boxes too near, crossings."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from archviz.render.layout.squares import Points

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from archviz.model.figure import Edge, VerifiedDiagram
    from archviz.render.layout.arrangement import Arrangement
    from archviz.render.layout.geometry import Line, Point, Rect

FROM_BOXES = 6
"""Least distance in px between a line and a card that it neither leaves nor enters."""
MOST_CROSSINGS = 2
"""How many crossings of lines a figure of an article may have."""
_BESIDE, _STRETCH = 3, 14
"""Two lines share a way where one runs for a stretch, px, no further than this beside the other."""
_VISIBLE = 8
"""How much of a line, px, is to be seen at either side of its label."""
_CELL = 8


class LayoutFaultKind(StrEnum):
    """What can be wrong with a layout."""

    SHARED = "shared"
    LABEL = "label"
    HIDDEN = "hidden"
    NEAR = "near"
    CROSSINGS = "crossings"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class LayoutFault:
    """One fault: its kind, and the ids of the edges and cards that have part in it."""

    kind: LayoutFaultKind
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Legibility:
    """How a layout reads: its ``faults`` in the order of their kinds, and how many ``crossings`` of lines it has.

    Lines of one meaning may cross where they come together.
    """

    faults: tuple[LayoutFault, ...]
    crossings: int


def examine(diagram: VerifiedDiagram, arrangement: Arrangement) -> Legibility:
    """All that makes an arranged diagram hard to read."""
    edges = {edge.id: edge for edge in diagram.edges}
    traces = {edge: _Trace.of(line) for edge, line in arrangement.lines.items()}
    meetings = _meetings(traces)
    found = [LayoutFault(LayoutFaultKind.SHARED, pair) for pair in _shared(edges, traces, meetings)]
    points = Points({edge: trace.points for edge, trace in traces.items()})
    found += [LayoutFault(LayoutFaultKind.LABEL, pair) for pair in _struck(edges, points, arrangement)]
    found += [LayoutFault(LayoutFaultKind.HIDDEN, (edge,)) for edge in _hidden(traces, arrangement)]
    found += [LayoutFault(LayoutFaultKind.NEAR, pair) for pair in _near(edges, points, arrangement.cards)]
    crossings = tuple(_crossings(edges, traces, meetings))
    if len(crossings) > MOST_CROSSINGS:
        found.append(LayoutFault(LayoutFaultKind.CROSSINGS, tuple(sorted({e for pair in crossings for e in pair}))))
    found += [LayoutFault(LayoutFaultKind.WORDS, pair) for pair in _covered(arrangement)]
    return Legibility(tuple(found), len(crossings))


@dataclass(frozen=True, slots=True)
class _Trace:
    """A line as points, at most 4 px apart, and how far along it each is."""

    points: tuple[Point, ...]
    along: tuple[float, ...]

    @classmethod
    def of(cls, line: Line) -> _Trace:
        points = line.samples()
        along = [0.0]
        for a, b in pairwise(points):
            along.append(along[-1] + math.dist((a.x, a.y), (b.x, b.y)))
        return cls(points, tuple(along))


def _meetings(traces: Mapping[str, _Trace]) -> dict[tuple[str, str], set[tuple[int, int]]]:
    """For each two lines that come close, which points of one are about where which points of the other are."""
    cells: dict[tuple[int, int], list[tuple[str, int]]] = defaultdict(list)
    for edge, trace in traces.items():
        for index, point in enumerate(trace.points):
            cells[int(point.x // _CELL), int(point.y // _CELL)].append((edge, index))
    found: dict[tuple[str, str], set[tuple[int, int]]] = defaultdict(set)
    for (x, y), here in cells.items():
        around = [item for dx in (-1, 0, 1) for dy in (-1, 0, 1) for item in cells.get((x + dx, y + dy), ())]
        for edge, index in here:
            for other, at in around:
                if edge < other:
                    found[edge, other].add((index, at))
    return found


def _together(a: Edge, b: Edge) -> bool:
    """Whether two edges may run as one line: they mean the same, and begin or end at one place."""
    alike = (a.look, bool(a.asserted), a.change) == (b.look, bool(b.asserted), b.change)
    return alike and (a.source == b.source or a.target == b.target)


def _shared(
    edges: Mapping[str, Edge],
    traces: Mapping[str, _Trace],
    meetings: Mapping[tuple[str, str], Iterable[tuple[int, int]]],
) -> Iterator[tuple[str, str]]:
    for (one, two), pairs in meetings.items():
        if not _together(edges[one], edges[two]):
            a, b = traces[one], traces[two]
            beside = sorted({i for i, j in pairs if _distance(a.points[i], b.points[j]) < _BESIDE})
            if _longest(beside, a.along) >= _STRETCH:
                yield one, two


def _longest(indexes: Sequence[int], along: Sequence[float]) -> float:
    """The length of the longest stretch of a line whose points' indexes follow each other."""
    longest = 0.0
    first = before = -2
    for index in indexes:
        if index != before + 1:
            first = index
        longest = max(longest, along[index] - along[first])
        before = index
    return longest


def _struck(edges: Mapping[str, Edge], points: Points, arrangement: Arrangement) -> Iterator[tuple[str, str]]:
    for edge, placed in arrangement.labels.items():
        for other in points.within(placed.box):
            if other != edge and not _same_ends(edges[edge], edges[other]):
                yield edge, other


def _same_ends(a: Edge, b: Edge) -> bool:
    return _together(a, b) and a.source == b.source and a.target == b.target


def _hidden(traces: Mapping[str, _Trace], arrangement: Arrangement) -> Iterator[str]:
    for edge, placed in arrangement.labels.items():
        trace = traces[edge]
        inside = [index for index, point in enumerate(trace.points) if placed.box.holds(point)]
        if inside:
            before, after = trace.along[inside[0]], trace.along[-1] - trace.along[inside[-1]]
            if min(before, after) < _VISIBLE:
                yield edge


def _near(edges: Mapping[str, Edge], points: Points, cards: Mapping[str, Rect]) -> Iterator[tuple[str, str]]:
    for card, rect in cards.items():
        for edge in points.within(rect.grown(FROM_BOXES)):
            if card not in (edges[edge].source.card, edges[edge].target.card):
                yield edge, card


def _crossings(
    edges: Mapping[str, Edge],
    traces: Mapping[str, _Trace],
    meetings: Mapping[tuple[str, str], Iterable[tuple[int, int]]],
) -> Iterator[tuple[str, str]]:
    for (one, two), pairs in meetings.items():
        if _together(edges[one], edges[two]):
            continue
        a, b = traces[one].points, traces[two].points
        places: list[Point] = []
        for i, j in sorted(pairs):
            if i + 1 < len(a) and j + 1 < len(b) and _cross(a[i], a[i + 1], b[j], b[j + 1]):
                if all(_distance(a[i], place) > _CELL for place in places):
                    yield one, two
                places.append(a[i])


def _covered(arrangement: Arrangement) -> Iterator[tuple[str, str]]:
    """Labels on cards, on titles and on each other."""
    boxes = [(edge, placed.box) for edge, placed in arrangement.labels.items()]
    solid = [*arrangement.cards.items()]
    solid += [(package.path, title) for package in arrangement.packages for title in package.titles()]
    for index, (edge, box) in enumerate(boxes):
        for other, rect in (*solid, *boxes[index + 1 :]):
            if box.overlaps(rect):
                yield edge, other


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether the stretch from a to b and that from c to d cross; to touch at an end of both is no crossing."""
    return _side(a, b, c) * _side(a, b, d) <= 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Point, b: Point, c: Point) -> float:
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)


def _distance(a: Point, b: Point) -> float:
    return math.dist((a.x, a.y), (b.x, b.y))
