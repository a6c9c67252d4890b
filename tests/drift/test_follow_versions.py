"""Following with less than two whole sources: a lock, names that are not there; and how bad it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import kitchen
import pytest

from archviz.drift.follow import Follower, follow, severity
from archviz.golang.graph import Graph
from archviz.model.drift import ChangeKind
from archviz.model.errors import SymbolError
from archviz.model.figure import Origin
from archviz.model.relations import certain
from archviz.model.symbols import Symbol
from archviz.refs import Lock
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

K = "example.org/house/kitchen"
CHEF = Symbol(K, "Chef")


def graph(folder: Path, code: str = kitchen.STOVE_GO) -> Graph:
    return Graph(open_source(str(kitchen.go_tree(folder, code))))


def lock(whole: Graph, *claimed: Symbol) -> Lock:
    shapes = {symbol: shape for symbol in claimed if (shape := whole.shape(symbol)) is not None}
    started = {symbol: tuple(r for r in map(certain, whole.relations(symbol)) if r is not None) for symbol in claimed}
    return Lock(Origin("1.0"), "", {K: whole.symbols(K)}, shapes, started)


def test_a_lock_is_enough_for_what_was_claimed(tmp_path: Path) -> None:
    old = lock(graph(tmp_path / "old"), CHEF, CHEF.of("Prepare"), CHEF.of("heat"))
    new = graph(tmp_path / "new", kitchen.STOVE_GO.replace("heat()", "warm()").replace("func Serve(", "func Bring("))
    found = Follower(old, new)
    assert found.follow(f"{K}.Chef").kind is ChangeKind.MEMBERS_CHANGED
    assert found.follow(f"{K}.Chef.heat").new == Follower(new, new).follow(f"{K}.Chef.warm").new
    assert found.follow(f"{K}.Chef.Prepare -> {K}.Chef.heat").kind is ChangeKind.EDGE_RETARGETED
    assert found.follow(f"{K}.Chef.Prepare -> {K}.Chef.clean").kind is ChangeKind.UNCHANGED


def test_of_what_was_not_claimed_a_lock_knows_that_it_was_there(tmp_path: Path) -> None:
    old = lock(graph(tmp_path / "old"), CHEF)
    new = graph(tmp_path / "new", kitchen.STOVE_GO.replace("func Work(", "func Toil("))
    assert follow(f"{K}.Stove", old, new).kind is ChangeKind.UNCHANGED
    assert follow(f"{K}.Work", old, new).kind is ChangeKind.GONE
    assert follow(f"{K}.Toil", old, new).kind is ChangeKind.ADDED


def test_a_lock_does_not_know_what_is_new_in_other_packages(tmp_path: Path) -> None:
    whole = graph(tmp_path / "old")
    new = graph(
        tmp_path / "new", kitchen.STOVE_GO.replace("type Bell struct{ tone int }", "type Bell struct{ A, B int }")
    )
    other = tmp_path / "new" / "kitchen" / "tower"
    other.mkdir()
    (other / "tower.go").write_text("package tower\n\ntype Waiter struct{ tone, pitch int }\n")
    (tmp_path / "new" / "kitchen" / "kitchen.go").write_text(kitchen.STOVE_GO.replace("type Waiter struct{}", ""))
    new = Graph(open_source(str(tmp_path / "new")))
    found = follow(f"{K}.Waiter", lock(whole, Symbol(K, "Waiter")), new)
    assert (found.kind, found.clear) == (ChangeKind.GONE, False)


BREW = """
func Brew(leaves, water int) int {
	strength := Steep(leaves, water)
	if strength > Strongest {
		return Thinned(strength, water)
	}
	return Poured(strength, "into a cup")
}
"""


@pytest.mark.parametrize(("named", "kind"), [(("Wave",), "renamed"), (("Infuse",), "gone"), (None, "gone")])
def test_a_lock_that_names_all_packages_knows_what_is_new_in_them(
    tmp_path: Path, named: tuple[str, ...] | None, kind: str
) -> None:
    """A function goes to a package that was there, under another name: new there, there before, or not known."""
    tower = f"{K}/tower"
    old = lock(graph(tmp_path / "old", kitchen.STOVE_GO + BREW), Symbol(K, "Brew"))
    if named is not None:
        old = replace(old, names={tower: tuple(Symbol(tower, name) for name in named)})
    new = kitchen.go_tree(tmp_path / "new")
    (new / "kitchen" / "tower").mkdir()
    code = BREW.replace("Brew", "Infuse")
    (new / "kitchen" / "tower" / "tower.go").write_text(f"package tower\n\nfunc Wave() {{}}\n{code}")
    assert follow(f"{K}.Brew", old, Graph(open_source(str(new)))).kind == kind


@pytest.mark.parametrize(
    ("subject", "message", "hint"),
    [
        (f"{K}.Chev", f"{K}.Chev is in neither version", "Chef"),
        (f"{K}.Chef.Prepared", f"{K}.Chef.Prepared is in neither version", "Chef.Prepare"),
        ("example.org/home/kitchen.Chef", "neither version has a package example.org/home/kitchen", K),
        (f"{K}.Work -> {K}.Serves", f"{K}.Serves is in neither version", "Serve"),
        (f"{K}.Work -> {K}.Serve", f"{K}.Work -> {K}.Serve is in neither version", f"{K}.Cook.Prepare"),
        ("Chef", "Chef is not written as importpath.Name", ""),
        (f"{K}.Work ->", "an end is missing", "importpath.Name -> importpath.Name"),
    ],
)
def test_what_neither_version_has_is_an_error_with_the_nearest(
    tmp_path: Path, subject: str, message: str, hint: str
) -> None:
    code = graph(tmp_path / "go")
    with pytest.raises(SymbolError) as raised:
        follow(subject, code, code)
    assert raised.value.message.startswith(message)
    assert hint in (raised.value.hint or "")


@pytest.mark.parametrize(
    ("old", "new", "subject", "level"),
    [
        ("func Work(", "func Work(", f"{K}.Work", "note"),
        ('cook.Prepare("soup")', 'cook.Prepare("stew")', f"{K}.Work", "note"),
        ("func Work(cook Cook)", "func Work(cook Cook, hours int)", f"{K}.Work", "warning"),
        ("func Work(", "func Toil(", f"{K}.Work", "warning"),
        ("type Waiter struct{}", "", f"{K}.Waiter", "error"),
        ("go c.clean(dish)", "", f"{K}.Chef.Prepare -> {K}.Chef.clean", "error"),
        ("go c.clean(dish)", "c.clean(dish)", f"{K}.Chef.Prepare -> {K}.Chef.clean", "warning"),
    ],
)
def test_how_bad_it_is(tmp_path: Path, old: str, new: str, subject: str, level: str) -> None:
    after = graph(tmp_path / "new", kitchen.STOVE_GO.replace(old, new))
    assert severity(follow(subject, graph(tmp_path / "old"), after)) == level


def test_another_file_of_the_package_is_no_more_than_a_note(tmp_path: Path) -> None:
    old, new = graph(tmp_path / "old"), kitchen.go_tree(tmp_path / "new")
    (new / "kitchen" / "kitchen.go").rename(new / "kitchen" / "stove.go")
    found = follow(f"{K}.Chef", old, Graph(open_source(str(new))))
    assert (found.kind, severity(found)) == (ChangeKind.MOVED, "note")
