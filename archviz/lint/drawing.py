"""What a diagram written as text says: its nodes, its arrows in their order, and the members of its classes.

Lines count from 1 within the diagram's own text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DrawingForm(StrEnum):
    """What the arrows of a diagram mean."""

    GRAPH = "graph"
    SEQUENCE = "sequence"
    """Messages, in the order in which they are sent."""
    CLASSES = "classes"


class ArrowForm(StrEnum):
    """How an arrow is drawn, where that has a meaning of its own."""

    PLAIN = "plain"
    DASHED = "dashed"
    """In a sequence an answer; elsewhere a weaker relation."""
    INHERITANCE = "inheritance"
    """A hollow triangle at the end of a solid line."""
    REALIZATION = "realization"
    """A hollow triangle at the end of a dashed line: a type implements an interface."""
    COMPOSITION = "composition"
    AGGREGATION = "aggregation"
    """A filled and a hollow rhombus, at the end of the whole, from which the arrow starts here."""


@dataclass(frozen=True, slots=True)
class DrawnMember:
    """A field or method in a class's box; ``parameters`` is None for a field, "" for a method without any.

    ``type`` is a field's type or a method's result, "" where none is written; parameters of types are in brackets, as
    in Go. ``ambiguous`` is True for a field in two words of which each could be its name, as in ``Handler handler``.
    """

    name: str
    type: str
    parameters: str | None
    line: int
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """A node, participant or class: the id that arrows name it by, and the words in it, which may be the id.

    A line break in the words is a space, and no markup is left. ``group`` are the words of the boxes around it, from
    the outermost; ``line`` is where its words stand, or else where it is first named.
    """

    id: str
    label: str
    line: int
    group: tuple[str, ...] = ()
    members: tuple[DrawnMember, ...] = ()


@dataclass(frozen=True, slots=True)
class DrawnArrow:
    """An arrow from the node ``tail`` to the node ``head``, which are ids.

    One that is drawn to the left is given from where it starts. ``directed`` is False for a line without a head, or
    with one at both ends. A relation of classes goes from what inherits, implements or holds to what it is to.
    """

    tail: str
    head: str
    label: str
    line: int
    form: ArrowForm = ArrowForm.PLAIN
    directed: bool = True


@dataclass(frozen=True, slots=True)
class WrittenDiagram:
    """A diagram: its nodes in the order in which they are first named, its arrows in the order of the text.

    ``unread`` are the lines that could not be read, with their text: what they say is not known.
    """

    form: DrawingForm
    nodes: tuple[DrawnNode, ...]
    arrows: tuple[DrawnArrow, ...]
    unread: tuple[tuple[int, str], ...] = ()
