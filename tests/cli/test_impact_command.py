"""What a change can reach, as a person asks for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import post
import pytest
from test_cli import run
from test_source_versions import git

if TYPE_CHECKING:
    from pathlib import Path

OFFICE = "example.org/post/office"
ROUND = "example.org/post/round"
MAIN_GO = """\
package main

import "example.org/post/round"

func init() { round.Start() }

func main() { work() }

func work() {}
"""
TEST_GO = """\
package office

import "testing"

func TestInk(t *testing.T) { ink("x") }

func Testify() { ink("y") }
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = post.tree(tmp_path)
    (folder / "cmd").mkdir()
    (folder / "cmd" / "main.go").write_text(MAIN_GO)
    (folder / "office" / "office_test.go").write_text(TEST_GO)
    return folder


@pytest.fixture
def repository(office: Path) -> Path:
    git(office, "init", "-q", "-b", "main")
    git(office, "add", ".")
    git(office, "commit", "-q", "-m", "first")
    git(office, "tag", "v1")
    return office


def edit(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))


def asked(folder: Path, *arguments: str) -> dict[str, Any]:
    done = run("impact", *arguments, "--format", "json", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def changes(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["symbol"].rpartition("/")[2], one["change"]) for one in found["changes"]]


def reached(found: dict[str, Any]) -> dict[str, int]:
    return {one["symbol"].rpartition("/")[2]: one["depth"] for one in found["reached"]}


def test_what_a_change_reaches_by_distance_and_package(office: Path) -> None:
    done = run("impact", "ink", cwd=office)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"{OFFICE}.ink  func, office/office.go:73:6",
        "1 step",
        f"  {OFFICE}",
        "    Blue  office/office.go:71:42",
        "2 steps",
        f"  {OFFICE}",
        "    Clerk.Take → Clerk.stamp  by value  office/office.go:44:10",
        "    Clerk.stamp → Blue  set  office/office.go:25:62",
        "    Open → Blue  as a value  office/office.go:25:62",
        "3 steps",
        f"  {ROUND}",
        "    Start → Open  round/round.go:53:14",
        "4 steps",
        "  example.org/post/cmd",
        "    init → Start  cmd/main.go:5:21",
        "reaches example.org/post/cmd.init  cmd/main.go:5:6",
        "open: 6 declarations reached, and there may be more",
        "  value: it is used as a value at 1 place, and what calls that may be more",
        "    office/office.go:25:62",
    ]


def test_tests_are_reached_where_they_are_taken(office: Path) -> None:
    found = asked(office, "ink", "--tests", "--depth", "1")
    assert [one["symbol"] for one in found["entries"]] == [f"{OFFICE}.TestInk"]
    assert reached(found)["office.Testify"] == 1


def test_a_type_reaches_what_names_it_and_its_fields(office: Path) -> None:
    near = [name for name, depth in reached(asked(office, "round.Watch")).items() if depth == 1]
    assert near == ["round.NewWatch", "round.Watch.tick", "round.hire"]
    assert reached(asked(office, "Sorter"))["round.ByTown"] == 1


def test_through_an_interface_and_a_channel(office: Path) -> None:
    found = reached(asked(office, "Carrier.ring"))
    assert found["round.ByTown.Sort"] == 2
    assert found["office.Clerk.work"] == 3
    assert found["office.Clerk.put"] == 4


def test_only_some_steps_and_symbols(office: Path) -> None:
    assert set(reached(asked(office, "ink", "--depth", "1"))) == {"office.Blue"}
    cut = asked(office, "ink", "--max", "1")
    assert cut["cut"]
    assert not cut["closed"]


def test_what_differs_from_a_revision(repository: Path) -> None:
    edit(repository, "office/office.go", "return ink(letter)", 'return ink(letter + "!")')
    edit(repository, "round/round.go", "type Bag struct{}", "type Bag struct{ size int }")
    edit(repository, "round/round.go", "func pull() {}\n", "func pull2() {}\n")
    edit(repository, "round/round.go", "pull()", "pull2()")
    edit(repository, "round/round.go", "func shout(hour int) {}", "func shout(hour int) { knock() }")
    found = asked(repository, "--diff", "v1")
    assert changes(found) == [
        ("office.Blue", "body-changed"),
        ("round.Bag", "members-changed"),
        ("round.Bag.size", "added"),
        ("round.bells", "body-changed"),
        ("round.pull", "gone"),
        ("round.pull2", "added"),
        ("round.shout", "body-changed"),
    ]
    assert {"office.Open", "round.Bag.Fill", "round.visit", "round.hire", "cmd.init"} <= set(reached(found))
    assert found["notes"] == ["what named 1 declaration that the source no longer has is not looked for"]


def test_comments_layout_and_names_of_locals_make_no_difference(repository: Path) -> None:
    edit(
        repository,
        "office/office.go",
        "// Blue is a stamp.\nfunc Blue(letter string)",
        "func Blue(\n\tpaper string,\n)",
    )
    edit(repository, "office/office.go", "return ink(letter)", "return ink(paper)")
    found = asked(repository, "--diff", "HEAD")
    assert (changes(found), reached(found)) == ([], {})
    assert found["notes"] == ["no declaration differs from HEAD"]


def test_what_differs_between_two_revisions(repository: Path) -> None:
    edit(repository, "office/office.go", "return ink(letter)", 'return ink(letter + "!")')
    (repository / "added").mkdir()
    (repository / "added" / "added.go").write_text("package added\n\nfunc New() {}\n")
    git(repository, "rm", "-q", "-r", "cmd")
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "second")
    edit(repository, "office/office.go", "func sweep() {}", "func sweep() { Count(1) }")
    expected = [("added.New", "added"), ("cmd.init", "gone"), ("cmd.main", "gone"), ("cmd.work", "gone")]
    found = asked(repository, "--diff", "v1..main")
    assert changes(found) == [*expected, ("office.Blue", "body-changed")]
    assert "round.Start" in reached(found)
    back = asked(repository, "--diff", "main..v1")
    assert ("added.New", "gone") in changes(back)
    assert [one["symbol"].rpartition("/")[2] for one in back["entries"]] == ["cmd.init", "cmd.main"]
    bare = asked(repository.parent, "--diff", "v1", "--source", f"{repository}@main")
    assert changes(bare) == changes(found)


def test_a_module_below_the_top_of_its_repository(tmp_path: Path) -> None:
    folder = post.tree(tmp_path / "sub")
    (tmp_path / "other.go").write_text("package other\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "first")
    (tmp_path / "other.go").write_text("package other\n\nvar x int\n")
    edit(folder, "office/office.go", "func sweep() {}", "func sweep() { Count(1) }")
    assert changes(asked(folder, "--diff", "HEAD")) == [("office.sweep", "body-changed")]


def test_changed_tests_count_where_they_are_taken(repository: Path) -> None:
    edit(repository, "office/office_test.go", '"x"', '"z"')
    assert changes(asked(repository, "--diff", "v1")) == []
    assert changes(asked(repository, "--diff", "v1", "--tests")) == [("office.TestInk", "body-changed")]


def test_a_picture(office: Path) -> None:
    done = run("impact", "ink", "--format", "mermaid", cwd=office)
    assert done.returncode == 0
    assert done.stdout.startswith("flowchart")
    assert "Blue" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name a SYMBOL, or a revision with --diff"),
        (("ink", "--diff", "v1"), "--diff takes no SYMBOL"),
        (("--diff", "v9"), "v9"),
        (("--diff", "..v1"), "write REV, or REV..OTHER"),
        (("--diff", "v1.."), "write REV, or REV..OTHER"),
        (("inc",), "did you mean ink"),
    ],
)
def test_what_cannot_be_asked_is_said(repository: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run("impact", *arguments, cwd=repository)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_source_without_a_repository(office: Path) -> None:
    done = run("impact", "--diff", "HEAD", "--source", office, cwd=office)
    assert done.returncode == 2
    assert "is in no git repository" in done.stderr
