"""Commands that answer questions about code, and what they have in common: options, and how an answer is printed."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import click

from archviz.cli import output
from archviz.cli.choices import Choice, none_of
from archviz.cli.completion import complete_symbol
from archviz.cli.options import anywhere, source_option
from archviz.model.graph import DeclarationKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from archviz.ask.answers import Answer
    from archviz.cli.answers import Line
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings

_THROUGH = ("interfaces", "values", "channels")
FORMATS = ("text", "json", "mermaid", "dot", "svg")
"""What an answer can be written as."""


def through_names(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[str, ...]:
    """The ways that ``--through`` names, each once. Raises BadParameter."""
    names = tuple(dict.fromkeys(name.strip() for name in value.split(","))) if value else ()
    for name in names:
        if name not in (*_THROUGH, "all"):
            raise none_of(name, (*_THROUGH, "all"), "--through")
    return _THROUGH if "all" in names else names


def _kinds(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[DeclarationKind, ...]:
    """The kinds that ``--kind`` names, each once. Raises BadParameter."""
    names = tuple(dict.fromkeys(name.strip() for name in value.split(","))) if value else ()
    for name in names:
        if name not in tuple(DeclarationKind):
            raise none_of(name, DeclarationKind, "--kind")
    return tuple(map(DeclarationKind, names))


SYMBOLS = click.argument("symbols", nargs=-1, required=True, metavar="SYMBOL…", shell_complete=complete_symbol)
DEPTH = click.option(
    "--depth",
    type=click.IntRange(1, 100),
    default=1,
    show_default=True,
    metavar="N",
    help="How many steps from SYMBOL to follow.",
)
THROUGH = click.option(
    "--through",
    default="",
    metavar="WAYS",
    callback=through_names,
    help=f"Follow other ways than calls by name, too: one or several of {', '.join(_THROUGH)} with commas between, or "
    "all.",
)
MOST = click.option(
    "--max",
    "most",
    type=click.IntRange(1, 1_000_000),
    default=200,
    show_default=True,
    metavar="N",
    help="How many symbols to show; the nearest are. What is cut is said, and leaves the answer open.",
)
PACKAGES = click.option(
    "--packages",
    multiple=True,
    metavar="PACKAGE",
    help="Search these packages only: import paths, or patterns as for `archviz relations`. Default: the source's own, "
    "without those that it vendors.",
)
KINDS = click.option(
    "--kind",
    "kinds",
    default="",
    metavar="KINDS",
    callback=_kinds,
    help=f"Only declarations of these kinds: one or several of {', '.join(DeclarationKind)}, with commas between.",
)
STDOUT = "-"
OUT = click.option("-o", "--out", default=STDOUT, metavar="FILE", help="Write here. Default: standard output, `-`.")


def _form(formats: tuple[str, ...]) -> Callable[..., Any]:
    return click.option(
        "--format",
        "form",
        type=Choice(formats),
        default=formats[0],
        show_default=True,
        help="How to print the answer.",
    )


def question(
    *options: Callable[..., Any], formats: tuple[str, ...] = FORMATS
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Makes a command of a question: with the options of every question, then those that are given.

    ``formats`` are those that the answer can be written as, the first one by default. What it decorates gets
    ``project``, ``settings``, ``form``, ``out`` and what its options give.
    """

    def decorated(function: Callable[..., Any]) -> Callable[..., Any]:
        wrapped = anywhere(function)
        for option in reversed((*options, PACKAGES, _form(formats), OUT, source_option)):
            wrapped = option(wrapped)
        return wrapped

    return decorated


def show(project: Project, settings: Settings, answer: Answer, form: str, out: str) -> None:
    """Prints an answer, or writes it into a file, whose path is then printed.

    A picture goes through the proof of a figure. Raises ArchvizError where it cannot be drawn or written.
    """
    if form == "text":
        from archviz.cli.answers import text_lines

        print_lines(text_lines(answer), out)
    elif form == "json":
        from archviz.model.safe import json_text
        from archviz.workspace.ask import answer_facts

        print_text(json_text(answer_facts(answer), spaces=2), out)
    else:
        from archviz.workspace.draw import answer_picture

        text, notes = answer_picture(project, settings, answer, form)
        for note in notes:
            settings.progress.note(note)
        print_text(text, out)


def print_lines(lines: Iterable[Line], out: str) -> None:
    """Prints lines for people, or writes them without colours into a file, whose path is then printed."""
    if out == STDOUT:
        for line in lines:
            output.line(*line)
    else:
        plain = ("".join(part if isinstance(part, str) else part.text for part in line) for line in lines)
        print_text("".join(f"{line}\n" for line in plain), out)


def print_text(text: str, out: str) -> None:
    """Prints text of a format that has escapes of its own, or writes it into a file, whose path is then printed."""
    if out == STDOUT:
        output.document(text)
        return
    from pathlib import Path

    from archviz.workspace.outputs import write_files

    place = Path(out)
    write_files(place.parent, {place.name: text.encode()})
    output.line(out)


def _reaching(*options: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Makes a command of a question about what is some steps from symbols, asked under the function's own name."""

    def decorated(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def wrapped(
            project: Project,
            settings: Settings,
            symbols: tuple[str, ...],
            depth: int,
            through: tuple[str, ...],
            most: int,
            packages: tuple[str, ...],
            form: str,
            out: str,
            *,
            wired: bool = False,
        ) -> None:
            from archviz.ask.questions.search import Through
            from archviz.workspace.ask import Asked, ask

            asked = Asked(symbols, packages, tuple(map(Through, through)), depth, most, wired)
            show(project, settings, ask(project, settings, function.__name__, asked), form, out)

        return question(SYMBOLS, DEPTH, THROUGH, MOST, *options)(wrapped)

    return decorated


@click.command()
@_reaching()
def callers() -> None:
    """Say what calls SYMBOL, and whether these are all calls that the source makes.

    SYMBOL is a name such as `Raft.Apply`, `Serve` or `http.Server.Serve`, or a whole one with its import path. A type
    stands for all its methods. The source is the Go module around the working directory, or what --source names.

    \b
    archviz callers Raft.Apply
    archviz callers Raft.Apply --depth 3 --through interfaces
    archviz callers FSM.Apply --format json
    archviz callers FSM.Apply --through all --format svg --out apply.svg

    The last line says whether the answer is closed: then nothing of the source can be missing from it, and what has no
    callers is called by nobody. Otherwise it is open, with what may be missing and why, and what to ask for to know
    more: calls through interfaces and of function values are followed with --through.

    JSON is one object: "nodes" ("symbol", "kind", "file", "line"), "edges" ("from", "to", "rel", "kind", "mode",
    "certain", "evidence"; "of" is among how many ends a step chooses), "cut", "closed", "open" ("kind", "count",
    "message", "places", "hint") and "notes". Exits with 0 also where nothing calls SYMBOL.
    """


WIRED = click.option(
    "--wired",
    is_flag=True,
    help="Follow a call of an interface's method to the methods that it can really reach in this source, each with the "
    "places that prove it.",
)


@click.command()
@_reaching(WIRED)
def callees() -> None:
    """Say what SYMBOL calls, and whether each of its calls could be resolved.

    SYMBOL is a name such as `Raft.Apply`, `Serve` or `http.Server.Serve`, or a whole one with its import path. A type
    stands for all its methods. The source is the Go module around the working directory, or what --source names.

    \b
    archviz callees Raft.Apply
    archviz callees Raft.leaderLoop --depth 2 --through interfaces,channels
    archviz callees FSM.Apply --format mermaid
    archviz callees Server.serve --wired

    What a call names is shown: a function, a method of a type or of an interface, a field or variable that holds a
    function. The answer is closed where every call names one. The formats are those of `archviz callers`.

    With --wired a call of an interface's method is replaced by what it can reach: the methods of those types whose
    values come to the place of the call, by variables, fields, parameters, results, containers and channels, wherever
    the source says so. The lines that begin with | are the proof, and so is "wired" of a JSON edge ("file", "line",
    "col", "why"). A call whose value cannot be followed, as the standard library gives it, reflection may set it or a
    pointer to it is taken, is left as it is, one of so many, and the answer is open. It holds as long as no code
    outside this source calls or sets what it exports.
    """


def _naming(function: Callable[..., Any]) -> Callable[..., Any]:
    """A question about what symbols have to do with others at first hand, which is asked under the function's name."""

    @functools.wraps(function)
    def wrapped(
        project: Project,
        settings: Settings,
        symbols: tuple[str, ...],
        most: int,
        packages: tuple[str, ...],
        form: str,
        out: str,
    ) -> None:
        from archviz.workspace.ask import Asked, ask

        answer = ask(project, settings, function.__name__, Asked(symbols, packages, most=most))
        show(project, settings, answer, form, out)

    return question(SYMBOLS, MOST)(wrapped)


@click.command()
@_naming
def references() -> None:
    """List the places that name SYMBOL, what each does with it, and whether these are all.

    SYMBOL is a name such as `Raft.Apply`, `Config.Timeout` or `server.Config`, or a whole one with its import path: a
    function, method, type, field, variable or constant. A type stands for itself alone.

    \b
    archviz references Config.Timeout
    archviz references server.ErrClosed --packages 'example.org/server/...'
    archviz references DefaultPort --format json

    A place calls a function or uses it as a value; reads, writes or takes the address of a variable or field; mentions,
    asserts or creates a type, holds it in a field or embeds it. In JSON that is "rel" of each edge. The last line says
    whether the answer is closed, as for `archviz callers`; exits with 0 also where nothing names SYMBOL.
    """


@click.command()
@_naming
def implementers() -> None:
    """List the types that implement SYMBOL, an interface; of another type, the interfaces that it implements.

    A method stands for its type. Types of packages that were not searched leave the answer open.

    \b
    archviz implementers FSM
    archviz implementers io.Writer
    archviz implementers MemoryStore --format json

    A type whose pointer alone implements an interface is marked so; in JSON its edge has "pointer". Exits with 0 also
    where there is none.
    """
