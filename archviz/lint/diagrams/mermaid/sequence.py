"""Sequence diagrams of Mermaid."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tinycss2.color4 import parse_color

from archviz.lint.diagrams.mermaid.texts import label
from archviz.lint.diagrams.sketch import Sketch
from archviz.lint.drawing import ArrowForm, DrawingForm

if TYPE_CHECKING:
    from archviz.lint.drawing import WrittenDiagram

_STATEMENT = re.compile(r"(?:#\w++;|[^;#\n])++")
_REMARK = re.compile(r"#[^\n]*+|;")

_NOTHING_SENT = re.compile(
    r"(?:note|loop|rect|opt|alt|else|par|par_over|and|critical|option|break|autonumber|activate|deactivate|destroy"
    r"|title|links?|properties|details)\b(?!\s*+[-<])|title:",
    re.IGNORECASE,
)
_OPENS = re.compile(r"(?:loop|rect|opt|alt|par|par_over|critical|break)\b", re.IGNORECASE)
_BOX = re.compile(r"box\b[ \t]*+((?:rgba?|hsla?)[ \t]*+\([^)]*+\)|\w*+)(.*+)", re.IGNORECASE)
_PARTICIPANT = re.compile(r"(?:create[ \t]++)?(?:participant|actor)[ \t]++(.+)", re.IGNORECASE)
_ALIAS = re.compile(r"[ \t]as[ \t]", re.IGNORECASE)
_CONFIGURED = re.compile(r"@\{([^}]*+)\}?")
_ALIAS_GIVEN = re.compile(r"[\"']?alias[\"']?[ \t]*+:[ \t]*+\"([^\"]*+)\"")

_HALF = r"\|\\|\|/|\\\\|//"
_ARROW = re.compile(rf"(<<)?--?(?:>>|>|x|\)|{_HALF})|(?:/\||\\\||//|\\\\)--?")
_WRAP = re.compile(r"[ \t]*+(?:no)?wrap:", re.IGNORECASE)
_NAME = re.compile(r"[^<>:\n,;]++")


def read_sequence(text: str, at: int) -> WrittenDiagram:
    """A sequence diagram whose first word ends at the index ``at``."""
    sequence = _Sequence(text)
    first = text.count("\n", 0, at)
    for number, line in enumerate(text[at:].split("\n"), first + 1):
        for statement in _statements(line):
            if not sequence.read(statement, number):
                sequence.sketch.unread(number)
    for number in sequence.open:
        sequence.sketch.unread(number)
    return sequence.sketch.drawn()


def _statements(line: str) -> list[str]:
    """The statements of a line, which semicolons end and a remark behind # does not belong to."""
    found, at = [], 0
    while at < len(line):
        if match := _STATEMENT.match(line, at):
            found.append(match[0].strip())
        else:
            match = _REMARK.match(line, at)
        at = match.end() if match else len(line)
    return [statement for statement in found if statement]


class _Sequence:
    def __init__(self, text: str) -> None:
        self.sketch = Sketch(DrawingForm.SEQUENCE, text)
        self.open: list[int] = []
        self._boxes: list[str] = []

    def read(self, statement: str, line: int) -> bool:
        """Whether a statement could be read."""
        if statement.lower() == "end":
            return self._ended()
        if box := _BOX.fullmatch(statement):
            self.open.append(line)
            self._boxes.append(_title(box[1], box[2]))
            return True
        if participant := _PARTICIPANT.fullmatch(statement):
            return self._participant(participant[1], line)
        if nothing := _NOTHING_SENT.match(statement):
            if _OPENS.match(statement):
                self.open.append(line)
                self._boxes.append("")
            return bool(nothing)
        return self._message(statement, line)

    def _ended(self) -> bool:
        if not self.open:
            return False
        self.open.pop()
        self._boxes.pop()
        return True

    def _participant(self, text: str, line: int) -> bool:
        given = None
        if configured := _CONFIGURED.search(text):
            given = _ALIAS_GIVEN.search(configured[1])
            text = text[: configured.start()] + text[configured.end() :]
        alias = _ALIAS.search(f"{text} ")
        name = (text[: alias.start()] if alias else text).strip()
        shown = text[alias.end() :] if alias else given[1] if given else None
        if not _NAME.fullmatch(name):
            return False
        self.sketch.name(name, line, None if shown is None else _text(shown))
        if any(self._boxes):
            self.sketch.place(name, tuple(filter(None, self._boxes)))
        return True

    def _message(self, statement: str, line: int) -> bool:
        """A message from what stands left of the arrow to what stands right of it; answers are dashed."""
        ends, _, text = statement.partition(":")
        arrow = _ARROW.search(ends)
        if arrow is None:
            return False
        tail = ends[: arrow.start()].strip().removesuffix("()").rstrip()
        head = ends[arrow.end() :].strip().removeprefix("()").lstrip("+- \t")
        if not (_NAME.fullmatch(tail) and _NAME.fullmatch(head)) or _ARROW.search(head):
            return False
        sign = arrow[0]
        if sign[0] in "/\\":
            tail, head = head, tail
        form = ArrowForm.DASHED if "--" in sign else ArrowForm.PLAIN
        directed = not (arrow[1] or sign.strip("-") == ">")
        self.sketch.arrow(tail, head, line, _text(text), form, directed=directed)
        return True


def _title(colour: str, rest: str) -> str:
    """The words of a box, before which a colour may stand."""
    return label(rest if parse_color(colour) is not None else colour + rest)


def _text(text: str) -> str:
    wrap = _WRAP.match(text)
    return label(text[wrap.end() :] if wrap else text)
