"""Compressed tars: odd tars, odd gzip around them, and little that unfolds to much."""

from __future__ import annotations

import gzip
import random
import zlib

import archives_tar
from archives import bytes_changed, read_all
from hypothesis import strategies as st

SECONDS = 1.0


def made(seed: int) -> bytes:
    """A compressed tar, made from a seed."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    tar = archives_tar.made(chance.getrandbits(63))
    if not chance.randrange(10):
        tar += bytes(chance.choice((1 << 16, 1 << 22)))
    level = chance.choice((0, 1, 6, 9))
    if not chance.randrange(4):
        middle = chance.randrange(len(tar) + 1)
        packed = gzip.compress(tar[:middle], level) + gzip.compress(tar[middle:], level)
    else:
        packed = gzip.compress(tar, level)
    if not chance.randrange(12):
        flags = chance.randrange(256)
        inner = zlib.compressobj(level, zlib.DEFLATED, -15)
        packed = b"\x1f\x8b\x08" + bytes([flags]) + chance.randbytes(chance.randrange(40)) + inner.compress(tar)
        packed += inner.flush()
    packed += chance.choice((b"",) * 20 + (bytes(100), b"garbage", packed[:30]))
    return packed if chance.randrange(5) else bytes_changed(packed, chance)


CASES = st.integers(0, 2**63).map(made)


def run(case: bytes, /) -> str:
    """Reads a compressed tar to its end."""
    return read_all(case, ".tar.gz")
