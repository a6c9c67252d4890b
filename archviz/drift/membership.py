"""What a type became, told by its members: its methods vote for the type that has them now, its fields follow.

A field counts where the new type has it, by embedding too: a struct that was composed of others has all of its fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.drift import similarity
from archviz.drift.cached_version import TYPES
from archviz.drift.scoring import Scored, score_pair
from archviz.model.drift import Step
from archviz.model.graph import DeclarationKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from archviz.drift.nearby import Nearby
    from archviz.model.graph import Shape
    from archviz.model.symbols import Symbol

_LEAST = 0.3
"""How much alike the body of a method must be to what votes for it, and how much of the members must be there."""
_METHOD = 2.0
"""What a method that votes counts, where a field counts 1."""
_CERTAIN = 0.95
"""What all members are worth."""


class Membership:
    """Scores types by where the members of another went."""

    def __init__(self, nearby: Nearby) -> None:
        self.nearby = nearby
        self.old = nearby.old
        self.new = nearby.new
        self._votes: dict[Symbol, dict[Symbol, dict[Symbol, float]]] = {}

    def scored(self, old: Shape) -> Iterator[Scored]:
        """The new types around that have members which a type had, each with how much of them it has."""
        members = self.old.members(old.symbol)
        votes = self.votes(old.symbol)
        for path in next(self.nearby.rings(old.symbol.package)):
            if not self.old.knows(path):
                continue
            for new in self.nearby.fresh(path):
                if new.kind in TYPES and new.kind is not DeclarationKind.ALIAS:
                    found = self._scored(old, new, members, votes)
                    if found is not None:
                        yield found

    def votes(self, owner: Symbol) -> Mapping[Symbol, Mapping[Symbol, float]]:
        """For each method of a type that says enough the types of the new methods that are most like it, and how much.

        Methods that are as like as the first all vote.
        """
        if owner not in self._votes:
            found: dict[Symbol, dict[Symbol, float]] = {}
            for symbol in sorted(self.old.symbols(owner.package)):
                shape = self.old.shape(symbol) if symbol.member and symbol.owner == owner else None
                if shape is not None and shape.body and shape.sketch:
                    found[symbol] = self._likest(shape)
            self._votes[owner] = found
        return self._votes[owner]

    def _likest(self, method: Shape) -> dict[Symbol, float]:
        best: dict[Symbol, float] = {}
        for path in next(self.nearby.rings(method.symbol.package)):
            for new in self.nearby.fresh(path) if self.old.knows(path) else ():
                if new.kind is DeclarationKind.METHOD and new.body:
                    alike = similarity.bodies(method, new) or 0.0
                    named = similarity.names(method.symbol.leaf, new.symbol.leaf)
                    if alike >= _LEAST:
                        owner = new.symbol.owner
                        best[owner] = max(best.get(owner, 0.0), (2 * alike + named) / 3)
        most = max(best.values(), default=0.0)
        return {owner: score for owner, score in best.items() if score == most}

    def _scored(
        self, old: Shape, new: Shape, members: Mapping[str, str], votes: Mapping[Symbol, Mapping[Symbol, float]]
    ) -> Scored | None:
        theirs = self.new.members(new.symbol)
        voting = {method.member for method in votes}
        names = [name for name in members if name.removesuffix("()") not in voting]
        there = [name for name in names if name in theirs]
        voted = {method: by[new.symbol] for method, by in votes.items() if new.symbol in by}
        total = len(names) + _METHOD * len(votes)
        kept = (len(there) + _METHOD * sum(voted.values())) / total if total else 0.0
        if not voted or kept < _LEAST:
            return None
        base = score_pair(old, new, None)
        methods = "methods" if len(voted) > 1 else "method"
        why = f"its {methods} {', '.join(method.member for method in sorted(voted))} went there"
        if there:
            embedded = any(name not in dict(new.members) for name in there)
            why += f", and {len(there)} of {len(names)} other members{' by embedding' if embedded else ''}"
        return Scored(new, Step.SIMILAR_BODY, why, max(base.score, kept * _CERTAIN), base.namesake, kept)
