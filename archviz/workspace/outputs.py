"""Files written whole or not at all, and only where they differ."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from archviz.model.errors import ProjectError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def check_writable(folder: Path) -> None:
    """Raises ProjectError where a folder cannot be made or written, before any work is done for it."""
    place = folder
    while not place.exists() and place != place.parent:
        place = place.parent
    if not place.is_dir():
        raise ProjectError(f"cannot write to {folder}: {place} is no folder", hint="--out names another folder")
    if not os.access(place, os.W_OK | os.X_OK):
        raise ProjectError(f"cannot write to {folder}: {place} is not writable", hint="--out names another folder")


def write_files(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Writes files by their paths below a folder, each beside and renamed; gives those that changed.

    Raises ProjectError where one cannot be written.
    """
    changed = []
    made: set[str] = set()
    for path, content in sorted(files.items()):
        file = f"{folder}/{path}"
        above, _, name = file.rpartition("/")
        try:
            if above not in made:
                os.makedirs(above, exist_ok=True)
                made.add(above)
            if not _holds(file, content):
                _put(f"{above}/.{name}.{os.getpid()}", file, content)
                changed.append(path)
        except OSError as error:
            raise ProjectError(f"cannot be written: {error.strerror}", file=file) from error
    return changed


def _holds(file: str, content: bytes) -> bool:
    try:
        with open(file, "rb", buffering=0) as opened:
            return os.fstat(opened.fileno()).st_size == len(content) and opened.read() == content
    except FileNotFoundError:
        return False


def _put(beside: str, file: str, content: bytes) -> None:
    try:
        with open(beside, "wb") as opened:
            opened.write(content)
        os.replace(beside, file)
    except OSError:
        with suppress(FileNotFoundError):
            os.unlink(beside)
        raise


def remove_files(folder: Path, paths: Iterable[str]) -> None:
    """Takes away files that an earlier run wrote, and folders that are empty then."""
    for path in sorted(paths):
        file = folder / path
        file.unlink(missing_ok=True)
        for above in file.parents:
            if above == folder or not above.is_dir() or any(above.iterdir()):
                break
            above.rmdir()
