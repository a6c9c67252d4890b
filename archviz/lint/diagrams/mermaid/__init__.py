"""Mermaid: which kind of diagram a text is, and what of it is no part of the diagram.

The rules are those of Mermaid's own grammars (packages/mermaid/src/diagrams/*/parser) and of its documentation.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archviz.lint.diagrams.mermaid.classes import read_classes
from archviz.lint.diagrams.mermaid.flowchart import read_flowchart
from archviz.lint.diagrams.mermaid.sequence import read_sequence

if TYPE_CHECKING:
    from collections.abc import Callable

    from archviz.lint.drawing import WrittenDiagram

_FRONT_MATTER = re.compile(r"\s*+---[ \t]*+\n(?:(?![ \t]*+---[ \t]*+(?:\n|$))[^\n]*+\n)*+[ \t]*+---[ \t]*+(?:\n|$)")
_DIRECTIVE = re.compile(r"%%\{(?:(?!\}%%|%%\{)[\s\S])*+\}%%")
_COMMENT = re.compile(r"^[ \t]*+%%[^\n]*+", re.MULTILINE)
_ACCESSIBLE = re.compile(
    r"^[ \t]*+acc(?:Title[ \t]*+:[^\n]*+|Descr[ \t]*+(?::[^\n]*+|\{[^{}]*+\}))", re.MULTILINE
)  # words for screen readers
_KIND = re.compile(r"\s*+([A-Za-z][\w-]*+)")

_READERS: dict[str, Callable[[str, int], WrittenDiagram]] = {
    "flowchart": read_flowchart,
    "flowchart-elk": read_flowchart,
    "graph": read_flowchart,
    "classDiagram": read_classes,
    "classDiagram-v2": read_classes,
    "sequenceDiagram": read_sequence,
}


def read_mermaid(text: str) -> WrittenDiagram | None:
    """A flowchart, a sequence diagram or a class diagram; None for another kind."""
    if front := _FRONT_MATTER.match(text):
        text = _lines(front) + text[front.end() :]
    for pattern in (_DIRECTIVE, _COMMENT, _ACCESSIBLE):
        text = pattern.sub(_lines, text)
    kind = _KIND.match(text)
    read = _READERS.get(kind[1]) if kind else None
    return read(text, kind.end()) if read and kind else None


def _lines(match: re.Match[str]) -> str:
    """As many lines as were matched, without anything in them."""
    return "\n" * match[0].count("\n")
