"""How right a tool's answers are."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from structbench.questions import Kind

if TYPE_CHECKING:
    from collections.abc import Collection

    from structbench.questions import Answer, Question


@dataclass
class Score:
    """The answers to the questions of one kind.

    ``exact`` are those equal to the truth. Of the symbols in answers that are lists, ``found`` are named and
    true, ``extra`` named and not true, and ``missed`` true and not named; those of a question that the tool has no
    answer to are missed. Of the answers ``closed``, of which the tool says that they are complete, ``closed_exact``
    are exact.
    """

    asked: int = 0
    answered: int = 0
    exact: int = 0
    found: int = 0
    extra: int = 0
    missed: int = 0
    closed: int = 0
    closed_exact: int = 0
    wrong: list[tuple[Question, Answer | None]] = field(default_factory=list)

    def add(
        self, question: Question, answer: Answer | None, undecided: Collection[str] = (), *, closed: bool = False
    ) -> None:
        """Count an answer, None for a tool that has none; the symbols ``undecided`` do not count."""
        truth = question.answer
        if isinstance(truth, tuple):
            true = set(truth) - set(undecided)
            named = set(answer if isinstance(answer, tuple) else ()) - set(undecided)
            self.found += len(named & true)
            self.extra += len(named - true)
            self.missed += len(true - named)
            right = answer is not None and named == true
        else:
            right = answer is not None and type(answer) is type(truth) and answer == truth
        self.asked += 1
        self.answered += answer is not None
        self.exact += right
        self.closed += closed
        self.closed_exact += closed and right
        if not right:
            self.wrong.append((question, answer))

    def __add__(self, other: Score) -> Score:
        return Score(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def exactly(self) -> float:
        """The share of questions that were answered exactly, 0 to 1."""
        return self.exact / self.asked if self.asked else 1.0

    @property
    def precision(self) -> float:
        """The share of the symbols named that are true."""
        return self.found / (self.found + self.extra) if self.found + self.extra else 1.0

    @property
    def recall(self) -> float:
        """The share of the true symbols that are named."""
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0


def group(question: Question) -> str:
    """The row of a table that a question belongs to: its kind, and for callers what is called."""
    if question.kind is not Kind.CALLERS:
        return str(question.kind)
    return f"{question.kind} of {'an' if question.what.startswith('i') else 'a'} {question.what}"
