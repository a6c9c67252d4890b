"""Diagrams of PlantUML with boxes and lines: classes and objects, components and what is deployed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from archviz.lint.diagrams.labels import words
from archviz.lint.diagrams.members import read_members
from archviz.lint.diagrams.plantuml.texts import label
from archviz.lint.diagrams.relations import ArrowEnd, relate
from archviz.lint.diagrams.sketch import DEEPEST, Sketch
from archviz.lint.drawing import DrawingForm

if TYPE_CHECKING:
    from archviz.lint.diagrams.plantuml.statements import Statement, Statements
    from archviz.lint.drawing import WrittenDiagram

_CLASSES = (
    "abstract[ \t]++class|abstract|annotation|class|dataclass|entity|enum|exception|interface|metaclass|object|map"
    "|protocol|record|stereotype|struct"
)
_BOXES = (
    "action|actor|agent|artifact|boundary|card|circle|cloud|collections|component|container|control|database|entity"
    "|file|folder|frame|hexagon|interface|label|node|package|namespace|person|port|portin|portout|process|queue"
    "|rectangle|stack|storage|usecase"
)
_DECLARES = re.compile(rf"(?:(?:static|final)[ \t]++)?({_CLASSES}|{_BOXES})/?[ \t]++(?=\S)", re.IGNORECASE)
_TOGETHER = re.compile(r"together[ \t]*+\{$", re.IGNORECASE)
_BODY = re.compile(rf"(?:static[ \t]++)?(?:{_CLASSES})\b", re.IGNORECASE)

_RING = re.compile(r"\(\)[ \t]*+")
_NAME = re.compile(
    r'"([^"]++)"|\[([^\[\]]++)\]|\(([^()]++)\)|:([^:"]++):|([\w$@](?:[\w$@/\\]|-(?=\w)|\.(?=\w)|::(?=\w))*+)'
)
_END = re.compile(r'"([^"]++)"|\[([^\[\]]++)\]|\(([^()]++)\)|:([^:"]++):|([\w$@](?:[\w$@/\\]|\.(?=\w)|::(?=\w))*+)')
"""A name where it is declared, and one at the end of a line, whose signs are no part of it."""
_AS = re.compile(r"[ \t]++as[ \t]++", re.IGNORECASE)
_GENERIC = re.compile(r"[ \t]*+<(?!<)([^<>]*+(?:<[^<>]*+>[^<>]*+)*+)>")
_DECORATED = re.compile(r"[ \t]*+(?:<<[^<>]*+>>|\[\[[^\]]*+\]\]|\$\w++|##?[^\s{]*+|\{[^{}]++\})")
_TYPE = r"[\w$.:]++(?:<[^<>]*+(?:<[^<>]*+>[^<>]*+)*+>)?"
_SUPER = re.compile(rf"[ \t]++(extends|implements)[ \t]++({_TYPE}(?:[ \t]*+,[ \t]*+{_TYPE})*+)", re.IGNORECASE)
_PARAMETERS = re.compile(r"<[^<>]*+(?:<[^<>]*+>[^<>]*+)*+>")
_OPENS = re.compile(r"[ \t]*+(?:(\{)|(\[)|(\{[ \t]*+\}))?$")
_SEPARATOR = re.compile(r"--|\.\.|==|__")
_COUNT = re.compile(r'[ \t]*+"[^"]*+"')
_SAID = re.compile(r"[ \t]*+(?::(.*+))?$")
_MEMBER = re.compile(r"[ \t]*+:(?!:)(.++)$")
_POINTER = re.compile(r"^[<>]\s|\s[<>]$")

_LINE = re.compile(
    r"[ \t]*+(<\|\|?|<<|<|\*|o(?=[-.=~])|\+|#|x(?=[-.=~])|\}|\^|\))?"
    r"([-.=~]++(?:\[[^\]\n]*+\])?(?:left|right|up|down|le|ri|do|[lrud])?(?:\[[^\]\n]*+\])?[-.=~]*+)"
    r"(\|?\|>|>>|>|\*|o(?=[ \t\"\[(])|\+|#|x(?=[ \t\"])|\{|\^|\((?!\)))?[ \t]*+",
    re.IGNORECASE,
)
_SIGNS = {
    "<|": ArrowEnd.TRIANGLE,
    "<||": ArrowEnd.TRIANGLE,
    "|>": ArrowEnd.TRIANGLE,
    "||>": ArrowEnd.TRIANGLE,
    "^": ArrowEnd.TRIANGLE,
    "<": ArrowEnd.HEAD,
    "<<": ArrowEnd.HEAD,
    ">": ArrowEnd.HEAD,
    ">>": ArrowEnd.HEAD,
    "(": ArrowEnd.HEAD,
    ")": ArrowEnd.HEAD,
    "*": ArrowEnd.FILLED,
    "o": ArrowEnd.HOLLOW,
}


class _Name(NamedTuple):
    """A node's id and its words, None where they are the id."""

    id: str
    shown: str | None = None


class _Box(NamedTuple):
    """Braces that are open: the words of the boxes around what is in them, and the class whose members they hold.

    ``space`` are the ids of the boxes with dots behind them, which a name in them may have before it elsewhere.
    """

    line: int
    group: tuple[str, ...]
    owner: str = ""
    space: str = ""


def read_boxes(text: str, found: Statements, form: DrawingForm) -> WrittenDiagram:
    """The boxes and the lines between them; a package, or another box around boxes, is a group."""
    boxes = _Boxes(Sketch(form, text), form)
    for number in found.unread:
        boxes.sketch.unread(number)
    for statement in found.lines:
        if not boxes.read(statement):
            boxes.sketch.unread(statement.line)
    return boxes.drawn()


class _Boxes:
    def __init__(self, sketch: Sketch, form: DrawingForm) -> None:
        self.sketch = sketch
        self._form = form
        self._open: list[_Box] = []
        self._containers: dict[str, _Box] = {}
        self._declared: set[str] = set()
        self._qualified: dict[str, str] = {}
        self._long: tuple[str, int, list[str]] | None = None

    def drawn(self) -> WrittenDiagram:
        for box in self._open:
            self.sketch.unread(box.line)
        if self._long is not None:
            self.sketch.unread(self._long[1])
        for name, box in self._containers.items():
            self.sketch.box(name, box.line, box.group)
        return self.sketch.drawn()

    def read(self, statement: Statement) -> bool:
        """Whether a line could be read."""
        line, text = statement
        if self._long is not None:
            self._words(*self._long, text)
            return True
        if text == "}":
            return bool(self._open) and bool(self._open.pop())
        if self._open and self._open[-1].owner:
            return _SEPARATOR.match(text) is not None or self._member(self._open[-1].owner, text, line)
        if _TOGETHER.match(text):
            self._open.append(_Box(line, self._group(), space=self._space()))
            return True
        keyword = _DECLARES.match(text)
        if keyword and self._declaration(text, keyword.end(), line, keyword[1].lower()):
            return True
        ring = _RING.match(text)
        start = ring.end() if ring else 0
        name = _END.match(text, start)
        if name is None:
            return False
        if member := _MEMBER.match(text, name.end()):
            return self._member(self._node(_inside(name), line), member[1], line)
        return self._line(text, name, line) or self._declaration(text, start, line, "")

    def _group(self) -> tuple[str, ...]:
        return self._open[-1].group if self._open else ()

    def _space(self) -> str:
        return self._open[-1].space if self._open else ""

    def _node(self, name: str, line: int, shown: str | None = None) -> str:
        """A node with a name; of ``Type::member``, which a line may start or end at, it is the type."""
        name = self._qualified.get(name, name)
        owner = name.partition("::")[0]
        if name not in self._declared and owner in self._declared:
            name = owner
        self.sketch.name(name, line, shown)
        self.sketch.place(name, self._group())
        self._declared.add(name)
        return name

    def _declaration(self, text: str, at: int, line: int, keyword: str) -> bool:
        """A box by its name, perhaps with other words, with types that it has, and with braces that it opens."""
        ring = _RING.match(text, at)
        first = _NAME.match(text, ring.end() if ring else at)
        if first is None:
            return False
        name, at = _Name(_inside(first), label(_inside(first))), first.end()
        if (alias := _AS.match(text, at)) and (second := _NAME.match(text, alias.end())):
            plain, shown = (first, second) if first[5] and not second[5] else (second, first)
            name, at = _Name(_inside(plain), label(_inside(shown))), second.end()
        if generic := _GENERIC.match(text, at):
            name, at = _Name(name.id, f"{name.shown}[{generic[1]}]"), generic.end()
        supers, at = _behind(text, at)
        opens = _OPENS.match(text, at)
        if opens is None or not (keyword or not opens[0].strip()):
            return False
        if opens[1] and not self._has_members(keyword):
            self._container(name, line)
            return True
        node = self._node(name.id, line, name.shown)
        if self._space():
            self._qualified.setdefault(f"{self._space()}{node}", node)
        for kind, other in supers:
            dashed = kind == "implements"
            relate(self.sketch, (node, ArrowEnd.NONE), (other, ArrowEnd.TRIANGLE), line, "", dashed=dashed)
        if opens[1]:
            self._open.append(_Box(line, self._group(), owner=node))
        if opens[2]:
            self._long = node, line, []
        return True

    def _has_members(self, keyword: str) -> bool:
        is_both = keyword in ("entity", "interface")
        return bool(_BODY.fullmatch(keyword)) and (self._form is DrawingForm.CLASSES or not is_both)

    def _container(self, name: _Name, line: int) -> None:
        group = self._group()
        if len(group) < DEEPEST:
            group = (*group, name.shown or name.id)
        else:
            self.sketch.unread(line, f"more than {DEEPEST} boxes in one another")
        space = f"{self._space()}{name.id}." if len(group) <= DEEPEST else self._space()
        self._open.append(_Box(line, group, space=space))
        self._containers.setdefault(name.id, self._open[-1])

    def _words(self, node: str, line: int, found: list[str], text: str) -> None:
        """A line of words in brackets, until one that ends with the closing bracket."""
        if text.endswith("]"):
            self.sketch.name(node, line, label(" ".join([*found, text[:-1]])))
            self._long = None
        else:
            found.append(text)

    def _member(self, owner: str, text: str, line: int) -> bool:
        found = read_members(words(text), line)
        for one in found:
            self.sketch.member(owner, one)
        return bool(found)

    def _line(self, text: str, first: re.Match[str], line: int) -> bool:
        """A line between two nodes; one that is hidden only sets where they are."""
        count = _COUNT.match(text, first.end())
        signs = _LINE.match(text, count.end() if count else first.end())
        if signs is None:
            return False
        count = _COUNT.match(text, signs.end())
        at = signs.end()
        if count and _SAID.match(text, count.end()) is None:
            at = count.end()
        while at < len(text) and text[at] in " \t":
            at += 1
        ring = _RING.match(text, at)
        second = _END.match(text, ring.end() if ring else at)
        if second is None:
            return False
        _, at = _behind(text, second.end())
        said = _SAID.match(text, at)
        if said is None:
            return False
        left, right = self._node(_inside(first), line), self._node(_inside(second), line)
        if "hidden" not in signs[2]:
            ends = (left, _sign(signs[1])), (right, _sign(signs[3]))
            dashed = bool(re.search(r"[.~]|dashed|dotted", signs[2]))
            relate(self.sketch, *ends, line, label(_POINTER.sub("", (said[1] or "").strip())), dashed=dashed)
        return True


def _inside(name: re.Match[str]) -> str:
    """A name without its quotation marks or brackets."""
    return next(group for group in name.groups() if group is not None).strip()


def _sign(sign: str | None) -> ArrowEnd:
    return _SIGNS.get((sign or "").lower(), ArrowEnd.NONE)


def _behind(text: str, at: int) -> tuple[list[tuple[str, str]], int]:
    """What decorates a name, and what it extends or implements; with the place behind all of it."""
    supers = []
    while match := _DECORATED.match(text, at) or _SUPER.match(text, at):
        at = match.end()
        if match.re is _SUPER:
            named = _PARAMETERS.sub("", match[2]).split(",")
            supers += [(match[1].lower(), one.strip()) for one in named]
    return supers, at
