"""What a row of a table has in a column: a part of a value, followed through variables and functions where need be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.figures.claims import Show
from archviz.model.errors import SymbolError
from archviz.model.figure import Cell
from archviz.model.graph import DeclarationKind
from archviz.model.relations import evidence
from archviz.model.values import ValueKind, declared_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archviz.figures.claims import ColumnClaim
    from archviz.model.graph import CodeGraph
    from archviz.model.relations import Certain, Evidence, Position
    from archviz.model.symbols import Symbol
    from archviz.model.values import SourceValue

MOST_FUNCTIONS = 20
"""Through how many functions and variables a value is followed."""

_LONGEST = 60
"""How many characters of a value a message has."""

FUNCTION_LITERAL = "func(…)"
"""What stands for a function without a name."""


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What the source says of a row, before its columns are chosen.

    ``source`` is the declaration in whose code it stands, or the type that ``implements`` the interface. ``key`` and
    ``value`` are those of an entry; ``arguments`` are those of a call.
    """

    source: Symbol
    evidence: Evidence
    key: SourceValue | None = None
    value: SourceValue | None = None
    arguments: tuple[SourceValue, ...] = ()
    implements: Certain | None = None


def cell(graph: CodeGraph, column: ColumnClaim, row: RowFacts) -> Cell:
    """What a row has in a column. Raises SymbolError, with the place in the source, where that cannot be followed."""
    if column.show is Show.FUNCTION:
        return _named(row.source, row.evidence)
    if column.show is Show.PACKAGE:
        return Cell(row.source.package, None, row.evidence)
    if row.implements is not None:
        if column.method is not None:
            return _constant(graph, row.implements.source, column.method, row.implements.position)
        return _named(row.implements.source, evidence(row.implements))
    return _Follower(graph).cell(column, _part(column, row))


def _part(column: ColumnClaim, row: RowFacts) -> SourceValue:
    """The value of a row that a column is about."""
    if column.show is Show.KEY and row.key is not None:
        return row.key
    if column.argument is not None:
        if column.argument > len(row.arguments):
            raise lost(f"the call has no argument {column.argument}", row.evidence)
        return row.arguments[column.argument - 1]
    if row.value is None:
        raise lost("there is no such value", row.evidence)
    return row.value


class _Follower:
    def __init__(self, graph: CodeGraph) -> None:
        self._graph = graph

    def cell(self, column: ColumnClaim, value: SourceValue) -> Cell:
        """What a column shows of a value."""
        if column.field is not None:
            cells = [self._shown(self._field(end, column.field, value)) for end in self._ends(value)]
        elif column.method is not None:
            cells = [_constant(self._graph, t, column.method, value.position) for t in self._types(value)]
        elif column.show is Show.TYPE:
            cells = [_named(t, _proof(value)) for t in self._types(value)]
        elif column.show is Show.CONSTRUCTOR:
            cells = [_named(made, _proof(value)) for made in self._constructors(value)]
        elif column.show is Show.KEY:
            cells = [self._key(value)]
        elif value.basic:
            cells = [self._shown(one) for one in self._followed(value, lambda v: v.kind is ValueKind.CONSTANT)]
        else:
            cells = [self._shown(value)]
        different = {(one.text, one.symbol): one for one in cells}
        if len(different) != 1:
            several = ", ".join(sorted(one.text for one in different.values()))
            raise lost(f"{_brief(value)} may be one of {several}" if different else _unknown(value), value.position)
        return next(iter(different.values()))

    def _shown(self, value: SourceValue) -> Cell:
        """A value as it stands."""
        proved = _proof(value)
        if value.kind is ValueKind.CONSTANT:
            return Cell(value.constant or "", None, proved)
        if value.kind in (ValueKind.NAME, ValueKind.RESULT) and value.symbol is not None and not value.basic:
            return _named(value.symbol, proved)
        if value.kind is ValueKind.LITERAL:
            return _named(value.type, proved) if value.type is not None else Cell(value.text, None, proved)
        if value.kind is ValueKind.FUNCTION:
            return Cell(FUNCTION_LITERAL, None, proved)
        raise lost(_unknown(value), value.position)

    def _key(self, value: SourceValue) -> Cell:
        """A map's key: a constant, a name, or a literal as it is written."""
        if value.kind is ValueKind.LITERAL:
            return Cell(value.text, None, _proof(value))
        if value.kind is ValueKind.RESULT:
            raise lost(f"the key {_brief(value)} is no constant", value.position)
        return self._shown(value)

    def _field(self, end: SourceValue, name: str, value: SourceValue) -> SourceValue:
        if end.kind is not ValueKind.LITERAL:
            raise lost(f"{_brief(value)} leads to no composite literal that gives a {name}", end.position)
        found = dict(end.fields).get(name)
        if found is None:
            raise lost(f"{_brief(value)} is given no {name}", end.position)
        return found

    def _types(self, value: SourceValue) -> list[Symbol]:
        """The named types that a value may have."""
        found: dict[Symbol, None] = {}
        for one in self._followed(value, lambda v: v.type is not None and not v.interface):
            if one.type is None or one.interface:
                known = f"by its interface {one.type.short} only" if one.type is not None else "by no name"
                raise lost(f"the type of {_brief(one)} is known {known}", one.position)
            found[one.type] = None
        return list(found)

    def _constructors(self, value: SourceValue) -> list[Symbol]:
        """The functions that may make a value."""
        found: dict[Symbol, None] = {}
        for one in self._followed(value, self._is_made):
            if one.symbol is None or not self._is_made(one):
                raise lost(f"no function makes {_brief(value)}", one.position)
            found[one.symbol] = None
        return list(found)

    def _is_made(self, value: SourceValue) -> bool:
        named = value.kind is ValueKind.NAME and value.symbol is not None
        return value.kind is ValueKind.RESULT or (named and self._is_function(value.symbol))

    def _is_function(self, symbol: Symbol | None) -> bool:
        declared = self._graph.declaration(symbol) if symbol is not None else None
        return declared is not None and declared.kind in (DeclarationKind.FUNC, DeclarationKind.METHOD)

    def _ends(self, value: SourceValue) -> Iterator[SourceValue]:
        return self._followed(value, lambda v: v.kind is ValueKind.LITERAL)

    def _followed(self, value: SourceValue, enough: Callable[[SourceValue], bool]) -> Iterator[SourceValue]:
        """The values that a value may be, followed until each is ``enough`` or leads no further; nil is passed over.

        A variable is followed to what it is declared with, a call to what the function returns, and a function that is
        given as a value to what it returns.
        """
        waiting, seen = [value], {value}
        while waiting:
            one = waiting.pop()
            _proof(one)
            if one.kind is ValueKind.CONSTANT and one.constant == "nil" and one is not value:
                continue
            further = () if enough(one) else self._behind(one)
            if not further:
                yield one
            fresh = [other for other in further if other not in seen]
            seen.update(fresh)
            waiting += fresh
            if len(seen) > MOST_FUNCTIONS:
                raise lost(f"{_brief(value)} goes through more than {MOST_FUNCTIONS} values", value.position)

    def _behind(self, value: SourceValue) -> tuple[SourceValue, ...]:
        """The values that a name or a call stands for; none where that is not known."""
        if value.kind is ValueKind.FUNCTION:
            return value.returns
        if value.symbol is None:
            return ()
        if value.kind is ValueKind.RESULT:
            return self._graph.results(value.symbol, value.result)
        if value.kind is ValueKind.NAME:
            if self._is_function(value.symbol):
                return self._graph.results(value.symbol)
            initial = self._graph.initial(value.symbol)
            return (initial,) if initial is not None else ()
        return ()


def lost(message: str, position: Position) -> SymbolError:
    """What to raise where something cannot be followed, with its place in the source."""
    return SymbolError(message, file=position.file, line=position.line)


def _unknown(value: SourceValue) -> str:
    return f"what {_brief(value)} is cannot be followed"


def _brief(value: SourceValue) -> str:
    """How a value is written; of a long one its beginning."""
    return value.text if len(value.text) <= _LONGEST else f"{value.text[:_LONGEST].rstrip()}…"


def _proof(value: SourceValue) -> Evidence:
    """The place that shows a value. Raises SymbolError where it is not certain."""
    proved = value.evidence
    if proved is None:
        raise lost(f"what {_brief(value)} is depends on what is not in the source", value.position)
    return proved


def _named(symbol: Symbol, proved: Evidence) -> Cell:
    return Cell(symbol.short, symbol, proved)


def _constant(graph: CodeGraph, t: Symbol, method: str, position: Position) -> Cell:
    """The constant that a type's method returns, proved by the method."""
    found = graph.member(t, method)
    declared = graph.declaration(found) if found is not None else None
    if found is None or declared is None:
        raise lost(f"{t.short} has no method {method}", position)
    constant = graph.text(found)
    if constant is None:
        raise lost(f"{t.short}.{method} returns no constant", declared.position)
    return Cell(constant, None, declared_at(declared))
