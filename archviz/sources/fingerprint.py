"""A quick sum over a source that changes when its files may have changed, made without reading them."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from archviz.model.errors import SourceError
from archviz.sources.limits import Tally
from archviz.sources.opening import git_place
from archviz.sources.several import cached_modules
from archviz.sources.trees.git_tree import commit_of
from archviz.sources.trees.tree import hidden, join, lists

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def fingerprint(folder: Path, *, leave_out: Iterable[str] = (), strict: bool = False, source_only: bool = False) -> str:
    """A digest over path, size and time of change of every file in a folder, links not followed.

    ``strict`` adds the file's number and the time of its last change of any kind (``st_ino``, ``st_ctime``), which no
    program can set: a file that was replaced, restored or given back an earlier time is another one then. ``.git``,
    ``__pycache__`` and the paths to leave out do not count; with ``source_only`` nor does what is not read of a Go
    tree. Raises OSError, and SourceError where there are more files than a tree may have.
    """
    entries = _entries(folder, frozenset(leave_out), source_only=source_only)
    states = ((path, entry.stat(follow_symlinks=False)) for path, entry in entries)
    return _sum([f"{path}\0{_state(state, strict=strict)}\0" for path, state in states])


def _state(state: os.stat_result, *, strict: bool) -> str:
    more = f" {state.st_ino} {state.st_ctime_ns}" if strict else ""
    return f"{state.st_size} {state.st_mtime_ns}{more}"


def _entries(
    folder: Path, skipped: frozenset[str] = frozenset(), *, source_only: bool
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """All that is in a folder but for folders themselves, by path, links not followed."""
    waiting = [""]
    tally = Tally(str(folder))
    while waiting:
        above = waiting.pop()
        with os.scandir(folder / above) as entries:
            for entry in entries:
                path = join(above, entry.name)
                if path in skipped or entry.name in (".git", "__pycache__"):
                    continue
                folder_or_link = entry.is_symlink() or entry.is_dir(follow_symlinks=False)
                if source_only and (hidden(entry.name) if folder_or_link else not lists(entry.name)):
                    continue
                tally.add(path)
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(path)
                else:
                    yield path, entry


def _sum(found: list[str]) -> str:
    return hashlib.sha256("".join(sorted(found)).encode("utf-8", "surrogateescape")).hexdigest()


def source_fingerprint(path: str, further: Iterable[str] = (), *, pinned: bool = False) -> str:
    """One for the source at a path, with further ones and, where it is not ``pinned``, what the module cache adds.

    A directory goes by its files, an archive by its size and time, a revision by its commit, and a module in the module
    cache by its name, as it never changes. Raises SourceError where there is nothing or it cannot be looked at.
    """
    parts = [_source_fingerprint(one) for one in (path, *further)]
    return " ".join([*parts, *(() if pinned else cached_modules(path))])


def _source_fingerprint(path: str) -> str:
    place = Path(path).expanduser()
    try:
        if place.is_dir():
            return fingerprint(place, source_only=True)
        if place.is_file():
            state = place.stat()
            return f"{state.st_size} {state.st_mtime_ns}"
    except OSError as error:
        raise SourceError(f"cannot look at {path}: {error.strerror}") from error
    return commit_of(path, *git_place(path))


class SourceState(NamedTuple):
    """How a source looks: a text that is another one once anything of it has changed.

    ``changed`` is when that last happened, in nanoseconds since 1970. What changes again within the same moment, as the
    file system tells time, may look the same; so the text counts where that moment had passed when it was made.
    """

    text: str
    changed: int


def source_state(path: str, further: Iterable[str] = ()) -> SourceState:
    """How the source at a path and further ones look, and which modules of the module cache belong to them.

    As ``source_fingerprint``, by what no program can set (``strict`` in ``fingerprint``). Raises SourceError.
    """
    states = [_source_state(one) for one in (path, *further)]
    texts = [*(state.text for state in states), *cached_modules(path)]
    return SourceState(" ".join(texts), max(state.changed for state in states))


def _source_state(path: str) -> SourceState:
    place = Path(path).expanduser()
    try:
        if place.is_dir():
            found = [(at, entry.stat(follow_symlinks=False)) for at, entry in _entries(place, source_only=True)]
            text = _sum([f"{at}\0{_state(state, strict=True)}\0" for at, state in found])
            return SourceState(text, max((state.st_ctime_ns for _, state in found), default=0))
        if place.is_file():
            state = place.stat()
            return SourceState(_state(state, strict=True), state.st_ctime_ns)
    except OSError as error:
        raise SourceError(f"cannot look at {path}: {error.strerror}") from error
    return SourceState(commit_of(path, *git_place(path)), 0)


def source_identity(path: str, further: Iterable[str] = ()) -> str:
    """What the source at a path and further ones hold: the same on every machine that has the same there.

    A directory or an archive goes by its bytes, a revision by its commit, and a module in the module cache by its name.
    Raises SourceError as ``source_fingerprint``.
    """
    return " ".join([*map(_source_identity, (path, *further)), *cached_modules(path)])


def _source_identity(path: str) -> str:
    place = Path(path).expanduser()
    try:
        if place.is_dir():
            return _sum([f"{path}\0{_held(entry)}\0" for path, entry in _entries(place, source_only=True)])
        if place.is_file():
            return _digest(place)
    except OSError as error:
        raise SourceError(f"cannot look at {path}: {error.strerror}") from error
    return commit_of(path, *git_place(path))


def _held(entry: os.DirEntry[str]) -> str:
    """What an entry of a folder is: a link's target, or a file's digest; nothing for a device and the like."""
    if entry.is_symlink():
        return f"-> {os.readlink(entry)}"  # noqa: PTH115  # in half of a Path's time
    return _digest(Path(entry.path)) if entry.is_file(follow_symlinks=False) else ""


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
