"""Where numbers and words stand on lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from archviz.render.layout.geometry import Line, Point, Rail
from archviz.render.layout.labels import Label, Placed, Surroundings, place_labels

REFS = Path(__file__).parents[2] / "kubernetes-refs"
LINES = {
    "upright": Rail((Point(0, 0), Point(0, 200))),
    "level": Rail((Point(0, 0), Point(200, 0))),
    "short": Rail((Point(0, 0), Point(0, 20))),
    "gutter": Rail((Point(0, 0), Point(-80, 0), Point(-80, 120), Point(0, 120))),
}


def crossed(line: Line, placed: Placed) -> bool:
    return any(placed.box.holds(point) for point in line.samples())


@pytest.mark.parametrize("way", ["upright", "level", "short", "gutter"])
@pytest.mark.parametrize("before", [None, Label(None, ("Add() · every", "ten minutes"))])
def test_no_line_runs_through_several_lines_of_words(way: str, before: Label | None) -> None:
    label = Label(None, ("Add() · every", "minute") if before is None else ("Add()",), before=before)
    placed = place_labels({"e": label}, {"e": LINES[way]}, Surroundings((), ()))
    assert not crossed(LINES[way], placed["e"])


def test_one_line_of_words_stands_on_its_line() -> None:
    placed = place_labels({"e": Label(None, ("holds",))}, {"e": LINES["level"]}, Surroundings((), ()))
    assert crossed(LINES["level"], placed["e"])
