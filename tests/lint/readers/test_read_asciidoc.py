"""AsciiDoc: what is text, code, a link and a fence, and where it stands."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_parts import blocks, codes
from steps import ends, growth

from archviz.lint.page import BlockKind, Fence, Remark, WrittenPage
from archviz.lint.readers.choose import read_page


def read(text: str) -> WrittenPage:
    page = read_page("doc.adoc", text)
    assert page is not None
    return page


def test_blocks_with_their_kinds_and_levels() -> None:
    page = read(
        dedent(
            """\
            = Title
            :toc: left

            Para,
            // no text
            goes on. +
            NOTE: Read `this`.

            .A list
            * one
              goes on
            ** two
            +
            more of two

            term:: What it is
            other::
            Another

            Old title
            ---------

            |===
            |Head |B
            a| c
            more 2+| d
            |===

            ====
            within
            ====
            """
        )
    )
    assert [(b.kind, b.text, b.line, b.level) for b in blocks(page)] == [
        (BlockKind.HEADING, "Title", 1, 1),
        (BlockKind.PARAGRAPH, "Para, goes on. NOTE: Read this.", 4, 0),
        (BlockKind.PARAGRAPH, "A list", 9, 0),
        (BlockKind.ITEM, "one goes on", 10, 1),
        (BlockKind.ITEM, "two", 12, 2),
        (BlockKind.PARAGRAPH, "more of two", 14, 2),
        (BlockKind.PARAGRAPH, "term", 16, 0),
        (BlockKind.ITEM, "What it is", 16, 1),
        (BlockKind.PARAGRAPH, "other", 17, 0),
        (BlockKind.ITEM, "Another", 18, 1),
        (BlockKind.HEADING, "Old title", 20, 2),
        (BlockKind.CELL, "Head", 24, 0),
        (BlockKind.CELL, "B", 24, 0),
        (BlockKind.CELL, "c more", 25, 0),
        (BlockKind.CELL, "d", 26, 0),
        (BlockKind.PARAGRAPH, "within", 30, 0),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a `x` and `x`", [("x", 1, 4), ("x", 1, 12)]),
        ("``un``constrained +p.T+ a+b+c", [("un", 1, 3), ("p.T", 1, 20)]),
        ("`+a*b+`", [("a*b", 1, 3)]),
        ("*bold `x`* \\`no` don`t can`t", [("x", 1, 8)]),
        ("`in\ntwo` `y`", [("in two", 1, 2), ("y", 2, 7)]),
        ("== `x`\n\n* `y`\n. `z`", [("x", 1, 5), ("y", 3, 4), ("z", 4, 4)]),
        ("中文 `x`\r\n`y`", [("x", 1, 5), ("y", 2, 2)]),
        ("|===\n| `x` | `x`\n|===", [("x", 2, 4), ("x", 2, 10)]),
        ("term `t`:: `x`", [("t", 1, 7), ("x", 1, 13)]),
    ],
)
def test_code_spans_have_exact_places(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert codes(read(text)) == expected


def test_links() -> None:
    page = read(
        "See https://example.org/x[the `code`^], link:../run.go#L3[run, role=x], <<part,words>>, <<a-b>>,\n"
        "xref:b.adoc#c[] https://example.org/y_(z). image:i.png[I]\n\nimage::p.png[alt]\ninclude::../x.go[tag=a]\n"
    )
    assert [(link.target, link.text, link.line, link.column) for block in blocks(page) for link in block.links] == [
        ("https://example.org/x", "the code", 1, 5),
        ("../run.go#L3", "run", 1, 46),
        ("#part", "words", 1, 75),
        ("#a-b", "a-b", 1, 91),
        ("b.adoc#c", "b.adoc#c", 2, 6),
        ("https://example.org/y_(z)", "https://example.org/y_(z)", 2, 17),
        ("i.png", "I", 2, 50),
        ("p.png", "alt", 4, 8),
        ("../x.go", "../x.go", 5, 10),
    ]
    assert codes(page) == [("code", 1, 32)]


def test_fences() -> None:
    page = read(
        dedent(
            """\
            :source-language: Go

            [source,Go,linenums]
            .A title
            ----
            func f() {

            }
            ----

            [source%linenums]
            paragraph := 1
            goes.On()

            text

            [mermaid]
            ....
            graph LR
            ....
            [plantuml, name, svg]
            --
            a -> b
            --
            ```yaml
            y: 1
            ```

              literal
                deeper

            ----
            no language
            -----
            still
            ----

            ++++
            <b>
            ++++
            [d2]
            a -> b
            """
        )
    )
    assert [part for part in page.parts if isinstance(part, Fence)] == [
        Fence("go", "func f() {\n\n}", 6),
        Fence("go", "paragraph := 1\ngoes.On()", 12),
        Fence("mermaid", "graph LR", 19),
        Fence("plantuml", "a -> b", 23),
        Fence("yaml", "y: 1", 26),
        Fence("", "literal\n  deeper", 29, 2),
        Fence("", "no language\n-----\nstill", 33),
        Fence("d2", "a -> b", 42),
    ]
    assert [block.text for block in blocks(page)] == ["A title", "text"]


def test_comments_are_remarks() -> None:
    page = read("a\n\n// archviz: ignore\n////\ntwo\n\nlines\n////\n")
    assert page.remarks == (Remark("archviz: ignore", 3), Remark("two\n\nlines", 4))


PIECES = st.sampled_from(
    (
        *("a", "`x`", "``y``", "+z+", "*b*", "*b `x`*", "中", "link:a[`l`]", "|", "::", " ", "\n", "\n\n", "\n* "),
        *("\n----\n", "\n|===\n", "\n[source,go]\n", "https://a.b ", "<<a,b>>", "\n+\n", "\n  ", "\\", "// c\n"),
        *("\n--\n", "\n== ", "]", "`"),
    )
)


@given(st.lists(PIECES, max_size=20).map("".join), st.sampled_from(("\n", "\r\n")))
def test_all_code_stands_where_it_is_said_to(text: str, end: str) -> None:
    lines = text.split("\n")
    for block in blocks(read(text.replace("\n", end))):
        for code in block.codes:
            assert block.text[code.start :].startswith(code.text)
            first = lines[code.line - 1][code.column - 1 :]
            assert first.startswith(code.text) or (first and code.text.startswith(first.rstrip()))


@pytest.mark.fuzz
@pytest.mark.parametrize(
    "fragment",
    [
        *(
            "`",
            " `a",
            "``a",
            "*a ",
            "**a",
            "+a ",
            "<<",
            "link:a",
            "link:a[",
            "https://",
            "https://a)",
            "a::",
            "a;",
            "|",
            "a|",
        ),
        *(
            "* a\n",
            "a:: b\n",
            "----\n",
            "[source]\n",
            "|===\n",
            ".a\n",
            "a\n-\n",
            "//\n",
            "\n",
            " ",
            "\\",
            "[",
            "[[a]]\n",
        ),
    ],
)
def test_a_document_is_read_in_linear_time(fragment: str) -> None:
    assert growth(lambda size: lambda: read(fragment * size), 200) < 6
    with ends(20):
        read(fragment * 60_000)
