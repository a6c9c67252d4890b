"""reStructuredText: what is text, code, a link and a fence, and where it stands; nothing is read or printed beside."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from docutils.parsers.rst import directives
from hypothesis import given, settings
from hypothesis import strategies as st
from page_parts import blocks, codes, links
from steps import ends, growth

from archviz.lint.page import BlockKind, Fence, Remark, WrittenPage
from archviz.lint.readers.choose import read_page
from archviz.model.errors import ProjectError

if TYPE_CHECKING:
    from pathlib import Path


def read(text: str) -> WrittenPage:
    page = read_page("doc.rst", text)
    assert page is not None
    return page


def test_blocks_with_their_kinds_levels_and_code() -> None:
    page = read(
        dedent(
            """\
            Title of ``T``
            ==============

            Para with ``code`` and
            more ``code``, **bold** \\*.

            Sub
            ---

            - item ``i``

              more

              * deep

            +-----+---------+
            | A   | ``b``   |
            +=====+=========+
            | c   | ``d`` x |
            +-----+---------+

            term
               What ``u`` is
            """
        )
    )
    assert [(b.kind, b.text, b.line, b.level) for b in blocks(page)] == [
        (BlockKind.HEADING, "Title of T", 1, 1),
        (BlockKind.PARAGRAPH, "Para with code and more code, bold *.", 4, 0),
        (BlockKind.HEADING, "Sub", 7, 2),
        (BlockKind.ITEM, "item i", 10, 1),
        (BlockKind.PARAGRAPH, "more", 12, 1),
        (BlockKind.ITEM, "deep", 14, 2),
        (BlockKind.CELL, "A", 17, 0),
        (BlockKind.CELL, "b", 17, 0),
        (BlockKind.CELL, "c", 19, 0),
        (BlockKind.CELL, "d x", 19, 0),
        (BlockKind.PARAGRAPH, "term", 22, 0),
        (BlockKind.ITEM, "What u is", 23, 1),
    ]
    assert codes(page) == [
        *(("T", 1, 12), ("code", 4, 13), ("code", 5, 8), ("i", 10, 10), ("b", 17, 11), ("d", 19, 11), ("u", 23, 11))
    ]
    assert blocks(page)[1].strong == (("bold", 30),)


def test_roles_of_any_name() -> None:
    page = read("A :go:func:`pkg.Run`, :meth:`~T.Do`, `Bare`, :x:`title <T.F>` :ref:`Words <l>` :sub:`2` :doc:`/a`.\n")
    assert codes(page) == [("pkg.Run", 1, 13), ("T.Do", 1, 31), ("Bare", 1, 39), ("T.F", 1, 57)]
    assert blocks(page)[0].text == "A pkg.Run, T.Do, Bare, T.F Words 2 /a."
    assert links(page) == [("/a", "/a", 1, 95)]


def test_links() -> None:
    page = read(
        dedent(
            """\
            See `it <../run.go#L3>`_, ref_, `the ref`_ and `anon`__, https://example.org/x.

            .. _ref: pkg/run.go
            .. _the ref: pkg/b.go
            __ https://anon.example
            .. image:: pic.png
               :alt: words
            .. literalinclude:: ../main.go
               :lines: 1-3
            """
        )
    )
    assert links(page) == [
        ("../run.go#L3", "it", 1, 10),
        ("pkg/run.go", "ref", 3, 10),
        ("pkg/b.go", "the ref", 4, 14),
        ("https://anon.example", "anon", 5, 4),
        ("https://example.org/x", "https://example.org/x", 1, 58),
        ("pic.png", "words", 6, 12),
        ("../main.go", "", 8, 21),
    ]


def test_fences_and_directives_of_any_name() -> None:
    page = read(
        dedent(
            """\
            .. code-block:: Go
               :linenos:

               func f() {
               \treturn
               }

            .. mermaid::

               graph LR
                 a --> b

            .. tab:: About ``u``
               :x: y

               Text ``c``.

               .. uml::

                  @startuml

            .. note::

               - item ``n``

            .. go:method:: T.Do(x int)

               Does ``z``.

            Literal::

                lit

            .. toctree::
               no/text
            """
        )
    )
    assert [part for part in page.parts if isinstance(part, Fence)] == [
        Fence("go", "func f() {\n\treturn\n}", 4, 3),
        Fence("mermaid", "graph LR\n  a --> b", 10, 3),
        Fence("plantuml", "@startuml", 20, 6),
        Fence("", "lit", 32, 4),
    ]
    assert codes(page) == [("u", 13, 18), ("c", 16, 11), ("n", 24, 13), ("T.Do(x int)", 26, 16), ("z", 28, 11)]


def test_comments_are_remarks() -> None:
    text = "a\n\n.. archviz: ignore\n\nb\n\n..\n   two\n   lines\n"
    assert read(text).remarks == (Remark("archviz: ignore", 3), Remark("two\nlines", 8))


def test_no_file_is_read_and_nothing_is_printed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    secret = tmp_path / "secret.rst"
    secret.write_text("A secret.\n")
    (tmp_path / "docutils.conf").write_text("[general]\nraw_enabled: on\n")
    page = read(
        f".. include:: {secret}\n.. csv-table::\n   :file: {secret}\n.. raw:: html\n   :file: {secret}\n\n*open\n====\n"
    )
    assert "A secret." not in str(page.parts)
    assert capfd.readouterr() == ("", "")


def test_directives_of_others_stay() -> None:
    before = directives.directive
    read(".. note:: a\n")
    assert directives.directive is before


def test_without_docutils() -> None:
    program = (
        "import sys; sys.modules['docutils'] = None\n"
        "from archviz.lint.readers.choose import read_page\n"
        "try:\n    read_page('a.rst', 'b')\n"
        "except Exception as error:\n    print(type(error).__name__, error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("ProjectError a.rst: reStructuredText needs Docutils")
    assert "pip install 'archviz[lint]'" in done.stdout


def test_a_document_that_is_nested_too_deeply() -> None:
    text = "".join(f"{'  ' * depth}- a\n\n" for depth in range(400))
    with pytest.raises(ProjectError, match="too deeply") as raised:
        read(text)
    assert (raised.value.file, raised.value.hint is None) == ("doc.rst", False)


LINE = st.lists(
    st.sampled_from(
        ("a", "``x``", "``pkg.T``", ":m:`T`", "`l <t.go>`_", "*e*", "**b**", "中文", "\\*", "|", "``", "`", "a_")
    ),
    min_size=1,
    max_size=6,
).map(" ".join)
BEFORE = st.sampled_from(("", "- ", "  ", "* ", "   ", ".. note:: ", ".. ", "1. ", "   - ", "\t", ".. x::\n\n   "))


@given(st.lists(st.tuples(BEFORE, LINE).map("".join), max_size=8), st.sampled_from(("\n", "\r\n", "\n\n")))
@settings(deadline=None)
def test_all_code_stands_where_it_is_said_to(given: list[str], end: str) -> None:
    text = end.join(given)
    lines = text.replace("\r\n", "\n").split("\n")
    for block in blocks(read(text)):
        for code in block.codes:
            assert block.text[code.start :].startswith(code.text)
            assert code.column == 1 or lines[code.line - 1][code.column - 1 :].startswith(code.text)


@given(st.text(alphabet="`*_|:.<>-=+[]() \n\t\\\"'ab#^~\x0c\u2028", max_size=150))
@settings(deadline=None)
def test_no_text_fails(text: str) -> None:
    read(text)


@pytest.mark.fuzz
@pytest.mark.parametrize("fragment", ["`", " `a", "`<", "``a", "*a ", "a_ ", "|", "[1]_ ", "`a <b>`_ ", "- a\n"])
def test_a_long_block_is_read_in_linear_time(fragment: str) -> None:
    assert growth(lambda size: lambda: read(fragment * size), 200) < 8
    with ends(20):
        read(fragment * 10_000 if fragment != "- a\n" else fragment * 1_000)
