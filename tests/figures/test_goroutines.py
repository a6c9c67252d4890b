"""What runs in a goroutine of its own has a frame, and a field's channel is a pipe that is filled and emptied."""

from __future__ import annotations

import json
from html import unescape
from typing import TYPE_CHECKING

import kitchen
import msgspec
import pytest

from archviz.drift.compare import compare
from archviz.figures import load_file, prove
from archviz.golang.graph import Graph
from archviz.model.figure import FieldShape, Origin, VerifiedDiagram
from archviz.present.rows import edge_rows
from archviz.refs.facts import DiagramFacts, diagram_facts, diagram_of
from archviz.render import svg_text
from archviz.render.layout.arrange import arrange
from archviz.render.svg.scene import compose
from archviz.render.text.exports import as_json, d2, dot, mermaid
from archviz.sources.opening import open_source
from archviz.words.language import ENGLISH

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.model.figure import Edge, Row

GO = """package bakery

import "example.org/bakery/loop"

type Order struct{ loaves int }

type Hooks struct{ opening []func() }

func (h *Hooks) Add(hook func()) { h.opening = append(h.opening, hook) }

type Oven struct{ heat int }

func (o *Oven) Bake(n Order) {}
func (o *Oven) Clean()       {}
func (o *Oven) Watch()       {}

const places = 2 * 4

type Counter struct {
	orders chan Order
	quit   chan struct{}
	oven   *Oven
}

func NewCounter(o *Oven) *Counter {
	return &Counter{orders: make(chan Order, places), quit: make(chan struct{}), oven: o}
}

func (c *Counter) Start(h *Hooks) {
	go c.work()
	go loop.Until(c.sweep, 1)
	go loop.Until(func() { c.oven.Watch() }, 2)
	loop.Until(func() { c.greet() }, 3)
	h.Add(func() {
		go func() {
			c.oven.Clean()
			go c.Phone(1)
		}()
	})
	defer func() { c.Close() }()
	go bell(c.orders)
}

func (c *Counter) Ask(n int)   { c.orders <- Order{n} }
func (c *Counter) Phone(n int) { c.orders <- Order{n} }
func (c *Counter) Close()      {}
func (c *Counter) greet()      {}
func (c *Counter) sweep()      {}

func (c *Counter) work() {
	for {
		select {
		case order := <-c.orders:
			c.oven.Bake(order)
		case <-c.quit:
			c.oven.Clean()
			return
		}
	}
}

func bell(orders chan Order) {}
"""
LOOP = "package loop\n\nfunc Until(f func(), seconds int) { f() }\n"
HEAD = """\
figure: 1
kind: diagram
id: orders
title: {en: Orders}
packages: {b: example.org/bakery}
cards:
  - {type: b.Hooks, methods: [Add]}
  - {type: b.Counter, fields: [orders, quit, oven], methods: [Start, Ask, Phone, Close, greet, sweep, work]}
  - {type: b.Oven, methods: [Bake, Clean, Watch]}
  - {func: b.bell}
"""
EDGES = """\
edges:
  - {from: b.Counter.Start, to: b.Counter.work, kind: call, mode: go, step: 1}
  - {from: b.Counter.Start, to: b.Counter.sweep, kind: ref, mode: go, step: 2}
  - {from: b.Counter.Start, to: b.Oven.Watch, kind: call}
  - {from: b.Counter.Start, to: b.Counter.greet, kind: call}
  - {from: b.Counter.Start, to: b.Hooks.Add, kind: call}
  - {from: b.Counter.Start, to: b.Oven.Clean, kind: call, mode: go}
  - {from: b.Counter.Start, to: b.Counter.Phone, kind: call, mode: go}
  - {from: b.Counter.Start, to: b.Counter.Close, kind: call, mode: defer}
  - {from: b.Counter.Start, to: b.bell, kind: call, mode: go}
  - {from: b.Counter.Ask, to: b.Counter.orders, kind: sends}
  - {from: b.Counter.Phone, to: b.Counter.orders, kind: sends}
  - {from: b.Counter.work, to: b.Counter.orders, kind: receives, step: 3a}
  - {from: b.Counter.work, to: b.Oven.Bake, kind: call, step: 4a}
  - {from: b.Counter.work, to: b.Counter.quit, kind: receives, step: 3b}
  - {from: b.Counter.work, to: b.Oven.Clean, kind: call, step: 4b}
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder = tmp_path_factory.mktemp("bakery")
    (folder / "loop").mkdir()
    (folder / "go.mod").write_text("module example.org/bakery\n\ngo 1.22\n")
    (folder / "bakery.go").write_text(GO)
    (folder / "loop" / "loop.go").write_text(LOOP)
    return Graph(open_source(str(folder)))


def drawn(graph: Graph, folder: Path, text: str) -> VerifiedDiagram:
    proof = prove(graph, load_file(kitchen.figure_file(folder, text)), Origin(""))
    assert proof.findings == ()
    assert isinstance(proof.verified, VerifiedDiagram)
    return proof.verified


@pytest.fixture
def orders(graph: Graph, tmp_path: Path) -> VerifiedDiagram:
    return drawn(graph, tmp_path, HEAD + EDGES)


def in_chinese(diagram: VerifiedDiagram) -> str:
    return svg_text(diagram, (kitchen.TEMPLATES,), language="zh")


def counter(diagram: VerifiedDiagram) -> tuple[Row, ...]:
    return next(card for card in diagram.cards if card.title == "Counter").rows


def arrow(diagram: VerifiedDiagram, source: str, target: str) -> Edge:
    return next(e for e in diagram.edges if (e.source_symbol.leaf, e.target_symbol.leaf) == (source, target))


def test_what_a_go_statement_starts_is_a_goroutine(orders: VerifiedDiagram) -> None:
    """Itself, or by a function that it is given to: not what a plain call does within its function literal."""
    started = {f"{row.name} {row.type}".strip() for row in counter(orders) if row.goroutine}
    assert started == {"work", "sweep", "func literal → Until", "goroutine", "Phone"}
    assert [card.title for card in orders.cards if card.goroutine] == ["bell"]
    assert not any(row.goroutine for card in orders.cards if card.title == "Oven" for row in card.rows)


def test_a_goroutine_stands_in_the_literal_that_makes_it(orders: VerifiedDiagram) -> None:
    found = [(f"{row.name} {row.type}".strip(), row.depth) for row in counter(orders) if row.kind == "literal"]
    assert found == [
        ("func literal → Until", 0),
        ("func literal → Until", 0),
        ("func literal → Hooks.Add", 0),
        ("goroutine", 1),
    ]


def test_a_frame_is_around_what_stands_in_it(orders: VerifiedDiagram) -> None:
    card = next(card for card in orders.cards if card.title == "Counter")
    names = [row.name for row in card.rows]
    assert names[3:8] == ["Start", "func literal", "func literal", "func literal", "goroutine"]
    framed = [card.framed(index) for index in range(3, 9)]
    assert framed == [None, range(4, 5), range(5, 6), range(6, 8), range(7, 8), None]
    picture = compose(orders, arrange(orders, ENGLISH), ENGLISH)
    frames = [row.frame for view in picture.cards if view.card == card.id for row in view.rows if row.frame]
    outer, inner = frames[2:4]
    assert outer.contains(inner)
    assert not any(one.overlaps(other) for one in frames[:2] for other in frames[2:])


def test_an_arrow_that_starts_in_a_goroutine_does_not_say_go_again(orders: VerifiedDiagram) -> None:
    rows = {(row.source.leaf, row.target.leaf): row for row in edge_rows(orders, ENGLISH)}
    assert rows["Start", "Clean"].mode == ""
    assert rows["Start", "Phone"].mode == "go"
    assert rows["Start", "work"].mode == "go"
    assert str(arrow(orders, "Start", "Clean").mode) == "go", "what is claimed stays"
    picture = unescape(svg_text(orders, (kitchen.TEMPLATES,)))
    assert "Counter.Start (goroutine) calls Oven.Clean" in picture
    assert "Counter.Start (goroutine) calls (go) Counter.Phone" in picture
    assert "a goroutine: started by go, or given to what is" in picture
    assert "由 go 启动" in in_chinese(orders)


def test_all_edges_start_in_goroutines_too(graph: Graph, tmp_path: Path) -> None:
    found = drawn(graph, tmp_path, f"{HEAD}edges: auto\n")
    assert arrow(found, "Start", "Clean").in_goroutine
    assert {row.name for row in counter(found) if row.goroutine} == {
        *("work", "sweep", "func literal", "goroutine", "Phone")
    }


def test_an_entry_by_go_makes_a_goroutine(graph: Graph, tmp_path: Path) -> None:
    text = HEAD.replace("Start, ", "") + "entries:\n  - {at: b.Counter.work, by: go}\n"
    assert [row.name for row in counter(drawn(graph, tmp_path, text)) if row.goroutine] == ["work"]


def test_a_claimed_edge_without_go_is_refused_with_the_hint(graph: Graph, tmp_path: Path) -> None:
    text = HEAD + "edges:\n  - {from: b.Counter.Start, to: b.Oven.Clean, kind: call}\n"
    (finding,) = prove(graph, load_file(kitchen.figure_file(tmp_path, text)), Origin("")).findings
    assert "write `mode: go`" in finding.hint


def test_a_channel_is_a_pipe_with_room(orders: VerifiedDiagram) -> None:
    rows = {row.name: row for row in counter(orders)}
    assert (rows["orders"].shape, rows["orders"].capacity) == (FieldShape.CHANNEL, 8)
    assert (rows["quit"].shape, rows["quit"].capacity) == (FieldShape.CHANNEL, 0)
    picture = unescape(svg_text(orders, (kitchen.TEMPLATES,)))
    assert picture.count('data-shape="channel"') == 3, "two pipes, and one in the legend"
    assert "chan Order (room for 8)" in picture
    assert "chan Order (容量 8)" in in_chinese(orders)


def test_programs_and_other_tools_know_them_too(orders: VerifiedDiagram) -> None:
    shown = next(card for card in json.loads(as_json(orders))["cards"] if card["title"] == "Counter")
    assert {"name": "goroutine", "goroutine": True, "depth": 1}.items() <= shown["rows"][7].items()
    for text in (mermaid(orders), dot(orders), d2(orders)):
        assert "└ goroutine" in text or "#9492; goroutine" in text
        assert "work() goroutine" in text
        assert "room for 8" in text


def test_a_lock_and_a_comparison_keep_them(graph: Graph, tmp_path: Path, orders: VerifiedDiagram) -> None:
    facts = msgspec.convert(diagram_facts(orders), DiagramFacts)
    again = diagram_of("orders", facts, Origin(""))
    assert (again.cards, again.edges) == (orders.cards, orders.edges)
    fewer = "".join(line for line in EDGES.splitlines(keepends=True) if "Watch" not in line)
    both = compare(drawn(graph, tmp_path, HEAD + fewer), orders)
    found = [(row.name, row.type, str(row.change)) for row in counter(both) if row.kind == "literal"]
    assert found == [
        ("func literal", "→ Until", "added"),
        ("func literal", "→ Until", ""),
        ("func literal", "→ Hooks.Add", ""),
        ("goroutine", "", ""),
    ]
