"""Commands that add claims to a figure's file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archviz.cli import output
from archviz.cli.check import show_findings
from archviz.cli.choices import Choice
from archviz.cli.errors import show_error
from archviz.cli.options import common, source_option
from archviz.model.relations import Mode, RelationKind

if TYPE_CHECKING:
    from archviz.workspace.add import NewCard, NewEdge
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings

_KINDS = [kind.value for kind in RelationKind]
_MODES = [mode.value for mode in Mode if mode]
_DRY_RUN = click.option("--dry-run", is_flag=True, help="Print the change as a patch and write nothing.")


@click.group()
def add() -> None:
    """Add a card or an edge to a figure's file, after the source has proved it.

    The text of the file, its comments and its layout stay. Aliases of packages, and the rows and cards that an edge
    needs, are added with it; each change is printed. Where the source does not prove it nothing is written, the nearest
    true relations are shown, and the exit code is 1.

    \b
    archviz add card request-path Server.Serve
    archviz add card request-path Server --fields mux,log --methods Serve
    archviz add edge request-path Server.Serve Mux.ServeHTTP --step 3
    """


@add.command()
@click.argument("figure")
@click.argument("symbol")
@click.option("--fields", default="", metavar="A,B", help="Fields of the type to show as rows.")
@click.option("--methods", default="", metavar="X,Y", help="Methods of the type to show as rows.")
@_DRY_RUN
@source_option
@common
def card(
    project: Project, settings: Settings, figure: str, symbol: str, fields: str, methods: str, dry_run: bool
) -> None:
    """Add a card for a type or a function to FIGURE, or rows to the card that it has.

    FIGURE is a number, an id or a file name. SYMBOL is written as in the figure (`k.Chef`), as a short name (`Chef`,
    `Chef.heat`) or with its import path.
    """
    from archviz.workspace.add import NewCard

    _add(project, settings, figure, NewCard(symbol, _names(fields), _names(methods)), dry_run=dry_run)


@add.command()
@click.argument("figure")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("--kind", type=Choice(_KINDS), help="Default: the only one that the source proves.")
@click.option("--mode", type=Choice(_MODES), help="How the call is made.")
@click.option("--in", "within", default="", metavar="FUNC", help="The function that proves an edge of kind sets.")
@click.option(
    "--step",
    type=click.IntRange(1, 1000),
    metavar="N",
    help="Its number on the path; where that is taken, the steps from there on move up.",
)
@click.option("--label", default="", metavar="TEXT", help="A short word on the arrow.")
@_DRY_RUN
@source_option
@common
def edge(
    project: Project,
    settings: Settings,
    figure: str,
    source: str,
    target: str,
    kind: str | None,
    mode: str | None,
    within: str,
    step: int | None,
    label: str,
    dry_run: bool,
) -> None:
    """Add an edge FROM one symbol TO another to FIGURE, with the rows and cards that show its ends.

    FIGURE is a number, an id or a file name. FROM and TO are written as in the figure (`k.Chef.heat`), as short names
    (`Chef.heat`) or with their import paths. Where the source proves several kinds of edges, --kind and --mode say
    which is meant.
    """
    from archviz.workspace.add import NewEdge

    new = NewEdge(
        source,
        target,
        RelationKind(kind) if kind else None,
        Mode(mode) if mode else None,
        within,
        step,
        label,
    )
    _add(project, settings, figure, new, dry_run=dry_run)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _add(project: Project, settings: Settings, figure: str, new: NewCard | NewEdge, *, dry_run: bool) -> None:
    from archviz.drift.patch import patch
    from archviz.workspace.add import Refuted
    from archviz.workspace.add import add as added
    from archviz.workspace.drift import write_figures

    found = added(project, settings, figure, new)
    if isinstance(found, Refuted):
        show_error("\n".join(filter(None, (found.message, found.hint and f"hint: {found.hint}"))))
        show_findings(found.findings)
        raise SystemExit(1)
    files = {found.file: found.texts}
    if dry_run:
        output.patch(patch(files))
        return
    write_figures(project.root, files)
    for change in found.changes:
        output.line(f"{found.file}: {change}")
