"""Edges within one card: rails in a gutter left of it, short spans inside, long ones outside."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Gutter:
    """The strip left of a card.

    ``lanes`` gives for an edge's id how far left of the card its rail runs, and where it stands among the rails (0 is
    innermost).
    """

    width: int
    lanes: Mapping[str, tuple[float, int]]


def make_gutter(box: Box, edges: tuple[Edge, ...], labels: Mapping[str, Label]) -> Gutter:
    """The gutter for the edges that start and end in this card; ``labels`` has what stands on them."""
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
    width = round(offsets[-1] + sides[-1] + MARGIN) if offsets else 0
    return Gutter(width + width % 2, {edge_id: (offsets[lane], lane) for edge_id, lane in place.items()})


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
