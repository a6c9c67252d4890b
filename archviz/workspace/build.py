"""The articles of a project as files, made again only if something that they come from has changed."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

import archviz
from archviz.model.errors import ProjectError
from archviz.sources import looks, source_looks
from archviz.workspace.outputs import remove_files, write_files

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings
    from archviz.workspace.verify import Report


class Target(StrEnum):
    """What a build makes of a project's articles."""

    SITE = "site"
    MARKDOWN = "markdown"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did. ``report`` is None where nothing had to be proved again; ``changed`` are the files written."""

    summary: str
    changed: tuple[str, ...] = ()
    report: Report | None = None


class _Record(msgspec.Struct, frozen=True):
    """What a build was made from, and its files: path to size and time of change in nanoseconds."""

    inputs: str
    files: dict[str, tuple[int, int]]


def build(project: Project, settings: Settings, out: Path, target: Target) -> Built:
    """Proves all claims, renders and writes what is wanted into a folder; writes nothing where a claim is not proved.

    Raises SourceError, FigureError, RenderError and ProjectError.
    """
    inputs = f"{target} {_inputs(project, settings)}"
    record_file = settings.cache / "builds" / f"{hashlib.sha256(os.fsencode(out.resolve())).hexdigest()[:24]}.json"
    record = _read(record_file)
    if (
        settings.cached
        and record is not None
        and record.inputs == inputs
        and record.files == _states(out, record.files)
    ):
        return Built("nothing has changed")
    from archviz.workspace.site import Beside, bundles, pages  # a third of a second that no change does not need

    settings.progress.start("proving the claims and making the pages", None)
    try:
        if target is Target.SITE:
            with Beside() as beside:
                files, report = pages(project, settings, beside)
        else:
            files, report = bundles(project, settings)
    finally:
        settings.progress.done()
    if report.failed:
        return Built("", report=report)
    changed = write_files(out, files)
    stale = set(record.files) - set(files) if record is not None else set()
    remove_files(out, stale)
    record = _Record(f"{target} {_inputs(project, settings)}", _states(out, files))
    write_files(record_file.parent, {record_file.name: msgspec.json.encode(record)})
    return Built(f"{len(files)} files, {len(changed)} written", tuple(changed), report)


def _inputs(project: Project, settings: Settings) -> str:
    """A digest of everything that a build comes from: this program, the project's parts, and how the source looks."""
    place = settings.source or str(settings.cache / "sources" / (settings.version or project.version))
    parts = [settings.version, place, source_looks(place) if settings.source or Path(place).is_dir() else ""]
    folders = (Path(archviz.__file__).parent, project.figures, project.refs, *project.templates)
    try:
        parts += [f"{folder.resolve()} {looks(folder)}" for folder in folders]
    except OSError as error:
        raise ProjectError(f"cannot be read: {error.strerror}", file=error.filename) from error
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _states(out: Path, files: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Size and time of change of those files that are there."""
    found = {}
    for path in files:
        try:
            state = (out / path).stat()
        except OSError:
            continue
        found[path] = (state.st_size, state.st_mtime_ns)
    return found


def _read(file: Path) -> _Record | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=_Record)
    except (OSError, msgspec.MsgspecError):
        return None
