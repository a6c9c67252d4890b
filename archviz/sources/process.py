"""Other programs, run in an environment of their own, with limits, and watched by what they write."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import threading
import time
from typing import IO, TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.sources.limits import MOST_BYTES
from archviz.sources.progress import Silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from types import FrameType

    from archviz.sources.progress import Progress

    _Handler = Callable[[int, FrameType | None], object] | int | signal.Handlers | None

LONGEST = 3600.0
"""Seconds that any program may take."""

MOST_PRINTED = 64 << 20
"""Bytes that a program may print, and as many that it may complain."""

_TICK = 0.1
_SIGNALS = [signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGHUP") if name in signal.Signals.__members__]
_MARKS = ("fatal: ", "E: ")
_ALLOWED = ("TMPDIR", "TMP", "TEMP", "LD_LIBRARY_PATH", "SYSTEMROOT")


def closed_environment(*names: str) -> dict[str, str]:
    """An environment for another program: where programs and temporary files are, English messages, and nothing else.

    No program is looked for in the folder at hand, where the search path has that. ``names`` are further variables of
    this process that the program is to have where they are set.
    """
    given = {name: os.environ[name] for name in (*_ALLOWED, *names) if name in os.environ}
    places = filter(os.path.isabs, os.environ.get("PATH", os.defpath).split(os.pathsep))
    return given | {"PATH": os.pathsep.join(places), "LC_ALL": "C", "LANGUAGE": "C"}


def run(
    command: list[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    seconds: float = LONGEST,
    stall: float | None = None,
    progress: Progress | None = None,
) -> str:
    """Runs a program in a folder and gives back what it printed.

    ``progress`` advances as files grow in the folder. Raises SourceError, with the program's own complaint, where it
    is not installed, fails, takes more than so many seconds, leaves the folder as it is for ``stall`` seconds, or
    writes more than the bounds; whatever it started is ended with it.
    """
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as complaints, _signals_held() as came:
        try:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=complaints,
                start_new_session=True,
            )
        except FileNotFoundError as error:
            raise SourceError(f"{command[0]} is not installed") from error
        except (OSError, ValueError) as error:
            raise SourceError(f"cannot start {command[0]}: {error}") from error
        try:
            for grown in _growth(process, folder, seconds, stall):
                (progress or Silent()).advance(grown)
                if max(os.fstat(printed.fileno()).st_size, os.fstat(complaints.fileno()).st_size) > MOST_PRINTED:
                    raise SourceError(f"{command[0]} printed more than {MOST_PRINTED >> 20} MiB")
                if came:
                    break
        finally:
            _end(process)
        if process.returncode != 0:
            raise SourceError(complaint(_content(complaints)) or f"{command[0]} failed ({process.returncode})")
        return _content(printed).decode("utf-8", "replace")


def complaint(stderr: bytes) -> str:
    """What a program complained about: the first line that git or apt mark as an error, else the last line, or ""."""
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    marked = [line.removeprefix(mark) for line in lines for mark in _MARKS if line.startswith(mark)]
    return (marked or lines[-1:] or [""])[0].strip()


def _growth(process: subprocess.Popen[bytes], folder: Path, seconds: float, stall: float | None) -> Iterator[int]:
    """The bytes by which a folder grows, again and again while a program runs and once more when it has ended."""
    began = moved = time.monotonic()
    first = size = _size(folder)
    runs = True
    while runs:
        runs = _runs(process)
        now, last = time.monotonic(), size
        size = max(size, _size(folder))
        moved = now if size > last else moved
        yield size - last
        if size - first > MOST_BYTES:
            raise SourceError(f"more than {MOST_BYTES >> 30} GiB came")
        if runs and now - began > seconds:
            raise SourceError(f"no answer within {seconds:g} s")
        if runs and stall is not None and now - moved > stall:
            raise SourceError(f"nothing came for {stall:g} s")


def _content(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read(MOST_PRINTED)


@contextlib.contextmanager
def _signals_held() -> Iterator[list[int]]:
    """The signals to end this process that come meanwhile, passed on afterwards, when what it started has ended."""
    came: list[int] = []
    before: dict[int, _Handler] = {}
    if threading.current_thread() is threading.main_thread():
        for ours in _SIGNALS:
            if signal.getsignal(ours) not in (signal.SIG_IGN, None):
                before[ours] = signal.signal(ours, lambda number, _: came.append(number))
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in came:
            signal.raise_signal(number)


def _runs(process: subprocess.Popen[bytes]) -> bool:
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_TICK)
    return process.returncode is None


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a program with all that it started, also what outlived it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _size(folder: Path) -> int:
    total = 0
    for above, _, files in os.walk(folder):
        for name in files:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(above, name)).st_size  # noqa: PTH118  # ten times a second
    return total
