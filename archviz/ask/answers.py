"""What a question is answered with: steps between symbols, what is not shown, and whether that is all there is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archviz.ask.hops import Hop
    from archviz.model.graph import Declared
    from archviz.model.relations import Position


class OpenKind(StrEnum):
    """Why an answer may lack something."""

    UNRESOLVED = "unresolved"
    """Calls that could not be resolved and may be of the symbol."""
    GUESS = "guess"
    """Relations that are not certain: they are shown as such."""
    LEFT_OUT = "left-out"
    DAMAGED = "damaged"
    MISSING = "missing"
    LINKNAME = "linkname"
    CGO = "cgo"
    ASSEMBLY = "assembly"
    REFLECTION = "reflection"
    INTERFACE = "interface"
    """The method is that of an interface which calls may go through, and such calls were not asked for."""
    VALUE = "value"
    """The function is used as a value, and what calls that value was not asked for."""
    NOT_SEARCHED = "not-searched"
    """Packages of the source that have the name and were not searched."""
    CUT = "cut"
    """More than was asked for was found, and is not shown."""


@dataclass(frozen=True, slots=True)
class OpenReason:
    """One reason why an answer may not be complete.

    ``count`` is how many places or things there are of the ``kind``, ``message`` says it as a whole sentence without a
    full stop, ``places`` are the first of them and ``hint`` is what to ask for to know more, "" for nothing.
    """

    kind: OpenKind
    count: int
    message: str
    places: tuple[Position, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question about symbols.

    ``question`` is the command that asked (``callers``), ``about`` the symbols that were asked about. ``nodes`` are all
    symbols of the answer in the order in which they were found, ``hops`` the steps between them. ``cut`` has a sentence
    for each kind of thing that was found and is not shown. ``open`` are the reasons why there may be more, none for an
    answer that is closed: it is complete for the source that was asked. ``notes`` say how the question was understood.
    """

    question: str
    about: tuple[Declared, ...]
    nodes: tuple[Declared, ...]
    hops: tuple[Hop, ...]
    cut: tuple[str, ...] = ()
    open: tuple[OpenReason, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def closed(self) -> bool:
        """Whether the answer is complete for certain."""
        return not self.open
