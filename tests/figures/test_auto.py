"""``edges: auto``: every relation among the cards, and a count of those that are not drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import kitchen
import pytest

from archviz.figures import Proof, load_file, prove
from archviz.golang.graph import Graph
from archviz.model.errors import FigureError
from archviz.model.figure import Origin, Undrawn, VerifiedDiagram
from archviz.render import svg_text
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

GO = """\
package post

type Box interface {
	Put(letter string)
	Take() string
}

type Carrier struct {
	box   Box
	bag   chan *Letter
	greet func()
	next  *Carrier
}

type Letter struct {
	reply *Letter
	text  string
}

func (l *Letter) Pages() int {
	if l.reply == nil {
		return 1
	}
	return 1 + l.reply.Pages()
}

func Hire(box Box) *Carrier {
	return &Carrier{box: box, bag: make(chan *Letter), greet: ring}
}

func ring() {}

func (c *Carrier) Walk() {
	go c.walk()
	defer c.rest()
	for letter := range c.bag {
		c.deliver(letter)
	}
}

func (c *Carrier) walk() {
	c.bag <- &Letter{}
	c.walk()
}

func (c *Carrier) rest() {}

func (c *Carrier) deliver(letter *Letter) {
	c.greet()
	c.box.Put(letter.text)
	c.box.Take()
	_ = letter.Pages()
}

type Slot struct{ shelf map[string]*Letter }

func (s *Slot) Put(letter string) { s.shelf[letter] = &Letter{} }
func (s *Slot) Take() string      { return "" }

type Bin struct{}

func (Bin) Put(letter string) {}
func (Bin) Take() string      { return "" }

func Lock(box Box) Box { return box }
func Tie(box Box) Box  { return box }

func Safe(box Box) Box {
	box = Lock(box)
	box = Tie(box)
	return box
}

func Day() { Hire(Safe(Bin{})).Walk() }
"""
BIKE = """\
package post

import "example.org/missing"

type Bike struct{ missing.Frame; Lamp }
type Lamp struct{}

func (Lamp) Shine() {}
func Ride(b Bike)   { b.Shine() }
"""
HEAD = """\
figure: 1
kind: diagram
id: post
file: post
title: {en: A post office}
description: {en: It delivers.}
packages: {p: example.org/post}
edges: auto
cards:
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder = tmp_path_factory.mktemp("post")
    (folder / "go.mod").write_text("module example.org/post\n\ngo 1.22\n")
    (folder / "post.go").write_text(GO)
    return Graph(open_source(str(folder)))


def proof_of(graph: Graph, folder: Path, *cards: str) -> Proof:
    text = "".join(f"  - {{{card}}}\n" for card in cards)
    return prove(graph, load_file(kitchen.figure_file(folder, HEAD + text)), Origin(""))


def drawn(graph: Graph, folder: Path, *cards: str) -> VerifiedDiagram:
    verified = proof_of(graph, folder, *cards).verified
    assert isinstance(verified, VerifiedDiagram)
    return verified


def arrows(diagram: VerifiedDiagram) -> list[str]:
    """Each edge as ``SOURCE KIND [MODE] TARGET``, with the row at which it meets a card."""
    cards = {card.id: card for card in diagram.cards}

    def end(name: str, row: int | None) -> str:
        return cards[name].title + ("" if row is None else f".{cards[name].rows[row].name}")

    return [
        " ".join(filter(None, (end(e.source.card, e.source.row), e.kind, e.mode, end(e.target.card, e.target.row))))
        for e in diagram.edges
    ]


def test_a_card_without_rows_stands_for_its_members(graph: Graph, tmp_path: Path) -> None:
    found = drawn(graph, tmp_path, "type: p.Carrier", "type: p.Box", "type: p.Letter")
    assert arrows(found) == [
        "Carrier holds Box",
        "Carrier holds Letter",
        "Carrier holds Carrier",
        "Carrier call go Carrier",
        "Carrier call defer Carrier",
        "Carrier receives Carrier",
        "Carrier call Carrier",
        "Carrier sends Carrier",
        "Carrier creates Letter",
        "Carrier dyncall Carrier",
        "Carrier call Box",
        "Carrier call Letter",
        "Letter holds Letter",
        "Letter call Letter",
    ]
    assert found.undrawn == Undrawn()


def test_relations_of_one_kind_between_two_cards_are_one_arrow_with_all_their_evidence(
    graph: Graph, tmp_path: Path
) -> None:
    found = drawn(graph, tmp_path, "type: p.Carrier", "type: p.Box")
    (calls,) = (edge for edge in found.edges if edge.kind == "call" and edge.target.card == "p.Box")
    assert (calls.source_symbol.short, calls.target_symbol.short) == ("Carrier.deliver", "Box")
    assert [place.line for place in calls.evidence] == [1 + GO.splitlines().index(f"\tc.box.{name}") for name in CALLED]
    (holds,) = (edge for edge in found.edges if edge.kind == "holds" and edge.target.card == "p.Box")
    assert (holds.source_symbol.short, holds.target_symbol.short) == ("Carrier.box", "Box")


CALLED = ("Put(letter.text)", "Take()")


def test_calls_of_itself_are_drawn_with_rows_and_without(graph: Graph, tmp_path: Path) -> None:
    found = drawn(graph, tmp_path, "type: p.Carrier, methods: [Walk, walk]", "type: p.Letter, methods: [Pages]")
    assert {"Carrier.walk call Carrier.walk", "Letter.Pages call Letter.Pages"} <= set(arrows(found))
    assert found.undrawn == Undrawn(hidden=9)


def test_what_hidden_members_do_is_counted(graph: Graph, tmp_path: Path) -> None:
    """Walk calls rest and deliver, receives from bag; walk calls itself, sends on bag; deliver calls greet."""
    found = drawn(graph, tmp_path, "type: p.Carrier, methods: [Walk, walk], fields: [next]")
    assert arrows(found) == ["Carrier.next holds Carrier", "Carrier.Walk call go Carrier.walk", WALKS]
    assert found.undrawn == Undrawn(hidden=5)
    proof = proof_of(graph, tmp_path, "type: p.Carrier, methods: [Walk, walk], fields: [next]")
    assert (proof.undrawn, proof.findings) == (5, ())


WALKS = "Carrier.walk call Carrier.walk"


def test_guesses_are_counted_and_not_drawn(tmp_path: Path) -> None:
    """What a missing type may hide is not certain."""
    (tmp_path / "go.mod").write_text("module example.org/post\n\ngo 1.22\n")
    (tmp_path / "bike.go").write_text(BIKE)
    found = drawn(Graph(open_source(str(tmp_path))), tmp_path, "func: p.Ride", "type: p.Lamp")
    assert (arrows(found), found.undrawn) == ([], Undrawn(guesses=1))


def test_lists_are_drawn_once(graph: Graph, tmp_path: Path) -> None:
    cards = ("implementers: p.Box", "type: p.Box", "chain: p.Safe, variable: box", "func: p.Day", "type: p.Letter")
    assert arrows(drawn(graph, tmp_path, *cards)) == [
        "Box.Slot holds Letter",
        "Box.Slot stores Letter",
        "Box.Slot creates Letter",
        "Day call Safe",
        "Day creates Box.Bin",
        "Letter holds Letter",
        "Letter call Letter",
        "Box implements Box",
    ]


def test_a_list_stands_for_its_interface_where_that_has_no_card(graph: Graph, tmp_path: Path) -> None:
    found = drawn(graph, tmp_path, "implementers: p.Box", "func: p.Tie", "type: p.Carrier, methods: [deliver]")
    assert "Carrier.deliver call Box" in arrows(found)


def test_a_row_of_a_field_gets_what_goes_through_it(graph: Graph, tmp_path: Path) -> None:
    cards = "type: p.Carrier, fields: [box], methods: [deliver]", "type: p.Slot, fields: [shelf], methods: [Put]"
    assert {"Carrier.deliver call Carrier.box", "Slot.Put stores Slot.shelf"} <= set(
        arrows(drawn(graph, tmp_path, *cards))
    )


def test_a_field_is_set_from_what_a_drawn_function_gives_it(graph: Graph, tmp_path: Path) -> None:
    found = drawn(graph, tmp_path, "type: p.Carrier", "type: p.Box", "func: p.ring", "func: p.Hire")
    assert {"Carrier sets Box", "Carrier sets ring", "Hire ref ring", "Hire creates Carrier"} <= set(arrows(found))
    without = drawn(graph, tmp_path, "type: p.Carrier", "type: p.Box")
    assert "Carrier sets Box" not in arrows(without)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "5 relations of members without a row are not drawn"),
        ("zh", "未画出 5 个未列出成员的关系"),
    ],
)
def test_the_picture_says_how_much_it_leaves_out(graph: Graph, tmp_path: Path, language: str, said: str) -> None:
    cards = "type: p.Carrier, methods: [Walk, walk], fields: [next]"
    assert said in svg_text(drawn(graph, tmp_path, cards), (kitchen.TEMPLATES,), language=language)
    assert "not drawn" not in svg_text(drawn(graph, tmp_path, "type: p.Carrier"), (kitchen.TEMPLATES,))


def test_too_many_edges_are_refused_with_their_number(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archviz.figures.diagram.MOST_EDGES", 13)
    with pytest.raises(FigureError, match="finds 14 relations among these cards; a figure has 13 at most") as caught:
        proof_of(graph, tmp_path, "type: p.Carrier", "type: p.Box", "type: p.Letter")
    assert caught.value.line == 8


@pytest.mark.parametrize("card", ["p.Carrier", "p.Bin"])
def test_implementers_of_no_interface_are_an_error(graph: Graph, tmp_path: Path, card: str) -> None:
    (finding,) = proof_of(graph, tmp_path, f"implementers: {card}").findings
    assert "is no interface" in finding.message
