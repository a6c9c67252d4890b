"""What a change of some declarations can reach: what uses them, what uses that, and so on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archviz.ask.answers import Answer
from archviz.ask.hops import hop_of, hop_of_use
from archviz.ask.questions.callers import Callers
from archviz.ask.questions.search import DEFAULT_MOST, Through, runs_no_code, search
from archviz.model.graph import DeclarationKind
from archviz.model.relations import RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archviz.ask.changes import ChangedSymbol
    from archviz.ask.facts import Facts
    from archviz.ask.hops import Hop
    from archviz.model.graph import Declared
    from archviz.model.symbols import Symbol

MOST_DEPTH = 100
_TYPES = (DeclarationKind.STRUCT, DeclarationKind.INTERFACE, DeclarationKind.TYPE, DeclarationKind.ALIAS)
_TESTS = ("Test", "Benchmark", "Fuzz", "Example")


@dataclass(frozen=True, slots=True)
class Reached:
    """A declaration that a change can reach: ``depth`` steps from it, the last of which is ``hop``."""

    declared: Declared
    depth: int
    hop: Hop

    @property
    def symbol(self) -> Symbol:
        """Its symbol."""
        return self.declared.symbol


@dataclass(frozen=True, slots=True)
class Impact:
    """What a change can reach, nearest first, and by package and name those that are as near.

    ``entries`` are those of them, and of what was asked about, that start programs or tests: functions ``main`` and
    ``init``, and what ``go test`` runs. ``changes`` is how the declarations differ that were asked about, where that
    was worked out.
    """

    answer: Answer
    reached: tuple[Reached, ...]
    entries: tuple[Declared, ...] = ()
    changes: tuple[ChangedSymbol, ...] = ()


def impact(
    facts: Facts,
    asked: Sequence[Declared],
    *,
    depth: int = MOST_DEPTH,
    most: int = DEFAULT_MOST,
    changes: Sequence[ChangedSymbol] = (),
) -> Impact:
    """What a change of some declarations can reach in the packages searched; a type stands for its fields, too.

    That is what names them: calls them, also through interfaces, function values and channels that are fields, reads
    and sets fields and variables, and has types in its signature or code. A change of an interface reaches the types
    that implement it.
    """
    steps = _Users(facts, Through)
    starts = list(dict.fromkeys(symbol for one in asked for symbol in _changing(facts, one)))
    found = search(steps, starts, depth=depth, most=most)
    shown = tuple(one for one in found.nodes if one.symbol not in starts)
    answer = Answer("impact", tuple(asked), found.nodes, found.hops, found.cut, found.open)
    reached = _reached(starts, shown, found.hops)
    entries = tuple(one for one in (*asked, *(each.declared for each in reached)) if starts_a_program(facts, one))
    return Impact(answer, reached, entries, tuple(changes))


def starts_a_program(facts: Facts, declared: Declared) -> bool:
    """Whether a function is called by no code: main and init (Go specification, "Program execution"), and tests."""
    symbol = declared.symbol
    if declared.kind is not DeclarationKind.FUNC:
        return False
    if symbol.name == "main":
        return facts.package_name(symbol.package) == "main"
    return symbol.name == "init" or is_test(declared)


def is_test(declared: Declared) -> bool:
    """Whether ``go test`` runs a function: in a file whose name ends in ``_test.go`` (package testing)."""
    name = declared.symbol.name
    if declared.kind is not DeclarationKind.FUNC or not declared.position.file.endswith("_test.go"):
        return False
    return any(name.startswith(prefix) and not name[len(prefix) :][:1].islower() for prefix in _TESTS)


def _changing(facts: Facts, asked: Declared) -> Iterator[Symbol]:
    """What changes with a declaration: of a type its fields, of an interface its methods."""
    yield asked.symbol
    if asked.kind in _TYPES:
        members = (one for one in facts.symbols(asked.symbol.package) if one.member and one.owner == asked.symbol)
        of_interface = asked.kind is DeclarationKind.INTERFACE
        for member in members:
            declared = facts.declared(member)
            if of_interface or (declared is not None and declared.kind is DeclarationKind.FIELD):
                yield member


def _reached(starts: Sequence[Symbol], shown: Sequence[Declared], hops: Sequence[Hop]) -> tuple[Reached, ...]:
    turn: dict[Symbol, int] = dict.fromkeys(starts, 1)
    """When what leads to a symbol was looked for."""
    depths: dict[Symbol, int] = dict.fromkeys(starts, 0)
    last: dict[Symbol, Hop] = {}
    for hop in hops:
        if hop.start not in depths:
            depths[hop.start], last[hop.start] = turn[hop.end], hop
            turn[hop.start] = turn[hop.end] + (not runs_no_code(hop))
    found = (Reached(one, depths[one.symbol], last[one.symbol]) for one in shown if one.symbol in last)
    return tuple(sorted(found, key=lambda one: (one.depth, one.symbol)))


class _Users(Callers):
    """The steps to a symbol from whatever names it."""

    def steps(self, symbol: Symbol) -> Iterator[Hop]:
        """What calls a symbol by whatever way, and what names it otherwise."""
        yield from super().steps(symbol)
        for relation in self.facts.users(symbol):
            if relation.target == symbol and relation.kind not in self._kinds():
                yield hop_of(relation)
            elif relation.field == symbol and relation.target != symbol:
                yield replace(hop_of(relation), end=symbol, kind=RelationKind.SETS)
        for use in self.facts.used(symbol):
            yield hop_of_use(use)
        declared = self.facts.declared(symbol)
        if declared is not None and declared.kind is DeclarationKind.INTERFACE:
            found = self.facts.implementers(symbol)
            yield from map(hop_of, found.relations if found is not None else ())
