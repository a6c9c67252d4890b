"""Why an answer is open: the places where code may use a symbol that no relation shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archviz.ask import SourceFacts, own_packages, resolve
from archviz.ask.answers import OpenKind
from archviz.ask.index.index_facts import IndexFacts
from archviz.ask.questions.callers import callers
from archviz.golang.graph import Graph
from archviz.model.context import BuildContext
from archviz.sources.opening import open_source
from archviz.workspace.facts import open_facts
from archviz.workspace.index import index
from archviz.workspace.project import Project
from archviz.workspace.subject import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.ask.answers import Answer

MAIN = "package p\n\nfunc Used() {}\n\ntype T struct{}\n\nfunc (T) Shown() int { return 1 }\n\nfunc (T) hidden() {}\n"


def asked(
    folder: Path, files: dict[str, str], name: str, packages: tuple[str, ...] = (), context: BuildContext | None = None
) -> Answer:
    """Who calls something in a module of some files, beside a file of the package p; by an index it is the same."""
    for path, text in {"go.mod": "module example.org/m\n\ngo 1.21\n", "p/p.go": MAIN, **files}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    graph = Graph(open_source(str(folder)), *([context] if context else []))
    facts = SourceFacts(graph, packages or own_packages(graph))
    answer = callers(facts, [resolve(facts, name).declared])
    if context is None:
        settings = Settings(source=str(folder), cache=folder.parent / "cache")  # shared, for the standard library
        index(Project(folder), settings)
        indexed = open_facts(Project(folder), settings, packages)
        assert isinstance(indexed, IndexFacts)
        assert callers(indexed, [resolve(indexed, name).declared]) == answer
        indexed.close()
    return answer


def kinds(answer: Answer) -> list[OpenKind]:
    return [reason.kind for reason in answer.open]


def test_what_nothing_may_hide_is_closed(tmp_path: Path) -> None:
    for name in ("Used", "T.Shown", "T.hidden"):
        assert asked(tmp_path, {}, name).closed


IMPORTS = 'package q\n\nimport "example.org/m/p"\n\n'

GAPS = [
    pytest.param("p/p_windows.go", "package p\n\nfunc f() { Used() }\n", "Used", OpenKind.LEFT_OUT, id="constraint"),
    pytest.param("w/w_windows.go", IMPORTS + "func f() { p.Used() }\n", "Used", OpenKind.LEFT_OUT, id="whole package"),
    pytest.param(
        "w/w_windows.go",
        'package w\n\nimport . "example.org/m/p"\n\nfunc f() { Used() }\n',
        "Used",
        OpenKind.LEFT_OUT,
        id="imported with a dot",
    ),
    pytest.param(
        "w/w_windows.go",
        "package w\n\nfunc f(x interface{ Shown() int }) {\n\tx. // of any type\n\t\tShown()\n}\n",
        "T.Shown",
        OpenKind.LEFT_OUT,
        id="a method of a value of any package",
    ),
    pytest.param("p/z.go", "package older\n\nfunc f() { Used() }\n", "Used", OpenKind.LEFT_OUT, id="another package"),
    pytest.param("p/c.go", 'package p\n\nimport "C"\n\nfunc f() { Used() }\n', "Used", OpenKind.CGO, id="cgo"),
    pytest.param("q/q.go", IMPORTS + "func f() { p.Used( }\n", "Used", OpenKind.DAMAGED, id="syntax"),
    pytest.param(
        "q/q.go",
        'package q\n\nimport _ "unsafe"\n\n//go:linkname used example.org/m/p.Used\nfunc used()\n',
        "Used",
        OpenKind.LINKNAME,
        id="pulled",
    ),
    pytest.param(
        "p/push.go",
        'package p\n\nimport _ "unsafe"\n\n//go:linkname hide runtime.hide\nfunc hide() {}\n',
        "hide",
        OpenKind.LINKNAME,
        id="pushed",
    ),
    pytest.param("p/asm.go", "package p\n\nfunc add(a, b int) int\n", "Used", OpenKind.ASSEMBLY, id="assembly"),
    pytest.param(
        "q/q.go",
        'package q\n\nimport "reflect"\n\nfunc f(x any) { reflect.ValueOf(x).Method(0).Call(nil) }\n',
        "T.Shown",
        OpenKind.REFLECTION,
        id="by number",
    ),
    pytest.param(
        "q/q.go",
        'package q\n\nimport "reflect"\n\nfunc f(x any) { reflect.ValueOf(x).MethodByName("Shown").Call(nil) }\n',
        "T.Shown",
        OpenKind.REFLECTION,
        id="by name",
    ),
    pytest.param(
        "q/q.go",
        'package q\n\nimport (\n\t"io"\n\t"text/template"\n)\n\n'
        "func f(t *template.Template, x any) { t.Execute(io.Discard, x) }\n",
        "T.Shown",
        OpenKind.REFLECTION,
        id="template",
    ),
    pytest.param(
        "q/q.go",
        'package q\n\nimport "example.org/missing"\n\nfunc f() { missing.Get().Shown() }\n',
        "T.Shown",
        OpenKind.UNRESOLVED,
        id="unresolved call",
    ),
    pytest.param(
        "q/q.go",
        'package q\n\nimport "example.org/missing"\n\nvar f = missing.Get().Shown\n',
        "T.Shown",
        OpenKind.UNRESOLVED,
        id="unresolved value",
    ),
    pytest.param("p/s.go", 'package p\n\nimport _ "example.org/missing"\n', "T.Shown", OpenKind.MISSING, id="missing"),
    pytest.param(
        "p/w.go",
        "package p\n\nfunc (T) Write(b []byte) (int, error) { return 0, nil }\n",
        "T.Write",
        OpenKind.INTERFACE,
        id="standard interface",
    ),
    pytest.param(
        "p/w.go",
        "package p\n\nfunc (T) Unwrap() error { return nil }\n",
        "T.Unwrap",
        OpenKind.INTERFACE,
        id="interface without a name in the standard library",
    ),
    pytest.param(
        "q/q.go",
        "package q\n\nfunc f(x interface{ Shown() int }) { x.Shown() }\n",
        "T.Shown",
        OpenKind.INTERFACE,
        id="interface without a name",
    ),
    pytest.param(
        "p/e.go",
        "package p\n\nfunc (T) Len() int { return 1 }\n\nfunc (T) Less(i, j int) bool { return true }\n\n"
        "type E struct{ T }\n\nfunc (E) Swap(i, j int) {}\n",
        "T.Len",
        OpenKind.INTERFACE,
        id="promoted into a standard interface",
    ),
]


@pytest.mark.parametrize(("path", "text", "name", "kind"), GAPS)
def test_what_may_hide_a_call_leaves_the_answer_open(
    tmp_path: Path, path: str, text: str, name: str, kind: OpenKind
) -> None:
    answer = asked(tmp_path, {path: text}, name)
    assert kind in kinds(answer)
    (reason,) = [one for one in answer.open if one.kind is kind]
    assert reason.places
    assert reason.message


CLOSED = [
    pytest.param("w/w_windows.go", "package w\n\nvar Used int\n\nvar v = Used\n", "Used", id="of no imported package"),
    pytest.param(
        "p/p_windows.go",
        "package p\n\nfunc f() { helped() }\n\nfunc helped() {}\n\nfunc Used() { Used() }\n",
        "Used",
        id="the file that is left out has its own",
    ),
    pytest.param(
        "w/w_windows.go", IMPORTS + "func Shown() { Shown() }\n", "T.Shown", id="a function is called as no method is"
    ),
    pytest.param("p/p_windows.go", "package p\n\nfunc f() {} // Used\n", "Used", id="a comment of a file left out"),
    pytest.param("q/q_windows.go", "package q\n\ntype hidden int\n", "T.hidden", id="not exported, another package"),
    pytest.param("q/asm.go", "package q\n\nfunc add(a, b int) int\n", "Used", id="assembly of another package"),
    pytest.param(
        "q/q.go",
        'package q\n\nimport "reflect"\n\nfunc f(x any) { reflect.ValueOf(x).MethodByName("Other").Call(nil) }\n',
        "T.Shown",
        id="another name",
    ),
    pytest.param(
        "q/q.go",
        'package q\n\nimport "reflect"\n\nfunc f(x any) { reflect.ValueOf(x).Method(0).Call(nil) }\n',
        "T.hidden",
        id="reflection reaches exported methods only",
    ),
    pytest.param(
        "q/q.go",
        'package q\n\nimport "example.org/missing"\n\nfunc f() { missing.Used(); Used() }\n',
        "Used",
        id="a function is called by its package",
    ),
    pytest.param("p/p_test.go", "package p\n\nfunc f() { Used() }\n", "Used", id="tests"),
]


@pytest.mark.parametrize(("path", "text", "name"), CLOSED)
def test_what_can_hide_no_call_leaves_it_closed(tmp_path: Path, path: str, text: str, name: str) -> None:
    answer = asked(tmp_path, {path: text}, name)
    assert answer.closed, answer.open


TEMPLATE = (
    'package q\n\nimport (\n\t"io"\n\t"text/template"\n)\n\n'
    "func f(t *template.Template, x any) { t.Execute(io.Discard, x) }\n"
)


@pytest.mark.parametrize(
    ("signature", "called"),
    [
        ("M() int", True),
        ("M(a, b int) func(int) (int, int)", True),
        ("M(f func() (int, int)) (map[string]int, error)", True),
        ("M() (n int, err error)", True),
        ("M()", False),
        ("M(f func(int) int)", False),
        ("M() (int, int)", False),
        ("M() (a, b int, err error)", False),
        ("M() struct{ A, B int }", True),
    ],
)
def test_a_template_calls_methods_with_one_result_or_an_error_beside_it(
    tmp_path: Path, signature: str, called: bool
) -> None:
    method = f"package p\n\nfunc (*T) {signature} {{ panic(1) }}\n\ntype E struct{{ *T }}\n"
    answer = asked(tmp_path, {"p/m.go": method, "q/q.go": TEMPLATE}, "T.M")
    assert kinds(answer) == ([OpenKind.REFLECTION] if called else [])


ACCEPTS = "func F(x interface{ Take(int) }) { x.Take(1) }\n"

MAY_TAKE = [
    pytest.param("package q\n\n" + ACCEPTS, {}, False, id="its types cannot be named there"),
    pytest.param('package q\n\nimport _ "example.org/m/p"\n\n' + ACCEPTS, {}, True, id="imported"),
    pytest.param('package q\n\nimport _ "example.org/m/r"\n\n' + ACCEPTS, {}, True, id="imported by what is imported"),
    pytest.param(
        "package q\n\nfunc F[A interface{ Take(B) }, B any](a A, b B) { a.Take(b) }\n", {}, True, id="type parameters"
    ),
    pytest.param(
        "package q\n\ntype G[\n\tB any,\n] interface{ Take(B) }\n", {}, True, id="type parameters on lines of their own"
    ),
    pytest.param(
        "package q\n\n" + ACCEPTS,
        {"q/q_windows.go": IMPORTS + "func G(t p.T) { t.Take(t) }\n"},
        True,
        id="imported by a file that is left out",
    ),
    pytest.param('package q\n\nimport _ "example.org/missing"\n\n' + ACCEPTS, {}, True, id="missing"),
]


@pytest.mark.parametrize(("text", "more", "may"), MAY_TAKE)
def test_a_package_that_is_not_searched_calls_methods_whose_types_it_may_name(
    tmp_path: Path, text: str, more: dict[str, str], may: bool
) -> None:
    own = {"p/take.go": "package p\n\nfunc (T) Take(T) {}\n", "r/r.go": 'package r\n\nimport _ "example.org/m/p"\n'}
    answer = asked(tmp_path, own | {"q/q.go": text} | more, "T.Take", ("example.org/m/p",))
    assert kinds(answer) == ([OpenKind.NOT_SEARCHED] if may else [])


def test_a_package_that_is_not_searched_names_a_function_only_of_what_it_imports_itself(tmp_path: Path) -> None:
    files = {
        "q/q.go": IMPORTS + "type P = p.T\n",
        "r/r.go": 'package r\n\nimport "example.org/m/q"\n\nvar Used q.P\n',
    }
    assert asked(tmp_path, files, "example.org/m/p.Used", ("example.org/m/p",)).closed


def test_packages_that_are_not_searched_and_may_call_it_are_named(tmp_path: Path) -> None:
    files = {"q/q.go": IMPORTS + "func F() { p.Used() }\n", "r/r.go": "package r\n\nfunc Used() {}\n"}
    answer = asked(tmp_path, files, "example.org/m/p.Used", ("example.org/m/p",))
    assert kinds(answer) == [OpenKind.NOT_SEARCHED]
    assert "example.org/m/q" in answer.open[0].message
    assert "example.org/m/r" not in answer.open[0].message
    assert asked(tmp_path, files, "example.org/m/p.Used").closed


def test_blank_variables_and_functions_call_too(tmp_path: Path) -> None:
    text = "package p\n\nvar _ = g()\n\nfunc _() { g() }\n\nfunc init() { g() }\n\nfunc g() int { return 1 }\n"
    answer = asked(tmp_path, {"p/g.go": text}, "g")
    assert [hop.evidence[0].line for hop in answer.hops] == [3, 7]
    assert answer.closed


def test_cgo_may_call_what_it_exports(tmp_path: Path) -> None:
    text = 'package p\n\nimport "C"\n\n//export Go\nfunc Go() {}\n'
    answer = asked(tmp_path, {"p/c.go": text}, "Go", context=BuildContext(cgo=True))
    assert kinds(answer) == [OpenKind.CGO]
