"""What is left of a card: a gutter with rails for edges within it, short spans inside, and with the ways in and out."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archviz.model.figure import Edge
    from archviz.render.layout.boxes import Box
    from archviz.render.layout.labels import Label

STUB = 22
"""Level stretch between the card and the innermost lane: room for an arrowhead."""
BARE = 5
MARGIN, _BESIDE = 7, 8
"""Px between two rails, and between a label and what is right of it."""
_CLEAR = 4
"""Px between a label and a rail's end above or below it."""
_APART = 8
"""Px between two entries or exits, and left of them."""
_NO_BOXES: Mapping[str, Box] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Gutter:
    """The strip left of a card.

    ``lanes`` gives for an edge's id how far left of the card its rail runs, and where it stands among the rails (0 is
    innermost). ``ways`` gives for the id of an entry or an exit how far left of the card its ring ends, and how far
    below the card's top its middle is: left of all rails.
    """

    width: int
    lanes: Mapping[str, tuple[float, int]]
    ways: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def make_gutter(
    box: Box, edges: tuple[Edge, ...], labels: Mapping[str, Label], ways: Mapping[str, Box] = _NO_BOXES
) -> Gutter:
    """The gutter for the edges that start and end in this card, and for those from and to outside.

    ``labels`` has what stands on edges, ``ways`` the boxes of all entries and exits by their ids.
    """
    rails = _Rails.of(box, edges, labels)
    coming = [edge for edge in edges if edge.role and edge.inner.card == box.card.id]
    coming.sort(key=lambda edge: (box.band(edge.inner.row).middle, edge.outer))
    middles = _apart([(box.band(edge.inner.row).middle, ways[edge.outer].height) for edge in coming])
    standing = [
        _Standing.of(edge, ways[edge.outer], middle, labels.get(edge.id), rails)
        for edge, middle in zip(coming, middles, strict=True)
    ]
    offsets = list(rails.offsets)
    places = _beside(standing, offsets, rails.sides)
    beyond = [offset + way.width + _APART for way, offset in zip(standing, places, strict=True)]
    lanes = [offset + side + MARGIN for offset, side in zip(offsets, rails.sides, strict=True)]
    width = round(max([0.0, *beyond, *lanes]))
    return Gutter(
        width + width % 2,
        {edge: (offsets[lane], lane) for edge, lane in rails.lanes.items()},
        {edge.outer: (at, way.middle) for edge, way, at in zip(coming, standing, places, strict=True)},
    )


@dataclass(frozen=True, slots=True)
class _Rails:
    """The rails of a card: the lane, the span and the rows of each edge, the offset and the half width of each lane."""

    lanes: Mapping[str, int]
    spans: Mapping[str, tuple[float, float]]
    rows: Mapping[str, frozenset[int | None]]
    offsets: tuple[float, ...]
    sides: tuple[float, ...]

    @classmethod
    def of(cls, box: Box, edges: tuple[Edge, ...], labels: Mapping[str, Label]) -> _Rails:
        own = [edge for edge in edges if edge.source.card == edge.target.card == box.card.id]
        spans = {edge.id: _span(box, edge) for edge in own}
        taken: list[list[tuple[float, float]]] = []
        place: dict[str, int] = {}
        for edge in sorted(own, key=lambda e: (spans[e.id][1] - spans[e.id][0], spans[e.id], e.id)):
            low, high = spans[edge.id]
            lane = next((i for i, t in enumerate(taken) if all(high < a or b < low for a, b in t)), len(taken))
            if lane == len(taken):
                taken.append([])
            taken[lane].append((low, high))
            place[edge.id] = lane
        offsets: list[float] = []
        sides: list[float] = []
        for n in range(len(taken)):
            standing = [edge_id for edge_id, lane in place.items() if lane == n and edge_id in labels]
            sides.append(max([BARE, *(labels[edge_id].left for edge_id in standing)]))
            least = offsets[-1] + sides[-2] + BARE + MARGIN if n else STUB
            inner = list(zip(offsets, sides, taken, strict=False))
            offsets.append(max([least, *(_offset(labels[e], spans[e], inner, spans) for e in standing)]))
        rows = {edge.id: frozenset((edge.source.row, edge.target.row)) for edge in own}
        return cls(place, spans, rows, tuple(offsets), tuple(sides))


@dataclass(frozen=True, slots=True)
class _Standing:
    """An entry or an exit at the height ``middle``: left of the lanes ``right`` of it, and right of those ``left``."""

    width: float
    middle: float
    least: float
    right: frozenset[int]
    left: frozenset[int]

    @classmethod
    def of(cls, edge: Edge, way: Box, middle: float, label: Label | None, rails: _Rails) -> _Standing:
        top, bottom = middle - way.height / 2, middle + way.height / 2
        right = frozenset(lane for e, lane in rails.lanes.items() if edge.inner.row in rails.rows[e])
        passing = (e for e, (low, high) in rails.spans.items() if low < bottom and top < high)
        left = frozenset(rails.lanes[e] for e in passing if edge.inner.row not in rails.rows[e])
        if right and left and max(right) >= min(left):  # it cannot be between them
            right, left = right | left, frozenset()
        least = max(STUB, label.width + 2 * _BESIDE if label is not None else 0)
        return cls(way.least, middle, least, right, left)


def _apart(wished: Sequence[tuple[float, float]]) -> list[float]:
    """The middles of some things of a height, from the top, each at its wish or as far below it as it must be."""
    middles: list[float] = []
    bottom = -inf
    for middle, height in wished:
        middles.append(max(middle, bottom + _APART + height / 2))
        bottom = middles[-1] + height / 2
    return middles


def _beside(ways: Sequence[_Standing], offsets: list[float], sides: Sequence[float]) -> list[float]:
    """How far from the card each entry or exit is; moves the lanes outwards that pass it."""
    places = [0.0] * len(ways)
    for _ in range(len(ways) * len(offsets) + 1):
        before = list(offsets)
        for n, way in enumerate(ways):
            places[n] = _BESIDE + max([way.least, *(offsets[lane] + sides[lane] for lane in way.right)])
            first = min(way.left, default=len(offsets))
            short = places[n] + way.width + _APART + BARE - offsets[first] if way.left else 0
            offsets[first:] = [offset + max(0.0, short) for offset in offsets[first:]]
        if offsets == before:
            break
    return places


def _offset(
    label: Label,
    own: tuple[float, float],
    inner: Sequence[tuple[float, float, Sequence[tuple[float, float]]]],
    spans: Mapping[str, tuple[float, float]],
) -> float:
    """How far from the card a rail must run at least for its label to have room beside it, at one height or another.

    ``own`` is the rail's span; ``inner`` has for each lane inside of it the offset, what its labels need left of that,
    and the spans of its rails.
    """
    right, half = label.width - label.left, label.height / 2 + _CLEAR
    ends = [y for span in spans.values() for y in span]
    rooms = []
    for y in range(round(own[0] + half), round(own[1] - half) + 1, 2):
        if all(abs(end - y) >= half for end in ends):
            beside = (at + side for at, side, rails in inner if any(a < y + half and y - half < b for a, b in rails))
            rooms.append(max([0, *beside]) + _BESIDE + right)
    widest = inner[-1][0] + inner[-1][1] if inner else 0
    return min(rooms, default=widest + _BESIDE + right)


def _span(box: Box, edge: Edge) -> tuple[float, float]:
    start, end = box.band(edge.source.row).middle, box.band(edge.target.row).middle
    inwards = 4 if start < end else -4
    low, high = sorted((start + inwards, end - inwards))
    return (low, high) if edge.source.row != edge.target.row else (start - 8, start + 8)
