"""From the order that Graphviz finds to one that fits a page, by small changes that each make it better."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from archviz.render.layout.stacking import CardOrder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from archviz.render.layout.stacking import Stack

_MOST_COLUMNS, _PASSES = 4, 40
_WORK = 50_000
"""Cards and ends of edges that trials read for one start: diagrams that can be read need a half of it at most."""
_FEW, _MANY = 16, 100
"""Up to how many cards each folding is a start, and beyond how many only the one start that is best as it stands."""


def find_orders(stack: Stack, ranks: Sequence[int], tops: Sequence[float]) -> list[tuple[float, CardOrder]]:
    """Orders and what each costs, the cheapest first, from Graphviz's ``ranks`` and ``tops`` of the cards.

    Each begins with the ranks folded to 1, 2, 3 … columns; with more than a few cards also with whole packages in
    columns, and of all these starts the best ones are taken. Of many cards there is one order.

    A start is improved until no single change helps: all sorted by where their edges pull them, a card in another
    column, two cards or packages swapped, a package moved aside. The more cards and edges there are, the closer
    together are the two that are swapped, and the fewer changes are tried, so that the work grows little faster than
    the diagram. No chance is involved, so the answer is always the same.
    """
    count = max(ranks) + 1
    cards = tuple(sorted(range(len(ranks)), key=lambda card: (tops[card], card)))
    packages = tuple(dict.fromkeys(stack.package[card] for card in cards))
    starts = []
    for columns in range(1, min(max(count, 3), _MOST_COLUMNS) + 1):
        folded = tuple(rank * columns // max(count, columns) for rank in ranks)
        starts.append((CardOrder(folded, cards, packages), columns))
        starts.append((CardOrder(_whole_packages(stack, packages, ranks, columns), cards, packages), columns))
    if len(cards) > _FEW:
        starts = sorted(starts, key=lambda start: stack.cost(start[0]))[: 1 if len(cards) > _MANY else 4]
    else:
        starts = starts[::2]
    found = sorted((_improved(stack, order, columns) for order, columns in starts), key=lambda pair: pair[0])
    return [pair for index, pair in enumerate(found) if pair not in found[:index]]


def _whole_packages(stack: Stack, packages: Sequence[int], ranks: Sequence[int], columns: int) -> tuple[int, ...]:
    """Each package in one column, by Graphviz's ranks, all columns about as high."""
    heights, mean = [0.0] * len(packages), [0.0] * len(packages)
    for card, package in enumerate(stack.package):
        heights[package] += stack.heights[card]
        mean[package] += stack.heights[card] * ranks[card]
    column: dict[int, int] = {}
    filled = 0.0
    for package in sorted(packages, key=lambda package: (mean[package] / heights[package], package)):
        column[package] = min(columns - 1, int((filled + heights[package] / 2) * columns / sum(heights)))
        filled += heights[package]
    return tuple(column[package] for package in stack.package)


def _improved(stack: Stack, order: CardOrder, columns: int) -> tuple[float, CardOrder]:
    best = stack.cost(order)
    trials = _WORK // stack.effort
    for _ in range(_PASSES):
        before = best
        for change in islice(_changes(stack, order, columns), trials):
            tried = change(order)
            if tried != order:
                trials -= 1
                if (cost := stack.cost(tried)) < best - 1e-6:
                    order, best = tried, cost
        if best == before or trials <= 0:
            break
    return best, order


def _changes(stack: Stack, order: CardOrder, columns: int) -> Iterator[Callable[[CardOrder], CardOrder]]:
    cards, packages = range(len(order.cards)), range(len(order.packages))
    reach = max(1, _WORK // (stack.effort * len(cards)))
    yield from (partial(_sorted, stack) for _ in range(4))
    yield from (partial(_into, card, column) for card in cards for column in range(columns))
    yield from (partial(_trade, a, b) for a, b in _pairs(len(cards), reach))
    yield from (partial(_swap_packages, a, b) for a, b in _pairs(len(packages), reach))
    yield from (partial(_aside, stack, package, step, columns) for package in packages for step in (-1, 1))
    yield from (
        partial(_swap_cards, a, b) for a, b in _pairs(len(cards), reach) if stack.package[a] == stack.package[b]
    )


def _pairs(count: int, reach: int) -> Iterator[tuple[int, int]]:
    """Two numbers below a count that are no further from each other than ``reach``."""
    return ((a, b) for a in range(count) for b in range(a + 1, min(a + reach + 1, count)))


def _sorted(stack: Stack, order: CardOrder) -> CardOrder:
    """Cards and packages from the top as their edges pull them."""
    wished = stack.wished_tops(order)
    members: dict[int, list[float]] = {package: [] for package in order.packages}
    for card, top in enumerate(wished):
        members[stack.package[card]].append(top)
    cards = sorted(order.cards, key=lambda card: wished[card])
    packages = sorted(order.packages, key=lambda package: sum(members[package]) / len(members[package]))
    return replace(order, cards=tuple(cards), packages=tuple(packages))


def _into(card: int, column: int, order: CardOrder) -> CardOrder:
    return order.placed(card, column)


def _trade(a: int, b: int, order: CardOrder) -> CardOrder:
    return order.placed(a, order.columns[b]).placed(b, order.columns[a])


def _swap_packages(a: int, b: int, order: CardOrder) -> CardOrder:
    return replace(order, packages=_swapped(order.packages, a, b))


def _swap_cards(a: int, b: int, order: CardOrder) -> CardOrder:
    return replace(order, cards=_swapped(order.cards, order.cards.index(a), order.cards.index(b)))


def _aside(stack: Stack, package: int, step: int, columns: int, order: CardOrder) -> CardOrder:
    moved = tuple(
        column + step if stack.package[card] == package else column for card, column in enumerate(order.columns)
    )
    return replace(order, columns=moved) if all(0 <= column < columns for column in moved) else order


def _swapped(items: tuple[int, ...], a: int, b: int) -> tuple[int, ...]:
    changed = list(items)
    changed[a], changed[b] = changed[b], changed[a]
    return tuple(changed)
