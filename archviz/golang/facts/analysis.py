"""The analysis of a declaration: all that its code says, worked out once and read by everything else.

An analysis never changes. The latest ones are kept; another that is asked for again is made again, and is the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, TypeVar

from archviz.golang.facts.sites import Sites
from archviz.golang.syntax import ast
from archviz.golang.syntax.ast import embedded_name
from archviz.golang.syntax.lexical import identifiers
from archviz.golang.syntax.recent import Recent
from archviz.golang.types.circles import work_out_definition
from archviz.golang.types.constants import selected
from archviz.golang.types.objects import MOST_STEPS, TooManySteps, TypeName
from archviz.golang.types.typexpr import declare_type_params
from archviz.model.graph import Gap, GapKind
from archviz.model.relations import Relation, RelationKind, Use
from archviz.model.symbols import UNNAMED, Symbol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from archviz.golang.syntax.scan import Chunk
    from archviz.golang.types.objects import NameLookup, Object
    from archviz.golang.types.package import File, Package
    from archviz.model.graph import Unresolved
    from archviz.model.relations import FunctionLiteral

_Found = TypeVar("_Found", Relation, Use)

TOO_DEEP = "too deep to be worked out"
"""The diagnostic of a declaration whose types go deeper than the stack."""


@dataclass(frozen=True)
class Analysis:
    """What one declaration says.

    ``syntax`` is its syntax, None where it cannot be read. ``whole`` says that it has no syntax error and could be
    worked out; the relations of one that is not whole are not certain. ``relations`` and ``unresolved`` are in source
    order, and so are ``gaps``: what could not be read, and the fields and methods that are selected of something whose
    type is not known. ``uses`` gives, by the byte offset of an identifier, the object that it means, where that is
    known (go/types: ``Info.Uses`` and ``Info.Defs``).
    """

    syntax: ast.Decl | None
    whole: bool = True
    relations: tuple[Relation, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    uses: Mapping[int, Object] | None = None
    _sites: tuple[Sites, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @cached_property
    def used(self) -> tuple[Use, ...]:
        """What it reads, asserts and mentions (``archviz.model.relations.UseKind``), in source order."""
        found = in_order(chain.from_iterable(sites.used() for sites in self._sites))
        return tuple(found if self.whole else (replace(relation, certain=False) for relation in found))

    @cached_property
    def selected(self) -> Mapping[int, Symbol]:
        """The fields that are for certain selected, by the byte offsets of their names; none where it is not whole."""
        return {at: field for sites in self._sites for at, field in sites.selected.items()} if self.whole else {}

    @cached_property
    def channels(self) -> tuple[tuple[Symbol, int | None], ...]:
        """The fields that are given a channel or another value, each with the channel's capacity, None if unknown."""
        found = chain.from_iterable(sites.channels for sites in self._sites)
        return tuple((field, capacity if self.whole else None) for field, capacity in found)

    @cached_property
    def literals(self) -> tuple[tuple[FunctionLiteral, int, int], ...]:
        """Its function literals, each with the byte offsets of its begin and end, in source order."""
        found = dict.fromkeys(chain.from_iterable(sites.literals for sites in self._sites))
        return tuple(sorted(found, key=lambda literal: literal[1:]))

    @cached_property
    def by_symbol(self) -> Mapping[Symbol, tuple[Relation, ...]]:
        """The relations by the symbol that they start in; those of a method or a field under its type, too."""
        found: dict[Symbol, list[Relation]] = {}
        for relation in self.relations:
            found.setdefault(relation.source.owner, []).append(relation)
            if relation.source.member:
                found.setdefault(relation.source, []).append(relation)
        return {symbol: tuple(relations) for symbol, relations in found.items()}


def analysis(file: File, chunk: Chunk, *, keep: bool = True) -> Analysis:
    """The analysis of a declaration; ``keep`` says whether one that is made is worth keeping for the next question.

    Of one that cannot be worked out, as its types are too deep or its names are sought through too many scopes, the
    file has a diagnostic, and nothing more is known.
    """
    recent: Recent[tuple[str, int], Analysis] = file.package.packages.beside.setdefault("analyses", Recent())
    size = chunk.end - chunk.start
    return recent.get((file.path, chunk.start), size, lambda: _analysed(file, chunk), keep=keep)


def _analysed(file: File, chunk: Chunk) -> Analysis:
    decl = file.declaration(chunk, body=True)
    try:
        found = list(_declared(file.package, file, chunk, decl))
    except TooManySteps:
        file.passed_over(chunk.start, f"names are sought through more than {MOST_STEPS:,} scopes")
        return Analysis(decl, whole=False, gaps=(_damaged(file, chunk),))
    except RuntimeError:  # a RecursionError, or no thread can be started for deep code
        file.passed_over(chunk.start, TOO_DEEP)
        return Analysis(decl, whole=False, gaps=(_damaged(file, chunk),))
    whole = decl is not None and not file.has_fault(chunk)
    relations = in_order(chain.from_iterable(sites.relations for sites in found))
    return Analysis(
        decl,
        whole,
        tuple(relations) if whole else tuple(replace(relation, certain=False) for relation in relations),
        tuple(sorted(chain.from_iterable(sites.unresolved for sites in found), key=lambda u: u.position)),
        {at: obj for sites in found for at, obj in sites.uses.items()} if len(found) != 1 else found[0].uses,
        tuple(found),
        tuple(_gaps(file, chunk, found, whole=whole)),
    )


def _gaps(file: File, chunk: Chunk, found: list[Sites], *, whole: bool) -> Iterator[Gap]:
    """What of a declaration may use symbols that no relation shows."""
    unknown = chain.from_iterable(sites.unknown for sites in found)
    yield from sorted((*unknown, *_unnamed(file, found)), key=lambda gap: gap.position)
    if not whole:
        yield _damaged(file, chunk)


def _unnamed(file: File, found: list[Sites]) -> Iterator[Gap]:
    """The calls through interfaces that have no name, which types implement all the same."""
    for sites in found:
        for relation in sites.relations:
            target = relation.target
            if target is not None and target.name == UNNAMED:
                message = f"{target.member} is called through an interface that has no name"
                names = frozenset((target.member,))
                yield Gap(GapKind.INTERFACE, relation.position, message, names, package=file.package.path)


def _damaged(file: File, chunk: Chunk) -> Gap:
    """That a declaration could not be read or worked out, or not all of it: it may use whatever it names."""
    message = "a declaration that could not be read or worked out, or not all of it, has the name"
    names = identifiers(file.data, chunk.start, chunk.end)
    return Gap(GapKind.DAMAGED, file.position(chunk.start), message, names, package=file.package.path)


def source_order(relation: Relation | Use) -> tuple[str, int, int, str, str, str]:
    """What relations are sorted by: where they stand, then what they are.

    The place is in full, as tuples of plain values are compared in a fraction of the time.
    """
    at = relation.position
    return at.file, at.line, at.col, relation.kind, str(relation.source), str(relation.target)


def in_order(found: Iterable[_Found]) -> list[_Found]:
    """As ``source_order`` sorts; where each stands in a place of its own, no more than that is compared."""
    every = list(found)
    places = [(one.position.file, one.position.line, one.position.col) for one in every]
    if len(set(places)) < len(places):
        return sorted(every, key=source_order)
    return [one for _, one in sorted(zip(places, every, strict=True), key=itemgetter(0))]


def _declared(package: Package, file: File, chunk: Chunk, decl: ast.Decl | None) -> Iterator[Sites]:
    """What is found in the parts of a declaration that belong to one name each."""
    if isinstance(decl, ast.FuncDecl):
        yield _function(package, file, chunk, decl)
    elif isinstance(decl, ast.GenDecl):
        for spec in decl.specs:
            if isinstance(spec, ast.TypeSpec):
                yield _type(package, file, spec)
            else:
                yield from _values(package, file, spec)


def _function(package: Package, file: File, chunk: Chunk, decl: ast.FuncDecl) -> Sites:
    name = decl.name.name
    base = package.receiver_base(chunk)
    source = Symbol(package.path, base, name) if base else Symbol(package.path, name)
    scope = package.receiver_scope(file, decl)
    sites = Sites(package.path, scope, source, file)
    sites.function(decl, package.receiver(decl, scope), decl.type_params)
    sites.finish()
    return sites


def _values(package: Package, file: File, spec: ast.ValueSpec) -> Iterator[Sites]:
    if spec.implicit or not spec.names:
        return
    sites = Sites(package.path, file, Symbol(package.path, spec.names[0].name), file)
    if spec.type is not None:
        sites.found_type(spec.type)
    for i, x in enumerate(spec.values):
        name = spec.names[i] if i < len(spec.names) else spec.names[0]
        sites.source = Symbol(package.path, name.name)
        sites.expr(x)
    sites.finish()
    yield sites


def _type(package: Package, file: File, spec: ast.TypeSpec) -> Sites:
    owner = Symbol(package.path, spec.name.name)
    declared = package.lookup(spec.name.name)
    if isinstance(declared, TypeName):
        work_out_definition(declared)  # so that it is known whether it is defined by itself
    scope: NameLookup = file
    if spec.type_params:
        scope, _ = declare_type_params(spec.type_params, file, package.path)
    sites = Sites(package.path, scope, owner, file)
    for field in spec.type_params:
        sites.found_type(field.type)
    sites.found_type(spec.type)
    sites.relations.extend(_parts(file, scope, spec.type, owner))
    sites.forget_uses(relation.position for relation in sites.relations)  # what a type is made of has relations
    return sites


def _parts(file: File, scope: NameLookup, x: ast.Expr, owner: Symbol) -> Iterator[Relation]:
    """The types that a type's definition is made of."""
    match x:
        case ast.StructType():
            for field in x.fields:
                if not field.names:
                    yield from _embedded(file, scope, field.type, owner, owner.of(embedded_name(field.type)))
                for name in field.names:
                    yield from _mentions(file, scope, field.type, owner.of(name.name), RelationKind.HOLDS)
        case ast.InterfaceType():
            for embed in x.embeds:
                yield from _embedded(file, scope, embed, owner)
        case _:
            yield from _mentions(file, scope, x, owner, RelationKind.HOLDS)


def _embedded(
    file: File, scope: NameLookup, x: ast.Expr, owner: Symbol, holder: Symbol | None = None
) -> Iterator[Relation]:
    """The types that an embedded field or element embeds; the field is the ``holder`` of their type arguments."""
    waiting: list[ast.Expr] = [x]
    while waiting:
        node = waiting.pop()
        match node:
            case ast.Star() | ast.Paren() | ast.Unary():
                waiting.append(node.x)
            case ast.Binary():
                waiting += (node.x, node.y)
            case ast.Index():
                waiting.append(node.x)
                if holder is not None:
                    for argument in node.indices:
                        yield from _mentions(file, scope, argument, holder, RelationKind.HOLDS)
            case _:
                yield from _mentions(file, scope, node, owner, RelationKind.EMBEDS)


def _mentions(file: File, scope: NameLookup, x: ast.Expr, source: Symbol, kind: RelationKind) -> Iterator[Relation]:
    """The named types that a type expression mentions."""
    waiting: list[ast.Node] = [x]
    while waiting:
        node = waiting.pop()
        match node:
            case ast.Ident() | ast.SelectorExpr():
                obj = selected(node, scope)
                if isinstance(obj, TypeName) and obj.symbol is not None:
                    at = node.sel.start if isinstance(node, ast.SelectorExpr) else node.start
                    yield Relation(kind, source, obj.symbol, file.position(at))
            case ast.SliceType() | ast.ArrayType() | ast.ChanType():
                waiting.append(node.elem)
            case ast.Field() | ast.Method():
                waiting.append(node.type)
            case ast.Star() | ast.Paren() | ast.Unary() | ast.MapType() | ast.Index() | ast.Binary():
                waiting.extend(ast.children(node))
            case ast.FuncType() | ast.StructType() | ast.InterfaceType():
                waiting.extend(ast.children(node))
