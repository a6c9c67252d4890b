"""What an object is, worked out when somebody first asks, however long the chain of objects that it depends on.

Constants, variables and interfaces are made of one another, ten thousand in a row if a source likes, or in a circle.
Asking for one nests a call in a call only so far (``NESTED``): then everything is put aside, the innermost one is
worked out first, and those that waited for it are asked again. What depends on itself is found as Tarjan's algorithm
finds the strongly connected components of a graph, so that each member of a circle has the same answer, whichever was
asked first.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

NESTED = 24
"""How many values may be worked out inside one another before they are put aside."""
TOO_DEEP = "an expression nested too deep"


class _PutAside(Exception):  # noqa: N818 - it reports no error
    """Unwinds to the outermost value that is being worked out."""


class _Task:
    """A value that is being worked out, or that waits for one to be.

    ``index`` is its place in the machine's ``component``, ``low`` the lowest place of those that it is known to depend
    on; ``met`` says that one of these depends on it in turn.
    """

    __slots__ = ("circle", "index", "invalid", "key", "low", "make", "met", "owner", "slot")

    def __init__(
        self,
        key: tuple[object, str],
        owner: object,
        slot: str,
        make: Callable[[], Any],
        circle: str,
        invalid: Callable[[str], Any],
        index: int,
    ) -> None:
        self.key = key
        self.owner = owner
        self.slot = slot
        self.make = make
        self.circle = circle
        self.invalid = invalid
        self.index = self.low = index
        self.met = False


class _Machine:
    """``tasks``, each asked for by the one before it; ``component``, these and what belongs to a circle with one.

    Each thread has one, but for the threads that only give another one a fresh stack: these go on with its own.
    """

    def __init__(self) -> None:
        self.tasks: list[_Task] = []
        self.component: list[_Task] = []
        self.open: dict[tuple[object, str], _Task] = {}
        self.nested = 0

    def begin(self, task: _Task) -> None:
        self.component.append(task)
        self.open[task.key] = task
        self.tasks.append(task)

    def forget(self, index: int) -> None:
        """Put back everything that was begun at this place of ``component`` or later."""
        for task in self.component[index:]:
            self.open.pop(task.key, None)
        del self.component[index:]
        while self.tasks and self.tasks[-1].index >= index:
            self.tasks.pop()

    def nest(self, task: _Task) -> Any:
        """Work a value out inside another one."""
        self.nested += 1
        try:
            value = task.make()
        except RecursionError:
            self.forget(task.index + 1)
            raise _PutAside from None
        finally:
            self.nested -= 1
        return self.finish(task, value)

    def drive(self, first: _Task) -> Any:
        """Work a value out that stands inside no other: all tasks that come of it, the last one first."""
        try:
            self.begin(first)
            while True:
                task = self.tasks[-1]
                self.nested = 1
                try:
                    value = task.make()
                except _PutAside:
                    continue
                except RecursionError:
                    self.forget(task.index + 1)
                    value = task.invalid(TOO_DEEP)
                value = self.finish(task, value)
                if not self.tasks:
                    return value
        finally:
            self.nested = 0
            self.forget(0)

    def finish(self, task: _Task, value: Any) -> Any:
        self.tasks.pop()
        if task.low < task.index:
            above = self.tasks[-1]
            above.low = min(above.low, task.low)
            return task.invalid(task.circle)
        if task.met:
            value = task.invalid(task.circle)
            for member in self.component[task.index + 1 :]:
                setattr(member.owner, member.slot, member.invalid(member.circle))
        setattr(task.owner, task.slot, value)
        self.forget(task.index)
        return value


_machines: ContextVar[_Machine] = ContextVar("machine")


def work_out(
    owner: object,
    slot: str,
    make: Callable[[], T],
    circle: str,
    invalid: Callable[[str], T],
    *,
    declared: object = None,
) -> T:
    """Work out a value and put it into a slot of its owner, which has not got it yet.

    ``make`` gives the value; it may ask for others. ``invalid`` gives what stands for one that cannot be worked out,
    for a reason: ``circle``, where it depends on itself, or that its expression is nested too deep. ``declared`` is
    what all instances of a generic declaration have in common: one that depends on ever larger ones is a circle, too.
    """
    machine = _machines.get(None)
    if machine is None:
        machine = _Machine()
        _machines.set(machine)
    if machine.component and not machine.nested:
        machine.forget(0)  # what an interrupt left
    key = (owner if declared is None else declared, slot)
    found = machine.open.get(key)
    if found is not None:
        found.met = True
        above = machine.tasks[-1]
        above.low = min(above.low, found.index)
        value: T = found.invalid(found.circle)
        return value
    task = _Task(key, owner, slot, make, circle, invalid, len(machine.component))
    if not machine.nested:
        return machine.drive(task)  # type: ignore[no-any-return]
    machine.begin(task)
    if machine.nested >= NESTED:
        raise _PutAside
    return machine.nest(task)  # type: ignore[no-any-return]
