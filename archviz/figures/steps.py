"""Numbered edges: whether their numbers have gaps, and whether the source allows their order."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from archviz.model.figure import StepNumber
from archviz.model.finding import FindingKind
from archviz.model.graph import Order
from archviz.model.steps import apart, ways

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from archviz.figures.claims import EdgeClaim
    from archviz.figures.ledger import Ledger
    from archviz.model.figure import Edge
    from archviz.model.relations import Evidence
    from archviz.model.steps import Way
    from archviz.model.symbols import Symbol

_RULE = (
    "steps are 1, 2, 3 … in the whole figure; branches of one step are 3a and 3b, which may go on as 4a and 4b, and "
    "branch again as 5ba and 5bb"
)


@dataclass(frozen=True, slots=True)
class _Step:
    """A numbered edge that is proved: the path of its claim, its number, and what proves it."""

    path: str
    number: StepNumber
    source: Symbol
    places: tuple[Evidence, ...]


def check_steps(ledger: Ledger, claims: Sequence[EdgeClaim], edges: Mapping[str, Edge]) -> None:
    """Notes in the ledger where numbers have gaps, where the source refutes an order, and where it leaves it open.

    ``edges`` has the proved edges by their claims' paths. A step comes after every step of the same function with a
    smaller number, unless the two are on different branches (``3a`` and ``3b``): then at most one of them is made. The
    other way round, two steps of which one run makes at most one are not numbered one after the other. What the source
    leaves open (the turns of a loop, function literals) is numbered as the author has it.
    """
    numbers = {
        f"edges[{i}]": StepNumber.parse(str(c.step)) for i, c in enumerate(claims) if c.step and ledger.applies(c)
    }
    gap = _gap(sorted(numbers.items(), key=lambda item: item[1]))
    if gap is not None:
        path, message = gap
        ledger.finding(FindingKind.UNPROVED_ORDER, path, str(numbers[path]), message, _RULE)
        return
    places = ways(numbers.values())
    earlier: dict[Symbol, list[_Step]] = {}
    for path, number in sorted(numbers.items(), key=lambda item: item[1]):
        edge = edges.get(path)
        if edge is not None and edge.evidence:
            step = _Step(path, number, edge.source_symbol, edge.evidence)
            before = earlier.setdefault(step.source, [])
            if _holds(ledger, step, before, places):
                before.append(step)


_Numbered = list[tuple[str, StepNumber]]
"""Claims by their paths, with their numbers, in the order of these."""


def _gap(inside: _Numbered, letters: str = "", first: int = 1) -> tuple[str, str] | None:
    """The first claim on a branch whose number does not fit those before it, and why; None where all do.

    The numbers of the branch begin at a ``first``; those of the branches within it are looked at in turn.
    """
    branches: dict[str, _Numbered] = {}
    begin, depth = first, len(letters)
    for expected, (number, group) in enumerate(groupby(inside, lambda item: item[1].number), first):
        steps = list(group)
        plain, deeper = ([item for item in steps if (len(item[1].branch) > depth) is more] for more in (False, True))
        if number != expected:
            return steps[0][0], f"step {steps[0][1]} where step {expected}{letters} should be"
        if plain and deeper:
            return deeper[0][0], _mixed(deeper[0][1], plain[0][1])
        if len(plain) > 1:
            path, step = plain[1]
            return (
                path,
                f"step {step} is there twice" if letters else f"step {step} where step {expected + 1} should be",
            )
        if plain:
            wrong = _gap_within(branches, letters, begin)
            if wrong is not None:
                return wrong
            branches = {}
        else:
            begin = begin if branches else number
            for path, step in deeper:
                wanted = _wanted(step.branch[depth], branches, begins=number == begin)
                if wanted != step.branch[depth]:
                    return path, f"step {step} where step {number}{letters}{wanted} should be"
                branches.setdefault(wanted, []).append((path, step))
    return _gap_within(branches, letters, begin)


def _gap_within(branches: Mapping[str, _Numbered], letters: str, begin: int) -> tuple[str, str] | None:
    """What is wrong with some branches that begin at a number: one is alone, or the numbers on one have a gap."""
    for letter, items in branches.items():
        wrong = _gap(items, letters + letter, begin)
        if wrong is not None:
            return wrong
    if len(branches) == 1:
        path, step = next(iter(branches.values()))[0]
        return path, f"step {step} has no other branch: {begin}{letters}b is missing"
    return None


def _mixed(step: StepNumber, plain: StepNumber) -> str:
    return f"step {step} stands beside step {plain}: either all steps of one number have a letter, or it is one"


def _wanted(letter: str, branches: Mapping[str, _Numbered], *, begins: bool) -> str:
    """The branch that should come now: one that there is, or where branches begin the next letter."""
    if letter in branches:
        return letter
    return chr(ord("a") + len(branches)) if begins else next(iter(branches))


def _holds(ledger: Ledger, step: _Step, before: Sequence[_Step], places: Mapping[StepNumber, Way]) -> bool:
    """Whether the source allows a step after those before it; a finding where not, a note where it is open."""
    certain = True
    for other in reversed(before):
        beside = apart(places[step.number], places[other.number])
        message = _refuted_branch(ledger, step, other) if beside else _refuted_sequence(ledger, step, other)
        if message:
            hint = _BRANCHES if beside else _SEQUENCE
            ledger.finding(FindingKind.UNPROVED_ORDER, step.path, step.source, message, hint)
            return False
        certain = certain and (_excluded if beside else _follows)(ledger, step, other)
    if not certain:
        ledger.open_steps.add(step.path)
    return True


_BRANCHES = "steps of one branch have one letter, or none; branches are those of an if, switch or select, or a return"
_SEQUENCE = "number the steps of a function in the order in which it makes them, and branches as 2a and 2b"


def _refuted_branch(ledger: Ledger, step: _Step, other: _Step) -> str:
    """Why two steps are no branches, "" where they may be."""
    if not _together(ledger, step, other):
        return ""
    return (
        f"step {step.number} at {step.places[-1]} is no branch beside step {other.number} at {other.places[0]}: "
        "the function makes both, one after the other"
    )


def _refuted_sequence(ledger: Ledger, step: _Step, other: _Step) -> str:
    """Why a step does not come after another, "" where it may."""
    if _comes_first(ledger, step, other):
        return f"step {step.number} stands at {step.places[-1]}, before step {other.number} at {other.places[0]}"
    if _never_both(ledger, step, other):
        return (
            f"step {step.number} at {step.places[-1]} does not come after step {other.number} at {other.places[0]}: "
            "they are on two branches, and the function makes only one of them"
        )
    return ""


def _each(step: _Step, other: _Step, holds: Callable[[Evidence, Evidence], bool]) -> list[bool]:
    """What holds of each place of a step and each of another."""
    return [holds(one, two) for one in step.places for two in other.places]


def _follows(ledger: Ledger, step: _Step, other: _Step) -> bool:
    """Whether a place of a step comes after one of another for certain."""
    return any(_each(step, other, lambda a, b: ledger.graph.order(step.source, a, b) is Order.AFTER))


def _comes_first(ledger: Ledger, step: _Step, other: _Step) -> bool:
    """Whether each place of a step comes before each of another, wherever they are in the function."""
    return all(_each(step, other, lambda a, b: ledger.graph.order(step.source, a, b) is Order.BEFORE))


def _excluded(ledger: Ledger, step: _Step, other: _Step) -> bool:
    """Whether, for certain, no run makes both of some two places."""
    return any(_each(step, other, lambda a, b: ledger.graph.exclusive(step.source, a, b)))


def _never_both(ledger: Ledger, step: _Step, other: _Step) -> bool:
    """Whether, for certain, no run makes both of any two places: in no turn of a loop, no call of a literal either."""
    return all(_each(step, other, lambda a, b: ledger.graph.exclusive(step.source, a, b, turns=False)))


def _together(ledger: Ledger, step: _Step, other: _Step) -> bool:
    """Whether the source puts each place of a step before or after each of another, in one run."""

    def ordered(a: Evidence, b: Evidence) -> bool:
        return ledger.graph.order(step.source, a, b) is not Order.OPEN and not ledger.graph.exclusive(step.source, a, b)

    return all(_each(step, other, ordered))
