"""Shapes: what of a declaration can drift, without its code. What each part means: ``archviz.model.graph.Shape``."""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from archviz.golang.facts.analysis import analysis
from archviz.golang.facts.tokens import LOCAL, tokens
from archviz.golang.syntax import ast
from archviz.golang.syntax.ast import embedded_name
from archviz.golang.syntax.scan import Keyword
from archviz.golang.types.objects import Const, TypeName, Var
from archviz.golang.types.selection import interface_method
from archviz.golang.types.types import (
    Array,
    Basic,
    Chan,
    Interface,
    Invalid,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeParam,
    Union,
    unalias,
)
from archviz.golang.types.typestring import joined, written
from archviz.golang.types.typexpr import declare_type_params, signature
from archviz.model.graph import EVERY_HASH, FEW_HASHES, MANY_HASHES, DeclarationKind, Shape, sketch_bound

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from archviz.golang.syntax.scan import Chunk
    from archviz.golang.types.package import File, Package
    from archviz.golang.types.typestring import Part
    from archviz.model.symbols import Symbol

UNKNOWN = "?"
"""A type that the source does not tell, in a type as written."""

MOST_NESTED = 30
"""How deep an interface is written inside those that embed it; a deeper one is unknown."""

_NAME = re.compile(r"[^\W\d]|[\"`]")
_COMMON = frozenset(
    (
        *("break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough", "for", "func"),
        *("go", "goto", "if", "import", "interface", "map", "package", "range", "return", "select", "struct"),
        *("switch", "type", "var", "true", "false", "nil", "len", "append", "make", "string", "error", "bool", "int"),
    )
)
"""What says nothing of a body, because every body has it."""
_RUN = 4
"""How many tokens are hashed together for a sketch,"""
_SHORTEST = 6
"""and how many tokens a body must have to have one."""


def shape(package: Package, symbol: Symbol) -> Shape | None:
    """The shape of a package-level name, a method, a field or an interface's method; None where there is none."""
    place = package.place(symbol)
    if place is None:
        return _member(package, symbol) if symbol.member else None
    file, chunk = place
    if chunk.keyword is Keyword.FUNC:
        return _inits(package, symbol) if symbol.short == "init" else _function(package, file, chunk, symbol)
    found = file.declaring(chunk, symbol.name)
    if found is None:
        return None
    spec, name = found
    if isinstance(spec, ast.TypeSpec):
        return _type(package, file, spec, symbol)
    return _value(package, file, chunk, spec, name, symbol)


def _inits(package: Package, symbol: Symbol) -> Shape | None:
    """The shape of all functions init of a package, which one symbol stands for, at the place of the first."""
    found = (_function(package, file, chunk, symbol) for file, chunk in package.inits)
    shapes = [one for one in found if one is not None]
    if len(shapes) < 2:
        return shapes[0] if shapes else None
    below = min(shape.below for shape in shapes)
    sketch = _sketch({hashed for shape in shapes for hashed in shape.sketch if hashed < below})
    body = _hash("\0".join(shape.body for shape in shapes))
    return replace(shapes[0], body=body, sketch=sketch, below=sketch_bound(sketch))


def _function(package: Package, file: File, chunk: Chunk, symbol: Symbol) -> Shape | None:
    found = analysis(file, chunk)
    decl = found.syntax
    if not isinstance(decl, ast.FuncDecl):
        return None
    kind = DeclarationKind.METHOD if decl.receiver is not None else DeclarationKind.FUNC
    scope, params = declare_type_params(decl.type_params, package.receiver_scope(file, decl), package.path)
    writer = Writer(_type_params(package, symbol.name) if symbol.member else ())
    written = writer.type(signature(decl.type, scope, package.path, params))
    body: list[str] | None = None
    if decl.body is not None and found.uses is not None:
        body = tokens(file, decl.body.stmts, found.uses)
    return Shape(symbol, kind, file.position(decl.name.start), written, (), *_body(body))


def _type(package: Package, file: File, spec: ast.TypeSpec, symbol: Symbol) -> Shape | None:
    obj = package.lookup(symbol.name)
    if not isinstance(obj, TypeName):
        return None
    position = file.position(spec.name.start)
    writer = Writer(obj.type_params())
    head = writer.type_params(obj.type_params())
    found = obj.definition()
    if spec.alias:
        return Shape(symbol, DeclarationKind.ALIAS, position, head + writer.type(found))
    members = [(f"{name}()", writer.type(method.signature())) for name, method in obj.declared_methods().items()]
    if isinstance(spec.type, ast.StructType) and isinstance(found, Struct):
        kind = DeclarationKind.STRUCT
        members += [_field(field, found.tags[i], writer) for i, field in enumerate(found.fields)]
    elif isinstance(spec.type, ast.InterfaceType) and isinstance(found, Interface):
        kind = DeclarationKind.INTERFACE
        members += [(f"{method.name}()", writer.type(method.signature())) for method in found.methods]
        members += [
            (embedded_name(x), f"embedded {writer.type(t)}")
            for x, t in zip(spec.type.embeds, found.embeds, strict=True)
        ]
    else:
        kind = DeclarationKind.TYPE
        head += writer.type(found)
    return Shape(symbol, kind, position, head, tuple(sorted(members)))


def _field(field: Var, tag: str, writer: Writer) -> tuple[str, str]:
    return field.name, writer.text(_field_parts(field, tag)[1:])


def _field_parts(field: Var, tag: str) -> list[Part]:
    """A struct's field: its name, a blank after it, and the rest."""
    return [f"{field.name} ", "embedded " if field.embedded else "", field.type, f" {_quoted(tag)}" if tag else ""]


def _value(
    package: Package, file: File, chunk: Chunk, spec: ast.ValueSpec, name: ast.Ident, symbol: Symbol
) -> Shape | None:
    obj = package.lookup(symbol.name)
    if not isinstance(obj, (Const, Var)):
        return None
    kind = DeclarationKind.CONST if isinstance(obj, Const) else DeclarationKind.VAR
    i = spec.names.index(name)
    values = spec.values[i : i + 1] if len(spec.values) == len(spec.names) else spec.values
    uses = analysis(file, chunk).uses if values else None
    body = tokens(file, values, uses) if uses is not None else None
    if body is not None and kind is DeclarationKind.CONST and "iota" in body:
        body.append(str(spec.iota))
    return Shape(symbol, kind, file.position(name.start), Writer().type(obj.type), (), *_body(body))


def _member(package: Package, symbol: Symbol) -> Shape | None:
    """A field of a struct, or a method of an interface."""
    place = package.places.get(symbol.name)
    obj = package.lookup(symbol.name)
    if place is None or place[1].keyword is not Keyword.TYPE or not isinstance(obj, TypeName) or obj.alias:
        return None
    file, chunk = place
    spec, _ = file.declaring(chunk, symbol.name) or (None, None)
    written = spec.type if isinstance(spec, ast.TypeSpec) else None
    writer = Writer(obj.type_params())
    found = obj.definition()
    part = written.member(symbol.member) if isinstance(written, (ast.StructType, ast.InterfaceType)) else None
    if part is None:
        return None
    position = file.position(part[0].start)
    if isinstance(found, Struct):
        return Shape(symbol, DeclarationKind.FIELD, position, writer.type(found.named(symbol.member)[0].type))
    method = interface_method(found, symbol.member, symbol.package) if isinstance(found, Interface) else None
    if method is None:
        return None
    return Shape(symbol, DeclarationKind.METHOD, position, writer.type(method.signature()))


def member_names(file: File, chunk: Chunk) -> Iterator[tuple[str, str]]:
    """The fields and interface methods that a type declaration declares: each the type's name and its own."""
    decl = file.declaration(chunk, body=False)
    for spec in decl.specs if isinstance(decl, ast.GenDecl) else ():
        if not isinstance(spec, ast.TypeSpec) or spec.alias:
            continue
        if isinstance(spec.type, ast.StructType):
            for field in spec.type.fields:
                names = [name.name for name in field.names] or [embedded_name(field.type)]
                yield from ((spec.name.name, name) for name in names)
        elif isinstance(spec.type, ast.InterfaceType):
            yield from ((spec.name.name, method.name.name) for method in spec.type.methods)


def _type_params(package: Package, name: str) -> tuple[TypeParam, ...]:
    obj = package.lookup(name)
    return obj.type_params() if isinstance(obj, TypeName) else ()


def _body(body: list[str] | None) -> tuple[str, tuple[int, ...], int]:
    """The hash over tokens, the sketch of their runs, to which local names are all the same, and the sketch's bound."""
    if body is None:
        return "", (), EVERY_HASH
    whole = _hash("\0".join(body))
    if len(body) < _SHORTEST:
        return whole, (), EVERY_HASH
    plain = [LOCAL if token.startswith(LOCAL) else token for token in body]
    telling = [_NAME.match(token) is not None and token not in _COMMON for token in plain]
    runs = {"\0".join(plain[i : i + _RUN]) for i in range(len(plain) - _RUN + 1) if any(telling[i : i + _RUN])}
    sketch = _sketch({int(_hash(run)[:8], 16) for run in runs})
    return whole, sketch, sketch_bound(sketch)


def _sketch(hashes: set[int]) -> tuple[int, ...]:
    """All hashes of a short body; of a longer one the smallest, and those below the bound."""
    found = sorted(hashes)
    return tuple(found[: max(FEW_HASHES, bisect_left(found, MANY_HASHES))])


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


class Writer:
    """Writes types so that two are identical (Go specification, "Type identity") where they are written alike.

    Packages are their import paths, an alias is what it stands for, parameters have no names, and type parameters are
    numbered, those given first. A type whose package is missing keeps its name, any other unknown type is ``?``, and so
    ends one that is too long to be written.
    """

    def __init__(self, params: Iterable[TypeParam] = ()) -> None:
        self._numbers: dict[TypeParam, int] = {}
        self._embedded: dict[Type, str] = {}
        self._depth = 0
        for param in params:
            self._number(param)

    def _number(self, param: TypeParam) -> int:
        return self._numbers.setdefault(param, len(self._numbers))

    def type(self, t: Type) -> str:
        """A type, written; a function's with its type parameters first."""
        return self.text([t])

    def type_params(self, params: tuple[TypeParam, ...]) -> str:
        """The type parameters of a declaration with their constraints, or ""."""
        return self.text(self._type_params(params))

    def text(self, parts: list[Part]) -> str:
        """Text with types in it, written."""
        return written(parts, self._parts, UNKNOWN)

    def _parts(self, t: Type) -> Sequence[Part]:
        match unalias(t):
            case Invalid() as found:
                return found.name or UNKNOWN, *(self._arguments(found.args) if found.name else ())
            case Basic() as found:
                return (found.same_as or found.name,)
            case Named() as found:
                prefix = f"{found.obj.package}." if found.obj.package else ""
                return prefix + found.obj.name, *self._arguments(found.args)
            case TypeParam() as found:
                return (f"${self._number(found)}",)
            case Pointer(elem=elem):
                return "*", elem
            case Slice(elem=elem):
                return "[]", elem
            case Array(length=length, elem=elem):
                return f"[{length if length >= 0 else UNKNOWN}]", elem
            case Map(key=key, elem=elem):
                return "map[", key, "]", elem
            case Chan(direction=direction, elem=elem):
                return {"send": "chan<- (", "receive": "<-chan ("}.get(direction, "chan ("), elem, ")"
            case Signature() as found:
                return "func", *self._signature(found)
            case Struct() as found:
                fields = (_field_parts(field, found.tags[i]) for i, field in enumerate(found.fields))
                return "struct{", *joined("; ", fields), "}"
            case Interface() as found:
                return "interface{", *joined("; ", self._interface(found)), "}"
            case Union(terms=terms):
                return joined(" | ", (("~", term) if tilde else (term,) for tilde, term in terms))
            case Tuple(types=types):
                return "(", *joined(", ", ((one,) for one in types)), ")"
        return (UNKNOWN,)

    def _signature(self, t: Signature) -> list[Part]:
        params: list[Sequence[Part]] = [(p,) for p in t.params]
        if t.variadic and isinstance(t.params[-1], Slice):
            params[-1] = "...", t.params[-1].elem
        parts = [*self._type_params(t.type_params), "(", *joined(", ", params), ")"]
        if len(t.results) > 1:
            return [*parts, " (", *joined(", ", ((r,) for r in t.results)), ")"]
        return [*parts, " ", *t.results] if t.results else parts

    def _type_params(self, params: tuple[TypeParam, ...]) -> list[Part]:
        items = [(f"${self._number(param)} ", param.constraint()) for param in params]
        return ["[", *joined(", ", items), "]"] if items else []

    def _arguments(self, args: tuple[Type, ...]) -> list[Part]:
        return ["[", *joined(", ", ((arg,) for arg in args)), "]"] if args else []

    def _interface(self, t: Interface) -> list[Sequence[Part]]:
        """What an interface is made of, in the order of its text, as that of the source does not matter."""
        items: list[tuple[str, Sequence[Part]]] = [
            (f"{m.name}(", (m.name, *self._signature(m.signature()))) for m in t.methods
        ]
        for embedded in t.embeds:
            text = f"embedded {self._embedded_text(embedded)}"
            items.append((text, (text,)))
        return [parts for _, parts in sorted(items, key=lambda item: item[0])]

    def _embedded_text(self, t: Type) -> str:
        bare = unalias(t)
        found = self._embedded.get(bare)
        if found is None:
            if self._depth == MOST_NESTED:
                return UNKNOWN
            self._depth += 1
            found = self._embedded[bare] = self.type(bare)
            self._depth -= 1
        return found
