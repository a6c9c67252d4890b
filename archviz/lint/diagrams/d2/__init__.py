"""Diagrams in D2: boxes in boxes, classes, and sequences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.lint.diagrams.d2.reader import read_statements
from archviz.lint.diagrams.members import read_members
from archviz.lint.diagrams.relations import ArrowEnd, relate
from archviz.lint.diagrams.sketch import Sketch
from archviz.lint.drawing import DrawingForm

if TYPE_CHECKING:
    from archviz.lint.diagrams.d2.model import D2Diagram, D2Edge, Path
    from archviz.lint.drawing import WrittenDiagram

_SEQUENCE = "sequence_diagram"


def read_d2(text: str) -> WrittenDiagram:
    """A diagram in D2: of a sequence where that is its shape, of classes where one of its boxes is a class.

    A container is a group, and a node only where an arrow starts or ends at it.
    """
    written = read_statements(text)
    root = _sequence(written)
    if root is not None:
        sketch = Sketch(DrawingForm.SEQUENCE, text)
        _messages(written, root, sketch)
    else:
        classes = any(shape.shape == "class" for shape in written.shapes.values())
        sketch = Sketch(DrawingForm.CLASSES if classes else DrawingForm.GRAPH, text)
        _boxes(written, sketch)
    for line, why in written.unread.items():
        sketch.unread(line, why)
    return sketch.drawn()


def _sequence(written: D2Diagram) -> Path | None:
    """The box whose shape is a sequence that all edges are in, which may be the diagram itself; None for none."""
    for path, shape in written.shapes.items():
        if shape.shape == _SEQUENCE and all(_in(path, edge.left) and _in(path, edge.right) for edge in written.edges):
            return path
    return None


def _in(box: Path, path: Path) -> bool:
    return path[: len(box)] == box


def _messages(written: D2Diagram, root: Path, sketch: Sketch) -> None:
    """A sequence: in a group of messages names are those of the whole sequence, and what is in an actor is its span."""
    depth = len(root)
    groups = {edge.scope[depth] for edge in written.edges if len(edge.scope) > depth}
    for path, shape in written.shapes.items():
        if len(path) == depth + 1 and _in(root, path) and path[-1] not in groups:
            sketch.name(path[-1], shape.line, shape.shown)
    for edge in written.edges:
        at = max(depth, len(edge.scope))
        left, right = (path[min(at, len(path) - 1)] for path in (edge.left, edge.right))
        _arrow(sketch, edge, left, right)


def _boxes(written: D2Diagram, sketch: Sketch) -> None:
    """Boxes with arrows between them; an arrow to a row of a class is one to the class."""
    shapes = written.shapes
    for path, shape in shapes.items():
        owner = _owner(written, path[:-1])
        if owner == path[:-1] and path and shapes[owner].has_rows:
            if not shape.declared:
                continue
            row = f"{path[-1]} {shape.shown}" if "(" in path[-1] else f"{path[-1]}: {shape.shown}"
            members = read_members(row if shape.shown else path[-1], shape.line)
            for member in members:
                sketch.member(_id(owner), member)
            if not members:
                sketch.unread(shape.line)
        elif path and owner == path[:-1] and (shape.has_rows or not shape.holds):
            sketch.name(_id(path), shape.line, _shown(written, path))
            sketch.place(_id(path), _around(written, path))
    for edge in written.edges:
        _arrow(sketch, edge, *(_id(_owner(written, path)) for path in (edge.left, edge.right)))
    for path, shape in shapes.items():
        if path and shape.holds and not shape.has_rows:
            sketch.box(_id(path), shape.line, (*_around(written, path), _shown(written, path)))


def _owner(written: D2Diagram, path: Path) -> Path:
    """The class that a path leads into, or the path itself."""
    for end in range(1, len(path)):
        if written.shapes[path[:end]].has_rows:
            return path[:end]
    return path


def _id(path: Path) -> str:
    """The path as D2 writes it."""
    return ".".join(f'"{name}"' if "." in name else name for name in path)


def _shown(written: D2Diagram, path: Path) -> str:
    shown = written.shapes[path].shown
    return path[-1] if shown is None else shown


def _around(written: D2Diagram, path: Path) -> tuple[str, ...]:
    """The words of the boxes around one."""
    return tuple(_shown(written, path[:end]) for end in range(1, len(path)))


def _arrow(sketch: Sketch, edge: D2Edge, left: str, right: str) -> None:
    dashed = edge.attributes.get("style.stroke-dash", "0") not in ("", "0")
    ends = (
        _end(edge, "source-arrowhead") if "<" in edge.sign else ArrowEnd.NONE,
        _end(edge, "target-arrowhead") if ">" in edge.sign else ArrowEnd.NONE,
    )
    text = edge.attributes.get("label", edge.shown)
    relate(sketch, (left, ends[0]), (right, ends[1]), edge.line, text, dashed=dashed)


def _end(edge: D2Edge, name: str) -> ArrowEnd:
    """What is drawn at an end; a triangle is filled unless it says that it is not, a rhombus only where it says so."""
    shape = edge.attributes.get(f"{name}.shape", "")
    filled = edge.attributes.get(f"{name}.style.filled", "")
    if shape == "diamond":
        return ArrowEnd.FILLED if filled == "true" else ArrowEnd.HOLLOW
    return ArrowEnd.TRIANGLE if shape == "triangle" and filled == "false" else ArrowEnd.HEAD
