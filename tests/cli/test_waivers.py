"""Waivers that end, that are for some versions, and a baseline that is written and shrinks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shop
from shop import run

if TYPE_CHECKING:
    from pathlib import Path

CLAIMS = "cards: [{type: s.Cache}, {type: s.Gone}, {type: s.Lost}]\n"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A project with two claims that fail."""
    shop.figure(tmp_path, CLAIMS)
    shop.module(tmp_path / "go", "type Cache struct{}\n")
    return tmp_path


def waived(house: Path, version: str, further: str) -> tuple[int, int, list[str]]:
    """How many findings are waived, and are not, where the waiver of s.Gone says more; and what is stale."""
    (gone, _) = shop.report(house, version, house / "go", "--baseline", "none.yaml", "--write-baseline", "x")["waived"]
    (house / "none.yaml").unlink()
    waiver = f"waivers: [{{fingerprint: '{gone['fingerprint']}', reason: Soon., owner: them, {further}}}]\n"
    (house / "archviz-baseline.yaml").write_text(waiver, encoding="utf-8")
    report = shop.report(house, version, house / "go")
    stale = [one["message"] for one in report["findings"] if one["kind"] == "stale-waiver"]
    return len(report["waived"]), len(report["findings"]) - len(stale), stale


@pytest.mark.parametrize(
    ("further", "counts"),
    [
        ("until: '2999-01-31'", (1, 1)),
        ("until: '2001-01-31'", (0, 2)),
        ("until: '1.3'", (1, 1)),
        ("until: '1.2.0'", (1, 1)),
        ("until: '1.2'", (0, 2)),
        ("versions: ['1.2', '1.3']", (1, 1)),
        ("versions: ['v1.2']", (1, 1)),
        ("versions: ['1.3']", (0, 2)),
    ],
)
def test_a_waiver_holds_until_it_ends_and_at_its_versions(further: str, counts: tuple[int, int], house: Path) -> None:
    found = waived(house, "1.2", further)
    assert found[:2] == counts
    ended = counts == (0, 2) and further.startswith("until")
    assert [" only" in one for one in found[2]] == ([True] if ended else [])


def test_a_minor_version_is_its_patches_too(house: Path) -> None:
    assert waived(house, "1.36.2", "versions: ['1.36']")[:2] == (1, 1)
    assert waived(house, "1.3.2", "versions: ['1.36']")[:2] == (0, 2)


def test_the_owner_and_the_end_are_said(house: Path) -> None:
    waived(house, "1.2", "until: '1.3'")
    assert "    reason: Soon. (them, until 1.3)\n" in shop.check(house, "1.2", house / "go").stdout


@pytest.mark.parametrize("until", ["'soon'", "'2027-13-01'", "'1'"])
def test_what_is_no_end_is_told_at_its_line(until: str, house: Path) -> None:
    text = f"waivers:\n  - fingerprint: '0123456789abcdef'\n    reason: x\n    until: {until}\n"
    (house / "archviz-baseline.yaml").write_text(text, encoding="utf-8")
    done = shop.check(house, "1.2", house / "go")
    assert done.returncode == 2
    assert "archviz-baseline.yaml:4: " in done.stderr


def test_a_baseline_is_written_keeps_reasons_and_shrinks(house: Path) -> None:
    file = house / "archviz-baseline.yaml"
    file.write_text("# What may stand.\n\nwaivers: []\n", encoding="utf-8")
    done = run("check", "--source", "go", "--write-baseline", "As it was when we began.", cwd=house)
    assert done.returncode == 0
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# What may stand.\n\nwaivers:\n  - {")
    assert text.count("As it was when we began.") == 2
    file.write_text(text.replace("As it was when we began.", "Mine.", 1), encoding="utf-8")
    shop.module(house / "go", "type Cache struct{}\n\ntype Lost struct{}\n")
    assert "stale-waiver" in run("check", "--source", "go", cwd=house).stdout
    assert run("check", "--source", "go", "--write-baseline", "New.", cwd=house).returncode == 0
    assert file.read_text(encoding="utf-8").count("fingerprint") == 1
    assert "Mine." in file.read_text(encoding="utf-8")
    shop.module(house / "go", "type Cache struct{}\n\ntype Lost struct{}\n\ntype Gone struct{}\n")
    assert run("check", "--source", "go", "--write-baseline", "New.", cwd=house).returncode == 0
    assert file.read_text(encoding="utf-8") == "# What may stand.\n\nwaivers: []\n"


def test_a_baseline_that_is_written_for_one_version_leaves_those_for_others(house: Path) -> None:
    file = house / "archviz-baseline.yaml"
    file.write_text("waivers: [{fingerprint: '0123456789abcdef', reason: x, versions: ['1.9']}]\n", encoding="utf-8")
    assert shop.check(house, "1.2", house / "go", "--write-baseline", "New.").returncode == 0
    assert file.read_text(encoding="utf-8").count("fingerprint") == 3
    assert '"versions": ["1.9"]' in file.read_text(encoding="utf-8").replace("versions:", '"versions":')


def test_a_baseline_is_not_written_without_a_reason(house: Path) -> None:
    done = run("check", "--source", "go", "--write-baseline", " ", cwd=house)
    assert done.returncode == 2
    assert not (house / "archviz-baseline.yaml").exists()
