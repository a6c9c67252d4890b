"""The command that answers with a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archviz.cli.choices import Choice
from archviz.cli.completion import complete_symbol
from archviz.cli.output import Bright
from archviz.cli.questions import print_lines, print_text, question
from archviz.model.counts import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.ask.questions.table import TableAnswer
    from archviz.cli.answers import Line
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings

_WIDEST = 60


@click.command()
@click.argument("symbol", shell_complete=complete_symbol)
@question(
    click.option(
        "--of",
        "rows_of",
        type=Choice(("calls", "entries", "implementers")),
        default=None,
        help="What there is a row for. Default: the calls of a function, the implementers of an interface, the entries "
        "of what holds a map.",
    ),
    click.option(
        "--column",
        "columns",
        multiple=True,
        metavar="WHAT",
        help="A column; several from left to right. Default: all arguments and the function, the key and the value, or "
        "the type and its package.",
    ),
    formats=("text", "json", "csv", "markdown", "yaml"),
)
def table(
    project: Project,
    settings: Settings,
    symbol: str,
    rows_of: str | None,
    columns: tuple[str, ...],
    packages: tuple[str, ...],
    form: str,
    out: str,
) -> None:
    """List all calls of a function with their arguments, all entries of a map, or all types of an interface.

    SYMBOL is a name such as `RegisterPlugin`, `server.routes` or `Storage`, or a whole one with its import path: of a
    function or method, of a field or package variable that holds a map or a function that returns one, or of an
    interface. The source is the Go module around the working directory, or what --source names.

    \b
    archviz table RegisterPlugin
    archviz table http.HandleFunc --packages './...' --column 'argument 1' --column 'argument 2'
    archviz table server.routes --column key --column type --format csv
    archviz table Storage --column type --column 'method Name' --format markdown
    archviz table RegisterPlugin --format yaml --out diagrams/plugins.yaml

    \b
    value, argument 2    a constant, what a name names, the function that was called, a literal's type
    key                  the key of a map's entry
    type                 the named type of the value; `argument 2 type` of an argument
    constructor          the function that makes the value
    field NAME           what the composite literal that is the value gives a field
    method NAME          the constant that a method of the value's type returns
    function, package    where the row stands in the source

    Values are followed through variables and functions. Where that is not possible a value stands as it is written, and
    a dash for a part of it; a note counts them. `--format yaml` prints the table as a figure. JSON is one object with
    "about", "of", "columns", "rows" ("cells", "source", "file", "line", "col"), "closed", "open" and "notes".
    """
    from archviz.ask.questions.table import RowsOf
    from archviz.workspace.table import csv_text, figure_text, find_table, markdown_text, table_facts

    of = RowsOf(rows_of) if rows_of else None
    found = find_table(project, settings, symbol, columns=columns, of=of, packages=packages)
    if form == "text":
        print_lines(_lines(found), out)
        return
    if form == "json":
        from archviz.model.safe import json_text

        text = json_text(table_facts(found), spaces=2)
    else:
        text = {"csv": csv_text, "markdown": markdown_text, "yaml": figure_text}[form](found)
        for note in (*found.unknown, *(one.message for one in found.open)):
            settings.progress.note(note)
    print_text(text, out)


def _lines(found: TableAnswer) -> Iterator[Line]:
    from archviz.workspace.table import UNKNOWN

    rows = [[_short(one) or UNKNOWN for one in row.cells] for row in found.rows]
    widths = [max(map(len, column)) for column in zip(found.columns, *rows, strict=True)]
    if rows:
        yield (Bright("  ".join(title.ljust(width) for title, width in zip(found.columns, widths, strict=True))),)
    for row, cells in zip(found.rows, rows, strict=True):
        padded = (one.ljust(width) for one, width in zip(cells, widths, strict=True))
        yield ("  ".join((*padded, str(row.position))),)
    yield from (("note: ", note) for note in found.unknown)
    count = counted(len(found.rows), "row")
    if found.closed:
        yield Bright("closed", "green"), f": {count}"
        return
    yield Bright("open", "yellow"), f": {count}, and there may be more"
    for reason in found.open:
        yield "  ", Bright(reason.kind.value, "yellow"), f": {reason.message}"
        yield from ((f"    {place}",) for place in reason.places[:3])


def _short(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"
