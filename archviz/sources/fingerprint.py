"""A quick sum over a source that changes when its files may have changed, made without reading them."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.sources.limits import Tally
from archviz.sources.opening import git_place
from archviz.sources.several import cached_modules
from archviz.sources.trees.git_tree import commit_of
from archviz.sources.trees.tree import hidden, join, lists

if TYPE_CHECKING:
    from collections.abc import Iterable


def fingerprint(folder: Path, *, leave_out: Iterable[str] = (), strict: bool = False, source_only: bool = False) -> str:
    """A digest over path, size and time of change of every file in a folder, links not followed.

    ``strict`` adds the file's number and the time of its last change of any kind (``st_ino``, ``st_ctime``), which no
    program can set: a file that was replaced, restored or given back an earlier time is another one then. ``.git``,
    ``__pycache__`` and the paths to leave out do not count; with ``source_only`` nor does what is not read of a Go
    tree. Raises OSError, and SourceError where there are more files than a tree may have.
    """
    found = []
    waiting = [""]
    skipped = frozenset(leave_out)
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
                    state = entry.stat(follow_symlinks=False)
                    more = f" {state.st_ino} {state.st_ctime_ns}" if strict else ""
                    found.append(f"{path}\0{state.st_size} {state.st_mtime_ns}{more}\0")
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
