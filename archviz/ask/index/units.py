"""The contents of one package as bytes, and read from them: each record is made when it is asked for."""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_left
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from archviz.ask.index.blocks import ColumnBlock
from archviz.ask.index.columns import BlockWriter, ColumnWriter, Records, Table, Tables
from archviz.ask.index.implementing import digest, method_rows, pack_row
from archviz.ask.index.naming import pack_words
from archviz.ask.index.relations import Relations, write_relations
from archviz.model.graph import DeclarationKind, Declared, Diagnostic, Gap, MethodTable, Unresolved
from archviz.model.relations import CallKind, FunctionLiteral, Position, Relation, RelationKind, Stored, Use
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from archviz.model.graph import PackageContents

_LEVEL = 6
_DECLARED = ("kind", "position")
_VARIABLES = "variables"
_KINDS = (None, *DeclarationKind)


class PackedUnit(NamedTuple):
    """A package's contents as they are stored.

    ``facts`` is a block of what it declares and of the relations that start in it, ``rest`` a compressed block of all
    else. ``words`` are the sorted numbers of the identifiers in its files. ``posted`` has the numbers of what it may be
    found by (``post``), each with the places of that in it.
    """

    facts: bytes
    rest: bytes
    words: bytes
    posted: tuple[tuple[int, bytes], ...]


def post(kind: str, text: str) -> int:
    """The number under which the packages are listed that have something to do with a symbol or a name.

    Kinds are ``of`` a symbol that relations use, or another package in any way, ``method`` by the name of a method that
    a type may have, ``interface`` by the name of an interface's method, ``call`` by that of one that is called,
    ``open`` by the name of what an unresolved call calls, and ``gap`` by a name that may be used where no relation
    shows it, or "".
    """
    return digest(f"{kind}\n{text}", signed=True)


def pack(contents: PackageContents, words: Iterable[bytes]) -> PackedUnit:
    """A package's contents, and the identifiers that stand in its files, as bytes."""
    declared = [one.symbol for one in contents.declared]
    writer = ColumnWriter(contents.package, (*declared, *contents.unread))
    often, rarely = BlockWriter(writer), BlockWriter(writer)
    often.records(Declared, contents.declared, _DECLARED)
    write_relations(contents.relations, often, rarely)
    rows = [(writer.symbol(by), writer.symbol(one), *writer.position(at)) for by, one, at in contents.variables]
    often.numbers(_VARIABLES, len(rows), [list(column) for column in zip(*rows, strict=True)] or [[]] * 5)
    rarely.records(Use, contents.uses)
    rarely.records(MethodTable, contents.methods)
    rarely.records(Unresolved, contents.unresolved)
    rarely.records(Gap, contents.gaps)
    rarely.records(Diagnostic, contents.diagnostics)
    rarely.records(Stored, writer.all_stored)
    often.records(FunctionLiteral, writer.literals)
    posted = tuple(sorted(_posted(contents, writer).items()))
    rest = zlib.compress(rarely.pack(), _LEVEL)
    facts = often.pack_with_names(name=contents.name, unread=len(contents.unread))
    return PackedUnit(facts, rest, pack_words(words), posted)


def _posted(contents: PackageContents, writer: ColumnWriter) -> dict[int, bytes]:
    """The numbers that a package is listed under: of a symbol with its users, of a name with its methods."""
    used = {use.target for use in contents.uses}.union(variable for _, variable, _ in contents.variables)
    places: dict[Symbol | None, list[int]] = {one: [] for one in used if one.package != contents.package}
    for row in sorted(range(len(contents.relations)), key=lambda row: _by_source(contents.relations[row])):
        relation = contents.relations[row]
        for end in {relation.target, relation.field, relation.receiver} - {None}:
            places.setdefault(end, []).append(row)
    code = _row_code(len(contents.relations))
    found = {post("of", str(symbol)): array(code, rows).tobytes() for symbol, rows in places.items()}
    methods: defaultdict[str, bytearray] = defaultdict(bytearray)
    for table in contents.methods:
        for name, method in () if table.interface else method_rows(table).items():
            methods[name] += pack_row(writer.symbol(table.symbol), method)
    found |= {post("method", name): bytes(rows) for name, rows in methods.items()}
    called: defaultdict[str, set[int]] = defaultdict(set)
    for relation in contents.relations:
        if relation.call is CallKind.INTERFACE and relation.target is not None:
            called[relation.target.member].add(writer.symbol(relation.target))
    found |= {post("call", name): array("I", sorted(numbers)).tobytes() for name, numbers in called.items()}
    interfaces = {one.symbol for one in contents.declared if one.kind is DeclarationKind.INTERFACE}
    declared: defaultdict[str, list[int]] = defaultdict(list)
    for one in contents.declared:
        if one.kind is DeclarationKind.METHOD and one.symbol.owner in interfaces:
            declared[one.symbol.member].append(writer.symbol(one.symbol))
    found |= {post("interface", name): array("I", numbers).tobytes() for name, numbers in declared.items()}
    found |= {post("open", call.name): b"" for call in contents.unresolved}
    for gap in contents.gaps:
        names = gap.names | (gap.selected or frozenset()) if gap.names is not None else ("",)
        found |= {post("gap", name): b"" for name in names}
    return found


def _row_code(count: int) -> Literal["H", "I"]:
    return "H" if count <= 1 << 16 else "I"


def _by_source(one: Relation | Use) -> tuple[str, str, str, int, int]:
    """The order of records of one package: by the symbol that they start in, then by their places."""
    source, at = one.source, one.position
    return source.name, source.member, at.file, at.line, at.col


class Unit:
    """A package's contents, read from what ``pack`` made. Raises ValueError, KeyError or the like for other bytes.

    ``rest`` gives the other block, not compressed any more, when it is asked for.
    """

    def __init__(self, facts: bytes, rest: Callable[[], bytes]) -> None:
        self._block = ColumnBlock(facts)
        self._read_rest = rest
        self.package: str = self._block.texts["package"]
        self.name: str = self._block.texts["name"]
        self._tables = Tables(self._block, self._open_rest)
        self._declared = Table(self._block, Declared.__name__)

    @cached_property
    def _rest(self) -> ColumnBlock:
        return ColumnBlock(self._read_rest())

    def _open_rest(self) -> ColumnBlock:
        return self._rest

    @cached_property
    def relations(self) -> Relations:
        """The relations that start in the package, in source order."""
        return Relations(self._tables, self._block, self._open_rest)

    @cached_property
    def uses(self) -> Records[Use]:
        """What the package uses, in source order."""
        return Records(Use, self._tables, self._rest)

    @cached_property
    def methods(self) -> Records[MethodTable]:
        """The methods of its types, sorted by type."""
        return Records(MethodTable, self._tables, self._rest)

    @cached_property
    def unresolved(self) -> Records[Unresolved]:
        """The calls that could not be resolved, in source order."""
        return Records(Unresolved, self._tables, self._rest)

    @cached_property
    def gaps(self) -> Records[Gap]:
        """Why relations may be missing."""
        return Records(Gap, self._tables, self._rest)

    def number(self, symbol: Symbol) -> int:
        """The number of a symbol in the unit; 0 where it does not occur there."""
        names = self._tables.names
        if symbol.package == self.package:
            at = bisect_left(names, symbol.short, 1, self._declared.count + 1)
            if at <= self._declared.count and names[at] == symbol.short:
                return at
        return self._others.get(symbol, 0)

    @cached_property
    def _others(self) -> dict[Symbol, int]:
        """The numbers of what is named in the unit and not declared there."""
        first, tables = self._declared.count + 1, self._tables
        return {tables.symbol(at): at for at in range(first, len(tables.names))}

    def symbol(self, number: int) -> Symbol:
        """The symbol of a number. Raises IndexError."""
        return self._tables.symbol(number)

    @cached_property
    def _places(self) -> tuple[Sequence[int], ...]:
        return tuple(self._declared.numbers(column) for column in range(4))

    def declared(self, symbol: Symbol) -> Declared | None:
        """What a symbol of the package is."""
        at = self.number(symbol)
        if not 0 < at <= self._declared.count:
            return None
        kind, *place = (column[at - 1] for column in self._places)
        return Declared(symbol, _KINDS[kind], Position(self._tables.files[place[0]], *place[1:]))

    @cached_property
    def _tables_at(self) -> dict[int, int]:
        return {symbol: at for at, symbol in enumerate(self.methods.columns["symbol"])}

    def table(self, symbol: Symbol) -> MethodTable | None:
        """The methods of a type of the package."""
        at = self._tables_at.get(self.number(symbol))
        return self.methods[at] if at is not None else None

    def symbols(self) -> tuple[Symbol, ...]:
        """Every package-level name, method and field, sorted."""
        count = self._declared.count
        init = Symbol(self.package, "init")
        found = {self._tables.symbol(at) for at in range(1, count + self._block.texts["unread"] + 1)} - {init}
        return tuple(sorted(found))

    @cached_property
    def _sources(self) -> dict[int, list[int]]:
        """The relations that start in each symbol; those of a type's fields under the type, too."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        holds = _NUMBERS[RelationKind.HOLDS]
        kinds = self.relations.kinds
        for at, source in enumerate(self.relations.source):
            found[source].append(at)
            if kinds[at] == holds:
                owner = self.number(self._tables.symbol(source).owner)
                if owner not in (0, source):
                    found[owner].append(at)
        return found

    def starting(self, symbol: Symbol) -> tuple[Relation, ...]:
        """The relations that start in a symbol of the package, in source order."""
        found = self._sources.get(self.number(symbol), ())
        return tuple(self.relations[at] for at in found)

    @cached_property
    def _uses_of(self) -> dict[int, list[int]]:
        return _by(self.uses.columns["source"])

    def used_by(self, symbol: Symbol) -> tuple[Use, ...]:
        """What a symbol of the package uses, in source order."""
        return tuple(self.uses[at] for at in self._uses_of.get(self.number(symbol), ()))

    @cached_property
    def _variables(self) -> tuple[Sequence[int], ...]:
        table = Table(self._block, _VARIABLES)
        return tuple(table.numbers(column) for column in range(5))

    @cached_property
    def _variables_of(self) -> dict[int, list[int]]:
        return _by(self._variables[0])

    def variables(self, symbol: Symbol) -> tuple[tuple[Symbol, Position], ...]:
        """The package-level variables that a symbol's code names, in source order."""
        _, variable, file, line, col = self._variables
        tables = self._tables
        return tuple(
            (tables.symbol(variable[at]), Position(tables.files[file[at]], line[at], col[at]))
            for at in self._variables_of.get(self.number(symbol), ())
        )

    def namers(self, variable: Symbol) -> Iterator[Symbol]:
        """The symbols whose code names a package-level variable."""
        found = self.number(variable)
        sources, variables = self._variables[:2]
        return (self._tables.symbol(source) for source, one in zip(sources, variables, strict=True) if one == found)

    @cached_property
    def _used(self) -> dict[int, list[int]]:
        return _by(self.uses.columns["target"])

    def users(self, rows: bytes) -> list[Relation]:
        """The relations of which the unit is listed with the numbers, as for a symbol that they are users of."""
        relations = self.relations
        return [relations[at] for at in memoryview(rows).cast(_row_code(len(relations)))]

    def numbers_of(self, rows: bytes) -> Sequence[int]:
        """The numbers of symbols with which the unit is listed under the name of methods of interfaces."""
        return memoryview(rows).cast("I")

    def used(self, symbol: Symbol) -> list[Use]:
        """The uses of a symbol, sorted as ``Facts.used``."""
        found = self.number(symbol)
        return sorted((self.uses[at] for at in self._used.get(found, ())), key=_by_source) if found else []


_NUMBERS = {kind: number for number, kind in enumerate(RelationKind, 1)}


def _by(column: Sequence[int]) -> dict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for at, value in enumerate(column):
        found[value].append(at)
    return found
