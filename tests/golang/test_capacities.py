"""The capacity of the channels in a field: what every make that gives it one says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archviz.golang.graph import Graph
from archviz.model.symbols import Symbol
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

DECLARED = """package q

const room = 3

type Box struct {
	in  chan int
	Out chan int
}

"""
FIELD = Symbol("example.org/q", "Box", "in")
KNOWN = {
    "a literal": ("return &Box{in: make(chan int, 8)}", 8),
    "a literal without names": ("return &Box{make(chan int, 8), nil}", 8),
    "a constant": ("return &Box{in: make(chan int, 2*room)}", 6),
    "assigned": ("b.in = make(chan int, 8)\n\treturn b", 8),
    "in parentheses": ("b.in = (make(chan int, 8))\n\treturn b", 8),
    "converted": ("b.in = (chan int)(make(chan int, 8))\n\treturn b", None),
    "without room": ("return &Box{in: make(chan int)}", 0),
    "twice the same": ("b.in = make(chan int, 8)\n\treturn &Box{in: make(chan int, 8)}", 8),
    "twice": ("b.in = make(chan int, 9)\n\treturn &Box{in: make(chan int, 8)}", None),
    "a variable": ("return &Box{in: make(chan int, n)}", None),
    "given": ("return &Box{in: given}", None),
    "given beside": ("b.in = given\n\treturn &Box{in: make(chan int, 8)}", None),
    "by its address": ("fill(&b.in)\n\treturn &Box{in: make(chan int, 8)}", None),
    "a function of that name": (
        "make := func(c chan int, n int) chan int { return c }\n\treturn &Box{in: make(given, 8)}",
        None,
    ),
    "never": ("return b", None),
    "not to be read": ("b.in = = 3\n\treturn &Box{in: make(chan int, 8)}", None),
}


@pytest.mark.parametrize(("code", "capacity"), KNOWN.values(), ids=KNOWN)
def test_all_that_is_given_counts(tmp_path: Path, code: str, capacity: int | None) -> None:
    assert graph(tmp_path, code).capacity(FIELD) == capacity


def test_others_may_set_an_exported_field(tmp_path: Path) -> None:
    assert graph(tmp_path, "return &Box{Out: make(chan int, 8)}").capacity(FIELD.owner.of("Out")) is None


def graph(folder: Path, code: str) -> Graph:
    """The graph of a package with a function that makes a box by some code."""
    (folder / "go.mod").write_text("module example.org/q\n\ngo 1.22\n")
    made = f"func New(b *Box, given chan int, n int) *Box {{\n\t{code}\n}}\n\nfunc fill(c *chan int) {{}}\n"
    (folder / "q.go").write_text(DECLARED + made)
    return Graph(open_source(str(folder)))
