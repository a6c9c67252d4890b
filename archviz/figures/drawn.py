"""Where the symbols of a diagram are drawn: at the header of a card, or at a row of one."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from archviz.model.figure import CardKind, End, RowKind
from archviz.model.relations import Position

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from archviz.model.figure import Card
    from archviz.model.symbols import Symbol

_LISTS = (CardKind.IMPLEMENTERS, CardKind.CHAIN)
_MEMBERS = (RowKind.FIELD, RowKind.METHOD)
Stretch = tuple[Position, Position]
"""A piece of a file: where it begins, and where what is behind it does."""
_WHOLE: Mapping[End, tuple[Stretch, ...]] = MappingProxyType({})


class Drawn:
    """The places of the symbols that some cards show.

    ``parts`` has for cards and rows that stand for parts of a function's code where in the source these are.
    ``ends`` has a place for each other symbol with a card or a row of its own: a card comes before a row, a row of a
    type before one of a list that is derived from the source, and the row of a declared member before that of a
    promoted one. The row of a promoted member is found by the name that its card gives it, too.
    """

    def __init__(self, cards: Iterable[Card], parts: Mapping[End, tuple[Stretch, ...]] = _WHOLE) -> None:
        self.cards = {card.id: card for card in cards}
        self.ends: dict[Symbol, End] = {}
        self._parts: dict[Symbol, list[tuple[Stretch, End]]] = {}
        self._declared: dict[Symbol, Symbol] = {}
        whole = [card for card in self.cards.values() if End(card.id) not in parts]
        own = [card for card in whole if card.kind not in _LISTS]
        lists = [card for card in whole if card.kind in _LISTS]
        for card in own:
            self.ends.setdefault(card.symbol, End(card.id))
        for promoted in (False, True):
            for card in own:
                self._rows(card, promoted=promoted)
        for card in lists:
            for i, row in enumerate(card.rows):
                self.ends.setdefault(row.symbol, End(card.id, i))
        for card in lists:
            self.ends.setdefault(card.symbol, End(card.id))
        for end, stretches in parts.items():
            if end.card in self.cards:
                card = self.cards[end.card]
                found = self._parts.setdefault(card.rows[end.row].symbol if end.row is not None else card.symbol, [])
                found += [(stretch, end) for stretch in stretches]
                found.sort(key=lambda part: part[0][0], reverse=True)  # what is within another begins behind it

    def _rows(self, card: Card, *, promoted: bool) -> None:
        for i, row in enumerate(card.rows):
            if row.kind not in _MEMBERS:
                continue
            named = card.symbol.of(row.name)
            if (row.symbol != named) is promoted:
                self.ends.setdefault(row.symbol, End(card.id, i))
                self.ends.setdefault(named, End(card.id, i))
                self._declared[named] = row.symbol

    def declared(self, symbol: Symbol) -> Symbol:
        """The symbol itself, or the member that it names by the type that a card shows it in, as promoted to that."""
        return self._declared.get(symbol, symbol)

    def shows(self, symbol: Symbol) -> bool:
        """Whether a symbol, or a part of what it names, has a card or a row of its own."""
        return symbol in self.ends or symbol in self._parts

    def in_parts(self, symbol: Symbol) -> bool:
        """Whether parts of what a symbol names have cards of their own."""
        return symbol in self._parts

    def part(self, symbol: Symbol, file: str) -> End | None:
        """Where a symbol is drawn, or the first part of what it names that is in a file; "" for any."""
        found = (end for _, end in self._parts.get(symbol, ()) if not file or self.cards[end.card].file == file)
        return self.ends.get(symbol) or next(found, None)

    def start(self, symbol: Symbol, place: Position) -> End | None:
        """Where a symbol is drawn of which something starts at a place: at the smallest part that the place is in."""
        for (start, behind), end in self._parts.get(symbol, ()):
            if place.file == start.file and start <= place < behind:
                return end
        return self.end(symbol)

    def end(self, symbol: Symbol) -> End | None:
        """Where a symbol is drawn; a member of a type of which no members are shown is drawn at the type."""
        found = self.ends.get(symbol)
        if found is None and symbol.member and not self.hides(symbol):
            found = self.ends.get(symbol.owner)
        return found

    def hides(self, symbol: Symbol) -> bool:
        """Whether a symbol is a member without a row of its own, of a type whose card has rows for other members."""
        end = self.ends.get(symbol.owner)
        if symbol in self.ends or not symbol.member or end is None or end.row is not None:
            return False
        return any(row.kind in _MEMBERS for row in self.cards[end.card].rows)
