"""What the source says of a value: of an argument of a call, a key or value of a map, a result of a function."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from archviz.model.relations import Evidence

if TYPE_CHECKING:
    from archviz.model.graph import Declaration, Undecided
    from archviz.model.relations import Position
    from archviz.model.symbols import Symbol


class ValueKind(StrEnum):
    """What kind of expression a value is, after conversions and the local variables that it went through."""

    CONSTANT = "constant"
    NAME = "name"
    """A declared function, method or package-level variable."""
    RESULT = "result"
    """The result of a call of a declared function or method."""
    LITERAL = "literal"
    """A composite literal, the address of one, or what ``new`` or ``make`` gives."""
    FUNCTION = "function"
    """A function literal."""
    OPEN = "open"
    """Anything else, such as a parameter."""


@dataclass(frozen=True, slots=True)
class SourceValue:
    """A value as its declaration shows it.

    ``text`` is the expression as written, on one line, and ``position`` where it begins. ``constant`` is the exact
    value of a constant, None for none. ``symbol`` is what a name names or the function that was called, whose result of
    the 0-based number ``result`` this is. ``type`` is the named type of the value, or what its pointer points to;
    ``interface`` says that it is an interface, so that the value's own type is another one, ``basic`` that the
    underlying type is a string, a number or a boolean. ``fields`` are the fields
    that a composite literal gives a value by name, and those values, whose own fields are not listed. ``returns`` is
    what each return statement of a function literal gives first. ``certain`` is False where a missing type may hide
    another answer: such a value proves nothing.
    """

    kind: ValueKind
    text: str
    position: Position
    constant: str | None = None
    symbol: Symbol | None = None
    result: int = 0
    type: Symbol | None = None
    interface: bool = False
    basic: bool = False
    fields: tuple[tuple[str, SourceValue], ...] = ()
    returns: tuple[SourceValue, ...] = ()
    certain: bool = True

    @property
    def evidence(self) -> Evidence | None:
        """The place that shows it; None where it is not certain."""
        return Evidence(self.position) if self.certain else None


@dataclass(frozen=True, slots=True)
class CallSite:
    """A call that is certain: the declaration it stands in, the place that names the function, and its arguments.

    ``end`` is the place behind it.
    ``variadic`` is the 0-based number of the argument from which on each is a value of the function's variadic
    parameter, None where it has none; ``spread`` says that this is given a slice instead (``f(xs...)``).
    """

    source: Symbol
    position: Position
    end: Position
    arguments: tuple[SourceValue, ...]
    variadic: int | None = None
    spread: bool = False

    @property
    def evidence(self) -> Evidence:
        """The place that proves it."""
        return Evidence(self.position)


@dataclass(frozen=True, slots=True)
class MapEntry:
    """A value that is certainly put into a map under a key, by which declaration; ``position`` is the key's."""

    source: Symbol
    position: Position
    key: SourceValue
    value: SourceValue

    @property
    def evidence(self) -> Evidence:
        """The place that proves it."""
        return Evidence(self.position)


def declared_at(declaration: Declaration) -> Evidence:
    """The place that proves what a declaration says."""
    return Evidence(declaration.position)


@dataclass(frozen=True, slots=True)
class CallSites:
    """The calls of a function, in source order (files by name), and what may be or hide another one."""

    sites: tuple[CallSite, ...] = ()
    undecided: tuple[Undecided, ...] = ()


@dataclass(frozen=True, slots=True)
class MapEntries:
    """The entries put into a map, in source order (files by name), and what may put or hide another one."""

    entries: tuple[MapEntry, ...] = ()
    undecided: tuple[Undecided, ...] = ()
