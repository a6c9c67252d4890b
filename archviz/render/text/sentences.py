"""Cards, rows and edges in words: labels for who does not see the picture, and lines of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.model.figure import CardKind, Change
from archviz.render.layout import boxes, metrics
from archviz.words.pictures import spoken

if TYPE_CHECKING:
    from archviz.model.figure import Card, Edge, Row, VerifiedDiagram
    from archviz.words.pictures import Words


def card_sentence(card: Card, words: Words) -> str:
    """What a card is and its whole symbol."""
    before = card.before
    was = ""
    if before is not None and before.symbol != card.symbol:
        was = str(before.symbol)
    elif before is not None and before.kind is not card.kind:
        was = words.cards[before.kind]
    return metrics.clean(_told(card.change, f"{boxes.kind(card, words)} {card.symbol}", was, words))


def row_sentence(card: Card, row: Row, words: Words, *, alone: bool = False) -> str:
    """A row's name, type and condition; with its card's name before it where it stands ``alone``.

    The rows of a card that was itself added or removed say nothing of it.
    """
    said = _row(card, row, alone=alone)
    if row.change is card.change and row.change is not Change.CHANGED:
        return said
    listing = f" {words.cards[card.kind]}" if card.kind is CardKind.IMPLEMENTERS else ""
    what = f"{boxes.heading(card)}{listing}: {said}" if alone else said
    if row.change is Change.ADDED:
        moved = boxes.note(card, row, words)
        return _told(row.change, f"{what} ({moved})" if moved else what, "", words)
    return _told(row.change, what, _row(card, row.before, alone=alone) if row.before is not None else "", words)


def _row(card: Card, row: Row, *, alone: bool) -> str:
    if alone and card.kind is CardKind.IMPLEMENTERS:
        return metrics.clean(str(row.symbol))
    return " ".join(part for part in (boxes.label(row), metrics.clean(row.type), boxes.condition(row)) if part)


def edge_sentence(edge: Edge, diagram: VerifiedDiagram, words: Words, language: str) -> str:
    """Who does what to whom, with its number first."""
    before = edge.before if edge.change is Change.CHANGED else None
    said = (
        f"{edge.step}. {_edge(edge, diagram, words, language)}" if edge.step else _edge(edge, diagram, words, language)
    )
    was = _edge(before, diagram, words, language) if before is not None else ""
    return metrics.clean(_told(edge.change, said, was, words))


def _edge(edge: Edge, diagram: VerifiedDiagram, words: Words, language: str) -> str:
    subject, verb, target = spoken(edge, diagram, words)
    said = f"{subject} {verb}{f' ({edge.mode})' if edge.mode else ''} {target}"
    if edge.label:
        said += f" [{metrics.clean(edge.label.in_language(language))}]"
    if edge.asserted:
        said += f" ({words.by_assertion.format(why=metrics.clean(edge.asserted))})"
    return said


def _told(change: Change, what: str, was: str, words: Words) -> str:
    told = words.told.format(change=words.changes[change], what=what) if change else what
    return f"{told} ({words.was.format(what=was)})" if was else told
