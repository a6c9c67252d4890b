"""Locks: the same bytes for the same facts, read back as they were written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from archviz.model.errors import ProjectError
from archviz.refs import Lock, lock_path, read_lock, write_lock

if TYPE_CHECKING:
    from pathlib import Path

LOCK = Lock(
    "1.0.0",
    "sha256:" + "ab" * 32,
    {
        "serving": {
            "edges[1]": {"kind": "call", "at": ["pkg/a.go", 12, 3], "certain": True, "through": None},
            "cards[0]": {"symbol": "example.com/a.T", "hash": "sha256:00", "rows": [{"line": 3, "symbol": "é"}]},
        },
        "another": {},
    },
)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    file = lock_path(tmp_path, "1.0.0")
    write_lock(file, LOCK)
    assert file.name == "1.0.0.lock.json"
    assert read_lock(file) == LOCK
    assert json.loads(file.read_text(encoding="utf-8"))["figures"] == LOCK.figures
    assert [left.name for left in tmp_path.iterdir()] == [file.name]


def test_the_order_of_facts_does_not_show(tmp_path: Path) -> None:
    turned = {
        figure: {claim: dict(sorted(facts.items())[::-1]) for claim, facts in sorted(claims.items())}
        for figure, claims in sorted(LOCK.figures.items())
    }
    assert json.dumps(turned) != json.dumps(LOCK.figures)
    write_lock(tmp_path / "a.lock.json", LOCK)
    write_lock(tmp_path / "b.lock.json", Lock(LOCK.version, LOCK.digest, turned))
    assert (tmp_path / "a.lock.json").read_bytes() == (tmp_path / "b.lock.json").read_bytes()


def test_a_claim_is_one_line(tmp_path: Path) -> None:
    write_lock(tmp_path / "a.lock.json", LOCK)
    lines = (tmp_path / "a.lock.json").read_text(encoding="utf-8").splitlines()
    assert sum("edges[1]" in line and "pkg/a.go" in line and '"certain": true' in line for line in lines) == 1


def test_a_lock_without_figures(tmp_path: Path) -> None:
    write_lock(tmp_path / "a.lock.json", Lock("1.0.0", "", {}))
    assert read_lock(tmp_path / "a.lock.json") == Lock("1.0.0", "", {})


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="cannot be written"):
        write_lock(tmp_path / "none" / "a.lock.json", LOCK)
    (tmp_path / "a.lock.json").mkdir()
    with pytest.raises(ProjectError, match="cannot be written"):
        write_lock(tmp_path / "a.lock.json", LOCK)
    assert [left.name for left in tmp_path.iterdir()] == ["a.lock.json"]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('{\n "version": "1",\n oops\n}', 3, "not JSON"),
        ("", 1, "not JSON"),
        ("[]", None, "not a lock"),
        ('{"version": "1"}', None, "not a lock"),
        ('{"version": "1", "digest": "", "figures": {"a": {"b": 1}}}', None, "not a lock"),
        ('{"version": "1", "digest": "", "figures": {}, "more": 1}', None, "not a lock"),
    ],
)
def test_a_file_that_is_no_lock(text: str, line: int | None, message: str, tmp_path: Path) -> None:
    file = tmp_path / "a.lock.json"
    file.write_text(text)
    with pytest.raises(ProjectError, match=message) as caught:
        read_lock(file)
    assert (caught.value.file, caught.value.line) == (str(file), line)


def test_a_lock_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="cannot be read"):
        read_lock(tmp_path / "a.lock.json")
