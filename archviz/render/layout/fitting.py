"""Where the cards of a diagram stand within a page: downwards, or in columns as wide as fit it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.model.figure import TERMINALS
from archviz.render.layout import metrics
from archviz.render.layout.arrangement import PATH_SIZE, name_width
from archviz.render.layout.boxes import WIDEST, make_box
from archviz.render.layout.geometry import Rect
from archviz.render.layout.gutters import make_gutter
from archviz.render.layout.labels import make_labels
from archviz.render.layout.likeness import order_like
from archviz.render.layout.placement import PACKAGE_GAP, PACKAGE_PAD, Wish, frame_packages, lay_out
from archviz.render.layout.search import find_orders
from archviz.render.layout.stacking import Stack

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archviz.model.figure import Edge, VerifiedDiagram
    from archviz.render.layout.boxes import Box
    from archviz.render.layout.gutters import Gutter
    from archviz.render.layout.labels import Label
    from archviz.render.layout.placement import CardPositions
    from archviz.render.layout.stacking import CardOrder
    from archviz.words.language import Language

PAGE = 830
"""The width in px that a picture should not exceed, that of a page's text; its margins are ``MARGIN``."""
MARGIN = 20
ONE_LINE, TWO_LINES = 30, 44
"""Height of a package's title: name and path side by side, or one above the other."""
_CAPS = tuple(range(WIDEST, 220, -10))
_BETWEEN_COLUMNS, _BETWEEN_ROWS, _BETWEEN_CARDS = 60, 56, 26
DETOURS = 8
"""Px kept free at the sides for edges that go round."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """The sizes of a diagram's cards, gutters and labels, and how wide the page is that they are to fit.

    ``ways`` are the boxes of its entries and exits, which stand outside of the cards.
    """

    diagram: VerifiedDiagram
    boxes: Mapping[str, Box]
    gutters: Mapping[str, Gutter]
    labels: Mapping[str, Label]
    ways: Mapping[str, Box]
    page: float = PAGE

    @classmethod
    def of(cls, diagram: VerifiedDiagram, boxes: Mapping[str, Box], words: Language) -> Fitting:
        """A diagram with its boxes, and with gutters and labels as the words of a language need them."""
        labels = make_labels(diagram.edges, words)
        ways = {card.id: make_box(card, words) for card in diagram.cards if card.kind in TERMINALS}
        gutters = {card: make_gutter(box, diagram.edges, labels, ways) for card, box in boxes.items()}
        return cls(diagram, boxes, gutters, labels, ways)

    @property
    def edges(self) -> tuple[Edge, ...]:
        """The edges between cards."""
        return tuple(edge for edge in self.diagram.edges if not edge.role)

    def positions(self, order: CardOrder | None) -> CardPositions:
        """In columns in an order; where there is none downwards, and where that has become too wide in columns too."""
        down = self.downwards() if order is None else None
        return down or self.in_columns(order or self.orders()[0][1])

    def downwards(self) -> CardPositions | None:
        """As Graphviz has it, None where that is too wide."""
        layouts = (self._by_graphviz(cap) for cap in _CAPS)
        return next((layout for layout in layouts if layout.frame.width <= PAGE - 2 * MARGIN), None)

    def _by_graphviz(self, cap: int) -> CardPositions:
        between = _BETWEEN_COLUMNS if self.diagram.direction == "LR" else _BETWEEN_ROWS
        wish = Wish(self.diagram.direction, self._widths(cap), between, _BETWEEN_CARDS, TWO_LINES)
        return lay_out(self.boxes, self.gutters, self.edges, wish)

    def _widths(self, cap: int, *, forced: bool = False) -> dict[str, int]:
        return {card: box.width(cap, forced=forced) for card, box in self.boxes.items()}

    def orders(self) -> list[tuple[float, CardOrder]]:
        """Columns of the cards and their order in them, the best first, with what each costs but for its width."""
        seed = self._by_graphviz(WIDEST)
        stack = self._stack(self._widths(_CAPS[-1]), TWO_LINES)
        found = find_orders(stack, list(seed.ranks.values()), [rect.y for rect in seed.cards.values()])
        return [(cost - stack.overflow(order), order) for cost, order in found]

    def order_like(self, standing: Mapping[str, Rect]) -> CardOrder:
        """The columns and the order of another picture, of which ``standing`` has the boxes of some of the cards."""
        return order_like(self._stack(self._widths(_CAPS[-1]), TWO_LINES), list(self.boxes), standing)

    def in_columns(self, order: CardOrder) -> CardPositions:
        """In columns, with as much room for types as the page has."""
        layout = self._widest(order, forced=False) or self._widest(order, forced=True)
        layout = layout or self._set(order, self._widths(_CAPS[-1], forced=True), TWO_LINES)
        widths = {card: round(rect.width) for card, rect in layout.cards.items()}
        names = {card.symbol.package: card.package for card in self.diagram.cards}
        return self._set(order, widths, ONE_LINE) if one_line(layout, names) else layout

    def _widest(self, order: CardOrder, *, forced: bool) -> CardPositions | None:
        """With the widest cards that fit the page; None where no width does. Narrower cards make no picture wider."""
        found, low, high = None, 0, len(_CAPS)
        while low < high:
            middle = (low + high) // 2
            layout = self._set(order, self._widths(_CAPS[middle], forced=forced), TWO_LINES)
            if layout.frame.width <= self.page - 2 * MARGIN - DETOURS:
                found, high = layout, middle
            else:
                low = middle + 1
        return found

    def _stack(self, widths: Mapping[str, int], title_height: int) -> Stack:
        return Stack(
            self.boxes,
            self.edges,
            widths,
            {card: gutter.width for card, gutter in self.gutters.items()},
            self.labels,
            between_cards=_BETWEEN_CARDS,
            between_packages=2 * PACKAGE_PAD + PACKAGE_GAP + title_height,
            between_columns=_BETWEEN_COLUMNS,
            room=PAGE - 2 * MARGIN - 2 * PACKAGE_PAD - DETOURS,
        )

    def _set(self, order: CardOrder, widths: Mapping[str, int], title_height: int) -> CardPositions:
        columns = dict(zip(self.boxes, order.columns, strict=True))
        used = sorted(set(order.columns))
        columns = {card: used.index(column) for card, column in columns.items()}
        stack = self._stack(widths, title_height)
        tops = dict(zip(self.boxes, stack.tops(order, 24), strict=True))
        left = 0.0
        cards: dict[str, Rect] = {}
        for column, gap in enumerate(stack.gaps(order)):
            members = [card for card in self.boxes if columns[card] == column]
            gutter = max(self.gutters[card].width for card in members)
            width = max(widths[card] for card in members)
            cards |= {card: Rect(left + gutter, tops[card], width, self.boxes[card].height) for card in members}
            left += gutter + width + gap
        ordered = {card: cards[card] for card in self.boxes}
        return frame_packages(self.boxes, self.gutters, ordered, columns, title_height)


def one_line(layout: CardPositions, names: Mapping[str, str]) -> bool:
    """Whether every package has room for its name and its path side by side; ``names`` has names by paths."""
    return all(
        name_width(names[path]) + 24 + metrics.mono(path, PATH_SIZE) <= box.width - 2 * PACKAGE_PAD
        for path, box in layout.packages.items()
    )
