"""DOT, the language of Graphviz (https://graphviz.org/doc/info/lang.html)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from archviz.lint.diagrams.labels import words
from archviz.lint.diagrams.relations import ArrowEnd, relate
from archviz.lint.diagrams.sketch import DEEPEST, Reading, Sketch
from archviz.lint.drawing import DrawingForm

if TYPE_CHECKING:
    from archviz.lint.drawing import WrittenDiagram

MOST_IN_LIST = 200
"""How many nodes an arrow from braces or to braces stands for."""

_SPACE = re.compile(r"(?:\s++|//[^\n]*+|#[^\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/)++")
_UNCLOSED = re.compile(r"/\*[\s\S]*+")
_HEADER = re.compile(r"(?:strict\b\s*+)?(di)?graph\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d]\w*+|-?(?:\.\d++|\d++(?:\.\d*+)?)")
_QUOTED = re.compile(r'"((?:[^"\\]++|\\[\s\S])*+)"')
_DEFAULTS = re.compile(r"(graph|node|edge)\b(?=\s*+\[)", re.IGNORECASE)
_SUBGRAPH = re.compile(r"subgraph\b", re.IGNORECASE)
_SIGN = {sign: re.compile(re.escape(sign)) for sign in "{}[]=:+"}
_LINE = re.compile(r"->|--")
_STATEMENT = re.compile(r"[^;{}\n]++")
_SEPARATOR = re.compile(r"[;,]")
_BRACKET = re.compile(r"[<>]")

_CONTINUED = re.compile(r"\\\n")
_SPECIAL = re.compile(r"([\\{}|<>])")
_ESCAPED = re.compile(r"\\([\s\S])")
_PORT = re.compile(r"(?<!\\)<[^<>]*+>")
_FIELDS = re.compile(r"(?<!\\)[{}|]")
_REMARK = re.compile(r"<!--(?:[^<-]++|-(?!->)|<(?!!--))*+-->")

_ENDS = {
    "none": ArrowEnd.NONE,
    "empty": ArrowEnd.TRIANGLE,
    "onormal": ArrowEnd.TRIANGLE,
    "diamond": ArrowEnd.FILLED,
    "odiamond": ArrowEnd.HOLLOW,
}
"""What the values of ``arrowhead`` and ``arrowtail`` are in UML; all others are heads."""


def read_dot(text: str) -> WrittenDiagram | None:
    """A graph or a digraph; None where there is neither.

    A node is in the first cluster that names it, as Graphviz draws it.
    """
    reading = Reading(text)
    reading.take(_SPACE)
    header = reading.take(_HEADER)
    return _Dot(reading, directed=bool(header[1])).read() if header else None


@dataclass(slots=True)
class _Scope:
    """What is in one pair of braces: its nodes, and the statement that is being read in it.

    ``cluster`` is the nearest box around what is in it, which may be itself. ``chain`` are the lists of nodes that the
    statement's edges go between so far; ``awaits`` is True behind the sign of an edge.
    """

    id: str
    line: int
    around: _Scope | None
    defaults: dict[str, dict[str, str]]
    cluster: _Scope | None = None
    title: str = ""
    depth: int = 0
    nodes: dict[str, None] = field(default_factory=dict)
    chain: list[list[str]] = field(default_factory=list)
    began: int = 0
    awaits: bool = False


class _Dot:
    def __init__(self, reading: Reading, *, directed: bool) -> None:
        self._reading = reading
        self._directed = directed
        self._sketch = Sketch(DrawingForm.GRAPH, reading.text)
        self._scope: _Scope | None = None
        self._clusters: dict[str, _Scope] = {}
        self._inside: dict[str, _Scope | None] = {}
        self._closing: dict[int, int] | None = None

    def read(self) -> WrittenDiagram:
        reading, sketch = self._reading, self._sketch
        reading.take(_SPACE)
        self._id()
        reading.take(_SPACE)
        self._braces("")
        while True:
            reading.take(_SPACE)
            if reading.ended:
                break
            start = reading.at
            if self._scope is None or not self._statement(self._scope):
                self._give_up(start)
        while self._scope is not None:
            sketch.unread(self._scope.line)
            self._close(self._scope)
        for node, cluster in self._inside.items():
            sketch.place(node, _group(cluster))
        for name, cluster in self._clusters.items():
            sketch.box(name, cluster.line, _group(cluster))
        return sketch.drawn()

    def _give_up(self, start: int) -> None:
        """What starts at a place cannot be read, nor the edges before it that need it."""
        reading = self._reading
        reading.take(_UNCLOSED)
        for line in range(reading.line_of(start), reading.line + 1):
            self._sketch.unread(line)
        scope = self._scope
        cut = scope is not None and bool(scope.chain)
        if not reading.take(_STATEMENT) and reading.at == start and not cut:
            reading.at += 1
        if scope is not None and cut:
            self._sketch.unread(scope.began)
            scope.chain, scope.awaits = [], False

    def _statement(self, scope: _Scope) -> bool:
        """A statement, or the part of one up to the sign of an edge or to a brace; False where it cannot be read."""
        reading, line = self._reading, self._reading.line
        if not scope.awaits:
            if reading.take(_SIGN["}"]):
                return self._closed(scope)
            if reading.take(_SEPARATOR):
                return True
            if kind := reading.take(_DEFAULTS):
                return self._default(scope, kind[1].lower())
        if reading.take(_SUBGRAPH):
            reading.take(_SPACE)
            title = self._id() or ""
            reading.take(_SPACE)
            return self._braces(title)
        if self._braces(""):
            return True
        name = self._id()
        reading.take(_SPACE)
        if name is None:
            return False
        if not scope.awaits and reading.take(_SIGN["="]):
            reading.take(_SPACE)
            return self._set(scope, name, self._id())
        while reading.take(_SIGN[":"]):
            reading.take(_SPACE)
            if self._id() is None:
                return False
            reading.take(_SPACE)
        self._name(scope, name, line)
        return self._operand(scope, [name], line)

    def _default(self, scope: _Scope, kind: str) -> bool:
        """Attributes of all nodes or edges from here on, or of the graph itself."""
        self._reading.take(_SPACE)
        given = self._attributes()
        if given is None:
            return False
        scope.defaults = scope.defaults | {kind: scope.defaults[kind] | given}
        return kind != "graph" or "label" not in given or self._set(scope, "label", given["label"])

    def _set(self, scope: _Scope, name: str, value: str | None) -> bool:
        if value is not None and name.lower() == "label":
            scope.title = _label(value, "")
        return value is not None

    def _braces(self, name: str) -> bool:
        """Braces open here; a subgraph whose name starts with "cluster" is a box."""
        line, around = self._reading.line, self._scope
        if not self._reading.take(_SIGN["{"]):
            return False
        scope = _Scope(name, line, around, around.defaults if around else {"graph": {}, "node": {}, "edge": {}})
        self._scope = scope
        if around is not None:
            scope.cluster, scope.depth = around.cluster, around.depth
        if name.startswith("cluster") and scope.depth >= DEEPEST:
            self._sketch.unread(line, f"more than {DEEPEST} boxes in one another")
        elif name.startswith("cluster"):
            scope.cluster, scope.depth = scope, scope.depth + 1
            self._clusters.setdefault(name, scope)
        return True

    def _closed(self, scope: _Scope) -> bool:
        """Braces close here, behind which the statement that they are a part of goes on."""
        reading, line, around = self._reading, self._reading.line, scope.around
        reading.take(_SPACE)
        linked = around is not None and (around.awaits or _LINE.match(reading.text, reading.at) is not None)
        nodes = list(islice(scope.nodes, MOST_IN_LIST)) if linked else []
        if linked and len(scope.nodes) > MOST_IN_LIST:
            self._sketch.unread(line, f"more than {MOST_IN_LIST} nodes in a list")
        self._close(scope)
        return around is None or self._operand(around, nodes, line)

    def _close(self, scope: _Scope) -> None:
        """What braces hold is also in those around them."""
        around = self._scope = scope.around
        if around is not None:
            if len(around.nodes) < len(scope.nodes):
                around.nodes, scope.nodes = scope.nodes, around.nodes
            around.nodes.update(scope.nodes)

    def _name(self, scope: _Scope, node: str, line: int) -> None:
        scope.nodes[node] = None
        if node not in self._inside:
            self._inside[node] = scope.cluster
            given = scope.defaults["node"]
            self._sketch.name(node, line, _node_label(given, node) if "label" in given else None)
        elif self._inside[node] is None:
            self._inside[node] = scope.cluster

    def _operand(self, scope: _Scope, nodes: list[str], line: int) -> bool:
        """A node, or the nodes in braces, and what is behind: an edge, attributes, or the statement's end."""
        reading = self._reading
        if not scope.chain:
            scope.began = line
        scope.chain.append(nodes)
        scope.awaits = bool(reading.take(_LINE))
        if scope.awaits:
            return True
        given = self._attributes()
        if given is None:
            return False
        if len(scope.chain) > 1:
            self._edges(scope, scope.defaults["edge"] | given, line)
        elif "label" in given and nodes:
            self._sketch.name(nodes[0], line, _node_label(scope.defaults["node"] | given, nodes[0]))
        scope.chain = []
        return True

    def _edges(self, scope: _Scope, given: dict[str, str], line: int) -> None:
        """The edges of a statement, with the same attributes for all of them."""
        if "invis" in given.get("style", ""):
            return
        shown = given.get("dir", "forward" if self._directed else "none").lower()
        tail = _ENDS.get(given.get("arrowtail", ""), ArrowEnd.HEAD) if shown in ("back", "both") else ArrowEnd.NONE
        head = _ENDS.get(given.get("arrowhead", ""), ArrowEnd.HEAD) if shown in ("forward", "both") else ArrowEnd.NONE
        dashed = "dashed" in given.get("style", "") or "dotted" in given.get("style", "")
        text = _label(given.get("label", given.get("xlabel", "")), "")
        boxes = [given[end] if given.get(end) in self._clusters else None for end in ("ltail", "lhead")]
        for tails, heads in pairwise(scope.chain):
            for left, right in self._sketch.each(tails, heads, line):
                relate(self._sketch, (boxes[0] or left, tail), (boxes[1] or right, head), line, text, dashed=dashed)

    def _attributes(self) -> dict[str, str] | None:
        """What is in the brackets that are here, nothing where there are none; None where it cannot be read."""
        reading, found = self._reading, {}
        while reading.take(_SIGN["["]):
            reading.take(_SPACE)
            while not reading.take(_SIGN["]"]):
                key = self._id()
                reading.take(_SPACE)
                value: str | None = "true"
                if reading.take(_SIGN["="]):
                    reading.take(_SPACE)
                    value = self._id()
                    reading.take(_SPACE)
                if key is None or value is None:
                    return None
                found[key.lower()] = value
                reading.take(_SEPARATOR)
                reading.take(_SPACE)
            reading.take(_SPACE)
        return found

    def _id(self) -> str | None:
        """The id that stands here, with its escape sequences; the words of HTML have none."""
        reading = self._reading
        if word := reading.take(_WORD):
            return word[0]
        if reading.text.startswith("<", reading.at):
            return self._markup()
        quoted, parts = reading.take(_QUOTED), []
        while quoted:
            parts.append(_CONTINUED.sub("", quoted[1]).replace('\\"', '"'))
            end = reading.at
            reading.take(_SPACE)
            quoted = None
            if reading.take(_SIGN["+"]):
                reading.take(_SPACE)
                quoted = reading.take(_QUOTED)
            if quoted is None:
                reading.at = end
        return "".join(parts) if parts else None

    def _markup(self) -> str | None:
        """The words of a label in HTML, which is in angle brackets."""
        reading = self._reading
        if self._closing is None:
            self._closing, opened = {}, []
            for bracket in _BRACKET.finditer(reading.text):
                if bracket[0] == "<":
                    opened.append(bracket.start())
                elif opened:
                    self._closing[opened.pop()] = bracket.start()
        end = self._closing.get(reading.at)
        if end is None:
            return None
        inside = reading.text[reading.at + 1 : end]
        reading.at = end + 1
        return _SPECIAL.sub(r"\\\1", words(_REMARK.sub("", inside)))


def _group(cluster: _Scope | None) -> tuple[str, ...]:
    """The words of a cluster and of those around it that have any, the outermost first."""
    titles = []
    while cluster is not None:
        titles.append(cluster.title)
        cluster = cluster.around.cluster if cluster.around else None
    return tuple(title for title in reversed(titles) if title)


def _node_label(given: dict[str, str], node: str) -> str:
    text = given["label"]
    if "record" in given.get("shape", "").lower():
        text = _FIELDS.sub(" ", _PORT.sub("", text))
    return _label(text, node)


def _label(text: str, node: str) -> str:
    r"""The words of a label; ``\N`` in it is the node's id, and ``\n``, ``\l`` and ``\r`` break its lines."""

    def sign(match: re.Match[str]) -> str:
        if match[1] in "nlr":
            return " "
        if match[1] == "N":
            return node
        return "" if match[1] in "GEHTL" else match[1]

    return " ".join(unescape(_ESCAPED.sub(sign, text)).split())
