"""Documents that are none, or more than a reader can bear: each refused with the line of what is wrong with it."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from steps import ends, growth

from archviz.documents.document import parse_document, read_document
from archviz.documents.files import MOST_BYTES
from archviz.model.errors import FigureError

if TYPE_CHECKING:
    from pathlib import Path

DOUBLING = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 40))
MERGING = "a0: &a0 {x: 1}\n" + "".join(f"a{i}: &a{i} {{<<: *a{i - 1}, b: *a{i - 1}}}\n" for i in range(1, 40))
CHAIN = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 400))

REFUSED = [
    ("a: 1\nb: " + "9" * 5000, 2, "a number of 5000 characters, where 20 are the most"),
    ('a: 1\nb: "\\ud800"', 2, "U\\+D800"),
    ('a: 1\nb: "\\UFFFFFFFF"', 2, "not YAML"),
    ('a: 1\nb: "\\0"', 2, "U\\+0000"),
    ("a: 1\nb: \0", 2, "U\\+0000"),
    ("a: 1\nb: \x1b[31m", 2, "U\\+001B"),
    ("a: 1\nb: left \u202e right", 2, "U\\+202E"),
    ('a: 1\n"\\u2066": 2', 2, "U\\+2066"),
    ("a: 1\nb: one\x85two", 2, "U\\+0085"),
    ("a: 1\nb: " + "[" * 1000, 2, "more than 100 lists and mappings within each other"),
    ("a:\n" + "".join(" " * i + "- \n" for i in range(1, 300)), 101, "more than 100 lists"),
    (CHAIN, 100, "more than 100 lists"),
    (DOUBLING, 15, "more than 100,000 values"),
    (MERGING, 15, "more than 100,000 values"),
    ("a: 1\nb: [" + "x," * 110_000 + "]", 2, "more than 100,000 values"),
    ("a: 1\nb: 2\na: 3", 3, "the key a is there twice"),
    ("1: one\n'1': two", 2, "the key 1 is there twice"),
    ("a: &a {}\nb: {<<: *a, <<: *a}", 2, "the key << is there twice"),
    ("a: 1\n[b]: 2", 2, "a key that is no text"),
    ("a: 1\n? " + "k" * 5000 + "\n: 2", 2, "a key of 5000 characters"),
    ("a: 1\nb: {<<: 3}", 2, "<< takes a mapping"),
    ("a: 1\nb: !!python/object/apply:os.system [x]", 2, "the tag tag:yaml.org,2002:python/object/apply:os.system"),
    ("a: 1\nb: !unknown x", 2, "the tag !unknown"),
    ("a: 1\nb: &b [*b]", 2, "\\*b repeats what is not there yet"),
    ("a: 1\n---\nb: 2", 2, "a second document begins"),
    ("%YAML 1.1\n---\na: 1", 2, "a directive other than"),
    ("%TAG ! tag:example.org,2000:\n---\na: 1", 2, "a directive other than"),
    ("a:\n\t- b", 2, "not YAML"),
    ("---\n", 1, "not a mapping"),
    ("a: |99", 1, "not YAML"),
]


@pytest.mark.parametrize(("text", "line", "message"), REFUSED)
def test_what_is_refused_is_named_with_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(FigureError, match=message) as caught:
        parse_document(text, "a.yaml", FigureError)
    assert (caught.value.file, caught.value.line) == ("a.yaml", line)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: [1, -2, +3, 0x1f, 0o17, 010]", {"a": [1, -2, 3, 31, 15, 10]}),
        ("a: [1.5, 1e3, .5, .inf, -.INF]", {"a": [1.5, 1000.0, 0.5, float("inf"), float("-inf")]}),
        ("a: [true, False, null, ~, ]", {"a": [True, False, None, None]}),
        ("a: ['1', \"2\", !!str 3, yes, 1_000, 2024-13-45]", {"a": ["1", "2", "3", "yes", "1_000", "2024-13-45"]}),
        ("1: one\nnull: two\n", {"1": "one", "null": "two"}),
        ("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}", {"a": {"x": 1, "y": 2}, "b": {"x": 1, "y": 3}}),
        (
            "a: &a {x: 1}\nb: &b {x: 2, y: 2}\nc: {<<: [*a, *b]}",
            {"a": {"x": 1}, "b": {"x": 2, "y": 2}, "c": {"x": 1, "y": 2}},
        ),
        ("%YAML 1.2\n---\na: |\n  one\n  two\n", {"a": "one\ntwo\n"}),
        ('a: "tab\\tand\\nline"', {"a": "tab\tand\nline"}),
    ],
)
def test_plain_values_are_those_of_the_core_schema(text: str, value: dict[str, object]) -> None:
    assert parse_document(text, "a.yaml", FigureError).content.plain() == value


def test_lines_are_those_of_keys_and_items() -> None:
    document = parse_document("a:\n  - b: 1\n    c: {d: 2}\n  -\n    - e\n", "a.yaml", FigureError, above=10)
    paths = {"a": 11, "a[0]": 12, "a[0].c": 13, "a[0].c.d": 13, "a[1][0]": 15, "a[7]": 11, "none": 11}
    assert {path: document.line(path) for path in paths} == paths


@pytest.mark.parametrize("mark", ["[", "{", "- ", "? ", "&a ", "a: [", "'", "!", "%", "#\n", "---\n", "[a, "])
def test_the_work_grows_with_the_text_and_not_faster(mark: str) -> None:
    def read(count: int) -> None:
        with suppress(FigureError):
            parse_document(mark * count, "a.yaml", FigureError)

    if mark[0] in "[{":  # what is in brackets may be a key, and is read ahead for the 1,024 characters of one
        with ends():
            read(40_000)
    else:
        assert growth(lambda count: lambda: read(count), 300) < 6


def test_a_file_is_read_to_a_bound(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("#" * MOST_BYTES)
    with pytest.raises(FigureError, match="not a mapping"):
        read_document(file, FigureError)
    file.write_text("#" * (MOST_BYTES + 1))
    with pytest.raises(FigureError, match="more than 1,048,576 bytes"):
        read_document(file, FigureError)


def test_what_is_no_file_is_refused_without_a_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    for name, message in (("pipe.yaml", "is no regular file"), (".", "is no regular file"), ("no", "cannot be read")):
        with pytest.raises(FigureError, match=message):
            read_document(tmp_path / name, FigureError)


def test_bytes_that_are_no_text_are_named_with_their_line(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    for content, line in ((b"a: 1\nb: \xff", 2), ("a: 1".encode("utf-16"), 1)):
        file.write_bytes(content)
        with pytest.raises(FigureError, match="not UTF-8") as caught:
            read_document(file, FigureError)
        assert caught.value.line == line
    file.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\rc: 3\n")
    assert read_document(file, FigureError).content.plain() == {"a": 1, "b": 2, "c": 3}
    assert read_document(file, FigureError).line("c") == 3


HINTS = [
    ("a: 1\ntitle: Foo: bar\n", 2, "a colon in a text", '"Foo: bar"'),
    ("a:\n- b: Foo: bar\n", 2, "a colon in a text", '"Foo: bar"'),
    ("a: {b: one: two}", 1, "a colon in a text in braces", "quotes make it a text"),
    ("a:\n\t- b", 2, "a tab", "spaces"),
    ("a:\n  b: 1\n\tc: 2", 3, "a tab", "spaces"),
    ("a:\n  - b: 1\n   c: 2", 3, "indented otherwise", "same column"),
    ("a:\n  - b: 1\n - c: 2", 3, "indented otherwise", "same column"),
    ("a: 1\n  b: 2", 2, "indented deeper", "same column"),
    ("- a\nb: 1", 2, "a key among the items of a list", "same column"),
    ("a:b\nc: d", 2, "`a:b` is no key", "a space comes after the colon"),
    ("a: b\nc\n", 2, "a line that is no `key: value`", "a colon and a space"),
    ("a: `b`", 1, "begins with ```", "quotes make it a text"),
    ("a: @b", 1, "begins with `@`", "quotes make it a text"),
    ("a: *b", 1, "\\*b repeats what is not there yet", "quotes make it a text"),
    ("a: 'it's'", 1, "goes on behind its quotes", "quotes go around the whole"),
    ("a: 1\nb: {c: d\ne: f\n", 2, "`{` without its `}`", "close it"),
    ("a: 1\nb: [c, d\n", 2, "`\\[` without its `]`", "close it"),
    ("a: 1\nb: 'c\nd: e\n", 2, "a quote that is not closed", "quotes"),
    ("a: {b: c}}", 1, "`}` where none is open", "needs quotes"),
    ("a: - b", 1, "`- ` behind a key", "the next line"),
    ('a: "\\d"', 1, "a backslash", "single quotes"),
    ("a: 1\nb: 2\na: 3", 3, "the key a is there twice", "at line 1 already"),
]


@pytest.mark.parametrize(("text", "line", "message", "hint"), HINTS)
def test_what_is_no_yaml_is_said_in_plain_words(text: str, line: int, message: str, hint: str) -> None:
    with pytest.raises(FigureError, match=message) as caught:
        parse_document(text, "a.yaml", FigureError)
    assert caught.value.line == line
    assert re.search(hint, caught.value.hint or "")
    assert not re.search("block|token|scalar|stream|mapping values", caught.value.message)
