"""What came, went or changed in the figures from one version to another, a note each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archviz.model.figure import Change
    from archviz.model.relations import Position, RelationKind
    from archviz.model.symbols import Symbol


class NoteKind(StrEnum):
    """What a note is about, in the order in which readers want it."""

    WRAPPER = "wrapper"
    """A member of a chain, such as a filter of a handler chain."""
    ROW = "row"
    """A row of a table, such as a resource or a hook."""
    IMPLEMENTER = "implementer"
    """A type in a list of those that implement an interface."""
    ARROW = "arrow"
    """A relation that a diagram draws."""
    DECLARATION = "declaration"
    """A card of a diagram, or a field or method in one."""


@dataclass(frozen=True, slots=True)
class ReleaseNote:
    """One thing that came, went or changed in a figure, by the figure's id.

    ``name`` is what it is called: of a row the cells that no other row begins with. ``owner`` is what it belongs to:
    the function that makes the chain, the interface, the type; "" for a row, an arrow and a whole card. ``symbol`` is
    what it names in full, None for a row; ``target`` and ``relation`` are an arrow's. ``was`` is what a changed one
    was: the symbol it named, or what a row or an arrow said; of a wrapper that only has another place in its chain it
    is empty.
    ``after`` is the wrapper behind which it now stands. ``place`` is where it stands in the newer version, or in the
    older one where it went; None where no place is known.
    """

    kind: NoteKind
    change: Change
    figure: str
    name: str
    owner: str = ""
    symbol: Symbol | None = None
    place: Position | None = None
    was: str = ""
    after: str = ""
    target: Symbol | None = None
    relation: RelationKind | None = None
    entered: bool = False
    """Of an arrow, whether it leads in from outside: then ``name`` is entered, and ``target`` brings that about."""


@dataclass(frozen=True, slots=True)
class NoteGroup:
    """The notes of one kind on one chain, list or table, or on the arrows or the declarations of one figure."""

    kind: NoteKind
    figure: str
    owner: str
    notes: tuple[ReleaseNote, ...]


def grouped(notes: Iterable[ReleaseNote]) -> tuple[NoteGroup, ...]:
    """Notes by what they are about, in their order."""

    def key(note: ReleaseNote) -> tuple[NoteKind, str, str]:
        return note.kind, note.figure, "" if note.kind is NoteKind.DECLARATION else note.owner

    return tuple(NoteGroup(*about, tuple(same)) for about, same in groupby(notes, key=key))
