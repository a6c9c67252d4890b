"""Any text is read without a failure, in time that is proportional to its length."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from steps import ends, steps

from archviz.lint.diagrams import read_diagram

pytestmark = pytest.mark.fuzz

STARTS = {
    "mermaid": ("graph LR\n", "sequenceDiagram\n", "classDiagram\n", "---\n", "%%{init: "),
    "d2": ("", "shape: sequence_diagram\n", "x: {shape: class}\n"),
    "plantuml": ("@startuml\n", "A -> B\n", "class A\n", "[A]\n"),
    "dot": ("digraph {", "graph {"),
}
PIECES = (
    *("a", " ", "\n", ";", ",", ":", ".", "|", "&", "#", "@", "~", "%%", "'", '"', "`", "\\", "/*", "*/", "/'", "<!--"),
    *("[", "]", "(", ")", "{", "}", "<", ">", "a[", "a(", "a{", 'a["', "a@{", "-", "--", "->", "-->", "->>", "=", "=="),
    *(
        "a-->b\n",
        "a -> b: c\n",
        "a--",
        "a -- b ",
        "a -. ",
        "-->|",
        "a & ",
        "a;",
        "subgraph a\n",
        "end\n",
        "a:::b ",
        "a<|--b\n",
    ),
    *(
        "class a {\n",
        "class a~b~",
        "a : f(",
        "<<a>>",
        "loop a\n",
        "box a\n",
        "participant a as ",
        "note left\n",
        "} ",
        "{ ",
    ),
    *(
        "a [label=<",
        'a [label="b"]',
        "{a->",
        "subgraph cluster_a {",
        "a: |md\n",
        "a: {\n",
        "(a -> b)[0]: x\n",
        "_.a",
        "${",
    ),
    *(
        "package a {\n",
        "a extends b, ",
        "return\n",
        "a -[#",
        '"a" as ',
        "**",
        "__",
        "#a;",
        "&amp;",
        "accDescr {",
        "}%%",
        "fa:fa-",
    ),
)


@pytest.mark.parametrize("language", STARTS)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_any_text_is_read(language: str, data: st.DataObject) -> None:
    pieces = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40)
    text = data.draw(st.sampled_from(STARTS[language])) + "".join(data.draw(pieces))
    diagram = read_diagram(language, text)
    if diagram is None:
        return
    ids = [node.id for node in diagram.nodes]
    lines = range(1, len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")) + 1)
    assert len(ids) == len(set(ids))
    assert {end for arrow in diagram.arrows for end in (arrow.tail, arrow.head)} <= set(ids)
    assert {node.line for node in diagram.nodes} | {arrow.line for arrow in diagram.arrows} <= set(lines)
    assert {line for line, _ in diagram.unread} <= set(lines)
    assert {member.line for node in diagram.nodes for member in node.members} <= set(lines)


@pytest.mark.parametrize("language", STARTS)
def test_the_steps_are_in_proportion(language: str) -> None:
    for start, piece in product(STARTS[language], PIECES[24:]):
        short, longer = (
            steps(lambda: read_diagram(language, start + piece * (size // len(piece))))  # noqa: B023
            for size in (400, 1_600)
        )
        assert longer < 6 * short + 200, (start, piece)


@pytest.mark.parametrize("language", STARTS)
def test_no_pattern_takes_longer(language: str) -> None:
    for piece in PIECES:
        with ends(5):
            read_diagram(language, STARTS[language][0] + piece * (10_000 // len(piece)))
