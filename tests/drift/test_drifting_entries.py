"""What becomes of the ways into a figure and out of it when the source changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shop
from shop import run

if TYPE_CHECKING:
    from pathlib import Path

CODE = """\
type Server interface{ Serve() }

type Shop struct{ open bool }

func (s *Shop) Serve() { s.sell() }

func (s *Shop) sell() { pay() }

func Every(f func(), seconds int) { f() }

func pay() {}

func Start(s *Shop) { Every(s.sell, 60) }
"""
WAYS = """\
cards:
  - {type: s.Shop, methods: [Serve, sell]}
entries:
  - {at: s.Shop.Serve, by: s.Server, label: a guest}
  - {at: s.Shop.sell, by: s.Every, note: {value: s.Every, argument: 2}}
exits:
  - {at: s.Shop.sell, to: s.pay, label: money}
"""


def locked(root: Path) -> Path:
    file = shop.figure(root, WAYS)
    shop.lock(root, "1.1", shop.module(root / "old", CODE))
    return file


def errors(root: Path, source: Path) -> list[tuple[str, str, str]]:
    found = shop.report(root, "1.2", source)["findings"]
    return [(one["claim"], one["kind"], one["message"]) for one in found if one["severity"] == "error"]


def test_ways_that_are_gone_are_said_to_be(tmp_path: Path) -> None:
    locked(tmp_path)
    new = CODE.replace("Every(s.sell, 60)", "go s.sell()").replace("sell() { pay() }", "sell() {}")
    entry, leaving = errors(tmp_path, shop.module(tmp_path / "new", new))
    assert entry[:2] == ("entries[1]", "edge-gone")
    assert entry[2].endswith("; Shop.sell was entered by Every at 1.1")
    assert leaving[:2] == ("exits[0]", "edge-gone")
    assert shop.check(tmp_path, "1.2", tmp_path / "new").returncode == 1


def test_a_way_that_was_never_there_is_not_said_to_be_gone(tmp_path: Path) -> None:
    file = locked(tmp_path)
    file.write_text(file.read_text().replace("at: s.Shop.Serve, by: s.Server", "at: s.Shop.Serve, by: s.Every"))
    ((claim, kind, message),) = errors(tmp_path, shop.module(tmp_path / "new", CODE))
    assert (claim, kind) == ("entries[0]", "unproved-edge")
    assert "was entered" not in message


def test_another_constant_changes_the_picture(tmp_path: Path) -> None:
    locked(tmp_path)
    shop.module(tmp_path / "new", CODE.replace("60", "90"))
    assert errors(tmp_path, tmp_path / "new") == []
    done = run("update", "1.2", "--source", "new", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "= 60" in run("diff", "1.1", "1.2", cwd=tmp_path).stdout
    assert "= 90" in run("diff", "1.1", "1.2", cwd=tmp_path).stdout


def test_an_entry_that_came_is_a_note_of_its_own(tmp_path: Path) -> None:
    file = locked(tmp_path)
    claim = "  - {at: s.Shop.sell, by: go, since: '1.2'}\n"
    file.write_text(file.read_text().replace("exits:", f"{claim}exits:"))
    shop.lock(
        tmp_path,
        "1.2",
        shop.module(tmp_path / "new", CODE.replace("Every(s.sell, 60)", "Every(s.sell, 60)\n\tgo s.sell()")),
    )
    said = run("diff", "1.1", "1.2", "--format", "json", cwd=tmp_path).stdout
    assert "Start" in said
    assert "is entered by" in run("diff", "1.1", "1.2", cwd=tmp_path).stdout


def test_ways_follow_what_is_renamed(tmp_path: Path) -> None:
    file = locked(tmp_path)
    body = "func pay() { for i := range 3 { println(i, i*i) } }"
    old = CODE.replace("func pay() {}", body)
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "old", old))
    shop.module(tmp_path / "new", old.replace("pay()", "settle()"))
    done = run("update", "1.2", "--source", "new", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "to: s.settle" in file.read_text()


def test_a_way_that_is_gone_ends_where_that_is_accepted(tmp_path: Path) -> None:
    file = locked(tmp_path)
    shop.module(tmp_path / "new", CODE.replace("Every(s.sell, 60)", ""))
    done = run("update", "1.2", "--source", "new", "--accept", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (line,) = (line for line in file.read_text().splitlines() if "by: s.Every" in line)
    assert "until: '1.2'" in line or 'until: "1.2"' in line
