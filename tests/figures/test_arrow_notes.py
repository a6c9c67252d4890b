"""Constants on arrows, what fields hold their values in, and why a step is made."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import kitchen
import msgspec
import pytest

from archviz.figures import Proof, load_file, prove
from archviz.golang.graph import Graph
from archviz.model.errors import FigureError
from archviz.model.figure import FieldShape, Origin, VerifiedDiagram
from archviz.present.rows import edge_rows
from archviz.refs.facts import DiagramFacts, diagram_facts, diagram_of
from archviz.render import svg_text
from archviz.render.text.exports import d2, dot, mermaid
from archviz.sources.opening import open_source
from archviz.words.constants import duration
from archviz.words.language import ENGLISH

if TYPE_CHECKING:
    from pathlib import Path

GO = """package mill

import (
	"container/ring"
	"sync/atomic"
	"time"
)

const Half = 30 * time.Second

var Period = 1 * time.Minute

func Until(f func(), period time.Duration, stop chan struct{}) {}
func Twice(f func(), first, second time.Duration)               {}
func Name(name string) string                                   { return name }
func Title(text string)                                         {}

type Queue[T any] interface {
	Add(item T)
	Get() (item T, shutdown bool)
}

type Counter struct{ n int }

func (c *Counter) Add(n int) {}
func (c *Counter) Get() int  { return c.n }

type Bins map[string]Bin
type Bin struct{ Next *Bin }

type Mill struct {
	queue   Queue[string]
	counter *Counter
	bins    Bins
	list    []Bin
	stop    <-chan struct{}
	latest  atomic.Value
	last    *ring.Ring
	one     *Bin
}

func (m *Mill) Run(wait time.Duration, stop chan struct{}) {
	go Until(m.grind, Period, stop)
	go Until(func() { m.weigh() }, Half, stop)
	Until(m.pack, wait, stop)
	Twice(m.sweep, time.Hour, 90*time.Second)
	Name("flour")
	Title("FLOUR")
	m.both()
	Until(m.both2, time.Second, stop)
	Until(m.both2, time.Minute, stop)
	m.clean()
	go Until(func() { m.clean() }, time.Minute, stop)
}

func (m *Mill) grind() {}
func (m *Mill) weigh() {}
func (m *Mill) pack()  {}
func (m *Mill) sweep() {}
func (m *Mill) both()  {}
func (m *Mill) both2() {}
func (m *Mill) clean() {}
""".replace("FLOUR", "flour " * 500)
HEAD = """\
figure: 1
kind: diagram
id: mill
title: {en: A mill}
packages: {m: example.org/mill}
cards:
  - type: m.Mill
    fields: [queue, counter, bins, list, stop, latest, last, one]
    methods: [Run, grind, weigh, pack, sweep, both, both2, clean]
  - {func: m.Name}
  - {func: m.Title}
edges:
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder = tmp_path_factory.mktemp("mill")
    (folder / "go.mod").write_text("module example.org/mill\n\ngo 1.22\n")
    (folder / "mill.go").write_text(GO)
    return Graph(open_source(str(folder)))


def proof_of(graph: Graph, folder: Path, edge: str) -> Proof:
    return prove(graph, load_file(kitchen.figure_file(folder, f"{HEAD}  - {{from: m.Mill.Run, {edge}}}\n")), Origin(""))


def drawn(graph: Graph, folder: Path, edge: str) -> VerifiedDiagram:
    proof = proof_of(graph, folder, edge)
    assert proof.findings == ()
    assert isinstance(proof.verified, VerifiedDiagram)
    return proof.verified


@pytest.mark.parametrize(
    ("edge", "said"),
    [
        ("to: m.Mill.grind, kind: ref, mode: go, note: {every: m.Until}", "every minute"),
        ("to: m.Mill.weigh, kind: call, note: {every: m.Until}", "every 30 s"),
        ("to: m.Mill.sweep, kind: ref, note: {after: m.Twice, argument: 3}", "after 1 min 30 s"),
        ("to: m.Mill.sweep, kind: ref, note: {within: m.Twice, argument: 2}", "within 1 h"),
        ("to: m.Name, kind: call, note: {value: m.Name, argument: 1}", "= flour"),
    ],
)
def test_a_constant_is_read_from_the_call_around_the_evidence(
    graph: Graph, tmp_path: Path, edge: str, said: str
) -> None:
    diagram = drawn(graph, tmp_path, edge)
    (row,) = edge_rows(diagram, ENGLISH)
    assert row.note == said
    assert said in unescape(svg_text(diagram, (kitchen.TEMPLATES,)))
    for export in (dot, mermaid, d2):
        assert said.replace("= ", "") in export(diagram)
    facts = msgspec.convert(diagram_facts(diagram), DiagramFacts)
    assert diagram_of("mill", facts, Origin("")).edges == diagram.edges, "a lock keeps it"


def test_a_long_constant_is_shortened_on_its_arrow(graph: Graph, tmp_path: Path) -> None:
    diagram = drawn(graph, tmp_path, "to: m.Title, kind: call, note: {value: m.Title, argument: 1}")
    (row,) = edge_rows(diagram, ENGLISH)
    assert row.note == f"= {'flour ' * 6}flo\N{HORIZONTAL ELLIPSIS}"
    assert svg_text(diagram, (kitchen.TEMPLATES,)).count("flour") < 30


@pytest.mark.parametrize(
    ("edge", "message"),
    [
        ("to: m.Mill.pack, kind: ref, note: {every: m.Until}", "wait, which m.Until is given, is no constant"),
        ("to: m.Mill.sweep, kind: ref, note: {every: m.Twice}", "m.Twice is given 2 arguments of type time.Duration"),
        ("to: m.Mill.sweep, kind: ref, note: {value: m.Twice, argument: 4}", "m.Twice has no argument 4"),
        ("to: m.Mill.both, kind: call, note: {every: m.Until}", "no call of m.Until is around what proves the edge"),
        ("to: m.Mill.clean, kind: call, note: {every: m.Until}", "what proves the edge at mill.go:52:4"),
        ("to: m.Mill.both2, kind: ref, note: {every: m.Until}", "given time.Second and time.Minute"),
        ("to: m.Mill.grind, kind: ref, mode: go, note: {every: m.Gone}", "is not declared"),
    ],
)
def test_a_constant_that_the_source_does_not_have_is_an_error(
    graph: Graph, tmp_path: Path, edge: str, message: str
) -> None:
    proof = proof_of(graph, tmp_path, edge)
    assert [finding.claim for finding in proof.findings] == ["edges[0].note"]
    assert message in proof.findings[0].message
    assert proof.verified is None


@pytest.mark.parametrize(
    "note", ["{}", "{every: m.Until, after: m.Until}", "{every: m.Until, argument: 0}", "{each: m.Until}"]
)
def test_a_note_says_one_thing(graph: Graph, tmp_path: Path, note: str) -> None:
    with pytest.raises(FigureError) as caught:
        proof_of(graph, tmp_path, f"to: m.Mill.grind, kind: ref, mode: go, note: {note}")
    assert caught.value.line == 13


def test_a_field_has_the_shape_of_its_type(graph: Graph, tmp_path: Path) -> None:
    diagram = drawn(graph, tmp_path, "to: m.Mill.both, kind: call")
    shapes = {row.name: row.shape for row in diagram.cards[0].rows}
    assert {name: shape for name, shape in shapes.items() if shape} == {
        "queue": FieldShape.QUEUE,
        "bins": FieldShape.MAP,
        "list": FieldShape.SLICE,
        "stop": FieldShape.CHANNEL,
        "latest": FieldShape.ATOMIC,
        "last": FieldShape.RING,
    }, "a counter is no queue, though it adds and gets, and a pointer holds one value"
    picture = svg_text(diagram, (kitchen.TEMPLATES,))
    assert picture.count('data-shape="queue"') == 2, "the field, and the legend"
    for said in (unescape(picture), dot(diagram), d2(diagram)):
        assert "queue Queue[string] (a queue)" in said
    facts = msgspec.convert(diagram_facts(diagram), DiagramFacts)
    assert diagram_of("mill", facts, Origin("")).cards == diagram.cards


def test_why_a_step_is_made_stands_in_the_description(graph: Graph, tmp_path: Path) -> None:
    diagram = drawn(graph, tmp_path, "to: m.Mill.both, kind: call, step: 1, why: {en: It is time., zh: 时间到了。}")
    assert edge_rows(diagram, ENGLISH)[0].why == "It is time."
    assert "1. Mill.Run calls Mill.both: It is time." in svg_text(diagram, (kitchen.TEMPLATES,))
    assert "时间到了。" in svg_text(diagram, (kitchen.TEMPLATES,), language="zh")


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [(0, "0 ns"), (1, "1 ns"), (1_500_000, "1 ms 500 µs"), (3_661_000_000_000, "1 h 1 min 1 s"), (-1_000_000, "-1 ms")],
)
def test_a_duration_has_all_its_units(nanoseconds: int, text: str) -> None:
    assert duration(nanoseconds) == text
