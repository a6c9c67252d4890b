"""Facts from the index: what was worked out before, without a look at the code."""

from __future__ import annotations

import zlib
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from archviz.ask.facts import NO_SOURCE, concerning, types_in
from archviz.ask.index.implementing import Comparison, method_rows, verdict
from archviz.ask.index.naming import GENERIC, Naming
from archviz.ask.index.store import DAMAGED
from archviz.ask.index.types_by_method import TypesByMethod
from archviz.ask.index.units import Unit, post
from archviz.model.graph import DeclarationKind, Implementers
from archviz.model.relations import Relation, RelationKind, certain
from archviz.model.symbols import Symbol, exported

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from archviz.ask.index.store import Snapshot, Store
    from archviz.ask.index.units import PackedUnit
    from archviz.ask.source_facts import SourceFacts
    from archviz.golang.graph import Graph
    from archviz.model.graph import Declared, Gap, MethodTable, Order, Undecided, Unresolved
    from archviz.model.relations import Certain, Position, Use

_TYPES = (DeclarationKind.STRUCT, DeclarationKind.INTERFACE, DeclarationKind.TYPE, DeclarationKind.ALIAS)


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
        self._types = TypesByMethod(store, self._paths)
        self._naming = Naming(store, self._declaring)
        self._reached: dict[str, frozenset[str]] = {}

    @property
    def graph(self) -> Graph:
        """The source's code, opened when it is first asked for."""
        if self._graph is None:
            self._graph = self._open_graph()
        return self._graph

    @cached_property
    def _code(self) -> SourceFacts:
        """The facts as the code gives them, for where the file is damaged."""
        self._store.spoilt = True
        from archviz.ask.source_facts import SourceFacts

        return SourceFacts(self.graph, self._packages)

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
        return tuple(self._naming.of(name, self._packages))

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
        found = self._users.get(symbol)
        if found is None:
            try:
                places = self._posted("of", str(symbol))
                found = tuple(relation for unit, rows in places if rows for relation in unit.users(rows))
            except DAMAGED:
                found = self._code.users(symbol)
            self._users[symbol] = found
        return found

    def used(self, symbol: Symbol) -> tuple[Use, ...]:
        """The uses of a symbol."""
        try:
            return tuple(use for unit in self._using(symbol) for use in unit.used(symbol))
        except DAMAGED:
            return self._code.used(symbol)

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
        found = verdict(method_rows(table), method_rows(wanted), plain=wanted.plain)
        if found is Comparison.OPEN:
            return self.graph.implements(concrete, interface)
        return self._proof(concrete, interface, found)

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
        if not wanted.names:
            return self.graph.implementers(interface, self._packages)
        relations: list[Certain] = []
        undecided: list[Undecided] = []
        try:
            compared = self._types.compared(wanted)
        except DAMAGED:
            return self._code.implementers(interface)
        for package, answers in compared:
            unit = self._full(package)
            if unit is None or Comparison.OPEN in answers.values():
                more = self.graph.implementers(interface, (package,))
                relations += more.relations if more is not None else ()
                undecided += more.undecided if more is not None else ()
                continue
            proofs = (self._proof(unit.symbol(one), interface, answer) for one, answer in sorted(answers.items()))
            relations += (proof for proof in proofs if proof is not None)
        return Implementers(tuple(relations), tuple(undecided))

    def _proof(self, concrete: Symbol, interface: Symbol, answer: Comparison) -> Certain | None:
        declared = self.declared(concrete)
        if answer is Comparison.NO or declared is None:
            return None
        pointer = answer is Comparison.BY_POINTER
        return certain(Relation(RelationKind.IMPLEMENTS, concrete, interface, declared.position, pointer=pointer))

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
        try:
            rows = self._posted("call", name)
            return tuple(sorted({unit.symbol(one) for unit, numbers in rows for one in unit.numbers_of(numbers)}))
        except DAMAGED:
            return self._code.interface_methods(name)

    def backward(self) -> IndexFacts:
        """These facts: what leads to a symbol is found as fast as what it leads to."""
        return self

    def count_users(self, symbol: Symbol) -> int:
        """About how many relations have a symbol as target, field or receiver."""
        try:
            return sum(len(places) for _, places in self._store.posted(post("of", str(symbol)))) // 2
        except DAMAGED:
            return 0

    def namers(self, variable: Symbol) -> frozenset[Symbol]:
        """The functions and variables whose code names a package-level variable, and perhaps more."""
        try:
            return frozenset(one for unit in self._using(variable) for one in unit.namers(variable))
        except DAMAGED:
            code = self._code
            return frozenset([one.source for one in code.users(variable)] + [one.source for one in code.used(variable)])

    def interface_methods_of(self, method: Symbol) -> frozenset[Symbol]:
        """The methods of interfaces by which a method may be called, and perhaps more."""
        try:
            return frozenset(self._interface_methods_of(method))
        except DAMAGED:
            packages = self.all_packages()
            return frozenset(
                one for path in packages for one in self._code.symbols(path) if one.member == method.member
            )

    def _interface_methods_of(self, method: Symbol) -> Iterator[Symbol]:
        types = ((one.package, self._full(one.package), one) for one in self._with(method.owner))
        having = [(path, unit.number(one)) for path, unit, one in types if unit is not None]
        for where, rows in self._store.posted(post("interface", method.member)):
            unit = self._unit(self._all_paths.get(where, ""))
            for one in map(unit.symbol, unit.numbers_of(rows)) if unit is not None else ():
                table = self._table(one.owner)
                if table is None or self._types.may_implement(having, table):
                    yield one

    def _with(self, inner: Symbol) -> list[Symbol]:
        """A type, and those that may have its methods: that embed it, or are defined as one that does, and so on."""
        found = [inner]
        for one in found:  # which grows
            for relation in self.users(one):
                embeds = relation.kind is RelationKind.EMBEDS or relation.kind is RelationKind.HOLDS
                if embeds and not relation.source.member and relation.source not in found:
                    found.append(relation.source)
        return found

    @cached_property
    def _all_paths(self) -> dict[int, str]:
        """The packages of all units of the source."""
        return {unit: path for path, unit in self._declaring.items()}

    def unresolved(self, name: str) -> tuple[Unresolved, ...]:
        """The calls that could not be resolved and may be of something with a name."""
        try:
            found = {one: None for unit, _ in self._posted("open", name) for one in unit.unresolved if one.name == name}
        except DAMAGED:
            return self._code.unresolved(name)
        return tuple(sorted(found, key=lambda one: one.position))

    def unresolved_in(self, symbol: Symbol) -> tuple[Unresolved, ...]:
        """The calls in a declaration that could not be resolved."""
        unit = self._full(symbol.package)
        if unit is None:
            return self.graph.unresolved(symbol)
        return tuple(one for one in unit.unresolved if one.source == symbol)

    def gaps(self, symbol: Symbol) -> tuple[Gap, ...]:
        """Why relations to a symbol may be missing."""
        try:
            units = {unit.package: unit for name in ("", symbol.leaf) for unit, _ in self._posted("gap", name)}
            found = [gap for unit in units.values() for gap in unit.gaps]
        except DAMAGED:
            return self._code.gaps(symbol)
        if symbol.member and exported(symbol.member) and symbol.package not in self._among:
            found += self.graph.outside_gaps(symbol.owner)
        return concerning(found, symbol, lambda: self._method_type(symbol))

    def _method_type(self, method: Symbol) -> str:
        """The signature of a method, promoted or not, as ``TypeMethod.type`` has it."""
        try:
            table = self._table(method.owner)
            methods = table.methods if table is not None else ()
        except DAMAGED:
            methods = ()
        found = (one.type for one in methods if one.symbol.leaf == method.leaf)
        return next(found, "") or self.graph.method_type(method)

    def elsewhere(self, symbol: Symbol, *, unimported: bool = False) -> tuple[str, ...]:
        """The packages that may name a symbol and are not searched."""
        if not exported(symbol.leaf):
            return () if symbol.package in self._among else (symbol.package,)
        others = [path for path in self.all_packages() if path not in self._among]
        if not others:
            return ()
        having = tuple(self._naming.of(symbol.leaf, others))
        if not symbol.member:
            importing = self._importers.get(symbol.package, set())
            return tuple(path for path in having if path in importing)
        if not unimported:
            knowing = self._reaching(symbol.package)
            return tuple(path for path in having if path in knowing)
        types = types_in(self._method_type(symbol)).intersection(self.all_packages()) if having else ()
        homes = [self._reaching(one) for one in types]
        missing = (one for one in self._importers if one not in self._declaring and one not in NO_SOURCE)
        unknown = frozenset(self._naming.of(GENERIC, having)).union(*map(self._reaching, missing))
        return tuple(path for path in having if path in unknown or all(path in home for home in homes))

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

    @cached_property
    def _importers(self) -> dict[str, set[str]]:
        """For each import path the packages of the source that import it."""
        found: dict[str, set[str]] = defaultdict(set)
        for path, imported in self._snapshot.imports().items():
            for one in imported:
                found[one].add(path)
        return found

    def _posted(self, kind: str, text: str) -> Iterator[tuple[Unit, bytes]]:
        """The packages searched that are listed under a text, by import path, each with the places there."""
        found = [
            (path, places)
            for unit, places in self._store.posted(post(kind, text))
            if (path := self._paths.get(unit)) is not None
        ]
        if len(found) > 1:
            found.sort()
        return ((unit, places) for path, places in found if (unit := self._full(path)) is not None)

    def _using(self, symbol: Symbol) -> list[Unit]:
        """The packages searched that may use a symbol in any way, by import path."""
        units = {unit.package: unit for unit, _ in self._posted("of", str(symbol))}
        own = self._full(symbol.package) if symbol.package in self._among else None
        return [unit for _, unit in sorted((units | ({} if own is None else {own.package: own})).items())]

    def _full(self, package: str) -> Unit | None:
        return self._unit(package) if package in self._units else None

    def _unit(self, package: str) -> Unit | None:
        """The contents of a package; None where there is no such package."""
        if package not in self._loaded:
            unit = self._declaring.get(package)
            self._loaded[package] = None if unit is None else self._read(package, unit)
        return self._loaded[package]

    def _read(self, package: str, unit: int) -> Unit:
        def rest() -> bytes:
            try:
                return zlib.decompress(self._store.rest(unit))
            except DAMAGED:
                return zlib.decompress(self._worked_out(package).rest)

        try:
            return Unit(self._store.facts(unit), rest)
        except DAMAGED:
            return Unit(self._worked_out(package).facts, rest)

    def _worked_out(self, package: str) -> PackedUnit:
        """A package's contents from the code, as the index should have them: the file is damaged."""
        self._store.spoilt = True
        from archviz.ask.index.making import packed  # which needs much that an index makes needless

        return packed(self.graph, package, whole=package in self._units)
