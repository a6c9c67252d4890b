"""A lock knows the claims that it was made from, and figures that are not proved are compared as far as they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import shop
from shop import run

from archviz.refs import lock_text, read_lock

if TYPE_CHECKING:
    from pathlib import Path

CODE = "type Cache struct{ file string }\n\nfunc (c *Cache) Run() { c.step() }\n\nfunc (c *Cache) step() {}\n"
CLAIMS = """\
cards: [{type: s.Cache, methods: [Run, step]}]
edges: [{from: s.Cache.Run, to: s.Cache.step, kind: call, label: first}]
"""
SAME = [
    ("title: A shop", "title: {en: The shop, zh: 店}"),
    ("label: first", "label: again"),
    ("s.Cache", "shop.Cache"),
    ("cards: [", "cards: [{type: s.Later, since: '2.0'}, "),
    ("kind: call, label: first", "label: first, kind: call"),
]
OTHER = [
    ("methods: [Run, step]", "fields: [file], methods: [Run, step]"),
    ("edges: [{from", "edges: [{step: 1, from"),
]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A project with locks of two versions that have the same code."""
    shop.figure(tmp_path, CLAIMS)
    shop.module(tmp_path / "go", CODE)
    for version in ("1.1", "1.2"):
        shop.lock(tmp_path, version, tmp_path / "go")
    return tmp_path


def edit(house: Path, old: str, new: str) -> None:
    file = house / "diagrams" / "a" / "1-x.yaml"
    text = file.read_text(encoding="utf-8").replace(old, new)
    file.write_text(text.replace("{s: example", "{shop: example") if "shop.Cache" in text else text, encoding="utf-8")


@pytest.mark.parametrize(("old", "new"), SAME)
def test_words_and_claims_of_other_versions_make_no_lock_stale(old: str, new: str, house: Path) -> None:
    edit(house, old, new)
    assert shop.report(house, "1.2", house / "go")["findings"] == []


@pytest.mark.parametrize(("old", "new"), OTHER)
def test_other_claims_make_every_lock_stale_and_it_is_named(old: str, new: str, house: Path) -> None:
    edit(house, old, new)
    shop.lock(house, "1.1", house / "go")
    done = shop.check(house, "1.2", house / "go")
    assert done.returncode == 0
    assert (
        "archviz-refs/1.2.lock.json:1: warning: lock: the lock 1.2 was made from other claims of figure 1"
        in done.stdout
    )
    assert "the lock 1.1" not in done.stdout


def test_a_stale_lock_is_named_by_diff_and_says_nothing_of_the_figure(house: Path) -> None:
    edit(house, *OTHER[0])
    shop.lock(house, "1.1", house / "go")
    done = run("diff", "1.1", "1.2", cwd=house)
    assert (done.returncode, done.stdout) == (
        1,
        "x: new: the lock 1.2 was made from other claims; `archviz update 1.2` with its source writes it again\n",
    )


def test_what_is_derived_is_not_held_against_a_stale_lock(house: Path) -> None:
    chain = CODE + "\ntype H int\n\nfunc A(h H) H { return h }\n\nfunc Chain(h H) H { h = A(h); return h }\n"
    shop.module(house / "go", chain)
    edit(
        house,
        CLAIMS.partition("\n")[0],
        "cards: [{chain: s.Chain, variable: h}, {type: s.Cache, methods: [Run, step]}]",
    )
    shop.lock(house, "1.2", house / "go")
    shop.module(house / "go", chain.replace("h = A(h)", "h = A(A(h)); h = A(h)"))
    edit(house, "variable: h}", "variable: h}, {func: s.A}")
    kinds = {one["kind"] for one in shop.report(house, "1.3", house / "go")["findings"]}
    assert "stale-lock" in kinds
    assert "list-changed" not in kinds


def test_a_lock_of_old_is_read_and_not_called_stale(house: Path) -> None:
    file = house / "archviz-refs" / "1.2.lock.json"
    old = json.loads(lock_text(read_lock(file)))
    assert old.pop("format") == 2
    assert len(old.pop("claims")["x"]) == 16
    file.write_text(json.dumps(old), encoding="utf-8")
    edit(house, *OTHER[0])
    found = shop.report(house, "1.2", house / "go")["findings"]
    assert [one["subject"] for one in found] == ["1.1"]


def test_a_lock_of_a_newer_format_is_an_error_that_says_so(house: Path) -> None:
    file = house / "archviz-refs" / "1.2.lock.json"
    file.write_text(json.dumps({"version": "1.2", "format": 99, "more": 1}), encoding="utf-8")
    done = shop.check(house, "1.2", house / "go")
    assert (done.returncode, done.stdout) == (2, "")
    assert "1.2.lock.json: a lock of format 99; this archviz reads 3 and those before" in done.stderr


OTHERS = "package more\n\ntype Other struct{}\n\nfunc (Other) Run() {}\n"


@pytest.mark.parametrize("new_fails", [True, False])
def test_diff_says_which_claim_fails_where_and_nothing_is_gone_that_is_there(new_fails: bool, tmp_path: Path) -> None:
    shop.figure(tmp_path, CLAIMS.replace("cards: [", "cards: [{implementers: s.Runner}, "))
    code = CODE + "\ntype Runner interface{ Run() }\n"
    holds = shop.module(tmp_path / "holds", code, more=OTHERS)
    fails = shop.module(tmp_path / "fails", code.replace("{ c.step() }", "{}"), more=OTHERS)
    old, new = (holds, fails) if new_fails else (fails, holds)
    done = run("diff", str(old), str(new), cwd=tmp_path)
    assert done.returncode == 1
    side, change = ("new", "removed") if new_fails else ("old", "added")
    assert f"x: {side}: edges[0] is not proved: nothing proves that s.Cache.Run → s.Cache.step (call)" in done.stdout
    assert f"  {change}: Cache.Run calls Cache.step" in done.stdout
    assert "gone" not in done.stdout
    facts = json.loads(run("diff", str(old), str(new), "--format", "json", cwd=tmp_path).stdout)
    assert [(one["id"], one["side"]) for one in facts["failing"]] == [("x", side)]


def test_a_figure_that_neither_side_proves_is_named(tmp_path: Path) -> None:
    shop.figure(tmp_path, CLAIMS)
    fails = shop.module(tmp_path / "go", CODE.replace("{ c.step() }", "{}"))
    done = run("diff", str(fails), str(fails), cwd=tmp_path)
    assert done.returncode == 1
    assert "x: old: edges[0] is not proved" in done.stdout
    assert "x: new: edges[0] is not proved" in done.stdout
    assert "figure 1 x: unchanged" in done.stdout
