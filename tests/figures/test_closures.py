"""What a function literal does starts at a row of its own, not at the function around it."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import kitchen
import msgspec
import pytest

from archviz.drift.compare import compare
from archviz.figures import load_file, prove
from archviz.golang.graph import Graph
from archviz.model.figure import Origin, RowKind, VerifiedDiagram
from archviz.refs.facts import DiagramFacts, diagram_facts, diagram_of
from archviz.render import svg_text
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

GO = """package mill

type Hooks struct{}

func (h *Hooks) Add(name string, hook func()) {}

type Handlers struct{ Added, Changed, Gone func() }

type Queue struct{}

func (q *Queue) Put(n int) {}
func (q *Queue) Take() int { return 0 }
func (q *Queue) Close()    {}

type Mill struct{ queue *Queue }

func (m *Mill) New(h *Hooks) Handlers {
	h.Add("start", func() {
		m.open()
		go func() { m.run() }()
	})
	func() { m.sweep() }()
	defer func() { m.queue.Close() }()
	return Handlers{
		Added:   func() { m.queue.Put(1) },
		Changed: func() { m.queue.Put(2) },
		Gone:    func() { m.queue.Put(3); m.both() },
	}
}

func (m *Mill) Other() {
	m.both()
	later := func() { m.both() }
	later()
}

func (m *Mill) open()  {}
func (m *Mill) run()   {}
func (m *Mill) sweep() {}
func (m *Mill) both()  {}
"""
HEAD = """\
figure: 1
kind: diagram
id: mill
title: {en: A mill}
packages: {m: example.org/mill}
cards:
  - {type: m.Hooks, methods: [Add]}
  - {type: m.Mill, methods: [New, Other, open, run, sweep, both]}
  - {type: m.Queue, methods: [Put, Take, Close]}
"""
EDGES = """\
edges:
  - {from: m.Mill.New, to: m.Hooks.Add, kind: call, step: 1}
  - {from: m.Mill.New, to: m.Mill.open, kind: call, step: 2}
  - {from: m.Mill.New, to: m.Mill.run, kind: call, mode: go, step: 3}
  - {from: m.Mill.New, to: m.Mill.sweep, kind: call}
  - {from: m.Mill.New, to: m.Queue.Close, kind: call, mode: defer}
  - {from: m.Mill.New, to: m.Queue.Put, kind: call}
  - {from: m.Mill.New, to: m.Mill.both, kind: call}
  - {from: m.Mill.Other, to: m.Mill.both, kind: call}
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder = tmp_path_factory.mktemp("mill")
    (folder / "go.mod").write_text("module example.org/mill\n\ngo 1.22\n")
    (folder / "mill.go").write_text(GO)
    return Graph(open_source(str(folder)))


def drawn(graph: Graph, folder: Path, text: str) -> VerifiedDiagram:
    proof = prove(graph, load_file(kitchen.figure_file(folder, text)), Origin(""))
    assert proof.findings == ()
    assert isinstance(proof.verified, VerifiedDiagram)
    return proof.verified


def starts(diagram: VerifiedDiagram) -> dict[str, str]:
    """For each edge, by what it leads to and its mode, the row that it starts at."""
    cards = {card.id: card for card in diagram.cards}
    found = {}
    for edge in diagram.edges:
        row = cards[edge.source.card].rows[edge.source.row or 0]
        found[f"{edge.source_symbol.leaf} {edge.target_symbol.leaf}"] = f"{row.name} {row.type}".strip()
    return found


def test_an_edge_starts_at_the_literal_that_makes_it(graph: Graph, tmp_path: Path) -> None:
    assert starts(drawn(graph, tmp_path, HEAD + EDGES)) == {
        "New Add": "New",
        "New open": "func literal → Hooks.Add",
        "New run": "goroutine",
        "New sweep": "New",
        "New Close": "New",
        "New Put": "3 func literals → Handlers.Added, Changed, Gone",
        "New both": "3 func literals → Handlers.Added, Changed, Gone",
        "Other both": "Other",
    }


def test_the_rows_of_literals_stand_below_their_method(graph: Graph, tmp_path: Path) -> None:
    diagram = drawn(graph, tmp_path, HEAD + EDGES)
    rows = [(row.kind, row.name) for row in diagram.cards[1].rows]
    assert rows[:5] == [
        (RowKind.METHOD, "New"),
        (RowKind.LITERAL, "func literal"),
        (RowKind.LITERAL, "goroutine"),
        (RowKind.LITERAL, "3 func literals"),
        (RowKind.METHOD, "Other"),
    ]
    picture = unescape(svg_text(diagram, (kitchen.TEMPLATES,)))
    assert picture.count(">methods</text>") == 3, "one heading a card"
    assert "2. Mill.New (func literal → Hooks.Add) calls Mill.open" in picture
    assert "a function literal: it runs when it is called" in picture


def test_all_edges_start_at_literals_too(graph: Graph, tmp_path: Path) -> None:
    diagram = drawn(graph, tmp_path, f"{HEAD}edges: auto\n")
    cards = {card.id: card for card in diagram.cards}
    made = {
        (edge.target_symbol.leaf, cards[edge.source.card].rows[edge.source.row].kind)
        for edge in diagram.edges
        if edge.source.row is not None
    }
    assert ("open", RowKind.LITERAL) in made
    assert ("open", RowKind.METHOD) not in made
    assert {("both", RowKind.LITERAL), ("both", RowKind.METHOD), ("sweep", RowKind.METHOD)} <= made


def test_an_asserted_edge_starts_at_the_function(graph: Graph, tmp_path: Path) -> None:
    edges = EDGES + "  - {from: m.Mill.New, to: m.Queue.Take, kind: call, asserted: by reflection}\n"
    assert starts(drawn(graph, tmp_path, HEAD + edges))["New Take"] == "New"


def test_a_lock_and_a_comparison_keep_the_rows(graph: Graph, tmp_path: Path) -> None:
    new = drawn(graph, tmp_path, HEAD + EDGES)
    facts = msgspec.convert(diagram_facts(new), DiagramFacts)
    assert diagram_of("mill", facts, Origin("")).cards == new.cards
    old = drawn(graph, tmp_path, HEAD + EDGES.replace("  - {from: m.Mill.New, to: m.Queue.Put, kind: call}\n", ""))
    rows = [(str(row.kind), row.name, str(row.change)) for row in compare(old, new).cards[1].rows]
    assert rows[:5] == [
        ("method", "New", ""),
        ("literal", "func literal", ""),
        ("literal", "goroutine", ""),
        ("literal", "3 func literals", "changed"),
        ("method", "Other", ""),
    ]
