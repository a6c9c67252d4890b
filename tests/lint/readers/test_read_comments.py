"""Doc comments: which declaration each is of, and what it says."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st
from steps import ends, growth

from archviz.lint.page import BlockKind, Fence, Remark, TextBlock
from archviz.lint.readers.comments import read_comments


def said(comment: str) -> list[tuple[str, str, int]]:
    """The parts of the comment of a package, by their kind or language, text and line."""
    (doc,) = read_comments("a.go", comment + "package a\n")
    assert doc.names == ()
    return [(p.language if isinstance(p, Fence) else p.kind.value, p.text, p.line) for p in doc.page.parts]


def codes(text: str) -> list[tuple[str, int, int, bool]]:
    return [
        (code.text, code.line, code.column, code.verbatim)
        for doc in read_comments("a.go", text)
        for part in doc.page.parts
        if isinstance(part, TextBlock)
        for code in part.codes
    ]


def test_each_comment_has_the_names_that_it_is_about() -> None:
    source = dedent(
        """\
        // Copyright of nobody.

        // Package a is it.
        package a

        // Gone, as a line is between.

        // Run runs.
        func (s *Server[T]) Run() {
        \t// Start is in a function.
        \tstart()
        }

        // Both of them.
        const (
        \t// First is one.
        \tFirst, Second = 1, 2 // behind
        \tThird = 3
        )

        type (
        \t// T is a type.
        \tT struct {
        \t\t// Name and other.
        \t\tName, Other string
        \t\t/* Base is embedded. */
        \t\t*pkg.Base
        \t\tInner struct {
        \t\t\t// Deep is within Inner.
        \t\t\tDeep int
        \t\t}
        \t}
        )

        // Reader reads.
        type Reader interface {
        \t// Read reads.
        \tRead(p []byte) (int, error)
        }

        // Table has comments of its own.
        var Table = map[string]int{
        \t// One is no declaration.
        \t"One": 1,
        }
        var x = 1 /* Y is y. */
        var Y = "// Z is in a string"
        var Z = 1
        """
    )
    first = [(doc.names, getattr(doc.page.parts[0], "text", "")) for doc in read_comments("a.go", source)]
    assert first == [
        ((), "Package a is it."),
        (("Server.Run",), "Run runs."),
        (("First", "Second", "Third"), "Both of them."),
        (("First", "Second"), "First is one."),
        (("T",), "T is a type."),
        (("T.Name", "T.Other"), "Name and other."),
        (("T.Base",), "Base is embedded."),
        (("T.Inner",), "Deep is within Inner."),
        (("Reader",), "Reader reads."),
        (("Reader.Read",), "Read reads."),
        (("Table",), "Table has comments of its own."),
    ]


def test_blocks_of_a_comment() -> None:
    comment = dedent(
        """\
        // Package a does this
        // and that:
        //
        //\tgo run
        //
        //\t  deeper
        //
        // # Heading
        //
        // It has:
        //   - one
        //     goes on
        //
        //     again
        //   - two
        //  3. three
        //
        // Old heading
        //
        // Text
        // + more
        //go:build
        // The end
        """
    )
    assert said(comment) == [
        ("paragraph", "Package a does this and that:", 1),
        ("", "go run\n\n  deeper", 4),
        ("heading", "Heading", 8),
        ("paragraph", "It has:", 10),
        ("item", "one goes on", 11),
        ("paragraph", "again", 14),
        ("item", "two", 15),
        ("item", "three", 16),
        ("heading", "Old heading", 18),
        ("paragraph", "Text + more", 20),
        ("paragraph", "The end", 23),
    ]


def test_a_comment_between_marks() -> None:
    assert said("/*\nPackage a has [T].\n\n\tcode {\n\t}\n*/\n") == [
        ("paragraph", "Package a has T.", 2),
        ("", "code {\n}", 4),
    ]


def test_what_is_not_indented_by_mistake() -> None:
    assert said("/*\n\tPackage a does.\n\n\t\tcode()\n*/\n") == [("paragraph", "Package a does.", 2), ("", "code()", 4)]
    assert said("// It has\n// 1. one\n//    goes on\n// 2. two\n//\n// 3. three\n") == [
        *(("paragraph", "It has", 1), ("item", "one goes on", 2), ("item", "two", 4), ("paragraph", "3. three", 6))
    ]
    assert said("// So:\n// func f() {\n//\tx()\n// }\n// It does.\n") == [
        *(("paragraph", "So:", 1), ("", "func f() {\n\tx()\n}", 2), ("paragraph", "It does.", 5))
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("See [T], ([T.Run]) and [*http.Server.Serve].", [("T", 9), ("T.Run", 15), ("http.Server.Serve", 29)]),
        (
            "[encoding/json.Decoder] [example.org/a-b.v2.T]",
            [("encoding/json.Decoder", 5), ("example.org/a-b.v2.T", 29)],
        ),
        ("中文 [T]。", [("T", 8)]),
        ("a[I] [flags] [0] [a b] [T]s x[T] [t.x] [T.]", []),
    ],
)
def test_doc_links_name_declarations(line: str, expected: list[tuple[str, int]]) -> None:
    source = f"package a\n\n// {line}\nvar x int\n"
    assert codes(source) == [(text, 3, column, False) for text, column in expected]


def test_code_links_and_what_is_for_tools() -> None:
    source = dedent(
        """\
        package a

        type T struct {
        \t// Calls `x.Run` as [the
        \t// docs] say, or https://example.org/a_(b).
        \t// +optional
        \t//lint:ignore
        \t// archviz: ignore
        \t//
        \t// [the docs]: https://example.org/docs
        \tA int
        }
        """
    )
    (doc,) = read_comments("a.go", source)
    (block,) = doc.page.parts
    assert isinstance(block, TextBlock)
    assert (block.kind, block.text) == (
        BlockKind.PARAGRAPH,
        "Calls x.Run as the docs say, or https://example.org/a_(b).",
    )
    assert codes(source) == [("x.Run", 4, 12, True)]
    assert [(one.target, one.text, one.line, one.column) for one in block.links] == [
        ("https://example.org/docs", "the docs", 10, 17),
        ("https://example.org/a_(b)", "https://example.org/a_(b)", 5, 19),
    ]
    assert doc.page.remarks == (Remark("lint:ignore", 7), Remark("archviz: ignore", 8))


PIECES = st.sampled_from(
    (
        "T ",
        "[T]",
        "[pkg.T] ",
        "`code` ",
        "中 ",
        "\n// ",
        "\n//\n//\t",
        "\n//  - ",
        "\n// # ",
        "https://a.b/c ",
        "\n",
        "*/",
        "/*",
    )
)


@given(st.lists(PIECES, max_size=30), st.sampled_from(("// ", "/*\n", "\t// ")), st.sampled_from(("\n", "\r\n")))
def test_all_code_stands_where_it_is_said_to(pieces: list[str], before: str, end: str) -> None:
    for behind in ("\npackage a\n", "\n*/\npackage a\n"):
        text = (before + "".join(pieces) + behind).replace("\n", end)
        lines = text.split("\n")
        for doc in read_comments("a.go", text):
            for part in doc.page.parts:
                for code in part.codes if isinstance(part, TextBlock) else ():
                    assert part.text[code.start :].startswith(code.text)
                    assert lines[code.line - 1][code.column - 1 :].startswith(code.text)


@pytest.mark.fuzz
@pytest.mark.parametrize(
    "fragment",
    [
        "/**/",
        "// a\n",
        "/* a\n",
        "// [",
        "// [a\n",
        "//\ta\n",
        "//  - a\n",
        "//\n",
        "{",
        "( // a\n",
        "\n// a\nA int\n",
        "`",
        "[T]",
    ],
)
@pytest.mark.parametrize("start", ["", "package a\ntype (\n", "// ", "package a\ntype T struct {\n"])
def test_a_file_is_read_in_linear_time(start: str, fragment: str) -> None:
    assert growth(lambda size: lambda: read_comments("a.go", start + fragment * size + "\npackage a"), 200) < 6
    with ends(20):
        read_comments("a.go", start + fragment * 40_000 + "\npackage a\n")
