"""The index and the cache as a person uses them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import post
import pytest
from test_cli import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return post.tree(tmp_path)


def test_questions_are_answered_alike_with_an_index_and_without(office: Path) -> None:
    questions = (
        ("callers", "sweep", "--depth", "2"),
        ("callers", "ByTown.Sort", "--through", "all", "--depth", "3"),
        ("callees", "Start", "--depth", "3", "--through", "all"),
        ("callers", "nobody"),
        ("paths", "Start", "shred"),
        ("find", "bri"),
        ("show", "Clerk.Take"),
    )
    before = [run(*question, cwd=office) for question in questions]
    made = run("index", cwd=office)
    assert (made.returncode, made.stderr.splitlines()) == (0, ["indexing 2 packages"])
    assert made.stdout.startswith("2 packages, 2 of them worked out anew: ")
    again = run("index", "--jobs", "2", cwd=office)
    assert again.stdout.startswith("2 packages, 0 of them worked out anew: ")
    for question, old in zip(questions, before, strict=True):
        new = run(*question, cwd=office)
        assert (new.returncode, new.stdout) == (old.returncode, old.stdout), question
    assert run("index", "--no-cache", "--jobs", "2", cwd=office).returncode == 0


def test_a_change_is_answered_for(office: Path) -> None:
    run("index", cwd=office)
    (office / "round" / "more.go").write_text(
        'package round\n\nimport "example.org/post/office"\n\nfunc More() { office.Open(nil) }\n'
    )
    assert "round.More  round/more.go:5:22" in run("callers", "Open", cwd=office).stdout


def test_an_index_that_cannot_be_written_is_an_error_with_a_hint(office: Path) -> None:
    (office / "cache").write_text("a file")
    done = run("index", cwd=office)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "ARCHVIZ_CACHE names another folder" in done.stderr
    assert run("callers", "sweep", cwd=office).returncode == 0


def test_the_cache_is_shown_and_emptied(office: Path) -> None:
    assert run("cache", cwd=office).stdout.splitlines() == [f"{office / 'cache'}: 0.0 MB"]
    run("index", cwd=office)
    (office / "cache" / "mine.txt").write_text("not the cache's")
    shown = run("cache", cwd=office).stdout.splitlines()
    assert [line.partition(":")[0] for line in shown[1:]] == ["  index facts.sqlite"]
    refused = run("cache", "clear", cwd=office)
    assert refused.returncode == 2
    assert "nothing is chosen: --sources, --versions, --index, --answers, --builds, --drawn or --all" in refused.stderr
    assert run("cache", "clear", "--builds", cwd=office).stdout == "0.0 MB freed\n"
    assert (office / "cache" / "index").exists()
    cleared = run("cache", "clear", "--all", cwd=office)
    assert cleared.returncode == 0
    assert cleared.stdout.endswith(" MB freed\n")
    assert [one.name for one in (office / "cache").iterdir()] == ["mine.txt"]
