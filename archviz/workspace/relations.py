"""The facts of a source's packages as JSON lines, by one process or several, whatever is wrong with some of them."""

from __future__ import annotations

import gc
from contextlib import ExitStack
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from archviz.golang.facts import jsonlines
from archviz.golang.facts.implementations import interfaces_in_reach
from archviz.model.errors import ArchvizError, SourceError
from archviz.model.faults import explained
from archviz.model.safe import json_lines
from archviz.sources import Silent, patterns
from archviz.workspace.diagnostics import DiagnosticLog
from archviz.workspace.subject import Settings, open_graph
from archviz.workspace.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from archviz.golang.graph import Graph
    from archviz.golang.types.package import Package
    from archviz.model.graph import Diagnostic
    from archviz.workspace.project import Project


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
    project: Project, settings: Settings, texts: tuple[str, ...], *, wanted: FactKind = FactKind.FACTS, jobs: int = 1
) -> Generator[Line, None, None]:
    """What is wanted of the packages that paths and patterns name.

    In the order that the packages are named in, what implements what after everything else. What is wrong with one
    package is told in its place; of those that cannot be read the ``settings`` gather it. ``jobs`` processes share the
    work; the facts are the same. Raises SourceError where the source cannot be opened.
    """
    graph = open_graph(project, settings)
    packages: dict[str, Package] = {}
    for text in texts:
        yield from _named(graph, text, packages)
    shares = _shares(list(packages.values()), jobs)
    with ExitStack() as stack:
        workers = [stack.enter_context(Worker(__name__)) for _ in shares[1:]]
        task = project, replace(settings, progress=Silent(), diagnostics=DiagnosticLog()), tuple(packages)
        others = [w.submit(_elsewhere, *task, paths, wanted) for w, paths in zip(workers, shares[1:], strict=True)]
        part = _Part(graph, tuple(packages.values()), shares[0] if shares else ())
        yield from part.declared(wanted)
        implemented = part.implemented() if wanted is FactKind.FACTS else iter(())
        mine = list(implemented) if others else implemented  # while the others work, too
        for other in others:
            settings.diagnostics.watch(other.result())
            yield from other.result().declared
        yield from mine
        for other in others:
            yield from other.result().implemented


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


def _shares(packages: list[Package], jobs: int) -> list[tuple[str, ...]]:
    """The packages cut into as many rows as there are processes, of about as many bytes each; no row is empty."""
    sizes = [sum(len(file.data) for file in package.files) for package in packages]
    shares: dict[int, list[str]] = {}
    before = 0
    for package, size in zip(packages, sizes, strict=True):
        shares.setdefault((before + size // 2) * jobs // max(1, sum(sizes)), []).append(package.path)
        before += size
    return [tuple(paths) for paths in shares.values()]


@dataclass(frozen=True, slots=True)
class _Part:
    """Some of the packages that are asked for: ``paths`` of ``every``."""

    graph: Graph
    every: tuple[Package, ...]
    paths: tuple[str, ...]

    def declared(self, wanted: FactKind) -> Iterator[Line]:
        """What is wanted of each package; facts but for what it implements."""
        of: dict[FactKind, Callable[[Package], Iterable[jsonlines.Fact]]] = {
            FactKind.FACTS: jsonlines.declared,
            FactKind.UNRESOLVED: lambda package: jsonlines.unresolved([package]),
            FactKind.USES: lambda package: jsonlines.uses([package]),
        }
        for package in self._packages():
            yield from _lines(package, of[wanted])

    def implemented(self) -> Iterator[Line]:
        """What the types of each package implement."""
        try:
            reach = interfaces_in_reach(self.every, self._packages())
        except Exception as error:  # noqa: BLE001 what is wrong with a package that another imports
            yield explained(error)
            return
        for package in self._packages():
            yield from _lines(package, lambda p: jsonlines.implemented(p, reach))

    def _packages(self) -> list[Package]:
        wanted = frozenset(self.paths)
        return [package for package in self.every if package.path in wanted]


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


@dataclass(frozen=True, slots=True)
class _Answer:
    """What another process has found out about its part."""

    declared: list[Line]
    implemented: list[Line]
    unreadable: tuple[str, ...]
    noted: tuple[Diagnostic, ...]

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What could not be read in the files that it has looked at."""
        return self.noted


def _elsewhere(
    project: Project, settings: Settings, every: tuple[str, ...], paths: tuple[str, ...], wanted: FactKind
) -> _Answer:
    """The part of another process, worked out there."""
    gc.disable()  # as for every command: it ends soon
    graph = open_graph(project, settings)
    loaded = [package for path in every if (package := graph.loaded.load(path)) is not None]
    part = _Part(graph, tuple(loaded), paths)
    declared = list(part.declared(wanted))
    implemented = list(part.implemented()) if wanted is FactKind.FACTS else []
    return _Answer(declared, implemented, graph.unreadable, graph.diagnostics())
