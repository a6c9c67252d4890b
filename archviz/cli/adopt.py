"""The command that makes a figure of a diagram in a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archviz.cli import output
from archviz.cli.check import show_findings
from archviz.cli.draw import identifier
from archviz.cli.errors import show_error
from archviz.cli.options import anywhere, source_option

if TYPE_CHECKING:
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


@click.command()
@click.argument("target", metavar="FILE[#DIAGRAM]", type=click.Path())
@click.option(
    "--id",
    "name",
    default="",
    metavar="ID",
    callback=identifier,
    help="The figure's id and file name. Default: from the diagram's title.",
)
@click.option(
    "--hops",
    type=click.IntRange(1, 10),
    default=1,
    show_default=True,
    metavar="N",
    help="Over how many steps an arrow may lead; each becomes an edge, by way of cards that the diagram has not.",
)
@click.option("--dry-run", is_flag=True, help="Print the figure's file and write nothing.")
@click.option(
    "--packages",
    multiple=True,
    metavar="PACKAGE",
    help="The packages that the document is about, as for `archviz lint`.",
)
@source_option
@anywhere
def adopt(
    project: Project,
    settings: Settings,
    target: str,
    name: str,
    hops: int,
    dry_run: bool,
    packages: tuple[str, ...],
) -> None:
    """Make a figure of a diagram in a document, so that it is drawn and proved from then on.

    FILE is a document as for `archviz lint`. DIAGRAM is the number of a diagram in it, from 1, or its title or the
    heading above it, as links write that; it may be left out where there is only one.

    \b
    archviz adopt README.md
    archviz adopt ARCHITECTURE.md#2 --dry-run
    archviz adopt docs/design.md#handler-chain --id handlers

    Nodes that name declarations become cards and rows, arrows the edges that the source proves, messages numbered
    steps. What it does not prove is not in the figure: it is said on standard error and in comments of the figure's
    file. The document stays as it is; the line that may stand for the diagram there is printed.

    Exits with 1 if anything was left out.
    """
    from archviz.workspace.adopt import adopt as adopted
    from archviz.workspace.draw import Nothing, check_saving, save

    if not dry_run:
        check_saving(project)
    found = adopted(project, settings, target, hops=hops, name=name, packages=packages)
    if isinstance(found, Nothing):
        show_error(f"{found.message}\nhint: {found.hint}")
        raise SystemExit(1)
    if found.figure.diagram is None:
        show_findings(found.figure.proof.findings)
        raise SystemExit(1)
    if dry_run:
        output.document(found.figure.text)
    else:
        for path in save(project, found.figure):
            output.line(str(path))
        output.note(f"in {found.file} this may stand for the diagram: {found.embedding}")
    for sentence in found.taken:
        output.note(sentence)
    for one in found.left:
        output.note(f"{found.file}:{one}")
    raise SystemExit(int(bool(found.left)))
