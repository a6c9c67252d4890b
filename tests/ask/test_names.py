"""From a short name to a declaration, or to an error that helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import post
import pytest

from archviz.ask import SourceFacts, matching, own_packages, resolve
from archviz.golang.graph import Graph
from archviz.model.errors import SymbolError
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def graph(tmp_path: Path) -> Graph:
    return Graph(open_source(str(post.tree(tmp_path))))


@pytest.fixture
def facts(graph: Graph) -> SourceFacts:
    return SourceFacts(graph, own_packages(graph))


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("Clerk.Take", "example.org/post/office.Clerk.Take"),
        ("office.Clerk.Take", "example.org/post/office.Clerk.Take"),
        ("post/office.Clerk.tray", "example.org/post/office.Clerk.tray"),
        ("example.org/post/office.Open", "example.org/post/office.Open"),
        ("Sorter.Sort", "example.org/post/office.Sorter.Sort"),
        ("Sorter", "example.org/post/office.Sorter"),
        ("round.Count", "example.org/post/round.Count"),
        ("fmt.Println", "fmt.Println"),
    ],
)
def test_a_name_is_found(facts: SourceFacts, text: str, symbol: str) -> None:
    found = resolve(facts, text)
    assert (str(found.symbol), found.promoted) == (symbol, "")


def test_a_promoted_method_leads_to_what_declares_it(facts: SourceFacts) -> None:
    found = resolve(facts, "Express.Bring")
    assert (found.symbol.short, found.promoted) == ("Carrier.Bring", "Express.Bring")


def test_of_several_declarations_each_is_listed_with_the_name_that_chooses_it(facts: SourceFacts) -> None:
    with pytest.raises(SymbolError) as error:
        resolve(facts, "Count")
    line = 1 + post.ROUND_GO.splitlines().index("func Count() int { return 7 }")
    assert error.value.message == "Count is the name of 2 declarations"
    assert f"example.org/post/round.Count  (func, round/round.go:{line})" in error.value.details
    assert "example.org/post/office.Count" in error.value.details[0]
    for detail in error.value.details:
        assert str(resolve(facts, detail.split()[0]).symbol) == detail.split()[0]


@pytest.mark.parametrize(
    ("text", "near"), [("clerk.take", "Clerk.Take"), ("Clerk.Tak", "Clerk.Take"), ("Cleck.Take", "Clerk.Take")]
)
def test_for_a_name_that_is_not_there_the_nearest_one_is_offered(facts: SourceFacts, text: str, near: str) -> None:
    with pytest.raises(SymbolError, match=f"nothing is named {text}") as error:
        resolve(facts, text)
    assert error.value.hint is not None
    assert error.value.hint.startswith(f"did you mean {near}")


@pytest.mark.parametrize("text", ["", ".", "a..b", "/", "x/y", "a.b.c.d", "Clerk.", "é", "a b"])
def test_what_is_no_name_is_not_found(facts: SourceFacts, text: str) -> None:
    with pytest.raises(SymbolError):
        resolve(facts, text)


def test_a_name_is_looked_for_in_the_packages_that_are_asked_for(graph: Graph) -> None:
    facts = SourceFacts(graph, matching(graph, ["./round/..."]))
    assert facts.packages == ("example.org/post/round",)
    assert resolve(facts, "Count").symbol.package == "example.org/post/round"


def test_vendored_packages_are_none_of_the_sources_own(tmp_path: Path) -> None:
    vendored = post.tree(tmp_path) / "vendor" / "example.com" / "lib"
    vendored.mkdir(parents=True)
    (vendored / "lib.go").write_text("package lib\n\nfunc Count() {}\n")
    (tmp_path / "vendor" / "modules.txt").write_text("# example.com/lib v1.0.0\n## explicit\nexample.com/lib\n")
    graph = Graph(open_source(str(tmp_path)))
    assert "example.com/lib" in graph.packages()
    assert own_packages(graph) == ("example.org/post/office", "example.org/post/round")
