"""What a change can reach, of symbols or of the declarations that differ between two versions of a project's source."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from archviz.ask.questions.impact import MOST_DEPTH, Impact, impact
from archviz.ask.questions.search import DEFAULT_MOST
from archviz.model.counts import counted
from archviz.model.drift import ChangeKind
from archviz.workspace.ask import answer_facts, named, with_notes
from archviz.workspace.facts import open_facts

if TYPE_CHECKING:
    from archviz.ask.changes import ChangedSymbol
    from archviz.ask.facts import Facts
    from archviz.golang.graph import Graph
    from archviz.model.graph import Declared
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


def find_impact(
    project: Project,
    settings: Settings,
    symbols: tuple[str, ...] = (),
    *,
    diff: str = "",
    depth: int = MOST_DEPTH,
    most: int = DEFAULT_MOST,
    packages: tuple[str, ...] = (),
) -> Impact:
    """What a change of symbols can reach, or of what differs between ``diff`` and the source, or ``REV..OTHER``.

    Raises SymbolError for a name that no declaration or several have, and SourceError where the source cannot be
    opened, has no such packages, or is in no git repository that has such revisions.
    """
    if diff:
        return _of_diff(project, settings, diff, depth=depth, most=most, packages=packages)
    return impact_of(open_facts(project, settings, packages), symbols, depth=depth, most=most)


def impact_of(facts: Facts, symbols: tuple[str, ...], *, depth: int = MOST_DEPTH, most: int = DEFAULT_MOST) -> Impact:
    """What a change of symbols can reach, of facts that are open already."""
    about, notes = named(facts, symbols)
    found = impact(facts, about, depth=depth, most=most)
    return replace(found, answer=with_notes(found.answer, notes))


def _of_diff(
    project: Project, settings: Settings, diff: str, *, depth: int, most: int, packages: tuple[str, ...]
) -> Impact:
    from archviz.ask.changes import changed_symbols
    from archviz.model.errors import SourceError
    from archviz.sources.revisions import difference
    from archviz.workspace.subject import open_graph

    path = settings.choice(project).path
    if not path:
        raise SourceError("a pinned version has no other to compare with", hint="--source names a git repository")
    differing = difference(path, diff)
    now = replace(settings, source=differing.new)
    old, new = open_graph(project, replace(settings, source=differing.old)), open_graph(project, now)
    files = frozenset(differing.files)
    changes = changed_symbols(old, new, {*_holding(old, files), *_holding(new, files)})
    facts = open_facts(project, now, packages)
    there = [facts.declared(one.symbol) for one in changes if one.kind is not ChangeKind.GONE]
    found = impact(facts, tuple(filter(None, there)), depth=depth, most=most, changes=changes)
    return replace(found, answer=with_notes(found.answer, _notes(changes, diff)))


def _holding(graph: Graph, files: frozenset[str]) -> set[str]:
    """The packages that have one of some files, as these are built."""
    tests = graph.context.tests
    return {path for path in graph.packages() if files.intersection(graph.source.files(path, tests=tests))}


def _notes(changes: tuple[ChangedSymbol, ...], diff: str) -> tuple[str, ...]:
    gone = sum(one.kind is ChangeKind.GONE for one in changes)
    if not changes:
        return (f"no declaration differs from {diff}",)
    return (
        (f"what named {counted(gone, 'declaration')} that the source no longer has is not looked for",) if gone else ()
    )


def impact_facts(found: Impact) -> dict[str, Any]:
    """An impact for JSON: an answer, with what was reached, how far, and what of it starts programs and tests."""
    return answer_facts(found.answer) | {
        "reached": [{**_place(one.declared), "depth": one.depth} for one in found.reached],
        "entries": [_place(one) for one in found.entries],
        "changes": [
            {
                "symbol": str(one.symbol),
                "kind": one.declared.value,
                "change": one.kind.value,
                "file": one.position.file,
                "line": one.position.line,
            }
            for one in found.changes
        ],
    }


def _place(one: Declared) -> dict[str, Any]:
    at = one.position
    return {
        "symbol": str(one.symbol),
        "kind": one.kind.value,
        "package": one.symbol.package,
        "file": at.file if at.inside else "",
        "line": at.line,
    }
