"""From what a user names to a source."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.sources.layout import Layout
from archviz.sources.trees.archive import open_archive
from archviz.sources.trees.digest import digest
from archviz.sources.trees.directory import DirectoryTree
from archviz.sources.trees.git_tree import GitTree
from archviz.sources.trees.tree import is_go

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.sources.source import Source
    from archviz.sources.trees.tree import Tree


def open_source(path: str) -> Source:
    """The source at a path: a directory, an archive (``.tar.gz``, ``.tgz``, ``.tar``, ``.zip``) or ``REPOSITORY@REV``.

    A directory is read as it is, a git repository, bare or not, at the revision. Raises SourceError where there is
    nothing of the kind, where it cannot be read, and where it holds no Go source.
    """
    return TreeSource(open_tree(path))


def open_tree(path: str) -> Tree:
    """The tree at a path, as for ``open_source``, whether it holds Go source or not."""
    place = place_of(path)
    if os.path.isdir(place):  # noqa: PTH112  # a Path's raises for a name that is too long, or in a folder that is closed
        return DirectoryTree(path, place)
    if os.path.isfile(place):  # noqa: PTH113
        tree = open_archive(path, place)
        if tree is None:
            raise SourceError(f"{path} is no archive", hint="an archive is a .tar.gz, .tgz, .tar or .zip")
        return tree
    return GitTree(path, *git_place(path))


def place_of(path: str) -> Path:
    """The path with ``~`` and ``~user`` put in full where there is such a home."""
    return Path(os.path.expanduser(path))  # noqa: PTH111  # a Path's raises where there is none


def git_place(path: str) -> tuple[Path, str]:
    """The repository and the revision that ``REPOSITORY@REV`` names. Raises SourceError where there is none."""
    for repository, revision in _at_signs(path):
        folder = place_of(repository)
        if os.path.isdir(folder):  # noqa: PTH112
            return folder, revision
    raise SourceError(f"no source at {path}", hint="name a directory, an archive, or a git repository as PATH@REV")


class TreeSource:
    """A source that finds its packages in a tree by the tree's layout."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._layout = Layout(tree)
        if not any(any(map(is_go, folder.files)) for folder in tree.walk()):
            raise SourceError(f"no Go file in {tree.location}")

    @property
    def location(self) -> str:
        """Where the source is, as the user gave it."""
        return self._tree.location

    def release(self) -> int:
        """The N of the Go 1.N that the main module asks for; 0 where it asks for none."""
        return self._layout.release()

    def packages(self, *, tests: bool = False) -> tuple[str, ...]:
        """Every import path with at least one file, sorted."""
        return tuple(sorted(self._layout.packages(tests=tests)))

    def files(self, package: str, *, tests: bool = False) -> tuple[str, ...]:
        """The paths of a package's files, sorted."""
        alone: tuple[str, ...] = ()
        for folder in self._layout.folders(package):
            files = tuple(filter(is_go, folder.files))
            if files:
                return tuple(sorted(files + folder.tests)) if tests else files
            alone = alone or folder.tests
        return alone if tests else ()

    def read(self, file: str) -> bytes:
        """The bytes of a file."""
        return self._tree.read(file)

    def digest(self) -> str:
        """The digest over all Go files."""
        return digest(self._tree)


def _at_signs(path: str) -> Iterator[tuple[str, str]]:
    """Every way to cut a path in two at an ``@``, the last one first."""
    repository, at, revision = path.rpartition("@")
    while at:
        yield repository, revision
        repository, at, rest = repository.rpartition("@")
        revision = f"{rest}@{revision}"
