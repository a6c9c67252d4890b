"""Where the characters of a text that a parser cut out of a document stand in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LINE_END = re.compile(r"\r\n?|\n")
"""A line end (CommonMark, "Characters and lines")."""


class TextPlace(NamedTuple):
    """A line and a column of a document, from 1."""

    line: int
    column: int


class Places:
    """The places of a text's characters, by pieces that stand in the document as they are."""

    def __init__(self, pieces: Iterable[tuple[int, TextPlace]], block: TextPlace) -> None:
        """Takes where each piece begins in the text, ascending, with its place; and that of what is before all."""
        self._pieces = [(0, block), *pieces]
        self._starts = [start for start, _ in self._pieces]

    def __getitem__(self, at: int) -> TextPlace:
        """The place of the character at the 0-based ``at``."""
        start, (line, column) = self._pieces[bisect_right(self._starts, at) - 1]
        return TextPlace(line, column + at - start)


def cut_from_lines(text: str, lines: Sequence[str], first: int, before: str = "") -> Places:
    """The places of a text that is made of lines of a document, each without what is before or after it.

    ``lines`` are the document's, ``first`` is the 0-based number of the first of them. In that one the text is behind
    the first ``before``. A line that is not found has its text at column 1.
    """
    pieces = []
    start = 0
    for number, part in enumerate(text.split("\n"), first):
        words = part.strip()
        if words and number < len(lines):
            begin = start + len(part) - len(part.lstrip())
            pieces.append((begin, TextPlace(number + 1, _column(words, lines[number], before))))
        start += len(part) + 1
        before = ""
    return Places(pieces, TextPlace(first + 1, 1))


def _column(words: str, line: str, before: str) -> int:
    """The column of words in a line, at its end where they are there, else behind the first ``before``; or 1."""
    bare = line.rstrip()
    if bare.endswith(words):
        return len(bare) - len(words) + 1
    return max(0, line.find(words, line.find(before) + len(before))) + 1


class PlacedLine(NamedTuple):
    """A part of a line of a document: its text, and the place of its first character."""

    text: str
    line: int
    column: int

    def cut(self, at: int) -> PlacedLine:
        """What is behind the first characters."""
        return PlacedLine(self.text[at:], self.line, self.column + at)

    def bare(self) -> PlacedLine:
        """The line without blanks around its text."""
        return self.cut(len(self.text) - len(self.text.lstrip()))._replace(text=self.text.strip())


def joined(lines: Sequence[PlacedLine]) -> tuple[str, Places]:
    """One text of some lines, of which there is one at least, with a line end between, and its places."""
    pieces, start = [], 0
    for line in lines:
        pieces.append((start, TextPlace(line.line, line.column)))
        start += len(line.text) + 1
    return "\n".join(line.text for line in lines), Places(pieces, TextPlace(lines[0].line, 1))


def address_end(text: str) -> int:
    """Where an address ends: punctuation behind it is no part of it, nor a bracket that it does not open.

    So do GitHub Flavored Markdown ("Autolinks") and go/doc/comment.
    """
    end, excess = len(text), text.count(")") - text.count("(")
    while end and (text[end - 1] in "?!.,:;*_~'\"" or (text[end - 1] == ")" and excess > 0)):
        end -= 1
        excess -= text[end] == ")"
    return end


def cells_of(row: str, line: int, column: int) -> list[Places]:
    r"""The places in each cell of a row of a table, between which is ``|``, and in which ``\|`` stands for it.

    ``column`` is that of the row's first character. The cells are without blanks around (GitHub Flavored Markdown,
    "Tables").
    """
    cells = []
    pieces: list[tuple[int, TextPlace]] = []
    length, escaped, begun = 0, False, False
    row = row.strip()
    for at, character in enumerate((*row, "|")):
        if character == "|" and (not escaped or at == len(row)):
            if at:
                cells.append(Places(pieces, pieces[0][1] if pieces else TextPlace(line, column + at)))
            pieces, length, begun = [], 0, False
        elif character == "|":
            length -= 1
            pieces.append((length, TextPlace(line, column + at)))
            length += 1
        elif begun or not character.isspace():
            if not begun:
                pieces.append((0, TextPlace(line, column + at)))
                begun = True
            length += 1
        escaped = character == "\\"
    return cells
