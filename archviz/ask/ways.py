"""The shortest way from one symbol to another, by breadth-first search."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archviz.ask.hops import merged
from archviz.ask.nearness import Nearness
from archviz.model.relations import RelationKind, UseKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archviz.ask.facts import Backward
    from archviz.ask.hops import Hop, Hops
    from archviz.model.symbols import Symbol

MOST_FOLLOWED = 5_000
"""How many symbols a search follows before it gives up."""

_STEPS_EACH = 30
"""About how many relations are read to follow a symbol."""
_Level = dict["State", list["Hop"]]
"""Symbols that are as far from the start, and the steps that lead on from each."""
State = tuple["Symbol", "Symbol | None"]
"""A symbol, and for one of which only a part may follow the channel or the field by which a function was entered, or
the variable itself that was read."""


@dataclass(frozen=True, slots=True)
class WayChoice:
    """Where several ways are as short: from ``start`` the way goes by ``taken``, not by ``others``."""

    start: Symbol
    taken: Symbol
    others: tuple[Symbol, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """Steps from one symbol to another, each from where the one before ends, and the choices made among such ways."""

    hops: tuple[Hop, ...]
    choices: tuple[WayChoice, ...] = ()

    @property
    def guesses(self) -> int:
        """How many of its steps are not certain."""
        return sum(not hop.certain for hop in self.hops)


@dataclass(frozen=True, slots=True)
class NoWay:
    """Why there is no way: between which symbols the search was, and how many symbols it followed.

    ``given_up`` says that there were more of them than it may follow. ``outside`` are the packages that steps led to
    and that were not searched, those of most steps first.
    """

    start: Symbol
    goal: Symbol
    followed: int
    given_up: bool
    outside: tuple[str, ...]


def find_way(
    hops: Hops,
    starts: Sequence[Symbol],
    goals: Sequence[Symbol],
    avoid: Iterable[Symbol] = (),
    *,
    most: int = MOST_FOLLOWED,
) -> Way | NoWay:
    """The way from one of some symbols by each of the goals in their order, the last one its end.

    Each part of it is the shortest one of certain steps, and where there is none the shortest one with guesses. Of
    those as short, it is the first by name, step after step. A goal or an ``avoid`` that is a type stands for its
    members, too. At most ``most`` symbols are followed for each part.
    """
    avoided = frozenset(avoid)
    states: list[State] = [(symbol, None) for symbol in starts]
    found: list[Hop] = []
    choices: list[WayChoice] = []
    for goal in goals:
        search = _Search(hops, goal, avoided, most)
        leg = search.run(states, guesses=False) or (search.guesses and search.run(states, guesses=True))
        if not leg:
            outside = tuple(path for path, _ in search.outside.most_common())
            return NoWay(states[0][0], goal, len(search.visited), search.given_up, outside)
        choices += search.choices
        found += leg
        states = [entered(leg[-1])]
    return Way(tuple(found), tuple(choices))


def is_meant(symbol: Symbol, wanted: Symbol) -> bool:
    """Whether a symbol is one that was asked for, or a member of it."""
    return wanted in (symbol, symbol.owner)


def entered(hop: Hop) -> State:
    """Where a step leads: its end, and which part of that it enters."""
    if hop.kind is UseKind.READS:
        return hop.end, hop.end
    by_part = hop.kind in (RelationKind.RECEIVES, RelationKind.SETS)
    return hop.end, hop.start if by_part else None


@dataclass
class _Search:
    """One search for a goal; what it found out on the way is for the error where there is none."""

    hops: Hops
    goal: Symbol
    avoided: frozenset[Symbol]
    most: int
    given_up: bool = False
    guesses: int = 0
    visited: set[State] = field(default_factory=set)
    choices: list[WayChoice] = field(default_factory=list)
    known: dict[State, tuple[Hop, ...]] = field(default_factory=dict)
    outside: Counter[str] = field(default_factory=Counter)

    def run(self, starts: Sequence[State], *, guesses: bool) -> list[Hop]:
        """The steps of a shortest way; none where there is no way."""
        self._begin()
        facts = self.hops.facts.backward()
        if facts is not None and (way := self._from_both_ends(starts, facts, guesses=guesses)):
            return way
        self._begin()
        levels: list[_Level] = []
        level = tuple(dict.fromkeys(starts))
        seen: set[State] = set(level)
        while level:
            steps = {state: self._steps(state, guesses=guesses) for state in level if not self._enough(state)}
            levels.append(steps)
            if self._reached(steps):
                return self._chosen(levels)
            level = self._after(steps, seen)
        return []

    def _begin(self) -> None:
        self.visited.clear()
        self.outside.clear()
        self.given_up = False

    def _from_both_ends(self, starts: Sequence[State], facts: Backward, *, guesses: bool) -> list[Hop]:
        """As ``run``, where it can be asked what leads to a symbol: what is too far from the goal is not followed.

        None, too, where more symbols would have to be followed than may be.
        """
        near = Nearness(self.hops, facts, self._goals(), self.avoided, guesses=guesses)
        levels: list[_Level] = []
        level = tuple(dict.fromkeys(starts))
        seen: set[State] = set(level)
        while level and near.rim and not any(near.has(symbol) for symbol, _ in level):
            if near.cost <= len(level) * _STEPS_EACH:
                near.widen()
                continue
            levels.append({state: self._steps(state, guesses=guesses) for state in level if not self._enough(state)})
            if self._reached(levels[-1]):
                return self._chosen(levels)
            level = self._after(levels[-1], seen)
        length: int | None = len(levels)
        while length is not None and not self.given_up:
            more, length = self._not_longer(level, set(seen), near, len(levels), length, guesses=guesses)
            if more and self._reached(more[-1]):
                return self._chosen([*levels, *more])
        return []

    def _not_longer(
        self, level: Sequence[State], seen: set[State], near: Nearness, depth: int, most: int, *, guesses: bool
    ) -> tuple[list[_Level], int | None]:
        """The levels from one of a ``depth`` on, without what is on no way of ``most`` steps, to where the goal is.

        Also at least how long other ways are, None where there are none.
        """
        levels: list[_Level] = []
        longer: list[int] = []
        while level:
            left = {state: near.at_least(state[0]) for state in level}
            far = [depth + steps for steps in left.values() if steps is not None and depth + steps > most]
            longer += far
            on = [state for state, steps in left.items() if steps is not None and depth + steps <= most]
            levels.append({state: self._steps(state, guesses=guesses) for state in on if not self._enough(state)})
            if self._reached(levels[-1]):
                break
            level = self._after(levels[-1], seen)
            depth += 1
        return levels, min(longer, default=None)

    def _goals(self) -> tuple[Symbol, ...]:
        """The goal, and its members."""
        members = (one for one in self.hops.facts.symbols(self.goal.package) if one.owner == self.goal)
        return tuple(dict.fromkeys((self.goal, *(() if self.goal.member else members))))

    def _reached(self, steps: _Level) -> bool:
        return any(is_meant(hop.end, self.goal) for found in steps.values() for hop in found)

    def _after(self, steps: _Level, seen: set[State]) -> tuple[State, ...]:
        """What some steps lead on to and was not ``seen``, where it is put then."""
        after = dict.fromkeys(entered(hop) for found in steps.values() for hop in found if self._follows(hop))
        level = tuple(state for state in after if state not in seen)
        seen.update(level)
        return level

    def _enough(self, state: State) -> bool:
        """Whether a symbol is not followed, as as many others were."""
        if state not in self.visited and len(self.visited) >= self.most:
            self.given_up = True
            return True
        self.visited.add(state)
        return False

    def _steps(self, state: State, *, guesses: bool) -> list[Hop]:
        if state not in self.known:
            self.known[state] = merged(self.hops.forward(*state))
            self.guesses += sum(not hop.certain for hop in self.known[state])
        return [
            hop
            for hop in self.known[state]
            if (guesses or hop.certain) and not any(one in self.avoided for one in (hop.end, hop.end.owner, hop.by))
        ]

    def _follows(self, hop: Hop) -> bool:
        inside = hop.end.package in self.hops.facts
        if not inside:
            self.outside[hop.end.package] += 1
        return inside and hop.leads_on

    def _chosen(self, levels: Sequence[_Level]) -> list[Hop]:
        """Of the shortest ways the first by name."""
        useful: list[_Level] = []
        goals: set[State] | None = None
        for steps in reversed(levels):
            kept = {
                state: good
                for state, hops in steps.items()
                if (good := [hop for hop in hops if self._leads(hop, goals)])
            }
            useful.append(kept)
            goals = set(kept)
        self.choices.clear()
        way: list[Hop] = []
        state = min(useful[-1], key=str)
        for steps in reversed(useful):
            best = sorted(steps[state], key=by_name)
            others = tuple(dict.fromkeys(hop.end for hop in best if hop.end != best[0].end))
            if others:
                self.choices.append(WayChoice(state[0], best[0].end, others))
            way.append(best[0])
            state = entered(best[0])
        return way

    def _leads(self, hop: Hop, goals: set[State] | None) -> bool:
        if goals is None:
            return is_meant(hop.end, self.goal)
        return hop.leads_on and entered(hop) in goals


_KINDS = (*RelationKind, *UseKind)


def by_name(hop: Hop) -> tuple[bool, str, int, str, str]:
    """The order of steps that lead as far: certain ones first, then by the name of the end."""
    return not hop.certain, str(hop.end), _KINDS.index(hop.kind), hop.mode, str(hop.by or hop.within or "")
