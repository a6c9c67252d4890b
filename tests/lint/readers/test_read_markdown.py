"""Markdown of each generator: what is text, code, a link, a fence and a comment, and where it stands."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st
from steps import ends, growth

from archviz.lint.page import BlockKind, Fence, Remark, TextBlock, WrittenPage
from archviz.lint.readers.choose import read_page
from archviz.lint.readers.places import LINE_END


def read(text: str, file: str = "doc.md") -> WrittenPage:
    page = read_page(file, text)
    assert page is not None
    return page


def texts(page: WrittenPage) -> list[str]:
    return [part.text for part in page.parts if isinstance(part, TextBlock)]


def fences(page: WrittenPage) -> list[Fence]:
    return [part for part in page.parts if isinstance(part, Fence)]


def codes(page: WrittenPage) -> list[tuple[str, int, int]]:
    return [
        (one.text, one.line, one.column) for part in page.parts if isinstance(part, TextBlock) for one in part.codes
    ]


def links(page: WrittenPage) -> list[tuple[str, str, int, int]]:
    return [
        (one.target, one.text, one.line, one.column)
        for part in page.parts
        if isinstance(part, TextBlock)
        for one in part.links
    ]


def check_places(page: WrittenPage, text: str) -> int:
    """That all code and its block have the same text, which the document has there; and how much there was of it."""
    lines = LINE_END.split(text.removeprefix("\ufeff"))
    seen = set()
    for part in page.parts:
        if isinstance(part, Fence):
            for own, line in zip(part.text.split("\n"), lines[part.line - 1 :], strict=False):
                assert line.endswith(own)
            continue
        for code in part.codes:
            assert part.text[code.start :].startswith(code.text)
            assert lines[code.line - 1][code.column - 1 :].startswith(code.text)
            seen.add((code.line, code.column))
        for link in part.links:
            assert part.text[link.start :].startswith(link.text)
    return len(seen)


def test_a_document_without_a_reader() -> None:
    assert read_page("main.c", "int a;") is None
    assert read_page("README.MD", "a") is not None


def test_blocks_in_order_with_their_kinds_and_levels() -> None:
    text = dedent(
        """\
        # A `b`

        Title
        =====
        Para,
        goes on.

        - one
          - two

            more
        > quoted

        | h |
        |---|
        | c |
        """
    )
    assert [(b.kind, b.text, b.line, b.level) for b in read(text).parts if isinstance(b, TextBlock)] == [
        (BlockKind.HEADING, "A b", 1, 1),
        (BlockKind.HEADING, "Title", 3, 1),
        (BlockKind.PARAGRAPH, "Para, goes on.", 5, 0),
        (BlockKind.ITEM, "one", 8, 1),
        (BlockKind.ITEM, "two", 9, 2),
        (BlockKind.PARAGRAPH, "more", 11, 2),
        (BlockKind.PARAGRAPH, "quoted", 12, 1),
        (BlockKind.CELL, "h", 14, 0),
        (BlockKind.CELL, "c", 16, 0),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a `x` b `x`", [("x", 1, 4), ("x", 1, 10)]),
        ("``a ` b``", [("a ` b", 1, 3)]),
        ("`` `x` ``", [("`x`", 1, 4)]),
        ("\\`no \\` `yes`", [("yes", 1, 10)]),
        ("**`Run`** &amp; `a&amp;b`", [("Run", 1, 4), ("a&amp;b", 1, 18)]),
        ("`in\ntwo` `x`", [("in two", 1, 2), ("x", 2, 7)]),
        ("> `a\n> b` `c`", [("a b", 1, 4), ("c", 2, 7)]),
        ("中文`代码`。\U0001f600 `x`", [("代码", 1, 4), ("x", 1, 11)]),
        ("1. a\n\n\tb `x`\n", [("x", 3, 5)]),
        ("\ufeff`x`\r\n\r\n`y`\r\nand `z`", [("x", 1, 2), ("y", 3, 2), ("z", 4, 6)]),
        ("## `x` and `y` ##", [("x", 1, 5), ("y", 1, 13)]),
        ("> ## # `x` #", [("x", 1, 9)]),
        ("| `a` | b \\| `c\\|d` `e` |\n|-|-|\n| | `f`", [("a", 1, 4), ("c|d", 1, 15), ("e", 1, 22), ("f", 3, 6)]),
        ("- | a | b |\n  |---|---|\n  | `x` | `y` |", [("x", 3, 6), ("y", 3, 12)]),
        ("a | b\n-|-\n`x` | `x`", [("x", 3, 2), ("x", 3, 8)]),
        ("a <code>x.Y</code>, <code>a&lt;b</code>", [("x.Y", 1, 9), ("a<b", 1, 27)]),
        ("- [ ] `x`\n  continues `y`\n", [("x", 1, 8), ("y", 2, 14)]),
        ("Term `t`\n: What `x` is\n", [("t", 1, 7), ("x", 2, 9)]),
        ("Foot[^1].\n\n[^1]: A `x`.\n\n    and `y`\n", [("x", 3, 10), ("y", 5, 10)]),
    ],
)
def test_code_spans_have_exact_places(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert codes(read(text)) == expected


def test_links_and_pictures_have_the_places_of_their_targets() -> None:
    text = dedent(
        """\
        See [the `code`](../pkg/run.go#L10-L20 "a](title"), [it][Ref], [ref] and ![pic](<a b.png>).
        <https://example.org/a> https://github.com/o/r/blob/main/x.go#L3. (http://example.org/b(c))
        [![badge](b.svg)](https://ci.example.org) nohttp://x <a href="docs/y.md">why</a>

          [ref]: <docs/z.md#part> 'Title'
        """
    )
    assert links(read(text)) == [
        ("../pkg/run.go#L10-L20", "the code", 1, 18),
        ("docs/z.md#part", "it", 5, 11),
        ("docs/z.md#part", "ref", 5, 11),
        ("a b.png", "pic", 1, 82),
        ("https://example.org/a", "https://example.org/a", 2, 2),
        ("https://github.com/o/r/blob/main/x.go#L3", "https://github.com/o/r/blob/main/x.go#L3", 2, 25),
        ("http://example.org/b(c)", "http://example.org/b(c)", 2, 68),
        ("b.svg", "badge", 3, 11),
        ("https://ci.example.org", "badge", 3, 19),
        ("docs/y.md", "why", 3, 63),
    ]


def test_fences_have_their_language_and_lines() -> None:
    text = dedent(
        """\
        ```go {hl_lines=1}
        a

        b
        ```
        - item
          ~~~{.Mermaid}
          graph LR
            a --> b
          ~~~
        > ```{code-block} Go
        > x
        > ```

            indented

              more

        ```go:main.go
        ```
        ```
        not closed
        """
    )
    assert fences(read(text)) == [
        Fence("go", "a\n\nb", 2),
        Fence("mermaid", "graph LR\n  a --> b", 8, 2),
        Fence("go", "x", 12, 2),
        Fence("", "indented\n\n  more", 15, 4),
        Fence("go", "", 20),
        Fence("", "not closed", 22),
    ]


def test_comments_are_remarks() -> None:
    text = dedent(
        """\
        a <!-- archviz: ignore --> b
        <!--
        two
        lines
        -->
        text

        [//]: # (archviz: ignore next)
        [//]: # "again"

        - <!-- in an item -->
        """
    )
    page = read(text)
    assert page.remarks == (
        Remark("archviz: ignore", 1),
        Remark("two\nlines", 2),
        Remark("archviz: ignore next", 8),
        Remark("again", 9),
        Remark("in an item", 11),
    )
    assert texts(page) == ["a  b", "text"]


@pytest.mark.parametrize(
    ("text", "front"),
    [
        ("---\ntitle: x\n---\n`y`", "title: x\n"),
        ("---\ntitle: x\n...\n`y`", "title: x\n"),
        ('+++\ntitle = "x"\n+++\n`y`', 'title = "x"\n'),
    ],
)
def test_front_matter_is_no_text(text: str, front: str) -> None:
    page = read(text)
    assert page.front == front
    assert codes(page) == [("y", 4, 2)]
    assert texts(page) == ["y"]


def test_a_line_is_no_front_matter() -> None:
    assert texts(read("---\n\na\n\n---\n")) == ["a"]
    assert texts(read("---\na: b\n")) == ["a: b"]


def test_admonitions_and_tabs_of_mkdocs_hold_text() -> None:
    text = dedent(
        """\
        !!! note "About `Run`"
            Calls `Start`.

            - item `a`

                deep `b`

        ??? tip

            === "Go"

                ```go
                x
                ```

            === "C"
                `d`

        After `e`.
        """
    )
    page = read(text)
    assert codes(page) == [("Run", 1, 18), ("Start", 2, 12), ("a", 4, 13), ("b", 6, 15), ("d", 17, 10), ("e", 19, 8)]
    assert fences(page) == [Fence("go", "x", 13, 8)]
    assert texts(page) == ["About Run", "Calls Start.", "item a", "deep b", "Go", "C", "d", "After e."]


def test_containers_hold_text() -> None:
    text = ":::tip[The `a`]\nText `b`\n:::\nNext\n\n::: warning\n- item\n:::\n\n:::mermaid\ngraph LR\n:::\n"
    page = read(text)
    assert texts(page) == ["The a", "Text b", "Next", "item"]
    assert codes(page) == [("a", 1, 13), ("b", 2, 7)]
    assert fences(page) == [Fence("mermaid", "graph LR", 11)]


def test_shortcodes_are_no_text() -> None:
    text = dedent(
        """\
        {{< note >}}
        A {{% param "version" %}}b `{{< figure >}}` [c]({{< ref "d.md" >}}) {% include e.html %}f.
        {{< /note >}}

        {{< highlight Go "linenos=table" >}}
        {{< x >}}
        {{< /highlight >}}
        {{<mermaid>}}
        graph LR
        {{</mermaid>}}
        {% highlight go %}
        y
        {% endhighlight %}

        ```
        {{< z >}}
        ```
        {{< highlight go >}} not closed [g]

        [g]: <{{% ref h %}}>
        """
    )
    page = read(text)
    assert texts(page) == ["A b {{< figure >}} c f.", "not closed g"]
    assert links(page) == [('{{< ref "d.md" >}}', "c", 2, 49), ("{{% ref h %}}", "g", 20, 7)]
    assert [(one.language, one.text, one.line) for one in fences(page)] == [
        ("go", "{{< x >}}", 6),
        ("mermaid", "graph LR", 9),
        ("go", "y", 12),
        ("", "{{< z >}}", 16),
    ]


MDX = """\
import Tabs from '@theme/Tabs';
import {a} from './b';

export const c = {
  d: 1,
};

# The {props.name} `e`

<Tabs groups={[{a: 1}, "x"]} onChange={() => go()}>
  <TabItem value="x">

    Text with `f` and {/* archviz: ignore */} `{g}`.

    ```go
    h{}
    ```

  </TabItem>
</Tabs>
"""


@pytest.mark.parametrize("file", ["doc.mdx", "doc.md"])
def test_scripts_and_components_of_mdx_are_no_text(file: str) -> None:
    page = read(MDX, file)
    assert texts(page) == ["The  e", "Text with f and  {g}."]
    assert codes(page) == [("e", 8, 21), ("f", 13, 16), ("{g}", 13, 48)]
    assert [(one.language, one.text, one.line, one.indent) for one in fences(page)] == [("go", "h{}", 16, 4)]
    assert page.remarks == (Remark("archviz: ignore", 13),)


def test_html_is_read_as_blocks() -> None:
    text = dedent(
        """\
        <table><tr><th>Name</th>
        <td>The <code>pkg.T</code> and
          <code>U</code></td></tr></table>

        <details><summary>More <b>bold</b></summary>
        <pre lang="go"><code>
        a &lt; b
        </code></pre>
        <p align="center"><a href="x.go"><img src="y.png" alt="z"></a></p>
        <ul><li>one<li>two</ul>
        <script>no("text")</script>
        <h3>Head</h3>
        </details>
        """
    )
    page = read(text)
    assert [(b.kind, b.text, b.level) for b in page.parts if isinstance(b, TextBlock)] == [
        (BlockKind.CELL, "Name", 0),
        (BlockKind.CELL, "The pkg.T and U", 0),
        (BlockKind.PARAGRAPH, "More bold", 0),
        (BlockKind.PARAGRAPH, "z", 0),
        (BlockKind.ITEM, "one", 1),
        (BlockKind.ITEM, "two", 1),
        (BlockKind.HEADING, "Head", 3),
    ]
    assert codes(page) == [("pkg.T", 2, 15), ("U", 3, 9)]
    assert links(page) == [("y.png", "z", 9, 44), ("x.go", "z", 9, 28)]
    assert fences(page) == [Fence("go", "a < b", 7)]


def test_blocks_have_their_last_lines() -> None:
    text = "a\nb\n\nc\n=\n> d\n> e\n\n<p>f\n g</p>\n\n[r], see\n[r]\n\n[r]: s.md\n"
    page = read(text)
    assert [(b.line, b.last) for b in page.parts if isinstance(b, TextBlock)] == [
        *((1, 2), (4, 4), (6, 7), (9, 10), (12, 13))
    ]
    for file, lines in (("a.rst", "a\nb\n\n- c\n  d\n"), ("a.adoc", "a\nb\n\n* c\n  d\n")):
        assert [(b.line, b.last) for b in read(lines, file).parts if isinstance(b, TextBlock)] == [(1, 2), (4, 5)]


def test_bold_words_and_headings_ids() -> None:
    page = read("## Run {#run}\n\nThe **bold `x` words** and __more__.\n")
    heading, block = page.parts
    assert isinstance(heading, TextBlock)
    assert isinstance(block, TextBlock)
    assert heading.text == "Run"
    assert block.strong == (("bold x words", 4), ("more", 21))


WORDS = st.sampled_from(
    (
        "a",
        "foo.Bar",
        "中文",
        "\U0001f600",
        "&amp;",
        "\\*",
        "\\`",
        "**",
        "_",
        "[",
        "](x)",
        "[l](t.go)",
        "<b>",
        "<!-- c -->",
    )
)
SPANS = st.sampled_from(("x", "pkg.T", "a|b", "*p", "{{< s >}}", "代码", "a  b", "[T]", "<T>", "&lt;", "\\")).map(
    "`{}`".format
)
LINE = st.lists(WORDS | SPANS, min_size=1, max_size=6).map(" ".join)
BEFORE = st.sampled_from(
    ("", "- ", "> ", "> - ", "# ", "1. ", "    ", "  ", "\t", "!!! note\n    ", "| a |\n|---|\n| ")
)
DOCUMENT = st.lists(st.tuples(BEFORE, LINE).map("".join), max_size=8)


@given(DOCUMENT, st.sampled_from(("\n", "\r\n", "\n\n", "\r")))
def test_all_code_stands_where_it_is_said_to(lines: list[str], end: str) -> None:
    text = end.join(lines).replace("a|b", "ab")
    for file in ("doc.md", "doc.mdx"):
        check_places(read(text, file), text)


@given(st.text(alphabet="`[]()<>!|:-#*_~{}%/ \n\t\\\"'&;ab\ue000\x00", max_size=200))
def test_no_text_fails(text: str) -> None:
    for file in ("doc.md", "doc.mdx"):
        read(text, file)


FRAGMENTS = (
    *(
        "a ",
        "`",
        "``a",
        "[",
        "![",
        "](",
        "[a](b)",
        "[a]",
        "[a]: b\n",
        "<",
        "<a ",
        '<a "',
        "<!--",
        "<code>",
        "**",
        "*a_",
    ),
    *(
        "> ",
        "- ",
        "1. a\n",
        "|",
        "a|b\n-|-\n",
        "http://",
        "http://)",
        "://",
        "{{<",
        '{{< "',
        "{{< a >}}",
        "{%",
        "{",
        "<A {",
    ),
    *(
        "```\n",
        "~~~\n",
        "{{< highlight go >}}\n",
        "!!! note\n    ",
        "::: a\n",
        '=== "a"\n',
        ": a\n",
        "[^1]",
        "<pre>",
        "{/*",
    ),
    *("&amp;", "\\", "|a", "\n", "\t", "<p>", "<td>", "[//]: # (a)\n", '<a href="'),
)


@pytest.mark.fuzz
@pytest.mark.parametrize("fragment", FRAGMENTS)
@pytest.mark.parametrize("file", ["doc.md", "doc.mdx"])
def test_a_document_is_read_in_linear_time(file: str, fragment: str) -> None:
    assert growth(lambda size: lambda: read(fragment * size, file), 100) < 6
    with ends(20):
        read(fragment * 10_000, file)
