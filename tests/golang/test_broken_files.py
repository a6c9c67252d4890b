"""Files that are cut off, open what they do not close, or hold what no Go file may: read as far as they can be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archviz.golang.graph import Graph
from archviz.golang.syntax import ast
from archviz.golang.syntax.parse import parse
from archviz.golang.syntax.scan import Keyword, function_head, header, scan
from archviz.model.relations import RelationKind
from archviz.model.symbols import Symbol
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOP = (Path(__file__).parent / "shop" / "shop.go").read_bytes()


@pytest.mark.parametrize("end", range(0, len(SHOP), 7))
def test_a_file_that_is_cut_off(end: int) -> None:
    data = SHOP[:end]
    assert header(data).imports == header(SHOP).imports[: len(header(data).imports)]
    for chunk in scan(data).chunks:
        assert 0 <= chunk.start < chunk.end <= end


@pytest.mark.parametrize("opened", [b"`", b'"', b"'", b"/*", b"(", b"{", b"["])
def test_what_is_not_closed_stays_in_its_declaration(opened: bytes) -> None:
    data = b"package p\n\nfunc Before() {}\n\nfunc F() {\n\tg()\n\t_ = " + opened + b"\n\n"
    names = [chunk.names for chunk in scan(data).chunks]
    assert names == [("Before",), ("F",)]


def test_declarations_inside_an_open_raw_string_are_text() -> None:
    data = b"package p\n\nvar Before = 1\n\nvar X = `" + b"\nfunc a() {}\n" * 1_000
    assert [chunk.names for chunk in scan(data).chunks] == [("Before",), ("X",)]


def test_a_merge_marker_has_its_line() -> None:
    data = b"package p\n\n<<<<<<< one\nvar A = 1\n=======\nvar A = 2\n>>>>>>> two\n"
    found = [(data.count(b"\n", 0, fault.offset) + 1, fault.message) for fault in scan(data).faults]
    assert found == [(3, "merge marker"), (5, "merge marker"), (7, "merge marker")]


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", 1, "a Git LFS pointer"),
        ("package p\n".encode("utf-16"), 1, "UTF-16"),
        (b"package p\n\nvar a = 1\x00\n", 3, "a NUL byte"),
        (b"package p\n\nvar a = 1 // \xff\n", 3, "no UTF-8"),
        (b"\xef\xbb\xbfpackage p\n\n// \xef\xbb\xbf\n", 3, "a byte order mark inside"),
        (b"// only a comment\n\nfunc f() {}\n", 3, "no package clause"),
        (b"package p\n\nvar a = 1\n\ng()\n\nvar b = 1\n", 5, "non-declaration statement"),
        (b"package p\n\nvar a = 1 /* one\n */\n\nvar b = 2 /* two\nvar c = 3\n", 6, "a comment that is not closed"),
        (b'package p\n\nvar a = `/*` + "*/" /*/\n', 3, "a comment that is not closed"),
        (b"package p\n\nfunc f() {\n\tg(\n}\n\nfunc h() {}\n", 3, "brackets do not match"),
    ],
)
def test_damage_has_its_line(data: bytes, line: int, message: str) -> None:
    faults = scan(data).faults
    assert len(faults) == 1
    assert data.count(b"\n", 0, faults[0].offset) + 1 == line
    assert message in faults[0].message


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfpackage p\r\n\r\nvar a = `\r\n`\r\n",
        b"package p\n\nvar a = `\n<<<<<<< one\n=======\n>>>>>>> two\n`\n",
        b"package p\n\n/*\n<<<<<<< one\n=======\n>>>>>>> two\n*/\nvar a = `\nfunc F() {`\n",
        b"package p\n\nvar a = `*/ /*` // /* one\n",
        b"package p\n\nvar a = 1 /**/\n",
        b"package p\n\n// a heading\n// =======\nvar a = 1\n",
    ],
)
def test_what_is_no_damage(data: bytes) -> None:
    found = scan(data)
    assert found.faults == ()
    assert [chunk.names for chunk in found.chunks] == [("a",)]


BROKEN = {
    "an operator too many": "\tx := := One(Two())\n\tThree()",
    "an argument list that is not closed": "\tif One() {\n\t\tTwo(Three()\n\t}",
    "a conflict": "<<<<<<< HEAD\n\tOne()\n=======\n\tTwo()\n>>>>>>> theirs (it's new)\n\tThree()",
    "text between": "\treturn One() Two() Three(1 2)",
    "a brace too many": "\tif true { One() ]}; Two() }\n\tThree()",
    "a literal": "\t_ = T{a: = One(), Two()]}.Do(Three())",
}


@pytest.mark.parametrize("what", BROKEN)
def test_every_call_in_a_broken_function_is_found(what: str, tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.org/m\n")
    declared = "func One() int { return 0 }\nfunc Two() int { return 0 }\nfunc Three() {}\n"
    (tmp_path / "a.go").write_text(f"package m\n\nfunc Broken() {{\n{BROKEN[what]}\n}}\n\n{declared}")
    facts = Graph(open_source(str(tmp_path))).facts("example.org/m")
    called = {r.target.name for r in facts.relations if r.target is not None and r.source.name == "Broken"}
    assert called == {"One", "Two", "Three"}
    assert facts.diagnostics
    assert {one.file for one in facts.diagnostics} == {"a.go"}


@pytest.mark.parametrize("code", ["func f() { a b(c()) }", "var x = a( = b(c())", "type T struct { a = b(c()) ]"])
def test_a_broken_declaration_says_so(code: str) -> None:
    decl, fault = parse(code.encode(), 0, len(code))
    assert fault is not None
    assert decl is not None
    assert decl.broken
    calls = {code[one.fun.start : one.fun.end] for one in nodes(decl) if isinstance(one, ast.Call)}
    assert calls >= {"b", "c"}


def nodes(node: ast.Node) -> Iterator[ast.Node]:
    yield node
    for child in ast.children(node):
        yield from nodes(child)


def test_methods_of_strange_receivers(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.org/m\n")
    (tmp_path / "a.go").write_text(
        "package m\n\nfunc (*) A() {}\nfunc () B() {}\nfunc (T C() {}\nfunc (t *T[) D() {}\nfunc (_) E()\n"
        "var = 1\nvar x, = 2\nconst (\n\t= 1\n)\ntype\nfunc\n\nfunc Good() { Good() }\n"
    )
    facts = Graph(open_source(str(tmp_path))).facts("example.org/m")
    assert any(str(r.source) == "example.org/m.Good" for r in facts.relations)


def test_a_declaration_on_several_lines_with_semicolons() -> None:
    data = b"package p; var a = 1 +\n\t2; var b = 3; func f() {}; type T struct{}\n"
    found = [(chunk.keyword, chunk.names) for chunk in scan(data).chunks]
    assert found == [(Keyword.VAR, ("a",)), (Keyword.VAR, ("b",)), (Keyword.FUNC, ("f",)), (Keyword.TYPE, ("T",))]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("(a S, b T)", ("S", False, "m")),
        ("(a *S, b T)", ("S", True, "m")),
        ("(a, b *S)", ("S", True, "m")),
        ("(a S[X, Y], b *T)", ("S", False, "m")),
        ("(/* of */ a S, b *T)", ("S", False, "m")),
        ("(a S,)", ("S", False, "m")),
    ],
)
def test_a_method_belongs_to_the_first_of_several_receivers(head: str, expected: tuple[str, bool, str]) -> None:
    code = f"func {head} m() {{}}".encode()
    assert function_head(code, 0, len(code)) == expected


@pytest.mark.parametrize("head", ["(a S, b S)", "(a, b S)", "()"])
def test_a_method_has_one_receiver(tmp_path: Path, head: str) -> None:
    """What is in a method without one, or with several, is not certain (Go specification, "Method declarations")."""
    (tmp_path / "go.mod").write_text("module example.org/m\n")
    (tmp_path / "a.go").write_text(f"package m\n\ntype S int\n\nfunc {head} m() {{ f() }}\n\nfunc f() {{}}\n")
    facts = Graph(open_source(str(tmp_path))).facts("example.org/m")
    (call,) = (one for one in facts.relations if one.kind is RelationKind.CALL)
    assert call.target == Symbol("example.org/m", "f")
    assert not call.certain
    assert [(one.file, one.line) for one in facts.diagnostics] == [("a.go", 5)]
    assert "receiver" in facts.diagnostics[0].message


def test_only_a_function_may_be_declared_as_init(tmp_path: Path) -> None:
    """Go specification, "Package initialization"; what else has that name is not declared."""
    (tmp_path / "go.mod").write_text("module example.org/m\n")
    (tmp_path / "a.go").write_text(
        "package m\n\ntype init int\n\ntype T int\n\nvar x = init(1)\n\nfunc init() { T(1).m() }\n"
    )
    graph = Graph(open_source(str(tmp_path)))
    assert [str(symbol) for symbol in graph.symbols("example.org/m")] == ["example.org/m.T", "example.org/m.x"]
    first = graph.facts("example.org/m").unresolved[0]
    assert first.reason == "init is not declared (a conversion, if init is a type)"


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        (b"func y() int { }()}()\n\treturn z()\n}\n\n/**/ func z() int   return 0 }", "y"),
        (b"func (((( ]\n\n/**/ func z() int { return 0 }", "_"),
        (b"func", "_"),
    ],
)
def test_a_broken_declaration_is_none_that_stands_behind_it(broken: bytes, name: str) -> None:
    """All of it is in its own text, with the head before the body."""
    decl, fault = parse(broken, 0, len(broken))
    assert fault is not None
    assert isinstance(decl, ast.FuncDecl)
    assert (decl.name.name, decl.start) == (name, 0)
    assert decl.body is None or 0 <= decl.body.start <= len(broken)
