"""Files that are cut off, open what they do not close, or hold what no Go file may: read as far as they can be."""

from __future__ import annotations

from pathlib import Path

import pytest

from archviz.golang.graph import Graph
from archviz.golang.syntax.scan import Keyword, header, scan
from archviz.sources import open_source

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
