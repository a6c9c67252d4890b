"""A tree in a directory, listed folder by folder as it is asked for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.sources.tree import Entries, Tree

if TYPE_CHECKING:
    from pathlib import Path


class DirectoryTree(Tree):
    """The files below a directory of this machine."""

    def __init__(self, location: str, top: Path) -> None:
        super().__init__(location)
        self._top = top

    def scan(self, folder: str) -> Entries | None:
        """Lists one directory. Raises SourceError where it may not be read."""
        entries = Entries()
        try:
            with os.scandir(self._top / folder) as found:
                for entry in found:
                    if entry.is_symlink():
                        entries.links[entry.name] = str((self._top / folder / entry.name).readlink())
                    elif entry.is_dir():
                        entries.folders.append(entry.name)
                    elif entry.is_file():
                        entries.files.append(entry.name)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise SourceError(f"cannot list {self._top / folder}: {error.strerror}") from error
        return entries

    def load(self, file: str) -> bytes:
        """Reads one file. Raises SourceError where that fails."""
        try:
            with open(f"{self._top}/{file}", "rb", buffering=0) as opened:  # noqa: PTH123  # in 0.6 of a Path's time
                return opened.read()
        except OSError as error:
            raise SourceError(f"cannot read {self._top / file}: {error.strerror}") from error
