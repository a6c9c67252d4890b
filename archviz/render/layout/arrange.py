"""A diagram's geometry, whole: of the orders of its cards that fit a page, the one that reads best once drawn."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from archviz.model.figure import TERMINALS
from archviz.render.layout.arrangement import Arrangement
from archviz.render.layout.boxes import make_box
from archviz.render.layout.drawing import draw, put_labels
from archviz.render.layout.faults import MOST_CROSSINGS, examine
from archviz.render.layout.fitting import DETOURS, MARGIN, PAGE, Fitting
from archviz.render.layout.geometry import Rect, around
from archviz.render.layout.labels import make_labels
from archviz.render.layout.places import without_places
from archviz.words.language import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archviz.model.figure import VerifiedDiagram
    from archviz.render.layout.labels import Label
    from archviz.render.layout.stacking import CardOrder
    from archviz.words.language import Language

_NOWHERE: Mapping[str, Rect] = MappingProxyType({})

_FEW, _TRIED = 30, 4
"""Up to how many cards several orders are drawn before one is chosen, and how many."""
_FAULT, _CROSSING, _TANGLE, _CUT, _TOO_WIDE = 800.0, 100.0, 800.0, 1000.0, 40.0
"""What a drawn order costs for a fault, a crossing, one more of them than can be read well, a card with cut names and a
px beyond the page, as in an order's own cost."""


def arrange(diagram: VerifiedDiagram, words: Language, like: Mapping[str, Rect] = _NOWHERE) -> Arrangement:
    """The geometry of a diagram: but for labels that in English, where the words of a language have room in it.

    ``like`` has the boxes of cards, by their ids, in another picture: there they stay in their columns and their order.
    Raises RenderError as the engine does.
    """
    if not diagram.cards:
        return Arrangement({}, {}, {}, (), {}, {}, Rect(0, 0, 0, 0))
    return _arranged(without_places(diagram), words, tuple(like.items()))


@lru_cache(maxsize=32)
def _arranged(diagram: VerifiedDiagram, words: Language, standing: tuple[tuple[str, Rect], ...]) -> Arrangement:
    laid = _laid_out(diagram, ENGLISH, standing)
    if words.code == ENGLISH.code:
        return laid
    boxes = {card: make_box(box.card, words, box.broken) for card, box in laid.boxes.items()}
    labels = make_labels(diagram.edges, words)
    wider = any(
        box.least > max(laid.cards[c].width, laid.boxes[c].least) or box.height > laid.boxes[c].height
        for c, box in boxes.items()
    )
    if wider or _longer(diagram, labels):
        return _laid_out(diagram, words, standing)
    return put_labels(replace(laid, boxes=boxes), labels)


def _longer(diagram: VerifiedDiagram, labels: Mapping[str, Label]) -> bool:
    """Whether a label that is not its author's is longer than in English."""
    english = make_labels(diagram.edges, ENGLISH)
    own = {edge.id for edge in diagram.edges if edge.label is not None}
    return any(edge not in own and label.width > english[edge].width for edge, label in labels.items())


@lru_cache(maxsize=32)
def _laid_out(diagram: VerifiedDiagram, words: Language, like: tuple[tuple[str, Rect], ...] = ()) -> Arrangement:
    """The geometry as the words of a language need it.

    Downwards as Graphviz has it, if that fits and is wished; else in columns, in that of the orders found which is the
    easiest to read once its lines are drawn, or in the order of another picture.
    """
    cards = [card for card in diagram.cards if card.kind not in TERMINALS]
    fitting = Fitting.of(diagram, {card.id: make_box(card, words) for card in cards}, words)
    if diagram.direction != "LR" and fitting.downwards() is not None:
        return draw(fitting, words)
    if like:
        return _drawn_within(fitting, words, fitting.order_like(dict(like)))
    orders = fitting.orders()[: _TRIED if len(diagram.cards) <= _FEW else 1]
    drawn = [(cost, _drawn_within(fitting, words, order)) for cost, order in orders]
    best = min(drawn, key=lambda pair: pair[0] + _hard_to_read(diagram, pair[1])) if len(drawn) > 1 else drawn[0]
    return best[1]


def _drawn_within(fitting: Fitting, words: Language, order: CardOrder) -> Arrangement:
    """Cards in columns in an order, narrower where lines and labels beside them would not fit the page else."""
    drawn = draw(fitting, words, order)
    over = _beyond_page(drawn)
    few = len(fitting.boxes) <= _FEW
    if not few or not over:
        return drawn
    used = around(package.box for package in drawn.packages).width + 2 * MARGIN + DETOURS
    return draw(replace(fitting, page=min(PAGE, used) - over), words, order)


def _beyond_page(drawn: Arrangement) -> float:
    """How many px wider than the page it is, 0 where it is not."""
    return max(0.0, drawn.frame.width - (PAGE - 2 * MARGIN))


def _hard_to_read(diagram: VerifiedDiagram, drawn: Arrangement) -> float:
    """What the faults of a drawn order cost, in the px of ``CardOrder``'s costs."""
    found = examine(diagram, drawn)
    cut = sum(drawn.cards[card].width < box.least for card, box in drawn.boxes.items())
    tangle = max(0, found.crossings - MOST_CROSSINGS)
    hard = _FAULT * len(found.faults) + _CROSSING * found.crossings + _TANGLE * tangle
    return hard + _CUT * cut + _TOO_WIDE * _beyond_page(drawn)
