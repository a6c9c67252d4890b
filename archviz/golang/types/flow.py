"""What the variables of a body hold, statement by statement, joined where branches meet.

A variable that may hold one of two values holds either. Nothing is claimed of a variable that is given a value in a
loop or a function literal around which it is declared, whose address is taken, that a function literal shares while it
is given another value, or that is given one in a body with ``goto`` or with labels on other statements than loops.
That is known at the end of the body only: ``settled`` answers then.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archviz.golang.syntax import ast
    from archviz.golang.types.objects import Var
    from archviz.model.symbols import Symbol


MOST_VARIABLES = 20
"""Through how many variables a value is followed."""


class HeldValue(msgspec.Struct, frozen=True):
    """Where a variable's value comes from.

    ``results`` are the functions of which it may be a result: none for a value that the body makes itself (a composite
    literal, ``make``, nil), None where that cannot be told. ``read_from`` is the field or package variable that the
    value, or the container that it is an element of, was read from. ``read_or_made`` is such a one where the body may
    have made the value itself instead. ``literal`` is the basic literal that it is. ``via`` are the variables that the
    value went through before.
    """

    results: tuple[Symbol, ...] | None = None
    read_from: Symbol | None = None
    literal: ast.Literal | None = None
    via: tuple[Var, ...] = ()
    read_or_made: Symbol | None = None


def held_by(
    results: tuple[Symbol, ...] | None,
    read_from: Symbol | None,
    literal: ast.Literal | None,
    via: tuple[Var, ...],
    read_or_made: Symbol | None = None,
) -> HeldValue | None:
    """What a variable holds; None where nothing is known of it."""
    unknown = results is None and read_from is None and literal is None and read_or_made is None
    if unknown or len(via) > MOST_VARIABLES:
        return None
    return HeldValue(results, read_from, literal, via, read_or_made)


class Flow:
    """The variables of one declaration's code as it is walked in source order.

    ``dead`` says that what comes next is not reached from what came before.
    """

    def __init__(self) -> None:
        self.dead = False
        self.jumps = False
        self._held: dict[Var, HeldValue] = {}
        self._before: list[tuple[Var, HeldValue | None]] = []
        self._homes: dict[Var, tuple[int, int]] = {}
        self._regions = 0
        self._region = self._literal = 0
        self._reassigned: set[Var] = set()
        self._captured: set[Var] = set()
        self._unsettled: set[Var] = set()
        self._breakable: list[Fork | None] = []

    def declare(self, var: Var, held: HeldValue | None) -> None:
        """A variable is declared, with the value that it holds."""
        self._homes[var] = self._region, self._literal
        if held is not None:
            self._held[var] = held

    def assign(self, var: Var, held: HeldValue | None) -> None:
        """A local variable is given another value."""
        self._reassigned.add(var)
        if self._homes.get(var, (0, 0))[0] != self._region:
            self._unsettled.add(var)
        self._set(var, held)

    def share(self, var: Var) -> None:
        """A variable's address is taken."""
        self._unsettled.add(var)

    def reassigned(self, var: Var) -> bool:
        """Whether a variable was given another value than the one it is declared with, asked after the whole body."""
        return var in self._reassigned

    def holds(self, var: Var) -> HeldValue | None:
        """What is known of a variable's value here, as long as the variable is settled."""
        held = self._held.get(var)
        if held is not None and self._homes.get(var, (0, 0))[1] != self._literal:
            self._captured.add(var)
        return held

    def settled(self, variables: Iterable[Var]) -> bool:
        """Whether what was known of all these variables is true, asked after the whole body."""
        shared = self._reassigned if self.jumps else self._reassigned & self._captured
        return not any(var in self._unsettled or var in shared for var in variables)

    def _set(self, var: Var, held: HeldValue | None) -> None:
        self._before.append((var, self._held.get(var)))
        if held is None:
            self._held.pop(var, None)
        else:
            self._held[var] = held

    # Regions and branches

    def enter(self, *, literal: bool = False) -> tuple[int, int, bool, list[Fork | None]]:
        """Begin a loop's code or a function literal's; ``leave`` takes what this gives."""
        outer = self._region, self._literal, self.dead, self._breakable
        self._regions += 1
        self._region = self._regions
        self._breakable = [] if literal else [*self._breakable, None]
        if literal:
            self._literal, self.dead = self._region, False
        return outer

    def leave(self, outer: tuple[int, int, bool, list[Fork | None]]) -> None:
        """End a loop's code or a function literal's."""
        self._region, self._literal, self.dead, self._breakable = outer

    def fork(self, *, breakable: bool = False) -> Fork:
        """Begin a statement of several branches; in a ``breakable`` one, ``break`` leads to its end."""
        found = Fork(self, len(self._before), breakable=breakable)
        if breakable:
            self._breakable = [*self._breakable, found]
        return found

    def jump(self, keyword: str, *, labeled: bool) -> None:
        """A break, continue or goto statement."""
        around = self._breakable[-1] if self._breakable else None
        if keyword == "goto":
            self.jumps = True
        elif keyword == "break" and not labeled and around is not None:
            around.leave()
        self.dead = self.dead or keyword != "fallthrough"

    def changed(self, since: int) -> dict[Var, HeldValue | None]:
        """What variables that were given a value since then hold now."""
        return {var: self._held.get(var) for var, _ in self._before[since:]}

    def undo(self, since: int) -> None:
        """Go back to what variables held then."""
        while len(self._before) > since:
            var, held = self._before.pop()
            if held is None:
                self._held.pop(var, None)
            else:
                self._held[var] = held

    def join(self, ends: list[dict[Var, HeldValue | None]]) -> None:
        """Go on from where one of several branches ends; of each, the variables that it gave a value."""
        found: dict[Var, list[HeldValue | None]] = {}
        for end in ends:
            for var, held in end.items():
                found.setdefault(var, []).append(held)
        for var, values in found.items():
            self._set(var, _joined(values if len(values) == len(ends) else [self._held.get(var), *values]))

    def close(self, fork: Fork) -> None:
        """A statement with branches ends."""
        if fork.breakable:
            self._breakable = self._breakable[:-1]


class Fork:
    """The branches of one statement, each begun where the statement begins."""

    __slots__ = ("_dead", "_fallen", "_flow", "_since", "breakable", "ends")

    def __init__(self, flow: Flow, since: int, *, breakable: bool) -> None:
        self._flow = flow
        self._since = since
        self._dead = flow.dead
        self._fallen: dict[Var, HeldValue | None] | None = None
        self.breakable = breakable
        self.ends: list[dict[Var, HeldValue | None]] = []

    def branch(self) -> None:
        """Begin a branch; where the one before ended in ``fallthrough``, it may be reached from there as well."""
        self._flow.dead = False
        if self._fallen is not None:
            self._flow.join([{}, self._fallen])
            self._fallen = None

    def end(self, *, falls: bool = False) -> None:
        """End a branch; ``falls`` where it ends in ``fallthrough``."""
        changed = self._flow.changed(self._since)
        self._flow.undo(self._since)
        if falls:
            self._fallen = changed
        elif not self._flow.dead:
            self.ends.append(changed)
        self._flow.dead = False

    def leave(self) -> None:
        """The statement's end is reached from here."""
        self.ends.append(self._flow.changed(self._since))

    def join(self, *, whole: bool) -> None:
        """End the statement. ``whole`` says that one of the branches is always taken."""
        if not whole:
            self.ends.append({})
        self._flow.close(self)
        self._flow.join(self.ends)
        self._flow.dead = self._dead or not self.ends


def _joined(values: Sequence[HeldValue | None]) -> HeldValue | None:
    """What holds whichever of some values it is; None for nothing."""
    known = [held for held in values if held is not None]
    if len(known) < len(values):
        return None
    first = known[0]
    read_from = first.read_from if all(held.read_from == first.read_from for held in known) else None
    literal = first.literal if all(held.literal is first.literal for held in known) else None
    results = first.results
    if any(held.results != results for held in known):
        # Where one of them is made here, or nobody knows where, no list of functions is whole.
        lists = [held.results or () for held in known]
        results = tuple(dict.fromkeys(chain.from_iterable(lists))) if all(lists) else None
    via = tuple(dict.fromkeys(chain.from_iterable(held.via for held in known)))
    return held_by(results, read_from, literal, via, _read_or_made(known) if read_from is None else None)


def _read_or_made(known: Sequence[HeldValue]) -> Symbol | None:
    """The one field or package variable from which those of some values were read that the body does not make."""
    read = {held.read_from or held.read_or_made for held in known if held.results != () or held.literal is not None}
    return read.pop() if len(read) == 1 else None
