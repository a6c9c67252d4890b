"""The command that draws a picture from a question."""

from __future__ import annotations

import re
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from archviz.cli import output
from archviz.cli.check import show_findings
from archviz.cli.choices import none_of
from archviz.cli.completion import complete_symbol
from archviz.cli.errors import show_error
from archviz.cli.options import anywhere, source_option
from archviz.model.formats import Format
from archviz.model.names import MOST_SLUG, SLUG

if TYPE_CHECKING:
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings

_YAML = "yaml"
_FORMATS = (*Format, _YAML)
_STDOUT = "-"


def identifier(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """An identifier of a figure, or "". Raises BadParameter."""
    if value and (len(value) > MOST_SLUG or not re.search(SLUG, value)):
        raise click.BadParameter(f"{value!r} is not made of small letters, digits and hyphens")
    return value


@click.command()
@click.argument("symbol", shell_complete=complete_symbol)
@click.option("--to", "goal", default="", metavar="SYMBOL", help="Draw the way there. Without it, what SYMBOL calls.")
@click.option("--via", multiple=True, metavar="SYMBOL", help="A place on the way; several in the order given.")
@click.option(
    "--avoid", multiple=True, metavar="SYMBOL", help="What the way must not go by: a symbol, or all of a type's."
)
@click.option("--callers", is_flag=True, help="Draw what calls SYMBOL instead.")
@click.option(
    "--depth",
    type=click.IntRange(1, 100),
    default=1,
    show_default=True,
    metavar="N",
    help="How many steps from SYMBOL to draw.",
)
@click.option(
    "--max",
    "most",
    type=click.IntRange(1, 500),
    default=20,
    show_default=True,
    metavar="N",
    help="How many functions, methods and fields to draw; the nearest are. The picture says how many it leaves out.",
)
@click.option(
    "--packages",
    multiple=True,
    metavar="PACKAGE",
    help="Search and draw these packages only: import paths, or patterns as for `archviz relations`. Default: the "
    "source's own, without those that it vendors.",
)
@click.option("--save", is_flag=True, help="Write the figure and its SVG into the project.")
@click.option(
    "--id",
    "name",
    default="",
    metavar="ID",
    callback=identifier,
    help="The figure's id and file name. Default: from the question.",
)
@click.option(
    "-o",
    "--out",
    metavar="FILE",
    help="Write here; `-` is standard output. Default: a file in the cache, whose path is printed.",
)
@click.option(
    "--format",
    "formats",
    default="",
    metavar="FORMATS",
    help=f"One or several of {', '.join(_FORMATS)}, with commas between. Default: as FILE ends, else svg.",
)
@click.option("--open", "opened", is_flag=True, help="Open the picture in a browser.")
@source_option
@anywhere
def draw(
    project: Project,
    settings: Settings,
    symbol: str,
    goal: str,
    via: tuple[str, ...],
    avoid: tuple[str, ...],
    callers: bool,
    depth: int,
    most: int,
    packages: tuple[str, ...],
    save: bool,
    name: str,
    out: str | None,
    formats: str,
    opened: bool,
) -> None:
    """Draw a picture from a question: the way from SYMBOL to another, or what it calls, or what calls it.

    SYMBOL is a name such as `Raft.Apply`, `Serve` or `http.Server.Serve`, or a whole one with its import path. A type
    stands for all its methods. The source is the Go module around the working directory, or what --source names.

    \b
    archviz draw Raft.Apply --to FSM.Apply
    archviz draw Raft.Apply --to FSM.Apply --avoid Raft.processLogs --open
    archviz draw Raft.leaderLoop --depth 2 --max 30 --out leader.svg
    archviz draw FSM.Apply --callers --format mermaid --out -
    archviz draw Handler.ServeHTTP --source ../server --packages 'example.org/server/...'

    The way is the shortest one through calls, go and defer, channels that are fields, interfaces and function values.
    What was chosen where several are as short is said on standard error and in the picture. It is a figure like any
    other: `--format yaml` prints its claims, `--save` keeps it. Exits with 1 where nothing leads to the other symbol,
    and where a step of the way is a guess, which is drawn dashed.
    """
    from archviz.workspace.draw import Nothing, Question, check_saving, picture
    from archviz.workspace.draw import draw as drawing
    from archviz.workspace.draw import save as save_figure
    from archviz.workspace.render import laying_out

    _usage(goal=goal, via=via, avoid=avoid, callers=callers)
    wanted = _wanted(formats, out)
    if save:
        check_saving(project)
    question = Question(symbol, goal, via, avoid, callers, depth, most, packages)
    found = drawing(project, settings, question, name=name)
    if isinstance(found, Nothing):
        show_error(f"{found.message}\nhint: {found.hint}")
        raise SystemExit(1)
    if found.diagram is None:
        show_findings(found.proof.findings)
        raise SystemExit(1)
    paths = save_figure(project, found) if save else []
    for path in paths:
        output.line(str(path))
    if not save or out is not None:
        with laying_out(found.diagram, settings.progress):
            drawn = {found.figure.claims.file + _ending(each): picture(project, found, each) for each in wanted}
        paths = _write(drawn, out)
    if opened and paths and not webbrowser.open(paths[-1].resolve().as_uri()):
        settings.progress.note(f"no browser could be started for {paths[-1]}")
    for note in found.notes:
        settings.progress.note(note)
    for sentence in found.unproved:
        show_error(sentence)
    raise SystemExit(int(bool(found.unproved)))


def _usage(*, goal: str, via: tuple[str, ...], avoid: tuple[str, ...], callers: bool) -> None:
    """Raises UsageError for options that do not go together."""
    context = click.get_current_context()
    given = {name for name in ("depth", "most") if context.get_parameter_source(name) is ParameterSource.COMMANDLINE}
    if goal and (callers or given):
        option = "--callers" if callers else f"--{'depth' if 'depth' in given else 'max'}"
        raise click.UsageError(f"{option} is for a picture without --to")
    if not goal and (via or avoid):
        raise click.UsageError(f"{'--via' if via else '--avoid'} is for a way, which needs --to")


def _wanted(formats: str, out: str | None) -> tuple[str, ...]:
    """The formats that are asked for, or that the file's name ends in. Raises BadParameter."""
    ending = Path(out).suffix.removeprefix(".") if out else ""
    chosen = (
        tuple(name.strip() for name in formats.split(",")) if formats else (ending if ending in _FORMATS else "svg",)
    )
    for name in chosen:
        if name not in _FORMATS:
            raise none_of(name, _FORMATS, "--format")
    if out is not None and len(chosen) > 1:
        raise click.UsageError("--out takes one file, so --format names one format")
    if out == _STDOUT and chosen[0] in (Format.PNG, Format.PDF):
        raise click.UsageError(f"--format {chosen[0]} is no text, so --out names a file")
    return chosen


def _ending(wanted: str) -> str:
    from archviz.workspace.render import ending

    return f".{wanted}" if wanted == _YAML else ending(Format(wanted))


def _write(files: dict[str, bytes], out: str | None) -> list[Path]:
    """Writes what was drawn, by format, and prints the paths, or the one file itself; gives the paths."""
    from archviz.sources.cache.store import cache_folder
    from archviz.workspace.outputs import write_files

    if out == _STDOUT:
        output.document(next(iter(files.values())).decode())
        return []
    place = Path(out) if out else None
    folder = place.parent if place else cache_folder() / "drawn"
    named = {place.name if place else name: content for name, content in files.items()}
    write_files(folder, named)
    paths = [folder / name for name in named]
    for path in paths:
        output.line(str(path))
    return paths
