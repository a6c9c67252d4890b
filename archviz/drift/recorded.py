"""Whether a lock has proved what a figure says, where the source that it was made from is not at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.figures.versions import in_force

if TYPE_CHECKING:
    from archviz.figures import Figure
    from archviz.refs import Lock


def recorded(lock: Lock, figure: Figure) -> bool:
    """Whether a lock's picture of a figure shows every card, row and edge that the figure claims at its version.

    Of a lock only diagrams can show that: False for an excerpt, a table and ``edges: auto``.
    """
    claims, shown = figure.claims, lock.diagrams.get(figure.claims.id)
    if claims.kind != "diagram" or claims.edges == "auto" or shown is None:
        return False
    titles = {card.symbol for card in shown.cards}
    rows = {(card.symbol, row.kind.value, row.name): row.symbol for card in shown.cards for row in card.rows}
    named = {owner.of(name): symbol for (owner, _, name), symbol in rows.items()}
    for card in claims.cards:
        name = card.type or card.func or card.implementers or card.chain
        if name and in_force(card, figure.version):
            symbol = figure.symbol(name, "")
            members = [("field", each) for each in card.fields] + [("method", each) for each in card.methods]
            if symbol not in titles or any((symbol, kind, each) not in rows for kind, each in members):
                return False
    edges = {(edge.source_symbol, edge.target_symbol, edge.kind, edge.mode) for edge in shown.edges}
    for edge in claims.edges:
        if in_force(edge, figure.version):
            ends = (figure.symbol(end, "") for end in (edge.source, edge.target))
            source, target = (named.get(end, end) for end in ends)
            if (source, target, edge.kind, edge.mode) not in edges:
                return False
    return True
