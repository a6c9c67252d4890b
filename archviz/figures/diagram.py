"""Diagrams: cards from declarations, edges from relations, steps from the order in the source."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archviz.figures.auto import all_edges
from archviz.figures.claims import as_text
from archviz.figures.drawn import Drawn
from archviz.figures.ledger import nearest
from archviz.figures.proof import EdgeQuery, explain, proof
from archviz.model.errors import FigureError
from archviz.model.figure import Card, CardKind, Edge, End, Row, RowKind, Undrawn
from archviz.model.finding import FindingKind, Severity
from archviz.model.graph import Declaration, DeclarationKind, Member, Order
from archviz.model.relations import Mode, RelationKind, evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archviz.figures.claims import CardClaim, EdgeClaim
    from archviz.figures.ledger import Ledger
    from archviz.model.relations import Evidence
    from archviz.model.symbols import Symbol

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
    drawn = Drawn(cards)
    undrawn = Undrawn()
    if claims.edges == "auto":
        edges, undrawn = _all_edges(ledger, drawn)
    else:
        edges = _edges(ledger, claims.edges, drawn)
        _order(ledger, claims.edges, edges)
    edges |= _from_lists(ledger, cards, drawn)
    return tuple(_on_path(cards, edges)), tuple(edges.values()), undrawn


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
        return _boxed(ledger, text, CardKind.FUNC, declared)
    rows = [
        *_rows(ledger, claim.fields, declared.fields + declared.embeds, RowKind.FIELD, f"{path}.fields", declared),
        *_rows(ledger, claim.methods, declared.methods, RowKind.METHOD, f"{path}.methods", declared),
    ]
    fields = sum(row.kind is RowKind.FIELD for row in rows)
    return replace(
        _boxed(ledger, text, _TYPES[declared.kind], declared, tuple(rows)),
        hidden_fields=len(declared.fields + declared.embeds) - fields,
        hidden_methods=len(declared.methods) - (len(rows) - fields),
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
            promoted = ledger.graph.member(declared.symbol, name)
            near = nearest(name, known) or sorted(known)[:5]
            hint = f"it is promoted; {promoted} declares it" if promoted is not None else f"it has {', '.join(near)}"
            message = f"{declared.symbol.short} declares no {kind} {name}"
            ledger.finding(
                FindingKind.UNKNOWN_SYMBOL,
                f"{path}[{i}]",
                declared.symbol.of(name),
                message,
                hint if promoted is not None or near else f"it has no {kind}s",
            )
            continue
        rows.append(Row(kind, name, member.symbol, member.position, member.type if kind is RowKind.FIELD else ""))
    return rows


def _implementers(ledger: Ledger, claim: CardClaim, path: str, declared: Declaration) -> Card | None:
    everywhere = ledger.graph.implementers(declared.symbol)
    name = declared.symbol.short
    if everywhere is None:
        message = f"{name} is no interface with methods, so no types can be listed that implement it"
        ledger.finding(FindingKind.UNKNOWN_SYMBOL, path, declared.symbol, message)
        return None
    if claim.count is not None:
        ledger.claimed.add(f"{path}.count")
    undecided = [
        one for one in everywhere.undecided if one.symbol == declared.symbol or _below(one.symbol.package, claim.below)
    ]
    if undecided:
        subject = f"{path}.count" if claim.count is not None else path
        which = "; ".join(f"{one.symbol.short} at {one.position}: {one.reason}" for one in undecided[:_MOST_NAMED])
        more = f"; and {len(undecided) - _MOST_NAMED} more" if len(undecided) > _MOST_NAMED else ""
        hint = "add what is missing to the source, or narrow the list with `below`"
        ledger.finding(
            FindingKind.UNDECIDED, subject, declared.symbol, f"what implements {name} is undecided: {which}{more}", hint
        )
        return None
    found = [r for r in everywhere.relations if _below(r.source.package, claim.below)]
    if claim.count is not None and claim.count != len(found):
        names = ", ".join(r.source.short for r in found[:_MOST_NAMED])
        which = f" ({names}{', …' if len(found) > _MOST_NAMED else ''})" if found else ""
        ledger.finding(
            FindingKind.WRONG_COUNT,
            f"{path}.count",
            declared.symbol,
            f"{len(found)} types implement {name}, not {claim.count}{which}",
        )
    rows = tuple(Row(RowKind.ITEM, r.source.short, r.source, r.position, r.source.package) for r in found)
    card = _boxed(ledger, f"{claim.implementers}-implementers", CardKind.IMPLEMENTERS, declared, rows)
    ledger.listed.setdefault(card.id, tuple(map(evidence, found)))
    return card


def _below(package: str, paths: tuple[str, ...]) -> bool:
    return not paths or any(f"{package}/".startswith(f"{path}/") for path in paths)


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
    for link in reversed(links):
        branch = f"else of {link.condition}" if link.alternative else link.condition
        rows.append(Row(RowKind.ITEM, link.function.short, link.function, link.position, branch=branch))
    return _boxed(ledger, f"{claim.chain}-chain", CardKind.CHAIN, declared, tuple(rows))


def _edges(ledger: Ledger, claims: Sequence[EdgeClaim], drawn: Drawn) -> dict[str, Edge]:
    """The proved and asserted edges by their claims' paths; their ids count those of this version alone."""
    edges: dict[str, Edge] = {}
    count = 0
    for i, claim in enumerate(claims):
        path = f"edges[{i}]"
        if ledger.applies(claim):
            ledger.claimed.add(path)
            edge = _edge(ledger, claim, path, f"edges-{count}", drawn)
            count += 1
            if edge is not None:
                edges[path] = edge
    return edges


def _edge(ledger: Ledger, claim: EdgeClaim, path: str, name: str, drawn: Drawn) -> Edge | None:
    texts = [claim.source, claim.target, *([claim.within] if claim.within else [])]
    declared = [ledger.declared(text, path) for text in texts]
    symbols = [d.symbol for d in declared if d is not None]
    if len(symbols) < len(texts):
        return None
    for text, symbol in zip(texts[:2], symbols[:2], strict=True):
        if symbol not in drawn.ends:
            what = (
                f"list {symbol.leaf} in its card" if symbol.owner in drawn.ends and symbol.member else "give it a card"
            )
            ledger.finding(FindingKind.UNKNOWN_SYMBOL, path, symbol, f"{text} is not drawn", what)
            return None
    wanted = EdgeQuery(claim.kind, symbols[0], symbols[1], claim.mode, symbols[2] if claim.within else None)
    found = proof(ledger.graph, wanted)
    if claim.asserted:
        ledger.asserted.add(path)
        if found:
            message = f"{claim.source} → {claim.target} is asserted, but the source proves it at {found[0]}"
            ledger.finding(FindingKind.UNPROVED_EDGE, path, claim.source, message, "drop `asserted`", Severity.WARNING)
    elif not found:
        ledger.finding(
            FindingKind.UNPROVED_EDGE,
            path,
            f"{symbols[0]} -> {symbols[1]}",
            f"nothing proves that {claim.source} → {claim.target} ({wanted.words})",
            explain(ledger.graph, wanted),
            detail=wanted.words,
        )
        return None
    return Edge(
        name,
        claim.kind,
        drawn.ends[symbols[0]],
        drawn.ends[symbols[1]],
        symbols[0],
        symbols[1],
        () if claim.asserted else found,
        claim.mode,
        claim.step,
        as_text(claim.label) if claim.label is not None else None,
        claim.asserted,
    )


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
        target = drawn.ends[card.symbol]
        if card.kind is CardKind.IMPLEMENTERS and card.rows and target.card != card.id:
            places = ledger.listed[card.id]
            edges[card.id] = Edge(
                card.id, RelationKind.IMPLEMENTS, End(card.id), target, card.symbol, card.symbol, places, Mode.PLAIN
            )
    return edges


def _order(ledger: Ledger, claims: Sequence[EdgeClaim], edges: dict[str, Edge]) -> None:
    """Steps are 1, 2, 3 …, and none comes before another where the source says that it comes after.

    What the source leaves open (the turns of a loop, function literals, branches) is numbered as the author has it.
    """
    numbered = sorted((c.step, f"edges[{i}]") for i, c in enumerate(claims) if c.step and ledger.applies(c))
    earlier: dict[Symbol, list[tuple[int, tuple[Evidence, ...]]]] = {}
    for expected, (step, path) in enumerate(numbered, 1):
        if step != expected:
            message = f"step {step} where step {expected} should be"
            ledger.finding(FindingKind.UNPROVED_ORDER, path, step, message, "steps are 1, 2, 3 … in the whole figure")
            return
        edge = edges.get(path)
        if edge is None or not edge.evidence:
            continue
        source = edge.source_symbol
        before = earlier.setdefault(source, [])
        wrong = next((one for one in reversed(before) if _comes_first(ledger, source, edge.evidence, one[1])), None)
        if wrong is not None:
            ledger.finding(
                FindingKind.UNPROVED_ORDER,
                path,
                source,
                f"step {step} stands at {edge.evidence[-1]}, before step {wrong[0]} at {wrong[1][0]}",
                "number the steps of a function in the order in which it makes them",
            )
        else:
            if any(not _follows(ledger, source, edge.evidence, one[1]) for one in before):
                ledger.open_steps.add(path)
            before.append((step, edge.evidence))


def _follows(ledger: Ledger, source: Symbol, mine: tuple[Evidence, ...], theirs: tuple[Evidence, ...]) -> bool:
    """Whether a place of some comes after one of others for certain."""
    return any(ledger.graph.order(source, one, other) is Order.AFTER for one in mine for other in theirs)


def _comes_first(ledger: Ledger, source: Symbol, mine: tuple[Evidence, ...], theirs: tuple[Evidence, ...]) -> bool:
    """Whether each place of some comes before each of others, wherever they are in a function."""
    return all(ledger.graph.order(source, one, other) is Order.BEFORE for one in mine for other in theirs)


def _on_path(cards: Iterable[Card], edges: dict[str, Edge]) -> Iterable[Card]:
    """The cards with the rows marked at which a numbered edge starts or ends."""
    numbered = {end for edge in edges.values() if edge.step for end in (edge.source, edge.target)}
    for card in cards:
        rows = (replace(row, on_path=End(card.id, i) in numbered) for i, row in enumerate(card.rows))
        yield replace(card, rows=tuple(rows))
