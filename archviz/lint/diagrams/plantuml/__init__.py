"""PlantUML: which kind of diagram a text is.

PlantUML tries one kind after the other until one takes every line; here a line that only one kind has decides.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archviz.lint.diagrams.dot import read_dot
from archviz.lint.diagrams.plantuml.boxes import read_boxes
from archviz.lint.diagrams.plantuml.sequence import MESSAGE, PARTICIPANT, read_sequence
from archviz.lint.diagrams.plantuml.statements import statements
from archviz.lint.drawing import DrawingForm

if TYPE_CHECKING:
    from archviz.lint.drawing import WrittenDiagram

_MARKS = re.compile(r"^[ \t]*+@(?:start|end)\w++[^\n]*+", re.MULTILINE)
_OTHER = re.compile(
    r":[^\n]*+;$|(?:start|stop|kill|detach)$|if[ \t]*+\(|while[ \t]*+\(|repeat\b|fork$|state\b|\[\*\]|\(\*\)"
    r"|\[[^\]]++\][ \t]++(?:lasts|starts|ends|happens|requires)\b|project[ \t]++starts\b|(?:robust|concise|clock)\b"
    r"|nwdiag\b",
    re.IGNORECASE,
)
"""Activities, states, calendars and clocks, which say nothing about relations of code."""

_ONLY_SEQUENCE = re.compile(
    r"(?:participant|autonumber|activate|deactivate|return|alt|opt|loop|par|break|critical|group)\b"
    r"(?![ \t]*+[-<.:]|[^\n]*+\{$)",
    re.IGNORECASE,
)
_ONLY_CLASSES = re.compile(
    r"(?:abstract|class|enum|annotation|struct|protocol|exception|metaclass|interface)\b"
    r"|(?:package|namespace|together)\b[^\n]*+\{$"
    r'|[^\n:]*[ \t](?:<\|[-.]|\*[-.]|o[-.]+[ \t]|[-.]++\|>|\.+>|<\.|--[ \t]++["\w]|[-.]++[*o][ \t]++["\w])',
    re.IGNORECASE,
)
_ONLY_BOXES = re.compile(
    r"\[\w[^\]\n]*+\]|\(\w[^)\n]*+\)[ \t]*+(?:[-.<]|as\b)|:[^:\n]++:|\(\)[ \t]"
    r"|[^\n:]*(?:[-.=~]>[ \t]*|[-.][ \t]+)[\[(]\w"
    r"|(?:component|node|rectangle|cloud|folder|frame|artifact|storage|stack|file|card|agent|usecase|hexagon|object"
    r"|person|port|portin|portout)[ \t]|(?:database|queue|actor|boundary|control|entity|collections)\b[^\n]*+\{$",
    re.IGNORECASE,
)


def read_plantuml(text: str) -> WrittenDiagram | None:
    """A diagram of a sequence, of classes, or of components and what is deployed; None for another kind."""
    found = statements(text)
    if found.kind == "dot":
        return read_dot(_MARKS.sub("", text))
    lines = [statement.text for statement in found.lines]
    if found.kind != "uml" or not lines:
        return None
    sequence = any(_ONLY_SEQUENCE.match(line) for line in lines)
    if not sequence and any(_OTHER.match(line) for line in lines):
        return None
    if not sequence and any(_ONLY_BOXES.match(line) for line in lines):
        return read_boxes(text, found, DrawingForm.GRAPH)
    if not sequence and any(_ONLY_CLASSES.match(line) for line in lines):
        return read_boxes(text, found, DrawingForm.CLASSES)
    if sequence or any(MESSAGE.match(line) or PARTICIPANT.match(line) for line in lines):
        return read_sequence(text, found)
    return None
