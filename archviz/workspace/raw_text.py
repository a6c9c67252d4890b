"""The text of a file that is changed in places: what archviz reads of it, and the line ends that it stays with."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from archviz.documents.files import read_bytes, read_text
from archviz.model.errors import FigureError

if TYPE_CHECKING:
    from pathlib import Path

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_MARK = "\ufeff"


class RawText:
    """A figure's file. ``text`` is what is read of it: every line ends with ``\\n``, a byte order mark is left out.

    Raises FigureError where it cannot be read.
    """

    def __init__(self, file: Path) -> None:
        self.text = read_text(file, FigureError)
        self.raw = read_bytes(file, FigureError).decode("utf-8")

    def changed_to(self, text: str) -> tuple[str, str]:
        """The file as it is, and as it is with another text: new lines end as the first line does, others as before."""
        mark = _MARK if self.raw.startswith(_MARK) else ""
        lines = _LINE.findall(self.raw.removeprefix(_MARK))
        ends = [line[len(line.rstrip("\r\n")) :] for line in lines]
        usual = ends[0] if ends and ends[0] else "\n"
        if set(ends) <= {usual, ""}:
            return self.raw, mark + text.replace("\n", usual)
        old, new = self.text.split("\n"), text.split("\n")
        found = [usual] * len(new)
        for _, i, i_end, j, j_end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            there = min(i_end, i + j_end - j, len(ends))
            found[j : j + max(there - i, 0)] = ends[i:there]
        last = len(new) - 1
        return self.raw, mark + "".join(
            line + (end or usual if i < last else "") for i, (line, end) in enumerate(zip(new, found, strict=True))
        )
