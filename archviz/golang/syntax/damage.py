"""What makes a file no Go file, whatever it declares: conflicts of a merge, pointers to files, other encodings."""

from __future__ import annotations

import re
from collections import deque
from typing import NamedTuple

from archviz.golang.syntax.lexical import OPAQUE

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_GIT_LFS = b"version https://git-lfs.github.com/spec/"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_CONFLICTS = re.compile(
    OPAQUE.pattern + rb"|(?P<marker>^(?:(?:<{7}|>{7}|\|{7})(?=[ \r\n]|\Z)[^\n]*+|={7}(?=\r?\n|\Z)))",
    re.DOTALL | re.MULTILINE,
)
_LINES = (b"<<<<<<<", b">>>>>>>", b"=======", b"|||||||")


class Fault(NamedTuple):
    """What in a text is no Go, and at which byte offset."""

    offset: int
    message: str


def foreign(data: bytes) -> Fault | None:
    """Why a file holds no Go at all; None where it may."""
    if data.startswith(_GIT_LFS):
        return Fault(0, "a Git LFS pointer, not the file itself")
    if data.startswith(_UTF_16):
        return Fault(0, "UTF-16, where Go source is UTF-8")
    return None


def damage(data: bytes) -> list[Fault]:
    """What Go's lexical rules forbid anywhere (Go specification, "Source code representation"), and merge markers."""
    faults = [Fault(start, "merge marker") for start, _ in markers(data)]
    faults.extend(_open_comment(data))
    if b"\0" in data:
        faults.append(Fault(data.index(b"\0"), "a NUL byte"))
    if not data.isascii():
        mark = data.find(BYTE_ORDER_MARK, 1)
        if mark >= 0:
            faults.append(Fault(mark, "a byte order mark inside the file"))
        try:
            data.decode()
        except UnicodeDecodeError as error:
            faults.append(Fault(error.start, "bytes that are no UTF-8"))
    return faults


def _open_comment(data: bytes) -> list[Fault]:
    """A comment that is not closed, which is the last of a file's comments and strings."""
    if data.rfind(b"*/") >= data.rfind(b"/*") + 2 or b"/*" not in data:
        return []
    last = deque(OPAQUE.finditer(data), maxlen=1)
    text = last[0].group() if last else b""
    if not text.startswith(b"/*") or (len(text) > len(b"/*/") and text.endswith(b"*/")):
        return []
    return [Fault(last[0].start(), "a comment that is not closed")]


def markers(data: bytes, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The byte ranges of the lines that a merge with conflicts left; those in strings and comments are text."""
    end = len(data) if end is None else end
    if data.find(_LINES[0], start, end) < 0 and data.find(_LINES[1], start, end) < 0:
        return []
    found = [one.span() for one in _CONFLICTS.finditer(data, start, end) if one.lastgroup]
    return found if any(data.startswith(_LINES[:2], at) for at, _ in found) else []


def without_markers(data: bytes, start: int = 0, end: int | None = None) -> bytes:
    """The text ``data[start:end]``, each of its merge markers blank."""
    text = data[start:end]
    found = markers(text)
    if not found:
        return text
    blanked = bytearray(text)
    for at, to in found:
        blanked[at:to] = b" " * (to - at)
    return bytes(blanked)
