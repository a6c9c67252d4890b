"""``archviz add``: a card or an edge put into a figure's file, once the source has proved it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import kitchen
import pytest
from test_cli import run

FIGURE = Path("diagrams/house/1-kitchen.yaml")
OTHER = """\
package cellar

import "example.org/house/kitchen"

type Cellar struct{ chef *kitchen.Chef }

func (c *Cellar) Fetch() { c.chef.Prepare("wine") }

func Twice(c *Cellar) {
	c.Fetch()
	go c.Fetch()
}

var Room = Cellar{}

func Fill(c *Cellar) { c.chef = &kitchen.Chef{} }
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    kitchen.project(tmp_path)
    kitchen.go_tree(tmp_path / "go")
    (tmp_path / "go/cellar").mkdir()
    (tmp_path / "go/cellar/cellar.go").write_text(OTHER)
    return tmp_path


def added(house: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run("add", *arguments, "--source", "go", cwd=house)


def text(house: Path) -> str:
    return (house / FIGURE).read_bytes().decode()


def proved(house: Path) -> None:
    done = run("check", "--source", "go", cwd=house)
    assert done.returncode == 0, done.stdout


def test_an_edge_gets_the_kind_that_the_source_proves_and_the_row_it_needs(house: Path) -> None:
    done = added(house, "edge", "kitchen", "Chef.clean", "k.Stove.Wipe")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        f"{FIGURE}: cards[2].methods: + Wipe",
        f"{FIGURE}: edges: + {{from: k.Chef.clean, to: k.Stove.Wipe, kind: call}}",
    ]
    edge = "  - {from: k.Chef.clean, to: k.Stove.Wipe, kind: call}\n"
    assert text(house) == kitchen.DIAGRAM.replace("[Burn]", "[Burn, Wipe]") + edge
    proved(house)
    again = added(house, "edge", "kitchen", "Chef.clean", "Stove.Wipe")
    assert (again.returncode, again.stdout) == (2, "")
    assert "k.Chef.clean → k.Stove.Wipe (call) is there already" in again.stderr


def test_an_edge_from_another_package_brings_its_alias_and_card(house: Path) -> None:
    done = added(house, "edge", "1", "Cellar.Fetch", "Chef.Prepare")
    assert done.returncode == 0, done.stderr
    expected = kitchen.DIAGRAM.replace("house/kitchen}", "house/kitchen, cellar: example.org/house/cellar}")
    expected = expected.replace("edges:\n", "  - type: cellar.Cellar\n    methods: [Fetch]\nedges:\n")
    assert text(house) == expected + "  - {from: cellar.Cellar.Fetch, to: k.Chef.Prepare, kind: call}\n"
    proved(house)
    done = added(house, "edge", "1", "Cellar.chef", "Chef")
    assert "kind: holds" in done.stdout
    assert "cards[4].fields: + chef" in done.stdout
    proved(house)


def test_both_ends_of_one_new_type_share_a_card(house: Path) -> None:
    code = OTHER + "\nfunc (c *Cellar) All() { c.Fetch() }\n"
    (house / "go/cellar/cellar.go").write_text(code)
    done = added(house, "edge", "1", "Cellar.All", "Cellar.Fetch")
    assert done.returncode == 0, done.stderr
    assert "  - type: cellar.Cellar\n    methods: [All, Fetch]\n" in text(house)
    proved(house)


def test_what_the_source_refutes_is_not_written(house: Path) -> None:
    for arguments, said in (
        (("Chef.heat", "Stove.Wipe"), "Chef.heat has call → Stove.Burn (51)"),
        (("Stove.Burn", "Chef.heat"), "the other way round: Chef.heat has call at kitchen/kitchen.go:51:10"),
        (("Chef.heat", "Stove.Burn", "--kind", "ref"), "call at kitchen/kitchen.go:51:10"),
        (("Chef.heat", "Stove.Burn", "--mode", "go"), "call at kitchen/kitchen.go:51:10"),
        (("Stove", "Cook", "--kind", "implements"), "Stove lacks Prepare"),
    ):
        done = added(house, "edge", "kitchen", *arguments)
        assert (done.returncode, done.stdout) == (1, ""), arguments
        assert "error: nothing proves that" in done.stderr
        assert said in done.stderr, done.stderr
        assert text(house) == kitchen.DIAGRAM


def test_several_kinds_are_listed_and_one_is_chosen(house: Path) -> None:
    done = added(house, "edge", "kitchen", "cellar.Twice", "Cellar.Fetch")
    assert (done.returncode, done.stdout) == (2, "")
    assert "call, at cellar/cellar.go:10:4" in done.stderr
    assert "call by go, at cellar/cellar.go:11:7" in done.stderr
    assert "--kind call or --kind call --mode go" in done.stderr
    assert text(house) == kitchen.DIAGRAM
    done = added(house, "edge", "kitchen", "cellar.Twice", "Cellar.Fetch", "--mode", "go", "--label", "twice: so")
    assert done.returncode == 0, done.stderr
    assert 'kind: call, mode: go, label: "twice: so"}' in text(house)
    proved(house)


def test_sets_names_the_function_that_proves_it(house: Path) -> None:
    done = added(house, "edge", "kitchen", "Cellar.chef", "k.Chef", "--in", "cellar.Fill")
    assert done.returncode == 0, done.stderr
    assert "kind: sets, in: cellar.Fill" in text(house)
    proved(house)


def test_a_step_goes_between_others(house: Path) -> None:
    code = kitchen.STOVE_GO.replace("	c.heat()\n", "	c.heat()\n	c.rest()\n")
    kitchen.go_tree(house / "go", code)
    done = added(house, "edge", "kitchen", "Chef.Prepare", "Chef.rest", "--step", "2")
    assert done.returncode == 0, done.stderr
    assert f"{FIGURE}: edges[2].step: 2 → 3" in done.stdout
    assert "kind: call, step: 2}\n" in text(house)
    proved(house)
    before = text(house)
    wrong = added(house, "edge", "kitchen", "Chef.Prepare", "Chef.plate", "--step", "1")
    assert wrong.returncode == 1
    assert "unproved-order" in wrong.stdout
    assert text(house) == before


def test_a_card_and_rows(house: Path) -> None:
    done = added(house, "card", "kitchen", "cellar.Cellar", "--fields", "chef", "--methods", "Fetch")
    assert done.returncode == 0, done.stderr
    assert "  - type: cellar.Cellar\n    fields: [chef]\n    methods: [Fetch]\nedges:" in text(house)
    assert "cellar: example.org/house/cellar" in text(house)
    done = added(house, "card", "kitchen", "k.Chef", "--methods", "Prepare, rest", "--fields", "name")
    assert done.returncode == 0, done.stderr
    assert "fields: [stove, plate, name]" in text(house)
    assert "methods: [Prepare, heat, clean, rest]" in text(house)
    assert added(house, "card", "kitchen", "Serve").returncode == 0
    assert "  - func: k.Serve\n" in text(house)
    proved(house)


def test_a_card_that_cannot_be_is_refused(house: Path) -> None:
    for arguments, code, said in (
        (("k.Chef",), 2, "Chef has a card already"),
        (("Chef.stove",), 2, "--fields stove` adds a row"),
        (("cellar.Room",), 2, "is a var, and no card shows one"),
        (("Pantry",), 2, "nothing is named Pantry"),
        (("k.Stove", "--methods", "Bake"), 1, "Stove has no method Bake"),
    ):
        done = added(house, "card", "kitchen", *arguments)
        assert done.returncode == code, (arguments, done.stderr)
        assert said in done.stderr + done.stdout, done.stderr
        assert text(house) == kitchen.DIAGRAM


def test_what_is_no_diagram_or_draws_all_edges_is_refused(house: Path) -> None:
    done = added(house, "card", "a-dish", "k.Chef")
    assert done.returncode == 2
    assert "only a diagram has cards and edges" in done.stderr
    head = kitchen.DIAGRAM[: kitchen.DIAGRAM.index("edges:")]
    (house / FIGURE).write_text(head + "edges: auto\n")
    done = added(house, "edge", "kitchen", "Chef.clean", "Stove.Wipe")
    assert done.returncode == 2
    assert "`edges: auto` draws all edges" in done.stderr
    assert added(house, "card", "kitchen", "k.Serve").returncode == 0


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_layout_stays(end: str, house: Path) -> None:
    """Block style, any order of keys, comments, CRLF and no last line end."""
    spoilt = (
        "# The house\nedges:\n  # what happens\n  - kind: call\n    from: k.Chef.heat   # first\n    to: k.Stove.Burn\n"
        "kind: diagram\ncards:\n- type: k.Chef\n  methods:\n  - heat # warm\n\n- {type: k.Stove, methods: [Burn]}\n"
        "packages:\n  k: example.org/house/kitchen\ntitle: A kitchen # the end"
    )
    (house / FIGURE).write_bytes(spoilt.replace("\n", end).encode())
    done = added(house, "edge", "kitchen", "Chef.clean", "Stove.Wipe")
    assert done.returncode == 0, done.stderr
    new = "  - from: k.Chef.clean\n    to: k.Stove.Wipe\n    kind: call\n"
    expected = spoilt.replace("to: k.Stove.Burn\n", f"to: k.Stove.Burn\n{new}")
    expected = expected.replace("  - heat # warm\n", "  - heat # warm\n  - clean\n").replace("[Burn]", "[Burn, Wipe]")
    assert text(house) == expected.replace("\n", end)


def test_a_dry_run_is_a_patch(house: Path) -> None:
    done = added(house, "edge", "kitchen", "Chef.clean", "Stove.Wipe", "--dry-run")
    assert text(house) == kitchen.DIAGRAM
    subprocess.run(["git", "apply", "-"], cwd=house, input=done.stdout, text=True, check=True)
    assert "Stove.Wipe" in text(house)


def test_a_figure_with_other_errors_can_grow(house: Path) -> None:
    (house / FIGURE).write_text(kitchen.DIAGRAM.replace("k.Stove, kind: holds", "k.Stove, kind: ref"))
    assert added(house, "edge", "kitchen", "Chef.clean", "Stove.Wipe").returncode == 0
    assert "Stove.Wipe" in text(house)
