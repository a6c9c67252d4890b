"""Flowcharts of Mermaid: ``flowchart`` and ``graph``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from archviz.lint.diagrams.mermaid.links import Link, read_link
from archviz.lint.diagrams.mermaid.texts import label
from archviz.lint.diagrams.sketch import DEEPEST, Reading, Sketch
from archviz.lint.drawing import DrawingForm, WrittenDiagram

_HEADER = re.compile(r"[ \t]*+(?:(?:LR|RL|TB|BT|TD|BR|[<>^v])[ \t]*+)?(?:[;\n]|$)")
_BETWEEN = re.compile(r"[\s;]++")
_ENDS = re.compile(r"[ \t]*+(?:%%[^\n]*+)?(?:[;\n]|$)")
_NOTHING_DRAWN = re.compile(
    r"(?:(?:style|linkStyle|classDef|class|click|href)(?=[ \t])|direction[ \t]++(?:TB|BT|RL|LR|TD)\b)"
    r'(?:"[^"\n]*+"|[^;\n"])*+'
)
_SUBGRAPH = re.compile(r'subgraph(?![\w-])[ \t]*+("[^"]*+"|[^\["\n;]*+)(?:\[[ \t]*+("[^"]*+"|[^\]"\n]*+)\])?')
_END = re.compile(r"end\b(?=[ \t]*+(?:[;\n]|$))")

_ID = re.compile(r"(?!end\b[ \t]*+(?:[;\n]|$))(?:[\w!#$%&'*+.`?\\/,]|:(?!::)|-(?![->.])|=(?!=))++")
_SHAPE = re.compile(r"\(\(\(|\(\(|\(\[|\(-|\(|\[\[|\[\(|\[\||\[/|\[\\|\[|\{\{|\{|>")
_TEXT = r'\s*+("[^"]*+"|[^\[\](){}|"]++)\s*+'
_SLANTED = re.compile(r'\s*+("[^"]*+"|(?:[^\[\](){}"/\\]|[/\\](?!\]))++)\s*+[/\\]\]')
_INSIDE = {
    opening: re.compile(_TEXT + re.escape(closing))
    for opening, closing in {
        "(((": ")))",
        "((": "))",
        "([": "])",
        "(": ")",
        "[[": "]]",
        "[(": ")]",
        "[": "]",
        "{{": "}}",
        "{": "}",
        ">": "]",
    }.items()
} | {
    "(-": re.compile(r'\s*+("[^"]*+"|(?:[^\[\](){}"-]|-(?!\)))++)\s*+-\)'),
    "[|": re.compile(r"[^|\n\]]*+\|" + _TEXT + r"\]"),
    "[/": _SLANTED,
    "[\\": _SLANTED,
}
_STYLED = re.compile(r":::[\w-]++")
_DATA = re.compile(r'@\{((?:"[^"]*+"|[^{}"])*+)\}')
_DATA_LABEL = re.compile(r'(?:^|[\s,])label[ \t]*+:[ \t]*+("[^"]*+"|\'[^\']*+\'|[^,\n]*+)')
_AND = re.compile(r"[ \t]*+&[ \t]*+")


def read_flowchart(text: str, at: int) -> WrittenDiagram:
    """A flowchart whose first word ends at the index ``at``.

    A node is in the first subgraph that names it and is closed, as Mermaid draws it. A subgraph is a node only where
    an arrow starts or ends at it.
    """
    return _Flowchart(text, at).read()


@dataclass(slots=True)
class _Subgraph:
    """A box: its id, "" where it has none, its words behind those of the boxes around it, and the ids that it names."""

    id: str
    line: int
    group: tuple[str, ...]
    named: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Chain:
    """What a statement says: nodes with their lines and words, and links between lists of nodes."""

    nodes: list[tuple[str, int, str | None]] = field(default_factory=list)
    links: list[tuple[list[str], list[str], Link]] = field(default_factory=list)


class _Flowchart:
    def __init__(self, text: str, at: int) -> None:
        self._reading = Reading(text, at)
        self._sketch = Sketch(DrawingForm.GRAPH, text)
        self._open: list[_Subgraph] = []
        self._boxes: dict[str, _Subgraph] = {}
        self._edges: set[str] = set()

    def read(self) -> WrittenDiagram:
        reading = self._reading
        if not reading.take(_HEADER):
            reading.give_up(0, self._sketch)
        while True:
            reading.take(_BETWEEN)
            if reading.ended:
                break
            start = reading.at
            if not (reading.take(_NOTHING_DRAWN) or self._box() or self._statement()):
                reading.give_up(start, self._sketch)
        while self._open:
            self._sketch.unread(self._open[-1].line)
            self._close()
        for box in self._boxes.values():
            self._sketch.box(box.id, box.line, box.group)
        return self._sketch.drawn()

    def _box(self) -> bool:
        """The start or the end of a subgraph; False where there is neither, or an end of none."""
        reading, line = self._reading, self._reading.line
        if self._open and reading.take(_END):
            self._close()
            return True
        match = reading.take(_SUBGRAPH)
        if match is None:
            return False
        name, title = label(match[1]), label(match[1] if match[2] is None else match[2])
        referred = "" if match[2] is None and " " in title else name
        around = self._open[-1].group if self._open else ()
        if len(around) < DEEPEST:
            around = (*around, title)
        else:
            self._sketch.unread(line, f"more than {DEEPEST} boxes in one another")
        self._open.append(_Subgraph(referred, line, around))
        return True

    def _close(self) -> None:
        box = self._open.pop()
        for node in box.named:
            self._sketch.place(node, box.group)
        if box.id:
            self._boxes.setdefault(box.id, box)

    def _statement(self) -> bool:
        """Nodes and links to the end of the statement, which are all part of the diagram or none."""
        chain = self._chain()
        if chain is None or not self._reading.take(_ENDS):
            return False
        for node, line, text in chain.nodes:
            self._sketch.name(node, line, text)
            if self._open:
                self._open[-1].named.append(node)
        for tails, heads, link in chain.links:
            self._edges.add(link.id)
            for tail, head in self._sketch.each(tails, heads, link.line) if link.drawn else ():
                self._sketch.arrow(tail, head, link.line, link.text, link.form, directed=link.directed)
        return True

    def _chain(self) -> _Chain | None:
        """Lists of nodes with links between them."""
        chain = _Chain()
        tails = self._nodes(chain)
        while tails:
            link = read_link(self._reading)
            if link is None:
                return chain
            heads = self._nodes(chain)
            chain.links.append((tails, heads, link))
            tails = heads
        return None

    def _nodes(self, chain: _Chain) -> list[str]:
        """Nodes with & between them; none where one of them cannot be read."""
        names: list[str] = []
        while name := self._node(chain):
            names.append(name)
            if not self._reading.take(_AND):
                return names
        return []

    def _node(self, chain: _Chain) -> str:
        """A node's id, "" where there is none that can be read."""
        reading = self._reading
        line, name = reading.line, reading.take(_ID)
        if name is None:
            return ""
        text = None
        if opening := reading.take(_SHAPE):
            inside = reading.take(_INSIDE[opening[0]])
            if inside is None:
                return ""
            text = label(inside[1])
        while reading.take(_STYLED):
            pass
        if data := reading.take(_DATA):
            if name[0] in self._edges:
                return name[0]
            given = _DATA_LABEL.search(data[1])
            text = label(given[1].strip("'")) if given else text
        reading.take(_STYLED)
        chain.nodes.append((name[0], line, text))
        return name[0]
