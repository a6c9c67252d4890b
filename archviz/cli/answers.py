"""An answer as lines of text: a tree of symbols with the places of each step, and whether that is all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.cli.output import Bright
from archviz.model.counts import counted
from archviz.model.relations import CallKind, RelationKind, UseKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archviz.ask.answers import Answer
    from archviz.ask.hops import Hop
    from archviz.model.graph import Declared
    from archviz.model.symbols import Symbol

Line = tuple[str | Bright, ...]
_MOST_PLACES = 3
_MOST_LISTED = 3
_BACKWARD = ("callers", "references", "impact")
"""The questions whose steps lead to what was asked about."""
_WAYS = {
    RelationKind.REF: "as a value",
    RelationKind.DYNCALL: "by value",
    RelationKind.SETS: "set",
    RelationKind.SENDS: "sends",
    RelationKind.RECEIVES: "receives",
    RelationKind.IMPLEMENTS: "implements",
    UseKind.READS: "reads",
}


def text_lines(answer: Answer) -> Iterator[Line]:
    """The lines of an answer."""
    yield from tree_lines(answer)
    yield from closing_lines(answer)


def tree_lines(answer: Answer) -> Iterator[Line]:
    """Each symbol that was asked about, and below it, indented, what one step leads to, and so on.

    What stands below a symbol is listed where it is met first.
    """
    backward = answer.question in _BACKWARD
    steps: dict[Symbol, list[Hop]] = {}
    for hop in answer.hops:
        steps.setdefault(hop.end if backward else hop.start, []).append(hop)
    nodes = {one.symbol: one for one in answer.nodes}
    about = [one.symbol for one in answer.about]
    ends = {hop.start if backward else hop.end for hop in answer.hops}
    roots = dict.fromkeys((*about, *(one for one in steps if one not in ends and one.owner in about)))
    listed: set[Symbol] = set()
    for root in roots:
        if root in nodes or root in about:
            yield _root(nodes.get(root) or next(one for one in answer.about if one.symbol == root))
            yield from _below(root, steps, listed, backward=backward)


def _root(one: Declared) -> Line:
    return Bright(str(one.symbol), "cyan"), f"  {one.kind}, {one.position}"


def _below(root: Symbol, steps: dict[Symbol, list[Hop]], listed: set[Symbol], *, backward: bool) -> Iterator[Line]:
    waiting = [(root, iter(_pop(root, steps, listed)))]
    while waiting:
        hop = next(waiting[-1][1], None)
        if hop is None:
            waiting.pop()
            continue
        other = hop.start if backward else hop.end
        known = bool(steps.get(other)) and other in listed
        yield ("  " * len(waiting), *_step(hop, other), *(("  (above)",) if known else ()))
        waiting.append((other, iter(_pop(other, steps, listed))))


def _pop(symbol: Symbol, steps: dict[Symbol, list[Hop]], listed: set[Symbol]) -> Sequence[Hop]:
    if symbol in listed:
        return ()
    listed.add(symbol)
    return steps.get(symbol, ())


def _step(hop: Hop, other: Symbol) -> Line:
    """A step: the mode or the way, the symbol, the places, and what is not certain of it."""
    how = [hop.mode.value] if hop.mode else []
    if hop.kind in _WAYS:
        how.append(_WAYS[hop.kind])
    elif hop.call is CallKind.INTERFACE:
        how.append("interface")
    places = ", ".join(map(str, hop.evidence[:_MOST_PLACES]))
    more = f" and {len(hop.evidence) - _MOST_PLACES} more" if len(hop.evidence) > _MOST_PLACES else ""
    marks = []
    if hop.of > 1:
        marks.append(f"one of {hop.of}")
    if hop.by is not None and hop.by != hop.end.owner:
        marks.append(f"by {hop.by.short}")
    if hop.why:
        marks.append(f"open: {hop.why}")
    marked: Line = ("  ", Bright(f"[{'; '.join(marks)}]", "yellow")) if marks else ()
    said = f"  {' '.join(how)}" if how else ""
    return (Bright(str(other)), f"{said}  {places}{more}", *marked)


def closing_lines(answer: Answer) -> Iterator[Line]:
    """What is to be known of an answer: notes, what was cut, and whether it is closed."""
    for note in answer.notes:
        yield ("note: ", note)
    for cut in answer.cut:
        yield ("not shown: ", cut)
    found = found_words(answer)
    if answer.closed:
        yield (Bright("closed", "green"), f": {found}")
        return
    yield (Bright("open", "yellow"), f": {found}, and there may be more")
    for reason in answer.open:
        yield ("  ", Bright(reason.kind.value, "yellow"), f": {reason.message}")
        for place in reason.places[:_MOST_LISTED]:
            yield (f"    {place}",)
        if reason.count > _MOST_LISTED and len(reason.places) > _MOST_LISTED:
            yield (f"    and {reason.count - _MOST_LISTED:,} more",)
        if reason.hint:
            yield (f"    {reason.hint}",)


def found_words(answer: Answer) -> str:
    """How much was found."""
    calls = sum(len(hop.evidence) for hop in answer.hops if hop.kind in (RelationKind.CALL, RelationKind.DYNCALL))
    places = sum(len(hop.evidence) for hop in answer.hops)
    if answer.question in ("callers", "callees"):
        unresolved = "; 0 unresolved calls could be it" if answer.closed and answer.question == "callers" else ""
        return f"{counted(calls, 'call')}{unresolved}"
    return counted(places, "place")
