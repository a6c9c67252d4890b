"""Where a symbol is named, and what implements what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import post
import pytest

from archviz.ask import SourceFacts, own_packages, resolve
from archviz.ask.answers import OpenKind
from archviz.ask.questions.implementers import implementers
from archviz.ask.questions.references import references
from archviz.golang.graph import Graph
from archviz.model.errors import SymbolError
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.ask.answers import Answer

KEYS_GO = """\
package keys

import "example.org/post/keys/ring"

const Size = 2

var Spare = ring.New(Size)

type Box[T Named] struct {
	keys  [Size]ring.Key
	Inner
	open func(k ring.Key) error
}

type Inner struct{ n int }

type Named interface{ Name(k ring.Key) string }

func (b *Box[T]) Count() int {
	b.n++
	b.n += Size
	p := &b.n
	Spare = nil
	ring.Last, Spare = 1, ring.New(Size)
	ring.Last++
	for ring.Last = range b.keys {
	}
	q := &ring.Last
	_, _ = p, q
	k := &ring.Key{Id: ring.Last}
	var x any = k
	if _, ok := x.(*ring.Key); ok {
		return ring.Last
	}
	inner := Inner{3}
	return inner.n
}

func outside(k ring.Key) int

var _ = Spare
"""

RING_GO = """\
package ring

type Key struct{ Id int }

var Last int

func New(n int) *Key { return nil }
"""


@pytest.fixture
def facts(tmp_path: Path) -> SourceFacts:
    folder = post.tree(tmp_path)
    for path, text in {"keys/keys.go": KEYS_GO, "keys/ring/ring.go": RING_GO}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    graph = Graph(open_source(str(folder)))
    return SourceFacts(graph, own_packages(graph))


def named(facts: SourceFacts, name: str) -> Answer:
    return references(facts, [resolve(facts, name).declared])


def places(answer: Answer) -> set[tuple[int, int, str]]:
    """The line and column of each place, and what it does."""
    return {(at.line, at.col, hop.kind.value) for hop in answer.hops for at in hop.evidence}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("keys.Size", {(7, 22, "reads"), (10, 9, "reads"), (21, 9, "reads"), (24, 33, "reads")}),
        ("keys.Spare", {(23, 2, "writes"), (24, 13, "writes"), (41, 9, "reads")}),
        (
            "ring.Last",
            {
                *((24, 7, "writes"), (25, 7, "writes"), (26, 11, "writes"), (28, 13, "addresses")),
                *((30, 26, "reads"), (33, 15, "reads")),
            },
        ),
        ("Inner.n", {(20, 4, "writes"), (21, 4, "sets"), (22, 10, "addresses"), (35, 17, "sets"), (36, 15, "reads")}),
        (
            "ring.Key",
            {
                *((10, 19, "holds"), (12, 19, "holds"), (17, 35, "mentions"), (30, 13, "creates"), (32, 23, "asserts")),
                *((39, 21, "mentions"), (7, 18, "mentions")),
            },
        ),
        ("keys.Named", {(9, 12, "mentions")}),
        ("keys.Inner", {(11, 2, "embeds"), (35, 11, "creates")}),
        ("ring.New", {(7, 18, "call"), (24, 29, "call")}),
        ("ring.Key.Id", {(30, 17, "sets")}),
    ],
)
def test_every_place_that_names_a_symbol(facts: SourceFacts, name: str, expected: set[tuple[int, int, str]]) -> None:
    assert places(named(facts, name)) == expected


def test_references_to_a_method_are_calls_and_values(facts: SourceFacts) -> None:
    assert {hop.kind.value for hop in named(facts, "Clerk.work").hops} == {"ref"}
    assert named(facts, "Clerk.put").closed


def test_what_is_not_shown_is_said(facts: SourceFacts) -> None:
    answer = references(facts, [resolve(facts, "sweep").declared], most=1)
    assert answer.cut == ("1 more symbol beyond the first 1",)
    assert [reason.kind for reason in answer.open] == [OpenKind.CUT]


def test_what_implements_an_interface(facts: SourceFacts) -> None:
    answer = implementers(facts, [resolve(facts, "Messenger").declared])
    assert [(hop.start.short, hop.end.short, hop.pointer) for hop in answer.hops] == [("Messenger", "Express", True)]
    assert answer.closed


def test_what_a_type_implements(facts: SourceFacts) -> None:
    answer = implementers(facts, [resolve(facts, "ByTown").declared])
    assert [(hop.start.short, hop.end.short) for hop in answer.hops] == [("ByTown", "Sorter")]


def test_packages_that_were_not_searched_leave_implementers_open(facts: SourceFacts) -> None:
    few = SourceFacts(facts.graph, ["example.org/post/office"])
    answer = implementers(few, [resolve(few, "Sorter").declared])
    assert (answer.hops, [reason.kind for reason in answer.open]) == ((), [OpenKind.NOT_SEARCHED])


@pytest.mark.parametrize(("name", "said"), [("Blue", "no type that implements"), ("ring.Last", "no type that")])
def test_what_implements_nothing_is_said(facts: SourceFacts, name: str, said: str) -> None:
    with pytest.raises(SymbolError, match=said):
        implementers(facts, [resolve(facts, name).declared])
