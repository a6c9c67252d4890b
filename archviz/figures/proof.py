"""What proves an edge: the relations that say it, or the nearest ones that the source has instead."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archviz.model.graph import DeclarationKind
from archviz.model.relations import MODAL, Mode, RelationKind, certain, evidence
from archviz.model.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.model.graph import CodeGraph
    from archviz.model.relations import Certain, Evidence, Relation
    from archviz.model.symbols import Symbol

_EMBEDDED_ERROR = ("error", "embedded error")
"""The predeclared interface in a shape's members; no relation names it."""


@dataclass(frozen=True, slots=True)
class EdgeQuery:
    """An edge to prove; ``within`` is the function that a ``sets`` edge is proved in."""

    kind: RelationKind
    source: Symbol
    target: Symbol
    mode: Mode = Mode.PLAIN
    within: Symbol | None = None

    @property
    def words(self) -> str:
        """The kind and mode as a reader says them."""
        where = f" in {self.within.short}" if self.within is not None else ""
        return f"{self.kind} by {self.mode}{where}" if self.mode else f"{self.kind}{where}"


def proof(graph: CodeGraph, wanted: EdgeQuery) -> tuple[Evidence, ...]:
    """Every place that proves an edge, in source order; empty where none does. Uncertain relations prove nothing."""
    return tuple(sorted(set(map(evidence, proving(graph, wanted)))))


def proving(graph: CodeGraph, wanted: EdgeQuery) -> tuple[Certain, ...]:
    """The relations that prove an edge, in source order: also those of what an alias at an end stands for."""
    found = _proving(graph, wanted)
    if not found:
        meant = replace(wanted, source=_meant(graph, wanted.source), target=_meant(graph, wanted.target))
        found = _proving(graph, meant) if meant != wanted else ()
    return found


def _meant(graph: CodeGraph, symbol: Symbol) -> Symbol:
    """The named type that an alias stands for (Go specification, "Alias declarations"); any other symbol itself."""
    seen: list[Symbol] = []
    while symbol not in seen:
        seen.append(symbol)
        declared, shape = graph.declaration(symbol), graph.shape(symbol)
        if declared is None or declared.kind is not DeclarationKind.ALIAS or shape is None:
            break
        held = (r.target for r in _certain(graph, symbol) if r.kind is RelationKind.HOLDS and r.source == symbol)
        named = shape.type.partition("[")[0]
        symbol = next((one for one in held if one is not None and named.endswith(str(one))), symbol)
    return symbol


def _proving(graph: CodeGraph, wanted: EdgeQuery) -> tuple[Certain, ...]:
    if wanted.kind is RelationKind.IMPLEMENTS:
        found = graph.implements(wanted.source, wanted.target)
        return () if found is None else (found,)
    found_here = _certain(graph, wanted.within or wanted.source)
    return tuple(r for r in found_here if _proves(r, wanted))


def _certain(graph: CodeGraph, symbol: Symbol) -> Iterator[Certain]:
    """What certainly starts in a declaration."""
    return (found for r in graph.relations(symbol) if (found := certain(r)) is not None)


def _proves(relation: Certain, wanted: EdgeQuery) -> bool:
    if wanted.kind is RelationKind.SETS:
        given = relation.target == wanted.source and wanted.target in relation.arguments
        handed = relation.field == wanted.source and relation.target == wanted.target
        return (relation.kind is RelationKind.SETS and given) or (relation.kind is RelationKind.REF and handed)
    if relation.kind is not wanted.kind or not _starts(relation, wanted.source):
        return False
    if wanted.kind in MODAL and relation.started is not wanted.mode:
        return False
    through = relation.through if wanted.kind is RelationKind.CALL else None
    container = relation.stored.container if relation.stored is not None else None
    return wanted.target in (relation.target, through, container)


def _starts(relation: Certain, source: Symbol) -> bool:
    """Whether a relation starts at a symbol, or at a field of it."""
    return relation.source == source or (not source.member and relation.source.owner == source)


def explain(graph: CodeGraph, wanted: EdgeQuery) -> str:
    """The nearest true relations to an edge that nothing proves."""
    if wanted.kind is RelationKind.IMPLEMENTS:
        return _missing_methods(graph, wanted)
    start = wanted.within or wanted.source
    relations = graph.relations(start)
    between = [r for r in relations if wanted.target in (r.target, r.through, *r.arguments)]
    if between:
        return "; ".join(f"{_said(r)} at {r.position}" for r in between[:2])
    back = [r for r in graph.relations(wanted.target) if r.target == wanted.source]
    if back:
        return f"the other way round: {wanted.target.short} has {_said(back[0])} at {back[0].position}"
    same = {r.target.short: r for r in relations if r.kind is wanted.kind and r.target is not None}
    near = nearest(wanted.target.short, same) or list(same)[:3]
    if near:
        return f"{start.short} has {', '.join(f'{wanted.kind} → {n} ({_line(same[n])})' for n in near)}"
    for one in relations:
        if one.kind is wanted.kind:
            return f"{start.short} has {_said(one)} of what has no name at {one.position}"
    return f"{start.short} has no {wanted.kind} at all"


def _line(relation: Relation) -> str:
    return f"{relation.position.line}" if relation.certain else f"{relation.position.line}, not for certain"


def _said(relation: Relation) -> str:
    mode = f" by {relation.started}" if relation.started else ""
    sure = "" if relation.certain else ", but not for certain"
    return f"{relation.kind}{mode}{sure}"


def _missing_methods(graph: CodeGraph, wanted: EdgeQuery) -> str:
    known = graph.implementers(wanted.target, (wanted.source.package,))
    if known is None:
        return f"{wanted.target.short} is no interface with methods"
    for one in known.undecided:
        if one.symbol in (wanted.source, wanted.target):
            return f"whether it does is undecided: {one.reason}"
    declared = graph.declaration(wanted.source)
    if declared is not None and declared.kind is DeclarationKind.INTERFACE:
        return f"{wanted.source.short} is an interface itself"
    names = _methods(graph, wanted.target)
    missing = [name for name in names if graph.member(wanted.source, name) is None]
    if missing:
        return f"{wanted.source.short} lacks {', '.join(missing)}"
    return "its methods have other signatures" if names else f"{wanted.source.short} does not have all its methods"


def _methods(graph: CodeGraph, interface: Symbol) -> tuple[str, ...]:
    """The names of an interface's methods, then those of the interfaces that it embeds."""
    names: dict[str, None] = {}
    interfaces = [interface]
    for each in interfaces:
        declared = graph.declaration(each)
        names |= dict.fromkeys(method.symbol.leaf for method in (declared.methods if declared is not None else ()))
        shape = graph.shape(each)
        if shape is not None and _EMBEDDED_ERROR in shape.members:
            names["Error"] = None
        embedded = (r.target for r in graph.relations(each) if r.kind is RelationKind.EMBEDS)
        interfaces += [one for one in embedded if one is not None and one not in interfaces]
    return tuple(names)
