"""An answer as rows: each symbol below the one that leads to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.model.counts import counted
from archviz.model.relations import CallKind, RelationKind, UseKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archviz.ask.answers import Answer
    from archviz.ask.hops import Hop
    from archviz.model.symbols import Symbol

_BACKWARD = ("callers", "references", "impact")
"""The questions whose steps lead to what was asked about."""
_WAYS = {
    RelationKind.REF: "as a value",
    RelationKind.DYNCALL: "by value",
    RelationKind.SETS: "set",
    RelationKind.SENDS: "sends",
    RelationKind.RECEIVES: "receives",
    RelationKind.IMPLEMENTS: "implements",
    RelationKind.HOLDS: "in its type",
    RelationKind.EMBEDS: "embeds",
    UseKind.READS: "reads",
    UseKind.WRITES: "writes",
    UseKind.ADDRESSES: "takes its address",
    UseKind.CREATES: "creates",
    UseKind.ASSERTS: "asserts",
    UseKind.MENTIONS: "mentions",
}


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A symbol of an answer: ``depth`` steps from one that was asked about, and the last of these steps.

    ``hop`` is None for what was asked about itself. ``above`` says that what follows from the symbol stands below an
    earlier row of it.
    """

    depth: int
    symbol: Symbol
    hop: Hop | None = None
    above: bool = False


def rows(answer: Answer) -> Iterator[AnswerRow]:
    """The rows of an answer: each symbol that was asked about, and below it what one step leads to, and so on.

    What stands below a symbol is listed where it is met first.
    """
    backward = answer.question in _BACKWARD
    steps: dict[Symbol, list[Hop]] = {}
    for hop in answer.hops:
        steps.setdefault(hop.end if backward else hop.start, []).append(hop)
    nodes = {one.symbol for one in answer.nodes}
    about = [one.symbol for one in answer.about]
    ends = {hop.start if backward else hop.end for hop in answer.hops}
    roots = dict.fromkeys((*about, *(one for one in steps if one not in ends and one.owner in about)))
    listed: set[Symbol] = set()
    for root in roots:
        if root in nodes or root in about:
            yield AnswerRow(0, root)
            yield from _below(root, steps, listed, backward=backward)


def _below(root: Symbol, steps: dict[Symbol, list[Hop]], listed: set[Symbol], *, backward: bool) -> Iterator[AnswerRow]:
    waiting = [iter(_newly(root, steps, listed))]
    while waiting:
        hop = next(waiting[-1], None)
        if hop is None:
            waiting.pop()
            continue
        other = hop.start if backward else hop.end
        yield AnswerRow(len(waiting), other, hop, above=bool(steps.get(other)) and other in listed)
        waiting.append(iter(_newly(other, steps, listed)))


def _newly(symbol: Symbol, steps: dict[Symbol, list[Hop]], listed: set[Symbol]) -> Sequence[Hop]:
    if symbol in listed:
        return ()
    listed.add(symbol)
    return steps.get(symbol, ())


def way_words(hop: Hop) -> str:
    """How a step is made, "" for a plain call: by go or defer, through an interface, as a value."""
    how = [hop.mode.value] if hop.mode else []
    if hop.kind in _WAYS:
        how.append(_WAYS[hop.kind])
    elif hop.call is CallKind.INTERFACE:
        how.append("interface")
    elif hop.kind is not RelationKind.CALL:
        how.append(hop.kind.value)
    return " ".join(how)


def marks(hop: Hop) -> str:
    """What is not certain of a step, and by which type it is made where that is not the end's; "" for nothing."""
    found = [f"one of {hop.of}"] if hop.of > 1 else []
    if hop.pointer:
        found.append("by pointer")
    if hop.by is not None and hop.by != hop.end.owner:
        found.append(f"by {hop.by.short}")
    if hop.why:
        found.append(f"open: {hop.why}")
    return "; ".join(found)


def found_words(answer: Answer) -> str:
    """How much was found, and that nothing was passed over where that is so."""
    calls = sum(len(hop.evidence) for hop in answer.hops if hop.kind in (RelationKind.CALL, RelationKind.DYNCALL))
    places = sum(len(hop.evidence) for hop in answer.hops)
    if answer.question in ("callers", "callees"):
        unresolved = "; 0 unresolved calls could be it" if answer.closed and answer.question == "callers" else ""
        return f"{counted(calls, 'call')}{unresolved}"
    return counted(places, "place")
