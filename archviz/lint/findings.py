"""What is wrong in a document, before it becomes a finding of a report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from archviz.model.drift import SymbolPlace
from archviz.model.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archviz.model.finding import FindingKind
    from archviz.model.graph import Declaration, Declared
    from archviz.model.symbols import Symbol


class Confidence(StrEnum):
    """How sure it is that something speaks of this code and is wrong."""

    CERTAIN = "certain"
    LIKELY = "likely"


@dataclass(frozen=True, slots=True)
class Replacement:
    """A text in a document that another may stand for; ``line`` and ``column`` (1-based) are where it begins."""

    line: int
    column: int
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong: the message names what the source has and has not, ``hint`` the nearest true thing.

    ``new`` is where the subject is now, ``old`` where it was when the document was written, ``fix`` what may be put
    into the document for certain.
    """

    kind: FindingKind
    confidence: Confidence
    message: str
    hint: str = ""
    new: SymbolPlace | None = None
    old: SymbolPlace | None = None
    fix: Replacement | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """One thing that a document says of the code: the line and column (1-based) where, what it is in few words.

    ``symbols`` are the declarations that it speaks of, which may be several of one name; ``wrong`` is None where the
    source has it so.
    """

    line: int
    column: int
    subject: str
    symbols: tuple[Symbol, ...] = ()
    wrong: Wrong | None = None


def near_hint(name: str, names: Iterable[str], cutoff: float, before: str = "") -> str:
    """``did you mean x?`` for the name that is nearest to one, "" where none is; ``before`` stands before it."""
    near = nearest(name, names, 1, cutoff)
    return f"did you mean {before}{near[0]}?" if near else ""


def site(declared: Declared | Declaration) -> SymbolPlace:
    """Where a declaration is, for a report."""
    return SymbolPlace(declared.symbol, declared.position)
