"""Mutated Go files, each in a package beside a good one: every question about them is answered.

A case is one or two files; the second, after ``SPLIT``, is another package that the first may import.
"""

from __future__ import annotations

import random
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from archviz.golang.facts.jsonlines import facts, unresolved
from archviz.golang.facts.method_index import MethodIndex
from archviz.golang.graph import Graph
from archviz.model.errors import ArchvizError
from archviz.model.graph import Diagnostic, Extent, Selector, SelectorKind
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archviz.model.relations import Position

SECONDS = 10.0
SPLIT = b"\n\x00--\x00\n"
FIXTURES = Path(__file__).parent.parent / "golang" / "fixtures"
HERE, OTHER = "example.org/fuzz/here", "example.org/fuzz/other"
GOOD = b"""package here

import "example.org/fuzz/other"

// Neighbour is good, whatever stands beside it.
type Neighbour struct{ next *Neighbour }

// Next gives the next one.
func (n *Neighbour) Next() *Neighbour { return n.next }

func neighbourly(n *Neighbour) {
	n.Next().Next()
	other.Elsewhere()
}
"""
DEFAULT_OTHER = b"package other\n\nfunc Elsewhere() {}\n"
CALLS = [(12, 4), (12, 11)]
"""Where the good file calls its own method."""

SEEDS = (
    *(path.read_bytes() for path in sorted(FIXTURES.rglob("*.go"))),
    *(path.read_bytes() for path in sorted((Path(__file__).parent / "seeds" / "go").glob("*.go"))),
)
PIECES = (
    *(
        b"(",
        b")",
        b"[",
        b"]",
        b"{",
        b"}",
        b"`",
        b'"',
        b"'",
        b"/*",
        b"*/",
        b"//",
        b"\n",
        b"\r",
        b"\x00",
        b"\xff",
        b"\xef\xbb\xbf",
    ),
    *(
        b";",
        b",",
        b".",
        b":=",
        b"=",
        b"...",
        b"<-",
        b"*",
        b"&",
        b"~",
        b"|",
        b"_",
        b" ",
        b"\t",
        b"\\",
        b"0x",
        b"1e9999",
        b"9" * 5000,
    ),
    *(
        b"'\\ud800'",
        b'"\\ud800"',
        b'"\\U0011ffff"',
        b"'\\777'",
        b"iota",
        b"nil",
        b"init",
        b"main",
        b"any",
        b"string",
        b"error",
    ),
    *(
        b"func ",
        b"type ",
        b"var ",
        b"const ",
        b"import ",
        b"package ",
        b"struct{",
        b"interface{",
        b"map[",
        b"chan ",
        b"range ",
    ),
    *(
        b"\nfunc f() {",
        b"\ntype A struct {\n",
        b"\nvar (\n",
        b"\nimport (\n",
        b"\n}\n",
        b"\n)\n",
        b"if x {",
        b"} else ",
        b"for {",
    ),
    *(
        b"switch {",
        b"select {",
        b"case ",
        b"default:",
        b"go ",
        b"defer ",
        b"return ",
        b"func() {",
        b"}()",
        b".(type)",
        b"[T any]",
    ),
    *(
        b"x.F = f(g(T{a: h(1)}))",
        b"a + ",
        b"1 << ",
        b"!",
        b"L:\n",
        b"len(",
        b"string(",
        b"new(",
        b"make(",
        b"append(",
        b"= A\n",
    ),
    *(
        b"//go:build ",
        b"<<<<<<< x\n",
        b"=======\n",
        b">>>>>>> y\n",
        b'import "x\x00y"\n',
        b'import "../.."\n',
        b'import "C"\n',
    ),
)
_TOKEN = re.compile(rb"\w+|\s+|.", re.DOTALL)


def mutated(chance: random.Random) -> bytes:
    """A seed after some changes; most of them are small, as one change hides what another would find."""
    data = chance.choice(SEEDS)
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5, 8, 20))):
        data = changed(data, chance)
    if chance.random() < 0.2:
        data += SPLIT + changed(chance.choice(SEEDS), chance)
    return data[:100_000]


def changed(data: bytes, chance: random.Random) -> bytes:
    """A text after one change."""
    a, b = sorted((chance.randint(0, len(data)), chance.randint(0, len(data))))
    match chance.randrange(12):
        case 0:
            return data[:a]
        case 1:
            return data[:a] + data[min(b, a + chance.randint(1, 40)) :]
        case 2:
            return data[:a] + chance.choice(PIECES) + data[a:]
        case 3:
            return data[:a] + chance.choice(PIECES) * chance.choice((2, 2, 3, 3, 5, 10, 10, 30, 100, 1000)) + data[a:]
        case 4:
            return data[:b] + data[a:b] * chance.choice((1, 1, 1, 2, 2, 30)) + data[b:]
        case 5:
            other = chance.choice(SEEDS)
            return data[:a] + other[chance.randint(0, len(other)) :]
        case 6:
            flipped = bytearray(data)
            for _ in range(chance.randint(1, 4) if data else 0):
                flipped[chance.randrange(len(data))] = chance.randrange(256)
            return bytes(flipped)
        case 7:
            opening, closing = chance.choice(
                ((b"(", b")"), (b"{", b"}"), (b"[", b"]"), (b"func() {", b"}()"), (b"T{", b"}"))
            )
            depth = chance.choice((1, 1, 2, 5, 30, 300, 1500))
            return data[:a] + opening * depth + data[a:b] + closing * depth + data[b:]
        case 8 | 9:
            tokens = _TOKEN.findall(data)
            if len(tokens) > 1:
                i, j = chance.randrange(len(tokens)), chance.randrange(len(tokens))
                tokens[i], tokens[j] = tokens[j], chance.choice((tokens[i], b"", tokens[j]))
            return b"".join(tokens)
        case _:
            lines = data.split(b"\n")
            i, j = chance.randrange(len(lines)), chance.randrange(len(lines))
            lines[i : i + chance.randint(0, 2)] = lines[j : j + chance.randint(0, 3)]
            return b"\n".join(lines)


CASES: st.SearchStrategy[bytes] = st.integers(0, 2**63).map(lambda seed: mutated(random.Random(seed)))  # noqa: S311


class InMemory:
    """A source of a few files, by their paths."""

    location = "memory"
    module = ""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.texts = files

    def release(self) -> int:
        """No go.mod asks for one."""
        return 0

    def packages(self, *, tests: bool = False) -> tuple[str, ...]:
        """Every import path."""
        return tuple(sorted({file.rpartition("/")[0] for file in self.texts}))

    def files(self, package: str, *, tests: bool = False) -> tuple[str, ...]:
        """The files of a package."""
        assert "\0" not in package
        return tuple(sorted(file for file in self.texts if file.rpartition("/")[0] == package))

    def resolve(self, importer: str, path: str) -> str:
        """The path itself."""
        return path

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """None is needed."""
        return ()

    def read(self, file: str) -> bytes:
        """A file's bytes."""
        return self.texts[file]

    def module_packages(self, *, tests: bool = False) -> tuple[str, ...]:
        """All packages."""
        return self.packages()

    def digest(self, *, autocrlf: bool = False) -> str:
        """None is needed."""
        return ""


def run(case: bytes) -> str:
    """Asks every question about a case; what it holds in the end: "empty", "damaged" or "read"."""
    mine, split, other = case.partition(SPLIT)
    source = InMemory(
        {
            f"{HERE}/mutated.go": mine,
            f"{HERE}/neighbour.go": GOOD,
            f"{OTHER}/other.go": other if split else DEFAULT_OTHER,
        }
    )
    graph = Graph(source)
    try:
        damaged = _asked(graph, source)
        if len(case) % 4 == 0:  # every package is worked out anew for these
            packages = [graph.package(path) for path in graph.packages()]
            for fact in (*facts(packages), *unresolved(packages)):
                assert fact["pkg"]
    except ArchvizError:
        return "refused"
    return "damaged" if damaged else "read" if graph.package(HERE).files[0].scan.chunks else "empty"


def _asked(graph: Graph, source: InMemory) -> bool:
    texts = ((file.rpartition("/")[0], text) for file, text in source.texts.items())
    assert set(MethodIndex(texts).packages(["Next"])) <= set(graph.packages())
    damaged = False
    for path in graph.packages():
        found = graph.facts(path)
        damaged = damaged or bool(found.diagnostics)
        _inside(source, (r.position for r in found.relations))
        _inside(source, (u.position for u in found.unresolved))
        assert [r.position for r in found.relations] == sorted(r.position for r in found.relations)
        for one in found.diagnostics:
            assert one.file in source.texts
            assert 1 <= one.line <= source.texts[one.file].count(b"\n") + 1
            assert one.message
        if path == HERE:
            mine = {
                (r.position.line, r.position.col) for r in found.relations if r.position.file.endswith("neighbour.go")
            }
            assert mine.issuperset(CALLS) or _redeclared(graph), mine
        for symbol in graph.symbols(path):
            _about(graph, source, symbol)
    return damaged


def _redeclared(graph: Graph) -> bool:
    """Whether the mutated file declares what the good one declares, or is another package."""
    place = graph.package(HERE).place(Symbol(HERE, "Neighbour", "Next"))
    return (
        place is None
        or not place[0].path.endswith("neighbour.go")
        or "Neighbour" in str([chunk.names for file in graph.package(HERE).files[:1] for chunk in file.scan.chunks])
    )


def _about(graph: Graph, source: InMemory, symbol: Symbol) -> None:
    found = graph.declaration(symbol)
    if found is not None:
        _inside(source, [found.position, *(m.position for m in (*found.fields, *found.methods, *found.embeds))])
        span = found.span
        data = source.read(span.file)
        assert 0 <= span.start_byte <= span.end_byte <= len(data)
        assert 1 <= span.start_line <= span.end_line <= data.count(b"\n") + 1
    graph.shape(symbol)
    graph.text(symbol)
    graph.member(symbol, "Next")
    _inside(source, (r.position for r in graph.relations(symbol)))
    if not symbol.member:
        graph.implementers(symbol, graph.packages())
    for kind, extent in zip(SelectorKind, (*Extent, *Extent), strict=True):
        spans = graph.fragments(symbol, Selector(kind, "Next", 0, extent))
        assert list(spans) == sorted(spans, key=lambda one: (one.start_byte, one.end_byte))
        assert all(0 <= one.start_byte <= one.end_byte <= len(source.read(one.file)) for one in spans)
    with suppress(ArchvizError):
        graph.chain(symbol, "x")


def _inside(source: InMemory, positions: Iterable[Position]) -> None:
    for at in positions:
        if at.file in source.texts:
            lines = source.read(at.file).split(b"\n")
            assert 1 <= at.line <= len(lines), at
            assert 1 <= at.col <= len(lines[at.line - 1]) + 1, at
