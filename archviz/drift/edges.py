"""What became of an edge: the relations from one symbol to another in two versions."""

from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING

from archviz.drift import similarity
from archviz.drift.cached_version import TYPES
from archviz.drift.nearby import related
from archviz.model.drift import Candidate, ChangeKind, Followed, Step, SymbolPlace
from archviz.model.graph import DeclarationKind
from archviz.model.relations import CallKind, Certain, Relation, RelationKind, certain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archviz.drift.cached_version import CachedVersion
    from archviz.drift.successors import Succession, Successors
    from archviz.model.symbols import Symbol

STEPS = 4
"""How many calls a rerouted edge may take."""
_NODES = 400
"""How many functions are looked into for a way from one end to the other."""
_MANY = 3
"""How many callers in one package make a function a common one."""
_ALIKE = 0.2
"""How much of its body another function must share with the old source to be what calls a common function now."""
_CALLS = frozenset((RelationKind.CALL, RelationKind.DYNCALL, RelationKind.REF))


def follow_edge(a: Symbol, b: Symbol, successors: Successors) -> Followed | None:
    """What became of the edge from ``a`` to ``b``; None where neither version has it."""
    was = _between(successors.old, a, (b,))
    if was:
        return _Edge(successors, a, b, was).followed()
    now = _between(successors.new, a, (b,))
    return Followed(f"{a} -> {b}", ChangeKind.EDGE_ADDED, None, _site(now[0])) if now else None


def _between(view: CachedVersion, a: Symbol, targets: Iterable[Symbol]) -> tuple[Certain, ...]:
    """The relations from one symbol to any of some others, those to the first ones first."""
    relations = view.relations(a)
    found = tuple(r for b in targets for r in relations if r.target == b)
    if found:
        return found
    shape = view.shape(a)
    if shape is None or a.member or shape.kind not in TYPES or shape.kind is DeclarationKind.INTERFACE:
        return ()
    made = (Relation(RelationKind.IMPLEMENTS, a, b, shape.position) for b in targets if implements(view, a, b))
    return tuple(one for relation in made if (one := certain(relation)) is not None)


class _Edge:
    """One edge that the old version has."""

    def __init__(self, successors: Successors, a: Symbol, b: Symbol, was: tuple[Certain, ...]) -> None:
        self.successors, self.a, self.b, self.was = successors, a, b, was
        self.old, self.new = successors.old, successors.new
        self.calls = was[0].kind in _CALLS
        self.same = (b, *self._embedded(b))
        """What counts as the callee itself."""
        self.candidates: tuple[Candidate, ...] = ()

    def _embedded(self, b: Symbol) -> tuple[Symbol, ...]:
        """The method that an interface embeds now, where it declared it before."""
        shape = self.new.shape(b.owner) if b.member and not self.new.has(b) else None
        if shape is None or shape.kind is not DeclarationKind.INTERFACE:
            return ()
        promoted = self.new.promoted(b.owner, b.member)
        return (promoted,) if promoted is not None else ()

    def followed(self) -> Followed:
        """What became of it."""
        stays = self.new.has(self.a) or bool(self.new.relations(self.a))
        found = self._from(self.a) if stays else self._moved_with_source()
        if found is not None and found.kind is ChangeKind.EDGE_REROUTED and self.successors.of(self.a).kind is not None:
            found = self._moved() or found
        return found or self._moved() or self._said(ChangeKind.EDGE_GONE, None, clear=False, candidates=self.candidates)

    def _said(
        self,
        kind: ChangeKind,
        now: Certain | None,
        *,
        via: tuple[str, ...] = (),
        also: tuple[ChangeKind, ...] = (),
        source: Symbol | None = None,
        candidates: tuple[Candidate, ...] = (),
        clear: bool = True,
    ) -> Followed:
        new = _site(now) if now is not None else None
        subject = f"{self.a} -> {self.b}"
        return Followed(subject, kind, _site(self.was[0]), new, also, via, candidates, clear, source)

    def _from(self, a: Symbol) -> Followed | None:
        """The edge as it starts in ``a`` now."""
        now = _between(self.new, a, self.same)
        if now:
            return self._kept(now)
        return self._retargeted(a) or self._other_kind(a) or self._rerouted(a)

    def _kept(self, now: tuple[Certain, ...]) -> Followed:
        made = {_made(r): r for r in reversed(now)}
        for r in self.was:
            if _made(r) in made:
                kind = ChangeKind.ORDER_CHANGED if self._reordered() else ChangeKind.UNCHANGED
                return self._said(kind, made[_made(r)])
        also = (ChangeKind.ORDER_CHANGED,) if self._reordered() else ()
        return self._said(ChangeKind.EDGE_KIND_CHANGED, now[0], also=also)

    def _reordered(self) -> bool:
        """Whether the source makes the same calls, but this one before or after others than it did."""
        if not self.calls:
            return False
        before = [r.target for r in self.old.relations(self.a) if r.kind in _CALLS]
        after = [self.b if r.target in self.same else r.target for r in self.new.relations(self.a) if r.kind in _CALLS]
        if before == after or Counter(before) != Counter(after):
            return False
        for other in set(before) - {self.b}:
            pair = (self.b, other)
            if [t for t in before if t in pair] != [t for t in after if t in pair]:
                return True
        return False

    def _retargeted(self, a: Symbol) -> Followed | None:
        """The same source, to what the target became."""
        if self.new.has(self.b):
            return self._exchanged_function(a)
        succession = self.successors.of(self.b)
        if succession.symbol is not None:
            now = _between(self.new, a, (succession.symbol,))
            if now and (succession.kind is None or self._newly(a, succession.symbol)):
                return self._said(ChangeKind.EDGE_RETARGETED, now[0], via=succession.via, also=self._kinds(now))
        fresh = [c for c in succession.candidates if self._newly(a, c.symbol)]
        if len(fresh) == 1:
            now = _between(self.new, a, (fresh[0].symbol,))
            return self._said(
                ChangeKind.EDGE_RETARGETED, now[0], via=(fresh[0].why,), also=self._kinds(now), candidates=(fresh[0],)
            )
        self.candidates = succession.candidates
        return None

    def _exchanged_function(self, a: Symbol) -> Followed | None:
        """The same source, to the one function of that name and type in another package that it leads to newly.

        That is for what other people declare, as the standard library, which has both: ``ioutil.ReadFile`` became
        ``os.ReadFile``. Two functions of one name in the source itself are two on purpose.
        """
        was = self.old.shape(self.b)
        if was is None or was.position.inside:
            return None
        found = []
        for target in self.new.targets(a):
            same = target.short == self.b.short and target.package != self.b.package and self._newly(a, target)
            now = self.new.shape(target) if same and not self.b.member else None
            if now is not None and not now.position.inside and similarity.same_type(was, now):
                found.append(target)
        now_made = _between(self.new, a, found) if len(found) == 1 else ()
        if not now_made:
            return None
        also = self._kinds(now_made)
        return self._said(ChangeKind.EDGE_RETARGETED, now_made[0], via=(str(Step.SAME_NAME_AND_TYPE),), also=also)

    def _newly(self, a: Symbol, target: Symbol) -> bool:
        """Whether something leads to a target now and did not."""
        return target in self.new.targets(a) and target not in self.old.targets(a)

    def _kinds(self, now: tuple[Certain, ...]) -> tuple[ChangeKind, ...]:
        same = {_made(r) for r in now} & {_made(r) for r in self.was}
        return () if same else (ChangeKind.EDGE_KIND_CHANGED,)

    def _other_kind(self, a: Symbol) -> Followed | None:
        """A method called statically that is called through an interface now, or the other way round."""
        calls = [r for r in self.was if r.kind is RelationKind.CALL]
        if not calls or not self.b.member:
            return None
        found: dict[Symbol, Certain] = {}
        for r in self.new.relations(a):
            target = r.target
            if r.kind is not RelationKind.CALL or target is None or target.leaf != self.b.leaf or target == self.b:
                continue
            if r.call != calls[0].call and target not in self.old.targets(self.a) and self._exchanged(r.call, target):
                found.setdefault(target, r)
        if len(found) != 1:
            return None
        (now,) = found.values()
        return self._said(ChangeKind.EDGE_KIND_CHANGED, now, source=a if a != self.a else None)

    def _exchanged(self, made: CallKind | None, target: Symbol) -> bool:
        """Whether the old callee's type and the new one's are an interface and what has all of its methods."""
        mine, theirs = self.new.methods(self.b.owner) or self.old.methods(self.b.owner), self.new.methods(target.owner)
        interface, concrete = (theirs, mine) if made is CallKind.INTERFACE else (mine, theirs)
        return bool(interface) and interface.items() <= concrete.items()

    def _rerouted(self, a: Symbol) -> Followed | None:
        """The shortest way from the source to the target over calls, of which at least one is new."""
        if not self.calls:
            return None
        current = self.successors.current(self.b)
        goals = {*self.same, current} if current is not None else set(self.same)
        start = (a, False)
        came: dict[tuple[Symbol, bool], tuple[Symbol, bool] | None] = {start: None}
        queue = deque([(start, 0)])
        looked = 0
        while queue and looked < _NODES:
            (node, fresh), steps = queue.popleft()
            looked += 1
            before = self.old.targets(node)
            unknown = self.old.silent(node)
            for r in self.new.relations(node):
                if r.kind not in _CALLS or r.target is None:
                    continue
                state = (r.target, fresh or (r.target not in before and not unknown))
                if state in came:
                    continue
                if r.target in goals:
                    if state[1]:
                        came[state] = (node, fresh)
                        return self._way(a, state, came, r)
                    continue
                if steps + 1 < STEPS and self._near(r.target):
                    came[state] = (node, fresh)
                    queue.append((state, steps + 1))
        return None

    def _way(
        self,
        a: Symbol,
        state: tuple[Symbol, bool],
        came: dict[tuple[Symbol, bool], tuple[Symbol, bool] | None],
        last: Certain,
    ) -> Followed:
        way: list[str] = []
        at = came[state]
        while at is not None and at[0] != a:
            way.append(str(at[0]))
            at = came[at]
        source = a if a != self.a else None
        return self._said(ChangeKind.EDGE_REROUTED, last, via=tuple(reversed(way)), source=source)

    def _near(self, symbol: Symbol) -> bool:
        return related(symbol.package, self.a.package) or related(symbol.package, self.b.package)

    def _moved_with_source(self) -> Followed | None:
        """The edge from what its source became."""
        succession = self.successors.of(self.a)
        if succession.symbol is not None:
            source = succession.symbol
        else:
            fitting = self._holding(succession.candidates)
            if len(fitting) != 1:
                self.candidates = succession.candidates
                return None
            source = fitting[0]
        found = self._from(source)
        way: tuple[str, ...] = ()
        if found is None or found.kind is ChangeKind.EDGE_REROUTED:
            holding = self._holding(self.successors.parts(self.a))
            if not holding or source in holding:
                return found
            way = (str(source), *(one for one in (found.via if found is not None else ()) if one != str(holding[0])))
            source = holding[0]
            found = self._from(source)
        if found is None or found.new is None:
            return found
        kinds = [kind for kind in (found.kind, *found.also) if kind is not ChangeKind.UNCHANGED]
        return Followed(
            f"{self.a} -> {self.b}",
            ChangeKind.EDGE_MOVED,
            found.old,
            found.new,
            tuple(kinds),
            tuple(dict.fromkeys(self._found_by(succession, source) + found.via + way)),
            found.candidates,
            new_source=source,
        )

    def _found_by(self, succession: Succession, source: Symbol) -> tuple[str, ...]:
        """How the source was found: of several parts, what speaks for the one."""
        if succession.kind is None:
            return succession.via
        return tuple(part.why for part in succession.parts if part.symbol == source)

    def _holding(self, candidates: Iterable[Candidate]) -> list[Symbol]:
        """Those of some candidates for the source that lead to the target."""
        current = self.successors.current(self.b)
        goals = {*self.same, *((current,) if current is not None else ())}
        return [candidate.symbol for candidate in candidates if goals & self.new.targets(candidate.symbol)]

    def _moved(self) -> Followed | None:
        """The call as one other function makes it now: a new one, or one that had to do with the old source."""
        if not self.calls:
            return None
        current = self.successors.current(self.b)
        goals = [*self.same, current] if current is not None else list(self.same)
        common = self._common()
        found = []
        for symbol in self._around():
            if symbol == self.a or self.old.silent(symbol) or not set(goals) & self.new.targets(symbol):
                continue
            if set(goals) & self.old.targets(symbol) or not self._kin(symbol, common=common):
                continue
            now = [r for r in _between(self.new, symbol, goals) if r.kind in _CALLS]
            if now:
                found.append((symbol, now[0]))
        if len(found) == 1:
            source, relation = found[0]
            return self._said(ChangeKind.EDGE_MOVED, relation, source=source)
        told = tuple(Candidate(symbol, "calls it now", round(1 / len(found), 2)) for symbol, _ in found[:5])
        self.candidates = told or self.candidates
        return None

    def _around(self) -> list[Symbol]:
        """What the source's package declares; where the source is gone, what is new in the packages nearby as well."""
        package = self.a.package
        found = sorted(self.new.symbols(package))
        if not self.new.has(self.a):
            near = next(self.successors.nearby.rings(package))
            found += [one.symbol for path in near if path != package for one in self.successors.nearby.fresh(path)]
        return found

    def _common(self) -> bool:
        """Whether so many call the target that one more caller means nothing."""
        callers = sum(self.b in self.old.targets(symbol) for symbol in self.old.symbols(self.a.package))
        return callers >= _MANY

    def _kin(self, symbol: Symbol, *, common: bool) -> bool:
        """Whether a function has to do with the old source: it called it, was called by it, or has some of its body.

        In the same package, where few call the target, it is enough that the function is new or has the same receiver.
        """
        if self.a in self.old.targets(symbol) or symbol in self.old.targets(self.a):
            return True
        if not common and symbol.package == self.a.package:
            return not self.old.has(symbol) or bool(symbol.member and symbol.owner == self.a.owner)
        was, now = self.old.shape(self.a), self.new.shape(symbol)
        alike = similarity.bodies(was, now) if was is not None and now is not None else None
        return alike is not None and alike >= _ALIKE


def _site(relation: Certain) -> SymbolPlace | None:
    return SymbolPlace(relation.target, relation.position) if relation.target is not None else None


def _made(relation: Certain) -> tuple[object, ...]:
    """How a relation is made; two relations between the same ends are the same where this is."""
    return relation.kind, relation.call, relation.mode


def implements(view: CachedVersion, a: Symbol, b: Symbol) -> bool:
    """Whether a type, or its pointer, has every method of an interface."""
    interface = view.shape(b)
    if interface is None or interface.kind is not DeclarationKind.INTERFACE:
        return False
    wanted = view.methods(b)
    return bool(wanted) and wanted.items() <= view.methods(a).items()
