"""Where programs begin: what Go itself calls, and what is handed to code outside of the packages searched."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from archviz.ask.questions.impact import is_test
from archviz.model.graph import DeclarationKind, Declared
from archviz.model.relations import RelationKind
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.ask.facts import Facts
    from archviz.model.relations import Position, Relation


class EntryKind(StrEnum):
    """Why code runs though no code of the packages searched calls it."""

    MAIN = "main"
    """The function main of a package main (Go specification, "Program execution")."""
    INIT = "init"
    """A function init (Go specification, "Package initialization")."""
    TEST = "test"
    """What ``go test`` runs (package testing)."""
    HANDED = "handed"
    """A function that is an argument of one outside of the packages searched."""
    SET = "set"
    """A function, or a function literal, that a field of a type outside of the packages searched is given."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A function that is called from elsewhere; of a function literal the declaration that it stands in.

    ``to`` is the function that it is handed to or the field that it is set to, None for the other kinds. ``position``
    is where that is, or where the function is declared.
    """

    declared: Declared
    kind: EntryKind
    position: Position
    to: Symbol | None = None
    literal: bool = False


def entries(facts: Facts, kinds: Iterable[EntryKind] = ()) -> tuple[Entry, ...]:
    """Where programs begin in the packages searched, by package, kind and name; of some ``kinds``, or of any."""
    wanted = frozenset(kinds) or frozenset(EntryKind)
    found = [one for package in facts.packages for one in _entries(facts, package, wanted)]
    order = list(EntryKind)
    return tuple(
        sorted(
            dict.fromkeys(found),
            key=lambda one: (one.declared.symbol.package, order.index(one.kind), one.declared.symbol, one.position),
        )
    )


def sources(facts: Facts, package: str) -> tuple[Symbol, ...]:
    """The symbols of a package in which relations start: what it declares, its functions init, and what is blank."""
    return (*facts.symbols(package), Symbol(package, "init"), Symbol(package, "_"))


def _entries(facts: Facts, package: str, wanted: frozenset[EntryKind]) -> Iterator[Entry]:
    handed = wanted & {EntryKind.HANDED, EntryKind.SET}
    for symbol in sources(facts, package):
        declared = facts.declared(symbol) if symbol.name in ("main", "init") or symbol.name[:1].isupper() else None
        kind = _called_by_go(facts, declared) if declared is not None and not symbol.member else None
        if declared is not None and kind in wanted and kind is not None:
            yield Entry(declared, kind, declared.position)
        for relation in facts.relations(symbol) if handed else ():
            entry = _handed_on(facts, relation)
            if entry is not None and entry.kind in wanted:
                yield entry


def _called_by_go(facts: Facts, declared: Declared) -> EntryKind | None:
    symbol = declared.symbol
    if declared.kind is not DeclarationKind.FUNC:
        return None
    if symbol.name == "main" and facts.package_name(symbol.package) == "main":
        return EntryKind.MAIN
    if symbol.name == "init":
        return EntryKind.INIT
    return EntryKind.TEST if is_test(declared) else None


def _handed_on(facts: Facts, relation: Relation) -> Entry | None:
    """The entry that a relation is where a function leaves the packages searched by it."""
    if relation.kind is RelationKind.REF and relation.target is not None and relation.target.package in facts:
        to = relation.field if relation.field is not None else relation.receiver
        declared = facts.declared(relation.target) if to is not None and to.package not in facts else None
        if declared is not None:
            kind = EntryKind.SET if relation.field is not None else EntryKind.HANDED
            return Entry(declared, kind, relation.position, to)
    literal = relation.literal
    field = literal.field if literal is not None else None
    if literal is None or (to := field or literal.receiver) is None or to.package in facts:
        return None
    blank = Declared(relation.source, DeclarationKind.VAR, literal.position)
    declared = facts.declared(relation.source) or blank
    return Entry(declared, EntryKind.SET if field is not None else EntryKind.HANDED, literal.position, to, literal=True)
