"""What is not certain proves nothing, wherever it could: figures, tables, locks, comparisons and pages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import kitchen
import pytest

from archviz.drift.cached_version import CachedVersion
from archviz.figures import Proof, load_file, prove
from archviz.golang.graph import Graph
from archviz.model.errors import SymbolError
from archviz.model.figure import Origin, VerifiedDiagram, VerifiedExcerpt
from archviz.model.symbols import Symbol
from archviz.site.lookup import SymbolIndex
from archviz.sources.opening import open_source
from archviz.workspace.record import record
from archviz.workspace.subject import Subject
from archviz.workspace.verify import Report

if TYPE_CHECKING:
    from archviz.model.figure import VerifiedFigure

ROOT = Path(__file__).parents[2]
PACKAGE = "example.org/house"
GO = """package house

import "example.org/absent"

type Bell interface{ Ring() *Tone }

type Tone struct{}

func (*Tone) Play() {}

type Base struct{}

func (Base) Ring() *Tone { return nil }

// House may have another Ring, one of absent.Door, at the same depth.
type House struct {
	absent.Door
	Inner
}

type Inner struct{ Base }

func Open(h House) { h.Ring() }

func Enter(h House) { h.Ring().Play() }

func Known(b Base) { b.Ring() }

func Build(h House, v int) int {
	v = twice(v)
	v = h.Wrap(v)
	return v
}

func (Base) Wrap(n int) int { return n }

func twice(n int) int { return n }
"""
HEAD = """\
figure: 1
kind: {kind}
id: house
file: house
title: {{en: A house}}
description: {{en: Who rings at the door.}}
packages: {{h: example.org/house}}
"""
CARDS = """\
cards:
  - {type: h.Base, methods: [Ring]}
  - {type: h.Bell}
  - {type: h.House}
  - {type: h.Tone, methods: [Play]}
  - {func: h.Open}
  - {func: h.Enter}
  - {func: h.Known}
"""
OPEN, ENTER, KNOWN = (Symbol(PACKAGE, name) for name in ("Open", "Enter", "Known"))
RING, PLAY = Symbol(PACKAGE, "Base", "Ring"), Symbol(PACKAGE, "Tone", "Play")


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder = tmp_path_factory.mktemp("house")
    (folder / "go.mod").write_text("module example.org/house\n\ngo 1.22\n")
    (folder / "house.go").write_text(GO)
    return Graph(open_source(str(folder)))


def proof_of(graph: Graph, folder: Path, text: str, kind: str = "diagram") -> Proof:
    return prove(graph, load_file(kitchen.figure_file(folder, HEAD.format(kind=kind) + text)), Origin(""))


EDGES = (
    ("{from: h.Open, to: h.Base.Ring, kind: call}", "call, but not for certain"),
    ("{from: h.Enter, to: h.Tone.Play, kind: call}", "call, but not for certain"),
    ("{from: h.House, to: h.Bell, kind: implements}", ""),
)


@pytest.mark.parametrize(("edge", "hint"), EDGES)
def test_an_edge_is_not_proved_by_a_guess(graph: Graph, tmp_path: Path, edge: str, hint: str) -> None:
    (finding,) = proof_of(graph, tmp_path, f"{CARDS}edges:\n  - {edge}\n").findings
    assert finding.kind == "unproved-edge"
    assert hint in finding.hint


def test_all_relations_are_all_that_are_certain(graph: Graph, tmp_path: Path) -> None:
    found = proof_of(graph, tmp_path, f"{CARDS}edges: auto\n").verified
    assert isinstance(found, VerifiedDiagram)
    joined = {(edge.source_symbol.short, str(edge.kind), edge.target_symbol.short) for edge in found.edges}
    assert joined == {("Known", "call", "Base.Ring"), ("Base", "implements", "Bell")}


def test_a_list_of_implementers_has_none_that_may_be_none(graph: Graph, tmp_path: Path) -> None:
    found = proof_of(graph, tmp_path, "cards:\n  - {implementers: h.Bell}\nedges: []\n").verified
    if isinstance(found, VerifiedDiagram):  # else the list is refused
        assert "House" not in {row.name for card in found.cards for row in card.rows}


def test_a_chain_with_a_guess_in_it_is_none(graph: Graph, tmp_path: Path) -> None:
    with pytest.raises(SymbolError, match=r"h\.Wrap could not be resolved"):
        proof_of(graph, tmp_path, "cards:\n  - {chain: h.Build, variable: v}\nedges: []\n")


def test_a_fragment_is_not_picked_by_a_guess(graph: Graph, tmp_path: Path) -> None:
    text = "excerpts:\n  - {symbol: h.Open, show: [{at: {calls: h.Base.Ring}}]}\n"
    (finding,) = proof_of(graph, tmp_path, text, "excerpt").findings
    assert finding.kind == "lost-fragment"


def test_names_in_an_excerpt_lead_nowhere_by_a_guess(graph: Graph, tmp_path: Path) -> None:
    text = "excerpts:\n  - {symbol: h.Open, show: [{at: {whole: true}}]}\n"
    text += "  - {symbol: h.Known, show: [{at: {whole: true}}]}\n"
    found = proof_of(graph, tmp_path, text, "excerpt").verified
    assert isinstance(found, VerifiedExcerpt)
    assert [[use.symbol for use in one.uses] for one in found.excerpts] == [[], [RING]]


def test_a_comparison_of_versions_knows_nothing_that_is_not_certain(graph: Graph) -> None:
    view = CachedVersion(graph)
    assert RING not in view.targets(OPEN)
    assert PLAY not in view.targets(ENTER)
    assert RING in view.targets(KNOWN)


def shown(graph: Graph, tmp_path: Path) -> tuple[Proof, VerifiedFigure]:
    cards = "cards:\n  - {type: h.Base, methods: [Ring]}\n  - {func: h.Known}\n  - {func: h.Enter}\n"
    proof = proof_of(graph, tmp_path, f"{cards}edges:\n  - {{from: h.Known, to: h.Base.Ring, kind: call}}\n")
    assert proof.verified is not None
    return proof, proof.verified


def test_pages_are_joined_by_what_is_certain(graph: Graph, tmp_path: Path) -> None:
    lookup = SymbolIndex(graph, (shown(graph, tmp_path)[1],))
    assert KNOWN in lookup.symbols
    assert OPEN not in lookup.symbols
    assert PLAY not in lookup.symbols
    assert [link.source for link in lookup.incoming(RING)] == [KNOWN]
    assert lookup.outgoing(ENTER) == ()


def test_a_lock_records_what_is_certain(graph: Graph, tmp_path: Path) -> None:
    proof, _ = shown(graph, tmp_path)
    lock = record(Report(Subject(graph, "here", "sha256:" + "0" * 64, Origin("1.0")), (proof,)))
    assert [r.target for r in lock.relations(KNOWN)] == [RING]
    assert lock.relations(ENTER) == ()


WRONG = {
    "edge.py": "Edge('e', r.kind, End('a'), End('b'), r.source, r.source, (r.position,), r.mode)",
    "cell.py": "Cell('pods', r.source, r.position)",
    "row.py": "TableRow(r.source, (), r.position)",
    "lock.py": "Lock(Origin(''), '', {}, {}, {r.source: (r,)})",
    "link.py": "SymbolLink(r.kind, r.mode, r.source, r.source, (r.position,))",
    "place.py": "evidence(r)",
}
IMPORTS = """from archviz.model.figure import Cell, Edge, End, Origin, TableRow
from archviz.model.relations import Relation, certain, evidence
from archviz.refs import Lock
from archviz.site.lookup import SymbolLink


def made(r: Relation) -> object:
"""


def test_types_hold_that_nothing_is_made_of_what_is_not_certain(tmp_path: Path) -> None:
    for name, wrong in WRONG.items():
        (tmp_path / name).write_text(f"{IMPORTS}    return {wrong}\n")
    right = "    found = certain(r)\n    return evidence(found) if found is not None else None\n"
    (tmp_path / "right.py").write_text(IMPORTS + right)
    files = [str(tmp_path / name) for name in (*WRONG, "right.py")]
    command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), *files]
    run = subprocess.run(  # mypy on files that were just written
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert set(re.findall(r"(\w+\.py):\d+: error: .*\[(?:arg-type|dict-item)\]", run.stdout)) == set(WRONG), run.stdout


def test_nothing_but_the_model_and_a_lock_calls_something_certain() -> None:
    makers = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "archviz").rglob("*.py")
        if re.search(r"\b(?:Certain|Evidence)\(", path.read_text())
    }
    assert makers == {"archviz/model/relations.py", "archviz/model/values.py", "archviz/refs/facts.py"}
