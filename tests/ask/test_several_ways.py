"""The shortest ways from one symbol to another."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import TYPE_CHECKING

import post
import pytest
from steps import growth

from archviz.ask import Hops, NoWay, SourceFacts, find_way, own_packages
from archviz.ask.several_ways import Ways, find_ways
from archviz.golang.graph import Graph
from archviz.model.symbols import Symbol
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PACKAGE = "example.org/m/p"


def searched(folder: Path) -> Hops:
    graph = Graph(open_source(str(folder)))
    return Hops(SourceFacts(graph, own_packages(graph)))


def calling(folder: Path, calls: dict[str, list[str]]) -> Hops:
    """A module of functions that call others."""
    names = sorted({*calls, *(name for called in calls.values() for name in called)})
    bodies = (f"func {name}() {{ {'; '.join(f'{each}()' for each in calls.get(name, []))} }}" for name in names)
    (folder / "p").mkdir(parents=True)
    (folder / "p" / "p.go").write_text("\n".join(["package p", *bodies, ""]))
    (folder / "go.mod").write_text("module example.org/m\n\ngo 1.20\n")
    return searched(folder)


def ways(hops: Hops, start: str, *goals: str, count: int, avoid: tuple[str, ...] = ()) -> Ways | NoWay:
    symbols = [Symbol(PACKAGE, name) for name in (start, *goals)]
    return find_ways(hops, symbols[:1], symbols[1:], [Symbol(PACKAGE, name) for name in avoid], count=count)


def names(found: Ways | NoWay) -> list[str]:
    assert isinstance(found, Ways)
    return ["".join([way.hops[0].start.name, *(hop.end.name for hop in way.hops)]) for way in found.ways]


def all_ways(calls: dict[str, list[str]], start: str, goal: str) -> list[str]:
    """Every way without a circle, by trying all."""
    found: list[str] = []
    waiting = [start]
    while waiting:
        path = waiting.pop()
        for name in calls.get(path[-1], []):
            if name == goal:
                found.append(path + name)
            elif name not in path:
                waiting.append(path + name)
    return sorted(found, key=lambda path: (len(path), path))


GRID = {"a": ["b", "c"], "b": ["d", "e"], "c": ["d"], "d": ["e", "b"], "e": ["a"]}


def test_ways_come_by_length_and_name(tmp_path: Path) -> None:
    hops = calling(tmp_path, GRID)
    assert names(ways(hops, "a", "e", count=9)) == ["abe", "abde", "acde", "acdbe"] == all_ways(GRID, "a", "e")


@pytest.mark.parametrize(("count", "more"), [(1, True), (2, True), (4, False), (5, False)])
def test_whether_there_are_more_is_said(tmp_path: Path, count: int, more: bool) -> None:
    found = ways(calling(tmp_path, GRID), "a", "e", count=count)
    assert isinstance(found, Ways)
    assert (len(found.ways), found.more) == (min(count, 4), more)


def test_the_first_is_the_way_that_is_found_alone(tmp_path: Path) -> None:
    hops = searched(post.tree(tmp_path))
    start, goal = (
        Symbol("example.org/post/office", "Clerk", "Take"),
        Symbol("example.org/post/round", "Carrier", "ring"),
    )
    found, alone = find_ways(hops, [start], [goal], count=5), find_way(hops, [start], [goal])
    assert isinstance(found, Ways)
    assert not isinstance(alone, NoWay)
    assert found.ways[0].hops == alone.hops
    assert [way.hops[-2].end.short for way in found.ways] == ["Bag.Fill", "Carrier.Bring"]
    assert all(one.end == other.start for way in found.ways for one, other in pairwise(way.hops))


def test_ways_by_a_place_and_round_another(tmp_path: Path) -> None:
    hops = calling(tmp_path, GRID)
    assert names(ways(hops, "a", "d", "e", count=9)) == ["abde", "acde", "abdbe", "acdbe"]
    assert names(ways(hops, "a", "e", count=9, avoid=("b",))) == ["acde"]


def test_no_way_says_why(tmp_path: Path) -> None:
    found = ways(calling(tmp_path, GRID), "e", "f", count=3)
    assert isinstance(found, NoWay)
    assert found.followed == 5


@pytest.mark.parametrize("seed", range(20))
def test_as_if_all_ways_were_tried(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # which graphs are tried, nothing secret
    letters = "abcdefg"
    calls = {one: sorted(chance.sample(letters.replace(one, ""), chance.randint(0, 4))) for one in letters}
    hops = calling(tmp_path, calls)
    every = all_ways(calls, "a", "g")
    for count in (1, 3, 1000):
        found = ways(hops, "a", "g", count=count)
        if every:
            assert names(found) == every[:count]
            assert isinstance(found, Ways)
            assert found.more is (len(every) > count)
        else:
            assert isinstance(found, NoWay)


def test_a_dead_end_that_is_full_of_circles_costs_little(tmp_path: Path) -> None:
    def asked(size: int) -> Callable[[], object]:
        inner = [f"x{i}" for i in range(size)]
        calls = {"a": ["b"], "b": ["g", *inner]} | {one: [*inner, "b"] for one in inner}
        hops = calling(tmp_path / str(size), calls)
        ways(hops, "a", "g", count=1)

        def work() -> None:
            found = ways(hops, "a", "g", count=5)
            assert isinstance(found, Ways)
            assert (len(found.ways), found.more) == (1, False)

        return work

    assert growth(asked, 10) < 20  # four times the functions make sixteen times the calls
