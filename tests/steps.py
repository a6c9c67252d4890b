"""The work that a piece of code does, counted instead of timed: the same on a slow, a busy and a quick machine."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

HANG = 60
"""Seconds of processor time after which work does not end: a thousand times what work in proportion takes."""


def steps(work: Callable[[], object]) -> int:
    """How many lines of Python some work runs, those of the threads that it starts included.

    What one line does in C (a search of a pattern, `in` a list, `+` of two texts) is one step however long it takes:
    where that could be out of proportion, give a text for which it would take hours, within `ends`.
    """
    counted = 0

    def trace(_frame: FrameType, _event: str, _arg: Any) -> Any:
        nonlocal counted
        counted += 1
        return trace

    before, before_in_threads = sys.gettrace(), threading.gettrace()
    threading.settrace(trace)
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
        threading.settrace(before_in_threads)
    return counted


def growth(work: Callable[[int], Callable[[], object]], size: int, times: int = 4) -> float:
    """How many times as many steps the work on an input of `times` the size takes.

    `work` makes the input of a size, whose making is not counted, and gives what is done with it.
    """
    work(size // 10)()  # what is imported, compiled or kept by the first use is no part of the work
    once, more = steps(work(size)), steps(work(size * times))
    return more / once


@contextmanager
def ends(seconds: float = HANG) -> Iterator[None]:
    """Fails a test whose work takes more processor time than any machine needs. Only in the main thread."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise AssertionError(f"not done after {seconds} seconds of processor time")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
