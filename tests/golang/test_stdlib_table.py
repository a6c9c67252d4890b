"""The declarations of the standard library that the tool ships with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archviz.golang import stdlib
from archviz.golang.graph import Graph
from archviz.golang.types.identity import is_known
from archviz.golang.types.objects import Const, Func, TypeName, Var
from archviz.golang.types.package import Package, Packages
from archviz.golang.types.types import Invalid, underlying
from archviz.golang.types.typestring import type_string
from archviz.model.symbols import exported
from archviz.sources.opening import open_source

PACKAGES = Packages(open_source(str(Path(__file__).parent / "shop")))


def package(path: str) -> Package:
    found = PACKAGES.load(path)
    assert found is not None
    return found


def test_it_says_which_go_it_is_from() -> None:
    assert re.fullmatch(r"go1\.\d+(\.\d+)?", stdlib.go_version())


def test_it_knows_what_programs_can_import_and_nothing_else() -> None:
    assert {"fmt", "net/http", "unsafe", "math/rand/v2", "crypto/x509", "iter"} <= stdlib.packages()
    assert stdlib.text("k8s.io/api") is None
    assert PACKAGES.load("golang.org/x/net/context") is None
    assert b"package http" in (stdlib.text("net/http") or b"")


@pytest.mark.parametrize(
    ("path", "name", "text"),
    [
        ("strings", "ToUpper", "func(string) string"),
        ("fmt", "Fprintf", "func(io.Writer, string, ...any) (int, error)"),
        ("net/http", "HandlerFunc", "func(net/http.ResponseWriter, *net/http.Request)"),
        ("net/http", "DefaultClient", "*net/http.Client"),
        ("time", "Second", "time.Duration"),
        ("slices", "Index", "func(S, E) int"),
        ("sync", "Locker", "interface{Lock(); Unlock()}"),
        ("time", "Time", "struct{wall uint64; ext int64; loc *time.Location}"),
        ("unsafe", "Pointer", "unsafe.Pointer"),
    ],
)
def test_what_a_name_is(path: str, name: str, text: str) -> None:
    obj = package(path).lookup(name)
    match obj:
        case Func():
            found = type_string(obj.signature())
        case TypeName():
            found = type_string(underlying(obj.type()))
        case Var() | Const():
            found = type_string(obj.type)
        case _:
            found = ""
    assert found == text


def test_constants_have_their_values() -> None:
    second = package("time").lookup("Second")
    assert isinstance(second, Const)
    assert second.value == 1_000_000_000
    method = package("net/http").lookup("MethodGet")
    assert isinstance(method, Const)
    assert method.value == "GET"


def test_nothing_that_it_exports_is_unknown() -> None:
    unknown = []
    for path in sorted(stdlib.packages()):
        for name in package(path).places:
            obj = package(path).lookup(name)
            if not exported(name):
                continue
            if isinstance(obj, Func):
                known = is_known(obj.signature())
            elif isinstance(obj, Var | Const):
                known = is_known(obj.type)
            else:
                known = isinstance(obj, TypeName) and not isinstance(underlying(obj.type()), Invalid)
            if not known:
                unknown.append(f"{path}.{name}")
    assert unknown == []


def test_a_source_that_has_a_package_of_that_path_wins(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module errors\n")
    (tmp_path / "errors.go").write_text("package errors\n\nfunc Mine() {}\n")
    graph = Graph(open_source(str(tmp_path)))
    assert [symbol.short for symbol in graph.symbols("errors")] == ["Mine"]
