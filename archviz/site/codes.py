"""The excerpts of a figure as a page shows them, with links to where the site shows their symbols."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.model.figure import Fold, VerifiedDiagram, VerifiedExcerpt
from archviz.model.relations import Position
from archviz.present.code import HtmlFold, HtmlLine, excerpt_html
from archviz.present.rows import SourceLine, place
from archviz.site.links import page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archviz.model.figure import VerifiedFigure
    from archviz.model.symbols import Symbol
    from archviz.site.links import PlaceLinks


@dataclass(frozen=True, slots=True)
class ExcerptView:
    """An excerpt ready for a page. ``anchor`` is its id, ``place`` its first line, ``notes`` how many it has."""

    anchor: str
    symbol: Symbol
    place: SourceLine
    parts: tuple[HtmlLine | HtmlFold, ...]
    notes: int


def codes(
    figure: VerifiedExcerpt, targets: Mapping[Symbol, str], at: PlaceLinks, *, brief: bool
) -> tuple[ExcerptView, ...]:
    """The excerpts of a figure, their notes numbered throughout.

    ``targets`` holds addresses from the site's root, ``at`` is the page that shows them. A brief one has links to
    symbols, but neither their full names nor an id for each line.
    """
    made: list[ExcerptView] = []
    notes = 0
    for anchor, excerpt in zip(excerpt_anchors(figure), figure.excerpts, strict=True):
        links = {use.symbol: at.here.to(targets[use.symbol]) for use in excerpt.uses if use.symbol in targets}
        links.pop(excerpt.symbol, None)
        first = next(line for part in excerpt.parts for line in (part.lines if isinstance(part, Fold) else part))
        made.append(
            ExcerptView(
                anchor,
                excerpt.symbol,
                place(Position(excerpt.file, first.number, 1), at),
                excerpt_html(excerpt, at, None if brief else f"{anchor}-", links, notes + 1),
                len(excerpt.notes),
            )
        )
        notes += len(excerpt.notes)
    return tuple(made)


def targets(figures: tuple[VerifiedFigure, ...]) -> dict[Symbol, str]:
    """Where the site shows a symbol: its code if there is some, else the first diagram with a card or row for it."""
    found: dict[Symbol, str] = {}
    for figure in figures:
        if isinstance(figure, VerifiedExcerpt):
            for anchor, excerpt in zip(excerpt_anchors(figure), figure.excerpts, strict=True):
                found.setdefault(excerpt.symbol, f"{page(figure)}#{anchor}")
    for figure in figures:
        if isinstance(figure, VerifiedDiagram):
            for card in figure.cards:
                for symbol in (card.symbol, *(row.symbol for row in card.rows)):
                    found.setdefault(symbol, f"{page(figure)}#card-{card.id}")
    return found


def excerpt_anchors(figure: VerifiedExcerpt) -> list[str]:
    """The ids of the excerpts of a figure in its page."""
    name = f"f{figure.number or f'-{figure.id}'}"
    return [f"{name}-{i}" if i > 1 else name for i in range(1, len(figure.excerpts) + 1)]
