"""What the template draws: every text shortened to its place, every coordinate final, every address checked."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.model.figure import CardKind, RowKind
from archviz.model.symbols import exported
from archviz.render import boxes, legend, marks, metrics
from archviz.render.arrange import MARGIN, PATH_SIZE, Arrangement
from archviz.render.boxes import PACKAGE_SIZE as TITLE_SIZE
from archviz.render.boxes import BandKind
from archviz.render.geometry import Point, Rect
from archviz.render.labels import BADGE, WORD_GAP, WORD_LINE
from archviz.render.layout import PACKAGE_PAD
from archviz.render.links import safe_id, safe_link
from archviz.render.words import spoken

if TYPE_CHECKING:
    from archviz.model.figure import Card, Edge, Row, VerifiedDiagram
    from archviz.model.relations import Position
    from archviz.render.arrange import Package
    from archviz.render.labels import Placed
    from archviz.render.words import Words

TITLE_FONT, TEXT_FONT, FOOT_FONT = 19, 13, 11
_TITLE_LINE, _TEXT_LINE = 25, 19
_NARROWEST, _WIDEST_TEXT = 560, 820


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text and its baseline."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class PackageView:
    """A cluster. ``path`` is shortened to its room and ends at ``path_at`` if it stands beside the name."""

    box: Rect
    full: str
    name: TextLine
    path: TextLine
    one_line: bool


@dataclass(frozen=True, slots=True)
class RowView:
    """A row: its box, bullet (``pub``, ``priv``, ``number`` or ""), and texts, with the whole of them in ``tip``."""

    index: int
    box: Rect
    bullet: str
    number: int
    name: TextLine
    aside: TextLine | None
    branch: TextLine | None
    tip: str
    on_path: bool
    link: str
    symbol: str


@dataclass(frozen=True, slots=True)
class CardView:
    """A card: ``look`` is its kind's class, ``rules`` the ys of the lines across it."""

    id: str
    card: str
    look: str
    box: Rect
    head: float
    label: str
    kicker: str
    name: TextLine
    link: str
    symbol: str
    sections: tuple[TextLine, ...]
    rules: tuple[float, ...]
    rows: tuple[RowView, ...]
    more: TextLine | None
    track: tuple[float, float] | None
    """For a chain, the ys between which its numbers are joined."""


@dataclass(frozen=True, slots=True)
class EdgeView:
    """An edge: the ``d`` of its line, start mark and arrowhead; ``sentence`` says it in words."""

    id: str
    edge: str
    kind: str
    asserted: bool
    source: str
    target: str
    source_row: int | None
    target_row: int | None
    step: int | None
    sentence: str
    link: str
    line: str
    start: str
    tip: str
    inside: bool


@dataclass(frozen=True, slots=True)
class LabelView:
    """What stands on an edge. ``inside`` says on which ground: a package's, or the canvas."""

    edge: str
    kind: str
    step: int | None
    badge: Point
    radius: float
    words: tuple[TextLine, ...]
    inside: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """All of a diagram's SVG, but for markup and style."""

    id: str
    figure: int
    language: str
    width: float
    height: float
    title: str
    description: str
    words: Words
    titles: tuple[TextLine, ...]
    paragraph: tuple[TextLine, ...]
    packages: tuple[PackageView, ...]
    cards: tuple[CardView, ...]
    edges: tuple[EdgeView, ...]
    labels: tuple[LabelView, ...]
    legend: tuple[legend.Item, ...]
    footer: TextLine | None


def compose(diagram: VerifiedDiagram, arrangement: Arrangement, words: Words, language: str) -> Picture:
    """The picture of an arranged diagram: heading above, legend and origin below."""
    content = max(arrangement.frame.width, _NARROWEST)
    title = metrics.clean(diagram.title.in_language(language))
    description = metrics.clean(diagram.description.in_language(language))
    titles, y = _lines(metrics.wrap(title, TITLE_FONT, content, bold=True), 38, _TITLE_LINE)
    paragraph, y = _lines(metrics.wrap(description, TEXT_FONT, min(content, _WIDEST_TEXT)), y - 2, _TEXT_LINE)
    top = y + 4
    dx = MARGIN - arrangement.frame.x + (content - arrangement.frame.width) / 2
    shift = Point(math.floor(dx), math.ceil(top - arrangement.frame.y))
    placed = _Placing(diagram, arrangement, words, language, shift)
    edges = [placed.edge(edge) for edge in sorted(diagram.edges, key=lambda e: (e.step is None, e.step or 0))]
    bottom = top + arrangement.frame.height
    items = legend.make_legend(diagram, words, MARGIN, bottom + 34, content)
    bottom = items[-1].y + 22 if items else bottom + 16
    footer = _footer(diagram, bottom + 10)
    sentences = "".join(f" {edge.sentence}{words.end.rstrip()}" for edge in edges)
    return Picture(
        id=safe_id(diagram.id),
        figure=diagram.number,
        language=language,
        width=content + 2 * MARGIN,
        height=math.ceil(footer.y + 18 if footer else bottom + 8),
        title=title,
        description=description + sentences,
        words=words,
        titles=titles,
        paragraph=paragraph,
        packages=tuple(placed.package(package) for package in arrangement.packages),
        cards=tuple(placed.card(card) for card in diagram.cards),
        edges=tuple(edges),
        labels=tuple(placed.label(edge) for edge in diagram.edges if edge.id in arrangement.labels),
        legend=items,
        footer=footer,
    )


def _lines(texts: tuple[str, ...], y: float, height: float) -> tuple[tuple[TextLine, ...], float]:
    return tuple(TextLine(MARGIN, y + n * height, text) for n, text in enumerate(texts)), y + len(texts) * height


def _footer(diagram: VerifiedDiagram, y: float) -> TextLine | None:
    origin = diagram.origin
    if not str(origin):
        return None
    commit = f" · {origin.commit[:7]}" if origin.commit else ""
    return TextLine(MARGIN, y, metrics.clean(f"{origin}{commit}"))


@dataclass(frozen=True, slots=True)
class _Placing:
    diagram: VerifiedDiagram
    arrangement: Arrangement
    words: Words
    language: str
    shift: Point

    def _box(self, rect: Rect) -> Rect:
        return rect.moved(self.shift.x, self.shift.y)

    def _link(self, position: Position) -> str:
        return safe_link(self.diagram.origin.url(position))

    def _id(self, kind: str, name: str) -> str:
        return f"{safe_id(self.diagram.id)}-{kind}-{safe_id(name)}"

    def _inside(self, rect: Rect) -> bool:
        return any(package.box.contains(rect) for package in self.arrangement.packages)

    def package(self, package: Package) -> PackageView:
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
        )

    def card(self, card: Card) -> CardView:
        box = self._box(self.arrangement.cards[card.id])
        made = self.arrangement.boxes[card.id]
        room = box.width - 2 * boxes.PAD - boxes.GLYPH
        name = boxes.heading(card)
        sections = [band for band in made.bands if band.kind is BandKind.SECTION]
        rows = tuple(self._row(card, row, index, box) for index, row in enumerate(card.rows))
        more = [band for band in made.bands if band.kind is BandKind.MORE]
        kicker = boxes.kicker(card, self.words)
        return CardView(
            id=self._id("card", card.id),
            card=card.id,
            look=card.kind.value,
            box=box,
            head=boxes.HEADER,
            label=metrics.clean(f"{kicker} {card.symbol} ({card.position.file}:{card.position.line})"),
            kicker=kicker,
            name=TextLine(box.x + boxes.PAD + boxes.GLYPH, box.y + 36, metrics.fit(name, boxes.NAME_SIZE, room)),
            link=self._link(card.position),
            symbol=str(card.symbol),
            sections=tuple(TextLine(box.x + boxes.PAD, box.y + band.y + 16, band.text) for band in sections),
            rules=tuple(box.y + band.y for band in sections if band.y > boxes.HEADER),
            rows=rows,
            more=TextLine(box.x + boxes.PAD, box.y + more[0].middle + 4, more[0].text) if more else None,
            track=(rows[0].name.y - 4, rows[-1].name.y - 4) if card.kind is CardKind.CHAIN and len(rows) > 1 else None,
        )

    def _row(self, card: Card, row: Row, index: int, box: Rect) -> RowView:
        band = self.arrangement.boxes[card.id].band(index)
        left, right = box.x + boxes.PAD + boxes.indent(card), box.right - boxes.PAD
        below = boxes.branch_below(card, row)
        baseline = box.y + (band.y + 17 if below else band.middle + 4.3)
        name = metrics.fit(boxes.label(row), boxes.ROW_SIZE, right - left)
        room = right - left - metrics.mono(name, boxes.ROW_SIZE) - boxes.GAP
        aside = metrics.fit(boxes.aside(card, row), boxes.aside_size(card), room)
        branch = metrics.fit(boxes.condition(row), boxes.MORE_SIZE, right - left) if below else ""
        whole = " ".join(part for part in (boxes.label(row), metrics.clean(row.type), boxes.condition(row)) if part)
        return RowView(
            index=index,
            box=Rect(box.x, box.y + band.y, box.width, band.height),
            bullet=_bullet(card, row),
            number=index + 1,
            name=TextLine(left, baseline, name),
            aside=TextLine(right, baseline, aside) if len(aside) > 1 else None,
            branch=TextLine(left, baseline + 15, branch) if branch else None,
            tip=f"{whole} ({row.position.file}:{row.position.line})",
            on_path=row.on_path,
            link=self._link(row.position),
            symbol=str(row.symbol),
        )

    def edge(self, edge: Edge) -> EdgeView:
        line = self.arrangement.lines[edge.id]
        moved = line.moved(self.shift.x, self.shift.y)
        ahead = moved.samples()[1]
        heading = math.atan2(ahead.y - moved.start.y, ahead.x - moved.start.x)
        return EdgeView(
            id=self._id("edge", edge.id),
            edge=edge.id,
            kind=edge.kind.value,
            asserted=bool(edge.asserted),
            source=edge.source.card,
            target=edge.target.card,
            source_row=edge.source.row,
            target_row=edge.target.row,
            step=edge.step,
            sentence=self._sentence(edge),
            link=self._link(edge.evidence[0]) if edge.evidence else "",
            line=moved.path(marks.gap(edge.kind)),
            start=marks.start_path(edge.kind, moved.start, heading),
            tip=marks.tip_path(edge.kind, moved.end, moved.heading()),
            inside=self._inside(Rect(line.end.x - 6, line.end.y - 6, 12, 12)),
        )

    def _sentence(self, edge: Edge) -> str:
        number = f"{edge.step}. " if edge.step else ""
        subject, verb, target = spoken(edge, self.diagram, self.words)
        said = f"{number}{subject} {verb}{f' ({edge.mode})' if edge.mode else ''} {target}"
        if edge.label:
            said += f" [{metrics.clean(edge.label.in_language(self.language))}]"
        if edge.asserted:
            said += f" ({self.words.by_assertion.format(why=metrics.clean(edge.asserted))})"
        return metrics.clean(said)

    def label(self, edge: Edge) -> LabelView:
        placed: Placed = self.arrangement.labels[edge.id]
        box = self._box(placed.box)
        middle = box.y + box.height / 2
        badge = placed.label.badge_width
        left = box.x + 2 + (badge + (WORD_GAP if badge else 0) if not placed.flipped else 0)
        first = middle + 3.8 - (len(placed.label.lines) - 1) * WORD_LINE / 2
        return LabelView(
            edge=edge.id,
            kind=edge.kind.value,
            step=edge.step,
            badge=Point(box.right - badge / 2 if placed.flipped else box.x + badge / 2, middle),
            radius=max(BADGE, badge / 2),
            words=tuple(TextLine(left, first + n * WORD_LINE, text) for n, text in enumerate(placed.label.lines)),
            inside=self._inside(placed.box),
        )


def _bullet(card: Card, row: Row) -> str:
    if card.kind is CardKind.CHAIN:
        return "number"
    if row.kind is RowKind.ITEM:
        return ""
    return "pub" if exported(row.symbol.leaf) else "priv"
