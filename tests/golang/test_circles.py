"""Declarations that depend on themselves: Go has none (spec, "Package initialization", "Type declarations")."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from steps import growth

from archviz.golang.graph import Graph
from archviz.model.symbols import Symbol
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from collections.abc import Callable
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


CIRCLES = {
    "type A = A": "A",
    "type A = B\ntype B = A": "A B",
    "type A = B\ntype B = C\ntype C = A\ntype D = A": "A B C",
    "type A = *A": "A",
    "type A = []map[string]chan A": "A",
    "type A = func(B)\ntype B = []A": "A B",
    "type A = struct{ next *A }": "A",
    "type A A": "A",
    "type A B\ntype B A\ntype C A": "A B",
    "type A = B\ntype B A": "A B",
    "type A [2]A": "A",
    "type A struct{ b [1]struct{ a A } }": "A",
    "type A struct{ B }\ntype B struct{ C }\ntype C struct{ A }\ntype D struct{ A }": "A B C",
    "type D struct{ E }\ntype A struct{ A; B }\ntype B struct{ D }\ntype E struct{ E }": "A E",
    "type A interface{ A }": "A",
    "type A interface{ B }\ntype B interface{ m(); A }": "A B",
    "type A interface{ int | ~string | A }": "A",
    "type A *A": "",
    "type A []A": "",
    "type A map[string]A": "",
    "type A func(A) A": "",
    "type A struct{ next *A; all []A; of map[string]A; from chan A; with func(A) A }": "",
    "type A interface{ m(A) A }": "",
    "type A = *B\ntype B struct{ a A }": "",
    "type A struct{ a []B }\ntype B struct{ a A }": "",
    "type A[T any] struct{ next *A[T]; it T }\ntype B struct{ a A[*B]; c A[A[int]] }": "",
    "type A struct{ b, c B }\ntype B struct{ c C }\ntype C struct{}": "",
}


@pytest.mark.parametrize("declared", CIRCLES)
def test_a_type_defined_by_itself_is_a_diagnostic(declared: str, tmp_path: Path) -> None:
    """At each member of the circle; neither at what leads there, nor where Go allows it. What is beside it is read."""
    (tmp_path / "go.mod").write_text("module example.org/m\n\ngo 1.24\n")
    (tmp_path / "m.go").write_text(f"package m\n\n{declared}\n\nfunc F() {{ g() }}\n\nfunc g() {{}}\n")
    graph = Graph(open_source(str(tmp_path)))
    facts = graph.facts("example.org/m")
    lines = {line.split()[1]: at for at, line in enumerate(declared.split("\n"), 3)}
    expected = [("m.go", lines[name], f"{name} is defined by itself") for name in CIRCLES[declared].split()]
    assert [(one.file, one.line, one.message) for one in facts.diagnostics] == expected
    assert graph.diagnostics() == facts.diagnostics
    assert [r.target.name for r in facts.relations if r.kind == "call" and r.target is not None] == ["g"]


def test_a_circle_of_types_is_found_in_linear_time(tmp_path: Path) -> None:
    def facts(count: int) -> Callable[[], object]:
        folder = tmp_path / str(count)
        folder.mkdir()
        (folder / "go.mod").write_text("module example.org/m\n\ngo 1.24\n")
        types = "".join(f"type T{i} struct{{ a, b T{(i + 1) % count} }}\n" for i in range(count))
        (folder / "m.go").write_text(f"package m\n\n{types}")
        graph = Graph(open_source(str(folder)))
        return lambda: graph.facts("example.org/m")

    assert growth(facts, 150) < 6
