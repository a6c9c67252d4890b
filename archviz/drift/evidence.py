"""Whether what looks like a successor is one: someone who used the old symbol uses the new one.

A body that is like another says what a function does, not that it took over. A function that nobody calls, beside the
place where another one was, is a lookalike.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archviz.drift.cached_version import CALLABLE
from archviz.drift.edges import implements
from archviz.model.drift import Candidate, ChangeKind, Step
from archviz.model.graph import DeclarationKind
from archviz.refs import Lock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.drift.cached_version import CachedVersion
    from archviz.drift.follow import Follower
    from archviz.model.drift import Followed
    from archviz.model.relations import Certain
    from archviz.model.symbols import Symbol

_SUCCEEDED = (ChangeKind.RENAMED, ChangeKind.MOVED)
"""What says that a symbol has one successor; what was merged or split is told by where its work went."""
_MOST = 0.75
"""A share of the work that is most of it."""
_UNUSED = "nobody who used the old one uses it"


def evident(followed: Followed, follower: Follower) -> Followed:
    """What became of a symbol: gone, with its successor as a candidate, where nobody who used the one uses the other.

    A symbol of the same name elsewhere needs no such evidence, and a field is used by its type. Where nobody is known
    who used a symbol, such as an entry point, a lock knows too little, and the very same code is enough; with the whole
    old version at hand nothing speaks against the successor then. Where the new version is not known as a whole,
    nothing can be said.
    """
    old, new = followed.old, followed.new
    if followed.kind not in _SUCCEEDED or str(Step.USED_INSTEAD) in followed.via:
        return followed
    if old is None or new is None or old.symbol.short == new.symbol.short or not follower.new.whole:
        return followed
    if followed.subject != str(old.symbol) or _with_its_type(old.symbol, new.symbol, follower):
        return followed
    if _used(old.symbol, new.symbol, followed.via, follower) or used_parts(followed, follower):
        return followed
    score = next((one.score for one in followed.candidates if one.symbol == new.symbol), 0.0)
    why = next((one.why for one in followed.candidates if one.symbol == new.symbol), "")
    unused = Candidate(new.symbol, f"{why}, but {_UNUSED}" if why else _UNUSED, score)
    others = tuple(one for one in followed.candidates if one.symbol != new.symbol)
    return replace(followed, kind=ChangeKind.GONE, new=None, also=(), via=(), candidates=(unused, *others), clear=False)


def used_parts(followed: Followed, follower: Follower) -> tuple[Symbol, ...]:
    """The parts of what a function was divided into that are used in its place, most of its work first.

    Who used the function uses them, perhaps by an interface, or one of them does, or they used it themselves. Where
    nobody is known who used it, the parts have to make most of its work together, and one has to lead to the others.
    """
    shape = follower.old.shape(followed.old.symbol) if followed.old is not None else None
    if shape is None or shape.kind not in CALLABLE or ChangeKind.SPLIT_INTO not in (followed.kind, *followed.also):
        return ()
    parts, new = [part.symbol for part in followed.parts], follower.new
    users = _users(shape.symbol, follower)
    if users:
        current = {one for user in users for one in _currently(user, follower)}
        reached = {part for part in parts if part in users or any(_leads(user, part, new) for user in current)}
    else:
        reached = {part for part in parts if not any(part in new.targets(other) for other in parts if other != part)}
        if len(reached) != 1 or sum(part.score for part in followed.parts) < _MOST:
            return ()
    for _ in parts:
        reached |= {part for part in parts if any(_leads(other, part, new) for other in reached)}
    return tuple(part for part in parts if part in reached) if users or len(reached) == len(parts) else ()


def _currently(user: Symbol, follower: Follower) -> Iterator[Symbol]:
    """What a user is now, with the parts of one that was divided."""
    now = follower.successors.current(user)
    if now is not None:
        yield now
    if not follower.new.has(user):
        yield from (part.symbol for part in follower.successors.parts(user))


def _leads(user: Symbol, used: Symbol, new: CachedVersion) -> bool:
    """Whether a declaration leads to another, or to the method of an interface that this one is for its type."""
    targets = new.targets(user)
    named = (target for target in targets if used.member and target.member == used.member)
    return used in targets or any(implements(new, used.owner, target.owner) for target in named)


def _with_its_type(old: Symbol, new: Symbol, follower: Follower) -> bool:
    """Whether a member of the same name is that of the type's successor, or of a part or an embedded type of it."""
    if not old.member or old.member.lower() != new.member.lower():
        return False
    if follower.new.has(old.owner):
        return follower.new.promoted(old.owner, new.member) == new
    owner = follower.symbol(old.owner)
    if new.owner in (part.symbol for part in owner.parts):
        return True
    heir = owner.new.symbol if owner.new is not None else None
    if heir is None or new not in (heir.of(new.member), follower.new.promoted(heir, new.member)):
        return False
    return old.name == heir.name or _used(old.owner, heir, owner.via, follower)


def _used(old: Symbol, new: Symbol, via: tuple[str, ...], follower: Follower) -> bool:
    was, now = follower.old.shape(old), follower.new.shape(new)
    if was is None or now is None:
        return False
    if was.kind is DeclarationKind.FIELD:
        return new.owner == follower.successors.current(old.owner)
    users = _users(old, follower)
    if users:
        current = (follower.successors.current(user) for user in users)
        return any(user is not None and _uses(follower.new.relations(user), new) for user in current)
    return follower.old.whole or str(Step.SAME_BODY) in via  # nobody is known to use it, as it is with entry points


def _known(symbol: Symbol, follower: Follower) -> Iterable[Symbol]:
    """The declarations of the old version that may use a symbol: all that a lock has, or those around its package."""
    version = follower.old.version
    if isinstance(version, Lock):
        return version.started
    around = next(follower.successors.nearby.rings(symbol.package))
    return (one for package in around for one in follower.old.symbols(package))


def _users(symbol: Symbol, follower: Follower) -> list[Symbol]:
    """Who used a symbol, as far as is known."""
    known, old = _known(symbol, follower), follower.old
    return [user for user in known if _is_user(user, symbol) and _uses(old.relations(user), symbol)]


def _is_user(user: Symbol, used: Symbol) -> bool:
    """Whether a declaration can be a user of a symbol: it is not the symbol itself, nor a member of it."""
    return used not in (user, user.owner)


def _uses(relations: tuple[Certain, ...], symbol: Symbol) -> bool:
    """Whether relations lead to a symbol, or to a member of it."""
    return any(symbol in (target, target.owner) for target in _targets(relations))


def _targets(relations: tuple[Certain, ...]) -> Iterator[Symbol]:
    for relation in relations:
        yield from (one for one in (relation.target, relation.through, *relation.arguments) if one is not None)
