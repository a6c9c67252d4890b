"""Which types implement an interface: generic ones, aliases, constraints, and those of which nobody can tell.

What Go's own type checker says of each is the right answer; it has no answer where a package is missing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from archviz.golang.graph import Graph
from archviz.model.symbols import Symbol
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.model.graph import Implementers

M = "example.org/m"
GENERIC = """package m

type Runnable interface{ Start() error }

type AlsoRunnable = Runnable

type Plain struct{}

func (Plain) Start() error { return nil }

type Controller[T comparable] struct{ last T }

func (c *Controller[T]) Start() error { return nil }

type Embedding[T any] struct{ Controller[int] }

type Holder[T any] struct{ held T }

func (h Holder[T]) Get() T { return h.held }

type Getter interface{ Get() string }

type Names struct{}

func (Names) Get() string { return "" }

type Numbers struct{}

func (Numbers) Get() int { return 0 }

type GetterOf[T any] interface{ Get() T }

type GetterOfInts[T ~int | ~int8] interface{ Get() T }

type Pair[T any] interface {
	Get() T
	Set(T)
}

type Crossed struct{}

func (Crossed) Get() string { return "" }
func (Crossed) Set(int)     {}

type Straight struct{}

func (Straight) Get() string { return "" }
func (Straight) Set(string)  {}

type Ordered[T Ordered[T]] interface{ Less(T) bool }

type Size int

func (Size) Less(Size) bool { return false }

type Odd int

func (Odd) Less(Size) bool { return false }

type Key interface {
	comparable
	Get() string
}

type Listed []string

func (Listed) Get() string { return "" }

type Number interface {
	~int | ~int8
	Less(Size) bool
}

type Anything interface{}
"""
MISSING = """package m

import (
	"example.org/dep"
	"example.org/go-other/v2"
	. "example.org/dotted"
)

type Runnable interface{ Start() error }

type Plain struct{}

func (Plain) Start() error { return nil }

type Wrapped struct{ dep.Base }

type Pointing struct {
	name string
	*dep.Base
}

type Defined dep.Base

type alias = other.Base

type Aliased struct{ alias }

type Deep struct{ Wrapped }

type local interface{ dep.Starter }

type Through struct{ local }

type Dotted struct{ Base }

type Other struct{ name dep.Name }

type Nearer struct{ dep.Base }

func (Nearer) Start() error { return nil }

type Wrong struct{ dep.Base }

func (Wrong) Start() int { return 0 }

type Handler interface{ Handle(dep.Request) dep.Response }

type H struct{}

func (H) Handle(r dep.Request) dep.Response { return dep.Response{} }

type Unlike struct{}

func (Unlike) Handle(r dep.Request) string { return "" }

type Embeds interface {
	dep.Starter
	Start() error
}
"""


def found(folder: Path, text: str, name: str) -> Implementers | None:
    """The implementers of an interface of a package of one file, and of another without any."""
    (folder / "go.mod").write_text(f"module {M}\n\ngo 1.24\n")
    (folder / "m.go").write_text(text)
    (folder / "base").mkdir()
    (folder / "base" / "base.go").write_text("package base\n\ntype Base struct{}\n\ntype Starter interface{ Stop() }\n")
    return Graph(open_source(str(folder))).implementers(Symbol(M, name))


@pytest.mark.parametrize(
    ("interface", "implementers", "undecided"),
    [
        ("Runnable", "Controller* Embedding* Plain", ""),
        ("AlsoRunnable", "Controller* Embedding* Plain", ""),
        ("Getter", "Crossed Listed Names Straight", "Holder"),
        ("GetterOf", "Crossed Holder Listed Names Numbers Straight", ""),
        ("GetterOfInts", "Numbers", ""),
        ("Pair", "Straight", ""),
        ("Ordered", "Odd Size", ""),
        ("Key", "Crossed Names Straight", "Holder"),
        ("Number", "Odd Size", ""),
    ],
)
def test_implementers(interface: str, implementers: str, undecided: str, tmp_path: Path) -> None:
    """A star stands for the pointer."""
    answer = found(tmp_path, GENERIC, interface)
    assert answer is not None
    assert " ".join(r.source.name + "*" * r.pointer for r in answer.relations) == implementers
    assert " ".join(one.symbol.name for one in answer.undecided) == undecided
    assert all(one.reason == "it depends on the type arguments" for one in answer.undecided)


@pytest.mark.parametrize("name", ["Plain", "Controller", "Anything", "Nowhere"])
def test_what_is_no_interface_with_methods_has_no_implementers(name: str, tmp_path: Path) -> None:
    assert found(tmp_path, GENERIC, name) is None


@pytest.mark.parametrize(
    ("interface", "implementers", "undecided"),
    [
        ("Runnable", "Nearer Plain", "Aliased Deep Defined Dotted Pointing Through Wrapped"),
        ("Handler", "H", "Aliased Deep Defined Dotted Nearer Pointing Through Unlike Wrapped Wrong"),
        ("Embeds", "", "Embeds"),
    ],
)
def test_what_embeds_a_type_of_a_missing_package_is_undecided(
    interface: str, implementers: str, undecided: str, tmp_path: Path
) -> None:
    """Unless what it has itself decides. A method of a missing type may be of any: that may be an alias of it."""
    answer = found(tmp_path, MISSING, interface)
    assert answer is not None
    assert " ".join(r.source.name for r in answer.relations) == implementers
    assert {one.symbol.name for one in answer.undecided} == set(undecided.split())
    for one in answer.undecided:
        assert re.search(r"not in the source|not known as a whole|not declared", one.reason)
        assert one.position.file == "m.go"


def test_a_receiver_that_does_not_fit_its_type_leaves_undecided_what_it_implements(tmp_path: Path) -> None:
    """A receiver lists as many type parameters as its type declares (Go specification, "Method declarations")."""
    code = (
        "package m\n\ntype I interface{ M() }\n\ntype Plain struct{}\n\nfunc (*Plain[T]) M() {}\n\n"
        "type Box[T any] struct{}\n\nfunc (Box) M() {}\n\ntype Map[K, V any] struct{}\n\nfunc (*Map[K]) M() {}\n\n"
        "type Set[T any] struct{}\n\nfunc (*Set[_]) M() {}\n\ntype Good int\n\nfunc (Good) M() {}\n"
    )
    answer = found(tmp_path, code, "I")
    assert answer is not None
    assert {one.source.name for one in answer.relations} == {"Good", "Set"}
    assert {one.symbol.name: one.reason for one in answer.undecided} == {
        "Plain": "a receiver with 1 type parameters for Plain, which has 0",
        "Box": "a receiver with 0 type parameters for Box, which has 1",
        "Map": "a receiver with 1 type parameters for Map, which has 2",
    }
