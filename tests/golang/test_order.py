"""Which of two calls comes first is said where the source says it, and left open where it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archviz.golang.graph import Graph
from archviz.model.graph import Order
from archviz.model.symbols import Symbol
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.model.relations import Position

PACKAGE = "example.org/order"
DECLARED = """package order

type T struct{ n int }

func (t *T) a(...any) *T { return t }
func (t *T) b(...any) *T { return t }

func a(...any) int { return 0 }
func b(...any) int { return 0 }
func each(f func()) {}
"""
ONE, OTHER = Symbol(PACKAGE, "a"), Symbol(PACKAGE, "b")
BEFORE = {
    "two statements": "a(); b()",
    "an argument": "b(a())",
    "a later argument": "each(nil); b(1, a())",
    "two arguments": "_ = []int{a(), b()}",
    "a condition and a branch": "if a() > 0 { b() }",
    "a statement before a condition": "if x := a(); x > 0 { b() }",
    "a condition and what is else": "if a() > 0 { } else { b() }",
    "a branch and what follows": "if c { a() }; b()",
    "the tag of a switch": "switch a() { case 1: b() }",
    "one case": "switch { case c: a(); b() }",
    "before a loop": "for i := a(); i < 3; i++ { b() }",
    "what a range goes over": "for range a() { b() }",
    "before and after a loop": "for c { a() }; b()",
    "a literal that is called": "func() { a() }(); b()",
    "one in parentheses": "(func() { a() })(); b()",
    "within one literal": "each(func() { a(); b() })",
    "a go statement": "a(); go b()",
    "two go statements": "go a(); go b()",
    "both sides of an operation": "_ = a() + b()",
}
OPEN = {
    "the turns of a loop": "for c { a(); b() }",
    "the turns of a range": "for range 3 { a(); b() }",
    "the end of a turn": "for i := 0; i < 3; a() { b() }",
    "two branches": "if c { a() } else { b() }",
    "two of three branches": "if c { a() } else if d { } else { b() }",
    "two cases": "switch { case c: a(); default: b() }",
    "two cases of a select": "select { case <-ch: a(); case <-ch: b() }",
    "two cases of a type switch": "switch any(c).(type) { case int: a(); default: b() }",
    "a literal that is kept": "f := func() { a() }; b(); f()",
    "one in parentheses that is kept": "f := (func() { a() }); b(); f()",
    "a literal that is handed on": "each(func() { a() }); b()",
    "a literal that go calls": "go func() { a() }(); b()",
    "a literal that defer calls": "defer func() { a() }(); b()",
    "a deferred call": "defer a(); b()",
    "two literals": "each(func() { a() }); each(func() { b() })",
    "a label": "again: a(); b(); if c { goto again }",
    "both sides of an assignment": "m[a()] = b()",
}

EXCLUSIVE = {
    "if and else": "if c { a() } else { b() }",
    "two of three branches": "if c { a() } else if d { } else { b() }",
    "a loop's turn": "for range ch { if c { a() } else { b() } }",
    "two cases": "switch { case c: a(); default: b() }",
    "two cases of a type switch": "switch any(c).(type) { case int: a(); default: b() }",
    "two cases of a select": "for { select { case <-ch: a(); case <-ch: b() } }",
    "a return": "if c { a(); return }; b()",
    "a return in a case": "switch { case c: a(); return }; b()",
    "a return further out": "if c { if d { a() }; return }; b()",
    "a panic": "if c { a(); panic(1) }; b()",
    "the next turn": "for c { if d { a(); continue }; b() }",
    "the end of the loop": "for c { if d { a(); break }; b() }",
    "the next turn from a case": "for c { switch { case d: a(); continue }; b() }",
    "literals on two branches": "if c { each(func() { a() }) } else { go func() { b() }() }",
    "within one literal": "each(func() { if c { a(); return }; b() })",
    "a loop that ends the function": "for c { a(); return }; b()",
}
TOGETHER = {
    "two statements": "a(); b()",
    "a condition and a branch": "if a() > 0 { b() }",
    "a branch and what follows": "if c { a() }; b()",
    "one branch": "if c { a(); b(); return }",
    "a return of a literal": "each(func() { a(); return }); b()",
    "a return before the place": "if c { a() } else { return }; b()",
    "the end of an inner loop": "for c { for d { a(); break }; b() }",
    "the end of a switch": "for c { switch { case d: a(); break }; b() }",
    "the end of a loop and what follows": "for c { a(); break }; b()",
    "two conditions of a switch": "switch { case a() > 0: case b() > 0: }",
    "a branch and the condition after it": "switch { default: a(); case b() > 0: }",
    "a case that falls through": "switch { case c: a(); fallthrough; default: b() }",
    "a label": "again: if c { a() } else { b() }; goto again",
}


@pytest.mark.parametrize("code", EXCLUSIVE.values(), ids=EXCLUSIVE)
def test_one_run_makes_one_of_two_branches(tmp_path: Path, code: str) -> None:
    graph, one, other = places(tmp_path, code)
    assert graph.exclusive(Symbol(PACKAGE, "F"), one, other)
    assert graph.exclusive(Symbol(PACKAGE, "F"), other, one)


@pytest.mark.parametrize("code", TOGETHER.values(), ids=TOGETHER)
def test_one_run_may_make_both(tmp_path: Path, code: str) -> None:
    graph, one, other = places(tmp_path, code)
    assert not graph.exclusive(Symbol(PACKAGE, "F"), one, other)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("if c { a() } else { b() }", True),
        ("func() { if c { a() } else { b() } }()", True),
        ("defer (func() { if c { a(); return }; b() })()", True),
        ("for range ch { if c { a() } else { b() } }", False),
        ("each(func() { if c { a() } else { b() } })", False),
        ("f := func() { if c { a(); return }; b() }; f(); f()", False),
        ("func() { each(func() { if c { a() } else { b() } }) }()", False),
    ],
)
def test_two_turns_or_two_calls_of_a_literal_may_make_both(tmp_path: Path, code: str, expected: bool) -> None:
    graph, one, other = places(tmp_path, code)
    assert graph.exclusive(Symbol(PACKAGE, "F"), one, other)
    assert graph.exclusive(Symbol(PACKAGE, "F"), one, other, turns=False) is expected


@pytest.mark.parametrize("comm", ["case <-ch: case <-quit:", "case ch <- 1: case n := <-quit: _ = n"])
def test_a_select_makes_one_of_its_channel_operations(tmp_path: Path, comm: str) -> None:
    (tmp_path / "go.mod").write_text("module example.org/order\n\ngo 1.22\n")
    (tmp_path / "order.go").write_text(
        f"package order\n\nvar ch, quit chan int\n\nfunc F() {{\n\tselect {{ {comm} }}\n}}\n"
    )
    graph, function = Graph(open_source(str(tmp_path))), Symbol(PACKAGE, "F")
    one, other = (r.position for r in graph.relations(function))
    assert graph.exclusive(function, one, other)


def test_functions_init_are_each_a_function(tmp_path: Path) -> None:
    """The order is known within one, open between two."""
    (tmp_path / "go.mod").write_text("module example.org/order\n\ngo 1.22\n")
    (tmp_path / "order.go").write_text(f"{DECLARED}\nfunc init() {{ a() }}\n\nfunc init() {{ a(); b() }}\n")
    graph, function = Graph(open_source(str(tmp_path))), Symbol(PACKAGE, "init")
    first, second, third = (r.position for r in graph.relations(function))
    assert graph.order(function, second, third) is Order.BEFORE
    assert graph.order(function, first, third) is Order.OPEN


def places(tmp_path: Path, code: str) -> tuple[Graph, Position, Position]:
    """The places in F at which a and b are called."""
    (tmp_path / "go.mod").write_text("module example.org/order\n\ngo 1.22\n")
    (tmp_path / "order.go").write_text(
        f"{DECLARED}\nfunc F(t *T, c, d bool, ch chan int, m map[int]int) {{\n\t{code}\n}}\n"
    )
    graph = Graph(open_source(str(tmp_path)))
    function = Symbol(PACKAGE, "F")
    calls = graph.relations(function)
    (one,) = [r.position for r in calls if r.target is not None and r.target.leaf == "a"]
    (other,) = [r.position for r in calls if r.target is not None and r.target.leaf == "b"]
    return graph, one, other


def found(tmp_path: Path, code: str) -> Order:
    function = Symbol(PACKAGE, "F")
    graph, one, other = places(tmp_path, code)
    there, back = graph.order(function, one, other), graph.order(function, other, one)
    opposite = {Order.BEFORE: Order.AFTER, Order.AFTER: Order.BEFORE, Order.OPEN: Order.OPEN}
    assert back is opposite[there]
    return there


@pytest.mark.parametrize("code", BEFORE.values(), ids=BEFORE)
def test_the_source_says_what_comes_first(tmp_path: Path, code: str) -> None:
    assert found(tmp_path, code) is Order.BEFORE


@pytest.mark.parametrize("code", OPEN.values(), ids=OPEN)
def test_the_source_leaves_it_open(tmp_path: Path, code: str) -> None:
    assert found(tmp_path, code) is Order.OPEN


def test_calls_in_a_row_and_their_arguments(tmp_path: Path) -> None:
    assert found(tmp_path, "t.a().b()") is Order.BEFORE
    assert found(tmp_path, "t.b(t.a())") is Order.BEFORE
