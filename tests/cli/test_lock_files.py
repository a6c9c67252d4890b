"""What people see of a lock's two files: how they change, and what is said and done where one is missing."""

from __future__ import annotations

import lzma
import shutil
from typing import TYPE_CHECKING

import pytest
import shop
from shop import run

from archviz.refs import lock_path, packed_path

if TYPE_CHECKING:
    from pathlib import Path

CODE = "type Pot struct{ water string }\n\nfunc (p *Pot) Boil() {}\n\nfunc (p *Pot) Pour() { p.Boil() }\n"
NEWER = CODE.replace("func (p *Pot) Boil() {}", "func (p *Pot) Boil() { p.Pour() }")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A project with ``edges: auto`` that was locked at 1.1, from the source in that folder."""
    shop.figure(tmp_path, "cards: [{type: s.Pot, methods: [Boil, Pour]}]\nedges: auto\n")
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "1.1", CODE))
    return tmp_path


def contents(house: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (house / "archviz-refs").iterdir()}


def test_a_dry_run_says_how_the_summary_would_change_and_the_patch_has_the_figures_alone(house: Path) -> None:
    before = contents(house)
    assert sorted(before) == ["1.1.lock.json", "1.1.lock.xz"]
    newer = str(shop.module(house / "new", NEWER))
    done = run("update", "1.1", "--source", newer, "--dry-run", cwd=house)
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert lines[0] == "archviz-refs/1.1.lock.json: would change as follows, and 1.1.lock.xz with it"
    added = [line for line in lines[3:] if line.startswith("+")]
    assert any("Pot.Boil call " in line and line.count("Pot.Pour") == 1 for line in added)
    assert contents(house) == before
    other = run("update", "1.2", "--source", newer, "--dry-run", cwd=house)
    assert other.stderr.splitlines()[0] == "archviz-refs/1.2.lock.json and 1.2.lock.xz: would be written"
    same = run("update", "1.1", "--source", "1.1", "--dry-run", cwd=house)
    assert same.stderr == "archviz-refs/1.1.lock.json: nothing would change\n"


@pytest.mark.parametrize("packed", [None, lzma.compress(b"{}"), b"no xz"])
def test_facts_that_are_missing_or_of_another_lock_are_said_and_made_again(packed: bytes | None, house: Path) -> None:
    before = contents(house)
    facts = packed_path(lock_path(house / "archviz-refs", "1.1"))
    if packed is None:
        facts.unlink()
    else:
        facts.write_bytes(packed)
    newer = shop.module(house / "new", NEWER)
    done = shop.check(house, "1.2", newer)
    assert (done.returncode, done.stdout) == (2, "")
    assert "1.1.lock.xz" in done.stderr
    assert "`archviz update 1.1" in done.stderr
    shop.lock(house, "1.1", house / "1.1")
    assert contents(house) == before
    assert shop.check(house, "1.2", newer).returncode == 1


def test_the_command_that_is_named_for_missing_facts_makes_them_again(tmp_path: Path) -> None:
    shop.figure(tmp_path, "cards: [{type: s.Cache}]\n")
    refs, code = tmp_path / "archviz-refs", "type Cache struct{}\n"
    for version in ("1.1", "1.2"):
        shop.lock(tmp_path, version, shop.module(tmp_path / version, f"// {version}.\n\n{code}"))
    new = shop.module(tmp_path / "new", code)

    def named() -> str:
        done = shop.check(tmp_path, "1.3", new)
        assert (done.returncode, done.stdout) == (2, "")
        assert "there is no 1.2.lock.xz" in done.stderr
        return done.stderr.rpartition("make it again by `")[2].rstrip("`\n")

    (refs / "1.2.lock.xz").unlink()
    assert named() == "archviz update 1.2 --source PATH"
    shop.lock(tmp_path, "1.2", tmp_path / "1.2")
    for version in ("1.1", "1.2"):
        archive = shutil.make_archive(str(tmp_path / f"shop-{version}"), "zip", tmp_path / version)
        assert shop.run("pin", archive, "--name", version, cwd=tmp_path).returncode == 0
    (refs / "1.2.lock.xz").unlink()
    assert named() == "archviz update 1.2"
    (refs / "1.1.lock.xz").unlink()
    assert named() == "archviz update --all"
    assert shop.run("update", "--all", cwd=tmp_path).returncode == 0
    assert shop.check(tmp_path, "1.3", new).returncode == 0
