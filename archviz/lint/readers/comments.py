"""The doc comments of a Go file, each with the names that it is about (Go, "Go Doc Comments")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archviz.golang.syntax.lexical import OPAQUE, elements
from archviz.golang.syntax.scan import Keyword, scan
from archviz.lint.page import DocComment, WrittenPage
from archviz.lint.readers.docs import CommentLine, read_lines
from archviz.lint.readers.places import PlacedLine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.golang.syntax.lexical import Token
    from archviz.golang.syntax.scan import Chunk

_Ranges = tuple[tuple[int, int], ...]
"""The half-open byte ranges of comments with no line between."""

_COMMENTS = (b"//", b"/*")
_BEHIND = re.compile(rb"[ \t\r]*+\n?[ \t\r]*+(?=[^\s/])")


def read_comments(file: str, text: str) -> tuple[DocComment, ...]:
    """The comments of a file's package, declarations, specifications, fields and methods of interfaces, in order.

    What stands in functions is left out, and comments behind what they are about.
    """
    data = text.encode("utf-8", "surrogatepass")
    groups = dict(_groups(data))
    lines = _Lines(data)
    return tuple(
        DocComment(names, WrittenPage(file, *read_lines(lines.of(groups[start]))))
        for start, names in sorted(_declared(data, groups))
    )


def _groups(data: bytes) -> Iterator[tuple[int, _Ranges]]:
    """The groups of comments that stand on lines of their own, each by the offset of what is directly behind it."""
    ranges: list[tuple[int, int]] = []
    at = 0
    for found in OPAQUE.finditer(data):
        start, end = found.span()
        between, at = data[at:start], end
        if not found.group().startswith(_COMMENTS):
            ranges = []
            continue
        alone = not between.rpartition(b"\n")[2].strip() and (b"\n" in between or start == len(between))
        if not alone or (ranges and between.strip(b" \t\r") != b"\n"):
            ranges = []
        if alone:
            ranges.append((start, end))
            behind = _behind(data, end)
            if behind >= 0:
                yield behind, tuple(ranges)


def _behind(data: bytes, end: int) -> int:
    """Where what is on the same line as the end of a comment, or on the next, begins; -1 for nothing, or a comment."""
    found = _BEHIND.match(data, end)
    return found.end() if found is not None else -1


def _declared(data: bytes, groups: dict[int, _Ranges]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Where each declaration with a comment begins, and what it declares."""
    first = next(elements(data), None)
    if first is not None and first.text == b"package" and first.start in groups:
        yield first.start, ()
    inner = sorted(groups)
    at = 0
    for chunk in scan(data).chunks:
        if chunk.start in groups:
            owner = (f"{chunk.receiver}." if chunk.receiver else "") if chunk.keyword is Keyword.FUNC else ""
            yield chunk.start, tuple(owner + name for name in chunk.names)
        while at < len(inner) and inner[at] <= chunk.start:
            at += 1
        if at < len(inner) and inner[at] < chunk.end and chunk.keyword is not Keyword.FUNC:
            yield from _specified(data, chunk, groups)


def _specified(data: bytes, chunk: Chunk, groups: dict[int, _Ranges]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The specifications with a comment in a declaration's brackets, and the fields and methods of the types in it."""
    tokens = [token for token in elements(data, chunk.start, chunk.end) if token.kind != "semicolon"]
    grouped = len(tokens) > 1 and tokens[1].text == b"("
    types = chunk.keyword is Keyword.TYPE
    if not grouped and not types:
        return
    owner = member = ""
    open_brackets: list[bytes] = []
    for at, token in enumerate(tokens):
        begins = at == 1 or _begins(data, tokens[at - 1], token)
        if token.text in (b"(", b"[", b"{"):
            open_brackets.append(token.text)
        elif token.text in (b")", b"]", b"}"):
            del open_brackets[-1:]
        elif begins and len(open_brackets) == grouped:
            names = _names(tokens, at)
            owner = names[0] if names else ""
            if grouped and token.start in groups:
                yield token.start, names
        elif begins and types and len(open_brackets) == grouped + 1 and open_brackets[-1] == b"{":
            names = tuple(f"{owner}.{name}" for name in _names(tokens, at))
            member = names[0] if names else owner
            if token.start in groups:
                yield token.start, names
        elif begins and types and token.start in groups and open_brackets[-1:] == [b"{"]:
            yield token.start, (member,)


def _begins(data: bytes, before: Token, token: Token) -> bool:
    """Whether a token is the first of a specification or a field."""
    return before.text in (b"(", b"{", b";") or b"\n" in data[before.end : token.start]


def _names(tokens: list[Token], at: int) -> tuple[str, ...]:
    """The names that a specification or a field begins with, or that of the type which it embeds."""
    while at < len(tokens) and tokens[at].text in (b"*", b"~"):
        at += 1
    names = []
    while at < len(tokens) and tokens[at].kind == "name":
        if tokens[at + 1 : at + 2] and tokens[at + 1].text == b".":
            at += 2
            continue
        names.append(tokens[at].text.decode("utf-8", "replace"))
        if not tokens[at + 1 : at + 2] or tokens[at + 1].text != b",":
            break
        at += 2
    return tuple(names)


class _Lines:
    """The lines of comments, by their ranges in a file."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at, self._line = 0, 1

    def of(self, ranges: _Ranges) -> list[CommentLine]:
        """What each line of the comments says, without its marks. The ranges come in the order of the file."""
        lines = []
        for start, end in ranges:
            self._line += self._data.count(b"\n", self._at, start)
            self._at = start
            before = self._data[self._data.rfind(b"\n", 0, start) + 1 : start]
            column = len(_text(before)) + 3
            text = _text(self._data[start + 2 : end])
            if self._data.startswith(b"/*", start):
                first, *rest = text.removesuffix("*/").split("\n")
                lines.append(CommentLine(PlacedLine(first.rstrip(), self._line, column), False))
                lines += (
                    CommentLine(PlacedLine(one.rstrip(), number, 1), False)
                    for number, one in enumerate(rest, self._line + 1)
                )
            else:
                lines.append(CommentLine(PlacedLine(text.rstrip(), self._line, column), True))
        return lines


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
