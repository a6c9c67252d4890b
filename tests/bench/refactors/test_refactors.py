"""Each refactor is made once on a small module, is followed to its place, and its repair is false nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from refactors.measure import Outcome, outcomes
from refactors.programs import PROGRAMS

if TYPE_CHECKING:
    from pathlib import Path

BAKERY = """package bakery

import (
	"fmt"
	"os"
	"strings"
)

// Oven bakes.
type Oven struct {
	heat  int
	trays []string
}

// Shelf holds what is baked.
type Shelf struct {
	loaves []string
}

// Open opens the shop.
func Open(names []string) {
	oven := &Oven{}
	shelf := &Shelf{}
	oven.warm(names)
	shelf.fill(names)
	greet(names)
	count(names)
}

func (o *Oven) warm(names []string) {
	o.heat = len(names) * 7
	fmt.Println("the oven is warm", o.heat)
	for _, name := range names {
		o.trays = append(o.trays, strings.ToUpper(name))
	}
	fmt.Fprintln(os.Stderr, "trays", strings.Join(o.trays, ","))
	os.Setenv("OVEN", strings.Repeat("x", o.heat))
	polish("tray")
}

func (s *Shelf) fill(names []string) {
	fmt.Println("empty shelf", len(s.loaves))
	for i, name := range names {
		s.loaves = append(s.loaves, fmt.Sprintf("%d %s", i, name))
	}
	os.Unsetenv("SHELF")
	fmt.Println("full shelf", strings.Join(s.loaves, "; "))
	os.Chdir(strings.TrimSpace(s.loaves[0]))
	sweep("shelf")
}

func greet(names []string) {
	fmt.Println("good morning")
	for _, name := range names {
		fmt.Println("dear", strings.Title(name))
	}
	os.Mkdir("guests", 0o755)
	fmt.Println("so many of you", len(names))
	os.Rename("guests", strings.ToLower(names[0]))
	ring("bell")
}

func count(names []string) {
	total := 0
	for _, name := range names {
		total += strings.Count(name, "a")
	}
	fmt.Println("letters", total)
	os.Truncate("ledger", int64(total))
	os.Remove("draft")
	write(total)
}

func polish(what string) {
	fmt.Println("polish", what)
}

func sweep(what string) {
	fmt.Println("sweep", what)
}

func ring(what string) {
	fmt.Println("ring", what)
}

func write(total int) {
	fmt.Println("written", total)
}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Outcome]]:
    folder: Path = tmp_path_factory.mktemp("bakery")
    root = folder / "old"
    (root / "bakery").mkdir(parents=True)
    (root / "bakery" / "bakery.go").write_text(BAKERY)
    (root / "go.mod").write_text("module example.org/town\n\ngo 1.22\n")
    found: dict[str, list[Outcome]] = {}
    for outcome in outcomes(root, folder, 1, 1, repairs=True):
        found.setdefault(outcome.program, []).append(outcome)
    return found


@pytest.mark.parametrize("program", [one.__name__ for one in PROGRAMS])
def test_a_refactor_is_made_and_followed(program: str, made: dict[str, list[Outcome]]) -> None:
    (outcome,) = made[program]
    assert (outcome.kind, outcome.place) == (True, True), outcome.found
    assert outcome.false == ()
    assert outcome.repair is not None
    assert outcome.repair.broken == ()


def test_figures_are_repaired_where_a_name_is_another(made: dict[str, list[Outcome]]) -> None:
    repaired = {name for name, (one,) in made.items() if one.repair is not None and one.repair.written}
    assert {"rename", "rename_type", "to_function"} <= repaired
