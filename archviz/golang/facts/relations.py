"""All relations that start in a package, or in one of its symbols."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.golang.facts.sites import Sites
from archviz.golang.syntax import ast
from archviz.golang.syntax.scan import Chunk, Keyword
from archviz.golang.types.constants import selected
from archviz.golang.types.objects import MOST_STEPS, TooManySteps, TypeName
from archviz.golang.types.typexpr import declare_type_params
from archviz.model.graph import PackageFacts, Unresolved
from archviz.model.relations import Position, Relation, RelationKind
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archviz.golang.types.objects import Lookup
    from archviz.golang.types.package import File, Package


TOO_DEEP = "too deep to be worked out"
"""The diagnostic of a declaration whose types go deeper than the stack."""


class Found:
    """Relations and what could not be resolved, as they are gathered."""

    def __init__(self) -> None:
        self.relations: list[Relation] = []
        self.unresolved: list[Unresolved] = []

    def take(self, sites: Sites) -> None:
        """Add what was found in code."""
        sites.finish()
        self.relations += sites.relations
        self.unresolved += sites.unresolved

    def sorted(self) -> tuple[Relation, ...]:
        """The relations in source order."""
        return tuple(sorted(self.relations, key=_order))


def _order(relation: Relation) -> tuple[Position, str, str, str]:
    return relation.position, relation.kind, str(relation.source), str(relation.target)


def package_facts(package: Package) -> PackageFacts:
    """All that starts in a package, in source order (files by name)."""
    found = Found()
    for file in package.files:
        for chunk in file.scan.chunks:
            if chunk.keyword is not Keyword.IMPORT:
                _chunk(package, file, chunk, found)
    diagnostics = tuple(one for file in package.files for one in file.diagnostics)
    return PackageFacts(
        package.path,
        found.sorted(),
        tuple(sorted(found.unresolved, key=lambda u: u.position)),
        diagnostics,
    )


def symbol_relations(package: Package, symbol: Symbol) -> tuple[Relation, ...]:
    """What starts in one declaration: a function's body, a variable's initializer, a type or one of its fields.

    ``init`` stands for all functions of that name.
    """
    places = package.method_places.get(symbol.name, {}) if symbol.member else package.places
    place = places.get(symbol.leaf) or package.places.get(symbol.name)
    chunks = list(package.inits) if symbol.short == "init" else [place] if place is not None else []
    mine = [r for file, chunk in chunks for r in _of_owner(package, file, chunk, symbol.owner)]
    if len(chunks) > 1:
        mine.sort(key=_order)
    return tuple(r for r in mine if r.source == symbol or not symbol.member)


def _of_owner(package: Package, file: File, chunk: Chunk, owner: Symbol) -> Sequence[Relation]:
    """What starts in a declaration and belongs to a name, in source order; worked out once for all names of a group."""
    by_owner = file.relations.get(chunk.start)
    if by_owner is None:
        found = Found()
        _chunk(package, file, chunk, found)
        by_owner = {}
        for relation in found.sorted():
            by_owner.setdefault(relation.source.owner, []).append(relation)
        if chunk.keyword is Keyword.TYPE or len(chunk.names) > 1:
            file.relations[chunk.start] = by_owner
    return by_owner.get(owner, ())


def _chunk(package: Package, file: File, chunk: Chunk, found: Found) -> None:
    """All that starts in one declaration; where that cannot be worked out, the file has a diagnostic and no more."""
    gathered = Found()
    try:
        _declared(package, file, chunk, gathered)
    except TooManySteps:
        file.passed_over(chunk.start, f"names are sought through more than {MOST_STEPS:,} scopes")
    except RuntimeError:  # a RecursionError, or no thread can be started for deep code
        file.passed_over(chunk.start, TOO_DEEP)
    else:
        found.relations += gathered.relations
        found.unresolved += gathered.unresolved


def _declared(package: Package, file: File, chunk: Chunk, found: Found) -> None:
    decl = file.declaration(chunk, body=True)
    if isinstance(decl, ast.FuncDecl):
        _function(package, file, chunk, decl, found)
    elif isinstance(decl, ast.GenDecl):
        for spec in decl.specs:
            if isinstance(spec, ast.TypeSpec):
                found.relations.extend(_type(package, file, spec))
            else:
                _values(package, file, spec, found)


def _function(package: Package, file: File, chunk: Chunk, decl: ast.FuncDecl, found: Found) -> None:
    name = decl.name.name
    base = package.receiver_base(chunk)
    source = Symbol(package.path, base, name) if base else Symbol(package.path, name)
    scope = package.receiver_scope(file, decl)
    sites = Sites(package.path, scope, source, file)
    sites.function(decl, package.receiver(decl, scope), decl.type_params)
    found.take(sites)


def _values(package: Package, file: File, spec: ast.ValueSpec, found: Found) -> None:
    if spec.implicit:
        return
    for i, x in enumerate(spec.values if spec.names else ()):
        name = spec.names[i] if i < len(spec.names) else spec.names[0]
        sites = Sites(package.path, file, Symbol(package.path, name.name), file)
        sites.expr(x)
        found.take(sites)


def _type(package: Package, file: File, spec: ast.TypeSpec) -> Iterator[Relation]:
    owner = Symbol(package.path, spec.name.name)
    scope: Lookup = file
    if spec.type_params:
        scope, _ = declare_type_params(spec.type_params, file, package.path)
    match spec.type:
        case ast.StructType():
            for field in spec.type.fields:
                if not field.names:
                    yield from _mentions(file, scope, field.type, owner, RelationKind.EMBEDS)
                for name in field.names:
                    yield from _mentions(file, scope, field.type, owner.of(name.name), RelationKind.HOLDS)
        case ast.InterfaceType():
            for embed in spec.type.embeds:
                yield from _mentions(file, scope, embed, owner, RelationKind.EMBEDS)
        case _:
            yield from _mentions(file, scope, spec.type, owner, RelationKind.HOLDS)


def _mentions(file: File, scope: Lookup, x: ast.Expr, source: Symbol, kind: RelationKind) -> Iterator[Relation]:
    """The named types that a type expression mentions."""
    waiting: list[ast.Node] = [x]
    while waiting:
        node = waiting.pop()
        match node:
            case ast.Ident() | ast.Selector():
                obj = selected(node, scope)
                if isinstance(obj, TypeName) and obj.symbol is not None:
                    at = node.sel.start if isinstance(node, ast.Selector) else node.start
                    yield Relation(kind, source, obj.symbol, file.position(at))
            case ast.SliceType() | ast.ArrayType() | ast.ChanType():
                waiting.append(node.elem)
            case ast.Field() | ast.Method():
                waiting.append(node.type)
            case ast.Star() | ast.Paren() | ast.Unary() | ast.MapType() | ast.Index() | ast.Binary():
                waiting.extend(ast.children(node))
            case ast.FuncType() | ast.StructType() | ast.InterfaceType():
                waiting.extend(ast.children(node))
