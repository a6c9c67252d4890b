"""An answer as lines of text: a tree of symbols with the places of each step, and whether that is all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.ask.rows import found_words, marks, rows, way_words
from archviz.cli.output import Bright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.ask.answers import Answer
    from archviz.ask.hops import Hop
    from archviz.model.graph import Declared
    from archviz.model.symbols import Symbol

Line = tuple[str | Bright, ...]
_MOST_PLACES = 3
_MOST_LISTED = 3


def text_lines(answer: Answer) -> Iterator[Line]:
    """The lines of an answer."""
    yield from tree_lines(answer)
    yield from closing_lines(answer)


def tree_lines(answer: Answer) -> Iterator[Line]:
    """Each symbol that was asked about, and below it, indented, what one step leads to, and so on."""
    nodes = {one.symbol: one for one in (*answer.about, *answer.nodes)}
    for row in rows(answer):
        if row.hop is None:
            yield root_line(nodes[row.symbol])
        else:
            yield ("  " * row.depth, *step_line(row.hop, row.symbol), *(("  (above)",) if row.above else ()))
            for step in row.hop.wired:
                yield ("  " * row.depth, f"  | {step.why}  {step.position}")


def root_line(one: Declared) -> Line:
    """A symbol that was asked about."""
    return Bright(str(one.symbol), "cyan"), f"  {one.kind}, {one.position}"


def step_line(hop: Hop, other: Symbol) -> Line:
    """A step: the mode or the way, the symbol, the places, and what is not certain of it."""
    how, marked = way_words(hop), marks(hop)
    places = ", ".join(map(str, hop.evidence[:_MOST_PLACES]))
    more = f" and {len(hop.evidence) - _MOST_PLACES} more" if len(hop.evidence) > _MOST_PLACES else ""
    bright: Line = ("  ", Bright(f"[{marked}]", "yellow")) if marked else ()
    return (Bright(str(other)), f"{f'  {how}' if how else ''}  {places}{more}", *bright)


def closing_lines(answer: Answer, found: str = "") -> Iterator[Line]:
    """What is to be known of an answer: notes, what was cut, and whether it is closed.

    ``found`` says how much was found, where that is not the number of calls or places.
    """
    for note in answer.notes:
        yield ("note: ", note)
    for cut in answer.cut:
        yield ("not shown: ", cut)
    found = found or found_words(answer)
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
