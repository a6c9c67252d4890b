"""Columns of numbers, with texts beside them, as bytes: each number can be read without reading those before it."""

from __future__ import annotations

import json
import struct
import zlib
from array import array
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEADER = struct.Struct("<III")
"""The checksum of all that follows it, how many bytes the compressed head takes, and how many columns there are."""
_LEVEL = 6
"""How hard the head is compressed (``zlib.compress``)."""
_ENTRY = struct.Struct("<ccI")
"""A column: how wide its numbers are, how wide the numbers of rows are where only some have one, and how many it has.

A column that has one number in every row has no width, and that number in place of how many there are.
"""
_ALIKE = b"\0"
_EVERY = b"\0"

Numbers = Any
"""Whole numbers from 0 on, by their row: an array, a memoryview or bytes."""


def pack_block(names: str, texts: Any, columns: Sequence[Sequence[int]]) -> bytes:
    """A block: lines of names, anything that JSON holds, and columns of numbers below 2^32."""
    entries, data = [], []
    for column in columns:
        entry, *parts = _packed(column)
        entries.append(entry)
        data += parts
    said = json.dumps(texts, separators=(",", ":")).encode(), b"\0", names.encode("utf-8", "surrogatepass")
    head = zlib.compress(b"".join((*entries, *said)), _LEVEL)
    body = b"".join((_HEADER.pack(0, len(head), len(columns))[4:], head, *data))
    return zlib.crc32(body).to_bytes(4, "little") + body


def _packed(column: Sequence[int]) -> tuple[bytes, ...]:
    """The entry of a column, then its bytes."""
    if not column or column.count(column[0]) == len(column):
        return (_ENTRY.pack(_ALIKE, _EVERY, column[0] if column else 0),)
    every = array(_width(max(column)), column)
    rows = [row for row, value in enumerate(column) if value]
    places = array(_width(len(column)), rows)
    if len(rows) * (every.itemsize + places.itemsize) < len(column) * every.itemsize:
        some = array(every.typecode, (column[row] for row in rows))
        widths = every.typecode.encode(), places.typecode.encode()
        return _ENTRY.pack(*widths, len(rows)), places.tobytes(), some.tobytes()
    return _ENTRY.pack(every.typecode.encode(), _EVERY, len(column)), every.tobytes()


def _width(most: int) -> str:
    return "B" if most < 1 << 8 else "H" if most < 1 << 16 else "I"


class ColumnBlock:
    """A block that is read. Raises ValueError, IndexError and ``struct.error`` for other bytes."""

    def __init__(self, packed: bytes) -> None:
        checksum, size, count = _HEADER.unpack_from(packed)
        if zlib.crc32(memoryview(packed)[4:]) != checksum:
            raise ValueError("the bytes are not those that were written")
        self._packed = memoryview(packed)
        data = _HEADER.size + size
        head = zlib.decompress(self._packed[_HEADER.size : data])
        texts, _, names = head[count * _ENTRY.size :].partition(b"\0")
        self.texts = json.loads(texts.decode())
        self.names = names.decode("utf-8", "surrogatepass").split("\n")
        self._columns: list[tuple[bytes, bytes, int, int]] = []
        for width, rows, many in _ENTRY.iter_unpack(head[: count * _ENTRY.size]):
            self._columns.append((width, rows, many, data))
            if width != _ALIKE:
                data += many * (_SIZES[width] + _SIZES[rows])

    def column(self, number: int, rows: int) -> Numbers:
        """The column of a number, which has so many rows."""
        width, places, many, at = self._columns[number]
        if width == _ALIKE:
            return bytes((many,)) * rows if many < 1 << 8 else array("I", [many]) * rows
        if places == _EVERY:
            return self._packed[at : at + many * _SIZES[width]].cast(width.decode())  # type: ignore[call-overload]
        found = array(width.decode(), bytes(rows * _SIZES[width]))
        middle = at + many * _SIZES[places]
        filled = self._packed[at:middle].cast(places.decode())  # type: ignore[call-overload]
        values = self._packed[middle : middle + many * _SIZES[width]].cast(width.decode())  # type: ignore[call-overload]
        for row, value in zip(filled, values, strict=True):
            found[row] = value
        return found


_SIZES = {b"\0": 0, b"B": 1, b"H": 2, b"I": 4}
"""How many bytes a number takes."""
