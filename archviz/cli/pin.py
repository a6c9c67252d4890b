"""The command that pins a version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archviz.cli import output
from archviz.cli.options import bringing, source_option

if TYPE_CHECKING:
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


@click.command()
@click.argument("whats", nargs=-1, metavar="[REV]…")
@click.option("--name", default="", metavar="VERSION", help="The version's name. Default: the tag's, without its v.")
@click.option(
    "--without",
    multiple=True,
    metavar="FOLDER",
    help="Of several sources: leave out a folder of the version, such as a large one that no figure is about.",
)
@click.option("--dry-run", is_flag=True, help="Print the pin and write nothing.")
@click.option("--force", is_flag=True, help="Replace another pin of that name.")
@source_option
@bringing
def pin(
    project: Project,
    settings: Settings,
    whats: tuple[str, ...],
    name: str,
    without: tuple[str, ...],
    dry_run: bool,
    force: bool,
) -> None:
    """Pin a version: a revision of the repository, an archive, or a module's version.

    Writes the version's name, commit, link to the code, digest and where it can be had into the project's folder of
    pins, and its Go files into the cache. Any checkout, archive or module with that digest is that version then.

    \b
    archviz pin                                   the commit at hand
    archviz pin v1.2.3                            a tag, branch or commit of the source's repository
    archviz pin ../other@v1.2.3                   one of another repository
    archviz pin dist/kettle-1.2.3.tar.gz          an archive, or its URL
    archviz pin example.org/kettle@v1.2.3         a module, from GOPROXY; its sums are checked with the go.sum here

    Several make up one version, in order of precedence: such as libraries from their own repositories, laid over what a
    fork vendors of them. A module stands where the last one has it, in whole; FOLDER=REV names another folder.

    \b
    archviz pin ../apiserver@v0.31.0 ../api@v0.31.0 ../fork/vendor@release-1.31 --name 1.31.0
    """
    if len(whats) > 1:
        from archviz.workspace.pin_several import make_pin_of_several

        made = make_pin_of_several(project, settings, whats, name, without=without, store=not dry_run)
    elif without:
        raise click.UsageError("--without is for a version of several sources")
    else:
        from archviz.workspace.pin import make_pin

        made = make_pin(project, settings, "".join(whats), name, store=not dry_run)
    if dry_run:
        output.document(made.text)
    else:
        changed = made.write(force=force)
        output.line(f"{made.file}: {'written' if changed else 'nothing has changed'}")
    for note in made.notes:
        settings.progress.note(note)
