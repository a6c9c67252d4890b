"""The files of the repository that a source is in, for documents that name them."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from archviz.sources.trees.tree import hidden

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from archviz.golang.graph import Graph

_PASSED_OVER = frozenset({"node_modules", "_output"})
MOST_BYTES = 16 << 20
"""How large a file may be whose lines are counted."""


class FolderFiles:
    """The files below a folder of this machine; a link is what it leads to."""

    def __init__(self, top: Path) -> None:
        self._top = top

    def is_file(self, path: str) -> bool:
        """Whether there is a file at a path from the top."""
        return self._inside(path) and (self._top / path).is_file()

    def is_folder(self, path: str) -> bool:
        """Whether there is a folder at a path from the top."""
        return self._inside(path) and (self._top / path).is_dir()

    @staticmethod
    def _inside(path: str) -> bool:
        return (
            not path.startswith("/")
            and ".." not in path.split("/")
            and "\0" not in path
            and len(path) < os.pathconf("/", "PC_PATH_MAX")
        )

    def named(self, name: str) -> tuple[str, ...]:
        """The paths of all files and folders with a name, sorted."""
        return self._by_name.get(name, ())

    def within(self, folder: str) -> tuple[str, ...]:
        """The names of what stands directly in a folder, sorted."""
        return tuple(sorted(entry.name for entry in (self._top / folder).iterdir())) if self.is_folder(folder) else ()

    def state(self) -> str:
        """A digest over the paths of all files, and over how large and how old each is."""
        found = hashlib.sha256()
        for path in sorted(path for paths in self._by_name.values() for path in paths):
            with suppress(OSError):
                stat = os.stat(os.path.join(self._top, path))  # noqa: PTH116, PTH118  # tens of thousands
                found.update(f"{path}\0{stat.st_size}\0{stat.st_ctime_ns}\0".encode("utf-8", "surrogateescape"))
        return found.hexdigest()

    def lines(self, path: str) -> int:
        """How many lines a file has; 0 where it cannot be read as text."""
        try:
            if (self._top / path).stat().st_size > MOST_BYTES:
                return 0
            content = (self._top / path).read_bytes()
        except OSError:
            return 0
        return 0 if b"\0" in content else content.count(b"\n") + (not content.endswith(b"\n"))

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for folder, folders, names in os.walk(self._top):
            folders[:] = sorted(name for name in folders if name not in _PASSED_OVER and not name.startswith(".git"))
            at = os.path.relpath(folder, self._top)
            for name in (*folders, *names):
                found[name].append(name if at == "." else f"{at}/{name}".replace(os.sep, "/"))
        return {name: tuple(sorted(paths)) for name, paths in found.items()}


class GoFiles:
    """The Go files of a source that is no folder; of other files it is not known whether they are there."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    @cached_property
    def _files(self) -> frozenset[str]:
        source = self._graph.source
        return frozenset(file for package in source.packages(tests=True) for file in source.files(package, tests=True))

    @cached_property
    def _folders(self) -> frozenset[str]:
        found = {""}
        for file in self._files:
            folder = file.rpartition("/")[0]
            while folder and folder not in found:
                found.add(folder)
                folder = folder.rpartition("/")[0]
        return frozenset(found)

    def is_file(self, path: str) -> bool | None:
        """Whether there is a file at a path; None for one that is not Go source."""
        shown = path.endswith(".go") and not any(map(hidden, path.split("/")[:-1])) and "testdata" not in path
        return (path in self._files) if shown else None

    def is_folder(self, path: str) -> bool | None:
        """Whether there is a folder with Go source at a path or below; None where that is not known."""
        return path.rstrip("/") in self._folders or None

    def named(self, name: str) -> tuple[str, ...]:
        """The paths of all Go files with a name, sorted."""
        return tuple(sorted(file for file in self._files if file.rpartition("/")[2] == name))

    def within(self, folder: str) -> tuple[str, ...]:
        """The names of the Go files in a folder, sorted."""
        return tuple(sorted(file.rpartition("/")[2] for file in self._files if file.rpartition("/")[0] == folder))

    def lines(self, path: str) -> int:
        """How many lines a Go file has."""
        return self._graph.source.read(path).count(b"\n") + 1 if path in self._files else 0
