"""The card of a function: whole, or of the functions init of one file, with rows for its function literals."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from archviz.figures.closures import literal_row
from archviz.model.figure import End
from archviz.model.finding import FindingKind
from archviz.model.relations import Position

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archviz.figures.claims import CardClaim, LiteralClaim
    from archviz.figures.drawn import Stretch
    from archviz.figures.ledger import Ledger
    from archviz.model.figure import Card, Row
    from archviz.model.graph import LiteralSite, Span
    from archviz.model.symbols import Symbol

_UNFIT = re.compile(r"[^\w.-]")
"""What an id does not have."""
_MOST_NAMED = 5
"""How many literals a hint names."""


def function_card(ledger: Ledger, claim: CardClaim, path: str, whole: Card) -> Card | None:
    """The card that a claim says of a function; ``whole`` is that of all of it. None, and a finding, without such."""
    card = whole
    if claim.file:
        inits = ledger.inits(whole.symbol, claim.file, path)
        if not inits:
            return None
        name = f"{whole.id}-{_UNFIT.sub('-', claim.file)}"
        card = replace(whole, id=name, position=inits[0].position, file=claim.file)
        ledger.parts[End(name)] = tuple(_lines(one.span) for one in inits)
    return _with_literals(ledger, claim.literals, path, card) if claim.literals else card


def _lines(span: Span) -> Stretch:
    return Position(span.file, span.start_line, 1), Position(span.file, span.end_line + 1, 1)


def _with_literals(ledger: Ledger, claims: Sequence[LiteralClaim], path: str, card: Card) -> Card:
    """The card with a row for each function literal that is claimed and there."""
    sites = ledger.graph.literals(card.symbol)
    if card.file:
        sites = tuple(site for site in sites if site.start.file.rpartition("/")[2] == card.file)
    rows: list[Row] = []
    for i, claim in enumerate(claims):
        where = f"{path}.literals[{i}]"
        ledger.claimed.add(where)
        site = _site(ledger, claim, where, card, sites)
        if site is not None:
            ledger.parts[End(card.id, len(rows))] = ((site.start, site.end),)
            rows.append(literal_row(ledger.graph, card.symbol, (site,)))
    return replace(card, rows=tuple(rows))


def _site(
    ledger: Ledger, claim: LiteralClaim, path: str, card: Card, sites: Sequence[LiteralSite]
) -> LiteralSite | None:
    """The function literal that a claim means; None, and a finding, where there is none."""
    wanted = claim.to or claim.field
    declared = ledger.declared(wanted, path) if wanted else None
    if wanted and declared is None:
        return None
    found = sites
    if declared is not None:
        found = [
            site for site in sites if declared.symbol == (site.literal.receiver if claim.to else site.literal.field)
        ]
    if len(found) >= claim.nth:
        return found[claim.nth - 1]
    how = f" given to {wanted}" if wanted else ""
    message = f"{card.symbol.short} has {len(found) or 'no'} function literal{'s' if len(found) > 1 else ''}{how}"
    hint = "it has no function literals"
    if sites:
        said = [f"{given.short} ({site.start.line})" for site in sites if (given := _given_to(site)) is not None]
        hint = f"its literals go to {', '.join(said[:_MOST_NAMED])}" if said else "none of its literals is handed on"
    ledger.finding(FindingKind.UNKNOWN_SYMBOL, path, card.symbol, message, hint)
    return None


def _given_to(site: LiteralSite) -> Symbol | None:
    return site.literal.receiver or site.literal.field
