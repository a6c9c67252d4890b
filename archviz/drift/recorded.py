"""Whether a lock has proved what a figure says, where the source that it was made from is not at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.figures.versions import in_force
from archviz.model.figure import TERMINALS, EdgeRole, entered_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archviz.figures import Figure
    from archviz.model.figure import VerifiedDiagram
    from archviz.model.symbols import Symbol
    from archviz.refs import Lock


def recorded(lock: Lock, figure: Figure) -> bool:
    """Whether a lock's picture of a figure shows every card, row and edge that the figure claims at its version.

    Of a lock only diagrams can show that: False for an excerpt, a table and ``edges: auto``.
    """
    claims, shown = figure.claims, lock.diagrams.get(figure.claims.id)
    if claims.kind != "diagram" or claims.edges == "auto" or shown is None:
        return False
    titles = {card.symbol for card in shown.cards if card.kind not in TERMINALS}
    rows = {(card.symbol, row.kind.value, row.name): row.symbol for card in shown.cards for row in card.rows}
    named = {owner.of(name): symbol for (owner, _, name), symbol in rows.items()}
    for card in claims.cards:
        name = card.type or card.func or card.implementers or card.chain
        if name and in_force(card, figure.version):
            symbol = figure.symbol(name, "")
            members = [("field", each) for each in card.fields] + [("method", each) for each in card.methods]
            if symbol not in titles or any((symbol, kind, each) not in rows for kind, each in members):
                return False
    edges = {(edge.source_symbol, edge.target_symbol, edge.kind, edge.mode) for edge in shown.edges if not edge.role}
    for edge in claims.edges:
        if in_force(edge, figure.version):
            ends = (figure.symbol(end, "") for end in (edge.source, edge.target))
            source, target = (named.get(end, end) for end in ends)
            if (source, target, edge.kind, edge.mode) not in edges:
                return False
    return _ways_recorded(figure, shown, named)


def _ways_recorded(figure: Figure, shown: VerifiedDiagram, named: Mapping[Symbol, Symbol]) -> bool:
    """Whether a picture shows every way into a figure and out of it; ``named`` leads to what is promoted members."""
    entered = entered_by(shown)
    left = {(e.source_symbol, e.target_symbol) for e in shown.edges if e.role is EdgeRole.EXIT}
    for entry in figure.claims.entries:
        at = figure.symbol(entry.at, "")
        by = figure.symbol(entry.by, "").short if "." in entry.by else entry.by
        if in_force(entry, figure.version) and (by, named.get(at, at)) not in entered:
            return False
    for end in figure.claims.exits:
        at, to = figure.symbol(end.at, ""), figure.symbol(end.to, "")
        if in_force(end, figure.version) and (named.get(at, at), to) not in left:
            return False
    return True
