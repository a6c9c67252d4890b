"""What a picture lacks to be read with ease, in words for its author."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from archviz.render.layout.arrange import arrange
from archviz.render.layout.boxes import SMALL_SIZE
from archviz.render.layout.faults import FROM_BOXES, MOST_CROSSINGS, LayoutFaultKind, examine
from archviz.render.layout.fitting import PAGE
from archviz.render.svg.scene import compose
from archviz.words.language import ENGLISH

if TYPE_CHECKING:
    from archviz.model.figure import VerifiedDiagram

PAGE_HEIGHT = round(PAGE * 2**0.5)
"""The height in px of a page as wide as a picture may be, as of A4 (ISO 216)."""
MOST_CARDS = 40
"""A picture of more cards is too large to be read, whatever its lines are like."""


def shortcomings(diagram: VerifiedDiagram) -> tuple[str, ...]:
    """What is to be mended in a diagram's picture in English, each in a line; none where all is well.

    Raises RenderError as the layout does.
    """
    if len(diagram.cards) > MOST_CARDS:
        return (f"{len(diagram.cards)} cards are too many to read: split it, or draw one figure for each package",)
    arrangement = arrange(diagram, ENGLISH)
    found = examine(diagram, arrangement)
    count = Counter(fault.kind for fault in found.faults)
    said = [
        (LayoutFaultKind.SHARED, "lines of different meaning run as one"),
        (LayoutFaultKind.LABEL, "numbers or words stand on another line"),
        (LayoutFaultKind.HIDDEN, "lines end behind their own label"),
        (LayoutFaultKind.NEAR, f"lines pass a card closer than {FROM_BOXES} px"),
        (LayoutFaultKind.WORDS, "numbers or words cover a card, a title or each other"),
    ]
    lines = [f"{what}: {count[kind]}" for kind, what in said if count[kind]]
    if count[LayoutFaultKind.CROSSINGS]:
        lines.append(f"lines cross {found.crossings} times, {MOST_CROSSINGS} are to be read well")
    picture = compose(diagram, arrangement, ENGLISH)
    scale = min(1.0, PAGE / picture.width)
    if scale < 1:
        lines.append(f"{PAGE} px wide its smallest words are {SMALL_SIZE * scale:.1f} px high, less than {SMALL_SIZE}")
    if picture.height * scale > PAGE_HEIGHT:
        lines.append(f"{PAGE} px wide it is {picture.height * scale:.0f} px high, more than a page's {PAGE_HEIGHT}")
    return tuple(lines)
