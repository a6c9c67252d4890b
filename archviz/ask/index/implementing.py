"""Whether a type implements an interface by the texts of their methods (Go spec, "Implementing an interface")."""

from __future__ import annotations

import hashlib
import struct
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from archviz.model.graph import MethodTable

_ROW = struct.Struct("<IBQ")
_POINTER, _PLAIN, _HAS = 1, 2, 4
ANY = ("*", "?")
"""The names that stand for methods of which the names are not known; see ``MethodTable``."""


class Comparison(Enum):
    """Whether a type implements an interface; OPEN where their texts cannot tell."""

    NO = "no"
    YES = "yes"
    BY_POINTER = "by pointer"
    OPEN = "open"


class MethodRow(NamedTuple):
    """That a type may have a method; of ``MethodTable`` as much as is needed to compare the type with interfaces.

    ``signature`` is a number for the text of the method's signature, 0 where there is none, and None where the method
    is not one of those that the type has for certain. ``pointer`` and ``plain`` are as of the table.
    """

    signature: int | None
    pointer: bool
    plain: bool


def digest(text: str, *, signed: bool = False) -> int:
    """A number of 64 bits for a text: of as many texts as a source has two have the same about once in 2^30 sources."""
    found = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(found, "little", signed=signed)


def signature_number(text: str) -> int:
    """The number for the text of a signature; 0 for none."""
    return digest(text) or 1 if text else 0


def method_rows(table: MethodTable) -> dict[str, MethodRow]:
    """The methods that the type of a table may have, by name."""
    have = {method.symbol.leaf: method for method in table.methods}
    return {
        name: MethodRow(signature_number(method.type), method.pointer, table.plain)
        if (method := have.get(name)) is not None
        else MethodRow(None, pointer=False, plain=table.plain)
        for name in table.names
    }


def pack_row(symbol: int, row: MethodRow) -> bytes:
    """A method of the type that has a number, as bytes."""
    flags = _POINTER * row.pointer | _PLAIN * row.plain | _HAS * (row.signature is not None)
    return _ROW.pack(symbol, flags, row.signature or 0)


def unpack_rows(packed: bytes) -> Iterator[tuple[int, MethodRow]]:
    """The methods that ``pack_row`` made, one after the other, each with the number of its type."""
    for symbol, flags, signature in _ROW.iter_unpack(packed):
        known = signature if flags & _HAS else None
        yield symbol, MethodRow(known, bool(flags & _POINTER), bool(flags & _PLAIN))


def verdict(have: Mapping[str, MethodRow], wanted: Mapping[str, MethodRow], *, plain: bool) -> Comparison:
    """Whether the type that may have some methods implements an interface that has others, and is ``plain`` or not.

    Of the type's methods those are needed that have the interface's names, and ``*`` and ``?``.
    """
    if any(one in have and not have[one].plain for one in ANY):
        return Comparison.OPEN
    if not have.keys() >= wanted.keys():
        return Comparison.NO
    if not (plain and all(have[name].plain for name in wanted)):
        return Comparison.OPEN
    found = Comparison.YES
    for name, (signature, _, _) in wanted.items():
        row = have[name]
        if row.signature is None or (row.signature and signature and row.signature != signature):
            return Comparison.NO
        if not (row.signature and signature):
            found = Comparison.OPEN
        elif row.pointer and found is Comparison.YES:
            found = Comparison.BY_POINTER
    return found
