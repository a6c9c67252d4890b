"""Whether a type implements an interface by the texts of their methods (Go spec, "Implementing an interface")."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archviz.model.graph import MethodTable


class Comparison(Enum):
    """Whether a type implements an interface; OPEN where their texts cannot tell."""

    NO = "no"
    YES = "yes"
    BY_POINTER = "by pointer"
    OPEN = "open"


def verdict(table: MethodTable, interface: MethodTable) -> Comparison:
    """Whether the type that has one table implements the interface that has another."""
    needed = set(interface.names)
    if not table.plain and ("*" in table.names or "?" in table.names):
        return Comparison.OPEN
    if not needed.issubset(table.names):
        return Comparison.NO
    if not (table.plain and interface.plain):
        return Comparison.OPEN
    have = {method.symbol.leaf: method for method in table.methods}
    found = Comparison.YES
    for wanted in interface.methods:
        method = have.get(wanted.symbol.leaf)
        if method is None or (method.type and wanted.type and method.type != wanted.type):
            return Comparison.NO
        if not (method.type and wanted.type):
            found = Comparison.OPEN
        elif method.pointer and found is Comparison.YES:
            found = Comparison.BY_POINTER
    return found
