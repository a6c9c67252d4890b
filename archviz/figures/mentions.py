"""Every word of a figure's claims that names a symbol, and where it stands in the file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

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
PARTS = ("cards", "edges", "excerpts", "table")
"""The keys of a figure's file whose values name symbols."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A symbol as a claim writes it. ``line`` and ``column`` are 0-based; the text begins at or after the column.

    ``listed`` says that it is a field's or method's own name in a card's list.
    """

    line: int
    column: int
    written: str
    symbol: Symbol
    listed: bool


def mentions(figure: Figure) -> Iterator[Mention]:
    """The mentions of a figure, in the file's order."""
    for key in PARTS:
        part = figure.document.content.entries.get(key)
        for (line, column), written, owner in _words(part.node, "") if part is not None else ():
            full = f"{owner}.{written}" if owner else written
            if _NAME.fullmatch(full) and figure.names.now(full).split(".")[0] in figure.packages:
                yield Mention(line, column, written, figure.symbol(full, ""), bool(owner))


def _words(node: YamlNode, owner: str) -> Iterator[tuple[TextPosition, str, str]]:
    """Every text of a node with its place, and the type that a listed field or method belongs to."""
    if isinstance(node.value, list):
        for item in node.value:
            yield from _words(item, owner)
    if "type" in node.entries:
        owner = str(node.entries["type"].node.value)
    for key, entry in node.entries.items():
        value = entry.node.value
        if isinstance(value, str):
            if key not in _TEXTS:
                yield entry.node.begin, value, ""
        elif key in _LISTS and isinstance(value, list):
            yield from ((item.begin, str(item.value), "") for item in value)
        elif key in _MEMBERS and isinstance(value, list):
            yield from ((item.begin, str(item.value), owner) for item in value)
        else:
            yield from _words(entry.node, owner)
