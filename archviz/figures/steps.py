"""Numbered edges: whether their numbers have gaps, and whether the source allows their order."""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.model.figure import StepNumber, runs_of_branches
from archviz.model.finding import FindingKind
from archviz.model.graph import Order

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from archviz.figures.claims import EdgeClaim
    from archviz.figures.ledger import Ledger
    from archviz.model.figure import Edge
    from archviz.model.relations import Evidence
    from archviz.model.symbols import Symbol

_RULE = "steps are 1, 2, 3 … in the whole figure; branches of one step are 3a and 3b, which may go on as 4a and 4b"


@dataclass(frozen=True, slots=True)
class _Step:
    """A numbered edge that is proved: the path of its claim, its number, and what proves it."""

    path: str
    number: StepNumber
    source: Symbol
    places: tuple[Evidence, ...]


def without_gaps(numbers: Mapping[str, StepNumber]) -> dict[str, StepNumber]:
    """The numbers of steps, by what has them, as they are where some of the steps between them are left out.

    Their order stays, and so does which are on branches of one step; a branch that is left alone is none.
    """
    begins = runs_of_branches(numbers.values())
    runs: dict[int, list[tuple[StepNumber, str]]] = {}
    for path, step in sorted(numbers.items(), key=lambda item: item[1]):
        runs.setdefault(begins.get(step.number, step.number) if step.branch else step.number, []).append((step, path))
    found: dict[str, StepNumber] = {}
    following = 1
    for _, run in sorted(runs.items()):
        letters = sorted({step.branch for step, _ in run})
        branches = [[path for step, path in run if step.branch == letter] for letter in letters]
        for letter, branch in zip(string.ascii_lowercase, branches, strict=False):
            named = letter if len(branches) > 1 else ""
            found |= {path: StepNumber(following + i, named) for i, path in enumerate(branch)}
        following += max(map(len, branches))
    return found


def check_steps(ledger: Ledger, claims: Sequence[EdgeClaim], edges: Mapping[str, Edge]) -> None:
    """Notes in the ledger where numbers have gaps, where the source refutes an order, and where it leaves it open.

    ``edges`` has the proved edges by their claims' paths. A step comes after every step of the same function with a
    smaller number, unless the two are on different branches (``3a`` and ``3b``): then at most one of them is made. What
    the source leaves open (the turns of a loop, function literals, branches) is numbered as the author has it.
    """
    numbers = {
        f"edges[{i}]": StepNumber.parse(str(c.step)) for i, c in enumerate(claims) if c.step and ledger.applies(c)
    }
    gap = _gap(numbers)
    if gap is not None:
        path, message = gap
        ledger.finding(FindingKind.UNPROVED_ORDER, path, str(numbers[path]), message, _RULE)
        return
    runs = runs_of_branches(numbers.values())
    earlier: dict[Symbol, list[_Step]] = {}
    for path, number in sorted(numbers.items(), key=lambda item: item[1]):
        edge = edges.get(path)
        if edge is not None and edge.evidence:
            step = _Step(path, number, edge.source_symbol, edge.evidence)
            before = earlier.setdefault(step.source, [])
            if _holds(ledger, step, before, runs):
                before.append(step)


def _gap(numbers: Mapping[str, StepNumber]) -> tuple[str, str] | None:
    """The first claim whose number does not fit those before it, and why; None where all do."""
    ordered = sorted(numbers.items(), key=lambda item: item[1])
    branches: dict[int, list[str]] = {}
    expected = 1
    for path, step in ordered:
        known = branches.setdefault(step.number, [])
        if step.number != expected and step.number != expected - 1:
            return path, f"step {step} where step {expected} should be"
        if known and (not step.branch or "" in known):
            return path, f"step {step} where step {expected} should be" if not step.branch else _mixed(step)
        if step.branch in known:
            return path, f"step {step} is there twice"
        wanted = _wanted(step, known, branches.get(step.number - 1, []))
        if wanted != step.branch:
            return path, f"step {step} where step {step.number}{wanted} should be"
        known.append(step.branch)
        expected = step.number + 1
    alone = next((step for _, step in ordered if _alone(step, branches)), None)
    if alone is not None:
        path = next(path for path, step in ordered if step == alone)
        return path, f"step {alone} has no other branch: {alone.number}b is missing"
    return None


def _mixed(step: StepNumber) -> str:
    return f"step {step} stands beside step {step.number}: either all steps of one number have a letter, or it is one"


def _wanted(step: StepNumber, known: Sequence[str], before: Sequence[str]) -> str:
    """The branch that should come now: one of those of the step before, or the next letter where that has none."""
    if not step.branch or step.branch in before:
        return step.branch
    if any(before):
        return next((branch for branch in before if branch not in known), "")
    return chr(ord("a") + len(known))


def _alone(step: StepNumber, branches: Mapping[int, Sequence[str]]) -> bool:
    """Whether a step is the only branch where branches begin."""
    begins = not any(branches.get(step.number - 1, ()))
    return bool(step.branch) and begins and len(branches[step.number]) == 1


def _holds(ledger: Ledger, step: _Step, before: Sequence[_Step], runs: Mapping[int, int]) -> bool:
    """Whether the source allows a step after those before it; a finding where not, a note where it is open."""
    certain = True
    for other in reversed(before):
        apart = _apart(step.number, other.number, runs)
        refuted, proved = (_together, _excluded) if apart else (_comes_first, _follows)
        if refuted(ledger, step, other):
            _refuse(ledger, step, other, apart=apart)
            return False
        certain = certain and proved(ledger, step, other)
    if not certain:
        ledger.open_steps.add(step.path)
    return True


def _apart(one: StepNumber, other: StepNumber, runs: Mapping[int, int]) -> bool:
    """Whether two steps are on different branches that begin at the same step."""
    return bool(one.branch and other.branch) and one.branch != other.branch and runs[one.number] == runs[other.number]


def _refuse(ledger: Ledger, step: _Step, other: _Step, *, apart: bool) -> None:
    if apart:
        message = f"step {step.number} at {step.places[-1]} is no branch beside step {other.number} at "
        message += f"{other.places[0]}: the function makes both, one after the other"
        hint = (
            "steps of one branch have one letter, or none; branches are those of an if, switch or select, or a return"
        )
    else:
        message = f"step {step.number} stands at {step.places[-1]}, before step {other.number} at {other.places[0]}"
        hint = "number the steps of a function in the order in which it makes them"
    ledger.finding(FindingKind.UNPROVED_ORDER, step.path, step.source, message, hint)


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


def _together(ledger: Ledger, step: _Step, other: _Step) -> bool:
    """Whether the source puts each place of a step before or after each of another, in one run."""

    def ordered(a: Evidence, b: Evidence) -> bool:
        return ledger.graph.order(step.source, a, b) is not Order.OPEN and not ledger.graph.exclusive(step.source, a, b)

    return all(_each(step, other, ordered))
