"""Tars whose headers say odd things: numbers, kinds, names, extensions and their order."""

from __future__ import annotations

import random

from archives import CONTENTS, NAMES, NUMBERS, ODD_NAMES, TARGETS, any_name, bytes_changed, name_bytes, read_all
from hypothesis import strategies as st

SECONDS = 1.0
_KINDS = b"0" * 30 + b"\0" * 6 + b"755511112222222LKKxxxxgXS34D6V\xff"
_KEYS = ("path", "linkpath", "size", "mtime", "comment", "GNU.sparse.major", "GNU.sparse.name", "GNU.sparse.map", "")


def made(seed: int) -> bytes:
    """A tar, made from a seed."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    members = [_member(chance, b"0", "m/go.mod", CONTENTS[0]), _member(chance, b"0", "m/a.go", CONTENTS[1])]
    for _ in range(chance.randrange(12)):
        kind = bytes([chance.choice(_KINDS)])
        content = _extension(chance, kind)
        members.append(_member(chance, kind, any_name(chance), content))
    if chance.randrange(2):
        chance.shuffle(members)
    tar = b"".join(members) + bytes(1024 if chance.randrange(20) else 0)
    return tar if chance.randrange(3) else bytes_changed(tar, chance)


def _extension(chance: random.Random, kind: bytes) -> bytes:
    """The bytes of a member: records of pax, a long name, or a file's."""
    if kind in b"xgX":
        return b"".join(_record(chance) for _ in range(chance.choice((0, 1, 1, 2, 40))))
    if kind in b"LK":
        return name_bytes(chance.choice(NAMES * 9 + ODD_NAMES + TARGETS)) + bytes(chance.randrange(2))
    return b"" if kind in b"123456" and chance.randrange(20) else chance.choice(CONTENTS)


def _record(chance: random.Random) -> bytes:
    value = chance.choice(
        (*map(name_bytes, NAMES * 9 + ODD_NAMES + TARGETS), *(b"%d" % number for number in NUMBERS), b"-1", b"1e9")
    )
    rest = b" " + chance.choice(_KEYS).encode() + b"=" + value + b"\n"
    length = len(rest) + len(str(len(rest)))
    length += len(str(length)) - len(str(len(rest)))
    if not chance.randrange(40):
        length = chance.choice((0, 1, length - 1, length + 1, *NUMBERS))
    return b"%d" % length + rest


def _member(chance: random.Random, kind: bytes, name: str, content: bytes) -> bytes:
    header = bytearray(512)
    written = name_bytes(name)
    header[: min(100, len(written))] = written[:100]
    header[100:124] = b"0000644\0" * 3
    header[124:136] = _size(chance, len(content))
    header[136:148] = b"00000000000\0"
    header[156:157] = kind
    target = name_bytes(chance.choice(TARGETS))[:100]
    header[157 : 157 + len(target)] = target
    header[257:265] = chance.choice((b"ustar\x0000", b"ustar  \0"))
    if not chance.randrange(40):
        header[345:349] = chance.choice((b"m/b\0", b"..\0\0", b"\xff\xff\xff\xff"))
    if kind == b"S":
        header[386:410] = b"%011o\0" % chance.choice(NUMBERS[:8]) * 2
        header[482] = chance.randrange(2)
    if not chance.randrange(20):
        header[chance.randrange(512)] = chance.randrange(256)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + content + bytes(-len(content) % 512)


def _size(chance: random.Random, size: int) -> bytes:
    if chance.randrange(50):
        return b"%011o\0" % size
    number = chance.choice(NUMBERS)
    odd = (
        b"%011o\0" % min(number, 0o77777777777),
        b"\x80" + number.to_bytes(11, "big"),
        b"\xff" * 12,
        b"-0000000001\0",
    )
    return chance.choice((*odd, b" 12345 junk\0", bytes(12), b"\xff" + number.to_bytes(11, "big")))


CASES = st.integers(0, 2**63).map(made)


def run(case: bytes, /) -> str:
    """Reads a tar to its end."""
    return read_all(case, ".tar")
