"""In which language a fence is."""

from __future__ import annotations

import pytest
from drawn import arrows, drawn

from archviz.lint.diagrams import read_diagram


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("mermaid", "graph LR\na-->b"),
        ("{mermaid}", "graph LR\na-->b"),
        ("kroki-mermaid", "graph LR\r\na-->b\r\n"),
        ("D2", "a -> b"),
        ("puml", "class a\na --> b"),
        ("graphviz", "digraph { a -> b }"),
        ("", "graph TD\n  a --> b"),
        ("", "\nflowchart LR;\na-->b"),
        ("", "classDiagram\na --> b"),
        ("", "@startuml\nclass a\na --> b\n@enduml"),
        ("", 'digraph "a" {\na -> b }'),
    ],
)
def test_a_diagram(language: str, text: str) -> None:
    assert arrows(drawn(language, text)) == ["a -> b"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("go", "graph LR\na-->b"),
        ("text", "@startuml\na -> b\n@enduml"),
        ("", "a -> b"),
        ("", "graph of what is\na --> b"),
        ("", "graph LR a-->b"),
        ("", "graph {\n a -- b }"),
        ("", "sequenceDiagram of it"),
        ("", ""),
    ],
)
def test_no_diagram(language: str, text: str) -> None:
    assert read_diagram(language, text) is None
