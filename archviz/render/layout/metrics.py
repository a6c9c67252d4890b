"""How wide a text is, before any browser sees it.

Widths are upper bounds over the fonts that the style sheet names: a text that fits by them fits in every one.
"""

from __future__ import annotations

import unicodedata

from archviz.model.safe import NOT_IN_PROSE

ELLIPSIS = "…"
_MONO = 0.605
"""Width of a cell over the font size: the widest common face, DejaVu Sans Mono, has 0.602."""

_SANS = {
    "ijlI'": 0.315, " .,:;|": 0.36, "()[]-tfr!/\\": 0.46, "*_\"csvxyzkF?JL": 0.6, "0123456789$`{}": 0.65,
    "EPSTYabdeghnopquKBXZ": 0.7, "ACDGHNOQUVR&": 0.79, "#+<=>~^": 0.85, "mwM": 0.98, "W%@": 1.04,
}  # fmt: skip
_SANS_WIDTHS = {character: width for characters, width in _SANS.items() for character in characters}
_OTHER_WIDTHS = (0.0, 0.72, 1.0)
"""Widths over the font size by the cells of a character; a full-width one is as wide as it is high."""
_BOLD = 1.1

_CLOSING = "，。、；：！？）》」』】〉…,.;:!?)"  # noqa: RUF001 - full-width punctuation may not start a line


def clean(text: str) -> str:
    """The printable text on one line."""
    return " ".join(printable(text).split())


def printable(text: str) -> str:
    """The text with everything that XML 1.0 forbids, what turns the direction of writing and what hides, replaced."""
    return NOT_IN_PROSE.sub("\N{REPLACEMENT CHARACTER}", text)


def cells(text: str) -> int:
    """The number of fixed-width cells that a text takes: two for a wide character, none for a combining one."""
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def mono(text: str, size: float) -> float:
    """The width in px of a text in the monospaced face at a font size in px."""
    return cells(text) * size * _MONO


def sans(text: str, size: float, *, bold: bool = False) -> float:
    """The width in px of a text in the proportional face at a font size in px."""
    width = sum(_SANS_WIDTHS.get(character, _OTHER_WIDTHS[_cells(character)]) for character in text)
    return width * size * (_BOLD if bold else 1)


def fit(text: str, size: float, width: float) -> str:
    """As much of a monospaced text as fits, with an ellipsis at the end where it was cut."""
    room = int(width / (size * _MONO) + 1e-6)
    if cells(text) <= room:
        return text
    kept = ""
    for character in text:
        if cells(kept + character) > room - 1:
            break
        kept += character
    return kept + ELLIPSIS


def fit_end(text: str, size: float, width: float) -> str:
    """As much of the end of a monospaced text as fits, with an ellipsis in front: the telling part of a path."""
    kept = fit(text[::-1], size, width)
    return kept[::-1]


def wrap(text: str, size: float, width: float, *, bold: bool = False) -> tuple[str, ...]:
    """A proportional text broken into lines: at spaces, and between CJK characters where no rule forbids it."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(clean(text)):
        if line and sans(line + piece.rstrip(), size, bold=bold) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
        while sans(line.rstrip(), size, bold=bold) > width and len(line) > 1:
            cut = next(n for n in range(len(line), 0, -1) if n == 1 or sans(line[:n], size, bold=bold) <= width)
            lines.append(line[:cut])
            line = line[cut:]
    return (*lines, line.rstrip()) if line.strip() else tuple(lines)


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for character in text:
        new = not pieces or pieces[-1].endswith(" ") or _breaks(pieces[-1][-1], character)
        if new and character != " ":
            pieces.append(character)
        elif pieces:
            pieces[-1] += character
    return pieces


def _breaks(before: str, after: str) -> bool:
    wide = _cells(before) == 2 or _cells(after) == 2
    return wide and after not in _CLOSING and before not in "（《「『【〈("  # noqa: RUF001 - full-width brackets
