"""A cheap scan of a Go file for its top-level declarations, without parsing them.

Declarations are told apart by Go's lexical rules alone, however the file is laid out. Where brackets do not match (a
broken file), a declaration ends where a line begins with the keyword of the next one, and the damage stays there.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from archviz.golang.syntax.damage import BYTE_ORDER_MARK, Fault, damage, foreign, without_markers
from archviz.golang.syntax.lexical import BLANK, COMMENT, NAME, OPAQUE, elements, statement_end, without_comments

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

    ``receiver`` is the base type of a method's receiver, "" for anything else; ``pointer`` says that it is a pointer.
    """

    keyword: Keyword
    names: tuple[str, ...]
    receiver: str
    start: int
    end: int
    pointer: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """How a file begins; ``package`` is "" where it has no package clause."""

    package: str
    imports: tuple[Import, ...]


@dataclass(frozen=True, slots=True)
class FileScan:
    """What a file declares, imports aside, and what of it could not be read."""

    chunks: tuple[Chunk, ...]
    faults: tuple[Fault, ...]


_SPACE = rb"(?>\s++|" + COMMENT + rb")"
_BEGINNINGS = {keyword[:2].encode(): keyword for keyword in Keyword}
_OPENING = (b"(", b"{", b"[")
_PACKAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?(?>[\s;]++|" + COMMENT + rb")*+package" + _SPACE + rb"++(" + NAME + rb")", re.DOTALL
)
_KEYWORD = re.compile(rb"(?:func|type|var|const|import)(?![\w\x80-\xff])")
_NEXT = re.compile(rb"\n(?=(?:func|type|var|const|import)[ \t(])")
_NAMED_FUNC = re.compile(rb"\nfunc[ \t]++(?:\([^()\n]*+\)[ \t]*+)?" + NAME + rb"[ \t]*+[(\[]")
_FUNC = re.compile(
    rb"func\s*+(?:\(\s*+(?:" + NAME + rb"(?:\s++(?=[\w\x80-\xff(*])|(?=[(*])))?([\s(*]*+)(" + NAME + rb")"
    rb"\s*+(?:\[[^\]/]*+\])?(?:[\s,]*+\))++\s*+)?(" + NAME + rb")\s*+[(\[]"
)
_NAMES = re.compile(NAME + rb"(?:" + _SPACE + rb"*+," + _SPACE + rb"*+" + NAME + rb")*+", re.DOTALL)
_IMPORT = re.compile(rb"(?:(?<![\w.\x80-\xff])([\w.\x80-\xff]++)\s*+)?[\"`]([^\"`\n]++)[\"`]")
_IMPORTS = re.compile(
    rb"import" + _SPACE + rb"*+(?:\((?:" + OPAQUE.pattern + rb"|[^)])*+\)|(?:" + NAME + rb"|\.)?" + _SPACE + rb"*+"
    rb"(?:\"[^\"\n]*+\"|`[^`]*+`))",
    re.DOTALL,
)
_GAP = re.compile(rb"(?>[\s;]++|" + COMMENT + rb"|(?:<{7}|={7}|>{7})[^\n]*+)*+", re.DOTALL)
_CONFLICT = re.compile(rb"(?m)^(?:<{7}|={7}|>{7})[^\n]*+")
_AFTER_IMPORTS = re.compile(rb"\n(?:func|type|var|const|import)\b")


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
        text = without_comments(_CONFLICT.sub(b"", data[at + len("import") : end]))
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


def package_clause(data: bytes) -> int:
    """The byte offset of the package clause, -1 where there is none."""
    found = _PACKAGE.match(data)
    return data.rindex(b"package", 0, found.start(1)) if found is not None else -1


def scan(data: bytes) -> FileScan:
    """The declarations of a file. Never fails: what cannot be read is among the faults."""
    whole = foreign(data)
    if whole is not None:
        return FileScan((), (whole,))
    faults = damage(data)
    if faults:
        data = without_markers(data)
    found = _PACKAGE.match(data)
    begin = found.end() if found is not None else len(BYTE_ORDER_MARK) if data.startswith(BYTE_ORDER_MARK) else 0
    if found is None:
        faults.append(Fault(_end_of(BLANK, data, begin), "no package clause"))
    ranges = _declarations(data, begin, faults)
    chunks = [_chunk(data, *one) for one in ranges]
    return FileScan(tuple(one for one in chunks if one.keyword is not Keyword.IMPORT), tuple(sorted(faults)))


def _declarations(data: bytes, at: int, faults: list[Fault]) -> list[tuple[int, int]]:
    """The byte ranges of the declarations; what stands between them belongs to the one before."""
    ranges: list[tuple[int, int]] = []
    limit = len(data)
    broken = False
    while (at := _end_of(BLANK, data, at)) < len(data):
        start = at
        if broken:
            limit = _next_start(data, start)
        if data[start : start + 2] in _BEGINNINGS and _KEYWORD.match(data, start):
            at = statement_end(data, start, limit)
            if data[at : at + 1] in _OPENING or _swallows(data, start, at):
                broken = True
                faults.append(Fault(at, "brackets do not match"))
                at = limit = _next_start(data, start)
        else:
            if not broken:
                faults.append(Fault(start, "non-declaration statement outside function body"))
            broken = True
            at = _next_start(data, start)
            start = ranges.pop()[0] if ranges else at
        end = at
        while end > start and data[end - 1 : end].isspace():
            end -= 1
        if start < end:
            ranges.append((start, end))
    return ranges


def _next_start(data: bytes, at: int) -> int:
    """Where the next line begins with a declaration's keyword that no raw string or comment hides."""
    for found in _NEXT.finditer(data, at):
        start = found.end()
        while at <= start and (token := OPAQUE.search(data, at, start)) is not None:
            at = _end_of(OPAQUE, data, token.start())
        if at <= start:
            return start
    return len(data)


def _swallows(data: bytes, start: int, end: int) -> bool:
    """Whether a declaration holds a line that begins with a named function, which a declaration cannot hold."""
    at = data.find(b"\nfunc", start, end)
    if at < 0:
        return False
    passed = start
    for token in OPAQUE.finditer(data, start, end):
        if token.start() > at and _NAMED_FUNC.search(data, passed, token.start()) is not None:
            return True
        passed = token.end()
    return _NAMED_FUNC.search(data, passed, end) is not None


def _chunk(data: bytes, start: int, end: int) -> Chunk:
    keyword = _BEGINNINGS[data[start : start + 2]]
    if keyword is Keyword.FUNC:
        receiver, pointer, name = function_head(data, start, end)
        return Chunk(keyword, (name,) if name else (), receiver, start, end, pointer)
    if keyword is Keyword.IMPORT:
        return Chunk(keyword, (), "", start, end)
    names = (_text(name) for spec in _specs(data, start + len(keyword), end) for name in spec)
    return Chunk(keyword, tuple(names), "", start, end)


def function_head(data: bytes, start: int, end: int) -> tuple[str, bool, str]:
    """The base type of a method's receiver, or "", whether that is a pointer, and the name of a function or method."""
    found = _FUNC.match(data, start, end)
    if found is not None:
        stars, receiver, name = found.groups(b"")
        return _text(receiver), b"*" in stars, _text(name)
    receiver, pointer, depth, within, words, complete = b"", False, 0, 0, 0, False
    for one in elements(data, start + len("func"), end):
        if one.text in (b"(", b")"):
            depth += 1 if one.text == b"(" else -1
        elif one.text in (b"[", b"]"):
            within += 1 if one.text == b"[" else -1
        elif depth == 0:
            return (_text(receiver), pointer, _text(one.text)) if one.kind == "name" else ("", False, "")
        elif one.text == b",":
            words, complete = 0, complete or words > 1
        elif within == 0 and not complete:  # of several receivers the first
            words += 1
            receiver = one.text if one.kind == "name" else receiver
            pointer = pointer or one.text == b"*"
    return "", False, ""


def name_in_head(data: bytes, chunk: Chunk) -> int:
    """The byte offset of a function's or method's name; -1 where its declaration does not begin in a usual way."""
    found = _FUNC.match(data, chunk.start, chunk.end)
    return found.start(3) if found is not None else -1


def _specs(data: bytes, at: int, end: int) -> Iterator[list[bytes]]:
    """The names that each spec of a declaration of types, variables or constants declares."""
    at = _end_of(BLANK, data, at, end)
    group = data.startswith(b"(", at)
    at += group
    while (at := _end_of(BLANK, data, at, end)) < end:
        found = _NAMES.match(data, at, end)
        if found is not None:
            names = found.group()
            yield [names] if b"," not in names else [name.strip() for name in without_comments(names).split(b",")]
        if not group or data.startswith(b")", at):
            return
        spec, at = at, statement_end(data, at, end)
        if data[at : at + 1] in _OPENING:
            return
        at = max(at, spec + 1)


def _text(name: bytes) -> str:
    return name.decode("utf-8", "replace")
