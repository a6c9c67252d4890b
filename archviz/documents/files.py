"""Files of a project, read with bounds: they are somebody else's, and may be anything that a file system can hold."""

from __future__ import annotations

import os
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archviz.model.errors import ArchvizError

MOST_BYTES = 1 << 20
"""One document: a figure's file, a pin, a baseline, settings, a catalogue or an article."""

MOST_FILES = 100_000
"""Files and folders of one part of a project, such as its templates."""

MOST_FILE_BYTES = 64 << 20
"""Any one file in a part of a project."""


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


def check_links(part: Path, root: Path, error: type[ArchvizError], endings: tuple[str, ...] = ("",)) -> None:
    """Raises ``error`` for what a part of a project, such as its templates, may not hold.

    That is a link that leads out of the project's folder ``root``, or to something hidden in it (``.git``, ``.env``):
    what is read there may be published. Links to other places in the project are followed, and those to nothing passed
    over. Nor may there be a named pipe, a device or a socket, a file beyond MOST_FILE_BYTES, or over MOST_FILES files
    and folders. Only files with one of the ``endings`` count.
    """
    try:
        _check_links(part, root, error, endings)
    except OSError as cause:
        raise error(f"cannot be read: {cause.strerror}", file=cause.filename) from cause


def _check_links(part: Path, root: Path, error: type[ArchvizError], endings: tuple[str, ...]) -> None:
    top, home = _real(root), _real(part)
    seen: set[Path] = set()
    waiting = [part]
    while waiting:
        path = waiting.pop()
        real = _real(path)
        if not real.exists() or not (real.is_dir() or path.name.endswith(endings)):
            continue
        if (real == home or not real.is_relative_to(home)) and not _open_in(top, real):
            hint = f"links stay within {root}, and lead to nothing hidden there"
            raise error(f"leads to {real}", file=str(path), hint=hint)
        if not real.is_dir() and not real.is_file():
            raise error("is no regular file", file=str(path))
        if real.is_file() and real.stat().st_size > MOST_FILE_BYTES:
            raise error(f"has more than {MOST_FILE_BYTES:,} bytes", file=str(path))
        if real.is_dir() and real not in seen:
            seen.add(real)
            waiting += sorted(path.iterdir())
        if len(seen) + len(waiting) > MOST_FILES:
            raise error(f"has more than {MOST_FILES:,} files", file=str(part))


def _open_in(top: Path, real: Path) -> bool:
    """Whether a real path is a folder's, or leads from there without a hidden step."""
    return real.is_relative_to(top) and not any(step.startswith(".") for step in real.relative_to(top).parts)


def _real(path: Path) -> Path:
    """The path without links; unlike ``Path.resolve`` it takes links in a circle for what leads to nothing."""
    return Path(os.path.realpath(path))
