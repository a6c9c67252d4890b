"""Records as columns of numbers and texts, which JSON holds in little room and gives back in a moment.

Each field of a dataclass is a column. Symbols, file names and the things that records share are written once, in
tables of their own, and are numbers in the columns. A column in which every record has the same value is that value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from archviz.model.graph import DeclarationKind, Declared, Diagnostic, Gap, GapKind, MethodTable, TypeMethod, Unresolved
from archviz.model.relations import (
    CallKind,
    FunctionLiteral,
    LiteralUse,
    Mode,
    Position,
    Relation,
    RelationKind,
    Stored,
    Use,
    UseKind,
)
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")
Column = Any
"""A list with a value for each record, or ``[value]`` alone where all records have the same one."""

_Encode = Callable[["ColumnWriter", Any], Any]
_Decode = Callable[["Tables", Any], Any]


class Tables:
    """What is written once: symbols, names of files, function literals and what is stored in maps."""

    def __init__(self, written: dict[str, Any]) -> None:
        self.names: list[str] = written["symbols"]
        self.files: list[str] = written["files"]
        self._symbols: list[Symbol | None] = [None] * len(self.names)
        self._written = written
        self._literals: list[FunctionLiteral] = []
        self._stored: Records[Stored] | None = None

    def symbol(self, number: int) -> Symbol:
        """The symbol of a number."""
        found = self._symbols[number]
        if found is None:
            found = self._symbols[number] = Symbol(*self.names[number].split("\n"))
        return found

    def literal(self, number: int) -> FunctionLiteral:
        """The function literal of a number."""
        if not self._literals:  # each stands behind the one around it, so that none is made within another
            self._literals.extend(Records(FunctionLiteral, self, self._written["literals"]))
        return self._literals[number]

    def stored(self, number: int) -> Stored:
        """The thing stored in a map of a number."""
        if self._stored is None:
            self._stored = Records(Stored, self, self._written["stored"])
        return self._stored[number]


class ColumnWriter:
    """Tables in the making."""

    def __init__(self) -> None:
        self._symbols: dict[Symbol, int] = {}
        self._files: dict[str, int] = {}
        self._literals: dict[int, int] = {}
        self._known: list[FunctionLiteral] = []
        self._stored: list[Stored] = []

    def symbol(self, symbol: Symbol) -> int:
        """The number of a symbol."""
        return self._symbols.setdefault(symbol, len(self._symbols))

    def position(self, at: Position) -> tuple[int, int, int]:
        """A place, with the number of its file."""
        return self._files.setdefault(at.file, len(self._files)), at.line, at.col

    def literal(self, literal: FunctionLiteral) -> int:
        """The number of a function literal, which comes after that of the one around it."""
        row: list[FunctionLiteral] = []
        inner: FunctionLiteral | None = literal
        while inner is not None and id(inner) not in self._literals:
            row.append(inner)
            inner = inner.outer
        for one in reversed(row):
            self._literals[id(one)] = len(self._known)
            self._known.append(one)
        return self._literals[id(literal)]

    def stored(self, stored: Stored) -> int:
        """The number of something that is stored."""
        self._stored.append(stored)
        return len(self._stored) - 1

    def tables(self) -> dict[str, Any]:
        """The tables, once all records have been written."""
        literals = columns(self, FunctionLiteral, self._known)
        stored = columns(self, Stored, self._stored)
        return {
            "symbols": ["\n".join((one.package, one.name, one.member)) for one in self._symbols],
            "files": list(self._files),
            "literals": literals,
            "stored": stored,
        }


def _optional(encode: _Encode, decode: _Decode) -> tuple[_Encode, _Decode]:
    return (
        lambda writer, value: None if value is None else encode(writer, value),
        lambda tables, value: None if value is None else decode(tables, value),
    )


def _many(encode: _Encode, decode: _Decode) -> tuple[_Encode, _Decode]:
    return (
        lambda writer, values: [encode(writer, one) for one in values],
        lambda tables, values: tuple(decode(tables, one) for one in values),
    )


def _enum(kind: Any) -> tuple[_Encode, _Decode]:
    by_value = {one.value: one for one in kind}
    return lambda _, value: value.value, lambda _, value: by_value[value]


_PLAIN: tuple[_Encode, _Decode] = (lambda _, value: value, lambda _, value: value)
_SYMBOL: tuple[_Encode, _Decode] = (ColumnWriter.symbol, Tables.symbol)
_SYMBOL_OR_NONE = _optional(*_SYMBOL)
_SYMBOLS = _many(*_SYMBOL)
_LITERAL = _optional(ColumnWriter.literal, Tables.literal)
_PLACE: tuple[_Encode, _Decode] = (
    ColumnWriter.position,
    lambda tables, at: Position(tables.files[at[0]], at[1], at[2]),
)
_METHODS = _many(
    lambda writer, one: [writer.symbol(one.symbol), one.type, one.pointer],
    lambda tables, one: TypeMethod(tables.symbol(one[0]), one[1], one[2]),
)
_WORDS = _optional(lambda _, value: sorted(value), lambda _, value: frozenset(value))

FORMS: dict[type, dict[str, tuple[_Encode, _Decode]]] = {
    Declared: {"symbol": _SYMBOL, "kind": _enum(DeclarationKind), "position": _PLACE},
    Relation: {
        "kind": _enum(RelationKind),
        "source": _SYMBOL,
        "target": _SYMBOL_OR_NONE,
        "position": _PLACE,
        "call": _optional(*_enum(CallKind)),
        "mode": _enum(Mode),
        "certain": _PLAIN,
        "pointer": _PLAIN,
        "through": _SYMBOL_OR_NONE,
        "receiver": _SYMBOL_OR_NONE,
        "field": _SYMBOL_OR_NONE,
        "arguments": _SYMBOLS,
        "stored": _optional(ColumnWriter.stored, Tables.stored),
        "literal": _LITERAL,
    },
    Use: {
        "kind": _enum(UseKind),
        "source": _SYMBOL,
        "target": _SYMBOL,
        "position": _PLACE,
        "literal": _LITERAL,
        "certain": _PLAIN,
    },
    FunctionLiteral: {
        "position": _PLACE,
        "use": _enum(LiteralUse),
        "receiver": _SYMBOL_OR_NONE,
        "outer": _LITERAL,
        "field": _SYMBOL_OR_NONE,
    },
    Stored: {
        "key": _PLAIN,
        "key_text": _PLAIN,
        "container_text": _PLAIN,
        "value_text": _PLAIN,
        "element": _SYMBOL_OR_NONE,
        "container": _SYMBOL_OR_NONE,
        "value_from": _optional(*_SYMBOLS),
        "value_read": _SYMBOL_OR_NONE,
        "container_read": _SYMBOL_OR_NONE,
    },
    MethodTable: {
        "symbol": _SYMBOL,
        "interface": _PLAIN,
        "names": (lambda _, value: list(value), lambda _, value: tuple(value)),
        "methods": _METHODS,
        "plain": _PLAIN,
        "promotes": _PLAIN,
    },
    Unresolved: {"source": _SYMBOL, "position": _PLACE, "text": _PLAIN, "reason": _PLAIN, "name": _PLAIN},
    Gap: {
        "kind": _enum(GapKind),
        "position": _PLACE,
        "message": _PLAIN,
        "names": _WORDS,
        "symbol": _SYMBOL_OR_NONE,
        "package": _PLAIN,
        "selected": _WORDS,
        "imports": _WORDS,
        "with_result": _PLAIN,
    },
    Diagnostic: {"file": _PLAIN, "line": _PLAIN, "message": _PLAIN},
}
"""How each field of a record is written and read."""


def columns(writer: ColumnWriter, kind: type[T], records: Iterable[T]) -> list[Column]:
    """Records of a kind as a column for each field, in the fields' order; ``Records`` reads them."""
    every = list(records)
    found: list[Column] = [len(every)]
    for one in fields(kind):  # type: ignore[arg-type]
        encode = FORMS[kind][one.name][0]
        values = [encode(writer, getattr(record, one.name)) for record in every]
        if FORMS[kind][one.name] is _PLACE:
            found += [_shortened(list(column)) for column in zip(*values, strict=True)] or [[], [], []]
        else:
            found.append(_shortened(values))
    return found


def _shortened(values: list[Any]) -> Column:
    return values[:1] if values and all(one == values[0] for one in values) else values


class Records(Generic[T]):
    """Records that were written as columns. Each is made when it is asked for."""

    def __init__(self, kind: type[T], tables: Tables, written: list[Column]) -> None:
        self._kind = kind
        self._tables = tables
        self._count: int = written[0]
        rest = iter(written[1:])
        self.columns: dict[str, Column] = {}
        self._decoders: list[tuple[_Decode, Column]] = []
        for one in fields(kind):  # type: ignore[arg-type]
            form = FORMS[kind][one.name]
            values = list(zip(*(self._full(next(rest)) for _ in range(3)), strict=True)) if form is _PLACE else None
            column = self.columns[one.name] = self._full(next(rest)) if values is None else values
            self._decoders.append((form[1], column))

    def _full(self, column: Column) -> Column:
        return column * self._count if len(column) == 1 else column

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> T:
        tables = self._tables
        return self._kind(*[decode(tables, column[number]) for decode, column in self._decoders])

    def __iter__(self) -> Iterator[T]:
        return map(self.__getitem__, range(self._count))
