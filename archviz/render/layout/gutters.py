"""Edges within one card: rails in a gutter left of it, short spans inside, long ones outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archviz.model.figure import Edge
    from archviz.render.layout.boxes import Box
    from archviz.render.layout.labels import Label

STUB = 22
"""Level stretch between the card and the innermost lane: room for an arrowhead."""
BARE = 5
MARGIN = 7


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
    left = 0.0
    for n in range(len(taken)):
        standing = [labels[edge_id] for edge_id, lane in place.items() if lane == n and edge_id in labels]
        right = max([BARE, *(label.width - label.left for label in standing)])
        offsets.append(max(STUB, right + 8) if n == 0 else offsets[-1] + left + right + MARGIN)
        left = max([BARE, *(label.left for label in standing)])
    width = round(offsets[-1] + left + MARGIN) if offsets else 0
    return Gutter(width + width % 2, {edge_id: (offsets[lane], lane) for edge_id, lane in place.items()})


def _span(box: Box, edge: Edge) -> tuple[float, float]:
    start, end = box.band(edge.source.row).middle, box.band(edge.target.row).middle
    inwards = 4 if start < end else -4
    low, high = sorted((start + inwards, end - inwards))
    return (low, high) if edge.source.row != edge.target.row else (start - 8, start + 8)
