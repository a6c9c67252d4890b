"""The order of numbered edges, and edges that a function literal makes in another mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

import kitchen
import pytest

from archviz.figures import Proof, load_file, prove
from archviz.golang.graph import Graph
from archviz.model.figure import Origin, VerifiedDiagram
from archviz.sources import open_source

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
  - {type: m.Mill, fields: [grain, flour], methods: [Run, Later, sweep, start, pack, weigh, grind]}
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
    kinds = {"grain": "receives", "flour": "receives"}
    edges = (
        f"from: m.Mill.Run, to: m.Mill.{name}, kind: {kinds.get(name, 'call')}, step: {i}"
        for i, name in enumerate(names, 1)
    )
    return proof_of(graph, folder, *edges)


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
