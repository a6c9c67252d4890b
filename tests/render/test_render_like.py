"""A diagram that is drawn like another one: what both have stays in its column and its order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import fictional
import pytest

from archviz.model.figure import Origin
from archviz.render import svg_text
from archviz.render.layout.arrange import arrange
from archviz.render.layout.places import without_places
from archviz.shipped import shipped
from archviz.words.language import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Callable

    from archviz.model.figure import VerifiedDiagram
    from archviz.model.relations import Position
    from archviz.render.layout.arrangement import Arrangement

everywhere = pytest.mark.parametrize("builder", fictional.ALL)


def _without(diagram: VerifiedDiagram, card: str) -> VerifiedDiagram:
    """The diagram without a card and its edges."""
    cards = tuple(each for each in diagram.cards if each.id != card)
    edges = tuple(each for each in diagram.edges if card not in (each.source.card, each.target.card))
    return replace(diagram, cards=cards, edges=edges)


def _lower_down(diagram: VerifiedDiagram) -> VerifiedDiagram:
    """The diagram of another commit, in which all declarations stand ten lines lower."""

    def lower(position: Position) -> Position:
        return replace(position, line=position.line + 10)

    cards = tuple(
        replace(
            card,
            position=lower(card.position),
            rows=tuple(replace(row, position=lower(row.position)) for row in card.rows),
        )
        for card in diagram.cards
    )
    return replace(diagram, cards=cards, origin=Origin("9.9", "c0ffee"))


def _columns(arrangement: Arrangement, cards: set[str]) -> list[list[str]]:
    """The cards from the left and in each column from the top."""
    found: dict[float, list[str]] = {}
    for card, box in sorted(arrangement.cards.items(), key=lambda pair: (pair[1].x, pair[1].y)):
        if card in cards:
            found.setdefault(box.x, []).append(card)
    return list(found.values())


@everywhere
def test_lines_that_have_moved_in_the_source_move_nothing(builder: Callable[[], VerifiedDiagram]) -> None:
    diagram = builder()
    lower = _lower_down(diagram)
    assert without_places(lower) == without_places(diagram)
    assert arrange(lower, ENGLISH) == arrange(diagram, ENGLISH)


@everywhere
def test_cards_stay_in_their_columns_and_order_when_one_comes_or_goes(builder: Callable[[], VerifiedDiagram]) -> None:
    whole = builder()
    shown = arrange(whole, ENGLISH)
    for card in whole.cards[:3]:
        less = _without(whole, card.id)
        if not less.cards or less.direction != "LR":
            continue
        both = {each.id for each in less.cards}
        gone = arrange(less, ENGLISH, shown.cards)
        assert _columns(gone, both) == [column for column in _columns(shown, both) if column]
        come = arrange(whole, ENGLISH, gone.cards)
        assert come.cards.keys() == shown.cards.keys()
        assert _columns(come, both) == _columns(gone, both)


def test_the_picture_itself_is_drawn_like_the_other() -> None:
    diagram = next(builder() for builder in fictional.ALL if len(builder().cards) > 3)
    standing = arrange(diagram, ENGLISH).cards
    upside_down = {card: replace(box, y=-box.y) for card, box in standing.items()}
    templates = (shipped("templates"),)
    assert svg_text(diagram, templates, like=upside_down) != svg_text(diagram, templates)
