"""The places of a package where it may use symbols that no relation shows.

What is read here is text: files that do not belong to the package in the build context or cannot be read, directives of
the compiler and of cgo, and code in assembly. What else there is comes with the facts: see ``Analysis.gaps``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archviz.golang import stdlib
from archviz.golang.facts.implementations import Interfaces, implementation, method_names
from archviz.golang.syntax import ast
from archviz.golang.syntax.constraints import is_test, needs_cgo
from archviz.golang.syntax.lexical import identifiers, selected
from archviz.golang.syntax.scan import Keyword, header, scan
from archviz.golang.types.methodsets import interface_methods, is_method_set
from archviz.golang.types.objects import TypeName
from archviz.golang.types.types import Interface, Named, underlying
from archviz.model.errors import SourceError
from archviz.model.graph import Gap, GapKind
from archviz.model.relations import Position, Relation, RelationKind
from archviz.model.symbols import Symbol, exported

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.golang.syntax.scan import Chunk
    from archviz.golang.types.package import File, Package, Packages

_LINKNAME = re.compile(rb"^//go:linkname[ \t]+(\S+)(?:[ \t]+(\S+))?", re.MULTILINE)
_EXPORT = re.compile(rb"^//export[ \t]+(\S+)", re.MULTILINE)
_CONSTANT = re.compile(rb"MethodByName\s*\(\s*(?:\"(\w+)\"|`(\w+)`)\s*\)")
_BY_NAME = ("reflect.Value.MethodByName", "reflect.Type.MethodByName")
_WITH_RESULT = (
    *("text/template.Template.Execute", "text/template.Template.ExecuteTemplate"),
    *("html/template.Template.Execute", "html/template.Template.ExecuteTemplate"),
    *("net/rpc.Register", "net/rpc.RegisterName", "net/rpc.Server.Register", "net/rpc.Server.RegisterName"),
)
"""What calls only methods with one result, or two of which one is an error (go doc text/template, go doc net/rpc)."""
REFLECTING = ("reflect.Value.Method", "reflect.Type.Method", *_BY_NAME, *_WITH_RESULT)
"""What of the standard library calls methods by reflection."""
_INNER = frozenset(
    (
        *("AfterFunc", "As", "CancelRequest", "CloseIdleConnections", "CloseWrite", "Compose", "ConnectionState"),
        *("Decompose", "EnableFullDuplex", "Equal", "Flush", "FlushError", "HandshakeContext", "Is", "IsBoolFlag"),
        *("IsHTTP2NoCachedConnError", "IsZero", "Network", "NewCBCDecrypter", "NewCBCEncrypter", "NewCTR", "NewGCM"),
        *("Peek", "SetReadDeadline", "SetWriteDeadline", "String", "Temporary", "Timeout", "Unwrap", "WriteString"),
    )
)
"""Methods that the standard library (Go 1.27) calls through interfaces that it does not export or that have no name."""


def package_gaps(package: Package, relations: Iterable[Relation]) -> tuple[Gap, ...]:
    """All gaps of a package whose relations are given, but for those of its analyses."""
    found = (*text_gaps(package), *reflection_gaps(package, relations))
    types = (gap for obj in package.type_names() for gap in outside_gaps(package, obj))
    return (*found, *types)


def text_gaps(package: Package) -> Iterator[Gap]:
    """The gaps that the text of a package's folder shows."""
    for file in package.files:
        linked: set[str] = set()
        for gap in _linked(file):
            linked.update(gap.names or ())
            yield gap
        if any(one.path == "C" for one in file.header.imports):
            for found in _EXPORT.finditer(file.data):
                name = found.group(1).decode("utf-8", "replace")
                message = f"cgo exports {name} to C"
                at, symbol = file.position(found.start(1)), Symbol(package.path, name)
                yield Gap(GapKind.CGO, at, message, frozenset((name,)), symbol, package.path)
        for fault in file.scan.faults[:1]:
            message = f"the file cannot be read to its end: {fault.message}"
            yield Gap(GapKind.DAMAGED, file.position(fault.offset), message, identifiers(file.data), None, package.path)
        yield from _assembly(file, linked)
    yield from left_out_gaps(package.packages, package.path, package.files)


def left_out_gaps(packages: Packages, path: str, files: Iterable[File] = ()) -> Iterator[Gap]:
    """The files of a folder that do not belong to its package, which consists of ``files``; tests aside."""
    taken = {file.path for file in files}
    context = packages.files.context
    for name in packages.source.files(path, tests=context.tests):
        if name in taken or (is_test(name) and not context.tests):
            continue
        try:
            data = packages.source.read(name)
        except SourceError as error:
            yield Gap(
                GapKind.DAMAGED, Position(name, 1, 1), f"the file cannot be read: {error.message}", None, None, path
            )
            continue
        cgo = needs_cgo(name, header(data)) and not context.cgo
        why = 'as it imports "C"' if cgo else f"on {context}"
        message = f"a file that is left out {why} has the name"
        kind = GapKind.CGO if cgo else GapKind.LEFT_OUT
        yield Gap(kind, Position(name, 1, 1), message, *_may_name(packages, path, data))


def _may_name(
    packages: Packages, path: str, data: bytes
) -> tuple[frozenset[str], None, str, frozenset[str], frozenset[str]]:
    """What a file outside its package may name, as the last fields of a gap.

    What it declares itself it does not have from its package, whose files have that name only when it is left out.
    """
    imports = header(data).imports
    names, behind = identifiers(data), selected(data)
    if any(one.name == "." for one in imports):
        behind = names
    read = scan(data)
    own = () if read.faults else (name for chunk in read.chunks if not chunk.receiver for name in chunk.names)
    paths = frozenset(one for found in imports for one in (found.path, packages.source.resolve(path, found.path)))
    return names.difference(own) | behind, None, path, behind, paths


def _linked(file: File) -> Iterator[Gap]:
    """What ``//go:linkname local [importpath.name]`` joins (go doc compile, "Compiler Directives")."""
    package = file.package.path
    for found in _LINKNAME.finditer(file.data):
        at = file.position(found.start(1))
        local, other = (one.decode("utf-8", "replace") if one else "" for one in found.groups())
        message = f"//go:linkname {local}{f' {other}' if other else ''} joins it with other code"
        yield Gap(GapKind.LINKNAME, at, message, frozenset((local,)), Symbol(package, local), package)
        path, _, name = re.sub(r"[(*)]", "", other).rpartition(".")
        if path:
            yield Gap(GapKind.LINKNAME, at, message, frozenset((name,)), None, package)


def _assembly(file: File, linked: set[str]) -> Iterator[Gap]:
    """A function without a body, which is in assembly (Go specification, "Function declarations")."""
    for chunk in file.scan.chunks:
        if chunk.keyword is Keyword.FUNC and _may_lack_body(file, chunk) and not linked.intersection(chunk.names):
            decl = file.declaration(chunk, body=True)
            if isinstance(decl, ast.FuncDecl) and decl.body is None and not file.has_fault(chunk):
                message = (
                    f"{decl.name.name} is written in assembly, which is not read and may call what its package has"
                )
                yield Gap(GapKind.ASSEMBLY, file.position(decl.name.start), message, None, None, file.package.path)


def _may_lack_body(file: File, chunk: Chunk) -> bool:
    text = file.data[chunk.start : chunk.end].rstrip()
    return b"{" not in text or not text.endswith(b"}") or text.endswith(b"{}")


def reflection_gaps(package: Package, relations: Iterable[Relation]) -> Iterator[Gap]:
    """The calls by which a package has methods called by reflection (go doc reflect, text/template, net/rpc)."""
    for relation in relations:
        target = str(relation.target)
        if target not in REFLECTING or relation.kind not in (RelationKind.CALL, RelationKind.REF):
            continue
        name = _constant(package, relation.position) if target in _BY_NAME else ""
        with_result = target in _WITH_RESULT
        methods = f"a method {name}" if name else f"any exported method{' with a result' if with_result else ''}"
        message = f"{target} may call {methods} by reflection"
        names = frozenset((name,)) if name else None
        yield Gap(GapKind.REFLECTION, relation.position, message, names, package=package.path, with_result=with_result)


def _constant(package: Package, at: Position) -> str:
    """The method that ``MethodByName("Name")`` names; "" where its argument is no string."""
    file = next(one for one in package.files if one.path == at.file)
    found = _CONSTANT.match(file.data, file.line_starts[at.line - 1] + at.col - 1)
    name = (found.group(1) or found.group(2)) if found is not None else b""
    return name.decode()


def outside_gaps(package: Package, obj: TypeName) -> Iterator[Gap]:
    """What may call a type's exported methods without being in the source.

    The standard library does through its interfaces: those that it exports, by the type's method set, and others by
    the methods' names. A package that is missing may do so through interfaces that nobody knows, where the type's
    package imports it.
    """
    if obj.alias or not isinstance(named := obj.type(), Named) or isinstance(underlying(named), Interface):
        return
    file, chunk = package.places[obj.name]
    at = file.name_position(chunk, obj.name)
    have = method_names(obj)
    standard = standard_interfaces(package.packages)
    for name in standard.possible(have):
        relation = implementation(package, obj, name)
        inner = underlying(name.type())
        if relation is not None and isinstance(inner, Interface):
            names = frozenset(m.name for m in interface_methods(inner).values() if exported(m.name))
            certain = "may call it" if isinstance(relation, Relation) else "may perhaps call it"
            message = f"the standard library {certain} through {name.symbol}"
            yield Gap(GapKind.INTERFACE, at, message, names, obj.symbol, package.path)
    inner_names = have.intersection(_INNER)
    if inner_names:
        message = "the standard library calls methods of this name through interfaces that it does not export"
        yield Gap(GapKind.INTERFACE, at, message, inner_names, obj.symbol, package.path)
    missing = _missing(package)
    if missing:
        message = f"{missing} is imported, is not in the source, and may call it through an interface"
        yield Gap(GapKind.MISSING, at, message, None, obj.symbol, package.path)


def _missing(package: Package) -> str:
    """The first package that another imports and that nobody has; ""."""
    paths = sorted({one.path for file in package.files for one in file.header.imports})
    return next((path for path in paths if path not in ("C", "unsafe") and package.imported(path) is None), "")


def standard_interfaces(packages: Packages) -> Interfaces:
    """The interfaces with methods that the standard library exports."""
    found: Interfaces | None = packages.beside.get("standard interfaces")
    if found is None:
        found = packages.beside["standard interfaces"] = Interfaces(_of_standard_library(packages))
    return found


def _of_standard_library(packages: Packages) -> Iterator[tuple[TypeName, Interface]]:
    for path in sorted(stdlib.packages()):
        package = packages.load(path)
        for file in package.files if package is not None and package.standard else ():
            for chunk in file.scan.chunks:
                if chunk.keyword is Keyword.TYPE and b"interface" in file.data[chunk.start : chunk.end]:
                    yield from _of(package, file, chunk)


def _of(package: Package | None, file: File, chunk: Chunk) -> Iterator[tuple[TypeName, Interface]]:
    for name in chunk.names if package is not None else ():
        obj = package.declared(file, chunk, name) if package is not None else None
        if isinstance(obj, TypeName) and not obj.alias and not obj.type_params():
            inner = underlying(obj.type())
            if isinstance(inner, Interface) and is_method_set(inner) and interface_methods(inner):
                yield obj, inner
