"""Every word of a figure's claims that names a symbol, and where it stands in the file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.figures import versions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.documents.nodes import TextPosition, YamlNode
    from archviz.figures.load import Figure
    from archviz.model.symbols import Symbol

_NAME = re.compile(r"\w+(?:\.\w+){1,2}")
_MEMBERS = ("fields", "methods")
_TEXTS = ("file", "title")
"""Keys of texts that name no symbol."""
_LISTS = ("calls", "entries")
PARTS = ("cards", "edges", "entries", "exits", "excerpts", "table")
"""The keys of a figure's file whose values name symbols."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A symbol as a claim writes it. ``line`` and ``column`` are 0-based; the text begins at or after the column.

    ``listed`` says that it is a field's or method's own name in a card's list, ``in_force`` that the claim speaks of
    the figure's version.
    """

    line: int
    column: int
    written: str
    symbol: Symbol
    listed: bool
    in_force: bool


def mentions(figure: Figure) -> Iterator[Mention]:
    """The mentions of a figure, in the file's order."""
    for key in PARTS:
        part = figure.document.content.entries.get(key)
        words = _words(part.node, "", figure.version, in_force=True) if part is not None else ()
        for (line, column), written, owner, holds in words:
            full = f"{owner}.{written}" if owner else written
            if _NAME.fullmatch(full) and figure.names.now(full).split(".")[0] in figure.packages:
                yield Mention(line, column, written, figure.symbol(full, ""), bool(owner), holds)


_Word = tuple["TextPosition", str, str, bool]


def _words(node: YamlNode, owner: str, version: str, *, in_force: bool) -> Iterator[_Word]:
    """Every text of a node with its place, the type that a listed member belongs to, and if its claim is in force."""
    in_force = in_force and versions.in_force(versions.part_of(node), version)
    if isinstance(node.value, list):
        for item in node.value:
            yield from _words(item, owner, version, in_force=in_force)
    if "type" in node.entries:
        owner = str(node.entries["type"].node.value)
    for key, entry in node.entries.items():
        value = entry.node.value
        if isinstance(value, str):
            if key not in _TEXTS:
                yield entry.node.begin, value, "", in_force
        elif key in _LISTS and isinstance(value, list):
            yield from ((item.begin, str(item.value), "", in_force) for item in value)
        elif key in _MEMBERS and isinstance(value, list):
            yield from ((item.begin, str(item.value), owner, in_force) for item in value)
        else:
            yield from _words(entry.node, owner, version, in_force=in_force)
