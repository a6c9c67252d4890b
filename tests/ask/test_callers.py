"""Who calls what, by which ways, and whether that is all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import post
import pytest

from archviz.ask import SourceFacts, own_packages, resolve
from archviz.ask.answers import Answer, OpenKind
from archviz.ask.questions.callees import callees
from archviz.ask.questions.callers import callers
from archviz.ask.questions.search import Through
from archviz.golang.graph import Graph
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def facts(tmp_path: Path) -> SourceFacts:
    graph = Graph(open_source(str(post.tree(tmp_path))))
    return SourceFacts(graph, own_packages(graph))


def who_calls(facts: SourceFacts, name: str, *through: Through, depth: int = 1, most: int = 100) -> Answer:
    return callers(facts, [resolve(facts, name).declared], through=through, depth=depth, most=most)


def steps(answer: Answer) -> list[tuple[str, str, str]]:
    return [(hop.start.short, hop.kind.value, hop.end.short) for hop in answer.hops]


def why_open(answer: Answer) -> list[tuple[OpenKind, int]]:
    return [(reason.kind, reason.count) for reason in answer.open]


def test_the_callers_of_a_function_are_closed(facts: SourceFacts) -> None:
    answer = who_calls(facts, "sweep")
    assert steps(answer) == [("Clerk.Close", "call", "sweep"), ("Open", "call", "sweep")]
    assert answer.closed


def test_a_zero_that_is_closed(facts: SourceFacts) -> None:
    answer = who_calls(facts, "Clerk.rest")
    assert (answer.hops, answer.open) == ((), ())


def test_calls_through_an_interface_leave_the_callers_of_a_method_open(facts: SourceFacts) -> None:
    answer = who_calls(facts, "ByTown.Sort")
    assert steps(answer) == []
    assert why_open(answer) == [(OpenKind.INTERFACE, 1)]
    assert [str(place) for place in answer.open[0].places] == ["office/office.go:53:12"]


def test_interfaces_are_followed_when_asked_for(facts: SourceFacts) -> None:
    answer = who_calls(facts, "ByTown.Sort", Through.INTERFACES)
    assert steps(answer) == [("Sorter.Sort", "implements", "ByTown.Sort"), ("Clerk.work", "call", "Sorter.Sort")]
    assert answer.hops[0].of == 1
    assert answer.closed


def test_a_promoted_method_may_be_reached_through_an_interface_of_its_embedding_type(facts: SourceFacts) -> None:
    answer = who_calls(facts, "Carrier.Bring", Through.INTERFACES)
    assert ("Messenger.Bring", "implements", "Carrier.Bring") in steps(answer)
    assert ("dispatch", "call", "Messenger.Bring") in steps(answer)


def test_a_use_as_a_value_leaves_the_callers_open_and_is_shown_when_asked_for(facts: SourceFacts) -> None:
    assert why_open(who_calls(facts, "Blue")) == [(OpenKind.VALUE, 1)]
    shown = who_calls(facts, "Blue", Through.VALUES)
    assert steps(shown) == [
        ("Open", "ref", "Blue"),
        ("Clerk.stamp", "sets", "Blue"),
        ("Clerk.Take", "dyncall", "Clerk.stamp"),
    ]


def test_channels_are_followed_when_asked_for(facts: SourceFacts) -> None:
    answer = who_calls(facts, "Clerk.work", Through.CHANNELS)
    assert ("Clerk.put", "sends", "Clerk.tray") in steps(answer)


def test_what_is_cut_is_said_and_leaves_the_answer_open(facts: SourceFacts) -> None:
    answer = who_calls(facts, "sweep", most=1)
    assert len(answer.nodes) == 2
    assert answer.cut == ("1 more symbol beyond the first 1",)
    assert why_open(answer) == [(OpenKind.CUT, 1)]


def test_a_type_stands_for_its_methods(facts: SourceFacts) -> None:
    answer = who_calls(facts, "Bag")
    assert steps(answer) == [("ByTown.Sort", "call", "Bag.Fill")]


def test_callees_are_what_the_calls_name(facts: SourceFacts) -> None:
    answer = callees(facts, [resolve(facts, "Clerk.Take").declared])
    assert [end for _, _, end in steps(answer)] == ["Clerk.lose", "Clerk.put", "Clerk.stamp"]
    assert answer.closed
    opened = callees(facts, [resolve(facts, "background").declared])
    assert why_open(opened) == [(OpenKind.VALUE, 1)]


def test_callees_are_followed_through_interfaces(facts: SourceFacts) -> None:
    answer = callees(facts, [resolve(facts, "Clerk.work").declared], through=[Through.INTERFACES], depth=2)
    assert ("Sorter.Sort", "implements", "ByTown.Sort") in steps(answer)
    assert ("ByTown.Sort", "call", "Bag.Fill") in steps(answer)


def test_what_implements_a_called_interface_is_as_near_as_its_method(facts: SourceFacts) -> None:
    answer = callees(facts, [resolve(facts, "Clerk.work").declared], through=[Through.INTERFACES], depth=1)
    assert ("Sorter.Sort", "implements", "ByTown.Sort") in steps(answer)
    assert not [hop for hop in answer.hops if hop.start.short == "ByTown.Sort"]


def test_a_package_that_is_not_searched_may_call_a_method_through_an_interface(tmp_path: Path) -> None:
    graph = Graph(open_source(str(post.tree(tmp_path))))
    facts = SourceFacts(graph, ["example.org/post/round"])  # which office does not import
    answer = who_calls(facts, "ByTown.Sort", Through.INTERFACES)
    assert why_open(answer) == [(OpenKind.NOT_SEARCHED, 1)]
    assert "example.org/post/office" in answer.open[0].message
