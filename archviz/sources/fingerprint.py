"""A quick sum over a source that changes when its files may have changed, made without reading them."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.sources.limits import Tally
from archviz.sources.module_cache import NO_CACHE, module_cache_folder
from archviz.sources.trees.tree import hidden, lists

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


_GRAIN = 2_000_000_000
"""How many nanoseconds two changes of a file may be apart and give it the same times, on the coarsest file system."""


def fingerprint(folder: Path, *, leave_out: Iterable[str] = (), strict: bool = False, source_only: bool = False) -> str:
    """A digest over path, size and time of change of every file in a folder, links not followed.

    ``strict`` adds the file's number and the time of its last change of any kind (``st_ino``, ``st_ctime``), which no
    program can set: a file that was replaced, restored or given back an earlier time is another one then. ``.git``,
    ``__pycache__`` and the paths to leave out do not count; with ``source_only`` nor does what is not read of a Go
    tree. Raises OSError, and SourceError where there are more files than a tree may have.
    """
    states = _states(folder, frozenset(leave_out), source_only=source_only)
    return _sum(f"{path}\0{_seen(state, strict=strict)}\0" for path, state in states)


def _states(
    folder: Path, skipped: frozenset[str] = frozenset(), *, source_only: bool = False
) -> Iterator[tuple[str, os.stat_result]]:
    """The path and the state of every file and link in a folder."""
    for path, entry in _entries(folder, skipped, source_only=source_only):
        yield path, entry.stat(follow_symlinks=False)


def _entries(
    folder: Path, skipped: frozenset[str] = frozenset(), *, source_only: bool
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """All that is in a folder but for folders themselves, by path, links not followed."""
    waiting = [""]
    tally = Tally(str(folder))
    while waiting:
        above = waiting.pop()
        with os.scandir(os.path.join(folder, above)) as entries:  # noqa: PTH118  # in a third of a Path's time
            for entry in entries:
                name = entry.name
                path = f"{above}/{name}" if above else name
                if path in skipped or name in (".git", "__pycache__"):
                    continue
                is_folder = entry.is_dir(follow_symlinks=False)
                if source_only and (hidden(name) if is_folder or entry.is_symlink() else not lists(name)):
                    continue
                tally.count(1, len(path))
                if is_folder:
                    waiting.append(path)
                else:
                    yield path, entry


def _sum(found: Iterable[str]) -> str:
    return hashlib.sha256("".join(sorted(found)).encode("utf-8", "surrogateescape")).hexdigest()


def _seen(state: os.stat_result, *, strict: bool) -> str:
    more = f" {state.st_ino} {state.st_ctime_ns}" if strict else ""
    return f"{state.st_size} {state.st_mtime_ns}{more}"


@dataclass(frozen=True)
class Sight:
    """A source as it is seen without being read.

    ``files`` has, by its path within the source, how each file of a directory is seen; a link's begins with ``link``.
    It is None for what is no directory. ``rest`` is a digest over everything else, such as further sources. ``fresh``
    are the files that were changed so shortly before that another change may not be seen (git's "racily clean" files):
    they are read each time.
    """

    files: Mapping[str, str] | None
    rest: str
    fresh: frozenset[str] = frozenset()

    @cached_property
    def digest(self) -> str:
        """A digest over all that is seen."""
        return _sum((self.rest, *(f"{path}\0{state}\0" for path, state in (self.files or {}).items())))


def sight(path: str, further: Iterable[str] = (), *, known: str = "") -> Sight:
    """How the source at a path is seen, with further ones and what the module cache adds. Raises SourceError.

    ``known`` is the digest of how it was seen before: where all its files are the same and needed no modules of the
    cache, they need none now.

    Of each file that is the size, the number and the times of change (``fingerprint`` with ``strict``). A revision goes
    by its commit, an archive by its state, a module in the module cache by its name, as it never changes.
    """
    begun = time.time_ns() - _GRAIN
    place = Path(path).expanduser()
    rest: list[str] = []
    fresh: set[str] = set()
    files: dict[str, str] | None = {} if place.is_dir() else None
    for number, one in enumerate((path, *further)):
        folder = Path(one).expanduser()
        if not folder.is_dir() and not folder.is_file():
            rest.append(_commit(one))
            continue
        try:
            states = list(_states(folder, source_only=True)) if folder.is_dir() else [("", folder.stat())]
        except OSError as error:
            raise SourceError(f"cannot look at {one}: {error.strerror}") from error
        for name, state in states:
            seen = ("link " if stat.S_ISLNK(state.st_mode) else "") + _seen(state, strict=True)
            if number or files is None:
                rest.append(f"{one}\0{name}\0{seen}")
            else:
                files[name] = seen
            if max(state.st_mtime_ns, state.st_ctime_ns) >= begun:
                fresh.add(name if not number and files is not None else "")
    alone = Sight(files, "\n".join(sorted(rest)), frozenset(fresh))
    if module_cache_folder() is None:
        return replace(alone, rest="\n".join([*sorted(rest), NO_CACHE]))
    if alone.digest == known:
        return alone
    from archviz.sources.several import needed_modules

    return replace(alone, rest="\n".join([*sorted(rest), *needed_modules(path)]))


def _commit(path: str) -> str:
    from archviz.sources.opening import git_place
    from archviz.sources.trees.git_tree import commit_of

    return commit_of(path, *git_place(path))


def source_identity(path: str, further: Iterable[str] = ()) -> str:
    """What the source at a path and further ones hold: the same on every machine that has the same there.

    A directory or an archive goes by its bytes, a revision by its commit, and a module in the module cache by its name.
    Raises SourceError where there is nothing or it cannot be read.
    """
    from archviz.sources.several import cached_modules

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
    return _commit(path)


def _held(entry: os.DirEntry[str]) -> str:
    """What an entry of a folder is: a link's target, or a file's digest; nothing for a device and the like."""
    if entry.is_symlink():
        return f"-> {os.readlink(entry)}"  # noqa: PTH115  # in half of a Path's time
    return _digest(Path(entry.path)) if entry.is_file(follow_symlinks=False) else ""


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
