"""The site for this machine alone, built again as files change."""

from __future__ import annotations

import gc
import os
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING

from watchfiles import Change, DefaultFilter, watch

from archviz.model.errors import ArchvizError, SourceError
from archviz.model.faults import explained
from archviz.model.finding import Severity
from archviz.site.server import SiteServer
from archviz.sources.fingerprint import sight
from archviz.sources.trees.tree import ignored, keeps
from archviz.workspace.build_worker import BuildWorker
from archviz.workspace.project import find_project
from archviz.workspace.project_file import OWN, SHARED
from archviz.workspace.site import pages
from archviz.workspace.subject import Subject, open_subject

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings
    from archviz.workspace.verify import Report

    FileLooks = dict[str, object]
    """Files by path, each with something that is other when the file is."""

_GLANCE = 2000
"""Milliseconds after which the project's files are looked at although nothing was told: a folder may have come back."""

_STEP = 0.1
"""Seconds until what is gone may be there again."""

_MOST = 3
"""How many paths or findings are named."""

_scratch = DefaultFilter()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one build: the ``report`` on the claims, or the ``error`` that it ended with.

    ``changed`` are the files of the site that are other than before, none where a claim is not proved. ``seconds`` is
    what it took.
    """

    url: str
    seconds: float
    changed: tuple[str, ...] = ()
    report: Report | None = None
    error: ArchvizError | None = None

    @property
    def failed(self) -> bool:
        """Whether there is no new site."""
        return self.report is None or self.report.failed


def serve(project: Project, settings: Settings, port: int) -> Generator[Outcome]:
    """Serves the site on a port of this machine, and gives what came of the first build and of each after a change.

    Nothing is written: the site is in memory, so that nothing is left behind and no page is of two builds. Where a
    later build fails, the last good one is shown on. The source stays open, with all that is known of it, until it
    changes. Ends when it is closed or interrupted, and after a first build with a claim that is not proved. Whatever a
    later build raises is an outcome, and the next change is waited for. Raises ArchvizError where the port is taken or
    the first build ends with an error.
    """
    with SiteServer(port) as server, BuildWorker() as beside:
        builder = _Builder(project, settings, beside)
        for changed in _changes(project, settings):
            began = monotonic()
            try:
                files, report = builder.build(changed)
            except Exception as error:  # a fault of one build is no end of the next
                if not server.serving:
                    raise
                found = explained(error)
                server.warn(str(found))
                yield Outcome(server.url, monotonic() - began, error=found)
                continue
            if not report.failed:
                yield Outcome(server.url, monotonic() - began, server.show(files), report)
                continue
            if server.serving:
                server.warn(_unproved(report))
            yield Outcome(server.url, monotonic() - began, report=report)
            if not server.serving:
                return


class _Builder:
    """Builds a site again and again, and keeps its source open."""

    def __init__(self, project: Project, settings: Settings, beside: BuildWorker) -> None:
        self._project = project
        self._beside = beside
        self._settings = settings
        self._subject: Subject | None = None

    def build(self, changed: _Changed) -> tuple[dict[str, bytes], Report]:
        """The site's files and what came of the claims. Raises ArchvizError."""
        self._settings.progress.start(changed.told, None)
        try:
            project = find_project(self._project.root)
            if changed.subject and self._subject is not None:
                self._subject = None
                self._settings.diagnostics.forget()
                gc.collect()  # the old source is closed and its memory free before there is a new one
            self._subject = self._subject or open_subject(project, self._settings)
            try:
                return pages(project, self._settings, self._beside, self._subject)
            finally:
                for line in self._settings.diagnostics.lines():
                    self._settings.progress.note(line)
        except Exception:
            self._subject = None  # what is known of the source may be half worked out
            raise
        finally:
            self._settings.progress.done()


def _unproved(report: Report) -> str:
    wrong = [f"{f.file}:{f.line}: {f.message}" for f in report.findings if f.severity is Severity.ERROR]
    return "\n".join(wrong[:_MOST] + ([f"and {len(wrong) - _MOST} more"] if len(wrong) > _MOST else []))


@dataclass(frozen=True, slots=True)
class _Changed:
    """What has changed, in words; ``subject`` says that the source is to be opened again."""

    told: str
    subject: bool


def _changes(project: Project, settings: Settings) -> Iterator[_Changed]:
    """Everything, at once; then what has changed since, each time that something has.

    The watch only wakes: what has changed is seen by looking. The project's files are few and looked at every time, the
    source's, which are many, when something was told or it was not there.
    """
    source = _source(project, settings)
    before = _shown_files(project), _base_files(project) | source
    yield _Changed("building the site", subject=True)
    noted: set[str] = set()
    while True:
        places, source_place = _places(project, settings), _source_place(project, settings)
        # The first turn does not wait, and comes again while there is news: what has changed before there was a watch.
        for turn, told in enumerate(
            chain([set[tuple[Change, str]]()], _watched(places, source_place, settings, noted))
        ):
            if told or turn < 2 or not source:
                source = _source(project, settings)
            now = _shown_files(project), _base_files(project) | source
            shown, base = map(_different, before, now)
            before = now
            project = _read_again(project) if base else project
            if shown or base:
                yield _Changed(_words([*shown, *base]), subject=bool(base))
            moved = places != _places(project, settings) or any(path in places for _, path in told)
            if moved or (turn == 0 and (shown or base)):
                break  # what has come, gone or been put in another's place is not watched


def _watched(places: list[str], source: str, settings: Settings, noted: set[str]) -> Iterator[set[tuple[Change, str]]]:
    """Sets of what is told; an empty one after a while without. Ends where a place is gone before it is watched.

    Where the system lets no more folders be watched, which is noted once, only the project's are, and if that is still
    too much none: then something may have changed after each while.
    """
    told = partial(watch, watch_filter=None, rust_timeout=_GLANCE, yield_on_timeout=True)
    for watched in (places, [place for place in places if place != source]):
        if not watched:
            continue
        try:
            yield from told(*watched)
        except FileNotFoundError:
            sleep(_STEP)
            return
        except (OSError, RuntimeError) as error:
            note = f"{', '.join(watched[:_MOST])}: not watched: {error}"
            if note not in noted:
                settings.progress.note(note)
                noted.add(note)
    while True:
        sleep(_GLANCE / 1000)
        yield {(Change.modified, "")}


def _places(project: Project, settings: Settings) -> list[str]:
    """What is there to be watched."""
    parts = (project.figures, project.refs, *project.templates, *_settings_files(project))
    return [path for path in [*map(str, parts), _source_place(project, settings)] if path and Path(path).exists()]


def _source_place(project: Project, settings: Settings) -> str:
    path = _source_path(project, settings)
    return str(Path(path).expanduser()) if path else ""


def _source_path(project: Project, settings: Settings) -> str:
    """The path of the source; "" for a pinned version, and where there is none now."""
    with suppress(ArchvizError):
        return settings.choice(project).path
    return ""


def _read_again(project: Project) -> Project:
    """The project with its settings as they are now; as it was where they cannot be read."""
    with suppress(ArchvizError):
        return find_project(project.root)
    return project


def _settings_files(project: Project) -> list[Path]:
    return [project.root / name for name in (OWN, SHARED)]


def _shown_files(project: Project) -> FileLooks:
    """How the figures, pages and articles look."""
    return {path: looks for place in (project.figures, *project.templates) for path, looks in _below(place)}


def _base_files(project: Project) -> FileLooks:
    """How the project's settings, pins and locks look."""
    found: FileLooks = dict(_below(project.refs))
    for file in _settings_files(project):
        with suppress(OSError):
            found[str(file)] = _looks(file.stat())
    return found


def _source(project: Project, settings: Settings) -> FileLooks:
    """How a source named by path looks: a tree's Go files, an archive, a revision. A pinned version does not change."""
    path = _source_path(project, settings)
    if not path:
        return {}
    place = Path(path).expanduser()
    if place.is_dir():
        return dict(_below(place, lambda folder: not ignored(folder), keeps))
    try:
        return {path: sight(path).digest}
    except SourceError:
        return {}


def _counts(name: str) -> bool:
    """Whether a name is none that editors and the like give to files of their own."""
    return _scratch(Change.modified, name)


def _below(
    place: Path, folder: Callable[[str], bool] = _counts, file: Callable[[str], bool] = _counts
) -> Iterator[tuple[str, object]]:
    """How the files below a folder look, of the folders and files that count by their names."""
    waiting = [str(place)]
    while waiting:
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting += [entry.path] if folder(entry.name) else []
                elif file(entry.name):
                    with suppress(FileNotFoundError):
                        yield entry.path, _looks(entry.stat())


def _looks(state: os.stat_result) -> object:
    return state.st_size, state.st_mtime_ns


def _different(before: FileLooks, now: FileLooks) -> list[str]:
    return sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))


def _words(paths: list[str]) -> str:
    more = f" and {len(paths) - _MOST} more" if len(paths) > _MOST else ""
    return f"{', '.join(paths[:_MOST])}{more}: building again"
