"""Two versions of a source in a git repository, and which of its Go files differ between them."""

from __future__ import annotations

import os
from dataclasses import dataclass

from archviz.model.errors import SourceError
from archviz.sources.checkout import differing
from archviz.sources.opening import git_place, place_of
from archviz.sources.tops import repository_top
from archviz.sources.trees.directory import DirectoryTree
from archviz.sources.trees.git_tree import GitTree
from archviz.sources.trees.tree import ignored, is_go, is_test

_BETWEEN = ".."


@dataclass(frozen=True, slots=True)
class RevisionDifference:
    """Two versions of a source, each as a path that can be opened, and the paths in them of Go files that differ.

    The files are sorted, tests included.
    """

    old: str
    new: str
    files: tuple[str, ...]


def difference(path: str, revisions: str) -> RevisionDifference:
    """What differs between two versions of the source at a path, a folder in a git repository or ``REPOSITORY@REV``.

    ``revisions`` is ``REV``, which is compared with the source as it is, or ``REV..OTHER``. Raises SourceError where
    there is no such revision or no repository.
    """
    place = place_of(path)
    work = os.path.isdir(place)  # noqa: PTH112  # a Path's raises for a name that is too long
    if os.path.isfile(place) or (work and repository_top(place) is None):  # noqa: PTH113
        raise SourceError(f"{path} is in no git repository, which would have the versions to compare")
    folder, own = (place, "") if work else git_place(path)
    old, between, new = revisions.partition(_BETWEEN)
    if not old or (between and not new):
        raise SourceError(f"{revisions!r} names no versions to compare", hint="write REV, or REV..OTHER")
    new = new or own
    before = GitTree(f"{folder}@{old}", folder, old)
    if not new:
        changed, untracked = differing(DirectoryTree(path, folder), before)
        return RevisionDifference(f"{folder}@{old}", path, tuple(sorted({*changed, *untracked})))
    after = GitTree(f"{folder}@{new}", folder, new)
    files = (file for file in {*before.blobs, *after.blobs} if before.blobs.get(file) != after.blobs.get(file))
    return RevisionDifference(f"{folder}@{old}", f"{folder}@{new}", tuple(sorted(filter(_is_read, files))))


def _is_read(file: str) -> bool:
    return (is_go(file) or is_test(file)) and not any(map(ignored, file.split("/")[:-1]))
