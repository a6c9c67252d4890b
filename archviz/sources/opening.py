"""From what a user names to a source."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.model.graph import Diagnostic
from archviz.sources.layout import Layout
from archviz.sources.roots import find_roots, no_go
from archviz.sources.trees.archive import open_archive
from archviz.sources.trees.digest import digest
from archviz.sources.trees.directory import DirectoryTree
from archviz.sources.trees.git_tree import GitTree
from archviz.sources.trees.tree import is_go, join, parent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.sources.gomod import GoMod
    from archviz.sources.roots import Roots
    from archviz.sources.trees.tree import Folder, Tree


def open_source(path: str) -> TreeSource:
    """The source at a path: a directory, an archive (``.tar.gz``, ``.tgz``, ``.tar``, ``.zip``) or ``REPOSITORY@REV``.

    A directory is read as it is, a git repository, bare or not, at the revision. Raises SourceError where there is
    nothing of the kind, where it cannot be read, and where it holds no Go source.
    """
    tree = open_tree(path)
    roots = find_roots(tree)
    if not any(any(map(is_go, folder.files)) for folder in tree.walk()):
        raise no_go(tree, "no Go file")
    return TreeSource(tree, roots)


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
    """A source that finds its packages in a tree below the tree's roots."""

    def __init__(self, tree: Tree, roots: Roots) -> None:
        self._tree = tree
        self._layout = Layout(tree, roots)
        self._asked: dict[str, Folder] = {}

    @property
    def location(self) -> str:
        """Where the source is, as the user gave it."""
        return self._tree.location

    def release(self) -> int:
        """The N of the newest Go 1.N that a main module or the go.work asks for; 0 where none does."""
        return max((module.release for module in self._layout.modules), default=0)

    @property
    def module(self) -> str | None:
        """The path of the module at the top; "" for a folder of import paths, None where there is neither."""
        return self._layout.main.prefix if self._layout.main is not None else None

    def module_packages(self, *, tests: bool = False) -> tuple[str, ...]:
        """Every import path of the module at the top, sorted."""
        return tuple(sorted(self._layout.main_packages(tests=tests)))

    @property
    def needing(self) -> tuple[GoMod, ...]:
        """The go.work and go.mod files that say which versions of other modules are needed."""
        return self._layout.needing

    def packages(self, *, tests: bool = False) -> tuple[str, ...]:
        """Every import path with at least one file, sorted."""
        return tuple(sorted(self._layout.packages(tests=tests)))

    def resolve(self, importer: str, path: str) -> str:
        """The import path of the package that an import of ``path`` means in a package; "" for none of this source."""
        return self._layout.resolve(importer, path)

    def files(self, package: str, *, tests: bool = False) -> tuple[str, ...]:
        """The paths of a package's files, sorted."""
        folder = self._folder(package, tests=tests)
        if folder is None:
            return ()
        if folder.astray:
            self._asked[folder.path] = folder
        files = tuple(filter(is_go, folder.files))
        return tuple(sorted(files + folder.tests)) if tests else files

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What of the tree's layout is left out, and of the folders that were asked for."""
        reason = "left out: a link to {}, which is not in the source"
        links = [*self._tree.led_out()]
        links += [(join(folder.path, name), to) for folder in self._asked.values() for name, to in folder.astray]
        return (*self._layout.diagnostics, *(Diagnostic(link, 1, reason.format(to)) for link, to in links))

    def _folder(self, package: str, *, tests: bool = False) -> Folder | None:
        alone = None
        for folder in self._layout.folders(package):
            if any(map(is_go, folder.files)):
                return folder
            alone = alone or (folder if tests and folder.tests else None)
        return alone

    def holds(self, path: str) -> bool:
        """Whether the tree has a folder for an import path, such as a module's, with Go source or not."""
        return next(self._layout.folders(path), None) is not None

    def has(self, file: str) -> bool:
        """Whether the tree has a file, named by its real path."""
        folder = self._tree.folder(parent(file))
        return folder is not None and file in (*folder.files, *folder.tests)

    def read(self, file: str) -> bytes:
        """The bytes of a file."""
        return self._tree.read(file)

    def digest(self, *, autocrlf: bool = False) -> str:
        """The digest over all Go files."""
        return digest(self._tree, autocrlf=autocrlf)


def _at_signs(path: str) -> Iterator[tuple[str, str]]:
    """Every way to cut a path in two at an ``@``, the last one first."""
    repository, at, revision = path.rpartition("@")
    while at:
        yield repository, revision
        repository, at, rest = repository.rpartition("@")
        revision = f"{rest}@{revision}"
