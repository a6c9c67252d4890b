"""Edits of a Go tree by symbol: enough of a refactoring tool to make what people make, on text.

A tree is a folder that the edits change. What they leave need not compile: the reader that is measured needs no more
than declarations and calls. Parameters are given to code that is cut out for what it uses of the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archviz.golang.graph import Graph
    from archviz.model.symbols import Symbol

_IMPORTS = re.compile(r'^import \((.*?)^\)\n|^import (?:\w+ )?"[^"]*"\n', re.MULTILINE | re.DOTALL)
_NAMES = re.compile(r"\b([a-z]\w*)\b(?![({.]*\()")
_GIVEN = re.compile(r"^\t*(?:if |for |switch )?([\w, ]+?) :=", re.MULTILINE)


@dataclass(frozen=True)
class Function:
    """A function as text: what stands before its opening brace, and the statements of its body, each whole lines."""

    symbol: Symbol
    file: str
    text: str
    head: str
    statements: tuple[str, ...]

    @property
    def receiver(self) -> str:
        """``(x *T) `` of a method, else nothing."""
        found = re.match(r"func (\([^)]*\) )?", self.head)
        return (found[1] or "") if found else ""

    @property
    def parameters(self) -> str:
        """The names of the receiver and the parameters, as arguments."""
        inside = re.match(r"func (?:\([^)]*\) )?\w+\(([^()]*)\)", self.head)
        names = [part.split()[0] for part in (inside[1].split(",") if inside else []) if part.split()]
        return ", ".join(names)


def function(graph: Graph, root: Path, symbol: Symbol) -> Function | None:
    """A function of a tree whose body is of whole lines and returns nothing that is named, or None."""
    found = graph.declaration(symbol)
    if found is None or not found.span.file:
        return None
    content = (root / found.span.file).read_bytes()
    text = content[found.span.start_byte : found.span.end_byte].decode()
    text = text[text.index("func ") :] if "func " in text else text
    head, brace, rest = text.partition(" {\n")
    if not brace or "\n" in head or not rest.endswith("\n}"):
        return None
    return Function(symbol, found.span.file, text, head, _statements(rest[:-2]))


def _statements(body: str) -> tuple[str, ...]:
    """The statements of a body that is indented once: a line that is, and the deeper or closing ones after it."""
    found: list[str] = []
    for line in body.split("\n"):
        begins = re.match(r"\t[^\t\s}).]", line) and not line.startswith(("\tcase ", "\tdefault:"))
        if begins or not found:
            found.append(line)
        else:
            found[-1] += "\n" + line
    return tuple(found)


def given(statements: tuple[str, ...]) -> list[str]:
    """The names that statements of a body declare by ``:=``."""
    names = [name.strip() for found in _GIVEN.findall("\n".join(statements)) for name in found.split(",")]
    return list(dict.fromkeys(name for name in names if name and name != "_"))


def used(statements: tuple[str, ...], names: list[str]) -> list[str]:
    """Those of some names that stand in statements."""
    there = set(re.findall(r"\w+", "\n".join(statements)))
    return [name for name in names if name in there]


class Edits:
    """A tree that is changed."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, file: str) -> str:
        """The text of a file."""
        return (self.root / file).read_text(encoding="utf-8")

    def write(self, file: str, text: str) -> None:
        """Another text of a file, or a new one."""
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_text(text, encoding="utf-8")

    def replace(self, file: str, old: str, new: str) -> None:
        """One text of a file by another."""
        text = self.read(file)
        if old not in text:
            raise LookupError(f"{file} has no {old[:60]!r}")
        self.write(file, text.replace(old, new, 1))

    def rename(self, folder: str, old: str, new: str, *, but: str = "") -> None:
        """A word in all files below a folder of one package; ``but`` what stands before it where it stays."""
        for path in sorted((self.root / folder).glob("*.go")):
            text = path.read_text(encoding="utf-8")
            changed = re.sub(rf"(?<![\w\"]){but}\b{old}\b", new, text)
            if changed != text:
                self.write(str(path.relative_to(self.root)), changed)

    def add(self, like: str, file: str, package: str, code: str) -> None:
        """A file of a package with code and the imports of another file."""
        found = _IMPORTS.search(self.read(like))
        self.write(file, f"package {package}\n\n{found[0] if found else ''}\n{code}\n")


def folder(file: str) -> str:
    """The folder of a file."""
    return str(Path(file).parent)
