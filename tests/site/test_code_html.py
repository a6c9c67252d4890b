"""Excerpts as HTML: what each line says, links to, and keeps from harm."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from kettles import BLOW, BOIL, FILE, HARM, HEAT, ORIGIN, PACKAGE, boil, harmful, lines

from archviz.model.figure import CodeLine, Excerpt, Fold, Origin, SymbolUse
from archviz.model.symbols import Symbol
from archviz.present.code import HtmlFold, HtmlLine, excerpt_html


def _all(parts: tuple[HtmlLine | HtmlFold, ...]) -> dict[int, HtmlLine]:
    flat = [line for part in parts for line in (part.lines if isinstance(part, HtmlFold) else [part])]
    return {line.number: line for line in flat}


def _text(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def _of(text: str, *uses: SymbolUse, targets: dict[Symbol, str] | None = None) -> list[str]:
    excerpt = Excerpt(BOIL, FILE, (lines(text),), (), uses)
    return [line.html for line in _all(excerpt_html(excerpt, ORIGIN, "", targets)).values()]


def test_every_line_has_its_number_its_anchor_its_address_and_its_text() -> None:
    found = _all(excerpt_html(boil(), ORIGIN, "f2-"))
    assert list(found) == list(range(40, 56))
    assert found[41].anchor == "f2-L41"
    assert found[41].url == "https://example.com/blob/c0ffee/pkg/boil/kettle.go#L41"
    originals = [line for part in boil().parts for line in (part.lines if isinstance(part, Fold) else part)]
    assert [_text(line.html) for line in found.values()] == [line.text for line in originals]


def test_a_source_without_a_public_address_has_lines_without_one() -> None:
    assert {line.url for line in _all(excerpt_html(boil(), Origin(""))).values()} == {""}


def test_folds_keep_their_place_their_lines_and_the_indentation_of_the_first() -> None:
    parts = excerpt_html(boil(), ORIGIN)
    folds = [part for part in parts if isinstance(part, HtmlFold)]
    assert [[line.number for line in fold.lines] for fold in folds] == [[42, 43, 44], [46, 47, 48, 49]]
    assert [fold.indent for fold in folds] == ["\t", "\t"]
    assert isinstance(parts[2], HtmlFold)


def test_a_string_and_a_comment_over_several_lines_are_one_across_folds() -> None:
    found = _all(excerpt_html(boil(), ORIGIN))
    assert found[45].html.endswith('<span class="s">`first line</span>')
    assert found[46].html == '<span class="s">\tsecond line &lt;/code&gt;&lt;/details&gt;</span>'
    assert found[47].html == '<span class="s">third line`</span>'
    assert found[49].html == '<span class="c">\tgoes on */</span>'
    assert '<span class="k">for</span>' in found[50].html


def test_what_all_lines_are_indented_by_is_left_out() -> None:
    inner = "\t\tif x {\n\n\t\t\treturn\n\t\t}"
    assert [_text(line) for line in _of(inner)] == ["if x {", "", "\treturn", "}"]
    assert [_text(line) for line in _of("\t  a\n\t\tb")] == ["  a", "\tb"]
    fold = Excerpt(BOIL, FILE, (lines("\t\ta"), Fold(lines("\tb\n\t\tc", 2))))
    assert [_text(line.html) for line in _all(excerpt_html(fold, ORIGIN)).values()] == ["\ta", "b", "\tc"]


def test_a_use_names_its_symbol_and_is_a_link_where_there_is_somewhere_to_go() -> None:
    found = _all(excerpt_html(boil(), ORIGIN, "", {BLOW: "x.html#f1"}))
    assert f'.<span title="{HEAT}">Heat</span>' in found[51].html
    assert f'.<a href="x.html#f1" title="{BLOW}">Blow</a>' in found[53].html


def test_lines_only_to_be_read_have_links_but_neither_ids_nor_names() -> None:
    found = _all(excerpt_html(boil(), ORIGIN, None, {BLOW: "x.html"}))
    assert {line.anchor for line in found.values()} == {""}
    assert found[53].html.startswith('\tk.whistler.<a href="x.html">Blow</a>(')
    assert found[51].html == "\t\tstove.Heat(k)"


def test_columns_of_uses_are_bytes() -> None:
    line = 'f("äöü", Blow)'
    start = len(line[: line.index("Blow")].encode())
    assert _of(line, SymbolUse(1, start, start + 4, BLOW))[0].endswith(f' <span title="{BLOW}">Blow</span>)')


def test_uses_that_overlap_or_lie_outside_do_not_repeat_or_lose_text() -> None:
    uses = (SymbolUse(1, 0, 4, BLOW), SymbolUse(1, 2, 6, HEAT), SymbolUse(1, 50, 60, HEAT), SymbolUse(1, 8, 8, HEAT))
    (line,) = _of("Blow(Heat)", *uses)
    assert _text(line) == "Blow(Heat)"
    assert line.count("title=") == 1


def test_a_use_over_two_tokens_keeps_the_look_of_both() -> None:
    (line,) = _of('x"s"', SymbolUse(1, 0, 4, Symbol(PACKAGE, "x")))
    assert line == f'<span title="{PACKAGE}.x">x<span class="s">&quot;s&quot;</span></span>'.replace("&quot;", "&#34;")


def test_notes_are_numbered_down_the_page_from_the_number_given() -> None:
    found = _all(excerpt_html(boil(), ORIGIN, first_note=4))
    assert {n: [note.number for note in line.notes] for n, line in found.items() if line.notes} == {
        41: [4],
        50: [5],
        51: [6],
    }
    assert found[41].notes[0].text.in_language("zh") == "摄氏度。"


def test_harm_is_text_and_what_cannot_be_seen_is_shown() -> None:
    found = _all(excerpt_html(harmful(), ORIGIN))
    assert HARM in _text(found[7].html)
    assert "<script" not in found[7].html
    assert '<span class="unseen">U+202E</span>' in found[8].html
    assert "␀" in found[8].html
    assert "␛[31m" in found[8].html
    assert not set("\u202e\u2066\x00\x1b\ud800") & set(found[8].html)
    assert _text(found[10].html).startswith("var long = (x+(x+")
    assert len(_text(found[10].html)) == len("var long = ") + 3 * 3300 + 1
    assert _text(found[11].html) == "// U+200BhiddenU+2028and parted"


def test_a_carriage_return_or_line_end_in_a_line_moves_no_other_line() -> None:
    shown = (CodeLine(1, "a\rb\nc"), CodeLine(2, "// d"))
    found = _all(excerpt_html(Excerpt(BOIL, FILE, (shown,)), ORIGIN))
    assert [_text(line.html) for line in found.values()] == ["a␍b␊c", "// d"]


def test_an_excerpt_without_lines_has_none() -> None:
    assert excerpt_html(replace(boil(), parts=()), ORIGIN) == ()
