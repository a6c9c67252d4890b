"""How long work tells what it does, without knowing who listens."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """One piece of work at a time: ``start``, some ``advance``, ``done``; and plain lines in between."""

    def start(self, what: str, total: int | None) -> None:
        """A piece of work begins; ``total`` is its size in bytes, None where that is unknown."""

    def advance(self, count: int) -> None:
        """So many more bytes are done."""

    def done(self) -> None:
        """The piece of work has ended, well or not."""

    def note(self, line: str) -> None:
        """Something to tell in one line, such as why one way failed and the next is tried."""


class Silent:
    """A progress that nobody sees."""

    def start(self, what: str, total: int | None) -> None:
        """Passes over it."""

    def advance(self, count: int) -> None:
        """Passes over it."""

    def done(self) -> None:
        """Passes over it."""

    def note(self, line: str) -> None:
        """Passes over it."""
