"""What a schema cannot say of a table: which columns fit which rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.figures.claims import Show, Sort, as_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.figures.claims import ColumnClaim, RowsClaim, TableClaim

_ROWS = ("calls", "entries", "implementers", "collector")
_PLACES = (Show.FUNCTION, Show.PACKAGE)
"""What needs no value."""


def table_faults(claim: TableClaim) -> Iterator[tuple[str, str]]:
    """What is wrong with a table's claim, each with its path within the claim (``.columns[1].argument``)."""
    chosen = [name for name in _ROWS if getattr(claim.rows, name) is not None]
    if len(chosen) != 1:
        yield ".rows", "rows are one of `calls`, `entries`, `implementers` and `collector`"
        return
    if claim.rows.collector is not None:
        yield from _idle(claim)
        return
    if claim.rows.options:
        yield ".rows.with", "only a `collector` has `with`"
    if not claim.columns:
        yield "", "a table needs `columns`, each with a `title` and what it shows"
    elif claim.columns[-1].group:
        yield f".columns[{len(claim.columns) - 1}].group", "one column at least is no group"
    titles: list[str] = []
    for i, column in enumerate(claim.columns):
        path = f".columns[{i}]"
        title = as_text(column.title).en
        if title in titles:
            yield f"{path}.title", f"two columns are called {title}"
        titles.append(title)
        if column.group and i and not claim.columns[i - 1].group:
            yield f"{path}.group", "columns that are groups come first"
        yield from ((f"{path}{where}", message) for where, message in _column(column, claim.rows))


def _idle(claim: TableClaim) -> Iterator[tuple[str, str]]:
    """What says nothing of a table that a collector makes."""
    for key, idle in (
        ("columns", not claim.columns),
        ("below", not claim.below),
        ("count", claim.count is None),
        ("sort", claim.sort is Sort.COLUMNS),
    ):
        if not idle:
            yield f".{key}", f"a table that a `collector` makes has no `{key}`"


def _column(column: ColumnClaim, rows: RowsClaim) -> Iterator[tuple[str, str]]:
    parts = [key for key in ("method", "field") if getattr(column, key) is not None]
    if column.show is not Show.VALUE:
        parts.append("show")
    if len(parts) > 1:
        yield f".{parts[1]}", "a column has one of `show`, `method` and `field`"
    if column.show is Show.KEY and rows.entries is None:
        yield ".show", "only the entries of a map have a key; of a call, name the `argument`"
    if column.argument is not None and (rows.calls is None or column.show in _PLACES):
        yield ".argument", "only a column that shows a value of a call has an `argument`"
    if column.argument is None and rows.calls is not None and column.show not in _PLACES:
        yield "", "a column of calls needs `argument`: the number of the one that it shows, from 1"
    if rows.implementers is not None and (column.field is not None or column.show is Show.CONSTRUCTOR):
        yield f".{parts[0]}", "a type that implements an interface has a type, a package and methods to show"
