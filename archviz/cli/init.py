"""Commands that write a project: one of one's own, and the article that ships with archviz."""

from __future__ import annotations

from pathlib import Path

import click

from archviz.cli import output


@click.command()
@click.argument("folder", default=".", metavar="[DIR]", type=click.Path(path_type=Path, file_okay=False))
@click.option("--hook", is_flag=True, help="Write a .pre-commit-config.yaml where there is none.")
@click.option("--no-workflow", is_flag=True, help="Write no workflow for GitHub.")
@click.option("-q", "--quiet", is_flag=True, help="Nothing but results and errors.")
def init(folder: Path, hook: bool, no_workflow: bool, quiet: bool) -> None:
    """Make a project of a folder, by default this one, in a Go module or workspace.

    Writes an archviz.toml, a first figure that the code around proves, and the schema of figures for editors; a hook
    where there is a .pre-commit-config.yaml; a workflow where there is a .github or a remote on GitHub. Asks nothing,
    changes no file that is there but the list of hooks, and writes all of it or nothing. Prints the files.

    \b
    archviz init && archviz check && archviz render
    archviz init docs/architecture --no-workflow

    \b
    Settings of archviz.toml, or of [tool.archviz] in pyproject.toml, as
    `archviz schema --settings` describes them:
      source, version, dependencies   which code the figures are about
      link                            where its lines can be read
      platform, tags, cgo, tests      which of its files count
      figures, refs                   the folders of figures and of pins
    """
    from archviz.cli.progress import progress
    from archviz.workspace.init import init as make
    from archviz.workspace.subject import Settings

    with progress(quiet=quiet) as shown:
        settings = Settings(progress=shown)
        try:
            made = make(folder, settings, hook=hook, workflow=not no_workflow)
        finally:
            for line in settings.diagnostics.lines():
                output.note(line)
        for file in made.written:
            output.line(f"{file}: written")
        for note in made.notes:
            shown.note(note)
        where = "" if folder == Path() else f" --project {folder}"
        shown.note(f"next: `archviz check{where}` holds the figure against the code, `archviz render{where}` draws it")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
def example(folder: Path) -> None:
    """Copy the article that ships with archviz into DIR, as a project to read and to try things in.

    It is about the Kubernetes API server. DIR must be empty or not there.

    \b
    archviz example kubernetes-article && cd kubernetes-article
    archviz fetch && archviz build
    """
    from archviz.workspace.example import copy_example

    written = copy_example(folder)
    output.line(f"{folder}: {len(written)} files written")
