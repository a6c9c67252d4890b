"""The legend: only what occurs in the picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from archviz.model.figure import Change, EdgeRole, FieldShape, RowKind
from archviz.model.relations import RelationKind
from archviz.model.symbols import exported
from archviz.render.layout import metrics
from archviz.render.layout.geometry import Point
from archviz.render.layout.labels import badge_width
from archviz.render.svg import marks
from archviz.words.kinds import change as change_word
from archviz.words.kinds import field_shape, relation

if TYPE_CHECKING:
    from archviz.model.figure import StepNumber, Undrawn, VerifiedDiagram
    from archviz.words.language import Language

LINE_HEIGHT, TEXT_SIZE = 28, 12
_SAMPLE, _TEXT_GAP, _ITEM_GAP = 44, 9, 26
_SWATCH, _BULLET, _SIGN = 24, 8, 17

_LOOKS: tuple[RelationKind | EdgeRole, ...] = (*RelationKind, EdgeRole.ENTRY, EdgeRole.EXIT)
_CHANGES = (Change.ADDED, Change.REMOVED, Change.CHANGED)
_SHAPES = tuple(shape for shape in FieldShape if shape)
_WIDTHS = {
    "path": _SWATCH,
    "undrawn": 12,
    "literal": _SWATCH,
    "goroutine": _SWATCH,
    **{shape.value: 16 for shape in _SHAPES},
    **{change.value: _SIGN for change in _CHANGES},
}


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: a sample at ``x``, its words at ``text_x``; ``y`` is the middle of both.

    ``sample`` is a change, a relation's kind, an edge's role, ``asserted``, ``path``, ``exported``, ``unexported``,
    ``goroutine``, ``literal``, a field's shape, ``undrawn``, ``branches`` or ``order``; the last two have a step's
    number as their ``badge``, ``wide`` px wide. ``line``, ``start`` and ``tip`` draw an edge's sample, with a number
    on it where ``numbered``, ``sign`` that of a change.
    """

    sample: str
    text: str
    x: float
    text_x: float
    y: float
    line: str = ""
    start: str = ""
    tip: str = ""
    numbered: bool = False
    sign: str = ""
    badge: str = ""
    wide: float = 0


def make_legend(diagram: VerifiedDiagram, words: Language, left: float, top: float, width: float) -> tuple[Item, ...]:
    """The entries, in lines no wider than ``width`` px, the first line's middle at ``top``."""
    items: list[Item] = []
    x, y = left, top
    badges = _badges(diagram)
    for sample, text in _entries(diagram, words):
        kind = next((look for look in _LOOKS if look.value == sample), None)
        badge = str(badges[sample][0]) if sample in badges else ""
        wide: float = _SAMPLE if kind or sample == "asserted" else _WIDTHS.get(sample, _BULLET)
        wide = badge_width(badge) if badge else wide
        length = wide + _TEXT_GAP + metrics.sans(text, TEXT_SIZE)
        if x > left and x + length > left + width:
            x, y = left, y + LINE_HEIGHT
        item = _item(diagram, kind, sample, text, Point(x, y), wide)
        items.append(replace(item, badge=badge, wide=wide) if badge else item)
        x += length + _ITEM_GAP
    return tuple(items)


def _item(
    diagram: VerifiedDiagram, kind: RelationKind | EdgeRole | None, sample: str, text: str, at: Point, wide: float
) -> Item:
    text_x = at.x + wide + _TEXT_GAP
    if sample == "asserted":
        return Item(sample, text, at.x, text_x, at.y, f"M{at.x:g},{at.y:g} H{at.x + wide:g}")
    if sample in _CHANGES:
        sign = marks.sign_path(Change(sample), Point(at.x + wide / 2, at.y))
        return Item(sample, text, at.x, text_x, at.y, sign=sign)
    if kind is None:
        return Item(sample, text, at.x, text_x, at.y)
    if isinstance(kind, EdgeRole):
        return _way(kind, text, at, wide)
    start, end = Point(at.x + (0 if kind is RelationKind.IMPLEMENTS else 3), at.y), Point(at.x + wide, at.y)
    line = f"M{start.x:g},{at.y:g} H{end.x - marks.gap(kind):g}"
    numbered = any(edge.step and edge.look is kind for edge in diagram.edges)
    return Item(
        sample, text, at.x, text_x, at.y, line, marks.start_path(kind, start, 0), marks.tip_path(kind, end, 0), numbered
    )


def _way(role: EdgeRole, text: str, at: Point, wide: float) -> Item:
    """The sample of a way in or out: an arrow with a ring where it is outside."""
    ring, end = (at.x + 6, at.x + wide) if role is EdgeRole.ENTRY else (at.x + wide - 6, at.x + wide - 12)
    begin = at.x + 12 if role is EdgeRole.ENTRY else at.x
    line, tip = f"M{begin:g},{at.y:g} H{end - marks.gap(role):g}", marks.tip_path(role, Point(end, at.y), 0)
    rings = marks.ring_path(role, Point(ring, at.y))
    return Item(role.value, text, at.x, at.x + wide + _TEXT_GAP, at.y, line, rings, tip)


def _entries(diagram: VerifiedDiagram, words: Language) -> list[tuple[str, str]]:
    drawn = [version for edge in diagram.edges for version in (edge, edge.before) if version is not None]
    rows = [(card, row) for card in diagram.cards for row in card.rows]
    occurring = {card.change for card in diagram.cards} | {row.change for _, row in rows} | {e.change for e in drawn}
    entries = [(change.value, change_word(change, words)) for change in _CHANGES if change in occurring]
    for kind in RelationKind:
        of_kind = [edge for edge in drawn if edge.look is kind]
        if of_kind:
            meaning = relation(kind, words)
            if any(edge.step for edge in of_kind):
                meaning = words.gettext("%(relation)s, in order", relation=meaning)
            entries.append((kind.value, meaning))
    roles = {edge.role for edge in drawn}
    if EdgeRole.ENTRY in roles:
        entries.append((EdgeRole.ENTRY.value, words.gettext("comes in from outside")))
    if EdgeRole.EXIT in roles:
        entries.append((EdgeRole.EXIT.value, words.gettext("leaves what is drawn")))
    if any(edge.asserted for edge in diagram.edges):
        entries.append(("asserted", words.gettext("asserted, not proved")))
    badges = _badges(diagram)
    if "branches" in badges:
        entries.append(("branches", words.gettext("letters: on one branch or another")))
    if "order" in badges:
        steps = words.listed(_ranges(badges["order"]))
        entries.append(("order", words.gettext("author's order, which the source leaves open: %(steps)s", steps=steps)))
    if any(row.on_path for _, row in rows):
        entries.append(("path", words.gettext("on the path")))
    members = [row for _, row in rows if row.kind in (RowKind.FIELD, RowKind.METHOD)]
    if any(exported(row.symbol.leaf) for row in members):
        entries.append(("exported", words.gettext("exported")))
    if any(not exported(row.symbol.leaf) for row in members):
        entries.append(("unexported", words.gettext("unexported")))
    if any(row.goroutine for _, row in rows) or any(card.goroutine for card in diagram.cards):
        entries.append(("goroutine", words.gettext("a goroutine: started by go, or given to what is")))
    if any(row.kind is RowKind.LITERAL and (row.type or not row.goroutine) for _, row in rows):
        entries.append(("literal", words.gettext("a function literal: it runs when it is called")))
    shapes = {row.shape for _, row in rows}
    entries += [(shape.value, field_shape(shape, words)) for shape in _SHAPES if shape in shapes]
    if diagram.undrawn.count:
        entries.append(("undrawn", _undrawn(diagram.undrawn, words)))
    return entries


def _badges(diagram: VerifiedDiagram) -> dict[str, list[StepNumber]]:
    """The steps that entries of the legend are about: those on branches, and those whose order the source leaves open.

    There are no entries about none.
    """
    numbered = sorted((edge.step, edge.order_open) for edge in diagram.edges if edge.step is not None)
    found = {"branches": [step for step, _ in numbered if step.branch], "order": [step for step, o in numbered if o]}
    return {sample: steps for sample, steps in found.items() if steps}


def _ranges(steps: list[StepNumber]) -> list[str]:
    """Steps as a reader writes them: three and more without branches that follow each other as one range."""
    found: list[str] = []
    for _, group in groupby(enumerate(steps), lambda item: (item[1].branch, item[1].number - item[0])):
        run = [str(step) for _, step in group]
        whole = len(run) > 2 and run[0].isdigit()
        found += [f"{run[0]}\N{EN DASH}{run[-1]}"] if whole else run
    return found


def _undrawn(undrawn: Undrawn, words: Language) -> str:
    hidden = words.ngettext(
        "%(num)s relation of members without a row is not drawn",
        "%(num)s relations of members without a row are not drawn",
        undrawn.hidden,
    )
    guesses = words.ngettext(
        "%(num)s relation that is not certain is not drawn",
        "%(num)s relations that are not certain are not drawn",
        undrawn.guesses,
    )
    counted = ((undrawn.hidden, hidden), (undrawn.guesses, guesses))
    return words.listed([text for count, text in counted if count])
