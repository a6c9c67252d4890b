"""Where the cards stand. Graphviz ranks and orders fixed, opaque boxes; nothing of a name ever reaches it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import graphviz

from archviz.render.layout.engine import run_engine
from archviz.render.layout.geometry import Rect, around

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archviz.model.figure import Edge
    from archviz.render.layout.boxes import Box
    from archviz.render.layout.gutters import Gutter

PACKAGE_PAD, PACKAGE_GAP = 18, 20
_POINTS = 72
_TABLE = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">'


@dataclass(frozen=True, slots=True)
class Wish:
    """What a layout asks for, px. Widths are a card's own, without its gutter."""

    direction: str
    widths: Mapping[str, int]
    between_ranks: int
    between_cards: int
    title_height: int


@dataclass(frozen=True, slots=True)
class CardPositions:
    """The positions of cards (without gutters) by id, of packages by import path, and each card's rank."""

    cards: Mapping[str, Rect]
    packages: Mapping[str, Rect]
    ranks: Mapping[str, int]

    @property
    def frame(self) -> Rect:
        """All of it."""
        return around(self.packages.values())


def lay_out(
    boxes: Mapping[str, Box], gutters: Mapping[str, Gutter], edges: Sequence[Edge], wish: Wish
) -> CardPositions:
    """Positions from one run of Graphviz, snapped to whole pixels. Raises RenderError when the engine does."""
    names = {card: f"n{index}" for index, card in enumerate(boxes)}
    answer = run_engine(_dot(boxes, gutters, edges, wish, names))
    height = float(answer["bb"].split(",")[3])
    positions = {item["name"]: item["pos"] for item in answer["objects"] if "pos" in item}
    cards: dict[str, Rect] = {}
    middles: dict[str, int] = {}
    for card, box in boxes.items():
        x, y = (float(part) for part in positions[names[card]].split(","))
        gutter, width = gutters[card].width, wish.widths[card]
        left, top = math.floor(x - (gutter + width) / 2 + 0.5), math.floor(height - y - box.height / 2 + 0.5)
        cards[card] = Rect(left + gutter, top, width, box.height)
        middles[card] = round(x if wish.direction == "LR" else height - y)
    ranks = _ranks(middles)
    if wish.direction != "LR":
        cards = _level(cards, ranks)
    return frame_packages(boxes, gutters, cards, ranks, wish.title_height)


def _level(cards: dict[str, Rect], ranks: Mapping[str, int]) -> dict[str, Rect]:
    top = {rank: min(rect.y for card, rect in cards.items() if ranks[card] == rank) for rank in ranks.values()}
    return {card: rect.moved(0, top[ranks[card]] - rect.y) for card, rect in cards.items()}


def _ranks(middles: Mapping[str, int]) -> dict[str, int]:
    order: list[int] = []
    for middle in sorted(middles.values()):
        if not order or abs(middle - order[-1]) > 2:
            order.append(middle)
    return {card: min(range(len(order)), key=lambda n: abs(order[n] - middle)) for card, middle in middles.items()}


def frame_packages(
    boxes: Mapping[str, Box],
    gutters: Mapping[str, Gutter],
    cards: Mapping[str, Rect],
    ranks: Mapping[str, int],
    title_height: int,
) -> CardPositions:
    """The layout of placed cards: a frame around each package's cards and their gutters, with room for its title."""
    members: dict[str, list[Rect]] = {}
    for card, box in boxes.items():
        rect, gutter = cards[card], gutters[card].width
        whole = Rect(rect.x - gutter, rect.y, rect.width + gutter, rect.height)
        members.setdefault(box.card.symbol.package, []).append(whole)
    packages = {}
    for package, rects in members.items():
        inner = around(rects).grown(PACKAGE_PAD)
        packages[package] = Rect(inner.x, inner.y - title_height, inner.width, inner.height + title_height)
    return CardPositions(cards, packages, ranks)


def _dot(
    boxes: Mapping[str, Box],
    gutters: Mapping[str, Gutter],
    edges: Sequence[Edge],
    wish: Wish,
    names: Mapping[str, str],
) -> str:
    graph = graphviz.Digraph(
        "g",
        graph_attr={
            "rankdir": wish.direction, "newrank": "true", "splines": "none", "pad": "0", "margin": "0",
            "nodesep": _inches(wish.between_cards), "ranksep": _inches(wish.between_ranks),
        },
        node_attr={"shape": "plain", "fontname": "Arial", "fontsize": "1"},
    )  # fmt: skip
    packages = dict.fromkeys(box.card.symbol.package for box in boxes.values())
    for number, package in enumerate(packages):
        with graph.subgraph(name=f"cluster_{number}") as cluster:
            title = _table(((_cell(100, wish.title_height - 8),),))
            cluster.attr(margin=str(PACKAGE_PAD + PACKAGE_GAP // 2), label=title)
            for card, box in boxes.items():
                if box.card.symbol.package == package:
                    cluster.node(names[card], label=_table(_cells(box, gutters[card].width, wish.widths[card])))
    sides = (":e", ":w") if wish.direction == "LR" else ("", "")
    for edge in edges:
        source, target = edge.source, edge.target
        if source.card != target.card:
            graph.edge(
                _end(names, source.card, source.row) + sides[0],
                _end(names, target.card, target.row) + sides[1],
                weight="3" if edge.step else "1",
            )
    return str(graph.source)


def _end(names: Mapping[str, str], card: str, row: int | None) -> str:
    return f"{names[card]}:p{'h' if row is None else row}"


def _cells(box: Box, gutter: int, width: int) -> list[tuple[str, ...]]:
    strips = [
        (band.height, "ph" if band.kind == "header" else "" if band.row is None else f"p{band.row}")
        for band in box.bands
    ]
    foot = box.height - sum(height for height, _ in strips)
    if foot > 0:
        strips.append((foot, ""))
    return [(*((_cell(gutter, height),) if gutter else ()), _cell(width, height, port)) for height, port in strips]


def _cell(width: float, height: float, port: str = "") -> str:
    named = f' PORT="{port}"' if port else ""
    return f'<TD FIXEDSIZE="TRUE" WIDTH="{width:g}" HEIGHT="{height:g}"{named}></TD>'


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    body = "".join(f"<TR>{''.join(row)}</TR>" for row in rows)
    return f"<{_TABLE}{body}</TABLE>>"


def _inches(pixels: float) -> str:
    return f"{pixels / _POINTS:.4f}"
