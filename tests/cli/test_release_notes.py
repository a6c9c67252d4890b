"""The architecture's release notes, as `archviz diff` prints them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import gates
import pytest
from test_cli import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A project with the locks of two versions, and no source."""
    gates.figures(tmp_path)
    (tmp_path / "archviz.toml").write_text('version = "1.0"\n', encoding="utf-8")
    for version, code in (("1.0", gates.FIRST), ("2.0", gates.SECOND)):
        gates.tree(tmp_path / "go", code)
        run("update", version, "--source", "go", cwd=tmp_path)
        assert (tmp_path / "archviz-refs" / f"{version}.lock.json").is_file()
    (tmp_path / "go" / "gate.go").unlink()
    return tmp_path


def test_diff_tells_what_came_and_went_with_its_place(house: Path) -> None:
    printed = run("diff", "1.0", "2.0", cwd=house).stdout
    line = next(n for n, text in enumerate(gates.SECOND.splitlines(), 1) if '"tell":' in text)
    assert "release notes: handlers: Rows\n" in printed
    assert f"  + tell [gate.go:{line}:2]\n" in printed
    assert "release notes: chain: The chain that Build builds\n" in printed


def test_the_notes_are_in_the_json_of_diff(house: Path) -> None:
    notes = json.loads(run("diff", "1.0", "2.0", "--format", "json", cwd=house).stdout)["notes"]
    by_name = {note["name"]: note for note in notes}
    assert by_name["WithLogin"]["kind"] == "wrapper"
    assert (by_name["WithLogin"]["change"], by_name["WithLogin"]["after"]) == ("changed", "WithLog")
    assert (by_name["tell"]["kind"], by_name["tell"]["change"], by_name["tell"]["file"]) == ("row", "added", "gate.go")
    assert run("diff", "1.0", "1.0", "--format", "json", cwd=house).stdout.count('"kind"') == 0
