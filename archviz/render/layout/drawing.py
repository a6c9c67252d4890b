"""One order of cards drawn: sizes, lines and labels of everything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archviz.model.figure import EdgeRole
from archviz.render.layout.arrangement import Arrangement, PackageFrame
from archviz.render.layout.boxes import make_box
from archviz.render.layout.fitting import Fitting, one_line
from archviz.render.layout.geometry import Rect, around, centred
from archviz.render.layout.labels import Surroundings, place_labels
from archviz.render.layout.routing import Scene, route

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archviz.render.layout.boxes import Box
    from archviz.render.layout.geometry import Line
    from archviz.render.layout.labels import Label
    from archviz.render.layout.placement import CardPositions
    from archviz.render.layout.stacking import CardOrder
    from archviz.words.language import Language


def draw(fitting: Fitting, words: Language, order: CardOrder | None = None) -> Arrangement:
    """Cards in columns in an order, or downwards where that is None, with lines and labels."""
    diagram = fitting.diagram
    layout = fitting.positions(order)
    while cut := _cut(fitting.boxes, layout, words):
        broken = {card: make_box(fitting.boxes[card].card, words, rows) for card, rows in cut.items()}
        fitting = replace(Fitting.of(diagram, {**fitting.boxes, **broken}, words), page=fitting.page)
        layout = fitting.positions(order)
    names = {card.symbol.package: card.package for card in diagram.cards}
    side_by_side = one_line(layout, names)
    packages = tuple(PackageFrame(path, box, names[path], side_by_side) for path, box in layout.packages.items())
    titles = [title for package in packages for title in package.titles()]
    lines = route(Scene(layout, fitting.boxes, fitting.gutters, titles, diagram.direction), diagram.edges)
    boxes = {**fitting.boxes, **fitting.ways}
    cards = {**layout.cards, **_standing(fitting, lines)}
    bare = Arrangement(boxes, fitting.gutters, cards, packages, lines, {}, layout.frame)
    return put_labels(bare, fitting.labels)


def _standing(fitting: Fitting, lines: Mapping[str, Line]) -> dict[str, Rect]:
    """Where the entries and exits are: each ends with its ring where the line begins that leads into its card."""
    found: dict[str, Rect] = {}
    for edge in fitting.diagram.edges:
        if edge.role:
            box, line = fitting.ways[edge.outer], lines[edge.id]
            ring = line.start if edge.role is EdgeRole.ENTRY else line.end
            found[edge.outer] = Rect(ring.x - box.least, ring.y - box.height / 2, box.least, box.height)
    return found


def put_labels(laid: Arrangement, labels: Mapping[str, Label]) -> Arrangement:
    """The same with labels put in their places."""
    around_labels = [*laid.cards.values(), *(title for package in laid.packages for title in package.titles())]
    frames = [package.box for package in laid.packages]
    placed = place_labels(labels, laid.lines, Surroundings(around_labels, frames))
    drawn = [centred(point, 4, 4) for line in laid.lines.values() for point in line.samples()]
    frame = around([*frames, *(label.box for label in placed.values()), *drawn])
    return replace(laid, labels=placed, frame=frame)


def _cut(boxes: Mapping[str, Box], layout: CardPositions, words: Language) -> dict[str, frozenset[int]]:
    """The rows of each card whose types get a line of their own, where those are more than have one already."""
    cut = {card: box.cut(layout.cards[card].width, words) for card, box in boxes.items()}
    return {card: rows for card, rows in cut.items() if rows != boxes[card].broken}
