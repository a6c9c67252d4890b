"""Where a source calls a function or puts something into a map, and with which values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archviz.golang.facts.analysis import TOO_DEEP
from archviz.golang.facts.values import Values
from archviz.golang.syntax import ast
from archviz.golang.syntax.scan import Keyword
from archviz.golang.types.objects import TooManySteps
from archviz.model.graph import Undecided
from archviz.model.symbols import Symbol, exported
from archviz.model.values import CallSite, CallSites, MapEntries, MapEntry, SourceValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.golang.facts.values import FoundUse
    from archviz.golang.syntax.scan import Chunk
    from archviz.golang.types.package import File, Package, Packages
    from archviz.model.relations import Position

_FILLING = {("maps", "Copy"), ("maps", "Insert")}
"""The standard library's functions that put something into the map that is their first argument."""


class CallSearch:
    """Asks the declarations of a source in which a name stands; of each the code is worked out once."""

    def __init__(self, packages: Packages) -> None:
        self._packages = packages
        self._walked: dict[tuple[str, int], tuple[tuple[Symbol, Values, bool], ...] | None] = {}

    def calls(self, function: Symbol, within: tuple[str, ...] | None = None) -> CallSites:
        """The calls of a function or method, in some packages or the whole source.

        Undecided are the places where it may be called unseen: it is used as a value, or what is called by its name is
        not known.
        """
        sites: list[CallSite] = []
        undecided: list[Undecided] = []
        for file, source, values, whole in self._mentioning(function, within, undecided):
            for call in values.calls:
                if call.function != function:
                    continue
                at = file.position(call.at.start)
                if call.certain and whole:
                    arguments = tuple(map(values.settled, call.arguments))
                    sites.append(CallSite(source, at, file.position(call.end), arguments, call.variadic, call.spread))
                else:
                    undecided.append(Undecided(source, at, f"whether it calls {function.short} is not certain"))
            undecided += self._used(file, source, values, function)
            for at_name, reason in values.unresolved if function.member else ():
                if at_name.name == function.leaf:
                    undecided.append(Undecided(source, file.position(at_name.start), reason))
        return CallSites(tuple(sorted(sites, key=_place)), tuple(sorted(undecided, key=_place)))

    def entries(self, holder: Symbol, within: tuple[str, ...] | None = None) -> MapEntries:
        """The entries put into the map that a field or a package variable holds, in some packages or the whole source.

        Of a function, those that it puts into the map that it returns. Undecided are the places where more may be put
        into it unseen.
        """
        entries: list[MapEntry] = []
        undecided: list[Undecided] = []
        for file, source, values, whole in self._mentioning(holder, within, undecided, own=bool(self._own(holder))):
            for entry, container, certain in values.entries():
                if container != holder:
                    continue
                at = file.position(entry.at.start)
                if certain and whole:
                    entries.append(MapEntry(source, at, values.settled(entry.key), values.settled(entry.value)))
                else:
                    undecided.append(Undecided(source, at, f"whether it is put into {holder.short} is not certain"))
            undecided += self._used(file, source, values, holder)
        return MapEntries(tuple(sorted(entries, key=_place)), tuple(sorted(undecided, key=_place)))

    def results(self, function: Symbol, number: int) -> tuple[SourceValue, ...]:
        """What each return statement gives as the result of a 0-based number; empty where that cannot be told."""
        found: list[SourceValue] = []
        for _, values, _ in (one for place in self._own(function) for one in self._values(*place) or ()):
            for returned in values.returned:
                if number >= len(returned):
                    return ()  # a naked return
                found.append(values.settled(returned[number]))
        return tuple(found)

    def initial(self, variable: Symbol) -> SourceValue | None:
        """The value that a package-level variable is declared with, or None."""
        package = self._packages.load(variable.package)
        place = package.places.get(variable.name) if package is not None and not variable.member else None
        if place is None or place[1].keyword is not Keyword.VAR:
            return None
        for source, values, _ in self._values(*place) or ():
            if source == variable and values.initial is not None:
                return values.settled(values.initial)
        return None

    def _used(self, file: File, source: Symbol, values: Values, symbol: Symbol) -> Iterator[Undecided]:
        for use in values.used:
            if symbol in values.holders(use.holder) and self._may_fill(use):
                yield Undecided(source, file.position(use.at.start), use.reason)

    def _may_fill(self, use: FoundUse) -> bool:
        """Whether a use may lead to unseen calls or entries; a function that is given the map is read."""
        if use.function is None:
            return True
        package = self._packages.load(use.function.package)
        if package is None or package.standard:
            return (use.function.package, use.function.name) in _FILLING and use.argument == 0
        place = package.place(use.function)
        if place is None:
            return True  # an interface's method
        decl = place[0].declaration(place[1], body=True)
        fields = decl.type.params if isinstance(decl, ast.FuncDecl) else []
        names = [name.name for param in fields for name in param.names]
        if use.argument >= len(names):
            return True
        known = self._values(*place)
        return known is None or any(values.fills(names[use.argument]) for _, values, _ in known)

    def _mentioning(
        self, symbol: Symbol, within: tuple[str, ...] | None, undecided: list[Undecided], *, own: bool = False
    ) -> Iterator[tuple[File, Symbol, Values, bool]]:
        """The code in which a symbol may be named, and its file; what of it cannot be worked out is undecided."""
        for file, chunk in self._own(symbol) if own else self._chunks(symbol, within):
            found = self._values(file, chunk)
            if found is None:
                source = Symbol(file.package.path, *filter(None, (chunk.receiver, *chunk.names[:1])))
                undecided.append(Undecided(source, file.position(chunk.start), "its code cannot be worked out"))
            yield from ((file, *one) for one in found or ())

    def _own(self, function: Symbol) -> list[tuple[File, Chunk]]:
        """The declaration of a function; nothing for what is none."""
        package = self._packages.load(function.package)
        place = package.place(function) if package is not None else None
        return [place] if place is not None and place[1].keyword is Keyword.FUNC else []

    def _chunks(self, symbol: Symbol, within: tuple[str, ...] | None) -> Iterator[tuple[File, Chunk]]:
        """The functions and variables in whose text a symbol's last name stands, where it may mean the symbol."""
        name = symbol.leaf.encode()
        word = re.compile(rb"(?<![\w\x80-\xff])%b(?![\w\x80-\xff])" % re.escape(name))
        paths: Iterable[str] | None = within
        if not exported(symbol.leaf):
            paths = [symbol.package] if within is None or symbol.package in within else []
        texts = self._packages.files.texts(paths)
        for path in sorted({path for path, text in texts if name in text and word.search(text)}):
            package = self._packages.load(path)
            for file in package.files if package is not None else ():
                if name in file.data and (symbol.member or self._imports(file, symbol.package)):
                    for chunk in file.scan.chunks:
                        code = chunk.keyword in (Keyword.FUNC, Keyword.VAR)
                        if (
                            code
                            and file.data.find(name, chunk.start, chunk.end) >= 0
                            and word.search(file.data, chunk.start, chunk.end)
                        ):
                            yield file, chunk

    def _imports(self, file: File, path: str) -> bool:
        """Whether a file may name what a package declares by its own name."""
        here = file.package.path
        resolve = self._packages.source.resolve
        return here == path or any(resolve(here, one.path) == path for one in file.header.imports)

    def _values(self, file: File, chunk: Chunk) -> tuple[tuple[Symbol, Values, bool], ...] | None:
        """Each name of a declaration that has code, with its values, and whether all of it could be read.

        None where it cannot be worked out.
        """
        key = file.path, chunk.start
        if key not in self._walked:
            try:
                self._walked[key] = _values(file, chunk)
            except (TooManySteps, RuntimeError):  # a RecursionError, or no thread can be started for deep code
                file.passed_over(chunk.start, TOO_DEEP)
                self._walked[key] = None
        return self._walked[key]


def _values(file: File, chunk: Chunk) -> tuple[tuple[Symbol, Values, bool], ...] | None:
    package = file.package
    decl = file.declaration(chunk, body=True)
    found: list[tuple[Symbol, Values]] = []
    if isinstance(decl, ast.FuncDecl):
        base = package.receiver_base(chunk)
        source = Symbol(package.path, base, decl.name.name) if base else Symbol(package.path, decl.name.name)
        scope = package.receiver_scope(file, decl)
        values = Values(package.path, scope, source, file)
        values.function(decl, package.receiver(decl, scope), decl.type_params)
        found.append((source, values))
    elif isinstance(decl, ast.GenDecl):
        for spec in decl.specs:
            if isinstance(spec, ast.ValueSpec) and spec.names and not spec.implicit:
                found += _initial_values(package, file, spec)
    for _, values in found:
        values.finish()
    whole = not file.has_fault(chunk)
    return tuple((source, values, whole) for source, values in found) if decl is not None else None


def _initial_values(package: Package, file: File, spec: ast.ValueSpec) -> Iterator[tuple[Symbol, Values]]:
    for i, x in enumerate(spec.values):
        source = Symbol(package.path, spec.names[min(i, len(spec.names) - 1)].name)
        values = Values(package.path, file, source, file)
        values.expr(x)
        values.given(source, x)
        values.initial = values.draft(x) if len(spec.values) == len(spec.names) else None
        yield source, values


def _place(found: CallSite | MapEntry | Undecided) -> Position:
    return found.position
