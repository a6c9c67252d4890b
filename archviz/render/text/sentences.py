"""Cards, rows and edges in words: labels for who does not see the picture, and lines of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.model.figure import TERMINALS, CardKind, Change, EdgeRole, RowKind
from archviz.model.relations import RelationKind
from archviz.render.layout import boxes, metrics
from archviz.render.layout.labels import called
from archviz.words.constants import constant
from archviz.words.kinds import card_kind, verb
from archviz.words.kinds import change as change_word

if TYPE_CHECKING:
    from archviz.model.figure import Card, Edge, End, Row, VerifiedDiagram
    from archviz.words.language import Language


def clause(edge: Edge, diagram: VerifiedDiagram, words: Language) -> tuple[str, str, str]:
    """An edge as subject, verb and object; the subject of one that starts at a list of types is their number."""
    cards = {card.id: card for card in diagram.cards}
    card = cards[edge.target.card if edge.role is EdgeRole.ENTRY else edge.source.card]
    if edge.kind is RelationKind.IMPLEMENTS and card.kind is CardKind.IMPLEMENTERS and edge.source.row is None:
        types = words.ngettext("%(num)s type", "%(num)s types", card.standing)
        return types, words.ngettext("implements", "implement", card.standing), edge.target_symbol.short
    into = edge.kind is RelationKind.STORES and edge.target_symbol.member
    does = words.gettext("stores into") if into else verb(edge.kind, words)
    part = _part(card, edge.target if edge.role is EdgeRole.ENTRY else edge.source)
    if edge.role is EdgeRole.ENTRY:
        entered = f"{edge.target_symbol.short} ({part})" if part else edge.target_symbol.short
        return entered, words.gettext("is entered by"), edge.source_symbol.short
    subject = f"{edge.source_symbol.short} ({part})" if part else edge.source_symbol.short
    return subject, does, edge.target_symbol.short


def _part(card: Card, end: End) -> str:
    """Which part of a function an edge is at: its file, a function literal; "" for all of it."""
    row = card.rows[end.row] if end.row is not None else None
    literal = f"{row.name} {row.type}".strip() if row is not None and row.kind is RowKind.LITERAL else ""
    return ", ".join(filter(None, (card.file, literal)))


def card_sentence(card: Card, words: Language) -> str:
    """What a card is and its whole symbol."""
    before = card.before
    was = ""
    if before is not None and before.symbol != card.symbol:
        was = str(before.symbol)
    elif before is not None and before.kind is not card.kind:
        was = card_kind(before.kind, words)
    if card.kind in TERMINALS:
        was = boxes.heading(before, words) if before is not None else ""
        name = boxes.heading(card, words)
        return _changed(card.change, f"{boxes.kind(card, words)}: {name}", was if was != name else "", words)
    return metrics.clean(_changed(card.change, f"{boxes.kind(card, words)} {card.symbol}", was, words))


def row_sentence(card: Card, row: Row, words: Language, *, alone: bool = False) -> str:
    """A row's name, type and condition; with its card's name before it where it stands ``alone``.

    The rows of a card that was itself added or removed say nothing of it.
    """
    text = _row(card, row, words, alone=alone)
    if row.change is card.change and row.change is not Change.CHANGED:
        return text
    listing = f" {card_kind(card.kind, words)}" if card.kind is CardKind.IMPLEMENTERS else ""
    what = f"{boxes.heading(card, words)}{listing}: {text}" if alone else text
    if row.change is Change.ADDED:
        moved = boxes.note(card, row, words)
        return _changed(row.change, f"{what} ({moved})" if moved else what, "", words)
    before = _row(card, row.before, words, alone=alone) if row.before is not None else ""
    return _changed(row.change, what, before, words)


def _row(card: Card, row: Row, words: Language, *, alone: bool) -> str:
    if alone and card.kind is CardKind.IMPLEMENTERS:
        return metrics.clean(str(row.symbol))
    texts = (boxes.label(row), boxes.typed(card, row, words), boxes.held(row, words), boxes.condition(row))
    return " ".join(text for text in texts if text)


def edge_sentence(edge: Edge, diagram: VerifiedDiagram, words: Language) -> str:
    """Who does what to whom, with its number first."""
    before = edge.before if edge.change is Change.CHANGED else None
    now = _edge(edge, diagram, words)
    if edge.why is not None:
        why = metrics.clean(words.text(edge.why)).rstrip(".\N{IDEOGRAPHIC FULL STOP}")
        now = words.gettext("%(sentence)s: %(why)s", sentence=now, why=why)
    was = _edge(before, diagram, words) if before is not None else ""
    return metrics.clean(_changed(edge.change, f"{edge.step}. {now}" if edge.step else now, was, words))


def _edge(edge: Edge, diagram: VerifiedDiagram, words: Language) -> str:
    subject, does, target = clause(edge, diagram, words)
    text = f"{subject} {does}{f' ({edge.says})' if edge.says else ''} {target}"
    if edge.methods:
        text += f".{called(edge)}"
    if edge.note is not None:
        text += f", {metrics.clean(constant(edge.note, words))}"
    for card in diagram.cards if edge.role else ():
        if card.id in (edge.source.card, edge.target.card) and card.kind in TERMINALS and (card.label or card.note):
            text += f" [{boxes.heading(card, words)}]"
    if edge.label:
        text += f" [{metrics.clean(words.text(edge.label))}]"
    if edge.asserted:
        why = words.gettext("asserted: %(why)s", why=metrics.clean(edge.asserted))
        text += f" ({why})"
    return text


def _changed(change: Change, what: str, was: str, words: Language) -> str:
    """What a part of a diagram is, after what became of it, with what it ``was`` behind."""
    text = words.gettext("%(change)s: %(what)s", change=change_word(change, words), what=what) if change else what
    before = words.gettext("was %(what)s", what=was)
    return f"{text} ({before})" if was else text
