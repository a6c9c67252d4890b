"""What came into a table and what went, from the version that was locked to another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import kitchen

from archviz.drift.check import Drifting
from archviz.figures import Proof, load_file, prove
from archviz.golang.graph import Graph
from archviz.model.figure import Origin
from archviz.refs import Lock, lock_path, lock_text, read_lock, write_lock
from archviz.sources.opening import open_source
from archviz.workspace.record import record
from archviz.workspace.subject import Subject
from archviz.workspace.verify import Report

if TYPE_CHECKING:
    from pathlib import Path

MENU = """package kitchen

type Dish struct{ Price int }

var menu = map[string]Dish{"soup": {Price: 3}, "bread": {Price: 1}}
"""

FIGURE = """\
figure: 1
kind: table
id: menu
file: menu
title: The menu
description: What there is to eat.
packages: {k: example.org/house/kitchen}
table:
  - rows: {entries: k.menu}
    columns:
      - {title: Dish, show: key}
      - {title: Price, field: Price}
"""


def proved(folder: Path, code: str) -> tuple[Graph, Proof]:
    graph = Graph(open_source(str(kitchen.go_tree(folder / "src", code))))
    return graph, prove(graph, load_file(kitchen.figure_file(folder, FIGURE)), Origin("1.0"))


def locked(folder: Path) -> Lock:
    graph, proof = proved(folder, MENU)
    file = lock_path(folder, "1.0")
    write_lock(file, record(Report(Subject(graph, "here", "sha256:" + "0" * 64, Origin("1.0")), (proof,))))
    return read_lock(file)


def test_a_lock_holds_the_rows_of_a_table_one_a_line(tmp_path: Path) -> None:
    lock = locked(tmp_path)
    assert lock.tables["menu"].columns == ("Dish", "Price")
    assert lock.tables["menu"].rows == (("bread", "1"), ("soup", "3"))
    assert '\n   ["bread", "1"],\n' in lock_text(lock)
    assert '\n    "bread 1",\n' in lock_path(tmp_path, "1.0").read_text()


def test_what_came_and_what_went_is_an_error(tmp_path: Path) -> None:
    lock = locked(tmp_path)
    graph, proof = proved(tmp_path / "new", MENU.replace('"soup": {Price: 3}', '"soup": {Price: 4}, "tea": {Price: 2}'))
    notes = [one for one in Drifting(lock, graph).findings(proof) if one.kind == "rows-changed"]
    assert [(one.severity, one.claim, one.message) for one in notes] == [
        (
            "error",
            "table[0]",
            "the table has other rows since 1.0: 2 rows came (soup 4, tea 2) and 1 row went (soup 3)",
        )
    ]


def test_rows_that_are_the_same_are_no_news(tmp_path: Path) -> None:
    lock = locked(tmp_path)
    graph, proof = proved(tmp_path / "new", MENU.replace("type Dish", "// Dish is eaten.\ntype Dish"))
    assert [one for one in Drifting(lock, graph).findings(proof) if one.kind == "rows-changed"] == []
