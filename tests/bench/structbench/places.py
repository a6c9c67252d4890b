"""Where declarations stand in a tree, by regular expressions: names for tools that answer with files and lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_TOP = re.compile(
    r"^(?:func\s+(?:\(\s*(?:\w+\s+)?\*?\s*(?P<owner>\w+)[^)]*\)\s*)?(?P<func>\w+)"
    r"|(?:type|var|const)\s+(?P<name>\w+)|(?P<group>(?:type|var|const)\s*\())"
)
_IN_GROUP = re.compile(r"^\t(\w+)")
_METHOD = re.compile(r"^\t(\w+)\(")
_MODULE = re.compile(r"^module\s+(\S+)", re.MULTILINE)
_LEFT_OUT = ("vendor", "testdata", "_output", ".git", "node_modules")
_OTHERS = re.compile(
    r"_(?:test|windows|darwin|freebsd|netbsd|openbsd|solaris|plan9|wasm|js|arm64|arm|386|riscv64|s390x|ppc64le)\.go$"
)
"""Files of tests, and of systems other than linux/amd64."""


@dataclass
class Places:
    """The declarations of a tree's own packages: vendored ones, tests and other systems' files are left out."""

    root: Path
    files: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    """Of each file, by its path in the tree, the 1-based lines where declarations begin and their symbols."""
    by_name: dict[str, list[tuple[str, int, str]]] = field(default_factory=dict)
    """Of each name the places (file, line) and symbols of what is declared by it."""
    at: dict[str, tuple[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        modules = {"": ""}
        for found in sorted(self.root.rglob("go.mod")):
            folder = found.parent.relative_to(self.root).as_posix()
            named = _MODULE.search(found.read_text("utf-8", "replace"))
            if named is not None and "vendor" not in folder.split("/"):
                modules["" if folder == "." else folder] = named[1]
        for path in sorted(self.root.rglob("*.go")):
            inside = path.relative_to(self.root)
            if not set(inside.parts) & set(_LEFT_OUT) and not _OTHERS.search(path.name):
                self._read(path, inside.as_posix(), _package(inside.parent.as_posix(), modules))

    def _read(self, path: Path, inside: str, package: str) -> None:
        lines: list[tuple[int, str]] = []
        group = owner = ""
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
            top = _TOP.match(line)
            symbol = ""
            if top is not None:
                group = top["group"] or ""
                owner = top["name"] if top["name"] and " interface {" in line else ""
                if top["func"]:
                    symbol = f"{package}.{top['owner']}.{top['func']}" if top["owner"] else f"{package}.{top['func']}"
                elif top["name"]:
                    symbol = f"{package}.{top['name']}"
            elif line[:1] in (")", "}"):
                group = owner = ""
            elif group and (inner := _IN_GROUP.match(line)) is not None:
                symbol = f"{package}.{inner[1]}"
            elif owner and (inner := _METHOD.match(line)) is not None:
                self._declare(f"{package}.{owner}.{inner[1]}", inside, number)
            if symbol:
                lines.append((number, symbol))
                self._declare(symbol, inside, number)
        self.files[inside] = lines

    def _declare(self, symbol: str, file: str, line: int) -> None:
        self.by_name.setdefault(symbol.rpartition(".")[2], []).append((file, line, symbol))
        self.at.setdefault(symbol, (file, line))

    def around(self, file: str, line: int) -> str:
        """The declaration that a line is in, "" for one of no own package."""
        lines = self.files.get(file, [])
        at = bisect_right(lines, line, key=lambda one: one[0])
        return lines[at - 1][1] if at else ""

    def known(self, file: str) -> bool:
        """Whether a file is one of the tree's own packages."""
        return file in self.files


def _package(folder: str, modules: dict[str, str]) -> str:
    """The import path of a folder, by the innermost module around it."""
    folder = "" if folder == "." else folder
    around = max((one for one in modules if not one or f"{folder}/".startswith(f"{one}/")), key=len)
    return "/".join(part for part in (modules[around], folder[len(around) :].strip("/")) if part)
