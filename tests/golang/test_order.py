"""Which of two calls comes first is said where the source says it, and left open where it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archviz.golang.graph import Graph
from archviz.model.graph import Order
from archviz.model.symbols import Symbol
from archviz.sources import open_source

if TYPE_CHECKING:
    from pathlib import Path

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


def found(tmp_path: Path, code: str) -> Order:
    (tmp_path / "go.mod").write_text("module example.org/order\n\ngo 1.22\n")
    (tmp_path / "order.go").write_text(
        f"{DECLARED}\nfunc F(t *T, c, d bool, ch chan int, m map[int]int) {{\n\t{code}\n}}\n"
    )
    graph = Graph(open_source(str(tmp_path)))
    function = Symbol(PACKAGE, "F")
    calls = graph.relations(function)
    (one,) = [r.position for r in calls if r.target is not None and r.target.leaf == "a"]
    (other,) = [r.position for r in calls if r.target is not None and r.target.leaf == "b"]
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
