"""How the relations differ to the eye without colour: what an edge starts with, its line, and its arrowhead."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from archviz.model.figure import Change, EdgeRole
from archviz.model.relations import RelationKind as R
from archviz.render.layout.geometry import Point, number

if TYPE_CHECKING:
    from archviz.model.relations import RelationKind


class Start(StrEnum):
    """The mark at an edge's start, centred on the card's border."""

    NONE = "none"
    DOT = "dot"
    RING = "ring"
    SQUARE = "square"
    DIAMOND = "diamond"
    BAR = "bar"
    ARRIVING = "arriving"
    """An arrowhead: what is received comes out of the channel, at which the edge ends."""


class Tip(StrEnum):
    """The arrowhead."""

    DART = "dart"
    HOLLOW_DART = "hollow-dart"
    VEE = "vee"
    TRIANGLE = "triangle"
    DOUBLE = "double"
    DOT = "dot"


@dataclass(frozen=True, slots=True)
class LineStyle:
    """What an edge of a kind is drawn with."""

    start: Start
    tip: Tip


LINE_STYLES: dict[RelationKind, LineStyle] = {
    R.CALL: LineStyle(Start.DOT, Tip.DART),
    R.DYNCALL: LineStyle(Start.RING, Tip.DART),
    R.REF: LineStyle(Start.RING, Tip.VEE),
    R.CREATES: LineStyle(Start.SQUARE, Tip.DART),
    R.HOLDS: LineStyle(Start.DOT, Tip.VEE),
    R.EMBEDS: LineStyle(Start.DIAMOND, Tip.VEE),
    R.IMPLEMENTS: LineStyle(Start.NONE, Tip.TRIANGLE),
    R.STORES: LineStyle(Start.SQUARE, Tip.HOLLOW_DART),
    R.SETS: LineStyle(Start.BAR, Tip.HOLLOW_DART),
    R.SENDS: LineStyle(Start.DOT, Tip.DOUBLE),
    R.RECEIVES: LineStyle(Start.ARRIVING, Tip.DOT),
}
_WAYS = {EdgeRole.ENTRY: LineStyle(Start.NONE, Tip.DART), EdgeRole.EXIT: LineStyle(Start.DOT, Tip.DART)}
"""What an arrow from an entry or to an exit is drawn with: it has a ring at its other end."""

_STARTS: dict[Start, tuple[tuple[float, float], ...]] = {
    Start.NONE: (),
    Start.SQUARE: ((-3.2, -3.2), (3.2, -3.2), (3.2, 3.2), (-3.2, 3.2)),
    Start.DIAMOND: ((0, 0), (6, -4), (12, 0), (6, 4)),
    Start.BAR: ((-1, -5), (1, -5), (1, 5), (-1, 5)),
}
_RADII = {Start.DOT: 2.8, Start.RING: 3.4}

_TIPS: dict[Tip, tuple[tuple[tuple[float, float], ...], ...]] = {
    Tip.DART: (((0, 0), (-9, -4.5), (-7, 0), (-9, 4.5)),),
    Tip.HOLLOW_DART: (((-0.8, 0), (-10, -4.8), (-8, 0), (-10, 4.8)),),
    Tip.VEE: (((-7, -4.5), (-0.8, 0), (-7, 4.5)),),
    Tip.TRIANGLE: (((-0.8, 0), (-11, -6), (-11, 6)),),
    Tip.DOUBLE: (((-7, -4.5), (-0.8, 0), (-7, 4.5)), ((-12, -4.5), (-5.8, 0), (-12, 4.5))),
}
_GAPS = {Tip.DART: 7, Tip.HOLLOW_DART: 8, Tip.TRIANGLE: 11}
_CLOSED = (Tip.DART, Tip.HOLLOW_DART, Tip.TRIANGLE)


def _style(look: RelationKind | EdgeRole) -> LineStyle:
    return _WAYS[look] if isinstance(look, EdgeRole) else LINE_STYLES[look]


def gap(kind: RelationKind | EdgeRole) -> float:
    """How far before its end an edge's line must stop for the arrowhead to stay sharp, px."""
    return _GAPS.get(_style(kind).tip, 0.8)


def start_path(kind: RelationKind | EdgeRole, at: Point, heading: float) -> str:
    """The ``d`` of the mark at an edge's start, "" for none."""
    start = _style(kind).start
    if radius := _RADII.get(start):
        return _circle(at, radius)
    if start is Start.ARRIVING:
        return _head(Tip.DOUBLE, at, heading + math.pi)
    return _polygon(_STARTS[start], at, heading) + "Z" if _STARTS[start] else ""


def _circle(at: Point, radius: float) -> str:
    half, whole = f"a{number(radius)},{number(radius)} 0 1 0", number(2 * radius)
    return f"M{number(at.x - radius)},{number(at.y)}{half} {whole},0{half} -{whole},0Z"


def tip_path(kind: RelationKind | EdgeRole, at: Point, heading: float) -> str:
    """The ``d`` of an edge's arrowhead."""
    tip = _style(kind).tip
    return _circle(at, _RADII[Start.DOT]) if tip is Tip.DOT else _head(tip, at, heading)


def _head(tip: Tip, at: Point, heading: float) -> str:
    return " ".join(_polygon(points, at, heading) + ("Z" if tip in _CLOSED else "") for points in _TIPS[tip])


def _polygon(points: tuple[tuple[float, float], ...], at: Point, heading: float) -> str:
    cos, sin = math.cos(heading), math.sin(heading)
    turned = [(at.x + x * cos - y * sin, at.y + x * sin + y * cos) for x, y in points]
    return "M" + " L".join(f"{number(x)},{number(y)}" for x, y in turned)


RING = 6
"""The radius of the ring of an entry or an exit, px."""
_CORE = 2.5
"""That of the disc in the ring of an exit."""


def ring_path(role: EdgeRole, at: Point) -> str:
    """The ``d`` of the ring of an entry or an exit, around a point; an exit has a disc within."""
    return _circle(at, RING) + (f" {_circle(at, _CORE)}" if role is EdgeRole.EXIT else "")


SIGN_REACH = 3.5
"""Half the width of a sign that is drawn, px."""


def sign_path(change: Change, at: Point, reach: float = SIGN_REACH) -> str:
    """The ``d`` of the sign of a change, which reaches so many px to each side of a point; "" for none."""
    x, y, wide = number(at.x - reach), at.y, f"h{number(2 * reach)}"
    match change:
        case Change.SAME:
            return ""
        case Change.ADDED:
            return f"M{x},{number(y)}{wide}M{number(at.x)},{number(y - reach)}v{number(2 * reach)}"
        case Change.REMOVED:
            return f"M{x},{number(y)}{wide}"
        case Change.CHANGED:
            bars = "".join(f"M{x},{number(y + bar * reach / 2)}{wide}" for bar in (-1, 1))
            foot = f"{number(at.x - 0.55 * reach)},{number(y + 1.2 * reach)}"
            return f"{bars}M{foot}l{number(1.1 * reach)},{number(-2.4 * reach)}"
