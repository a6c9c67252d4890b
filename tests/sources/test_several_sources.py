"""Several sources, one after another; the module cache; the standard library from its source."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from source_trees import Tree, repository, tar, write

from archviz.golang.facts.jsonlines import facts, unresolved
from archviz.golang.graph import Graph
from archviz.model.errors import SourceError
from archviz.model.figure import Origin
from archviz.model.symbols import Symbol
from archviz.sources.fingerprint import sight
from archviz.sources.gomod import parse_go_mod
from archviz.sources.opening import open_source
from archviz.sources.several import build_list, open_sources
from archviz.sources.trees.directory import DirectoryTree

APP = Tree(
    {
        "go.mod": "module x.org/app\n\ngo 1.21\n\nrequire (\n\ty.org/Dep v1.2.0\n\ty.org/own v0.1.0 // indirect\n)\n",
        "a.go": 'package app\n\nimport "y.org/Dep/sub"\n\nfunc A() { sub.New().Save() }\n',
    },
    {},
)
CACHE = Tree(
    {
        "y.org/!dep@v1.2.0/go.mod": "module y.org/Dep\n",
        "y.org/!dep@v1.2.0/sub/s.go": 'package sub\n\nimport "y.org/own"\n\n'
        "type S struct{ own.O }\n\nfunc New() *S { return nil }\n",
        "y.org/!dep@v1.9.0/sub/s.go": "package sub\n\nfunc Newer() {}\n",
        "y.org/own@v0.1.0/o.go": "package own\n\ntype O struct{}\n\nfunc (O) Save() {}\n",
        "y.org/own@v0.2.0/o.go": "package own\n\ntype Other struct{}\n",
        "cache/download/y.org/own/@v/v0.1.0.mod": "module y.org/own\n",
    },
    {},
)
CALLED = ["y.org/Dep/sub.New", "y.org/own.O.Save"]


@pytest.fixture(autouse=True)
def _no_module_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOMODCACHE", str(tmp_path / "no module cache"))


def callees(graph: Graph, package: str) -> list[object]:
    """What a package calls."""
    return [fact["callee"] for fact in facts([graph.package(package)]) if fact["rel"] == "call"]


@pytest.mark.parametrize("way", ["GOMODCACHE", "GOPATH", "named", "named GOPATH"])
def test_the_module_cache_gives_the_versions_that_are_required(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, cache = write(APP, tmp_path / "app"), write(CACHE, tmp_path / "go" / "pkg" / "mod")
    if way == "GOPATH":
        monkeypatch.delenv("GOMODCACHE")
        monkeypatch.setenv("GOPATH", f"{tmp_path / 'go'}{os.pathsep}{tmp_path / 'else'}")
    elif way == "GOMODCACHE":
        monkeypatch.setenv("GOMODCACHE", str(cache))
    further = {"named": [str(cache)], "named GOPATH": [str(tmp_path / "go")]}.get(way, [])
    graph = Graph(open_sources(str(app), further))
    assert callees(graph, "x.org/app") == CALLED
    assert graph.diagnostics() == ()
    within = "pkg/mod/" if way == "named GOPATH" else ""
    declared = graph.declaration(Symbol("y.org/Dep/sub", "S"))
    assert declared is not None
    assert declared.position.file == f"{within}y.org/!dep@v1.2.0/sub/s.go"
    assert graph.lines(declared.span) == ("type S struct{ own.O }",)
    assert Origin("1", link="https://h.org/{file}#L{line}").url(declared.position) == ""


def test_without_it_what_is_missing_is_counted_by_name(tmp_path: Path) -> None:
    source = open_sources(str(write(APP, tmp_path / "app")))
    graph = Graph(source)
    assert [fact["reason"] for fact in unresolved([graph.package("x.org/app")])] == [
        "package y.org/Dep/sub is not in the source",
        "package y.org/Dep/sub is not in the source",
    ]
    (told,) = graph.diagnostics()
    assert str(told) == (
        "go.mod: line 1: 2 required modules are in no source: y.org/Dep, y.org/own; "
        "`go mod download` brings them into the module cache"
    )


def test_another_version_than_the_required_one_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = write(APP, tmp_path / "app")
    (app / "go.mod").write_text(APP.files["go.mod"].replace("v1.2.0", "v1.3.0"))
    monkeypatch.setenv("GOMODCACHE", str(write(CACHE, tmp_path / "mod")))
    (told,) = open_sources(str(app)).diagnostics()
    assert told.message.startswith("1 required module is in no source: y.org/Dep;")


def test_a_module_is_replaced_by_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = write(APP, tmp_path / "app")
    (app / "go.mod").write_text(
        APP.files["go.mod"] + "\nreplace y.org/other => y.org/Dep v1.2.0\nrequire y.org/other v0.0.0\n"
    )
    (app / "a.go").write_text('package app\n\nimport "y.org/other/sub"\n\nfunc A() { sub.New() }\n')
    monkeypatch.setenv("GOMODCACHE", str(write(CACHE, tmp_path / "mod")))
    assert callees(Graph(open_sources(str(app))), "x.org/app") == ["y.org/other/sub.New"]


def test_what_is_vendored_is_not_read_from_the_module_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vendored = {
        "vendor/modules.txt": "",
        "vendor/y.org/Dep/sub/s.go": "package sub\n\nfunc New() V { return 0 }\n\ntype V int\n",
    }
    app = write(Tree(APP.files | vendored, {}), tmp_path / "app")
    monkeypatch.setenv("GOMODCACHE", str(write(CACHE, tmp_path / "mod")))
    source = open_sources(str(app))
    assert callees(Graph(source), "x.org/app") == ["y.org/Dep/sub.New"]
    assert source.files("y.org/own") == ()


def test_the_highest_version_that_is_required_is_chosen(tmp_path: Path) -> None:
    """https://go.dev/ref/mod#minimal-version-selection, with the go.mod files that a Go before 1.17 did not list."""
    files = {
        "x.org/a@v1.0.0/go.mod": "module x.org/a\nrequire x.org/c v1.3.0\n",
        "x.org/b@v1.0.0/go.mod": "module x.org/b\nrequire x.org/c v1.10.0\nrequire x.org/a v1.0.0\n",
        "x.org/c@v1.10.0/go.mod": "module x.org/c\nrequire x.org/d v0.1.0\n",
        "x.org/c@v1.3.0/go.mod": "module x.org/c\nrequire x.org/b v1.0.0\n",
    }
    tree = DirectoryTree("mod", write(Tree(files, {}), tmp_path / "mod"))
    old = parse_go_mod("module m\ngo 1.16\nrequire x.org/a v1.0.0\nrequire x.org/c v1.2.0\n")
    assert build_list([old], [tree]) == {
        "x.org/a": ("x.org/a", "v1.0.0"),
        "x.org/b": ("x.org/b", "v1.0.0"),
        "x.org/c": ("x.org/c", "v1.10.0"),
        "x.org/d": ("x.org/d", "v0.1.0"),
    }
    new = parse_go_mod("module m\ngo 1.17\nrequire x.org/a v1.0.0\nreplace x.org/a => ../a\nrequire x.org/c v1.2.0\n")
    assert build_list([new], [tree]) == {"x.org/c": ("x.org/c", "v1.2.0")}


def test_the_first_source_that_has_a_package_gives_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first alone has packages, a digest and implementers; files of others are named by where these are."""
    monkeypatch.chdir(tmp_path)
    imports = 'import "x.org/app/lib"\nimport "x.org/one"\nimport "x.org/two"\n'
    code = f"package app\n\n{imports}\nfunc A() {{ lib.L(); one.O(); two.T() }}\n"
    app = {"go.mod": "module x.org/app\n", "lib/l.go": "package lib\n", "a.go": code}
    write(Tree(app, {}), tmp_path / "app")
    one = {"go.mod": "module x.org/one\n", "lib/l.go": "package lib\n", "one.go": "package one\n\nfunc O() {}\n",
           "app/go.mod": "module x.org/app/lib\n", "app/l.go": "package lib\n\nfunc L() {}\n"}  # fmt: skip
    tar(write(Tree(one, {}), tmp_path / "packed"), tmp_path / "one.tar.gz")
    repository(Tree({"go.mod": "module x.org/two\n", "lib/t.go": "package two\n\nfunc T() {}\n"}, {}), tmp_path / "two")
    (tmp_path / "two" / "lib" / "t.go").rename(tmp_path / "two" / "t.go")
    source = open_sources("app", ["one.tar.gz", "two", "two@v1.0.0"])
    assert callees(Graph(source), "x.org/app") == ["x.org/one.O", "x.org/two.T"]
    assert source.packages() == ("x.org/app", "x.org/app/lib")
    assert source.files("x.org/app/lib") == ("lib/l.go",)
    assert source.files("x.org/one") == ("./one.tar.gz/one.go",)
    assert source.files("x.org/two") == ("./two/t.go",)
    assert source.files("x.org/two/lib") == ("./two@v1.0.0/lib/t.go",)
    assert source.read("./one.tar.gz/one.go") == b"package one\n\nfunc O() {}\n"
    assert source.read("lib/l.go") == b"package lib\n"
    assert source.digest() == open_source("app").digest()
    with pytest.raises(SourceError, match="no file"):
        source.read("./one.tar.gz/lib/l.go")


def test_which_source_counts_for_a_package_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of those that are read and differ alone: a copy of the same code is no choice."""
    monkeypatch.chdir(tmp_path)
    code = 'package app\n\nimport (\n\t"x.org/a"\n\t"x.org/b"\n)\n\nfunc A() { a.F(); b.F() }\n'
    write(Tree({"go.mod": "module x.org/app\n", "app.go": code}, {}), tmp_path / "app")
    here = {f"x.org/{name}/{name}.go": f"package {name}\n\nfunc F() {{}}\n" for name in ("a", "b", "c")}
    write(Tree(here, {}), tmp_path / "upstream")
    write(
        Tree(here | {"x.org/a/a.go": "package a\n\nfunc F() int\n", "x.org/c/c.go": "package c\n"}, {}),
        tmp_path / "fork",
    )
    graph = Graph(open_sources("app", ["upstream", "fork"]))
    assert callees(graph, "x.org/app") == ["x.org/a.F", "x.org/b.F"]
    assert [str(one) for one in graph.diagnostics()] == [
        "fork: line 1: 1 package is read from upstream, not from here: x.org/a"
    ]
    swapped = Graph(open_sources("fork", ["app", "upstream"]))
    assert callees(swapped, "x.org/app") == ["x.org/a.F", "x.org/b.F"]
    assert [one.message for one in swapped.diagnostics()] == ["1 package is read from fork, not from here: x.org/a"]


GO = Tree(
    {
        "VERSION": "go1.27\n",
        "src/go.mod": "module std\n\ngo 1.27\n\nrequire golang.org/x/net v0.1.0\n",
        "src/fmt/print.go": 'package fmt\n\nimport "golang.org/x/net/wide"\n\ntype State interface{ Width() int }\n\n'
        "type pp struct{}\n\nfunc Println() { newPrinter(); wide.W() }\n\nfunc newPrinter() *pp { return nil }\n",
        "src/vendor/modules.txt": "# golang.org/x/net v0.1.0\n",
        "src/vendor/golang.org/x/net/wide/w.go": "package wide\n\nfunc W() {}\n",
        "src/cmd/go.mod": "module cmd\n",
        "src/cmd/tool/main.go": 'package main\n\nimport "golang.org/x/mod/m"\n\nfunc main() { m.M() }\n',
        "src/cmd/vendor/modules.txt": "# golang.org/x/mod v0.1.0\n",
        "src/cmd/vendor/golang.org/x/mod/m/m.go": "package m\n\nfunc M() {}\n",
        "test/loose.go": "package main\n",
    },
    {},
)


@pytest.mark.parametrize("below", ["", "src"])
def test_gos_own_source_as_the_source(below: str, tmp_path: Path) -> None:
    """``go list std cmd`` names what they vendor with all of its path."""
    graph = Graph(open_sources(str(write(GO, tmp_path / "go") / below)))
    assert callees(graph, "fmt") == ["fmt.newPrinter", "vendor/golang.org/x/net/wide.W"]
    assert callees(graph, "cmd/tool") == ["cmd/vendor/golang.org/x/mod/m.M"]
    assert graph.packages() == (
        *("cmd/tool", "cmd/vendor/golang.org/x/mod/m"),
        *("fmt", "vendor/golang.org/x/net/wide"),
    )
    declared = graph.declaration(Symbol("fmt", "pp"))
    assert declared is not None
    assert str(declared.position) == f"{'src/' if not below else ''}fmt/print.go:7:6"
    assert graph.diagnostics() == ()


def test_gos_own_source_as_a_further_one(tmp_path: Path) -> None:
    files = {"go.mod": "module x.org/m\n", "m.go": 'package m\n\nimport "fmt"\n\nfunc M() { fmt.Println() }\n'}
    go = write(GO, tmp_path / "go")
    graph = Graph(open_sources(str(write(Tree(files, {}), tmp_path / "m")), [str(go)]))
    assert callees(graph, "x.org/m") == ["fmt.Println"]
    assert callees(graph, "fmt") == ["fmt.newPrinter", "vendor/golang.org/x/net/wide.W"]
    assert graph.packages() == ("x.org/m",)
    declared = graph.declaration(Symbol("fmt", "Println"))
    assert declared is not None
    assert declared.position.file == f"{go}/src/fmt/print.go"
    assert str(graph.declaration(Symbol("net/http", "Handler")).position) == "package net/http"  # type: ignore[union-attr]


def test_a_place_in_the_table_of_signatures_is_never_given(tmp_path: Path) -> None:
    files = {"go.mod": "module x.org/m\n", "m.go": "package m\n\ntype W interface{ Write(p []byte) (int, error) }\n"}
    graph = Graph(open_source(str(write(Tree(files, {}), tmp_path / "m"))))
    proof = graph.implements(Symbol("bytes", "Buffer"), Symbol("x.org/m", "W"))
    assert proof is not None
    assert str(proof.position) == "package bytes"
    for symbol in (Symbol("net/http", "Server"), Symbol("net/http", "Header", "Get"), Symbol("io", "Reader", "Read")):
        declared, shape = graph.declaration(symbol), graph.shape(symbol)
        assert not (declared is not None and declared.position.inside)
        assert not (shape is not None and shape.position.inside)
    with pytest.raises(
        SourceError, match="net/http is of the standard library, whose signatures alone are known here"
    ) as error:
        graph.package("net/http")
    assert error.value.hint is not None
    assert "go env GOROOT" in error.value.hint


def test_on_the_command_line(tmp_path: Path) -> None:
    app, cache = write(APP, tmp_path / "app"), write(CACHE, tmp_path / "mod")
    lib = write(
        Tree({"go.mod": "module y.org/own\n", "o.go": "package own\n\ntype O struct{}\n"}, {}), tmp_path / "own"
    )
    root = str(Path(__file__).parents[2])

    def run(*sources: str, **variables: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "archviz", "relations", "x.org/app", *(f"--source={one}" for one in sources)]
        environment = os.environ | {"PYTHONPATH": root} | variables
        return subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)

    alone = run(str(app))
    assert (alone.returncode, alone.stdout) == (0, "")
    assert alone.stderr == (
        "go.mod:1: 2 required modules are in no source: y.org/Dep, y.org/own; "
        "`go mod download` brings them into the module cache\n"
    )
    whole = run(str(app), GOMODCACHE=str(cache))
    assert (whole.returncode, whole.stderr) == (0, "")
    assert [line.split('"callee": "')[1].split('"')[0] for line in whole.stdout.splitlines()] == CALLED
    other = run(str(app), str(lib), str(cache))
    assert '"callee": "y.org/Dep/sub.New"' in other.stdout
    assert "y.org/own.O.Save" not in other.stdout, "the first of the two that has the package gives it"


def test_a_build_is_made_again_when_a_required_module_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app, cache = write(APP, tmp_path / "app"), tmp_path / "mod"
    write(Tree({path: text for path, text in CACHE.files.items() if "own@v0.1.0" in path}, {}), cache)
    monkeypatch.setenv("GOMODCACHE", str(cache))
    before = sight(str(app)).digest
    assert sight(str(app)).digest == before
    write(CACHE, cache)
    assert sight(str(app)).digest != before
