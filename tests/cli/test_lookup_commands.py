"""Looking symbols up, as a person does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import kitchen
import post
import pytest
from test_cli import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return post.tree(tmp_path)


def test_names_are_found_by_the_beginnings_of_their_words(office: Path) -> None:
    done = run("find", "onl", cwd=office)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "example.org/post/office.Clerk.onLoss  field, office/office.go:11:2\n"


def test_found_names_as_json_with_what_is_cut(office: Path) -> None:
    done = run("find", "clerk.o", "--kind", "field", "--max", "1", "--format", "json", cwd=office)
    assert json.loads(done.stdout) == {
        "nodes": [
            {
                "symbol": "example.org/post/office.Clerk.onLoss",
                "kind": "field",
                "file": "office/office.go",
                "line": 11,
            }
        ],
        "cut": ["3 more names that fit"],
        "notes": [],
    }


def test_nothing_found_names_the_nearest(office: Path) -> None:
    done = run("find", "Massenger", cwd=office)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "no name in packages example.org/post/office and example.org/post/round fits Massenger",
        "the nearest are Messenger, Messenger.Run, Messenger.Bring",
    ]


def test_what_cannot_be_found_is_said_with_a_hint(office: Path) -> None:
    done = run("find", "x", "--kind", "methd", cwd=office)
    assert done.returncode == 2
    assert "did you mean method?" in done.stderr
    done = run("find", "Clerk.", cwd=office)
    assert done.returncode == 2
    assert "hint: write some letters of it" in done.stderr


def test_a_symbol_is_shown(office: Path) -> None:
    done = run("show", "Clerk.Take", cwd=office)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(
        "example.org/post/office.Clerk.Take  method, office/office.go:39:17\n"
        "func (c *Clerk) Take(letter string)\n"
        "  Take takes a letter in.\n"
        "\n"
        "calls 2  Clerk.lose, Clerk.put\n"
        "calls the value of 1  Clerk.stamp\n"
    )
    assert "\ncalled by 1  Start\n" in done.stdout
    assert "    - {from: round.Start, to: office.Clerk.Take, kind: call}\n" in done.stdout
    assert "        - at: {calls: office.Clerk.lose}\n" in done.stdout


def test_a_shown_symbol_as_json(office: Path) -> None:
    found = json.loads(run("show", "round.Express", "--format", "json", cwd=office).stdout)
    assert (found["kind"], found["signature"], found["line"]) == ("struct", "type Express struct", 38)
    assert [one["name"] for one in found["members"]] == ["Carrier", "Run"]
    assert "example.org/post/round.Carrier.Bring" in [one["symbol"] for one in found["promoted"]]
    relations = {one["words"]: (one["direction"], one["symbols"]) for one in found["relations"]}
    assert relations["embeds"] == ("out", ["example.org/post/round.Carrier"])
    assert relations["implements"] == ("out", ["example.org/post/round.Messenger"])


@pytest.mark.parametrize(
    "symbol", ["Clerk.Take", "Clerk", "Chef", "Chef.Prepare", "Express", "office.Open", "Sorter", "bells"]
)
def test_every_line_that_is_shown_is_proved_in_a_figure(tmp_path: Path, symbol: str) -> None:
    kitchen.project(tmp_path)
    post.tree(tmp_path / "go")
    kitchen.go_tree(tmp_path / "go" / "house")
    (tmp_path / "go" / "house" / "go.mod").unlink()
    shown = json.loads(run("show", symbol, "--source", "go", "--format", "json", cwd=tmp_path).stdout)
    for file in (tmp_path / "diagrams" / "house").iterdir():
        file.unlink()
    figures = 0
    for kind in ("diagram", "excerpt"):
        if shown[kind]:
            text = f"kind: {kind}\ntitle: What was shown\n{shown[kind]}"
            kitchen.figure_file(tmp_path / "diagrams", text, f"{kind}.yaml")
            figures += 1
    assert figures
    done = run("check", "--source", "go", "--format", "json", cwd=tmp_path)
    report = json.loads(done.stdout)
    assert (done.returncode, report["findings"], len(report["figures"])) == (0, [], figures)
    assert all(one["claims"] == one["proved"] > 0 for one in report["figures"])


def test_a_symbol_that_is_not_there(office: Path) -> None:
    done = run("show", "Clark.Take", cwd=office)
    assert done.returncode == 2
    assert "did you mean Clerk.Take" in done.stderr
