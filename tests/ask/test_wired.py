"""Which methods the calls of interfaces' methods can really reach, in Go that was written for it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archviz.ask.wired import WiredCalls
from archviz.ask.wiring import MOST_PLACES
from archviz.golang.graph import Graph
from archviz.model.symbols import Symbol
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from archviz.ask.wired import Wired

HEAD = """\
package main

type Bell interface{ Ring() }
type Loud interface {
	Bell
	Shout()
}

type Brass struct{}

func (*Brass) Ring()  {}
func (*Brass) Shout() {}

type Wood struct{}

func (Wood) Ring() {}

type Tin struct{}

func (Tin) Ring() {}

type House struct {
	bell Bell
	Door Bell
	many []Bell
	by   map[string]Bell
	make func() Bell
	ring chan Bell
}

func main() {}
"""


def asked(tmp_path: Path, code: str, function: str = "use", **others: str) -> list[Wired]:
    """The calls of interfaces' methods in a function of the module example.org/bells."""
    files = {"go.mod": "module example.org/bells\n\ngo 1.21\n", "head.go": HEAD, "code.go": f"package main\n\n{code}"}
    for name, text in {**files, **{f"{name}/{name}.go": text for name, text in others.items()}}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    graph = Graph(open_source(str(tmp_path)))
    parts = function.split(".")
    return list(WiredCalls(graph).calls(Symbol("example.org/bells", *parts)))


def names(call: Wired) -> list[str] | None:
    """The types that a call can reach; None where that is open."""
    return sorted(re.sub(r"example.org/bells[./]", "", target.type) for target in call.targets) if call.closed else None


CASES = re.findall(
    r"^-- ([^\n]+): ([^\n]+) --\n(.*?)(?=^-- |\Z)", (Path(__file__).parent / "wired.txtar").read_text(), re.M | re.S
)


@pytest.mark.parametrize(("reached", "code"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_wired(tmp_path: Path, reached: str, code: str) -> None:
    methods = {"func (one) take": "one.take", "ServeHTTP": "web.ServeHTTP", "func Use": "Use"}
    function = next((method for text, method in methods.items() if text in code), "use")
    call = asked(tmp_path, code, function)[-1]
    expected = None if reached == "open" else reached.split()
    assert names(call) == expected, call.why_open
    assert call.closed is not bool(call.why_open)


OTHER = """\
package other

import "example.org/bells/base"

func Set(h *base.Hall) { h.Bell = Tin{} }

type Tin struct{}

func (Tin) Ring() {}
"""
BASE = """\
package base

type Bell interface{ Ring() }
type Hall struct{ Bell Bell }
type Wood struct{}

func (Wood) Ring() {}
func New() *Hall  { return &Hall{Bell: Wood{}} }
"""


def test_a_setter_in_another_package_counts(tmp_path: Path) -> None:
    imports = 'import (\n\t"example.org/bells/base"\n\t"example.org/bells/other"\n)\n'
    code = f"{imports}\nfunc use() {{ h := base.New(); other.Set(h); h.Bell.Ring() }}"
    (call,) = asked(tmp_path, code, base=BASE, other=OTHER)
    assert names(call) == ["base.Wood", "other.Tin"]


CHAIN = """\
func New(b Bell) *House {
	return &House{bell: b}
}

func start() {
	use(New(&Brass{}))
}

func use(h *House) {
	h.bell.Ring()
}
"""


def test_the_proof_leads_from_where_it_is_made_to_the_call(tmp_path: Path) -> None:
    (call,) = asked(tmp_path, CHAIN)
    (target,) = call.targets
    assert (str(call.position), str(target.method)) == ("code.go:12:9", "example.org/bells.Brass.Ring")
    assert [(str(step.position), step.why) for step in target.proof] == [
        ("code.go:8:10", "*example.org/bells.Brass is handed to New as argument 1"),
        ("code.go:4:16", "is set as House.bell"),
    ]


def test_a_name_that_stands_everywhere_is_not_followed(tmp_path: Path) -> None:
    callers = "".join(f"func a{i}() {{ use(Wood{{}}) }}\n" for i in range(MOST_PLACES))
    (call,) = asked(tmp_path, f"func use(b Bell) {{ b.Ring() }}\n{callers}")
    assert call.why_open == f"use stands in more than {MOST_PLACES} declarations"


def test_what_was_asked_before_changes_no_answer(tmp_path: Path) -> None:
    asked(tmp_path, CHAIN)
    graph = Graph(open_source(str(tmp_path)))
    calls = WiredCalls(graph)
    use, start = Symbol("example.org/bells", "use"), Symbol("example.org/bells", "start")
    assert calls.calls(start) == ()
    assert calls.calls(use) == calls.calls(use) == WiredCalls(graph).calls(use)


def test_the_code_of_a_variable_is_asked_as_that_of_a_function(tmp_path: Path) -> None:
    code = "func get() Bell { return Wood{} }\nvar done = func() bool { get().Ring(); return true }()"
    (call,) = asked(tmp_path, code, "done")
    assert names(call) == ["Wood"]
