"""Answers as claims: whatever is asked, the source proves what is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import post
import pytest

from archviz.ask import Drawing, Hops, SourceFacts, Way, find_way, own_packages, reach, resolve
from archviz.figures import Proof, load_text, prove
from archviz.figures.write import write
from archviz.golang.graph import Graph
from archviz.model.figure import Origin
from archviz.model.graph import DeclarationKind
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.model.symbols import Symbol


@pytest.fixture
def graph(tmp_path: Path) -> Graph:
    return Graph(open_source(str(post.tree(tmp_path))))


@pytest.fixture
def hops(graph: Graph) -> Hops:
    return Hops(SourceFacts(graph, own_packages(graph)))


def functions(hops: Hops) -> list[Symbol]:
    declared = (hops.facts.declared(one) for package in hops.facts.packages for one in hops.facts.symbols(package))
    kinds = (DeclarationKind.FUNC, DeclarationKind.METHOD)
    return [one.symbol for one in declared if one is not None and one.kind in kinds]


def proof(graph: Graph, drawing: Drawing) -> Proof:
    figure = load_text(write(drawing.claims("A title", "A description.")), "figure.yaml", "")
    return prove(graph, figure, Origin(""))


@pytest.mark.parametrize("start", ["Clerk.Take", "Start", "visit", "Watch.tick", "Clerk.rest", "dispatch"])
def test_every_way_is_proved_but_for_what_it_says_is_not(graph: Graph, hops: Hops, start: str) -> None:
    ways = 0
    for goal in functions(hops):
        found = find_way(hops, [resolve(hops.facts, start).symbol], [goal])
        if isinstance(found, Way):
            ways += 1
            drawing = Drawing(graph)
            unproved = drawing.add_way(found.hops)
            held = proof(graph, drawing)
            assert (held.findings, held.asserted) == ((), len(unproved)), f"{start} to {goal}"
            assert held.proved + held.asserted == held.claims
    assert ways


@pytest.mark.parametrize("callers", [False, True])
def test_all_that_is_around_a_function_is_proved(graph: Graph, hops: Hops, callers: bool) -> None:
    for function in functions(hops):
        drawing = Drawing(graph)
        drawing.show(function)
        for hop in reach(hops, [function], depth=3, most=50, callers=callers).hops:
            if drawing.can_show(hop.start) and drawing.can_show(hop.end):
                drawing.add(hop)
        held = proof(graph, drawing)
        assert (held.findings, held.asserted) == ((), 0), str(function)


def test_packages_of_one_name_have_aliases_of_their_own(tmp_path: Path) -> None:
    post.tree(tmp_path)
    for folder in ("north/depot", "south/depot", "x/north/depot"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "depot.go").write_text("package depot\n\nfunc Store() {}\n")
    graph = Graph(open_source(str(tmp_path)))
    drawing = Drawing(graph)
    for folder in ("north", "south", "x/north"):
        symbol = graph.find(f"example.org/post/{folder}/depot.Store")
        assert symbol is not None
        drawing.show(symbol)
    claims = drawing.claims("A title", "A description.")
    assert [card.func for card in claims.cards] == ["depot.Store", "south_depot.Store", "north_depot.Store"]
