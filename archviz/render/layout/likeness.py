"""An order of cards as another picture has them, so that what both show stays in its place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archviz.render.layout.stacking import CardOrder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archviz.render.layout.geometry import Rect
    from archviz.render.layout.stacking import Stack


def order_like(stack: Stack, names: Sequence[str], standing: Mapping[str, Rect]) -> CardOrder:
    """The order in which the cards of a stack stand in another picture.

    ``names`` are those of the cards by their numbers in the stack, ``standing`` has the boxes of those that the other
    picture shows, at least one. Each other card is put where it makes the order cheapest.
    """
    column = _columns({card: standing[name] for card, name in enumerate(names) if name in standing})
    sequence = sorted(column, key=lambda card: (standing[names[card]].y, standing[names[card]].x, card))
    new = [card for card in range(len(names)) if card not in column]
    columns = tuple(column.get(card, 0) for card in range(len(names)))
    order = _ordered(stack, CardOrder(columns, (), ()), [*sequence, *new])
    for card in new:
        others = [each for each in order.cards if each != card]
        places = [[*others[:place], card, *others[place:]] for place in range(len(others) + 1)]
        moved = [order.placed(card, column) for column in range(max(column.values()) + 1)]
        order = min((_ordered(stack, each, place) for each in moved for place in places), key=stack.cost)
    return order


def _ordered(stack: Stack, order: CardOrder, cards: Sequence[int]) -> CardOrder:
    packages = tuple(dict.fromkeys(stack.package[card] for card in cards))
    return replace(order, cards=tuple(cards), packages=packages)


def _columns(boxes: Mapping[int, Rect]) -> dict[int, int]:
    """The number of the column that each box stands in: boxes that share ground from left to right share a column."""
    found: dict[int, int] = {}
    column, right = -1, float("-inf")
    for card, box in sorted(boxes.items(), key=lambda pair: (pair[1].x, pair[0])):
        if box.x >= right:
            column, right = column + 1, box.right
        found[card] = column
        right = min(right, box.right)
    return found
