"""A ring buffer is a slice or an array whose elements are written at an index that goes round."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from archviz.golang.graph import Graph
from archviz.model.symbols import Symbol
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

FIELD = Symbol("example.org/r", "Ring", "buf")
DECLARED = """package r

type Ends struct{ low, high int }

type Ring struct {
	buf        []int
	fixed      [16]int
	begin, end int
	seen       uint64
	size, mask int
	next       func(key string) int
	sum        Ends
}

func hash(key string) int { return len(key) }

"""

RINGS = {
    "a remainder of a field": "r.buf[r.end%r.size] = v\n\tr.end++",
    "by the length": "r.buf[r.end%len(r.buf)] = v",
    "of a sum": "r.buf[(r.begin+r.size-1)%r.size] = v",
    "converted": "r.buf[int(r.seen%uint64(len(r.buf)))] = v",
    "by a mask": "r.buf[r.end&r.mask] = v",
    "by a mask of the length": "r.buf[r.end&(len(r.buf)-1)] = v",
    "by a variable": "i := r.end % r.size\n\tr.buf[i] = v",
    "by two variables": "i := r.end\n\tat := (i + 1) % r.size\n\tr.buf[at] = v",
    "a loop over what is there": "for i := r.begin; i < r.end; i++ {\n\t\tr.buf[i%r.size] = 0\n\t}",
    "a field that goes round": "r.buf[r.end] = v\n\tr.end = (r.end + 1) % r.size",
    "a field that is reduced": "r.buf[r.end] = v\n\tr.end++\n\tr.end %= len(r.buf)",
    "a field by a variable": "next := (r.end + 1) % r.size\n\tif next == r.begin {\n\t\treturn\n\t}\n"
    "\tr.buf[r.end] = v\n\tr.end = next",
    "a field that goes round elsewhere": "r.buf[r.end] = v\n\tr.step()\n}\n\nfunc (r *Ring) step() {\n"
    "\tr.end = (r.end + 1) % r.size",
    "counted": "r.buf[r.end%r.size]++",
    "added to": "r.buf[r.end%r.size] += v",
    "by its address": "slot := &r.buf[r.end%r.size]\n\t*slot = v",
    "beside another": "r.buf[r.end%r.size], r.end = v, r.end+1",
    "in a literal": "func() { r.buf[r.end%r.size] = v }()",
    "in parentheses": "(r.buf)[(r.end % r.size)] = v",
}
SLICES = {
    "appended to": "r.buf = append(r.buf, v)",
    "a hash": "r.buf[hash(key)%len(r.buf)] = v",
    "a hash by a field": "r.buf[r.next(key)%len(r.buf)] = v",
    "a parameter": "r.buf[v%r.size] = v",
    "only read": "v = r.buf[r.end%len(r.buf)]\n\tr.end++",
    "until it is full": "r.buf[r.end] = v\n\tr.end++\n\tif r.end == len(r.buf) {\n\t\tr.end = 0\n\t}",
    "bits": "r.buf[r.end&7] = v",
    "another's index": "var e Ends\n\tr.buf[e.low%r.size] = v",
    "another's elements": "r.fixed[r.end%16] = v\n\tr.buf[0] = v",
    "a variable of the name": "buf := make([]int, r.size)\n\tbuf[r.end%r.size] = v\n\t_ = r.buf",
    "a remainder that is no index": "r.buf[v] = r.end % r.size",
    "another field that goes round": "r.buf[r.end] = v\n\tr.begin = (r.begin + 1) % r.size",
    "a variable of itself": "i := v\n\tfor i = i + 1; i < v; i = i {\n\t\tr.buf[i%r.size] = v\n\t}",
}


def graph(folder: Path, code: str) -> Graph:
    """The graph of a package in which a method of a type with a buffer has some code."""
    (folder / "go.mod").write_text("module example.org/r\n\ngo 1.22\n")
    (folder / "r.go").write_text(f"{DECLARED}func (r *Ring) Put(v int, key string) {{\n\t{code}\n}}\n")
    return Graph(open_source(str(folder)))


@pytest.mark.parametrize("code", RINGS.values(), ids=RINGS)
def test_an_index_that_goes_round_makes_a_ring(tmp_path: Path, code: str) -> None:
    assert graph(tmp_path, code).ring(FIELD)


@pytest.mark.parametrize("code", SLICES.values(), ids=SLICES)
def test_any_other_slice_is_none(tmp_path: Path, code: str) -> None:
    assert not graph(tmp_path, code).ring(FIELD)


def test_an_array_may_be_one_too(tmp_path: Path) -> None:
    found = graph(tmp_path, "r.fixed[r.end%16] = v")
    assert found.ring(FIELD.owner.of("fixed"))
    assert not found.ring(FIELD)


def test_code_that_cannot_be_read_in_full_proves_none(tmp_path: Path) -> None:
    assert not graph(tmp_path, "r.buf[r.end%r.size] = v\n\tr.end = = 3").ring(FIELD)
