"""The shortest ways from one symbol to another, one after the other, as far as they differ."""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from archviz.ask.hops import merged
from archviz.ask.ways import MOST_FOLLOWED, NoWay, State, Way, by_name, entered, find_way, is_meant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from archviz.ask.hops import Hop, Hops
    from archviz.model.symbols import Symbol


@dataclass(frozen=True, slots=True)
class Ways:
    """Ways, the shortest first and of those as long the first by name; no two go by the same symbols.

    ``more`` says that there are others, None where that is not known, as not all that the start leads to was followed.
    """

    ways: tuple[Way, ...]
    more: bool | None = False


def find_ways(
    hops: Hops,
    starts: Sequence[Symbol],
    goals: Sequence[Symbol],
    avoid: Iterable[Symbol] = (),
    *,
    count: int,
    most: int = MOST_FOLLOWED,
) -> Ways | NoWay:
    """The ``count`` shortest of the ways of which ``archviz.ask.find_way`` gives the first.

    No part of one, from one goal to the next, comes twice by a symbol. Where there is a way of certain steps, only such
    ways count. At most ``most`` symbols are followed for a part.
    """
    avoided = frozenset(avoid)
    found: list[_Path] = [()]
    more: bool | None = False
    parts: dict[tuple[Symbol, tuple[State, ...]], _Part] = {}
    for goal in goals:
        longer: list[_Path] = []
        for path in found:
            states = (entered(path[-1]),) if path else tuple((symbol, None) for symbol in starts)
            key = goal, states
            if key not in parts:
                parts[key] = _part(hops, states, goal, avoided, count, most)
            part = parts[key]
            more = True if True in (more, part.more) else None if None in (more, part.more) else False
            longer += [(*path, *leg) for leg in part.legs]
        longer.sort(key=_order)
        more = True if len(longer) > count else more
        found = longer[:count]
        if not found:
            nothing = find_way(hops, starts, goals, avoided, most=most)
            assert isinstance(nothing, NoWay)  # noqa: S101  # it says why, and there is none either
            return nothing
    return Ways(tuple(Way(path) for path in found), more)


_Path = tuple["Hop", ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """The shortest ways to one goal, and whether there are more."""

    legs: tuple[_Path, ...]
    more: bool | None


def _part(
    hops: Hops, starts: tuple[State, ...], goal: Symbol, avoided: frozenset[Symbol], count: int, most: int
) -> _Part:
    for guesses in (False, True):
        known = _Known(hops, starts, goal, avoided, most, guesses=guesses)
        legs: list[_Path] = []
        grows = True
        while grows and not (len(legs) > count and len(legs[count - 1]) <= known.depth):
            grows = known.follow()
            if known.reached and (not grows or len(legs) <= count or len(legs[count - 1]) <= known.depth):
                legs = list(_shortest(known, count + 1))
        if legs:
            more = True if len(legs) > count else None if known.given_up else False
            return _Part(tuple(legs[:count]), more)
    return _Part((), False)


_GOAL = None
"""The end of every way, whichever symbol of those that are meant it reaches."""


@dataclass
class _Known:
    """The steps that are known: those of all states that are fewer than ``depth`` steps from the start."""

    hops: Hops
    starts: tuple[State, ...]
    goal: Symbol
    avoided: frozenset[Symbol]
    most: int
    guesses: bool
    depth: int = 0
    given_up: bool = False
    reached: bool = False
    after: dict[State, list[Hop]] = field(default_factory=dict)
    before: dict[State | None, dict[State, None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._level: list[State] = list(dict.fromkeys(self.starts))

    def follow(self) -> bool:
        """Learns the steps of what is next; says whether there was anything."""
        level, self._level = self._level, []
        seen = {*self.after, *level}
        for state in level:
            if len(self.after) >= self.most:
                self.given_up = True
                break
            self.after[state] = [hop for hop in merged(self.hops.forward(*state)) if self._is_allowed(hop)]
            for hop in self.after[state]:
                end = self.end(hop)
                self.before.setdefault(end, {})[state] = None
                if end is _GOAL:
                    self.reached = True
                elif end not in seen:
                    seen.add(end)
                    self._level.append(end)
        self.depth += bool(level)
        return bool(level)

    def _is_allowed(self, hop: Hop) -> bool:
        wanted = (self.guesses or hop.certain) and not self.avoided & {hop.end, hop.end.owner, hop.by}
        return wanted and (is_meant(hop.end, self.goal) or (hop.leads_on and hop.end.package in self.hops.facts))

    def end(self, hop: Hop) -> State | None:
        """The state that a step leads to, or the goal."""
        return _GOAL if is_meant(hop.end, self.goal) else entered(hop)

    def way(self, start: State, passed: set[State], closed: set[State | None]) -> _Path:
        """The first of the shortest ways to the goal that goes by none of some states; () where there is none.

        ``closed`` are the states, or the goal, that are not to come next after the start.
        """
        near: dict[State | None, int] = {_GOAL: 0}
        waiting: list[State | None] = [_GOAL]
        for end in waiting:  # which grows
            for one in self.before.get(end, ()):
                if one not in near and one not in passed and not (one == start and end in closed):
                    near[one] = near[end] + 1
                    waiting.append(one)
            if start in near:
                break
        if start not in near:
            return ()
        path: list[Hop] = []
        state: State | None = start
        while state is not _GOAL:
            left = near[state] - 1
            fits = (
                hop
                for hop in self.after[state]
                if near.get(self.end(hop)) == left and not (state == start and self.end(hop) in closed)
            )
            path.append(min(fits, key=by_name))
            state = self.end(path[-1])
        return tuple(path)


def _shortest(known: _Known, count: int) -> Iterator[_Path]:
    """The shortest ways without a circle: Yen, "Finding the k shortest loopless paths in a network", 1971.

    Each way after the first leaves one of those before it at some state by a step that none of these took. With
    Lawler's rule a way is left only at or behind where it left the one that it comes from.
    """
    waiting: list[tuple[_Order, int, int, _Path, State]] = []
    taken: dict[tuple[State, ...], set[State | None]] = {}
    """After which states ways were found, and what came next in them."""
    number = 0

    def offer(start: State, before: _Path, states: tuple[State, ...]) -> None:
        nonlocal number
        path = known.way(states[-1], set(states[:-1]), taken.get(states, set()))
        if path:
            number += 1
            whole = (*before, *path)
            heappush(waiting, (_order(whole), number, len(before), whole, start))

    for start in known.starts:
        offer(start, (), (start,))
    seen: set[tuple[Symbol, ...]] = set()
    while waiting and len(seen) < count:
        _, _, left, path, start = heappop(waiting)
        symbols = (path[0].start, *(hop.end for hop in path))
        if symbols not in seen and len(set(symbols)) == len(symbols):
            seen.add(symbols)
            yield path
        states = (start, *(entered(hop) for hop in path[:-1]))
        for i in range(left, len(path)):
            prefix = states[: i + 1]
            taken.setdefault(prefix, set()).add(known.end(path[i]))
            offer(start, path[:i], prefix)


_Order = tuple[int, tuple[tuple[bool, str, int, str, str], ...]]


def _order(path: _Path) -> _Order:
    """Shorter ways first, then by the names of what they go by."""
    return len(path), tuple(map(by_name, path))
