"""The contents of a package are what the graph says of each of its symbols."""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

import pytest
from kitchen import STOVE_GO

from archviz.golang.graph import Graph
from archviz.model.errors import SourceError
from archviz.model.graph import DeclarationKind, Declared
from archviz.model.symbols import Symbol
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

ODD_GO = """\
package odd

import "example.org/odd/other"

type Struct struct {
	other.Base
	a, b int
	_    int
}

func (s *Struct) b() int { return s.a }

type Alias = struct{ X int }

type List []Struct

type Named = other.Base

var one, two = pair(), Limit

var _ = pair()

var _ other.Face = (*Struct)(nil)

const Limit = 3

func pair() int { return one }

func _() { pair() }

func init() { pair() }

func init() { two = other.Count }

func Twice() { pair() }

func Twice() { Generic[int](nil) }

func Generic[T any](all []T) { missing(two) }

type Broken struct { x int
	y
"""

OTHER_GO = """\
package other

type Base struct{ Size int }

type Face interface {
	Look() int
	_()
}

var Count int
"""


@pytest.fixture(params=[{"kitchen.go": STOVE_GO}, {"odd.go": ODD_GO, "other/other.go": OTHER_GO}])
def graph(request: pytest.FixtureRequest, tmp_path: Path) -> Graph:
    for path, text in request.param.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    (tmp_path / "go.mod").write_text("module example.org/odd\n")
    return Graph(open_source(str(tmp_path)))


def test_contents_are_what_is_declared(graph: Graph) -> None:
    for path in graph.packages():
        contents = graph.contents(path)
        assert contents.name == graph.package_name(path)
        declared = {one.symbol: one for one in contents.declared}
        assert tuple(sorted({*declared, *contents.unread} - {Symbol(path, "init")})) == graph.symbols(path)
        for symbol in (*graph.symbols(path), Symbol(path, "init")):
            found = graph.declaration(symbol)
            expected = Declared(symbol, found.kind, found.position) if found is not None else None
            assert declared.get(symbol) == expected


def test_contents_are_what_starts_in_each_symbol(graph: Graph) -> None:
    for path in graph.packages():
        contents = graph.contents(path)
        for symbol in (*graph.symbols(path), Symbol(path, "init"), Symbol(path, "_")):
            own = tuple(one for one in contents.relations if one.source == symbol)
            assert own == tuple(one for one in graph.relations(symbol) if one.source == symbol)
            assert tuple(one for one in contents.uses if one.source == symbol) == graph.uses(symbol)
            variables = tuple((one, at) for source, one, at in contents.variables if source == symbol)
            assert variables == graph.variables(symbol)
        known = {*graph.symbols(path), Symbol(path, "init"), Symbol(path, "_")}
        assert {one.source for one in contents.relations} | {one.source for one in contents.uses} <= known
        assert contents.unresolved == graph.facts(path).unresolved
        assert contents.diagnostics == graph.facts(path).diagnostics


def test_the_fields_of_an_alias_are_of_no_symbol(graph: Graph) -> None:
    assert graph.declaration(Symbol("example.org/odd", "Alias", "X")) is None


def test_what_is_declared_twice_is_what_is_declared_first(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.org/odd\n")
    (tmp_path / "odd.go").write_text(ODD_GO)
    contents = Graph(open_source(str(tmp_path))).contents("example.org/odd")
    twice = Symbol("example.org/odd", "Twice")
    assert [str(one.target) for one in contents.relations if one.source == twice] == ["example.org/odd.pair"]
    assert [one.kind for one in contents.declared if one.symbol == twice] == [DeclarationKind.FUNC]


def test_calls_for_the_blank_identifier_are_those_of_the_package(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.org/odd\n")
    (tmp_path / "odd.go").write_text(ODD_GO)
    found = Graph(open_source(str(tmp_path))).relations(Symbol("example.org/odd", "_"))
    assert [(str(one.target), one.position.line) for one in found] == [
        ("example.org/odd.pair", 21),
        ("example.org/odd.pair", 29),
    ]


def test_a_graph_that_nobody_needs_is_let_go_of(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.org/odd\n")
    (tmp_path / "odd.go").write_text(ODD_GO)
    graph = Graph(open_source(str(tmp_path)))
    graph.contents("example.org/odd")
    graph.relations(Symbol("example.org/odd", "init"))
    packages = weakref.ref(graph.loaded)
    del graph
    gc.collect()
    assert packages() is None


def test_there_are_no_contents_of_what_is_not_there(graph: Graph) -> None:
    with pytest.raises(SourceError, match=r"has no package example\.org/none"):
        graph.contents("example.org/none")
