"""The measure of what stands as it was, on a small tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import kitchen
from standing import edges, stands, symbols

from archviz.drift.follow import Follower
from archviz.golang.graph import Graph
from archviz.model.symbols import Symbol
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

K = "example.org/house/kitchen"


def test_what_both_trees_have_is_followed_and_counted(tmp_path: Path) -> None:
    kitchen.go_tree(tmp_path / "old")
    kitchen.go_tree(tmp_path / "new", kitchen.STOVE_GO.replace("heat()", "warm()"))
    old, new = (Graph(open_source(str(tmp_path / name))) for name in ("old", "new"))
    heat, prepare, stove = (Symbol.parse(f"{K}.{name}") for name in ("Chef.heat", "Chef.Prepare", "Chef.stove"))
    same = symbols(old, old, {K, "os"})
    assert heat in same
    assert (prepare, heat) in edges(old, old, same)
    both = symbols(old, new, {K, "os"})
    assert {prepare, stove} <= {*both} <= {*same} - {heat}
    assert (prepare, heat) not in edges(old, new, both)
    follower = Follower(old, new)
    assert all(stands(follower.follow(str(symbol)), symbol) for symbol in both)
    assert not stands(follower.follow(str(heat)), heat)
