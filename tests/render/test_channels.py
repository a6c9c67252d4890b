"""Channels in a picture: who sends and who receives is said on each arrow."""

from __future__ import annotations

from fictional import SHOP, Edges, R, card, diagram

from archviz.model.figure import CardKind, Text
from archviz.render.layout.arrange import arrange
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
