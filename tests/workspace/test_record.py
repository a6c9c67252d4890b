"""What a lock keeps of the real source is what the source says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.model.graph import FEW_HASHES, sketch_bound
from archviz.refs import lock_path, read_lock

if TYPE_CHECKING:
    from archviz.golang.graph import Graph
    from archviz.model.graph import Shape
    from archviz.model.relations import Relation
    from archviz.refs import Lock

REFS = Path(__file__).parents[2] / "kubernetes-refs"


def _as_locked(shape: Shape | None, lock: Lock) -> Shape | None:
    """A shape as a lock has it: an old one has the smallest hashes of a sketch alone."""
    if lock.sketches or shape is None:
        return shape
    sketch = shape.sketch[:FEW_HASHES]
    return replace(shape, sketch=sketch, below=sketch_bound(sketch, 0))


def test_the_committed_lock_has_the_shapes_of_the_pinned_source(graph: Graph) -> None:
    lock = read_lock(lock_path(REFS, "1.20.2"))
    assert len(lock.shapes) > 100
    for symbol, shape in lock.shapes.items():
        assert shape == _as_locked(graph.shape(symbol), lock)


def test_the_committed_lock_has_what_starts_in_each_declaration(graph: Graph) -> None:
    def told(relation: Relation) -> tuple[object, ...]:
        r = relation
        return r.kind, r.source, r.target, r.position, r.call, r.mode, r.through

    lock = read_lock(lock_path(REFS, "1.20.2"))
    for symbol, found in lock.started.items():
        assert {told(relation) for relation in found} <= {told(relation) for relation in graph.relations(symbol)}
