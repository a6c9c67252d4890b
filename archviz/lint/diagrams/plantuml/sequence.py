"""Sequence diagrams of PlantUML (https://plantuml.com/sequence-diagram)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archviz.lint.diagrams.plantuml.texts import label
from archviz.lint.diagrams.sketch import Sketch
from archviz.lint.drawing import ArrowForm, DrawingForm

if TYPE_CHECKING:
    from archviz.lint.diagrams.plantuml.statements import Statement, Statements
    from archviz.lint.drawing import WrittenDiagram

_NAME = r'(?:"([^"]++)"|((?:[^\s"<>\[\]:,;?-]|-(?=\w)|::)++))'
PARTICIPANT = re.compile(
    r"(?:create[ \t]++)?(?:participant|actor|boundary|control|entity|database|collections|queue)[ \t]++"
    rf"{_NAME}(?:[ \t]++as[ \t]++{_NAME})?(?=[ \t]|$)(?![^\n]*+\{{$)",
    re.IGNORECASE,
)
_CREATE = re.compile(rf"create[ \t]++{_NAME}$", re.IGNORECASE)
_BOX = re.compile(r'box\b[ \t]*+("[^"]*+"|[^#\n]*+)', re.IGNORECASE)
_END_BOX = re.compile(r"end[ \t]*+box\b", re.IGNORECASE)
_OPENS = re.compile(r"(?:alt|opt|loop|par2?|break|critical|group|partition)\b", re.IGNORECASE)
_ACTIVATE = re.compile(rf"activate[ \t]++{_NAME}", re.IGNORECASE)
_DEACTIVATE = re.compile(rf"(?:deactivate|destroy)\b(?:[ \t]++{_NAME})?", re.IGNORECASE)
_RETURN = re.compile(r"return\b(.*+)", re.IGNORECASE)
SENDS_NOTHING = re.compile(
    r"(?:else|also|autonumber|autoactivate|ignore|hide|footbox)\b|==.*==$|\.\.\.|\|\|", re.IGNORECASE
)

_SHAFT = r"-++(?:\[[^\]\n]*+\]-*+)?"
_ARROW = rf"((?:<<?|\\\\?|//?)?[ox]?)({_SHAFT})([ox]?(?:>>?|\\\\?|//?)?[ox]?)"
MESSAGE = re.compile(
    rf"(?:(\[|\?)[ \t]*+|{_NAME}[ \t]*+){_ARROW}[ \t]*+(?:(\]|\?)|{_NAME})[ \t]*+((?:(?:\+\+|--|\*\*|!!)[ \t]*+)*+)"
    r"(?:#\w++[ \t]*+)?(?::(.*+))?$"
)


def read_sequence(text: str, found: Statements) -> WrittenDiagram:
    """The messages between participants, in their order; a box is a group."""
    sequence = _Sequence(Sketch(DrawingForm.SEQUENCE, text))
    for number in found.unread:
        sequence.sketch.unread(number)
    for statement in found.lines:
        if not sequence.read(statement):
            sequence.sketch.unread(statement.line)
    for number in sequence.open:
        sequence.sketch.unread(number)
    return sequence.sketch.drawn()


class _Sequence:
    def __init__(self, sketch: Sketch) -> None:
        self.sketch = sketch
        self.open: list[int] = []
        self._aliases: dict[str, str] = {}
        self._box = ""
        self._last: tuple[str, str] | None = None
        self._active: list[tuple[str, str]] = []

    def read(self, statement: Statement) -> bool:
        """Whether a statement could be read."""
        line, text = statement
        if participant := PARTICIPANT.match(text):
            return self._participant(participant, line)
        if message := MESSAGE.match(text):
            return self._message(message, line)
        if text.lower() == "end":
            return bool(self.open) and bool(self.open.pop())
        if _END_BOX.match(text):
            self._box = ""
        elif box := _BOX.match(text):
            self._box = label(box[1])
        elif _OPENS.match(text):
            self.open.append(line)
        elif create := _CREATE.match(text):
            self._named(create[1] or create[2], line)
        elif activate := _ACTIVATE.match(text):
            self._activate(self._named(activate[1] or activate[2], line))
        elif _DEACTIVATE.match(text):
            self._deactivate()
        elif answer := _RETURN.match(text):
            return self._return(label(answer[1]), line)
        else:
            return SENDS_NOTHING.match(text) is not None
        return True

    def _participant(self, match: re.Match[str], line: int) -> bool:
        first, second = match[1] or match[2], match[3] or match[4]
        shown = None
        if second and match[3]:
            shown = second
        elif second:
            first, shown = second, first
        elif match[1]:
            shown = first
        self.sketch.name(first, line, label(shown) if shown else None)
        if self._box:
            self.sketch.place(first, (self._box,))
        return True

    def _named(self, name: str, line: int) -> str:
        self.sketch.name(name, line)
        return name

    def _activate(self, name: str) -> None:
        if self._last is not None and self._last[1] == name:
            self._active.append(self._last)

    def _deactivate(self) -> None:
        if self._active:
            self._active.pop()

    def _return(self, text: str, line: int) -> bool:
        """An answer of what is active to what it was called by."""
        if not self._active:
            return False
        caller, called = self._active.pop()
        self.sketch.arrow(called, caller, line, text, ArrowForm.DASHED)
        return True

    def _message(self, match: re.Match[str], line: int) -> bool:
        """A message; one from outside or to outside has no node there, and is none."""
        left, right = match[2] or match[3], match[8] or match[9]
        before, shaft, behind = match[4], match[5], match[6]
        heads = before.strip("ox"), behind.strip("ox")
        if not any(heads):
            return False
        if left is None or right is None:
            self._named(left or right, line) if left or right else None
            return True
        tail, head = (right, left) if heads[0] and not heads[1] else (left, right)
        dashed = re.sub(r"\[[^\]]*\]", "", shaft).startswith("--")
        form = ArrowForm.DASHED if dashed else ArrowForm.PLAIN
        self._named(left, line)
        self.sketch.arrow(tail, head, line, label(match[11] or ""), form, directed=not all(heads))
        self._last = tail, head
        for sign in match[10].split():
            if sign == "++":
                self._active.append((tail, head))
            elif sign in ("--", "!!"):
                self._deactivate()
        return True
