"""Questions as a person asks them."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING

import post
import pytest
from test_cli import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return post.tree(tmp_path)


def test_the_callers_of_a_function_as_a_tree(office: Path) -> None:
    done = run("callers", "sweep", "--depth", "2", cwd=office)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "example.org/post/office.sweep  func, office/office.go:68:6",
        "  example.org/post/office.Clerk.Close  office/office.go:61:2",
        "  example.org/post/office.Open  office/office.go:30:27",
        "    example.org/post/round.Start  round/round.go:53:14",
        "closed: 3 calls; 0 unresolved calls could be it",
    ]


def test_nobody_calls_it_is_an_answer(office: Path) -> None:
    done = run("callers", "Clerk.rest", cwd=office)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "closed: 0 calls; 0 unresolved calls could be it"


def test_an_open_answer_says_why_and_what_to_ask_for(office: Path) -> None:
    done = run("callers", "ByTown.Sort", cwd=office)
    assert done.stdout.splitlines()[1:] == [
        "open: 0 calls, and there may be more",
        "  interface: 1 call through 1 interface may reach it: Sorter.Sort",
        "    office/office.go:53:12",
        "    --through interfaces follows them",
    ]
    closed = run("callers", "ByTown.Sort", "--through", "interfaces", cwd=office)
    assert closed.stdout.splitlines()[-1].startswith("closed: 1 call")


def test_an_answer_as_json(office: Path) -> None:
    done = run("callers", "Clerk.put", "--format", "json", cwd=office)
    answer = json.loads(done.stdout)
    assert [node["symbol"] for node in answer["nodes"]] == [
        "example.org/post/office.Clerk.put",
        "example.org/post/office.Clerk.Take",
    ]
    assert answer["edges"] == [
        {
            "from": "example.org/post/office.Clerk.Take",
            "to": "example.org/post/office.Clerk.put",
            "rel": "call",
            "kind": "static",
            "mode": "",
            "certain": True,
            "evidence": [{"file": "office/office.go", "line": 44, "col": 4}],
        }
    ]
    assert (answer["closed"], answer["open"], answer["cut"]) == (True, [], [])


@pytest.mark.parametrize(("form", "begins"), [("mermaid", "flowchart"), ("dot", "digraph"), ("svg", "<svg")])
def test_an_answer_as_a_proved_picture(office: Path, form: str, begins: str) -> None:
    done = run("callees", "Clerk.Take", "--format", form, "--out", f"take.{form}", cwd=office)
    assert (done.returncode, done.stdout) == (0, f"take.{form}\n")
    drawn = (office / f"take.{form}").read_text()
    assert begins in drawn
    assert "lose" in drawn
    assert re.search(r"closed: \d+ call", drawn)


@pytest.mark.parametrize("form", ["mermaid", "dot", "svg"])
def test_a_picture_of_an_open_answer_says_why(office: Path, form: str) -> None:
    done = run("callers", "ByTown.Sort", "--format", form, cwd=office)
    assert done.returncode == 0
    text = html.unescape(re.sub(r"#(\d+);", lambda code: chr(int(code[1])), done.stdout))
    text = " ".join(re.sub(r"<[^>]*>", " ", text).split())
    assert "open: 0 calls, and there may be more (interface)" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("callers", "Clark.put"), "did you mean Clerk.put"),
        (("callers",), "Missing argument 'SYMBOL…'"),
        (("callers", "sweep", "--through", "interface"), "did you mean interfaces?"),
        (("callers", "sweep", "--format", "jsn"), "did you mean json?"),
        (("callers", "sweep", "--packages", "example.org/past/..."), "did you mean example.org/post/..."),
    ],
)
def test_what_cannot_be_asked_is_said_with_a_hint(office: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments, cwd=office)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_the_places_that_name_a_field(office: Path) -> None:
    done = run("references", "Clerk.tray", cwd=office)
    assert (done.returncode, done.stderr) == (0, "")
    said = done.stdout.splitlines()
    assert said[0] == "example.org/post/office.Clerk.tray  field, office/office.go:7:2"
    assert [line.split("  ")[2:] for line in said[1:-1]] == [
        ["sends", "office/office.go:47:40"],
        ["receives", "office/office.go:52:24"],
        ["set", "office/office.go:25:14"],
    ]
    assert said[-1] == "closed: 3 places"


def test_what_implements_an_interface_and_what_a_type_implements(office: Path) -> None:
    done = run("implementers", "Sorter", "--format", "json", cwd=office)
    (edge,) = json.loads(done.stdout)["edges"]
    assert (edge["from"], edge["to"], edge["pointer"]) == (
        "example.org/post/round.ByTown",
        "example.org/post/office.Sorter",
        True,
    )
    back = run("implementers", "ByTown", cwd=office)
    assert back.stdout.splitlines()[1].startswith("  example.org/post/office.Sorter  implements")
    assert run("implementers", "sweep", cwd=office).returncode == 2


BELLS = """\
package main

type Bell interface{ Ring() }

type Brass struct{}

func (*Brass) Ring() {}

type Wood struct{}

func (Wood) Ring() {}

type Tin struct{}

func (Tin) Ring() {}

type House struct {
	door Bell
	gate Bell
	lost Bell
}

func build(gate Bell) *House { return &House{door: &Brass{}, gate: gate} }

func (h *House) visit() {
	h.door.Ring()
	h.gate.Ring()
	h.lost.Ring()
}

func main() {
	build(Wood{}).visit()
	build(Tin{}).visit()
}
"""


@pytest.fixture
def bells(tmp_path: Path) -> Path:
    (tmp_path / "go.mod").write_text("module example.org/bells\n\ngo 1.21\n")
    (tmp_path / "main.go").write_text(BELLS)
    return tmp_path


def test_what_a_call_of_an_interface_can_really_reach(bells: Path) -> None:
    done = run("callees", "House.visit", "--wired", cwd=bells)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "example.org/bells.House.visit  method, main.go:25:17",
        "  example.org/bells.Brass.Ring  interface  main.go:26:9",
        "    | *example.org/bells.Brass is set as House.door  main.go:23:46",
        "  example.org/bells.Tin.Ring  interface  main.go:27:9  [one of 2]",
        "    | example.org/bells.Tin is handed to build as argument 1  main.go:33:8",
        "    | is set as House.gate  main.go:23:62",
        "  example.org/bells.Wood.Ring  interface  main.go:27:9  [one of 2]",
        "    | example.org/bells.Wood is handed to build as argument 1  main.go:32:8",
        "    | is set as House.gate  main.go:23:62",
        "  example.org/bells.Bell.Ring  interface  main.go:28:9  [one of 3]",
        "note: what is wired is so as long as no code outside this source calls or sets what it exports",
        "open: 4 calls, and there may be more",
        "  interface: what 1 call through an interface can reach is not known: nothing in this source gives it a value",
        "    main.go:28:9",
        "    --through interfaces shows what implements the interfaces",
    ]


def test_the_proof_of_what_is_wired_as_json(bells: Path) -> None:
    done = run("callees", "House.visit", "--wired", "--format", "json", cwd=bells)
    first = json.loads(done.stdout)["edges"][0]
    assert (first["to"], first["kind"], first["certain"]) == ("example.org/bells.Brass.Ring", "interface", True)
    assert first["wired"] == [
        {"file": "main.go", "line": 23, "col": 46, "why": "*example.org/bells.Brass is set as House.door"}
    ]


def test_only_callees_can_be_wired(bells: Path) -> None:
    done = run("callers", "House.visit", "--wired", cwd=bells)
    assert done.returncode == 2
    assert "No such option" in done.stderr


def test_what_is_wired_as_a_picture(bells: Path) -> None:
    done = run("callees", "House.visit", "--wired", "--format", "mermaid", cwd=bells)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Brass" in done.stdout
