"""What a shell completes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import post
import pytest

from archviz.workspace.completion import MOST_READ
from archviz.workspace.index import index
from archviz.workspace.project import Project
from archviz.workspace.subject import Settings

OFFICE = "example.org/post/office"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return post.tree(tmp_path)


def completed(folder: Path, *words: str) -> list[str]:
    """What click's own script for bash is given for the last word of a command."""
    asked = {"COMP_WORDS": " ".join(("archviz", *words)), "COMP_CWORD": str(len(words))}
    environment = {**os.environ, "ARCHVIZ_CACHE": str(folder / "cache"), "_ARCHVIZ_COMPLETE": "bash_complete", **asked}
    command = [sys.executable, "-c", "from archviz.cli import main; main(prog_name='archviz')"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return [line.partition(",")[2] for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("callers", "Cle"), ["Clerk"]),
        (("callers", "Clerk.ta"), ["Clerk.Take"]),
        (("callees", "sweep", "office.co"), ["office.Count"]),
        (("show", f"{OFFICE}.Clerk.t"), [f"{OFFICE}.Clerk.Take", f"{OFFICE}.Clerk.tray"]),
        (("paths", "Clerk.Take", "Carrier.r"), ["Carrier.ring"]),
        (("paths", "Clerk.Take", "Carrier.ring", "--via", "Bag.F"), ["Bag.Fill"]),
        (("impact", "kno"), ["knock"]),
        (("table", "bel"), ["bells"]),
        (("draw", "Start"), ["Start"]),
        (("callers", "--packages", "x", "Nothing"), []),
        (("entr",), ["entry-points"]),
    ],
)
def test_names_of_symbols_and_commands(office: Path, words: tuple[str, ...], names: list[str]) -> None:
    assert completed(office, *words) == names


def test_the_source_that_is_named_counts(tmp_path: Path) -> None:
    post.tree(tmp_path / "there")
    assert completed(tmp_path, "callers", "--source", "there", "Carrier.B") == ["Carrier.Bring"]
    assert completed(tmp_path, "callers", "Carrier.B") == []


def many(folder: Path, count: int) -> Path:
    """A module of many packages."""
    (folder / "go.mod").write_text("module example.org/many\n\ngo 1.20\n")
    for i in range(count):
        (folder / f"p{i}").mkdir()
        (folder / f"p{i}" / "p.go").write_text(f"package p{i}\n\nfunc Function{i}() {{}}\n")
    return folder


def test_a_large_source_is_not_read_for_a_prompt(tmp_path: Path) -> None:
    folder = many(tmp_path, MOST_READ + 1)
    assert completed(folder, "callers", "Function10") == []
    index(Project(Path()), Settings(source=str(folder), cache=folder / "cache"))
    assert completed(folder, "callers", "--source", str(folder), "Function10") == ["Function10", "Function100"]
    assert (folder / "cache" / "index" / "names.txt").is_file()
    assert completed(folder, "callers", "--source", str(folder), "Function100") == ["Function100"]


def test_names_of_another_index_are_not_taken(office: Path) -> None:
    settings = Settings(source=str(office), cache=office / "cache")
    index(Project(Path()), settings)
    (office / "cache" / "index" / "names.txt").write_text("other\nWrong\texample.org/x\n")
    assert completed(office, "callers", "--source", str(office), "W") == ["Watch"]
