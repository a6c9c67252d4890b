"""The facts of a source's packages as JSON lines, by one process or several, whatever is wrong with some of them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from archviz.golang.facts import jsonlines
from archviz.golang.facts.implementations import interfaces_in_reach
from archviz.model.errors import ArchvizError, SourceError
from archviz.model.faults import explained
from archviz.model.safe import json_lines
from archviz.sources import patterns
from archviz.workspace.parts import SharedWork, parts, small_parts
from archviz.workspace.subject import open_graph

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from archviz.golang.graph import Graph
    from archviz.golang.types.package import Package
    from archviz.workspace.executors import Workers
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


class FactKind(StrEnum):
    """What is asked of packages."""

    FACTS = "facts"
    UNRESOLVED = "unresolved"
    """The calls that could not be resolved."""
    USES = "uses"
    """The fields that are read, and the types that are asserted or mentioned."""


Line = str | ArchvizError
"""JSON lines of one package, or what is wrong with it."""


def relations(
    project: Project,
    settings: Settings,
    texts: tuple[str, ...],
    *,
    wanted: FactKind = FactKind.FACTS,
    workers: Workers | None = None,
) -> Generator[Line, None, None]:
    """What is wanted of the packages that paths and patterns name.

    In the order that the packages are named in, what implements what after everything else. What is wrong with one
    package is told in its place; of those that cannot be read the ``settings`` gather it. ``workers`` share the work;
    the facts are the same. Raises SourceError where the source cannot be opened, and ArchvizError where work is lost.
    """
    graph = open_graph(project, settings)
    packages: dict[str, Package] = {}
    for text in texts:
        yield from _named(graph, text, packages)
    every = tuple(packages)
    if workers is None:
        yield from declared_lines(graph, every, wanted)
        if wanted is FactKind.FACTS:
            yield from _implemented(graph, every, every)
        return
    shared = SharedWork(workers.executor, project, settings, elsewhere=workers.elsewhere)
    named = list(packages.values())
    waiting = [shared.submit(_all_declared, part, wanted) for part in small_parts(named, workers.count)]
    if wanted is FactKind.FACTS:  # in few parts, as each takes a look at all interfaces
        waiting += [shared.submit(_all_implemented, part, every) for part in parts(named, workers.count)]
    waiting.reverse()
    while waiting:
        yield from shared.result(waiting.pop())


def _named(graph: Graph, text: str, packages: dict[str, Package]) -> Iterator[ArchvizError]:
    """Adds the packages that a text names, by path; gives what is wrong with it, or with one of them."""
    try:
        paths = patterns.named(graph.source, text, graph.packages)
    except SourceError as error:
        yield error
        return
    for path in paths:
        try:
            packages[path] = graph.package(path)
        except SourceError as error:
            if not patterns.is_pattern(text) and path not in graph.unreadable:  # by a pattern, no file of it counts
                error.hint = error.hint or patterns.near(path, graph.packages())
                yield error


def declared_lines(graph: Graph, paths: Iterable[str], wanted: FactKind) -> Iterator[Line]:
    """What is wanted of each of some packages; facts but for what it implements."""
    of: dict[FactKind, Callable[[Package], Iterable[jsonlines.Fact]]] = {
        FactKind.FACTS: jsonlines.declared,
        FactKind.UNRESOLVED: lambda package: jsonlines.unresolved([package]),
        FactKind.USES: lambda package: jsonlines.uses([package]),
    }
    for package in _packages(graph, paths):
        yield from _lines(package, of[wanted])


def _implemented(graph: Graph, paths: Iterable[str], every: Iterable[str]) -> Iterator[Line]:
    """What the types of each of some packages implement of the interfaces in reach of ``every`` package."""
    packages = _packages(graph, paths)
    try:
        reach = interfaces_in_reach(_packages(graph, every), packages)
    except Exception as error:  # noqa: BLE001 what is wrong with a package that another imports
        yield explained(error)
        return
    for package in packages:
        yield from _lines(package, lambda p: jsonlines.implemented(p, reach))


def _packages(graph: Graph, paths: Iterable[str]) -> list[Package]:
    """Packages that could be read when they were named."""
    return [package for path in paths if (package := graph.loaded.load(path)) is not None]


def _all_declared(graph: Graph, paths: tuple[str, ...], wanted: FactKind) -> list[Line]:
    return list(declared_lines(graph, paths, wanted))


def _all_implemented(graph: Graph, paths: tuple[str, ...], every: tuple[str, ...]) -> list[Line]:
    return list(_implemented(graph, paths, every))


def _lines(package: Package, facts: Callable[[Package], Iterable[jsonlines.Fact]]) -> Iterator[Line]:
    """All lines of a package, or, where any of them fails, only what is wrong."""
    try:
        lines = json_lines(list(facts(package)))
    except Exception as error:  # noqa: BLE001 the other packages are answered
        found = explained(error)
        yield ArchvizError(f"package {package.path}: {found.message}", hint=found.hint)
        return
    if lines:
        yield lines
