"""Diagrams written as text: Mermaid, D2, PlantUML and DOT."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archviz.lint.diagrams.d2 import read_d2
from archviz.lint.diagrams.dot import read_dot
from archviz.lint.diagrams.mermaid import read_mermaid
from archviz.lint.diagrams.plantuml import read_plantuml
from archviz.lint.drawing import DrawingForm, WrittenDiagram

if TYPE_CHECKING:
    from collections.abc import Callable

_READERS: dict[str, Callable[[str], WrittenDiagram | None]] = {
    "d2": read_d2,
    "dot": read_dot,
    "graphviz": read_dot,
    "gv": read_dot,
    "mermaid": read_mermaid,
    "plantuml": read_plantuml,
    "puml": read_plantuml,
    "uml": read_plantuml,
}

_UNMISTAKABLE = (
    (re.compile(r"\s*+@startuml\b"), read_plantuml),
    (
        re.compile(r"\s*+(?:(?:graph|flowchart)[ \t]++(?:TB|TD|BT|LR|RL)|sequenceDiagram|classDiagram)[ \t]*+;?\n"),
        read_mermaid,
    ),
    (re.compile(r"\s*+(?:strict[ \t]++)?digraph\b[^\n{]*+\{"), read_dot),
)
"""How a diagram starts that says itself which language it is in."""

LONGEST = 200_000
"""How many characters a diagram has at most that is read; Mermaid's own bound is 50,000."""


def read_diagram(language: str, text: str) -> WrittenDiagram | None:
    """The diagram in a fence, by the first word of the fence's info string, with braces around it or without.

    Without a language it is one only where its first line is unmistakable. None where it is none, or says nothing about
    relations of code, as a pie or a calendar. A line that cannot be read is among those that are ``unread``.
    """
    language = language.strip("{}").lower().removeprefix("kroki-")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    read = _READERS.get(language)
    if not language:
        read = next((read for starts, read in _UNMISTAKABLE if starts.match(text)), None)
    if read is not None and len(text) > LONGEST:
        return WrittenDiagram(DrawingForm.GRAPH, (), (), ((1, f"more than {LONGEST} characters"),))
    return read(text) if read else None
