"""However the elements of a file are spread over lines, its declarations and facts are the same."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archviz.golang.facts.method_index import MethodIndex
from archviz.golang.graph import Graph
from archviz.golang.syntax.damage import BYTE_ORDER_MARK
from archviz.golang.syntax.lexical import BLANK, KEYWORDS, Token, elements
from archviz.golang.syntax.scan import header, scan
from archviz.model.symbols import Symbol
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FIXTURES = Path(__file__).parent / "fixtures"
DAMAGED = {"half", "missingbrace", "mergemarkers", "brokenimports", "guesses"}
CONSTRAINED = {"tags", "buildtags", "buildname", "linkedbuild", "leftout"}
FILES = sorted(
    path
    for path in FIXTURES.glob("*/*.go")
    if path.parent.name not in DAMAGED | CONSTRAINED and b'\nimport "C"' not in path.read_bytes()
)
CONTINUED = KEYWORDS - {b"break", b"continue", b"fallthrough", b"return"}
STATEMENT_ENDS = (b"++", b"--", b")", b"]", b"}")


def spread(data: bytes, between: Callable[[Token], bytes]) -> bytes:
    """The elements of a file again, with something between them; semicolons are written where line ends were."""
    text = bytearray()
    for one in elements(data):
        text += b";" if one.kind == "semicolon" else one.text
        text += between(one)
    return bytes(text)


def on_one_line(data: bytes) -> bytes:
    return spread(data, lambda _: b" ")


def on_many_lines(data: bytes) -> bytes:
    """Each element on a line of its own, in column 0, where the line end is no semicolon."""

    def between(one: Token) -> bytes:
        ended = (
            one.kind == "literal" or one.text in STATEMENT_ENDS or (one.kind == "name" and one.text not in CONTINUED)
        )
        return b" " if ended else b"\n"

    return spread(data, between)


def between_comments(data: bytes) -> bytes:
    return spread(data, lambda one: b' /* func ( " ` */ ' if one.text != b";" else b" // {\n/*\n}*/")


def ended_by_comments(data: bytes) -> bytes:
    """A comment that holds a line end ends a statement as the line end does."""
    text = bytearray()
    for one in elements(data):
        text += (b" /* {\n}*/ " if one.kind == "semicolon" else one.text) + b" "
    return bytes(text)


def with_carriage_returns(data: bytes) -> bytes:
    return BYTE_ORDER_MARK + data.removeprefix(BYTE_ORDER_MARK).replace(b"\n", b"\r\n")


LAYOUTS = [on_one_line, on_many_lines, between_comments, ended_by_comments, with_carriage_returns]


def declared(data: bytes) -> list[object]:
    found = scan(data)
    assert found.faults == ()
    return [header(data), *((c.keyword, c.names, c.receiver, c.pointer) for c in found.chunks)]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout_changes_no_declaration(layout: Callable[[bytes], bytes]) -> None:
    for path in FILES:
        data = path.read_bytes()
        assert declared(layout(data)) == declared(data), path.name


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout_changes_no_fact(layout: Callable[[bytes], bytes], tmp_path: Path) -> None:
    shutil.copytree(FIXTURES, tmp_path, dirs_exist_ok=True)
    for path in FILES:
        (tmp_path / path.relative_to(FIXTURES)).write_bytes(layout(path.read_bytes()))
    before, after = Graph(open_source(str(FIXTURES))), Graph(open_source(str(tmp_path)))
    for package in sorted({f"example.org/rules/{path.parent.name}" for path in FILES}):
        assert sorted(facts(after, package)) == sorted(facts(before, package)), package


def facts(graph: Graph, package: str) -> Iterator[tuple[str, ...]]:
    found = graph.facts(package)
    assert found.diagnostics == ()
    for r in found.relations:
        yield str(r.kind), str(r.source), str(r.target), str(r.certain), str(r.mode)
    for call in found.unresolved:
        yield str(call.source), call.reason


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout_changes_no_implementer(layout: Callable[[bytes], bytes], tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.org/m\n")
    (tmp_path / "a.go").write_bytes(layout(IMPLEMENTERS))
    graph = Graph(open_source(str(tmp_path)))
    found = graph.implementers(Symbol("example.org/m", "Runner"))
    assert found is not None
    assert found.undecided == ()
    assert [(r.source.name, r.pointer) for r in found.relations] == [
        ("ByPointer", True),
        ("ByValue", False),
        ("Embeds", False),
        ("EmbedsMore", False),
        ("Grouped", False),
        ("Renamed", False),
    ]
    assert len(graph.facts("example.org/m").relations) > 0


IMPLEMENTERS = b"""package m

type Runner interface {
	Run(string) error
	Stop()
}

type ByValue struct{}

func (ByValue) Run(string) error { return nil }
func (v ByValue) Stop()          {}

type ByPointer struct{ a int }

func (p *ByPointer) Run(string) error { return nil }
func (p *ByPointer) Stop()            {}

type Embeds struct {
	inner struct {
		a struct{ b int }
	}
	ByValue `tag:"x"`
}

type EmbedsMore struct{ a struct{ b int }; *ByPointer "tag" }

type (
	Some    interface{ Runner }
	Grouped struct{ Some }
)

type Renamed struct{ Other }

type Other = Embeds

type Not struct{ r Runner }

func (Not) Run(string) error { return nil }
"""


HAVING_RUN = [
    "func (x *X) Run() {}",
    "func (X) Run() {}",
    "type X struct {\n\tBase\n}",
    'type X struct{ a struct{ b int }; *Base "tag" }',
    "type X struct {\n\ta struct {\n\t\tb int\n\t}\n\tBase `tag`\n}",
    "type X interface {\n\tBase\n}",
    "type X interface{ Run() }",
    "type X interface {\n\tStop()\n\tRun()\n}",
    "type (\n\tA int\n\tX = Base\n)",
    "type X Base",
]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("code", HAVING_RUN)
def test_layout_hides_no_method_from_the_index(code: str, layout: Callable[[bytes], bytes]) -> None:
    home, other = b"package m\n\nfunc (Base) Run() {}\n", f"package o\n\n{code}\n".encode()
    assert MethodIndex([("m", layout(home)), ("o", layout(other))]).packages(["Run"]) == ["m", "o"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_declarations_are_all_that_is_there(path: Path) -> None:
    """Between declarations there are blanks, comments, the package clause and imports, and nothing else."""
    data = path.read_bytes()
    at = 0
    for chunk in scan(data).chunks:
        assert at <= chunk.start < chunk.end <= len(data)
        between = data[at : chunk.start]
        if at:
            assert BLANK.fullmatch(between), between
        assert data.startswith(chunk.keyword.value.encode(), chunk.start)
        at = chunk.end
    assert not at or BLANK.fullmatch(data[at:])
