"""Cards as boxes of a size: bands stacked from the header down, every one high and wide enough for its text."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from archviz.model.figure import Card, CardKind, Row, RowKind
from archviz.render import metrics

if TYPE_CHECKING:
    from archviz.render.words import Words

HEADER, SECTION, ROW, COMPACT_ROW, BRANCH_ROW, MORE = 48, 24, 26, 21, 40, 24
PAD, FOOT, LEAD = 14, 8, 4
NAME_SIZE, ROW_SIZE, TYPE_SIZE, SMALL_SIZE, MORE_SIZE, PACKAGE_SIZE = 14, 12.5, 12, 10.5, 11, 13
GLYPH, BULLET, NUMBER = 32, 16, 26
"""Room left of the name: for the header's glyph, a member's bullet, a wrapper's number."""
GAP = 24
"""Least room between a row's name and what stands at its right end."""
NARROWEST, WIDEST, WIDEST_LIST = 180, 420, 452


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
    """A card's size before layout. It needs ``least`` px to show its names, ``natural`` px to show its types too."""

    card: Card
    bands: tuple[Band, ...]
    height: int
    least: int
    natural: int

    def width(self, cap: int, *, forced: bool = False) -> int:
        """The width under a cap on what types may add, and on names too where ``forced``."""
        return min(self.natural, cap) if forced else max(min(self.natural, cap), self.least)

    def band(self, row: int | None) -> Band:
        """The band of a row; the header's for None."""
        return next(band for band in self.bands if band.row == row and band.kind in (BandKind.HEADER, BandKind.ROW))


def make_box(card: Card, words: Words) -> Box:
    """The box of a card."""
    bands = _stack(card, words)
    texts = [PAD * 2 + GLYPH + metrics.mono(heading(card), NAME_SIZE)]
    texts.append(PAD * 2 + GLYPH + metrics.sans(kicker(card, words), SMALL_SIZE, bold=True) + 8)
    texts.append(metrics.mono(package_title(card.package), PACKAGE_SIZE))
    texts += [PAD * 2 + metrics.sans(b.text, MORE_SIZE) for b in bands if b.kind is BandKind.MORE]
    names = [PAD * 2 + indent(card) + metrics.mono(label(row), ROW_SIZE) + 4 for row in card.rows]
    whole = [_whole(card, row, name) for row, name in zip(card.rows, names, strict=True)]
    height = bands[-1].y + bands[-1].height + (FOOT if len(bands) > 1 else 0)
    listing = card.kind is CardKind.IMPLEMENTERS
    if listing:
        names = whole
    least = min(_even(max(NARROWEST, *texts, *names)), WIDEST_LIST if listing else WIDEST)
    return Box(card, bands, math.ceil(height), least, max(least, _even(max(least, *whole, 0))))


def _whole(card: Card, row: Row, name: float) -> float:
    right = aside(card, row)
    if branch_below(card, row):
        return max(name, PAD * 2 + indent(card) + metrics.mono(condition(row), MORE_SIZE))
    return name + (GAP + metrics.mono(right, aside_size(card)) if right else 0)


def _stack(card: Card, words: Words) -> tuple[Band, ...]:
    bands = [Band(BandKind.HEADER, 0, HEADER)]

    def add(kind: BandKind, height: float, text: str = "", row: int | None = None) -> None:
        bands.append(Band(kind, bands[-1].y + bands[-1].height, height, text, row))

    sectioned = card.kind is CardKind.STRUCT or len({row.kind for row in card.rows}) > 1
    before: RowKind | None = None
    if card.rows and not sectioned:
        add(BandKind.SPACE, LEAD)
    for index, row in enumerate(card.rows):
        if row.kind is not before and sectioned and row.kind is not RowKind.ITEM:
            add(BandKind.SECTION, SECTION, words.fields if row.kind is RowKind.FIELD else words.methods)
        before = row.kind
        add(BandKind.ROW, _row_height(card, row), "", index)
    if more := _more(card, words):
        add(BandKind.MORE, MORE, more)
    return tuple(bands)


def _row_height(card: Card, row: Row) -> float:
    if branch_below(card, row):
        return BRANCH_ROW
    return COMPACT_ROW if card.kind is CardKind.IMPLEMENTERS else ROW


def _more(card: Card, words: Words) -> str:
    parts = []
    for kind, count in ((RowKind.FIELD, card.hidden_fields), (RowKind.METHOD, card.hidden_methods)):
        if count and kind is RowKind.FIELD and card.kind is CardKind.INTERFACE:
            parts.append(words.embedded.format(count=count))
        elif count:
            shown = any(row.kind is kind for row in card.rows)
            key = ("more " if shown else "") + kind.value + ("s" if count > 1 else "")
            parts.append(words.hidden[key].format(count=count))
    return f"{metrics.ELLIPSIS} {words.join.join(parts)}" if parts else ""


def kicker(card: Card, words: Words) -> str:
    """The small line over a card's name: what it is, and for a list how many."""
    if card.kind is CardKind.IMPLEMENTERS:
        return words.implementers.format(count=len(card.rows))
    if card.kind is CardKind.CHAIN:
        return words.chain.format(count=len(card.rows))
    return words.cards[card.kind]


def heading(card: Card) -> str:
    """A card's name as shown."""
    name = metrics.clean(card.title)
    return f"{name}()" if card.kind is CardKind.FUNC and not name.endswith(")") else name


def label(row: Row) -> str:
    """A row's name as shown."""
    name = metrics.clean(row.name)
    return f"{name}()" if row.kind is RowKind.METHOD and not name.endswith(")") else name


def aside(card: Card, row: Row) -> str:
    """The muted text at a row's right end: a type, a condition, or the package a listed type comes from."""
    if card.kind is CardKind.IMPLEMENTERS:
        return _telling_path(card, row)
    return metrics.clean(row.type) or ("" if branch_below(card, row) else condition(row))


def aside_size(card: Card) -> float:
    """The font size of that text, px."""
    return MORE_SIZE if card.kind is CardKind.IMPLEMENTERS else TYPE_SIZE


def condition(row: Row) -> str:
    """A row's condition as shown, "" for none."""
    branch = metrics.clean(row.branch)
    return branch if not branch or branch.startswith("else") else f"if {branch}"


def branch_below(card: Card, row: Row) -> bool:
    """Whether a row's condition has a line of its own."""
    return bool(row.branch) and (card.kind is CardKind.CHAIN or bool(row.type))


def indent(card: Card) -> int:
    """How far right of the padding a card's rows begin."""
    return {CardKind.CHAIN: NUMBER, CardKind.IMPLEMENTERS: 0}.get(card.kind, BULLET)


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
