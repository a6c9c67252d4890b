"""The command that says how one symbol leads to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archviz.cli.completion import complete_symbol
from archviz.cli.output import Bright
from archviz.cli.questions import print_lines, print_text, question, show, through_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.ask.questions.paths import Paths
    from archviz.cli.answers import Line
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings

_NOTHING_ELSE = "calls"


def _through(context: click.Context, parameter: click.Parameter, value: str) -> tuple[str, ...]:
    """The ways that ``--through`` names, none for ``calls``. Raises BadParameter."""
    return () if value == _NOTHING_ELSE else through_names(context, parameter, value)


@click.command()
@click.argument("start", metavar="FROM", shell_complete=complete_symbol)
@click.argument("goal", metavar="TO", shell_complete=complete_symbol)
@question(
    click.option(
        "--via",
        multiple=True,
        metavar="SYMBOL",
        shell_complete=complete_symbol,
        help="A place on the way; several in the order given.",
    ),
    click.option(
        "--avoid",
        multiple=True,
        metavar="SYMBOL",
        shell_complete=complete_symbol,
        help="What no way must go by: a symbol, or all of a type's.",
    ),
    click.option(
        "--all",
        "count",
        type=click.IntRange(1, 100),
        default=None,
        metavar="N",
        help="Show the N shortest ways, the shortest first. Default: one, and where others are as short.",
    ),
    click.option(
        "--through",
        default="all",
        show_default=True,
        metavar="WAYS",
        callback=_through,
        help="What to follow beside calls by name: one or several of interfaces, values and channels, with commas "
        "between; all; or calls, for nothing else.",
    ),
)
def paths(
    project: Project,
    settings: Settings,
    start: str,
    goal: str,
    via: tuple[str, ...],
    avoid: tuple[str, ...],
    count: int | None,
    through: tuple[str, ...],
    packages: tuple[str, ...],
    form: str,
    out: str,
) -> None:
    """Say how FROM leads to TO, step by step, or that it does not.

    FROM and TO are names such as `Raft.Apply`, `Serve` or `http.Server.Serve`, or whole ones with their import paths. A
    type stands for all its methods. The source is the Go module around the working directory, or what --source names.

    \b
    archviz paths Raft.Apply FSM.Apply
    archviz paths Raft.Apply FSM.Apply --all 5
    archviz paths Raft.Apply FSM.Apply --avoid Raft.processLogs --format json
    archviz paths main.main FSM.Apply --through calls
    archviz paths Raft.Apply FSM.Apply --format svg --out apply.svg

    The way is the shortest one through calls, go and defer, interfaces, function values and channels that are fields: a
    function that is handed on will be called by somebody. Each step is certain, or marked as one of so many that may be
    taken when it runs, or as open, with the reason; a way with an open step is shown only where there is none without.

    JSON is that of `archviz callers`, with "ways": for each way the numbers of its steps among the "edges". Exits with
    1 where nothing leads from FROM to TO; the answer then is closed where that is certain.
    """
    from archviz.ask.questions.search import Through
    from archviz.workspace.paths import find_paths, paths_facts

    found = find_paths(
        project,
        settings,
        start,
        goal,
        via=via,
        avoid=avoid,
        through=tuple(map(Through, through)),
        count=count or 0,
        packages=packages,
    )
    if form == "json":
        from archviz.model.safe import json_text

        print_text(json_text(paths_facts(found), spaces=2), out)
    elif form == "text" or not found.ways:
        print_lines(_lines(found), out)
    else:
        show(project, settings, found.answer, form, out)
    raise SystemExit(int(not found.ways))


def _lines(found: Paths) -> Iterator[Line]:
    """The lines of each way, one a step, and what is to be known of the answer."""
    from archviz.ask.questions.paths import length_words
    from archviz.cli.answers import closing_lines, root_line, step_line

    nodes = {one.symbol: one for one in found.answer.nodes}
    for number, way in enumerate(found.ways, 1):
        if len(found.ways) > 1:
            if number > 1:
                yield ("",)
            yield (Bright(f"way {number}"), f", {length_words(way)}")
        yield root_line(nodes[way.hops[0].start])
        yield from (("  ", *step_line(hop, hop.end)) for hop in way.hops)
    several = f"{len(found.ways)} ways" if found.ways else "no way"
    words = length_words(found.ways[0]) if len(found.ways) == 1 else several
    yield from closing_lines(found.answer, words)
    if found.hint:
        yield ("hint: ", found.hint)
