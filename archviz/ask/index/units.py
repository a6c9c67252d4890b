"""The contents of one package as bytes, and read from them: each record is made when it is asked for."""

from __future__ import annotations

import hashlib
import json
import zlib
from array import array
from bisect import bisect_left
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from archviz.ask.index.columns import ColumnWriter, Records, Tables, columns
from archviz.model.graph import Declared, Diagnostic, Gap, MethodTable, Unresolved
from archviz.model.relations import CallKind, Position, Relation, RelationKind, Use
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.model.graph import PackageContents

_LEVEL = 6
GENERIC = b"[T]"
"""What stands among the words of a package that may declare something with type parameters."""


class PackedUnit(NamedTuple):
    """A package's contents as they are stored.

    ``facts`` is compressed JSON, ``words`` are the sorted numbers of the identifiers in its files, ``posted`` those of
    what it may be found by (``post``).
    """

    facts: bytes
    words: bytes
    posted: tuple[int, ...]


def post(kind: str, text: str) -> int:
    """The number under which the packages are listed that have something to do with a symbol or a name.

    Kinds are ``of`` a symbol that is used, ``method`` by the name of a method that a type may have, ``call`` by the
    name of an interface's method that is called, ``open`` by the name of what an unresolved call calls, and ``gap`` by
    a name that may be used where no relation shows it, or "".
    """
    digest = hashlib.blake2b(f"{kind}\n{text}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def number(word: bytes) -> int:
    """The number of an identifier; two have the same one about once in four thousand million."""
    return zlib.crc32(word)


def pack(contents: PackageContents, words: Iterable[bytes]) -> PackedUnit:
    """A package's contents, and the identifiers that stand in its files, as bytes."""
    writer = ColumnWriter()
    written: dict[str, Any] = {
        "package": contents.package,
        "name": contents.name,
        "declared": columns(writer, Declared, contents.declared),
        "unread": [writer.symbol(one) for one in contents.unread],
        "relations": columns(writer, Relation, contents.relations),
        "uses": columns(writer, Use, contents.uses),
        "variables": [
            [writer.symbol(source), writer.symbol(variable), *writer.position(at)]
            for source, variable, at in contents.variables
        ],
        "methods": columns(writer, MethodTable, contents.methods),
        "unresolved": columns(writer, Unresolved, contents.unresolved),
        "gaps": columns(writer, Gap, contents.gaps),
        "diagnostics": columns(writer, Diagnostic, contents.diagnostics),
    }
    written |= writer.tables()
    facts = zlib.compress(json.dumps(written, separators=(",", ":")).encode(), _LEVEL)
    numbers = array("I", sorted({number(word) for word in words}))
    return PackedUnit(facts, numbers.tobytes(), tuple(sorted(set(_posted(contents)))))


def _posted(contents: PackageContents) -> Iterator[int]:
    symbols: set[Symbol] = {use.target for use in contents.uses}
    for relation in contents.relations:
        symbols.update(one for one in (relation.target, relation.field, relation.receiver) if one is not None)
        if relation.call is CallKind.INTERFACE and relation.target is not None:
            yield post("call", relation.target.member)
    for symbol in symbols:
        yield post("of", str(symbol))
    for table in contents.methods:
        for name in () if table.interface else table.names:
            yield post("method", name)
    for call in contents.unresolved:
        yield post("open", call.name)
    for gap in contents.gaps:
        for name in gap.names | (gap.selected or frozenset()) if gap.names is not None else ("",):
            yield post("gap", name)


class Unit:
    """A package's contents, read from what ``pack`` made. Raises ValueError, KeyError or the like for other bytes."""

    def __init__(self, facts: bytes) -> None:
        written = json.loads(zlib.decompress(facts))
        self.package: str = written["package"]
        self.name: str = written["name"]
        self._written = written
        self._tables = Tables(written)
        self.relations = Records(Relation, self._tables, written["relations"])
        self.uses = Records(Use, self._tables, written["uses"])
        self.methods = Records(MethodTable, self._tables, written["methods"])
        self.unresolved = Records(Unresolved, self._tables, written["unresolved"])
        self.gaps = Records(Gap, self._tables, written["gaps"])
        self.diagnostics = Records(Diagnostic, self._tables, written["diagnostics"])
        self._declared = Records(Declared, self._tables, written["declared"])

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {name: at for at, name in enumerate(self._tables.names)}

    def _number(self, symbol: Symbol) -> int | None:
        return self._numbers.get("\n".join((symbol.package, symbol.name, symbol.member)))

    @cached_property
    def _declared_at(self) -> dict[int, int]:
        return {symbol: at for at, symbol in enumerate(self._declared.columns["symbol"])}

    def declared(self, symbol: Symbol) -> Declared | None:
        """What a symbol of the package is."""
        at = self._declared_at.get(found) if (found := self._number(symbol)) is not None else None
        return self._declared[at] if at is not None else None

    @cached_property
    def _tables_at(self) -> dict[int, int]:
        return {symbol: at for at, symbol in enumerate(self.methods.columns["symbol"])}

    def table(self, symbol: Symbol) -> MethodTable | None:
        """The methods of a type of the package."""
        at = self._tables_at.get(found) if (found := self._number(symbol)) is not None else None
        return self.methods[at] if at is not None else None

    def with_methods(self, names: frozenset[str]) -> Iterator[MethodTable]:
        """The types of the package, but for interfaces, that may have methods of all these names, sorted."""
        columns = self.methods.columns
        for at, (interface, have) in enumerate(zip(columns["interface"], columns["names"], strict=True)):
            if not interface and (names.issubset(have) or "*" in have or "?" in have):
                yield self.methods[at]

    def symbols(self) -> tuple[Symbol, ...]:
        """Every package-level name, method and field, sorted."""
        numbers = {*self._declared.columns["symbol"], *self._written["unread"]}
        numbers.discard(self._number(Symbol(self.package, "init")))
        return tuple(sorted(map(self._tables.symbol, numbers)))

    @cached_property
    def _sources(self) -> dict[int, list[int]]:
        """The relations that start in each symbol; those of a type's fields under the type, too."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        kinds = self.relations.columns["kind"]
        for at, source in enumerate(self.relations.columns["source"]):
            found[source].append(at)
            if kinds[at] == RelationKind.HOLDS.value:
                owner = self._number(self._tables.symbol(source).owner)
                if owner is not None and owner != source:
                    found[owner].append(at)
        return found

    def starting(self, symbol: Symbol) -> tuple[Relation, ...]:
        """The relations that start in a symbol of the package, in source order."""
        found = self._number(symbol)
        return tuple(self.relations[at] for at in self._sources.get(found, ())) if found is not None else ()

    @cached_property
    def _uses_of(self) -> dict[int, list[int]]:
        return _by(self.uses.columns["source"])

    def used_by(self, symbol: Symbol) -> tuple[Use, ...]:
        """What a symbol of the package uses, in source order."""
        found = self._number(symbol)
        return tuple(self.uses[at] for at in self._uses_of.get(found, ())) if found is not None else ()

    def variables(self, symbol: Symbol) -> tuple[tuple[Symbol, Position], ...]:
        """The package-level variables that a symbol's code names, in source order."""
        found, tables = self._number(symbol), self._tables
        rows = self._written["variables"]
        return tuple(
            (tables.symbol(row[1]), Position(tables.files[row[2]], row[3], row[4])) for row in rows if row[0] == found
        )

    @cached_property
    def _targets(self) -> dict[int, list[int]]:
        """The relations that have a symbol as target, field or receiver, by its number."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        columns = self.relations.columns
        for at, ends in enumerate(zip(columns["target"], columns["field"], columns["receiver"], strict=True)):
            for end in {*ends}:
                if end is not None:
                    found[end].append(at)
        return found

    @cached_property
    def _used(self) -> dict[int, list[int]]:
        return _by(self.uses.columns["target"])

    def users(self, symbol: Symbol) -> list[Relation]:
        """The relations that have a symbol as target, field or receiver, sorted as ``Facts.users``."""
        found = self._number(symbol)
        rows = self._targets.get(found, ()) if found is not None else ()
        return _by_source([self.relations[at] for at in rows])

    def used(self, symbol: Symbol) -> list[Use]:
        """The uses of a symbol, sorted as ``Facts.used``."""
        found = self._number(symbol)
        rows = self._used.get(found, ()) if found is not None else ()
        return _by_source([self.uses[at] for at in rows])

    def interface_methods(self, name: str) -> set[Symbol]:
        """The methods of interfaces with a name that are called."""
        calls, targets = self.relations.columns["call"], self.relations.columns["target"]
        numbers = {to for call, to in zip(calls, targets, strict=True) if call == CallKind.INTERFACE.value}
        found = (self._tables.symbol(to) for to in numbers if to is not None)
        return {symbol for symbol in found if symbol.member == name}


def _by(column: list[int]) -> dict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for at, value in enumerate(column):
        found[value].append(at)
    return found


def _by_source(records: list[Any]) -> list[Any]:
    """Records by the symbol that they start in, then by their places."""
    return sorted(records, key=lambda one: (one.source, one.position)) if len(records) > 1 else records


class Words:
    """The identifiers in the files of a package, by their numbers; none for a package of which no file is read."""

    def __init__(self, packed: bytes) -> None:
        self._numbers = array("I", packed)

    def may_have(self, wanted: int) -> bool:
        """Whether an identifier of a number may stand there."""
        numbers = self._numbers
        at = bisect_left(numbers, wanted)
        return not numbers or (at < len(numbers) and numbers[at] == wanted)
