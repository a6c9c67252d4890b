"""Deep but valid Go is read rightly; beyond a bound, one declaration has a diagnostic and all else is answered."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import pytest
from steps import ends, growth

from archviz.golang.facts import jsonlines
from archviz.golang.graph import Graph
from archviz.golang.syntax import parse, stack
from archviz.model.graph import Diagnostic, Extent, PackageFacts, Selector, SelectorKind
from archviz.model.relations import RelationKind
from archviz.model.safe import json_lines
from archviz.model.symbols import Symbol
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.fuzz

DEEP = 5_000
PACKAGE = "example.org/deep/p"
HEAD = """package p

type B struct {
	N *B
	V []int
}

func (b *B) Add() *B { return b }

func W(b *B) *B { return b }

func G() int { return 0 }

func H() bool { return true }

"""
NEIGHBOUR = "package p\n\nfunc Neighbour() { W(nil).Add() }\n"

CALLS = {
    "chained calls": ("func F(b *B) {\n\tb" + ".\n\t\tAdd()" * DEEP + "\n}\n", "B.Add", DEEP),
    "calls as arguments": ("var F = " + "W(" * DEEP + "nil" + ")" * DEEP + "\n", "W", DEEP),
    "a field's value": ("func F(b *B) { b.N = " + "W(&B{N: " * 2_500 + "b" + "})" * 2_500 + " }\n", "W", 2_500),
    "else ifs": (
        "func F(i int) {\n\tif i == 0 {\n\t}"
        + "".join(f" else if i == {i} {{\n\t\tG()\n\t}}" for i in range(DEEP))
        + "\n}\n",
        "G",
        DEEP,
    ),
    "else ifs with a variable": (
        "func F() {\n\tif x := G(); x > 0 {\n\t}"
        + "".join(f" else if y{i} := x; y{i} > 0 {{\n\t\tG()\n\t}}" for i in range(1_000))
        + "\n}\n",
        "G",
        1_001,
    ),
    "blocks": ("func F() {\n" + "{\n\tG()\n" * DEEP + "}\n" * DEEP + "}\n", "G", DEEP),
    "ifs": ("func F() {\n" + "if H() {\n" * DEEP + "}\n" * DEEP + "}\n", "H", DEEP),
    "loops": ("func F() {\n" + "for {\n\tG()\n" * DEEP + "}\n" * DEEP + "}\n", "G", DEEP),
    "ranges": ("func F(b *B) {\n" + "for range b.V {\n\tG()\n" * DEEP + "}\n" * DEEP + "}\n", "G", DEEP),
    "switches": ("func F() {\n" + "switch {\ncase true:\n\tG()\n" * DEEP + "}\n" * DEEP + "}\n", "G", DEEP),
    "type switches": (
        "func F(x any) {\n" + "switch y := x.(type) {\ncase *B:\n\ty.Add()\n" * 2_000 + "}\n" * 2_000 + "}\n",
        "B.Add",
        2_000,
    ),
    "selects": ("func F() {\n" + "select {\ndefault:\n\tG()\n" * DEEP + "}\n" * DEEP + "}\n", "G", DEEP),
    "labels": ("func F() {\n" + "".join(f"L{i}:\n" for i in range(DEEP)) + "\tG()\n}\n", "G", 1),
    "function literals": ("func F() {\n" + "\tfunc() {\n\tG()\n" * DEEP + "\t}()\n" * DEEP + "}\n", "G", DEEP),
    "parentheses": ("var F = " + "(" * DEEP + "G()" + ")" * DEEP + "\n", "G", 1),
    "negations": ("var F = " + "!" * DEEP + "H()\n", "H", 1),
    "indirections": ("func F(b *B) { _ = " + "(*&" * 2_500 + "b.Add()" + ")" * 2_500 + " }\n", "B.Add", 1),
    "indices": ("func F(b *B) { _ = " + "b.V[" * DEEP + "G()" + "]" * DEEP + " }\n", "G", 1),
    "conversions": ("var F = " + "int(" * DEEP + "G()" + ")" * DEEP + "\n", "G", 1),
    "elided literals": ("var F = [][]int" + "{" * DEEP + "G()" + "}" * DEEP + "\n", "G", 1),
    "operands to the right": ("var F = " + "G() + (" * DEEP + "1" + ")" * DEEP + "\n", "G", DEEP),
    "operands to the left": ("var F = " + "G() + " * DEEP + "1\n", "G", DEEP),
    "pointers to pointers": ("func F(b " + "*" * DEEP + "B) { G() }\n", "G", 1),
    "slices of slices": ("func F(b " + "[]" * DEEP + "B) { G() }\n", "G", 1),
}


def graph(tmp_path: Path, code: str) -> Graph:
    (tmp_path / "go.mod").write_text("module example.org/deep\n\ngo 1.21\n")
    (tmp_path / "p").mkdir(exist_ok=True)
    (tmp_path / "p" / "deep.go").write_text(HEAD + code)
    (tmp_path / "p" / "neighbour.go").write_text(NEIGHBOUR)
    return Graph(open_source(str(tmp_path)))


def calls(facts: PackageFacts, source: str, target: str) -> int:
    return sum(
        r.kind is RelationKind.CALL
        and r.certain
        and r.source.short == source
        and str(r.target) == f"{PACKAGE}.{target}"
        for r in facts.relations
    )


@pytest.mark.parametrize("what", CALLS)
def test_deep_code_is_read(tmp_path: Path, what: str) -> None:
    code, target, count = CALLS[what]
    facts = graph(tmp_path, code).facts(PACKAGE)
    assert facts.diagnostics == ()
    assert facts.unresolved == ()
    assert calls(facts, "F", target) == count
    assert calls(facts, "Neighbour", "B.Add") == 1


@pytest.mark.parametrize("what", CALLS)
def test_facts_of_deep_code_are_lines_that_any_reader_takes(tmp_path: Path, what: str) -> None:
    """Also one that nests no deeper than a hundred levels; and of twice the depth there is twice as much to say."""
    code, target, count = CALLS[what]
    text = json_lines(list(jsonlines.facts([graph(tmp_path, code).package(PACKAGE)])))
    found = [json.loads(line) for line in text.splitlines()]
    made = [fact for fact in found if fact["callee" if "callee" in fact else "rel"] == f"{PACKAGE}.{target}"]
    assert len([fact for fact in made if fact["caller"] == f"{PACKAGE}.F" and fact["rel"] == "call"]) == count
    assert max(line.count("{") for line in text.splitlines()) <= 100
    assert len(text) < 10_000 * (count + 10)


def test_places_in_deep_literals_are_compared(tmp_path: Path) -> None:
    code, _, count = CALLS["function literals"]
    relations = graph(tmp_path, code).relations(Symbol(PACKAGE, "F"))
    assert len({r for r in relations if r.kind is RelationKind.CALL}) == count
    assert relations == graph(tmp_path, code).relations(Symbol(PACKAGE, "F"))
    assert "outer" not in repr(relations[-1])


def test_nested_literals_are_read(tmp_path: Path) -> None:
    facts = graph(tmp_path, "var F = " + "&B{N: " * DEEP + "nil" + "}" * DEEP + "\n").facts(PACKAGE)
    created = [r for r in facts.relations if r.kind is RelationKind.CREATES and r.source.short == "F"]
    assert len(created) == DEEP
    assert facts.diagnostics == ()


def test_every_question_about_a_deep_function_is_answered(tmp_path: Path) -> None:
    code = "func F(b *B) {\n" + "\tif H() {\n\t\tb.Add()\n" * 1_000 + "\t}\n" * 1_000 + "}\n"
    one, symbol = graph(tmp_path, code), Symbol(PACKAGE, "F")
    declared, shape = one.declaration(symbol), one.shape(symbol)
    assert declared is not None
    assert declared.signature == "func F(b *B)"
    assert shape is not None
    assert shape.body
    assert len(one.relations(symbol)) == 2_000
    assert len(one.fragments(symbol, Selector(SelectorKind.CALLS, "B.Add", 0))) == 1_000
    assert len(one.fragments(symbol, Selector(SelectorKind.CALLS, "B.Add", 0, Extent.BLOCK))) == 1_000


@pytest.mark.parametrize("what", ["chained calls", "function literals", "a field's value"])
def test_deep_code_is_read_in_a_thread_with_a_small_stack(tmp_path: Path, what: str) -> None:
    code, target, count = CALLS[what]
    one = graph(tmp_path, code)
    found: list[PackageFacts] = []
    usual = threading.stack_size(512 << 10)
    try:
        thread = threading.Thread(target=lambda: found.append(one.facts(PACKAGE)))
        thread.start()
        thread.join()
    finally:
        threading.stack_size(usual)
    assert calls(found[0], "F", target) == count


def test_beyond_the_bound_one_declaration_has_a_diagnostic(tmp_path: Path) -> None:
    deep = parse.MOST_LEVELS + stack.STRIDE
    code = "func Before() { G() }\n\nvar F = " + "!" * deep + "H()\n\nfunc After() { G() }\n"
    facts = graph(tmp_path, code).facts(PACKAGE)
    assert facts.diagnostics == (Diagnostic("p/deep.go", 18, "nested deeper than 30,000 levels"),)
    assert [calls(facts, name, "G") for name in ("Before", "After")] == [1, 1]


def test_a_declaration_of_too_many_bytes_has_a_diagnostic(tmp_path: Path) -> None:
    code = "func Before() { G() }\n\nvar F = `" + "a\n" * (parse.MOST_BYTES // 2) + "`\n\nfunc After() { G() }\n"
    facts = graph(tmp_path, code).facts(PACKAGE)
    assert facts.diagnostics == (Diagnostic("p/deep.go", 18, "a declaration of more than 4,194,304 bytes"),)
    assert [calls(facts, name, "G") for name in ("Before", "After")] == [1, 1]


def test_constants_that_repeat_much(tmp_path: Path) -> None:
    value = "iota + " + " + ".join("1" * 10_000)
    code = f"const (\n\tC0 = {value}\n" + "".join(f"\tC{i}\n" for i in range(1, 200)) + ")\n"
    facts = graph(tmp_path, code).facts(PACKAGE)
    assert facts.diagnostics == (
        Diagnostic("p/deep.go", 122, "constants that repeat more than 4,194,304 bytes of expressions"),
    )
    assert calls(facts, "Neighbour", "B.Add") == 1


def test_names_sought_from_deep_inside(tmp_path: Path) -> None:
    """Each block declares a name, and each call looks for one through all of them."""
    code = "func F() {\n" + "{\na := 1\n" * 3_000 + "\tG()\n" * 12_000 + "}\n" * 3_000 + "}\n"
    facts = graph(tmp_path, code).facts(PACKAGE)
    assert facts.diagnostics == (Diagnostic("p/deep.go", 16, "names are sought through more than 30,000,000 scopes"),)
    assert calls(facts, "Neighbour", "B.Add") == 1


def test_text_that_misleads_the_parser(tmp_path: Path) -> None:
    """An open comment at each place: tree-sitter reads the rest of the file again from each."""
    with ends():
        facts = graph(tmp_path, "func F() {\n" + "/* x\n" * 20_000).facts(PACKAGE)
    assert any("the parser takes too long" in one.message for one in facts.diagnostics)
    assert calls(facts, "Neighbour", "B.Add") == 1


WIDE: dict[str, Callable[[int], str]] = {
    "types in a group": lambda n: "type (\n" + "".join(f"\tT{i} struct{{ A *B }}\n" for i in range(n)) + ")\n",
    "constants in a group": lambda n: "const (\n\tC = iota\n" + "".join(f"\tC{i}\n" for i in range(n)) + ")\n",
    "variables of one call": lambda n: f"var {', '.join(f'a{i}' for i in range(n))} = W(nil)\n",
    "variables of one assignment": lambda n: f"func F() {{\n\t{', '.join(f'a{i}' for i in range(n))} := W(nil)\n}}\n",
    "statements": lambda n: "func F(b *B) {\n" + "\tb.Add()\n" * n + "}\n",
    "chained calls without a name": lambda n: "func F(x X) {\n\tx" + "(1)" * n + "\n}\n",
    "literals of a wide struct": lambda n: (
        f"type S struct{{ {'; '.join(f'a{i} int' for i in range(n))} }}\n\nvar F = []S{{{'{a0: 1}, ' * n}}}\n"
    ),
    "merge markers": lambda n: "\n<<<<<<< a\n" * n,
}


@pytest.mark.parametrize("what", WIDE)
def test_wide_declarations_are_work_in_proportion(tmp_path: Path, what: str) -> None:
    def every_question(width: int) -> Callable[[], None]:
        (folder := tmp_path / str(width)).mkdir(exist_ok=True)
        return lambda: ask_everything(graph(folder, WIDE[what](width)))

    assert growth(every_question, 250) < 6


def ask_everything(one: Graph) -> None:
    one.facts(PACKAGE)
    for symbol in one.symbols(PACKAGE):
        one.declaration(symbol)
        one.shape(symbol)
        one.relations(symbol)


def test_an_import_path_that_no_package_has_is_not_looked_for(tmp_path: Path) -> None:
    odd = (b"x\0y", b"\xff\xfe", b"a/../../b", b"..", b"/etc", b"a//b", b"a\tb")
    one = graph(tmp_path, "")
    imports = b"".join(b'\tn%d "%s"\n' % (i, path) for i, path in enumerate(odd))
    uses = b"".join(b"\tn%d.F()\n" % i for i in range(len(odd)))
    (tmp_path / "p" / "odd.go").write_bytes(b"package p\n\nimport (\n" + imports + b")\n\nfunc F() {\n" + uses + b"}\n")
    one = Graph(open_source(str(tmp_path)))
    facts = one.facts(PACKAGE)
    assert len(facts.unresolved) == len(odd)
    assert all("is not in the source" in u.reason for u in facts.unresolved)
    assert calls(facts, "Neighbour", "B.Add") == 1
