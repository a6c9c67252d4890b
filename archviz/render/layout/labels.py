"""What stands on lines, numbers and words, and a place for each where it hides nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from archviz.model.relations import RelationKind
from archviz.render.layout import metrics
from archviz.render.layout.geometry import Point, Rect, centred
from archviz.render.layout.squares import Points, Rects
from archviz.words.constants import constant
from archviz.words.kinds import verb

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from archviz.model.figure import Edge, StepNumber
    from archviz.render.layout.geometry import Line
    from archviz.words.language import Language

BADGE, WORD_SIZE, WORD_HEIGHT, WORD_LINE, WORD_GAP = 8.5, 11, 16, 13, 4
SIGN = 11
"""Width in px that a sign adds to a number's disc."""
_END_ROOM = 15
"""Px kept free on the line at its start and at its arrowhead."""
_ON_LINE = 250
"""What it costs a label to stand on another line, where a place that is off the middle of its own costs 20 at most."""
_WORD_KINDS_AT_MOST = 2
_CHANNELS = (RelationKind.SENDS, RelationKind.RECEIVES)
"""Kinds whose verbs are said however often: a channel is read by who sends and who receives."""
_WORD_WIDTH = 96


def badge_width(number: str) -> float:
    """The width of a step's number in its disc, px."""
    return max(2 * BADGE, metrics.sans(number, WORD_SIZE, bold=True) + 5)


@dataclass(frozen=True, slots=True)
class Label:
    """A number, a word, or both side by side; sizes in px. ``sign`` says that its edge has the sign of a change.

    ``before`` is the label in the older version, where it differs: there is room for either. ``spare`` says that its
    word is only the name of its edge's kind, which colour and legend say too.
    """

    step: StepNumber | None
    lines: tuple[str, ...]
    sign: bool = False
    before: Label | None = None
    spare: bool = False

    @property
    def badge_width(self) -> float:
        """The width of the number in its disc, or of the sign before it, 0 without either."""
        number = badge_width(str(self.step)) if self.step is not None else 0
        sign = (SIGN if self.step is not None else 2 * BADGE) if self.sign else 0
        return max(number + sign, self.before.badge_width if self.before is not None else 0)

    @property
    def word_width(self) -> float:
        """The width of the widest line of words, 0 without any."""
        before = self.before.lines if self.before is not None else ()
        return max(metrics.sans(line, WORD_SIZE) for line in (*self.lines, *before)) + 4 if self.lines or before else 0

    @property
    def width(self) -> float:
        """The whole width."""
        return self.badge_width + self.word_width + (WORD_GAP if self.badge_width and self.word_width else 0)

    @property
    def left(self) -> float:
        """How far it reaches left of an upright line: half the number, or half the words.

        Words of several lines without a number stand right of it: between shorter and longer lines it would be seen.
        """
        return -WORD_GAP if self.beside else (self.badge_width or self.word_width) / 2

    @property
    def height(self) -> float:
        """The whole height."""
        count = self._line_count
        return max(2 * BADGE if self.badge_width else 0, WORD_HEIGHT + (count - 1) * WORD_LINE if count else 0)

    @property
    def beside(self) -> bool:
        """Whether its own line is not to run through it: it has several lines of words, and no number."""
        return self._line_count > 1 and not self.badge_width

    @property
    def _line_count(self) -> int:
        return max(len(self.lines), len(self.before.lines) if self.before is not None else 0)


@dataclass(frozen=True, slots=True)
class Placed:
    """A label and the box it fills on the canvas; ``flipped`` when its words stand left of its number."""

    label: Label
    box: Rect
    flipped: bool = False


def make_labels(edges: Iterable[Edge], words: Language) -> dict[str, Label]:
    """The labels by edge id.

    ``go`` and ``defer`` always, an author's words, a kind's verb only while it is rare or of a channel, the sign of a
    change.
    """
    listed = list(edges)
    labels = {}
    for edge in listed:
        label = _label(edge, listed, words)
        if edge.before is not None:
            label = replace(label, before=replace(_label(edge.before, listed, words), sign=label.sign))
        if label.width:
            labels[edge.id] = label
    return labels


def called(edge: Edge) -> str:
    """The methods that an edge to a field calls, in brief: the first, and whether there are more; "" for none."""
    if not edge.methods:
        return ""
    more = metrics.ELLIPSIS if len(edge.methods) > 1 else ""
    return f"{metrics.clean(edge.methods[0])}(){more}"


def _label(edge: Edge, edges: Sequence[Edge], words: Language) -> Label:
    spoken = []
    if edge.says:
        spoken.append(edge.says.value)
    if edge.methods:
        spoken.append(called(edge))
    if edge.note is not None:
        spoken.append(metrics.clean(constant(edge.note, words)))
    if edge.label and (own := metrics.clean(words.text(edge.label))):
        spoken.append(own)
    rare = edge.kind in _CHANNELS or sum(other.look is edge.look for other in edges) <= _WORD_KINDS_AT_MOST
    spare = not spoken and edge.step is None and rare and not edge.role
    if spare:
        spoken.append(verb(edge.kind, words))
    lines = metrics.wrap(" · ".join(spoken), WORD_SIZE, _WORD_WIDTH)
    return Label(edge.step, lines, bool(edge.change), spare=spare and not edge.change)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What labels keep clear of: cards and titles never, package borders and other lines where they can."""

    solid: Sequence[Rect]
    packages: Sequence[Rect]


def place_labels(
    labels: Mapping[str, Label], lines: Mapping[str, Line], surroundings: Surroundings
) -> dict[str, Placed]:
    """A place on its own line for every label: first those of short lines, then numbers, then words.

    Labels never overlap cards, titles or each other while there is any such place on the line, and stand on no other
    line where they need not; one that can be spared is left out rather than put there.
    """
    samples = {edge_id: line.samples() for edge_id, line in lines.items()}
    ground = _Ground(surroundings, samples)
    placed: dict[str, Placed] = {}

    def rank(edge_id: str) -> tuple[bool, bool, tuple[int, str], str]:
        step = labels[edge_id].step
        number = (step.number, step.branch) if step is not None else (0, "")
        return _length(samples[edge_id]) > 90, step is None, number, edge_id

    for edge_id in sorted(labels, key=rank):
        cost, place = ground.best_place(edge_id, list(_candidates(samples[edge_id], labels[edge_id])))
        if cost < _ON_LINE or not labels[edge_id].spare:
            placed[edge_id] = place
            ground.taken.add(place.box)
    return placed


class _Ground:
    """All that labels keep clear of, filed by where it is."""

    def __init__(self, surroundings: Surroundings, samples: Mapping[str, Sequence[Point]]) -> None:
        self.taken = Rects()
        self._solid, self._packages = Rects(surroundings.solid), Rects(surroundings.packages)
        self._lines = Points(samples)

    def best_place(self, edge_id: str, places: Sequence[tuple[float, Placed]]) -> tuple[float, Placed]:
        """The cheapest of the places for an edge's label, the first of several, and what it costs in all.

        The places come with what each costs by itself: one that costs more than another in all is not tried.
        """
        best = (math.inf, 0)
        for index in sorted(range(len(places)), key=lambda index: places[index][0]):
            own, place = places[index]
            if own > best[0]:
                break
            best = min(best, (own + self._cost(edge_id, place.box), index))
        return best[0], places[best[1]][1]

    def _cost(self, edge_id: str, box: Rect) -> float:
        """What a place costs for what it would hide."""
        around_box = box.grown(3)
        taken = self.taken.overlapping(box.grown(12))
        cost = 1000.0 * len(self._solid.overlapping(box.grown(4)))
        cost += 1000 * sum(box.grown(2).overlaps(rect) for rect in taken) + 8 * len(taken)
        cost += 60 * sum(not package.contains(around_box) for package in self._packages.overlapping(around_box))
        hits = self._lines.within(box.grown(2))
        return cost + sum(_ON_LINE + 2 * count for other, count in hits.items() if other != edge_id)


def _candidates(points: Sequence[Point], label: Label) -> Iterator[tuple[float, Placed]]:
    """Places along a line and what each costs by itself: on the line near its middle is best, beside it a makeshift."""
    total = _length(points)
    walked = 0.0
    found = False
    for a, b in pairwise(points):
        walked += math.dist((a.x, a.y), (b.x, b.y))
        level = abs(b.x - a.x) > 2 * abs(b.y - a.y)
        room = _END_ROOM + (label.width if level else label.height) / 2
        if room <= walked <= total - room:
            found = True
            for extra, place in _around(b, label, level=level):
                yield abs(walked / total - 0.5) * 40 + extra, place
    if not found:
        middle = points[len(points) // 2]
        for x in (middle.x + 5, middle.x - 5 - label.width):
            yield 0, Placed(label, Rect(x, middle.y - label.height / 2, label.width, label.height))
        yield from ((60 + extra, place) for extra, place in _around(middle, label, level=False))


def _around(point: Point, label: Label, *, level: bool) -> Iterator[tuple[float, Placed]]:
    width, height = label.width, label.height
    on, off = (45, 0) if label.beside else (0, 45)
    if level:
        yield on, Placed(label, centred(point, width, height))
        if not label.badge_width:
            yield off, Placed(label, centred(Point(point.x, point.y - height / 2 - 3), width, height))
            yield off, Placed(label, centred(Point(point.x, point.y + height / 2 + 3), width, height))
        return
    top = point.y - height / 2
    yield 0, Placed(label, Rect(point.x - label.left, top, width, height))
    if label.badge_width and label.word_width:
        yield 2, Placed(label, Rect(point.x + label.left - width, top, width, height), flipped=True)
    if not label.badge_width:
        yield off, Placed(label, Rect(point.x + 4, top, width, height))
        yield off, Placed(label, Rect(point.x - 4 - width, top, width, height))


def _length(points: Sequence[Point]) -> float:
    return sum(math.dist((a.x, a.y), (b.x, b.y)) for a, b in pairwise(points))
