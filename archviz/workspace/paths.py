"""The ways from one symbol to another, for a project's source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archviz.ask.questions.paths import Paths, paths
from archviz.ask.questions.search import Through
from archviz.workspace.ask import answer_facts, named, with_notes
from archviz.workspace.facts import open_facts

if TYPE_CHECKING:
    from archviz.ask.facts import Facts
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


def find_paths(
    project: Project,
    settings: Settings,
    start: str,
    goal: str,
    *,
    via: tuple[str, ...] = (),
    avoid: tuple[str, ...] = (),
    through: tuple[Through, ...] = tuple(Through),
    count: int = 0,
    packages: tuple[str, ...] = (),
) -> Paths:
    """The shortest way between the symbols that two texts name, or the ``count`` shortest ones.

    Raises SymbolError for a name that no declaration or several have, and
    SourceError where the source cannot be opened or has no such packages.
    """
    facts = open_facts(project, settings, packages)
    return paths_of(facts, start, goal, via=via, avoid=avoid, through=through, count=count)


def paths_of(
    facts: Facts,
    start: str,
    goal: str,
    *,
    via: tuple[str, ...] = (),
    avoid: tuple[str, ...] = (),
    through: tuple[Through, ...] = tuple(Through),
    count: int = 0,
) -> Paths:
    """As ``find_paths``, of facts that are open already, in whose packages they are looked for."""
    from dataclasses import replace

    about, notes = named(facts, (start, *via, goal))
    avoided, more = named(facts, avoid)
    found = paths(facts, about[0], about[1:], avoided, through=through, count=count)
    return replace(found, answer=with_notes(found.answer, (*notes, *more)))


def paths_facts(found: Paths) -> dict[str, Any]:
    """Ways for JSON: an answer, with the numbers of each way's steps among its edges."""
    numbers = {hop: i for i, hop in enumerate(found.answer.hops)}
    facts = answer_facts(found.answer)
    return facts | {"ways": [[numbers[hop] for hop in way.hops] for way in found.ways], "hint": found.hint}
