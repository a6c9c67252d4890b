"""The same diagram as text for other tools."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import fictional
import pytest

from archviz.render.engine import run_engine
from archviz.render.exports import as_json, d2, dot, mermaid

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
    assert data["title"]["en"] == figure.title.en
    assert [card["id"] for card in data["cards"]] == [card.id for card in figure.cards]
    assert [edge["kind"] for edge in data["edges"]] == [edge.kind.value for edge in figure.edges]


def test_the_small_diagram_in_mermaid() -> None:
    assert mermaid(fictional.small()).splitlines()[3:8] == [
        '    n1["interface Notifier<br/>AddTaster()"]',
        '    n2["interface ControllerRunner"]',
        '    n3["interface Taster<br/>Enqueue()"]',
        "  end",
        '  n0 -->|"1. go refers to Run() #8594; runWorker()"| n0',
    ]
