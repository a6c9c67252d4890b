"""The statements of a diagram in D2."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from archviz.lint.diagrams.d2.model import D2Diagram, D2Edge, Path
from archviz.lint.diagrams.d2.syntax import COLON, Key, read_key, read_value
from archviz.lint.diagrams.sketch import DEEPEST, Reading

_BETWEEN = re.compile(r'(?:[\s;]++|#[^\n]*+|"""(?:[^"]++|"(?!""))*+""")++')
_ENDS = re.compile(r"[ \t]*+(?:(\{)|(?=[;}\n#]|$))")
_REST = re.compile(r"[^\n}]*+")
_CLOSES = re.compile(r"\}")
_LOADS = re.compile(r"(?:\.\.\.)?+@[^\n;}]*+")

_BOARDS = frozenset(["layers", "scenarios", "steps"])
_ATTRIBUTES = _BOARDS | {
    name
    for names in (
        "class classes constraint direction grid-columns grid-gap grid-rows height horizontal-gap icon label left link",
        "near shape source-arrowhead style target-arrowhead tooltip top vars vertical-gap width",
    )
    for name in names.split()
}
"""Names that are no boxes: what they say is how one is drawn, or about other diagrams."""


@dataclass(slots=True)
class _Map:
    """Braces that are open: of the box ``path`` or of some edges, or with ``prefix`` of an attribute of theirs."""

    line: int
    path: Path = ()
    edges: list[D2Edge] | None = None
    prefix: Path = ()
    ignored: bool = False


def read_statements(text: str) -> D2Diagram:
    """What the statements of a diagram say, from the first to the last."""
    reader = _Reader(text)
    reader.read()
    return reader.written


class _Reader:
    def __init__(self, text: str) -> None:
        self.written = D2Diagram()
        self._reading = Reading(text)
        self._maps = [_Map(1)]
        self._known: dict[tuple[Path, Path, str], list[D2Edge]] = {}

    def read(self) -> None:
        reading, unread = self._reading, self.written.unread
        while True:
            reading.take(_BETWEEN)
            if reading.ended:
                break
            start = reading.at
            if len(self._maps) > 1 and reading.take(_CLOSES):
                self._maps.pop()
            elif not self._statement(self._maps[-1]):
                unread.update(dict.fromkeys(range(reading.line_of(start), reading.line + 1), ""))
                reading.take(_REST)
                reading.at = max(reading.at, start + 1)
        unread.update({one.line: "" for one in self._maps[1:]})

    def _statement(self, scope: _Map) -> bool:
        """A key, with its value and the braces that open behind it; False where it cannot be read."""
        reading = self._reading
        if reading.take(_LOADS):
            return False
        key = read_key(reading)
        if key is None:
            return False
        colon = reading.take(COLON)
        value = read_value(reading) if colon else ""
        ends = None if value is None else reading.take(_ENDS)
        if value is None or ends is None or value.startswith("@"):
            return False
        inside = _Map(key.line, ignored=True)
        if not scope.ignored and not any("*" in name or name[0] == "&" for path in key.paths for name in path):
            inside = self._says(scope, key, value)
        if ends[1]:
            self._maps.append(inside)
        return True

    def _says(self, scope: _Map, key: Key, value: str) -> _Map:
        """What a statement says, and what braces behind it are of."""
        if scope.edges is not None or scope.prefix:
            return self._attribute(scope, (*scope.prefix, *key.paths[0]), value, key.line)
        paths = [_absolute(scope.path, path) for path in key.paths]
        if key.signs:
            return self._edges(scope, key, paths, value)
        names = key.paths[0]
        at = next((at for at, name in enumerate(names) if name.lower() in _ATTRIBUTES), None)
        if at is not None:
            owner = _Map(key.line, _absolute(scope.path, names[:at]))
            return self._attribute(owner, tuple(names[at:]), value, key.line)
        path = paths[0]
        if len(path) > DEEPEST:
            self.written.unread[key.line] = f"more than {DEEPEST} boxes in one another"
            return _Map(key.line, ignored=True)
        shape = self.written.named(path, key.line)
        shape.declared = True
        if value:
            shape.shown, shape.line = value, key.line
        return _Map(key.line, path)

    def _edges(self, scope: _Map, key: Key, paths: list[Path], value: str) -> _Map:
        """New edges, or what a key in parentheses says of one that there is."""
        if key.index is not None:
            known = self._known.get((paths[0], paths[-1], key.signs[0]), [])
            edges = known[key.index : key.index + 1]
            of = _Map(key.line, scope.path, edges)
            return self._attribute(of, tuple(key.attribute) or ("label",), value, key.line) if value else of
        found = []
        for (left, right), sign in zip(pairwise(paths), key.signs, strict=True):
            edge = D2Edge(key.line, scope.path, left, right, sign, value)
            for path in (left, right):
                self.written.named(path, key.line)
            self._known.setdefault((left, right, sign), []).append(edge)
            found.append(edge)
        self.written.edges += found
        return _Map(key.line, scope.path, found)

    def _attribute(self, of: _Map, name: Path, value: str, line: int) -> _Map:
        """An attribute of a box or of edges, and what braces behind it are of."""
        ignored = name[0] in _BOARDS or name[0] in ("vars", "classes")
        if name[0] in _BOARDS:
            self.written.unread[line] = ""
        if of.edges is not None:
            for edge in of.edges:
                edge.attributes[".".join(name)] = value
            return _Map(line, of.path, of.edges, name, ignored)
        shape = self.written.named(of.path, line)
        if name == ("shape",) and value:
            shape.shape = value
        elif name == ("label",) and value:
            shape.shown, shape.line = value, line
        return _Map(line, of.path, None, name, ignored)


def _absolute(scope: Path, path: list[str]) -> Path:
    """A path from the outermost map; an underscore stands for the map around."""
    while path and path[0] == "_":
        scope, path = scope[:-1], path[1:]
    return (*scope, *path)
