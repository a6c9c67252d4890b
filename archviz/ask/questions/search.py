"""What is within some steps of the symbols that a question is about, nearest first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from archviz.ask.answers import OpenKind, OpenReason
from archviz.ask.hops import Hops, merged
from archviz.ask.questions.openness import beyond
from archviz.model.counts import counted
from archviz.model.graph import DeclarationKind, Declared
from archviz.model.relations import Position, RelationKind
from archviz.model.symbols import UNNAMED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from archviz.ask.facts import Facts
    from archviz.ask.hops import Hop
    from archviz.model.symbols import Symbol

DEFAULT_MOST = 200
"""How many symbols an answer shows where nothing else is asked for."""
_TYPES = (DeclarationKind.STRUCT, DeclarationKind.INTERFACE, DeclarationKind.TYPE)
_BETWEEN = (RelationKind.IMPLEMENTS, RelationKind.SETS, RelationKind.RECEIVES)
"""Steps that run no code: what is behind one is as near as what is before it."""


class Through(StrEnum):
    """What a question follows beside calls by name."""

    INTERFACES = "interfaces"
    """From an interface's method to those of the types that implement it."""
    VALUES = "values"
    """From a function to where it is used as a value, and to the fields that are set to it."""
    CHANNELS = "channels"
    """From who sends on a channel to who receives from it."""


class Steps(Protocol):
    """The steps of one kind of question. ``backward`` says that they lead to a symbol, not on from it."""

    facts: Facts
    backward: bool

    def steps(self, symbol: Symbol) -> Iterator[Hop]:
        """The steps at a symbol."""

    def open(self, symbols: Sequence[Symbol], hops: Sequence[Hop]) -> Iterator[OpenReason]:
        """Why there may be more steps at some symbols than the ones that were found."""


@dataclass(frozen=True, slots=True)
class Found:
    """The symbols and steps that were found, and whether that is all; see ``archviz.ask.answers.Answer``."""

    nodes: tuple[Declared, ...]
    hops: tuple[Hop, ...]
    cut: tuple[str, ...]
    open: tuple[OpenReason, ...]


def search(steps: Steps, starts: Sequence[Symbol], *, depth: int, most: int) -> Found:
    """What is at most ``depth`` steps from some symbols, ``most`` symbols beside those themselves."""
    facts = steps.facts
    shown: dict[Symbol, None] = dict.fromkeys(starts)
    hops: list[Hop] = []
    left: dict[Symbol, None] = {}
    asked: list[Symbol] = []
    outside: dict[Symbol, None] = {}
    level = list(shown)
    places: dict[Symbol, Position] = {}
    for distance in range(depth + (not steps.backward)):
        after: list[Symbol] = []
        for symbol in level:  # which grows
            last = distance == depth  # a choice of who is called leads on to what is as near as what was called
            asked += () if last else (symbol,)
            for hop in merged(one for one in steps.steps(symbol) if not last or runs_no_code(one)):
                other = hop.start if steps.backward else hop.end
                if other not in shown:
                    if len(shown) >= most + len(starts):
                        left[other] = None
                        continue
                    shown[other] = None
                    places[other] = hop.evidence[0]
                    if runs_no_code(hop) or other.package in facts:
                        (level if runs_no_code(hop) else after).append(other)
                    else:
                        outside[other] = None
                hops.append(hop)
        level = after
    cut, too_many = beyond(most + len(left), most)
    reasons = [*steps.open(asked, hops), *too_many]
    if depth > 1 and outside:
        cut = (*cut, f"what follows from {counted(len(outside), 'symbol')} in packages that were not searched")
        reasons.append(_not_followed(facts, list(outside)))
    nodes = tuple(brief(facts, symbol, places.get(symbol)) for symbol in shown)
    return Found(nodes, tuple(hops), cut, tuple(reasons))


def runs_no_code(hop: Hop) -> bool:
    """Whether what is behind a step is as near as what is before it: a choice of who is called, no call."""
    return hop.kind in _BETWEEN and (hop.back or hop.within is not None)


def _not_followed(facts: Facts, outside: Sequence[Symbol]) -> OpenReason:
    there = sorted({one.package for one in outside} & set(facts.all_packages()))
    hint = f"--packages {there[0]} searches it, too" if there else "only the names of what they declare are known"
    message = f"{counted(len(outside), 'symbol')} in packages that were not searched may lead further"
    return OpenReason(OpenKind.NOT_SEARCHED, len(outside), message, hint=hint)


def starts_of(facts: Facts, asked: Declared) -> tuple[Symbol, ...]:
    """The symbol that a question is about; of a type all its methods, where it has any."""
    if asked.kind not in _TYPES:
        return (asked.symbol,)
    members = (one for one in facts.symbols(asked.symbol.package) if one.member and one.owner == asked.symbol)
    found = (facts.declared(one) for one in members)
    methods = tuple(one.symbol for one in found if one is not None and one.kind is DeclarationKind.METHOD)
    return methods or (asked.symbol,)


def brief(facts: Facts, symbol: Symbol, named_at: Position | None = None) -> Declared:
    """What a symbol is; of one whose declaration is not in the source as much as the place that names it says."""
    found = facts.declared(symbol)
    if found is not None:
        return found
    kind = DeclarationKind.METHOD if symbol.member else DeclarationKind.FUNC
    return Declared(symbol, kind, named_at if symbol.name == UNNAMED and named_at else Position.outside(symbol.package))


def calls(hops: Iterable[Hop]) -> int:
    """How many calls some steps are."""
    return sum(len(hop.evidence) for hop in hops if hop.kind in (RelationKind.CALL, RelationKind.DYNCALL))


class Following:
    """What the steps of callers and callees have in common: the facts, and what is followed."""

    def __init__(self, facts: Facts, through: Iterable[Through]) -> None:
        self.facts = facts
        self.through = frozenset(through)
        self.hops = Hops(facts)
        self._choices: dict[Symbol, tuple[Hop, ...]] = {}

    def implementing(self, method: Symbol) -> tuple[Hop, ...]:
        """The steps from an interface's method to those that a call of it may reach, each one of so many."""
        if method not in self._choices:
            found = merged(self.hops.to_implementers(method))
            ends = len({hop.end for hop in found})
            self._choices[method] = tuple(replace(hop, of=ends) for hop in found)
        return self._choices[method]

    def interfaces(self, method: Symbol) -> tuple[Hop, ...]:
        """The steps to a type's method from those methods of interfaces that are called and may reach it."""
        if not is_method(self.facts, method) or self.hops.is_of_interface(method):
            return ()
        called = self.facts.interface_methods(method.member)
        backward = self.facts.backward()
        if called and backward is not None:
            reaching = backward.interface_methods_of(method)
            called = tuple(one for one in called if one in reaching)
        return tuple(hop for one in called for hop in self.implementing(one) if hop.end == method)


def is_method(facts: Facts, symbol: Symbol) -> bool:
    """Whether a symbol is a method, of a type or an interface."""
    declared = facts.declared(symbol) if symbol.member else None
    return declared is not None and declared.kind is DeclarationKind.METHOD
