"""Cards as boxes of a size: bands stacked from the header down, every one high and wide enough for its text."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from archviz.model.figure import TERMINALS, Card, CardKind, Change, FieldShape, Row, RowKind
from archviz.model.steps import numbers
from archviz.render.layout import metrics
from archviz.words.constants import constant
from archviz.words.kinds import card_kind, field_shape

if TYPE_CHECKING:
    from archviz.words.language import Language

HEADER, SECTION, ROW, COMPACT_ROW, BRANCH_ROW, MORE = 48, 24, 26, 21, 40, 24
NOTE = 15
"""What the line below a row adds to its height that says what it was."""
PAD, FOOT, LEAD = 14, 8, 4
NAME_SIZE, ROW_SIZE, TYPE_SIZE, SMALL_SIZE, MORE_SIZE, PACKAGE_SIZE = 14, 12.5, 12, 11, 11, 13
NAME_LINE = 17
"""What a second line of a card's name adds to its header's height."""
_LONG_NAME = 20
"""The most letters of a name that stands in one line."""
_HUMP = re.compile(r"(?<=[a-z0-9.])(?=[A-Z])")
GLYPH, BULLET, NUMBER = 32, 16, 26
"""Room left of the name: for the header's glyph, a member's bullet, a wrapper's number."""
SIGN = 26
"""Room right of the name for the sign of a change."""
NESTED = 12
"""How much further right a row of function literals begins for each one around them."""
GAP = 24
"""Least room between a row's name and what stands at its right end."""
SHAPE = 22
"""Room left of a field's type for the sign of what it holds its values in."""
PIPE = 8
"""Room right of a channel's type for the end of the pipe that its row is drawn as."""
NARROWEST, WIDEST, WIDEST_LIST = 180, 420, 452
WAY_SIZE, WAY_LINE, WAY_RING = 12, 13, 18
"""The size of the words of an entry or an exit, the height of each of their lines, and the room for its ring."""
_WAY_WIDTHS = (110, 150, 200)
"""How wide its words may be: as wide as they must for two lines."""


GOROUTINE = "goroutine"
"""What the Go specification calls it in every language."""


class BandKind(StrEnum):
    """What a band of a card shows."""

    HEADER = "header"
    SECTION = "section"
    ROW = "row"
    MORE = "more"
    SPACE = "space"


@dataclass(frozen=True, slots=True)
class Band:
    """A strip across a card: ``y`` from the card's top, ``row`` the index of its row in the card."""

    kind: BandKind
    y: float
    height: float
    text: str = ""
    row: int | None = None

    @property
    def middle(self) -> float:
        """The y of its middle, from the card's top."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Box:
    """A card's size before layout. It needs ``least`` px to show its names, ``natural`` px to show its types too.

    ``broken`` are the indexes of rows whose type has a line of its own.
    """

    card: Card
    bands: tuple[Band, ...]
    height: int
    least: int
    natural: int
    broken: frozenset[int] = frozenset()

    def width(self, cap: int, *, forced: bool = False) -> int:
        """The width under a cap on what types may add, and on names too where ``forced``."""
        return min(self.natural, cap) if forced else max(min(self.natural, cap), self.least)

    def cut(self, width: float, words: Language) -> frozenset[int]:
        """The rows whose type does not fit beside their name in a card of that width."""
        if self.card.kind in (CardKind.IMPLEMENTERS, CardKind.CHAIN):
            return frozenset()
        room = width - 2 * PAD + 0.01
        return self.broken | {
            index
            for index, row in enumerate(self.card.rows)
            for each in (row, row.before or row)
            if typed(self.card, each, words)
            and indent(self.card, each)
            + metrics.mono(label(each), ROW_SIZE)
            + GAP
            + sign_room(each)
            + metrics.mono(aside(self.card, each, words), TYPE_SIZE)
            > room
        }

    @property
    def head(self) -> float:
        """The height of the header, px."""
        return self.bands[0].height

    def band(self, row: int | None) -> Band:
        """The band of a row; the header's for None."""
        return next(band for band in self.bands if band.row == row and band.kind in (BandKind.HEADER, BandKind.ROW))


def make_box(card: Card, words: Language, broken: frozenset[int] = frozenset()) -> Box:
    """The box of a card, with a line of its own for the types of some rows."""
    if card.kind in TERMINALS:
        return _terminal(card, words)
    bands = _stack(card, words, broken)
    sign = SIGN if card.change else 0
    heads = [line for version in (card, card.before or card) for line in heading_lines(version, words)]
    texts = [PAD * 2 + GLYPH + sign + metrics.mono(head, NAME_SIZE) for head in heads]
    kickers = (kicker(card, words), kicker_before(card, words))
    texts += [PAD * 2 + GLYPH + sign + metrics.sans(text, SMALL_SIZE, bold=True) + 8 for text in kickers]
    texts.append(metrics.mono(package_title(card.package), PACKAGE_SIZE))
    texts += [PAD * 2 + metrics.sans(b.text, MORE_SIZE) for b in bands if b.kind is BandKind.MORE]
    rows = [(i, version) for i, row in enumerate(card.rows) for version in (row, row.before) if version is not None]
    names = [PAD * 2 + indent(card, row) + metrics.mono(label(row), ROW_SIZE) + 4 for _, row in rows]
    whole = [_whole(card, row, name, words, i in broken) for (i, row), name in zip(rows, names, strict=True)]
    notes = ((row, note(card, row, words)) for row in card.rows)
    whole += [PAD * 2 + indent(card, row) + metrics.mono(text, MORE_SIZE) for row, text in notes if text]
    height = bands[-1].y + bands[-1].height + (FOOT if len(bands) > 1 else 0)
    listing = card.kind is CardKind.IMPLEMENTERS
    if listing:
        names = whole
    least = min(_even(max(NARROWEST, *texts, *names)), WIDEST_LIST if listing else WIDEST)
    return Box(card, bands, math.ceil(height), least, max(least, _even(max(least, *whole, 0))), broken)


def _terminal(card: Card, words: Language) -> Box:
    """The box of an entry or an exit: a ring with its words beside it."""
    versions = [heading_lines(version, words) for version in (card, card.before or card)]
    height = max(12, max(map(len, versions)) * WAY_LINE - 4)
    widest = max(metrics.sans(line, WAY_SIZE, bold=True) for lines in versions for line in lines)
    width = _even(WAY_RING + widest + (SIGN if card.change else 0))
    return Box(card, (Band(BandKind.HEADER, 0, height),), height, width, width)


def _whole(card: Card, row: Row, name: float, words: Language, broken: bool) -> float:
    right = aside(card, row, words)
    if broken:
        return max(name, PAD * 2 + indent(card, row) + sign_room(row) + metrics.mono(right, MORE_SIZE))
    if branch_below(card, row):
        return max(name, PAD * 2 + indent(card, row) + metrics.mono(condition(row), MORE_SIZE))
    return name + (GAP + sign_room(row) + metrics.mono(right, aside_size(card)) if right else 0)


def held(row: Row, words: Language) -> str:
    """What a field holds its values in where its type does not say it in Go's own words, "" else."""
    written = (FieldShape.NONE, FieldShape.MAP, FieldShape.SLICE, FieldShape.CHANNEL)
    return f"({field_shape(row.shape, words)})" if row.shape not in written else ""


def sign_room(row: Row) -> int:
    """The room that a row needs for the sign of what its field holds its values in: of a channel for a pipe's end."""
    return {FieldShape.NONE: 0, FieldShape.CHANNEL: PIPE}.get(row.shape, SHAPE)


def _stack(card: Card, words: Language, broken: frozenset[int]) -> tuple[Band, ...]:
    lines = max(len(heading_lines(version, words)) for version in (card, card.before or card))
    bands = [Band(BandKind.HEADER, 0, HEADER + (lines - 1) * NAME_LINE)]

    def add(kind: BandKind, height: float, text: str = "", row: int | None = None) -> None:
        bands.append(Band(kind, bands[-1].y + bands[-1].height, height, text, row))

    kinds = {row.kind for row in card.rows} - {RowKind.LITERAL}
    sectioned = card.kind is CardKind.STRUCT or len(kinds) > 1
    before: RowKind | None = None
    if card.rows and not sectioned:
        add(BandKind.SPACE, LEAD)
    for index, row in enumerate(card.rows):
        if row.kind is not before and sectioned and row.kind in (RowKind.FIELD, RowKind.METHOD):
            add(BandKind.SECTION, SECTION, _section(row.kind, words))
        before = before if row.kind is RowKind.LITERAL else row.kind
        noted = NOTE if note(card, row, words) else 0
        add(BandKind.ROW, (BRANCH_ROW if index in broken else _row_height(card, row)) + noted, "", index)
    versions = (card, card.before or card)
    if any(more(version, words) for version in versions):
        add(BandKind.MORE, MORE, max((more(version, words) for version in versions), key=len))
    return tuple(bands)


def _row_height(card: Card, row: Row) -> float:
    if branch_below(card, row):
        return BRANCH_ROW
    return COMPACT_ROW if card.kind is CardKind.IMPLEMENTERS else ROW


def more(card: Card, words: Language) -> str:
    """The last line of a card, which counts what it leaves out; "" where that is nothing."""
    parts = []
    for kind, count in ((RowKind.FIELD, card.hidden_fields), (RowKind.METHOD, card.hidden_methods)):
        if count and kind is RowKind.FIELD and card.kind is CardKind.INTERFACE:
            parts.append(words.gettext("%(num)s embedded", num=count))
        elif count:
            shown = any(row.kind is kind for row in card.rows)
            parts.append(_hidden(kind, count, words, more=shown))
    return f"{metrics.ELLIPSIS} {words.listed(parts)}" if parts else ""


def _section(kind: RowKind, words: Language) -> str:
    return words.gettext("fields") if kind is RowKind.FIELD else words.gettext("methods")


def _hidden(kind: RowKind, count: int, words: Language, *, more: bool) -> str:
    """How many fields or methods are left out, ``more`` where some are shown."""
    if kind is RowKind.FIELD and more:
        return words.ngettext("%(num)s more field", "%(num)s more fields", count)
    if kind is RowKind.FIELD:
        return words.ngettext("%(num)s field", "%(num)s fields", count)
    if more:
        return words.ngettext("%(num)s more method", "%(num)s more methods", count)
    return words.ngettext("%(num)s method", "%(num)s methods", count)


def kind(card: Card, words: Language) -> str:
    """What a card is, and for a list how many."""
    if card.kind is CardKind.IMPLEMENTERS:
        return words.ngettext("%(num)s implementer", "%(num)s implementers", card.standing)
    if card.kind is CardKind.CHAIN:
        return words.ngettext("%(num)s wrapper", "%(num)s wrappers, outermost first", card.standing)
    named = card_kind(card.kind, words)
    if card.file:
        named = words.gettext("%(kind)s in %(file)s", kind=named, file=metrics.clean(card.file))
    return f"{named} \N{MIDDLE DOT} {GOROUTINE}" if card.goroutine else named


def kicker(card: Card, words: Language) -> str:
    """The small line over a card's name: what it is, and what it was where that had another name or package."""
    before = card.before
    if before is None or before.symbol == card.symbol:
        return kind(card, words)
    where = _package_before(card, before)
    whole = f"{where}.{before.title}"
    if before.symbol.package == card.symbol.package:
        was = words.gettext("was %(what)s", what=before.title)
    elif before.title == card.title:
        was = words.gettext("was in %(what)s", what=where)
    else:
        was = words.gettext("was %(what)s", what=whole)
    return f"{kind(card, words)} · {metrics.clean(was)}"


def kicker_before(card: Card, words: Language) -> str:
    """That line as it was in the older version, with the package where that was another."""
    before = card.before
    if before is None:
        return kicker(card, words)
    if before.symbol.package == card.symbol.package:
        return kind(before, words)
    return f"{kind(before, words)} · package {_package_before(card, before)}"


def _package_before(card: Card, before: Card) -> str:
    return metrics.clean(before.package) if before.package != card.package else _tail(before.symbol.package, 2)


def heading(card: Card, words: Language) -> str:
    """A card's name as shown; of an entry or an exit what comes in or is done there."""
    if card.kind in TERMINALS:
        label = metrics.clean(words.text(card.label)) if card.label is not None else ""
        note = metrics.clean(constant(card.note, words)) if card.note is not None else ""
        return " · ".join(filter(None, (label, note))) or metrics.clean(card.title)
    name = metrics.clean(card.title)
    return f"{name}()" if card.kind is CardKind.FUNC and not name.endswith(")") else name


def heading_lines(card: Card, words: Language) -> tuple[str, ...]:
    """A card's name as shown: a long one in two lines of about the same length, where one of its words begins."""
    name = heading(card, words)
    if card.kind in TERMINALS:
        return _in_two_lines(name)
    humps = [hump.start() for hump in _HUMP.finditer(name)] if metrics.cells(name) > _LONG_NAME else []
    if not humps:
        return (name,)
    at = min(humps, key=lambda hump: max(metrics.cells(name[:hump]), metrics.cells(name[hump:])))
    return name[:at], name[at:]


def _in_two_lines(text: str) -> tuple[str, ...]:
    """The words of an entry or an exit in two lines at most; what is longer ends with an ellipsis."""
    for width in _WAY_WIDTHS:
        lines = metrics.wrap(text, WAY_SIZE, width, bold=True)
        if len(lines) <= 2:
            return lines
    return lines[0], f"{lines[1]}{metrics.ELLIPSIS}"


def label(row: Row) -> str:
    """A row's name as shown."""
    name = metrics.clean(row.name)
    return f"{name}()" if row.kind is RowKind.METHOD and not name.endswith(")") else name


def aside(card: Card, row: Row, words: Language) -> str:
    """The muted text at a row's right end: a type, a condition, the package or the type that it comes from."""
    if card.kind is CardKind.IMPLEMENTERS:
        return _telling_path(card, row)
    return typed(card, row, words) or ("" if branch_below(card, row) else condition(row))


def typed(card: Card, row: Row, words: Language) -> str:
    """A row's type with a channel's capacity, a promoted member's type, and of a method whether go starts it."""
    owners = [version.symbol for version in (card, card.before) if version is not None]
    promoted = row.kind in (RowKind.FIELD, RowKind.METHOD) and row.symbol.owner not in owners
    elsewhere = promoted and row.symbol.package not in [owner.package for owner in owners]
    owner = f"{_tail(row.symbol.package, 1)}.{row.symbol.name}" if elsewhere else metrics.clean(row.symbol.name)
    origin = words.gettext("from %(owner)s", owner=owner) if promoted else ""
    started = GOROUTINE if row.goroutine and (row.kind is RowKind.METHOD or row.type) else ""
    room = words.gettext("room for %(num)s", num=row.capacity) if row.capacity else ""
    return " ".join(filter(None, (metrics.clean(row.type), room and f"({room})", origin, started)))


def aside_size(card: Card) -> float:
    """The font size of that text, px."""
    return MORE_SIZE if card.kind is CardKind.IMPLEMENTERS else TYPE_SIZE


def condition(row: Row) -> str:
    """A row's condition as shown, "" for none."""
    branch = metrics.clean(row.branch)
    return branch if not branch or branch.startswith("else") else f"if {branch}"


def branch_below(card: Card, row: Row) -> bool:
    """Whether a row's condition has a line of its own, in one version at least."""
    versions = (row, row.before or row)
    return any(bool(each.branch) and (card.kind is CardKind.CHAIN or bool(each.type)) for each in versions)


def place(card: Card, index: int, other: Change) -> str:
    """The number of the row at an index among those of a version; ``other`` marks the rows that are not of it."""
    there = [i for i, row in enumerate(card.rows) if row.change is not other or i == index]
    rows = [card.rows[i] for i in there]
    if other is Change.ADDED:
        rows = [row.before or row for row in rows]
    return numbers([row.branches for row in rows])[there.index(index)]


def note(card: Card, row: Row, words: Language) -> str:
    """What a row was before, "" where it is the same: as much as differs."""
    before = row.before
    if before is None:
        return ""
    if row.change is Change.ADDED:
        return words.gettext("was at place %(what)s", what=place(card, card.rows.index(before), Change.ADDED))
    if label(before) != label(row):
        what = " ".join(part for part in (label(before), aside(card, before, words)) if part)
    else:
        now, then = aside(card, row, words), aside(card, before, words)
        what = then if then != now else condition(before) or words.gettext("unconditional")
    return words.gettext("was %(what)s", what=what) if what else ""


def indent(card: Card, row: Row) -> int:
    """How far right of the padding a row of a card begins."""
    return {CardKind.CHAIN: NUMBER, CardKind.IMPLEMENTERS: 0}.get(card.kind, BULLET) + nesting(row)


def nesting(row: Row) -> int:
    """How far right of others a row of function literals begins that stand in others."""
    return NESTED * row.depth


def _telling_path(card: Card, row: Row) -> str:
    """As few elements from the end of the row's import path as tell the card's rows apart."""
    longest = max(item.symbol.package.count("/") for item in card.rows) + 1
    for count in range(1, longest + 1):
        shown = [(item.name, _tail(item.symbol.package, count)) for item in card.rows]
        if len(set(shown)) == len(shown):
            return _tail(row.symbol.package, count)
    return metrics.clean(row.symbol.package)


def _tail(package: str, count: int) -> str:
    return metrics.clean("/".join(package.split("/")[-count:]))


def package_title(name: str) -> str:
    """The first line of a package's title: its package clause."""
    return f"package {metrics.clean(name)}"


def _even(width: float) -> int:
    return math.ceil(width / 2) * 2
