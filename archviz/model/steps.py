"""Numbers with letters: which way through branches a step is on, and how parts on branches are numbered."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from string import ascii_lowercase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from archviz.model.figure import StepNumber

Way = tuple[tuple[int, str], ...]
"""A place in an order that branches: for each branch around it, outermost first, the number at which that begins and
its letter; then its own number with ""."""

MOST_LETTERS = 4
"""How many branches may be within each other."""


def ways(steps: Iterable[StepNumber]) -> dict[StepNumber, Way]:
    """The place of each step.

    Branches go on as long as the next number has letters, too: ``3a`` and ``4a`` are one branch, ``3b`` another, and
    ``5ba`` and ``5bb`` are two within ``b``. Sorted by their places, one branch comes after the other.
    """
    found: dict[StepNumber, Way] = {}
    waiting: list[tuple[list[StepNumber], Way]] = [(sorted(set(steps)), ())]
    while waiting:
        inside, around = waiting.pop()
        depth = len(around)
        branches: dict[tuple[int, str], list[StepNumber]] = {}
        begin = last = 0
        for step in inside:
            if len(step.branch) <= depth:
                found[step] = (*around, (step.number, ""))
                begin = 0
                continue
            if not begin or step.number > last + 1:
                begin = step.number
            last = step.number
            branches.setdefault((begin, step.branch[depth]), []).append(step)
        waiting += [(members, (*around, branch)) for branch, members in branches.items()]
    return found


def apart(one: Way, other: Way) -> bool:
    """Whether two places are on different branches that begin at the same number."""
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            return mine[0] == theirs[0] and bool(mine[1] and theirs[1])
    return False


def without_gaps(steps: Iterable[StepNumber], left_out: Collection[StepNumber]) -> dict[StepNumber, StepNumber]:
    """The new number of each of a figure's steps that is not left out.

    Their order stays, and so does which are on branches of one step; a branch that is left alone is none. Raises
    ValueError where nothing is left between two steps that branch: 2a and 2b, then 3a and 3b, are two branches.
    """
    found: dict[StepNumber, StepNumber] = {}
    left = sorted((way, step) for step, way in ways(steps).items() if step not in left_out)
    _close_up(left, 0, "", 1, found, set())
    return found


def _close_up(
    steps: Sequence[tuple[Way, StepNumber]],
    depth: int,
    letters: str,
    number: int,
    found: dict[StepNumber, StepNumber],
    branched: set[str],
) -> int:
    """Numbers some steps that are on the same branches down to a depth; what comes after them has the result.

    ``branched`` has the letters of the branches on which the step numbered last was one that branches.
    """
    for begin, here in groupby(steps, key=lambda item: item[0][depth][0]):
        branches: dict[str, list[tuple[Way, StepNumber]]] = {}
        for way, step in here:
            branches.setdefault(way[depth][1], []).append((way, step))
        for _, step in branches.pop("", ()):
            found[step] = replace(step, number=number, branch=letters)
            number += 1
            branched.discard(letters)
        named = [letters] * len(branches)
        if len(branches) > 1:
            if letters in branched:
                raise ValueError(f"nothing is left between the branches that begin at step {begin} and those before")
            named = [letters + letter for letter in ascii_lowercase[: len(branches)]]
            branched.add(letters)
            branched.difference_update(named)
        parts = zip(named, branches.values(), strict=True)
        number = max(
            [_close_up(members, depth + 1, name, number, found, branched) for name, members in parts], default=number
        )
    return number


def numbers(branches: Sequence[Sequence[int]]) -> list[str]:
    """The numbers of parts in a row, from 1; those on branches have letters and are counted on each branch anew.

    ``branches`` has for each part the 0-based numbers of the branches that it is on, outermost first: (), (0,), (0,),
    (1,), () are 1, 2a, 3a, 2b, 4.
    """
    found = [""] * len(branches)
    _number(branches, found, range(len(branches)), 0, 1)
    return found


def _number(branches: Sequence[Sequence[int]], found: list[str], parts: Sequence[int], depth: int, first: int) -> int:
    """Numbers some parts that are on the same branches down to a depth; what comes after them has the result."""
    number = highest = first
    before: int | None = None
    members: list[int] = []

    def close() -> int:
        return max(highest, _number(branches, found, members, depth + 1, number)) if members else highest

    for part in parts:
        own = branches[part]
        here = own[depth] if len(own) > depth else None
        if here != before:
            highest = close()
            members = []
            if here is None or before is None or here < before:
                number = highest
            before = here
        if here is None:
            letters = "".join(_letter(branch) for branch in own)
            found[part] = f"{number}{letters}"
            number = highest = number + 1
        else:
            members.append(part)
    return close()


def _letter(branch: int) -> str:
    return chr(ord("a") + branch) if branch < 26 else f"({branch + 1})"
