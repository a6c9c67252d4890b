"""What brings it about that a function is entered from outside a figure: who calls it, starts it or is given it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.figures.proof import EdgeQuery, explain
from archviz.model.graph import DeclarationKind
from archviz.model.relations import MODAL, Mode, RelationKind, certain, evidence, evidence_of_literal
from archviz.model.symbols import Symbol
from archviz.model.values import declared_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archviz.model.graph import CodeGraph, Declaration, LiteralSite
    from archviz.model.relations import Certain, Evidence, FunctionLiteral

_CALLS = (RelationKind.CALL, RelationKind.DYNCALL)
_CODE = (DeclarationKind.FUNC, DeclarationKind.METHOD, DeclarationKind.VAR)
_RUNTIME = Symbol("runtime", "main")
"""What calls the functions init, and main of the package main."""
_MOST_NAMED = 3
"""How many ways in a hint names."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """What proves an entry: relations of one kind and mode, or a declaration alone.

    ``source`` is what the way comes from, ``holders`` are the declarations whose code the ``evidence`` stands in, one
    for each place. ``literals`` are the function literals of the entered function that are handed over in its place.
    """

    kind: RelationKind
    mode: Mode
    source: Symbol
    evidence: tuple[Evidence, ...]
    holders: tuple[Symbol, ...] = ()
    literals: tuple[LiteralSite, ...] = ()


class Entrances:
    """The ways into one function, method or type, ``at``; ``declared`` is the member that ``at`` is promoted from.

    ``within`` is the only declaration whose code counts; for None those of the package count that declares it.
    """

    def __init__(self, graph: CodeGraph, at: Symbol, declared: Symbol, within: Symbol | None) -> None:
        self._graph, self._at, self._declared, self._within = graph, at, declared, within

    @property
    def _type(self) -> Symbol | None:
        """The type whose method it is, or that it is itself; None for a function."""
        declared = self._graph.declaration(self._at.owner)
        return self._at.owner if declared is not None and declared.kind not in _CODE else None

    def by_start(self) -> Entrance | None:
        """Whether the program begins with it (Go specification, "Program execution")."""
        declared = self._graph.declaration(self._declared)
        if declared is None or declared.kind is not DeclarationKind.FUNC or not self._begins():
            return None
        return Entrance(RelationKind.CALL, Mode.PLAIN, _RUNTIME, (declared_at(declared),))

    def _begins(self) -> bool:
        name = self._declared.short
        return name == "init" or (name == "main" and self._graph.package_name(self._declared.package) == "main")

    def by_go(self, drawn: Callable[[Symbol], bool]) -> Entrance | None:
        """Whether go statements start it in code that is not ``drawn``."""
        found = [r for r in self._to() if r.kind in _CALLS and r.started is Mode.GO and not drawn(r.source)]
        return _entrance(found, found[0].source) if found else None

    def by(self, declared: Declaration) -> Entrance | None:
        """Whether it is there for an interface, or a function or field is given it, or a function calls it."""
        if declared.kind is DeclarationKind.INTERFACE:
            return self._by_interface(declared.symbol)
        return self._by_receiver(declared.symbol) or self._by_literal(declared.symbol) or self._by_caller(declared)

    def _by_interface(self, interface: Symbol) -> Entrance | None:
        found = self._graph.implements(self._at.owner, interface)
        if found is None or (self._at.member and self._graph.member(interface, self._at.leaf) is None):
            return None
        return Entrance(RelationKind.IMPLEMENTS, Mode.PLAIN, interface, (evidence(found),))

    def _by_receiver(self, receiver: Symbol) -> Entrance | None:
        """What is given the function, a function literal that calls it, or, of a field, the type."""
        named, called, given = [], [], []
        for r in self._code():
            if r.target == self._declared and r.kind is RelationKind.REF and receiver in (r.receiver, r.field):
                named.append(r)
            elif r.target == self._declared and r.kind in _CALLS and _handed(r.literal, receiver):
                called.append(r)
            elif r.target == receiver and r.kind is RelationKind.SETS and self._type in r.arguments:
                given.append(r)
        found = named or called or given
        return _entrance(found, receiver) if found else None

    def _by_literal(self, receiver: Symbol) -> Entrance | None:
        if self._within not in (None, self._declared):
            return None
        found = tuple(site for site in self._graph.literals(self._declared) if receiver in _given(site.literal))
        places = tuple(evidence_of_literal(site) for site in found)
        holders = (self._declared,) * len(found)
        return Entrance(RelationKind.REF, Mode.PLAIN, receiver, places, holders, found) if found else None

    def _by_caller(self, caller: Declaration) -> Entrance | None:
        found = [r for r in self._from(caller.symbol) if r.target == self._declared and r.kind in _CALLS]
        return _entrance(found, caller.symbol) if found else None

    def nearest(self, by: Declaration | None) -> str:
        """How it is entered instead, as far as the same code shows it; "" where that is nothing."""
        if by is not None and by.kind is DeclarationKind.INTERFACE:
            if self._at.member and self._graph.implements(self._at.owner, by.symbol) is not None:
                return f"{by.symbol.short} has no method {self._at.leaf}"
            return explain(self._graph, EdgeQuery(RelationKind.IMPLEMENTS, self._at.owner, by.symbol))
        said = [_said(r) for r in self._to() if r.kind in MODAL]
        for site in self._graph.literals(self._declared):
            given = next(iter(_given(site.literal)), None)
            if given is not None:
                said.append(f"a literal of it is given to {given.short} at {site.start}")
        named = "; ".join(dict.fromkeys(said[:_MOST_NAMED]))
        where = f"in {self._within.short}" if self._within is not None else f"in {self._declared.package}"
        return named or f"nothing {where} calls it or hands it over: `in` names a function of another package that does"

    def _to(self) -> list[Certain]:
        return [r for r in self._code() if r.target == self._declared]

    def _code(self) -> Iterator[Certain]:
        """What certainly starts in the code that counts."""
        if self._within is not None:
            yield from self._from(self._within)
            return
        for symbol in self._graph.symbols(self._declared.package):
            declared = self._graph.declaration(symbol)
            if declared is not None and declared.kind in _CODE:
                yield from self._from(symbol)

    def _from(self, symbol: Symbol) -> Iterator[Certain]:
        return (found for r in self._graph.relations(symbol) if (found := certain(r)) is not None)


def _entrance(found: list[Certain], source: Symbol) -> Entrance:
    """The relations among some that are of the kind and the mode of the first one."""
    first = min(found, key=lambda r: r.position)
    alike = [r for r in found if (r.kind, r.started) == (first.kind, first.started)]
    places = dict(sorted({evidence(r): r.source for r in alike}.items()))
    return Entrance(first.kind, _mode(first), source, tuple(places), tuple(places.values()))


def _mode(relation: Certain) -> Mode:
    return relation.started if relation.kind in MODAL else Mode.PLAIN


def _given(literal: FunctionLiteral) -> tuple[Symbol, ...]:
    """What a function literal is given to: a function whose argument it is, or a field."""
    return tuple(one for one in (literal.receiver, literal.field) if one is not None)


def _handed(literal: FunctionLiteral | None, receiver: Symbol) -> bool:
    """Whether a literal, or one around it, is given to something."""
    while literal is not None:
        if receiver in _given(literal):
            return True
        literal = literal.outer
    return False


def _said(relation: Certain) -> str:
    given = relation.receiver or relation.field
    if relation.kind is RelationKind.REF and given is not None:
        return f"it is given to {given.short} in {relation.source.short} at {relation.position}"
    how = "starts it by go" if relation.started is Mode.GO else "calls it"
    how = "uses it as a value" if relation.kind is RelationKind.REF else how
    return f"{relation.source.short} {how} at {relation.position}"
