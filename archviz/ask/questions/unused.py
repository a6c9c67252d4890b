"""What nobody uses: for certain, or as far as can be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.ask.questions.entries import sources
from archviz.ask.questions.impact import starts_a_program
from archviz.ask.questions.openness import hidden
from archviz.model.graph import DeclarationKind
from archviz.model.relations import LiteralUse, RelationKind
from archviz.model.symbols import Symbol, exported

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.ask.facts import Facts
    from archviz.model.graph import Declared
    from archviz.model.relations import Relation


@dataclass(frozen=True, slots=True)
class UnusedSymbol:
    """A declaration that nobody uses; ``why`` says by what it may be used after all, "" where that is certain.

    ``by`` are the declarations that name it, which nobody uses either.
    """

    declared: Declared
    why: str = ""
    by: tuple[Symbol, ...] = ()


@dataclass(frozen=True, slots=True)
class Unused:
    """The declarations that nobody uses, by package and name: those for certain, and those that perhaps are used."""

    certain: tuple[UnusedSymbol, ...]
    perhaps: tuple[UnusedSymbol, ...]


def unused(facts: Facts, kinds: Iterable[DeclarationKind] = ()) -> Unused:
    """What the packages searched declare and nothing in them uses, of some ``kinds`` or of any.

    Used is what a program or a test starts with, what package initialization runs, and what is named by something that
    is used: so functions that only call one another are not. What may be used in a way that no name shows, or by code
    that is not in the source, is not unused for certain: what is exported by a package that others can import, a method
    that an interface may call, a field, and what a gap of the source may hide.
    """
    return _Search(facts).unused(frozenset(kinds))


class _Search:
    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._declared: dict[Symbol, Declared] = {}
        self._names: dict[Symbol, set[Symbol]] = {}
        """Which symbols each symbol names; a type does what its fields, or an interface's methods, do."""
        self._named_by: dict[Symbol, set[Symbol]] = {}
        self._interface_methods: set[str] = set()
        self._initial: set[Symbol] = set()
        """What package initialization calls for the sake of variables, used or not."""
        for package in facts.packages:
            self._read(package)

    def _read(self, package: str) -> None:
        for symbol in sources(self._facts, package):
            declared = self._facts.declared(symbol)
            if declared is not None:
                self._declared[symbol] = declared
            relations = self._facts.relations(symbol)
            named: list[Symbol | None] = [part for one in relations for part in (one.target, one.field, one.through)]
            named += [use.target for use in self._facts.uses(symbol)]
            named += [variable for variable, _ in self._facts.variables(symbol)]
            for target in {*named} - {symbol, None}:
                if target is not None:
                    self._names.setdefault(symbol, set()).add(target)
                    self._named_by.setdefault(target, set()).add(symbol)
            if declared is not None and declared.kind is DeclarationKind.VAR:
                self._initial |= {one.target for one in relations if one.target is not None and _runs(one)}
            if symbol.member and self._is_interface(symbol.owner):
                self._interface_methods.add(symbol.member)

    def _is_interface(self, symbol: Symbol) -> bool:
        owner = self._declared.get(symbol) or self._facts.declared(symbol)
        return owner is not None and owner.kind is DeclarationKind.INTERFACE

    def unused(self, kinds: frozenset[DeclarationKind]) -> Unused:
        roots = [symbol for symbol in self._declared if self._is_root(symbol)]
        blank = [Symbol(package, "_") for package in self._facts.packages]
        members: dict[Symbol, list[Symbol]] = {}
        for symbol in self._declared:
            if symbol.member:
                members.setdefault(symbol.owner, []).append(symbol)
        used = self._reached([*roots, *blank, *self._initial], members)
        certain: list[UnusedSymbol] = []
        perhaps: list[UnusedSymbol] = []
        for symbol, declared in sorted(self._declared.items()):
            if (kinds and declared.kind not in kinds) or symbol.leaf == "_":
                continue
            if symbol.member and symbol.owner not in used and symbol.owner in self._declared:
                continue  # its type is listed
            by = tuple(sorted(self._named_by.get(symbol, set()) - {symbol}))
            if symbol not in used:
                why = self._hidden(symbol)
                (perhaps if why else certain).append(UnusedSymbol(declared, why, by))
            elif not by and (why := self._reason(symbol)):
                perhaps.append(UnusedSymbol(declared, why))
        return Unused(tuple(certain), tuple(perhaps))

    def _is_root(self, symbol: Symbol) -> bool:
        declared = self._declared[symbol]
        return starts_a_program(self._facts, declared) or (not symbol.member and self._is_importable(symbol))

    def _reached(self, roots: Iterable[Symbol], members: dict[Symbol, list[Symbol]]) -> set[Symbol]:
        used = set(roots)
        waiting = list(used)
        for symbol in waiting:  # which grows
            further = set(self._names.get(symbol, ()))
            for member in members.get(symbol, ()):
                if self._reason(member):
                    further.add(member)
                if self._declared[member].kind is DeclarationKind.FIELD or self._is_interface(symbol):
                    further |= self._names.get(member, set())
            fresh = further - used
            used |= fresh
            waiting += fresh
        return used

    def _reason(self, symbol: Symbol) -> str:
        """How a declaration may be used though nobody names it; "" for none."""
        declared = self._declared[symbol]
        if declared.kind is DeclarationKind.FIELD:
            return "its struct may be converted, compared, or read by reflection"
        if symbol.member and self._is_interface(symbol.owner):
            return "it says which types implement the interface"
        if declared.kind is DeclarationKind.METHOD:
            if exported(symbol.member):
                return "an interface or reflection may call it"
            return "an interface may call it" if symbol.member in self._interface_methods else ""
        if starts_a_program(self._facts, declared):
            return ""
        return "it is exported, and other modules may use it" if self._is_importable(symbol) else ""

    def _is_importable(self, symbol: Symbol) -> bool:
        """Whether what is not in the source may name it: exported, by a package that is neither main nor internal."""
        if not exported(symbol.name) or self._facts.package_name(symbol.package) == "main":
            return False
        return "internal" not in symbol.package.split("/")

    def _hidden(self, symbol: Symbol) -> str:
        return "; ".join(_messages(self._facts, symbol))


def _runs(relation: Relation) -> bool:
    """Whether a relation of a variable's initializer is a call that is made when the variable is initialized."""
    called = relation.literal is None or relation.literal.use is LiteralUse.CALLED
    return called and relation.kind in (RelationKind.CALL, RelationKind.DYNCALL)


def _messages(facts: Facts, symbol: Symbol) -> Iterator[str]:
    """What may hide that a symbol is used."""
    yield from (reason.message for reason in hidden(facts, [symbol]))
