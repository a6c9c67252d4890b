"""Cards in columns, packages as blocks that do not share ground: how high that comes out, how long its edges are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from archviz.model.figure import CardKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archviz.model.figure import Edge
    from archviz.render.layout.boxes import Box
    from archviz.render.layout.labels import Label

_HEIGHT, _DOWN, _OVERFLOW = 2.0, 0.7, 40.0
_UP, _FIRST = 0.3, 0.4
_BACK, _SAME, _PASSED, _SKIPPED, _SPREAD, _CROSSING = 260.0, 80.0, 40.0, 130.0, 45.0, 30.0
"""Costs, in px: of a px of height, of a px that an edge climbs or falls, of a px too wide; of a px that a numbered edge
climbs, of a px above the first one; of an edge that goes back, stays in its column, passes a card there, skips a
column; of one more column for a package; of two edges that cross.
"""

_LABEL_ROOM, _TURN_ROOM = 44, 50
"""Px left free round a label on an edge between columns, and beside one on an edge within a column."""


@dataclass(frozen=True, slots=True)
class CardOrder:
    """Which column each card stands in, and who comes first from the top: among packages, then among cards."""

    columns: tuple[int, ...]
    cards: tuple[int, ...]
    packages: tuple[int, ...]

    def placed(self, card: int, column: int) -> CardOrder:
        """The same with one card in another column."""
        return replace(self, columns=(*self.columns[:card], column, *self.columns[card + 1 :]))


@dataclass(frozen=True, slots=True)
class _Pull:
    source: int
    target: int
    source_y: float
    target_y: float
    weight: float
    across: float = 0
    within: float = 0
    step: int = 0


class Stack:
    """The cards of one diagram by number, with what decides where they go. All sizes are px."""

    def __init__(
        self,
        boxes: Mapping[str, Box],
        edges: Sequence[Edge],
        widths: Mapping[str, int],
        gutters: Mapping[str, int],
        labels: Mapping[str, Label],
        *,
        between_cards: float,
        between_packages: float,
        between_columns: float,
        room: float,
    ) -> None:
        names = list(boxes)
        number = {name: index for index, name in enumerate(names)}
        paths = list(dict.fromkeys(box.card.symbol.package for box in boxes.values()))
        self.heights = [boxes[name].height for name in names]
        self.widths = [widths[name] for name in names]
        self.gutters = [gutters[name] for name in names]
        self.package = [paths.index(boxes[name].card.symbol.package) for name in names]
        self._cards_gap, self._packages_gap = between_cards, between_packages
        self._columns_gap, self._room = between_columns, room
        self._pulls = [
            _Pull(
                number[e.source.card],
                number[e.target.card],
                boxes[e.source.card].band(e.source.row).middle,
                boxes[e.target.card].band(e.target.row).middle,
                2.0 if e.step else 1.0,
                labels[e.id].width + _LABEL_ROOM if e.id in labels else 0,
                labels[e.id].width - labels[e.id].left + _TURN_ROOM if e.id in labels else 0,
                e.step.number if e.step else 0,
            )
            for e in edges
            if e.source.card != e.target.card
        ]
        for name, box in boxes.items():
            if box.card.kind is CardKind.IMPLEMENTERS:
                self._pulls += [
                    _Pull(number[name], number[other], 24, 24, 0.5)
                    for other, its in boxes.items()
                    if its.card.kind is CardKind.INTERFACE and its.card.symbol == box.card.symbol
                ]
        self._by_card: list[list[tuple[int, float, float]]] = [[] for _ in names]
        for pull in self._pulls:
            shift = pull.target_y - pull.source_y
            self._by_card[pull.source].append((pull.target, shift, pull.weight))
            self._by_card[pull.target].append((pull.source, -shift, pull.weight))

    @property
    def effort(self) -> int:
        """What it takes to cost an order: about as many pairs of cards, and of edges, as there are."""
        return len(self.heights) ** 2 + len(self._pulls) ** 2

    def tops(self, order: CardOrder, sweeps: int) -> list[float]:
        """The tops of the cards: no higher in all than the order needs, and within it beside what they lead to."""
        count = len(self.heights)
        place = {package: index for index, package in enumerate(order.packages)}
        rank = {card: index for index, card in enumerate(order.cards)}
        sequence = sorted(range(count), key=lambda card: (place[self.package[card]], rank[card]))
        overlapping = self._overlapping(order)
        members: dict[int, list[int]] = {package: [] for package in order.packages}
        before: list[int | None] = [None] * count
        after: list[int | None] = [None] * count
        last: dict[tuple[int, int], int] = {}
        tops = [0.0] * count
        for card in sequence:
            package, column = self.package[card], order.columns[card]
            members[package].append(card)
            previous = last.get((package, column))
            if previous is not None:
                before[card], after[previous] = previous, card
            last[package, column] = card
            tops[card] = self._low(before[card], overlapping[package][0], members, tops)
        height = max(tops[card] + self.heights[card] for card in sequence)
        for sweep in range(sweeps):
            for card in sequence if sweep % 2 else sequence[::-1]:
                wanted = self._wanted(card, order, tops)
                if wanted is not None:
                    package = self.package[card]
                    low = self._low(before[card], overlapping[package][0], members, tops)
                    high = self._high(card, after[card], overlapping[package][1], members, tops, height)
                    tops[card] = min(max(wanted, low), high)
        return tops

    def _overlapping(self, order: CardOrder) -> dict[int, tuple[list[int], list[int]]]:
        first: dict[int, int] = {}
        final: dict[int, int] = {}
        for card, column in enumerate(order.columns):
            package = self.package[card]
            first[package] = min(first.get(package, column), column)
            final[package] = max(final.get(package, column), column)
        found: dict[int, tuple[list[int], list[int]]] = {package: ([], []) for package in order.packages}
        for index, upper in enumerate(order.packages):
            for lower in order.packages[index + 1 :]:
                if first[upper] <= final[lower] and first[lower] <= final[upper]:
                    found[lower][0].append(upper)
                    found[upper][1].append(lower)
        return found

    def _low(self, before: int | None, upper: list[int], members: dict[int, list[int]], tops: list[float]) -> float:
        low = 0.0 if before is None else tops[before] + self.heights[before] + self._cards_gap
        for package in upper:
            for other in members[package]:
                low = max(low, tops[other] + self.heights[other] + self._packages_gap)
        return low

    def _high(
        self,
        card: int,
        after: int | None,
        lower: list[int],
        members: dict[int, list[int]],
        tops: list[float],
        height: float,
    ) -> float:
        high = height if after is None else tops[after] - self._cards_gap
        for package in lower:
            for other in members[package]:
                high = min(high, tops[other] - self._packages_gap)
        return high - self.heights[card]

    def _wanted(self, card: int, order: CardOrder, tops: list[float]) -> float | None:
        column = order.columns[card]
        values = sorted(
            (tops[other] + shift, weight)
            for other, shift, weight in self._by_card[card]
            if order.columns[other] != column
        )
        if not values:
            return None
        half = sum(weight for _, weight in values) / 2
        walked = 0.0
        for value, weight in values:
            walked += weight
            if walked >= half:
                return float(round(value))
        return float(round(values[-1][0]))

    def width(self, order: CardOrder) -> float:
        """The width of all columns and what is between them, frames of packages not counted."""
        widest: dict[int, int] = {}
        deepest: dict[int, int] = {}
        for card, column in enumerate(order.columns):
            widest[column] = max(widest.get(column, 0), self.widths[card])
            deepest[column] = max(deepest.get(column, 0), self.gutters[card])
        return sum(widest.values()) + sum(deepest.values()) + sum(self.gaps(order)[:-1])

    def gaps(self, order: CardOrder) -> list[float]:
        """The room right of each column that is used: enough for the labels on edges that cross it or turn in it."""
        used = sorted(set(order.columns))
        gaps = dict.fromkeys(used, self._columns_gap)
        follows = dict(pairwise(used))
        for pull in self._pulls:
            a, b = sorted((order.columns[pull.source], order.columns[pull.target]))
            if a == b or follows.get(a) == b:
                gaps[a] = max(gaps[a], pull.within if a == b else pull.across)
        return [float(round(gaps[column])) for column in used]

    def cost(self, order: CardOrder) -> float:
        """What an order costs; less is better."""
        tops = self.tops(order, 4)
        cost = _HEIGHT * max(top + height for top, height in zip(tops, self.heights, strict=True))
        cost += _OVERFLOW * max(0.0, self.width(order) - self._room)
        cost += _SPREAD * len({(self.package[card], column) for card, column in enumerate(order.columns)})
        spans: dict[tuple[int, int], list[tuple[float, float]]] = {}
        for pull in self._pulls:
            a, b = order.columns[pull.source], order.columns[pull.target]
            start, end = tops[pull.source] + pull.source_y, tops[pull.target] + pull.target_y
            cost += _DOWN * abs(end - start)
            if pull.step:
                cost += _UP * max(0.0, start - end) + (_FIRST * tops[pull.source] if pull.step == 1 else 0)
            if a == b:
                low, high = sorted((start, end))
                passed = sum(low < top < high for card, top in enumerate(tops) if order.columns[card] == a) - 1
                cost += pull.weight * _SAME + _PASSED * max(0, passed)
                continue
            cost += pull.weight * _BACK if b < a else 0
            for skipped in range(min(a, b) + 1, max(a, b)):
                cost += _SKIPPED + _DOWN * 2 * self._detour(order, tops, skipped, start, end)
            span = spans.setdefault((min(a, b), max(a, b)), [])
            ends = (start, end) if a < b else (end, start)
            cost += _CROSSING * sum((ends[0] - y) * (ends[1] - z) < 0 for y, z in span)
            span.append(ends)
        return cost

    def _detour(self, order: CardOrder, tops: list[float], column: int, start: float, end: float) -> float:
        """How far out of its way an edge must go to pass a column above, between or below its cards."""
        low, high = min(start, end), max(start, end)
        cards = [card for card, place in enumerate(order.columns) if place == column]
        ways = [tops[card] - 12 for card in cards] + [tops[card] + self.heights[card] + 12 for card in cards]
        return min(max(low - y, y - high, 0.0) for y in ways) if cards else 0.0
