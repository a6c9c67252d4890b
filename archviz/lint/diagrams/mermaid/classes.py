"""Class diagrams of Mermaid."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from archviz.lint.diagrams.members import read_members, typed
from archviz.lint.diagrams.mermaid.texts import label
from archviz.lint.diagrams.relations import ArrowEnd, relate
from archviz.lint.diagrams.sketch import DEEPEST, Reading, Sketch
from archviz.lint.drawing import DrawingForm

if TYPE_CHECKING:
    from archviz.lint.drawing import WrittenDiagram

_BETWEEN = re.compile(r"[\s;]++")
_ENDS = re.compile(r"[ \t]*+(?:%%[^\n]*+)?(?:;|\n|$)")
_SAYS_NOTHING = re.compile(
    r"(?:direction|click|link|callback|style|cssClass|classDef|note(?:[ \t]++for[ \t]++\S++)?)[ \t]++"
    r'(?:"[^"]*+"|[^\n"])*+'
)
_NAME = re.compile(r"`([^`\n]++)`|(\w(?:\w|-(?!-)|\.(?!\.))*+)(~[^~\n]*+~)?")
_CLASS = re.compile(r"class[ \t]++")
_NAMESPACE = re.compile(r'namespace[ \t]++([\w.-]++|`[^`\n]++`)[ \t]*+(?:\[[ \t]*+("[^"\n]*+")[ \t]*+\])?\s*+\{')
_ANNOTATION = re.compile(r"[ \t]*+<<[^<>\n]*+>>[ \t]*+")
_LABEL = re.compile(r'[ \t]*+\[[ \t]*+("[^"]*+")[ \t]*+\]')
_STYLED = re.compile(r"[ \t]*+:::[ \t]*+[\w-]++")
_OPENS = re.compile(r"\s*+\{")
_MEMBER = re.compile(r"(?:[^{}\n]++|\{[^{}\n]*+\})++")
_CLOSES = re.compile(r"\s*+\}")
_LINES = re.compile(r"\s++")

_COUNT = re.compile(r'[ \t]*+"[^"\n]*+"[ \t]*+')
_RELATION = re.compile(r"[ \t]*+(<\||<|\*|o(?=[-.])|\(\))?+[ \t]*+(--|\.\.)[ \t]*+(\|>|>|\*|o\b|\(\))?+[ \t]*+")
_SAID = re.compile(r"[ \t]*+:(?!:)([^\n]*+)")
_SIGNS = {
    "<|": ArrowEnd.TRIANGLE,
    "|>": ArrowEnd.TRIANGLE,
    "<": ArrowEnd.HEAD,
    ">": ArrowEnd.HEAD,
    "*": ArrowEnd.FILLED,
    "o": ArrowEnd.HOLLOW,
    "()": ArrowEnd.RING,
    "": ArrowEnd.NONE,
}


def read_classes(text: str, at: int) -> WrittenDiagram:
    """A class diagram whose first word ends at the index ``at``; a namespace is a group."""
    return _Classes(text, at).read()


class _Name(NamedTuple):
    """The name of a class at a line, and what is shown for it where this is more."""

    id: str
    shown: str | None
    line: int


class _Classes:
    def __init__(self, text: str, at: int) -> None:
        self._reading = Reading(text, at)
        self._sketch = Sketch(DrawingForm.CLASSES, text)
        self._namespaces: list[tuple[str, int]] = []
        self._shown: set[str] = set()

    def read(self) -> WrittenDiagram:
        reading = self._reading
        while True:
            reading.take(_BETWEEN)
            if reading.ended:
                break
            start = reading.at
            if not (reading.take(_SAYS_NOTHING) or self._namespace() or self._statement()):
                reading.give_up(start, self._sketch)
        for _, line in self._namespaces:
            self._sketch.unread(line)
        return self._sketch.drawn()

    def _namespace(self) -> bool:
        """The start or the end of a namespace."""
        reading, line = self._reading, self._reading.line
        if self._namespaces and reading.take(_CLOSES):
            self._namespaces.pop()
            return True
        match = reading.take(_NAMESPACE)
        if match is None:
            return False
        if len(self._namespaces) >= DEEPEST:
            self._sketch.unread(line, f"more than {DEEPEST} boxes in one another")
        self._namespaces.append((label(match[2] or match[1].strip("`")), line))
        return True

    def _statement(self) -> bool:
        """A class, an annotation, a member or a relation; what it names are nodes once it is read to its end."""
        reading = self._reading
        if reading.take(_CLASS):
            return self._class()
        annotated = reading.take(_ANNOTATION)
        left = self._name()
        if left is None:
            return False
        said = None if annotated else reading.take(_SAID)
        if said is not None:
            self._keep(left)
            return self._member(left, said[1])
        if reading.take(_ENDS):
            self._keep(left)
            return True
        return not annotated and self._relation(left)

    def _name(self) -> _Name | None:
        """The name of a class that stands here."""
        line, match = self._reading.line, self._reading.take(_NAME)
        if match is None:
            return None
        return _Name(match[1] or match[2], typed(match[2] + match[3]) if match[3] else None, line)

    def _keep(self, name: _Name, shown: str | None = None) -> None:
        """A class is a node, with the words ``shown``, or else with its parameters where they first stand."""
        if shown is None and name.id not in self._shown:
            shown = name.shown
        if shown is not None:
            self._shown.add(name.id)
        self._sketch.name(name.id, name.line, shown)
        if self._namespaces:
            self._sketch.place(name.id, tuple(title for title, _ in self._namespaces[:DEEPEST]))

    def _class(self) -> bool:
        """A class behind its keyword, with its words and its members."""
        reading, name = self._reading, self._name()
        if name is None:
            return False
        shown = reading.take(_LABEL)
        while reading.take(_STYLED) or reading.take(_ANNOTATION):
            pass
        opened = reading.take(_OPENS)
        if not (opened or reading.take(_ENDS)):
            return False
        self._keep(name, label(shown[1]) if shown else None)
        while opened and not reading.take(_CLOSES):
            reading.take(_LINES)
            line, member = reading.line, reading.take(_MEMBER)
            if member is None:
                return False
            if not self._member(_Name(name.id, None, line), member[0]):
                self._sketch.unread(line)
        return True

    def _member(self, name: _Name, text: str) -> bool:
        """A member of a class, or an annotation, which is none."""
        if _ANNOTATION.fullmatch(text):
            return True
        found = read_members(label(text), name.line)
        for one in found:
            self._sketch.member(name.id, one)
        return bool(found)

    def _relation(self, left: _Name) -> bool:
        reading = self._reading
        reading.take(_COUNT)
        signs = reading.take(_RELATION)
        reading.take(_COUNT)
        right = self._name() if signs else None
        if signs is None or right is None:
            return False
        said = reading.take(_SAID)
        if not reading.take(_ENDS):
            return False
        self._keep(left)
        self._keep(right)
        ends = (left.id, _SIGNS[signs[1] or ""]), (right.id, _SIGNS[signs[3] or ""])
        relate(self._sketch, *ends, left.line, label(said[1]) if said else "", dashed=signs[2] == "..")
        return True
