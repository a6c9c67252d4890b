"""The order of numbered edges, and edges that a function literal makes in another mode."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import kitchen
import pytest

from archviz.figures import Proof, load_file, prove
from archviz.golang.graph import Graph
from archviz.model.errors import FigureError
from archviz.model.figure import Origin, VerifiedDiagram, in_order
from archviz.render import svg_text
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

GO = """package mill

type Mill struct{ grain, flour chan int }

func (m *Mill) Run() {
	sweep := func() { m.sweep() }
	m.start()
	for {
		select {
		case <-m.flour:
			m.pack()
		case <-m.grain:
			m.grind(m.weigh())
			sweep()
		}
	}
}

func (m *Mill) Later() {
	go func() {
		m.start()
	}()
	defer func() { m.sweep() }()
}

func (m *Mill) Choose(dry bool) {
	m.start()
	if dry {
		m.pack()
		m.sweep()
		return
	}
	m.grind(m.weigh())
}

func (m *Mill) sweep()      {}
func (m *Mill) start()      {}
func (m *Mill) pack()       {}
func (m *Mill) weigh() int  { return 0 }
func (m *Mill) grind(n int) {}
"""
HEAD = """\
figure: 1
kind: diagram
id: mill
file: mill
title: {en: A mill}
description: {en: It grinds.}
packages: {m: example.org/mill}
cards:
  - {type: m.Mill, fields: [grain, flour], methods: [Run, Later, Choose, sweep, start, pack, weigh, grind]}
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder = tmp_path_factory.mktemp("mill")
    (folder / "go.mod").write_text("module example.org/mill\n\ngo 1.22\n")
    (folder / "mill.go").write_text(GO)
    return Graph(open_source(str(folder)))


def proof_of(graph: Graph, folder: Path, *edges: str) -> Proof:
    text = "".join(f"  - {{{edge}}}\n" for edge in edges)
    return prove(graph, load_file(kitchen.figure_file(folder, f"{HEAD}edges:\n{text}")), Origin(""))


def steps(graph: Graph, folder: Path, *names: str) -> Proof:
    """The calls and receives of Run, numbered in an order."""
    return proof_of(graph, folder, *numbered(*names))


def numbered(*names: str) -> list[str]:
    kinds = {"grain": "receives", "flour": "receives"}
    return [
        f"from: m.Mill.Run, to: m.Mill.{name}, kind: {kinds.get(name, 'call')}, step: {i}"
        for i, name in enumerate(names, 1)
    ]


def test_the_order_in_time_is_not_that_of_the_file(graph: Graph, tmp_path: Path) -> None:
    proof = steps(graph, tmp_path, "start", "grain", "weigh", "grind", "sweep", "flour", "pack")
    assert proof.findings == ()
    assert proof.open_steps == 5, "what the loop does after its first receive"


def test_an_order_that_the_source_refutes_is_refused(graph: Graph, tmp_path: Path) -> None:
    (finding,) = steps(graph, tmp_path, "grind", "start").findings
    assert finding.kind == "unproved-order"
    line = 1 + GO.splitlines().index("\tm.start()")
    assert f"step 2 stands at mill.go:{line}:4, before step 1" in finding.message


def test_an_order_that_the_source_has_is_proved(graph: Graph, tmp_path: Path) -> None:
    proof = steps(graph, tmp_path, "start", "grind")
    assert (proof.findings, proof.open_steps) == ((), 0)


def branches(graph: Graph, folder: Path, **numbers: str) -> Proof:
    """The calls of Choose, each with the number that it is given."""
    return proof_of(
        graph,
        folder,
        *(f"from: m.Mill.Choose, to: m.Mill.{name}, kind: call, step: {n}" for name, n in numbers.items()),
    )


def test_branches_are_alternatives_of_one_step(graph: Graph, tmp_path: Path) -> None:
    proof = branches(graph, tmp_path, start="1", pack="2a", sweep="3a", weigh="2b", grind="3b")
    assert (proof.findings, proof.open_steps) == ((), 0)
    assert isinstance(proof.verified, VerifiedDiagram)
    order = [f"{edge.step} {edge.target_symbol.leaf}" for edge in in_order(proof.verified.edges)]
    assert order == ["1 start", "2a pack", "3a sweep", "2b weigh", "3b grind"], "one branch after the other"


def test_the_steps_of_one_branch_follow_the_source(graph: Graph, tmp_path: Path) -> None:
    (finding,) = branches(graph, tmp_path, start="1", sweep="2a", pack="3a", weigh="2b").findings
    assert (finding.kind, finding.claim) == ("unproved-order", "edges[2]")
    assert "step 3a stands at mill.go" in finding.message


def test_branches_that_the_source_makes_one_after_the_other_are_none(graph: Graph, tmp_path: Path) -> None:
    (finding,) = branches(graph, tmp_path, start="1", pack="2a", sweep="2b").findings
    assert (finding.kind, finding.claim) == ("unproved-order", "edges[2]")
    assert "is no branch beside step 2a" in finding.message
    assert "the function makes both" in finding.message


def test_branches_are_not_numbered_as_one_sequence(graph: Graph, tmp_path: Path) -> None:
    (finding,) = branches(graph, tmp_path, start="1", pack="2", weigh="3").findings
    assert (finding.kind, finding.claim) == ("unproved-order", "edges[2]")
    assert "does not come after step 2 at mill.go" in finding.message
    assert "the function makes only one of them" in finding.message


def test_branches_may_branch_again(graph: Graph, tmp_path: Path) -> None:
    numbers = {"start": "1a", "pack": "1ba", "sweep": "2ba", "weigh": "1bb", "grind": "2bb"}
    finding = branches(graph, tmp_path, **numbers).findings[0]
    assert "step 1ba at mill.go" in finding.message, "the start is no branch beside what follows it"
    numbers = {"start": "1", "pack": "2aa", "sweep": "2ab", "weigh": "2b", "grind": "3b"}
    (finding,) = branches(graph, tmp_path, **numbers).findings
    assert "step 2ab at mill.go" in finding.message


def test_branches_of_several_functions_are_their_author_s(graph: Graph, tmp_path: Path) -> None:
    edges = (
        "from: m.Mill.Run, to: m.Mill.start, kind: call, step: 1a",
        "from: m.Mill.Run, to: m.Mill.sweep, kind: call, step: 1b",
    )
    proof = proof_of(graph, tmp_path, *edges)
    assert (proof.findings, proof.open_steps) == ((), 1)


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        (("1", "2a"), "step 2a has no other branch: 2b is missing"),
        (("1", "2b", "2c"), "step 2b where step 2a should be"),
        (("1", "2a", "2c"), "step 2c where step 2b should be"),
        (("1", "2", "2a"), "step 2a stands beside step 2"),
        (("1", "2a", "2a"), "step 2a is there twice"),
        (("1a", "1b", "2c"), "step 2c where step 2a should be"),
        (("1a", "1b", "3a"), "step 3a where step 2 should be"),
        (("1", "3a", "3b"), "step 3a where step 2 should be"),
    ],
)
def test_numbers_have_no_gaps(graph: Graph, tmp_path: Path, numbers: tuple[str, ...], message: str) -> None:
    names = ("start", "pack", "weigh")
    findings = branches(graph, tmp_path, **dict(zip(names, numbers, strict=False))).findings
    assert any(message in finding.message for finding in findings), [f.message for f in findings]


@pytest.mark.parametrize("step", ["0", "0a", "3A", "3abcde", "a", "3 a", "1001"])
def test_what_is_no_number_of_a_step_is_an_error(graph: Graph, tmp_path: Path, step: str) -> None:
    with pytest.raises(FigureError) as caught:
        branches(graph, tmp_path, start=step)
    assert caught.value.line == 11


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("letters: on one branch or another", "author's order, which the source leaves open: 3\u20136, 7b, 8b")),
        ("zh", ("字母：分支，只走其一", "作者给出的顺序，源码未定：3\u20136，7b，8b")),  # noqa: RUF001
    ],
)
def test_the_legend_says_which_order_is_the_author_s(
    graph: Graph, tmp_path: Path, language: str, said: tuple[str, str]
) -> None:
    names = ("start", "grain", "weigh", "grind", "sweep", "flour")
    edges = [*numbered(*names), "from: m.Mill.Choose, to: m.Mill.pack, kind: call, step: 7a"]
    edges += ["from: m.Mill.Run, to: m.Mill.pack, kind: call, step: 7b"]
    edges += ["from: m.Mill.Later, to: m.Mill.start, kind: call, mode: go, step: 8a"]
    edges += ["from: m.Mill.Later, to: m.Mill.sweep, kind: call, mode: defer, step: 8b"]
    verified = proof_of(graph, tmp_path, *edges).verified
    assert isinstance(verified, VerifiedDiagram)
    svg = unescape(svg_text(verified, (kitchen.TEMPLATES,), language=language))
    assert tuple(re.findall(r'<g class="(?:branches|order)">.*?class="says"[^>]*>([^<]*)', svg, re.DOTALL)) == said
    assert ">7a</text>" in svg


def test_a_legend_says_nothing_of_an_order_that_the_source_has(graph: Graph, tmp_path: Path) -> None:
    verified = steps(graph, tmp_path, "start", "grain").verified
    assert isinstance(verified, VerifiedDiagram)
    assert "leaves open" not in svg_text(verified, (kitchen.TEMPLATES,))


@pytest.mark.parametrize(("to", "mode"), [("start", "go"), ("sweep", "defer")])
def test_what_a_literal_does_is_made_as_the_literal_is_called(graph: Graph, tmp_path: Path, to: str, mode: str) -> None:
    edge = f"from: m.Mill.Later, to: m.Mill.{to}, kind: call"
    assert proof_of(graph, tmp_path, f"{edge}, mode: {mode}").findings == ()
    (finding,) = proof_of(graph, tmp_path, edge).findings
    assert finding.kind == "unproved-edge"
    assert f"call by {mode} at mill.go" in finding.hint


def test_all_edges_have_the_mode_in_which_they_are_made(graph: Graph, tmp_path: Path) -> None:
    found = prove(graph, load_file(kitchen.figure_file(tmp_path, f"{HEAD}edges: auto\n")), Origin("")).verified
    assert isinstance(found, VerifiedDiagram)
    made = {(e.target_symbol.leaf, str(e.mode)) for e in found.edges if e.source_symbol.leaf == "Later"}
    assert made == {("start", "go"), ("sweep", "defer")}
