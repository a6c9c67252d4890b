"""What must hold of every picture's geometry, over all the made-up diagrams in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from gettext import NullTranslations
from itertools import combinations
from typing import TYPE_CHECKING

import fictional
import pytest

from archviz.model.figure import RowKind
from archviz.render.layout import boxes, metrics
from archviz.render.layout.arrange import arrange
from archviz.render.layout.fitting import MARGIN, PAGE
from archviz.render.layout.placement import PACKAGE_PAD
from archviz.render.svg.scene import compose
from archviz.render.svg.views import Picture, TextLine, When
from archviz.shipped import shipped
from archviz.words.language import Language
from archviz.words.language import language as read_language

if TYPE_CHECKING:
    from archviz.model.figure import VerifiedDiagram
    from archviz.render.layout.arrangement import Arrangement

CASES = [(builder, language) for builder in fictional.ALL for language in ("en", "zh", "long")]
everywhere = pytest.mark.parametrize(("builder", "language"), CASES)


class Long(NullTranslations):
    """A language whose words are longer by half than the English ones."""

    def gettext(self, message: str) -> str:
        return re.sub(r"(?<!\()\b[a-z]{2,}\b(?!\))", lambda word: word[0] + word[0][: len(word[0]) // 2], message)

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(super().ngettext(msgid1, msgid2, n))


@cache
def drawn(builder: object, language: str) -> tuple[VerifiedDiagram, Arrangement, Picture]:
    assert callable(builder)
    figure: VerifiedDiagram = builder()
    words = Language("long", Long()) if language == "long" else read_language(language, (shipped("templates"),))
    arrangement = arrange(figure, words)
    return figure, arrangement, compose(figure, arrangement, words)


@everywhere
def test_cards_and_packages_keep_apart(builder: object, language: str) -> None:
    figure, arrangement, _ = drawn(builder, language)
    for a, b in combinations(arrangement.cards.values(), 2):
        assert not a.grown(10).overlaps(b)
    for one, two in combinations(arrangement.packages, 2):
        assert not one.box.grown(10).overlaps(two.box)
    frames = {package.path: package.box for package in arrangement.packages}
    for card in figure.cards:
        gutter = arrangement.gutters[card.id].width
        rect = arrangement.cards[card.id]
        assert frames[card.symbol.package].contains(replace(rect, x=rect.x - gutter, width=rect.width + gutter))


@everywhere
def test_labels_hide_nothing(builder: object, language: str) -> None:
    _, arrangement, _ = drawn(builder, language)
    labels = [placed.box for placed in arrangement.labels.values()]
    titles = [title for package in arrangement.packages for title in package.titles()]
    for label in labels:
        assert not any(label.overlaps(card) for card in arrangement.cards.values())
        assert not any(label.overlaps(title) for title in titles)
    for a, b in combinations(labels, 2):
        assert not a.overlaps(b)


@everywhere
def test_every_numbered_edge_carries_its_number(builder: object, language: str) -> None:
    figure, arrangement, picture = drawn(builder, language)
    wanted = {edge.id: edge.step for edge in figure.edges if edge.step}
    now = [label for label in picture.labels if label.when is not When.WAS]
    assert {label.edge: label.step for label in now if label.step} == wanted
    assert set(arrangement.lines) == {edge.id for edge in figure.edges}


@everywhere
def test_no_edge_runs_through_a_card_or_a_title(builder: object, language: str) -> None:
    _, arrangement, _ = drawn(builder, language)
    titles = [title for package in arrangement.packages for title in package.titles()]
    for line in arrangement.lines.values():
        for point in line.samples():
            assert not any(card.grown(-1).holds(point) for card in arrangement.cards.values())
            assert not any(title.grown(-2).holds(point) for title in titles)


@everywhere
def test_an_edge_meets_its_cards_at_their_rows(builder: object, language: str) -> None:
    figure, arrangement, _ = drawn(builder, language)
    for edge in figure.edges:
        line = arrangement.lines[edge.id]
        for end, point in ((edge.source, line.start), (edge.target, line.end)):
            card, band = arrangement.cards[end.card], arrangement.boxes[end.card].band(end.row)
            beside = point.x in (card.x, card.right) and abs(point.y - card.y - band.middle) <= band.height / 2
            assert beside or (point.y in (card.y, card.bottom) and card.x < point.x < card.right)


def longest(line: TextLine) -> str:
    return max(line.text, line.was or "", key=len)


@everywhere
def test_text_fits_its_card(builder: object, language: str) -> None:
    figure, _, picture = drawn(builder, language)
    for card, view in zip(figure.cards, picture.cards, strict=True):
        right = view.box.right - boxes.PAD + 0.01
        head = right - (boxes.SIGN if card.change else 0)
        for name in view.name:
            assert name.x + metrics.mono(longest(name), boxes.NAME_SIZE) <= head
        assert view.kicker.x + metrics.sans(longest(view.kicker), boxes.SMALL_SIZE, bold=True) <= head
        for row in view.rows:
            end = row.name.x + metrics.mono(longest(row.name), boxes.ROW_SIZE)
            if row.aside:
                end += 12 + metrics.mono(longest(row.aside), boxes.aside_size(card))
            assert end <= right
            for below in (row.branch, row.note):
                assert below is None or below.x + metrics.mono(longest(below), boxes.MORE_SIZE) <= right
        if view.more:
            assert view.more.x + metrics.sans(longest(view.more), boxes.MORE_SIZE) <= right


@everywhere
def test_a_page_holds_it(builder: object, language: str) -> None:
    _, _, picture = drawn(builder, language)
    assert picture.width <= PAGE + 2 * MARGIN
    for package in picture.packages:
        assert package.box.x >= 0
        assert package.box.right <= picture.width
        assert metrics.mono(package.path.text, 11) <= package.box.width - 2 * PACKAGE_PAD
    for line in (*picture.titles, *picture.paragraph):
        assert metrics.sans(line.text, 19 if line in picture.titles else 13) <= picture.width
    assert all(item.text_x + metrics.sans(item.text, 12) <= picture.width for item in picture.legend)


def test_a_type_that_is_cut_shows_it_and_is_kept_whole() -> None:
    _, _, picture = drawn(fictional.hostile, "en")
    row = picture.cards[0].rows[0]
    assert row.aside is None
    assert row.branch is not None
    assert row.branch.text.endswith("…")
    assert "argument11 *package.Type) error" in row.tip


@everywhere
def test_a_type_is_shown_whole_or_has_a_line_of_its_own(builder: object, language: str) -> None:
    figure, arrangement, picture = drawn(builder, language)
    for card, view in zip(figure.cards, picture.cards, strict=True):
        for row, shown in zip(card.rows, view.rows, strict=True):
            if row.type and row.kind is RowKind.FIELD:
                line = shown.branch if shown.index in arrangement.boxes[card.id].broken else shown.aside
                assert line is not None
                assert line.text.startswith(metrics.clean(row.type)) or (
                    line is shown.branch and line.text.endswith("…")
                )


def test_wide_characters_count_twice_and_combining_ones_not_at_all() -> None:
    assert metrics.cells("面包") == 4
    assert metrics.cells("e\u0301") == 1
    assert metrics.fit("面包师傅", 10, metrics.mono("12345", 10)) == "面包…"


def test_lines_break_at_spaces_and_between_ideographs() -> None:
    assert metrics.wrap("one two three", 10, metrics.sans("one two", 10)) == ("one two", "three")
    lines = metrics.wrap("先交给烤箱。再回到柜台", 10, metrics.sans("先交给烤箱", 10))
    assert "".join(lines) == "先交给烤箱。再回到柜台"
    assert not any(line.startswith("。") for line in lines)
