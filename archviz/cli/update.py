"""The command that proves the claims at a new version, repairs what is safe, and writes the lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archviz.cli import output
from archviz.cli.options import VERSION, common, source_option
from archviz.model.finding import Severity

if TYPE_CHECKING:
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


@click.command()
@VERSION
@click.option("--dry-run", is_flag=True, help="Print the repairs as a patch and write nothing.")
@click.option("--name", default="", metavar="NAME", help="The lock's name. Default: the version's.")
@click.option(
    "--title",
    default="",
    metavar="TEXT",
    help="What the source is called wherever its version's name stands; {version} is the version, by default behind "
    "it. Default: as its pin says, or the lock of that name, or the newest one of the same line, as fork-1.2 is of "
    "fork-1.3.",
)
@source_option
@common
def update(project: Project, settings: Settings, dry_run: bool, name: str, title: str) -> None:
    """Prove the claims at a version, apply safe repairs, and write the lock.

    A claim whose subject was moved or renamed is rewritten where one successor stands clear and the figure is better
    proved with it; everything else is printed as a choice. Comments and layout of the YAML stay. The lock is written
    when every claim is proved; otherwise the exit code is 1.

    \b
    archviz update 1.31 --source ../kubernetes --dry-run | git apply
    """
    from archviz.drift.patch import patch
    from archviz.workspace.drift import update as prepare

    made = prepare(project, settings, name, title=title)
    if dry_run:
        output.patch(patch(made.files))
    else:
        changed = made.write(project.root)
        for file in sorted(made.files):
            output.line(f"{file}: repaired")
        if made.lock is not None:
            lock = str(made.lock[0])
            output.line(f"{lock}: {'written' if lock in changed else 'nothing has changed'}")
    left = [finding for finding in made.after.findings if finding.severity is Severity.ERROR]
    for finding in left:
        output.note(f"{finding.file}:{finding.line}: {finding.claim}: {finding.message}")
        if finding.hint:
            output.note(f"    {finding.hint}")
    raise SystemExit(int(made.after.failed))
