"""The command that proves the claims at a new version, repairs what is safe, and writes the lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import click

from archviz.cli import output
from archviz.cli.options import VERSION, common, source_option
from archviz.model.finding import Severity

if TYPE_CHECKING:
    from archviz.workspace.drift import Update
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


@click.command()
@VERSION
@click.option("--dry-run", is_flag=True, help="Print the repairs as a patch and write nothing.")
@click.option(
    "--accept", is_flag=True, help="End the claims at this version that are not proved, and that no repair mends."
)
@click.option("--all", "everything", is_flag=True, help="Write every lock again whose source is at hand.")
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
def update(
    project: Project, settings: Settings, dry_run: bool, accept: bool, everything: bool, name: str, title: str
) -> None:
    """Prove the claims at a version, apply safe repairs, and write the lock.

    Where a symbol that claims name was moved or renamed, and one successor stands clear that is used as it was, the
    figure says so from this version on, in `renames` or `packages`: what it says of other versions stays. A function
    that was divided goes on as the part that alone has what the claims say, an excerpt of it as excerpts of its parts,
    and a count with its new number where it is known what came and went. A figure is repaired where all its claims are
    proved then, and no other locked version is worse off; if not, it stays as it is, with the reason and the choices.
    Comments and layout of the YAML stay. The lock is written when every claim is proved; otherwise the exit code is 1.
    It has two files, a summary to read and all facts, packed; with --dry-run the summary's change is named on standard
    error, and the patch has the figures alone.

    With --accept a claim that the source has left behind gets `until` this version, where it was proved before: an
    edge that is gone, a fragment or note that is lost. A card goes on without the rows that are gone, an edge
    without a constant that is, a count with its new number, and the steps of a path close up. Other versions stay as
    they are. What should stand in the place of what ended is for you to say.

    With --all every lock is written again from the claims as they are, for each version whose source is at hand: in the
    cache, or on this machine where its pin says. The others are named, and so are those that were never locked, as
    their source has not all packages that figures speak of. The exit code is 1 where a claim fails.

    \b
    archviz update 1.31 --source ../kubernetes --dry-run | git apply
    archviz update --all
    """
    from archviz.drift.patch import patch
    from archviz.workspace.drift import update as prepare

    if everything:
        if settings.version or settings.source or name or title or dry_run or accept:
            raise click.UsageError("--all takes no version, --source, --name, --title, --accept or --dry-run")
        _all(project, settings)
    made = prepare(project, settings, name, title=title, accept=accept)
    if dry_run:
        output.patch(patch(made.files))
        _lock_noted(made)
    else:
        changed = made.write(project.root)
        for file in sorted(made.files):
            output.line(f"{file}: repaired")
        if made.lock is not None:
            lock = str(made.lock.file)
            output.line(f"{lock}: {'written' if {lock, str(made.lock.packed)} & {*changed} else 'nothing has changed'}")
    for file, reason in sorted(made.refused.items()):
        output.note(f"{file}: not repaired: {reason}")
    left = _left(made)
    if made.after.failed and made.after.before is not None and not accept:
        output.note("`--accept` ends at this version what the source no longer shows")
    raise SystemExit(int(left))


def _lock_noted(made: Update) -> None:
    """Names the change of the lock, which is in no patch: its packed facts are made with it."""
    from archviz.drift.patch import patch

    lock = made.lock
    if lock is None:
        return
    if lock.text == lock.before:
        output.note(f"{lock.file}: nothing would change")
    elif not lock.before:
        output.note(f"{lock.file} and {lock.packed.name}: would be written")
    else:
        output.note(f"{lock.file}: would change as follows, and {lock.packed.name} with it")
        for line in patch({str(lock.file): (lock.before, lock.text)}).splitlines():
            output.note(line)


def _left(made: Update) -> bool:
    """Names what an update leaves unproved, and what is derived and differs; whether anything is unproved."""
    left = [finding for finding in made.after.findings if finding.severity is Severity.ERROR]
    for finding in left:
        output.note(f"{finding.file}:{finding.line}: {finding.claim}: {finding.message}")
        if finding.hint and finding.unproved:
            output.note(f"    {finding.hint}")
    return made.after.failed


def _all(project: Project, settings: Settings) -> NoReturn:
    """Writes every lock again, a line for each."""
    from archviz.workspace.drift import locks_again

    failed = False
    for version, made in locks_again(project, settings):
        if isinstance(made, str):
            output.note(f"{version}: {made}")
        elif made.lock is None:
            output.note(f"{version}: not written, as claims are not proved:")
            failed = _left(made) or failed
        else:
            changed = made.write(project.root)
            output.line(f"{made.lock.file}: {'written' if changed else 'nothing has changed'}")
    raise SystemExit(int(failed))
