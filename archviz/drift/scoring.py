"""How likely it is that one declaration became another: a score between 0 and 1, and what speaks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.drift import similarity
from archviz.drift.cached_version import CALLABLE, TYPES
from archviz.model.drift import Step
from archviz.model.graph import DeclarationKind

if TYPE_CHECKING:
    from archviz.model.graph import Shape
    from archviz.model.symbols import Symbol

_AT_HOME = 0.75
"""The least score of the same name in the same place but for the case of first letters."""
_DOUBTFUL = 0.5
"""The most that a name says where nothing supports it: another package's function, another type's method."""
_UNLIKE = 0.1
"""Two bodies, or two types' members, that have less in common speak against each other."""
_CERTAIN = 0.95
"""What a similarity of body or members alone is worth."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate; ``step`` is the first by which it is found, ``alike`` how alike body or members are."""

    shape: Shape
    step: Step
    why: str
    score: float
    namesake: bool
    alike: float | None = None


def category(shape: Shape) -> tuple[bool, bool, bool]:
    """What a declaration can only be succeeded by: a type, a function or method with a body or without, or a value."""
    called = shape.kind in CALLABLE
    return shape.kind in TYPES, called, called and bool(shape.body)


def score_pair(old: Shape, new: Shape, owner: Symbol | None) -> Scored:
    """How likely it is that one declaration became another of the same sort.

    ``owner`` is the type that the old one's type is now, None for no member or where that is unknown.
    """
    if old.kind in TYPES:
        return _types(old, new)
    if old.kind in CALLABLE:
        return _functions(old, new, owner)
    return _values(old, new)


def _functions(old: Shape, new: Shape, owner: Symbol | None) -> Scored:
    name = similarity.names(old.symbol.leaf, new.symbol.leaf)
    body = similarity.bodies(old, new)
    signature = similarity.same_type(old, new)
    home = _home(old.symbol, new.symbol, owner)
    namesake = name == 1.0
    if old.body and old.body == new.body:
        return Scored(new, Step.SAME_BODY, "the same body", _same_body(old, name, signature, home), namesake, 1.0)
    if body is None:
        score = 0.65 * name + 0.35 * signature
    else:
        score = max(0.4 * name + 0.4 * body + 0.2 * signature, body * _CERTAIN)
    if home and namesake:
        score = max(score, _AT_HOME)
    elif not home and (body is None or body < _UNLIKE):
        score = min(score, _DOUBTFUL)
    said = "" if body is None else f", {body:.0%} of the body"
    if home and signature and not namesake:
        return Scored(new, Step.SAME_SIGNATURE, f"the same receiver and signature{said}", score, namesake, body)
    if namesake:
        return Scored(new, Step.SAME_NAME, f"the same name{said}", score, namesake, body)
    return Scored(new, Step.SIMILAR_BODY, said.removeprefix(", ") or "a similar name", score, namesake, body)


def _same_body(old: Shape, name: float, signature: bool, home: bool) -> float:
    if name == 1.0:
        return 1.0 if old.sketch or home else _DOUBTFUL
    if not old.sketch:
        return 0.4 * name + 0.2 * signature + 0.2 * home
    return 0.9 if signature else 0.85


def _home(old: Symbol, new: Symbol, owner: Symbol | None) -> bool:
    """Whether a candidate stands where the old one would: in its package, among its type's methods."""
    if not old.member or not new.member:
        return new.package == old.package and not old.member and not new.member
    return new.owner == owner or (new.package == old.package and similarity.same_name(new.name, old.name))


def _types(old: Shape, new: Shape) -> Scored:
    name = similarity.names(old.symbol.name, new.symbol.name)
    members = similarity.members(old, new)
    namesake = name == 1.0
    step = Step.SAME_NAME if namesake else Step.SIMILAR_BODY
    home = old.symbol.package == new.symbol.package
    if members is None:
        same = bool(old.type) and similarity.same_type(old, new) and not old.members and not new.members
        score = 0.65 * name + 0.35 * same
        if not home and not (same and namesake):
            score = min(score, _DOUBTFUL)
        why = "the same name" if namesake else "a similar name"
        return Scored(new, step, f"{why}, the same type" if same else why, score, namesake, float(same))
    enough = len(old.members) > 2
    score = max(0.5 * name + 0.5 * members, members * _CERTAIN if enough else 0.0)
    if members == 1.0:
        return Scored(new, Step.SAME_BODY, "the same members", score, namesake, members)
    if home and namesake:
        score = max(score, _AT_HOME)
    elif members < _UNLIKE:
        score = min(score, _DOUBTFUL)
    said = f"{members:.0%} of the members"
    return Scored(new, step, f"the same name, {said}" if namesake else said, score, namesake, members)


def _values(old: Shape, new: Shape) -> Scored:
    """Variables, constants and fields."""
    name = similarity.names(old.symbol.leaf, new.symbol.leaf)
    namesake = name == 1.0
    typed = similarity.same_type(old, new)
    if old.kind is DeclarationKind.FIELD:
        why = "the same type" if typed else "a similar name"
        return Scored(new, Step.SAME_SIGNATURE, why, 0.6 * name + 0.4 * typed, namesake)
    valued = bool(old.body) and old.body == new.body
    home = old.symbol.package == new.symbol.package
    score = 0.5 * name + 0.1 * typed + 0.3 * valued + 0.1 * home
    if valued:
        return Scored(new, Step.SAME_BODY, "the same value", score, namesake, 1.0)
    score = max(score, _AT_HOME) if home and namesake else min(score, _DOUBTFUL)
    step = Step.SAME_NAME if namesake else Step.SIMILAR_BODY
    return Scored(new, step, "the same name" if namesake else "a similar name", score, namesake)
