"""Zips whose directory says odd things: sizes, offsets, methods, flags, names and extra fields."""

from __future__ import annotations

import io
import random
import struct
import warnings
import zipfile

from archives import CONTENTS, NUMBERS, TARGETS, any_name, bytes_changed, name_bytes, read_all
from hypothesis import strategies as st

SECONDS = 1.0
_CENTRAL, _END = b"PK\x01\x02", b"PK\x05\x06"
_FIELDS = (
    (6, "H"),
    (8, "H"),
    (10, "H"),
    (16, "I"),
    (20, "I"),
    (24, "I"),
    (28, "H"),
    (30, "H"),
    (32, "H"),
    (38, "I"),
    (42, "I"),
)
"""Of a central header (APPNOTE.TXT, 4.3.12): version, flags, method, checksum, sizes, lengths, attributes, offset."""


def made(seed: int) -> bytes:
    """A zip, made from a seed."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", chance.choice((0, 8, 8, 8, 8, 8, 12, 14))) as archive:
        archive.writestr("m/go.mod", CONTENTS[0])
        archive.writestr("m/a.go", CONTENTS[1])
        for _ in range(chance.randrange(12)):
            _add(chance, archive)
        archive.comment = chance.choice((b"", b"", b"comment", _END + bytes(30)))
    content = bytearray(packed.getvalue())
    for _ in range(chance.choice((0, 0, 1, 1, 3))):
        _spoil(chance, content)
    if not chance.randrange(6):
        content[:0] = chance.randbytes(chance.randrange(100))
        content[:2] = b"PK"
    return bytes(content) if chance.randrange(5) else bytes_changed(bytes(content), chance)


def _add(chance: random.Random, archive: zipfile.ZipFile) -> None:
    name = any_name(chance).encode("utf-8", "replace").decode()
    member = zipfile.ZipInfo(name or "x")
    member.compress_type = archive.compression
    content = chance.choice(CONTENTS)
    if not chance.randrange(5):
        member.external_attr = 0o120777 << 16
        content = name_bytes(chance.choice(TARGETS))
    if not chance.randrange(30):
        member.extra = chance.choice(
            (struct.pack("<HHQ", 1, 8, chance.choice(NUMBERS)), b"\x01\x00", b"\x01\0\xff\xff")
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # names that are there already
        archive.writestr(member, content)


def _spoil(chance: random.Random, content: bytearray) -> None:
    """Changes a field of a central header, of the end record, or of a local header."""
    places = [at for at in range(len(content) - 4) if content[at : at + 4] == _CENTRAL]
    if places and chance.randrange(4):
        offset, form = chance.choice(_FIELDS)
        at = chance.choice(places) + offset
    else:
        at = max(content.rfind(_END), 0) + chance.choice((4, 6, 8, 10, 12, 16, 20))
        form = chance.choice("HI")
    odd = chance.choice((chance.choice(NUMBERS), chance.getrandbits(32), len(content), 1 << chance.randrange(32)))
    size = struct.calcsize(f"<{form}")
    content[at : at + size] = struct.pack(f"<{form}", odd & ((1 << 8 * size) - 1))


CASES = st.integers(0, 2**63).map(made)


def run(case: bytes, /) -> str:
    """Reads a zip to its end."""
    return read_all(case, ".zip")
