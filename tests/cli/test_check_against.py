"""With what `archviz check` compares: the newest lock at or before the version, or the one that is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shop
from shop import run

from archviz.workspace.past import newest_before

if TYPE_CHECKING:
    from pathlib import Path

CACHE = "type Cache struct{ file string }\n\n"
V1 = CACHE + "func (c *Cache) Run() {}\n"
V2 = CACHE + "func (c *Cache) Run() { c.step() }\n\nfunc (c *Cache) step() { print(c.file) }\n"
CLAIMS = """\
cards: [{type: s.Cache, until: '1.2', methods: [Run]}, {type: s.Cache, since: '1.2', methods: [Run, step]}]
edges: [{from: s.Cache.Run, to: s.Cache.step, kind: call, since: '1.2'}]
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A project with the version 1.1 in its settings, and locks of 1.1 and 1.2."""
    shop.figure(tmp_path, CLAIMS)
    (tmp_path / "archviz.toml").write_text('version = "1.1"\n', encoding="utf-8")
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "v1", V1))
    shop.lock(tmp_path, "1.2", shop.module(tmp_path / "v2", V2))
    return tmp_path


def test_a_newer_version_is_compared_with_the_newest_lock_before_it(house: Path) -> None:
    v3 = V2.replace("{ c.step() }", "{ c.once() }") + "\nfunc (c *Cache) once() { c.step() }\n"
    (finding,) = shop.report(house, "1.3", shop.module(house / "v3", v3))["findings"]
    assert finding["kind"] == "edge-rerouted"


def test_a_version_that_changed_nothing_says_nothing_but_what_was_proved(house: Path) -> None:
    done = shop.check(house, "1.3", house / "v2")
    assert (done.returncode, done.stdout, done.stderr) == (0, "4 of 4 claims in 1 figure are proved at 1.3\n", "")
    assert shop.report(house, "1.3", house / "v2")["findings"] == []


def test_another_lock_can_be_chosen(house: Path) -> None:
    kinds = [one["kind"] for one in shop.report(house, "1.3", house / "v2", "--against", "1.1")["findings"]]
    assert "body-changed" in kinds
    missing = shop.check(house, "1.3", house / "v2", "--against", "1.4")
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "there is no lock 1.4" in missing.stderr


def test_a_fingerprint_is_the_same_whatever_it_is_compared_with_and_whatever_kind_that_makes_it(house: Path) -> None:
    v3 = shop.module(
        house / "v3", V2.replace("{ c.step() }", "{ c.once() }") + "\nfunc (c *Cache) once() { c.step() }\n"
    )
    found = [shop.report(house, "1.3", v3, "--against", name)["findings"] for name in ("1.1", "1.2")]
    errors = [next(one for one in each if one["severity"] == "error") for each in found]
    assert errors[0]["kind"] != errors[1]["kind"]
    assert errors[0]["fingerprint"] == errors[1]["fingerprint"]


def test_figures_can_be_chosen_with_a_version_or_without(house: Path) -> None:
    shop.figure(house, "cards: [{type: s.Gone}]\n", "2-y.yaml")
    source = ("--source", "v2")
    assert run("check", "1.2", "1", *source, cwd=house).returncode == 0
    assert run("check", "1", *source, cwd=house).stdout.startswith("4 of 4 claims in 1 figure are proved")
    assert "shop.Gone is not declared" in run("check", "1.2", "x", "y", *source, cwd=house).stdout
    unknown = run("check", "1.2", "z", *source, cwd=house)
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "no figure z" in unknown.stderr


def test_a_waiver_of_another_figure_is_not_stale_where_figures_are_chosen(house: Path) -> None:
    waiver = "waivers:\n  - {fingerprint: '0123456789abcdef', figure: 2, reason: Soon.}\n"
    (house / "archviz-baseline.yaml").write_text(waiver, encoding="utf-8")
    assert "stale-waiver" in run("check", "1.2", "--source", "v2", cwd=house).stdout
    assert "stale-waiver" not in run("check", "1.2", "1", "--source", "v2", cwd=house).stdout


@pytest.mark.parametrize(
    ("version", "lock"),
    [
        ("1.20", ""),
        ("1.20.2", "1.20.2"),
        ("v1.20.2", "1.20.2"),
        ("1.21.5", "fork-1.21"),
        ("1.22", "1.22"),
        ("2.0.0-rc.1", "fork-1.22"),
        ("", "fork-1.22"),
    ],
)
def test_the_newest_lock_at_or_before_a_version(version: str, lock: str) -> None:
    assert newest_before(("1.20.2", "fork-1.21", "1.22", "fork-1.22"), version) == lock
