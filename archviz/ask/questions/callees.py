"""What a symbol calls, by name or by the ways that are asked for."""

from __future__ import annotations

from dataclasses import replace
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
    from archviz.ask.wired import Wired, WiredCalls
    from archviz.model.graph import Declared
    from archviz.model.relations import Position
    from archviz.model.symbols import Symbol

_CALLS = (RelationKind.CALL, RelationKind.DYNCALL)


def callees(
    facts: Facts,
    asked: Sequence[Declared],
    *,
    through: Iterable[Through] = (),
    depth: int = 1,
    most: int = DEFAULT_MOST,
    wired: WiredCalls | None = None,
) -> Answer:
    """What some symbols call, what that calls, and so on; a type stands for its methods.

    What a call names is shown: a function, a method of a type or an interface, or the field or variable that holds a
    function. The answer is closed when every call names one. With ``wired`` a call of an interface's method leads to
    the methods that it can really reach, and the answer is closed where these are known for each.
    """
    steps = _Callees(facts, through, wired)
    starts = list(dict.fromkeys(symbol for one in asked for symbol in starts_of(facts, one)))
    found = search(steps, starts, depth=depth, most=most)
    notes = () if Through.INTERFACES in steps.through or wired is not None else tuple(_notes(found.hops))
    if any(hop.wired for hop in found.hops):
        notes = ("what is wired is so as long as no code outside this source calls or sets what it exports",)
    return Answer("callees", tuple(asked), found.nodes, found.hops, found.cut, found.open, notes)


def _notes(hops: Sequence[Hop]) -> Iterator[str]:
    methods = {hop.end for hop in hops if hop.call is CallKind.INTERFACE}
    if methods:
        what = f"{counted(len(methods), 'callee')} {'is a method' if len(methods) == 1 else 'are methods'}"
        yield f"{what} of an interface; --through interfaces shows those that implement them"


class _Callees(Following):
    """The steps that lead on from a symbol."""

    backward = False

    def __init__(self, facts: Facts, through: Iterable[Through], wired: WiredCalls | None) -> None:
        super().__init__(facts, through)
        self._wired = wired
        self._unwired: dict[Symbol, dict[Position, str]] = {}
        """By the symbol, the calls of which nobody can tell what they reach, and why."""

    def steps(self, symbol: Symbol) -> Iterator[Hop]:
        """The calls that a symbol makes, and what follows by the ways that are followed."""
        if self.hops.holds_a_value(symbol):
            yield from (hop for hop in self.hops.from_holder(symbol) if self._is_followed(hop.kind))
        elif Through.INTERFACES in self.through and self.hops.is_of_interface(symbol):
            yield from self.implementing(symbol)
        if symbol.package in self.facts:
            wired = {call.position: call for call in self._wired.calls(symbol)} if self._wired is not None else {}
            for relation in self.facts.relations(symbol):
                if relation.target is not None and relation.source == symbol and self._is_followed(relation.kind):
                    call = wired.get(relation.position) if relation.call is CallKind.INTERFACE else None
                    yield from self._reached(hop_of(relation), call) if call is not None else (hop_of(relation),)

    def _reached(self, hop: Hop, call: Wired) -> Iterator[Hop]:
        """The steps that a call of an interface's method stands for: to what it can reach where that is known."""
        if not call.closed:
            self._unwired.setdefault(hop.start, {})[call.position] = call.why_open
            yield replace(hop, of=len(self.implementing(hop.end)))
        choices = len(call.targets) if len(call.targets) > 1 else 0
        for target in call.targets:
            if target.method is not None:
                yield replace(hop, end=target.method, by=target.named, of=choices, wired=target.proof)

    def _is_followed(self, kind: object) -> bool:
        if kind in (RelationKind.REF, RelationKind.SETS):
            return Through.VALUES in self.through
        if kind in (RelationKind.SENDS, RelationKind.RECEIVES):
            return Through.CHANNELS in self.through
        return kind in _CALLS

    def open(self, symbols: Sequence[Symbol], hops: Sequence[Hop]) -> Iterator[OpenReason]:
        """Why some symbols may call more."""
        yield from guesses(hops)
        unwired = {place: why for symbol in symbols for place, why in self._unwired.get(symbol, {}).items()}
        if unwired:
            what = f"what {counted(len(unwired), 'call')} through an interface can reach is not known"
            message = f"{what}: {', '.join(dict.fromkeys(unwired.values()))}"
            hint = "--through interfaces shows what implements the interfaces"
            yield reason(OpenKind.INTERFACE, list(unwired), message, hint=hint)
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
