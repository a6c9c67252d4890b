"""What runs in a goroutine of its own: functions that a go statement starts, and what its function literal does."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archviz.model.figure import CardKind, End, RowKind
from archviz.model.relations import MODAL, LiteralUse, Mode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archviz.model.figure import Card, Edge
    from archviz.model.graph import CodeGraph, LiteralSite
    from archviz.model.symbols import Symbol


def with_goroutines(
    graph: CodeGraph, cards: Sequence[Card], edges: Iterable[Edge]
) -> tuple[tuple[Card, ...], tuple[Edge, ...]]:
    """The cards with the functions marked that a go statement starts, and the edges with those that start in one.

    An edge by go that a go statement itself makes leads to what runs in the goroutine: the function that it calls, or
    one that this is given (Go specification, "Go statements"). One that a plain call in the statement's function
    literal makes starts in the goroutine, where the literal has a row; the marks say so.
    """
    frames = {End(card.id, i) for card in cards for i, row in enumerate(card.rows) if row.goroutine}
    started: set[End] = set()
    found: list[Edge] = []
    for edge in edges:
        by_statement = edge.mode is Mode.GO and _by_statement(graph, edge)
        if by_statement:
            started.add(edge.target)
        inside = edge.mode is Mode.GO and not by_statement and edge.source in frames
        found.append(replace(edge, in_goroutine=inside))
    return tuple(_marked(card, started) for card in cards), tuple(found)


def in_goroutine(graph: CodeGraph, source: Symbol, site: LiteralSite) -> bool:
    """Whether a go statement in a declaration calls a function literal, or a function that this is an argument of."""
    literal = site.literal
    if literal.use is not LiteralUse.ARGUMENT:
        return literal.use is LiteralUse.GO
    calls = [
        r
        for r in graph.relations(source)
        if r.target == literal.receiver and r.kind in MODAL and r.literal == literal.outer
        if r.position.file == site.start.file and r.position < site.start
    ]
    # A call that begins last before the literal is the one with this argument, or, never by go, stands in another.
    last = max(calls, key=lambda r: r.position, default=None)
    return last is not None and last.certain and last.mode is Mode.GO


def _by_statement(graph: CodeGraph, edge: Edge) -> bool:
    """Whether a go statement makes the call at a place of an edge, and no plain call in its function literal."""
    relations = (r for r in graph.relations(edge.source_symbol) if r.target == edge.target_symbol)
    return any(r.certain and r.mode is Mode.GO and r.position in edge.evidence for r in relations)


def _marked(card: Card, started: set[End]) -> Card:
    rows = tuple(
        replace(row, goroutine=row.goroutine or (row.kind is RowKind.METHOD and End(card.id, i) in started))
        for i, row in enumerate(card.rows)
    )
    return replace(card, rows=rows, goroutine=card.kind is CardKind.FUNC and End(card.id) in started)
