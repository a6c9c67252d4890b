"""The facts of a lock, packed by xz to a seventh of their text."""

from __future__ import annotations

import lzma

from archviz.model.errors import ProjectError

MOST_BYTES = 16 << 20
"""The facts of one lock; those of the shipped figures have less than one mebibyte."""
_MOST_MEMORY = 128 << 20
"""What unpacking may take: that of `xz -9`."""


def pack(facts: bytes) -> bytes:
    """Facts packed, without names and times: the same bytes for the same facts by one release of liblzma."""
    return lzma.compress(facts, format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC64, preset=6)


def unpack(packed: bytes, file: str) -> bytes:
    """The facts that are packed in a file, to MOST_BYTES.

    Raises ProjectError for what is not xz, is cut off or goes on after its end, and where there are more.
    """
    try:
        reader = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MOST_MEMORY)
        facts = reader.decompress(packed, MOST_BYTES + 1)
    except lzma.LZMAError as error:
        raise ProjectError(f"not facts packed by xz: {error}", file=file) from error
    if len(facts) > MOST_BYTES:
        raise ProjectError(f"unpacks to more than {MOST_BYTES:,} bytes", file=file)
    if not reader.eof or reader.unused_data:
        raise ProjectError(
            f"packed facts {'that go on after their end' if reader.eof else 'that are cut off'}", file=file
        )
    return facts
