"""What implements an interface, as far as a claim lists it: in packages at or below some paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.figures.ledger import below
from archviz.model.finding import FindingKind
from archviz.model.graph import Implementers

if TYPE_CHECKING:
    from archviz.figures.ledger import Ledger
    from archviz.model.graph import Undecided
    from archviz.model.symbols import Symbol


def implementers(ledger: Ledger, symbol: Symbol, paths: tuple[str, ...], claim: str) -> Implementers | None:
    """The types that implement an interface, and those that may; None, and a finding, where a symbol is none."""
    everywhere = ledger.graph.implementers(symbol)
    if everywhere is None:
        message = f"{symbol.short} is no interface with methods, so no types can be listed that implement it"
        ledger.finding(FindingKind.UNKNOWN_SYMBOL, claim, symbol, message)
        return None
    return Implementers(
        tuple(one for one in everywhere.relations if below(one.source.package, paths)),
        tuple(one for one in everywhere.undecided if one.symbol == symbol or below(one.symbol.package, paths)),
    )


def undecided_finding(
    ledger: Ledger, claim: str, symbol: Symbol, what: str, undecided: tuple[Undecided, ...], listed: str, most: int
) -> None:
    """A finding that ``what`` is undecided, with ``most`` reasons at most; ``listed`` is what `below` narrows."""
    which = "; ".join(f"{one.symbol.short} at {one.position}: {one.reason}" for one in undecided[:most])
    more = f"; and {len(undecided) - most} more" if len(undecided) > most else ""
    hint = f"add what is missing to the source, or narrow the {listed} with `below`"
    ledger.finding(FindingKind.UNDECIDED, claim, symbol, f"{what} is undecided: {which}{more}", hint)
