"""Comments in a document that say what of it is not to be held against the source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archviz.lint.page import Fence

if TYPE_CHECKING:
    from archviz.lint.findings import Held
    from archviz.lint.page import WrittenPage

_REMARK = re.compile(r"\s*archviz:\s*(ignore(?:-file|-start|-end)?)\b\s*(.*?)\s*", re.DOTALL)


class Ignores:
    """What the comments of a page take out.

    ``archviz: ignore`` takes out the paragraph, item, table row or fence that it stands in or before, ``ignore-start``
    all up to ``ignore-end`` or the end, and ``ignore-file`` the whole page. With names after it, separated by commas or
    blanks, each takes out only what is called so, and ``ignore`` then does so in the whole page. ``words`` are names
    that are taken out of every page.
    """

    def __init__(self, page: WrittenPage, words: frozenset[str] = frozenset()) -> None:
        self._ranges: list[tuple[int, float, frozenset[str]]] = [(1, float("inf"), words)] if words else []
        open_at: list[tuple[int, frozenset[str]]] = []
        for remark in page.remarks:
            found = _REMARK.fullmatch(remark.text)
            if found is None:
                continue
            names = frozenset(re.split(r"[\s,]+", found[2])) - {""}
            match found[1]:
                case "ignore-file":
                    self._ranges.append((1, float("inf"), names))
                case "ignore-start":
                    open_at.append((remark.line, names))
                case "ignore-end" if open_at:
                    start, names = open_at.pop()
                    self._ranges.append((start, remark.line, names))
                case "ignore" if names:
                    self._ranges.append((1, float("inf"), names))
                case "ignore":
                    self._ranges.append((*_around(page, remark.line), frozenset()))
        self._ranges += [(start, float("inf"), names) for start, names in open_at]

    def __contains__(self, held: Held) -> bool:
        return any(
            first <= held.line <= last and (not names or held.subject.strip("`") in names)
            for first, last, names in self._ranges
        )


def _around(page: WrittenPage, line: int) -> tuple[int, float]:
    """The first and last line of the part that a comment stands in, or else of the one after it."""
    for part in page.parts:
        first, last = (
            (part.line - 1, part.line + part.text.count("\n")) if isinstance(part, Fence) else (part.line, part.last)
        )
        if line <= last:
            return first, last
    return line, line
