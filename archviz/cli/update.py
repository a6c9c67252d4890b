"""The command that proves the claims at a new version, repairs what is safe, and writes the lock."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archviz.cli import output
from archviz.cli.options import VERSION, common, source_option
from archviz.drift.patch import patch
from archviz.model.finding import Severity
from archviz.workspace.drift import update as prepare
from archviz.workspace.outputs import write_files

if TYPE_CHECKING:
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


@click.command()
@VERSION
@click.option("--dry-run", is_flag=True, help="Print the repairs as a patch and write nothing.")
@click.option("--name", default="", metavar="NAME", help="The lock's name. Default: the version's.")
@source_option
@common
def update(project: Project, settings: Settings, dry_run: bool, name: str) -> None:
    """Prove the claims at a version, apply safe repairs, and write the lock.

    A claim whose subject was moved or renamed is rewritten where one successor stands clear and the figure is better
    proved with it; everything else is printed as a choice. Comments and layout of the YAML stay. The lock is written
    when every claim is proved; otherwise the exit code is 1.

    \b
    archviz update 1.31 --source ../kubernetes --dry-run | git apply
    """
    made = prepare(project, settings, name)
    if dry_run:
        output.patch(patch(made.files))
    else:
        for file, (_, new) in sorted(made.files.items()):
            write_files(Path(file).parent, {Path(file).name: new.encode()})
            output.line(f"{file}: repaired")
        if made.lock is not None:
            lock, text = made.lock
            written = write_files(lock.parent, {lock.name: text.encode()})
            output.line(f"{lock}: {'written' if written else 'nothing has changed'}")
    left = [finding for finding in made.after.findings if finding.severity is Severity.ERROR]
    for finding in left:
        output.note(f"{finding.file}:{finding.line}: {finding.claim}: {finding.message}")
        if finding.hint:
            output.note(f"    {finding.hint}")
    raise SystemExit(int(bool(left)))
