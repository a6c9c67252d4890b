"""What is known of a page that figures are set into, whatever tool converts it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from archviz.present.pieces import SCHEME, PieceKind, pieces


@dataclass(frozen=True, slots=True)
class HostPage:
    """A page: ``folder`` is where the settings stand, ``file`` its name for messages, None where it is not known.

    ``source`` is the whole text of its file, ``language`` the code of the language that it is in, "" where neither is
    known. ``watched`` are the folders and files of which a change makes the tool convert its pages again, None where
    it always does.
    """

    folder: Path = Path()
    file: str | None = None
    source: str = ""
    language: str = ""
    watched: tuple[Path, ...] | None = None

    def line(self, figure: str, *, set_in: bool) -> int | None:
        """The 1-based line where a figure is asked for, or one where it is named in a text; None where none is found.

        It is not found where a macro or another file brought it into the page.
        """
        named = re.compile(rf"{SCHEME}{re.escape(figure)}(?![\w.-])")
        parts = list(pieces(self.source))
        wanted = (part.first for part in parts if part.kind is PieceKind.FIGURE and part.figure == figure)
        lines = (
            part.first + number
            for part in parts
            if part.kind is PieceKind.TEXT
            for number, line in enumerate(part.source.split("\n"))
            if named.search(line)
        )
        return next(wanted, None) or next(lines, None) if set_in else next(lines, None)
