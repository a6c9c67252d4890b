"""Files of a project, read with bounds: they are somebody else's, and may be anything that a file system can hold."""

from __future__ import annotations

from stat import S_ISREG
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.model.errors import ArchvizError

MOST_BYTES = 1 << 20
"""One document: a figure's file, a pin, a baseline, settings, a catalogue or an article."""


def read_bytes(path: Path, error: type[ArchvizError], *, most: int = MOST_BYTES) -> bytes:
    """What is in a file. Raises ``error`` where it cannot be read, is no regular file, or has more than ``most`` bytes.

    A named pipe or a device is refused without a wait for what it might give.
    """
    try:
        if not S_ISREG(path.stat().st_mode):
            raise error("is no regular file", file=str(path))
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as cause:
        raise error(f"cannot be read: {cause.strerror}", file=str(path)) from cause
    if len(content) > most:
        raise error(f"has more than {most:,} bytes", file=str(path), hint="that is more than archviz reads of one file")
    return content


def read_text(path: Path, error: type[ArchvizError], *, most: int = MOST_BYTES) -> str:
    """A file in UTF-8 as text, its line ends as ``\\n`` and a byte order mark left out.

    Raises ``error`` as ``read_bytes`` does, and at the line of the first byte that is not UTF-8.
    """
    content = read_bytes(path, error, most=most)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        line = content.count(b"\n", 0, cause.start) + 1
        raise error("not UTF-8", file=str(path), line=line) from cause
    return text.replace("\r\n", "\n").replace("\r", "\n")
