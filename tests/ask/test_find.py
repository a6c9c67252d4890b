"""Symbols by words in their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import post
import pytest

from archviz.ask import SourceFacts, own_packages
from archviz.ask.questions.find import MOST_TEXT, find, words_of
from archviz.golang.graph import Graph
from archviz.model.errors import SymbolError
from archviz.model.graph import DeclarationKind
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

NAMES_GO = """\
package names

type HTTPServer struct{ TLSConfig, config int }

func (s *HTTPServer) Run() {}

func registerResourceHandlers() {}

func Handle() {}

func handleAll() {}

func mishandled() {}

func RegisterAll() {}

type Raft struct{}

func (r *Raft) Apply() {}

const Max_Size2Go = 1
"""


@pytest.fixture
def facts(tmp_path: Path) -> SourceFacts:
    folder = post.tree(tmp_path) / "names"
    folder.mkdir()
    (folder / "names.go").write_text(NAMES_GO)
    graph = Graph(open_source(str(tmp_path)))
    return SourceFacts(graph, own_packages(graph))


def found(facts: SourceFacts, text: str, kinds: tuple[DeclarationKind, ...] = (), most: int = 20) -> list[str]:
    return [one.symbol.short for one in find(facts, text, kinds, most).nodes]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("GenericAPIServer", ("generic", "api", "server")),
        ("registerResourceHandlers", ("register", "resource", "handlers")),
        ("Max_Size2Go", ("max", "size", "2", "go")),
        ("HTTP", ("http",)),
        ("x509Cert", ("x", "509", "cert")),
        ("ÄpfelÖl", ("äpfel", "öl")),
        ("_", ()),
    ],
)
def test_the_words_of_a_name(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words


def test_the_beginnings_of_a_names_words_find_it(facts: SourceFacts) -> None:
    assert found(facts, "reghand") == ["registerResourceHandlers"]
    assert found(facts, "rrh") == ["registerResourceHandlers"]
    assert found(facts, "httpser")[0] == "HTTPServer"
    assert found(facts, "rapp") == ["Raft.Apply"]
    assert found(facts, "2g") == ["Max_Size2Go"]


def test_what_fits_better_comes_first(facts: SourceFacts) -> None:
    assert found(facts, "handle") == ["Handle", "handleAll", "registerResourceHandlers", "mishandled"]
    assert found(facts, "Sort")[:2] == ["Sorter.Sort", "ByTown.Sort"]


def test_several_words_fit_in_any_order(facts: SourceFacts) -> None:
    assert found(facts, "all reg") == found(facts, "reg all") == ["RegisterAll"]


def test_what_stands_before_a_point_says_where(facts: SourceFacts) -> None:
    assert found(facts, "names.config") == ["HTTPServer.config", "HTTPServer.TLSConfig"]
    assert found(facts, "office.Count") == ["Count"]
    assert found(facts, "clerk.ta") == ["Clerk.Take", "Clerk.stamp"]
    assert found(facts, "post/office.clerk.take") == ["Clerk.Take"]
    assert found(facts, "office/post.clerk.take") == []


def test_a_member_is_not_found_by_its_types_name_alone(facts: SourceFacts) -> None:
    assert found(facts, "raft") == ["Raft"]


def test_only_some_kinds(facts: SourceFacts) -> None:
    assert found(facts, "handle", (DeclarationKind.METHOD,)) == []
    answer = find(facts, "handle", (DeclarationKind.METHOD,))
    assert answer.notes == ("4 names in the 3 packages of example.org/post would fit, and none is a method",)
    assert found(facts, "count", (DeclarationKind.FUNC,)) == ["Count", "Count"]


def test_what_is_cut_is_counted(facts: SourceFacts) -> None:
    answer = find(facts, "handle", (), 1)
    assert [one.symbol.short for one in answer.nodes] == ["Handle"]
    assert answer.cut == ("3 more names that fit",)
    assert find(facts, "handle", (DeclarationKind.FUNC,), 3).cut == ("1 more name that fit",)


def test_the_nearest_where_nothing_fits(facts: SourceFacts) -> None:
    answer = find(facts, "Serter")
    assert answer.nodes == ()
    assert answer.notes[0] == "no name in the 3 packages of example.org/post fits Serter"
    assert "Sorter" in answer.notes[1]


@pytest.mark.parametrize("text", ["", "  ", "Clerk.", "/", "a" * (MOST_TEXT + 1)])
def test_what_is_no_part_of_a_name(facts: SourceFacts, text: str) -> None:
    with pytest.raises(SymbolError):
        find(facts, text)


def test_signs_are_taken_as_they_are(facts: SourceFacts) -> None:
    assert found(facts, "(*") == []
