"""Files written whole or not at all, only where they differ, and only below the folder that was asked for."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.model.errors import ProjectError
from archviz.sources.scratch import scratch, sweep

if TYPE_CHECKING:
    from collections.abc import Mapping

State = tuple[int, int, int]
"""A file's size, time of change in nanoseconds, and number: other than before where it was written again."""


@dataclass(frozen=True, slots=True)
class WriteResult:
    """What came of writing: the paths that ``changed``, and the state in which every file was seen or left."""

    changed: tuple[str, ...]
    states: dict[str, State]


def check_writable(folder: Path) -> None:
    """Raises ProjectError where a folder cannot be made or written, before any work is done for it."""
    place = folder
    while not place.exists() and place != place.parent:
        place = place.parent
    if not place.is_dir():
        raise ProjectError(f"cannot write to {folder}: {place} is no folder", hint="--out names another folder")
    if not os.access(place, os.W_OK | os.X_OK):
        raise ProjectError(f"cannot write to {folder}: {place} is not writable", hint="--out names another folder")


def write_files(folder: Path, files: Mapping[str, bytes], *, durable: bool = False) -> WriteResult:
    """Writes files by their paths below a folder, with ``/`` between.

    All that differ are written beside first and then, in the order given, put in place: a full disk changes nothing,
    and a kill leaves each file as it was or as it shall be. ``durable`` has their content on the disk before, so that
    this holds for a power cut too. Raises ProjectError where one cannot be written, and where a path leads out of the
    folder, by itself or by a link.
    """
    top = str(folder)
    states: dict[str, State] = {}
    differing = []
    try:
        os.makedirs(top, exist_ok=True)
        for path, content in files.items():
            _check(path)
            state = _held(f"{top}/{path}", content)
            if state is None:
                differing.append(path)
            else:
                states[path] = state
        if differing:
            with scratch(folder) as beside:
                for number, path in enumerate(differing):
                    states[path] = _write(f"{beside}/{number}", files[path], durable=durable)
                _put_in_place(top, {path: f"{beside}/{number}" for number, path in enumerate(differing)})
        else:
            sweep(folder)
    except OSError as error:
        raise ProjectError(f"cannot be written: {error.strerror}", file=_named(error, top)) from error
    return WriteResult(tuple(sorted(differing)), states)


def remove_files(folder: Path, written: Mapping[str, frozenset[str]]) -> None:
    """Removes files that earlier runs wrote, and folders that are empty then.

    ``written`` has for each path the SHA-256 digests, in hexadecimal, of what was written there. A file of other
    content has been edited since and stays, as does one that cannot be removed, or whose path leads out of the folder.
    """
    top = Path(os.path.realpath(folder))
    for path in sorted(written):
        file = top / path
        if not _plain(path) or Path(os.path.realpath(file.parent)) != file.parent:
            continue
        try:
            if not stat.S_ISREG(file.lstat().st_mode) or digest(file.read_bytes()) not in written[path]:
                continue
            file.unlink()
            for above in file.parents:
                if above == top:
                    break
                above.rmdir()
        except OSError:
            continue


def digest(content: bytes) -> str:
    """The digest by which ``remove_files`` knows a file again."""
    return hashlib.sha256(content).hexdigest()


def _plain(path: str) -> bool:
    """Whether a path is relative and goes down only, on any system."""
    parts = path.split("/")
    return not {"", ".", ".."} & {*parts} and not {"\0", "\\", ":"} & {*path}


def _check(path: str) -> None:
    if not _plain(path):
        raise ProjectError(f"{path!r} is no path below the folder that is written to")


def _held(file: str, content: bytes) -> State | None:
    """The state of a file that has this content already; None for any other, a link, and where there is none."""
    try:
        found = os.lstat(file)
    except (FileNotFoundError, NotADirectoryError):
        return None
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), file)
    if not stat.S_ISREG(found.st_mode) or found.st_size != len(content):
        return None
    with open(file, "rb", buffering=0) as opened:
        return file_state(os.fstat(opened.fileno())) if opened.read() == content else None


def file_state(found: os.stat_result) -> State:
    """A file's state, from what the system says of it."""
    return found.st_size, found.st_mtime_ns, found.st_ino


def _write(file: str, content: bytes, *, durable: bool) -> State:
    with open(file, "wb", buffering=0) as opened:
        rest = memoryview(content)
        while rest:
            rest = rest[opened.write(rest) :]
        if durable:
            os.fsync(opened.fileno())
        return file_state(os.fstat(opened.fileno()))


def _put_in_place(top: str, files: Mapping[str, str]) -> None:
    """Renames files, by the paths below the top that they shall have."""
    real = os.path.realpath(top)
    for above in dict.fromkeys(map(os.path.dirname, files)):
        if not Path(os.path.realpath(f"{top}/{above}")).is_relative_to(real):
            raise ProjectError(f"{above} leads out of {top} by a link", file=f"{top}/{above}")
        os.makedirs(f"{top}/{above}", exist_ok=True)
    for path, beside in files.items():
        os.replace(beside, f"{top}/{path}")


def _named(error: OSError, top: str) -> str:
    """The file that an error is about; for a rename the one that was to be."""
    return os.fsdecode(error.filename2 or error.filename or top)
