"""What the cache holds, and how it is emptied."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.sources.cache.store import cache_folder
from archviz.workspace.index import index_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from archviz.workspace.subject import Settings


class CacheKind(StrEnum):
    """What is kept in a cache, each in a folder of this name."""

    SOURCES = "sources"
    """Versions that were fetched."""
    VERSIONS = "versions"
    """What versions without a pin were when they were brought."""
    INDEX = "index"
    """The facts that questions are answered from."""
    ANSWERS = "answers"
    """What commands found out about sources that have not changed since."""
    BUILDS = "builds"
    """What a build wrote, so that the next one need not do it again."""
    DRAWN = "drawn"
    """Pictures that were drawn from questions."""


@dataclass(frozen=True, slots=True)
class CacheEntry:
    """Something in the cache: its kind, what it is called, and how many bytes it takes."""

    kind: CacheKind
    name: str
    size: int


def cached(settings: Settings) -> tuple[Path, tuple[CacheEntry, ...]]:
    """The cache's folder and what it holds, by kind and name. Raises SourceError where it cannot be read."""
    folder = cache_folder(settings.cache)
    try:
        return folder, tuple(entry for kind in CacheKind for entry in _entries(folder, kind))
    except OSError as error:
        raise SourceError(f"the cache {folder} cannot be read: {error.strerror}") from error


def clear(settings: Settings, kinds: Iterable[CacheKind]) -> int:
    """Removes some kinds of thing from the cache, and gives how many bytes they took.

    Nothing else that may be in its folder is touched. Raises SourceError where something cannot be removed.
    """
    folder = cache_folder(settings.cache)
    freed = 0
    for kind in kinds:
        place = folder / kind.value
        try:
            freed += sum(entry.size for entry in _entries(folder, kind))
            if place.is_dir():
                shutil.rmtree(place)
        except OSError as error:
            raise SourceError(f"{place} cannot be removed: {error.strerror or error}") from error
    return freed


def _entries(folder: Path, kind: CacheKind) -> Iterator[CacheEntry]:
    place = folder / kind.value
    if not place.is_dir():
        return
    if kind is CacheKind.INDEX:
        files = [one for one in place.iterdir() if one.name.startswith(index_file(folder).name)]
        if files:
            yield CacheEntry(kind, index_file(folder).name, sum(map(_size, files)))
    elif kind is CacheKind.SOURCES:
        for one in sorted(place.iterdir()):
            yield CacheEntry(kind, one.name, _size(one))
    elif total := _size(place):
        yield CacheEntry(kind, kind.value, total)


def _size(path: Path) -> int:
    """How many bytes a file has, or all files in a folder together; a link counts as itself."""
    if path.is_symlink() or not path.is_dir():
        return path.lstat().st_size
    return sum(one.lstat().st_size for one in path.rglob("*") if one.is_symlink() or not one.is_dir())
