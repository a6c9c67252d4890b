"""Diagrams: cards from declarations, edges from relations, steps from the order in the source."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archviz.figures.auto import all_edges
from archviz.figures.closures import with_closures
from archviz.figures.drawn import Drawn
from archviz.figures.edges import claimed_edges
from archviz.figures.functions import function_card
from archviz.figures.goroutines import with_goroutines
from archviz.figures.implementers import implementers, undecided_finding
from archviz.figures.shapes import field_shape
from archviz.figures.suggest import other_name
from archviz.figures.terminals import terminals, ways
from archviz.model.counts import counted
from archviz.model.errors import FigureError
from archviz.model.figure import Card, CardKind, Edge, End, FieldShape, Row, RowKind, Undrawn
from archviz.model.finding import FindingKind
from archviz.model.graph import Declaration, DeclarationKind, Member
from archviz.model.relations import Mode, RelationKind, evidence
from archviz.model.steps import MOST_LETTERS
from archviz.model.suggest import likeliest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archviz.figures.claims import CardClaim
    from archviz.figures.ledger import Ledger
    from archviz.model.graph import ChainLink

_MOST_NAMED = 5
"""How many types a finding names."""
_TYPES = {
    DeclarationKind.STRUCT: CardKind.STRUCT,
    DeclarationKind.INTERFACE: CardKind.INTERFACE,
    DeclarationKind.TYPE: CardKind.TYPE,
    DeclarationKind.ALIAS: CardKind.TYPE,
}
_FUNCTIONS = (DeclarationKind.FUNC, DeclarationKind.METHOD)


MOST_EDGES = 2_000
"""Edges that ``edges: auto`` may draw; as many as a file may claim."""


def diagram(ledger: Ledger) -> tuple[tuple[Card, ...], tuple[Edge, ...], Undrawn]:
    """The cards and edges of a figure that are proved, and what ``edges: auto`` leaves out.

    What is not proved is noted in the ledger. Raises FigureError where ``edges: auto`` finds too many.
    """
    claims = ledger.figure.claims
    cards: list[Card] = []
    for i, claim in enumerate(claims.cards):
        if ledger.applies(claim):
            ledger.claimed.add(f"cards[{i}]")
            card = _card(ledger, claim, f"cards[{i}]")
            if card is not None and any(card.id == other.id for other in cards):
                ledger.finding(FindingKind.UNKNOWN_SYMBOL, f"cards[{i}]", card.symbol, f"{card.title} is drawn twice")
            elif card is not None:
                cards.append(card)
    found = ways(ledger, Drawn(cards, ledger.parts))
    cards = with_closures(ledger, cards, claims.edges if claims.edges != "auto" else None, found)
    drawn = Drawn(cards, ledger.parts)
    undrawn = Undrawn()
    if claims.edges == "auto":
        edges, undrawn = _all_edges(ledger, drawn)
    else:
        edges = claimed_edges(ledger, claims.edges, drawn)
    edges |= _from_lists(ledger, cards, drawn)
    for card, edge in terminals(drawn, found):
        cards.append(card)
        edges[edge.id] = edge
    shown, arrows = with_goroutines(ledger.graph, cards, edges.values())
    return tuple(_on_path(shown, arrows)), arrows, undrawn


def _card(ledger: Ledger, claim: CardClaim, path: str) -> Card | None:
    text = claim.type or claim.func or claim.implementers or claim.chain or ""
    declared = ledger.declared(text, path)
    if declared is None:
        return None
    function = declared.kind in _FUNCTIONS
    if function is not (claim.func is not None or claim.chain is not None) or not (function or declared.kind in _TYPES):
        ledger.finding(FindingKind.UNKNOWN_SYMBOL, path, declared.symbol, f"{text} is a {declared.kind}")
        return None
    if claim.implementers is not None:
        return _implementers(ledger, claim, path, declared)
    if claim.chain is not None:
        return _chain(ledger, claim, path, declared)
    if claim.func is not None:
        return function_card(ledger, claim, path, _boxed(ledger, text, CardKind.FUNC, declared))
    rows = [
        *_rows(ledger, claim.fields, declared.fields + declared.embeds, RowKind.FIELD, f"{path}.fields", declared),
        *_rows(ledger, claim.methods, declared.methods, RowKind.METHOD, f"{path}.methods", declared),
    ]
    own = [row.kind for row in rows if row.symbol.owner == declared.symbol]
    return replace(
        _boxed(ledger, text, _TYPES[declared.kind], declared, tuple(rows)),
        hidden_fields=len(declared.fields + declared.embeds) - own.count(RowKind.FIELD),
        hidden_methods=len(declared.methods) - own.count(RowKind.METHOD),
    )


def _boxed(ledger: Ledger, name: str, kind: CardKind, declared: Declaration, rows: tuple[Row, ...] = ()) -> Card:
    symbol = declared.symbol
    package = ledger.graph.package_name(symbol.package)
    return Card(name, kind, symbol, symbol.short, package, declared.position, rows)


def _rows(
    ledger: Ledger, names: Sequence[str], members: Iterable[Member], kind: RowKind, path: str, declared: Declaration
) -> list[Row]:
    known = {member.symbol.leaf: member for member in members}
    rows: list[Row] = []
    for i, name in enumerate(names):
        ledger.claimed.add(f"{path}[{i}]")
        member = known.get(name)
        if member is None:
            member = _promoted(ledger, declared, name, kind)
        if member is None:
            near = likeliest(name, known)
            subject, message = declared.symbol.of(name), f"{declared.symbol.short} has no {kind} {name}"
            hint = f"it has {', '.join(near)}" if near else f"it has no {kind}s"
            meant = other_name(ledger, f"{path}[{i}]", name, subject, known, member=True)
            ledger.finding(FindingKind.UNKNOWN_SYMBOL, f"{path}[{i}]", subject, message, hint, suggestion=meant)
            continue
        field = kind is RowKind.FIELD
        shape = field_shape(ledger.graph, member.symbol) if field else FieldShape.NONE
        typed = member.type if field else ""
        room = (ledger.graph.capacity(member.symbol) or 0) if shape is FieldShape.CHANNEL else 0
        rows.append(Row(kind, name, member.symbol, member.position, typed, shape=shape, capacity=room))
    return rows


def _promoted(ledger: Ledger, declared: Declaration, name: str, kind: RowKind) -> Member | None:
    """The member of another type that a type has by a name, as it embeds that one or is defined as it."""
    symbol = ledger.graph.member(declared.symbol, name)
    found = ledger.graph.declaration(symbol.owner) if symbol is not None else None
    if symbol is None or found is None:
        return None
    members = found.fields if kind is RowKind.FIELD else found.methods
    return next((member for member in members if member.symbol == symbol), None)


def _implementers(ledger: Ledger, claim: CardClaim, path: str, declared: Declaration) -> Card | None:
    name = declared.symbol.short
    known = implementers(ledger, declared.symbol, claim.below, path)
    if known is None:
        return None
    if claim.count is not None:
        ledger.claimed.add(f"{path}.count")
    if known.undecided:
        where = f"{path}.count" if claim.count is not None else path
        what = f"what implements {name}"
        undecided_finding(ledger, where, declared.symbol, what, known.undecided, "list", _MOST_NAMED)
        return None
    found = known.relations
    if claim.count is not None and claim.count != len(found):
        names = ", ".join(r.source.short for r in found[:_MOST_NAMED])
        verb = "implements" if len(found) == 1 else "implement"
        which = f" ({names}{', …' if len(found) > _MOST_NAMED else ''})" if found else ""
        ledger.finding(
            FindingKind.WRONG_COUNT,
            f"{path}.count",
            declared.symbol,
            f"{counted(len(found), 'type')} {verb} {name}, not {claim.count}{which}",
        )
    rows = tuple(Row(RowKind.ITEM, r.source.short, r.source, r.position, r.source.package) for r in found)
    card = _boxed(ledger, f"{claim.implementers}-implementers", CardKind.IMPLEMENTERS, declared, rows)
    ledger.listed.setdefault(card.id, tuple(map(evidence, found)))
    return card


def _chain(ledger: Ledger, claim: CardClaim, path: str, declared: Declaration) -> Card | None:
    links = ledger.graph.chain(declared.symbol, claim.variable)
    if not links:
        ledger.finding(
            FindingKind.UNKNOWN_SYMBOL,
            path,
            declared.symbol,
            f"{declared.symbol.short} wraps no variable {claim.variable}",
            f"a chain is a run of statements like `{claim.variable} = WithX({claim.variable}, …)`",
        )
        return None
    rows = []
    for link, branches in zip(reversed(links), _branches(links[::-1]), strict=True):
        branch = f"else of {link.condition}" if link.alternative else link.condition
        row = Row(RowKind.ITEM, link.function.short, link.function, link.position, branch=branch, branches=branches)
        rows.append(row)
    return _boxed(ledger, f"{claim.chain}-chain", CardKind.CHAIN, declared, tuple(rows))


def _branches(links: Sequence[ChainLink]) -> list[tuple[int, ...]]:
    """Of each link of a chain, the numbers of its branches among those that other links are on beside it."""
    known: dict[int, list[int]] = {}
    for link in links:
        for statement, branch in link.branches:
            branches = known.setdefault(statement, [])
            if branch not in branches:
                branches.append(branch)
    shared = {statement for statement, branches in known.items() if len(branches) > 1}
    return [
        tuple(known[statement].index(branch) for statement, branch in link.branches if statement in shared)[
            :MOST_LETTERS
        ]
        for link in links
    ]


def _all_edges(ledger: Ledger, drawn: Drawn) -> tuple[dict[str, Edge], Undrawn]:
    ledger.claimed.add("edges")
    edges, undrawn = all_edges(ledger.graph, drawn)
    if len(edges) > MOST_EDGES:
        raise FigureError(
            f"`edges: auto` finds {len(edges):,} relations among these cards; a figure has {MOST_EDGES:,} at most",
            file=ledger.figure.file,
            line=ledger.figure.line("edges"),
            hint="make two figures of it, or write down the edges that matter",
        )
    return {edge.id: edge for edge in edges}, undrawn


def _from_lists(ledger: Ledger, cards: Sequence[Card], drawn: Drawn) -> dict[str, Edge]:
    """From each list of implementers to the card of their interface, proved by all of them."""
    edges: dict[str, Edge] = {}
    for card in cards:
        target = drawn.ends.get(card.symbol)
        if card.kind is CardKind.IMPLEMENTERS and card.rows and target is not None and target.card != card.id:
            places = ledger.listed[card.id]
            edges[card.id] = Edge(
                card.id, RelationKind.IMPLEMENTS, End(card.id), target, card.symbol, card.symbol, places, Mode.PLAIN
            )
    return edges


def _on_path(cards: Iterable[Card], edges: Iterable[Edge]) -> Iterable[Card]:
    """The cards with the rows marked at which a numbered edge starts or ends."""
    numbered = {end for edge in edges if edge.step for end in (edge.source, edge.target)}
    for card in cards:
        rows = (replace(row, on_path=End(card.id, i) in numbered) for i, row in enumerate(card.rows))
        yield replace(card, rows=tuple(rows))
