"""What of a diagram the layout depends on: cards, rows and edges, but not its title nor where these are declared."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archviz.model.figure import Origin, Text, Undrawn
from archviz.model.relations import Position

if TYPE_CHECKING:
    from archviz.model.figure import Card, Edge, Row, VerifiedDiagram

_NOWHERE = Position("", 1, 1)
_NO_ORIGIN = Origin("")


def without_places(diagram: VerifiedDiagram) -> VerifiedDiagram:
    """The diagram with all places in the source replaced by one and the same, and without what stands around it.

    Two versions of a diagram that are drawn alike are equal without their places, though lines have moved in between.
    """
    before = None if diagram.before is None else _NO_ORIGIN
    cards = tuple(map(_card, diagram.cards))
    edges, untitled = tuple(map(_edge, diagram.edges)), Text("")
    return replace(
        diagram,
        title=untitled,
        description=untitled,
        cards=cards,
        edges=edges,
        origin=_NO_ORIGIN,
        before=before,
        undrawn=Undrawn(),
    )


def _card(card: Card) -> Card:
    before = None if card.before is None else _card(card.before)
    return replace(card, position=_NOWHERE, rows=tuple(map(_row, card.rows)), before=before)


def _row(row: Row) -> Row:
    return replace(row, position=_NOWHERE, before=None if row.before is None else _row(row.before))


def _edge(edge: Edge) -> Edge:
    return replace(edge, evidence=(), before=None if edge.before is None else _edge(edge.before))
