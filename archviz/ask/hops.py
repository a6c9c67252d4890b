"""One step from a symbol to what it leads to: by a call, a channel, an interface or a function value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archviz.model.graph import DeclarationKind, Order
from archviz.model.relations import LiteralUse, Mode, RelationKind, UseKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.ask.facts import Backward, Facts
    from archviz.model.relations import CallKind, FunctionLiteral, Position, Relation, Use
    from archviz.model.symbols import Symbol

_ACTS = (RelationKind.CALL, RelationKind.DYNCALL, RelationKind.REF, RelationKind.SENDS)
"""What a function does that leads on."""
_ENDS = (RelationKind.RECEIVES, RelationKind.CREATES)
"""What a function does to a symbol that leads no further from there."""
_HOLDERS = (DeclarationKind.FIELD, DeclarationKind.VAR)


@dataclass(frozen=True, slots=True)
class WiredStep:
    """A place by which a value comes to a call of one of its methods, and what happens there."""

    position: Position
    why: str


@dataclass(frozen=True, slots=True)
class Hop:
    """A step: ``start`` leads to ``end``, which the relations of a ``kind`` at the places in ``evidence`` say.

    A function leads to what it calls, hands on as a value or sends to, and to the package's variables that it names; a
    variable to the functions in its initializer that are not called there; a channel to what receives from it; an
    interface's method to that of a type which implements it; a field to the function that it is set from. ``within``
    is the function that sets the field, which is the end itself where it sets it to a function literal. ``by`` is the
    type that implements the interface, whose method may be that of a type that it embeds. ``why`` says what is not
    certain, "" for a certain step. ``back`` says that the relation goes from the end to the start: the receiver
    receives from the channel, the type implements the interface. ``call`` is how a call names what it calls. ``of`` is
    how many ends there are of which each run takes one, such as the types that implement an interface; 0 where the step
    is no such choice. ``pointer`` says that only the pointer to a type implements the interface. ``wired`` proves which
    method a call of an interface's method reaches, from where the value is made that it is called on to where that is
    used.
    """

    start: Symbol
    end: Symbol
    kind: RelationKind | UseKind
    evidence: tuple[Position, ...]
    mode: Mode = Mode.PLAIN
    within: Symbol | None = None
    by: Symbol | None = None
    why: str = ""
    back: bool = False
    call: CallKind | None = None
    of: int = 0
    pointer: bool = False
    wired: tuple[WiredStep, ...] = ()

    @property
    def leads_on(self) -> bool:
        """Whether what follows from the end follows from the start, too."""
        return self.back or self.kind in (*_ACTS, RelationKind.SETS, UseKind.READS)

    @property
    def certain(self) -> bool:
        """Whether the source proves it."""
        return not self.why


class Hops:
    """The steps from one symbol to the next, forwards and backwards, within the packages that are searched."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def forward(self, symbol: Symbol, after: Symbol | None = None) -> Iterator[Hop]:
        """The steps that a symbol leads on by, as they stand in the source; none for one of a package not searched.

        ``after`` is a channel, or a field: then only what the function may do once it has received from the channel, or
        what the function literals do that it sets the field to. With the symbol itself, only what a variable's
        initializer leads to.
        """
        if after == symbol:
            after = None
        elif self.holds_a_value(symbol):
            yield from self.from_holder(symbol)
        elif self.is_of_interface(symbol):
            yield from self.to_implementers(symbol)
        if symbol.package in self.facts:
            yield from self._from_function(symbol, after)

    def backward(self, symbol: Symbol) -> Iterator[Hop]:
        """The steps that lead to a symbol from the packages searched, by the name of where they start."""
        users = self.facts.users(symbol)
        holder = self.holds_a_value(symbol)
        for relation in users:
            if relation.target == symbol and relation.kind in (*_ACTS, RelationKind.CREATES):
                yield hop_of(relation)
            if relation.field is not None and relation.target == symbol:
                yield set_by(relation)
        yield from self._from_interfaces(symbol)
        if not holder:
            yield from self.from_channels(symbol)

    def before(self, symbol: Symbol, facts: Backward, *, guesses: bool, end: bool = False) -> Iterator[Symbol]:
        """The symbols that a step forward may lead to a symbol from, and perhaps some from which none does.

        Without ``guesses`` certain steps are enough. Of an ``end`` there are those, too, that lead no further.
        """
        for relation in self.facts.users(symbol):
            if relation.target == symbol and (guesses or relation.certain):
                if relation.kind in _ACTS or (end and relation.kind in _ENDS):
                    yield relation.source
                if relation.field is not None:
                    yield relation.field
                if relation.receiver is not None and guesses:
                    yield from self._set_in(relation.receiver)
        if symbol.package in self.facts:
            for relation in self.facts.relations(symbol):
                if relation.kind is RelationKind.RECEIVES and relation.target is not None:
                    yield relation.target
                yield from _given_to(relation.literal)
        if self._is_variable(symbol):
            yield from facts.namers(symbol)
        if symbol.member:
            yield from facts.interface_methods_of(symbol)

    def _set_in(self, setter: Symbol) -> Iterator[Symbol]:
        """The fields that a function sets."""
        relations = self.facts.relations(setter) if setter.package in self.facts else ()
        return (one.target for one in relations if one.kind is RelationKind.SETS and one.target is not None)

    def _is_variable(self, symbol: Symbol) -> bool:
        found = self.facts.declared(symbol)
        return found is not None and found.kind is DeclarationKind.VAR

    def from_channels(self, symbol: Symbol) -> Iterator[Hop]:
        """From the channels that a function receives from."""
        for relation in self.facts.relations(symbol) if symbol.package in self.facts else ():
            if relation.kind is RelationKind.RECEIVES and relation.target is not None:
                yield Hop(relation.target, symbol, relation.kind, (relation.position,), why=_why(relation), back=True)

    def holds_a_value(self, symbol: Symbol) -> bool:
        """Whether a symbol is a field or a variable."""
        found = self.facts.declared(symbol)
        return found is not None and found.kind in _HOLDERS

    def is_of_interface(self, symbol: Symbol) -> bool:
        """Whether a symbol is a method of an interface."""
        owner = self.facts.declared(symbol.owner) if symbol.member else None
        return owner is not None and owner.kind is DeclarationKind.INTERFACE

    def _from_function(self, symbol: Symbol, after: Symbol | None) -> Iterator[Hop]:
        relations = self.facts.relations(symbol)
        if self.holds_a_value(symbol):
            relations = tuple(r for r in relations if r.kind is RelationKind.REF or _is_held(r))
        if after is not None and (given := [r for r in relations if _is_within(r, after)]):
            relations = tuple(given)
        received = [r.position for r in relations if r.kind is RelationKind.RECEIVES and r.target == after]
        for relation in relations:
            leads = relation.kind in (*_ACTS, *_ENDS) and relation.target not in (None, symbol)
            if leads and relation.source == symbol and not self._is_before(symbol, relation.position, received):
                yield hop_of(relation)
        for variable, place in self.facts.variables(symbol) if after is None else ():
            yield Hop(symbol, variable, UseKind.READS, (place,))

    def _is_before(self, function: Symbol, place: Position, others: Iterable[Position]) -> bool:
        """Whether a place of a function comes before each of some others, of which there are any."""
        orders = [self.facts.order(function, place, other) for other in others]
        return bool(orders) and all(order is Order.BEFORE for order in orders)

    def from_holder(self, symbol: Symbol) -> Iterator[Hop]:
        """From a field or a variable to what receives from it, and to the functions that it is set to."""
        setters: dict[Symbol, Relation] = {}
        for relation in self.facts.users(symbol):
            if relation.kind is RelationKind.RECEIVES:
                yield Hop(symbol, relation.source, relation.kind, (relation.position,), why=_why(relation), back=True)
            elif relation.field == symbol and relation.target is not None:
                yield set_by(relation)
            elif relation.kind is RelationKind.SETS:
                setters.setdefault(relation.source, relation)
        for setter, relation in setters.items():
            if any(_is_within(one, symbol) for one in self.facts.relations(setter)):
                yield Hop(symbol, setter, relation.kind, (relation.position,), within=setter)
            elif not relation.arguments:
                yield from self._handed_to(symbol, setter, relation)

    def _handed_to(self, field: Symbol, setter: Symbol, relation: Relation) -> Iterator[Hop]:
        """To the functions that are handed to one which sets a field: as the field's value, or as another's."""
        for one in self.facts.users(setter):
            if one.receiver == setter and one.target is not None and one.kind is RelationKind.REF:
                places = relation.position, one.position
                why = f"{setter.short} sets {field.short} and is handed {one.target.short} ({places[0]}, {places[1]})"
                yield Hop(field, one.target, RelationKind.SETS, places, within=one.source, why=why)

    def to_implementers(self, method: Symbol) -> Iterator[Hop]:
        """From an interface's method to those of the types that implement it, for certain or perhaps."""
        found = self.facts.implementers(method.owner)
        for relation in found.relations if found is not None else ():
            end = self.facts.member(relation.source, method.member)
            if end is not None and end != method:
                yield Hop(method, end, relation.kind, (relation.position,), by=relation.source, back=True)
        for one in found.undecided if found is not None else ():
            end = self.facts.member(one.symbol, method.member)
            if end is not None and end != method:
                why = f"whether {one.symbol.short} implements {method.name} is undecided: {one.reason}"
                yield Hop(method, end, RelationKind.IMPLEMENTS, (one.position,), by=one.symbol, why=why, back=True)

    def _from_interfaces(self, method: Symbol) -> Iterator[Hop]:
        """From the methods of interfaces that are called in the packages searched to that of an implementing type."""
        declared = self.facts.declared(method) if method.member else None
        if declared is None or declared.kind is not DeclarationKind.METHOD or self.is_of_interface(method):
            return
        for target in self.facts.interface_methods(method.member):
            proof = self.facts.implements(method.owner, target.owner)
            if proof is not None:
                yield Hop(target, method, proof.kind, (proof.position,), by=method.owner, back=True)


def merged(hops: Iterable[Hop]) -> tuple[Hop, ...]:
    """Steps of the same kind between the same ends as one with all their places, in the order of the first of each."""
    found: dict[tuple[object, ...], Hop] = {}
    for hop in hops:
        key = hop.start, hop.end, hop.kind, hop.mode, hop.within, hop.by, hop.why, hop.back, hop.wired
        before = found.get(key)
        places = (*before.evidence, *hop.evidence) if before is not None else hop.evidence
        found[key] = replace(before or hop, evidence=tuple(dict.fromkeys(places)))
    return tuple(found.values())


def _is_within(relation: Relation, field: Symbol) -> bool:
    """Whether a relation stands in a function literal that a field is set to."""
    literal = relation.literal
    while literal is not None and literal.field != field:
        literal = literal.outer
    return literal is not None


def _given_to(literal: FunctionLiteral | None) -> Iterator[Symbol]:
    """The fields that a function literal, or one around it, is the value of."""
    while literal is not None:
        if literal.field is not None:
            yield literal.field
        literal = literal.outer


def _is_held(relation: Relation) -> bool:
    """Whether a relation stands in a function literal that is not called where it stands."""
    literal = relation.literal
    return literal is not None and literal.use is not LiteralUse.CALLED


def hop_of(relation: Relation) -> Hop:
    """The step that a relation with a target is."""
    assert relation.target is not None  # noqa: S101
    return Hop(
        relation.source,
        relation.target,
        relation.kind,
        (relation.position,),
        relation.started,
        why=_why(relation),
        call=relation.call,
    )


def hop_of_use(use: Use) -> Hop:
    """The step that the use of a field, a variable or a type is."""
    return Hop(use.source, use.target, use.kind, (use.position,), why=_why(use))


def set_by(relation: Relation) -> Hop:
    """The step from a field to the function that a relation says it is given."""
    assert relation.field is not None  # noqa: S101
    assert relation.target is not None  # noqa: S101
    return Hop(
        relation.field,
        relation.target,
        RelationKind.SETS,
        (relation.position,),
        within=relation.source,
        why=_why(relation),
    )


def _why(relation: Relation | Use) -> str:
    return (
        "" if relation.certain else f"{relation.kind} at {relation.position} is a guess: a type could not be worked out"
    )
