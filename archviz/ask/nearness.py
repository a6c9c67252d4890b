"""How near symbols are to a goal, found backwards from it, so that a search need not follow what leads elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archviz.ask.facts import Backward
    from archviz.ask.hops import Hops
    from archviz.model.symbols import Symbol


class Nearness:
    """At least how many steps lead from symbols to one of some ``goals``.

    It is known of the symbols from which at most ``radius`` steps may lead there. The others are further away. Without
    ``guesses`` only certain steps count, and none to what is ``avoided``, which may have members.
    """

    def __init__(
        self, hops: Hops, facts: Backward, goals: Iterable[Symbol], avoided: frozenset[Symbol], *, guesses: bool
    ) -> None:
        self._hops = hops
        self._facts = facts
        self._avoided = avoided
        self._guesses = guesses
        self._steps = dict.fromkeys(goals, 0)
        self.radius = 0
        self.cost = sum(map(facts.count_users, self._steps))
        """About how many relations are read to make the radius one larger."""
        self.rim: Sequence[Symbol] = tuple(self._steps)
        """The symbols that are ``radius`` steps away; none where nothing is further away."""

    def has(self, symbol: Symbol) -> bool:
        """Whether at most ``radius`` steps may lead from a symbol to a goal."""
        return symbol in self._steps

    def at_least(self, symbol: Symbol) -> int | None:
        """At least how many steps lead from a symbol to a goal; None where none do."""
        known = self._steps.get(symbol)
        return known if known is not None or not self.rim else self.radius + 1

    def widen(self) -> None:
        """Makes the radius one larger."""
        found: dict[Symbol, None] = {}
        for symbol in self.rim:
            inside = symbol.package in self._hops.facts or not self.radius
            if inside and not self._avoided & {symbol, symbol.owner}:
                steps = self._hops.before(symbol, self._facts, guesses=self._guesses, end=not self.radius)
                found |= dict.fromkeys(one for one in steps if one not in self._steps)
        self.radius += 1
        self.rim = tuple(found)
        self._steps |= dict.fromkeys(found, self.radius)
        self.cost = sum(map(self._facts.count_users, self.rim))
