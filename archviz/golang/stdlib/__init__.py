"""The declarations of Go's standard library, as stubs that the scanner reads like any other Go file.

``declarations.txtar`` holds them all, a file for each package; ``generate/main.go`` writes it from a Go installation.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_MARKER = re.compile(rb"(?m)^-- (\S+)/stubs\.go --\n")


@cache
def _table() -> tuple[bytes, dict[str, tuple[int, int]]]:
    data = (Path(__file__).parent / "declarations.txtar").read_bytes()
    marks = list(_MARKER.finditer(data))
    ends = [mark.start() for mark in marks[1:]] + [len(data)]
    return data, {mark.group(1).decode(): (mark.end(), end) for mark, end in zip(marks, ends, strict=True)}


def packages() -> frozenset[str]:
    """The import paths of the standard library, with those of its internal packages that others mention."""
    return frozenset(_table()[1])


def text(path: str) -> bytes | None:
    """The stubs of a package as a Go file, or None where the standard library has no such package."""
    data, places = _table()
    place = places.get(path)
    return data[slice(*place)] if place is not None else None


def go_version() -> str:
    """The Go release that the table was made from, such as ``go1.27.3``."""
    return _table()[0].split(b":", 1)[0].decode()
