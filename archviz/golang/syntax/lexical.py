"""Go's lexical elements: comments, semicolons, names, literals, operators (Go specification, "Lexical elements")."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# Every pattern takes time in proportion to what it reads: alternatives begin differently, repeats are possessive, and
# what is not closed is one element to the end of its line or of the text, so that nothing is read again.
NAME = rb"[A-Za-z_\x80-\xff][\w\x80-\xff]*+"
LINE_COMMENT = rb"//[^\n]*+"
COMMENT = LINE_COMMENT + rb"|/\*(?>.*?(?:\*/|\Z))"
STRING = rb"`[^`]*+`?|\"(?>[^\"\\\n]++|\\[^\n])*+\"?|'(?>[^'\\\n]++|\\[^\n])*+'?"
BLANK = re.compile(rb"(?>[\s;]++|" + COMMENT + rb")*+", re.DOTALL)
"""What may stand between statements."""
OPAQUE = re.compile(COMMENT + rb"|" + STRING, re.DOTALL)
"""Comments and strings: what may hold brackets, keywords and line ends that are none."""
_ELEMENT = re.compile(
    rb"(?P<blank>[ \t\r]++|" + COMMENT + rb"|\n)|(?P<name>" + NAME + rb")|(?P<literal>" + STRING + rb"|\.?\d"
    rb"(?:[eEpP][-+]|[\w.])*+)|(?P<operator><<=|>>=|&\^=|\.\.\.|&&|\|\||<-|\+\+|--|[-+*/%&|^=!<>:]=|<<|>>|&\^|.)",
    re.DOTALL,
)
_MOST_LEVELS = 32
_LEVEL = rb"[^(){}\[\]\"'`/]++|" + STRING + rb"|/(?:/[^\n]*+|\*(?>.*?(?:\*/|\Z)))?"
_WITHIN = rb"(?>" + _LEVEL + rb")*+"
for _ in range(_MOST_LEVELS):  # brackets within each other, which a pattern can only count by being written out
    _WITHIN = rb"(?>" + _LEVEL + rb"|[({\[]" + _WITHIN + rb"[)}\]])*+"
BALANCED = re.compile(rb"[({\[]" + _WITHIN + rb"[)}\]]", re.DOTALL)
"""From an opening bracket to the one that closes it, with no more than so many others within each other."""
_LINE = re.compile(
    rb"(?>[^(){}\[\]\"'`/\n;]++|" + BALANCED.pattern + rb"|" + STRING + rb"|/(?!\*)(?:/[^\n]*+)?|/\*(?>[^\n]*?\*/))*+",
    re.DOTALL,
)
_BRACKET = re.compile(OPAQUE.pattern + rb"|[(){}\[\]]", re.DOTALL)
_DEPTH = {b"(": 1, b"{": 1, b"[": 1, b")": -1, b"}": -1, b"]": -1}
_OPENING = (b"(", b"{", b"[")
_IDENTIFIER = re.compile(NAME)
_TYPE_PARAMETERS = re.compile(rb"\[\s*+" + NAME + rb"(?:\s*+,\s*+" + NAME + rb")*+(?:\s++[\w\x80-\xff]|\s*+[~*(\[])")
_SELECTED = re.compile(rb"\.\s*+(" + NAME + rb")|(?<![\w\x80-\xff])(" + NAME + rb")\s*+:")
KEYWORDS = frozenset(
    b"break case chan const continue default defer else fallthrough for func go goto if import interface map package "
    b"range return select struct switch type var".split()
)
_ENDING = frozenset((b"break", b"continue", b"fallthrough", b"return"))
_WORD = bytes(c for c in range(256) if c >= 0x80 or chr(c).isalnum() or c == ord("_"))


class Token(NamedTuple):
    """A name (keywords are names), literal or operator and its half-open byte range.

    ``kind`` is ``name``, ``literal``, ``operator`` (which brackets are), or ``semicolon`` for one that a line end is,
    whose range is empty.
    """

    kind: str
    text: bytes
    start: int
    end: int


def elements(data: bytes, start: int = 0, end: int = sys.maxsize) -> Iterator[Token]:
    """The elements of a text, comments left out and semicolons put in (Go specification, "Semicolons")."""
    last: Token | None = None
    for found in _ELEMENT.finditer(data, start, end):
        kind, text = found.lastgroup or "", found.group()
        if kind == "blank":
            if last is not None and b"\n" in text and _ends_statement(last):
                last = Token("semicolon", b"", last.end, last.end)
                yield last
            continue
        last = Token(kind, text, found.start(), found.end())
        yield last


def _ends_statement(element: Token) -> bool:
    """Whether a line end after an element is a semicolon."""
    if element.kind == "name":
        return element.text not in KEYWORDS or element.text in _ENDING
    return element.kind == "literal" or element.text in (b"++", b"--", b")", b"]", b"}")


def statement_end(data: bytes, start: int, end: int = sys.maxsize) -> int:
    """Where a statement, a declaration or a spec that begins at ``start`` ends.

    That is at a semicolon, at the line end that is one, before the closing bracket of what is around it, or at ``end``;
    before an opening bracket, where that is not closed.
    """
    at, line, end = start, start, min(end, len(data))
    while True:
        found = _LINE.match(data, at, end)
        at = found.end() if found is not None else at
        stop = data[at : at + 1]
        if at >= end:
            return end
        if stop in _OPENING:
            # More brackets within each other than the pattern counts, or one that is not closed.
            closed = _closing(data, at, end)
            if closed < 0:
                return at
            at = closed
        elif stop in (b"\n", b"/"):
            if not _continues(data, line, at):
                return at
            comment = OPAQUE.match(data, at, end)
            at = line = comment.end() if comment is not None else at + 1
        else:
            return at


def _closing(data: bytes, start: int, end: int) -> int:
    """Where the bracket that opens at ``start`` is closed; -1 where it is not."""
    depth = 0
    for found in _BRACKET.finditer(data, start, end):
        depth += _DEPTH.get(found.group(), 0)
        if depth == 0:
            return found.end()
    return -1


def _continues(data: bytes, start: int, end: int) -> bool:
    """Whether a statement goes on behind ``data[start:end]``, as the line end there is no semicolon."""
    if data.endswith(b"\n}", start, end):
        return False
    line = data[max(start, data.rfind(b"\n", start, end) + 1) : end].rstrip()
    if b"//" in line or b"*/" in line:
        line = without_comments(data[start:end]).rstrip()
    last = line[-1:]
    if not last:
        return True
    if last in b")}]\"'`":
        return False
    if last in _WORD:
        word = line[len(line.rstrip(_WORD)) :]
        return word in KEYWORDS and word not in _ENDING
    if last == b".":
        number = line[len(line[:-1].rstrip(_WORD)) :]
        return not number[:1].isdigit()
    return not line.endswith((b"++", b"--"))


def identifiers(data: bytes, start: int = 0, end: int | None = None) -> frozenset[str]:
    """The identifiers in a piece of Go, in code alone."""
    text = OPAQUE.sub(b" ", data[start:end])
    return frozenset(word.decode("utf-8", "replace") for word in set(_IDENTIFIER.findall(text)) - KEYWORDS)


def selected(data: bytes) -> frozenset[str]:
    """The identifiers in Go code that stand behind a dot, as in ``x.f``, or before a colon, as in ``T{f: x}``."""
    text = OPAQUE.sub(b" ", data)
    return frozenset(word.decode("utf-8", "replace") for found in _SELECTED.findall(text) for word in found if word)


def is_generic(data: bytes) -> bool:
    """Whether Go code may declare something with type parameters."""
    return _TYPE_PARAMETERS.search(data) is not None and _TYPE_PARAMETERS.search(OPAQUE.sub(b" ", data)) is not None


def without_comments(text: bytes) -> bytes:
    """The text with a blank, or a line end, in place of each comment."""
    if b"//" not in text and b"/*" not in text:
        return text

    def replaced(found: re.Match[bytes]) -> bytes:
        one = found.group()
        if not one.startswith((b"//", b"/*")):
            return one
        return b"\n" if b"\n" in one else b" "

    return OPAQUE.sub(replaced, text)
