"""``archviz follow``, as a person or a program runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import kitchen
import pytest
import shop
from test_cli import run

if TYPE_CHECKING:
    from pathlib import Path

K = "example.org/house/kitchen"
NEWER = kitchen.STOVE_GO.replace("heat()", "warm()").replace("type Waiter struct{}", "")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder with two versions of a Go tree, ``old`` and ``new``."""
    kitchen.go_tree(tmp_path / "old")
    kitchen.go_tree(tmp_path / "new", NEWER)
    return tmp_path


def test_what_became_of_a_symbol_in_words(house: Path) -> None:
    done = run("follow", f"{K}.Chef.heat", "--from", "old/", "--to", "new/", cwd=house)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        f"{K}.Chef.heat: renamed",
        f"  was {K}.Chef.heat at kitchen/kitchen.go:50:16",
        f"  now {K}.Chef.warm at kitchen/kitchen.go:50:16",
        "  by same body elsewhere",
    ]


def test_a_gone_subject_is_found_wrong_and_an_unknown_one_cannot_be_followed(house: Path) -> None:
    gone = run("follow", f"{K}.Waiter", "--from", "old", "--to", "new", cwd=house)
    assert (gone.returncode, gone.stdout.splitlines()[0]) == (1, f"{K}.Waiter: gone")
    unknown = run("follow", f"{K}.Waitress", "--from", "old", "--to", "new", cwd=house)
    assert (unknown.returncode, unknown.stdout) == (2, "")
    error, hint = unknown.stderr.splitlines()
    assert error == f"error: {K}.Waitress is in neither version"
    assert hint.startswith("hint: the nearest names there: Waiter")
    missing = run("follow", f"{K}.Waiter", "--from", "old", "--to", "nowhere.tar.gz", cwd=house)
    assert missing.returncode == 2
    assert "nowhere.tar.gz" in missing.stderr


def test_one_object_for_a_program(house: Path) -> None:
    subject = f"{K}.Chef.Prepare -> {K}.Chef.heat"
    done = run("follow", subject, "--from", "old", "--to", "new", "--format", "json", cwd=house)
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert {key: found[key] for key in ("subject", "kind", "old", "new", "severity")} == {
        "subject": subject,
        "kind": "edge-retargeted",
        "old": {"symbol": f"{K}.Chef.heat", "file": "kitchen/kitchen.go", "line": 44},
        "new": {"symbol": f"{K}.Chef.warm", "file": "kitchen/kitchen.go", "line": 44},
        "severity": "warning",
    }
    several = run("follow", f"{K}.WithFire", "--from", "old", "--to", "new", "--format", "json", cwd=house)
    assert set(json.loads(several.stdout)) >= {"subject", "kind", "old", "new", "via", "candidates"}


def test_a_line_each_for_many_subjects(house: Path) -> None:
    subjects = [f"{K}.Chef", "", "not a symbol", f"{K}.Work -> {K}.Cook.Prepare", f"{K}.Waiter"]
    done = subprocess.run(
        [sys.executable, "-m", "archviz", "follow", "-", "--from", "old", "--to", "new"],
        cwd=house,
        env={**os.environ, "ARCHVIZ_CACHE": str(house / "cache")},
        input="\n".join(subjects * 100),
        capture_output=True,
        text=True,
        check=False,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr, len(answers)) == (1, "", 400)
    assert [answer.get("kind") for answer in answers[:4]] == ["members-changed", None, "unchanged", "gone"]
    assert answers[1]["subject"] == "not a symbol"
    assert "is not written as" in answers[1]["error"]


ONE = """package shop

import "os"

type Cache struct{ file string; data []byte }

func (c *Cache) Run() { USE }

func (c *Cache) NAME() error { b, err := os.ReadFile(c.file); if err != nil { return err }; c.data = b; return nil }
"""


@pytest.mark.parametrize("other", ["", "\nfunc (c *Cache) Other() { c.again() }\n"], ids=["by nobody", "by others"])
def test_a_lookalike_that_no_user_came_to_is_a_candidate(other: str, tmp_path: Path) -> None:
    shop.module(tmp_path / "old", ONE.replace("USE", "c.load()").replace("NAME", "load"))
    shop.module(tmp_path / "new", ONE.replace("USE", "c.data = nil").replace("NAME", "again") + other)
    done = run("follow", "example.org/shop.Cache.load", "--from", "old", "--to", "new", cwd=tmp_path)
    assert (done.returncode, done.stdout.splitlines()[0]) == (1, "example.org/shop.Cache.load: gone")
    words = "the same body, but nobody who used the old one uses it, 0.90"
    assert done.stdout.splitlines()[2:] == [f"  perhaps example.org/shop.Cache.again ({words})"]


def test_what_nobody_around_used_needs_no_user(tmp_path: Path) -> None:
    shop.module(tmp_path / "old", ONE.replace("USE", "").replace("NAME", "Load"))
    shop.module(tmp_path / "new", ONE.replace("USE", "").replace("NAME", "Reload").replace("err }", "nil }"))
    done = run("follow", "example.org/shop.Cache.Load", "--from", "old", "--to", "new", cwd=tmp_path)
    assert (done.returncode, done.stdout.splitlines()[0]) == (
        0,
        "example.org/shop.Cache.Load: renamed, body-changed",
    )


def test_a_field_goes_with_the_part_of_its_type_that_has_it(tmp_path: Path) -> None:
    login = "type Login struct { User, Password, Realm string }\n"
    listening = "type Listening struct { Address, Port string; Timeout int }\n"
    settings = "type Settings struct { Address, Port string; Timeout int; User, Password, Realm string }\n"
    old = f"package shop\n\nfunc Run(s Settings) {{}}\n\n{settings}"
    new = f"package shop\n\nfunc Run(s Listening, l Login) {{}}\n\n{login}\n{listening}"
    shop.module(tmp_path / "old", old)
    shop.module(tmp_path / "new", new)
    done = run("follow", "example.org/shop.Settings.Realm", "--from", "old", "--to", "new", cwd=tmp_path)
    assert (done.returncode, done.stdout.splitlines()[2]) == (0, "  now example.org/shop.Login.Realm at shop.go:5:37")
