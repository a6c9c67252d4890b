"""Commands that draw figures: render and build, and the schema of what is read and reported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archviz.cli import output
from archviz.cli.check import show_findings
from archviz.cli.choices import Choice, none_of
from archviz.cli.options import VERSION, common, source_option, verbose_option
from archviz.model.counts import counted
from archviz.model.formats import ONE_THEME, Format, Target, Theme
from archviz.model.safe import json_text

if TYPE_CHECKING:
    from archviz.workspace.pictures import StalePicture
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings
    from archviz.workspace.verify import Report

_DEFAULT_SITE = Path("site")


@click.command()
@click.argument("figures", nargs=-1, metavar="[FIGURE…]")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Default: the project's folder of figures.")
@click.option(
    "--format",
    "formats",
    default="svg",
    metavar="FORMATS",
    help=f"One or several of {', '.join(Format)}, with commas between. flat is SVG for programs that know no style "
    "sheets; png and pdf need archviz[pictures].",
)
@click.option(
    "--theme",
    type=Choice([each.value for each in Theme]),
    help=f"The colours of {', '.join(ONE_THEME)}, which cannot follow their reader's. Default: light.",
)
@click.option(
    "--check",
    "checking",
    is_flag=True,
    help="Write nothing, and exit with 1 where a picture is missing or not what it would be drawn as, or, of all "
    "figures, where there is one of a figure that is no more.",
)
@source_option
@common
def render(
    project: Project,
    settings: Settings,
    figures: tuple[str, ...],
    out: Path | None,
    formats: str,
    theme: str | None,
    checking: bool,
) -> None:
    """Prove diagrams and draw them; FIGURE is a number, an id or a file name, all diagrams if there is none.

    Writes only files that changed and prints their paths. Draws nothing where a claim is not proved, and exits with 1.
    With --check nothing is written: in CI it tells whether the committed pictures are those of the source.
    """
    from archviz.workspace.outputs import check_writable, write_files
    from archviz.workspace.pictures import stale_pictures
    from archviz.workspace.render import kept, shortcomings
    from archviz.workspace.render import render as render_diagrams
    from archviz.workspace.verify import proved

    chosen = tuple(_format(name) for name in formats.split(","))
    if theme and not set(chosen) & set(ONE_THEME):
        raise click.BadParameter(f"it is for --format {', '.join(ONE_THEME)}", param_hint="'--theme'")
    folder, below = (out, "") if out else (project.root, f"{project.figures_folder}/")
    if not checking:
        check_writable(folder / below)
    report = proved(project, settings, figures)
    _stop_if_failed(report)
    drawn = render_diagrams(project, report, chosen, Theme(theme or Theme.LIGHT))
    made = {below + path: content for path, content in drawn.items()}
    files = kept(folder, made, report.subject.head)
    if checking:
        for note in report.subject.notes:
            settings.progress.note(note)
        _stop_if_stale(settings, stale_pictures(folder, files, None if figures else below), folder, len(files))
        return
    changed = write_files(folder, files).changed
    for path in changed:
        output.line(str(folder / path))
    for note in (*report.subject.notes, *shortcomings(report)):
        settings.progress.note(note)
    settings.progress.note(f"{len(files)} drawn, {len(changed)} changed")


def _stop_if_stale(settings: Settings, stale: tuple[StalePicture, ...], folder: Path, count: int) -> None:
    for path, why in stale:
        output.line(f"{folder / path}: {why}")
    if stale:
        settings.progress.note("`archviz render` draws them again; one that is no figure's is to be deleted")
        raise SystemExit(1)
    settings.progress.note(f"{counted(count, 'picture')}, as the source has {'it' if count == 1 else 'them'}")


def _format(name: str) -> Format:
    try:
        return Format(name.strip())
    except ValueError as error:
        raise none_of(name.strip(), Format, "--format") from error


@click.command()
@VERSION
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=_DEFAULT_SITE,
    show_default=True,
    metavar="DIR",
    help="Where the files go.",
)
@click.option(
    "--to",
    "target",
    type=Choice([each.value for each in Target]),
    default=Target.SITE.value,
    show_default=True,
    help="A site of HTML, or each article as Markdown with front matter and its pictures: markdown as Hugo takes it, "
    "gitbook as GitBook and HonKit do.",
)
@source_option
@verbose_option
@common
def build(project: Project, settings: Settings, verbose: bool, out: Path, target: str) -> None:
    """Prove all claims, render the figures and write the site.

    The site is static and opens from disk. Where a claim is not proved nothing is written, and the exit code is 1.
    Done again with nothing changed, it writes nothing.
    """
    from archviz.workspace.build import build as build_files
    from archviz.workspace.outputs import check_writable

    check_writable(out)
    built = build_files(project, settings, out, Target(target))
    if built.report is not None:
        _stop_if_failed(built.report)
        for note in built.report.subject.notes:
            settings.progress.note(note)
    if verbose:
        for path in built.changed:
            output.line(str(out / path))
    settings.progress.note(f"{out / 'index.html' if target == Target.SITE else out}: {built.summary}")


def _stop_if_failed(report: Report) -> None:
    show_findings(report.findings)
    if report.failed:
        raise SystemExit(1)


@click.command()
@click.option(
    "--report", "of", flag_value="report", default="figure", help="That of what `archviz check --format json` prints."
)
@click.option("--settings", "of", flag_value="settings", help="That of archviz.toml.")
@click.option("--glossary", "of", flag_value="glossary", help="That of an article's glossary.")
def schema(of: str) -> None:
    """Print the JSON Schema of a figure's file, for editors.

    \b
    archviz schema > figure.schema.json
    and at the top of a figure's file, for editors with the YAML language server:
    # yaml-language-server: $schema=figure.schema.json

    \b
    archviz schema --settings > archviz.schema.json
    and at the top of archviz.toml, for editors with Taplo:
    #:schema archviz.schema.json
    """
    from archviz.drift.reports import json_schema
    from archviz.figures import schema as figure_schema
    from archviz.figures.glossary import schema as glossary_schema
    from archviz.workspace.project_file import schema as settings_schema

    schemas = {
        "figure": figure_schema,
        "report": json_schema,
        "settings": settings_schema,
        "glossary": glossary_schema,
    }
    made = schemas[of]()
    output.document(json_text(made, spaces=2))
