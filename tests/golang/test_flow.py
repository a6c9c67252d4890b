"""What flows through the variables of a body: joined at branches, and nothing claimed where that cannot be known."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from archviz.golang.graph import Graph
from archviz.model.relations import RelationKind
from archviz.model.symbols import Symbol
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

GROWTH = 8
"""How much more processor time four times as many statements may take, where 16 is quadratic."""

PACKAGE = "example.org/flow"
DECLARED = """package flow

type Shelf map[string]int

type Lamp struct{ on int }

func (l *Lamp) Shine() {}

func (l Lamp) Glow() {}

type Room struct{ lamp, spare *Lamp; lamps []*Lamp; bulb Lamp }

func one() Shelf { return nil }
func two() Shelf { return nil }
func three() (Shelf, error) { return nil, nil }
func take(*Shelf) {}

var kept Shelf

func Fill() { kept = one() }

"""

RESULTS = {
    "the last of two in a row": ("x := one(); x = two()", "two"),
    "either of two branches": ("x := one(); if c { x = two() }", "one two"),
    "the branch that does not return": ("x := one(); if c { x = two(); return }", "one"),
    "the branch that does not panic": ("x := one(); if c { x = two(); panic(`no`) }", "one"),
    "both branches": ("var x Shelf; if c { x = one() } else { x = two() }", "one two"),
    "three branches": (
        "var x Shelf; if c { x = one() } else if d { x = two() } else { x, _ = three() }",
        "one two three",
    ),
    "nested branches": (
        "x := one(); if c { if d { x = two() } else { x, _ = three() } }",
        "one two three",
    ),
    "an else-if that assigns before its condition": (
        "x := one(); if c { } else if x = two(); d { x, _ = three() }",
        "one two three",
    ),
    "nil in one branch": ("var x Shelf; if c { x = one() }", "?"),
    "a literal in one branch": ("x := Shelf{}; if c { x = one() }", "?"),
    "a parameter in one branch": ("x := one(); if c { x = p }", "?"),
    "a literal in both": ("x := Shelf{}; if c { x = make(Shelf) }", ""),
    "a switch with a default": (
        "var x Shelf; switch { case c: x = one(); default: x = two() }",
        "one two",
    ),
    "a switch without": ("x := one(); switch { case c: x = two() }", "one two"),
    "a case that falls through": (
        "x := one(); switch { case c: x = two(); fallthrough; default: }",
        "one two",
    ),
    "a case that is left": (
        "x := one(); switch { case c: x = two(); if d { break }; x, _ = three(); default: return }",
        "two three",
    ),
    "a type switch": (
        "x := one(); switch a.(type) { case int: x = two() }",
        "one two",
    ),
    "a select": (
        "var x Shelf; select { case <-ch: x = one(); case <-ch: x = two() }",
        "one two",
    ),
    "a redeclaration": ("x := one(); x, err := three(); _ = err", "three"),
    "a shadowed variable": ("x := one(); if c { x := two(); _ = x }", "one"),
    "through another variable": ("y := one(); x := y; y = two()", "one"),
    "a variable of a loop": (
        "for { x := one(); if c { x = two() }; m[`k`] = x }",
        "one two",
    ),
    "assigned in a loop": ("x := one(); for c { m[`k`] = x; x = two() }", "?"),
    "assigned in a range": ("x := one(); for range 3 { x = two() }", "?"),
    "assigned by a range": ("x := one(); for _, x = range all { }", "?"),
    "assigned after each turn": ("for x := one(); c; x = two() { m[`k`] = x }", "?"),
    "assigned in a function literal": ("x := one(); do(func() { x = two() })", "?"),
    "read in one, and assigned later": ("x := one(); do(func() { m[`k`] = x }); x = two()", "?"),
    "read in one, and never assigned": ("x := one(); do(func() { m[`k`] = x })", "one"),
    "of a function literal": (
        "do(func() { x := one(); if c { x = two() }; m[`k`] = x })",
        "one two",
    ),
    "its address taken": ("x := one(); take(&x)", "?"),
    "with goto": ("x := one(); again: m[`k`] = x; x = two(); if c { goto again }", "?"),
    "with a label left": (
        "x := one(); out: switch { case c: x = two(); if d { break out } }",
        "?",
    ),
    "a package variable": ("x := kept", "?"),
    "a parameter": ("x := p", "?"),
    "through a variable that does not stay": ("y := one(); take(&y); x := y", "?"),
}


def graph(tmp_path: Path, code: str) -> Graph:
    (tmp_path / "go.mod").write_text("module example.org/flow\n\ngo 1.22\n")
    (tmp_path / "flow.go").write_text(DECLARED + code)
    return Graph(open_source(str(tmp_path)))


def said(source: Graph) -> set[str]:
    stored = [r.stored for r in source.relations(Symbol(PACKAGE, "F")) if r.stored is not None]
    assert stored
    return {"?" if s.value_from is None else " ".join(one.name for one in s.value_from) for s in stored}


@pytest.mark.parametrize(("code", "expected"), RESULTS.values(), ids=RESULTS)
def test_a_stored_value_is_a_result_of_these_functions(tmp_path: Path, code: str, expected: str) -> None:
    end = "" if "m[`k`] = x" in code else "\tm[`k`] = x\n"
    head = "func F(m map[string]Shelf, c, d bool, p Shelf, a any, ch chan int, all []Shelf, do func(func())) {\n\t"
    assert said(graph(tmp_path, f"{head}{code}\n{end}}}\n")) == {expected}


def test_an_answer_does_not_depend_on_what_was_asked_before(tmp_path: Path) -> None:
    code = "func F(m map[string]Shelf) { m[`k`] = kept }\n"
    first = graph(tmp_path, code)
    alone = said(first)
    second = graph(tmp_path, code)
    second.relations(Symbol(PACKAGE, "Fill"))
    second.facts(PACKAGE)
    assert said(second) == alone == {"?"}


KEYS = {
    "a literal": ('k := "a"', "a"),
    "added to": ('k := "a" + "b"', ""),
    "the last of two": ('k := "a"; k = "b"', "b"),
    "either of two": ('k := "a"; if c { k = "b" }', ""),
    "assigned in a loop": ('k := "a"; for range 3 { k = "b" }', ""),
    "assigned in a function literal": ('k := "a"; do(func() { k = "b" })', ""),
    "lengthened": ('k := "a"; k += "b"', ""),
    "declared by var": ('var k = "a"', "a"),
    "its address taken": ('k := "a"; do(func() { p(&k) })', ""),
}


@pytest.mark.parametrize(("code", "expected"), KEYS.values(), ids=KEYS)
def test_a_key_is_the_literal_that_a_variable_holds(tmp_path: Path, code: str, expected: str) -> None:
    head = "func F(m map[string]Shelf, c bool, do func(func()), p func(*string)) {\n\t"
    source = graph(tmp_path, f"{head}{code}\n\tm[k] = one()\n}}\n")
    assert [r.stored.key for r in source.relations(Symbol(PACKAGE, "F")) if r.stored is not None] == [expected]


THROUGH = {
    "a field": ("l := r.lamp; l.Shine()", "lamp"),
    "either of two fields": ("l := r.lamp; if c { l = r.spare }; l.Shine()", ""),
    "the same in both": ("l := r.lamp; if c { l = r.lamp }; l.Shine()", "lamp"),
    "an element": ("for _, l := range r.lamps { l.Shine() }", "lamps"),
    "an element or another": (
        "for _, l := range r.lamps { if c { l = r.spare }; l.Shine() }",
        "",
    ),
    "assigned in a loop": ("l := r.lamp; for c { l.Shine(); l = r.spare }", ""),
    "a copy that may change": ("b := r.bulb; b.Shine(); b.Glow()", ""),
}


@pytest.mark.parametrize(("code", "expected"), THROUGH.values(), ids=THROUGH)
def test_a_receiver_was_read_from_a_field(tmp_path: Path, code: str, expected: str) -> None:
    source = graph(tmp_path, f"func F(r *Room, c bool) {{\n\t{code}\n}}\n")
    calls = [r for r in source.relations(Symbol(PACKAGE, "F")) if r.kind is RelationKind.CALL]
    assert {r.through.member if r.through is not None else "" for r in calls} == {expected}


def test_branches_cost_what_they_assign_however_much_was_declared_before(tmp_path: Path) -> None:
    def seconds(n: int) -> float:
        one = "\tx{0} := one()\n\tif c {{\n\t\tx{0} = two()\n\t}}\n\tm[`k`] = x{0}\n"
        folder = tmp_path / str(n)
        folder.mkdir()
        lines = "".join(map(one.format, range(n)))
        source = graph(folder, f"func F(m map[string]Shelf, c bool) {{\n{lines}}}\n")
        before = time.process_time()
        assert said(source) == {"one two"}
        return time.process_time() - before

    assert seconds(2_000) < GROWTH * seconds(500)
