"""Files of 0.1 are read, and what is of a version to come is refused by name: docs/reference/compatibility.md."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from distributions import TOP

if TYPE_CHECKING:
    from collections.abc import Callable

FILES = Path(__file__).parent / "archviz-0.1"
"""A module, and a project about it as archviz 0.1 was given and wrote it; the locks in both formats that it had."""


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "archviz", *arguments],
        cwd=cwd,
        env=os.environ | {"ARCHVIZ_CACHE": str(cwd.parent / "cache"), "PYTHONPATH": str(TOP)},
        capture_output=True,
        encoding="utf-8",
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture(params=["format-1", "format-2"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The project of old with one of the locks, where it has been since."""
    folder = shutil.copytree(FILES, tmp_path / "post")
    (folder / "archviz-refs").mkdir()
    (folder / "locks" / f"{request.param}.lock.json").rename(folder / "archviz-refs" / "1.0.lock.json")
    return folder


def rename_field(house: Path) -> None:
    """Another version of the code: the field ``sorter`` is called ``sort``."""
    file = house / "office" / "office.go"
    text = file.read_text(encoding="utf-8").replace("sorter Sorter\n", "sort Sorter\n")
    file.write_text(text.replace("c.sorter", "c.sort").replace("sorter: sorter", "sort: sorter"), encoding="utf-8")


def test_a_figure_and_a_lock_of_old_are_held_as_they_were(house: Path) -> None:
    done = run("check", "1.0", "--source", ".", cwd=house)
    assert (done.returncode, done.stderr) == (0, "")
    assert "6 of 6 claims in 1 figure are proved at 1.0" in done.stdout


def test_a_lock_of_old_knows_what_became_of_what_is_gone(house: Path) -> None:
    rename_field(house)
    done = run("check", "1.1", "--source", ".", cwd=house)
    assert done.returncode == 1
    assert "office.Clerk.sorter was renamed" in done.stdout
    assert "now: example.org/post/office.Clerk.sort at office/office.go:11" in done.stdout
    assert run("update", "1.1", "--source", ".", cwd=house).returncode == 0
    compared = run("diff", "1.0", "1.1", cwd=house)
    assert "changed: Clerk: sort Sorter (was sorter Sorter)" in compared.stdout


def test_update_writes_a_lock_of_old_in_the_format_of_today(house: Path) -> None:
    done = run("update", "1.0", "--source", ".", cwd=house)
    assert done.returncode == 0, done.stderr
    lock = json.loads((house / "archviz-refs" / "1.0.lock.json").read_text(encoding="utf-8"))
    assert lock["format"] == 3
    assert (house / "archviz-refs" / "1.0.lock.xz").is_file()
    assert run("check", "1.0", "--source", ".", cwd=house).returncode == 0


def test_a_waiver_of_old_that_waives_nothing_any_more_is_said(house: Path) -> None:
    rename_field(house)
    done = run("check", "1.1", "--source", ".", cwd=house)
    assert "archviz-baseline.yaml:2: warning: figure 1, waivers[0]: no finding has the fingerprint" in done.stdout


def newer_settings(house: Path) -> str:
    (house / "archviz.toml").write_text('colour = "red"\n', encoding="utf-8")
    return "archviz.toml:1: unknown key `colour`"


def newer_figure(house: Path) -> str:
    with (house / "diagrams/post/1-clerk.yaml").open("a", encoding="utf-8") as file:
        file.write("colour: red\n")
    return "1-clerk.yaml:16: error: file: colour: unknown key `colour`"


def newer_baseline(house: Path) -> str:
    file = house / "archviz-baseline.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("figure: 1", "colour: red"), encoding="utf-8")
    return "archviz-baseline.yaml:4: waivers[0].colour: unknown key `colour`"


def newer_lock(house: Path) -> str:
    file = house / "archviz-refs" / "1.0.lock.json"
    file.write_text(json.dumps({"version": "1.0", "format": 99, "more": 1}), encoding="utf-8")
    return "1.0.lock.json: a lock of format 99; this archviz reads 3 and those before"


@pytest.mark.parametrize("newer", [newer_settings, newer_figure, newer_baseline, newer_lock])
@pytest.mark.parametrize("house", ["format-2"], indirect=True)
def test_what_a_later_archviz_wrote_is_refused_by_file_and_word(newer: Callable[[Path], str], house: Path) -> None:
    expected = newer(house)
    done = run("check", "1.0", "--source", ".", cwd=house)
    assert done.returncode == 2
    assert expected in done.stdout + done.stderr
    assert "hint: " in done.stdout + done.stderr


@pytest.mark.parametrize("house", ["format-2"], indirect=True)
def test_an_index_of_another_format_is_made_again(house: Path) -> None:
    assert run("index", cwd=house).returncode == 0
    answer = run("callers", "Clerk.work", cwd=house).stdout
    (index,) = (house.parent / "cache").rglob("*.sqlite")
    with sqlite3.connect(index) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    done = run("callers", "Clerk.work", cwd=house)
    assert (done.returncode, done.stdout) == (0, answer)
    assert "3 of them worked out anew" in run("index", cwd=house).stdout
