"""Why an answer about what leads to symbols may not be complete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.ask.answers import OpenKind, OpenReason
from archviz.model.counts import counted
from archviz.model.graph import DeclarationKind, GapKind
from archviz.model.relations import RelationKind
from archviz.model.symbols import exported

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from archviz.ask.facts import Facts
    from archviz.ask.hops import Hop
    from archviz.model.graph import Gap, Unresolved
    from archviz.model.relations import Position
    from archviz.model.symbols import Symbol

_RUN_TIME = (GapKind.INTERFACE, GapKind.REFLECTION, GapKind.MISSING)
"""What chooses a method when the program runs."""
_MOST_PLACES = 10
"""How many places of one reason are listed."""


def reason(
    kind: OpenKind, places: Iterable[Position], message: str, *, hint: str = "", count: int | None = None
) -> OpenReason:
    """A reason with its first places; ``count`` is how many there are where that is not the number of places."""
    found = sorted(set(places))
    return OpenReason(kind, len(found) if count is None else count, message, tuple(found[:_MOST_PLACES]), hint)


def hidden(facts: Facts, symbols: Sequence[Symbol], *, run_time: bool = True) -> Iterator[OpenReason]:
    """Why the source may use symbols in places that were not found.

    With ``run_time`` also in those that do not name them: a method is chosen there when the program runs.
    """
    unresolved = dict.fromkeys(
        one
        for symbol in symbols
        for one in (facts.unresolved(symbol.member) if symbol.member else ())
        if exported(symbol.member) or one.source.package == symbol.package
    )
    yield from unresolved_calls(unresolved, "could be it" if len(symbols) == 1 else "could be of these names")
    gaps = dict.fromkeys(gap for symbol in symbols for gap in _gaps_of(facts, symbol, run_time=run_time))
    yield from _gaps(list(gaps))
    packages = sorted(
        {
            package
            for symbol in symbols
            for package in facts.elsewhere(symbol, unimported=run_time and _is_called_unnamed(facts, symbol))
        }
    )
    if packages:
        where = ", ".join(packages[:3]) + (f" and {len(packages) - 3} more" if len(packages) > 3 else "")
        message = (
            f"{counted(len(packages), 'package')} of the source may name it and {_was(packages)} not searched: {where}"
        )
        hint = f"--packages {packages[0]} searches it, too"
        yield OpenReason(OpenKind.NOT_SEARCHED, len(packages), message, hint=hint)


def unresolved_calls(calls: Iterable[Unresolved], what: str) -> Iterator[OpenReason]:
    """That some calls could not be resolved."""
    found = list(calls)
    if found:
        first = f", such as {found[0].text}: {found[0].reason}"
        message = f"{counted(len(found), 'unresolved call')} {what}{first}"
        yield reason(OpenKind.UNRESOLVED, (one.position for one in found), message, count=len(found))


def guesses(hops: Iterable[Hop]) -> Iterator[OpenReason]:
    """That some steps are not certain."""
    places = [hop.evidence[0] for hop in hops if not hop.certain]
    if places:
        message = f"{counted(len(places), 'step')} of the answer {_was(places, 'is', 'are')} not certain"
        yield reason(OpenKind.GUESS, places, message)


def beyond(found: int, most: int) -> tuple[tuple[str, ...], tuple[OpenReason, ...]]:
    """What is said where more symbols were found than are shown, and why that leaves an answer open; or nothing."""
    if found <= most:
        return (), ()
    cut = f"{counted(found - most, 'more symbol')} beyond the first {most:,}"
    return (cut,), (OpenReason(OpenKind.CUT, found - most, f"{cut} are not shown", hint="--max shows more"),)


def _gaps_of(facts: Facts, symbol: Symbol, *, run_time: bool) -> Iterator[Gap]:
    """The gaps of a symbol; of a method also those by which it is called as the method of a type that embeds its own.

    What goes through interfaces, by reflection or not, ends at a method of a type, never at one of an interface.
    """
    if not run_time or _is_of_interface(facts, symbol):
        yield from (gap for gap in facts.gaps(symbol) if gap.kind not in _RUN_TIME)
        return
    yield from facts.gaps(symbol)
    if exported(symbol.member):
        for outer in _embedding(facts, symbol.owner):
            if facts.member(outer, symbol.member) == symbol:
                yield from facts.gaps(outer.of(symbol.member))


def _is_called_unnamed(facts: Facts, symbol: Symbol) -> bool:
    """Whether code may call a symbol without knowing its package: an exported method, through an interface."""
    found = facts.declared(symbol) if exported(symbol.member) else None
    return found is not None and found.kind is DeclarationKind.METHOD and not _is_of_interface(facts, symbol)


def _is_of_interface(facts: Facts, symbol: Symbol) -> bool:
    owner = facts.declared(symbol.owner) if symbol.member else None
    return owner is not None and owner.kind is DeclarationKind.INTERFACE


def _embedding(facts: Facts, inner: Symbol) -> Iterator[Symbol]:
    """The types that embed one, themselves or by what they embed."""
    found = {inner}
    waiting = [inner]
    while waiting:
        for relation in facts.users(waiting.pop()):
            if relation.kind is RelationKind.EMBEDS and relation.source not in found:
                found.add(relation.source)
                waiting.append(relation.source)
                yield relation.source


def _gaps(gaps: Sequence[Gap]) -> Iterator[OpenReason]:
    for kind in dict.fromkeys(gap.kind for gap in gaps):
        these = [gap for gap in gaps if gap.kind is kind]
        more = f", and {counted(len(these) - 1, 'more place')} like it" if len(these) > 1 else ""
        message = f"{these[0].message}{more}"
        yield reason(OpenKind(kind.value), (gap.position for gap in these), message, count=len(these))


def _was(things: Sequence[object], one: str = "was", several: str = "were") -> str:
    return one if len(things) == 1 else several
