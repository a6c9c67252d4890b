"""A piece of Go in a document as declarations, whether it is a whole file, some declarations or some statements."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from archviz.golang.graph import Graph
from archviz.golang.syntax.scan import header

if TYPE_CHECKING:
    from archviz.golang.syntax.scan import Import
    from archviz.model.graph import Declaration, Diagnostic

_PACKAGE = "snippet"
_FILE = "snippet.go"
_CLAUSE = re.compile(r"(?m)^[ \t]*+package[ \t]++\w")
_CODE = re.compile(
    r"//[^\n]*+|/\*(?>.*?(?:\*/|\Z))|`[^`]*+`?|\"(?>[^\"\\\n]++|\\[^\n])*+\"?|'(?>[^'\\\n]++|\\[^\n])*+'?", re.DOTALL
)
_SELECTED = re.compile(r"(?<![\w.)\]}])([^\W\d]\w*)\.([A-Z]\w*)\b")
_DECLARES = re.compile(r"\bvar\s++([^\W\d]\w*+)|[(,]\s*+([^\W\d]\w*+)\s++[*\[\w]")
_NAME = re.compile(r"[^\W\d]\w*+")


@dataclass(frozen=True, slots=True)
class Selected:
    """``pkg.Name`` in a snippet, by its 0-based line and column."""

    package: str
    name: str
    line: int
    column: int


class GoSnippet:
    """A piece of Go. Line numbers are those of its own text, from 1."""

    def __init__(self, text: str) -> None:
        self.text = text
        clause = _CLAUSE.search(_CODE.sub(_blank, text))
        self._before = "" if clause is not None else f"package {_PACKAGE}; "
        self._graph = Graph(_Source((self._before + text).encode()))

    @cached_property
    def declarations(self) -> tuple[Declaration, ...]:
        """Its package-level declarations and methods, in source order."""
        found = (self._graph.declaration(symbol) for symbol in self._graph.names(_PACKAGE))
        declared = [one for one in found if one is not None]
        return tuple(sorted(declared, key=lambda one: (one.position.line, one.position.col)))

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """Its imports."""
        return header((self._before + self.text).encode()).imports

    @cached_property
    def selected(self) -> tuple[Selected, ...]:
        """Every ``pkg.Name`` with an exported name whose first word is bound to no variable, in order."""
        code = _CODE.sub(_blank, self.text)
        lines = code.split("\n")
        bound = {found[1] or found[2] for found in _DECLARES.finditer(code)}
        for line in lines:
            before, short, _ = line.partition(":=")
            bound.update(_NAME.findall(before) if short else ())
        return tuple(
            Selected(found[1], found[2], i, found.start())
            for i, line in enumerate(lines)
            for found in _SELECTED.finditer(line)
            if found[1] not in bound
        )


def _blank(found: re.Match[str]) -> str:
    """Blanks in the place of a comment or string, so that all else stays where it is."""
    return re.sub(r"[^\n]", " ", found.group())


class _Source:
    """A source of one file; see ``archviz.sources.source.Source``."""

    location = "the document"
    module = None

    def __init__(self, text: bytes) -> None:
        self._text = text

    def module_packages(self, *, tests: bool = False) -> tuple[str, ...]:  # noqa: ARG002
        return ()

    def release(self) -> int:
        return 0

    def packages(self, *, tests: bool = False) -> tuple[str, ...]:  # noqa: ARG002
        return (_PACKAGE,)

    def files(self, package: str, *, tests: bool = False) -> tuple[str, ...]:  # noqa: ARG002
        return (_FILE,) if package == _PACKAGE else ()

    def resolve(self, importer: str, path: str) -> str:  # noqa: ARG002
        return path

    def read(self, file: str) -> bytes:  # noqa: ARG002
        return self._text

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        return ()

    def digest(self, *, autocrlf: bool = False) -> str:  # noqa: ARG002
        return ""
