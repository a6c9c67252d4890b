"""A picture as the template takes it: texts, boxes and paths, nothing left to decide."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archviz.model.figure import Change, StepNumber
    from archviz.render.layout.geometry import Point, Rect
    from archviz.render.svg.legend import Item


class When(StrEnum):
    """The version that something is drawn for, where it is drawn once for each."""

    BOTH = ""
    NOW = "now"
    WAS = "was"


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text and its baseline; ``was`` is what stands there in the older version, None where it is the same."""

    x: float
    y: float
    text: str
    was: str | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """The sign of a change, around a point."""

    at: Point
    path: str


@dataclass(frozen=True, slots=True)
class PackageView:
    """A cluster. ``path`` is shortened to its room and ends at ``path_at`` if it stands beside the name."""

    box: Rect
    full: str
    name: TextLine
    path: TextLine
    one_line: bool
    change: Change


@dataclass(frozen=True, slots=True)
class RowView:
    """A row: its box, bullet (``pub``, ``priv``, ``literal``, ``number`` or ""), and texts, all of them in ``tip``.

    ``change`` is the same where its card's says enough.
    """

    index: int
    box: Rect
    bullet: str
    number: TextLine
    name: TextLine
    aside: TextLine | None
    branch: TextLine | None
    note: TextLine | None
    tip: str
    on_path: bool
    link: str
    symbol: str
    change: Change
    sign: Sign | None
    shape: str
    shape_at: Point
    """What the field holds its values in, "" for nothing, and the left end of its sign, in the middle of its height."""
    frame: Rect | None
    """The frame of a goroutine or function literals that begins with this row."""
    nested: float
    """How far right of others the row begins."""


@dataclass(frozen=True, slots=True)
class CardView:
    """A card: ``look`` is its kind's class, ``rules`` the ys of the lines across it, ``goroutine`` if go starts it."""

    id: str
    card: str
    look: str
    goroutine: bool
    box: Rect
    head: float
    label: str
    kicker: TextLine
    name: tuple[TextLine, ...]
    link: str
    symbol: str
    sections: tuple[TextLine, ...]
    rules: tuple[float, ...]
    rows: tuple[RowView, ...]
    more: TextLine | None
    track: tuple[float, float] | None
    """For a chain, the ys between which its numbers are joined."""
    change: Change
    sign: Sign | None


@dataclass(frozen=True, slots=True)
class WayView:
    """An entry or an exit: ``look`` is its role, ``ring`` the ``d`` of its ring."""

    id: str
    card: str
    look: str
    box: Rect
    label: str
    ring: str
    words: tuple[TextLine, ...]
    link: str
    symbol: str
    change: Change
    sign: Sign | None


@dataclass(frozen=True, slots=True)
class EdgeView:
    """An edge: the ``d`` of its line, start mark and arrowhead; ``sentence`` says it in words."""

    id: str
    edge: str
    kind: str
    asserted: bool
    source: str
    target: str
    source_row: int | None
    target_row: int | None
    step: StepNumber | None
    sentence: str
    link: str
    line: str
    start: str
    tip: str
    inside: bool
    change: Change
    when: When


@dataclass(frozen=True, slots=True)
class LabelView:
    """What stands on an edge. ``inside`` says on which ground: a package's, or the canvas."""

    edge: str
    kind: str
    step: StepNumber | None
    badge: Point
    radius: float
    number: Point
    words: tuple[TextLine, ...]
    inside: bool
    change: Change
    sign: Sign | None
    when: When


@dataclass(frozen=True, slots=True)
class Picture:
    """All of a diagram's SVG, but for markup and style."""

    id: str
    figure: str
    language: str
    width: float
    height: float
    title: str
    description: str
    titles: tuple[TextLine, ...]
    paragraph: tuple[TextLine, ...]
    packages: tuple[PackageView, ...]
    cards: tuple[CardView, ...]
    ways: tuple[WayView, ...]
    edges: tuple[EdgeView, ...]
    labels: tuple[LabelView, ...]
    legend: tuple[Item, ...]
    footer: TextLine | None
    compared: bool
