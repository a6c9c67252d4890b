"""A file that cannot be read as a figure is a finding of every report, and hides nothing of the other figures."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import kitchen
import pytest
from test_check import check, run

if TYPE_CHECKING:
    from pathlib import Path

FALSE = kitchen.DIAGRAM.replace("mode: go, ", "")
BROKEN = kitchen.EXCERPT.replace("excerpts:", "excerpt:").replace("kind: excerpt", "kind: excerp")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A project with a false claim at line 20 of figure 1, and two things wrong in the file of figure 2."""
    kitchen.project(tmp_path)
    kitchen.go_tree(tmp_path / "go")
    kitchen.figure_file(tmp_path / "diagrams" / "house", FALSE, "1-kitchen.yaml")
    kitchen.figure_file(tmp_path / "diagrams" / "house", BROKEN, "2-a-dish.yaml")
    return tmp_path


SAID = {
    "text": (
        "diagrams/house/2-a-dish.yaml:2: error: file: kind: `excerp` is none of diagram, excerpt, table",
        "diagrams/house/2-a-dish.yaml:8: error: file: excerpt: unknown key `excerpt` [unreadable-figure]",
        "diagrams/house/1-kitchen.yaml:20: error: figure 1, edges[2]: ",
        "claims in 1 figure are proved at ",
        ", 1 file could not be read\n",
    ),
    "github": (
        "::error file=diagrams/house/2-a-dish.yaml,line=2,title=unreadable-figure",
        "::error file=diagrams/house/2-a-dish.yaml,line=8,title=unreadable-figure",
        "::error file=diagrams/house/1-kitchen.yaml,line=20,",
    ),
    "markdown": ("#### Not read\n\n`diagrams/house/2-a-dish.yaml`", "line 8", "#### Figure 1: kitchen"),
    "json": (),
    "sarif": ('"uri": "diagrams/house/2-a-dish.yaml"', '"ruleId": "unreadable-figure"', '"executionSuccessful": false'),
    "junit": ('<error message="excerpt: unknown key `excerpt`" type="unreadable-figure">', "<failure message="),
}


@pytest.mark.parametrize("form", SAID)
def test_every_report_has_what_is_wrong_with_the_file_beside_all_other_findings(form: str, house: Path) -> None:
    done = check("--format", form, cwd=house)
    assert (done.returncode, done.stderr) == (2, "")
    for said in SAID[form]:
        assert said in done.stdout
    if form == "json":
        report = json.loads(done.stdout)
        found = [(each["kind"], each["file"], each["line"], each["figure"]) for each in report["findings"]]
        assert found == [
            ("unreadable-figure", "diagrams/house/2-a-dish.yaml", 2, None),
            ("unreadable-figure", "diagrams/house/2-a-dish.yaml", 8, None),
            ("unproved-edge", "diagrams/house/1-kitchen.yaml", 20, 1),
        ]
        assert [each["id"] for each in report["figures"]] == ["kitchen"]
    if form == "junit":
        root = ET.fromstring(done.stdout)  # noqa: S314  # written just now by archviz itself
        assert (root.get("errors"), root.get("failures")) == ("1", "1")


def test_what_draws_says_all_that_is_wrong_with_all_files(house: Path) -> None:
    kitchen.figure_file(house / "diagrams" / "house" / "more", "title: a: b\n", "3-c.yml")
    done = run("render", "--source", "go", "--out", "out", cwd=house)
    assert done.returncode == 2
    errors = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert [error.split(": ")[1] for error in errors] == [
        "diagrams/house/2-a-dish.yaml:2",
        "diagrams/house/2-a-dish.yaml:8",
        "diagrams/house/more/3-c.yml:1",
    ]
    assert not (house / "out").exists()


def test_a_figure_that_is_named_is_drawn_whatever_is_wrong_with_others(house: Path) -> None:
    kitchen.figure_file(house / "diagrams" / "house", kitchen.DIAGRAM, "1-kitchen.yaml")
    done = run("render", "kitchen", "--source", "go", "--out", "out", cwd=house)
    assert (done.returncode, done.stdout) == (0, "out/house/kitchen.svg\n")


def test_a_waiver_is_not_stale_where_its_figure_cannot_be_read(house: Path) -> None:
    (house / "archviz-baseline.yaml").write_text("waivers:\n  - {fingerprint: 0123456789abcdef, reason: later}\n")
    assert "stale-waiver" not in check(cwd=house).stdout


def test_a_figure_without_a_number_is_named_by_its_id(house: Path) -> None:
    folder = house / "diagrams" / "house"
    for file in folder.iterdir():
        file.unlink()
    kitchen.figure_file(folder, FALSE.replace("figure: 1\n", "").replace("id: kitchen\n", ""), "stoves.yaml")
    done = check("-v", cwd=house)
    assert done.returncode == 1
    assert "stoves.yaml:18: error: figure stoves, edges[2]: " in done.stdout
    assert "figure: stoves, subject: " in done.stdout
    assert json.loads(check("--format", "json", cwd=house).stdout)["figures"][0]["figure"] is None
