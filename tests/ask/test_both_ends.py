"""With an index a way is searched from both of its ends, and it is the one that a search through the code finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import post
import pytest
from steps import steps

from archviz.ask import Hops, Way, find_way
from archviz.ask.index.index_facts import IndexFacts
from archviz.ask.nearness import Nearness
from archviz.ask.several_ways import find_ways
from archviz.ask.source_facts import SourceFacts, own_packages
from archviz.model.symbols import Symbol
from archviz.workspace.facts import open_facts
from archviz.workspace.index import index
from archviz.workspace.project import Project
from archviz.workspace.subject import Settings, open_graph

if TYPE_CHECKING:
    from pathlib import Path

ALL_WAYS_GO = """\
package ways

import (
	"fmt"
	"io"

	"example.org/ways/missing"
)

type Door interface{ Open() }

type Gate interface {
	Door
	Close() error
}

type Wood struct{ colour string }

func (w *Wood) Open() { creak() }

func (w *Wood) Close() error { return nil }

// House has the methods of what it embeds, and Home has those of House's fields.
type House struct{ *Wood }

type Home House

type Tower struct{ Gate }

type Wall struct{ missing.Bricks }

func (w Wall) Close() error { return nil }

type Bell struct {
	ring   func()
	signal chan int
	quiet  func(string)
}

func NewBell(how func()) *Bell { return &Bell{ring: how} }

func (b *Bell) Set() {
	b.ring = func() { creak() }
	b.quiet = func(s string) { fmt.Println(s) }
}

func (b *Bell) Ring() { b.ring(); b.signal <- 1 }

func (b *Bell) Wait() {
	before()
	<-b.signal
	after()
}

func before() {}

func after() { table["x"]() }

func creak() { unknown.Thing(); missing.Call() }

var table = map[string]func(){"x": last}

var first = start()

func start() int { return 1 }

func last() { _ = first; _ = Wood{} }

func Enter(d Door, g Gate, w io.Writer) {
	d.Open()
	defer g.Close()
	fmt.Fprint(w, "in")
	walk := d.Open
	walk()
}

func All() {
	Enter(&House{}, Tower{}, nil)
	NewBell(before).Ring()
	go func() { new(Bell).Wait() }()
}

func around() { around(); All() }
"""


class Searched:
    """A tree, as its index answers and as its code does."""

    def __init__(self, folder: Path) -> None:
        project, settings = Project(folder), Settings(source=str(folder / "tree"), cache=folder / "cache")
        index(project, settings)
        found = open_facts(project, settings)
        assert isinstance(found, IndexFacts)
        graph = open_graph(project, settings)
        self.indexed = found
        self.read = SourceFacts(graph, own_packages(graph))
        self.symbols = [symbol for package in self.read.packages for symbol in self.read.symbols(package)]


@pytest.fixture(scope="module", params=["post", "all ways"])
def searched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Searched:
    folder = tmp_path_factory.mktemp("searched")
    (folder / "tree").mkdir()
    if request.param == "post":
        post.tree(folder / "tree")
    else:
        (folder / "tree/go.mod").write_text("module example.org/ways\n\ngo 1.20\n")
        (folder / "tree/ways.go").write_text(ALL_WAYS_GO)
    return Searched(folder)


def test_every_way_is_the_one_that_the_code_gives(searched: Searched) -> None:
    indexed, read = Hops(searched.indexed), Hops(searched.read)
    goals = [*searched.symbols, Symbol("fmt", "Println"), Symbol("io", "Writer"), Symbol("io", "Writer", "Write")]
    found = 0
    for start in searched.symbols:
        for goal in goals:
            way = find_way(read, [start], [goal])
            found += isinstance(way, Way)
            assert find_way(indexed, [start], [goal]) == way
    assert found > len(searched.symbols)


def test_ways_by_and_around_symbols_are_those_that_the_code_gives(searched: Searched) -> None:
    indexed, read = Hops(searched.indexed), Hops(searched.read)
    for start in searched.symbols[::3]:
        for goal in searched.symbols[1::4]:
            for other in searched.symbols[::7]:
                ways = [find_way(hops, [start], [other, goal]) for hops in (indexed, read)]
                assert ways[0] == ways[1]
                ways = [find_way(hops, [start], [goal], [other]) for hops in (indexed, read)]
                assert ways[0] == ways[1]
            several = [find_ways(hops, [start], [goal], count=3) for hops in (indexed, read)]
            assert several[0] == several[1]


def test_no_symbol_is_nearer_to_a_goal_than_it_is_said_to_be(searched: Searched) -> None:
    hops = Hops(searched.indexed)
    for symbol in searched.symbols:
        for hop in hops.forward(symbol):
            near = Nearness(hops, searched.indexed.backward(), [hop.end], frozenset(), guesses=not hop.certain)
            near.widen()
            assert near.at_least(symbol) in (0, 1), hop


def test_what_does_not_lead_there_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/go.mod").write_text("module example.org/wide\n\ngo 1.20\n")
    wide = "".join(f"func f{i}() {{ f{2 * i}(); f{2 * i + 1}() }}\n" for i in range(1, 256))
    ends = "".join(f"func f{i}() {{}}\n" for i in range(256, 512))
    (tmp_path / "tree/wide.go").write_text(f"package wide\n\n{wide}{ends}")
    wide_tree = Searched(tmp_path)
    ends_of = [Symbol("example.org/wide", "f1")], [Symbol("example.org/wide", "f511")]
    indexed, read = Hops(wide_tree.indexed), Hops(wide_tree.read)
    find_way(read, *ends_of)  # what it reads of the code is known then
    assert steps(lambda: find_way(indexed, *ends_of)) * 4 < steps(lambda: find_way(read, *ends_of))
