"""Where a figure is entered from outside and left for it: proof, hints, the lock, pictures, texts."""

from __future__ import annotations

import json
from html import unescape
from typing import TYPE_CHECKING

import kitchen
import msgspec
import pytest

from archviz.figures import Proof, load_file, prove
from archviz.figures.claim_names import claim_names
from archviz.figures.reasons import explanations
from archviz.golang.graph import Graph
from archviz.model.errors import FigureError
from archviz.model.figure import CardKind, EdgeRole, Origin, RowKind, VerifiedDiagram
from archviz.model.relations import Mode, RelationKind
from archviz.present.rows import card_rows, edge_rows
from archviz.refs.facts import DiagramFacts, diagram_facts, diagram_of
from archviz.render import svg_text
from archviz.render.layout.arrange import arrange
from archviz.render.layout.faults import examine
from archviz.render.text.exports import as_json, d2, dot, mermaid
from archviz.sources.opening import open_source
from archviz.words.language import ENGLISH

if TYPE_CHECKING:
    from pathlib import Path

LOOP_GO = """package loop

import "time"

func Until(f func(), period time.Duration) { f() }

type Hooks struct {
	OnAdd  func()
	OnGone func()
}

func Watch(hooks Hooks) { hooks.OnAdd() }
"""
FERRY_GO = """package main

import (
	"net/http"
	"time"

	"example.org/ferry/loop"
)

type Ferry struct {
	log    map[string]int
	signal chan bool
	plain  int
}

func (f *Ferry) ServeHTTP(w http.ResponseWriter, r *http.Request) { f.cross() }
func (f *Ferry) Horn()                                            {}

func (f *Ferry) Run() {
	go loop.Until(f.cross, time.Minute)
	go f.watch()
	loop.Until(func() { f.moor() }, 30*time.Second)
}

func (f *Ferry) cross() {
	f.signal <- true
	f.log["crossings"]++
	depart()
	horn := f.Horn
	horn()
}

func (f *Ferry) moor()  { go tie() }
func (f *Ferry) watch() { f.listen() }
func (f *Ferry) listen() {
	loop.Watch(loop.Hooks{OnAdd: func() { f.cross() }, OnGone: f.moor})
}

func depart() {}
func tie()    {}

func start() {
	server := http.Server{Handler: &Ferry{}}
	server.ListenAndServe()
}

func main() { start() }
func init() { depart() }
"""
HEAD = """\
figure: 1
kind: diagram
id: ferry
title: {en: A ferry}
packages: {main: example.org/ferry, loop: example.org/ferry/loop, http: net/http}
cards:
  - type: main.Ferry
    fields: [signal]
    methods: [ServeHTTP, Run, cross, moor, listen]
  - {func: main.main}
  - {func: main.init}
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder = tmp_path_factory.mktemp("ferry")
    (folder / "go.mod").write_text("module example.org/ferry\n\ngo 1.22\n")
    (folder / "main.go").write_text(FERRY_GO)
    (folder / "loop").mkdir()
    (folder / "loop" / "loop.go").write_text(LOOP_GO)
    return Graph(open_source(str(folder)))


def proof_of(graph: Graph, folder: Path, claims: str) -> Proof:
    return prove(graph, load_file(kitchen.figure_file(folder, HEAD + claims)), Origin(""))


def drawn(graph: Graph, folder: Path, claims: str) -> VerifiedDiagram:
    proof = proof_of(graph, folder, claims)
    assert proof.findings == ()
    assert isinstance(proof.verified, VerifiedDiagram)
    return proof.verified


@pytest.mark.parametrize(
    ("entry", "kind", "mode", "source", "row"),
    [
        ("at: main.Ferry.ServeHTTP, by: http.Handler", RelationKind.IMPLEMENTS, "", "Handler", "ServeHTTP"),
        ("at: main.Ferry, by: http.Handler", RelationKind.IMPLEMENTS, "", "Handler", ""),
        ("at: main.Ferry, by: http.Server.Handler", RelationKind.SETS, "", "Server.Handler", ""),
        ("at: main.Ferry.cross, by: loop.Until", RelationKind.REF, "go", "Until", "cross"),
        ("at: main.Ferry.Run, by: loop.Until", RelationKind.REF, "", "Until", "func literal"),
        ("at: main.Ferry.listen, by: loop.Hooks.OnAdd", RelationKind.REF, "", "Hooks.OnAdd", "func literal"),
        ("at: main.Ferry.moor, by: loop.Hooks.OnGone", RelationKind.REF, "", "Hooks.OnGone", "moor"),
        ("at: main.Ferry.moor, by: loop.Until", RelationKind.CALL, "", "Until", "moor"),
        ("at: main.Ferry.listen, by: main.Ferry.watch", RelationKind.CALL, "", "Ferry.watch", "listen"),
        ("at: main.main, by: main", RelationKind.CALL, "", "main", ""),
        ("at: main.init, by: main", RelationKind.CALL, "", "main", ""),
    ],
)
def test_an_entry_is_proved_by_what_brings_it_about(
    graph: Graph, tmp_path: Path, entry: str, kind: RelationKind, mode: str, source: str, row: str
) -> None:
    diagram = drawn(graph, tmp_path, f"entries: [{{{entry}}}]\n")
    (edge,) = diagram.edges
    assert (edge.role, edge.kind, edge.mode, edge.source_symbol.short) == (EdgeRole.ENTRY, kind, mode, source)
    card = next(card for card in diagram.cards if card.id == edge.target.card)
    assert (card.rows[edge.target.row].name if edge.target.row is not None else "") == row
    assert edge.evidence


def test_a_go_statement_outside_the_figure_starts_a_way(graph: Graph, tmp_path: Path) -> None:
    cards = HEAD.replace("Run, cross, moor, listen", "listen").partition("figure: 1\n")[2]
    text = f"figure: 1\n{cards}entries: [{{at: main.Ferry.watch, by: go}}]\n".replace("[ServeHTTP, ", "[watch, ")
    proof = prove(graph, load_file(kitchen.figure_file(tmp_path, text)), Origin(""))
    assert isinstance(proof.verified, VerifiedDiagram)
    (edge,) = proof.verified.edges
    assert (edge.mode, edge.source_symbol.short) == (Mode.GO, "Ferry.Run")


@pytest.mark.parametrize(
    ("leaving", "kind", "other"),
    [
        ("at: main.Ferry.cross, to: main.depart", RelationKind.CALL, "depart"),
        ("at: main.Ferry.moor, to: main.tie", RelationKind.CALL, "tie"),
        ("at: main.Ferry.cross, to: main.Ferry.Horn", RelationKind.REF, "Ferry.Horn"),
        ("at: main.Ferry.listen, to: loop.Watch", RelationKind.CALL, "Watch"),
    ],
)
def test_an_exit_is_proved_by_what_is_done_there(
    graph: Graph, tmp_path: Path, leaving: str, kind: RelationKind, other: str
) -> None:
    diagram = drawn(graph, tmp_path, f"exits: [{{{leaving}}}]\n")
    (edge,) = diagram.edges
    assert (edge.role, edge.kind, edge.target_symbol.short) == (EdgeRole.EXIT, kind, other)


def test_what_is_sent_leaves_by_its_channel(graph: Graph, tmp_path: Path) -> None:
    text = (
        HEAD.replace("fields: [signal]", "fields: [plain]") + "exits: [{at: main.Ferry.cross, to: main.Ferry.signal}]\n"
    )
    proof = prove(graph, load_file(kitchen.figure_file(tmp_path, text)), Origin(""))
    assert isinstance(proof.verified, VerifiedDiagram)
    assert [edge.kind for edge in proof.verified.edges] == [RelationKind.SENDS]


@pytest.mark.parametrize(
    ("claims", "message", "hint"),
    [
        ("entries: [{at: main.Ferry.cross, by: http.Handler}]", "entered by http.Handler", "has no method cross"),
        ("entries: [{at: main.Ferry.moor, by: http.Handler}]", "entered by http.Handler", "has no method moor"),
        ("entries: [{at: main.Ferry.listen, by: loop.Until}]", "entered by loop.Until", "Ferry.watch calls it at"),
        ("entries: [{at: main.Ferry.cross, by: go}]", "entered by go", "it is given to Until in Ferry.Run at main.go"),
        ("entries: [{at: main.Ferry.cross, by: main}]", "entered by main", "it is given to Until"),
        ("entries: [{at: main.Ferry.cross, by: main.Ferry.Run}]", "main.Ferry.Run is drawn", "`edges`"),
        (
            "entries: [{at: main.Ferry.cross, by: loop.Until, in: main.start}]",
            "entered by loop.Until",
            "nothing in start",
        ),
        ("entries: [{at: main.Ferry.watch, by: go}]", "main.Ferry.watch is not drawn", "list watch in its card"),
        ("entries: [{at: main.Ferry.cross, by: loop.Gone}]", "is not declared", "loop declares"),
        (
            "exits: [{at: main.Ferry.moor, to: main.depart}]",
            "a way leaves by main.Ferry.moor",
            "Ferry.moor has call → tie",
        ),
        ("exits: [{at: main.Ferry.listen, to: main.Ferry.cross}]", "main.Ferry.cross is drawn", "`edges`"),
        ("exits: [{at: main.Ferry.cross, to: main.gone}]", "is not declared", "declares"),
    ],
)
def test_a_false_way_is_an_error_with_what_is_true_beside_it(
    graph: Graph, tmp_path: Path, claims: str, message: str, hint: str
) -> None:
    proof = proof_of(graph, tmp_path, f"{claims}\n")
    (finding,) = proof.findings
    assert finding.claim == f"{claims.partition(':')[0]}[0]"
    assert finding.line == 12
    assert message in finding.message
    assert hint in finding.hint
    assert proof.verified is None


def test_a_timer_that_enters_has_its_period_beside_the_arrow(graph: Graph, tmp_path: Path) -> None:
    claims = (
        "entries: [{at: main.Ferry.Run, by: loop.Until, note: {every: loop.Until}, label: {en: a tide, zh: 潮水}}]\n"
    )
    diagram = drawn(graph, tmp_path, claims)
    picture = unescape(svg_text(diagram, (kitchen.TEMPLATES,)))
    assert "a tide · every 30 s" in picture
    assert "潮水 · 每 30 s" in unescape(svg_text(diagram, (kitchen.TEMPLATES,), language="zh"))
    (row,) = edge_rows(diagram, ENGLISH)
    assert (row.subject, row.verb) == ("Ferry.Run (func literal → Until)", "is entered by")
    assert (row.target.short, row.label, row.note) == ("Until", "a tide", "every 30 s")


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("at: main.Ferry.ServeHTTP, by: http.Handler, note: {every: loop.Until}", "no call hands it over"),
        ("at: main.Ferry.Run, by: loop.Until, note: {every: loop.Watch}", "no call of loop.Watch"),
    ],
)
def test_a_constant_that_no_call_is_given_is_an_error(graph: Graph, tmp_path: Path, entry: str, message: str) -> None:
    (finding,) = proof_of(graph, tmp_path, f"entries: [{{{entry}}}]\n").findings
    assert finding.claim == "entries[0].note"
    assert message in finding.message


@pytest.mark.parametrize(
    ("claims", "line"),
    [
        ("entries: [{at: main.Ferry.cross}]", 12),
        ("entries: [{at: main.Ferry.cross, by: run}]", 12),
        ("entries: [{at: main.main, by: main, in: main.start}]", 12),
        ("entries: [{at: main.Ferry.Run, by: loop.Until, note: {}}]", 12),
        ("exits: [{at: main.Ferry.cross}]", 12),
        ("exits: [{at: main.Ferry.cross, to: main.depart, since: '2.0', until: '1.0'}]", 12),
    ],
)
def test_a_claim_that_says_nothing_is_refused_at_its_line(graph: Graph, tmp_path: Path, claims: str, line: int) -> None:
    with pytest.raises(FigureError) as caught:
        proof_of(graph, tmp_path, f"{claims}\n")
    assert caught.value.line == line


BOTH = """\
edges:
  - {from: main.Ferry.ServeHTTP, to: main.Ferry.cross, kind: call, step: 1}
entries:
  - {at: main.Ferry.ServeHTTP, by: http.Handler, label: {en: a passenger, zh: 一位乘客}}
  - {at: main.Ferry.cross, by: loop.Until, note: {every: loop.Until}}
exits:
  - {at: main.Ferry.cross, to: main.depart, label: it departs}
"""


def test_a_lock_knows_every_way(graph: Graph, tmp_path: Path) -> None:
    diagram = drawn(graph, tmp_path, BOTH)
    facts = msgspec.convert(diagram_facts(diagram), DiagramFacts)
    again = diagram_of("ferry", facts, Origin(""))
    assert (again.cards, again.edges) == (diagram.cards, diagram.edges)


def test_ways_are_claims_with_names_and_reasons(graph: Graph, tmp_path: Path) -> None:
    proof = proof_of(graph, tmp_path, BOTH)
    paths = ["entries[0]", "entries[1]", "entries[1].note", "exits[0]"]
    assert [path for path in proof.claimed if not path.startswith(("cards", "edges"))] == paths
    assert proof.proved == proof.claims
    names = claim_names(proof.figure.claims, paths)
    assert names["entries[0]"] == "Ferry.ServeHTTP entered by Handler"
    assert names["exits[0]"] == "Ferry.cross left for depart"
    said = {one.path: one for one in explanations(graph, proof, (), "")}
    assert said["entries[1]"].says == "loop.Until → main.Ferry.cross (entry)"
    assert said["entries[1]"].reasons[0].text.strip() == "go loop.Until(f.cross, time.Minute)"
    assert said["entries[1].note"].reasons[0].what == "every: time.Minute, 60000000000"
    assert [one.path for one in explanations(graph, proof, (), "cross -> depart")] == ["exits[0]"]


def test_every_form_of_a_picture_has_the_ways(graph: Graph, tmp_path: Path) -> None:
    diagram = drawn(graph, tmp_path, BOTH)
    picture = unescape(svg_text(diagram, (kitchen.TEMPLATES,)))
    for said in ("a passenger", "every minute", "it departs", "comes in from outside", "leaves what is drawn"):
        assert said in picture
    assert "Ferry.ServeHTTP is entered by Handler [a passenger]" in picture
    assert "Ferry.cross calls depart [it departs]" in picture
    for export in (dot, mermaid, d2):
        for said in ("a passenger", "every minute", "it departs"):
            assert said in export(diagram)
    edges = json.loads(as_json(diagram))["edges"]
    assert [edge["role"] for edge in edges] == ["", "entry", "entry", "exit"]
    assert [card.card.name for card in card_rows(diagram, ENGLISH)] == ["Ferry", "main", "init"], "ways are no cards"
    without = drawn(graph, tmp_path, BOTH.partition("entries:")[0])
    assert "comes in from outside" not in svg_text(without, (kitchen.TEMPLATES,))


def test_a_literal_that_is_entered_has_a_row_and_an_arrow(graph: Graph, tmp_path: Path) -> None:
    diagram = drawn(graph, tmp_path, "entries: [{at: main.Ferry.listen, by: loop.Hooks.OnAdd}]\n")
    rows = [(row.kind, row.name, row.type) for row in diagram.cards[0].rows]
    assert rows[-1] == (RowKind.LITERAL, "func literal", "→ Hooks.OnAdd")


def test_arrows_from_outside_have_room_and_cross_nothing(graph: Graph, tmp_path: Path) -> None:
    diagram = drawn(graph, tmp_path, BOTH)
    laid = arrange(diagram, ENGLISH)
    assert examine(diagram, laid).faults == ()
    ways = [card.id for card in diagram.cards if card.kind in (CardKind.ENTRY, CardKind.EXIT)]
    ferry = laid.cards["main.Ferry"]
    for way in ways:
        assert laid.cards[way].right < ferry.x
        assert ferry.y < laid.cards[way].y < ferry.bottom
        assert any(package.box.contains(laid.cards[way]) for package in laid.packages)
