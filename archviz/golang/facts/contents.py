"""All that questions need of one package, gathered in one pass over its declarations."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

from archviz.golang.facts.analysis import analysis
from archviz.golang.facts.gaps import package_gaps
from archviz.golang.facts.method_tables import method_tables
from archviz.golang.facts.signatures import member_names
from archviz.golang.syntax import ast
from archviz.golang.syntax.ast import embedded_name
from archviz.golang.syntax.scan import Keyword, name_in_head
from archviz.golang.types.objects import Var
from archviz.model.graph import DeclarationKind, Declared, PackageContents
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.golang.facts.analysis import Analysis
    from archviz.golang.syntax.scan import Chunk
    from archviz.golang.types.package import File, Package
    from archviz.model.graph import Gap, Unresolved
    from archviz.model.relations import Position, Relation, Use

_Place = tuple[str, int]
"""A declaration: the path of its file, and the byte offset at which it starts."""


def package_contents(package: Package) -> PackageContents:
    """All that a package declares and all that starts in it, in source order (files by name).

    Every declaration is analysed once, and no analysis is kept.
    """
    found = _Contents(package.path)
    placed = _placed(package)
    for file in package.files:
        for chunk in file.scan.chunks:
            names = placed.get((file.path, chunk.start), [])
            found.add(file, chunk, sorted(names))
    return PackageContents(
        package.path,
        package.name,
        tuple(sorted(found.declared.values(), key=lambda one: one.symbol)),
        tuple(sorted(found.named.difference(found.declared))),
        tuple(found.relations),
        tuple(found.uses),
        tuple(found.variables),
        tuple(method_tables(package)),
        tuple(found.unresolved),
        (*found.gaps, *package_gaps(package, found.relations)),
        tuple(package.diagnostics()),
    )


def declared_contents(package: Package) -> PackageContents:
    """What a package declares, and nothing of what starts in it nor of its types' methods but for interfaces'.

    It may be one of the standard library, too.
    """
    found = _Contents(package.path)
    placed = _placed(package)
    for file in package.files:
        for chunk in file.scan.chunks:
            found.declare(file, chunk, sorted(placed.get((file.path, chunk.start), [])))
    declared = tuple(sorted(found.declared.values(), key=lambda one: one.symbol))
    unread = tuple(sorted(found.named.difference(found.declared)))
    return PackageContents(
        package.path,
        package.name,
        declared,
        unread,
        (),
        (),
        (),
        tuple(method_tables(package, interfaces=True)),
        (),
        (),
        (),
    )


def _placed(package: Package) -> dict[_Place, list[Symbol]]:
    """The symbols of each declaration: of a name that is declared twice, the first declaration counts."""
    placed: dict[_Place, list[Symbol]] = {}

    def add(symbol: Symbol, place: tuple[File, Chunk]) -> None:
        placed.setdefault((place[0].path, place[1].start), []).append(symbol)

    for name, place in package.places.items():
        add(Symbol(package.path, name), place)
    for owner, methods in package.method_places.items():
        for name, place in methods.items():
            add(Symbol(package.path, owner, name), place)
    for place in package.inits[:1]:
        add(Symbol(package.path, "init"), place)
    return placed


@dataclass
class _Contents:
    """What was found so far in the declarations of a package."""

    package: str
    declared: dict[Symbol, Declared] = field(default_factory=dict)
    named: set[Symbol] = field(default_factory=set)
    relations: list[Relation] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    variables: list[tuple[Symbol, Symbol, Position]] = field(default_factory=list)
    unresolved: list[Unresolved] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    def add(self, file: File, chunk: Chunk, names: list[Symbol]) -> None:
        """Adds what a declaration of some symbols says."""
        found = analysis(file, chunk, keep=False)
        self._declare(file, chunk, names, found.syntax)
        if not names and not {"_", "init"}.intersection(chunk.names):
            return
        self.relations += found.relations
        self.uses += found.used
        self.unresolved += found.unresolved
        self.gaps += found.gaps
        self.variables += _variables(file, found, names)

    def declare(self, file: File, chunk: Chunk, names: list[Symbol]) -> None:
        """Adds what a declaration of some symbols declares."""
        head = name_in_head(file.data, chunk) if chunk.keyword is Keyword.FUNC else -1
        if head < 0:
            self._declare(file, chunk, names, file.declaration(chunk, body=False))
            return
        kind = DeclarationKind.METHOD if chunk.receiver else DeclarationKind.FUNC
        self.named.update(names)
        self.declared.update((symbol, Declared(symbol, kind, file.position(head))) for symbol in names)

    def _declare(self, file: File, chunk: Chunk, names: list[Symbol], decl: ast.Decl | None) -> None:
        self.named.update(names)
        if names and chunk.keyword is Keyword.TYPE:
            self.named.update(Symbol(self.package, *one) for one in member_names(file, chunk))
        for symbol in names:
            for one in _declared(file, decl, symbol):
                if one.symbol == symbol:  # before a field of the same name
                    self.declared[symbol] = one
                else:
                    self.declared.setdefault(one.symbol, one)


def _declared(file: File, decl: ast.Decl | None, symbol: Symbol) -> Iterator[Declared]:
    """What a declaration declares of a symbol: the symbol, and a type's fields and an interface's methods."""
    if isinstance(decl, ast.FuncDecl):
        kind = DeclarationKind.METHOD if decl.receiver is not None else DeclarationKind.FUNC
        yield Declared(symbol, kind, file.position(decl.name.start))
    spec, name = (decl.declaring(symbol.name) if isinstance(decl, ast.GenDecl) else None) or (None, None)
    if name is None or not isinstance(decl, ast.GenDecl):
        return
    if isinstance(spec, ast.TypeSpec):
        yield Declared(symbol, type_kind(spec), file.position(name.start))
        yield from _members(file, spec, symbol)
    else:
        kind = DeclarationKind.CONST if decl.keyword == "const" else DeclarationKind.VAR
        yield Declared(symbol, kind, file.position(name.start))


def type_kind(spec: ast.TypeSpec) -> DeclarationKind:
    """What kind of type a declaration declares."""
    if spec.alias:
        return DeclarationKind.ALIAS
    if isinstance(spec.type, ast.StructType):
        return DeclarationKind.STRUCT
    return DeclarationKind.INTERFACE if isinstance(spec.type, ast.InterfaceType) else DeclarationKind.TYPE


def _members(file: File, spec: ast.TypeSpec, owner: Symbol) -> Iterator[Declared]:
    if spec.alias:
        return
    if isinstance(spec.type, ast.StructType):
        for part in spec.type.fields:
            for at in part.names or (part.type,):
                called = at.name if isinstance(at, ast.Ident) else embedded_name(part.type)
                if called != "_":
                    yield Declared(owner.of(called), DeclarationKind.FIELD, file.position(at.start))
    elif isinstance(spec.type, ast.InterfaceType):
        for method in spec.type.methods:
            if method.name.name != "_":
                yield Declared(owner.of(method.name.name), DeclarationKind.METHOD, file.position(method.name.start))


def _variables(file: File, found: Analysis, names: Iterable[Symbol]) -> Iterator[tuple[Symbol, Symbol, Position]]:
    """The package-level variables that the code of each symbol names (see ``naming.variables``), in source order."""
    used = (found.uses or {}).items()
    named = sorted(((at, obj) for at, obj in used if type(obj) is Var and obj.level), key=itemgetter(0))
    if not named:
        return
    offsets = [at for at, _ in named]
    for symbol in names:
        first, last = 0, len(named)
        if isinstance(found.syntax, ast.GenDecl):
            spec, _ = found.syntax.declaring(symbol.name) or (None, None)
            first, last = (bisect_left(offsets, end) for end in (spec.start, spec.end)) if spec is not None else (0, 0)
        for at, obj in named[first:last]:
            if obj.symbol is not None and obj.symbol != symbol:
                yield symbol, obj.symbol, file.position(at)
