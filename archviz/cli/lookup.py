"""Commands that look a symbol up: by words in its name, and what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archviz.cli.completion import complete_symbol
from archviz.cli.output import Bright
from archviz.cli.questions import KINDS, print_lines, print_text, question

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.ask.answers import Answer
    from archviz.cli.answers import Line
    from archviz.model.graph import DeclarationKind, Member
    from archviz.workspace.lookup import ShownSymbol
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings

_MOST_NAMED = 3
_MOST_MEMBERS = 50


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="TEXT…")
@question(
    KINDS,
    click.option(
        "--max",
        "most",
        type=click.IntRange(1, 100_000),
        default=20,
        show_default=True,
        metavar="N",
        help="How many symbols to show; those that fit best are.",
    ),
    formats=("text", "json"),
)
def find(
    project: Project,
    settings: Settings,
    words: tuple[str, ...],
    kinds: tuple[DeclarationKind, ...],
    most: int,
    packages: tuple[str, ...],
    form: str,
    out: str,
) -> None:
    """Find symbols by words in their names.

    A word fits a name that it is a part of, whatever its case, and one of whose words it is made of beginnings:
    `reghand` finds registerResourceHandlers. Of several words each has to fit, in any order. What stands before a point
    says where: a part of the type's name or of the import path. What fits best comes first.

    \b
    archviz find reghand
    archviz find apply future --kind method,func
    archviz find server.Config --kind struct
    archviz find certificate reload --max 50 --format json

    JSON is one object: "nodes" ("symbol", "kind", "file", "line"), "cut" and "notes". Exits with 0 also where no name
    fits; then the nearest ones are named.
    """
    from archviz.workspace.lookup import find_names

    answer = find_names(project, settings, " ".join(words), kinds=kinds, most=most, packages=packages)
    if form == "json":
        from archviz.model.safe import json_text
        from archviz.workspace.ask import answer_facts

        facts = answer_facts(answer)
        print_text(json_text({key: facts[key] for key in ("nodes", "cut", "notes")}, spaces=2), out)
    else:
        print_lines(_found_lines(answer), out)


def _found_lines(answer: Answer) -> Iterator[Line]:
    for one in answer.nodes:
        yield Bright(str(one.symbol), "cyan"), f"  {one.kind}, {one.position}"
    for note in answer.notes:
        yield (note,)
    for cut in answer.cut:
        yield ("not shown: ", cut)


@click.command()
@click.argument("symbol", shell_complete=complete_symbol)
@question(formats=("text", "json", "yaml"))
def show(project: Project, settings: Settings, symbol: str, packages: tuple[str, ...], form: str, out: str) -> None:
    """Show what SYMBOL is: its declaration, members and relations, and claims of them for a figure.

    SYMBOL is a name such as `Raft.Apply`, `Serve` or `http.Server.Serve`, or a whole one with its import path. The
    source is the Go module around the working directory, or what --source names.

    \b
    archviz show Raft.Apply
    archviz show server.Config --format json
    archviz show FSM --format yaml >> diagrams/fsm.yaml

    Relations to it are counted in the packages searched; `archviz callers` and `archviz references` have their places,
    and say whether these are all. A type's own relations are those of its fields, too. The interfaces that a type
    implements are those whose methods are called.

    The claims are the `packages`, `cards` and `edges` of a diagram, and the `packages` and `excerpts` of an excerpt.
    The source proves each of them. `--format yaml` prints those of a diagram alone.
    """
    from archviz.workspace.lookup import show_symbol, symbol_facts

    shown = show_symbol(project, settings, symbol, packages)
    if form == "json":
        from archviz.model.safe import json_text

        print_text(json_text(symbol_facts(shown), spaces=2), out)
    elif form == "yaml":
        if not shown.diagram:
            settings.progress.note(f"{symbol} has nothing to do with others that a diagram can show")
        print_text(shown.diagram, out)
    else:
        print_lines(_symbol_lines(shown), out)


def _symbol_lines(shown: ShownSymbol) -> Iterator[Line]:
    declaration = shown.profile.declaration
    yield Bright(str(declaration.symbol), "cyan"), f"  {declaration.kind}, {declaration.position}"
    yield (Bright(declaration.signature),)
    yield from ((f"  {line}".rstrip(),) for line in declaration.doc.splitlines())
    for note in shown.notes:
        yield ("note: ", note)
    yield from _member_lines("fields", declaration.fields)
    yield from _member_lines("embeds", declaration.embeds)
    yield from _member_lines("methods", declaration.methods)
    yield from _member_lines("promoted", shown.profile.promoted, promoted=True)
    if shown.profile.counts:
        yield ("",)
    for count in shown.profile.counts:
        names = [one.short for one in count.symbols[:_MOST_NAMED]]
        more = len(count.symbols) - len(names)
        named = ", ".join([*names, *([f"{more:,} more"] if more else [])])
        places = f"  at {count.places:,} places" if count.places > len(count.symbols) else ""
        yield Bright(f"{count.words} {len(count.symbols):,}"), f"  {named}{places}"
    yield from _claim_lines("for a diagram", shown.diagram)
    if shown.profile.left_out:
        yield (f"  # and {shown.profile.left_out:,} more edges",)
    yield from _claim_lines("for an excerpt", shown.excerpt)


def _member_lines(title: str, members: tuple[Member, ...], *, promoted: bool = False) -> Iterator[Line]:
    if members:
        yield ("",)
        yield (Bright(f"{title} {len(members):,}"),)
    for one in members[:_MOST_MEMBERS]:
        name = one.symbol.short if promoted else "" if one.embedded else one.symbol.leaf
        between = "" if one.type.startswith("(") or not name else " "
        yield (f"  {name}{between}{one.type}", f"  {one.position}")
    if len(members) > _MOST_MEMBERS:
        yield (f"  and {len(members) - _MOST_MEMBERS:,} more",)


def _claim_lines(title: str, claims: str) -> Iterator[Line]:
    if claims:
        yield ("",)
        yield (Bright(title), ":")
        yield from ((f"  {line}",) for line in claims.splitlines())
