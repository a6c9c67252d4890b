"""The command that shows the site while its figures and articles are written."""

from __future__ import annotations

import gc
import webbrowser
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import click

from archviz import signals
from archviz.cli import output
from archviz.cli.check import show_findings
from archviz.cli.faults import show_fault
from archviz.cli.options import VERSION, common, source_option

if TYPE_CHECKING:
    from archviz.workspace.project import Project
    from archviz.workspace.serve import Outcome
    from archviz.workspace.subject import Settings


@click.command()
@VERSION
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    metavar="PORT",
    help="The port to listen on, of this machine alone; 0 takes a free one.",
)
@click.option("-o", "--open", "show", is_flag=True, help="Open the site in a browser once it is there.")
@source_option
@common
def serve(project: Project, settings: Settings, port: int, show: bool) -> None:
    """Serve the site on this machine, and build it again as files change.

    Prints the site's address once all claims are proved. From then on a change of a figure, an article, a template, a
    pin or a Go file that --source names builds the site again, and the open pages that have changed load again. What
    cannot be built is told here and in the pages, which stay as they were. The site is kept in memory. Ctrl-C ends it.
    """
    from archviz.workspace.serve import serve as served

    signals.expect_interrupts()
    with suppress(KeyboardInterrupt), closing(served(project, settings, port)) as outcomes:
        first = next(outcomes)
        _tell(first, settings)
        if first.failed:
            raise SystemExit(1)
        output.line(first.url)
        if show:
            webbrowser.open(first.url)
        gc.enable()  # from here on it lives long
        for outcome in outcomes:
            _tell(outcome, settings)


def _tell(outcome: Outcome, settings: Settings) -> None:
    if outcome.report is not None:
        show_findings(outcome.report.findings)
    if outcome.error is not None:
        show_fault(outcome.error)
    if not outcome.failed:
        settings.progress.note(f"built in {outcome.seconds:.1f} s; files changed: {len(outcome.changed)}")
