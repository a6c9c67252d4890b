"""Tables as answers to questions about a project's source, and what they are written as."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from archviz.ask.questions.table import RowsOf, TableAnswer, parse_column, table
from archviz.ask.source_facts import SourceFacts
from archviz.figures.write import write
from archviz.workspace.ask import named, reason_facts
from archviz.workspace.facts import open_facts

if TYPE_CHECKING:
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings

UNKNOWN = "—"
"""What stands for a cell that is not known where people read it."""


def find_table(
    project: Project,
    settings: Settings,
    symbol: str,
    *,
    columns: tuple[str, ...] = (),
    of: RowsOf | None = None,
    packages: tuple[str, ...] = (),
) -> TableAnswer:
    """The rows of the symbol that a text names.

    Raises SymbolError for a name that no declaration or several have, for what is no column, and for a symbol that has
    no such rows; SourceError where the source cannot be opened or has no such packages.
    """
    from archviz.workspace.subject import open_graph

    chosen = tuple(map(parse_column, columns))
    facts = open_facts(project, settings, packages)
    (asked,), _ = named(facts, (symbol,))
    graph = facts.graph if isinstance(facts, SourceFacts) else open_graph(project, settings)
    declaration = graph.declaration(asked.symbol)
    assert declaration is not None  # noqa: S101  # the facts have it, and it is the same source
    return table(graph, declaration, facts.packages, chosen, of)


def table_facts(found: TableAnswer) -> dict[str, Any]:
    """A table for JSON."""
    return {
        "about": str(found.about),
        "of": found.of.value,
        "columns": list(found.columns),
        "rows": [
            {
                "cells": [one or None for one in row.cells],
                "source": str(row.source),
                "file": row.position.file,
                "line": row.position.line,
                "col": row.position.col,
            }
            for row in found.rows
        ],
        "closed": found.closed,
        "open": [reason_facts(one) for one in found.open],
        "notes": list(found.unknown),
    }


def csv_text(found: TableAnswer) -> str:
    """A table as comma-separated values (RFC 4180), with a head, and a file and a line for each row."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*found.columns, "file", "line"))
    writer.writerows((*row.cells, row.position.file, row.position.line) for row in found.rows)
    return text.getvalue()


def markdown_text(found: TableAnswer) -> str:
    """A table of GitHub's Markdown."""
    head = [*found.columns, "place"]
    rows = [[one or UNKNOWN for one in row.cells] + [row.position.in_line] for row in found.rows]
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(map(_escaped, line))} |\n" for line in lines)


def _escaped(text: str) -> str:
    return " ".join(text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").split())


def figure_text(found: TableAnswer) -> str:
    """A table as a figure's file."""
    return write(found.claims)
