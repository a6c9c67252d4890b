"""The articles of a project as files, made again only if something that they come from has changed."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

import archviz
from archviz.model.counts import counted
from archviz.model.errors import ArchvizError, ProjectError
from archviz.model.formats import Target
from archviz.sources.cache.seal import Sealed, encode, genuine
from archviz.sources.cache.store import CachedSource, cache_folder
from archviz.sources.checkout import checkout_state
from archviz.sources.fingerprint import fingerprint, sight
from archviz.sources.scratch import sweep
from archviz.workspace.build_worker import BuildWorker
from archviz.workspace.outputs import State, digest, file_state, remove_files, write_files
from archviz.workspace.unpinned import version_pin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings
    from archviz.workspace.verify import Report


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did. ``report`` is None where nothing had to be proved again; ``changed`` are the files written."""

    summary: str
    changed: tuple[str, ...] = ()
    report: Report | None = None


class _Record(Sealed, frozen=True):
    """What a build was made from, "" while it is under way; its files in the state that it left them in.

    ``written`` has for each path the digests of what builds have written there. It is there before the files are, so
    that what a killed build has written is known to the next one.
    """

    inputs: str
    files: dict[str, State]
    written: dict[str, frozenset[str]]


class _Records:
    """The record of one output folder, in the cache. Without a cache there is none, and each build is whole."""

    def __init__(self, settings: Settings, out: Path) -> None:
        self._progress = settings.progress
        self._file: Path | None = None
        try:
            name = hashlib.sha256(os.fsencode(os.path.realpath(out))).hexdigest()[:24]
            self._file = cache_folder(settings.cache) / "builds" / f"{name}.json"
        except ArchvizError as error:
            self._warn(error)

    def read(self) -> _Record:
        """The record; an empty one where there is none, or none that this user made."""
        if self._file is not None:
            sweep(self._file.parent)
            with suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError):
                record = msgspec.json.decode(self._file.read_bytes(), type=_Record)
                if genuine(record):
                    return record
        return _Record("", {}, {})

    def write(self, record: _Record) -> None:
        """Keeps a record; where that cannot be, the next build is whole, which is said once."""
        if self._file is None:
            return
        try:
            write_files(self._file.parent, {self._file.name: encode(record)})
        except ArchvizError as error:
            with suppress(OSError):
                self._file.unlink()
            self._file = None
            self._warn(error)

    def _warn(self, error: ArchvizError) -> None:
        where = f"{error.file}: " if error.file else ""
        self._progress.note(f"warning: the next build starts from nothing: {where}{error.message}")


def build(project: Project, settings: Settings, out: Path, target: Target) -> Built:
    """Proves all claims, renders and writes what is wanted into a folder; writes nothing where a claim is not proved.

    Files of earlier builds that are no longer wanted are removed, unless they have been edited. Raises SourceError,
    FigureError, RenderError and ProjectError.
    """
    inputs, source = f"{target} {_inputs(project, settings)}", _source(project, settings)
    records = _Records(settings, out)
    record = records.read()
    if settings.cached and record.inputs == f"{inputs} {source}" and record.files == _states(out, record.files):
        return Built("nothing has changed")
    files, report = _made(project, settings, target)
    if report.failed:
        return Built("", report=report)
    digests = {path: frozenset([digest(content)]) for path, content in files.items()}
    nothing: frozenset[str] = frozenset()
    both = {path: record.written.get(path, nothing) | digests.get(path, nothing) for path in record.written | digests}
    records.write(_Record("", {}, both))
    written = write_files(out, files)
    remove_files(out, {path: known for path, known in both.items() if path not in files})
    source = source or _source(project, settings)  # it may have been brought just now
    records.write(_Record(f"{inputs} {source}", written.states, digests))
    return Built(f"{counted(len(files), 'file')}, {len(written.changed)} written", written.changed, report)


def _made(project: Project, settings: Settings, target: Target) -> tuple[dict[str, bytes], Report]:
    settings.progress.start("proving the claims and making the pages", None)
    try:
        if target is not Target.SITE:
            from archviz.workspace.site import bundles  # a third of a second that no change does not need

            return bundles(project, settings, target)
        with BuildWorker() as beside:
            from archviz.workspace.site import pages

            return pages(project, settings, beside)
    finally:
        settings.progress.done()


def _inputs(project: Project, settings: Settings) -> str:
    """A digest of what a build comes from beside the source: this program, and the project's parts."""
    parts = [*map(str, settings.choice(project)), str(settings.build_context(project))]
    folders = (Path(archviz.__file__).parent, project.figures, project.refs, *project.templates)
    try:
        parts += [f"{folder.resolve()} {fingerprint(folder)}" for folder in folders if folder.is_dir()]
    except OSError as error:
        raise ProjectError(f"cannot be read: {error.strerror}", file=error.filename) from error
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _source(project: Project, settings: Settings) -> str:
    """How the source looks; "" for a version that is not in the cache."""
    path, version, further = settings.choice(project)
    if path:
        return f"{sight(path, further).digest} {checkout_state(path)}"
    wanted = version_pin(project, settings, version)
    place = CachedSource(cache_folder(settings.cache), wanted.version, wanted.digest).path
    return wanted.digest if place.is_dir() else ""


def _states(out: Path, files: Iterable[str]) -> dict[str, State]:
    """The states of those files that are there."""
    found = {}
    for path in files:
        with suppress(OSError, ValueError):
            found[path] = file_state((out / path).lstat())
    return found
