"""``archviz check --fix``: claims changed as their hints suggest, where the source proves them then."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import kitchen
import pytest
from test_cli import run

FIGURE = Path("diagrams/house/1-kitchen.yaml")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    kitchen.project(tmp_path)
    kitchen.go_tree(tmp_path / "go")
    return tmp_path


def spoilt(house: Path, *changes: tuple[str, str]) -> str:
    """The diagram with some texts in the place of others; gives what it is then."""
    text = (house / FIGURE).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (house / FIGURE).write_text(text, encoding="utf-8")
    return text


def fixed(house: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return run("check", "--fix", "--source", "go", *options, cwd=house)


CASES = {
    "another kind": ("k.Stove, kind: holds", "k.Stove, kind: ref", "edges[4].kind: ref → holds"),
    "a mode that is missing": ("kind: call, mode: go, step: 2", "kind: call, step: 2", "edges[2].mode: go"),
    "a mode too many": (
        "k.Chef.heat, kind: call",
        "k.Chef.heat, kind: call, mode: defer",
        "edges[1].mode: defer, taken",
    ),
    "a row": ("methods: [Prepare, heat, clean]", "methods: [Prepare, clean]", "cards[1].methods: + heat"),
    "a field's row": ("fields: [stove, plate]", "fields: [plate]", "cards[1].fields: + stove"),
    "a misspelt row": ("methods: [Burn]", "methods: [Brun]", "cards[2].methods[0]: Brun → Burn"),
    "a misspelt type": ("type: k.Chef", "type: k.Cheff", "cards[1].type: k.Cheff → k.Chef"),
    "a misspelt end": ("to: k.Stove.Burn", "to: k.Stove.Brun", "edges[3].to: k.Stove.Brun → k.Stove.Burn"),
    "a misspelt type of an end": ("to: k.Stove.Burn", "to: k.Stoves.Burn", "k.Stoves.Burn → k.Stove.Burn"),
}


@pytest.mark.parametrize(("right", "wrong", "said"), CASES.values(), ids=CASES)
def test_what_the_hint_says_is_done(right: str, wrong: str, said: str, house: Path) -> None:
    spoilt(house, (right, wrong))
    hints = run("check", "--source", "go", cwd=house)
    assert hints.returncode == 1
    assert "`archviz check --fix` makes this change" in hints.stdout
    done = fixed(house)
    assert done.returncode == 0, done.stdout + done.stderr
    assert said in done.stderr
    assert "8 of 8" in done.stdout or "claims in 2 figures are proved" in done.stdout
    claims = (house / FIGURE).read_text(encoding="utf-8")
    assert sorted(claims) == sorted(kitchen.DIAGRAM)
    assert run("check", "--source", "go", cwd=house).returncode == 0


def test_a_card_that_an_edge_needs_is_added(house: Path) -> None:
    spoilt(house, ("  - func: k.Work\n", ""))
    done = fixed(house)
    assert done.returncode == 0
    assert "cards: + {func: k.Work}" in done.stderr
    assert (house / FIGURE).read_text(encoding="utf-8") == kitchen.DIAGRAM


def test_several_steps_lead_to_a_proof(house: Path) -> None:
    spoilt(
        house,
        ("methods: [Burn]", "methods: []"),
        ("to: k.Stove.Burn, kind: call", "to: k.Stove.Brun, kind: ref"),
        ("  - func: k.Work\n", ""),
    )
    done = fixed(house)
    assert done.returncode == 0, done.stdout
    assert (house / FIGURE).read_text(encoding="utf-8") == kitchen.DIAGRAM


def test_what_is_only_false_stays_and_nothing_else_is_touched(house: Path) -> None:
    """A claim that no change makes true is not half changed, and others are fixed beside it."""
    before = spoilt(
        house,
        ("from: k.Work, to: k.Cook.Prepare, kind: call", "from: k.Work, to: k.Stoev, kind: call"),
        ("k.Stove, kind: holds", "k.Stove, kind: ref"),
    )
    done = fixed(house)
    assert done.returncode == 1
    assert "unknown-symbol" in done.stdout
    assert "[fixed]" in done.stderr
    assert (house / FIGURE).read_text(encoding="utf-8") == before.replace("k.Stove, kind: ref", "k.Stove, kind: holds")


def test_counts_directions_and_what_is_asserted_are_their_author_s(house: Path) -> None:
    before = spoilt(
        house,
        ("  - func: k.Work\n", "  - func: k.Work\n  - {implementers: k.Cook, count: 7}\n"),
        ("from: k.Chef.heat, to: k.Stove.Burn, kind: call", "from: k.Stove.Burn, to: k.Chef.heat, kind: call"),
        ("from: k.Chef.stove, to: k.Stove, kind: holds", "from: k.Chef.stove, to: k.Stove, kind: holds, asserted: so"),
    )
    done = fixed(house)
    assert done.returncode == 1
    assert "[fixed]" not in done.stderr
    assert (house / FIGURE).read_text(encoding="utf-8") == before


def test_a_dry_run_prints_a_patch_that_git_applies(house: Path) -> None:
    before = spoilt(house, ("k.Stove, kind: holds", "k.Stove, kind: ref  "), ("[Prepare, heat, clean]", "[Prepare]"))
    (house / FIGURE).write_bytes(before.replace("\n", "\r\n").encode())
    done = subprocess.run(
        [*run("--version", cwd=house).args[:-1], "check", "--fix", "--dry-run", "--source", "go"],
        cwd=house,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert (house / FIGURE).read_bytes() == before.replace("\n", "\r\n").encode()
    subprocess.run(["git", "apply", "-"], cwd=house, input=done.stdout, check=True)
    assert run("check", "--source", "go", cwd=house).returncode == 0
    usage = run("check", "--dry-run", "--source", "go", cwd=house)
    assert (usage.returncode, usage.stdout) == (2, "")


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_comments_and_a_missing_last_line_end_stay(end: str, mark: str, house: Path) -> None:
    text = spoilt(house, ("kind: holds}", "kind: ref}  # why?"), ("[Burn]", "[]  # all"))
    text = f"{mark}# A kitchen\n{text}".rstrip("\n").replace("\n", end)
    (house / FIGURE).write_bytes(text.encode())
    done = fixed(house)
    assert done.returncode == 0, done.stdout + done.stderr
    expected = text.replace("kind: ref}  # why?", "kind: holds}  # why?").replace("[]  # all", "[Burn]  # all")
    assert (house / FIGURE).read_bytes() == expected.encode()


def test_mixed_line_ends_stay_as_they_are(house: Path) -> None:
    text = spoilt(house, ("  - func: k.Work\n", ""), ("kind: holds", "kind: ref"))
    lines = text.split("\n")
    mixed = "".join(line + ("\r\n" if i % 3 else "\n") for i, line in enumerate(lines[:-1]))
    (house / FIGURE).write_bytes(mixed.encode())
    assert fixed(house).returncode == 0
    expected = mixed.replace("kind: ref", "kind: holds").replace("edges:", "  - func: k.Work\nedges:")
    assert (house / FIGURE).read_bytes() == expected.encode()


def test_a_waived_finding_stands(house: Path) -> None:
    before = spoilt(house, ("k.Stove, kind: holds", "k.Stove, kind: ref"))
    report = json.loads(run("check", "--format", "json", "--source", "go", cwd=house).stdout)
    (finding,) = report["findings"]
    assert finding["repairable"]
    assert finding["suggestion"] == {
        "words": "write `kind: holds`",
        "edits": [{"path": "edges[4].kind", "old": "ref", "new": "holds", "further": False}],
    }
    assert finding["hint"].endswith("; write `kind: holds`")
    waiver = f'waivers: [{{fingerprint: "{finding["fingerprint"]}", reason: later}}]\n'
    (house / "archviz-baseline.yaml").write_text(waiver)
    done = fixed(house)
    assert (done.returncode, done.stderr) == (0, "")
    assert (house / FIGURE).read_text(encoding="utf-8") == before


def test_a_figure_that_cannot_be_read_is_still_a_finding(house: Path) -> None:
    spoilt(house, ("k.Stove, kind: holds", "k.Stove, kind: ref"))
    kitchen.figure_file(house / "diagrams/house", "figure: [", "3-broken.yaml")
    done = fixed(house, "--format", "json")
    assert done.returncode == 2
    assert [one["kind"] for one in json.loads(done.stdout)["findings"]] == ["unreadable-figure"]
    assert "kind: holds" in (house / FIGURE).read_text(encoding="utf-8")


def test_a_name_beside_its_like_is_no_misspelling(house: Path) -> None:
    """A row that is gone is not taken for another one that the card has already."""
    code = kitchen.STOVE_GO + "\nfunc (s *Stove) Burn2() {}\n"
    kitchen.go_tree(house / "go", code)
    spoilt(house, ("methods: [Burn]", "methods: [Burn, Burn2, Burn3]"))
    done = fixed(house)
    assert done.returncode == 1
    assert "[Burn, Burn2, Burn3]" in (house / FIGURE).read_text(encoding="utf-8")
