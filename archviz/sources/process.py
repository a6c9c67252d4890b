"""Other programs, run with a limit and watched by what they write."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from typing import TYPE_CHECKING

from archviz.model.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from archviz.sources.progress import Progress

_TICK = 0.1
_MARKS = ("fatal: ", "E: ")


def run(
    command: list[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    seconds: float | None = None,
    progress: Progress | None = None,
) -> str:
    """Runs a program in a folder and gives back what it printed.

    ``progress`` advances as files grow in the folder. Raises SourceError, with the program's own complaint, where it
    is not installed, fails, or takes more than so many seconds; whatever it started is ended with it.
    """
    grown = _size(folder)
    end = None if seconds is None else time.monotonic() + seconds
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as complaints:
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
        try:
            runs = True
            while runs:
                runs = _runs(process)
                if progress is not None:
                    size = _size(folder)
                    progress.advance(max(0, size - grown))
                    grown = max(grown, size)
                if runs and end is not None and time.monotonic() > end:
                    raise SourceError(f"no answer within {seconds:g} s")
        finally:
            _end(process)
        complaints.seek(0)
        printed.seek(0)
        if process.returncode != 0:
            raise SourceError(complaint(complaints.read()) or f"{command[0]} failed ({process.returncode})")
        return printed.read().decode("utf-8", "replace")


def complaint(stderr: bytes) -> str:
    """What a program complained about: the first line that git or apt mark as an error, else the last line, or ""."""
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    marked = [line.removeprefix(mark) for line in lines for mark in _MARKS if line.startswith(mark)]
    return (marked or lines[-1:] or [""])[0].strip()


def _runs(process: subprocess.Popen[bytes]) -> bool:
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_TICK)
    return process.returncode is None


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _size(folder: Path) -> int:
    total = 0
    for file in folder.rglob("*"):
        with contextlib.suppress(OSError):
            total += file.lstat().st_size
    return total
