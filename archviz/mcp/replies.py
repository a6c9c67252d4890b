"""Answers as an agent reads them: a short text with places, and the same as data, each within a bound."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from archviz.ask.questions.impact import Reached
from archviz.ask.questions.paths import length_words
from archviz.ask.rows import found_words, marks, rows, way_words
from archviz.mcp.page import Page, lines_within, within
from archviz.model.counts import counted
from archviz.model.graph import Declared
from archviz.model.safe import visible_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcp_types import CallToolResult

    from archviz.ask.answers import Answer, OpenReason
    from archviz.ask.changes import ChangedSymbol
    from archviz.ask.hops import Hop
    from archviz.ask.questions.impact import Impact
    from archviz.ask.questions.paths import Paths
    from archviz.ask.questions.show import RelationCount
    from archviz.ask.rows import AnswerRow
    from archviz.model.finding import Finding
    from archviz.model.graph import Member
    from archviz.model.relations import Position
    from archviz.model.symbols import Symbol
    from archviz.workspace.claims import Verdict
    from archviz.workspace.lookup import ShownSymbol

_MOST_LINE = 1_000
_MOST_NAME = 400
_MOST_MESSAGE = 200
"""Bytes of a line, of a name or a place, and of a sentence; so one row fits whatever is said before it."""
_MOST_PROOF = 150
_MOST_PLACES = 3
_MOST_NOTES = 3
_MOST_REASONS = 5
_DEEPEST = 20
"""How deep a row is indented."""


def answer_reply(answer: Answer, offset: int, most: int) -> CallToolResult:
    """An answer from a row on, at most so many of them, as many as fit."""
    steps = [row for row in rows(answer) if row.hop is not None]
    head = list(_head(answer, f"{answer.question} of", ", ", found_words(answer)))
    page = Page(head, _data(answer, len(steps)))
    page.rows("steps", steps, _step_row, offset, most)
    return page.reply()


def paths_reply(found: Paths, offset: int, most: int) -> CallToolResult:
    """The steps of ways one after the other, or that there is no way, and whether that is certain."""
    answer = found.answer
    steps = [(i, k, hop) for i, way in enumerate(found.ways, 1) for k, hop in enumerate(way.hops, 1)]
    lengths = "; ".join(map(length_words, found.ways[:_MOST_PLACES]))
    what = f"{counted(len(found.ways), 'way')}: {lengths}" if found.ways else "no way"
    hint = [_sentence(f"hint: {found.hint}")] if found.hint else []
    head = _head(answer, "paths from", " to ", what)
    page = Page([*head, *hint], _data(answer, len(steps)) | {"ways": len(found.ways)})
    page.rows("steps", steps, _way_row, offset, most)
    return page.reply()


def impact_reply(found: Impact, offset: int, most: int) -> CallToolResult:
    """What a change can reach: what has changed, the programs and tests that are reached, then all, nearest first."""
    entries, reached = counted(len(found.entries), "entry point"), counted(len(found.reached), "declaration")
    words = f"{reached} reached, {entries} among them" if found.entries else f"{reached} reached"
    listed: list[ChangedSymbol | Declared | Reached] = [*found.changes, *found.entries, *found.reached]
    data = _data(found.answer, len(listed)) | {"reached": len(found.reached), "entries": len(found.entries), "rows": []}
    del data["steps"]
    page = Page(list(_head(found.answer, "impact of", ", ", words)), data)
    page.rows("rows", listed, _impact_row, offset, most)
    return page.reply()


def found_reply(answer: Answer) -> CallToolResult:
    """Symbols that were found by their names, as many as fit."""
    said = [_sentence(one) for one in (*answer.notes, *answer.cut)][:_MOST_NOTES]
    page = Page([], {"symbols": [], "notes": said})
    left = [one for one in answer.nodes if not page.add("symbols", _line(one), _named(one))]
    for line in said:
        page.note(line)
    if left:
        page.note(f"not shown: {counted(len(left), 'more symbol')}; narrow it by `kinds`, `packages` or a longer text")
    return page.reply()


def shown_reply(shown: ShownSymbol, offset: int, most: int) -> CallToolResult:
    """What a symbol is, with its members from one on; the claims for a figure where there is room for all of them."""
    declaration = shown.profile.declaration
    members = (*declaration.fields, *declaration.embeds, *declaration.methods, *shown.profile.promoted)
    doc = lines_within(declaration.doc, _MOST_LINE) if declaration.doc else []
    data: dict[str, Any] = {
        "symbol": _name(declaration.symbol),
        "kind": declaration.kind.value,
        "place": _name(declaration.position),
        "signature": within(declaration.signature, _MOST_NAME),
        "doc": "\n".join(doc),
        "relations": [_counted(one) for one in shown.profile.counts],
        "members": [],
        "found": len(members),
        "next_offset": None,
        "diagram": "",
        "notes": [_sentence(note) for note in shown.notes[:_MOST_NOTES]],
    }
    head = [f"{data['symbol']}  {data['kind']}, {data['place']}", data["signature"], *(f"  {line}" for line in doc)]
    head += [*data["relations"], *(f"note: {note}" for note in data["notes"])]
    head += [f"{counted(len(members), 'member')}:"] if members else []
    page = Page(head, data)
    if page.rows("members", members, _member_row, offset, most) and shown.diagram:
        claims = visible_lines(shown.diagram.rstrip("\n")).split("\n")
        page.set("diagram", ["claims for a diagram, each proved:", *claims], "\n".join(claims))
    return page.reply()


def verdict_reply(verdict: Verdict) -> CallToolResult:
    """What came of a claim."""
    said = "proved" if verdict.holds else "not proved"
    counts = f"{verdict.proved} of {counted(verdict.claims, 'claim')}"
    asserted = f", {verdict.asserted} asserted by the author" if verdict.asserted else ""
    data: dict[str, Any] = {
        "holds": verdict.holds,
        "claims": verdict.claims,
        "proved": verdict.proved,
        "asserted": verdict.asserted,
        "edges": [],
        "findings": [],
    }
    page = Page([f"{said}: {counts}{asserted}"], data)
    left = 0
    for line in map(_finding, verdict.findings):
        left += not page.add("findings", line, line)
    for edge in verdict.edges:
        left += not page.add("edges", _edge(edge), _step(edge))
    if left:
        page.note(f"not shown: {counted(left, 'more line')}; prove fewer claims at once")
    return page.reply()


def as_arguments(text: str) -> str:
    """What speaks of options of the command line, in the words of a tool's arguments."""
    return re.sub(r"--([a-z]+)(?: ((?:interfaces|values|channels|all|[\w.-]+/[\w./-]+)\b))?", _argument, text)


def _argument(found: re.Match[str]) -> str:
    return f'`{found[1]}: ["{found[2]}"]`' if found[2] else f"`{found[1]}`"


def _head(answer: Answer, asked: str, between: str, found: str) -> Iterator[str]:
    """What was asked, how much was found, and whether that is all."""
    more = f" and {len(answer.about) - _MOST_PLACES} more" if len(answer.about) > _MOST_PLACES else ""
    about = between.join(map(_line, answer.about[:_MOST_PLACES]))
    yield within(f"{asked} {about or 'nothing'}{more}", _MOST_NAME)
    if answer.closed:
        yield f"closed: {found}"
    else:
        yield f"open: {found}, and there may be more"
        for reason in answer.open[:_MOST_REASONS]:
            first = f" ({reason.places[0]})" if reason.places else ""
            said = f"  {reason.kind}: {within(reason.message, _MOST_MESSAGE)}{within(first, _MOST_MESSAGE)}"
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
        "steps": [],
        "found": found,
        "next_offset": None,
        "cut": [_sentence(cut) for cut in answer.cut[:_MOST_NOTES]],
        "notes": [_sentence(note) for note in answer.notes[:_MOST_NOTES]],
    }


def _open(reason: OpenReason) -> dict[str, Any]:
    message = within(reason.message, _MOST_MESSAGE)
    return {"kind": reason.kind.value, "count": reason.count, "message": message, "hint": _hint(reason)}


def _hint(reason: OpenReason) -> str:
    return _sentence(reason.hint)


def _sentence(text: str) -> str:
    return within(as_arguments(text), _MOST_MESSAGE)


def _line(one: Declared) -> str:
    return within(f"{one.symbol}  {one.kind}, {one.position}", _MOST_LINE)


def _named(one: Declared) -> dict[str, str]:
    return {"symbol": _name(one.symbol), "kind": one.kind.value, "place": _name(one.position)}


def _step_row(row: AnswerRow) -> tuple[str, dict[str, Any]]:
    assert row.hop is not None  # noqa: S101
    indent = "  " * min(row.depth, _DEEPEST)
    line = f"{_row(indent, row.symbol, row.hop)}{'  (above)' if row.above else ''}"
    step = _step(row.hop)
    return "\n".join([line, *(f"{indent}  | {one}" for one in step.get("wired", ()))]), step


def _way_row(step: tuple[int, int, Hop]) -> tuple[str, dict[str, Any]]:
    way, number, hop = step
    return _row(f"  {way}.{number}  ", hop.end, hop), {"way": way, **_step(hop)}


def _impact_row(one: ChangedSymbol | Declared | Reached) -> tuple[str, dict[str, Any]]:
    if isinstance(one, Declared):
        place = _name(one.position)
        line = within(f"  entry  {one.symbol}  {one.position}", _MOST_LINE)
        return line, {"what": "entry", "symbol": _name(one.symbol), "places": [place]}
    if isinstance(one, Reached):
        step = _step(one.hop)
        line = _row(f"  {one.depth}  ", one.symbol, one.hop)
        to = _name(one.hop.end)
        row = {"what": "reached", "symbol": _name(one.symbol), "kind": step["kind"], "depth": one.depth, "to": to}
        return line, {**row, "places": step["places"]}
    line = within(f"  changed  {one.symbol}  {one.kind}, {one.position}", _MOST_LINE)
    kind, places = one.kind.value, [_name(one.position)]
    return line, {"what": "changed", "symbol": _name(one.symbol), "kind": kind, "places": places}


def _member_row(one: Member) -> tuple[str, dict[str, str]]:
    line = f"  {one.symbol.short} {one.type}  {one.position}"
    data = {"symbol": _name(one.symbol), "type": within(one.type, _MOST_NAME), "place": _name(one.position)}
    return within(line, _MOST_LINE), data


def _counted(one: RelationCount) -> str:
    names = ", ".join(symbol.short for symbol in one.symbols[:_MOST_PLACES])
    more = f" and {len(one.symbols) - _MOST_PLACES:,} more" if len(one.symbols) > _MOST_PLACES else ""
    return within(f"{one.words} {len(one.symbols):,}: {names}{more}", _MOST_MESSAGE)


def _row(before: str, symbol: Symbol, hop: Hop) -> str:
    """The line of a step: the symbol that it leads to or from, how, where, and what is not certain of it."""
    how, marked = way_words(hop), marks(hop)
    parts = f"  {how}" if how else "", f"  {_places(hop.evidence)}", f"  [{marked}]" if marked else ""
    return within("".join((before, str(symbol), *parts)), _MOST_LINE)


def _step(hop: Hop) -> dict[str, Any]:
    source, target = (hop.end, hop.start) if hop.back else (hop.start, hop.end)
    step: dict[str, Any] = {"from": _name(source), "to": _name(target), "kind": hop.kind.value, "certain": hop.certain}
    if hop.mode:
        step["mode"] = hop.mode.value
    if hop.of:
        step["one_of"] = hop.of
    step["places"] = [within(str(place), _MOST_MESSAGE) for place in hop.evidence[:_MOST_PLACES]]
    if len(hop.evidence) > _MOST_PLACES:
        step["more_places"] = len(hop.evidence) - _MOST_PLACES
    if hop.wired:
        step["wired"] = [within(f"{one.why}  {one.position}", _MOST_PROOF) for one in hop.wired[:_MOST_PLACES]]
    return step


def _edge(hop: Hop) -> str:
    kind = f"{hop.kind} by {hop.mode}" if hop.mode else hop.kind.value
    return within(f"{hop.start} -> {hop.end}  {kind}  {_places(hop.evidence)}", _MOST_LINE)


def _finding(finding: Finding) -> str:
    where = f"{finding.claim} (line {finding.line}): " if finding.line else ""
    hint = f"; nearest: {finding.hint}" if finding.hint else ""
    return within(f"{finding.severity}: {where}{finding.message}{hint}", _MOST_LINE)


def _places(places: Sequence[Position]) -> str:
    more = f" and {len(places) - _MOST_PLACES} more" if len(places) > _MOST_PLACES else ""
    return ", ".join(map(str, places[:_MOST_PLACES])) + more


def _name(thing: Symbol | Position) -> str:
    return within(str(thing), _MOST_NAME)
