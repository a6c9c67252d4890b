"""From a diagram and its geometry to a picture: texts cut to their place, coordinates final, addresses checked."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from archviz.model.figure import TERMINALS, CardKind, Change, EdgeRole, FieldShape, RowKind, in_order
from archviz.model.symbols import exported
from archviz.render.layout import boxes, metrics
from archviz.render.layout.arrangement import PATH_SIZE, Arrangement
from archviz.render.layout.boxes import PACKAGE_SIZE as TITLE_SIZE
from archviz.render.layout.boxes import BandKind
from archviz.render.layout.fitting import MARGIN
from archviz.render.layout.geometry import Point, Rect
from archviz.render.layout.labels import BADGE, SIGN, WORD_GAP, WORD_LINE
from archviz.render.layout.placement import PACKAGE_PAD
from archviz.render.links import safe_id
from archviz.render.svg import legend, marks
from archviz.render.svg.views import (
    CardView,
    EdgeView,
    LabelView,
    PackageView,
    Picture,
    RowView,
    Sign,
    TextLine,
    WayView,
    When,
)
from archviz.render.text.sentences import card_sentence, edge_sentence, row_sentence

if TYPE_CHECKING:
    from archviz.model.figure import Card, Edge, Row, VerifiedDiagram
    from archviz.model.relations import Position
    from archviz.render.layout.arrangement import PackageFrame
    from archviz.render.layout.labels import Label, Placed
    from archviz.words.language import Language

TITLE_FONT, TEXT_FONT, FOOT_FONT = 19, 13, 11
_TITLE_LINE, _TEXT_LINE = 25, 19
_NARROWEST, _WIDEST_TEXT = 560, 820
_FRAME, _FRAME_STEP, _FRAME_MOST, _FRAME_END = 4, 3, 10, 2
"""How far in px a frame is from its card's sides, how much further for each one around it, and how far at most, clear
of the text; and how far before the end of each one around it that ends there, too."""
_SMALL = 3
"""Half the width in px of a row's sign."""


def compose(diagram: VerifiedDiagram, arrangement: Arrangement, words: Language) -> Picture:
    """The picture of an arranged diagram: heading above, legend and origin below."""
    content = max(arrangement.frame.width, _NARROWEST)
    title = metrics.clean(words.text(diagram.title))
    description = metrics.clean(words.text(diagram.description))
    titles, y = _lines(metrics.wrap(title, TITLE_FONT, content, bold=True), 38, _TITLE_LINE)
    paragraph, y = _lines(metrics.wrap(description, TEXT_FONT, min(content, _WIDEST_TEXT)), y - 2, _TEXT_LINE)
    top = y + 4
    dx = MARGIN - arrangement.frame.x + (content - arrangement.frame.width) / 2
    shift = Point(math.floor(dx), math.ceil(top - arrangement.frame.y))
    placed = _Placing(diagram, arrangement, words, shift)
    edges = [view for edge in in_order(diagram.edges) for view in placed.edges(edge)]
    bottom = top + arrangement.frame.height
    items = legend.make_legend(diagram, words, MARGIN, bottom + 34, content)
    bottom = items[-1].y + 22 if items else bottom + 16
    footer = _footer(diagram, words, bottom + 10)
    now = (edge.sentence for edge in edges if edge.when is not When.WAS)
    sentences = "".join(" " + words.gettext("%(sentence)s.", sentence=sentence) for sentence in now)
    return Picture(
        id=safe_id(diagram.id),
        figure=str(diagram.number or diagram.id),
        language=words.code,
        width=content + 2 * MARGIN,
        height=math.ceil(footer.y + 18 if footer else bottom + 8),
        title=title,
        description=(description + sentences).lstrip(),
        titles=titles,
        paragraph=paragraph,
        packages=tuple(placed.package(package) for package in arrangement.packages),
        cards=tuple(placed.card(card) for card in diagram.cards if card.kind not in TERMINALS),
        ways=tuple(placed.way(card) for card in diagram.cards if card.kind in TERMINALS),
        edges=tuple(edges),
        labels=tuple(label for edge in diagram.edges for label in placed.labels(edge)),
        legend=items,
        footer=footer,
        compared=diagram.before is not None,
    )


def _lines(texts: tuple[str, ...], y: float, height: float) -> tuple[tuple[TextLine, ...], float]:
    return tuple(TextLine(MARGIN, y + n * height, text) for n, text in enumerate(texts)), y + len(texts) * height


def _footer(diagram: VerifiedDiagram, words: Language, y: float) -> TextLine | None:
    before, origin = diagram.before, diagram.origin
    if before is None:
        commit = f" · {origin.commit[:7]}" if origin.commit else ""
        text = f"{words.text(origin.title)}{commit}" if str(origin) else ""
    elif origin.name != before.name and before.version and origin.version:
        text = f"{words.text(before.title)} → {words.text(origin.title)}"
    else:
        old, new = (each.version or each.commit[:7] for each in (before, origin))
        name, other = (words.text(each.project) for each in (before, origin))
        whole = f"{other} {new}" if new and other != name else new
        unnamed = words.gettext("a source without a version")
        text = f"{name} {old or unnamed} → {whole or unnamed}"
    return TextLine(MARGIN, y, metrics.clean(text)) if text else None


@dataclass(frozen=True, slots=True)
class _Placing:
    diagram: VerifiedDiagram
    arrangement: Arrangement
    words: Language
    shift: Point

    def _box(self, rect: Rect) -> Rect:
        return rect.moved(self.shift.x, self.shift.y)

    def _link(self, position: Position, change: Change = Change.SAME) -> str:
        before = self.diagram.before
        origin = before if change is Change.REMOVED and before is not None else self.diagram.origin
        return origin.url(position)

    def _id(self, kind: str, name: str) -> str:
        return f"{safe_id(self.diagram.id)}-{kind}-{safe_id(name)}"

    def _inside(self, rect: Rect) -> bool:
        return any(package.box.contains(rect) for package in self.arrangement.packages)

    def package(self, package: PackageFrame) -> PackageView:
        box = self._box(package.box)
        left, room = box.x + PACKAGE_PAD, box.width - 2 * PACKAGE_PAD
        name = metrics.fit(metrics.clean(package.name), TITLE_SIZE, room - metrics.mono("package ", TITLE_SIZE))
        path = metrics.fit_end(metrics.clean(package.path), PATH_SIZE, room)
        at = (box.right - PACKAGE_PAD, box.y + 28) if package.one_line else (left, box.y + 45)
        return PackageView(
            box,
            package.path,
            TextLine(left, box.y + 28, name),
            TextLine(*at, path),
            package.one_line,
            self._whole_package(package.path),
        )

    def _whole_package(self, path: str) -> Change:
        """Added where nothing in it was there before, removed where nothing in it is there now."""
        cards = [card for card in self.diagram.cards if card.symbol.package == path]
        if all(card.change is Change.REMOVED for card in cards):
            return Change.REMOVED
        came = (card.change is Change.ADDED or _moved_in(card) for card in cards)
        return Change.ADDED if all(came) else Change.SAME

    def card(self, card: Card) -> CardView:
        box = self._box(self.arrangement.cards[card.id])
        made = self.arrangement.boxes[card.id]
        room = box.width - 2 * boxes.PAD - boxes.GLYPH - (boxes.SIGN if card.change else 0)
        left = box.x + boxes.PAD + boxes.GLYPH
        before = card.before or card
        sections = [band for band in made.bands if band.kind is BandKind.SECTION]
        rows = tuple(self._row(card, row, index, box) for index, row in enumerate(card.rows))
        names = zip_longest(
            boxes.heading_lines(card, self.words), boxes.heading_lines(before, self.words), fillvalue=""
        )
        fitting = [[metrics.fit(line, boxes.NAME_SIZE, room) for line in lines] for lines in names]
        kicker, kicker_before = (
            _cut(text, boxes.SMALL_SIZE, room)
            for text in (boxes.kicker(card, self.words), boxes.kicker_before(card, self.words))
        )
        more = [
            _line(
                box.x + boxes.PAD, box.y + band.middle + 4, boxes.more(card, self.words), boxes.more(before, self.words)
            )
            for band in made.bands
            if band.kind is BandKind.MORE
        ]
        return CardView(
            id=self._id("card", card.id),
            card=card.id,
            look=card.kind.value,
            goroutine=card.goroutine,
            box=box,
            head=made.head,
            label=metrics.clean(f"{card_sentence(card, self.words)} ({card.position.in_line})"),
            kicker=_line(left, box.y + 19, kicker, kicker_before),
            name=tuple(_line(left, box.y + 36 + n * boxes.NAME_LINE, *lines) for n, lines in enumerate(fitting)),
            link=self._link(card.position, card.change),
            symbol=str(card.symbol),
            sections=tuple(TextLine(box.x + boxes.PAD, box.y + band.y + 16, band.text) for band in sections),
            rules=tuple(box.y + band.y for band in sections if band.y > made.head),
            rows=rows,
            more=more[0] if more else None,
            track=(rows[0].name.y - 4, rows[-1].name.y - 4) if card.kind is CardKind.CHAIN and len(rows) > 1 else None,
            change=card.change,
            sign=_sign(card.change, Point(box.right - boxes.PAD - BADGE, box.y + 24)),
        )

    def way(self, card: Card) -> WayView:
        """What stands for an entry or an exit: a ring, and its words beside it."""
        box = self._box(self.arrangement.cards[card.id])
        role = EdgeRole(card.kind.value)
        versions = (boxes.heading_lines(each, self.words) for each in (card, card.before or card))
        middle = box.y + box.height / 2
        shown = list(zip_longest(*versions, fillvalue=""))
        first = middle + 4 - (len(shown) - 1) * boxes.WAY_LINE / 2
        return WayView(
            id=self._id("card", card.id),
            card=card.id,
            look=role.value,
            box=box,
            label=f"{card_sentence(card, self.words)} ({card.position.in_line})",
            ring=marks.ring_path(role, Point(box.right - marks.RING, middle)),
            words=tuple(
                _line(box.right - boxes.WAY_RING, first + n * boxes.WAY_LINE, *line) for n, line in enumerate(shown)
            ),
            link=self._link(card.position, card.change),
            symbol=str(card.symbol),
            change=card.change,
            sign=_sign(card.change, Point(box.x + BADGE, middle)),
        )

    def _row(self, card: Card, row: Row, index: int, box: Rect) -> RowView:
        band = self.arrangement.boxes[card.id].band(index)
        left, right = box.x + boxes.PAD + boxes.indent(card, row), box.right - boxes.PAD
        broken = index in self.arrangement.boxes[card.id].broken
        below = broken or boxes.branch_below(card, row)
        note = boxes.note(card, row, self.words)
        first = band.height - (boxes.NOTE if note else 0)
        baseline = box.y + band.y + (17 if below else first / 2 + 4.3)
        versions = (row, row.before or row)
        texts, texts_before = (self._row_texts(card, each, right - left, broken) for each in versions)
        change = row.change if card.change in (Change.SAME, Change.CHANGED) else Change.SAME
        number, number_before = boxes.place(card, index, Change.REMOVED), boxes.place(card, index, Change.ADDED)
        if row.change is Change.REMOVED:
            number = number_before
        elif row.change is Change.ADDED:
            number_before = number
        piped = boxes.sign_room(row) if row.shape is FieldShape.CHANNEL else 0
        aside = _line(right - piped, baseline, texts[1], texts_before[1])
        shape = row.shape if broken or texts[1] or row.shape is FieldShape.CHANNEL else FieldShape.NONE
        start = right - metrics.mono(texts[1], boxes.aside_size(card)) - boxes.SHAPE
        shape_at = Point(left, baseline + 11) if broken else Point(start, baseline - 4.3)
        indented = left + (boxes.SHAPE if broken and shape and not piped else 0)
        branch = _line(indented, baseline + 15, texts[2] if below else "", texts_before[2] if below else "")
        return RowView(
            index=index,
            box=Rect(box.x, box.y + band.y, box.width, band.height),
            bullet=_bullet(card, row),
            number=_line(box.x + 23, baseline - 0.8, number, number_before),
            name=_line(left, baseline, texts[0], texts_before[0]),
            aside=aside if aside.text or aside.was else None,
            branch=branch if branch.text or branch.was else None,
            note=TextLine(left, baseline + (30 if below else 15), metrics.fit(note, boxes.MORE_SIZE, right - left))
            if note
            else None,
            tip=f"{row_sentence(card, row, self.words)} ({row.position.in_line})",
            on_path=row.on_path,
            link=self._link(row.position, row.change),
            symbol=str(row.symbol),
            change=change,
            sign=_sign(change, Point(box.x + 8, baseline - 4.3), _SMALL),
            shape=shape.value,
            shape_at=shape_at,
            frame=self._frame(card, index, box),
            nested=boxes.nesting(row),
        )

    def _frame(self, card: Card, index: int, box: Rect) -> Rect | None:
        """The frame that begins at a row, around those that are in it; one within another ends a little before it."""
        inside = card.framed(index)
        if inside is None:
            return None
        first, last = (self.arrangement.boxes[card.id].band(row) for row in (inside[0], inside[-1]))
        aside = min(_FRAME + _FRAME_STEP * card.rows[index].depth, _FRAME_MOST)
        around = sum(inside[-1] in (card.framed(before) or ()) for before in range(index))
        height = last.y + last.height - first.y - 2 - _FRAME_END * around
        return Rect(box.x + aside, box.y + first.y + 1, box.width - 2 * aside, height)

    def _row_texts(self, card: Card, row: Row, width: float, broken: bool) -> tuple[str, str, str]:
        """A row's name, what stands at its right end and what below, cut to what there is room for."""
        name = metrics.fit(boxes.label(row), boxes.ROW_SIZE, width)
        width -= boxes.sign_room(row)
        if broken:
            return name, "", metrics.fit(boxes.aside(card, row, self.words), boxes.MORE_SIZE, width)
        room = width - metrics.mono(name, boxes.ROW_SIZE) - boxes.GAP
        aside = metrics.fit(boxes.aside(card, row, self.words), boxes.aside_size(card), room)
        return name, aside if len(aside) > 1 else "", metrics.fit(boxes.condition(row), boxes.MORE_SIZE, width)

    def edges(self, edge: Edge) -> tuple[EdgeView, ...]:
        """An edge as it is drawn: once, or once for each version where they differ."""
        before = edge.before
        if before is None:
            return (self._edge(edge, When.BOTH),)
        return self._edge(edge, When.NOW), self._edge(replace(before, change=edge.change), When.WAS)

    def _edge(self, edge: Edge, when: When) -> EdgeView:
        line = self.arrangement.lines[edge.id]
        moved = line.moved(self.shift.x, self.shift.y)
        ahead = moved.samples()[1]
        heading = math.atan2(ahead.y - moved.start.y, ahead.x - moved.start.x)
        return EdgeView(
            id=self._id("edge" if when is not When.WAS else "edge-before", edge.id),
            edge=edge.id,
            kind=edge.look.value,
            asserted=bool(edge.asserted),
            source=edge.source.card,
            target=edge.target.card,
            source_row=edge.source.row,
            target_row=edge.target.row,
            step=edge.step,
            sentence=edge_sentence(edge, self.diagram, self.words),
            link=self._link(edge.evidence[0], Change.REMOVED if when is When.WAS else edge.change)
            if edge.evidence
            else "",
            line=moved.path(marks.gap(edge.look)),
            start=marks.start_path(edge.look, moved.start, heading),
            tip=marks.tip_path(edge.look, moved.end, moved.heading()),
            inside=self._inside(Rect(line.end.x - 6, line.end.y - 6, 12, 12)),
            change=edge.change,
            when=when,
        )

    def labels(self, edge: Edge) -> tuple[LabelView, ...]:
        """What stands on an edge, if anything: once, or once for each version where they differ."""
        placed = self.arrangement.labels.get(edge.id)
        if placed is None:
            return ()
        label = placed.label
        if label.before is None or edge.before is None:
            return (self._label(edge, label, placed, When.BOTH),)
        return (
            self._label(edge, label, placed, When.NOW),
            self._label(replace(edge.before, change=edge.change), label.before, placed, When.WAS),
        )

    def _label(self, edge: Edge, label: Label, placed: Placed, when: When) -> LabelView:
        box = self._box(placed.box)
        middle = box.y + box.height / 2
        width = placed.label.badge_width
        badge = Point(box.right - width / 2 if placed.flipped else box.x + width / 2, middle)
        left = box.x + 2 + (width + (WORD_GAP if width else 0) if not placed.flipped else 0)
        first = middle + 3.8 - (len(label.lines) - 1) * WORD_LINE / 2
        aside = SIGN / 2 if label.sign and label.step is not None else 0
        sign = Point(badge.x - width / 2 + BADGE if aside else badge.x, middle)
        return LabelView(
            edge=edge.id,
            kind=edge.look.value,
            step=edge.step,
            badge=badge,
            radius=max(BADGE, width / 2),
            number=Point(badge.x + aside, middle),
            words=tuple(TextLine(left, first + n * WORD_LINE, text) for n, text in enumerate(label.lines)),
            inside=self._inside(placed.box),
            change=edge.change,
            sign=_sign(edge.change, sign),
            when=when,
        )


def _line(x: float, y: float, text: str, before: str) -> TextLine:
    return TextLine(x, y, text, None if before == text else before)


def _sign(change: Change, at: Point, reach: float = marks.SIGN_REACH) -> Sign | None:
    return Sign(at, marks.sign_path(change, at, reach)) if change else None


def _cut(text: str, size: float, width: float) -> str:
    """As much of a proportional text as fits, with an ellipsis at the end where it was cut."""
    lines = metrics.wrap(text, size, width, bold=True)
    return lines[0] if len(lines) == 1 else f"{lines[0]}{metrics.ELLIPSIS}"


def _moved_in(card: Card) -> bool:
    return card.before is not None and card.before.symbol.package != card.symbol.package


def _bullet(card: Card, row: Row) -> str:
    if card.kind is CardKind.CHAIN:
        return "number"
    if row.kind is RowKind.ITEM:
        return ""
    if row.kind is RowKind.LITERAL:
        return "literal"
    return "pub" if exported(row.symbol.leaf) else "priv"
