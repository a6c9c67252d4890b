"""What generators of sites add to Markdown, put out of a parser's way without moving anything.

Hugo and Jekyll replace shortcodes and tags before they read the Markdown; MDX, as Docusaurus has it, knows comments,
expressions and components of JavaScript. What of it is no text is hidden behind characters that no document has, and
code in shortcodes becomes fenced code, so that the document keeps its lines and columns.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from archviz.lint.page import Remark

if TYPE_CHECKING:
    from collections.abc import Iterator

HIDDEN = "\ue000"
"""What stands for a character that is no text: one for private use, which is neither a blank nor punctuation."""

_FRONT = re.compile(
    r"(?:---[ \t]*+\n(?=\S)(?P<yaml>(?:(?!---|\.\.\.)[^\n]*+\n)*+)(?:---|\.\.\.)"
    r"|\+\+\+[ \t]*+\n(?P<toml>(?:(?!\+\+\+)[^\n]*+\n)*+)\+\+\+)[ \t]*+(?:\n|\Z)"
)
_RUN = re.compile(r"[ \t>]*+(?:(?:[-+*]|\d{1,9}[.)])[ \t]++)*+(`{3,}+(?=[^`]*+\Z)|~{3,}+)")
_OPENING = re.compile(
    r"(?P<before>[ \t>]*+)(?:\{\{[<%][ \t]*+(?P<hugo>highlight|mermaid)\b|\{%-?[ \t]*+(?P<jekyll>highlight)\b"
    r"|(?P<colons>:::)[ \t]*+\{?mermaid\b)[ \t\"]*+(?P<language>[\w#+.-]*+)"
)
_CLOSING = re.compile(
    r"(?P<before>[ \t>]*+)(?:\{\{[<%][ \t]*+/(?P<hugo>highlight|mermaid)\b|\{%-?[ \t]*+end(?P<jekyll>highlight)\b"
    r"|(?P<colons>:::)[ \t]*+\Z)"
)
_SPAN = r"(?<![`\\])(?:`(?!`)[^`]*+`(?!`)|``(?!`)(?>[^`]++|`(?!`))*+``(?!`))"
_WITHIN = r"(?>[^{}\"`]++|\"[^\"\n]*+\"|`[^`\n]*+`|[{}](?![{}]))*+"
_SHORTCODE = rf"\{{\{{(?:<{_WITHIN}(?<=>)|%{_WITHIN}(?<=%))\}}\}}|\{{%(?>[^%{{}}\n]++|[%{{}}](?![%{{}}]))*+%\}}"
_ALERT = r"(?<=> )\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]"
_COMMENT = r"\{[ \t\n]*+/\*(?P<remark>(?s:.*?))(?:\*/[ \t\n]*+\}|\Z)"
_BRACES = r"\{(?>[^{}]++|\{(?>[^{}]++|\{[^{}]*+\})*+\})*+\}"
_TAG = rf"</?(?:[A-Z][\w.]*+(?>[^<>\"'{{}}]++|\"[^\"]*+\"|'[^']*+'|{_BRACES})*+)?>"
_TEMPLATES = re.compile(rf"{_SPAN}|(?P<hidden>{_SHORTCODE}|{_ALERT})")
_SCRIPTS = re.compile(rf"{_SPAN}|(?P<hidden>{_COMMENT}|{_ALERT}|{_TAG}|{_BRACES})")
_ADDED = re.compile(r"\{\{[<%]|\{%|:::|\[!")
_IMPORT = re.compile(r"^import [^\n]*from ['\"]@(?:theme|site|docusaurus)", re.MULTILINE)


class PreparedText(NamedTuple):
    """A document with the same lines and columns, and what was taken out of it."""

    text: str
    remarks: tuple[Remark, ...]
    front: str
    scripts: bool
    """Whether it is MDX."""


def prepared(text: str, mdx: bool) -> PreparedText:
    """A Markdown document without what generators add; ``mdx`` says that it is MDX for sure.

    Another is taken for MDX where it imports what Docusaurus has.
    """
    found = _FRONT.match(text)
    front = ""
    if found is not None:
        front = found["yaml"] or found["toml"] or ""
        text = "\n" * found[0].count("\n") + text[found.end() :]
    mdx = mdx or _IMPORT.search(text) is not None
    remarks: list[Remark] = []
    if mdx or _ADDED.search(text) is not None:
        text = "".join(_without_extras(text, _SCRIPTS if mdx else _TEMPLATES, remarks))
    return PreparedText(text, tuple(remarks), front, mdx)


def _without_extras(text: str, pattern: re.Pattern[str], remarks: list[Remark]) -> Iterator[str]:
    line = 1
    at = counted = 0
    for start, end, replaced in (*_fences(text), (len(text), len(text), "")):
        for found in pattern.finditer(text, at, start):
            if found["hidden"] is None:
                continue
            yield text[at : found.start()]
            at = found.end()
            yield re.sub(r"[^\n]", HIDDEN, found[0])
            remark = found.groupdict().get("remark")
            if remark is not None:
                line += text.count("\n", counted, found.start())
                counted = found.start()
                remarks.append(Remark(remark.strip(), line))
        yield text[at:start]
        yield replaced
        at = end


def _fences(text: str) -> Iterator[tuple[int, int, str]]:
    """The half-open ranges of fenced code, and the text in place of each, in which shortcodes are fences too."""
    lines = text.split("\n")
    closes = {_name(found): number for number, line in enumerate(lines) if (found := _CLOSING.match(line)) is not None}
    start = first = at = 0
    opening: re.Match[str] | None = None
    run = name = ""
    for number, line in enumerate(lines):
        if opening is None:
            found = _RUN.match(line)
            run = found[1] if found is not None else ""
            if found is None:
                found = _OPENING.match(line)
                name = _name(found) if found is not None else ""
                found = found if closes.get(name, 0) > number else None
            opening, start, first = found, at, number
        elif run:
            bare = line.strip(" \t>")
            if bare.startswith(run) and not bare.strip(run[0]):
                yield start, at + len(line), text[start : at + len(line)]
                opening = None
        elif (closing := _CLOSING.match(line)) is not None and _name(closing) == name:
            fence = f"{opening['before']}~~~{opening['language'] if name == 'highlight' else 'mermaid'}"
            head, tail = fence.ljust(len(lines[first])), f"{closing['before']}~~~".ljust(len(line))
            yield start, at + len(line), "\n".join((head, *lines[first + 1 : number], tail))
            opening = None
        at += len(line) + 1
    if opening is not None and run:
        yield start, len(text), text[start:]


def _name(found: re.Match[str]) -> str:
    return found["hugo"] or found["jekyll"] or "mermaid" * bool(found["colons"])
