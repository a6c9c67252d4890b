"""Diagrams written as text: Mermaid, D2, PlantUML and DOT."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.lint.diagrams.mermaid import read_mermaid

if TYPE_CHECKING:
    from collections.abc import Callable

    from archviz.lint.drawing import WrittenDiagram

_READERS: dict[str, Callable[[str], WrittenDiagram | None]] = {
    "mermaid": read_mermaid,
}


def read_diagram(language: str, text: str) -> WrittenDiagram | None:
    """The diagram in a fence, by the first word of the fence's info string, with braces around it or without.

    None where the language is none of a diagram, or the diagram says nothing about relations of code, as a pie or a
    calendar. A line that cannot be read is among those that are ``unread``.
    """
    read = _READERS.get(language.strip("{}").lower())
    return read(text.replace("\r\n", "\n").replace("\r", "\n")) if read else None
