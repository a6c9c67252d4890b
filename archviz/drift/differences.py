"""What differs between two shapes of one declaration, by name: fields, methods, parameters, results."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from archviz.drift.cached_version import CALLABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archviz.model.graph import Shape

_MOST_NAMED = 5
"""How many differences are named."""


def differences(old: Shape, new: Shape) -> str:
    """The members that came, went or have another type, or the parameters and results that do; "" where none."""
    found = list(_of_signatures(old, new) if old.kind in CALLABLE and new.kind in CALLABLE else _of_members(old, new))
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    return ", ".join(found[:_MOST_NAMED]) + more


def _of_members(old: Shape, new: Shape) -> Iterator[str]:
    before, after = dict(old.members), dict(new.members)
    for name, written in after.items():
        if name not in before:
            yield f"{_short(name)} came"
        elif _own(old, before[name]) != _own(new, written):
            yield f"{_short(name)} is {_short(written)}, was {_short(before[name])}"
    yield from (f"{_short(name)} went" for name in before if name not in after)


def _of_signatures(old: Shape, new: Shape) -> Iterator[str]:
    before, after = _lists(_own(old, old.type)), _lists(_own(new, new.type))
    for noun, mine, theirs in zip(("parameter", "result"), before, after, strict=True):
        kept = set(mine) & set(theirs)
        if len(mine) != len(theirs) and [one for one in mine if one in kept] == [one for one in theirs if one in kept]:
            yield from (f"the {noun} {_short(one)} came" for one in theirs if one not in kept)
            yield from (f"the {noun} {_short(one)} went" for one in mine if one not in kept)
            continue
        for number, (a, b) in enumerate(zip_longest(mine, theirs, fillvalue=""), start=1):
            if a != b:
                yield f"{noun} {number} is {_short(b) or 'gone'}, was {_short(a) or 'none'}"


def _lists(signature: str) -> tuple[Sequence[str], Sequence[str]]:
    """The types of a signature's parameters and those of its results."""
    start = signature.find("(")
    if start < 0:
        return (), ()
    end = _closing(signature, start)
    results = signature[end + 1 :].strip()
    whole = results.startswith("(") and _closing(results, 0) == len(results) - 1
    return _split(signature[start + 1 : end]), _split(results[1:-1] if whole else results)


def _closing(text: str, start: int) -> int:
    depth = 0
    for i in range(start, len(text)):
        depth += (text[i] in "([{") - (text[i] in ")]}")
        if depth == 0:
            return i
    return len(text)


def _split(text: str) -> list[str]:
    """What stands between commas that are in no brackets."""
    found, depth, begin = [], 0, 0
    for i, char in enumerate(text):
        depth += (char in "([{") - (char in ")]}")
        if char == "," and depth == 0:
            found.append(text[begin:i].strip())
            begin = i + 1
    return [*found, text[begin:].strip()] if text.strip() else []


def _own(shape: Shape, text: str) -> str:
    """A type as written, seen from the package of its declaration."""
    return text.replace(f"{shape.symbol.package}.", "")


def _short(text: str) -> str:
    """A type with packages by the last elements of their paths."""
    words = text.split(" ")
    return " ".join(
        word[: len(word) - len(word.lstrip("*[]."))] + word.lstrip("*[].").rpartition("/")[2] for word in words
    )
