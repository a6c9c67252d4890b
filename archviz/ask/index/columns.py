"""Records as columns of numbers and texts.

Each field of a dataclass is a column. Symbols, names of files, function literals and what is stored in maps are written
once, in tables of their own, and are numbers in the columns, with 0 for none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from archviz.ask.index.blocks import pack_block
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
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from archviz.ask.index.blocks import ColumnBlock, Numbers

T = TypeVar("T")


class Form(NamedTuple):
    """How a field is written and read: as so many ``numbers``, or as something that JSON holds where that is 0."""

    encode: Callable[[ColumnWriter, Any], Any]
    decode: Callable[[Tables, Any], Any]
    numbers: int = 1


class Tables:
    """What is written once: symbols, names of files, function literals and what is stored in maps."""

    def __init__(self, block: ColumnBlock, rest: Callable[[], ColumnBlock]) -> None:
        self.package: str = block.texts["package"]
        self.files: list[str] = block.texts["files"]
        self.names = block.names
        self.symbols: list[Symbol | None] = [None] * len(self.names)
        """Those of each number that have been made; ``symbol`` makes the others."""
        self._packages: list[str] = block.texts["packages"]
        self._package = block.column(-1, len(self.names))
        self._block = block
        self._rest = rest
        self._literals: dict[int, FunctionLiteral] = {}
        self._written_literals: Records[FunctionLiteral] | None = None
        self._stored: Records[Stored] | None = None

    def symbol(self, number: int) -> Symbol:
        """The symbol of a number."""
        found = self.symbols[number]
        if found is None:
            name, _, member = self.names[number].partition(".")
            found = self.symbols[number] = Symbol(self._packages[self._package[number]], name, member)
        return found

    def literal(self, number: int) -> FunctionLiteral:
        """The function literal of a number."""
        if number not in self._literals:
            if self._written_literals is None:
                self._written_literals = Records(FunctionLiteral, self, self._block)
            around = [number]
            outer = self._written_literals.columns["outer"]
            while (next_ := outer[around[-1] - 1]) and next_ not in self._literals:
                around.append(next_)
            for one in reversed(around):  # so that none is made within another
                self._literals[one] = self._written_literals[one - 1]
        return self._literals[number]

    def stored(self, number: int) -> Stored:
        """The thing stored in a map of a number."""
        if self._stored is None:
            self._stored = Records(Stored, self, self._rest())
        return self._stored[number - 1]


class ColumnWriter:
    """Tables in the making, of the package of a path, whose ``declared`` symbols have the first numbers."""

    def __init__(self, package: str, declared: Iterable[Symbol]) -> None:
        self._package = package
        self._symbols: dict[Symbol, int] = {one: number for number, one in enumerate(declared, 1)}
        self._files: dict[str, int] = {}
        self._literals: dict[int, int] = {}
        self.literals: list[FunctionLiteral] = []
        self.all_stored: list[Stored] = []

    def symbol(self, symbol: Symbol) -> int:
        """The number of a symbol."""
        return self._symbols.setdefault(symbol, len(self._symbols) + 1)

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
            self.literals.append(one)
            self._literals[id(one)] = len(self.literals)
        return self._literals[id(literal)]

    def stored(self, stored: Stored) -> int:
        """The number of something that is stored."""
        self.all_stored.append(stored)
        return len(self.all_stored)

    def tables(self) -> tuple[str, dict[str, Any], list[int]]:
        """The names of symbols, names of packages and files, and the package of each symbol, once all is written."""
        packages = {self._package: 0}
        places = [0, *(packages.setdefault(one.package, len(packages)) for one in self._symbols)]
        names = "\n".join(("", *(one.short for one in self._symbols)))
        return names, {"package": self._package, "packages": list(packages), "files": list(self._files)}, places


def _or_none(form: Form) -> Form:
    encode, decode, count = form
    if count:
        return Form(
            lambda writer, value: 0 if value is None else encode(writer, value),
            lambda tables, value: decode(tables, value) if value else None,
        )
    return Form(
        lambda writer, value: None if value is None else encode(writer, value),
        lambda tables, value: None if value is None else decode(tables, value),
        0,
    )


def _many(form: Form) -> Form:
    encode, decode, _ = form
    return Form(
        lambda writer, values: [encode(writer, one) for one in values],
        lambda tables, values: tuple(decode(tables, one) for one in values),
        0,
    )


def _enum(kind: Any) -> Form:
    values = tuple(kind)
    numbers = {one: number for number, one in enumerate(values, 1)}
    return Form(lambda _, value: numbers[value], lambda _, value: values[value - 1])


_BOOL = Form(lambda _, value: int(value), lambda _, value: bool(value))
_NUMBER = Form(lambda _, value: value, lambda _, value: value)
_TEXT = Form(lambda _, value: value, lambda _, value: value, 0)
_SYMBOL = Form(ColumnWriter.symbol, Tables.symbol)
_SYMBOL_OR_NONE = _or_none(_SYMBOL)
_SYMBOLS = _many(_SYMBOL)
_LITERAL = _or_none(Form(ColumnWriter.literal, Tables.literal))
_PLACE = Form(ColumnWriter.position, lambda tables, at: Position(tables.files[at[0]], at[1], at[2]), 3)
_METHODS = _many(
    Form(
        lambda writer, one: [writer.symbol(one.symbol), one.type, int(one.pointer)],
        lambda tables, one: TypeMethod(tables.symbol(one[0]), one[1], bool(one[2])),
        0,
    )
)
_WORDS = _or_none(Form(lambda _, value: sorted(value), lambda _, value: frozenset(value), 0))

FORMS: dict[type, dict[str, Form]] = {
    Declared: {"symbol": _SYMBOL, "kind": _enum(DeclarationKind), "position": _PLACE},
    Relation: {
        "kind": _enum(RelationKind),
        "source": _SYMBOL,
        "target": _SYMBOL_OR_NONE,
        "position": _PLACE,
        "call": _or_none(_enum(CallKind)),
        "mode": _enum(Mode),
        "certain": _BOOL,
        "pointer": _BOOL,
        "through": _SYMBOL_OR_NONE,
        "receiver": _SYMBOL_OR_NONE,
        "field": _SYMBOL_OR_NONE,
        "arguments": _SYMBOLS,
        "stored": _or_none(Form(ColumnWriter.stored, Tables.stored)),
        "literal": _LITERAL,
    },
    Use: {
        "kind": _enum(UseKind),
        "source": _SYMBOL,
        "target": _SYMBOL,
        "position": _PLACE,
        "literal": _LITERAL,
        "certain": _BOOL,
    },
    FunctionLiteral: {
        "position": _PLACE,
        "use": _enum(LiteralUse),
        "receiver": _SYMBOL_OR_NONE,
        "outer": _LITERAL,
        "field": _SYMBOL_OR_NONE,
    },
    Stored: {
        "key": _TEXT,
        "key_text": _TEXT,
        "container_text": _TEXT,
        "value_text": _TEXT,
        "element": _SYMBOL_OR_NONE,
        "container": _SYMBOL_OR_NONE,
        "value_from": _or_none(_SYMBOLS),
        "value_read": _SYMBOL_OR_NONE,
        "container_read": _SYMBOL_OR_NONE,
    },
    MethodTable: {
        "symbol": _SYMBOL,
        "interface": _BOOL,
        "names": Form(lambda _, value: list(value), lambda _, value: tuple(value), 0),
        "methods": _METHODS,
        "plain": _BOOL,
        "promotes": _BOOL,
    },
    Unresolved: {"source": _SYMBOL, "position": _PLACE, "text": _TEXT, "reason": _TEXT, "name": _TEXT},
    Gap: {
        "kind": _enum(GapKind),
        "position": _PLACE,
        "message": _TEXT,
        "names": _WORDS,
        "symbol": _SYMBOL_OR_NONE,
        "package": _TEXT,
        "selected": _WORDS,
        "imports": _WORDS,
        "with_result": _BOOL,
    },
    Diagnostic: {"file": _TEXT, "line": _NUMBER, "message": _TEXT},
}
"""How each field of a record is written and read."""


class BlockWriter:
    """A block in the making: a table for each kind of record."""

    def __init__(self, writer: ColumnWriter) -> None:
        self._writer = writer
        self._columns: list[Sequence[int]] = []
        self._tables: dict[str, list[Any]] = {}

    def records(self, kind: type[T], records: Sequence[T], names: Iterable[str] = ()) -> None:
        """Writes records, or of each the fields of some names; ``Records`` reads them."""
        numbers: list[Sequence[int]] = []
        texts: list[list[Any]] = []
        for name in names or FORMS[kind]:
            encode, _, count = FORMS[kind][name]
            values = [encode(self._writer, getattr(record, name)) for record in records]
            if count > 1:
                numbers += [list(column) for column in zip(*values, strict=True)] or [[]] * count
            elif count:
                numbers.append(values)
            else:
                texts.append(values)
        self.numbers(kind.__name__, len(records), numbers, texts)

    def numbers(
        self, name: str, count: int, columns: Sequence[Sequence[int]], texts: Sequence[Sequence[Any]] = ()
    ) -> None:
        """Writes a table of columns of ``count`` rows each."""
        self._tables[name] = [len(self._columns), count, *map(_shortened, texts)]
        self._columns += columns

    def pack(self) -> bytes:
        """A block that has the tables alone."""
        return pack_block("", {"tables": self._tables}, self._columns)

    def pack_with_names(self, **texts: Any) -> bytes:
        """A block that has the names of symbols, packages and files, too, and some texts; a package's last one."""
        names, named, packages = self._writer.tables()
        return pack_block(names, {**named, **texts, "tables": self._tables}, [*self._columns, packages])


class Table:
    """The columns of a table of a block, by their order; each is read when it is asked for."""

    def __init__(self, block: ColumnBlock, name: str) -> None:
        self._start, self.count, *self._texts = block.texts["tables"][name]
        self._block = block

    def numbers(self, column: int) -> Numbers:
        """A column of numbers."""
        return self._block.column(self._start + column, self.count)

    def texts(self, column: int) -> Sequence[Any]:
        """A column of what JSON holds."""
        found: list[Any] = self._texts[column]
        return found * self.count if len(found) == 1 else found


class Records(Generic[T]):
    """Records that were written as columns. Each is made when it is asked for."""

    def __init__(self, kind: type[T], tables: Tables, block: ColumnBlock) -> None:
        table = Table(block, kind.__name__)
        self._kind = kind
        self._tables = tables
        self._count: int = table.count
        self.columns: dict[str, Sequence[Any]] = {}
        self._decoders: list[tuple[Callable[[Tables, Any], Any], Sequence[Any]]] = []
        numbers = texts = 0
        for name, form in FORMS[kind].items():
            column: Sequence[Any]
            if form.numbers > 1:
                column = list(zip(*(table.numbers(numbers + one) for one in range(form.numbers)), strict=True))
            else:
                column = table.numbers(numbers) if form.numbers else table.texts(texts)
            numbers += form.numbers
            texts += not form.numbers
            self.columns[name] = column
            self._decoders.append((form.decode, column))

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> T:
        tables = self._tables
        return self._kind(*[decode(tables, column[number]) for decode, column in self._decoders])

    def __iter__(self) -> Iterator[T]:
        return map(self.__getitem__, range(self._count))


def _shortened(values: Sequence[Any]) -> Sequence[Any]:
    return values[:1] if values and all(one == values[0] for one in values) else values
