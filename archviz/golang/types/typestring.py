"""Types as text, for facts (Go specification, "Types")."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from archviz.golang.types.types import (
    Alias,
    Array,
    Basic,
    Chan,
    Interface,
    Invalid,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeParam,
    Union,
)
from archviz.model.symbols import exported

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

UNKNOWN = "invalid type"
"""What ``type_string`` writes for a type of which not even the name is known, and for such an array's length."""
MOST_TEXT = 30_000
"""How many characters of a type are written,"""
MOST_PARTS = 6_000
"""and how many types in it; one that has more is unknown."""

Part = str | Type


def type_string(t: Type) -> str:
    """A type as go/types writes it, packages by their import path.

    What is beyond ``MOST_TEXT`` or ``MOST_PARTS`` is shortened, with ``UNKNOWN`` at its end.
    """
    return written([t], _parts, UNKNOWN)


def written(text: list[Part], parts: Callable[[Type], Sequence[Part]], unknown: str) -> str:
    """Text with types in it, each written by its parts.

    An ellipsis and ``unknown`` stand for what is beyond ``MOST_TEXT`` or ``MOST_PARTS``.
    """
    done: list[str] = []
    length = types = 0
    pending = text[::-1]
    while pending and length <= MOST_TEXT and types <= MOST_PARTS:
        part = pending.pop()
        if isinstance(part, Type):
            pending.extend(reversed(parts(part)))
            types += 1
        else:
            done.append(part)
            length += len(part)
    if pending or length > MOST_TEXT:
        return "".join(done)[:MOST_TEXT] + f"… {unknown}"
    return "".join(done)


def joined(separator: str, items: Iterable[Sequence[Part]]) -> list[Part]:
    """Parts with a separator between them."""
    found: list[Part] = []
    for i, item in enumerate(items):
        if i:
            found.append(separator)
        found.extend(item)
    return found


def _listed(opening: str, types: Iterable[Type], closing: str) -> list[Part]:
    return [opening, *joined(", ", ([t] for t in types)), closing]


def _parts(t: Type) -> Sequence[Part]:
    match t:
        case Basic() | TypeParam():
            return (t.name,)
        case Named() | Alias():
            name = f"{t.obj.package}.{t.obj.name}" if t.obj.package else t.obj.name
            return (name, *_listed("[", t.args, "]")) if t.args else (name,)
        case Invalid():
            return (t.name, *(_listed("[", t.args, "]") if t.args else ())) if t.name else (UNKNOWN,)
        case Pointer():
            return "*", t.elem
        case Slice():
            return "[]", t.elem
        case Array():
            return f"[{t.length if t.length >= 0 else UNKNOWN}]", t.elem
        case Map():
            return "map[", t.key, "]", t.elem
        case Chan():
            return _chan(t)
        case Signature():
            return "func", *_signature(t)
        case Struct():
            return _struct(t)
        case Interface():
            methods = sorted(t.methods, key=lambda m: (not exported(m.name), m.name))
            items: list[Sequence[Part]] = [[m.name, *_signature(m.signature())] for m in methods]
            return "interface{", *joined("; ", [*items, *([e] for e in t.embeds)]), "}"
        case Union():
            return joined(" | ", (("~", term) if tilde else (term,) for tilde, term in t.terms))
        case Tuple():
            return _listed("(", t.types, ")")
        case _:
            return (UNKNOWN,)


def _chan(t: Chan) -> Sequence[Part]:
    if t.direction == "send":
        return "chan<- ", t.elem
    if t.direction == "receive":
        return "<-chan ", t.elem
    nested = isinstance(t.elem, Chan) and t.elem.direction == "receive"
    return ("chan (", t.elem, ")") if nested else ("chan ", t.elem)


def _struct(t: Struct) -> Sequence[Part]:
    fields: list[Sequence[Part]] = []
    for i, f in enumerate(t.fields):
        tag = f" {json.dumps(t.tags[i], ensure_ascii=False)}" if i < len(t.tags) and t.tags[i] else ""
        fields.append((f.type, tag) if f.embedded else (f"{f.name} ", f.type, tag))
    return "struct{", *joined("; ", fields), "}"


def _signature(t: Signature) -> Sequence[Part]:
    names = t.names + ("",) * (len(t.params) + len(t.results) - len(t.names))
    params: list[Sequence[Part]] = []
    for i, p in enumerate(t.params):
        name = f"{names[i]} " if names[i] else ""
        last = t.variadic and i == len(t.params) - 1 and isinstance(p, Slice)
        params.append((f"{name}...", p.elem) if last and isinstance(p, Slice) else (name, p))
    results = [(f"{name} ", r) if name else (r,) for name, r in zip(names[len(t.params) :], t.results, strict=False)]
    head = ["(", *joined(", ", params), ")"]
    if not results:
        return head
    if len(results) == 1 and not names[len(t.params)]:
        return *head, " ", *results[0]
    return *head, " (", *joined(", ", results), ")"
