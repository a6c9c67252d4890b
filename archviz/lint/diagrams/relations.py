"""Relations of classes by the signs at the two ends of a line, as UML has them, for Mermaid and PlantUML."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from archviz.lint.drawing import ArrowForm

if TYPE_CHECKING:
    from archviz.lint.diagrams.sketch import Sketch


class ArrowEnd(StrEnum):
    """What is drawn where a line meets a class."""

    NONE = ""
    HEAD = "head"
    TRIANGLE = "triangle"
    FILLED = "filled rhombus"
    HOLLOW = "hollow rhombus"
    RING = "ring"
    """The sign of an interface, at the end of a line that starts at what provides it."""


_FORMS = {
    ArrowEnd.TRIANGLE: ArrowForm.INHERITANCE,
    ArrowEnd.FILLED: ArrowForm.COMPOSITION,
    ArrowEnd.HOLLOW: ArrowForm.AGGREGATION,
    ArrowEnd.RING: ArrowForm.REALIZATION,
}


def relate(
    sketch: Sketch, left: tuple[str, ArrowEnd], right: tuple[str, ArrowEnd], line: int, label: str, *, dashed: bool
) -> None:
    """A relation between the classes left and right of a line.

    It goes from what inherits, provides or holds to what it is to: to a triangle, a ring or a head, from a rhombus.
    Where the ends say different things, it has no direction.
    """
    starts = {_starts(left[1], here=True), _starts(right[1], here=False)} - {None}
    forms = {_FORMS[end] for end in (left[1], right[1]) if end in _FORMS}
    agree = len(starts) == 1 and len(forms) < 2
    form = forms.pop() if len(forms) == 1 else ArrowForm.DASHED if dashed else ArrowForm.PLAIN
    if form is ArrowForm.INHERITANCE and dashed:
        form = ArrowForm.REALIZATION
    tail, head = (left[0], right[0]) if starts != {False} else (right[0], left[0])
    sketch.arrow(tail, head, line, label, form, directed=agree)


def _starts(end: ArrowEnd, *, here: bool) -> bool | None:
    """Whether a relation starts at the left, by the sign at one end; None where this says nothing."""
    if end is ArrowEnd.NONE:
        return None
    return here == (end in (ArrowEnd.FILLED, ArrowEnd.HOLLOW))
