"""What calls a symbol, by name or by the ways that are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.ask.answers import Answer, OpenKind
from archviz.ask.hops import hop_of, set_by
from archviz.ask.questions.openness import guesses, hidden, reason
from archviz.ask.questions.search import DEFAULT_MOST, Following, Through, search, starts_of
from archviz.model.counts import counted
from archviz.model.relations import RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from archviz.ask.answers import OpenReason
    from archviz.ask.facts import Facts
    from archviz.ask.hops import Hop
    from archviz.model.graph import Declared
    from archviz.model.relations import Position
    from archviz.model.symbols import Symbol

_CALLS = (RelationKind.CALL, RelationKind.DYNCALL)


def callers(
    facts: Facts,
    asked: Sequence[Declared],
    *,
    through: Iterable[Through] = (),
    depth: int = 1,
    most: int = DEFAULT_MOST,
) -> Answer:
    """What calls some symbols, what calls that, and so on; a type stands for its methods.

    The answer is closed when these are all calls that the source makes. What it may make through interfaces or by a
    function value counts, too, so without ``through`` such calls leave it open.
    """
    steps = Callers(facts, through)
    starts = list(dict.fromkeys(symbol for one in asked for symbol in starts_of(facts, one)))
    found = search(steps, starts, depth=depth, most=most)
    return Answer("callers", tuple(asked), found.nodes, found.hops, found.cut, found.open)


class Callers(Following):
    """The steps that lead to a symbol."""

    backward = True

    def steps(self, symbol: Symbol) -> Iterator[Hop]:
        """The calls of a symbol, and what leads to it by the ways that are followed."""
        users = self.facts.users(symbol)
        for relation in users:
            if relation.target == symbol and relation.kind in self._kinds():
                yield hop_of(relation)
            if relation.target == symbol and relation.field is not None and Through.VALUES in self.through:
                yield set_by(relation)
        if Through.INTERFACES in self.through:
            yield from self.interfaces(symbol)
        if Through.CHANNELS in self.through:
            yield from self.hops.from_channels(symbol)

    def _kinds(self) -> tuple[RelationKind, ...]:
        values = (RelationKind.REF,) if Through.VALUES in self.through else ()
        channels = (RelationKind.SENDS,) if Through.CHANNELS in self.through else ()
        return (*_CALLS, *values, *channels)

    def open(self, symbols: Sequence[Symbol], hops: Sequence[Hop]) -> Iterator[OpenReason]:
        """Why there may be more calls of some symbols."""
        yield from guesses(hops)
        yield from hidden(self.facts, symbols)
        if Through.INTERFACES not in self.through:
            yield from self._through_interfaces(symbols)
        yield from self._values(symbols)

    def _through_interfaces(self, symbols: Sequence[Symbol]) -> Iterator[OpenReason]:
        reaching = dict.fromkeys(hop.start for symbol in symbols for hop in self.interfaces(symbol))
        places = [place for method in reaching for place in self._places(method, RelationKind.CALL)]
        if places:
            named = ", ".join(method.short for method in list(reaching)[:3])
            message = (
                f"{counted(len(places), 'call')} through {counted(len(reaching), 'interface')} may reach it: {named}"
            )
            hint = "--through interfaces follows them"
            yield reason(OpenKind.INTERFACE, places, message, hint=hint, count=len(places))

    def _values(self, symbols: Sequence[Symbol]) -> Iterator[OpenReason]:
        """That functions are used as values: what calls such a value is known only for fields that are set to one."""
        places = [place for symbol in symbols for place in self._places(symbol, RelationKind.REF)]
        if places:
            followed = Through.VALUES in self.through
            message = f"it is used as a value at {counted(len(places), 'place')}, and what calls that may be more"
            hint = "" if followed else "--through values shows who uses it"
            yield reason(OpenKind.VALUE, places, message, hint=hint, count=len(places))

    def _places(self, symbol: Symbol, kind: RelationKind) -> list[Position]:
        users = self.facts.users(symbol)
        return [one.position for one in users if one.target == symbol and one.kind is kind]
