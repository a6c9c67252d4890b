"""A page in Markdown in pieces: its front matter, its text, its code, and the figures that it sets in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from markdown_it.token import Token

SCHEME = "figure:"
"""What an address that names a figure begins with."""

PART = "#"
"""What stands between the figure's id in a link and the part of it that is meant: ``figure:ID#3`` is its third step."""

_LINK = re.compile(r"(\]\(\s*<?|^ {0,3}\[[^\[\]]{1,999}\]:\s*<?)figure:([^\s)>]+)", re.MULTILINE)
_SPANS = re.compile(r"(?<![`\\])(`{1,50})(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)\1(?!`)", re.DOTALL)


class PieceKind(StrEnum):
    """What a piece of a page is."""

    HEAD = "front matter"
    TEXT = "text"
    CODE = "code"
    FIGURE = "figure"


_KINDS = {"front_matter": PieceKind.HEAD, "fence": PieceKind.CODE, "code_block": PieceKind.CODE}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines of a page, from the 1-based line ``first``.

    ``figure`` is the id of the figure that they set in, ``level`` that of the heading above them, 0 for none.
    """

    kind: PieceKind
    first: int
    source: str
    figure: str = ""
    level: int = 0


def pieces(source: str) -> Iterator[Piece]:
    """The lines of a page in Markdown, in order: together they are the page.

    A figure is set in by a paragraph that is only an image at ``figure:ID``.
    """
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").use(front_matter_plugin).parse(source)
    lines = source.split("\n")
    at = level = 0
    for i, token in enumerate(tokens):
        kind = _KINDS.get(token.type, PieceKind.FIGURE if set_in(tokens[i : i + 3]) else PieceKind.TEXT)
        if token.type == "heading_open" and not token.level:
            level = int(token.tag[1])
        if kind is PieceKind.TEXT or token.map is None:
            continue
        start, end = token.map
        if at < start:
            yield Piece(PieceKind.TEXT, at + 1, "\n".join(lines[at:start]), level=level)
        yield Piece(kind, start + 1, "\n".join(lines[start:end]), set_in(tokens[i : i + 3]) or "", level)
        at = end
    if at < len(lines):
        yield Piece(PieceKind.TEXT, at + 1, "\n".join(lines[at:]), level=level)


def outside_code(source: str, change: Callable[[str], str]) -> str:
    """Some text of a page with everything changed but the code within its lines."""
    done, at = [], 0
    for span in _SPANS.finditer(source):
        done += [change(source[at : span.start()]), span[0]]
        at = span.end()
    return "".join((*done, change(source[at:])))


def links_to_figures(source: str, address: Callable[[str], str]) -> str:
    """A part of a page outside of code, its links to ``figure:ID`` with other addresses.

    ``address`` gets what follows ``figure:``, which may name a part of the figure, as ``ID#3``.
    """
    return _LINK.sub(lambda found: found[1] + address(found[2]), source)


def set_in(tokens: list[Token]) -> str | None:
    """The id of the figure that three tokens set in, which are a paragraph with only its image; None for any others."""
    if [t.type for t in tokens] != ["paragraph_open", "inline", "paragraph_close"] or tokens[0].level:
        return None
    children = tokens[1].children or []
    address = str(children[0].attrs.get("src", "")) if len(children) == 1 and children[0].type == "image" else ""
    return address.removeprefix(SCHEME) if address.startswith(SCHEME) else None
