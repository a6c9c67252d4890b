"""Other tools, each asked through its own interface. None is needed by tests: who has them can measure them again.

What a tool names in files that are not asked about (tests, vendored code, other systems' files) does not count against
it.
Tools that answer with a file and a line are given the symbol that is declared there.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from structbench.places import Places
from structbench.questions import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from structbench.questions import Answer, Question

PAGE = 500
"""Rows of one answer of GitNexus."""


class Peer:
    """What all have in common: a tree, and its declarations by place. ``closed`` is what none of them says."""

    closed = False
    places: Places
    tree: Path

    def prepare(self, tree: Path) -> None:
        """Takes the tree and lets the tool index it."""
        self.tree = tree
        self.index()
        self.places = Places(tree)
        declared = (one for them in self.places.by_name.values() for one in them)
        self._declared = {(file, line): symbol for file, line, symbol in declared}

    def index(self) -> None:
        """What the tool does once."""

    def answer(self, question: Question) -> Answer | None:
        """The answer to the kinds of question that a tool knows calls for."""
        found: Iterable[str] | None
        match question.kind:
            case Kind.CALLERS | Kind.NOBODY:
                found = self.callers(question.of)
                if found is not None and question.kind is Kind.NOBODY:
                    return not any(found)
            case Kind.CALLEES:
                found = self.callees(question.of)
            case Kind.IMPLEMENTERS:
                found = self.implementers(question.of)
            case Kind.ORDER:
                return self.order(question)
            case _:
                return None
        return None if found is None else tuple(sorted({one for one in found if one}))

    def callers(self, symbol: str) -> Iterable[str] | None:
        """The symbols that call one."""

    def callees(self, symbol: str) -> Iterable[str] | None:
        """The symbols that one calls."""

    def implementers(self, symbol: str) -> Iterable[str] | None:
        """The types that implement an interface."""

    def order(self, question: Question) -> str | None:
        """Which call comes first."""

    def declared_at(self, file: str, line: int) -> str:
        """The symbol of a declaration, by where a tool says that it begins; "" outside of what is asked about."""
        inside = os.path.relpath(self.tree / file, self.tree)
        exact = self._declared.get((inside, line))
        after = [symbol for at, symbol in self.places.files.get(inside, []) if line <= at <= line + 40]
        return exact or (after or [""])[0]  # a comment may count as its beginning

    def run(self, *command: str) -> str:
        """What a command prints, run in the tree."""
        return subprocess.run(command, cwd=self.tree, capture_output=True, text=True, check=False).stdout


class Grep(Peer):
    """``grep NAME(``, and the declaration around each line that it finds; of a function the names that it calls."""

    def callers(self, symbol: str) -> Iterable[str]:
        name = symbol.rpartition(".")[2]
        found = self.run("grep", "-rnE", "--include=*.go", "--exclude-dir=vendor", rf"\b{name}(\[[^]]*\])?\(", ".")
        for line in found.splitlines():
            file, number, text = line.split(":", 2)
            if not re.match(rf"func (\([^)]*\) )?{name}\b|\t{name}\(.*\).*[^{{;]$|\s*//", text):
                yield self.places.around(file.removeprefix("./"), int(number))

    def callees(self, symbol: str) -> Iterable[str] | None:
        text = self._text(symbol)
        if text is None:
            return None
        folder, slash, last = symbol.rpartition("/")
        package = f"{folder}{slash}{last.partition('.')[0]}"
        found = []
        for dot, name in re.findall(r"(\.?)\b(\w+)\(", text):
            among = [one for _, _, one in self.places.by_name.get(name, [])]
            near = [one for one in among if one.rpartition(".")[0] == package] if not dot else among
            found += near if len(near) == 1 else []
        return found

    def order(self, question: Question) -> str | None:
        text = self._text(question.within)
        names = [one.rpartition(".")[2] for one in (question.of, question.to)]
        places = [re.search(rf"\b{name}\(", text or "") for name in names]
        if places[0] is None or places[1] is None:
            return None
        return "before" if places[0].start() < places[1].start() else "after"

    def _text(self, symbol: str) -> str | None:
        file, line = self.places.at.get(symbol, ("", 0))
        if not file:
            return None
        lines = (self.tree / file).read_text("utf-8", "replace").splitlines()
        ends = [
            after for (at, _), (after, _) in pairwise([*self.places.files[file], (len(lines) + 1, "")]) if at == line
        ]
        return "\n".join(lines[line : ends[0] - 1]) if ends else None


class Codegraph(Peer):
    """``codegraph`` (@colbymchenry/codegraph): its index, and its commands callers and callees."""

    program = os.environ.get("CODEGRAPH", "codegraph")

    def index(self) -> None:
        self.run(self.program, "init", ".")

    def callers(self, symbol: str) -> Iterable[str] | None:
        return self._ask("callers", symbol)

    def callees(self, symbol: str) -> Iterable[str] | None:
        return self._ask("callees", symbol)

    def _ask(self, what: str, symbol: str) -> list[str] | None:
        file, line = self.places.at.get(symbol, ("", 0))
        name = symbol.rpartition(".")[2]
        printed = self.run(self.program, what, name, "--file", file, "--limit", "1000", "--json")
        try:
            found = json.loads(printed)["definitions"]
        except (ValueError, KeyError):
            return None
        for one in found:
            definition = one["definition"]
            if definition["filePath"] == file and definition["startLine"] == line:
                return [self.declared_at(other["filePath"], other["startLine"]) for other in one[what]]
        return None


class CodeReviewGraph(Peer):
    """``code-review-graph``: its graph, and its queries callers_of, callees_of and inheritors_of."""

    program = os.environ.get("CODE_REVIEW_GRAPH", "code-review-graph")

    def index(self) -> None:
        self.run(self.program, "build", "--repo", ".", "--skip-postprocess")

    def callers(self, symbol: str) -> Iterable[str] | None:
        return self._ask("callers_of", symbol)

    def callees(self, symbol: str) -> Iterable[str] | None:
        return self._ask("callees_of", symbol)

    def implementers(self, symbol: str) -> Iterable[str] | None:
        return self._ask("inheritors_of", symbol)

    def _ask(self, what: str, symbol: str) -> list[str] | None:
        file, _ = self.places.at.get(symbol, ("", 0))
        name = symbol.rpartition("/")[2].split(".", 1)[1]
        printed = self.run(self.program, "query", what, f"{self.tree / file}::{name}", "--repo", ".")
        try:
            found: dict[str, Any] = json.loads(printed)
        except ValueError:
            return None
        if found.get("status") != "ok":
            return None
        placed = [one for one in found["results"] if one.get("file_path") and one.get("line_start")]
        return [self.declared_at(one["file_path"], one["line_start"]) for one in placed]


class Edges(Peer):
    """A tool whose calls are had all at once, from place to place: (file, line, file, line), lines 1-based."""

    def prepare(self, tree: Path) -> None:
        super().prepare(tree)
        self._sources: dict[tuple[str, str], set[str]] = {}
        self._targets: dict[tuple[str, str], set[str]] = {}
        for kind in ("calls", "implements"):
            for file, line, other_file, other_line in self.edges(kind):
                source, target = self.declared_at(file, line), self.declared_at(other_file, other_line)
                if source and target:
                    self._sources.setdefault((kind, target), set()).add(source)
                    self._targets.setdefault((kind, source), set()).add(target)

    def edges(self, kind: str) -> Iterable[tuple[str, int, str, int]]:
        """The edges of a kind: ``calls``, or ``implements``."""
        raise NotImplementedError

    def callers(self, symbol: str) -> Iterable[str] | None:
        return self._sources.get(("calls", symbol), set())

    def callees(self, symbol: str) -> Iterable[str] | None:
        return self._targets.get(("calls", symbol), set())


class Cgg(Edges):
    """``cgg`` (cgg-callgraphgenerator): its call graph, in this process."""

    graph: Any

    def index(self) -> None:
        self.graph = import_module("cgg").analyze(str(self.tree))

    def edges(self, kind: str) -> Iterable[tuple[str, int, str, int]]:
        files = {one.id: one.path for one in self.graph.files}
        at = {one.id: (files[one.file], one.start_line) for one in self.graph.callables}
        for edge in self.graph.edges if kind == "calls" else ():
            if edge.via in ("direct", "dynamic") and edge.src in at and edge.dst in at:
                yield *at[edge.src], *at[edge.dst]


class GitNexus(Edges):
    """``gitnexus``: its graph, and the edges CALLS and IMPLEMENTS from it by its command cypher."""

    program = os.environ.get("GITNEXUS", "gitnexus")
    _read = 0

    def index(self) -> None:
        self.run(self.program, "analyze", ".")

    def edges(self, kind: str) -> Iterable[tuple[str, int, str, int]]:
        query = (
            f"MATCH (a)-[:CodeRelation {{type: '{kind.upper()}'}}]->(b) "
            "RETURN a.filePath, a.startLine, b.filePath, b.startLine"
        )
        rows = self._page(query, 0)
        while rows:
            for row in rows:
                file, line, other, other_line = row.strip("| ").split(" | ")
                if line.isdigit() and other_line.isdigit():
                    yield file, int(line) + 1, other, int(other_line) + 1
            self._read += len(rows)
            rows = self._page(query, self._read)
        self._read = 0

    def _page(self, query: str, skip: int) -> list[str]:
        """Some rows of an answer, which the command cuts off where it is long."""
        paged = f"{query} ORDER BY a.filePath, a.startLine, b.filePath, b.startLine SKIP {skip} LIMIT {PAGE}"
        printed = json.loads(self.run(self.program, "cypher", paged) or "[]")  # a list where there are no rows
        return str(printed["markdown"]).splitlines()[2:] if isinstance(printed, dict) else []

    def implementers(self, symbol: str) -> Iterable[str] | None:
        return self._sources.get(("implements", symbol), set())
