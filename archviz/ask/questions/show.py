"""What a symbol is: its declaration, its members, what it has to do with others, and claims of that for a figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from archviz.ask.drawing import Aliases, Drawing
from archviz.ask.hops import Hop, merged
from archviz.figures.claims import Claims, ExcerptClaim, FragmentClaim, SelectorClaim
from archviz.figures.proof import EdgeQuery, proof
from archviz.figures.suggest import NO_CARD
from archviz.model.graph import DeclarationKind, Selector, SelectorKind
from archviz.model.relations import MODAL, Mode, RelationKind, UseKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.ask.facts import Facts
    from archviz.golang.graph import Graph
    from archviz.model.graph import Declaration, Member
    from archviz.model.relations import Position, Relation, Use
    from archviz.model.symbols import Symbol

MOST_CLAIMS = 20
"""How many edges, and how many pieces of code, claims are made of."""

_TYPES = (DeclarationKind.STRUCT, DeclarationKind.INTERFACE, DeclarationKind.TYPE, DeclarationKind.ALIAS)
_WITH_MEMBERS = (DeclarationKind.STRUCT, DeclarationKind.INTERFACE)
_HEAD = Selector(SelectorKind.SIGNATURE)
_FORWARD: dict[RelationKind | UseKind, str] = {
    RelationKind.CALL: "calls",
    RelationKind.DYNCALL: "calls the value of",
    RelationKind.REF: "uses as a value",
    RelationKind.CREATES: "creates",
    RelationKind.HOLDS: "holds",
    RelationKind.EMBEDS: "embeds",
    RelationKind.IMPLEMENTS: "implements",
    RelationKind.STORES: "stores in a map",
    RelationKind.SETS: "sets",
    RelationKind.SENDS: "sends to",
    RelationKind.RECEIVES: "receives from",
    UseKind.READS: "reads",
    UseKind.WRITES: "writes",
    UseKind.ADDRESSES: "takes the address of",
    UseKind.ASSERTS: "asserts",
    UseKind.MENTIONS: "mentions",
}
_BACKWARD: dict[RelationKind | UseKind, str] = {
    RelationKind.CALL: "called by",
    RelationKind.DYNCALL: "value called by",
    RelationKind.REF: "used as a value by",
    RelationKind.CREATES: "created by",
    RelationKind.HOLDS: "held by",
    RelationKind.EMBEDS: "embedded by",
    RelationKind.IMPLEMENTS: "implemented by",
    RelationKind.STORES: "stored in a map by",
    RelationKind.SETS: "set by",
    RelationKind.SENDS: "sent to by",
    RelationKind.RECEIVES: "received from by",
    UseKind.READS: "read by",
    UseKind.WRITES: "written by",
    UseKind.ADDRESSES: "address taken by",
    UseKind.ASSERTS: "asserted by",
    UseKind.MENTIONS: "mentioned by",
}


@dataclass(frozen=True, slots=True)
class RelationCount:
    """How often a symbol has one kind of relation: ``words`` say it, with the others after them.

    ``forward`` is False where the others have the relation to it. ``symbols`` are those others, sorted, ``places`` how
    many places in the source say so.
    """

    kind: RelationKind | UseKind
    words: str
    forward: bool
    symbols: tuple[Symbol, ...]
    places: int


@dataclass(frozen=True, slots=True)
class Profile:
    """What a symbol is.

    ``promoted`` are the fields and methods that a struct or an interface has from what it embeds, by the names of
    their declaring types. ``counts`` are its relations, and for a type those of its fields, too. ``diagram`` are claims
    with its relations as edges, each with what shows its ends, ``excerpt`` claims with the pieces of its code; None
    where there are none. The source proves all of both. ``left_out`` says how many edges there are beside those of the
    diagram.
    """

    declaration: Declaration
    promoted: tuple[Member, ...]
    counts: tuple[RelationCount, ...]
    diagram: Claims | None
    excerpt: Claims | None
    left_out: int = 0


def profile(facts: Facts, graph: Graph, declaration: Declaration) -> Profile:
    """What a declared symbol is. Relations to it are looked for in the packages searched."""
    symbol = declaration.symbol
    forward: dict[Relation | Use, None] = {}  # a type's relations are its fields' already
    for each in _own(declaration):
        forward |= dict.fromkeys((*facts.relations(each), *_beside(facts.uses(each))))
    backward: list[Relation | Use] = [*facts.users(symbol), *_beside(facts.used(symbol))]
    promoted = tuple(_promoted(graph, declaration))
    implementations = tuple(_implementations(facts, declaration, promoted))
    counts = (*_counts(forward, implementations, symbol), *_back_counts(backward, implementations, symbol))
    hops = merged(_edges(graph, symbol, [*forward, *implementations, *backward]))
    others = [hop for hop in hops if hop.end.owner == declaration.symbol.owner]
    own = [hop for hop in hops if hop not in others][: max(MOST_CLAIMS // 2, MOST_CLAIMS - len(others))]
    diagram = Drawing(graph)
    for hop in (*own, *others[: MOST_CLAIMS - len(own)]):
        diagram.add(hop)
    short = symbol.short
    return Profile(
        declaration,
        promoted,
        counts,
        diagram.claims(short, f"What {short} has to do with others.") if hops else None,
        _excerpt(graph, declaration),
        max(0, len(hops) - MOST_CLAIMS),
    )


def _beside(uses: Iterable[Use]) -> Iterator[Use]:
    """The uses but for those that a relation says, too."""
    return (use for use in uses if use.kind is not UseKind.CREATES)


def _own(declaration: Declaration) -> tuple[Symbol, ...]:
    """The symbols in which the relations of a declaration start: its own, and a type's fields."""
    return (declaration.symbol, *(field.symbol for field in declaration.fields))


def _implementations(facts: Facts, declaration: Declaration, promoted: Iterable[Member]) -> Iterator[Relation]:
    """Which interfaces a type implements, of those whose methods are called, or which types an interface."""
    symbol = declaration.symbol
    if declaration.kind is DeclarationKind.INTERFACE:
        found = facts.implementers(symbol)
        yield from found.relations if found is not None else ()
    elif declaration.kind in _TYPES:
        names = {member.symbol.member for member in (*declaration.methods, *promoted)}
        called = {one.owner for name in names for one in facts.interface_methods(name)}
        for interface in sorted(called):
            proved = facts.implements(symbol, interface)
            if proved is not None:
                yield proved


def _counts(
    found: Iterable[Relation | Use], implementations: Iterable[Relation], symbol: Symbol
) -> Iterator[RelationCount]:
    places: _Places = {}
    for one in (*found, *(each for each in implementations if each.source == symbol)):
        if one.target is not None:
            places.setdefault(one.kind, set()).add((one.target, one.position))
    yield from _counted(places, _FORWARD, forward=True)


def _back_counts(
    found: Iterable[Relation | Use], implementations: Iterable[Relation], symbol: Symbol
) -> Iterator[RelationCount]:
    places: _Places = {}
    for one in (*found, *(each for each in implementations if each.target == symbol)):
        if one.target == symbol:
            places.setdefault(one.kind, set()).add((one.source, one.position))
        elif getattr(one, "field", None) == symbol:
            places.setdefault(RelationKind.SETS, set()).add((one.source, one.position))
    yield from _counted(places, _BACKWARD, forward=False)


_Places = dict[RelationKind | UseKind, set[tuple["Symbol", "Position"]]]
"""By the kind of relation: who else has it, and where."""


def _counted(places: _Places, words: dict[RelationKind | UseKind, str], *, forward: bool) -> Iterator[RelationCount]:
    for kind, said in words.items():
        if others := places.get(kind):
            yield RelationCount(kind, said, forward, tuple(sorted({symbol for symbol, _ in others})), len(others))


def _promoted(graph: Graph, declaration: Declaration) -> Iterator[Member]:
    """The members of the types that a struct or an interface embeds, as far as it has them under their names."""
    own = {member.symbol.member for member in (*declaration.fields, *declaration.methods)}
    seen = {declaration.symbol}
    waiting = [declaration.symbol]
    for one in waiting:
        for relation in graph.relations(one):
            embedded = relation.target if relation.kind is RelationKind.EMBEDS else None
            if embedded is None or embedded in seen:
                continue
            seen.add(embedded)
            waiting.append(embedded)
            there = graph.declaration(embedded)
            for member in (*there.fields, *there.methods) if there is not None else ():
                name = member.symbol.member
                if name not in own and graph.member(declaration.symbol, name) == member.symbol:
                    own.add(name)
                    yield member


def _edges(graph: Graph, symbol: Symbol, found: Iterable[Relation | Use]) -> Iterator[Hop]:
    """The edges that a figure can show, each proved."""
    there = frozenset(graph.packages())
    for one in found:
        query = _query(symbol, one)
        if query is None or query.source == query.target:
            continue
        ends = [query.source, query.target, *([query.within] if query.within is not None else [])]
        if all(end.package in there and _drawable(graph, end) for end in ends) and proof(graph, query):
            back = query.kind is RelationKind.SETS and query.within is None
            yield Hop(
                query.source, query.target, query.kind, (one.position,), query.mode, within=query.within, back=back
            )


def _query(symbol: Symbol, one: Relation | Use) -> EdgeQuery | None:
    """The edge that a relation is, or None."""
    if isinstance(one.kind, UseKind) or one.target is None:
        return None
    handed_to = getattr(one, "field", None)
    if one.kind is RelationKind.REF and handed_to is not None and symbol in (handed_to, one.target):
        return EdgeQuery(RelationKind.SETS, handed_to, one.target, within=one.source)
    if one.kind is RelationKind.SETS:
        return None
    mode = getattr(one, "started", Mode.PLAIN) if one.kind in MODAL else Mode.PLAIN
    return EdgeQuery(one.kind, one.source, one.target, mode)


def _drawable(graph: Graph, symbol: Symbol) -> bool:
    declared = graph.declaration(symbol)
    return declared is not None and declared.kind not in NO_CARD


def _excerpt(graph: Graph, declaration: Declaration) -> Claims | None:
    """The pieces of a declaration's code that a figure can show, each of which is there."""
    symbol, names = declaration.symbol, Aliases(graph)
    inner = declaration.kind is DeclarationKind.FIELD or (symbol.member and not graph.fragments(symbol, _HEAD))
    whole = symbol.owner if inner else symbol
    if symbol.short == "init" or not declaration.position.inside:  # of a package that may have several of them
        return None
    shown: list[FragmentClaim] = []
    for kind, target in [(SelectorKind.FIELD, symbol.member)] if inner else _pieces(graph, declaration):
        if graph.fragments(whole, Selector(kind, str(target))):
            written = target if isinstance(target, str) else names.name(target)
            shown.append(FragmentClaim(at=msgspec.convert({kind.value: written or True}, SelectorClaim)))
        if len(shown) == MOST_CLAIMS:
            break
    if not shown:
        return None
    claim = ExcerptClaim(symbol=names.name(whole), show=tuple(shown))
    return Claims(kind="excerpt", title=symbol.short, packages=names.packages, excerpts=(claim,))


def _pieces(graph: Graph, declaration: Declaration) -> Iterator[tuple[SelectorKind, str | Symbol]]:
    """What of a declaration a selector may pick, each once: its head, its members, and what its code does."""
    if declaration.kind in (DeclarationKind.VAR, DeclarationKind.CONST):
        yield SelectorKind.WHOLE, ""
        return
    yield SelectorKind.SIGNATURE, ""
    if declaration.kind in _TYPES:
        members = (*declaration.fields, *declaration.methods) if declaration.kind in _WITH_MEMBERS else ()
        yield from ((SelectorKind.FIELD, member.symbol.member) for member in members)
        return
    found: dict[tuple[SelectorKind, str | Symbol], None] = {}
    for relation in graph.relations(declaration.symbol):
        if relation.kind in MODAL and relation.target is not None:
            found[SelectorKind.CALLS, relation.target] = None
        elif relation.kind is RelationKind.CREATES and relation.target is not None:
            found[SelectorKind.CREATES, relation.target] = None
        elif relation.stored is not None and relation.stored.key:
            found[SelectorKind.STORES, relation.stored.key] = None
    yield from found
