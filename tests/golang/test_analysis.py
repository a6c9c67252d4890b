"""A declaration is read and analysed once for all that is asked of it, and what it uses is known."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

from archviz.golang.facts import analysis
from archviz.golang.facts.jsonlines import facts, uses
from archviz.golang.graph import Graph
from archviz.golang.syntax.recent import Recent
from archviz.golang.types.package import File
from archviz.model.graph import Selector, SelectorKind
from archviz.model.relations import UseKind
from archviz.model.symbols import Symbol
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import FrameType

PACKAGE = "example.org/one"


def graph(folder: Path, code: str) -> Graph:
    folder.mkdir(exist_ok=True)
    (folder / "go.mod").write_text("module example.org/one\n\ngo 1.22\n")
    (folder / "one.go").write_text(f"package one\n\n{code}")
    return Graph(open_source(str(folder)))


def counted(work: Callable[[], object]) -> Counter[str]:
    """How often a declaration is parsed, and how often it is analysed, while something is done."""
    codes = {File._parsed.__code__: "parsed", analysis._analysed.__code__: "analysed"}
    found: Counter[str] = Counter()

    def seen(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code in codes:
            found[codes[frame.f_code]] += 1

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(before)
    return found


def ask(source: Graph, symbol: Symbol) -> None:
    """Every question about one symbol."""
    source.declaration(symbol)
    source.relations(symbol)
    source.uses(symbol)
    source.shape(symbol)
    source.fragments(symbol, Selector(SelectorKind.WHOLE))


def test_a_function_is_parsed_and_analysed_once_for_all_questions(tmp_path: Path) -> None:
    source = graph(tmp_path / "a", "func F() int { x := G(); return x }\n\nfunc G() int { return 1 }\n")
    found = counted(lambda: ask(source, Symbol(PACKAGE, "F")))
    assert found["analysed"] == 1
    assert found["parsed"] == 2, "F, and the head of G"


def test_a_group_is_analysed_once_for_all_its_names(tmp_path: Path) -> None:
    def work(n: int) -> Counter[str]:
        lines = "".join(f"\tT{i} struct{{ A, B *T{i} }}\n" for i in range(n))
        source = graph(tmp_path / str(n), f"type (\n{lines})\n")

        def all_of_them() -> None:
            for i in range(n):
                ask(source, Symbol(PACKAGE, f"T{i}"))

        return counted(all_of_them)

    assert work(300) == work(3) == {"parsed": 1, "analysed": 1}


def test_what_was_dropped_is_the_same_when_it_is_asked_for_again(tmp_path: Path) -> None:
    n = 3 * Recent().fewest
    body = "\tx := one()\n" * 1 + "\t_ = x\n" * 300
    code = "func one() int { return 1 }\n" + "".join(f"\nfunc F{i}() {{\n{body}}}\n" for i in range(n))
    source = graph(tmp_path / "a", code)
    symbols = [Symbol(PACKAGE, f"F{i}") for i in range(n)]
    first = [(source.relations(one), source.shape(one)) for one in symbols]
    again = Graph(source.source)
    for one in symbols:
        again.relations(one)
    assert [(again.relations(one), again.shape(one)) for one in symbols] == first


def test_the_latest_values_are_kept_within_a_bound() -> None:
    made: list[int] = []

    def get(recent: Recent[int, int], key: int, size: int) -> int:
        def make() -> int:
            made.append(key)
            return key

        return recent.get(key, size, make)

    recent: Recent[int, int] = Recent(10, 2)
    assert [get(recent, key, 4) for key in (1, 2, 1, 3, 1)] == [1, 2, 1, 3, 1]
    assert made == [1, 2, 3]
    assert 2 not in recent
    assert get(recent, 4, 1_000) == 4
    assert 4 in recent, "one that is larger than the bound is kept while it is asked for"
    assert recent.get(5, 1, lambda: 6, keep=False) == 6
    assert 5 not in recent


CODE = """type T struct {
	a, b int
	inner *Inner
}

type Inner struct{ c int }

type Shape interface{ Area() int }

func (t *T) Area() int { return t.a }

func Make(one *T, many ...Inner) (Shape, error) {
	one.a = 1
	one.b += one.inner.c
	var shape Shape = one
	if found, ok := shape.(*T); ok {
		return found, nil
	}
	switch shape.(type) {
	case nil, *T, Shape:
	}
	_ = Inner{}
	_ = []Inner{{c: 2}}
	_ = map[string]*T(nil)
	go func(t T) { _ = new(Inner) }(*one)
	return shape, nil
}

var made = (*T)(nil).inner
"""


def test_what_a_function_uses(tmp_path: Path) -> None:
    source = graph(tmp_path / "a", CODE)
    found = Counter((str(r.kind), r.target.short) for r in source.uses(Symbol(PACKAGE, "Make")) if r.target is not None)
    assert found == {
        ("reads", "T.b"): 1,
        ("reads", "T.inner"): 1,
        ("reads", "Inner.c"): 1,
        ("asserts", "T"): 2,
        ("asserts", "Shape"): 1,
        ("mentions", "T"): 3,
        ("mentions", "Inner"): 3,
        ("mentions", "Shape"): 2,
        ("creates", "Inner"): 1,
    }
    assert {(r.kind, str(r.target)) for r in source.uses(Symbol(PACKAGE, "made"))} == {
        (UseKind.MENTIONS, f"{PACKAGE}.T"),
        (UseKind.READS, f"{PACKAGE}.T.inner"),
    }
    assert [r.target for r in source.uses(Symbol(PACKAGE, "T", "Area"))] == [
        Symbol(PACKAGE, "T"),
        Symbol(PACKAGE, "T", "a"),
    ]
    assert source.uses(Symbol(PACKAGE, "T")) == ()


def test_a_use_stands_where_its_name_stands(tmp_path: Path) -> None:
    source = graph(tmp_path / "a", CODE)
    lines = (tmp_path / "a" / "one.go").read_text().splitlines()
    for r in source.uses(Symbol(PACKAGE, "Make")):
        assert r.target is not None
        assert lines[r.position.line - 1][r.position.col - 1 :].startswith(r.target.leaf)


def test_uses_are_printed_for_those_who_ask(tmp_path: Path) -> None:
    source = graph(tmp_path / "a", CODE)
    package = source.package(PACKAGE)
    assert {"reads", "asserts", "mentions"}.isdisjoint(fact["rel"] for fact in facts([package]))
    printed = list(uses([package]))
    assert {"rel": "reads", "caller": f"{PACKAGE}.T.Area", "callee": f"{PACKAGE}.T.a"}.items() <= printed[1].items()
    (inside,) = [fact for fact in printed if "literal" in fact and fact["callee"] == f"{PACKAGE}.Inner"]
    assert inside["literal"] == {"line": 27, "col": 5, "use": "go"}
