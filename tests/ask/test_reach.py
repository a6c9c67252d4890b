"""What is around a symbol."""

from __future__ import annotations

from typing import TYPE_CHECKING

import post
import pytest

from archviz.ask import Hops, Reach, SourceFacts, own_packages, reach, resolve
from archviz.golang.graph import Graph
from archviz.model.graph import DeclarationKind
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def hops(tmp_path: Path) -> Hops:
    graph = Graph(open_source(str(post.tree(tmp_path))))
    return Hops(SourceFacts(graph, own_packages(graph)))


def around(hops: Hops, text: str, *, depth: int = 1, most: int = 20, callers: bool = False) -> Reach:
    return reach(hops, [resolve(hops.facts, text).symbol], depth=depth, most=most, callers=callers)


def names(found: Reach) -> list[str]:
    return [symbol.short for symbol in found.symbols]


def test_what_a_function_calls(hops: Hops) -> None:
    found = around(hops, "Clerk.Take")
    assert names(found) == ["Clerk.Take", "Clerk.lose", "Clerk.put", "Clerk.stamp"]
    assert names(around(hops, "Clerk.Take", depth=2))[4:] == ["Clerk.onLoss", "Clerk.tray", "Blue"]


def test_what_is_cut_is_named(hops: Hops) -> None:
    found = around(hops, "Clerk.Take", most=2)
    assert names(found) == ["Clerk.Take", "Clerk.lose"]
    assert [symbol.short for symbol in found.beyond] == ["Clerk.put", "Clerk.stamp"]


def test_what_is_in_packages_that_are_not_searched_is_named(hops: Hops) -> None:
    found = around(hops, "Carrier.ring")
    assert (names(found), [str(one) for one in found.outside]) == (["Carrier.ring"], ["fmt.Println"])


def test_what_calls_a_function(hops: Hops) -> None:
    found = around(hops, "Carrier.ring", callers=True)
    assert names(found) == ["Carrier.ring", "Bag.Fill", "Carrier.Bring"]


def test_what_calls_a_method_through_an_interface_is_as_near(hops: Hops) -> None:
    found = around(hops, "ByTown.Sort", callers=True)
    assert names(found) == ["ByTown.Sort", "Sorter.Sort", "Clerk.work"]


def test_who_sends_on_a_channel_calls_its_receiver(hops: Hops) -> None:
    assert names(around(hops, "Clerk.work", depth=2, callers=True)) == [
        "Clerk.work",
        "Open",
        "Clerk.tray",
        "Start",
        "Clerk.put",
    ]


def test_of_several_symbols_what_they_have_to_do_with_others(hops: Hops) -> None:
    clerk = resolve(hops.facts, "Clerk").symbol
    symbols = [one for one in hops.facts.symbols(clerk.package) if one.member and one.owner == clerk]
    members = [hops.facts.declared(one) for one in symbols]
    methods = [one.symbol for one in members if one is not None and one.kind is DeclarationKind.METHOD]
    found = reach(hops, methods, depth=1, most=20)
    assert "Clerk.lose" in names(found)  # which calls a field
    assert not [hop for hop in found.hops if hop.start.short == "Clerk.Take" and hop.end.short == "Clerk.put"]
