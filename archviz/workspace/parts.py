"""Work on the packages of a source that is shared by an executor's workers, in parts.

The work is a pure function of what the source holds: each worker opens the source for itself, once in a run, and gives
the same for a part whoever does it.
"""

from __future__ import annotations

import platform
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar
from uuid import uuid4

from archviz.engine import engine
from archviz.model.errors import ArchvizError, SourceError
from archviz.model.faults import explained
from archviz.sources.fingerprint import source_identity
from archviz.sources.progress import Silent
from archviz.workspace.diagnostics import DiagnosticLog
from archviz.workspace.executors import finished
from archviz.workspace.subject import open_graph
from archviz.workspace.unpinned import version_pin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor, Future

    from archviz.golang.graph import Graph
    from archviz.golang.types.package import Package
    from archviz.model.graph import Diagnostic
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings

T = TypeVar("T")
P = ParamSpec("P")

PART_BYTES = 524_288
"""About how many bytes of code there are in a part. A worker that has done one takes the next, so that all end at about
the same time, and what a worker that ends leaves undone is little."""


def parts(packages: Sequence[Package], count: int) -> list[tuple[str, ...]]:
    """The import paths of packages, in their order, cut into parts of about as many bytes each; none is empty."""
    sizes = list(map(_size, packages))
    found: dict[int, list[str]] = {}
    before = 0
    for package, own in zip(packages, sizes, strict=True):
        found.setdefault((before + own // 2) * count // max(1, sum(sizes)), []).append(package.path)
        before += own
    return [tuple(paths) for paths in found.values()]


def small_parts(packages: Sequence[Package], least: int) -> list[tuple[str, ...]]:
    """As ``parts``, with about ``PART_BYTES`` in each, or less where that makes no more than ``least`` parts."""
    return parts(packages, max(least, sum(map(_size, packages)) // PART_BYTES))


def _size(package: Package) -> int:
    return sum(len(file.data) for file in package.files)


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """What came of a part, and what the worker could not read of the source until then."""

    value: T
    unreadable: tuple[str, ...]
    noted: tuple[Diagnostic, ...]

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What could not be read in the files that the worker has looked at."""
        return self.noted


class SharedWork:
    """One run's work on a source, for the workers of an executor.

    What is worked out ``elsewhere``, by workers that may have other files than this process, is by the same source and
    the same archviz, or is an error.
    """

    def __init__(self, executor: Executor, project: Project, settings: Settings, *, elsewhere: bool) -> None:
        self._executor = executor
        self._settings = settings
        plain = replace(settings, progress=Silent(), diagnostics=DiagnosticLog())
        self._opening = _Opening(
            uuid4().hex, project, plain, engine(), _identity(project, settings) if elsewhere else ""
        )

    def submit(
        self, function: Callable[Concatenate[Graph, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> Future[Done[T] | ArchvizError]:
        """Has a worker call a function of a module with the source's code graph; ``result`` takes what it gives."""
        return self._executor.submit(_done, self._opening, function, args, kwargs)

    def result(self, future: Future[Done[T] | ArchvizError]) -> T:
        """What a part gives, waited for; the settings gather what could not be read.

        Raises ArchvizError: what the function raised, or that the executor has lost the work.
        """
        done = finished(future)
        if isinstance(done, ArchvizError):
            raise done
        self._settings.diagnostics.watch(done)
        return done.value

    def each(self, function: Callable[[Graph, tuple[str, ...]], T], cut: Sequence[tuple[str, ...]]) -> Iterator[T]:
        """What a function gives for each part, in their order. Raises as ``result``."""
        waiting = [self.submit(function, part) for part in cut][::-1]
        while waiting:
            yield self.result(waiting.pop())


@dataclass(frozen=True, slots=True)
class _Opening:
    """How a source is opened in one ``run``, which no other has the name of, and what it then must be.

    ``engine`` is the archviz that may work on it, ``identity`` what the source holds, "" for whatever it does.
    """

    run: str
    project: Project
    settings: Settings
    engine: str
    identity: str

    def graph(self) -> Graph:
        """The source's code graph, the same for all parts that this thread does in the run."""
        if getattr(_kept, "run", "") != self.run:
            _kept.run, _kept.graph = "", None  # two sources are never held
            if engine() != self.engine:
                hint = "install the same on all machines; one that was changed needs its workers started again"
                raise ArchvizError(f"the worker on {_host()} has another archviz or another Python", hint=hint)
            _kept.graph = open_graph(self.project, self.settings)
            if self.identity and _identity(self.project, self.settings) != self.identity:
                raise SourceError(
                    f"the worker on {_host()} has another source at {_kept.graph.source.location}",
                    hint="each worker must find the same files there: a copy, a shared folder, or the same commit",
                )
            _kept.run = self.run
        graph: Graph = _kept.graph
        return graph


def _identity(project: Project, settings: Settings) -> str:
    """What the source holds that settings choose; for a pinned version it is what its digest says."""
    path, version, further = settings.choice(project)
    return source_identity(path, further) if path else version_pin(project, settings, version).digest


def _host() -> str:
    return platform.node() or "another machine"


_kept = threading.local()
"""The run and the graph that a worker's thread last worked on: a graph is not for several threads."""


def _done(
    opening: _Opening, function: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Done[T] | ArchvizError:
    """A worker's part. What goes wrong is a value, as executors differ in what they make of exceptions."""
    try:
        graph = opening.graph()
        value = function(graph, *args, **kwargs)
        return Done(value, graph.unreadable, graph.diagnostics())
    except Exception as error:  # noqa: BLE001  # whoever asked has to deal with it
        return explained(error)
