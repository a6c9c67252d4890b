"""Answers as an agent reads them: a short text with places, and the same as data, each within a bound."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NotRequired

from mcp_types import CallToolResult, TextContent
from typing_extensions import TypedDict

from archviz.ask.rows import Row, found_words, marks, rows, way_words
from archviz.model.counts import counted
from archviz.model.graph import Declared
from archviz.model.safe import visible, visible_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from archviz.ask.answers import Answer, OpenReason
    from archviz.ask.hops import Hop
    from archviz.model.finding import Finding
    from archviz.model.relations import Position
    from archviz.model.symbols import Symbol
    from archviz.workspace.claims import Verdict

MOST_TOKENS = 2_000
"""Tokens of an answer, as text and as data."""
MOST_BYTES = MOST_TOKENS * 7 // 2
"""Bytes of these: a token of Go names and paths has more than three and a half (measured on names of Kubernetes)."""
_MOST_LINE = 1_000
_MOST_NAME = 500
_MOST_MESSAGE = 200
"""Bytes of a line, of a name or a place, and of a sentence; so one row fits whatever is said before it."""
_MOST_PLACES = 3
_MOST_NOTES = 3
_MOST_REASONS = 5
_ROOM = 500
"""Bytes for what is said of what is not shown."""

Step = TypedDict(
    "Step",
    {
        "from": str,
        "to": str,
        "kind": str,
        "mode": NotRequired[str],
        "certain": bool,
        "one_of": NotRequired[int],
        "places": list[str],
        "more_places": NotRequired[int],
    },
)
"""A step of an answer. ``places`` are file:line:col; ``one_of`` is among how many ends a run chooses."""


class Named(TypedDict):
    """A symbol, what it is and where."""

    symbol: str
    kind: str
    place: str


class Open(TypedDict):
    """Why an answer may lack something, and what to ask for to know more."""

    kind: str
    count: int
    message: str
    hint: str


class AnswerData(TypedDict):
    """An answer as data. ``next_offset`` is what to ask with for what comes after, null where this is the end."""

    about: list[Named]
    closed: bool
    open: list[Open]
    symbols: list[Named]
    steps: list[Step]
    found: int
    next_offset: int | None
    cut: list[str]
    notes: list[str]


class VerdictData(TypedDict):
    """What came of a claim."""

    holds: bool
    claims: int
    proved: int
    asserted: int
    edges: list[Step]
    findings: list[str]


def answer_reply(answer: Answer, offset: int, most: int) -> CallToolResult:
    """An answer from a step on, at most so many of them, as many as fit."""
    found = [row for row in rows(answer) if row.hop is not None] if answer.about else list(answer.nodes)
    head = list(_head(answer))
    data = _data(answer, len(found))
    room_for_text = MOST_BYTES - _ROOM - _size("\n".join(head))
    room_for_data = MOST_BYTES - _ROOM - _bytes(data)
    lines: list[str] = []
    for line, key, item in map(_item, found[offset : offset + most]):
        room_for_text -= _size(line) + 1
        room_for_data -= _bytes(item)
        if room_for_text < 0 or room_for_data < 0:
            break
        lines.append(line)
        data[key].append(item)
    after = offset + len(lines)
    if after < len(found):
        data["next_offset"] = after
        rest = counted(len(found) - after, "more row")
        lines.append(f"not shown: {rest} of {len(found)}; ask again with offset: {after}")
    elif offset >= len(found) > 0:
        there = f"there {'is' if len(found) == 1 else 'are'} {counted(len(found), 'row')}"
        lines.append(f"nothing from offset {offset} on: {there}")
    return _reply([*head, *lines], data)


def verdict_reply(verdict: Verdict) -> CallToolResult:
    """What came of a claim."""
    said = "proved" if verdict.holds else "not proved"
    counts = f"{verdict.proved} of {counted(verdict.claims, 'claim')}"
    asserted = f", {verdict.asserted} asserted by the author" if verdict.asserted else ""
    lines = [f"{said}: {counts}{asserted}"]
    data: dict[str, Any] = {
        "holds": verdict.holds,
        "claims": verdict.claims,
        "proved": verdict.proved,
        "asserted": verdict.asserted,
        "edges": [],
        "findings": [],
    }
    room = MOST_BYTES - _ROOM
    items: list[tuple[str, str, Any]] = [(_finding(one), "findings", _finding(one)) for one in verdict.findings]
    items += [(_edge(one), "edges", _step(one)) for one in verdict.edges]
    for count, (line, key, item) in enumerate(items):
        room -= max(_size(line) + 1, _bytes(item))
        if room < 0:
            lines.append(f"not shown: {counted(len(items) - count, 'more line')}; prove fewer claims at once")
            break
        lines.append(line)
        data[key].append(item)
    return _reply(lines, data)


def as_arguments(text: str) -> str:
    """What speaks of options of the command line, in the words of a tool's arguments."""
    return re.sub(r"--([a-z]+)(?: ((?:interfaces|values|channels|all|[\w.-]+/[\w./-]+)\b))?", _argument, text)


def bounded(text: str) -> str:
    """Lines of which as many bytes are left as an answer may have."""
    return visible_lines(text).encode()[:MOST_BYTES].decode("utf-8", "ignore")


def _argument(found: re.Match[str]) -> str:
    return f'`{found[1]}: ["{found[2]}"]`' if found[2] else f"`{found[1]}`"


def _item(found: Row | Declared) -> tuple[str, str, Any]:
    """A row of an answer: the line, and under which key of the data it is as what."""
    if isinstance(found, Row) and found.hop is not None:
        return _row(found, found.hop), "steps", _step(found.hop)
    assert isinstance(found, Declared)  # noqa: S101
    return _line(found), "symbols", _named(found)


def _head(answer: Answer) -> Iterator[str]:
    """What was asked, and whether the answer is complete."""
    if answer.about:
        more = f" and {len(answer.about) - _MOST_PLACES} more" if len(answer.about) > _MOST_PLACES else ""
        about = ", ".join(map(_line, answer.about[:_MOST_PLACES]))
        yield _within(f"{answer.question} of {about}{more}", _MOST_NAME)
    found = found_words(answer) if answer.about else counted(len(answer.nodes), "symbol")
    if answer.closed:
        yield f"closed: {found}"
    else:
        yield f"open: {found}, and there may be more"
        for reason in answer.open[:_MOST_REASONS]:
            first = f" ({reason.places[0]})" if reason.places else ""
            said = f"  {reason.kind}: {_within(reason.message, _MOST_MESSAGE)}{_within(first, _MOST_MESSAGE)}"
            yield f"{said}. {_hint(reason)}" if reason.hint else said
        if len(answer.open) > _MOST_REASONS:
            yield f"  and {len(answer.open) - _MOST_REASONS} more reasons"
    yield from (f"note: {_sentence(note)}" for note in answer.notes[:_MOST_NOTES])
    yield from (f"cut: {_sentence(cut)}" for cut in answer.cut[:_MOST_NOTES])


def _data(answer: Answer, found: int) -> dict[str, Any]:
    return {
        "about": [_named(one) for one in answer.about[:1]],
        "closed": answer.closed,
        "open": [_open(one) for one in answer.open[:_MOST_REASONS]],
        "symbols": [],
        "steps": [],
        "found": found,
        "next_offset": None,
        "cut": [_sentence(cut) for cut in answer.cut[:_MOST_NOTES]],
        "notes": [_sentence(note) for note in answer.notes[:_MOST_NOTES]],
    }


def _open(reason: OpenReason) -> dict[str, Any]:
    message = _within(reason.message, _MOST_MESSAGE)
    return {"kind": reason.kind.value, "count": reason.count, "message": message, "hint": _hint(reason)}


def _hint(reason: OpenReason) -> str:
    return _sentence(reason.hint)


def _sentence(text: str) -> str:
    return _within(as_arguments(text), _MOST_MESSAGE)


def _line(one: Declared) -> str:
    return _within(f"{one.symbol}  {one.kind}, {one.position}", _MOST_LINE)


def _named(one: Declared) -> dict[str, str]:
    return {"symbol": _name(one.symbol), "kind": one.kind.value, "place": _name(one.position)}


def _row(row: Row, hop: Hop) -> str:
    how = way_words(hop)
    marked = marks(hop)
    parts = (
        "  " * min(row.depth, 20),
        str(row.symbol),
        f"  {how}" if how else "",
        f"  {_places(hop.evidence)}",
        f"  [{marked}]" if marked else "",
        "  (above)" if row.above else "",
    )
    return _within("".join(parts), _MOST_LINE)


def _step(hop: Hop) -> dict[str, Any]:
    source, target = (hop.end, hop.start) if hop.back else (hop.start, hop.end)
    step: dict[str, Any] = {"from": _name(source), "to": _name(target), "kind": hop.kind.value, "certain": hop.certain}
    if hop.mode:
        step["mode"] = hop.mode.value
    if hop.of:
        step["one_of"] = hop.of
    step["places"] = [_within(str(place), _MOST_MESSAGE) for place in hop.evidence[:_MOST_PLACES]]
    if len(hop.evidence) > _MOST_PLACES:
        step["more_places"] = len(hop.evidence) - _MOST_PLACES
    return step


def _edge(hop: Hop) -> str:
    kind = f"{hop.kind} by {hop.mode}" if hop.mode else hop.kind.value
    return _within(f"{hop.start} -> {hop.end}  {kind}  {_places(hop.evidence)}", _MOST_LINE)


def _finding(finding: Finding) -> str:
    where = f"{finding.claim} (line {finding.line}): " if finding.line else ""
    hint = f"; nearest: {finding.hint}" if finding.hint else ""
    return _within(f"{finding.severity}: {where}{finding.message}{hint}", _MOST_LINE)


def _places(places: Sequence[Position]) -> str:
    more = f" and {len(places) - _MOST_PLACES} more" if len(places) > _MOST_PLACES else ""
    return ", ".join(map(str, places[:_MOST_PLACES])) + more


def _name(thing: Symbol | Position) -> str:
    return _within(str(thing), _MOST_NAME)


def _within(text: str, most: int) -> str:
    """A text on one line, all of it visible, of which at most so many bytes are left."""
    shown = visible(text[: most + 1])
    if _size(shown) <= most:
        return shown
    return shown.encode()[: most - 3].decode("utf-8", "ignore") + "…"


def _size(text: str) -> int:
    return len(text.encode())


def _bytes(item: object) -> int:
    """What a piece of data takes in a reply."""
    return _size(json.dumps(item, ensure_ascii=False)) + 1


def _reply(lines: Iterable[str], data: dict[str, Any]) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text="\n".join(lines))], structured_content=data)
