"""Where the symbols of a diagram are drawn: at the header of a card, or at a row of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.model.figure import CardKind, End, RowKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archviz.model.figure import Card
    from archviz.model.symbols import Symbol

_LISTS = (CardKind.IMPLEMENTERS, CardKind.CHAIN)
_MEMBERS = (RowKind.FIELD, RowKind.METHOD)


class Drawn:
    """The places of the symbols that some cards show.

    ``ends`` has a place for each symbol with a card or a row of its own: a card comes before a row, and a row of a type
    before one of a list that is derived from the source.
    """

    def __init__(self, cards: Iterable[Card]) -> None:
        self.cards = {card.id: card for card in cards}
        self.ends: dict[Symbol, End] = {}
        own = [card for card in self.cards.values() if card.kind not in _LISTS]
        lists = [card for card in self.cards.values() if card.kind in _LISTS]
        for card in own:
            self.ends.setdefault(card.symbol, End(card.id))
        for card in (*own, *lists):
            for i, row in enumerate(card.rows):
                self.ends.setdefault(row.symbol, End(card.id, i))
        for card in lists:
            self.ends.setdefault(card.symbol, End(card.id))

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
