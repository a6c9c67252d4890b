"""What archviz itself writes of a figure in Mermaid, D2 and DOT is read with the same cards and edges."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from drawn import drawn

from archviz.lint.drawing import ArrowForm
from archviz.render.layout.boxes import heading
from archviz.render.layout.metrics import clean
from archviz.render.text.exports import d2, dot, mermaid
from archviz.words.language import ENGLISH

sys.path.insert(0, str(Path(__file__).parents[2] / "render"))
import fictional

if TYPE_CHECKING:
    from collections.abc import Callable

    from archviz.model.figure import VerifiedDiagram

LANGUAGES: dict[str, Callable[[VerifiedDiagram], str]] = {"mermaid": mermaid, "d2": d2, "dot": dot}


def spaced(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("builder", fictional.ALL)
def test_a_figure(builder: Callable[[], VerifiedDiagram], language: str) -> None:
    figure = builder()
    diagram = drawn(language, LANGUAGES[language](figure))
    assert not diagram.unread
    numbers = {node.id.rpartition("n")[2]: node for node in diagram.nodes}
    assert len(numbers) == len(diagram.nodes) == len(figure.cards)
    for number, card in enumerate(figure.cards):
        node = numbers[str(number)]
        assert spaced(heading(card, ENGLISH)) in node.label
        assert node.group == (spaced(clean(card.symbol.package)),)
    places = {card.id: str(number) for number, card in enumerate(figure.cards)}
    assert [
        (arrow.tail.rpartition("n")[2], arrow.head.rpartition("n")[2], arrow.form is ArrowForm.DASHED, arrow.directed)
        for arrow in diagram.arrows
    ] == [(places[edge.source.card], places[edge.target.card], bool(edge.asserted), True) for edge in figure.edges]


@pytest.mark.parametrize("builder", fictional.ALL)
def test_the_words_are_the_same_in_all_languages(builder: Callable[[], VerifiedDiagram]) -> None:
    figure = builder()
    found = [drawn(language, write(figure)) for language, write in LANGUAGES.items()]
    labels = [{node.label for node in diagram.nodes} for diagram in found]
    assert labels[0] == labels[1] == labels[2]
    arrows = [[arrow.label for arrow in diagram.arrows] for diagram in found]
    assert arrows[0] == arrows[1] == arrows[2]
