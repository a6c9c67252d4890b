"""The questions of a corpus, with their exact answers, as ``tests/accuracy/typecheck -questions`` prints them."""

from __future__ import annotations

import gzip
from enum import StrEnum
from pathlib import Path

import msgspec

FOLDER = Path(__file__).parent / "questions"


class Kind(StrEnum):
    """What is asked."""

    CALLERS = "callers"
    """Which functions, methods and variables' initializers call ``of``; an interface's method is called through it."""
    CALLEES = "callees"
    """Which functions and methods of the packages searched ``of`` calls, those of interfaces too."""
    IMPLEMENTERS = "implementers"
    """Which types of the packages searched, or their pointers, implement the interface ``of``."""
    PATH = "path"
    """How many static calls lead from ``of`` to ``to`` at least; 0 where no number does."""
    ORDER = "order"
    """Whether ``within`` calls ``of`` before or after ``to`` wherever it does both, or neither for certain: open."""
    NOBODY = "nobody"
    """Whether nothing calls ``of``."""


Answer = bool | int | str | tuple[str, ...]
"""Symbols, sorted; a number of calls; ``before``, ``after`` or ``open``; yes or no."""


class Question(msgspec.Struct, frozen=True):
    """One question. Calls in function literals are those of the declaration around them."""

    kind: Kind
    of: str
    answer: Answer
    what: str = ""
    within: str = msgspec.field(name="in", default="")
    to: str = ""


class Corpus(msgspec.Struct, frozen=True):
    """What the questions are about: so many packages, functions (with methods) and calls among them.

    Of the types ``undecided`` the type checker cannot say what they implement, as what they need is missing: they count
    neither as right nor as wrong.
    """

    packages: int
    functions: int
    calls: int
    undecided: tuple[str, ...] = ()


def names() -> tuple[str, ...]:
    """The corpora that there are questions about."""
    return tuple(sorted(path.name.removesuffix(".jsonl.gz") for path in FOLDER.glob("*.jsonl.gz")))


def read(name: str) -> tuple[Corpus, tuple[Question, ...]]:
    """A corpus and its questions. Raises ValidationError (``msgspec``) where the file is not of that form."""
    first, *lines = gzip.decompress((FOLDER / f"{name}.jsonl.gz").read_bytes()).splitlines()
    return msgspec.json.decode(first, type=Corpus), tuple(msgspec.json.decode(line, type=Question) for line in lines)
