"""Every call of a function, every entry of a map, or every type that implements an interface, as rows of a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from archviz.ask.answers import OpenKind, OpenReason
from archviz.ask.drawing import Aliases
from archviz.figures.cells import RowFacts, cell
from archviz.figures.claims import Claims, ColumnClaim, RowsClaim, Show, TableClaim
from archviz.model.counts import counted
from archviz.model.errors import SymbolError
from archviz.model.graph import DeclarationKind
from archviz.model.relations import evidence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archviz.golang.graph import Graph
    from archviz.model.graph import Declaration, Undecided
    from archviz.model.relations import Position
    from archviz.model.symbols import Symbol

MOST_ARGUMENTS = 20
"""How many columns a table has of the arguments of calls."""
_MOST_PLACES = 10
_COLUMN = re.compile(r"(?:argument (?P<argument>[1-9][0-9]?)\s*)?(?P<rest>.*)")
_OF = re.compile(r"(?P<key>field|method) (?P<name>[^\W\d]\w*)")


class RowsOf(StrEnum):
    """What a table has a row for."""

    CALLS = "calls"
    ENTRIES = "entries"
    IMPLEMENTERS = "implementers"


@dataclass(frozen=True, slots=True)
class AnsweredRow:
    """A row: what each column shows, and where in the source it stands.

    Of a value that cannot be followed the expression is shown as it is written, "" for what is only a part of it.
    """

    cells: tuple[str, ...]
    source: Symbol
    position: Position


@dataclass(frozen=True, slots=True)
class TableAnswer:
    """The rows that there are for a symbol, and whether these are all.

    ``unknown`` has a sentence for each column of which some cells cannot be followed. ``claims`` are the table as a
    figure, whose columns are optional where cells are unknown.
    """

    about: Symbol
    of: RowsOf
    columns: tuple[str, ...]
    rows: tuple[AnsweredRow, ...]
    claims: Claims
    open: tuple[OpenReason, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def closed(self) -> bool:
        """Whether every row there is in the packages searched is there for certain."""
        return not self.open


def parse_column(text: str) -> ColumnClaim:
    """A column as a person writes it: ``argument 2``, ``key``, ``argument 1 type``, ``field Path``, ``method Name``.

    Raises SymbolError for anything else.
    """
    words = " ".join(text.split())
    found = _COLUMN.fullmatch(words)
    rest = found["rest"] if found is not None else ""
    number = int(found["argument"]) if found is not None and found["argument"] else None
    of = _OF.fullmatch(rest)
    if of is not None:
        of_value = {"title": words, "argument": number, of["key"]: of["name"]}
        return msgspec.convert(of_value, ColumnClaim)
    if rest in tuple(Show) or (not rest and number is not None):
        return ColumnClaim(title=words, argument=number, show=Show(rest or Show.VALUE))
    hint = f"write `argument N`, {', '.join(Show)}, `field NAME` or `method NAME`; `argument 2 type` is of an argument"
    raise SymbolError(f"{text!r} is no column", hint=hint)


def table(
    graph: Graph,
    declaration: Declaration,
    packages: tuple[str, ...],
    columns: Sequence[ColumnClaim] = (),
    of: RowsOf | None = None,
) -> TableAnswer:
    """The rows of a symbol in some packages, sorted by their place; of entries by what the columns show.

    Without ``of`` they are the calls of a function or a method, the types that implement an interface, and the entries
    of any other symbol, which has to hold a map. Without ``columns`` these are the arguments, the key and the value, or
    the type and its package. Raises SymbolError where the symbol has no such rows.
    """
    of = of or _usual(declaration)
    rows, undecided = _rows(graph, declaration, packages, of)
    chosen = tuple(columns) or _columns(of, rows)
    cells = [_cells(graph, column, rows) for column in chosen]
    unknown = [_unknown(column, each) for column, each in zip(chosen, cells, strict=True)]
    found = tuple(
        AnsweredRow(tuple(map(str, each)), row.source, row.evidence)
        for row, each in zip(rows, zip(*cells, strict=True), strict=True)
    )
    ordered = sorted(found, key=(lambda row: row.cells) if of is RowsOf.ENTRIES else (lambda row: row.position))
    names = Aliases(graph)
    claim = TableClaim(
        rows=msgspec.convert({of.value: names.name(declaration.symbol)}, RowsClaim),
        columns=tuple(_optional(one, lacking=bool(lacking)) for one, lacking in zip(chosen, unknown, strict=True)),
    )
    claims = Claims(kind="table", title=f"{of} of {declaration.symbol.short}", packages=names.packages, table=(claim,))
    titles = tuple(str(column.title) for column in chosen)
    reasons = tuple(_reasons(undecided))
    return TableAnswer(declaration.symbol, of, titles, tuple(ordered), claims, reasons, tuple(filter(None, unknown)))


def _usual(declaration: Declaration) -> RowsOf:
    if declaration.kind in (DeclarationKind.FUNC, DeclarationKind.METHOD):
        return RowsOf.CALLS
    return RowsOf.IMPLEMENTERS if declaration.kind is DeclarationKind.INTERFACE else RowsOf.ENTRIES


def _rows(
    graph: Graph, declaration: Declaration, packages: tuple[str, ...], of: RowsOf
) -> tuple[list[RowFacts], tuple[Undecided, ...]]:
    symbol = declaration.symbol
    if of is RowsOf.CALLS:
        if declaration.kind not in (DeclarationKind.FUNC, DeclarationKind.METHOD):
            raise SymbolError(f"{symbol} is a {declaration.kind}, which nothing calls by its name")
        calls = graph.calls(symbol, packages)
        return [RowFacts(one.source, one.evidence, arguments=one.arguments) for one in calls.sites], calls.undecided
    if of is RowsOf.ENTRIES:
        entries = graph.entries(symbol, packages)
        rows = [RowFacts(one.source, one.evidence, one.key, one.value) for one in entries.entries]
        return rows, entries.undecided
    known = graph.implementers(symbol, packages)
    if known is None:
        raise SymbolError(f"{symbol} is no interface with methods, so every type implements it, or none")
    return [RowFacts(one.source, evidence(one), implements=one) for one in known.relations], known.undecided


def _columns(of: RowsOf, rows: Sequence[RowFacts]) -> tuple[ColumnClaim, ...]:
    if of is RowsOf.ENTRIES:
        return (ColumnClaim(title="key", show=Show.KEY), ColumnClaim(title="value"))
    if of is RowsOf.IMPLEMENTERS:
        return (ColumnClaim(title="type", show=Show.TYPE), ColumnClaim(title="package", show=Show.PACKAGE))
    most = min(MOST_ARGUMENTS, max((len(row.arguments) for row in rows), default=0))
    arguments = (ColumnClaim(title=f"argument {i}", argument=i) for i in range(1, most + 1))
    return (*arguments, ColumnClaim(title="function", show=Show.FUNCTION))


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    why: str = ""

    def __str__(self) -> str:
        return self.text


def _cells(graph: Graph, column: ColumnClaim, rows: Sequence[RowFacts]) -> list[_Cell]:
    found = []
    for row in rows:
        try:
            found.append(_Cell(cell(graph, column, row).text))
        except SymbolError as error:
            why = f"{error.message} ({error.file}:{error.line})" if error.file else error.message
            found.append(_Cell(_as_written(column, row), why))
    return found


def _as_written(column: ColumnClaim, row: RowFacts) -> str:
    """The expression of a value that cannot be followed; "" for what is only a part of it."""
    if column.show is Show.KEY and row.key is not None:
        return row.key.text
    if column.show is not Show.VALUE or column.field is not None or column.method is not None:
        return ""
    if column.argument is not None:
        return row.arguments[column.argument - 1].text if column.argument <= len(row.arguments) else ""
    return row.value.text if row.value is not None else ""


def _unknown(column: ColumnClaim, cells: Sequence[_Cell]) -> str:
    whys = [one.why for one in cells if one.why]
    if not whys:
        return ""
    return f"{len(whys):,} of {counted(len(cells), 'cell')} of {column.title} cannot be followed: {whys[0]}"


def _optional(column: ColumnClaim, *, lacking: bool) -> ColumnClaim:
    return msgspec.structs.replace(column, optional=lacking)


def _reasons(undecided: Sequence[Undecided]) -> Iterator[OpenReason]:
    if undecided:
        places = tuple(one.position for one in undecided[:_MOST_PLACES])
        message = f"{counted(len(undecided), 'place')} may make more rows: {undecided[0].reason}"
        yield OpenReason(OpenKind.UNRESOLVED, len(undecided), message, places)
