"""Capacities of channels that fields hold."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from archviz.model.relations import UseKind
from archviz.model.symbols import exported

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from archviz.golang.facts.analysis import Analysis
    from archviz.model.symbols import Symbol

_OTHERWISE = (UseKind.WRITES, UseKind.ADDRESSES)
"""How a field may be given a value that is not seen."""


def channel_capacity(naming: Callable[[str], Iterable[Analysis]], field: Symbol) -> int | None:
    """The capacity of every channel that a field is given; None where that is not known, or not always the same.

    Each is made by ``make(chan T, n)`` with a constant, or without one, right where the field is given it. ``naming``
    gives the declarations of the package that have a name in them. An exported field other packages may set, too.
    """
    if exported(field.leaf):
        return None
    found: set[int | None] = set()
    for analysis in chain(naming(field.leaf), naming(field.name)):
        found |= {capacity for given, capacity in analysis.channels if given == field}
        if any(use.target == field and use.kind in _OTHERWISE for use in analysis.used) or not analysis.whole:
            found.add(None)
    return found.pop() if len(found) == 1 else None
