"""The command that brings a project to another version on a branch, and writes the pull request's text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archviz.cli import output
from archviz.cli.options import VERSION, common, source_option

if TYPE_CHECKING:
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


@click.command()
@VERSION
@click.option("--branch", default="", metavar="NAME", help="The new branch. Default: archviz/VERSION.")
@click.option("--name", default="", metavar="NAME", help="The lock's name. Default: the version's.")
@click.option(
    "--text",
    "text_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the pull request's text into a file. Default: standard output.",
)
@click.option("--dry-run", is_flag=True, help="Write the text alone: no branch, no commit.")
@source_option
@common
def upgrade(
    project: Project, settings: Settings, branch: str, name: str, text_file: Path | None, dry_run: bool
) -> None:
    """Bring the figures to a version on a new branch, and write the pull request's text.

    Holds the claims, applies the repairs that are safe, writes the lock and the version in the project's settings,
    draws the pictures and commits all of it to a new branch, by git alone: nothing is pushed, and the work tree stays
    as it is. The text, in Markdown, says what broke and was mended, what needs a person, what came and went in the
    architecture since the last version, and shows the pictures before and after.

    A version that is not pinned gets a pin where it can be found: as a tag of the source's repository, or where the
    newest pin has its version. What is derived from the source and is shown otherwise than before, such as a chain or
    a list of implementers, needs a person's look, too: to merge the branch accepts it. Exits with 1 if a claim is not
    proved; the branch is there nevertheless. Nothing is there where it exits with 2: so it is where something is not
    committed, or there is such a branch.

    \b
    archviz upgrade 1.31 --dry-run                    what would happen
    archviz upgrade 1.31 --text body.md               the branch archviz/1.31
    git push origin archviz/1.31 && gh pr create --head archviz/1.31 --title 'Figures at 1.31' --body-file body.md
    """
    from archviz.drift.reports.upgrade import upgrade_markdown
    from archviz.workspace.outputs import check_writable, write_files
    from archviz.workspace.upgrade import upgrade as upgrade_project

    if text_file is not None:
        check_writable(text_file.parent)
    done = upgrade_project(project, settings, branch=branch, name=name, dry_run=dry_run)
    for note in done.notes:
        settings.progress.note(note)
    text = upgrade_markdown(done.report)
    if text_file is not None:
        write_files(text_file.parent, {text_file.name: text.encode("utf-8", "surrogateescape")})
    else:
        output.patch(text)
    if done.branch:
        settings.progress.note(f"{done.branch}: {len(done.changed)} files committed, {done.report.commit[:7]}")
    elif not done.changed:
        settings.progress.note("nothing has changed: there is no branch")
    raise SystemExit(int(bool(done.report.left)))
