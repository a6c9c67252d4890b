"""What a field holds its values in: a map, a slice, a channel, a queue, as its type says, or code as of a ring."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archviz.model.figure import FieldShape
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from archviz.model.graph import CodeGraph

_WRITTEN = (
    (re.compile(r"map\["), FieldShape.MAP),
    (re.compile(r"\["), FieldShape.SLICE),
    (re.compile(r"(<-)?chan(<-)? "), FieldShape.CHANNEL),
)
_LIBRARY = {
    "sync.Map": FieldShape.MAP,
    "sync/atomic.Value": FieldShape.ATOMIC,
    "sync/atomic.Pointer": FieldShape.ATOMIC,
    "container/ring.Ring": FieldShape.RING,
    "container/list.List": FieldShape.LIST,
}
_PUTS, _TAKES = ("Add", "Push", "Enqueue"), ("Get", "Pop", "Dequeue")
_NUMBERS = frozenset(
    ("int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "float32", "float64")
)
"""What a counter adds and gets, too."""
_MOST_NAMES = 10
"""Named types that are defined by one another and are followed."""


def field_shape(graph: CodeGraph, field: Symbol) -> FieldShape:
    """The shape of a field's values; NONE for a single one, and where the type is not known.

    A type is followed to its underlying one (Go specification, "Underlying types"). A queue is what has a method that
    puts something in (Add, Push or Enqueue) and one without parameters that takes out what has the same type (Get, Pop
    or Dequeue), unless that is a number, as of a counter. A slice or an array is a ring buffer where the code of its
    package writes it as one (``CodeGraph.ring``).
    """
    shape = graph.shape(field)
    written = shape.type if shape is not None else ""
    for _ in range(_MOST_NAMES):
        written = written.lstrip("*")
        for pattern, found in _WRITTEN:
            if pattern.match(written):
                return FieldShape.RING if found is FieldShape.SLICE and graph.ring(field) else found
        name = written.partition("[")[0]
        if name in _LIBRARY:
            return _LIBRARY[name]
        symbol = _symbol(name)
        if symbol is None:
            break
        if _queue(graph, symbol):
            return FieldShape.QUEUE
        under = graph.shape(symbol)
        if under is None or not under.type:
            break
        written = under.type
    return FieldShape.NONE


def _symbol(name: str) -> Symbol | None:
    try:
        return Symbol.parse(name) if "." in name else None
    except ValueError:
        return None


def _queue(graph: CodeGraph, symbol: Symbol) -> bool:
    put = {
        _first(text) for name in _PUTS if (text := _signature(graph, symbol, name)) and not text.startswith("func()")
    }
    taken = (text for name in _TAKES if (text := _signature(graph, symbol, name)).startswith("func() "))
    return any(_first(text.removeprefix("func() ")) in put - _NUMBERS for text in taken)


def _signature(graph: CodeGraph, symbol: Symbol, name: str) -> str:
    """The type of a method, "" where there is none."""
    method = graph.member(symbol, name)
    shape = graph.shape(method) if method is not None else None
    return shape.type if shape is not None and shape.type.startswith("func(") else ""


def _first(text: str) -> str:
    """The first type of a list in parentheses, which may follow a word; a single type as it is."""
    inner = text.removeprefix("func")
    if not inner.startswith("("):
        return inner
    depth = 0
    for at, sign in enumerate(inner):
        depth += (sign in "([{") - (sign in ")]}")
        if depth == 0 or (depth == 1 and sign == ","):
            return inner[1:at]
    return inner
