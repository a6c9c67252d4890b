"""Two versions of one diagram as one: what stayed, what came, what went, and what became another."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from archviz.model.figure import TERMINALS, Card, CardKind, Change, End, RowKind, in_order
from archviz.words.language import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from archviz.model.figure import Edge, Row, VerifiedDiagram
    from archviz.model.symbols import Symbol
    from archviz.words.language import Language

_NOWHERE: Mapping[Symbol, Symbol] = MappingProxyType({})
_DERIVED = (CardKind.IMPLEMENTERS, CardKind.CHAIN, *TERMINALS)
_SECTIONS = list(RowKind)


def compare(old: VerifiedDiagram, new: VerifiedDiagram, moved: Mapping[Symbol, Symbol] = _NOWHERE) -> VerifiedDiagram:
    """One diagram with the parts of both, each marked with what became of it; ``moved`` leads from old symbols to new.

    Parts are the same where their symbols are, as they stand or after ``moved``; a member moves with its type. What
    both have stands in the order of the new one, what is gone behind what it stood behind. The wrappers of a chain are
    matched in order: one that changed its place is removed at one and added at the other. An edge is the same between
    the same two ends, and changed where its kind or mode is another. A card whose name, package, kind or a row changed
    is itself changed; one that only lost or gained rows is not.
    """
    return _Union(old, new, moved).diagram()


def summary(diagram: VerifiedDiagram, words: Language = ENGLISH) -> tuple[str, ...]:
    """What changed in a compared diagram, a line each: cards, then their rows, then edges.

    The rows of a card that was added or removed go without saying.
    """
    from archviz.render.text.sentences import card_sentence, edge_sentence, row_sentence  # loads the layout

    lines = []
    for card in diagram.cards:
        if card.change and not (card.change is Change.CHANGED and _only_rows(card)):
            lines.append(card_sentence(card, words))
        if card.change in (Change.SAME, Change.CHANGED):
            lines += [row_sentence(card, row, words, alone=True) for row in card.rows if row.change]
    edges = in_order(e for e in diagram.edges if e.change)
    return (*lines, *(edge_sentence(edge, diagram, words) for edge in edges))


def place_of(symbol: Symbol, moved: Mapping[Symbol, Symbol]) -> Symbol:
    """Where a symbol is, of which ``moved`` may have the new place, or that of the type whose member it is."""
    if symbol in moved:
        return moved[symbol]
    owner = moved.get(symbol.owner)
    return owner.of(symbol.member) if owner is not None and symbol.member else symbol


def _only_rows(card: Card) -> bool:
    return (
        card.kind not in TERMINALS
        and card.before is not None
        and (card.before.symbol, card.before.kind) == (card.symbol, card.kind)
    )


class _Union:
    """``_old`` and ``_new`` have for each end in a version where it is in the union."""

    def __init__(self, old: VerifiedDiagram, new: VerifiedDiagram, moved: Mapping[Symbol, Symbol]) -> None:
        self._before, self._after, self._moved = old, new, moved
        self._old: dict[End, End] = {}
        self._new: dict[End, End] = {}

    def diagram(self) -> VerifiedDiagram:
        cards = self._cards()
        return replace(self._after, cards=cards, edges=self._edges(), before=self._before.origin)

    def _now(self, symbol: Symbol) -> Symbol:
        return place_of(symbol, self._moved)

    def _cards(self) -> tuple[Card, ...]:
        old, new = self._before.cards, self._after.cards
        keys = [(own_kind(card), card.symbol, card.file) for card in new]
        same = [(own_kind(card), card.symbol, card.file) for card in old]
        after = [(sort, self._now(symbol), file) for sort, symbol, file in same]
        taken = {card.id for card in new}
        cards: list[Card] = []
        for i, n in _merged(len(old), len(new), _matched((same, keys), (after, keys))):
            if n is None and i is not None:
                cards.append(_whole(old[i], _unique(old[i].id, taken), Change.REMOVED, self._old))
            elif n is not None and i is None:
                cards.append(_whole(new[n], new[n].id, Change.ADDED, self._new))
            elif n is not None and i is not None:
                cards.append(self._card(old[i], new[n]))
        return tuple(cards)

    def _card(self, old: Card, new: Card) -> Card:
        self._old[End(old.id)] = self._new[End(new.id)] = End(new.id)
        rows: list[Row] = []
        for i, n in sorted(self._pairs(old, new), key=lambda pair: _section(old, new, pair)):
            place = End(new.id, len(rows))
            if i is not None:
                self._old[End(old.id, i)] = place
            if n is not None:
                self._new[End(new.id, n)] = place
            if n is None and i is not None:
                rows.append(replace(old.rows[i], change=Change.REMOVED))
            elif n is not None and i is None:
                rows.append(replace(new.rows[n], change=Change.ADDED))
            elif n is not None and i is not None:
                rows.append(_row(old.rows[i], new.rows[n]))
        if new.kind is CardKind.CHAIN:
            rows = _with_moves(rows)
        changed = (old.symbol, old.kind) != (new.symbol, new.kind) or any(r.change is Change.CHANGED for r in rows)
        changed = changed or (new.kind in TERMINALS and _head(old) != _head(new))
        change = Change.CHANGED if changed else Change.SAME
        return replace(
            new, rows=tuple(rows), change=change, before=old if changed or _head(old) != _head(new) else None
        )

    def _pairs(self, old: Card, new: Card) -> list[tuple[int | None, int | None]]:
        keys = [(row.kind, row.symbol, _literal(row)) for row in new.rows]
        same = [(row.kind, row.symbol, _literal(row)) for row in old.rows]
        after = [(row.kind, self._now(row.symbol), _literal(row)) for row in old.rows]
        alike = [key[:2] for key in after], [key[:2] for key in keys]
        named = [(row.kind, new.symbol.of(row.symbol.member)) for row in old.rows if row.symbol.member]
        if new.kind is CardKind.FUNC:
            literals = [[(row.name, row.type) for row in card.rows] for card in (old, new)]
            match = _matched((literals[0], literals[1]))
        elif new.kind is CardKind.CHAIN:
            known = set(keys)
            match = aligned([s if s in known else a for s, a in zip(same, after, strict=True)], keys)
        elif len(named) == len(old.rows):
            match = _matched((same, keys), (after, keys), alike, (named, alike[1]))
        else:
            match = _matched((same, keys), (after, keys), alike)
        return _merged(len(old.rows), len(new.rows), match)

    def _edges(self) -> tuple[Edge, ...]:
        old = [replace(e, source=self._old[e.source], target=self._old[e.target]) for e in self._before.edges]
        new = [replace(e, source=self._new[e.source], target=self._new[e.target]) for e in self._after.edges]
        alike = [[(e.source, e.target, e.kind, e.mode) for e in edges] for edges in (old, new)]
        between = [[(e.source, e.target) for e in edges] for edges in (old, new)]
        taken = {edge.id for edge in new}
        edges = []
        for i, n in _merged(len(old), len(new), _matched((alike[0], alike[1]), (between[0], between[1]))):
            if n is None and i is not None:
                edges.append(replace(old[i], id=_unique(old[i].id, taken), change=Change.REMOVED))
            elif n is not None and i is None:
                edges.append(replace(new[n], change=Change.ADDED))
            elif n is not None and i is not None:
                edges.append(_edge(old[i], new[n]))
        return tuple(edges)


def own_kind(card: Card) -> CardKind | None:
    """The kind of a derived list, an entry or an exit; None for a declaration, which may become one of another kind."""
    return card.kind if card.kind in _DERIVED else None


def _whole(card: Card, name: str, change: Change, places: dict[End, End]) -> Card:
    """A card of one version only, with its places taken down."""
    for row in (None, *range(len(card.rows))):
        places[End(card.id, row)] = End(name, row)
    return replace(card, id=name, change=change, rows=tuple(replace(row, change=change) for row in card.rows))


def _head(card: Card) -> tuple[object, ...]:
    """What a card shows besides its rows."""
    shown = (card.kind, card.symbol, card.title, card.package, card.hidden_fields, card.hidden_methods, card.note)
    return (*shown, len(card.rows) if card.kind in _DERIVED else 0)


def _with_moves(rows: Sequence[Row]) -> list[Row]:
    """The rows of a chain, where each that was added has the one as ``before`` that was removed at another place."""
    gone = [row for row in rows if row.change is Change.REMOVED]
    found = []
    for row in rows:
        before = next((r for r in gone if row.change is Change.ADDED and r.symbol == row.symbol), None)
        if before is not None:
            gone.remove(before)
        found.append(replace(row, before=before) if before is not None else row)
    return found


def _row(old: Row, new: Row) -> Row:
    listed = new.kind is RowKind.ITEM and old.symbol != new.symbol
    changed = listed or (old.name, old.type, old.branch) != (new.name, new.type, new.branch)
    on_path = old.on_path or new.on_path
    change = Change.CHANGED if changed else Change.SAME
    return replace(new, change=change, on_path=on_path, before=old if changed else None)


def _edge(old: Edge, new: Edge) -> Edge:
    made = [(edge.kind, edge.mode) for edge in (old, new)]
    change = Change.SAME if made[0] == made[1] else Change.CHANGED
    alike = replace(old, id=new.id)
    unseen = replace(alike, evidence=new.evidence, order_open=new.order_open)
    return replace(new, change=change, before=None if unseen == new else alike)


def _literal(row: Row) -> str:
    """What tells the rows of function literals of one function apart; "" for any other row."""
    return f"{row.name} {row.type} {row.goroutine}" if row.kind is RowKind.LITERAL else ""


def _section(old: Card, new: Card, pair: tuple[int | None, int | None]) -> int:
    i, n = pair
    kind = new.rows[n].kind if n is not None else old.rows[i or 0].kind
    return _SECTIONS.index(RowKind.METHOD if kind is RowKind.LITERAL else kind)  # it stands below its method


def _unique(name: str, taken: set[str]) -> str:
    while name in taken:
        name += ".before"
    taken.add(name)
    return name


def _matched(*passes: tuple[Sequence[Hashable], Sequence[Hashable]]) -> dict[int, int]:
    """From old to new indexes of equal keys: first all that the first pass finds, then what others find among the rest.

    A pass has a key for every old and every new part.
    """
    match: dict[int, int] = {}
    for old, new in passes:
        free: dict[Hashable, list[int]] = {}
        for n, key in enumerate(new):
            if n not in match.values():
                free.setdefault(key, []).append(n)
        for i, key in enumerate(old):
            if i not in match and free.get(key):
                match[i] = free[key].pop(0)
    return match


def aligned(old: Sequence[Hashable], new: Sequence[Hashable]) -> dict[int, int]:
    """The longest common subsequence of two lists of keys, as indexes; of several the one that is earliest in both."""
    longest = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for n in reversed(range(len(new))):
            follows = longest[i + 1][n + 1] + 1 if old[i] == new[n] else 0
            longest[i][n] = max(follows, longest[i + 1][n], longest[i][n + 1])
    match: dict[int, int] = {}
    i = n = 0
    while i < len(old) and n < len(new):
        if old[i] == new[n] and longest[i][n] == longest[i + 1][n + 1] + 1:
            match[i] = n
            i, n = i + 1, n + 1
        elif longest[i + 1][n] >= longest[i][n + 1]:
            i += 1
        else:
            n += 1
    return match


def _merged(old: int, new: int, match: Mapping[int, int]) -> list[tuple[int | None, int | None]]:
    """Two lists as one, in the order of the new; what only the old has follows what it followed there."""
    following: dict[int | None, list[int]] = {}
    place: int | None = None
    for i in range(old):
        if i in match:
            place = match[i]
        else:
            following.setdefault(place, []).append(i)
    back = {n: i for i, n in match.items()}
    merged: list[tuple[int | None, int | None]] = [(i, None) for i in following.get(None, ())]
    for n in range(new):
        merged.append((back.get(n), n))
        merged += [(i, None) for i in following.get(n, ())]
    return merged
