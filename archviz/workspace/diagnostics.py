"""What could not be read of a source and has not been said yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from archviz.model.counts import counted
from archviz.model.graph import MOST_DIAGNOSTICS

if TYPE_CHECKING:
    from archviz.model.graph import Diagnostic


class Opened(Protocol):
    """A source that was opened, in this process or another."""

    @property
    def unreadable(self) -> tuple[str, ...]:
        """The import paths of the packages that were asked for and cannot be read."""

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What could not be read in its files."""


class DiagnosticLog:
    """The diagnostics of the sources that a command opens, each given once."""

    def __init__(self) -> None:
        self._opened: list[Opened] = []
        self._said: set[Diagnostic] = set()

    def watch(self, opened: Opened) -> None:
        """Takes in a source that has been opened."""
        self._opened.append(opened)

    @property
    def any_unreadable(self) -> bool:
        """Whether a package that was asked for cannot be read."""
        return any(one.unreadable for one in self._opened)

    def forget(self) -> None:
        """Lets go of the sources: they are closed, and what is opened in their place is to be said anew."""
        self._opened.clear()
        self._said.clear()

    def lines(self) -> list[str]:
        """A line for each new diagnostic, by file and line; those beyond ``MOST_DIAGNOSTICS`` are counted."""
        new = sorted({one for source in self._opened for one in source.diagnostics()} - self._said)
        self._said.update(new)
        lines = [f"{one.file}:{one.line}: {one.message}" for one in new[:MOST_DIAGNOSTICS]]
        left = len(new) - len(lines)
        return [*lines, f"and {counted(left, 'more place')} that could not be read"] if left else lines
