"""Claims rewritten in place: only the words that name what moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import kitchen
import pytest

from archviz.drift.repair import repaired
from archviz.figures import load_file, load_text
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from pathlib import Path

KITCHEN = "example.org/house/kitchen"
CHEF = Symbol(KITCHEN, "Chef")
COMMENTED = kitchen.DIAGRAM.replace("cards:\n", "cards:   # who is there\n").replace(
    "  - func: k.Work\n", "  # the whole day\n  - func:   k.Work   # all of it\n"
)


def repair(folder: Path, text: str, went: dict[Symbol, Symbol]) -> str:
    return repaired(load_file(kitchen.figure_file(folder, text)), text, went)


def changed(old: str, new: str) -> list[tuple[str, str]]:
    before, after = old.splitlines(), new.splitlines()
    assert len(before) == len(after)
    return [(a, b) for a, b in zip(before, after, strict=True) if a != b]


def test_a_renamed_function_is_renamed_everywhere_and_nothing_else_changes(tmp_path: Path) -> None:
    new = repair(tmp_path, COMMENTED, {Symbol(KITCHEN, "Work"): Symbol(KITCHEN, "Toil")})
    assert changed(COMMENTED, new) == [
        ("  - func:   k.Work   # all of it", "  - func:   k.Toil   # all of it"),
        ("  - {from: k.Work, to: k.Cook.Prepare, kind: call}", "  - {from: k.Toil, to: k.Cook.Prepare, kind: call}"),
    ]


def test_a_type_takes_its_members_along(tmp_path: Path) -> None:
    new = repair(tmp_path, kitchen.DIAGRAM, {CHEF: Symbol(KITCHEN, "Head")})
    assert "k.Chef" not in new
    assert new.count("k.Head") == kitchen.DIAGRAM.count("k.Chef")
    assert new.replace("k.Head", "k.Chef") == kitchen.DIAGRAM


def test_a_renamed_member_is_renamed_in_the_cards_list_too(tmp_path: Path) -> None:
    new = repair(tmp_path, kitchen.DIAGRAM, {CHEF.of("heat"): CHEF.of("warm")})
    assert "    methods: [Prepare, warm, clean]" in new.splitlines()
    assert "{from: k.Chef.Prepare, to: k.Chef.warm, kind: call, step: 1}" in new
    assert len(changed(kitchen.DIAGRAM, new)) == 3


def test_another_type_of_the_same_member_name_is_left_alone(tmp_path: Path) -> None:
    text = kitchen.DIAGRAM.replace("methods: [Burn]", "methods: [Burn, heat]")
    new = repair(tmp_path, text, {CHEF.of("heat"): CHEF.of("warm")})
    assert "    methods: [Burn, heat]" in new.splitlines()


@pytest.mark.parametrize("flow", [True, False])
def test_a_new_package_gets_an_alias(flow: bool, tmp_path: Path) -> None:
    text = kitchen.DIAGRAM
    if not flow:
        text = text.replace("packages: {k: example.org/house/kitchen}", f"packages:\n  k: {KITCHEN}   # the old one")
    moved = Symbol("example.org/house/yard/v2", "Chef")
    new = repair(tmp_path, text, {CHEF: moved})
    assert load_text(new, "x.yaml").claims.packages == {"k": KITCHEN, "yard": moved.package}
    assert "  - type: yard.Chef\n" in new
    if not flow:
        assert "   # the old one\n  yard: example.org/house/yard/v2\n" in new


def test_a_taken_alias_gets_a_number_and_a_known_package_its_own(tmp_path: Path) -> None:
    text = kitchen.DIAGRAM.replace("{k: ", "{yard: example.org/other, k: ")
    new = repair(tmp_path, text, {CHEF: Symbol("example.org/yard", "Chef"), CHEF.of("x"): CHEF})
    assert "  - type: yard2.Chef\n" in new
    known = repair(tmp_path, text, {CHEF: Symbol("example.org/other", "Chef")})
    assert "  - type: yard.Chef\n" in known
    assert load_text(known, "x.yaml").claims.packages.keys() == {"yard", "k"}


def test_an_excerpts_selectors_follow(tmp_path: Path) -> None:
    new = repair(tmp_path, kitchen.EXCERPT, {CHEF.of("clean"): CHEF.of("wipe")})
    assert (
        changed(kitchen.EXCERPT, new) == [("      - at: {calls: k.Chef.clean}", "      - at: {calls: k.Chef.wipe}")] * 2
    )


def test_nothing_to_repair_leaves_the_text(tmp_path: Path) -> None:
    assert repair(tmp_path, COMMENTED, {Symbol(KITCHEN, "Other"): CHEF}) == COMMENTED


def test_an_alias_whose_every_symbol_moved_stands_for_the_new_package(tmp_path: Path) -> None:
    moved = "example.org/house/yard"
    names = ("Cook", "Chef", "Stove", "Work")
    new = repair(tmp_path, kitchen.DIAGRAM, {Symbol(KITCHEN, name): Symbol(moved, name) for name in names})
    line = f"packages: {{k: {KITCHEN}}}"
    assert changed(kitchen.DIAGRAM, new) == [(line, line.replace(KITCHEN, moved))]


@pytest.mark.parametrize(
    "packages",
    [
        "packages: {k: example.org/house/kitchen, }  # all",
        "packages: {\n  k: example.org/house/kitchen\n}",
        "packages:\n    k: 'example.org/house/kitchen'  # all\n    # no more",
        "packages: {k: &k example.org/house/kitchen}",
    ],
)
def test_a_new_package_is_named_however_the_others_are_written(packages: str, tmp_path: Path) -> None:
    text = kitchen.DIAGRAM.replace("packages: {k: example.org/house/kitchen}", packages)
    new = repair(tmp_path, text, {Symbol(KITCHEN, "Work"): Symbol("example.org/house/hall", "Work")})
    assert load_text(new, "a.yaml").claims.packages == {"k": KITCHEN, "hall": "example.org/house/hall"}
    assert "func: hall.Work" in new


def test_a_name_that_is_written_with_escapes_or_by_an_alias_stays_or_goes_as_a_whole(tmp_path: Path) -> None:
    text = kitchen.DIAGRAM.replace("func: k.Work", 'func: "k\\x2eWork"').replace("from: k.Work", "from: &w k.Work")
    text += "  - {from: *w, to: k.Stove.Burn, kind: call, asserted: it may}\n"
    new = repair(tmp_path, text, {Symbol(KITCHEN, "Work"): Symbol(KITCHEN, "Toil")})
    assert changed(text, new) == [
        (
            "  - {from: &w k.Work, to: k.Cook.Prepare, kind: call}",
            "  - {from: &w k.Toil, to: k.Cook.Prepare, kind: call}",
        )
    ]


def test_the_rows_of_a_table_follow(tmp_path: Path) -> None:
    head = kitchen.DIAGRAM.replace("kind: diagram", "kind: table")[: kitchen.DIAGRAM.index("cards:") - 2]
    text = f"""{head}table:
  - rows: {{calls: [k.Work, k.Chef.heat]}}   # both
    columns:
      - {{title: k.Work, argument: 1}}
"""
    new = repair(tmp_path, text, {Symbol(KITCHEN, "Work"): Symbol(KITCHEN, "Toil"), CHEF.of("heat"): CHEF.of("warm")})
    assert changed(text, new) == [
        ("  - rows: {calls: [k.Work, k.Chef.heat]}   # both", "  - rows: {calls: [k.Toil, k.Chef.warm]}   # both")
    ]
