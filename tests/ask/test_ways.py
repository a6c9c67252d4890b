"""The way from one symbol to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import post
import pytest
from steps import growth

from archviz.ask import Hops, NoWay, SourceFacts, Way, find_way, own_packages, resolve
from archviz.golang.graph import Graph
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def hops(tmp_path: Path) -> Hops:
    return searched(post.tree(tmp_path))


def searched(folder: Path) -> Hops:
    graph = Graph(open_source(str(folder)))
    return Hops(SourceFacts(graph, own_packages(graph)))


def way(hops: Hops, start: str, *goals: str, avoid: tuple[str, ...] = ()) -> list[str]:
    """The steps of a way, each as ``A -call-> B`` or ``A <-receives- B``; none where there is no way."""
    found = found_way(hops, start, *goals, avoid=avoid)
    if isinstance(found, NoWay):
        return []
    arrows = [(f"<-{hop.kind}-" if hop.back else f"-{hop.mode or hop.kind}->") for hop in found.hops]
    return [f"{hop.start.short} {arrow} {hop.end.short}" for hop, arrow in zip(found.hops, arrows, strict=True)]


def found_way(hops: Hops, start: str, *goals: str, avoid: tuple[str, ...] = ()) -> Way | NoWay:
    symbols = [resolve(hops.facts, text).symbol for text in (start, *goals)]
    return find_way(hops, symbols[:1], symbols[1:], [resolve(hops.facts, text).symbol for text in avoid])


def test_through_a_channel_and_an_interface(hops: Hops) -> None:
    assert way(hops, "Clerk.Take", "Carrier.ring") == [
        "Clerk.Take -call-> Clerk.put",
        "Clerk.put -sends-> Clerk.tray",
        "Clerk.tray <-receives- Clerk.work",
        "Clerk.work -call-> Sorter.Sort",
        "Sorter.Sort <-implements- ByTown.Sort",
        "ByTown.Sort -call-> Bag.Fill",
        "Bag.Fill -call-> Carrier.ring",
    ]


def test_every_step_has_its_place(hops: Hops) -> None:
    found = found_way(hops, "Clerk.Take", "Carrier.ring")
    assert isinstance(found, Way)
    lines = post.OFFICE_GO.splitlines()
    sent = found.hops[1].evidence[0]
    assert sent.file == "office/office.go"
    assert lines[sent.line - 1][sent.col - 1 :].startswith("tray <- letter")


def test_a_function_that_is_handed_on_is_run_by_somebody(hops: Hops) -> None:
    assert way(hops, "Start", "Clerk.work") == ["Start -call-> Open", "Open -ref-> Clerk.work"]


def test_a_field_holds_the_function_that_it_is_set_to(hops: Hops) -> None:
    assert way(hops, "Clerk.Take", "ink") == [
        "Clerk.Take -dyncall-> Clerk.stamp",
        "Clerk.stamp -sets-> Blue",
        "Blue -call-> ink",
    ]


def test_a_field_that_is_set_to_a_closure_does_what_the_closure_does_and_no_more(hops: Hops) -> None:
    assert way(hops, "Clerk.lose", "report") == [
        "Clerk.lose -dyncall-> Clerk.onLoss",
        "Clerk.onLoss -sets-> Open",
        "Open -call-> report",
    ]
    assert way(hops, "Clerk.lose", "Clerk.work") == []
    assert way(hops, "Clerk.rest", "sweep")[1:] == ["Clerk.onRest -sets-> Open", "Open -call-> sweep"]
    assert way(hops, "Clerk.rest", "report") == []


def test_that_a_field_is_set_to_what_its_setter_is_handed_is_a_guess(hops: Hops) -> None:
    assert way(hops, "Watch.tick", "shout") == ["Watch.tick -dyncall-> Watch.tell", "Watch.tell -sets-> shout"]
    found = found_way(hops, "Watch.tick", "shout")
    assert isinstance(found, Way)
    assert found.guesses == 1
    assert "NewWatch sets Watch.tell and is handed shout" in found.hops[1].why


def test_a_variable_leads_to_the_functions_in_its_initializer(hops: Hops) -> None:
    through = ["visit -reads-> rows", "rows -reads-> bells"]
    assert way(hops, "visit", "knock") == [*through, "bells -ref-> knock"]
    assert way(hops, "visit", "pull") == [*through, "bells -call-> pull"]


def test_what_comes_before_a_receive_does_not_follow_from_it(hops: Hops) -> None:
    assert way(hops, "Clerk.leave", "sweep") == [
        "Clerk.leave -sends-> Clerk.closed",
        "Clerk.closed <-receives- Clerk.Close",
        "Clerk.Close -call-> sweep",
    ]
    assert way(hops, "Clerk.leave", "office.Count") == []


def test_of_ways_as_short_the_first_by_name_and_the_others_are_named(hops: Hops) -> None:
    found = found_way(hops, "Clerk.Take", "Carrier.ring")
    assert isinstance(found, Way)
    (choice,) = found.choices
    assert (choice.start.short, choice.taken.short) == ("ByTown.Sort", "Bag.Fill")
    assert [one.short for one in choice.others] == ["Carrier.Bring"]


@pytest.mark.parametrize(
    "asked", [{"via": "Carrier.Bring"}, {"avoid": "Bag.Fill"}, {"via": "Carrier"}, {"avoid": "Bag"}]
)
def test_via_and_avoid_choose_another_way(hops: Hops, asked: dict[str, str]) -> None:
    via = [asked["via"]] if "via" in asked else []
    avoid = (asked["avoid"],) if "avoid" in asked else ()
    assert way(hops, "ByTown.Sort", *via, "Carrier.ring", avoid=avoid) == [
        "ByTown.Sort -call-> Carrier.Bring",
        "Carrier.Bring -call-> Carrier.ring",
    ]


def test_a_type_stands_for_its_members_and_for_what_creates_it(hops: Hops) -> None:
    assert way(hops, "ByTown.Sort", "Carrier") == ["ByTown.Sort -call-> Carrier.Bring"]
    assert way(hops, "Open", "Clerk") == ["Open -creates-> Clerk"]


GUESS_GO = """package office

import "example.org/missing"

type wall struct{}

func (w wall) ring() {}

// hut has a ring from wall, unless what is missing has one too.
type hut struct {
	missing.Thing
	wall
}

func (h hut) open() {
	h.ring()
	DETOUR
}

func round(w wall) { w.ring() }
"""


@pytest.mark.parametrize(("detour", "steps", "guesses"), [("round(wall{})", 2, 0), ("", 1, 1)])
def test_a_guess_is_made_only_where_there_is_no_certain_way(
    tmp_path: Path, detour: str, steps: int, guesses: int
) -> None:
    (post.tree(tmp_path) / "office" / "hut.go").write_text(GUESS_GO.replace("DETOUR", detour))
    found = found_way(searched(tmp_path), "hut.open", "wall.ring")
    assert isinstance(found, Way)
    assert (len(found.hops), found.guesses) == (steps, guesses)


def test_where_there_is_none_it_says_how_far_it_looked(hops: Hops) -> None:
    found = found_way(hops, "Carrier.Bring", "Clerk.Take")
    assert isinstance(found, NoWay)
    assert (found.given_up, found.outside) == (False, ("fmt",))
    assert found.followed == 2  # Bring and ring


def chain(folder: Path, length: int) -> Callable[[], object]:
    """A search through a row of functions, each of which calls the next one."""
    folder.mkdir(parents=True)
    (folder / "go.mod").write_text("module example.org/row\n\ngo 1.20\n")
    calls = "".join(f"func f{i}() {{ f{i + 1}() }}\n" for i in range(length))
    (folder / "row.go").write_text(f"package row\n\n{calls}func f{length}() {{}}\n")
    hops = searched(folder)
    start, goal = (resolve(hops.facts, f"f{i}").symbol for i in (0, length))
    return lambda: find_way(hops, [start], [goal])


def test_a_search_takes_as_many_steps_as_there_are_functions(tmp_path: Path) -> None:
    assert growth(lambda size: chain(tmp_path / str(size), size), 100) < 6


def test_a_search_gives_up_where_it_has_followed_enough(tmp_path: Path) -> None:
    chain(tmp_path / "row", 50)
    hops = searched(tmp_path / "row")
    start, goal = (resolve(hops.facts, f"f{i}").symbol for i in (0, 50))
    found = find_way(hops, [start], [goal], most=10)
    assert isinstance(found, NoWay)
    assert (found.given_up, found.followed) == (True, 10)
    assert isinstance(find_way(hops, [start], [goal], most=50), Way)
