"""What is within some steps of a symbol: what it calls, or what calls it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.ask.hops import merged
from archviz.model.relations import RelationKind, UseKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archviz.ask.hops import Hop, Hops
    from archviz.model.symbols import Symbol


@dataclass(frozen=True, slots=True)
class Reach:
    """The steps among the ``symbols`` that are shown, and what is not: each symbol once, in the order it was found.

    ``beyond`` are those that were too many, ``outside`` those of packages not searched, ``guesses`` those to which
    no certain step leads. What lies behind them was not looked for.
    """

    symbols: tuple[Symbol, ...]
    hops: tuple[Hop, ...]
    beyond: tuple[Symbol, ...] = ()
    outside: tuple[Symbol, ...] = ()
    guesses: tuple[Symbol, ...] = ()


def reach(hops: Hops, starts: Sequence[Symbol], *, depth: int, most: int, callers: bool = False) -> Reach:
    """What is at most ``depth`` steps from some symbols, nearest first, ``most`` symbols with those themselves.

    With ``callers`` the steps that lead to them, else those that lead on from them. What calls a method through an
    interface is as near as what calls it by itself. Steps between several
    ``starts``, the members of a type, are passed over: they would hide what the type has to do with others.
    """
    shown: dict[Symbol, None] = dict.fromkeys(starts[:1]) if len(starts) == 1 else {}
    own = frozenset(starts) if len(starts) > 1 else frozenset()
    drawn: list[Hop] = []
    beyond: dict[Symbol, None] = {}
    outside: dict[Symbol, None] = {}
    guesses: dict[Symbol, None] = {}
    level = list(starts)
    for _ in range(depth):
        after: list[Symbol] = []
        for symbol in level:  # which grows
            for hop in merged(hops.backward(symbol) if callers else hops.forward(symbol)):
                other = hop.start if callers else hop.end
                if other in own or hop.kind is UseKind.READS or (not hop.leads_on and not callers):
                    continue
                if not hop.certain:
                    guesses[other] = None
                elif other.package not in hops.facts:
                    outside[other] = None
                elif len(fresh := {symbol, other} - shown.keys()) > most - len(shown):
                    beyond[other] = None
                else:
                    if other not in shown:
                        (level if callers and hop.kind is RelationKind.IMPLEMENTS else after).append(other)
                    shown.update(dict.fromkeys(one for one in (symbol, other) if one in fresh))
                    drawn.append(hop)
        level = after
    certain = (*shown, *beyond, *outside)
    return Reach(
        tuple(shown),
        tuple(dict.fromkeys(drawn)),
        tuple(one for one in beyond if one not in shown),
        tuple(outside),
        tuple(one for one in guesses if one not in certain),
    )
