"""Finding a way round the cards: shortest path over level and upright lanes, with few bends and little company."""

from __future__ import annotations

import heapq
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise, product
from typing import TYPE_CHECKING

from archviz.render.layout.geometry import Point, Rect, Side

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

CLEAR = 9
"""Least distance in px between an edge and a card that it passes."""
STUB = 15
"""How far an edge runs straight out of a card before its first bend."""
_LANES, _LANE_STEP = 4, 11
_BEND, _CROSSING, _COMPANY = 60.0, 25.0, 6.0
_NEAR, _APART = 9, 4
_BESIDE = 10
"""How far from a package's border a lane beside it runs."""

_SIDES = (Side.EAST, Side.SOUTH, Side.WEST, Side.NORTH)
"""Directions by number; two that differ by two are opposite."""
_FAR = float("inf")


@dataclass(frozen=True, slots=True)
class Terminal:
    """A place on a card's side where an edge may meet it.

    ``reach`` is how far its first straight stretch goes, so that it clears the card's gutter; ``cost`` what it costs,
    in px of detour, to use it.
    """

    point: Point
    side: Side
    reach: float = STUB
    cost: float = 0

    @property
    def stub(self) -> Point:
        """The far end of the first straight stretch."""
        out = self.side.outward
        return Point(self.point.x + out.x * self.reach, self.point.y + out.y * self.reach)


def _bends(direction: int, end: int, dx: int, dy: int) -> int:
    """The fewest bends from facing a direction to going in that of the end, by the signs of the way between."""
    ahead = (dx, dy, -dx, -dy)[direction]
    aside = (dy, dx)[direction & 1]
    if direction == end:
        return 4 if ahead < 0 else 2 if aside else 0
    if (direction ^ end) & 1:
        return 1 if ahead >= 0 and (dx, dy, -dx, -dy)[end] >= 0 else 3
    return 2


_BENDS_TO = tuple(
    tuple(_BEND * _bends(direction, end, dx, dy) for direction, dx, dy in product(range(4), (-1, 0, 1), (-1, 0, 1)))
    for end in range(4)
)
"""What those bends cost, for each direction of an end: by the direction before it, then the two signs."""

Way = tuple[Terminal, Terminal, tuple[Point, ...]]
"""Where a route starts and ends, and its corners, both ends included."""


class Grid:
    """Lanes between obstacles, and who runs on them already. ``frames`` may be crossed, but not followed closely.

    With more ``haste`` than 1 a search looks at fewer places, and what it finds costs at most that many times as much
    as it must. No lane costs more than ``dearest`` times what a free one does: where haste is greater than that, a
    search goes on along crowded lanes before it has tried all that are free. ``looked_at`` counts those places.

    The crossings of lanes are numbered row by row. ``_level`` has for each the price of the stretch to its right,
    ``_upright`` that of the stretch below; a stretch that an obstacle bars costs infinitely much.
    """

    def __init__(
        self,
        obstacles: Sequence[Rect],
        frames: Sequence[Rect],
        terminals: Iterable[Terminal],
        *,
        haste: float = 1,
        dearest: float = _FAR,
    ) -> None:
        self._haste, self._dearest = haste, dearest
        self.looked_at = 0
        fixed = [terminal.stub for terminal in terminals]
        self._xs = _lanes([(rect.x, rect.right) for rect in obstacles], frames, {p.x for p in fixed}, level=False)
        self._ys = _lanes([(rect.y, rect.bottom) for rect in obstacles], frames, {p.y for p in fixed}, level=True)
        xs, ys = self._xs, self._ys
        self._wide = len(xs)
        size = self._wide * len(ys)
        self._level = [b - a for a, b in zip(xs, [*xs[1:], _FAR], strict=True)] * len(ys)
        self._upright = [b - a for a, b in zip(ys, [*ys[1:], _FAR], strict=True) for _ in xs]
        self._level_taken, self._upright_taken = [False] * size, [False] * size
        for frame in frames:
            self._discourage(frame)
        for rect in obstacles:
            self._bar(rect.grown(CLEAR))

    def _bar(self, wall: Rect) -> None:
        xs, ys = self._xs, self._ys
        columns = range(max(bisect_right(xs, wall.x) - 1, 0), bisect_left(xs, wall.right))
        rows = range(max(bisect_right(ys, wall.y) - 1, 0), bisect_left(ys, wall.bottom))
        for j in rows:
            for i in columns:
                if ys[j] > wall.y:
                    self._level[j * self._wide + i] = _FAR
                if xs[i] > wall.x:
                    self._upright[j * self._wide + i] = _FAR

    def _discourage(self, frame: Rect) -> None:
        for j, y in enumerate(self._ys):
            if min(abs(y - frame.y), abs(y - frame.bottom)) < _BESIDE - 2:
                self._crowd_level(j, frame.x, frame.right)
        for i, x in enumerate(self._xs):
            if min(abs(x - frame.x), abs(x - frame.right)) < _BESIDE - 2:
                self._crowd_upright(i, frame.y, frame.bottom)

    def _crowd_level(self, j: int, low: float, high: float) -> None:
        for i in range(bisect_left(self._xs, low), min(bisect_left(self._xs, high), self._wide - 1)):
            at, length = j * self._wide + i, self._xs[i + 1] - self._xs[i]
            self._level[at] = max(self._level[at], min(self._level[at] + _COMPANY * length, self._dearest * length))

    def _crowd_upright(self, i: int, low: float, high: float) -> None:
        for j in range(bisect_left(self._ys, low), min(bisect_left(self._ys, high), len(self._ys) - 1)):
            at, length = j * self._wide + i, self._ys[j + 1] - self._ys[j]
            self._upright[at] = max(
                self._upright[at], min(self._upright[at] + _COMPANY * length, self._dearest * length)
            )

    def route(self, starts: Sequence[Terminal], goals: Sequence[Terminal]) -> Way | None:
        """The cheapest way from one of the starts to one of the goals, or None where obstacles leave none.

        In haste, one that is not the cheapest perhaps.
        """
        targets: dict[int, Terminal] = {}
        for goal in goals:
            targets.setdefault(self._state(goal.stub, (_SIDES.index(goal.side) + 2) % 4), goal)
        left = self._remaining(targets)
        best: dict[int, float] = {}
        came: dict[int, int] = {}
        origins: dict[int, Terminal] = {}
        queue: list[tuple[float, float, int]] = []
        for start in starts:
            state = self._state(start.stub, _SIDES.index(start.side))
            if start.cost < best.get(state, _FAR):
                best[state], origins[state] = start.cost, start
                heapq.heappush(queue, (start.cost + left(state), start.cost, state))
        finished: tuple[float, int] | None = None
        while queue and (finished is None or queue[0][0] < finished[0]):
            _, cost, state = heapq.heappop(queue)
            if cost > best[state]:
                continue
            self.looked_at += 1
            if state in targets:
                total = cost + targets[state].cost
                finished = min(finished, (total, state)) if finished else (total, state)
            for price, after in self._steps(state):
                known = cost + price
                if known < best.get(after, _FAR):
                    best[after], came[after] = known, state
                    heapq.heappush(queue, (known + left(after), known, after))
        return self._trace(finished[1], came, origins, targets[finished[1]]) if finished else None

    def _state(self, point: Point, direction: int) -> int:
        return (bisect_left(self._ys, point.y) * self._wide + bisect_left(self._xs, point.x)) * 4 + direction

    def _remaining(self, targets: Mapping[int, Terminal]) -> Callable[[int], float]:
        """What it costs at least to reach a target from a state: the distance and the bends that no way can spare."""
        wide, haste = self._wide, self._haste
        ends = [
            (goal.cost, _BENDS_TO[state & 3], _ways_to(goal.stub.x, self._xs, 3), _ways_to(goal.stub.y, self._ys, 1))
            for state, goal in targets.items()
        ]

        def left(state: int) -> float:
            j, i = divmod(state >> 2, wide)
            at = (state & 3) * 9
            least = _FAR
            for cost, bends, across, down in ends:
                (width, aside), (height, below) = across[i], down[j]
                whole = cost + (width + height + bends[at + aside + below])
                if whole < least:
                    least = whole
            return least * haste

        return left

    def _steps(self, state: int) -> list[tuple[float, int]]:
        """From a crossing, facing a direction: one stretch ahead, or a turn to either side."""
        node, direction = state >> 2, state & 3
        turned = state ^ 1
        steps = [(_BEND, turned), (_BEND, turned ^ 2)]
        if direction & 1:
            after = node + self._wide if direction == 1 else node - self._wide
            price = self._upright[min(node, after)] if after >= 0 else _FAR
            taken = self._level_taken
        else:
            after = node + 1 if direction == 0 else node - 1
            price = self._level[min(node, after)] if after >= 0 else _FAR
            taken = self._upright_taken
        if price < _FAR:
            steps.append((price + _CROSSING if taken[after] else price, after << 2 | direction))
        return steps

    def _trace(self, state: int, came: dict[int, int], origins: dict[int, Terminal], goal: Terminal) -> Way:
        points = [goal.point]
        while True:
            j, i = divmod(state >> 2, self._wide)
            points.append(Point(self._xs[i], self._ys[j]))
            if state not in came:
                break
            state = came[state]
        start = origins[state]
        return start, goal, _corners([start.point, *points[::-1]])

    def occupy(self, corners: Sequence[Point]) -> None:
        """Notes that an edge runs here, so that later ones keep off its lanes and cross it as little as they can."""
        for a, b in pairwise(corners):
            if a.y == b.y:
                low, high = sorted((a.x, b.x))
                for j, y in enumerate(self._ys):
                    if abs(y - a.y) < _NEAR:
                        self._crowd_level(j, low, high)
                for i in range(bisect_left(self._xs, low), bisect_right(self._xs, high)):
                    if (j := bisect_left(self._ys, a.y)) < len(self._ys) and self._ys[j] == a.y:
                        self._level_taken[j * self._wide + i] = True
            else:
                low, high = sorted((a.y, b.y))
                for i, x in enumerate(self._xs):
                    if abs(x - a.x) < _NEAR:
                        self._crowd_upright(i, low, high)
                for j in range(bisect_left(self._ys, low), bisect_right(self._ys, high)):
                    if (i := bisect_left(self._xs, a.x)) < self._wide and self._xs[i] == a.x:
                        self._upright_taken[j * self._wide + i] = True


def _ways_to(end: float, lanes: Sequence[float], weight: int) -> list[tuple[float, int]]:
    """From each lane the distance to a coordinate, and the sign of the way (0 back, 1 none, 2 ahead) by a weight."""
    return [(abs(end - lane), ((end > lane) - (end < lane) + 1) * weight) for lane in lanes]


def _lanes(
    walls: Sequence[tuple[float, float]], frames: Sequence[Rect], fixed: set[float], *, level: bool
) -> list[float]:
    """The coordinates of lanes: where terminals need one, then beside walls and frames where none is close."""
    wished: list[float] = []
    for low, high in walls:
        for lane in range(_LANES):
            wished += [low - STUB - lane * _LANE_STEP, high + STUB + lane * _LANE_STEP]
    for frame in frames:
        for border in (frame.y, frame.bottom) if level else (frame.x, frame.right):
            wished += [border - _BESIDE, border + _BESIDE]
    lanes = sorted(fixed)
    for place in wished:
        at = bisect_left(lanes, place)
        if all(abs(place - other) >= _APART for other in lanes[max(at - 1, 0) : at + 1]):
            lanes.insert(at, place)
    return lanes


def _corners(points: Sequence[Point]) -> tuple[Point, ...]:
    kept = [points[0]]
    for point in points[1:]:
        if point == kept[-1]:
            continue
        if len(kept) > 1 and _straight(kept[-2], kept[-1], point):
            kept[-1] = point
        else:
            kept.append(point)
    return tuple(kept)


def _straight(a: Point, b: Point, c: Point) -> bool:
    return (a.x == b.x == c.x) or (a.y == b.y == c.y)
