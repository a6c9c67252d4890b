"""Tables: what implements an interface, is put into a map or given to a function, and what columns show of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

from archviz.figures.cells import RowFacts, cell, lost
from archviz.figures.claims import Sort, as_text
from archviz.figures.implementers import implementers, undecided_finding
from archviz.figures.ledger import below
from archviz.model.errors import SymbolError
from archviz.model.figure import Cell, TableColumn, TableRow
from archviz.model.finding import FindingKind, Severity
from archviz.model.relations import evidence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from archviz.figures.claims import ColumnClaim, TableClaim
    from archviz.figures.ledger import Ledger
    from archviz.model.figure import Total
    from archviz.model.graph import CodeGraph, Undecided
    from archviz.model.symbols import Symbol
    from archviz.model.values import CallSite

_MOST_NAMED = 3
"""How many cells or places a finding names."""


@dataclass(frozen=True, slots=True)
class TableContent:
    """A table's columns, its rows in their order, and what is counted of them."""

    columns: tuple[TableColumn, ...] = ()
    rows: tuple[TableRow, ...] = ()
    totals: tuple[Total, ...] = ()


class Collector(Protocol):
    """A table that follows the conventions of one project, where rows and columns alone cannot say what it is."""

    def collect(self, graph: CodeGraph, options: Mapping[str, str], symbol: Callable[[str], Symbol]) -> TableContent:
        """The table that the claim's options ask for; ``symbol`` resolves what is written as ``alias.Name`` in them.

        Raises SymbolError where an option is missing or anything cannot be followed.
        """


def table(ledger: Ledger, collectors: Mapping[str, Collector]) -> TableContent:
    """The table of a figure. Where a part of it cannot be proved there is a finding, and that part has no rows."""
    whole = TableContent()
    for i, claim in enumerate(ledger.figure.claims.table):
        if ledger.applies(claim):
            path = f"table[{i}]"
            ledger.claimed.add(path)
            content = (
                _collected(ledger, claim, path, collectors) if claim.rows.collector else _derived(ledger, claim, path)
            )
            if whole.columns and content.columns and content.columns != whole.columns:
                message = "it has other columns than the part before it, and a table has one head"
                ledger.finding(FindingKind.OPEN_CELL, path, ledger.figure.claims.id, message)
            whole = TableContent(
                whole.columns or content.columns, whole.rows + content.rows, whole.totals + content.totals
            )
    return whole


def _collected(ledger: Ledger, claim: TableClaim, path: str, collectors: Mapping[str, Collector]) -> TableContent:
    name = claim.rows.collector or ""
    collector = collectors.get(name)
    if collector is None:
        hint = f"there is {', '.join(sorted(collectors))}" if collectors else "use `calls`, `entries` or `implementers`"
        ledger.finding(FindingKind.UNKNOWN_SYMBOL, path, name, f"there is no collector {name}", hint)
        return TableContent()
    try:
        return collector.collect(ledger.graph, claim.rows.options, partial(ledger.figure.symbol, path=path))
    except SymbolError as error:
        ledger.finding(FindingKind.UNKNOWN_SYMBOL, path, _subject(claim), _said(error), error.hint or "")
        return TableContent()


def _derived(ledger: Ledger, claim: TableClaim, path: str) -> TableContent:
    """The rows that a claim derives from the source; none where one of them cannot be proved."""
    columns = tuple(TableColumn(as_text(column.title), column.group) for column in claim.columns)
    ledger.claimed.update(f"{path}.columns[{i}]" for i in range(len(columns)))
    facts: list[RowFacts] = []
    for name in _names(claim):
        facts += _rows(ledger, claim, name, path)
    known = not ledger.errors(path)
    cells = [_cells(ledger, column, f"{path}.columns[{i}]", facts) for i, column in enumerate(claim.columns)]
    complete = not ledger.errors(path)
    if known:
        _counted(ledger, claim, path, len(facts))
    if not complete:
        return TableContent(columns)
    rows = [TableRow(row.source, each, row.evidence) for row, each in zip(facts, zip(*cells, strict=True), strict=True)]
    return TableContent(columns, tuple(_sorted(rows, claim, columns)))


def _names(claim: TableClaim) -> tuple[str, ...]:
    names = claim.rows.calls or claim.rows.entries or claim.rows.implementers or ()
    return (names,) if isinstance(names, str) else names


def _rows(ledger: Ledger, claim: TableClaim, name: str, path: str) -> Iterator[RowFacts]:
    """What there is a row for, by a symbol that the claim names; a finding where that is not known in full."""
    declared = ledger.declared(name, path)
    if declared is None:
        return
    symbol, graph = declared.symbol, ledger.graph
    packages = tuple(p for p in graph.packages() if below(p, claim.below)) if claim.below else None
    if claim.rows.implementers is not None:
        known = implementers(ledger, symbol, claim.below, path)
        if known is None:
            return
        _undecided(ledger, claim, path, symbol, f"what implements {symbol.short}", known.undecided)
        yield from (RowFacts(r.source, evidence(r), implements=r) for r in known.relations)
    elif claim.rows.entries is not None:
        found = graph.entries(symbol, packages)
        _undecided(ledger, claim, path, symbol, f"what is put into {symbol.short}", found.undecided)
        for entry in found.entries:
            yield RowFacts(entry.source, entry.evidence, entry.key, entry.value)
    else:
        calls = graph.calls(symbol, packages)
        _undecided(ledger, claim, path, symbol, f"what calls {symbol.short}", calls.undecided)
        for site in calls.sites:
            yield from _of_call(ledger, claim, site, path)


def _of_call(ledger: Ledger, claim: TableClaim, site: CallSite, path: str) -> Iterator[RowFacts]:
    """The row of a call, or of each value of its variadic parameter where a column shows that."""
    first = site.variadic
    if first is None or all(column.argument != first + 1 for column in claim.columns):
        yield RowFacts(site.source, site.evidence, arguments=site.arguments)
    elif site.spread:
        given = site.arguments[-1]
        error = lost(f"{given.text}... gives values that cannot be told apart", given.position)
        ledger.finding(FindingKind.OPEN_CELL, path, site.source, _said(error))
    else:
        for value in site.arguments[first:]:
            yield RowFacts(site.source, value.evidence or site.evidence, arguments=(*site.arguments[:first], value))


def _undecided(
    ledger: Ledger, claim: TableClaim, path: str, symbol: Symbol, what: str, undecided: tuple[Undecided, ...]
) -> None:
    if undecided:
        where = f"{path}.count" if claim.count is not None else path
        if claim.count is not None:
            ledger.claimed.add(where)
        undecided_finding(ledger, where, symbol, what, undecided, "rows", _MOST_NAMED)


def _counted(ledger: Ledger, claim: TableClaim, path: str, count: int) -> None:
    if claim.count is not None:
        ledger.claimed.add(f"{path}.count")
    if claim.count is not None and claim.count != count:
        message = f"the source has {count} rows, not {claim.count}"
        ledger.finding(FindingKind.WRONG_COUNT, f"{path}.count", _subject(claim), message)
    elif claim.count is None and not count:
        message = f"nothing in the source makes a row of {_subject(claim)}"
        ledger.finding(FindingKind.WRONG_COUNT, path, _subject(claim), message, "`count: 0` says that there is none")


def _cells(ledger: Ledger, column: ColumnClaim, path: str, rows: Iterable[RowFacts]) -> list[Cell]:
    """What rows have in a column; one finding for all of them that cannot be followed."""
    cells: list[Cell] = []
    errors: list[SymbolError] = []
    for row in rows:
        try:
            cells.append(cell(ledger.graph, column, row))
        except SymbolError as error:
            cells.append(Cell())
            errors.append(error)
    if errors:
        name = as_text(column.title).en
        which = "; ".join(map(_said, errors[:_MOST_NAMED]))
        more = f"; and {len(errors) - _MOST_NAMED} more" if len(errors) > _MOST_NAMED else ""
        message = f"{len(errors)} of {len(cells)} cells of {name} are not known: {which}{more}"
        hint = "" if column.optional else "`optional: true` shows a dash for a cell that is not known"
        severity = Severity.NOTE if column.optional else Severity.ERROR
        ledger.finding(FindingKind.OPEN_CELL, path, name, message, hint, severity, detail=name)
    return cells


def _sorted(rows: list[TableRow], claim: TableClaim, columns: tuple[TableColumn, ...]) -> list[TableRow]:
    """The rows in the claim's order, those of a group together."""

    def shown(row: TableRow) -> tuple[tuple[str, str], ...]:
        return tuple((one.text, str(one.symbol or "")) for one in row.cells)

    if claim.sort is Sort.COLUMNS:
        return sorted(rows, key=lambda row: (shown(row), row.evidence))
    grouped = sum(column.group for column in columns)
    ordered = sorted(rows, key=lambda row: row.evidence)
    first: dict[tuple[tuple[str, str], ...], int] = {}
    for i, row in enumerate(ordered):
        for depth in range(1, grouped + 1):
            first.setdefault(shown(row)[:depth], i)
    return sorted(ordered, key=lambda row: [first[shown(row)[:depth]] for depth in range(1, grouped + 1)])


def _subject(claim: TableClaim) -> str:
    return ", ".join(_names(claim)) or claim.rows.collector or ""


def _said(error: SymbolError) -> str:
    return f"{error.message} ({error.file}:{error.line})" if error.file else error.message
