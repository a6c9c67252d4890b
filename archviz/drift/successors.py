"""What became of a declaration that is gone: candidates among what is new, each with a score and the reason.

A promoted member, and the same member of its type's successor, are certain. Everything else is scored: what the
name, the body, the signature and the members say, in the order of ``Step``. Where nothing stands clear by that, a type
follows its members, and everything follows its work: to what is used in its place, to what was there before and does
more now, or in parts to several.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archviz.drift import similarity
from archviz.drift.cached_version import CALLABLE, TYPES
from archviz.drift.division import Division
from archviz.drift.membership import Membership
from archviz.drift.scoring import Scored, category, score_pair
from archviz.model.drift import Candidate, ChangeKind, Step
from archviz.model.graph import DeclarationKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.drift.nearby import Nearby
    from archviz.model.graph import Shape
    from archviz.model.symbols import Symbol

ENOUGH = 0.6
"""The least score of a successor that stands clear."""
_MARGIN = 0.08
"""How far it must be ahead of the next one."""
_ONLY = 0.65
"""The score of the only new declaration with a telling name, or with the same receiver and signature, where"""
_UNLIKE = 0.1
"""so much of the body or the members"""
_KEPT = 0.2
"""or, under another name, so much of the body was kept."""
_PLAIN = "func()"
"""The signature that says nothing."""
_TELLING = 0.4
"""The least score of a candidate that is worth telling."""
_TOLD = 5
"""How many candidates are told."""
_HALF = 0.5
"""How like a candidate others of its name are, measured by the best, when"""
_MANY = 3
"""this many of them make it a usual thing."""
_BY_NAME = 0.5
"""The score of a candidate of which nothing but the name is known."""
_UNSURE = 0.8
"""What is left of a score where it cannot be told whether the candidate is new."""
_MOST = 0.75
"""A share of the work that is most of it: nothing else is looked for then."""
_STEPS = tuple(Step)


@dataclass(frozen=True, slots=True)
class Succession:
    """The candidates for what a symbol became, best first; ``clear`` where the first is it, found by ``via``.

    ``kind`` is set where it was merged into something or split: ``parts`` are then what does its work.
    """

    candidates: tuple[Candidate, ...] = ()
    clear: bool = False
    via: tuple[str, ...] = ()
    kind: ChangeKind | None = None
    parts: tuple[Candidate, ...] = ()

    @property
    def symbol(self) -> Symbol | None:
        """The successor, None where none stands clear."""
        return self.candidates[0].symbol if self.clear else None


class Successors:
    """Finds successors, each once."""

    def __init__(self, nearby: Nearby) -> None:
        self.nearby = nearby
        self.old = nearby.old
        self.new = nearby.new
        self.division = Division(nearby)
        self.membership = Membership(nearby)
        self._known: dict[Symbol, Succession] = {}
        self._alone: dict[Symbol, Succession] = {}
        self._parts: dict[Symbol, tuple[Candidate, ...]] = {}

    def of(self, symbol: Symbol) -> Succession:
        """What became of a symbol that the old version declares and the new one does not."""
        if symbol not in self._known:
            self._known[symbol] = Succession()
            self._known[symbol] = self._of(symbol)
        return self._known[symbol]

    def current(self, symbol: Symbol) -> Symbol | None:
        """A symbol itself where it still exists, else its successor, None where none stands clear."""
        return symbol if self.new.has(symbol) else self.of(symbol).symbol

    def parts(self, symbol: Symbol) -> tuple[Candidate, ...]:
        """What does the work of a symbol that is gone, where that is several or does more; else nothing."""
        if symbol not in self._parts:
            found, old = self.of(symbol), self.old.shape(symbol)
            self._parts[symbol] = found.parts
            if found.symbol is not None and not found.parts and old is not None:
                self._parts[symbol] = self._others(old, found.symbol)
        return self._parts[symbol]

    def _others(self, old: Shape, successor: Symbol) -> tuple[Candidate, ...]:
        """A successor that has only a part of the work, and what has the others; nothing where it has most.

        A lookalike that nobody came to use has no part.
        """
        new = self.new.shape(successor)
        if old.kind in CALLABLE and self.division.avoided(old, successor):
            return ()
        if new is None or not (old.sketch or old.kind in TYPES) or self.division.share(old, new) > _MOST:
            return ()
        parts = self.division.parts(old, successor)
        return tuple(part.candidate for part in parts) if len(parts) > 1 else ()

    def _of(self, symbol: Symbol) -> Succession:
        """What a symbol became, beside whatever else is gone."""
        found, old = self._by_itself(symbol), self.old.shape(symbol)
        if old is None or not (old.body or old.kind in TYPES):
            return found
        if found.symbol is None:
            return self._by_work(old, found)
        if old.sketch and found.symbol.leaf != symbol.leaf and self._several(old, found.symbol):
            return replace(found, kind=ChangeKind.MERGED_INTO, parts=found.candidates[:1])
        return found

    def _by_itself(self, symbol: Symbol) -> Succession:
        """What a symbol became, as far as its own name, body and members tell."""
        if symbol not in self._alone:
            self._alone[symbol] = Succession()
            self._alone[symbol] = self._likest(symbol)
        return self._alone[symbol]

    def _likest(self, symbol: Symbol) -> Succession:
        owner = self.current(symbol.owner) if symbol.member else None
        if owner is not None:
            inherited = self._inherited(symbol, owner)
            if inherited is not None:
                return inherited
        old = self.old.shape(symbol)
        if old is None:
            return self._by_name(symbol)
        if old.kind is DeclarationKind.FIELD or (old.kind is DeclarationKind.METHOD and not old.body):
            scored = [self._scored(old, c, owner) for c in self._siblings(old, owner)]
            scored = self._only_field(old, scored) if old.kind is DeclarationKind.FIELD else scored
            return self._chosen(symbol, self._only_sibling(old, scored))
        scored = []
        for ring in self.nearby.rings(symbol.package):
            scored += [self._scored(old, c, owner) for path in ring for c in self._comparable(old, path)]
            found = self._chosen(symbol, scored)
            if found.clear:
                return self._by_members(old, found, scored) if old.kind in TYPES else found
        found = self._chosen(symbol, self._only_namesake(symbol, self._only_sibling(old, scored)))
        if not found.clear and old.kind in TYPES:
            found = self._by_members(old, found, scored)
        return found

    def _by_members(self, old: Shape, found: Succession, scored: Iterable[Scored]) -> Succession:
        """What a type became by where its members went; a namesake stays what it is."""
        if found.symbol is not None and similarity.same_name(found.symbol.name, old.symbol.name):
            return found
        best = {one.shape.symbol: one for one in scored}
        for one in self.membership.scored(old):
            known = best.get(one.shape.symbol)
            best[one.shape.symbol] = one if known is None or one.score > known.score else known
        other = self._chosen(old.symbol, best.values())
        return replace(other, via=(other.candidates[0].why,)) if other.clear else found

    def _by_work(self, old: Shape, found: Succession) -> Succession:
        """What does the work of a function or type of which no successor stands clear."""
        parts = self.division.parts(old)
        if not parts:
            return found
        candidates = tuple(part.candidate for part in parts)
        symbols = {candidate.symbol for candidate in candidates}
        rest = tuple(c for c in found.candidates if c.symbol not in symbols)
        first = parts[0]
        kind: ChangeKind | None = ChangeKind.SPLIT_INTO
        via = tuple(part.why for part in parts)
        if not first.taker.fresh and (len(parts) == 1 or all(part.share >= _MOST for part in parts)):
            kind = ChangeKind.MERGED_INTO
        elif len(parts) == 1:
            if first.used and self._several(old, first.taker.symbol):
                kind = ChangeKind.MERGED_INTO
            elif rivals := self.division.rivals(old, first):
                alike = {one.taker.symbol: one.candidate for one in rivals}
                rest = tuple(one for one in rest if one.symbol not in alike)
                return Succession((*candidates, *alike.values(), *rest)[:_TOLD])
            elif first.share >= ENOUGH and first.used:
                return Succession((*candidates, *rest), clear=True, via=(str(Step.USED_INSTEAD),))
            else:
                return Succession((*candidates, *rest)[:_TOLD])
        return Succession((*candidates, *rest), clear=True, via=via, kind=kind, parts=candidates)

    def _several(self, old: Shape, new: Symbol) -> bool:
        """Whether something new has much of the work of something else as well that is gone from the same package.

        Who used that uses the new one, and nothing else is its successor.
        """
        shape = self.new.shape(new)
        for rival in sorted(self.old.symbols(old.symbol.package)):
            was = self.old.shape(rival) if rival != old.symbol and not self.new.has(rival) else None
            if was is None or shape is None or category(was) != category(old) or not (was.sketch or was.members):
                continue
            if self.division.share(was, shape) < _HALF or self._by_itself(rival).symbol not in (None, new):
                continue
            if any(new in self.new.targets(user) for user in self.division.users(rival)):
                return True
        return False

    def _inherited(self, symbol: Symbol, owner: Symbol) -> Succession | None:
        """The member that the type, or its successor, has by the same name: declared or promoted."""
        steps = self.of(symbol.owner).via if owner != symbol.owner else ()
        for name in (symbol.member, symbol.member[:1].swapcase() + symbol.member[1:]):
            member = owner.of(name)
            if owner != symbol.owner and self.new.has(member):
                why = f"{symbol.owner} became {owner}"
                return Succession((Candidate(member, why, 1.0),), clear=True, via=steps)
            promoted = self.new.promoted(owner, name)
            if promoted is not None and self._is_new(promoted):
                why = f"promoted to {owner.short} from {promoted.name}"
                return Succession((Candidate(promoted, why, 1.0),), clear=True, via=(*steps, why))
        return self._of_parts(symbol) if owner != symbol.owner else None

    def _of_parts(self, symbol: Symbol) -> Succession | None:
        """The member that a part of what its type was split into has by the same name."""
        found = []
        for part in self.parts(symbol.owner):
            for name in (symbol.member, symbol.member[:1].swapcase() + symbol.member[1:]):
                member = part.symbol.of(name)
                if self.new.has(member) and not self.old.has(member):
                    found.append(Candidate(member, f"{symbol.owner} was split: {part.symbol} has it", 1.0))
        return Succession(tuple(found), clear=True, via=(found[0].why,)) if len(found) == 1 else None

    def _is_new(self, member: Symbol) -> bool:
        shape = self.new.shape(member.owner)
        interface = shape is not None and shape.kind is DeclarationKind.INTERFACE
        return interface or not self.old.has(member)

    def _siblings(self, old: Shape, owner: Symbol | None) -> Iterator[Shape]:
        """The new members, of the same kind, of the type that a member belonged to."""
        if owner is None:
            return
        for symbol in sorted(self.new.symbols(owner.package)):
            if symbol.member and symbol.owner == owner and not self.old.has(old.symbol.owner.of(symbol.member)):
                shape = self.new.shape(symbol)
                if shape is not None and shape.kind is old.kind and not shape.body:
                    yield shape

    def _comparable(self, old: Shape, package: str) -> Iterator[Shape]:
        """What is new in a package, of the same sort; only namesakes where the old version cannot tell what is new."""
        known = self.old.knows(package)
        for shape in self.nearby.fresh(package) if known else self.nearby.namesakes(package, old.symbol):
            if category(shape) == category(old):
                yield shape

    def _scored(self, old: Shape, new: Shape, owner: Symbol | None) -> Scored:
        scored = score_pair(old, new, owner)
        if scored.step is Step.SAME_BODY or self.old.knows(new.symbol.package):
            return scored
        return replace(scored, score=scored.score * _UNSURE)

    def _chosen(self, symbol: Symbol, scored: Iterable[Scored]) -> Succession:
        ranked = sorted(scored, key=lambda w: (-w.score, _STEPS.index(w.step), w.shape.symbol))
        ranked = [w for w in ranked if w.score >= _TELLING]
        if not ranked:
            return Succession()
        best = ranked[0]
        clear = best.score >= ENOUGH and (len(ranked) == 1 or best.score - ranked[1].score >= _MARGIN)
        clear = clear and not self._contested(symbol, best) and not self._usual(symbol, best)
        candidates = tuple(Candidate(w.shape.symbol, w.why, round(w.score, 2)) for w in ranked[:_TOLD])
        return Succession(candidates, clear, (str(best.step),) if clear else ())

    def _contested(self, symbol: Symbol, best: Scored) -> bool:
        """Whether something else that is gone from the same package is as likely to have become the same."""
        for rival in self.old.symbols(symbol.package):
            if rival == symbol or self.new.has(rival):
                continue
            old = self.old.shape(rival)
            if old is None or category(old) != category(best.shape):
                continue
            owner = rival.owner if self.new.has(rival.owner) else None
            if self._scored(old, best.shape, owner).score >= best.score:
                return True
        return False

    def _usual(self, symbol: Symbol, best: Scored) -> bool:
        """Whether others of that name around are as like the candidate, or many half as like: then it says nothing."""
        if not best.namesake or best.shape.symbol.package == symbol.package or not best.alike:
            return False
        ring = next(ring for ring in self.nearby.rings(symbol.package) if best.shape.symbol.package in ring)
        others = [
            (score_pair(other, best.shape, None).alike or 0) / best.alike
            for path in ring
            if path != best.shape.symbol.package
            for other in self.nearby.namesakes(path, symbol)
            if category(other) == category(best.shape)
        ]
        return any(alike >= 1 for alike in others) or sum(alike >= _HALF for alike in others) >= _MANY

    def _only_sibling(self, old: Shape, scored: list[Scored]) -> list[Scored]:
        """The same candidates; a method with the same receiver and signature counts for more where it is the only one.

        Only one came and only one is gone, their bodies are not quite others, and the signature says something.
        """
        symbol = old.symbol
        siblings = [w for w in scored if w.step is Step.SAME_SIGNATURE and w.shape.kind is DeclarationKind.METHOD]
        if not symbol.member or len(siblings) != 1:
            return scored
        only = siblings[0]
        if old.type == _PLAIN if only.alike is None else only.alike < _KEPT:
            return scored
        rivals = (s for s in self.old.symbols(symbol.package) if s.owner == symbol.owner and s.member and s != symbol)
        gone = (self.old.shape(rival) for rival in rivals if not self.new.has(rival))
        if any(shape is not None and similarity.same_type(shape, old) for shape in gone):
            return scored
        return [replace(w, score=max(w.score, _ONLY)) if w is only else w for w in scored]

    def _only_field(self, old: Shape, scored: list[Scored]) -> list[Scored]:
        """The same candidates; a field counts for more where it alone came, the old one went, and the same use both.

        The two are of one type. Where more of that type came and went, the one counts that the old one's users use.
        """
        symbol = old.symbol
        users = self.old.field_users(symbol)
        typed = [one for one in scored if similarity.same_type(one.shape, old)]
        shared = [one for one in typed if users & self.new.field_users(one.shape.symbol)]
        rivals = [
            rival
            for rival in self.old.symbols(symbol.package)
            if rival.owner == symbol.owner and rival not in (symbol, symbol.owner) and not self.new.has(rival)
            if (shape := self.old.shape(rival)) is not None and similarity.same_type(shape, old)
        ]
        if len(shared) != 1 or any(self.old.field_users(rival) == users for rival in rivals):
            return scored
        only = shared[0]
        return [replace(one, score=max(one.score, _ONLY)) if one is only else one for one in scored]

    def _only_namesake(self, symbol: Symbol, scored: list[Scored]) -> list[Scored]:
        """The same candidates; where only one has the symbol's name it counts for more.

        That is for a type, and for a function whose name is nobody else's around, or of several words.
        """
        namesakes = [w for w in scored if w.namesake and bool(w.shape.symbol.member) is bool(symbol.member)]
        if len(namesakes) != 1:
            return scored
        only = namesakes[0]
        if only.alike is None and (symbol.member or only.shape.kind is not DeclarationKind.FUNC):
            return scored
        if only.alike is not None and only.alike < _UNLIKE:
            return scored
        telling = only.shape.kind in TYPES or (only.alike is not None and similarity.words(symbol.leaf) > 1)
        if not telling and self._count(symbol) > 1:
            return scored
        return [replace(w, score=max(w.score, _ONLY)) if w is only else w for w in scored]

    def _count(self, symbol: Symbol) -> int:
        """How many declarations around have a name now."""
        packages = (path for ring in self.nearby.rings(symbol.package) for path in ring)
        return sum(1 for path in packages for _ in self.nearby.namesakes(path, symbol))

    def _by_name(self, symbol: Symbol) -> Succession:
        """For a symbol of which only the name is known: the same name elsewhere, never certain."""
        found = [
            Candidate(shape.symbol, "the same name", _BY_NAME)
            for ring in self.nearby.rings(symbol.package)
            for path in ring
            for shape in self.nearby.namesakes(path, symbol)
            if not self.old.has(shape.symbol)
        ]
        return Succession(tuple(found[:_TOLD]))
