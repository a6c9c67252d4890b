"""Diagrams as short lines, for tests that compare whole ones."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from archviz.lint.diagrams import read_diagram
from archviz.lint.drawing import ArrowForm, DrawingForm

if TYPE_CHECKING:
    from archviz.lint.drawing import DrawnArrow, WrittenDiagram

_SIGNS = {
    ArrowForm.PLAIN: "->",
    ArrowForm.DASHED: "..>",
    ArrowForm.INHERITANCE: "-|>",
    ArrowForm.REALIZATION: "..|>",
    ArrowForm.COMPOSITION: "*->",
    ArrowForm.AGGREGATION: "o->",
}


def drawn(language: str, text: str) -> WrittenDiagram:
    diagram = read_diagram(language, dedent(text))
    assert diagram is not None
    return diagram


def arrows(diagram: WrittenDiagram) -> list[str]:
    """Each arrow as ``a -> b: label``, with ``--`` for one that is not directed."""
    return [arrow(one) for one in diagram.arrows]


def arrow(one: DrawnArrow) -> str:
    sign = _SIGNS[one.form]
    if not one.directed:
        sign = {"->": "--", "..>": ".."}.get(sign, f"<{sign}")
    return f"{one.tail} {sign} {one.head}" + (f": {one.label}" if one.label else "")


def labels(diagram: WrittenDiagram) -> dict[str, str]:
    """The words of the nodes by their ids, in the order of the nodes."""
    return {node.id: node.label for node in diagram.nodes}


def groups(diagram: WrittenDiagram) -> dict[str, str]:
    """The words of the boxes around each node, with slashes between them."""
    return {node.id: "/".join(node.group) for node in diagram.nodes}


def members(diagram: WrittenDiagram) -> dict[str, list[str]]:
    """The members of the classes that have any, a field as ``name type`` and a method as ``name(parameters) type``."""
    return {
        node.id: [
            f"{one.name}{'' if one.parameters is None else f'({one.parameters})'} {one.type}".rstrip()
            for one in node.members
        ]
        for node in diagram.nodes
        if node.members
    }


def unread(diagram: WrittenDiagram) -> dict[int, str]:
    return dict(diagram.unread)


def read(language: str, text: str, form: DrawingForm = DrawingForm.GRAPH) -> list[str]:
    """The arrows of a diagram of a form, of which everything is read."""
    diagram = drawn(language, text)
    assert diagram.form is form
    assert not diagram.unread
    return arrows(diagram)
