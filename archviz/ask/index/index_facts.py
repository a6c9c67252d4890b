"""Facts from the index: what was worked out before, without a look at the code."""

from __future__ import annotations

import sqlite3
import zlib
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from archviz.ask.facts import NO_SOURCE, concerning, types_in
from archviz.ask.index.implementing import Comparison, verdict
from archviz.ask.index.units import GENERIC, Unit, Words, number, post
from archviz.model.graph import DeclarationKind, Implementers
from archviz.model.relations import Relation, RelationKind, certain
from archviz.model.symbols import Symbol, exported

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from archviz.ask.index.store import Snapshot, Store
    from archviz.golang.graph import Graph
    from archviz.model.graph import Declared, Gap, MethodTable, Order, Undecided, Unresolved
    from archviz.model.relations import Certain, Position, Use

_TYPES = (DeclarationKind.STRUCT, DeclarationKind.INTERFACE, DeclarationKind.TYPE, DeclarationKind.ALIAS)
DAMAGED = (sqlite3.Error, zlib.error, ValueError, LookupError, TypeError, AttributeError)
"""What reading a damaged file may raise."""


class IndexFacts:
    """The facts of an index, about some of its packages; see ``archviz.ask.facts.Facts``.

    ``graph`` opens the source, for what the index does not have and for what is damaged in it.
    """

    def __init__(self, store: Store, snapshot: Snapshot, packages: Iterable[str], graph: Callable[[], Graph]) -> None:
        units = snapshot.whole
        self._store = store
        self._snapshot = snapshot
        self._units = units
        self._declaring = {**snapshot.declared, **units}
        self._packages = tuple(sorted(set(packages)))
        self._among = frozenset(self._packages)
        self._paths = {unit: path for path, unit in units.items() if path in self._among}
        self._open_graph = graph
        self._graph: Graph | None = None
        self._loaded: dict[str, Unit | None] = {}
        self._users: dict[Symbol, tuple[Relation, ...]] = {}
        self._words: dict[str, Words] = {}
        self._reached: dict[str, frozenset[str]] = {}

    @property
    def graph(self) -> Graph:
        """The source's code, opened when it is first asked for."""
        if self._graph is None:
            self._graph = self._open_graph()
        return self._graph

    def close(self) -> None:
        """Lets go of the file; one that was found damaged is removed."""
        self._store.close()

    @property
    def packages(self) -> tuple[str, ...]:
        """The packages that are searched."""
        return self._packages

    def __contains__(self, package: str) -> bool:
        return package in self._among

    def all_packages(self) -> tuple[str, ...]:
        """Every import path of the source."""
        return self._snapshot.packages

    def package_name(self, package: str) -> str:
        """The name in a package's package clause."""
        unit = self._unit(package)
        return unit.name if unit is not None else ""

    def find(self, text: str) -> Symbol | None:
        """The declared symbol that a whole name names."""
        folder, slash, last = text.rpartition("/")
        parts = last.split(".")
        for names in (2, 1):
            path = folder + slash + ".".join(parts[:-names])
            if len(parts) > names and path in self._declaring:
                symbol = Symbol(path, *parts[-names:])
                if self.declared(symbol) is not None:
                    return symbol
        return self.graph.find(text) if self._snapshot.open_ended and slash else None

    def declared(self, symbol: Symbol) -> Declared | None:
        """What a symbol is and where it stands."""
        unit = self._unit(symbol.package)
        return unit.declared(symbol) if unit is not None else None

    def member(self, owner: Symbol, name: str) -> Symbol | None:
        """The field or method that a selection means."""
        declared, member = self.declared(owner), owner.of(name)
        if owner.member or declared is None or declared.kind not in _TYPES:
            return None
        table = self._table(owner)
        if declared.kind is not DeclarationKind.ALIAS and self.declared(member) is not None:
            return member
        if table is None or (table.promotes and not exported(name)):
            return self.graph.member(owner, name)
        method = next((one for one in table.methods if one.symbol.leaf == name), None)
        if method is not None and method.type:
            return method.symbol
        return self.graph.member(owner, name) if table.promotes or method is not None else None

    def symbols(self, package: str) -> tuple[Symbol, ...]:
        """What a package declares."""
        unit = self._unit(package)
        return unit.symbols() if unit is not None else ()

    def having(self, name: str) -> tuple[str, ...]:
        """The packages searched in which an identifier may stand."""
        return tuple(self._naming(name, self._packages))

    def relations(self, symbol: Symbol) -> tuple[Relation, ...]:
        """What starts in a declaration."""
        unit = self._full(symbol.package)
        return unit.starting(symbol) if unit is not None else self.graph.relations(symbol)

    def uses(self, symbol: Symbol) -> tuple[Use, ...]:
        """What a declaration uses."""
        unit = self._full(symbol.package)
        return unit.used_by(symbol) if unit is not None else self.graph.uses(symbol)

    def variables(self, symbol: Symbol) -> tuple[tuple[Symbol, Position], ...]:
        """The package-level variables that a declaration names."""
        unit = self._full(symbol.package)
        return unit.variables(symbol) if unit is not None else self.graph.variables(symbol)

    def users(self, symbol: Symbol) -> tuple[Relation, ...]:
        """The relations that have a symbol as target, field or receiver."""
        if symbol not in self._users:
            found = [relation for unit in self._posted("of", str(symbol)) for relation in unit.users(symbol)]
            self._users[symbol] = tuple(found)
        return self._users[symbol]

    def used(self, symbol: Symbol) -> tuple[Use, ...]:
        """The uses of a symbol."""
        return tuple(use for unit in self._posted("of", str(symbol)) for use in unit.used(symbol))

    def order(self, function: Symbol, first: Position, second: Position) -> Order:
        """Which of two places comes first."""
        return self.graph.order(function, first, second)

    def implements(self, concrete: Symbol, interface: Symbol) -> Certain | None:
        """The proof that a type implements an interface."""
        table, wanted = self._table(concrete), self._table(interface)
        if table is None or wanted is None:
            may = self._may_be_type(concrete) and self._may_be_type(interface)
            return self.graph.implements(concrete, interface) if may else None
        if table.interface or not wanted.interface:
            return None
        found = verdict(table, wanted)
        return (
            self.graph.implements(concrete, interface)
            if found is Comparison.OPEN
            else self._proof(table, wanted, found)
        )

    def implementers(self, interface: Symbol) -> Implementers | None:
        """The types that implement an interface."""
        wanted = self._table(interface)
        if wanted is None:
            return self.graph.implementers(interface, self._packages) if self._may_be_type(interface) else None
        if not wanted.interface or not (wanted.names or not wanted.plain):
            return None
        if not wanted.plain:
            found = self.graph.implementers(interface, ())
            if found is None or found.undecided:  # an interface of which it is not known what it has
                return found
        relations: list[Certain] = []
        undecided: list[Undecided] = []
        for unit in self._having_methods(wanted.names):
            tables = [(one, verdict(one, wanted)) for one in unit.with_methods(frozenset(wanted.names))]
            if any(answer is Comparison.OPEN for _, answer in tables):
                more = self.graph.implementers(interface, (unit.package,))
                relations += more.relations if more is not None else ()
                undecided += more.undecided if more is not None else ()
                continue
            proofs = (self._proof(one, wanted, answer) for one, answer in tables)
            relations += (proof for proof in proofs if proof is not None)
        return Implementers(tuple(relations), tuple(undecided))

    def _having_methods(self, names: tuple[str, ...]) -> list[Unit]:
        """The packages searched with a type that may have methods of all these names, by import path."""
        rarest = min(([*self._posted("method", name)] for name in names), key=len)
        units = {unit.package: unit for unit in (*rarest, *self._posted("method", "*"), *self._posted("method", "?"))}
        return [unit for _, unit in sorted(units.items())]

    def _proof(self, table: MethodTable, interface: MethodTable, answer: Comparison) -> Certain | None:
        declared = self.declared(table.symbol)
        if answer is Comparison.NO or declared is None:
            return None
        pointer = answer is Comparison.BY_POINTER
        relation = Relation(RelationKind.IMPLEMENTS, table.symbol, interface.symbol, declared.position, pointer=pointer)
        return certain(relation)

    def _table(self, symbol: Symbol) -> MethodTable | None:
        """The methods of a type, where the index has them."""
        unit = self._unit(symbol.package) if not symbol.member else None
        return unit.table(symbol) if unit is not None else None

    def _may_be_type(self, symbol: Symbol) -> bool:
        """Whether a symbol is a type, or something of a package that the index does not have."""
        if symbol.member or symbol.package in self._declaring:
            declared = self.declared(symbol)
            return declared is not None and declared.kind in _TYPES
        return True

    def implemented(self, concrete: Symbol) -> tuple[Certain, ...]:
        """The interfaces that a type implements."""
        return self.graph.implemented(concrete, self._packages)

    def interface_methods(self, name: str) -> tuple[Symbol, ...]:
        """The methods of interfaces with a name that are called."""
        return tuple(sorted({one for unit in self._posted("call", name) for one in unit.interface_methods(name)}))

    def unresolved(self, name: str) -> tuple[Unresolved, ...]:
        """The calls that could not be resolved and may be of something with a name."""
        found = {one: None for unit in self._posted("open", name) for one in unit.unresolved if one.name == name}
        return tuple(sorted(found, key=lambda one: one.position))

    def unresolved_in(self, symbol: Symbol) -> tuple[Unresolved, ...]:
        """The calls in a declaration that could not be resolved."""
        unit = self._full(symbol.package)
        if unit is None:
            return self.graph.unresolved(symbol)
        return tuple(one for one in unit.unresolved if one.source == symbol)

    def gaps(self, symbol: Symbol) -> tuple[Gap, ...]:
        """Why relations to a symbol may be missing."""
        units = {unit.package: unit for name in ("", symbol.leaf) for unit in self._posted("gap", name)}
        found = [gap for unit in units.values() for gap in unit.gaps]
        if symbol.member and exported(symbol.member) and symbol.package not in self._among:
            found += self.graph.outside_gaps(symbol.owner)
        return concerning(found, symbol, lambda: self._method_type(symbol))

    def _method_type(self, method: Symbol) -> str:
        """The signature of a method, promoted or not, as ``TypeMethod.type`` has it."""
        table = self._table(method.owner)
        found = (one.type for one in table.methods if one.symbol.leaf == method.leaf) if table is not None else iter(())
        return next(found, "") or self.graph.method_type(method)

    def elsewhere(self, symbol: Symbol, *, unimported: bool = False) -> tuple[str, ...]:
        """The packages that may name a symbol and are not searched."""
        if not exported(symbol.leaf):
            return () if symbol.package in self._among else (symbol.package,)
        others = [path for path in self.all_packages() if path not in self._among]
        if not others:
            return ()
        having = tuple(self._naming(symbol.leaf, others))
        if not symbol.member:
            importing = self._importers.get(symbol.package, set())
            return tuple(path for path in having if path in importing)
        if not unimported:
            knowing = self._reaching(symbol.package)
            return tuple(path for path in having if path in knowing)
        types = types_in(self._method_type(symbol)).intersection(self.all_packages()) if having else ()
        homes = [self._reaching(one) for one in types]
        missing = (one for one in self._importers if one not in self._declaring and one not in NO_SOURCE)
        unknown = frozenset().union(*map(self._reaching, missing))
        generic = number(GENERIC)
        return tuple(
            path
            for path in having
            if path in unknown or all(path in home for home in homes) or self._words[path].may_have(generic)
        )

    def _reaching(self, package: str) -> frozenset[str]:
        """A package, and all that import it, themselves or through what they import."""
        if package not in self._reached:
            found = {package}
            waiting = [package]
            while waiting:
                fresh = self._importers.get(waiting.pop(), set()) - found
                found |= fresh
                waiting += fresh
            self._reached[package] = frozenset(found)
        return self._reached[package]

    def _naming(self, name: str, paths: Iterable[str]) -> Iterator[str]:
        """Those of some packages in whose files an identifier may stand."""
        if not self._words:
            self._read_words()
        wanted = number(name.encode("utf-8", "surrogatepass"))
        return (path for path in paths if self._words[path].may_have(wanted))

    def _read_words(self) -> None:
        """The identifiers of each package; where that is damaged, a package may have any."""
        numbers = {unit: path for path, unit in self._declaring.items()}
        self._words = defaultdict(lambda: Words(b""))
        try:
            for unit, words in self._store.words():
                if unit in numbers:
                    self._words[numbers[unit]] = Words(words)
        except DAMAGED:
            self._store.spoilt = True

    @cached_property
    def _importers(self) -> dict[str, set[str]]:
        """For each import path the packages of the source that import it."""
        found: dict[str, set[str]] = defaultdict(set)
        for path, imported in self._snapshot.imports().items():
            for one in imported:
                found[one].add(path)
        return found

    def _posted(self, kind: str, text: str) -> Iterator[Unit]:
        """The packages searched that are listed under a text, by import path; all of them where the list is damaged."""
        try:
            paths = sorted(path for unit in self._store.posted(post(kind, text)) if (path := self._paths.get(unit)))
        except DAMAGED:
            self._store.spoilt = True
            paths = list(self._packages)
        return (unit for path in paths if (unit := self._full(path)) is not None)

    def _full(self, package: str) -> Unit | None:
        return self._unit(package) if package in self._units else None

    def _unit(self, package: str) -> Unit | None:
        """The contents of a package; None where there is no such package."""
        if package not in self._loaded:
            unit = self._declaring.get(package)
            self._loaded[package] = None if unit is None else self._read(package, unit)
        return self._loaded[package]

    def _read(self, package: str, unit: int) -> Unit:
        try:
            return Unit(self._store.facts(unit))
        except DAMAGED:
            self._store.spoilt = True
            from archviz.ask.index.making import packed  # which needs much that an index makes needless

            return Unit(packed(self.graph, package, whole=package in self._units).facts)
