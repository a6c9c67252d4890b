"""Locks: read, compared with another, and drawn; or refused."""

from __future__ import annotations

import json
import random
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from mutations import changed, check_place, damaged, pool

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

import kitchen  # noqa: E402  # from the folder above

from archviz.figures import load_text, prove  # noqa: E402
from archviz.golang.graph import Graph  # noqa: E402
from archviz.model.errors import ProjectError  # noqa: E402
from archviz.model.figure import Origin, VerifiedDiagram  # noqa: E402
from archviz.model.relations import certain  # noqa: E402
from archviz.refs import Lock, lock_text, read_lock  # noqa: E402
from archviz.render import svg_text  # noqa: E402
from archviz.sources.opening import open_source  # noqa: E402
from archviz.words.language import language  # noqa: E402
from archviz.workspace.versions import difference  # noqa: E402

SECONDS = 20.0
CHINESE = language("zh", (kitchen.TEMPLATES,))


@cache
def _place() -> tuple[tempfile.TemporaryDirectory[str], Lock]:
    """A folder, and the lock of a small source."""
    folder = tempfile.TemporaryDirectory()
    graph = Graph(open_source(str(kitchen.go_tree(Path(folder.name) / "source"))))
    origin = Origin("1.20.2", "ab" * 20, "https://example.org/{file}#L{line}", "Kitchen")
    verified = prove(graph, load_text(kitchen.DIAGRAM, "kitchen.yaml"), origin).verified
    assert isinstance(verified, VerifiedDiagram)
    package = "example.org/house/kitchen"
    declared = [symbol for symbol in graph.symbols(package) if not symbol.member or symbol.name in ("Chef", "Stove")]
    shapes = {symbol: shape for symbol in declared if (shape := graph.shape(symbol)) is not None}
    told = {
        symbol: tuple(r for r in map(certain, graph.relations(symbol)) if r is not None and r.target)
        for symbol in shapes
    }
    started = {symbol: found for symbol, found in told.items() if found}
    digest = "sha256:" + "ab" * 32
    return folder, Lock(origin, digest, {package: tuple(declared)}, shapes, started, {"kitchen": verified})


@cache
def _seed() -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(lock_text(_place()[1]))
    return tree


def _case(number: int) -> bytes:
    source = random.Random(number)  # noqa: S311  # no secret
    return damaged(json.dumps(changed(_seed(), source, pool(_seed())), indent=1), source)


CASES = st.builds(_case, st.integers(0, 2**63))


def run(case: bytes) -> str:
    folder, own = _place()
    file = Path(folder.name) / "1.0.lock.json"
    file.write_bytes(case)
    try:
        lock = read_lock(file)
    except ProjectError as error:
        check_place(error, file)
        return "refused"
    lock_text(lock).encode()
    for diagram in lock.diagrams.values():
        _draw(diagram)
    for compared in (*difference(own, lock).diagrams, *difference(lock, own, CHINESE).diagrams):
        assert all(line.encode() for line in compared.changes)
        _draw(compared.diagram)
    return "read"


@cache
def _draw(diagram: VerifiedDiagram) -> None:
    assert svg_text(diagram, (kitchen.TEMPLATES,)).startswith("<svg")
