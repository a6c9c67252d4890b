"""`check --fix` makes no claim false at a version where it was proved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shop

if TYPE_CHECKING:
    from pathlib import Path

ONE = """type Till struct{ coins int }
func (t *Till) Open() { t.ring() }
func (t *Till) ring() { t.coins++ }
func each(f func()) { f() }
"""
TWO = ONE.replace("{ t.ring() }", "{ each(t.ring) }")
CLAIMS = """cards:
  - {type: s.Till, methods: [Open, ring]}
edges:
  - {from: s.Till.Open, to: s.Till.ring, kind: call}  # the bell
"""


def fixed(root: Path, version: str, code: str) -> str:
    """The figure after its claims are fixed at a version, where nothing is wrong with it then."""
    source = str(shop.module(root / version, code))
    done = shop.run("check", version, "--source", source, "--fix", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    return (root / "diagrams" / "a" / "1-x.yaml").read_text("utf-8")


def test_a_claim_that_was_proved_ends_and_the_changed_one_begins_beside_it(tmp_path: Path) -> None:
    shop.figure(tmp_path, CLAIMS)
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "1.1", ONE))
    text = fixed(tmp_path, "1.2", TWO)
    assert text.count("from: s.Till.Open") == 2
    assert "kind: ref" in text
    assert "# the bell" in text
    for version, code in (("1.1", ONE), ("1.2", TWO)):
        source = str(shop.module(tmp_path / version, code))
        done = shop.run("check", version, "--source", source, cwd=tmp_path)
        assert (done.returncode, "4 of 4 claims" in done.stdout) == (0, True), done.stdout


def test_a_claim_that_was_never_proved_is_changed_where_it_stands(tmp_path: Path) -> None:
    shop.figure(tmp_path, CLAIMS)
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "1.1", ONE))
    shop.figure(tmp_path, CLAIMS.replace("kind: call", "kind: ref"))
    text = fixed(tmp_path, "1.1", ONE)
    assert text.endswith(CLAIMS)
    shop.figure(tmp_path, CLAIMS.replace("to: s.Till.ring, kind: call", "to: s.Till.ring, kind: creates"))
    text = fixed(tmp_path, "1.2", TWO)
    assert text.count("from: s.Till.Open") == 1
