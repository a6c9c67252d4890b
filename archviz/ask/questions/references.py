"""Where a symbol is named: calls, values, reads, writes, types, literals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.ask.answers import Answer
from archviz.ask.hops import Hop, merged
from archviz.ask.questions.openness import beyond, guesses, hidden
from archviz.ask.questions.search import DEFAULT_MOST, brief
from archviz.model.relations import RelationKind, UseKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archviz.ask.facts import Facts
    from archviz.model.graph import Declared
    from archviz.model.relations import Position
    from archviz.model.symbols import Symbol

_NAMING = (
    *(RelationKind.CALL, RelationKind.DYNCALL, RelationKind.REF, RelationKind.SENDS, RelationKind.RECEIVES),
    *(RelationKind.HOLDS, RelationKind.EMBEDS, RelationKind.SETS),
)
"""The relations that stand where their target is named."""
_LESS = (UseKind.READS, UseKind.MENTIONS)
"""What is said of a place only where nothing else is."""


def references(facts: Facts, asked: Sequence[Declared], *, most: int = DEFAULT_MOST) -> Answer:
    """Every place that names some symbols, by the declaration that it is in and what it does there.

    A type stands for itself, not for its methods. The answer is closed when these are all places that name them, which
    are those that go/types resolves to them (``Info.Uses``), and the values that set fields without naming them.
    """
    about = [one.symbol for one in asked]
    hops = [hop for symbol in about for hop in merged(_places(facts, symbol))]
    others = dict.fromkeys(hop.start for hop in hops if hop.start not in about)
    shown = frozenset((*about, *list(others)[:most]))
    cut, too_many = beyond(len(others), most)
    reasons = (*guesses(hops), *hidden(facts, about, run_time=False), *too_many)
    nodes = tuple(brief(facts, one) for one in dict.fromkeys((*about, *others)) if one in shown)
    kept = tuple(hop for hop in hops if hop.start in shown)
    return Answer("references", tuple(asked), nodes, kept, cut, reasons)


def _places(facts: Facts, symbol: Symbol) -> Iterator[Hop]:
    """The places that name a symbol, each once, as what says most of it."""
    found: dict[Position, Hop] = {}
    for relation in facts.users(symbol):
        if relation.target == symbol and relation.kind in _NAMING:
            why = "" if relation.certain else "a type could not be worked out"
            hop = Hop(
                *(relation.source, symbol, relation.kind, (relation.position,), relation.started),
                why=why,
                call=relation.call,
            )
            found.setdefault(relation.position, hop)
    for use in sorted(facts.used(symbol), key=lambda use: use.kind in _LESS):
        why = "" if use.certain else "a type could not be worked out"
        found.setdefault(use.position, Hop(use.source, symbol, use.kind, (use.position,), why=why))
    yield from sorted(found.values(), key=lambda hop: (hop.start, hop.evidence))
