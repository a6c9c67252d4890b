"""Commands that say where programs begin, and what nobody uses."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import click

from archviz.cli.choices import none_of
from archviz.cli.output import Bright
from archviz.cli.questions import KINDS, print_lines, print_text, question
from archviz.model.counts import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archviz.ask.questions.entries import Entry
    from archviz.ask.questions.unused import Unused, UnusedSymbol
    from archviz.cli.answers import Line
    from archviz.model.graph import DeclarationKind
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings

_ENTRIES = ("main", "init", "test", "handed", "set")
_MOST_BY = 3


def _entry_kinds(_context: click.Context, _parameter: click.Parameter, value: str) -> tuple[str, ...]:
    """The kinds of entry points that ``--kind`` names, each once. Raises BadParameter."""
    names = tuple(dict.fromkeys(name.strip() for name in value.split(","))) if value else ()
    for name in names:
        if name not in _ENTRIES:
            raise none_of(name, _ENTRIES, "--kind")
    return names


@click.command(name="entry-points")
@question(
    click.option(
        "--kind",
        "kinds",
        default="",
        metavar="KINDS",
        callback=_entry_kinds,
        help=f"Only entry points of these kinds: one or several of {', '.join(_ENTRIES)}, with commas between.",
    ),
    formats=("text", "json"),
)
def entry_points(
    project: Project, settings: Settings, kinds: tuple[str, ...], packages: tuple[str, ...], form: str, out: str
) -> None:
    """List where programs begin, and what is handed to code from elsewhere.

    The source is the Go module around the working directory, or what --source names.

    \b
    archviz entry-points
    archviz entry-points --kind main,init
    archviz entry-points --kind handed,set --format json
    archviz entry-points --tests --kind test

    \b
    main    the function main of a program
    init    functions init
    test    what `go test` runs, with --tests
    handed  a function that is an argument of one outside of the packages searched: http.HandleFunc, time.AfterFunc
    set     a function that a field of a type from outside is given: cobra.Command.Run, http.Server.ErrorLog

    Of a function literal the declaration is named that it stands in. JSON is a list of objects with "symbol", "kind",
    "to", "literal", "file", "line" and "col".
    """
    from archviz.ask.questions.entries import EntryKind
    from archviz.workspace.unused import entry_facts, find_entries

    found = find_entries(project, settings, tuple(map(EntryKind, kinds)), packages)
    if form == "json":
        from archviz.model.safe import json_text

        print_text(json_text(entry_facts(found), spaces=2), out)
    else:
        print_lines(_entry_lines(found), out)


def _entry_lines(found: Sequence[Entry]) -> Iterator[Line]:
    for package, there in groupby(found, key=lambda one: one.declared.symbol.package):
        yield (Bright(package, "cyan"),)
        for one in there:
            literal = "a function literal in " if one.literal else ""
            to = f" to {one.to}" if one.to is not None else ""
            yield f"  {one.kind:<6}  {literal}", Bright(one.declared.symbol.short), f"{to}  {one.position}"
    yield (counted(len(found), "entry point"),)


@click.command()
@question(
    KINDS,
    click.option("--perhaps", is_flag=True, help="List what is perhaps unused, too, with what may use it."),
    formats=("text", "json"),
)
def unused(
    project: Project,
    settings: Settings,
    kinds: tuple[DeclarationKind, ...],
    perhaps: bool,
    packages: tuple[str, ...],
    form: str,
    out: str,
) -> None:
    """List what nobody uses, for certain or perhaps.

    The source is the Go module around the working directory, or what --source names.

    \b
    archviz unused
    archviz unused --tests
    archviz unused --kind func,method --perhaps
    archviz unused --packages ./internal/... --format json

    Used is what a program begins with, what package initialization calls, and what is named by something that is used:
    functions that only call one another are not. Unused for certain is what no place of the source can use. Perhaps
    unused is what nobody names, but what may be used without: exported by a package that other modules can import, a
    method that an interface may call, a field, and what the source hides (unresolved calls, files left out, reflection,
    linkname, cgo, assembly).

    Without --tests, what only tests use is unused. JSON is one object with "certain" and "perhaps", each a list of
    objects with "symbol", "kind", "file", "line", "col", "why" and "by", the unused declarations that name it.
    """
    from archviz.workspace.unused import find_unused, unused_facts

    found = find_unused(project, settings, kinds, packages)
    if not settings.build_context(project).tests:
        settings.progress.note("tests were not read: what only they use is unused here; --tests takes them")
    if form == "json":
        from archviz.model.safe import json_text

        print_text(json_text(unused_facts(found), spaces=2), out)
    else:
        print_lines(_unused_lines(found, perhaps=perhaps), out)


def _unused_lines(found: Unused, *, perhaps: bool) -> Iterator[Line]:
    yield (Bright(f"unused for certain: {len(found.certain):,}"),)
    yield from _by_package(found.certain)
    hint = "" if perhaps or not found.perhaps else "  (--perhaps lists them)"
    yield Bright(f"perhaps unused: {len(found.perhaps):,}"), hint
    if perhaps:
        yield from _by_package(found.perhaps)


def _by_package(found: Sequence[UnusedSymbol]) -> Iterator[Line]:
    for package, there in groupby(found, key=lambda one: one.declared.symbol.package):
        yield "  ", Bright(package, "cyan")
        for one in there:
            names = [symbol.short for symbol in one.by[:_MOST_BY]]
            more = [f"{len(one.by) - _MOST_BY} more"] if len(one.by) > _MOST_BY else []
            by = f"  named by {', '.join([*names, *more])}" if names else ""
            why = f"  [{one.why}]" if one.why else ""
            declared = one.declared
            yield "    ", Bright(declared.symbol.short), f"  {declared.kind}  {declared.position}{by}{why}"
