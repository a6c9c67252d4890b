"""The same diagram as text for other tools."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import fictional
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archviz.model.figure import CardKind, StepNumber, Text
from archviz.model.relations import RelationKind
from archviz.render import svg_text
from archviz.render.layout.engine import run_engine
from archviz.render.text.exports import as_json, d2, dot, mermaid
from archviz.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Callable

    from archviz.model.figure import VerifiedDiagram

everywhere = pytest.mark.parametrize("builder", fictional.ALL)


@everywhere
def test_graphviz_reads_the_dot_and_finds_every_card_and_edge(builder: Callable[[], VerifiedDiagram]) -> None:
    figure = builder()
    answer = run_engine(dot(figure))
    assert len([item for item in answer["objects"] if "pos" in item]) == len(figure.cards)
    assert len(answer["edges"]) == len(figure.edges)


def test_names_stay_text_in_dot() -> None:
    answer = run_engine(dot(fictional.hostile()))
    labels = [item["label"] for item in answer["objects"] if "pos" in item]
    assert any('<b>&\\"x' in label or '<b>&"x' in label for label in labels)
    assert any('"]; <a>' in edge["label"] for edge in answer["edges"])


@everywhere
def test_mermaid_has_every_card_and_edge(builder: Callable[[], VerifiedDiagram]) -> None:
    figure = builder()
    lines = mermaid(figure).splitlines()
    assert lines[0] == f"flowchart {figure.direction}"
    cards = [line for line in lines if re.fullmatch(r' +n\d+\["[^"]*"\]', line)]
    edges = [line for line in lines if re.fullmatch(r' +n\d+ (-->|-\.->)\|"[^"]*"\| n\d+', line)]
    assert (len(cards), len(edges)) == (len(figure.cards), len(figure.edges))


def test_mermaid_gets_no_syntax_from_names() -> None:
    text = mermaid(fictional.hostile())
    assert not re.search(r"<(?!br/>)", text)
    assert "#60;b#62;#38;#34;x" in text
    assert "`" not in text


@everywhere
def test_d2_has_every_card_and_edge(builder: Callable[[], VerifiedDiagram]) -> None:
    figure = builder()
    lines = d2(figure).splitlines()
    quoted = r'"(?:[^"\\]|\\.)*"'
    assert len([line for line in lines if re.fullmatch(rf"  n\d+: {quoted}", line)]) == len(figure.cards)
    edges = [line for line in lines if re.fullmatch(rf"p\d+\.n\d+ -> p\d+\.n\d+: {quoted}( \{{ .*\}})?", line)]
    assert len(edges) == len(figure.edges)


@everywhere
def test_json_holds_the_figure_itself(builder: Callable[[], VerifiedDiagram]) -> None:
    figure = builder()
    data = json.loads(as_json(figure))
    assert data["title"]["en"] == figure.title.en.encode("utf-8", "backslashreplace").decode("utf-8")
    assert [card["id"] for card in data["cards"]] == [card.id for card in figure.cards]
    assert [edge["kind"] for edge in data["edges"]] == [edge.kind.value for edge in figure.edges]


def test_a_step_on_a_branch_is_written_with_its_letter() -> None:
    small = fictional.small()
    steps = {edge.id: StepNumber(edge.step.number, "b") for edge in small.edges if edge.step is not None}
    figure = replace(small, edges=tuple(replace(edge, step=steps.get(edge.id)) for edge in small.edges))
    wanted = sorted(map(str, steps.values()))
    assert wanted[0] == "1b"
    assert sorted(edge["step"] for edge in json.loads(as_json(figure))["edges"] if edge["step"]) == wanted
    assert [edge["step"] for edge in json.loads(as_json(small))["edges"]] == [
        edge.step.number if edge.step is not None else None for edge in small.edges
    ]
    for text in (mermaid(figure), d2(figure), dot(figure)):
        assert all(f"{step}. " in text for step in wanted)


def test_the_small_diagram_in_mermaid() -> None:
    assert mermaid(fictional.small()).splitlines()[3:8] == [
        '    n1["interface Notifier<br/>AddTaster()"]',
        '    n2["interface ControllerRunner"]',
        '    n3["interface Taster<br/>Enqueue()"]',
        "  end",
        '  n0 -->|"1. go refers to Run() #8594; runWorker()"| n0',
    ]


PIECES = [
    *(
        '"',
        "\\",
        "\n",
        "\r",
        "`",
        "|",
        "<b>",
        "<br/>",
        "&",
        "&#34;",
        "#34;",
        "#quot;",
        "{",
        "}",
        "${x}",
        "$",
        "]",
        '"]',
    ),
    *(
        "%%{init: {}}%%",
        "click n0 href",
        "end",
        "-->",
        "subgraph",
        ";",
        "style n0",
        "\\N",
        "\\G",
        "|md",
        "|||",
        "...@x",
    ),
    *("[[", "<<", ">", "javascript:x", "##[error]", "\x00", "\x1b[31m", "\x85", "\u2028", "\u202e", "\u200b", "\udcff"),
]
names = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), min_size=1, max_size=5).map("".join)


@st.composite
def hostile(draw: st.DrawFn) -> VerifiedDiagram:
    """Two cards of hostile names, with hostile words on their edges."""
    first = fictional.card(f"a/{draw(names)}", f"A{draw(names)}", CardKind.STRUCT, ((f"f{draw(names)}", draw(names)),))
    second = fictional.card(f"b/{draw(names)}", f"B{draw(names)}", CardKind.INTERFACE)
    edges = fictional.Edges(first, second).add(first.title, RelationKind.HOLDS, second.title, 1, label=draw(names))
    edges.add(first.title, RelationKind.HOLDS, second.title, asserted=f"x{draw(names)}")
    return fictional.diagram(9, draw(names), edges, Text(draw(names)), Text(draw(names)))


@given(hostile())
@settings(max_examples=60, deadline=None)
def test_no_name_is_syntax_in_mermaid_or_d2(figure: VerifiedDiagram) -> None:
    for line in mermaid(figure).splitlines()[1:]:
        assert re.fullmatch(
            r'  subgraph p\d+\["[^"]*"\]|    n\d+\["[^"]*"\]|  end|  n\d+ (-->|-\.->)\|"[^"]*"\| n\d+', line
        ), line
        (text,) = re.findall(r'"([^"]*)"', line) or [""]
        assert not re.search(r"[`%<>&{}\[\]|\\$\x00-\x1f]|#(?!\d+;)", text.replace("<br/>", ""))
    quoted = r'"(?:[^"\\$\n]|\\["\\$n])*"'
    for line in d2(figure).splitlines()[1:]:
        assert re.fullmatch(
            rf"p\d+: {quoted} {{|  n\d+: {quoted}|}}|p\d+\.n\d+ -> p\d+\.n\d+: {quoted}( {{ style.stroke-dash: 4 }})?",
            line,
        ), line


@given(hostile())
@settings(max_examples=6, deadline=None)
def test_every_text_can_be_written_and_read(figure: VerifiedDiagram) -> None:
    answer = run_engine(dot(figure))
    assert len([item for item in answer["objects"] if "pos" in item]) == 2
    assert len(answer["edges"]) == 2
    for text in (dot(figure), mermaid(figure), d2(figure), as_json(figure), svg_text(figure, (shipped("templates"),))):
        text.encode("utf-8")
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069\ufffe]", text)
    ElementTree.fromstring(svg_text(figure, (shipped("templates"),)))  # noqa: S314 - our own output
    json.dumps(json.loads(as_json(figure)), ensure_ascii=False).encode("utf-8")
