"""The members of a tar, one after the other.

The format is that of POSIX.1-2017, pax, "ustar Interchange Format" and "pax Header Block", with GNU's long names, base
256 and sparse files (https://www.gnu.org/software/tar/manual/html_node/Standard.html).

Written here because the standard library's reader trusts what a header says: negative sizes, sparse maps and headers
about headers lead it in circles. Each step of this one moves forward in the file, and all of it is within bounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import IO, TYPE_CHECKING

from archviz.model.errors import SourceError
from archviz.sources.limits import MOST_BYTES, MOST_ENTRIES, MOST_HEADER_BYTES

if TYPE_CHECKING:
    import gzip
    from collections.abc import Iterator

BLOCK = 512
_PIECE = 1 << 20
_GNU = b"ustar  \0"


class TarKind(StrEnum):
    """What a member is. ``OTHER`` is a device, a FIFO, or of a kind that only one program knows."""

    FILE = "file"
    SPARSE = "sparse file"
    FOLDER = "folder"
    LINK = "symbolic link"
    HARD_LINK = "hard link"
    OTHER = "other"


_KINDS = {
    **dict.fromkeys((b"0", b"\0", b"7"), TarKind.FILE),
    b"S": TarKind.SPARSE,
    b"5": TarKind.FOLDER,
    b"2": TarKind.LINK,
    b"1": TarKind.HARD_LINK,
}
_WITHOUT_DATA = frozenset((b"1", b"2", b"3", b"4", b"5", b"6"))
_ABOUT_THE_NEXT = frozenset((b"x", b"X", b"L", b"K"))
_ABOUT_ALL = b"g"


@dataclass(frozen=True, slots=True)
class TarMember:
    """One member: its name and, of a link, its target, both as written; where in the tar its bytes are."""

    name: str
    kind: TarKind
    target: str
    start: int
    size: int


class TarReader:
    """Reads a tar from its start. With ``seeks``, what is passed over is not read."""

    def __init__(self, file: IO[bytes] | gzip.GzipFile, *, seeks: bool = False) -> None:
        self._file = file
        self._seeks = seeks
        self._position = 0
        self._next = 0

    def members(self) -> Iterator[TarMember]:
        """Every member, in the order of the tar, up to the block of zeros at its end.

        Raises ValueError where a header is broken, EOFError where the tar is cut short, and SourceError beyond a bound.
        """
        about_all: dict[str, str] = {}
        about: dict[str, str] = {}
        for _ in range(MOST_ENTRIES):
            block = self._header()
            if not block:
                return
            kind, size = block[156:157], _number(block[124:136])
            if kind == _ABOUT_ALL:
                about_all |= _records(self._extension(size))
            elif kind in _ABOUT_THE_NEXT:
                content = self._extension(size)
                about |= (
                    _records(content) if kind in b"xX" else {"path" if kind == b"L" else "linkpath": _text(content)}
                )
            else:
                member = self._member(block, kind, size, {**about_all, **about} if about_all else about)
                about = {}
                yield member
        raise SourceError(f"the archive has more than {MOST_ENTRIES} members")

    def content(self, member: TarMember) -> bytes:
        """The bytes of the member that was given last. Raises EOFError where the tar is cut short."""
        return self._read(member.size)

    def finish(self) -> None:
        """Reads on to the end of the file. Raises SourceError beyond the bound."""
        while piece := self._file.read(_PIECE):
            self._position += len(piece)
            if self._position > MOST_BYTES:
                raise SourceError(f"the archive unpacks to more than {MOST_BYTES >> 30} GiB")

    def _member(self, block: bytes, kind: bytes, size: int, about: dict[str, str]) -> TarMember:
        name, target = about.get("path") or _name(block), about.get("linkpath") or _text(block[157:257])
        meant = _KINDS.get(kind, TarKind.OTHER)
        if about.get("size"):
            size = _decimal(about["size"])
        if meant is TarKind.FILE and name.endswith("/") and kind == b"\0":
            meant, kind = TarKind.FOLDER, b"5"
        elif meant is TarKind.SPARSE:
            self._pass_over_map(block)
        elif meant is TarKind.FILE and any(key.startswith("GNU.sparse.") for key in about):
            name, meant = about.get("GNU.sparse.name") or name, TarKind.SPARSE
        start, size = self._position, 0 if kind in _WITHOUT_DATA else size
        self._next = start + -(-size // BLOCK) * BLOCK
        if self._next > MOST_BYTES:
            raise SourceError(f"the archive unpacks to more than {MOST_BYTES >> 30} GiB")
        return TarMember(name, meant, target, start, size)

    def _header(self) -> bytes:
        """The next header, 512 bytes; empty at the end mark."""
        self._pass_over(self._next - self._position)
        block = self._read(BLOCK)
        written = block[148:156]
        total = sum(block) - sum(written) + 8 * ord(" ")
        if total == 8 * ord(" ") and not written.strip(b"\0"):
            return b""
        if _number(written) != total and _number(written) != _signed_total(block):
            raise ValueError("bad checksum")
        self._next = self._position
        return block

    def _extension(self, size: int) -> bytes:
        """The bytes of a member that tells more about others."""
        if size > MOST_HEADER_BYTES:
            raise SourceError(f"the archive has a header of {size} bytes; the most is {MOST_HEADER_BYTES}")
        content = self._read(-(-size // BLOCK) * BLOCK)
        self._next = self._position
        return content[:size]

    def _pass_over_map(self, block: bytes) -> None:
        """Moves behind the blocks that say where in an old GNU sparse file its bytes belong."""
        more = block[482]
        for _ in range(MOST_HEADER_BYTES // BLOCK):
            if not more:
                return
            more = self._read(BLOCK)[504]
        raise SourceError(f"the archive has a sparse file whose map has more than {MOST_HEADER_BYTES} bytes")

    def _pass_over(self, size: int) -> None:
        if self._seeks:
            self._file.seek(size, 1)
            self._position += size
            return
        while size > 0:
            size -= len(self._read(min(size, _PIECE)))

    def _read(self, size: int) -> bytes:
        content = self._file.read(size)
        if len(content) < size:
            raise EOFError("unexpected end of data")
        self._position += size
        return content


def _signed_total(block: bytes) -> int:
    """The checksum as old programs reckon it, whose bytes have a sign."""
    return 8 * ord(" ") + sum(byte - 256 if byte > 127 else byte for byte in block[:148] + block[156:])


def _name(block: bytes) -> str:
    """The name in a header: in two parts, but for GNU's, which has times in the second's place."""
    above = b"" if block[257:265] == _GNU else block[345:500].partition(b"\0")[0]
    name = block[:100].partition(b"\0")[0]
    return _text(above + b"/" + name if above else name)


def _text(field: bytes) -> str:
    return field.partition(b"\0")[0].decode("utf-8", "surrogateescape")


def _number(field: bytes) -> int:
    """An octal number, ended by spaces or zeros, or GNU's: 128, and the number in base 256."""
    if field[0] == 128:
        return int.from_bytes(field[1:], "big")
    digits = field.partition(b"\0")[0].strip(b" ")
    if digits.strip(b"01234567"):
        raise ValueError("a header has a negative size" if field[0] == 255 else "a header has a size that is no number")
    return int(digits or b"0", 8)


def _decimal(digits: str) -> int:
    if not (digits.isascii() and digits.isdigit() and len(digits) < 20):
        raise ValueError("a pax header has a size that is no number")
    return int(digits)


def _records(content: bytes) -> dict[str, str]:
    """The records of a pax header: ``LENGTH KEYWORD=VALUE`` and a line's end, the length that of all of it.

    An empty value stands for that in the member's own header.
    """
    found: dict[str, str] = {}
    start = 0
    while start < len(content) and content[start]:
        space = content.find(b" ", start, start + 20)
        digits = content[start:space] if space > 0 else b""
        end = start + int(digits) if digits.isdigit() else 0
        keyword, equals, value = content[space + 1 : end - 1].partition(b"=")
        if not (space < end <= len(content) and equals and content[end - 1 : end] == b"\n"):
            raise ValueError("a pax header has a record that is none")
        found[keyword.decode("utf-8", "surrogateescape")] = value.decode("utf-8", "surrogateescape")
        start = end
    return found
