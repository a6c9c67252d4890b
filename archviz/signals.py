"""How a signal ends the program.

The signals that ask a program to end (SIGINT, SIGTERM, SIGHUP) raise KeyboardInterrupt where the program is, so that
unfinished files and other processes are cleared on the way out. An exception can be lost, as in a library's callback,
and clearing can take long: what has not ended after a while is ended. This module imports next to nothing, so that all
of that holds while the rest is loaded.
"""

from __future__ import annotations

import _thread
import os
import signal
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

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
    """Has signals end the program. To be called once, first of all."""
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


def leave() -> None:
    """Ends the process with the signal's exit code, without the interpreter's own clearing up, which can take long."""
    for stream in (sys.stdout, sys.stderr):  # noqa: TID251 what was printed is written out
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(_State.code or 0)


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
