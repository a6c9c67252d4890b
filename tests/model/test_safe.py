"""Text from outside, for every place that it goes to."""

from __future__ import annotations

import json
import re
import unicodedata
from xml.etree import ElementTree

import html5lib
import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from archviz.model.errors import ArchvizError
from archviz.model.safe import (
    github_data,
    github_property,
    json_lines,
    json_text,
    markdown,
    markdown_code,
    safe_link,
    terminal,
    visible,
    visible_lines,
    xml,
)

HOSTILE_PARTS = [
    *("::error::", "::set-output name=x::", "##[error]", "##vso[task.complete]", "###[x]", "##", "::", " ", "%0A", "%"),
    *("\x1b[31m", "\x00", "\x07", "\x85", "\x9b", "\x7f", "\r", "\n", "\t", "\xa0", "\u3000"),
    *("\u202e", "\u2066", "\u200f", "\u061c", "\u200b", "\u200d", "\ufeff", "\u2028", "\u3164", "\U000e0041", "\ufffe"),
    *("\ud800", "\udfff", "\udcff", "\ud83d", "\ude00", "\\", "\\ud800", "\\x1b", '"', "'", "]]>", "<!--", "&", "<b>"),
    *("@octocat", "#12", "GH-12", "a@b.example", "https://evil.example", "www.evil.example"),
    *("![i](x)", "[t](u)", "`", "|", "**b**", "_i_", "~~s~~", "$x$"),
    *("</details>", "<img src=x>", "Ключ", "开始", "é", "🙂", "❤️", "ﬁ"),
]  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(HOSTILE_PARTS), st.text(max_size=8)), max_size=8).map("".join)
any_text = st.one_of(texts, st.text(st.characters(exclude_categories=())))
hidden = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\ud800-\udfff\ufffe\uffff"
    "\U000e0000-\U000e0fff]"
)


@given(any_text)
def test_nothing_stays_hidden(text: str) -> None:
    assert not hidden.search(visible(text))
    assert visible(visible(text)) == visible(text)


@given(any_text)
def test_what_can_be_seen_stays(text: str) -> None:
    shown = "".join(c for c in text if unicodedata.category(c)[0] in "LMNPSZ" and c not in "\u2028\u2029")
    seen = re.sub(
        "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0d\uffa0\U000e0100-\U000e01ef]", "", shown
    )
    assert visible(seen) == seen


@given(any_text, any_text)
@example("\x1b", "\\x1b ")
def test_texts_that_differ_are_shown_differently(one: str, other: str) -> None:
    if "\\" not in one + other:
        assert (visible(one) == visible(other)) == (one == other)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m", r"\x1b[31m"), ("a\nb", r"a\nb"), ("\u202e", r"\u202e"), ("\U000e0041", r"\U000e0041"),
        ("\udcff", r"\udcff"), ("Ключ 开始 café 🙂 ❤️ ﬁ", "Ключ 开始 café 🙂 ❤️ ﬁ"), ("C:\\x", "C:\\x"),
    ],
)  # fmt: skip
def test_escapes_are_those_of_python(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(any_text)
def test_line_feeds_of_a_layout_stay(text: str) -> None:
    assert visible_lines(text).split("\n") == [visible(line) for line in text.split("\n")]


def is_command(line: str) -> bool:
    """Whether a runner of GitHub Actions, or an agent of Azure Pipelines, takes a line for a command."""
    return line.strip().startswith("::") or "##[" in line or re.search(r"##\w*\[", line) is not None


@given(texts)
@example("\u3000::error::a")
@example("####[error]")
@example("##_i_[t](u)")
def test_no_line_of_a_log_is_a_command(text: str) -> None:
    shown = terminal(text)
    assert not is_command(shown)
    assert not hidden.search(shown)
    if not is_command(text):
        assert shown == visible(text)


@given(st.recursive(any_text, lambda inner: st.lists(inner) | st.dictionaries(any_text, inner), max_leaves=5))
@example(["\\ud800", "\ud800\udc00x", "\\\ud800", "\ud83d\ude00", "🙂"])
def test_json_is_read_by_strict_readers_and_is_no_command(document: object) -> None:
    for spaces in (None, 2):
        text = json_text(document, spaces=spaces)
        assert text.isascii()
        read = msgspec.json.decode(text)
        json.dumps(read, ensure_ascii=False).encode("utf-8")
        assert not any(map(is_command, text.split("\n")))
    if isinstance(document, str) and not re.search("[\ud800-\udfff]", document):
        assert read == document


@given(
    st.lists(st.dictionaries(st.just("rel") | any_text.map("r{}".format), any_text | st.lists(any_text), min_size=1))
)
@example([{"a": '}, {"b'}, {"b": ["}, {", '"}, {"', "##[error]"], "}, {": "}, {"}, {"c": "\\"}])
def test_rows_of_json_are_written_in_one_go_as_one_by_one(rows: list[dict[str, object]]) -> None:
    assert json_lines(rows) == "".join(f"{json_text(row)}\n" for row in rows)


@given(any_text, any_text)
@example("##[error]\nb", "\x00\ufffe")
def test_xml_is_well_formed_whatever_it_holds(text: str, value: str) -> None:
    root = ElementTree.Element("a", name=value)
    ElementTree.SubElement(root, "b").text = text
    written = xml(root)
    assert written.isascii()
    read = ElementTree.fromstring(written)  # noqa: S314 - our own output
    assert read.get("name") == visible(value)
    assert (read[0].text or "") == visible_lines(text)
    assert "##[" not in written


@given(any_text)
def test_a_workflow_command_holds_its_message(text: str) -> None:
    data, value = github_data(text), github_property(text)
    assert "\n" not in data + value
    assert not hidden.search(data + value)
    assert not set(":,") & set(value)
    assert data.replace("%0A", "\n").replace("%25", "%") == visible_lines(text)
    whole = value.replace("%2C", ",").replace("%3A", ":").replace("%25", "%")
    assert whole == visible(text)


def rendered(source: str) -> ElementTree.Element:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    page: ElementTree.Element = html5lib.parse(parser.render(source), namespaceHTMLElements=False)
    return page


@given(texts)
def test_markdown_shows_the_text_and_nothing_else(text: str) -> None:
    page = rendered(f"x {markdown(text)} x")
    (paragraph,) = page.iter("p")
    assert list(paragraph) == []
    assert "".join(paragraph.itertext()).replace("\u200b", "") == f"x {visible(text)} x".rstrip()


@pytest.mark.parametrize(
    "text", ["- x", "+ x", "-", "1. x", "12) x", "# x", "> x", "---", "- - -", "***", "===", "```", "~~~"]
)
def test_markdown_begins_no_list_heading_or_rule(text: str) -> None:
    page = rendered(f"before\n\n{markdown(text)}\n\nbehind")
    assert ["".join(each.itertext()) for each in page.iter("p")] == ["before", text, "behind"]


@given(texts)
def test_markdown_in_a_table_stays_in_its_cell(text: str) -> None:
    page = rendered(f"| a | b |\n|---|---|\n| {markdown(text)} | {markdown_code(text)} |\n")
    first, second = page.iter("td")
    assert "".join(first.itertext()).replace("\u200b", "") == visible(text).strip()
    assert [child.tag for child in second] == ["code"]
    assert "".join(second.itertext()).strip() == visible(text).strip()


@pytest.mark.parametrize("text", ["@octocat", "see #12", "GH-12", "o/r#12", "a@b.example", "http://a.b", "www.a.b"])
def test_github_finds_no_one_to_call_and_nothing_to_link(text: str) -> None:
    (paragraph,) = rendered(markdown(text)).iter("p")
    said = "".join(paragraph.itertext())
    assert not re.search(r"@\w|#\d|GH-\d", said)
    assert not re.search(r"https?://|www\.", markdown(text))


@given(any_text)
def test_a_link_is_of_the_web_or_none(text: str) -> None:
    for address in (text, f"javascript:{text}", f"data:{text}", f"\tjava\nscript:{text}"):
        link = safe_link(address)
        assert link in ("", address)
        scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", link)
        assert scheme is None or scheme[0].lower() in ("http:", "https:")


@given(any_text, any_text, st.lists(any_text, max_size=2))
def test_an_error_has_the_lines_of_its_own_layout(message: str, hint: str, details: list[str]) -> None:
    said = str(ArchvizError(message, file=message, line=3, hint=hint or None, details=tuple(details)))
    assert len(said.split("\n")) == 1 + len(details) + bool(hint)
    assert not hidden.search(said.replace("\n", ""))
