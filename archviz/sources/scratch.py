"""Folders for files that are not finished: gone after use, and after a killed run gone with the next one.

Whoever works in such a folder holds a lock on a file in it. The system gives the lock back when the process ends,
however it ends, so a folder whose lock can be taken belongs to nobody. Where there are no such locks, as on Windows, a
folder belongs to nobody once it is a day old.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = ".archviz-part-"
"""How the names of these folders begin."""

OLD = 24 * 3600
"""Seconds after which a folder that cannot be locked belongs to nobody."""

_LOCK, _WORK = "lock", "work"


@contextmanager
def scratch(above: Path) -> Iterator[Path]:
    """A new empty folder on the disk of another one, which must be there; removed afterwards with all that is in it.

    What killed runs left there is removed first. Raises OSError where it cannot be made.
    """
    sweep(above)
    folder, lock = _locked(above)
    try:
        work = folder / _WORK
        work.mkdir()
        yield work
    finally:
        _remove(folder)
        os.close(lock)


def sweep(above: Path) -> None:
    """Removes what killed runs of this user left in a folder."""
    with suppress(OSError), os.scandir(above) as entries:
        left = [
            Path(entry) for entry in entries if entry.name.startswith(PREFIX) and entry.is_dir(follow_symlinks=False)
        ]
        for folder in left:
            if sys.platform == "win32" or folder.lstat().st_uid == os.geteuid():
                _sweep(folder)


def _locked(above: Path) -> tuple[Path, int]:
    """A new folder, and its lock as an open file. Another run may take away the folder until the lock is there."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=above))
        try:
            lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        except FileNotFoundError:
            continue
        if sys.platform != "win32":
            with suppress(OSError):
                fcntl.flock(lock, fcntl.LOCK_EX)
        with suppress(OSError):
            if os.path.samestat(os.fstat(lock), (folder / _LOCK).stat()):
                return folder, lock
        os.close(lock)


def _sweep(folder: Path) -> None:
    try:
        lock = os.open(folder / _LOCK, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        with suppress(OSError):
            folder.rmdir()
        return
    except OSError:
        return
    try:
        if _dead(lock):
            _remove(folder)
    finally:
        os.close(lock)


def _dead(lock: int) -> bool:
    """Whether no process has a lock, which is taken then; where there are no locks, whether the file is old."""
    if sys.platform != "win32":
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            pass
        else:
            return True
    return time.time() - os.fstat(lock).st_mtime > OLD


def _remove(folder: Path) -> None:
    """Removes a folder, its lock last: a run that is killed here leaves what the next one removes."""
    shutil.rmtree(folder / _WORK, ignore_errors=True)
    with suppress(OSError):
        (folder / _LOCK).unlink()
        folder.rmdir()
