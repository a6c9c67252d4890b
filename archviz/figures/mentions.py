"""Every word of a figure's claims that names a symbol, and where it stands in the file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.figures.load import Figure
    from archviz.model.symbols import Symbol

_NAME = re.compile(r"\w+(?:\.\w+){1,2}")
_MEMBERS = ("fields", "methods")
_PARTS = ("cards", "edges", "excerpts", "table")


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
    for key in _PARTS:
        for (line, column), written, owner in _words(figure.document.content.get(key), ""):
            full = f"{owner}.{written}" if owner else written
            if _NAME.fullmatch(full) and full.split(".")[0] in figure.claims.packages:
                yield Mention(line, column, written, figure.symbol(full, ""), bool(owner))


def _words(node: Any, owner: str) -> Iterator[tuple[tuple[int, int], str, str]]:
    """Every text of a node with its place, and the type that a listed field or method belongs to."""
    if isinstance(node, CommentedMap):
        owner = str(node.get("type", owner))
        for key, value in node.items():
            if isinstance(value, str):
                yield node.lc.value(key), str(value), ""
            elif key in _MEMBERS and isinstance(value, CommentedSeq):
                yield from ((value.lc.item(i), str(item), owner) for i, item in enumerate(value))
            else:
                yield from _words(value, owner)
    elif isinstance(node, CommentedSeq):
        for item in node:
            yield from _words(item, owner)
