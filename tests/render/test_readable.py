"""What holds of the geometry of the shipped pictures, of their comparisons and of random ones."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from big import big, with_frames, with_ways

from archviz.refs import lock_names, lock_path, read_lock
from archviz.render import svg_text
from archviz.render.layout.arrange import arrange
from archviz.render.layout.faults import MOST_CROSSINGS, LayoutFaultKind, examine
from archviz.render.layout.geometry import Point, Rail, centred
from archviz.render.readable import shortcomings
from archviz.render.svg.scene import compose
from archviz.shipped import shipped
from archviz.words.language import ENGLISH
from archviz.workspace.versions import compared

if TYPE_CHECKING:
    from archviz.model.figure import VerifiedDiagram
    from archviz.refs import Lock

REFS = Path(__file__).parents[2] / "kubernetes-refs"
PIN = "1.20.2"
NEVER = {LayoutFaultKind.HIDDEN, LayoutFaultKind.NEAR, LayoutFaultKind.WORDS}
"""What no shipped picture has, however tangled."""


@cache
def lock(version: str) -> Lock:
    return read_lock(lock_path(REFS, version))


def kinds(diagram: VerifiedDiagram) -> Counter[LayoutFaultKind]:
    return Counter(fault.kind for fault in examine(diagram, arrange(diagram, ENGLISH)).faults)


@pytest.mark.parametrize("name", sorted(lock(PIN).diagrams))
def test_a_shipped_picture_is_easy_to_follow(name: str) -> None:
    diagram = lock(PIN).diagrams[name]
    found = examine(diagram, arrange(diagram, ENGLISH))
    assert found.faults == ()
    assert found.crossings <= MOST_CROSSINGS


@pytest.mark.parametrize("name", sorted(lock(PIN).diagrams))
def test_a_shipped_picture_can_be_read_in_a_page_of_text(name: str) -> None:
    text = svg_text(lock(PIN).diagrams[name], (shipped("templates"),))
    (width,) = re.findall(r'viewBox="0 0 ([\d.]+) ', text)
    sizes = [float(size) for size in re.findall(r"font-size:([\d.]+)px", text)]
    assert min(sizes) * min(1, 830 / float(width)) >= 11


@pytest.mark.parametrize("name", sorted(lock(PIN).diagrams))
def test_a_comparison_hides_nothing(name: str) -> None:
    newest = lock(max(version for version in lock_names(REFS) if version != PIN))
    found = kinds(compared(lock(PIN).diagrams[name], newest.diagrams[name], {}).diagram)
    assert not NEVER & found.keys()


def test_random_pictures_are_rarely_tangled() -> None:
    tangled = 0
    for seed in range(500):
        source = random.Random(seed)  # noqa: S311  # no secret
        cards = source.randint(2, 5)
        found = kinds(big(cards, source.randint(1, cards + 2), seed, within=True))
        assert not {LayoutFaultKind.HIDDEN, LayoutFaultKind.NEAR} & found.keys(), seed
        tangled += bool(found)
    assert tangled <= 20


def test_ways_in_and_out_have_room_of_their_own() -> None:
    """What stands left of a row is not struck through, unless rows beside each other have several."""
    crowded = 0
    for seed in range(150):
        source = random.Random(seed)  # noqa: S311  # no secret
        cards = source.randint(2, 5)
        bare = big(cards, source.randint(1, cards + 2), seed, within=True)
        found = kinds(with_ways(bare, source.randint(1, 4), seed))
        crowded += bool(NEVER & found.keys())
    assert crowded <= 150 * 0.08


def test_frames_stand_in_each_other_or_apart() -> None:
    """Each is within its card, no line but its own rows' meets it, and it is around all rows that are in it."""
    for seed in range(150):
        source = random.Random(seed)  # noqa: S311  # no secret
        cards = source.randint(2, 5)
        diagram = with_frames(big(cards, source.randint(1, cards + 2), seed, within=True), seed)
        arrangement = arrange(diagram, ENGLISH)
        assert not {LayoutFaultKind.HIDDEN, LayoutFaultKind.NEAR} & kinds(diagram).keys(), seed
        picture = compose(diagram, arrangement, ENGLISH)
        for card, view in zip(diagram.cards, picture.cards, strict=True):
            frames = [row.frame for row in view.rows if row.frame is not None]
            assert all(view.box.contains(frame) for frame in frames)
            for one, other in combinations(frames, 2):
                assert one.contains(other) or not one.overlaps(other), seed
            for row in view.rows:
                inside = card.framed(row.index) or ()
                assert (row.frame is not None) is bool(inside)
                for index in inside:
                    name = view.rows[index].name
                    assert row.frame is not None
                    assert row.frame.holds(Point(name.x, name.y - 4))


def test_each_kind_of_fault_is_found() -> None:
    diagram = big(3, 2, 3)
    arrangement = arrange(diagram, ENGLISH)
    first, second = (edge.id for edge in diagram.edges)
    away = next(card for card in arrangement.cards if card not in _ends(diagram, first))
    through = arrangement.cards[away]
    line = Rail((Point(through.x - 90, through.y + 9), Point(through.right + 90, through.y + 9)))
    other = Rail((Point(through.x - 90, through.y + 10), Point(through.right + 90, through.y + 10)))
    label = next(iter(arrangement.labels.values()))
    broken = replace(
        arrangement,
        lines={first: line, second: other},
        labels={first: replace(label, box=centred(Point(through.x - 88, through.y + 9), 20, 16))},
    )
    found = {fault.kind for fault in examine(diagram, broken).faults}
    assert {LayoutFaultKind.NEAR, LayoutFaultKind.SHARED, LayoutFaultKind.LABEL, LayoutFaultKind.HIDDEN} <= found


def _ends(diagram: VerifiedDiagram, name: str) -> set[str]:
    edge = next(edge for edge in diagram.edges if edge.id == name)
    return {edge.source.card, edge.target.card}


def test_an_author_is_told_what_is_hard_to_read() -> None:
    (line,) = shortcomings(lock(PIN).diagrams["server-handler-overview"])
    assert "830 px wide it is" in line
    assert "more than a page's 1174" in line
    lines = shortcomings(big(9, 24, 1))
    assert any(re.search(r"lines cross \d+ times, 2 are to be read well", line) for line in lines)
    assert shortcomings(big(2, 1)) == ()
    (line,) = shortcomings(big(45, 20))
    assert "45 cards" in line
    assert "one figure for each package" in line
