"""The evidence of an edge as code: the statement at each place, and two lines on either side."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.model.figure import CodeLine, Excerpt, SymbolUse
from archviz.present.code import HtmlLine, excerpt_html
from archviz.present.rows import SourceLine, place

if TYPE_CHECKING:
    from archviz.model.figure import Edge
    from archviz.model.relations import Position
    from archviz.model.symbols import Symbol
    from archviz.site.links import PlaceLinks
    from archviz.site.lookup import SymbolIndex

_AROUND = 2
_LONGEST = 10
_QUOTED = re.compile(
    r'"(?:[^"\\]|\\.)*(?:"|$)|`[^`]*(?:`|$)|\'(?:[^\'\\]|\\.)*(?:\'|$)|//.*|/\*.*?(?:\*/|$)', re.MULTILINE
)
_WORD = re.compile(rb"[\w\x80-\xff]+")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A few lines around a place; ``marked`` is the number of the line that it is on."""

    place: SourceLine
    marked: int
    lines: tuple[HtmlLine, ...]


@dataclass(frozen=True, slots=True)
class SignatureView:
    """A declaration's head, and where the symbol has its page: "" where it has none."""

    symbol: Symbol
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class EdgeProof:
    """What an edge rests on, for a reader: both ends as declared and the code of every place of evidence."""

    ends: tuple[SignatureView, ...]
    snippets: tuple[Snippet, ...]


def proof(edge: Edge, lookup: SymbolIndex, at: PlaceLinks) -> EdgeProof:
    """The proof of an edge; ``at`` has the links of the page that shows it. Empty as far as nothing is known."""
    ends = []
    for symbol in dict.fromkeys((edge.source_symbol, edge.target_symbol)):
        declared = lookup.declaration(symbol)
        if declared is not None:
            address = lookup.address(symbol)
            ends.append(SignatureView(symbol, declared.signature, at.here.to(address) if address else ""))
    found = (snippet(position, edge.target_symbol, lookup, at) for position in edge.evidence)
    return EdgeProof(tuple(ends), tuple(each for each in found if each is not None))


def snippet(position: Position, target: Symbol, lookup: SymbolIndex, at: PlaceLinks) -> Snippet | None:
    """The code around a place where ``target`` is named, which is marked; None where the source has no such line."""
    text = lookup.lines(position.file) if position.inside else ()
    if not 0 < position.line <= len(text):
        return None
    first, last = _extent(text, position.line)
    lines = tuple(CodeLine(number, text[number - 1]) for number in range(first, last + 1))
    start = position.col - 1
    named = _WORD.match(text[position.line - 1].encode("utf-8", "replace"), max(start, 0))
    uses = (SymbolUse(position.line, start, named.end(), target),) if named else ()
    address = lookup.address(target)
    targets = {target: at.here.to(address)} if address else {}
    made = excerpt_html(Excerpt(target, position.file, (lines,), uses=uses), at, targets=targets)
    return Snippet(place(position, at), position.line, tuple(e for e in made if isinstance(e, HtmlLine)))


def _extent(text: tuple[str, ...], line: int) -> tuple[int, int]:
    """The first and last line of the statement at a line as its brackets have it, with a little around."""
    first = last = line
    balance = 0
    for number in range(line - 1, max(line - _LONGEST, 0), -1):
        balance += _open(text[number - 1])
        if balance > 0:
            first = number
            break
    balance = 0
    for number in range(first, min(first + _LONGEST, len(text)) + 1):
        balance += _open(text[number - 1])
        if balance <= 0 and number >= line:
            last = number
            break
    else:
        first = line
    first, last = max(first - _AROUND, 1), min(last + _AROUND, len(text))
    while first < line and not text[first - 1].strip():
        first += 1
    while last > line and not text[last - 1].strip():
        last -= 1
    return first, last


def _open(text: str) -> int:
    """How many round and square brackets a line opens more than it closes."""
    code = _QUOTED.sub("", text)
    return sum(code.count(c) for c in "([") - sum(code.count(c) for c in ")]")
