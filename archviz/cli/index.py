"""The command that makes the index."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from archviz.cli import output
from archviz.cli.options import VERSION, anywhere, source_option
from archviz.model.counts import counted

if TYPE_CHECKING:
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


@click.command()
@VERSION
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    metavar="N",
    help="How many processes share the packages. Each needs memory of its own; the index is the same.",
)
@click.option(
    "--scheduler",
    default="",
    metavar="ADDRESS",
    help="A Dask scheduler whose workers share the packages, as for `archviz relations`.",
)
@source_option
@anywhere
def index(project: Project, settings: Settings, jobs: int, scheduler: str) -> None:
    """Work out all facts of a source, so that questions are answered in a moment.

    \b
    archviz index                         the Go module around, or the project's source
    archviz index --source ~/kubernetes --jobs 4
    archviz index 1.20.2                  a pinned version

    The answers are the same with an index and without. It is brought up to date by the questions themselves as files
    change, and where much has changed by this command again: only packages are worked out anew that were changed, or
    that import one of which more than the bodies of functions was changed. It is a file in the cache, which all sources
    share; `archviz cache` shows it.
    """
    from archviz.workspace.index import index as make

    with ExitStack() as stack:
        workers = None
        if scheduler or jobs > 1:
            from archviz.workspace import executors

            workers = stack.enter_context(executors.workers(jobs, "archviz.workspace.index_update", scheduler))
        made = make(project, settings, workers=workers)
    output.line(f"{counted(made.packages, 'package')}, {made.fresh} of them worked out anew: {made.file}")
