"""Which way each edge goes: an S-curve where no card stands in the way, else along the lanes between the cards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archviz.model.figure import EdgeRole
from archviz.render.layout.geometry import Curve, Line, Point, Rail, Rect, Side, around
from archviz.render.layout.grid import CLEAR, STUB, Grid, Terminal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archviz.model.figure import Edge, End
    from archviz.render.layout.boxes import Box
    from archviz.render.layout.gutters import Gutter
    from archviz.render.layout.placement import CardPositions

_SHORTEST = 44
"""Least room in px between two cards for an S-curve."""
TIP = 12
"""The last stretch of an S-curve is straight, as long as the longest arrowhead."""
_MANY, _VERY_MANY, _HASTE = 24, 150, 8.0
"""From how many ways on a search is in haste, and in twice as much; how much, and how dear a lane is then at most."""
_WAY_TURN = 6
"""How far from its ring a way turns that is not level."""
_TAKEN = 5000
"""What it costs to meet a card where a way comes in or leaves."""
_ROW_SLOT, _HEADER_SLOT, _TOP_SLOT = 9, 12, 24


@dataclass(frozen=True, slots=True)
class Scene:
    """What routing looks at: placed boxes, their gutters, and the titles that no line may strike through."""

    layout: CardPositions
    boxes: Mapping[str, Box]
    gutters: Mapping[str, Gutter]
    titles: Sequence[Rect]
    direction: str
    ways: frozenset[End] = frozenset()
    """Where ways come in or leave: at the left side."""

    def body(self, card: str) -> Rect:
        """A card with its gutter."""
        rect, gutter = self.layout.cards[card], self.gutters[card].width
        return Rect(rect.x - gutter, rect.y, rect.width + gutter, rect.height)

    def terminal(self, end: End, side: Side, shift: float = 0) -> Terminal:
        """Where an edge meets a card on a side, ``shift`` px along that side from the middle of its band."""
        rect, band = self.layout.cards[end.card], self.boxes[end.card].band(end.row)
        if side in (Side.EAST, Side.WEST):
            x = rect.right if side is Side.EAST else rect.x
            reach = STUB + (self.gutters[end.card].width if side is Side.WEST else 0)
            return Terminal(Point(x, rect.y + band.middle + shift), side, reach)
        y = rect.y if side is Side.NORTH else rect.bottom
        return Terminal(Point(rect.x + rect.width / 2 + shift, y), side)

    def sides(self, end: End, *, source: bool) -> list[Terminal]:
        """The terminals that an end may use, cheapest first."""
        costs = {Side.EAST: 0 if source else 45, Side.WEST: 45 if source else 0}
        if self.direction != "LR":
            costs = {Side.EAST: 0, Side.WEST: 0}
        if any(end == way for way in self.ways):
            costs[Side.WEST] = _TAKEN
        if end.row is None:
            costs[Side.NORTH] = 10 if self.direction != "LR" and not source else 70
            if len(self.boxes[end.card].bands) == 1:
                costs[Side.SOUTH] = 10 if self.direction != "LR" and source else 70
        return [replace(self.terminal(end, side), cost=cost) for side, cost in costs.items()]


def route(scene: Scene, edges: Sequence[Edge]) -> dict[str, Line]:
    """A line for every edge, by its id. No line passes a card closer than ``CLEAR`` px, its own two excepted."""
    ways = [edge for edge in edges if edge.role]
    scene = replace(scene, ways=frozenset(edge.inner for edge in ways))
    edges = [edge for edge in edges if not edge.role]
    sides = _choose_sides(scene, edges)
    shifts = _slots(scene, edges, sides, ways)
    ends = {
        edge.id: (
            scene.terminal(edge.source, sides[edge.id][0], shifts[edge.id, True]),
            scene.terminal(edge.target, sides[edge.id][1], shifts[edge.id, False]),
        )
        for edge in edges
    }
    lines: dict[str, Line] = {edge.id: _way(scene, edge, shifts[edge.id, edge.inner is edge.source]) for edge in ways}
    rest = []
    for edge in edges:
        start, goal = ends[edge.id]
        if edge.source.card == edge.target.card:
            lines[edge.id] = _in_gutter(scene, edge, start.point, goal.point)
        elif curve := _curve(scene, edge, start, goal):
            lines[edge.id] = curve
        else:
            rest.append(edge)
    if rest:
        grid = _grid(scene, [t for edge in rest for t in ends[edge.id]], len(rest))
        for edge in sorted(rest, key=lambda e: (_apart(*ends[e.id]), e.id)):
            start, goal = ends[edge.id]
            lines[edge.id] = _along(grid, start, goal)
    return lines


def _way(scene: Scene, edge: Edge, shift: float) -> Line:
    """The line between the ring of an entry or an exit and where the way is, level where the two are."""
    card = scene.layout.cards[edge.inner.card]
    offset, middle = scene.gutters[edge.inner.card].ways[edge.outer]
    ring = Point(card.x - offset, card.y + middle)
    end = scene.terminal(edge.inner, Side.WEST, shift).point
    if abs(ring.y - end.y) <= _ROW_SLOT:
        ring = Point(ring.x, end.y)
    turn = ring.x + _WAY_TURN
    turned = (Point(turn, ring.y), Point(turn, end.y)) if ring.y != end.y else ()
    corners = (ring, *turned, end)
    return Rail(corners if edge.role is EdgeRole.ENTRY else corners[::-1])


def _along(grid: Grid, start: Terminal, goal: Terminal) -> Rail:
    found = grid.route([start], [goal])
    corners = found[2] if found else (start.point, start.stub, Point(start.stub.x, goal.stub.y), goal.stub, goal.point)
    grid.occupy(corners)
    return Rail(corners)


def _grid(scene: Scene, terminals: Sequence[Terminal], ways: int) -> Grid:
    """The lanes between the cards of a scene, for so many ways to be found."""
    obstacles, frames = _obstacles(scene), list(scene.layout.packages.values())
    if ways <= _MANY:
        return Grid(obstacles, frames, terminals)
    haste = _HASTE if ways <= _VERY_MANY else 2 * _HASTE
    return Grid(obstacles, frames, terminals, haste=haste, dearest=_HASTE)


def _apart(start: Terminal, goal: Terminal) -> float:
    return abs(start.point.x - goal.point.x) + abs(start.point.y - goal.point.y)


def _in_gutter(scene: Scene, edge: Edge, start: Point, end: Point) -> Rail:
    x = start.x - scene.gutters[edge.source.card].lanes[edge.id][0]
    return Rail((start, Point(x, start.y), Point(x, end.y), end), radius=8)


def _obstacles(scene: Scene) -> list[Rect]:
    return [scene.body(card) for card in scene.layout.cards] + [title.grown(-6) for title in scene.titles]


def _choose_sides(scene: Scene, edges: Sequence[Edge]) -> dict[str, tuple[Side, Side]]:
    chosen: dict[str, tuple[Side, Side]] = {}
    rest = []
    for edge in edges:
        if edge.source.card == edge.target.card:
            chosen[edge.id] = (Side.WEST, Side.WEST)
        elif pair := _curve_sides(scene, edge):
            chosen[edge.id] = pair
        else:
            rest.append(edge)
    if rest:
        ways = {e.id: (scene.sides(e.source, source=True), scene.sides(e.target, source=False)) for e in rest}
        grid = _grid(scene, [t for pair in ways.values() for side in pair for t in side], len(rest))
        for edge in rest:
            found = grid.route(*ways[edge.id])
            if found:
                chosen[edge.id] = (found[0].side, found[1].side)
                grid.occupy(found[2])
            else:
                chosen[edge.id] = (Side.EAST, Side.WEST)
    return chosen


def _curve_sides(scene: Scene, edge: Edge) -> tuple[Side, Side] | None:
    pairs = [(Side.EAST, Side.WEST), (Side.WEST, Side.EAST)]
    if scene.direction != "LR" and edge.target.row is None and edge.source.row is None:
        upright = []
        if len(scene.boxes[edge.source.card].bands) == 1:
            upright.append((Side.SOUTH, Side.NORTH))
        if len(scene.boxes[edge.target.card].bands) == 1:
            upright.append((Side.NORTH, Side.SOUTH))
        pairs = upright + pairs
    for source, target in pairs:
        if any(side is Side.WEST and end in scene.ways for side, end in ((source, edge.source), (target, edge.target))):
            continue
        if _curve(scene, edge, scene.terminal(edge.source, source), scene.terminal(edge.target, target)):
            return source, target
    return None


def _curve(scene: Scene, edge: Edge, start: Terminal, goal: Terminal) -> Curve | None:
    """The S-curve between two facing sides, or None where there is no room for it or a card stands in its way."""
    out = start.side.outward
    if (goal.side.outward.x, goal.side.outward.y) != (-out.x, -out.y):
        return None
    a, b = start.point, goal.point
    room = (b.x - a.x) * out.x + (b.y - a.y) * out.y
    if room - (start.reach - STUB) - (goal.reach - STUB) < _SHORTEST:
        return None
    ahead, short = start.reach - STUB, goal.reach - STUB + TIP
    leave = Point(a.x + out.x * ahead, a.y + out.y * ahead)
    arrive = Point(b.x - out.x * short, b.y - out.y * short)
    curve = Curve(a, leave, arrive, b, upright=out.x == 0)
    mine = {edge.source.card, edge.target.card}
    extent = around((Rect(a.x, a.y, 0, 0), Rect(b.x, b.y, 0, 0)))
    walls = [scene.body(card).grown(CLEAR) for card in scene.layout.cards if card not in mine]
    near = [wall for wall in (*walls, *scene.titles) if wall.grown(1).overlaps(extent)]
    samples = curve.samples() if near else ()
    return None if any(wall.holds(point) for wall in near for point in samples) else curve


def _slots(
    scene: Scene, edges: Sequence[Edge], sides: Mapping[str, tuple[Side, Side]], ways: Sequence[Edge]
) -> dict[tuple[str, bool], float]:
    """How far along its side each end is shifted, so that ends of different kinds at one row stay apart.

    Edges of one kind and one change that meet a row in the same direction share a place; rails are ordered so that they
    do not cross.
    """
    meetings: dict[tuple[str, int | None, Side], dict[tuple[object, ...], list[tuple[float, str, bool]]]] = {}
    for edge in edges:
        inner = edge.source.card == edge.target.card
        for source in (True, False):
            me, other = (edge.source, edge.target) if source else (edge.target, edge.source)
            side = sides[edge.id][0 if source else 1]
            if inner:
                lane = scene.gutters[me.card].lanes[edge.id][1]
                key: tuple[object, ...] = ("rail", edge.id, source)
                if me.row == other.row:  # loops, one around the other, between the rails that lead up and down
                    order = 5e5 + lane if source else -5e5 - lane
                else:
                    order = -1e6 + lane if _height(scene, other) < _height(scene, me) else 1e6 - lane
            else:
                key = ("line", edge.look, source, bool(edge.asserted), edge.change)
                order = _along_side(scene, other, side)
            meetings.setdefault((me.card, me.row, side), {}).setdefault(key, []).append((order, edge.id, source))
    for way in ways:  # between the rails that lead up and those that lead down
        group = meetings.setdefault((way.inner.card, way.inner.row, Side.WEST), {}).setdefault((way.role,), [])
        group.append((0.0, way.id, way.inner is way.source))
    shifts: dict[tuple[str, bool], float] = {}
    for (card, row, side), groups in meetings.items():
        ordered = sorted(groups.values(), key=lambda group: (sum(o for o, _, _ in group) / len(group), group[0][1]))
        if side in (Side.NORTH, Side.SOUTH):
            slot: float = min(_TOP_SLOT, scene.layout.cards[card].width / (len(ordered) + 1))
        else:
            band = scene.boxes[card].band(row)
            slot = min(_HEADER_SLOT if row is None else _ROW_SLOT, (band.height - 6) / max(1, len(ordered) - 1))
        for index, group in enumerate(ordered):
            for _, edge_id, source in group:
                shifts[edge_id, source] = (index - (len(ordered) - 1) / 2) * slot
    return shifts


def _height(scene: Scene, end: End) -> float:
    return scene.layout.cards[end.card].y + scene.boxes[end.card].band(end.row).middle


def _along_side(scene: Scene, end: End, side: Side) -> float:
    if side in (Side.EAST, Side.WEST):
        return _height(scene, end)
    rect = scene.layout.cards[end.card]
    return rect.x + rect.width / 2
