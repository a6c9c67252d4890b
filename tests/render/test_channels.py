"""Channels in a picture: who sends and who receives is said on each arrow."""

from __future__ import annotations

import fictional
import kitchen
from fictional import SHOP, Edges, R, card, diagram

from archviz.model.figure import CardKind, Text
from archviz.render import svg_text
from archviz.render.layout.arrange import arrange
from archviz.render.layout.geometry import Point
from archviz.render.svg import marks
from archviz.render.svg.scene import compose
from archviz.words.language import ENGLISH


def test_each_arrow_of_a_channel_says_what_it_does() -> None:
    counter = card(SHOP, "Counter", CardKind.STRUCT, (("orders", "chan Order"),), ("Serve", "Close", "drain"))
    edges = Edges(counter, *(card(SHOP, f"Guest{n}", CardKind.STRUCT, (), ("Ask",)) for n in range(3)))
    for n in range(3):
        edges.add(f"Guest{n}.Ask", R.SENDS, "Counter.orders")
    edges.add("Counter.drain", R.RECEIVES, "Counter.orders")
    laid = arrange(diagram(1, "channel", edges, Text("Orders"), Text("Orders.")), ENGLISH)
    said = sorted(" ".join(placed.label.lines) for placed in laid.labels.values())
    assert said == ["receives from", "sends to", "sends to", "sends to"]


def test_a_channel_is_drawn_as_a_pipe_that_is_filled_and_emptied() -> None:
    """An arrowhead is where a value goes: at the channel where one sends, at who receives where one receives."""
    shown = fictional.workers()
    picture = compose(shown, arrange(shown, ENGLISH), ENGLISH)
    edges = {edge.edge: edge for edge in picture.edges}
    sends, receives = (edges[next(e.id for e in shown.edges if e.kind is kind)] for kind in (R.SENDS, R.RECEIVES))
    head = marks.tip_path(R.SENDS, Point(0, 0), 0).count("L")
    assert (sends.tip.count("L"), sends.start.count("L")) == (head, 0)
    assert (receives.tip.count("L"), receives.start.count("L")) == (0, head)
    text = svg_text(shown, (kitchen.TEMPLATES,))
    assert text.count('<g class="holder channel"') == 3
