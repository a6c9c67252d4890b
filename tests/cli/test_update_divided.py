"""Claims about a function that was divided follow the part that alone has what they say; counts go on by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shop
from test_cli import run

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

BANK = """// Bank keeps the money.
type Bank struct{ Sum int }

func (b *Bank) Save(n int) { b.Sum += n }

// Watch counts what comes in.
func Watch(b *Bank) { b.Save(0) }
"""
OLD = """package shop

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"example.org/shop/bank"
)

// Settings are those of a shop.
type settings struct{ name string; logs bool; doors []string }

// Shop is one.
type Shop struct{ rooms map[string]int; money *bank.Bank }

func (s settings) open() (*Shop, error) {
	if s.name == "" {
		return nil, errors.New("a shop without a name")
	}
	shop := &Shop{rooms: map[string]int{}, money: &bank.Bank{}}
	if s.logs {
		fmt.Fprintln(os.Stderr, strings.ToUpper(s.name))
	}
	host, err := os.Hostname()
	if err != nil {
		return nil, fmt.Errorf("no host name: %w", err)
	}
	shop.rooms[host] = 1
	go bank.Watch(shop.money)
	for i, door := range s.doors {
		if door == "" {
			continue
		}
		shop.rooms[door] = i
	}
	shop.sweep()
	return shop, nil
}

func (s *Shop) sweep() { delete(s.rooms, "") }

// Main begins.
func Main() {
	s, err := settings{name: "x"}.open()
	if err == nil {
		s.sweep()
	}
}
"""
NEW = """package shop

import (
	"errors"

	"example.org/shop/base"
)

// Settings are those of a shop.
type settings struct{ name string; base base.Settings; doors []string }

// Shop is one.
type Shop struct{ rooms map[string]int; base *base.Base }

func (s settings) openShop() (*Shop, error) {
	if s.name == "" {
		return nil, errors.New("a shop without a name")
	}
	below, err := s.base.OpenBase()
	if err != nil {
		return nil, err
	}
	shop := &Shop{rooms: map[string]int{}, base: below}
	for i, door := range s.doors {
		if door == "" {
			continue
		}
		shop.rooms[door] = i
	}
	shop.sweep()
	return shop, nil
}

func (s *Shop) sweep() { delete(s.rooms, "") }

// Main begins.
func Main() {
	s, err := settings{name: "x"}.openShop()
	if err == nil {
		s.sweep()
	}
}
"""
BASE = """package base

import (
	"fmt"
	"os"
	"strings"

	"example.org/shop/bank"
)

// Settings are those below any shop.
type Settings struct{ Name string; Logs bool }

// Base is below a shop.
type Base struct{ Rooms map[string]int; Money *bank.Bank }

// OpenBase opens what is below.
func (s Settings) OpenBase() (*Base, error) {
	shop := &Base{Rooms: map[string]int{}, Money: &bank.Bank{}}
	if s.Logs {
		fmt.Fprintln(os.Stderr, strings.ToUpper(s.Name))
	}
	host, err := os.Hostname()
	if err != nil {
		return nil, fmt.Errorf("no host name: %w", err)
	}
	shop.Rooms[host] = 1
	go bank.Watch(shop.Money)
	return shop, nil
}
"""
HEAD = "kind: diagram\ntitle: A shop\npackages: {s: example.org/shop, b: example.org/shop/bank}\n"
TILL = "type Till interface{ Ring() }\ntype Big struct{}\nfunc (Big) Ring() {}\n"


def divided(root: Path, claims: str, kind: str = "diagram") -> Path:
    """A project with a figure of a function at 1.1 that is divided at 1.2."""
    file = shop.figure(root, claims, head=HEAD.replace("diagram", kind))
    shop.lock(root, "1.1", shop.module(root / "1.1", OLD, bank=BANK))
    shop.module(root / "1.2", NEW, bank=BANK, base=BASE)
    return file


def update(root: Path, version: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run("update", version, "--source", str(root / version), *arguments, cwd=root)


def holds(root: Path, *versions: str) -> None:
    for version in versions:
        done = shop.check(root, version, root / version)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("target", "part"), [("b.Watch", "base.Settings.OpenBase"), ("s.Shop.sweep", "s.settings.openShop")]
)
def test_a_card_and_its_edges_follow_the_part_that_has_the_edge(target: str, part: str, tmp_path: Path) -> None:
    mode = ", mode: go" if target == "b.Watch" else ""
    card = "func: b.Watch" if target == "b.Watch" else "type: s.Shop, methods: [sweep]"
    claims = f"""cards:
  - {{func: s.Main}}
  - {{type: s.settings, methods: [open]}}
  - {{{card}}}
edges:
  - {{from: s.settings.open, to: {target}, kind: call{mode}}}
"""
    file = divided(tmp_path, claims)
    broken = [one for one in shop.report(tmp_path, "1.2", tmp_path / "1.2")["findings"] if one["severity"] == "error"]
    assert broken
    assert all(one["repairable"] for one in broken)
    done = update(tmp_path, "1.2")
    assert done.returncode == 0, done.stderr
    assert part.rpartition(".")[2] in file.read_text()
    assert claims in file.read_text()
    holds(tmp_path, "1.1", "1.2")


def test_claims_that_hold_of_no_single_part_stay(tmp_path: Path) -> None:
    claims = """cards:
  - {func: s.Main}
  - {type: s.settings, methods: [open]}
  - {func: b.Watch}
  - {type: s.Shop, methods: [sweep]}
edges:
  - {from: s.settings.open, to: b.Watch, kind: call, mode: go}
  - {from: s.settings.open, to: s.Shop.sweep, kind: call}
"""
    file = divided(tmp_path, claims)
    done = update(tmp_path, "1.2")
    assert (done.returncode, file.read_text()) == (1, HEAD + claims)
    assert "a figure is repaired as a whole" in done.stderr


EXCERPT = """excerpts:
  - symbol: s.settings.open
    show:
      - at: {signature: true}
      - at: {calls: b.Watch}
      - at: {calls: s.Shop.sweep}
    notes:
      - {at: {calls: b.Watch}, text: Watched.}
      - {at: {calls: s.Shop.sweep}, text: Swept.}
  - symbol: s.Main
    show: [{at: {signature: true}}]
"""


def test_the_fragments_of_an_excerpt_go_to_the_parts_that_have_them(tmp_path: Path) -> None:
    file = divided(tmp_path, EXCERPT, "excerpt")
    done = update(tmp_path, "1.2")
    assert done.returncode == 0, done.stderr
    text = file.read_text()
    before, main, *parts = text.split("  - symbol: ")[1:]
    assert main.startswith("s.Main")
    assert before.startswith("s.settings.open\n")
    assert 'until: "1.2"' in before
    assert {part.partition("\n")[0]: ("Watched" in part, "Swept" in part) for part in parts} == {
        "base.Settings.OpenBase": (True, False),
        "s.settings.openShop": (False, True),
    }
    holds(tmp_path, "1.1", "1.2")


def test_a_fragment_that_no_part_has_keeps_the_excerpt_until_it_may_end(tmp_path: Path) -> None:
    lost = EXCERPT.replace("    notes:", "      - at: {calls: errors.New}\n    notes:")
    file = divided(tmp_path, lost, "excerpt")
    source = tmp_path / "1.2" / "shop.go"
    source.write_text(source.read_text().replace('errors.New("a shop without a name")', "noName"))
    source.write_text(
        source.read_text().replace("// Main", 'var noName = errors.New("a shop without a name")\n\n// Main')
    )
    assert (update(tmp_path, "1.2").returncode, file.read_text()) == (1, HEAD.replace("diagram", "excerpt") + lost)
    done = update(tmp_path, "1.2", "--accept")
    assert done.returncode == 0, done.stderr
    assert "symbol: base.Settings.OpenBase" in file.read_text()
    holds(tmp_path, "1.1", "1.2")


def test_a_count_goes_on_with_its_new_number_where_it_is_known_what_came(tmp_path: Path) -> None:
    claims = "cards:\n  - {implementers: s.Till, count: 1}\n"
    file = shop.figure(tmp_path, claims)
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "1.1", TILL))
    shop.module(tmp_path / "1.2", TILL + "type Small struct{}\nfunc (Small) Ring() {}\n")
    (found,) = shop.report(tmp_path, "1.2", tmp_path / "1.2")["findings"]
    assert (found["kind"], found["repairable"]) == ("wrong-count", True)
    done = update(tmp_path, "1.2")
    assert done.returncode == 0, done.stderr
    assert '{implementers: s.Till, count: 1, until: "1.2"}' in file.read_text()
    assert 'count: 2, since: "1.2"}' in file.read_text()
    holds(tmp_path, "1.1", "1.2")


def test_a_count_stays_where_a_package_is_missing_with_what_went(tmp_path: Path) -> None:
    claims = "cards:\n  - {implementers: s.Till, count: 2}\n"
    file = shop.figure(tmp_path, claims)
    small = "type Small struct{}\nfunc (Small) Ring() {}\n"
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "1.1", TILL, small=small))
    shop.module(tmp_path / "1.2", TILL)
    assert (update(tmp_path, "1.2").returncode, file.read_text()) == (1, shop.HEAD + claims)
    assert update(tmp_path, "1.2", "--accept").returncode == 0
    holds(tmp_path, "1.1", "1.2")


def test_a_count_that_was_never_proved_stays(tmp_path: Path) -> None:
    file = shop.figure(tmp_path, "cards:\n  - {implementers: s.Till, count: 1}\n")
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "1.1", TILL))
    shop.module(tmp_path / "1.2", TILL + "type Small struct{}\nfunc (Small) Ring() {}\n")
    text = file.read_text().replace("count: 1", "count: 7")
    file.write_text(text)
    assert (update(tmp_path, "1.2").returncode, file.read_text()) == (1, text)


def test_steps_close_up_where_one_of_them_ends(tmp_path: Path) -> None:
    code = "type Shop struct{}\nfunc (s *Shop) Run() { s.a(); s.b(); s.c() }\nfunc (s *Shop) a() {}\n"
    code += "func (s *Shop) b() {}\nfunc (s *Shop) c() {}\n"
    claims = "cards: [{type: s.Shop, methods: [Run, a, b, c]}]\nedges:\n" + "".join(
        f"  - {{from: s.Shop.Run, to: s.Shop.{name}, kind: call, step: {step}}}\n" for step, name in enumerate("abc", 1)
    )
    file = shop.figure(tmp_path, claims)
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "1.1", code))
    shop.module(tmp_path / "1.2", code.replace("s.b(); ", ""))
    done = update(tmp_path, "1.2", "--accept")
    assert done.returncode == 0, done.stderr
    assert 'to: s.Shop.c, kind: call, step: 3, until: "1.2"}' in file.read_text()
    assert "step: 2, since" in file.read_text()
    holds(tmp_path, "1.1", "1.2")


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("Every(work, time.Minute)", "Every(work, period)"),
        ("Every(work, time.Minute)", "Other(work, time.Second)"),
        (
            "func Every(f func(), p time.Duration)  {}\nfunc Run()  { Every(work, time.Minute) }",
            "func Run() { Other(work, 1) }",
        ),
    ],
)
def test_an_edge_goes_on_without_the_constant_that_is_gone(was: str, now: str, tmp_path: Path) -> None:
    code = """package shop

import "time"

var period = read()

func read() time.Duration { return 1 }
func Other(f func(), p time.Duration)  {}
func Every(f func(), p time.Duration)  {}
func Run()  { Every(work, time.Minute) }
func work() {}
"""
    claims = """cards: [{func: s.Run}, {func: s.work}]
edges:
  - {from: s.Run, to: s.work, kind: ref, note: {every: s.Every}}
"""
    file = shop.figure(tmp_path, claims)
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "1.1", code))
    assert was in code
    shop.module(tmp_path / "1.2", code.replace(was, now))
    done = update(tmp_path, "1.2", "--accept")
    assert done.returncode == 0, done.stderr
    assert 'note: {every: s.Every}, until: "1.2"}' in file.read_text()
    assert 'to: s.work, kind: ref, since: "1.2"' in file.read_text()
    holds(tmp_path, "1.1", "1.2")


def test_steps_stay_where_two_branchings_would_become_one(tmp_path: Path) -> None:
    """1a, 1b, 2, 3a, 3b without the 2 has no numbers that say the same: of 1a, 1b, 2a, 2b the source makes two."""
    code = """type Shop struct{}
func (s *Shop) Run(c bool) { if c { s.a() } else { s.b() }; s.join(c) }
func (s *Shop) join(c bool) { s.mid(); if c { s.d() } else { s.e() } }
func (s *Shop) a() {}
func (s *Shop) b() {}
func (s *Shop) mid() {}
func (s *Shop) d() {}
func (s *Shop) e() {}
"""
    steps = (("Run", "a", "1a"), ("Run", "b", "1b"), ("join", "mid", "2"), ("join", "d", "3a"), ("join", "e", "3b"))
    claims = "cards: [{type: s.Shop, methods: [Run, join, a, b, mid, d, e]}]\nedges:\n" + "".join(
        f"  - {{from: s.Shop.{start}, to: s.Shop.{end}, kind: call, step: {step}}}\n" for start, end, step in steps
    )
    file = shop.figure(tmp_path, claims)
    text = file.read_text()
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "1.1", code))
    shop.module(tmp_path / "1.2", code.replace("s.mid(); ", ""))
    done = update(tmp_path, "1.2", "--accept")
    assert (done.returncode, file.read_text()) == (1, text)
    assert "its steps cannot close up: nothing is left between the branches that begin at step 3" in done.stderr


def test_a_function_that_is_called_in_the_place_of_another_stands_beside_it(tmp_path: Path) -> None:
    code = 'package shop\n\nimport "{0}"\n\n// Load reads.\nfunc Load() {{ {1}.ReadFile("x") }}\n'
    claims = """cards: [{func: s.Load}, {func: ioutil.ReadFile}]
edges: [{from: s.Load, to: ioutil.ReadFile, kind: call}]
"""
    file = shop.figure(tmp_path, claims, head=HEAD.replace("b: example.org/shop/bank", "ioutil: io/ioutil"))
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "1.1", code.format("io/ioutil", "ioutil")))
    shop.module(tmp_path / "1.2", code.format("os", "os"))
    done = update(tmp_path, "1.2")
    assert done.returncode == 0, done.stderr
    assert claims in file.read_text()
    assert "path: os" in file.read_text()
    holds(tmp_path, "1.1", "1.2")


def test_a_collector_ends_with_what_it_was_given_where_that_is_gone(tmp_path: Path) -> None:
    made = """type Group struct{ Kept map[string]map[string]Storage }
type Storage interface{ New() }
type Pods struct{}
func (Pods) New() {}
type Provider interface{ Make() Group; GroupName() string }
type Apps struct{}
func (Apps) GroupName() string { return "apps" }
func (Apps) Make() Group {
	group := Group{Kept: map[string]map[string]Storage{}}
	storage := map[string]Storage{}
	storage["pods"] = Pods{}
	group.Kept["v1"] = storage
	return group
}
"""
    legacy = """func Old() Group {
	group := Group{Kept: map[string]map[string]Storage{}}
	storage := map[string]Storage{}
	storage["nodes"] = Pods{}
	group.Kept["v1"] = storage
	return group
}
"""
    claims = """table:
  - rows:
      collector: kubernetes/api-resources
      with:
        {provider: s.Provider, method: Make, group: GroupName, storages: s.Group.Kept, storage: s.Storage,
         legacy: s.Old}
"""
    file = shop.figure(tmp_path, claims, head=shop.HEAD.replace("diagram", "table"))
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "1.1", made + legacy))
    shop.module(tmp_path / "1.2", made)
    text = file.read_text()
    assert (update(tmp_path, "1.2").returncode, file.read_text()) == (1, text)
    done = update(tmp_path, "1.2", "--accept")
    assert done.returncode == 0, done.stderr
    assert file.read_text().count("legacy: s.Old") == 1
    holds(tmp_path, "1.1", "1.2")
