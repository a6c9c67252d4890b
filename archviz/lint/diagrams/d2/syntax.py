"""The syntax of D2 (https://d2lang.com): keys, the signs of edges between them, and values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archviz.lint.diagrams.labels import plain_markdown, words
from archviz.lint.diagrams.sketch import DEEPEST

if TYPE_CHECKING:
    from archviz.lint.diagrams.sketch import Reading

_BLANKS = re.compile(r"[ \t]++")
_QUOTED = re.compile(r'"((?:[^"\\\n]++|\\.)*+)"|\'((?:[^\'\n]++|\'\')*+)\'')
_KEY_END = re.compile(r"(?<!\\)[.:;{}()\n]|<-|->|--|(?<=\s)#|$")
_METHOD = re.compile(r"[^\n.:;{}()\"'|<>]++\([^\n()]*+\)")
_EDGE = re.compile(r"<-+>?|-+>|--+")
_OPEN = re.compile(r"\(")
_CLOSE = re.compile(r"[ \t]*+\)[ \t]*+\[([\d*]++)\]")
_DOT = re.compile(r"[ \t]*+\.[ \t]*+")
COLON = re.compile(r"[ \t]*+:[ \t]*+")
_PLAIN = re.compile(r"(?:[^\n;{}#\\$]++|\\.|(?<!\s)#|\$(?:\{[^{}\n]*+\})?)++")
_BLOCK = re.compile(r"\|([^\w\s]*+)(\w*+)")
_ARRAY = re.compile(r"\[[^\[\]\n]*+\]")
_ESCAPED = re.compile(r"\\(.)")


@dataclass(slots=True)
class Key:
    """What stands before a colon: paths of names, with the signs of edges between them.

    ``index`` is the number of the edge that a key in parentheses refers to, and ``attribute`` what of it.
    """

    line: int
    paths: list[list[str]] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)
    index: int | None = None
    attribute: list[str] = field(default_factory=list)


def read_key(reading: Reading) -> Key | None:
    """The key that starts here; None where there is none that can be read."""
    key = Key(reading.line)
    grouped = reading.take(_OPEN)
    while True:
        path = _path(reading)
        if not path:
            return None
        key.paths.append(path)
        reading.take(_BLANKS)
        sign = reading.take(_EDGE)
        if sign is None:
            break
        key.signs.append(sign[0])
        reading.take(_BLANKS)
    if grouped:
        closed = reading.take(_CLOSE)
        if closed is None or not key.signs:
            return None
        key.index = int(closed[1]) if closed[1].isdigit() else -1
        if reading.take(_DOT):
            key.attribute = _path(reading)
    return key


def _path(reading: Reading) -> list[str]:
    """Names with dots between them; none where they cannot be read, or are more than boxes in one another are."""
    found: list[str] = []
    while True:
        reading.take(_BLANKS)
        if quoted := reading.take(_QUOTED):
            name = _unquoted(quoted)
        elif method := reading.take(_METHOD):
            name = method[0].strip()
        else:
            end = _KEY_END.search(reading.text, reading.at)
            start, reading.at = reading.at, end.start() if end else len(reading.text)
            name = _ESCAPED.sub(r"\1", reading.text[start : reading.at].strip())
        if not name or len(found) >= DEEPEST:
            return []
        found.append(name)
        if not reading.take(_DOT):
            return found


def read_value(reading: Reading) -> str | None:
    """The words that stand here, "" for none; None where a block of them does not end."""
    if quoted := reading.take(_QUOTED):
        return " ".join(_unquoted(quoted).split())
    if block := reading.take(_BLOCK):
        closing = f"{block[1][::-1]}|"
        end = reading.text.find(closing, reading.at)
        inside = reading.text[reading.at : end]
        reading.at = end + len(closing) if end >= 0 else len(reading.text)
        if end < 0:
            return None
        return words(plain_markdown(inside) if block[2] in ("", "md", "markdown") else inside)
    if array := reading.take(_ARRAY):
        return array[0]
    plain = reading.take(_PLAIN)
    return words(_ESCAPED.sub(lambda match: " " if match[1] == "n" else match[1], plain[0])) if plain else ""


def _unquoted(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[2].replace("''", "'")
    return _ESCAPED.sub(lambda escaped: " " if escaped[1] in "nt" else escaped[1], match[1])
