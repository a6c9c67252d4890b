"""What a figure derives from the source, held against what it derived before: lists, chains, rows, automatic edges.

No claim names the parts of these, so that all claims hold whatever comes or goes. A reader sees them all the same.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from archviz.drift.compare import aligned
from archviz.figures.ledger import applies
from archviz.model.counts import counted
from archviz.model.drift import ChangeKind
from archviz.model.figure import CardKind, VerifiedDiagram, VerifiedTable
from archviz.model.relations import Mode
from archviz.refs import cell_words, table_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from archviz.figures import Claims, Proof
    from archviz.model.figure import Card, Edge, Row
    from archviz.model.symbols import Symbol
    from archviz.refs import Lock, TableFacts

_MOST_NAMED = 10
"""How many parts a message names of those that came or went."""
_LISTS = {CardKind.IMPLEMENTERS: "list of implementers", CardKind.CHAIN: "chain"}


class DerivedChange(NamedTuple):
    """A difference: at which claim, of what kind, about what, in words ``what`` differs, and which ``parts`` of it."""

    path: str
    kind: ChangeKind
    subject: str
    what: str
    parts: str
    packages: frozenset[str] = frozenset()
    """The packages of the parts that went, where these are symbols."""


class Derived:
    """What one figure derives from the source, before and now."""

    def __init__(self, old: Lock, proof: Proof, now: Callable[[Symbol], Symbol]) -> None:
        self._claims: Claims = proof.figure.claims
        self._figure = proof.figure
        self._drawn = proof.drawn
        self._now = now
        self._origins = (old.origin, proof.drawn.origin) if proof.drawn is not None else ()
        self._diagram = old.diagrams.get(self._claims.id)
        self._table = old.tables.get(self._claims.id)

    def changes(self) -> Iterator[DerivedChange]:
        """What differs, in the order of the figure's file."""
        name = self._claims.id
        yield from self._lists()
        if edges := self._edges():
            yield DerivedChange(
                "edges", ChangeKind.EDGES_CHANGED, name, "there are other relations among the cards", edges
            )
        if rows := self._rows():
            yield DerivedChange("table[0]", ChangeKind.ROWS_CHANGED, name, "the table has other rows", rows)

    def _lists(self) -> Iterator[DerivedChange]:
        """The lists that differ.

        Only cards that were claimed before, too, count: what an author adds or ends by a version is no surprise.
        """
        if not isinstance(self._drawn, VerifiedDiagram) or self._diagram is None:
            return
        before = {(card.kind, self._now(card.symbol)): card for card in self._diagram.cards if card.kind in _LISTS}
        cards = {(card.kind, card.symbol): card for card in self._drawn.cards if card.kind in _LISTS}
        for i, claim in enumerate(self._claims.cards):
            kind = CardKind.CHAIN if claim.chain else CardKind.IMPLEMENTERS
            named = claim.chain or claim.implementers
            if named is None or not all(applies(claim, origin) for origin in self._origins):
                continue
            key = (kind, self._figure.symbol(named, f"cards[{i}]"))
            if key in before and key in cards:
                changes = self._list_changes(before[key], cards[key])
                if changes:
                    what = f"{cards[key].title} has another {_LISTS[kind]}"
                    symbol, packages = str(cards[key].symbol), self._packages(before[key], cards[key])
                    yield DerivedChange(f"cards[{i}]", ChangeKind.LIST_CHANGED, symbol, what, changes, packages)

    def _edges(self) -> str:
        """What came and went of the edges of a diagram with ``edges: auto``, between cards and rows that both have."""
        new, old = self._drawn, self._diagram
        if self._claims.edges != "auto" or not isinstance(new, VerifiedDiagram) or old is None:
            return ""
        shown = _shown(new, lambda symbol: symbol) & _shown(old, self._now)
        before = Counter(_edge_words(edge, self._now) for edge in old.edges if _within(edge, shown, self._now))
        after = Counter(_edge_words(edge, _same) for edge in new.edges if _within(edge, shown, _same))
        return _came_and_went(list((after - before).elements()), list((before - after).elements()), "arrow")

    def _rows(self) -> str:
        """What came and went of a table's rows, where its parts and columns are those that it had."""
        old, new = self._table, self._drawn
        same = all(len({applies(part, origin) for origin in self._origins}) == 1 for part in self._claims.table)
        if old is None or not isinstance(new, VerifiedTable) or not same:
            return ""
        return _row_changes(old, table_facts(new))

    def _packages(self, old: Card, new: Card) -> frozenset[str]:
        """The packages of what a list has no more."""
        return frozenset(symbol.package for symbol in {self._now(row.symbol) for row in old.rows} - {*_symbols(new)})

    def _list_changes(self, old: Card, new: Card) -> str:
        before, after = [self._now(row.symbol) for row in old.rows], _symbols(new)
        names = _names([*before, *after])
        came, went = Counter(after) - Counter(before), Counter(before) - Counter(after)
        moved = [(row.symbol, now) for row, now in zip(old.rows, before, strict=True) if now != row.symbol]
        said = [_came_and_went([names[s] for s in came.elements()], [names[s] for s in went.elements()], "")]
        became = [f"{one.short} is now {names[now]}" for one, now in moved if now in after]
        said.append(_some(became))
        if new.kind is CardKind.CHAIN:
            said += _places(old.rows, before, new.rows, names)
        return "; ".join(filter(None, said))


def _symbols(card: Card) -> list[Symbol]:
    return [row.symbol for row in card.rows]


def _places(old: Sequence[Row], before: Sequence[Symbol], new: Sequence[Row], names: Mapping[Symbol, str]) -> list[str]:
    """Which wrappers of a chain stand at another place among those that stayed, or under another condition."""
    after = [row.symbol for row in new]
    match = aligned(before, after)
    left = {n for n in range(len(after)) if n not in match.values()}
    said = []
    for i, symbol in enumerate(before):
        place = match.get(i)
        if place is not None and old[i].branch != new[place].branch:
            said.append(f"{names[symbol]} applies {_when(new[place])}, where it did {_when(old[i])}")
        there = next((n for n in sorted(left) if after[n] == symbol), None) if place is None else None
        if there is not None:
            left.discard(there)
            said.append(f"{names[symbol]} is number {there + 1} of {len(after)} from outside, and was {i + 1}")
    return said


def _when(row: Row) -> str:
    return f"if {row.branch}" if row.branch else "always"


def _row_changes(old: TableFacts, new: TableFacts) -> str:
    if new.columns != old.columns:
        return ""
    came, went = Counter(new.rows) - Counter(old.rows), Counter(old.rows) - Counter(new.rows)
    return _came_and_went([_row_words(row) for row in sorted(came)], [_row_words(row) for row in sorted(went)], "row")


def _row_words(row: Sequence[str]) -> str:
    """A row by what its cells show."""
    return " ".join(cell_words(cell) for cell in row if cell)


def _came_and_went(came: Sequence[str], went: Sequence[str], noun: str) -> str:
    """Which parts came and which went, the first ones by name; "" where none did."""
    return " and ".join(
        f"{counted(len(names), noun) if noun else len(names)} {what} ({_some(names)})"
        for names, what in ((came, "came"), (went, "went"))
        if names
    )


def _some(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _names(symbols: Iterable[Symbol]) -> dict[Symbol, str]:
    """A short name for each symbol, with as much of its package's path as tells it from the others."""
    found: dict[Symbol, str] = {}
    distinct = set(symbols)
    for depth in range(4):
        words = {symbol: _last(symbol, depth) for symbol in distinct - found.keys()}
        twice = Counter(words.values())
        found |= {symbol: name for symbol, name in words.items() if twice[name] == 1}
    return found | {symbol: str(symbol) for symbol in distinct - found.keys()}


def _last(symbol: Symbol, depth: int) -> str:
    """A symbol by its name, and the last elements of its package's path before it."""
    path = "/".join(symbol.package.split("/")[-depth:]) if depth else ""
    return f"{path}.{symbol.short}" if path else symbol.short


def _same(symbol: Symbol) -> Symbol:
    return symbol


def _shown(diagram: VerifiedDiagram, now: Callable[[Symbol], Symbol]) -> set[Symbol]:
    """The symbols that have a card, or a row of one that is no list."""
    cards = [card for card in diagram.cards if card.kind not in _LISTS]
    return {now(card.symbol) for card in diagram.cards} | {now(row.symbol) for card in cards for row in card.rows}


def _within(edge: Edge, shown: set[Symbol], now: Callable[[Symbol], Symbol]) -> bool:
    ends = (now(edge.source_symbol), now(edge.target_symbol))
    return all(end in shown or end.owner in shown for end in ends)


def _edge_words(edge: Edge, now: Callable[[Symbol], Symbol]) -> str:
    made = f"{edge.kind} by {edge.mode}" if edge.mode is not Mode.PLAIN else str(edge.kind)
    return f"{now(edge.source_symbol).short} → {now(edge.target_symbol).short} ({made})"
