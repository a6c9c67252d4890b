"""Tars byte by byte, for what no program writes."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

END = bytes(1024)


def octal(number: int) -> bytes:
    """A size as most programs write it."""
    return b"%011o\0" % number


def member(
    name: bytes,
    content: bytes = b"",
    *,
    kind: bytes = b"0",
    size: bytes | None = None,
    target: bytes = b"",
    at: int = 0,
) -> bytes:
    """A member: its header with a right checksum, and its content; ``at`` is a place in the header that is set to 1."""
    header = bytearray(512)
    header[: len(name)] = name
    header[100:124] = b"0000644\0" * 3
    header[124:136] = octal(len(content)) if size is None else size
    header[136:148] = octal(0)
    header[148:156] = b" " * 8
    header[156:157] = kind
    header[157 : 157 + len(target)] = target
    header[257:265] = b"ustar\x0000"
    if at:
        header[at] = 1
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + content + bytes(-len(content) % 512)


def pax(*records: tuple[bytes, bytes], kind: bytes = b"x") -> bytes:
    """A pax header of records."""
    return member(b"pax", b"".join(record(*pair) for pair in records), kind=kind)


def record(keyword: bytes, value: bytes) -> bytes:
    """A record of a pax header, its own length in front."""
    rest = b" %b=%b\n" % (keyword, value)
    length = len(rest)
    while len(b"%d" % length) + len(rest) != length:
        length = len(b"%d" % length) + len(rest)
    return b"%d%b" % (length, rest)


MODULE = member(b"m/go.mod", b"module example.com/m\n") + member(b"m/a.go", b"package m\n")
"""Two members that are a module."""


def written(tar: bytes, folder: Path, ending: str) -> str:
    """A tar as a file, compressed or not as its ending says."""
    file = folder / f"x.{ending}"
    file.write_bytes(gzip.compress(tar) if ending == "tar.gz" else tar)
    return str(file)
