"""A diagram's geometry, whole: cards in columns that fit a page, then lines and labels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from archviz.model.figure import TERMINALS, EdgeRole
from archviz.render.layout import metrics
from archviz.render.layout.boxes import PACKAGE_SIZE as TITLE_SIZE
from archviz.render.layout.boxes import WIDEST, Box, make_box, package_title
from archviz.render.layout.faults import MOST_CROSSINGS, examine
from archviz.render.layout.geometry import Line, Rect, around, centred
from archviz.render.layout.gutters import Gutter, make_gutter
from archviz.render.layout.labels import Placed, Surroundings, make_labels, place_labels
from archviz.render.layout.likeness import order_like
from archviz.render.layout.placement import PACKAGE_GAP, PACKAGE_PAD, CardPositions, Wish, frame_packages, lay_out
from archviz.render.layout.places import without_places
from archviz.render.layout.routing import Scene, route
from archviz.render.layout.search import find_orders
from archviz.render.layout.stacking import CardOrder, Stack
from archviz.words.language import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archviz.model.figure import Edge, VerifiedDiagram
    from archviz.render.layout.labels import Label
    from archviz.words.language import Language

PAGE = 830
"""The width in px that a picture should not exceed, that of a page's text; its margins are ``MARGIN``."""
MARGIN = 20
PATH_SIZE = 11
ONE_LINE, TWO_LINES = 30, 44
"""Height of a package's title: name and path side by side, or one above the other."""
_CAPS = tuple(range(WIDEST, 220, -10))
_BETWEEN_COLUMNS, _BETWEEN_ROWS, _BETWEEN_CARDS = 60, 56, 26
_DETOURS = 8
"""Px kept free at the sides for edges that go round."""

_NOWHERE: Mapping[str, Rect] = MappingProxyType({})

_FEW, _TRIED = 30, 4
"""Up to how many cards several orders are drawn before one is chosen, and how many."""
_FAULT, _CROSSING, _TANGLE, _CUT, _TOO_WIDE = 800.0, 100.0, 800.0, 1000.0, 40.0
"""What a drawn order costs for a fault, a crossing, one more of them than can be read well, a card with cut names and a
px beyond the page, as in an order's own cost."""


@dataclass(frozen=True, slots=True)
class PackageFrame:
    """A cluster: its frame, its title in one line or two, and where the title's text stands."""

    path: str
    box: Rect
    name: str
    one_line: bool

    def titles(self) -> tuple[Rect, Rect]:
        """What the name's text covers, and the path's."""
        room = self.box.width - 2 * PACKAGE_PAD
        left, top = self.box.x + PACKAGE_PAD, self.box.y + 14
        name, path = (min(room, width) for width in (_name_width(self.name), metrics.mono(self.path, PATH_SIZE)))
        second = Rect(left + room - path, top, path, 18) if self.one_line else Rect(left, top + 18, path, 17)
        return Rect(left, top, name, 18), second


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Everything in its place; ``frame`` is what the drawing covers, legend and title aside."""

    boxes: Mapping[str, Box]
    gutters: Mapping[str, Gutter]
    cards: Mapping[str, Rect]
    packages: tuple[PackageFrame, ...]
    lines: Mapping[str, Line]
    labels: Mapping[str, Placed]
    frame: Rect


def arrange(diagram: VerifiedDiagram, words: Language, like: Mapping[str, Rect] = _NOWHERE) -> Arrangement:
    """The geometry of a diagram: but for labels that in English, where the words of a language have room in it.

    ``like`` has the boxes of cards, by their ids, in another picture: there they stay in their columns and their order.
    Raises RenderError as the engine does.
    """
    if not diagram.cards:
        return Arrangement({}, {}, {}, (), {}, {}, Rect(0, 0, 0, 0))
    return _arranged(without_places(diagram), words, tuple(like.items()))


@lru_cache(maxsize=32)
def _arranged(diagram: VerifiedDiagram, words: Language, standing: tuple[tuple[str, Rect], ...]) -> Arrangement:
    laid = _laid_out(diagram, ENGLISH, standing)
    if words.code == ENGLISH.code:
        return laid
    boxes = {card: make_box(box.card, words, box.broken) for card, box in laid.boxes.items()}
    labels = make_labels(diagram.edges, words)
    wider = any(
        box.least > max(laid.cards[c].width, laid.boxes[c].least) or box.height > laid.boxes[c].height
        for c, box in boxes.items()
    )
    if wider or _longer(diagram, labels):
        return _laid_out(diagram, words, standing)
    return _labelled(replace(laid, boxes=boxes), labels)


def _labelled(laid: Arrangement, labels: Mapping[str, Label]) -> Arrangement:
    """The same with labels put in their places."""
    around_labels = [*laid.cards.values(), *(title for package in laid.packages for title in package.titles())]
    frames = [package.box for package in laid.packages]
    placed = place_labels(labels, laid.lines, Surroundings(around_labels, frames))
    drawn = [centred(point, 4, 4) for line in laid.lines.values() for point in line.samples()]
    frame = around([*frames, *(label.box for label in placed.values()), *drawn])
    return replace(laid, labels=placed, frame=frame)


def _longer(diagram: VerifiedDiagram, labels: Mapping[str, Label]) -> bool:
    """Whether a label that is not its author's is longer than in English."""
    english = make_labels(diagram.edges, ENGLISH)
    own = {edge.id for edge in diagram.edges if edge.label is not None}
    return any(edge not in own and label.width > english[edge].width for edge, label in labels.items())


@lru_cache(maxsize=32)
def _laid_out(diagram: VerifiedDiagram, words: Language, like: tuple[tuple[str, Rect], ...] = ()) -> Arrangement:
    """The geometry as the words of a language need it.

    Downwards as Graphviz has it, if that fits and is wished; else in columns, in that of the orders found which is the
    easiest to read once its lines are drawn, or in the order of another picture.
    """
    cards = [card for card in diagram.cards if card.kind not in TERMINALS]
    fitting = _Fitting.of(diagram, {card.id: make_box(card, words) for card in cards}, words)
    if diagram.direction != "LR" and fitting.downwards() is not None:
        return _drawn(fitting, words)
    if like:
        return _drawn_within(fitting, words, fitting.order_like(dict(like)))
    orders = fitting.orders()[: _TRIED if len(diagram.cards) <= _FEW else 1]
    drawn = [(cost, _drawn_within(fitting, words, order)) for cost, order in orders]
    best = min(drawn, key=lambda pair: pair[0] + _hard_to_read(diagram, pair[1])) if len(drawn) > 1 else drawn[0]
    return best[1]


def _drawn_within(fitting: _Fitting, words: Language, order: CardOrder) -> Arrangement:
    """Cards in columns in an order, narrower where lines and labels beside them would not fit the page else."""
    drawn = _drawn(fitting, words, order)
    over = _beyond_page(drawn)
    few = len(fitting.boxes) <= _FEW
    if not few or not over:
        return drawn
    used = around(package.box for package in drawn.packages).width + 2 * MARGIN + _DETOURS
    return _drawn(replace(fitting, page=min(PAGE, used) - over), words, order)


def _drawn(fitting: _Fitting, words: Language, order: CardOrder | None = None) -> Arrangement:
    """Cards in columns in an order, or downwards where that is None, with lines and labels."""
    diagram = fitting.diagram
    layout = fitting.positions(order)
    while cut := _cut(fitting.boxes, layout, words):
        broken = {card: make_box(fitting.boxes[card].card, words, rows) for card, rows in cut.items()}
        fitting = replace(_Fitting.of(diagram, {**fitting.boxes, **broken}, words), page=fitting.page)
        layout = fitting.positions(order)
    names = {card.symbol.package: card.package for card in diagram.cards}
    one_line = _one_line(layout, names)
    packages = tuple(PackageFrame(path, box, names[path], one_line) for path, box in layout.packages.items())
    titles = [title for package in packages for title in package.titles()]
    lines = route(Scene(layout, fitting.boxes, fitting.gutters, titles, diagram.direction), diagram.edges)
    boxes = {**fitting.boxes, **fitting.ways}
    cards = {**layout.cards, **_standing(fitting, lines)}
    bare = Arrangement(boxes, fitting.gutters, cards, packages, lines, {}, layout.frame)
    return _labelled(bare, fitting.labels)


def _standing(fitting: _Fitting, lines: Mapping[str, Line]) -> dict[str, Rect]:
    """Where the entries and exits are: each ends with its ring where the line begins that leads into its card."""
    found: dict[str, Rect] = {}
    for edge in fitting.diagram.edges:
        if edge.role:
            box, line = fitting.ways[edge.outer], lines[edge.id]
            ring = line.start if edge.role is EdgeRole.ENTRY else line.end
            found[edge.outer] = Rect(ring.x - box.least, ring.y - box.height / 2, box.least, box.height)
    return found


def _beyond_page(drawn: Arrangement) -> float:
    """How many px wider than the page it is, 0 where it is not."""
    return max(0.0, drawn.frame.width - (PAGE - 2 * MARGIN))


def _hard_to_read(diagram: VerifiedDiagram, drawn: Arrangement) -> float:
    """What the faults of a drawn order cost, in the px of ``CardOrder``'s costs."""
    found = examine(diagram, drawn)
    cut = sum(drawn.cards[card].width < box.least for card, box in drawn.boxes.items())
    tangle = max(0, found.crossings - MOST_CROSSINGS)
    hard = _FAULT * len(found.faults) + _CROSSING * found.crossings + _TANGLE * tangle
    return hard + _CUT * cut + _TOO_WIDE * _beyond_page(drawn)


def _cut(boxes: Mapping[str, Box], layout: CardPositions, words: Language) -> dict[str, frozenset[int]]:
    """The rows of each card whose types get a line of their own, where those are more than have one already."""
    cut = {card: box.cut(layout.cards[card].width, words) for card, box in boxes.items()}
    return {card: rows for card, rows in cut.items() if rows != boxes[card].broken}


@dataclass(frozen=True, slots=True)
class _Fitting:
    diagram: VerifiedDiagram
    boxes: Mapping[str, Box]
    gutters: Mapping[str, Gutter]
    labels: Mapping[str, Label]
    ways: Mapping[str, Box]
    page: float = PAGE

    @classmethod
    def of(cls, diagram: VerifiedDiagram, boxes: Mapping[str, Box], words: Language) -> _Fitting:
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

    @property
    def room(self) -> float:
        return PAGE - 2 * MARGIN - 2 * PACKAGE_PAD - _DETOURS

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
        return self._set(order, widths, ONE_LINE) if _one_line(layout, names) else layout

    def _widest(self, order: CardOrder, *, forced: bool) -> CardPositions | None:
        """With the widest cards that fit the page; None where no width does. Narrower cards make no picture wider."""
        found, low, high = None, 0, len(_CAPS)
        while low < high:
            middle = (low + high) // 2
            layout = self._set(order, self._widths(_CAPS[middle], forced=forced), TWO_LINES)
            if layout.frame.width <= self.page - 2 * MARGIN - _DETOURS:
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
            room=PAGE - 2 * MARGIN - 2 * PACKAGE_PAD - _DETOURS,
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


def _one_line(layout: CardPositions, names: Mapping[str, str]) -> bool:
    return all(
        _name_width(names[path]) + 24 + metrics.mono(path, PATH_SIZE) <= box.width - 2 * PACKAGE_PAD
        for path, box in layout.packages.items()
    )


def _name_width(name: str) -> float:
    return metrics.mono(package_title(name), TITLE_SIZE)
