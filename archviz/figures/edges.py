"""Edges as they are claimed: proved by relations, and drawn where their ends are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archviz.figures.claims import as_text
from archviz.figures.constants import constant_note
from archviz.figures.proof import EdgeQuery, explain, proof, proving
from archviz.figures.steps import check_steps
from archviz.figures.suggest import other_kind, place_for
from archviz.model.figure import Edge, StepNumber
from archviz.model.finding import FindingKind, Severity
from archviz.model.relations import RelationKind, evidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archviz.figures.claims import EdgeClaim
    from archviz.figures.drawn import Drawn
    from archviz.figures.ledger import Ledger
    from archviz.model.figure import End
    from archviz.model.finding import Suggestion
    from archviz.model.relations import Evidence
    from archviz.model.symbols import Symbol


def claimed_edges(ledger: Ledger, claims: Sequence[EdgeClaim], drawn: Drawn) -> dict[str, Edge]:
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
    check_steps(ledger, claims, edges)
    return {path: replace(edge, order_open=path in ledger.open_steps) for path, edge in edges.items()}


def _edge(ledger: Ledger, claim: EdgeClaim, path: str, name: str, drawn: Drawn) -> Edge | None:
    texts = [claim.source, claim.target, *([claim.within] if claim.within else [])]
    symbols = [_symbol(ledger, text, path, drawn) for text in texts]
    source, target, within = (*symbols, None, None)[:3]
    if source is None or target is None or (claim.within and within is None):
        return None
    for text, symbol, shown in (
        (claim.source, source, drawn.shows(source)),
        (claim.target, target, target in drawn.ends),
    ):
        if not shown:
            suggestion = place_for(ledger, symbol)
            hint = "" if suggestion is not None else "no card can show it"
            message = f"{text} is not drawn"
            ledger.finding(FindingKind.UNKNOWN_SYMBOL, path, symbol, message, hint, suggestion=suggestion)
            return None
    wanted = EdgeQuery(claim.kind, drawn.declared(source), drawn.declared(target), claim.mode, within)
    found = proof(ledger.graph, wanted)
    if claim.asserted:
        ledger.asserted.add(path)
        if found:
            message = f"{claim.source} → {claim.target} is asserted, but the source proves it at {found[0]}"
            ledger.finding(FindingKind.UNPROVED_EDGE, path, claim.source, message, "drop `asserted`", Severity.WARNING)
        found = ()
    elif not found:
        suggestion = other_kind(ledger, path, wanted)
        _unproved(ledger, claim, path, wanted, explain(ledger.graph, wanted), suggestion)
        return None
    start, found = _start(ledger, claim, path, wanted, drawn, source, found)
    if start is None:
        return None
    note = None
    if claim.note is not None:
        note = constant_note(ledger, claim.note, f"{path}.note", within or wanted.source, found)
        if note is None:
            return None
    return Edge(
        name,
        claim.kind,
        start,
        drawn.ends[target],
        wanted.source,
        wanted.target,
        found,
        claim.mode,
        StepNumber.parse(str(claim.step)) if claim.step is not None else None,
        as_text(claim.label) if claim.label is not None else None,
        claim.asserted,
        why=as_text(claim.why) if claim.why is not None else None,
        note=note,
        methods=_methods(ledger, wanted, found),
    )


def _methods(ledger: Ledger, wanted: EdgeQuery, places: tuple[Evidence, ...]) -> tuple[str, ...]:
    """The methods that are called through a field at some places."""
    relations = proving(ledger.graph, wanted) if wanted.kind is RelationKind.CALL else ()
    through = (r for r in relations if r.through == wanted.target and evidence(r) in places and r.target is not None)
    return tuple(dict.fromkeys(relation.target.leaf for relation in through if relation.target is not None))


def _symbol(ledger: Ledger, text: str, path: str, drawn: Drawn) -> Symbol | None:
    """What a text names: a declaration, or a promoted member as its card names it."""
    symbol = ledger.figure.symbol(text, path)
    if drawn.declared(symbol) != symbol:
        return symbol
    declared = ledger.declared(text, path)
    return declared.symbol if declared is not None else None


def _unproved(
    ledger: Ledger, claim: EdgeClaim, path: str, wanted: EdgeQuery, hint: str, suggestion: Suggestion | None = None
) -> None:
    ledger.finding(
        FindingKind.UNPROVED_EDGE,
        path,
        f"{wanted.source} -> {wanted.target}",
        f"nothing proves that {claim.source} → {claim.target} ({wanted.words})",
        hint,
        detail=wanted.words,
        suggestion=suggestion,
    )


def _start(
    ledger: Ledger,
    claim: EdgeClaim,
    path: str,
    wanted: EdgeQuery,
    drawn: Drawn,
    source: Symbol,
    found: tuple[Evidence, ...],
) -> tuple[End | None, tuple[Evidence, ...]]:
    """Where an edge starts, and what of its evidence is there; a finding where that is nowhere, or at several cards."""
    if not drawn.in_parts(source):
        return drawn.ends[source], found
    if claim.asserted:
        return drawn.part(source, claim.file), ()
    ends: dict[End | None, list[Evidence]] = {}
    for place in found:
        if not claim.file or place.file.rpartition("/")[2] == claim.file:
            ends.setdefault(drawn.start(source, place), []).append(place)
    there = {end: tuple(places) for end, places in ends.items() if end is not None}
    whole = drawn.ends.get(source)
    if whole in there:  # what the function does itself comes before what its literals do
        return whole, there[whole]
    if len(there) == 1:
        return next(iter(there.items()))
    if there:
        message = (
            f"{claim.source} → {claim.target} starts at several cards, as {' and '.join(map(str, found))} prove it"
        )
        ledger.finding(FindingKind.UNKNOWN_SYMBOL, path, source, message, "say which with `file`")
    else:
        where = f"of {claim.file}" if claim.file else "that has a card"
        _unproved(ledger, claim, path, wanted, f"it is at {found[0]}, which is in no part {where}")
    return None, ()
