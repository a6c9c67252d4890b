"""What a claim that is not proved may be changed to, as far as the source leaves no choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.figures.edit import node_at
from archviz.figures.proof import EdgeQuery, proof
from archviz.model.finding import FigureEdit, Suggestion
from archviz.model.graph import DeclarationKind
from archviz.model.relations import MODAL, Mode, RelationKind, certain
from archviz.model.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archviz.figures.ledger import Ledger
    from archviz.figures.load import Figure
    from archviz.model.graph import CodeGraph
    from archviz.model.symbols import Symbol

_SURE = 0.75
"""How alike two names are at least, of which one is taken for the other misspelt (``difflib``'s ratio)."""

NO_CARD = (DeclarationKind.VAR, DeclarationKind.CONST)
"""The kinds of package-level declarations that no card shows."""

_UNDRAWN = (RelationKind.STORES, RelationKind.SETS)
"""Kinds of relations that a claim of another kind is not changed to: they say more than what joins two symbols."""


def true_kinds(graph: CodeGraph, source: Symbol, target: Symbol) -> tuple[EdgeQuery, ...]:
    """Every edge from a symbol to another that the source proves, but for those of ``sets``, which name a function."""
    found = (relation for relation in map(certain, graph.relations(source)) if relation is not None)
    wanted = {(r.kind, r.started if r.kind in MODAL else Mode.PLAIN) for r in found if r.kind is not RelationKind.SETS}
    wanted.add((RelationKind.IMPLEMENTS, Mode.PLAIN))
    queries = (EdgeQuery(kind, source, target, mode) for kind, mode in sorted(wanted))
    return tuple(query for query in queries if proof(graph, query))


def other_kind(ledger: Ledger, path: str, wanted: EdgeQuery) -> Suggestion | None:
    """The one kind and mode of which the source proves an edge that it does not prove as it is claimed."""
    true = [one for one in true_kinds(ledger.graph, wanted.source, wanted.target) if one.kind not in _UNDRAWN]
    if len(true) != 1 or wanted.kind in _UNDRAWN:
        return None
    edits, words = [], []
    if true[0].kind is not wanted.kind:
        edits.append(FigureEdit(f"{path}.kind", true[0].kind.value, wanted.kind.value))
        words.append(f"`kind: {true[0].kind}`")
    if true[0].mode is not wanted.mode:
        new = true[0].mode.value or None
        edits.append(FigureEdit(f"{path}.mode", new, wanted.mode.value))
        words.append(f"`mode: {new}`" if new else f"no `mode: {wanted.mode}`")
    return Suggestion(f"write {' and '.join(words)}", tuple(edits))


def place_for(ledger: Ledger, symbol: Symbol) -> Suggestion | None:
    """A row for a member of a type that has a card, or a card for anything else that one can show."""
    declared = ledger.graph.declaration(symbol)
    claims = ledger.figure.claims
    if declared is None or declared.kind in NO_CARD:
        return None
    rows = "fields" if declared.kind is DeclarationKind.FIELD else "methods"
    for i, card in enumerate(claims.cards):
        shown = ledger.figure.symbol(card.type, f"cards[{i}]") if card.type and ledger.applies(card) else None
        if symbol.member and shown == symbol.owner:
            row = FigureEdit(f"cards[{i}].{rows}", symbol.leaf, further=True)
            return Suggestion(f"list {symbol.leaf} in its card", (row,))
    name = written(ledger.figure, symbol.owner)
    if name is None or (symbol.member and ledger.graph.declaration(symbol.owner) is None):
        return None
    key = "func" if declared.kind is DeclarationKind.FUNC else "type"
    card_of_it = ((key, name), (rows, (symbol.leaf,))) if symbol.member else ((key, name),)
    return Suggestion("give it a card", (FigureEdit("cards", card_of_it, further=True),))


def other_name(
    ledger: Ledger, path: str, text: str, symbol: Symbol, names: Iterable[str], *, member: bool
) -> Suggestion | None:
    """The one name that is so like one that is not declared that this is the other misspelt.

    ``text`` is what the claim at ``path`` says, itself or in one of its keys; ``member`` says that the last part of it
    is not declared, a name that the type must have. A name that stands beside it in a list is another one.
    """
    word = symbol.leaf if member else symbol.name
    near = nearest(word, names, 2, _SURE)
    if len(near) != 1:
        return None
    parts = text.split(".")
    at = len(parts) - 1 if member or len(parts) == 1 else 1
    parts[at] = near[0]
    new = ".".join(parts)
    content = ledger.figure.document.content
    node, beside = node_at(content, path), node_at(content, path.rpartition("[")[0])
    if node is None or (beside is not None and new in beside.plain()):
        return None
    keys = [f"{path}.{key}" for key, entry in node.entries.items() if entry.node.value == text]
    places = keys or ([path] if node.value == text else [])
    return Suggestion(f"write {new}", tuple(FigureEdit(place, new, text) for place in places)) if places else None


def written(figure: Figure, symbol: Symbol) -> str | None:
    """A symbol as a claim of a figure writes it, None where its package has no alias there."""
    alias = next((alias for alias, package in figure.packages.items() if package == symbol.package), None)
    return f"{alias}.{symbol.short}" if alias is not None else None
