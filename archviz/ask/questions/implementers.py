"""Which types implement an interface, and which interfaces a type implements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.ask.answers import Answer, OpenKind, OpenReason
from archviz.ask.hops import Hop
from archviz.ask.questions.openness import beyond, reason
from archviz.ask.questions.search import DEFAULT_MOST, brief
from archviz.model.counts import counted
from archviz.model.errors import SymbolError
from archviz.model.graph import DeclarationKind
from archviz.model.relations import RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archviz.ask.facts import Facts
    from archviz.model.graph import Declared, Undecided
    from archviz.model.relations import Certain
    from archviz.model.symbols import Symbol

_TYPES = (DeclarationKind.STRUCT, DeclarationKind.INTERFACE, DeclarationKind.TYPE, DeclarationKind.ALIAS)


def implementers(facts: Facts, asked: Sequence[Declared], *, most: int = DEFAULT_MOST) -> Answer:
    """The types that implement some interfaces; of a type that is none, the interfaces that it implements.

    A method stands for its type. Raises SymbolError for what is neither, and for an interface without methods, which
    every type implements. The answer is closed when every package of the source was searched and each type decided.
    """
    hops: list[Hop] = []
    open_reasons: list[OpenReason] = []
    about = [_type_of(facts, one) for one in asked]
    for one in about:
        found = facts.implementers(one.symbol)
        if found is not None:
            hops += (_hop(relation, one.symbol) for relation in found.relations)
            open_reasons += _undecided(found.undecided)
        elif one.kind is DeclarationKind.INTERFACE:
            raise SymbolError(f"{one.symbol} has no methods: every type implements it")
        else:
            hops += (_hop(relation, one.symbol) for relation in facts.implemented(one.symbol))
    open_reasons += _not_searched(facts)
    names = [one.symbol for one in about]
    ends = dict.fromkeys(end for hop in hops for end in (hop.start, hop.end) if end not in names)
    shown = frozenset((*names, *list(ends)[:most]))
    cut, too_many = beyond(len(ends), most)
    open_reasons += too_many
    nodes = tuple(brief(facts, one) for one in dict.fromkeys((*names, *ends)) if one in shown)
    kept = tuple(hop for hop in hops if {hop.start, hop.end} <= shown)
    return Answer("implementers", tuple(about), nodes, kept, cut, tuple(open_reasons))


def _type_of(facts: Facts, asked: Declared) -> Declared:
    found = facts.declared(asked.symbol.owner) if asked.kind is DeclarationKind.METHOD else asked
    if found is None or found.kind not in _TYPES:
        raise SymbolError(f"{asked.symbol} is a {asked.kind}, no type that implements or is implemented")
    return found


def _hop(relation: Certain, asked: Symbol) -> Hop:
    """The step between a type and an interface that it implements, from the one of them that was asked about."""
    assert relation.target is not None  # noqa: S101
    back = relation.source != asked
    ends = (relation.target, relation.source) if back else (relation.source, relation.target)
    return Hop(*ends, RelationKind.IMPLEMENTS, (relation.position,), back=back, pointer=relation.pointer)


def _undecided(found: Sequence[Undecided]) -> Iterator[OpenReason]:
    if found:
        message = f"{counted(len(found), 'type')} may implement it, such as {found[0].symbol}: {found[0].reason}"
        yield reason(OpenKind.GUESS, (one.position for one in found), message, count=len(found))


def _not_searched(facts: Facts) -> Iterator[OpenReason]:
    others = len(set(facts.all_packages()) - set(facts.packages))
    if others:
        message = f"{counted(others, 'package')} of the source {'was' if others == 1 else 'were'} not searched"
        yield OpenReason(OpenKind.NOT_SEARCHED, others, message, hint="--packages '...' searches all of them")
