"""A tree in a directory, listed folder by folder as it is asked for."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.sources.limits import Tally
from archviz.sources.trees.tree import Entries, Tree, most_bytes

if TYPE_CHECKING:
    from pathlib import Path

_PLAINLY = (
    os.O_RDONLY
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)
"""Opens what a file has become since it was listed without waiting for it, following it or being controlled by it."""


class DirectoryTree(Tree):
    """The files below a directory of this machine. Devices, FIFOs and sockets do not count."""

    def __init__(self, location: str, top: Path) -> None:
        super().__init__(location, {os.path.abspath(top), os.path.realpath(top)})  # noqa: PTH100  # without its links too
        self._top = top
        self._tally = Tally(location)

    def scan(self, folder: str) -> Entries | None:
        """Lists one directory. Raises SourceError where it may not be read."""
        entries = Entries()
        try:
            with os.scandir(self._top / folder) as found:
                for entry in found:
                    self._tally.add(entry.name)
                    if entry.is_symlink():
                        entries.links[entry.name] = _target(entry)
                    elif entry.is_dir():
                        entries.folders.append(entry.name)
                    elif entry.is_file():
                        entries.files.append(entry.name)
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return None
        except OSError as error:
            raise SourceError(f"cannot list {self._top / folder}: {error.strerror}") from error
        return entries

    def load(self, file: str) -> bytes:
        """Reads one file. Raises SourceError where that fails, and where it is too large or no longer a plain file."""
        path, most = f"{self._top}/{file}", most_bytes(file)
        try:
            opened = os.open(path, _PLAINLY)
            try:
                state = os.fstat(opened)
                if not stat.S_ISREG(state.st_mode):
                    raise SourceError(f"cannot read {path}: it is no plain file")
                content = _read(opened, state.st_size, most) if state.st_size <= most else None
            finally:
                os.close(opened)
        except (OSError, ValueError) as error:
            raise SourceError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from error
        if content is None or len(content) > most:
            raise SourceError(f"cannot read {path}: it has more than {most} bytes")
        return content


def _target(entry: os.DirEntry[str]) -> str:
    """What a link points to, as written; "" where it is gone by now."""
    try:
        return os.readlink(entry.path)  # noqa: PTH115  # in half of a Path's time
    except FileNotFoundError:
        return ""


def _read(opened: int, size: int, most: int) -> bytes:
    """The bytes of a file, which may have another size than it says; cut off after one more than the most."""
    content = os.read(opened, size + 1)
    if len(content) == size:
        return content
    pieces, count = [content], len(content)
    while content and count <= most:
        content = os.read(opened, min(1 << 20, most + 1 - count))
        pieces.append(content)
        count += len(content)
    return b"".join(pieces)
