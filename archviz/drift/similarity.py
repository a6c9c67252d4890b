"""How alike two declarations are: by name, by body, by signature, by members. Every similarity is between 0 and 1."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING

from archviz.drift.cached_version import CALLABLE, TYPES
from archviz.model.drift import ChangeKind
from archviz.model.graph import DeclarationKind

if TYPE_CHECKING:
    from collections.abc import Hashable, Set

    from archviz.model.graph import Shape

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")
UNKNOWN = "?"
"""A type that a source does not tell, in a type as written."""


def same_name(a: str, b: str) -> bool:
    """Whether two names are the same but for the case of the first letter: whether they are exported."""
    return a[1:] == b[1:] and a[:1].lower() == b[:1].lower()


def words(name: str) -> int:
    """How many words a name is made of."""
    return len(_WORD.findall(name))


def names(a: str, b: str) -> float:
    """How alike two names are, by the words that they are made of."""
    if same_name(a, b):
        return 1.0
    mine, theirs = (Counter(word.lower() for word in _WORD.findall(name)) for name in (a, b))
    total = mine.total() + theirs.total()
    return 2 * (mine & theirs).total() / total if total else 0.0


def bodies(a: Shape, b: Shape) -> float | None:
    """How alike two bodies are, by their sketches; None where both are too short to tell."""
    mine, theirs = sketches(a, b)
    return _share(mine, theirs) if mine or theirs else None


def kept(a: Shape, b: Shape) -> float | None:
    """How much of one body is in another, by their sketches; None where it is too short to tell."""
    mine, theirs = sketches(a, b)
    return len(mine & theirs) / len(mine) if mine else None


def sketches(a: Shape, b: Shape) -> tuple[frozenset[int], frozenset[int]]:
    """The hashes of two bodies below the bound to which both have them all."""
    below = min(a.below, b.below)
    mine, theirs = (frozenset(shape.sketch[: bisect_left(shape.sketch, below)]) for shape in (a, b))
    return mine, theirs


def written(shape: Shape, text: str) -> str:
    """A type as written, with what is of the declaration's own package written as such."""
    return text.replace(f"{shape.symbol.package}.", "@.")


def same_type(a: Shape, b: Shape) -> bool:
    """Whether two declarations have the same type, as seen from their packages."""
    return _same_kind(a, b) and written(a, a.type) == written(b, b.type)


def _same_kind(a: Shape, b: Shape) -> bool:
    """Whether two are declared alike; a function and a method are."""
    return a.kind is b.kind or (a.kind in CALLABLE and b.kind in CALLABLE)


def members(a: Shape, b: Shape) -> float | None:
    """How alike the members of two types are, by their names and by names and types; None where there are none."""
    if not a.members or not b.members:
        return None
    by_name = _share({name for name, _ in a.members}, {name for name, _ in b.members})
    mine, theirs = ({(name, written(one, text)) for name, text in one.members} for one in (a, b))
    return (by_name + _share(mine, theirs)) / 2


def _share(a: Set[Hashable], b: Set[Hashable]) -> float:
    return len(a & b) / len(a | b)


def changes(old: Shape, new: Shape) -> tuple[ChangeKind, ...]:
    """What differs between two shapes of one declaration, in the order of ``ChangeKind``.

    A file is told by its name alone: what stands before it is where the source keeps its packages.
    """
    found: list[ChangeKind] = []
    typed = old.kind in TYPES or old.kind is DeclarationKind.FIELD
    differs = not _same_kind(old, new) or _differ(written(old, old.type), written(new, new.type))
    if differs and not typed:
        found.append(ChangeKind.SIGNATURE_CHANGED)
    if (differs and typed) or _members_differ(old, new):
        found.append(ChangeKind.MEMBERS_CHANGED)
    if old.symbol.package != new.symbol.package or file_name(old) != file_name(new):
        found.append(ChangeKind.MOVED)
    if old.body != new.body:
        found.append(ChangeKind.BODY_CHANGED)
    return tuple(found)


def file_name(shape: Shape) -> str:
    """The file that a declaration stands in, without its folder."""
    return shape.position.file.rpartition("/")[2]


def _differ(a: str, b: str) -> bool:
    return a != b and UNKNOWN not in a and UNKNOWN not in b


def _members_differ(old: Shape, new: Shape) -> bool:
    mine, theirs = ([(name, written(shape, text)) for name, text in shape.members] for shape in (old, new))
    return [name for name, _ in mine] != [name for name, _ in theirs] or any(
        _differ(a, b) for (_, a), (_, b) in zip(mine, theirs, strict=True)
    )
