"""How many bytes values take: on linux/amd64, laid out as Go's own compiler does (``types.SizesFor("gc", "amd64")``).

``unsafe.Sizeof`` and its like are constants, so that the length of an array may depend on them.
"""

from __future__ import annotations

from typing import NamedTuple

from archviz.golang.types.identity import MOST_TYPES
from archviz.golang.types.types import (
    Array,
    Basic,
    Chan,
    Interface,
    Map,
    Pointer,
    Signature,
    Slice,
    Struct,
    Type,
    TypeParam,
    unalias,
    underlying,
)

WORD = 8
MOST_BYTES = 2**63 - 1
"""The size of the largest value."""


class TypeSize(NamedTuple):
    """The size and the alignment of a type's values, in bytes."""

    size: int
    align: int


_PLAIN = TypeSize(WORD, WORD)
_BASIC = {
    "bool": TypeSize(1, 1), "string": TypeSize(2 * WORD, WORD), "unsafe.Pointer": _PLAIN,
    "int": _PLAIN, "uint": _PLAIN, "uintptr": _PLAIN,
    **{f"{sign}int{bits}": TypeSize(bits // 8, bits // 8) for sign in ("", "u") for bits in (8, 16, 32, 64)},
    "float32": TypeSize(4, 4), "float64": _PLAIN, "complex64": TypeSize(8, 4), "complex128": TypeSize(16, 8),
}  # fmt: skip


def layout(t: Type) -> TypeSize | None:
    """The layout of a type; None where it is not known, or holds itself, or is too large, and for type parameters."""
    known: dict[Type, TypeSize | None] = {}
    begun: set[Type] = set()
    waiting = [t]
    while waiting:
        one = waiting[-1]
        parts = _parts(one) if one not in known else []
        missing = [part for part in parts if part not in known]
        if one not in known and missing and one not in begun:
            begun.add(one)
            waiting += missing
            if len(begun) > MOST_TYPES:
                return None
            continue
        if one not in known:  # where parts are still missing, it holds itself
            known[one] = _combined(one, [known[part] for part in parts]) if not missing else None
        waiting.pop()
    return known[t]


def _parts(t: Type) -> list[Type]:
    """The types whose layout decides a type's."""
    inner = underlying(t) if not isinstance(unalias(t), TypeParam) else t
    if isinstance(inner, Array):
        return [inner.elem]
    return [field.type for field in inner.fields] if isinstance(inner, Struct) else []


def _combined(t: Type, parts: list[TypeSize | None]) -> TypeSize | None:
    if isinstance(unalias(t), TypeParam):
        return None
    match underlying(t):
        case Basic() as basic:
            return _BASIC.get(basic.same_as or basic.name)
        case Pointer() | Map() | Chan() | Signature():
            return _PLAIN
        case Slice():
            return TypeSize(3 * WORD, WORD)
        case Interface():
            return TypeSize(2 * WORD, WORD)
        case Array(length=length):
            elem = parts[0]
            if elem is None or length < 0 or elem.size * length > MOST_BYTES:
                return None
            return TypeSize(elem.size * length, elem.align)
        case Struct():
            offsets = _offsets(parts)
            return offsets[-1] if offsets is not None else None
    return None


def _offsets(parts: list[TypeSize | None]) -> list[TypeSize] | None:
    """Where each field begins, as sizes, and in the end the layout of the whole struct.

    A last field without size is given a byte, so that its address is not that of what follows the struct.
    """
    places: list[TypeSize] = []
    end, align = 0, 1
    for part in parts:
        if part is None:
            return None
        start = -(-end // part.align) * part.align
        places.append(TypeSize(start, part.align))
        end, align = start + part.size, max(align, part.align)
    last = parts[-1] if parts else None
    if last is not None and last.size == 0 and end > 0:
        end += 1
    whole = -(-end // align) * align
    return [*places, TypeSize(whole, align)] if whole <= MOST_BYTES else None


def field_offset(struct: Struct, index: int) -> int | None:
    """How many bytes of a struct come before a field of it."""
    offsets = _offsets([layout(field.type) for field in struct.fields[: index + 1]])
    return offsets[index].size if offsets is not None else None
