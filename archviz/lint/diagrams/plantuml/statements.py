"""The lines of a PlantUML diagram that say what is drawn, without notes, titles, comments and style."""

from __future__ import annotations

import re
from typing import NamedTuple

_COMMENT = re.compile(r"/'(?:[^'/]++|'(?!/)|/(?!'))*+'/")
_START = re.compile(r"^[ \t]*+@start(\w++)[^\n]*+", re.MULTILINE)
_END = re.compile(r"^[ \t]*+@end\w++", re.MULTILINE)
_SINGLE = re.compile(r"(?<!:):(?!:)|\bas[ \t]++\w++$")

_NOT_DRAWN = re.compile(
    r"'|(?:skinparam|hide|show|remove|restore|scale|title|header|footer|caption|legend|mainframe|newpage|order|sprite"
    r"|(?:left[ \t]++to[ \t]++right|top[ \t]++to[ \t]++bottom)[ \t]++direction|allow_?mixing|set|page|url"
    r"|(?:center|left|right)[ \t]++(?:header|footer))\b|!(?:theme|pragma)\b|[hr]?note\b|floating[ \t]++note\b|<style>"
    r"|ref[ \t]++over\b",
    re.IGNORECASE,
)
_BLOCKS = (
    (re.compile(r"(?:floating[ \t]++)?[hr]?note\b(?!.*\")", re.IGNORECASE), re.compile(r"end[ \t]*+[hr]?note\b", re.I)),
    (
        re.compile(r"(?:(?:left|right|center|top|bottom)[ \t]++)*legend\b", re.I),
        re.compile(r"end[ \t]*+legend\b", re.I),
    ),
    (
        re.compile(r"(?:title|header|footer|caption)$", re.I),
        re.compile(r"end[ \t]*+(?:title|header|footer|caption)", re.I),
    ),
    (re.compile(r"<style>", re.IGNORECASE), re.compile(r"</style>", re.IGNORECASE)),
    (re.compile(r"ref[ \t]++over\b", re.IGNORECASE), re.compile(r"end[ \t]*+ref\b", re.IGNORECASE)),
    (re.compile(r"(?:skinparam|sprite)\b[^{]*+\{$", re.IGNORECASE), re.compile(r"\}$")),
)
"""How something that takes several lines starts, unless it is in one, and how it ends."""


class Statement(NamedTuple):
    """A line without blanks around it, and its number."""

    line: int
    text: str


class Statements(NamedTuple):
    """The lines of a diagram; ``kind`` is the word behind ``@start``, and ``unread`` are lines that change others."""

    kind: str
    lines: list[Statement]
    unread: list[int]


def statements(text: str) -> Statements:
    """What is between the first ``@start`` and the next ``@end``, or the whole text where there are none."""
    text = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    start = _START.search(text)
    end = _END.search(text, start.end() if start else 0)
    first = text.count("\n", 0, start.end()) + 2 if start else 1
    inside = text[start.end() + 1 if start else 0 : end.start() if end else len(text)]
    found = Statements(start[1].lower() if start else "uml", [], [])
    closing, opened = None, 0
    for number, whole in enumerate(inside.split("\n"), first):
        line = whole.strip()
        if closing is not None:
            closing = None if closing.match(line) else closing
        elif _NOT_DRAWN.match(line):
            closing, opened = _block(line), number
        elif line.startswith("!"):
            found.unread.append(number)
        elif line:
            found.lines.append(Statement(number, line))
    if closing is not None:
        found.unread.append(opened)
    return found


def _block(line: str) -> re.Pattern[str] | None:
    """What ends the block that a line starts; None where it starts none."""
    for starts, ends in _BLOCKS:
        if starts.match(line):
            named = starts.pattern.startswith(("(?:floating", "ref"))
            single = named and _SINGLE.search(line) and not re.match(r"(?:floating\s+)?note\s+as\s", line)
            return None if single else ends
    return None
