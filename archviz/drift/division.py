"""Where the work of a declaration that is gone went: whole into one that does more now, or in parts into several.

The work of a function is its body and what it leads to, that of a type its members, promoted ones too. What is new may
have taken any of it, what was there before only what it did not have then. What few others do says more: each symbol
that a function leads to counts by the share of it among those that lead there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from archviz.drift.cached_version import CALLABLE, TYPES
from archviz.model.drift import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from archviz.drift.nearby import Nearby
    from archviz.model.graph import Shape
    from archviz.model.symbols import Symbol

LEAST = 0.15
"""The least share of the work that makes a part."""
_FIRST = 0.3
"""The least share of what did most of it, where somebody who used the old one uses it,"""
_UNUSED = 0.5
"""and where nobody does."""
_RARE = 0.5
"""What counts so much few lead to;"""
_OUTSIDE = 0.5
"""What a symbol counts that the source does not have: the standard library is everybody's."""
_RUNS = 6
"""without it, so many runs of its body are enough to have been taken over,"""
_MEMBERS = 2
"""and so many members of a type."""
_NAMED = 2
"""How many of what was taken over are named."""


@dataclass(frozen=True, slots=True)
class GoneWork:
    """What a declaration does: the hashes of its body, and what it leads to or has, each with what it counts."""

    shape: Shape
    hashes: frozenset[int]
    things: dict[Symbol | str, float]

    @property
    def total(self) -> float:
        """What all things count together."""
        return sum(self.things.values())


@dataclass(frozen=True, slots=True)
class Taker:
    """What may have taken over work: what it does now and did not, of bodies the hashes ``below`` a bound."""

    shape: Shape
    hashes: frozenset[int]
    below: int
    things: frozenset[Symbol | str]
    fresh: bool

    @property
    def symbol(self) -> Symbol:
        """The declaration."""
        return self.shape.symbol


@dataclass(frozen=True, slots=True)
class WorkPart:
    """A part of the work: what does it now, its share, and whether who used the old one uses it."""

    taker: Taker
    share: float
    used: tuple[Symbol, ...]
    why: str

    @property
    def candidate(self) -> Candidate:
        """The part as one of the candidates for what a symbol became."""
        return Candidate(self.taker.symbol, self.why, round(self.share, 2))


class Division:
    """Divides the work of what is gone among what does it now."""

    def __init__(self, nearby: Nearby) -> None:
        self.nearby = nearby
        self.old = nearby.old
        self.new = nearby.new

    def parts(self, old: Shape, first: Symbol | None = None) -> tuple[WorkPart, ...]:
        """What has the work of a function or a type now, most of it first, each with what those before do not have.

        ``first`` is the part that is known.
        """
        return _Dividing(self, old).parts(first)

    def rivals(self, old: Shape, part: WorkPart) -> tuple[WorkPart, ...]:
        """What has taken over as much of the work as a part, and is used by who used the old one as well."""
        return _Dividing(self, old).rivals(part)

    def avoided(self, old: Shape, new: Symbol) -> bool:
        """Whether what used a declaration is there and leads to something new neither itself nor by other new code."""
        return _Dividing(self, old).avoided(new)

    def share(self, old: Shape, new: Shape) -> float:
        """How much of the work of one declaration another, which is new, has."""
        return _Dividing(self, old).share(self.whole(new))

    def users(self, symbol: Symbol) -> tuple[Symbol, ...]:
        """What led to a symbol in the old version, around its package."""
        ring = next(self.nearby.rings(symbol.package))
        return tuple(sorted({one for path in ring for one in self.old.sources(path).get(symbol, ()) if one != symbol}))

    def work(self, old: Shape) -> GoneWork:
        """The work of a declaration of the old version."""
        symbol = old.symbol
        if old.kind in TYPES:
            return GoneWork(old, frozenset(), dict.fromkeys(_folded(self.old.members(symbol)), 1.0))
        before, now = self.old.sources(symbol.package), self.new.sources(symbol.package)
        inside = {*self.old.packages(), *self.new.packages()}
        things: dict[Symbol | str, float] = {}
        for target in self._targets(symbol):
            sources = max(len(before.get(target, ())), len(now.get(target, ())), 1)
            things[target] = (1.0 if target.package in inside else _OUTSIDE) / sources
        return GoneWork(old, frozenset(old.sketch), things)

    def _targets(self, symbol: Symbol) -> Iterator[Symbol]:
        """What a declaration of the old version leads to, in the order of its code."""
        found = (relation.target for relation in self.old.relations(symbol))
        yield from dict.fromkeys(target for target in found if target is not None and target != symbol)

    def taker(self, new: Shape) -> Taker:
        """What a declaration does now and did not."""
        symbol = new.symbol
        was = self.old.shape(symbol)
        if new.kind in TYPES:
            before = _folded(name for name, _ in was.members) if was is not None else frozenset()
            now = _folded(name for name, _ in new.members) - before
            return Taker(new, frozenset(), new.below, now, was is None)
        things: frozenset[Symbol | str] = frozenset(self.new.targets(symbol))
        if was is None:
            return Taker(new, frozenset(new.sketch), new.below, things, fresh=True)
        below = min(was.below, new.below)
        hashes = frozenset(h for h in new.sketch if h < below) - frozenset(was.sketch)
        return Taker(new, hashes, below, things - self.old.targets(symbol), fresh=False)

    def whole(self, new: Shape) -> Taker:
        """What a declaration does now and did not; a type with what it embeds."""
        found = self.taker(new)
        return replace(found, things=_folded(self.new.members(new.symbol))) if new.kind in TYPES else found

    def takers(self, old: Shape) -> Iterator[Taker]:
        """What around may have taken over the work of a declaration: what is new or changed, of the same sort."""
        for path in next(self.nearby.rings(old.symbol.package)):
            if self.old.knows(path):
                fresh = [shape for shape in self.nearby.fresh(path) if _sort(shape) == _sort(old)]
                yield from map(self.taker, fresh)
            yield from (self.taker(shape) for shape in self.nearby.changed(path) if _sort(shape) == _sort(old))


class _Dividing:
    """One declaration that is gone."""

    def __init__(self, division: Division, old: Shape) -> None:
        self.division, self.old = division, old
        self.work = division.work(old)

    @cached_property
    def users(self) -> tuple[Symbol, ...]:
        return self.division.users(self.old.symbol)

    def parts(self, first: Symbol | None) -> tuple[WorkPart, ...]:
        """The parts, ``first`` before the others."""
        shares = [(taker, self.share(taker)) for taker in self.division.takers(self.old)]
        left = [taker for taker, share in shares if share >= LEAST or taker.symbol == first or self._sole(taker)]
        found: list[WorkPart] = []
        had: set[int | Symbol | str] = set()
        while left:
            marginal = {taker.symbol: self.share(taker, had) for taker in left}
            known = first if not found else None
            left.sort(key=lambda t: (t.symbol != known, -marginal[t.symbol], not self._used(t, found), t.symbol))
            taker = left.pop(0)
            if taker.symbol == known or self._enough(taker, marginal[taker.symbol], found, had):
                found.append(WorkPart(taker, self.share(taker), self._used(taker, found), self._why(taker, found)))
                had |= taker.hashes | (self.division.whole(taker.shape) if taker.symbol == known else taker).things
        return tuple(found)

    def rivals(self, part: WorkPart) -> tuple[WorkPart, ...]:
        """What is as likely to be the successor as a part."""
        others = (taker for taker in self.division.takers(self.old) if taker.symbol != part.taker.symbol)
        alike = [(taker, share) for taker in others if (share := self.share(taker)) >= part.share]
        found = (WorkPart(taker, share, self._used(taker, ()), self._why(taker, [])) for taker, share in alike)
        return tuple(one for one in found if one.used)

    def share(self, taker: Taker, without: Set[int | Symbol | str] = frozenset()) -> float:
        """How much of the work something has taken over that nothing before has."""
        body = [h for h in self.work.hashes if h < taker.below]
        weight = min(1.0, self.work.total)
        shares = []
        if body:
            shares.append((1.0, sum(h in taker.hashes and h not in without for h in body) / len(body)))
        if weight:
            things = (w for t, w in self.work.things.items() if t in taker.things and t not in without)
            shares.append((weight, sum(things) / self.work.total))
        return sum(w * share for w, share in shares) / sum(w for w, _ in shares) if shares else 0.0

    def _enough(self, taker: Taker, share: float, found: list[WorkPart], had: Set[int | Symbol | str]) -> bool:
        """Whether it can be told from chance that something took over a share of the work."""
        new = {t for t in self.work.things if t in taker.things and t not in had}
        runs = sum(h in taker.hashes and h not in had for h in self.work.hashes)
        if share < LEAST and not (found and any(t in new for t in self._sole(taker)) and self._used(taker, found)):
            return False
        if taker.fresh and self.avoided(taker.symbol):
            return False
        alike = len(new) >= _MEMBERS if self.old.kind in TYPES else runs >= _RUNS
        if self._used(taker, found):
            rare = any(self.work.things[t] >= _RARE for t in new)
            return (alike or (rare and self.old.kind not in TYPES)) and (bool(found) or share >= _FIRST)
        return alike and share >= (_FIRST if found and taker.fresh else _UNUSED)

    def _sole(self, taker: Taker) -> tuple[Symbol | str, ...]:
        """What nobody else in the package led to before, or leads to now."""
        return tuple(t for t in taker.things if self.work.things.get(t) == 1) if self.old.kind in CALLABLE else ()

    def _used(self, taker: Taker, found: Iterable[WorkPart]) -> tuple[Symbol, ...]:
        """Who used the old one, or has a part of its work, and uses it now; itself where it used the old one."""
        users = [one for one in self.users if one == taker.symbol or taker.symbol in self.division.new.targets(one)]
        parts = [part.taker.symbol for part in found]
        users += [one for one in parts if taker.symbol in self.division.new.targets(one)]
        return tuple(users)

    def avoided(self, symbol: Symbol) -> bool:
        """See ``Division.avoided``."""
        return bool(self._reached) and symbol not in self._reached

    @cached_property
    def _reached(self) -> Set[Symbol]:
        """What used the old one and is there, with what it leads to now and what new code among that leads to."""
        new = self.division.new
        waiting = [one for one in self.users if new.has(one) and not new.silent(one)]
        reached = set(waiting)
        for one in waiting:  # which grows
            for target in new.targets(one) - reached:
                reached.add(target)
                if not self.division.old.has(target) and new.has(target):
                    waiting.append(target)
        return reached

    def _why(self, taker: Taker, found: list[WorkPart]) -> str:
        """What speaks for it, in words."""
        taken = {t: w for t, w in self.work.things.items() if t in taker.things}
        named = sorted(taken, key=lambda t: -taken[t])[:_NAMED]
        named = [t for t in named if taken[t] > _RARE] or named[:1]
        body = [h for h in self.work.hashes if h < taker.below]
        runs = sum(h in taker.hashes for h in body) / len(body) if body else 0.0
        if self.old.kind in TYPES:
            said = f"has {len(taken)} of the {len(self.work.things)} members"
        elif taker.fresh and runs >= _FIRST:
            said = f"has {runs:.0%} of the body"
        elif named:
            names = " and ".join(t if isinstance(t, str) else t.short for t in named)
            said = f"took over the call{'s' if len(named) > 1 else ''} of {names}"
        else:
            said = f"took over {runs:.0%} of the body"
        used = self._used(taker, found)
        if not used:
            return said
        uses = "calls" if self.old.kind in CALLABLE else "uses"
        if used[0] == taker.symbol:
            return f"{said}, and {'called' if self.old.kind in CALLABLE else 'used'} it before"
        still = taker.symbol in self.division.old.targets(used[0])
        return f"{said}; {used[0].short} {uses} it {'still' if still else 'now'}"


def _sort(shape: Shape) -> tuple[bool, bool]:
    return shape.kind in TYPES, shape.kind in CALLABLE and bool(shape.body)


def _folded(members: Iterable[str]) -> frozenset[Symbol | str]:
    """Names of members without regard to whether they are exported."""
    return frozenset(name[:1].lower() + name[1:] for name in members)
