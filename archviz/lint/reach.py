"""Whether one declaration has to do with another, direct or over a few others: what an arrow of a diagram says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.figures.suggest import NO_CARD
from archviz.model.graph import DeclarationKind
from archviz.model.relations import Mode, RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.lint.code import Code
    from archviz.model.graph import Unresolved
    from archviz.model.relations import Certain, Position, Relation
    from archviz.model.symbols import Symbol

MOST_FOLLOWED = 2_000
"""How many declarations are followed for an arrow."""
IMPLEMENTED = "is implemented by"
"""The word for a step from an interface, or a method of one, to a type that implements it."""
_TYPES = (DeclarationKind.STRUCT, DeclarationKind.INTERFACE, DeclarationKind.TYPE)


@dataclass(frozen=True, slots=True)
class ArrowStep:
    """How one declaration leads to the next: the word for it, and the place that says so, None where types do.

    ``mode`` is the statement that makes a call.
    """

    start: Symbol
    end: Symbol
    verb: str
    position: Position | None
    mode: Mode = Mode.PLAIN


@dataclass(frozen=True, slots=True)
class FoundArrow:
    """The steps from a declaration to another, none where there is no way. ``whole`` says that all was searched.

    It was not where code on the way could not be resolved, or where there was too much of it.
    """

    steps: tuple[ArrowStep, ...] = ()
    whole: bool = True


class ArrowSearch:
    """The ways between declarations, by calls, uses, fields, literals and implementations.

    A type at either end, or one of which a literal is made on the way, stands for its fields and methods, too. An
    interface stands for the types that implement it. With ``proving`` only those steps count that an edge of a figure
    can say and the source proves.
    """

    def __init__(self, code: Code, *, proving: bool = False) -> None:
        self._code = code
        self._proving = proving
        self._implementing: dict[Symbol, tuple[Certain, ...]] = {}
        self._known: dict[Symbol, tuple[tuple[ArrowStep, ...], bool]] = {}

    def find(self, starts: Iterable[Symbol], goals: Iterable[Symbol], hops: int) -> FoundArrow:
        """The shortest way of at most ``hops`` steps from one of some declarations to one of others."""
        goals = tuple(goals)
        wanted = {part for goal in goals for part in (goal, *self._parts(goal))}
        interfaces = [goal for goal in goals if self._code.kind(goal) is DeclarationKind.INTERFACE]
        before: dict[Symbol, ArrowStep | None] = dict.fromkeys(starts)
        for start in tuple(before):
            before.update(dict.fromkeys(self._parts(start)))
        level, whole = list(before), True
        for _ in range(hops):
            following: list[Symbol] = []
            for symbol in level:
                steps, resolved = self._steps(symbol)
                whole = whole and resolved
                for step in (*steps, *self._implemented(symbol, interfaces)):
                    if step.end in wanted and step.end not in before:
                        before[step.end] = step
                        return FoundArrow(_way(step, before), whole)
                    if step.end not in before:
                        before[step.end] = step
                        following.append(step.end)
                        for part in self._parts(step.end) if step.verb == RelationKind.CREATES else ():
                            if part not in before and part not in wanted:  # a type is reached, and not yet a goal in it
                                before[part] = ArrowStep(step.end, part, "has", None)
                                following.append(part)
            if len(before) > MOST_FOLLOWED:
                return FoundArrow((), whole=False)
            level = following
        return FoundArrow((), whole)

    def between(self, start: Symbol, end: Symbol) -> Iterator[ArrowStep]:
        """The single steps from one declaration itself to another."""
        steps, _ = self._steps(start)
        yield from (step for step in steps if step.end == end)
        if self._code.kind(end) is DeclarationKind.INTERFACE:
            yield from self._implemented(start, [end])

    def _parts(self, symbol: Symbol) -> tuple[Symbol, ...]:
        """A type's own fields and methods."""
        if symbol.member or self._code.kind(symbol) not in _TYPES:
            return ()
        return tuple(symbol.of(name) for name in self._code.members(symbol))

    def _implemented(self, symbol: Symbol, interfaces: Iterable[Symbol]) -> Iterator[ArrowStep]:
        """The steps from a type to those of some interfaces that it or its pointer implements."""
        if not symbol.member and self._code.kind(symbol) in _TYPES:
            for interface in interfaces:
                found = self._code.facts.implements(symbol, interface)
                if found is not None:
                    yield ArrowStep(symbol, interface, "implements", found.position)

    def _steps(self, symbol: Symbol) -> tuple[tuple[ArrowStep, ...], bool]:
        if symbol not in self._known:
            facts = self._code.facts
            if symbol.package not in facts:
                self._known[symbol] = (), True
            else:
                self._known[symbol] = (
                    tuple(self._leads(symbol)),
                    not any(map(self._may_be, facts.unresolved_in(symbol))),
                )
        return self._known[symbol]

    def _may_be(self, call: Unresolved) -> bool:
        """Whether a call that could not be resolved may be one of a function or method of this source."""
        return call.name in self._code.by_leaf

    def _leads(self, symbol: Symbol) -> Iterator[ArrowStep]:
        facts = self._code.facts
        for relation in facts.relations(symbol):
            if relation.target is not None and (not self._proving or self._is_edge(relation)):
                yield ArrowStep(symbol, relation.target, relation.kind, relation.position, relation.started)
        for use in facts.uses(symbol) if not self._proving else ():
            yield ArrowStep(symbol, use.target, use.kind, use.position)
        kind = self._code.kind(symbol)
        if kind is DeclarationKind.INTERFACE or (
            symbol.member and self._code.kind(symbol.owner) is DeclarationKind.INTERFACE
        ):
            for one in self._implementers(symbol.owner):
                method = self._code.member(one.source, symbol.member) if symbol.member else one.source
                if method is not None:
                    yield ArrowStep(symbol, method, IMPLEMENTED, one.position)

    def _implementers(self, interface: Symbol) -> tuple[Certain, ...]:
        """The relations of all types that implement an interface; each of its methods asks for them."""
        if interface not in self._implementing:
            found = self._code.facts.implementers(interface)
            self._implementing[interface] = found.relations if found is not None else ()
        return self._implementing[interface]

    def _is_edge(self, relation: Relation) -> bool:
        """Whether an edge of a figure can say a relation by its two ends alone, which both have a card or a row."""
        if not relation.certain or relation.kind in (RelationKind.SETS, RelationKind.STORES):
            return False
        kinds = (self._code.kind(relation.source), self._code.kind(relation.target) if relation.target else None)
        return not set(kinds) & {None, *NO_CARD}


def _way(last: ArrowStep, before: dict[Symbol, ArrowStep | None]) -> tuple[ArrowStep, ...]:
    steps = [last]
    while (step := before[steps[-1].start]) is not None:
        steps.append(step)
    return tuple(reversed(steps))
