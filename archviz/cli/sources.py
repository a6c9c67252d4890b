"""Commands about sources: bring one, print its facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archviz.cli import output
from archviz.cli.options import VERSION, bringing, common, source_option
from archviz.golang.facts.jsonlines import facts, unresolved
from archviz.model.safe import json_text
from archviz.workspace.subject import Settings, bring, open_graph

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archviz.workspace.project import Project


@click.command()
@VERSION
@bringing
def fetch(project: Project, settings: Settings) -> None:
    """Bring a pinned version into the cache, verified by its digest.

    The cache comes first; then the pin's providers in turn (a git remote, an archive, a Go module proxy, Debian's
    source package) until one gives the pinned digest. Prints the folder. ARCHVIZ_CACHE names another cache.
    """
    output.line(str(bring(project, settings)[1]))


@click.command()
@click.argument("packages", nargs=-1, required=True, metavar="PACKAGE…")
@click.option("--unresolved", "missing", is_flag=True, help="The calls that could not be resolved, with the reason.")
@source_option
@common
def relations(project: Project, settings: Settings, packages: tuple[str, ...], missing: bool) -> None:
    """Print the facts of packages, named by import path, as JSON lines.

    \b
    {"rel": "call", "caller", "callee", "kind", "mode", "pkg", "file", "line", "col"}
        likewise dyncall, ref and creates; "certain": false marks a guess
    {"rel": "type", "name", "kind", "fields", "embeds", "methods", "pkg", "file", "line"}
    {"rel": "implements", "name", "iface", "pointer", "pkg"}

    With --unresolved:

    \b
    {"rel": "unresolved", "caller", "text", "reason", "pkg", "file", "line", "col"}

    Every call is a call, a dyncall or unresolved. Where the reason says "a conversion, if N is a type", what is
    missing leaves open whether it is a call at all.
    """
    graph = open_graph(project, settings)
    found = [graph.package(path) for path in dict.fromkeys(packages)]
    rows: Iterable[object] = unresolved(found) if missing else facts(found)
    for row in rows:
        output.document(json_text(row))
