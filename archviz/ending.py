"""How a run of the program ends: by itself, by a signal, or because nobody reads what it prints.

The signals that ask a program to end (SIGINT, SIGTERM, SIGHUP) raise KeyboardInterrupt where the program is, so that
unfinished files and other processes are cleared on the way out. An exception can be lost, as in a library's callback,
and clearing can take long: what has not ended after a while is ended. This module imports next to nothing, so that all
of that holds while the rest is loaded.
"""

from __future__ import annotations

import _thread
import errno
import io
import os
import signal
import sys
import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from types import FrameType

    from _typeshed import ReadableBuffer

PATIENCE = 0.7
"""Seconds that a run may take to end once a signal has asked it to."""

_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Interrupted(KeyboardInterrupt):
    """A signal has asked the program to end; ``code`` is the exit code that shells give for it (128 and its number)."""

    def __init__(self, code: int) -> None:
        super().__init__()
        self.code = code


class _State:
    interrupted = False
    code: int | None = None


def prepare() -> None:
    """Readies streams and signals. To be called once, first of all."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:  # closed: the next file that is opened would take its place, and be written into
            os.open(os.devnull, os.O_RDWR)
    if sys.stderr is not None:
        sys.stderr = _lenient(sys.stderr)
    for each in _SIGNALS:
        if signal.getsignal(each) is not signal.SIG_IGN:  # as nohup and shells set it
            signal.signal(each, _interrupt)
    sys.unraisablehook = _unraisable


def expect_interrupts() -> None:
    """Says that to be interrupted is how this run ends: the exit code is 0 then."""
    _State.code = 0


def interrupted() -> bool:
    """Whether a signal has asked the program to end."""
    return _State.interrupted


def leave(code: int) -> None:
    """Ends the process at once, without the interpreter's own clearing up, which another signal would disturb."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            continue
    os._exit(code)


def flushed() -> OSError | None:
    """Writes out what is left for stdout; gives the error where that fails, and lets nothing more be written there."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        close_stdout()
        return error
    return None


def close_stdout() -> None:
    """Lets all that is written to stdout from now on go nowhere, as nobody reads it or there is no room for it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def reset_signals() -> None:
    """Lets a signal end the process at once, which is quiet where there is nothing left to clear."""
    for each in _SIGNALS:
        if signal.getsignal(each) is _interrupt:
            signal.signal(each, signal.SIG_DFL)


def _interrupt(number: int, _: FrameType | None) -> None:
    for each in _SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    code = 128 + number
    _State.interrupted = True
    _State.code = code if _State.code is None else _State.code
    try:
        _thread.start_new_thread(_end_later, ())  # no lock is taken that the interrupted code may hold
    except RuntimeError:
        os._exit(_State.code)
    raise Interrupted(code)


def _end_later() -> None:
    time.sleep(PATIENCE)
    os._exit(_State.code or 0)


def _unraisable(what: sys.UnraisableHookArgs, /) -> None:
    if not isinstance(what.exc_value, KeyboardInterrupt):
        sys.__unraisablehook__(what)


class _Lenient(io.FileIO):
    """A stream that passes over what cannot be written."""

    def write(self, content: ReadableBuffer, /) -> int:
        try:
            return super().write(content) or 0
        except OSError as error:
            if error.errno in (errno.EINTR, errno.EAGAIN):
                raise
            return memoryview(content).nbytes


def _lenient(stream: TextIO) -> TextIO:
    """The same stream, on which nothing fails: what is said of the work at hand must not end it."""
    try:
        raw = _Lenient(stream.fileno(), "wb", closefd=False)
    except (OSError, ValueError, AttributeError):
        return stream
    return io.TextIOWrapper(
        io.BufferedWriter(raw), encoding=stream.encoding, errors=stream.errors, line_buffering=True, write_through=True
    )
