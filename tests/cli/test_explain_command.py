"""``archviz explain``: why a claim holds, as lines of code, or what was tried and why it proves nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import kitchen
import pytest
from test_cli import run

FIGURE = Path("diagrams/house/1-kitchen.yaml")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    kitchen.project(tmp_path)
    kitchen.go_tree(tmp_path / "go")
    return tmp_path


def spoilt(house: Path, old: str, new: str) -> None:
    text = (house / FIGURE).read_text(encoding="utf-8")
    assert old in text
    (house / FIGURE).write_text(text.replace(old, new), encoding="utf-8")


def explained(house: Path, *arguments: str) -> dict[str, Any]:
    done = run("explain", *arguments, "--source", "go", "--format", "json", cwd=house)
    assert done.returncode in (0, 1), done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_call_is_shown_in_its_line_with_a_mark(house: Path) -> None:
    done = run("explain", "kitchen", "edges[2]", "--source", "go", cwd=house)
    assert done.returncode == 0
    assert done.stdout == (
        f"{FIGURE}:20: edges[2]: k.Chef.Prepare → k.Chef.clean (call by go): proved\n"
        "  kitchen/kitchen.go:46:7: call of Chef.clean, by go, in Chef.Prepare\n"
        "      go c.clean(dish)\n"
        "           ^^^^^\n"
    )


@pytest.mark.parametrize(
    "claim",
    ["edges[3]", "21", "k.Chef.heat → k.Stove.Burn", "Chef.heat->Stove.Burn", "heat -> Burn"],
)
def test_a_claim_has_several_names(claim: str, house: Path) -> None:
    found = explained(house, "1", claim)
    assert [one["claim"] for one in found["claims"]] == ["edges[3]"]
    (place,) = found["claims"][0]["places"]
    assert place["what"] == "call of Stove.Burn, through Chef.stove"
    assert (place["file"], place["line"], place["name"], place["in"]) == ("kitchen/kitchen.go", 51, "Burn", "Chef.heat")


def test_a_symbol_gives_all_claims_about_it(house: Path) -> None:
    found = explained(house, "kitchen", "Burn")
    assert [one["claim"] for one in found["claims"]] == ["cards[2].methods[0]", "edges[3]"]
    found = explained(house, "kitchen", "cards[1]")
    assert [one["claim"] for one in found["claims"]][:3] == ["cards[1]", "cards[1].fields[0]", "cards[1].fields[1]"]
    assert found["claims"][1]["places"][0]["what"] == "field Chef.stove"


def test_all_claims_of_a_figure_have_a_place(house: Path) -> None:
    for figure in ("1", "a-dish"):
        claims = explained(house, figure)["claims"]
        assert len(claims) >= 5
        for one in claims:
            assert one["state"] == "proved"
            assert one["places"], one
            assert all(place["proves"] for place in one["places"])


def test_a_false_kind_shows_what_is_there_and_why_that_is_no_proof(house: Path) -> None:
    spoilt(house, "k.Stove, kind: holds", "k.Stove, kind: ref")
    done = run("explain", "1", "22", "--source", "go", cwd=house)
    assert done.returncode == 1
    assert "hint: holds at kitchen/kitchen.go:14:9; write `kind: holds`" in done.stdout
    assert "looked for ref of Stove among the 1 relation of Chef.stove, 0 of kind ref" in done.stdout
    assert "  kitchen/kitchen.go:14:9: holds Stove, in Chef.stove: not ref\n      stove *Stove\n" in done.stdout
    assert run("explain", "1", "edges[3]", "--source", "go", cwd=house).returncode == 0


def test_the_other_way_round_and_other_targets_are_shown(house: Path) -> None:
    spoilt(house, "from: k.Chef.heat, to: k.Stove.Burn", "from: k.Stove.Burn, to: k.Chef.heat")
    (claim,) = explained(house, "1", "edges[3]")["claims"]
    assert claim["state"] == "not proved"
    assert [place["why_not"] for place in claim["places"]] == ["the other way round"]


def test_what_is_asserted_is_no_proof(house: Path) -> None:
    spoilt(house, "to: k.Stove.Burn, kind: call", "to: k.Stove, kind: creates, asserted: I know")
    done = run("explain", "1", "edges[3]", "--source", "go", cwd=house)
    assert done.returncode == 0
    assert "asserted, not proved" in done.stdout


def test_a_missing_method_and_a_name_that_is_not_there(house: Path) -> None:
    spoilt(house, "{from: k.Chef, to: k.Cook, kind: implements}", "{from: k.Stove, to: k.Cook, kind: implements}")
    done = run("explain", "1", "edges[5]", "--source", "go", cwd=house)
    assert done.returncode == 1
    assert "hint: Stove lacks Prepare" in done.stdout
    assert "looked whether Stove or its pointer has every method of Cook" in done.stdout


def test_a_file_that_is_left_out_is_said(house: Path) -> None:
    (house / "go/kitchen/oven_windows.go").write_text("package kitchen\n\nfunc Bake() {}\n")
    spoilt(house, "func: k.Work", "func: k.Bake")
    done = run("explain", "1", "k.Bake", "--source", "go", cwd=house)
    assert done.returncode == 1
    assert "oven_windows.go, left out on linux/amd64" in done.stdout


def test_wide_characters_and_tabs_keep_the_mark_under_the_name(house: Path) -> None:
    code = kitchen.STOVE_GO.replace("	c.heat()\n", "	/* 厨房 */	c.heat()\n")
    kitchen.go_tree(house / "go", code)
    done = run("explain", "1", "edges[1]", "--source", "go", cwd=house)
    line, mark = done.stdout.splitlines()[-2:]
    assert "/* 厨房 */ " in line
    assert mark.index("^") == line.index("heat") + 2  # two characters are two columns wide


def test_what_is_not_there_is_said_with_exit_code_2(house: Path) -> None:
    for arguments, said in (
        (("1", "edges[77]"), "no claim edges[77]"),
        (("pantry",), "no figure pantry"),
    ):
        done = run("explain", *arguments, "--source", "go", cwd=house)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr
        assert "hint:" in done.stderr
    kitchen.figure_file(house / "diagrams/house", "figure: [", "3-broken.yaml")
    assert run("explain", "1", "edges[1]", "--source", "go", cwd=house).returncode == 0
