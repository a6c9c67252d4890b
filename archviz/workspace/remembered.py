"""What commands have worked out before, by everything that it came from (docs/decisions/remembered.md).

An answer is kept in the cache under a digest of the question, of this program, of the project's files and of how the
source looks. So an answer is found again only where nothing has changed that it could depend on; nothing is brought up
to date. What is there is a whole file, sealed, or passed over.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import zlib
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from archviz.engine import engine
from archviz.figures.load import ENDINGS
from archviz.model.errors import ArchvizError, SourceError
from archviz.sources.cache.seal import Sealed, encode, genuine
from archviz.sources.cache.store import CachedSource, cache_folder
from archviz.sources.checkout import repository_state
from archviz.sources.fingerprint import sight
from archviz.sources.scratch import sweep
from archviz.workspace.diagnostics import DiagnosticLog
from archviz.workspace.outputs import write_files
from archviz.workspace.project import FROM_GIT
from archviz.workspace.subject import bring, open_graph

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from archviz.golang.graph import Graph
    from archviz.model.context import BuildContext
    from archviz.model.graph import Diagnostic
    from archviz.sources.progress import Progress
    from archviz.workspace.diagnostics import Opened
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings

T = TypeVar("T")

FOLDER = "answers"
MOST_ANSWER_BYTES = 16 << 20
"""How large an answer may be that is kept."""
MOST_ANSWERS_BYTES = 256 << 20
"""How much is kept; beyond it what was not asked for the longest time is removed."""


def remembered(project: Project, settings: Settings, question: str, work: Callable[[Settings], T]) -> T:
    """What ``work`` gives, worked out now or when the same was asked before and nothing was different.

    ``question`` says what is asked beside the project, the source and what the settings choose; ``work`` is a pure
    function of all that, and what it gives can be pickled but for the code graph of the source, in whose place there is
    one that is opened when it is asked for more than what was found out. Notes and diagnostics are given again.
    With ``cached`` off in the settings it is always worked out. Raises what ``work`` raises, and SourceError.
    """
    folder = _folder(settings)
    if folder is None:
        return work(settings)
    source = _source(project, settings)
    key = _key(project, settings, question, source) if source else ""
    content = _read(folder / key) if key else None
    if content is not None:
        sweep(folder)  # a run that was killed once the answer was in place has left its folder
        with suppress(Exception):  # whatever it is that cannot be made again of what was kept
            known: tuple[T, list[str], _Found]
            known = _Unpickler(content, lambda: open_graph(project, settings)).load()
            for line in known[1]:
                settings.progress.note(line)
            settings.diagnostics.watch(known[2])
            return known[0]
    notes, log = _Notes(settings.progress), _Log(settings.diagnostics)
    value = work(replace(settings, progress=notes, diagnostics=log))
    if key and _key(project, settings, question, source) == key:  # nothing was edited meanwhile
        _write(folder / key, _pickled(value, notes, log))
    return value


def kept_answers(cache: Path) -> tuple[Path, ...]:
    """The files of the answers that a cache has, any of which may be removed at any time."""
    with suppress(OSError):
        return tuple(sorted(path for path in (cache / FOLDER).iterdir() if len(path.name) == 64))
    return ()


def _folder(settings: Settings) -> Path | None:
    with suppress(ArchvizError):
        return cache_folder(settings.cache) / FOLDER if settings.cached else None
    return None


def _key(project: Project, settings: Settings, question: str, source: str) -> str:
    """A digest over all that an answer depends on."""
    choice = settings.choice(project)
    parts = [
        engine(),
        question,
        source,
        repr(project),
        repr(choice),
        repr(settings.build_context(project)),
        str(Path.cwd()),
    ]
    parts.append(_contents(project.figures, ENDINGS))
    parts += [_contents(folder) for folder in (project.refs, *project.templates)]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _contents(top: Path, endings: tuple[str, ...] = ("",)) -> str:
    """A digest over the paths and bytes of the files with some endings in a folder, links followed, none hidden."""
    found = hashlib.sha256()
    seen: set[str] = set()
    for folder, folders, names in os.walk(top, followlinks=True):
        real = os.path.realpath(folder)
        folders[:] = sorted(name for name in folders if not name.startswith(".")) if real not in seen else []
        for name in sorted(names) if real not in seen else ():
            if name.lower().endswith(endings):
                file = Path(folder, name)
                found.update(os.fsencode(file) + b"\0")
                with suppress(OSError):
                    found.update(hashlib.sha256(file.read_bytes()).digest() if file.is_file() else b"")
        seen.add(real)
    return found.hexdigest()


def _source(project: Project, settings: Settings) -> str:
    """How the source looks, and what git says of it; "" where it has changed just now or cannot be looked at."""
    path, version, further = settings.choice(project)
    if not path:
        wanted, place = bring(project, settings)
        return f"{wanted.digest} {place} {CachedSource.stamp(place)}"
    with suppress(SourceError):  # whoever opens it says why
        seen = sight(path, further)
        if not seen.fresh:
            return f"{seen.digest} {repository_state(path, tags=version == FROM_GIT)}"
    return ""


class _Answer(Sealed, frozen=True):
    """An answer, pickled and compressed."""

    content: bytes


def _read(file: Path) -> bytes | None:
    """The pickle in a file; None where there is none that this user's key has sealed."""
    with suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError, zlib.error):
        if file.stat().st_size > 2 * MOST_ANSWER_BYTES:  # as no answer has, compressed and as JSON
            return None
        answer = msgspec.json.decode(file.read_bytes(), type=_Answer)
        if genuine(answer):
            os.utime(file)  # it was asked for
            return zlib.decompress(answer.content)
    return None


def _write(file: Path, content: bytes) -> None:
    """Keeps an answer; one that cannot be kept is worked out again."""
    if not content or len(content) > MOST_ANSWER_BYTES:
        return
    answer = _Answer(zlib.compress(content, 1))
    with suppress(ArchvizError, OSError):
        write_files(file.parent, {file.name: encode(answer)})
        _prune(file.parent)


def _prune(folder: Path) -> None:
    """Removes the answers that were not asked for the longest time, beyond what may be kept."""
    states = sorted(((file, file.stat()) for file in kept_answers(folder.parent)), key=lambda one: -one[1].st_mtime_ns)
    size = 0
    for file, state in states:
        size += state.st_size
        if size > MOST_ANSWERS_BYTES:
            file.unlink(missing_ok=True)


class _Notes:
    """A progress that keeps the notes which it passes on."""

    def __init__(self, shown: Progress) -> None:
        self.lines: list[str] = []
        self._shown = shown
        self.start, self.advance, self.done = shown.start, shown.advance, shown.done

    def note(self, line: str) -> None:
        self.lines.append(line)
        self._shown.note(line)


class _Log(DiagnosticLog):
    """A log that passes on what it is to watch."""

    def __init__(self, log: DiagnosticLog) -> None:
        super().__init__()
        self._log = log
        self.opened: list[Opened] = []

    def watch(self, opened: Opened) -> None:
        self.opened.append(opened)
        self._log.watch(opened)


@dataclass(frozen=True, slots=True)
class _Found:
    """What of opened sources was found to be unreadable; of a graph also what it is built for."""

    unreadable: tuple[str, ...]
    noted: tuple[Diagnostic, ...]
    context: BuildContext | None = None

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        return self.noted


def _found(opened: Sequence[Opened]) -> _Found:
    unreadable = (path for one in opened for path in one.unreadable)
    return _Found(tuple(unreadable), tuple(noted for one in opened for noted in one.diagnostics()))


class _Pickler(pickle.Pickler):
    def __init__(self, content: io.BytesIO, graph: type[Graph]) -> None:
        super().__init__(content, pickle.HIGHEST_PROTOCOL)
        self._graph = graph

    def persistent_id(self, obj: Any) -> _Found | None:
        return replace(_found([obj]), context=obj.context) if isinstance(obj, self._graph) else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, content: bytes, open_again: Callable[[], Graph]) -> None:
        super().__init__(io.BytesIO(content))
        self._open_again = open_again

    def persistent_load(self, pid: _Found) -> _GraphAgain:
        return _GraphAgain(pid, self._open_again)


class _GraphAgain:
    """A graph of which it is known what it has found out, opened once more is asked."""

    def __init__(self, found: _Found, open_again: Callable[[], Graph]) -> None:
        self._found = found
        self._open_again = open_again
        self._graph: Graph | None = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self._graph = self._graph or self._open_again()
        return getattr(self._graph, name)

    @property
    def context(self) -> BuildContext | None:
        """For what the packages are built."""
        return self._found.context

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What could not be read in the files that have been looked at so far, by file and line."""
        return tuple(sorted({*self._found.noted, *(self._graph.diagnostics() if self._graph is not None else ())}))

    @property
    def unreadable(self) -> tuple[str, ...]:
        """The packages that were asked for and cannot be read."""
        more = self._graph.unreadable if self._graph is not None else ()
        return tuple(dict.fromkeys((*self._found.unreadable, *more)))


def _pickled(value: object, notes: _Notes, log: _Log) -> bytes:
    """An answer as bytes; none where something in it cannot be pickled."""
    from archviz.golang.graph import Graph  # as whoever worked it out did; a remembered answer does without

    content = io.BytesIO()
    with suppress(Exception):
        _Pickler(content, Graph).dump((value, notes.lines, _found(log.opened)))
        return content.getvalue()
    return b""
