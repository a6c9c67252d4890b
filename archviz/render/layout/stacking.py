"""Cards in columns, packages as blocks that do not share ground: how high that comes out, how long its edges are."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf
from operator import add
from typing import TYPE_CHECKING

from archviz.model.figure import CardKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archviz.model.figure import Edge
    from archviz.render.layout.boxes import Box
    from archviz.render.layout.labels import Label

_HEIGHT, _DOWN, _OVERFLOW = 2.0, 0.7, 40.0
_UP, _FIRST = 0.3, 0.4
_BACK, _SAME, _PASSED, _SKIPPED, _SPREAD, _CROSSING = 260.0, 80.0, 40.0, 130.0, 45.0, 60.0
"""Costs, in px: of a px of height, of a px that an edge climbs or falls, of a px too wide; of a px that a numbered edge
climbs, of a px above the first one; of an edge that goes back, stays in its column, passes a card there, skips a
column; of one more column for a package; of two edges that cross.
"""

_LABEL_ROOM, _TURN_ROOM = 32, 44
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


_Wishes = list[tuple[int, float, float]]


@dataclass(frozen=True, slots=True)
class _Block:
    """A package: the columns that it spans, and its cards from the top.

    With each card stand the one above it and the one below it in its column, None for neither.
    """

    columns: range
    cards: tuple[tuple[int, int | None, int | None], ...]


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
        """What it takes to cost an order: about as much as there are cards and ends of edges."""
        return len(self.heights) + 2 * len(self._pulls)

    def tops(self, order: CardOrder, sweeps: int) -> list[float]:
        """The tops of the cards: no higher in all than the order needs, and within it beside what they lead to."""
        blocks = self._blocks(order)
        tops = [0.0] * len(self.heights)
        floors = [-inf] * (max(order.columns) + 1)
        for block in blocks:
            low = self._below(block, floors)
            for card, before, _ in block.cards:
                tops[card] = low if before is None else max(low, tops[before] + self.heights[before] + self._cards_gap)
            self._raise(block, floors, tops)
        height = max(map(add, tops, self.heights))
        wishes = self._wishes(order) if sweeps else []
        for sweep in range(sweeps):
            self._sweep(blocks if sweep % 2 else blocks[::-1], wishes, tops, height, downwards=sweep % 2 == 1)
        return tops

    def wished_tops(self, order: CardOrder) -> list[float]:
        """Where each card's top is, in that order, or would be beside what it leads to if nothing else were there."""
        tops = self.tops(order, 4)
        wished = (_median(wishes, tops) for wishes in self._wishes(order))
        return [top if wish is None else wish for top, wish in zip(tops, wished, strict=True)]

    def _blocks(self, order: CardOrder) -> list[_Block]:
        """The packages from the top, each with the columns that it spans and its cards from the top."""
        members: dict[int, list[int]] = {package: [] for package in order.packages}
        for card in order.cards:
            members[self.package[card]].append(card)
        blocks = []
        for cards in members.values():
            before: dict[int, int] = {}
            above = []
            for card in cards:
                column = order.columns[card]
                above.append(before.get(column))
                before[column] = card
            below: dict[int | None, int] = dict(zip(above, cards, strict=True))
            chained = tuple((card, up, below.get(card)) for card, up in zip(cards, above, strict=True))
            blocks.append(_Block(range(min(before), max(before) + 1), chained))
        return blocks

    def _sweep(
        self, blocks: Sequence[_Block], wishes: Sequence[_Wishes], tops: list[float], height: float, *, downwards: bool
    ) -> None:
        """Moves each card, in the order of the blocks, to where it wishes to be as far as what is there allows."""
        columns = 1 + max(block.columns[-1] for block in blocks)
        done, limits = [-inf if downwards else inf] * columns, [inf if downwards else -inf] * columns
        ahead: list[float] = []
        for block in reversed(blocks):
            ahead.append(self._above(block, limits, height) if downwards else self._below(block, limits))
            (self._lower if downwards else self._raise)(block, limits, tops)
        for block in blocks:
            limit = ahead.pop()
            low = self._below(block, done) if downwards else limit
            high = limit if downwards else self._above(block, done, height)
            for card, before, after in block.cards if downwards else block.cards[::-1]:
                wanted = _median(wishes[card], tops)
                if wanted is not None:
                    least = low if before is None else max(low, tops[before] + self.heights[before] + self._cards_gap)
                    most = high if after is None else min(high, tops[after] - self._cards_gap)
                    tops[card] = min(max(wanted, least), most - self.heights[card])
            (self._raise if downwards else self._lower)(block, done, tops)

    def _below(self, block: _Block, floors: Sequence[float]) -> float:
        """How high a package's cards may stand, under what is above it in each of its columns."""
        return max(0.0, max(floors[column] for column in block.columns) + self._packages_gap)

    def _above(self, block: _Block, ceilings: Sequence[float], height: float) -> float:
        """How far down they may reach."""
        return min(height, min(ceilings[column] for column in block.columns) - self._packages_gap)

    def _raise(self, block: _Block, floors: list[float], tops: Sequence[float]) -> None:
        bottom = max(tops[card] + self.heights[card] for card, _, _ in block.cards)
        for column in block.columns:
            floors[column] = max(floors[column], bottom)

    def _lower(self, block: _Block, ceilings: list[float], tops: Sequence[float]) -> None:
        top = min(tops[card] for card, _, _ in block.cards)
        for column in block.columns:
            ceilings[column] = min(ceilings[column], top)

    def _wishes(self, order: CardOrder) -> list[_Wishes]:
        """For each card those in other columns that it is joined with: how far below each it is best, and how much."""
        columns = order.columns
        return [
            [(other, shift, weight) for other, shift, weight in joined if columns[other] != columns[card]]
            for card, joined in enumerate(self._by_card)
        ]

    def width(self, order: CardOrder) -> float:
        """The width of all columns and what is between them, frames of packages not counted."""
        widest: dict[int, int] = {}
        deepest: dict[int, int] = {}
        for card, column in enumerate(order.columns):
            widest[column] = max(widest.get(column, 0), self.widths[card])
            deepest[column] = max(deepest.get(column, 0), self.gutters[card])
        return sum(widest.values()) + sum(deepest.values()) + sum(self.gaps(order)[:-1])

    def overflow(self, order: CardOrder) -> float:
        """What an order costs for being too wide with all cards as wide as they are here."""
        return _OVERFLOW * max(0.0, self.width(order) - self._room)

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
        tops, columns = self.tops(order, 4), order.columns
        standing: dict[int, list[int]] = {}
        for card, column in enumerate(columns):
            standing.setdefault(column, []).append(card)
        sorted_tops = {column: sorted(tops[card] for card in cards) for column, cards in standing.items()}
        ways: dict[int, list[float]] = {}
        cost: float = _HEIGHT * max(map(add, tops, self.heights))
        cost += self.overflow(order)
        cost += _SPREAD * len(set(zip(self.package, columns, strict=True)))
        spans: dict[tuple[int, int], list[tuple[float, float]]] = {}
        for pull in self._pulls:
            a, b = columns[pull.source], columns[pull.target]
            start, end = tops[pull.source] + pull.source_y, tops[pull.target] + pull.target_y
            cost += _DOWN * abs(end - start)
            if pull.step:
                cost += _UP * max(0.0, start - end) + (_FIRST * tops[pull.source] if pull.step == 1 else 0)
            low, high = (start, end) if start < end else (end, start)
            if a == b:
                passed = bisect_left(sorted_tops[a], high) - bisect_right(sorted_tops[a], low) - 1
                cost += pull.weight * _SAME + _PASSED * max(0, passed)
                continue
            cost += pull.weight * _BACK if b < a else 0
            for skipped in range(min(a, b) + 1, max(a, b)):
                if skipped not in ways:
                    cards = standing.get(skipped, ())
                    ways[skipped] = sorted(
                        y for card in cards for y in (tops[card] - 12, tops[card] + self.heights[card] + 12)
                    )
                cost += _SKIPPED + _DOWN * 2 * _detour(ways[skipped], low, high)
            spans.setdefault((min(a, b), max(a, b)), []).append((start, end) if a < b else (end, start))
        return cost + _CROSSING * sum(map(_inversions, spans.values()))


def _median(wishes: _Wishes, tops: Sequence[float]) -> float | None:
    """Where a card wishes its top to be: the weighted median of what its edges wish, None where it has none."""
    if len(wishes) == 1:
        other, shift, _ = wishes[0]
        return float(round(tops[other] + shift))
    values = sorted((tops[other] + shift, weight) for other, shift, weight in wishes)
    half = sum(weight for _, weight in values) / 2
    walked = 0.0
    for value, weight in values:
        walked += weight
        if walked >= half:
            return float(round(value))
    return None


def _detour(ways: Sequence[float], low: float, high: float) -> float:
    """How far out of its way an edge must go to pass a column where there is a way at some heights, in order."""
    at = bisect_left(ways, low)
    above = low - ways[at - 1] if at else inf
    below = max(0.0, ways[at] - high) if at < len(ways) else inf
    return min(above, below) if ways else 0.0


def _inversions(ends: Sequence[tuple[float, float]]) -> int:
    """How many pairs of edges between two columns cross, from the heights of their ends."""
    seen: list[float] = []
    count = 0
    for _, other in sorted(ends):
        at = bisect_right(seen, other)
        count += len(seen) - at
        seen.insert(at, other)
    return count
