"""The shortest way from one symbol to another, by breadth-first search."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archviz.ask.hops import merged
from archviz.model.relations import RelationKind, UseKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archviz.ask.hops import Hop, Hops
    from archviz.model.symbols import Symbol

MOST_FOLLOWED = 5_000
"""How many symbols a search follows before it gives up."""

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
            return NoWay(states[0][0], goal, search.followed, search.given_up, outside)
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
    followed: int = 0
    given_up: bool = False
    guesses: int = 0
    choices: list[WayChoice] = field(default_factory=list)
    outside: Counter[str] = field(default_factory=Counter)

    def run(self, starts: Sequence[State], *, guesses: bool) -> list[Hop]:
        """The steps of a shortest way; none where there is no way."""
        self.followed, self.given_up, self.outside = 0, False, Counter()
        levels: list[dict[State, list[Hop]]] = []
        """Of the symbols that are as far, by their distance, the steps that lead on from each."""
        seen: set[State] = set(starts)
        level = list(dict.fromkeys(starts))
        while level:
            steps = {state: self._steps(state, guesses=guesses) for state in level if not self._enough()}
            levels.append(steps)
            if any(is_meant(hop.end, self.goal) for found in steps.values() for hop in found):
                return self._chosen(levels)
            after = dict.fromkeys(entered(hop) for found in steps.values() for hop in found if self._follows(hop))
            level = [state for state in after if state not in seen]
            seen.update(level)
        return []

    def _enough(self) -> bool:
        self.given_up = self.followed >= self.most
        self.followed += not self.given_up
        return self.given_up

    def _steps(self, state: State, *, guesses: bool) -> list[Hop]:
        found = merged(self.hops.forward(*state))
        self.guesses += sum(not hop.certain for hop in found)
        return [
            hop
            for hop in found
            if (guesses or hop.certain) and not any(one in self.avoided for one in (hop.end, hop.end.owner, hop.by))
        ]

    def _follows(self, hop: Hop) -> bool:
        inside = hop.end.package in self.hops.facts
        if not inside:
            self.outside[hop.end.package] += 1
        return inside and hop.leads_on

    def _chosen(self, levels: Sequence[dict[State, list[Hop]]]) -> list[Hop]:
        """Of the shortest ways the first by name."""
        useful: list[dict[State, list[Hop]]] = []
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
