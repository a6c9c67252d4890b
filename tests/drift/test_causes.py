"""Findings of one cause are one, with the claims that hang on it; a source that lacks a package says so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import shop
from shop import run

if TYPE_CHECKING:
    from pathlib import Path

A = "type A struct{ b B }\n\nfunc (a A) Run() { a.stop() }\n\nfunc (a A) stop() {}\n\ntype B struct{}\n"
HEAD = shop.HEAD.replace("{s:", "{o: example.org/shop/old, s:")
CLAIMS = """\
cards: [{type: o.A, fields: [b], methods: [Run, stop]}, {type: o.B}, {func: s.Keep}]
edges:
  - {from: o.A.Run, to: o.A.stop, kind: call}
  - {from: o.A.b, to: o.B, kind: holds}
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    shop.figure(tmp_path, CLAIMS, head=HEAD)
    shop.figure(tmp_path, "cards: [{type: o.A}, {type: o.B}]\n", "2-y.yaml", HEAD)
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "v1", "func Keep() {}\n", old=A))
    return tmp_path


def test_a_package_that_moved_is_one_line_with_its_claims(house: Path) -> None:
    moved = shop.module(house / "v2", "func Keep() {}\n", new=A)
    done = shop.check(house, "1.2", moved)
    errors = [line for line in done.stdout.splitlines() if ": error: " in line]
    (line,) = errors
    assert "the package example.org/shop/old is example.org/shop/new now: " in line
    assert "in 2 figures [moved]" in line
    assert "    claims: figure 1 x: cards[0]" in done.stdout
    found = [one for one in shop.report(house, "1.2", moved)["findings"] if one["severity"] == "error"]
    assert len(found) > 5
    assert {one["cause"] for one in found} == {"the package example.org/shop/old is example.org/shop/new now"}


@pytest.mark.parametrize("form", ["github", "markdown", "sarif"])
def test_reports_for_people_group_by_cause(form: str, house: Path) -> None:
    moved = shop.module(house / "v2", "func Keep() {}\n", new=A)
    done = shop.check(house, "1.2", moved, "--format", form)
    assert done.stdout.count("the package example.org/shop/old is example.org/shop/new now") == 1
    assert done.returncode == 1


def test_v_has_every_finding_with_its_waiver(house: Path) -> None:
    moved = shop.module(house / "v2", "func Keep() {}\n", new=A)
    found = [one for one in shop.report(house, "1.2", moved)["findings"] if one["severity"] == "error"]
    assert shop.check(house, "1.2", moved, "-v").stdout.count("to waive: ") >= len(found)


def test_a_package_that_the_source_lacks_is_not_called_gone(house: Path) -> None:
    lacks = shop.module(house / "v2", "func Keep() {}\n")
    found = [one for one in shop.report(house, "1.1", lacks)["findings"] if one["severity"] == "error"]
    assert {one["kind"] for one in found} == {"not-in-source"}
    assert {one["cause"] for one in found} == {"the package example.org/shop/old is not in this source"}
    done = shop.check(house, "1.1", lacks)
    assert "the package example.org/shop/old is not in this source: " in done.stdout
    assert " is gone" not in done.stdout
    sarif = json.loads(shop.check(house, "1.1", lacks, "--format", "sarif").stdout)["runs"][0]
    assert "not-in-source" in {one["ruleId"] for one in sarif["results"]}
    assert "not-in-source" in {one["id"] for one in sarif["tool"]["driver"]["rules"]}


def test_it_says_so_without_a_lock_too(tmp_path: Path) -> None:
    shop.figure(tmp_path, CLAIMS, head=HEAD)
    lacks = shop.module(tmp_path / "go", "func Keep() {}\n")
    kinds = [one["kind"] for one in shop.report(tmp_path, "1.1", lacks)["findings"]]
    assert set(kinds) == {"not-in-source"}


def test_a_type_that_went_is_the_cause_for_its_members(house: Path) -> None:
    new = shop.module(house / "v2", "func Keep() {}\n", old="type B struct{}\n")
    errors = [line for line in shop.check(house, "1.2", new).stdout.splitlines() if ": error: " in line]
    assert len(errors) == 1
    assert "old.A is gone: " in errors[0]


def test_more_than_ten_annotations_end_with_how_many_more(tmp_path: Path) -> None:
    shop.figure(tmp_path, "cards: [" + ", ".join(f"{{type: s.T{i}}}" for i in range(14)) + "]\n")
    shop.module(tmp_path / "go", "type T int\n")
    lines = run("check", "--source", "go", "--format", "github", cwd=tmp_path).stdout.splitlines()
    assert len(lines) == 10
    assert lines[-1] == "::error title=archviz check::and 5 more, which the other reports and `archviz check` have"
