"""Which types may have the methods of an interface: asked of the index by the methods' names."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from archviz.ask.index.implementing import ANY, Comparison, method_rows, unpack_rows, verdict
from archviz.ask.index.units import post

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from archviz.ask.index.implementing import MethodRow
    from archviz.ask.index.store import Store
    from archviz.model.graph import MethodTable

TypeNumber = tuple[str, int]
"""A type: its package, and the number of its symbol in the package's unit."""


class TypesByMethod:
    """The types, but for interfaces, of some packages, which are given by the numbers of their units.

    What goes wrong with the file raises what reading a damaged one may raise.
    """

    def __init__(self, store: Store, packages: Mapping[int, str]) -> None:
        self._store = store
        self._packages = packages
        self._known: dict[str, dict[TypeNumber, MethodRow]] = {}

    def compared(self, wanted: MethodTable) -> list[tuple[str, dict[int, Comparison]]]:
        """The packages with types that may implement an interface, sorted, and what is known of each such type."""
        needed = method_rows(wanted)
        named = [self._having(name) for name in needed]
        fewest, *others = sorted(named, key=lambda rows: len(rows))
        may = set(fewest).intersection(*others)
        found: defaultdict[str, dict[int, Comparison]] = defaultdict(dict)
        for one in may.union(*map(self._having, ANY)):
            answer = self._verdict(one, needed, plain=wanted.plain)
            if answer is not Comparison.NO:
                found[one[0]][one[1]] = answer
        return sorted(found.items())

    def may_implement(self, types: Iterable[TypeNumber], wanted: MethodTable) -> bool:
        """Whether it may be that one of some types implements an interface."""
        needed = method_rows(wanted)
        return any(self._verdict(one, needed, plain=wanted.plain) is not Comparison.NO for one in types)

    def _verdict(self, one: TypeNumber, needed: Mapping[str, MethodRow], *, plain: bool) -> Comparison:
        rows = ((name, self._having(name).get(one)) for name in (*needed, *ANY))
        return verdict({name: row for name, row in rows if row is not None}, needed, plain=plain)

    def _having(self, name: str) -> dict[TypeNumber, MethodRow]:
        """The types that may have a method of a name."""
        if name not in self._known:
            self._known[name] = {
                (package, number): row
                for unit, packed in self._store.posted(post("method", name))
                if (package := self._packages.get(unit)) is not None
                for number, row in unpack_rows(packed)
            }
        return self._known[name]
