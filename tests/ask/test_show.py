"""What a symbol is, and the claims of it that are ready for a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import kitchen
import post
import pytest

from archviz.ask import SourceFacts, own_packages, resolve
from archviz.ask.questions.show import Profile, profile
from archviz.figures import load_text, prove
from archviz.figures.write import write
from archviz.golang.graph import Graph
from archviz.model.figure import Origin
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

MORE_GO = """\
package more

import "example.org/post/office"

// Desk is where a clerk sits.
type Desk struct {
	*office.Clerk
	Lamp
	drawers map[string]Drawer
}

// Lamp gives light.
type Lamp struct{ watts int }

func (l Lamp) Shine() {}

type Drawer struct{}

type Shiner interface {
	Shine()
	Opener
}

type Opener interface{ OpenUp() }

func use(s Shiner) { s.Shine(); s.OpenUp() }

func (d *Desk) OpenUp() { d.drawers["top"] = Drawer{}; go d.Take("x"); defer d.Shine() }

var _ = func() Shiner { return &Desk{} }

func init() { use(&Desk{}) }

const Size = 3

var Count, other = Size, 4
"""


def graph_of(folder: Path) -> Graph:
    more = post.tree(folder) / "more"
    more.mkdir()
    (more / "more.go").write_text(MORE_GO)
    kitchen.go_tree(folder / "house")
    (folder / "house" / "go.mod").unlink()
    return Graph(open_source(str(folder)))


@pytest.fixture
def graph(tmp_path: Path) -> Graph:
    return graph_of(tmp_path)


def shown(graph: Graph, text: str) -> Profile:
    facts = SourceFacts(graph, own_packages(graph))
    declaration = graph.declaration(resolve(facts, text).symbol)
    assert declaration is not None
    return profile(facts, graph, declaration)


def counts(found: Profile) -> dict[str, tuple[list[str], int]]:
    return {one.words: ([symbol.short for symbol in one.symbols], one.places) for one in found.counts}


def test_the_relations_of_a_function_are_counted(graph: Graph) -> None:
    found = shown(graph, "Clerk.Take")
    assert found.declaration.signature == "func (c *Clerk) Take(letter string)"
    assert found.declaration.doc == "Take takes a letter in."
    assert counts(found) == {
        "calls": (["Clerk.lose", "Clerk.put"], 2),
        "calls the value of": (["Clerk.stamp"], 1),
        "reads": (["Clerk.stamp"], 1),
        "mentions": (["Clerk"], 1),
        "called by": (["Desk.OpenUp", "Start"], 2),
    }


def test_the_relations_of_a_type_are_counted(graph: Graph) -> None:
    found = counts(shown(graph, "more.Desk"))
    assert found["embeds"] == (["Lamp", "Clerk"], 2)
    assert found["implements"] == (["Opener", "Shiner"], 2)
    assert found["created by"] == (["_", "init"], 2)
    assert found["holds"][0] == ["Drawer"]
    assert counts(shown(graph, "more.Shiner"))["implemented by"] == (["Desk"], 1)


def test_members_that_are_promoted_are_listed_by_where_they_are_declared(graph: Graph) -> None:
    names = [str(member.symbol) for member in shown(graph, "more.Desk").promoted]
    assert "example.org/post/office.Clerk.Take" in names
    assert "example.org/post/more.Lamp.Shine" in names
    assert "example.org/post/more.Lamp.watts" in names
    assert [member.symbol.short for member in shown(graph, "more.Shiner").promoted] == ["Opener.OpenUp"]


@pytest.mark.parametrize("package", ["office", "round", "more", "house/kitchen"])
def test_every_claim_that_is_shown_is_proved(graph: Graph, package: str) -> None:
    facts = SourceFacts(graph, own_packages(graph))
    proved = 0
    for symbol in graph.symbols(f"example.org/post/{package}"):
        declaration = graph.declaration(symbol)
        if declaration is None:
            continue
        found = profile(facts, graph, declaration)
        for claims in filter(None, (found.diagram, found.excerpt)):
            figure = load_text(write(claims), "figure.yaml", "")
            outcome = prove(graph, figure, Origin(""))
            assert not outcome.findings, (symbol, write(claims))
            proved += 1
    assert proved > 10
