"""Function literals are facts: each relation knows the one that it stands in, and what becomes of that."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from archviz.golang.facts.jsonlines import facts
from archviz.golang.graph import Graph
from archviz.model.relations import FunctionLiteral, Mode, Relation
from archviz.model.symbols import Symbol
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = "example.org/lit"
DECLARED = """package lit

type Hook func()

type Handler interface{ Serve(f func()) }

type Bell struct{ ring func() }

func target() {}

func each(f func()) {}

func after(f func(), n int) func() { return f }

"""


def relation(tmp_path: Path, code: str) -> Relation:
    """What is found of ``target`` in a function."""
    (tmp_path / "go.mod").write_text("module example.org/lit\n\ngo 1.22\n")
    (tmp_path / "lit.go").write_text(f"{DECLARED}func F(h Handler, run func(func())) {{\n\t{code}\n}}\n")
    found = Graph(open_source(str(tmp_path))).relations(Symbol(PACKAGE, "F"))
    (one,) = [r for r in found if r.target == Symbol(PACKAGE, "target")]
    return one


def uses(literal: FunctionLiteral | None) -> str:
    """The uses of a literal and those around it, outermost first."""
    if literal is None:
        return ""
    receiver = f"({literal.receiver.short})" if literal.receiver is not None else ""
    return f"{uses(literal.outer)} {literal.use}{receiver}".strip()


CASES = {
    "none": ("target()", "", ""),
    "called at once": ("func() { target() }()", "called", ""),
    "in parentheses": ("(func() { target() })()", "called", ""),
    "by go": ("go func() { target() }()", "go", "go"),
    "by defer": ("defer func() { target() }()", "defer", "defer"),
    "an argument": ("each(func() { target() })", "argument(each)", ""),
    "an argument of an interface's method": ("h.Serve(func() { target() })", "argument(Handler.Serve)", ""),
    "an argument of a value": ("run(func() { target() })", "argument", ""),
    "an argument of what go calls": ("go each(func() { target() })", "argument(each)", ""),
    "an argument by a conversion": ("run(Hook(func() { target() }))", "argument", ""),
    "an argument of the argument": ("each(after(func() { target() }, 1))", "argument(after)", ""),
    "assigned": ("f := func() { target() }; f()", "kept", ""),
    "returned": ("_ = func() Hook { return func() { target() } }", "kept kept", ""),
    "a field's value": ("_ = Bell{ring: func() { target() }}", "kept", ""),
    "given to a field": ("var b Bell; b.ring = func() { target() }", "kept", ""),
    "a call by defer in one by go": ("go func() { defer target() }()", "go", "go"),
    "a go statement in one that is kept": ("_ = func() { go target() }", "kept", "go"),
    "a literal in another": ("go func() { each(func() { target() }) }()", "go argument(each)", "go"),
    "by defer, in one by go": ("go func() { defer func() { target() }() }()", "go defer", "go"),
    "by go, in one that is called": ("func() { go func() { target() }() }()", "called go", "go"),
    "an argument's own code": ("after(func() {}, func() int { target(); return 1 }())", "called", ""),
    "in what go works out first": ("go each(func() func() { target(); return nil }())", "called", ""),
}


@pytest.mark.parametrize(("code", "expected", "mode"), CASES.values(), ids=CASES)
def test_what_becomes_of_a_literal(tmp_path: Path, code: str, expected: str, mode: str) -> None:
    found = relation(tmp_path, code)
    assert uses(found.literal) == expected
    assert found.started == Mode(mode)


def test_a_literal_is_where_it_begins(tmp_path: Path) -> None:
    found = relation(tmp_path, "go func() { each(func() { target() }) }()")
    inner = found.literal
    assert inner is not None
    assert inner.outer is not None
    line = found.position.line
    assert (inner.position.line, inner.position.col) == (line, 19)
    assert (inner.outer.position.line, inner.outer.position.col) == (line, 5)


def test_the_mode_of_a_call_is_still_that_of_its_statement(tmp_path: Path) -> None:
    assert relation(tmp_path, "go func() { target() }()").mode is Mode.PLAIN
    assert relation(tmp_path, "go func() { defer target() }()").mode is Mode.DEFER


def test_a_package_variable_keeps_its_literal(tmp_path: Path) -> None:
    relation(tmp_path, "target()")
    (tmp_path / "more.go").write_text("package lit\n\nvar hook = func() { target() }\n")
    (found,) = Graph(open_source(str(tmp_path))).relations(Symbol(PACKAGE, "hook"))
    assert uses(found.literal) == "kept"


def test_facts_say_it_only_within_a_literal(tmp_path: Path) -> None:
    relation(tmp_path, "each(func() { go func() { target() }() })")
    found = list(facts([Graph(open_source(str(tmp_path))).package(PACKAGE)]))
    (called,) = [fact for fact in found if fact.get("callee") == f"{PACKAGE}.target"]
    outer = {"line": 16, "col": 7, "use": "argument", "receiver": f"{PACKAGE}.each"}
    assert called["literal"] == {"line": 16, "col": 19, "use": "go", "outer": outer}
    assert sum("literal" in fact for fact in found) == json.dumps(found).count('"use"') - 1
    assert {fact["rel"] for fact in found if "literal" in fact} == {"call", "dyncall"}
