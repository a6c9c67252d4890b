"""The command that writes a source's facts for other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archviz.cli.choices import Choice
from archviz.cli.options import anywhere, source_option

if TYPE_CHECKING:
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


@click.command()
@click.argument("packages", nargs=-1, metavar="[PACKAGE…]")
@click.option("--to", type=Choice(("scip",)), default="scip", show_default=True, expose_value=False, help="The format.")
@click.option("-o", "--out", default="index.scip", show_default=True, metavar="FILE", help="The file to write.")
@click.option(
    "--module-version",
    default="",
    metavar="VERSION",
    help="The version of the source's own modules, such as v1.4.0, by which the indexes of others refer to them. "
    "Default: that of a pinned source, else none.",
)
@source_option
@anywhere
def export(project: Project, settings: Settings, packages: tuple[str, ...], out: str, module_version: str) -> None:
    """Write the definitions, references and implementations of a source as an index for other tools.

    PACKAGE is an import path or a pattern as for `archviz relations`; without any, the source's own packages are
    written. The source is the Go module around the working directory, or what --source names.

    \b
    archviz export
    archviz export example.org/post/... --out post.scip
    archviz export --source kubernetes.tar.gz --module-version v1.20.2

    SCIP is the format of Sourcegraph and of other code search engines and viewers. Symbols are named as scip-go names
    them, so that indexes of both refer to each other. No Go toolchain is needed, and the source need not build. What is
    not certain is left out and counted; so are names within functions, type parameters and the qualifiers before names.
    Needs the library protobuf: `pip install 'archviz[scip]'`.
    """
    from pathlib import Path

    from archviz.cli import output
    from archviz.model.counts import counted
    from archviz.workspace.export import scip_export
    from archviz.workspace.outputs import check_writable, write_files

    place = Path(out)
    check_writable(place.parent)
    made = scip_export(project, settings, packages, module_version)
    write_files(place.parent, {place.name: b"".join(made.parts())})
    found = made.written
    what = (
        counted(found.documents, "file"),
        counted(found.symbols, "definition"),
        counted(found.occurrences, "occurrence"),
        counted(found.implementations, "implementation"),
    )
    missing = f"{counted(found.guesses, 'guess', 'guesses')} and {counted(found.unresolved, 'unresolved call')}"
    settings.progress.note(f"{', '.join(what)}; left out, as a type could not be worked out: {missing}")
    output.line(out)
    if settings.diagnostics.any_unreadable:
        raise SystemExit(output.IMPOSSIBLE)
