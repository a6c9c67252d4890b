"""What a symbol calls, by name or by the ways that are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.ask.answers import Answer, OpenKind
from archviz.ask.hops import hop_of
from archviz.ask.questions.openness import guesses, reason, unresolved_calls
from archviz.ask.questions.search import DEFAULT_MOST, Following, Through, search, starts_of
from archviz.model.counts import counted
from archviz.model.relations import CallKind, RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from archviz.ask.answers import OpenReason
    from archviz.ask.facts import Facts
    from archviz.ask.hops import Hop
    from archviz.model.graph import Declared
    from archviz.model.symbols import Symbol

_CALLS = (RelationKind.CALL, RelationKind.DYNCALL)


def callees(
    facts: Facts,
    asked: Sequence[Declared],
    *,
    through: Iterable[Through] = (),
    depth: int = 1,
    most: int = DEFAULT_MOST,
) -> Answer:
    """What some symbols call, what that calls, and so on; a type stands for its methods.

    What a call names is shown: a function, a method of a type or an interface, or the field or variable that holds a
    function. The answer is closed when every call names one.
    """
    steps = _Callees(facts, through)
    starts = list(dict.fromkeys(symbol for one in asked for symbol in starts_of(facts, one)))
    found = search(steps, starts, depth=depth, most=most)
    notes = () if Through.INTERFACES in steps.through else tuple(_notes(found.hops))
    return Answer("callees", tuple(asked), found.nodes, found.hops, found.cut, found.open, notes)


def _notes(hops: Sequence[Hop]) -> Iterator[str]:
    methods = {hop.end for hop in hops if hop.call is CallKind.INTERFACE}
    if methods:
        what = f"{counted(len(methods), 'callee')} {'is a method' if len(methods) == 1 else 'are methods'}"
        yield f"{what} of an interface; --through interfaces shows those that implement them"


class _Callees(Following):
    """The steps that lead on from a symbol."""

    backward = False

    def steps(self, symbol: Symbol) -> Iterator[Hop]:
        """The calls that a symbol makes, and what follows by the ways that are followed."""
        if self.hops.holds_a_value(symbol):
            yield from (hop for hop in self.hops.from_holder(symbol) if self._is_followed(hop.kind))
        elif Through.INTERFACES in self.through and self.hops.is_of_interface(symbol):
            yield from self.implementing(symbol)
        if symbol.package in self.facts:
            for relation in self.facts.relations(symbol):
                if relation.target is not None and relation.source == symbol and self._is_followed(relation.kind):
                    yield hop_of(relation)

    def _is_followed(self, kind: object) -> bool:
        if kind in (RelationKind.REF, RelationKind.SETS):
            return Through.VALUES in self.through
        if kind in (RelationKind.SENDS, RelationKind.RECEIVES):
            return Through.CHANNELS in self.through
        return kind in _CALLS

    def open(self, symbols: Sequence[Symbol], hops: Sequence[Hop]) -> Iterator[OpenReason]:
        """Why some symbols may call more."""
        yield from guesses(hops)
        here = [symbol for symbol in symbols if symbol.package in self.facts]
        unresolved = (one for symbol in here for one in self.facts.unresolved_in(symbol))
        yield from unresolved_calls(dict.fromkeys(unresolved), "may call more")
        unnamed = [
            one.position
            for symbol in here
            for one in self.facts.relations(symbol)
            if one.kind is RelationKind.DYNCALL and one.target is None and one.source == symbol
        ]
        if unnamed:
            what = "calls a function value" if len(unnamed) == 1 else f"calls {counted(len(unnamed), 'function value')}"
            message = f"{what} held by a local variable, a parameter or a result"
            yield reason(OpenKind.VALUE, unnamed, message, count=len(unnamed))
