"""The command that says what a change can reach."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import click

from archviz.cli.completion import complete_symbol
from archviz.cli.output import Bright
from archviz.cli.questions import print_lines, print_text, question, show
from archviz.model.counts import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.ask.questions.impact import Impact
    from archviz.cli.answers import Line
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


@click.command()
@click.argument("symbols", nargs=-1, metavar="[SYMBOL…]", shell_complete=complete_symbol)
@question(
    click.option(
        "--diff",
        default="",
        metavar="REV",
        help="Of what differs between a git revision and the source as it is, instead of symbols; REV..OTHER compares "
        "two revisions.",
    ),
    click.option(
        "--depth",
        type=click.IntRange(1, 100),
        default=100,
        metavar="N",
        help="How many steps to follow. Default: all.",
    ),
    click.option(
        "--max",
        "most",
        type=click.IntRange(1, 1_000_000),
        default=200,
        show_default=True,
        metavar="N",
        help="How many symbols to show; the nearest are. What is cut is said, and leaves the answer open.",
    ),
)
def impact(
    project: Project,
    settings: Settings,
    symbols: tuple[str, ...],
    diff: str,
    depth: int,
    most: int,
    packages: tuple[str, ...],
    form: str,
    out: str,
) -> None:
    """Say what a change of SYMBOL can reach, or a change that git knows.

    SYMBOL is a name such as `Raft.Apply`, `Serve` or `http.Server.Serve`, or a whole one with its import path. The
    source is the Go module around the working directory, or what --source names.

    \b
    archviz impact Raft.Apply
    archviz impact Config.Timeout Config.Retries --depth 2
    archviz impact --diff main
    archviz impact --diff v1.0.0..v1.1.0 --tests --format json

    Reached is what names a declaration, what names that, and so on: calls, also through interfaces, function values and
    channels that are fields; reads and writes of fields and variables; types in signatures and code; the types that
    implement an interface. The answer is by distance and package, with the functions main and init that are reached,
    and with --tests the tests.

    With --diff the changed declarations are those whose types, values or code differ; comments, layout, order, and
    names of parameters and local variables make no difference.

    JSON is that of `archviz callers`, with "reached" (each with its "depth"), "entries" and "changes".
    """
    if bool(symbols) == bool(diff):
        raise click.UsageError("name a SYMBOL, or a revision with --diff" if not diff else "--diff takes no SYMBOL")
    from archviz.workspace.impact import find_impact, impact_facts

    found = find_impact(project, settings, symbols, diff=diff, depth=depth, most=most, packages=packages)
    if form == "json":
        from archviz.model.safe import json_text

        print_text(json_text(impact_facts(found), spaces=2), out)
    elif form == "text":
        print_lines(_lines(found), out)
    else:
        show(project, settings, found.answer, form, out)


def _lines(found: Impact) -> Iterator[Line]:
    from archviz.cli.answers import closing_lines, root_line, step_line

    for change in found.changes:
        yield Bright(str(change.symbol), "cyan"), f"  {change.declared}, {change.kind}, {change.position}"
    yield from map(root_line, found.answer.about if not found.changes else ())
    for depth, near in groupby(found.reached, key=lambda one: one.depth):
        yield (Bright(counted(depth, "step")),)
        for package, there in groupby(near, key=lambda one: one.symbol.package):
            yield (f"  {package}",)
            for one in there:
                towards = f" {one.hop.end.short}" if depth > 1 or len(found.answer.about) > 1 else ""
                _, said, *marked = step_line(one.hop, one.symbol)
                yield "    ", Bright(one.symbol.short), f"{towards and ' →'}{towards}", said, *marked
    for entry in found.entries:
        yield "reaches ", Bright(str(entry.symbol), "cyan"), f"  {entry.position}"
    yield from closing_lines(found.answer, f"{counted(len(found.reached), 'declaration')} reached")
