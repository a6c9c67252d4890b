"""From the order that Graphviz finds to one that fits a page, by small changes that each make it better."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import combinations, islice
from typing import TYPE_CHECKING

from archviz.render.layout.stacking import CardOrder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from archviz.render.layout.stacking import Stack

_MOST_COLUMNS, _PASSES = 4, 40
_WORK = 10_000_000
"""Pairs of cards or edges that are held against each other for one start: diagrams that can be read need a fiftieth."""


def find_order(stack: Stack, ranks: Sequence[int], tops: Sequence[float]) -> CardOrder:
    """The cheapest order found from Graphviz's ``ranks`` and ``tops`` of the cards, folded to 1, 2, 3 … columns.

    Each start is improved until no single change helps: a card in another column, two cards or packages swapped, a
    package moved aside; where there are very many cards and edges, as long as the work is not beyond a bound. No chance
    is involved, so the answer is always the same.
    """
    count = max(ranks) + 1
    cards = tuple(sorted(range(len(ranks)), key=lambda card: (tops[card], card)))
    packages = tuple(dict.fromkeys(stack.package[card] for card in cards))
    found = []
    for columns in range(1, min(max(count, 3), _MOST_COLUMNS) + 1):
        folded = tuple(rank * columns // max(count, columns) for rank in ranks)
        found.append(_improved(stack, CardOrder(folded, cards, packages), columns))
    return min(found, key=lambda pair: pair[0])[1]


def _improved(stack: Stack, order: CardOrder, columns: int) -> tuple[float, CardOrder]:
    best = stack.cost(order)
    trials = _WORK // stack.effort
    for _ in range(_PASSES):
        before = best
        for change in islice(_changes(stack, order, columns), trials):
            tried = change(order)
            trials -= 1
            if tried != order and (cost := stack.cost(tried)) < best - 1e-6:
                order, best = tried, cost
        if best == before:
            break
    return best, order


def _changes(stack: Stack, order: CardOrder, columns: int) -> Iterator[Callable[[CardOrder], CardOrder]]:
    cards, packages = range(len(order.cards)), range(len(order.packages))
    yield from (partial(_into, card, column) for card in cards for column in range(columns))
    yield from (partial(_trade, a, b) for a, b in combinations(cards, 2))
    yield from (partial(_swap_packages, a, b) for a, b in combinations(packages, 2))
    yield from (partial(_aside, stack, package, step, columns) for package in packages for step in (-1, 1))
    yield from (partial(_swap_cards, a, b) for a, b in combinations(cards, 2) if stack.package[a] == stack.package[b])


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
