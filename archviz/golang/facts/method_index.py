"""Which types may have a method of some name, over a whole source, found in one pass without parsing.

A type has a method because it is declared with the type as receiver, because it is an interface that lists it, because
the type embeds one that has it, or because it is defined as such a type or is another name for it. The index goes by
unqualified names alone, so it finds too many and never too few; the type checker decides (``implementations``). What is
built on a type of a package that is not there may have any method.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from archviz.golang.syntax.lexical import BALANCED, without_comments

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

_NAME = rb"[\w\x80-\xff]++"
_WITHIN = rb"[^\[\]\n]*+"
for _ in range(8):  # type arguments within each other, which a pattern can only count by being written out
    _WITHIN = rb"(?:[^\[\]\n]++|\[" + _WITHIN + rb"\])*+"
_ARGUMENTS = rb"(?:\[" + _WITHIN + rb"\])?+"
_TYPE = rb"(?:\*\s*+)?(?:(" + _NAME + rb")\.)?(" + _NAME + rb")" + _ARGUMENTS
_END = rb"[ \t]*+(?=[\r\n`\";})]|//|/\*|\Z)"
_COMMENT = rb"//[^\n]*+|/\*(?>[^\n]*?\*/)"
_SPACE = rb"(?>\s++|" + _COMMENT + rb")*+"
_RENAMED = rb"(" + _NAME + rb")" + _ARGUMENTS + rb"(?:[ \t]++(?:=\s*+)?|=\s*+)" + _TYPE + _END
_METHOD = re.compile(
    rb"func(?<![\w\x80-\xff]func)(?="
    + _SPACE
    + rb"\("
    + _SPACE
    + rb"(?:"
    + _NAME
    + rb"(?:\s|(?=[*(/]))"
    + _SPACE
    + rb")?"
    rb"(?>[*(]" + _SPACE + rb")*+(" + _NAME + rb")(?>[\s,)]++|\[[^\]\n]*+\]|" + _COMMENT + rb")*+"
    rb"(" + _NAME + rb")" + _SPACE + rb"\()"
)
_DECLARED = re.compile(rb"type(?<![\w\x80-\xff]type)(?:\s++" + _RENAMED + rb"|\s*+(\())")
_IN_GROUP = re.compile(rb"[\n;(][ \t]*+" + _RENAMED)
_STRUCT = re.compile(rb"struct\s*+\{(?!\})")
_INTERFACE = re.compile(rb"interface\s*+\{(?!\})")
_HEAD = re.compile(rb"(?<![\w\x80-\xff])(" + _NAME + rb")" + _ARGUMENTS + rb"(?:[ \t]++(?:=[ \t]*+)?|=[ \t]*+)\Z")
_LONGEST_HEAD = 1024
"""How many bytes before its brace a type's name is looked for."""
_INDENT = re.compile(rb"[ \t]*+")
_LISTED = re.compile(rb"[\n;{/][ \t]*+(" + _NAME + rb")[ \t]*+\(")
_EMBEDDED = re.compile(rb"[\n;{/][ \t]*+" + _TYPE + _END)

_IMPORT = re.compile(rb"[\n;(\"][ \t]*+(?:import[ \t]*+)?(?:(\.|" + _NAME + rb")[ \t]*+)?\"([^\"\n]*+)\"")
_OTHER = re.compile(rb"\n(?:func|type|var|const)\b")
_WORD = re.compile(_NAME)
_MISSING = b""
"""Stands for the types of packages that are not there."""

Place = tuple[str, bytes]
"""A package's import path and the name of a type in it."""


class MethodIndex:
    """What one pass over files, each with the import path of its package, found."""

    def __init__(self, files: Iterable[tuple[str, bytes]], there: Container[str] | None = None) -> None:
        """``there`` are the import paths of the packages that are there; without it, all that are imported are."""
        self._there = there
        self._having: defaultdict[bytes, set[Place]] = defaultdict(set)
        self._built_on: defaultdict[bytes, set[Place]] = defaultdict(set)
        for path, text in files:
            self._read(path, text)

    def packages(self, methods: Iterable[str]) -> list[str]:
        """The packages, sorted, with a type that may have all of some methods."""
        rarest = min(
            (self._with(self._having.get(method.encode(), set())) for method in methods), key=len, default=set()
        )
        perhaps = self._with(self._built_on.get(_MISSING, set()))
        return sorted({path for path, _ in rarest | perhaps})

    def _with(self, those: set[Place]) -> set[Place]:
        """Some types, and what is built on one of them, and so on."""
        found = set(those)
        names = {name for _, name in found}
        waiting = list(names)
        while waiting:
            built_on = self._built_on.get(waiting.pop(), set())
            found |= built_on
            fresh = {name for _, name in built_on} - names
            names |= fresh
            waiting.extend(fresh)
        return found

    def _read(self, path: str, text: bytes) -> None:
        if text.count(b"/*") > text.count(b"\n/*") + text.startswith(b"/*"):
            text = without_comments(text)
        missing = self._missing(text)
        for receiver, method in _METHOD.findall(text):
            self._having[method].add((path, receiver))
        starts: list[int] = []
        for declared in _DECLARED.finditer(text):
            name, package, other, group = declared.groups(b"")
            if group:
                starts.append(declared.end())
            else:
                self._built_on[_MISSING if package in missing else other].add((path, name))
        for start, following in zip(starts, [*starts[1:], len(text)], strict=False):
            end = text.find(b"\n)", start, following)
            for name, package, other in _IN_GROUP.findall(text, start, end if end >= 0 else following):
                self._built_on[_MISSING if package in missing else other].add((path, name))
        for name, body in _bodies(text, _STRUCT):
            for package, embedded in _EMBEDDED.findall(body):
                self._built_on[_MISSING if package in missing else embedded].add((path, name))
        for name, body in _bodies(text, _INTERFACE):
            for listed in _LISTED.findall(body):
                self._having[listed].add((path, name))
            for package, embedded in _EMBEDDED.findall(body):
                self._built_on[_MISSING if package in missing else embedded].add((path, name))

    def _missing(self, text: bytes) -> Container[bytes]:
        """The names under which a file may know packages that are not there."""
        if self._there is None:
            return ()
        names: set[bytes] = set()
        for name, path in _IMPORT.findall(text, 0, _end_of_imports(text)):
            if path.decode("utf-8", "replace") not in self._there:
                # without a name of its own, by any word of its path
                last = path.rpartition(b"/")[2].replace(b"-", b"_")
                names.update([name.removeprefix(b".")] if name else (*_WORD.findall(path), last))
        return names


def _end_of_imports(text: bytes) -> int:
    """Where the first declaration that is no import begins."""
    found = _OTHER.search(text)
    return found.start() if found is not None else len(text)


def _bodies(text: bytes, opening: re.Pattern[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """The name of each struct or interface type that is not empty, and its text from the opening brace on.

    One within the text of another belongs to that. Where its brackets do not match, a text ends at the latest where a
    type of the same or a lesser indentation begins.
    """
    opened = list(opening.finditer(text))
    places = [_line(text, one.start()) for one in opened]
    limits = _limits(places, len(text))
    done = 0
    for one, (line, indent), limit in zip(opened, places, limits, strict=True):
        at, start = one.start(), one.end() - 1
        head = _HEAD.search(text, max(line, at - _LONGEST_HEAD), at) if at >= done else None
        if head is None:
            continue
        closed = BALANCED.match(text, start)
        if closed is not None:
            done = closed.end()
        else:
            end = text.find(b"\n" + text[line : line + indent] + b"}", start, limit)
            done = end + 1 if end >= 0 else limit
        yield head.group(1), text[start:done]


def _line(text: bytes, at: int) -> tuple[int, int]:
    """Where the line of an offset begins, and how many blanks it begins with."""
    line = text.rfind(b"\n", 0, at) + 1
    blanks = _INDENT.match(text, line, at)
    return line, blanks.end() - line if blanks is not None else 0


def _limits(places: list[tuple[int, int]], end: int) -> list[int]:
    """For each of some lines, where the next one begins that is not indented more."""
    limits: list[int] = []
    following: list[tuple[int, int]] = []
    for line, indent in reversed(places):
        while following and (following[-1][1] > indent or following[-1][0] == line):
            following.pop()
        limits.append(following[-1][0] if following else end)
        following.append((line, indent))
    return limits[::-1]
