"""Progress on stderr: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from archviz.cli import output
from archviz.model.safe import terminal
from archviz.sources.progress import Progress, Silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress as Bars
    from rich.progress import TaskID


@contextmanager
def progress(*, quiet: bool) -> Iterator[Progress]:
    """What shows the progress of long work; nothing where it should be quiet."""
    if quiet:
        yield Silent()
    elif sys.stderr is not None and sys.stderr.isatty():
        with _Bars() as bars:
            yield bars
    else:
        yield _Lines()


class _Lines(Silent):
    """One line when a piece of work begins, and one for each note."""

    def start(self, what: str, total: int | None) -> None:
        output.note(f"{what} ({total / 1e6:.1f} MB)" if total else what)

    def note(self, line: str) -> None:
        output.note(line)


class _Bars:
    """A bar for the piece of work at hand. The library is loaded when the first one begins."""

    def __init__(self) -> None:
        self._bars: Bars | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> _Bars:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bars is not None:
            self._bars.stop()

    def start(self, what: str, total: int | None) -> None:
        self.done()
        self._bars = _bars(measured=total is not None)
        self._bars.start()
        self._task = self._bars.add_task(terminal(what), total=total)

    def advance(self, count: int) -> None:
        if self._bars is not None and self._task is not None:
            self._bars.advance(self._task, count)

    def done(self) -> None:
        if self._bars is not None and self._task is not None:
            self._bars.stop()
            self._bars = self._task = None

    def note(self, line: str) -> None:
        if self._bars is not None:
            self._bars.console.print(terminal(line), markup=False, highlight=False)
        else:
            output.note(line)


def _bars(*, measured: bool) -> Bars:
    """A bar that is gone when it is stopped; with how many bytes and how fast where that is ``measured``."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeElapsedColumn, TransferSpeedColumn
    from rich.progress import Progress as Bars

    bytes_ = (DownloadColumn(), TransferSpeedColumn()) if measured else ()
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), *bytes_, TimeElapsedColumn())
    return Bars(*columns, console=Console(stderr=True), transient=True)
