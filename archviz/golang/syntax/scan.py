"""A cheap scan of a Go file for its top-level declarations, without parsing them.

In code that gofmt wrote, a declaration begins with its keyword in column 0 and all else in it is indented or closes a
bracket, so that finding line starts is enough. Where that does not account for every line, brackets are counted;
where they do not match either (a broken file), a declaration ends where the next one begins in column 0, and the damage
stays there.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Keyword(StrEnum):
    """What a top-level declaration begins with."""

    FUNC = "func"
    TYPE = "type"
    VAR = "var"
    CONST = "const"
    IMPORT = "import"


class Import(NamedTuple):
    """An import; ``name`` is the one it is given, "" for none, or ``.`` or ``_``."""

    name: str
    path: str


class Chunk(NamedTuple):
    """A top-level declaration: the names it declares and its half-open byte range, from its keyword on.

    ``receiver`` is the base type of a method's receiver, "" for anything else.
    """

    keyword: Keyword
    names: tuple[str, ...]
    receiver: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Header:
    """How a file begins; ``package`` is "" where it has no package clause."""

    package: str
    imports: tuple[Import, ...]


class Fault(NamedTuple):
    """What in a file is no Go; ``line`` is 1-based."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class FileScan:
    """What a file declares, imports aside, and what of it could not be read."""

    chunks: tuple[Chunk, ...]
    faults: tuple[Fault, ...]


# Every pattern takes time in proportion to what it reads: alternatives begin differently, repeats are possessive, and
# what is not closed is one token to the end of its line or of the file, so that nothing is read again from each start.
_NAME = rb"[\w\x80-\xff]++"
_NAMES = rb"(" + _NAME + rb"(?:\s*+,\s*+" + _NAME + rb")*+)"
_BLOCK_COMMENT = rb"/\*(?>.*?\*/)"
_COMMENT = rb"//[^\n]*+|" + _BLOCK_COMMENT
_SPACE = rb"(?:\s++|" + _BLOCK_COMMENT + rb")"
_PACKAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:[\s;]++|" + _COMMENT + rb")*+package" + _SPACE + rb"++(" + _NAME + rb")", re.DOTALL
)
_BEGINNINGS = {keyword[:2].encode(): keyword for keyword in Keyword}
_START = re.compile(rb"\n(?=(?:func|type|var|const|import)[ \t(])")
_STRING = rb"`[^`]*+`?|\"(?:[^\"\\\n]++|\\[^\n])*+\"?|'(?:[^'\\\n]++|\\[^\n])*+'?"
_TOKEN = re.compile(rb"//[^\n]*+|/\*(?>.*?(?:\*/|\Z))|" + _STRING, re.DOTALL)
_BLANK = re.compile(rb"(?:[\s;]++|" + _COMMENT + rb")*+", re.DOTALL)
_INDENTED = re.compile(rb"[^\n]*+(?:\n[ \t]++[^\n]*+|\n[ \t\r]*+(?=\n[ \t]++\S))*+")
_FUNC = re.compile(
    rb"func\s*+(?:\(\s*+(?:" + _NAME + rb"\s++)?\*?\s*+(?:\(\s*+)?\*?\s*+(" + _NAME + rb")"
    rb"(?:\s*+\[[^\]]*+\])?\s*+\)?\s*+,?\s*+\)\s*+)?(" + _NAME + rb")"
)
_SINGLE = re.compile(rb"\w++\s++" + _NAMES)
_GROUP = re.compile(rb"\w++\s*+\(")
_LINE_SPEC = re.compile(rb"(?m)^\t" + _NAMES)
_SPEC = re.compile(rb"\s*+" + _NAMES)
_PIECE = re.compile(rb"[(){}\[\]\n;]|[^(){}\[\]\n;\s][^(){}\[\]\n;]*+")
_IMPORT = re.compile(rb"(?:(?<![\w.\x80-\xff])([\w.\x80-\xff]++)\s*+)?[\"`]([^\"`\n]++)[\"`]")
_GAP = re.compile(rb"(?:[\s;]++|" + _COMMENT + rb"|(?:<{7}|={7}|>{7})[^\n]*+)*+", re.DOTALL)
_IMPORTS = re.compile(
    rb"import" + _SPACE + rb"*+(?:\((?:" + _TOKEN.pattern + rb"|[^)])*+\)|(?:" + _NAME + rb"|\.)?" + _SPACE + rb"*+"
    rb"(?:\"[^\"\n]*+\"|`[^`]*+`))",
    re.DOTALL,
)
_AFTER_IMPORTS = re.compile(rb"\n(?:func|type|var|const|import)\b")
_CONFLICT = re.compile(rb"(?m)^(?:<{7}|={7}|>{7})[^\n]*+")
_MARKER = re.compile(rb"(?m)^(?:<{7}|>{7}) ")
_KEYWORD = rb"(?<![\w\x80-\xff])(?:func|type|var|const|import)(?![\w\x80-\xff])"
_EVENT = re.compile(_TOKEN.pattern + rb"|[(){}\[\]\n;]|" + _KEYWORD, re.DOTALL)
_UNENDED = re.compile(rb"(?:[-+*/%&|^<>=!,.:(]|(?<![\w\x80-\xff])(?:func|type|var|const|import|map|chan))\Z")


def header(data: bytes) -> Header:
    """The package clause and the imports of a file, which come before all else (spec, "Source file organization")."""
    found = _PACKAGE.match(data)
    imports: list[Import] = []
    at = found.end() if found is not None else 0
    limit = len(data)
    while data.startswith(b"import", at := _end_of(_GAP, data, at)):
        limit = limit if at < limit else _next_keyword(data, at)
        end = _end_of(_IMPORTS, data, at, limit)
        if end == at:
            # What is not closed once is not looked for again beyond the next declaration.
            end = limit = _next_keyword(data, at)
        text = _without_comments(_CONFLICT.sub(b"", data[at + len("import") : end]))
        imports.extend(Import(_text(m.group(1) or b""), _text(m.group(2))) for m in _IMPORT.finditer(text))
        at = end
    return Header(_text(found.group(1)) if found is not None else "", tuple(imports))


def _next_keyword(data: bytes, at: int) -> int:
    """Where the next line begins with a declaration's keyword."""
    found = _AFTER_IMPORTS.search(data, at)
    return found.start() if found is not None else len(data)


def _end_of(pattern: re.Pattern[bytes], data: bytes, at: int, limit: int = sys.maxsize) -> int:
    found = pattern.match(data, at, limit)
    return found.end() if found is not None else at


def scan(data: bytes) -> FileScan:
    """The declarations of a file. Never fails: what cannot be read is among the faults."""
    found = _PACKAGE.match(data)
    begin = found.end() if found is not None else 0
    faults: list[Fault] = []
    if b"\n<<<<<<< " in data or b"\n>>>>>>> " in data:
        line, counted = 1, 0
        for marker in _MARKER.finditer(data):
            line, counted = line + data.count(b"\n", counted, marker.start()), marker.start()
            faults.append(Fault(line, "merge marker"))
    ranges = _by_column(data, begin)
    if not _accounted(data, begin, ranges) or not _laid_out(data, ranges):
        by_brackets = _by_brackets(data, begin)
        if by_brackets is not None and _accounted(data, begin, by_brackets):
            ranges = by_brackets
        else:
            ranges = _up_to_next(data, ranges)
            faults.append(Fault(_unaccounted(data, begin, ranges), "brackets do not match"))
    keywords = [(_BEGINNINGS[data[start : start + 2]], start, end) for start, end in ranges]
    chunks = [_chunk(data, *one) for one in keywords if one[0] is not Keyword.IMPORT]
    return FileScan(tuple(chunks), tuple(faults))


def _line(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1


def _by_column(data: bytes, begin: int) -> list[tuple[int, int]]:
    """Declarations by keywords in column 0."""
    starts = [found.end() for found in _START.finditer(data, begin)]
    plain = not _has_tokens(data, begin, len(data))
    ranges: list[tuple[int, int]] = []
    i = 0
    while i < len(starts):
        start, i = starts[i], i + 1
        if not plain:
            i = _closed(data, start, starts, i)
        limit = starts[i] if i < len(starts) else len(data)
        ranges.append((start, _end(data, start, limit, plain=plain)))
    return ranges


def _has_tokens(data: bytes, start: int, end: int) -> bool:
    """Whether there may be a raw string or a comment over several lines."""
    return data.find(b"`", start, end) >= 0 or data.find(b"/*", start, end) >= 0


def _closed(data: bytes, start: int, starts: list[int], i: int) -> int:
    """The first of ``starts[i:]`` that no raw string or comment hides which begins in the declaration at ``start``."""
    if i == len(starts) or not _has_tokens(data, start, starts[i]):
        return i
    for token in _TOKEN.finditer(data, start):
        if token.start() >= starts[i]:
            break
        while token.end() > starts[i]:
            i += 1
            if i == len(starts):
                return i
    return i


def _end(data: bytes, start: int, limit: int, *, plain: bool) -> int:
    """Where a declaration that gofmt laid out ends: after its last line in column 0 that closes a bracket."""
    if not plain and _has_tokens(data, start, limit):
        return start + _end(_TOKEN.sub(_mask, data[start:limit]), 0, limit - start, plain=True)
    at = data.rfind(b"\n}", start, limit)
    if at < 0 or not data.startswith(b"func", start):
        at = max(at, data.rfind(b"\n)", start, limit), data.rfind(b"\n]", start, limit))
    end = data.find(b"\n", at + 1, limit) if at >= 0 else _end_of(_INDENTED, data, start, limit)
    end = limit if end < 0 else end
    while end > start and data[end - 1 : end].isspace():
        end -= 1
    return end


def _mask(token: re.Match[bytes]) -> bytes:
    """Text of the same length without line ends or brackets; comments become blanks."""
    text = token.group()
    return (b" " if text.startswith((b"//", b"/*")) else b"x") * len(text)


def _accounted(data: bytes, begin: int, ranges: list[tuple[int, int]]) -> bool:
    """Whether nothing but blank lines and comments stands between declarations."""
    at = begin
    for start, end in [*ranges, (len(data), len(data))]:
        if start < at:
            return False
        gap = _BLANK.match(data, at, start)
        if gap is None or gap.end() < start:
            return False
        at = end
    return True


def _laid_out(data: bytes, ranges: list[tuple[int, int]]) -> bool:
    """Whether each range holds one declaration, as it does in code that gofmt wrote.

    Where it is in doubt, because another could begin after a semicolon or be indented, brackets decide.
    """
    for start, end in ranges:
        line = data.rfind(b"\n", start, end) + 1
        doubt = line > start and (data[line : line + 1] not in (b")", b"}", b"]") or data.count(b"\n}", start, end) > 1)
        if (doubt or data.find(b";", line or start, end) >= 0) and _by_brackets(data, start, end) not in (
            [(start, end)],
            None,
        ):
            return False
    return True


def _unaccounted(data: bytes, begin: int, ranges: list[tuple[int, int]]) -> int:
    """The first line where something else stands between declarations, or the first that is never closed."""
    at = begin
    for start, end in [*ranges, (len(data), len(data))]:
        gap = _BLANK.match(data, at, start)
        if gap is not None and gap.end() < start:
            return _line(data, gap.end())
        if sum(_DEPTH.get(e.group(), 0) for e in _EVENT.finditer(data, start, end)):
            return _line(data, start)
        at = end
    return _line(data, begin)


_DEPTH = {b"(": 1, b"{": 1, b"[": 1, b")": -1, b"}": -1, b"]": -1}


def _by_brackets(data: bytes, begin: int, end: int | None = None) -> list[tuple[int, int]] | None:
    """Declarations by counting brackets, however the file is laid out; None where they do not match."""
    end = len(data) if end is None else end
    ranges: list[tuple[int, int]] = []
    depth = 0
    start = line = -1
    for event in _EVENT.finditer(data, begin, end):
        text = event.group()
        if text in _DEPTH:
            depth += _DEPTH[text]
            if depth < 0:
                return None
        elif depth == 0 and start < 0 and text in _KEYWORDS:
            start = event.start()
        elif text in (b"\n", b";"):
            if depth == 0 and start >= 0 and not _continues(data[max(start, line) : event.start()]):
                ranges.append((start, start + len(data[start : event.start()].rstrip())))
                start = -1
            line = event.start()
    if start >= 0:
        ranges.append((start, start + len(data[start:end].rstrip())))
    return ranges if depth == 0 else None


_KEYWORDS = frozenset(k.encode() for k in Keyword)


def _continues(line: bytes) -> bool:
    """Whether a line cannot end a declaration: no semicolon follows an operator, a comma or most keywords.

    After the Go specification, "Semicolons".
    """
    line = _without_comments(line).rstrip()
    return not line or (_UNENDED.search(line) is not None and not line.endswith((b"++", b"--")))


def _up_to_next(data: bytes, ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same declarations, each reaching to the next one where something stands between them."""
    wider: list[tuple[int, int]] = []
    for i, (start, end) in enumerate(ranges):
        limit = ranges[i + 1][0] if i + 1 < len(ranges) else len(data)
        gap = _BLANK.match(data, end, limit)
        whole = gap is not None and gap.end() >= limit
        wider.append((start, end if whole else start + len(data[start:limit].rstrip())))
    return wider


def _chunk(data: bytes, keyword: Keyword, start: int, end: int) -> Chunk:
    receiver, names = _function(data, start, end) if keyword is Keyword.FUNC else ("", _names(data[start:end]))
    if not names and data.find(b"/*", start, end) >= 0:
        text = _without_comments(data[start:end])
        receiver, names = _function(text) if keyword is Keyword.FUNC else ("", _names(text))
    return Chunk(keyword, names, receiver, start, end)


def _function(text: bytes, start: int = 0, end: int = sys.maxsize) -> tuple[str, tuple[str, ...]]:
    """A method's receiver, or "", and the name of a function or method."""
    found = _FUNC.match(text, start, end)
    if found is None:
        return "", ()
    receiver, name = found.groups(b"")
    return _text(receiver), (_text(name),)


def _names(text: bytes) -> tuple[str, ...]:
    """The names that a declaration of types, variables or constants declares."""
    group = _GROUP.match(text)
    if group is not None:
        return tuple(name for spec in _specs(text[group.end() :]) for name in _split(spec))
    single = _SINGLE.match(text)
    return tuple(_split(single.group(1))) if single is not None else ()


def _specs(text: bytes) -> Iterator[bytes]:
    """The names of each spec in a group."""
    plain = _without_comments(text) if b"`" in text else text
    if plain.startswith(b"\n") and b"\n " not in plain and b";" not in plain and b"/*" not in plain:
        for line in _LINE_SPEC.finditer(plain):
            yield line.group(1)
        return
    depth, fresh = 1, True
    for event in _PIECE.finditer(_without_strings(text)):
        piece = event.group()
        if piece in _DEPTH:
            depth += _DEPTH[piece]
            fresh = False
        elif piece in (b"\n", b";"):
            fresh = fresh or depth == 1
        elif depth == 1 and fresh:
            spec = _SPEC.match(piece)
            if spec is not None:
                yield spec.group(1)
            fresh = False


def _split(names: bytes) -> list[str]:
    return [_text(name.strip()) for name in names.split(b",")] if b"," in names else [_text(names)]


def _text(name: bytes) -> str:
    return name.decode("utf-8", "replace")


def _without_strings(text: bytes) -> bytes:
    """The text without comments and with nothing in its strings."""
    return _TOKEN.sub(lambda token: b'""' if token.group()[:1] in b"`\"'" else b"", _without_comments(text))


def _without_comments(text: bytes) -> bytes:
    """The text without comments, and with raw strings emptied of line ends; double-quoted strings stay."""
    if b"//" not in text and b"/*" not in text and b"`" not in text:
        return text

    def replace(token: re.Match[bytes]) -> bytes:
        found = token.group()
        if found.startswith(b"//"):
            return b""
        if found.startswith(b"/*"):
            return b"\n" if b"\n" in found else b" "
        return found.replace(b"\n", b" ") if found.startswith(b"`") else found

    return _TOKEN.sub(replace, text)
