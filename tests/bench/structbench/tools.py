"""What answers questions: one class a tool."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from structbench.questions import Answer, Question


class Tool(Protocol):
    """A tool that was given a tree. ``prepare`` is what it does once, such as writing its index.

    ``closed`` is whether it said of its last answer that it is complete.
    """

    closed: bool

    def prepare(self, tree: Path) -> None: ...

    def answer(self, question: Question) -> Answer | None:
        """The answer as far as the tool has such answers, None where it has none."""
