"""What a declaration says of itself: head, doc comment, members."""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING

from archviz.golang.syntax import ast
from archviz.golang.syntax.ast import embedded_name
from archviz.golang.syntax.lexical import COMMENT
from archviz.golang.syntax.scan import Chunk, Keyword, package_clause
from archviz.model.graph import Declaration, DeclarationKind, Member, PackageHead, Span
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from archviz.golang.types.package import File, Package

_ANY_COMMENT = re.compile(COMMENT, re.DOTALL)
_COMMENT = re.compile(r"^//[ \t]?|^/\*|\*/$", re.MULTILINE)


def declaration(package: Package, symbol: Symbol) -> Declaration | None:
    """The declaration of a package-level name, a method, a field or an interface's method; None if there is none."""
    place = package.place(symbol)
    if place is None:
        return _member(package, symbol) if symbol.member else None
    file, chunk = place
    decl = file.declaration(chunk, body=True)
    if isinstance(decl, ast.FuncDecl):
        return _function(file, chunk, decl, symbol, len(package.inits) if symbol.short == "init" else 1)
    if not isinstance(decl, ast.GenDecl):
        return None
    found = decl.declaring(symbol.name)
    if found is None:
        return None
    spec, name = found
    if isinstance(spec, ast.TypeSpec):
        return _type(package, file, decl, spec, symbol)
    return _value(file, decl, spec, name, symbol)


def init_declaration(file: File, chunk: Chunk) -> Declaration | None:
    """The declaration of one of a package's functions init."""
    decl = file.declaration(chunk, body=True)
    if not isinstance(decl, ast.FuncDecl):
        return None
    return _function(file, chunk, decl, Symbol(file.package.path, "init"), 1)


def package_head(package: Package) -> PackageHead:
    """What a package says of itself."""
    clauses = ((file, package_clause(file.data)) for file in package.files)
    docs = (_block_above(file, start) or _doc(file, start) for file, start in clauses if start >= 0)
    return PackageHead(package.name, "\n\n".join(filter(None, docs)), tuple(file.path for file in package.files))


def span(file: File, start: int, end: int) -> Span:
    """A byte range with its lines."""
    return Span(file.path, file.line(start), file.line(max(start, end - 1)), start, end)


def _function(file: File, chunk: Chunk, decl: ast.FuncDecl, symbol: Symbol, count: int) -> Declaration:
    """The declaration of a function; of ``count`` functions init the first, with a word on the others in its doc."""
    doc = _doc(file, chunk.start)
    if count > 1:
        doc = "\n\n".join(filter(None, (doc, f"The package has {count} functions init; this is the first.")))
    return Declaration(
        symbol,
        DeclarationKind.METHOD if decl.receiver is not None else DeclarationKind.FUNC,
        file.position(decl.name.start),
        span(file, decl.start, decl.end),
        _line(file, decl.start, decl.head_end),
        doc,
    )


def _type(package: Package, file: File, decl: ast.GenDecl, spec: ast.TypeSpec, symbol: Symbol) -> Declaration:
    alone = len(decl.specs) == 1
    kind = DeclarationKind.ALIAS if spec.alias else DeclarationKind.TYPE
    fields: list[Member] = []
    embeds: list[Member] = []
    methods = _methods(package, symbol)
    signature = _line(file, spec.start, spec.end)
    if not spec.alias and isinstance(spec.type, ast.StructType):
        kind = DeclarationKind.STRUCT
        signature = f"{spec.name.name} struct"
        fields = _fields(file, spec.type, symbol)
    elif not spec.alias and isinstance(spec.type, ast.InterfaceType):
        kind = DeclarationKind.INTERFACE
        signature = f"{spec.name.name} interface"
        methods = [
            Member(
                symbol.of(m.name.name),
                _line(file, m.name.end, m.end),
                file.position(m.name.start),
            )
            for m in spec.type.methods
        ]
        embeds = [
            Member(symbol.of(embedded_name(e)), _line(file, e.start, e.end), file.position(e.start), embedded=True)
            for e in spec.type.embeds
        ]
    start, end = (decl.start, decl.end) if alone else (spec.start, spec.end)
    doc = _doc(file, start)
    return Declaration(
        symbol,
        kind,
        file.position(spec.name.start),
        span(file, start, end),
        f"type {signature}",
        doc,
        tuple(fields),
        tuple(methods),
        tuple(embeds),
    )


def _value(file: File, decl: ast.GenDecl, spec: ast.ValueSpec, name: ast.Ident, symbol: Symbol) -> Declaration:
    alone = len(decl.specs) == 1
    start, end = (decl.start, decl.end) if alone else (spec.start, spec.end)
    return Declaration(
        symbol,
        DeclarationKind.CONST if decl.keyword == "const" else DeclarationKind.VAR,
        file.position(name.start),
        span(file, start, end),
        f"{decl.keyword} " + _line(file, spec.start, spec.end),
        _doc(file, start),
    )


def _member(package: Package, symbol: Symbol) -> Declaration | None:
    """A field of a struct, or a method of an interface."""
    place = package.places.get(symbol.name)
    if place is None or place[1].keyword is not Keyword.TYPE:
        return None
    file, chunk = place
    spec, _ = file.declaring(chunk, symbol.name) or (None, None)
    written = spec.type if isinstance(spec, ast.TypeSpec) and not spec.alias else None
    if not isinstance(written, (ast.StructType, ast.InterfaceType)):
        return None
    part = written.member(symbol.member)
    if part is None:
        return None
    kind = DeclarationKind.FIELD if isinstance(written, ast.StructType) else DeclarationKind.METHOD
    return _part(file, symbol, kind, *part)


def _part(file: File, symbol: Symbol, kind: DeclarationKind, name: ast.Node, whole: ast.Node) -> Declaration:
    return Declaration(
        symbol,
        kind,
        file.position(name.start),
        span(file, whole.start, whole.end),
        _line(file, whole.start, whole.end),
        _doc(file, whole.start),
    )


def _fields(file: File, struct: ast.StructType, owner: Symbol) -> list[Member]:
    members: list[Member] = []
    for field in struct.fields:
        written = _line(file, field.type.start, field.type.end)
        if field.names:
            members.extend(Member(owner.of(n.name), written, file.position(n.start)) for n in field.names)
        else:
            name = embedded_name(field.type)
            members.append(Member(owner.of(name), written, file.position(field.type.start), embedded=True))
    return members


def _methods(package: Package, owner: Symbol) -> list[Member]:
    """A type's declared methods in source order, files by name."""
    members: list[Member] = []
    for name, (file, chunk) in package.method_places.get(owner.name, {}).items():
        decl = file.declaration(chunk, body=False)
        if isinstance(decl, ast.FuncDecl):
            written = _line(file, decl.name.end, decl.head_end)
            members.append(Member(owner.of(name), written, file.position(decl.name.start)))
    return sorted(members, key=lambda m: m.position)


def _line(file: File, start: int, end: int) -> str:
    """Source on one line, single spaces."""
    return " ".join(file.data[start:end].decode("utf-8", "replace").split())


def _comment_above(file: File, start: int) -> tuple[int, int]:
    """The byte range of the comment lines directly above a line."""
    line = file.line(start) - 1
    starts = file.line_starts
    first = line
    while first > 0 and file.data[starts[first - 1] : starts[first]].lstrip().startswith(b"//"):
        first -= 1
    return starts[first], starts[line]


def _block_above(file: File, clause: int) -> str:
    """The text of a general comment that ends on the line above a package clause, before which are comments alone."""
    before = file.data[:clause]
    last = next(iter(deque(_ANY_COMMENT.finditer(before), maxlen=1)), None)
    if last is None or not last[0].startswith(b"/*") or before[last.end() :].strip(b" \t\r") != b"\n":
        return ""
    return last[0][2:-2].decode("utf-8", "replace").replace("\r\n", "\n").strip("\n")


def _doc(file: File, start: int) -> str:
    """The text of the comment above a declaration, without its markers."""
    lines = file.data[slice(*_comment_above(file, start))].decode("utf-8", "replace").splitlines()
    return _COMMENT.sub("", "\n".join(line.strip() for line in lines)).strip()
