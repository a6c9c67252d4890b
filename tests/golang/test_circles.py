"""Variables and constants that depend on themselves, which Go has none of (spec, "Package initialization")."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archviz.golang.graph import Graph
from archviz.model.symbols import Symbol
from archviz.sources import open_source

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("declared", "lines"),
    [
        ('var a = b + "x"\nvar b = a', {3, 4}),
        ("var a = func() string { return c }()\nvar c = a", set()),
        ("const a = b + 1\nconst b = a", {3, 4}),
        ("var a = a", {3}),
        ("var (\n\ta, b = c, 1\n\tc    = a\n)", {4, 5}),
        ('var a = "x"\nvar b = a', set()),
    ],
)
def test_a_circle_is_a_diagnostic_at_each_of_its_members(declared: str, lines: set[int], tmp_path: Path) -> None:
    """What uses one of them, also for a key of a map, is found all the same."""
    (tmp_path / "go.mod").write_text("module example.org/m\n\ngo 1.24\n")
    used = "type S struct{}\n\nfunc F(m map[string]S) { m[a] = S{}; g() }\n\nfunc g() {}\n"
    (tmp_path / "m.go").write_text(f"package m\n\n{declared}\n\n{used}")
    facts = Graph(open_source(str(tmp_path))).facts("example.org/m")
    said = {(one.file, one.line) for one in facts.diagnostics if one.message.endswith("depends on itself")}
    assert said == {("m.go", line) for line in lines}
    calls = [r.target.name for r in facts.relations if r.kind == "call" and r.target is not None]
    assert calls == ["g"]


@pytest.mark.parametrize(
    "declared",
    [
        "type A interface{ m() [unsafe.Sizeof(a.m)]int }\n\nvar a A",
        "type A interface{ m() [len(a.m())]int }\n\nvar a A",
        "type A struct{}\n\nfunc (A) m() [unsafe.Sizeof(A.m)]int { return nil }\n\nvar a A",
        "type A struct{}\n\nfunc (A) m() [unsafe.Sizeof(f(A{}.m()))]int { return nil }\n\nfunc f(any) int\n\nvar a A",
        "type A[T any] struct{}\n\nfunc (A[T]) m() [unsafe.Sizeof(A[*T]{}.m())]int { return nil }\n\nvar a A[int]",
        "type A struct{ x [unsafe.Sizeof(A{})]int }\n\nfunc (A) m() {}\n\nvar a A",
        "type A struct{ x [unsafe.Offsetof(A{}.x)]int }\n\nfunc (A) m() {}\n\nvar a A",
    ],
)
def test_lengths_of_arrays_that_depend_on_themselves_end(declared: str, tmp_path: Path) -> None:
    """What is beside them is found."""
    (tmp_path / "go.mod").write_text("module example.org/m\n\ngo 1.24\n")
    used = "func F() { a.m(); g() }\n\nfunc g() {}\n"
    (tmp_path / "m.go").write_text(f'package m\n\nimport "unsafe"\n\n{declared}\n\n{used}')
    graph = Graph(open_source(str(tmp_path)))
    found = graph.relations(Symbol("example.org/m", "F"))
    assert [r.target.leaf for r in found if r.target is not None] == ["m", "g"]
    for symbol in graph.symbols("example.org/m"):
        graph.shape(symbol)
