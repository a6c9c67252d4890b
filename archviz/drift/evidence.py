"""Whether what looks like a successor is one: someone who used the old symbol uses the new one.

A body that is like another says what a function does, not that it took over. A function that nobody calls, beside the
place where another one was, is a lookalike.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archviz.model.drift import Candidate, ChangeKind, Step
from archviz.model.graph import DeclarationKind
from archviz.refs import Lock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.drift.follow import Follower
    from archviz.model.drift import Followed
    from archviz.model.relations import Certain
    from archviz.model.symbols import Symbol

_SUCCEEDED = (ChangeKind.RENAMED, ChangeKind.MOVED)
"""What says that a symbol has one successor; what was merged or split is told by where its work went."""
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
    if _used(old.symbol, new.symbol, followed.via, follower):
        return followed
    score = next((one.score for one in followed.candidates if one.symbol == new.symbol), 0.0)
    why = next((one.why for one in followed.candidates if one.symbol == new.symbol), "")
    unused = Candidate(new.symbol, f"{why}, but {_UNUSED}" if why else _UNUSED, score)
    others = tuple(one for one in followed.candidates if one.symbol != new.symbol)
    return replace(followed, kind=ChangeKind.GONE, new=None, also=(), via=(), candidates=(unused, *others), clear=False)


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
    users = [user for user in _known(old, follower) if _is_user(user, old) and _uses(follower.old.relations(user), old)]
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


def _is_user(user: Symbol, used: Symbol) -> bool:
    """Whether a declaration can be a user of a symbol: it is not the symbol itself, nor a member of it."""
    return used not in (user, user.owner)


def _uses(relations: tuple[Certain, ...], symbol: Symbol) -> bool:
    """Whether relations lead to a symbol, or to a member of it."""
    return any(symbol in (target, target.owner) for target in _targets(relations))


def _targets(relations: tuple[Certain, ...]) -> Iterator[Symbol]:
    for relation in relations:
        yield from (one for one in (relation.target, relation.through, *relation.arguments) if one is not None)
