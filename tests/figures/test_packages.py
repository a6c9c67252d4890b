"""Aliases that a figure does not declare stand for the one package of that name in the source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import kitchen
import pytest

from archviz.figures import Proof, load_file, load_text, prove
from archviz.golang.graph import Graph
from archviz.model.errors import FigureError
from archviz.model.figure import Origin
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

KITCHEN = "example.org/house/kitchen"
DECLARED = re.sub(r"\bk(?=[.:])", "kitchen", kitchen.DIAGRAM)
UNDECLARED = DECLARED.replace(f"packages: {{kitchen: {KITCHEN}}}\n", "")


def source(folder: Path, **packages: str) -> Graph:
    """A module with a package for each path below it, whose one type is ``T``."""
    kitchen.go_tree(folder)
    for path, name in packages.items():
        place = folder / path.replace("__", "-").replace("_", "/")
        place.mkdir(parents=True)
        (place / "a.go").write_text(f"package {name}\n\ntype T struct{{}}\n")
    return Graph(open_source(str(folder)))


def card(graph: Graph, symbol: str, *known: str) -> Proof:
    figure = load_text(f"kind: diagram\ntitle: A card\ncards: [{{type: {symbol}}}]\n", "a/b.yaml")
    return prove(graph, figure, Origin(""), known)


def test_a_figure_without_packages_proves_as_one_with_them(tmp_path: Path) -> None:
    graph = source(tmp_path / "go")
    declared = prove(graph, load_file(kitchen.figure_file(tmp_path / "a", DECLARED)), Origin(""))
    found = prove(graph, load_file(kitchen.figure_file(tmp_path / "b", UNDECLARED)), Origin(""))
    assert found.verified is not None
    assert found.verified == declared.verified
    assert found.figure.claims.packages == {"kitchen": KITCHEN}


@pytest.mark.parametrize(
    ("packages", "alias", "path"),
    [
        ({"raft": "raft"}, "raft", "raft"),
        ({"raft_v2": "raft"}, "raft", "raft/v2"),
        ({"go__raft": "raft"}, "raft", "go-raft"),
        ({"go__raft": "raft"}, "go-raft", "go-raft"),
        ({"raft": "raft", "cmd_raft": "main"}, "raft", "raft"),
        ({"cmd_raft": "main"}, "raft", "cmd/raft"),
        ({"a_raft": "raft", "b_go__raft": "raft"}, "raft", "a/raft"),
    ],
)
def test_an_alias_is_a_package_s_last_name(packages: dict[str, str], alias: str, path: str, tmp_path: Path) -> None:
    found = card(source(tmp_path, **packages), f"{alias}.T")
    assert found.figure.claims.packages == {alias: f"example.org/house/{path}"}
    assert found.proved == 1


def test_several_packages_of_one_name_are_listed(tmp_path: Path) -> None:
    with pytest.raises(FigureError) as caught:
        card(source(tmp_path, a_raft="raft", b_raft="raft"), "raft.T")
    assert caught.value.message == "cards[0].type: raft may be example.org/house/a/raft, example.org/house/b/raft"
    assert caught.value.hint == "say which: `packages: {raft: example.org/house/a/raft}`"
    assert caught.value.line == 3


def test_an_alias_of_nothing_has_the_nearest_name(tmp_path: Path) -> None:
    with pytest.raises(FigureError, match="kitchn is no package of this figure, and none of the source") as caught:
        card(source(tmp_path), "kitchn.Chef")
    assert caught.value.hint == "did you mean kitchen.Chef?"


def test_all_aliases_of_nothing_are_said_at_once(tmp_path: Path) -> None:
    text = "kind: diagram\ntitle: T\ncards:\n  - type: a.T\n  - type: kitchen.Chef\n  - func: b.F\n  - type: a.U\n"
    with pytest.raises(FigureError) as caught:
        prove(source(tmp_path), load_text(text, "a/b.yaml"), Origin(""))
    assert [error.line for error in caught.value.every] == [4, 6]


def test_a_package_that_is_gone_is_still_the_one_that_was_proved(tmp_path: Path) -> None:
    graph = source(tmp_path, b_raft="raft")
    (finding,) = card(graph, "raft.T", "example.org/house/a/raft").findings
    assert finding.subject == "example.org/house/a/raft.T"


def test_a_package_that_came_does_not_take_the_place_of_one_that_was_proved(tmp_path: Path) -> None:
    graph = source(tmp_path, a_raft="raft", b_raft="raft")
    assert card(graph, "raft.T", "example.org/house/a/raft").proved == 1
