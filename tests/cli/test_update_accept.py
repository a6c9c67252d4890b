"""Claims that the source has left behind end where a person says so, and what held at a version holds there still."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shop
from test_cli import run

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

ONE = """type Till interface{ Ring() }
type Big struct{ coins int; notes int }
func (b *Big) Ring() { b.coins++ }
func (b *Big) Count() { b.notes++; b.empty() }
func (b *Big) empty() {}
type Small struct{}
func (s *Small) Ring() {}
func Sell(b *Big) {
	b.Ring()
	b.Count()
}
"""
OPENED = """func (s *Safe) Run() { s.open(); s.lock() }
func (s *Safe) open() {
	for len(s.key) < 3 {
		s.key = append(s.key, 'x')
	}
}
"""
CLAIMS = """cards:
  - {type: s.Big, fields: [coins, notes], methods: [Ring, Count, empty]}  # the one by the door
  - {implementers: s.Till, count: 2}
  - {func: s.Sell}
edges:
  - {from: s.Sell, to: s.Big.Ring, kind: call, step: 1}
  - {from: s.Sell, to: s.Big.Count, kind: call, step: 2}
"""
TWO = (
    ONE.replace("\tb.Count()\n", "")
    .replace("{ b.notes++; b.empty() }", "{ b.notes++ }")
    .replace("func (b *Big) empty() {}\n", "")
) + "type Tiny struct{}\nfunc (t Tiny) Ring() {}\n"


def begun(root: Path, claims: str = CLAIMS, head: str = shop.HEAD) -> Path:
    file = shop.figure(root, claims, head=head)
    shop.lock(root, "1.1", shop.module(root / "1.1", ONE))
    return file


def accepting(root: Path, version: str, code: str, *more: str) -> subprocess.CompletedProcess[str]:
    source = shop.module(root / version, code)
    return run("update", version, "--source", str(source), "--accept", *more, cwd=root)


def test_what_is_gone_ends_and_a_count_goes_on_with_its_new_number(tmp_path: Path) -> None:
    file = begun(tmp_path)
    done = accepting(tmp_path, "1.2", TWO)
    assert done.returncode == 0, done.stderr
    text = file.read_text()
    assert '{from: s.Sell, to: s.Big.Count, kind: call, step: 2, until: "1.2"}' in text
    assert "# the one by the door" in text
    assert '  - {implementers: s.Till, count: 2, until: "1.2"}\n' in text
    assert "count: 3" in text
    for version, code in (("1.1", ONE), ("1.2", TWO)):
        held = shop.check(tmp_path, version, shop.module(tmp_path / "again", code))
        assert held.returncode == 0, held.stdout
    again = accepting(tmp_path, "1.3", TWO)
    assert (again.returncode, file.read_text()) == (0, text)


def test_without_the_option_nothing_ends(tmp_path: Path) -> None:
    file = begun(tmp_path)
    done = run("update", "1.2", "--source", str(shop.module(tmp_path / "1.2", TWO)), cwd=tmp_path)
    assert (done.returncode, file.read_text()) == (1, shop.HEAD + CLAIMS)
    assert "`--accept` ends at this version what the source no longer shows" in done.stderr


def test_a_rename_is_followed_and_what_is_gone_ends_beside_it(tmp_path: Path) -> None:
    code = "type Safe struct{ key []byte }\n" + OPENED + "func (s *Safe) lock() {}\n"
    claims = """cards: [{type: s.Safe, methods: [Run, open, lock]}]
edges:
  - {from: s.Safe.Run, to: s.Safe.open, kind: call}
  - {from: s.Safe.Run, to: s.Safe.lock, kind: call}
"""
    file = shop.figure(tmp_path, claims)
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "1.1", code))
    two = code.replace("open()", "unseal()").replace("; s.lock()", "").replace("func (s *Safe) lock() {}\n", "")
    done = accepting(tmp_path, "1.2", two)
    assert done.returncode == 0, done.stderr
    text = file.read_text()
    assert '{from: s.Safe.open, to: s.Safe.unseal, since: "1.2"}' in text
    assert 'to: s.Safe.lock, kind: call, until: "1.2"' in text
    assert "to: s.Safe.open, kind: call}" in text
    for version, source in (("1.1", code), ("1.2", two)):
        assert shop.check(tmp_path, version, shop.module(tmp_path / "again", source)).returncode == 0


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    file = begun(tmp_path)
    done = accepting(tmp_path, "1.2", TWO, "--dry-run")
    assert 'until: "1.2"' in done.stdout
    assert file.read_text() == shop.HEAD + CLAIMS


def test_a_claim_that_was_never_proved_does_not_end(tmp_path: Path) -> None:
    file = begun(tmp_path)
    text = file.read_text().replace("to: s.Big.Count", "to: s.Big.Cuont")
    file.write_text(text)
    done = accepting(tmp_path, "1.2", TWO)
    assert "not repaired: its claims are not those that were proved at 1.1" in done.stderr
    assert (done.returncode, file.read_text()) == (1, text)


def test_nothing_ends_because_a_source_lacks_the_package(tmp_path: Path) -> None:
    head = shop.HEAD.replace(" {s: ", "\n  s: ").replace("}", "\n  b: example.org/shop/bank")
    claims = CLAIMS.replace("  - {func: s.Sell}", "  - {func: s.Sell}\n  - {func: b.Save}")
    file = shop.figure(tmp_path, claims, head=head)
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "1.1", ONE, bank="func Save() {}\n"))
    done = accepting(tmp_path, "1.2", ONE)
    assert "not repaired: cards[3] cannot end" in done.stderr
    assert (done.returncode, file.read_text()) == (1, head + claims)


def test_a_figure_of_which_nothing_would_be_left_stays(tmp_path: Path) -> None:
    claims = "cards: [{type: s.Small}]\n"
    file = begun(tmp_path, claims)
    done = accepting(tmp_path, "1.2", ONE.replace("Small", "Box").replace("Ring() {}", "Pay() {}"))
    assert "not repaired: nothing would be left of it at 1.2" in done.stderr
    assert (done.returncode, file.read_text()) == (1, shop.HEAD + claims)


def test_lost_fragments_and_notes_of_an_excerpt_end(tmp_path: Path) -> None:
    head = shop.HEAD.replace("diagram", "excerpt")
    claims = """excerpts:
  - symbol: s.Sell
    show:
      - at: {calls: s.Big.Ring}
      - at: {calls: s.Big.Count}  # then
    notes:
      - {at: {calls: s.Big.Count}, text: Counted.}
"""
    file = begun(tmp_path, claims, head)
    done = accepting(tmp_path, "1.2", TWO)
    assert done.returncode == 0, done.stderr
    assert file.read_text().count("until") == 2
    for version, code in (("1.1", ONE), ("1.2", TWO)):
        assert shop.check(tmp_path, version, shop.module(tmp_path / "again", code)).returncode == 0


def test_where_no_other_version_is_locked_there_is_nothing_that_could_end(tmp_path: Path) -> None:
    file = begun(tmp_path)
    done = accepting(tmp_path, "1.1", TWO)
    assert "no other version is locked" in done.stderr
    assert (done.returncode, file.read_text()) == (1, shop.HEAD + CLAIMS)
