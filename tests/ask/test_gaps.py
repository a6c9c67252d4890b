"""Why an answer is open: the places where code may use a symbol that no relation shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archviz.ask import SourceFacts, own_packages, resolve
from archviz.ask.answers import OpenKind
from archviz.ask.questions.callers import callers
from archviz.golang.graph import Graph
from archviz.model.context import BuildContext
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.ask.answers import Answer

MAIN = "package p\n\nfunc Used() {}\n\ntype T struct{}\n\nfunc (T) Shown() int { return 1 }\n\nfunc (T) hidden() {}\n"


def asked(
    folder: Path, files: dict[str, str], name: str, packages: tuple[str, ...] = (), context: BuildContext | None = None
) -> Answer:
    """Who calls something in a module of some files, beside a file of the package p."""
    for path, text in {"go.mod": "module example.org/m\n\ngo 1.21\n", "p/p.go": MAIN, **files}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    graph = Graph(open_source(str(folder)), *([context] if context else []))
    facts = SourceFacts(graph, packages or own_packages(graph))
    return callers(facts, [resolve(facts, name).declared])


def kinds(answer: Answer) -> list[OpenKind]:
    return [reason.kind for reason in answer.open]


def test_what_nothing_may_hide_is_closed(tmp_path: Path) -> None:
    for name in ("Used", "T.Shown", "T.hidden"):
        assert asked(tmp_path, {}, name).closed


IMPORTS = 'package q\n\nimport "example.org/m/p"\n\n'

GAPS = [
    pytest.param("p/p_windows.go", "package p\n\nfunc f() { Used() }\n", "Used", OpenKind.LEFT_OUT, id="constraint"),
    pytest.param("w/w_windows.go", IMPORTS + "func f() { p.Used() }\n", "Used", OpenKind.LEFT_OUT, id="whole package"),
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
