"""Pictures from questions, as a person asks them."""

from __future__ import annotations

import json
import os
import stat
import sys
from typing import TYPE_CHECKING, Any

import kitchen
import post
import pytest
from test_cli import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return post.tree(tmp_path)


def figure(office: Path, *arguments: str) -> dict[str, list[dict[str, Any]]]:
    """What is drawn, as JSON."""
    done = run("draw", *arguments, "--format", "json", "--out", "-", cwd=office)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_a_way_is_drawn_and_every_step_of_it_proved(office: Path) -> None:
    drawn = figure(office, "Clerk.Take", "--to", "Carrier.ring")
    steps = [(edge["step"], edge["kind"], edge["asserted"]) for edge in drawn["edges"]]
    assert steps == [
        (1, "call", ""),
        (2, "sends", ""),
        (3, "receives", ""),
        (4, "call", ""),
        (None, "implements", ""),
        (5, "call", ""),
        (6, "call", ""),
    ]
    assert all(edge["evidence"] for edge in drawn["edges"])
    assert [card["title"] for card in drawn["cards"]] == ["Clerk", "Sorter", "ByTown", "Bag", "Carrier"]


def test_a_method_that_a_type_embeds_is_drawn_with_how_the_type_comes_by_it(office: Path) -> None:
    drawn = figure(office, "dispatch", "--to", "Carrier.Bring")
    edges = [(e["kind"], e["source_symbol"]["name"], e["target_symbol"]["name"]) for e in drawn["edges"]]
    assert edges == [
        ("call", "dispatch", "Messenger"),
        ("implements", "Express", "Messenger"),
        ("embeds", "Express", "Carrier"),
    ]


def test_the_picture_is_a_file_whose_path_is_printed_and_nothing_is_written_here(office: Path) -> None:
    before = sorted(path for path in office.rglob("*") if path.parts[-2:] != ("cache",))
    done = run("draw", "Clerk.Take", "--to", "Carrier.ring", cwd=office)
    assert done.returncode == 0
    file = office / done.stdout.strip()
    assert file.read_text().startswith("<svg ")
    assert file.is_relative_to(office / "cache")
    after = sorted(path for path in office.rglob("*") if "cache" not in path.parts)
    assert after == before


def test_what_was_chosen_is_said_and_stands_in_the_picture(office: Path) -> None:
    done = run("draw", "Clerk.Take", "--to", "Carrier.ring", "--out", "-", cwd=office)
    choice = "From ByTown.Sort it goes by Bag.Fill; as short by Carrier.Bring."
    assert choice in done.stderr
    assert "6 steps, through 1 channel and 1 interface" in done.stderr
    assert "--via and --avoid" in done.stderr
    assert choice.split("; ")[1] in " ".join(done.stdout.split())


@pytest.mark.parametrize("option", [("--via", "Carrier.Bring"), ("--avoid", "Bag")])
def test_another_way_can_be_chosen(office: Path, option: tuple[str, str]) -> None:
    titles = [card["title"] for card in figure(office, "Clerk.Take", "--to", "Carrier.ring", *option)["cards"]]
    assert titles == ["Clerk", "Sorter", "ByTown", "Carrier"]


def test_what_a_function_calls_and_what_is_not_shown(office: Path) -> None:
    drawn = figure(office, "Clerk.Take", "--depth", "2", "--max", "4")
    assert len(drawn["cards"]) == 1
    done = run("draw", "Clerk.Take", "--max", "2", "--out", "-", cwd=office)
    assert "not shown: 2 more callees" in done.stderr
    assert "Not shown: 2 more callees." in " ".join(done.stdout.split())
    assert "not shown: 1 callee in 1 other package (fmt)" in run("draw", "Carrier.ring", cwd=office).stderr


def test_what_calls_a_method(office: Path) -> None:
    drawn = figure(office, "ByTown.Sort", "--callers")
    assert [(edge["kind"], edge["target_symbol"]["name"]) for edge in drawn["edges"]] == [
        ("implements", "Sorter"),
        ("call", "Sorter"),
    ]


def test_a_closure_that_a_field_is_set_to_is_proved_where_it_is_set(office: Path) -> None:
    edges = figure(office, "Clerk.lose", "--to", "report")["edges"]
    assert [(edge["kind"], edge["asserted"]) for edge in edges] == [("dyncall", ""), ("sets", ""), ("call", "")]
    line = 1 + post.OFFICE_GO.splitlines().index("\tc.onLoss = func(letter string) {")
    assert edges[1]["evidence"] == [{"file": "office/office.go", "line": line, "col": 4}]


def test_a_variable_has_no_card_so_that_the_step_through_it_is_asserted(office: Path) -> None:
    done = run("draw", "visit", "--to", "knock", "--format", "json", "--out", "-", cwd=office)
    (edge,) = json.loads(done.stdout)["edges"]
    assert done.returncode == 1
    assert "step 1, visit → knock, is not proved: through the variable rows and bells" in done.stderr
    assert (edge["label"]["en"], edge["evidence"]) == ("through rows and bells", [])


@pytest.mark.parametrize(
    ("form", "start"),
    [("svg", "<svg "), ("dot", "digraph"), ("mermaid", "flowchart"), ("d2", "direction"), ("yaml", "kind: diagram\n")],
)
def test_formats_on_standard_output(office: Path, form: str, start: str) -> None:
    done = run("draw", "Open", "--format", form, "--out", "-", cwd=office)
    assert done.stdout.lstrip().startswith(start)


def test_a_file_of_ones_own_is_in_the_format_that_it_ends_in(office: Path) -> None:
    done = run("draw", "Open", "-o", "out/open.d2", cwd=office)
    assert done.stdout == "out/open.d2\n"
    assert (office / "out" / "open.d2").read_text().startswith("direction")


def test_a_figure_that_is_saved_is_one_of_the_projects(office: Path) -> None:
    other = kitchen.DIAGRAM.replace("house/kitchen", "post/office")
    kitchen.figure_file(office / "diagrams" / "post", other, "1-kitchen.yaml")
    (office / "archviz.toml").touch()
    done = run("draw", "Clerk.Take", "--to", "Carrier.ring", "--save", cwd=office)
    name = "from-clerk-take-to-carrier-ring"
    assert done.stdout.splitlines() == [f"diagrams/post/{name}.yaml", f"diagrams/post/{name}.svg"]
    checked = run("check", "--source", ".", "--format", "json", cwd=office)
    held = next(one for one in json.loads(checked.stdout)["figures"] if one["id"] == name)
    assert held["claims"] == held["proved"] > 10
    rendered = run("render", name, "--source", ".", cwd=office)
    assert (rendered.returncode, rendered.stdout) == (0, "")  # it is the same picture


def test_no_other_figure_is_overwritten(office: Path) -> None:
    (office / "archviz.toml").touch()
    (office / "diagrams").mkdir()
    assert run("draw", "Open", "--save", cwd=office).stdout.splitlines()[0] == "diagrams/what-open-calls.yaml"
    before = {path: path.read_bytes() for path in (office / "diagrams").rglob("*.*")}
    again = run("draw", "Open", "--save", cwd=office)
    assert again.returncode == 2
    assert "there is a figure what-open-calls already" in again.stderr
    assert {path: path.read_bytes() for path in (office / "diagrams").rglob("*.*")} == before
    assert run("draw", "Open", "--save", "--id", "second", cwd=office).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["Count"], 2, "Count is the name of 2 declarations"),
        (["Clerk.take"], 2, "did you mean Clerk.Take"),
        (["Open", "--to", "nowhere"], 2, "nothing is named nowhere"),
        (["Open", "--via", "Count"], 2, "--via is for a way, which needs --to"),
        (["Open", "--to", "sweep", "--callers"], 2, "--callers is for a picture without --to"),
        (["Open", "--to", "sweep", "--max", "3"], 2, "--max is for a picture without --to"),
        (["Open", "--format", "gif"], 2, "'gif' is none of svg"),
        (["Open", "--format", "svg,dot", "--out", "a.svg"], 2, "--out takes one file"),
        (["Open", "--packages", "./nowhere/..."], 2, "has no package that ./nowhere/... matches"),
        (["Open", "--save"], 2, "there is no project here"),
        (["Open", "--id", "a/b"], 2, "--id"),
        (["sweep", "--to", "Open"], 1, "nothing leads from sweep to Open"),
        (["Carrier.Bring", "--to", "ByTown.Sort"], 1, "archviz draw example.org/post/round.ByTown.Sort --to"),
    ],
)
def test_what_cannot_be_drawn_is_explained(office: Path, arguments: list[str], code: int, said: str) -> None:
    done = run("draw", *arguments, cwd=office)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr


def test_the_module_around_is_found_from_a_folder_in_it(office: Path) -> None:
    done = run("draw", "Clerk.Take", "--out", "-", cwd=office / "office")
    assert done.returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="the browser is a shell script")
def test_a_browser_opens_the_picture(office: Path) -> None:
    browser = office / "browser"
    browser.write_text('#!/bin/sh\necho "$1" > opened\n')
    browser.chmod(browser.stat().st_mode | stat.S_IXUSR)
    done = run("draw", "Open", "--open", cwd=office, BROWSER=os.fspath(browser))
    assert done.returncode == 0
    assert (office / "opened").read_text().startswith("file:///")
