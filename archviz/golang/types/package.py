"""Packages: which file declares which name, and what the names mean (Go specification, "Packages")."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from archviz.golang import stdlib
from archviz.golang.syntax import ast
from archviz.golang.syntax.files import LeftOutFiles, PackageFiles
from archviz.golang.syntax.lexical import BLANK
from archviz.golang.syntax.parse import parse
from archviz.golang.syntax.recent import Recent
from archviz.golang.syntax.scan import Chunk, FileScan, Header, Keyword, header, scan
from archviz.golang.types.circles import defined_by_themselves
from archviz.golang.types.constants import ConstantScope, constant
from archviz.golang.types.expr import Evaluator
from archviz.golang.types.objects import Const, FixedType, Func, NameLookup, Object, PkgName, Scope, TypeName, Var
from archviz.golang.types.types import (
    BASIC,
    UNSAFE_POINTER,
    UNTYPED,
    Alias,
    Invalid,
    Named,
    Pointer,
    Signature,
    Tuple,
    Type,
    TypeParam,
    default_type,
)
from archviz.golang.types.typexpr import declare_type_params, signature, type_of
from archviz.golang.types.universe import UNIVERSE
from archviz.model.context import DEFAULT_CONTEXT, BuildContext
from archviz.model.errors import SourceError
from archviz.model.graph import Diagnostic
from archviz.model.relations import Position
from archviz.model.symbols import UNNAMED, exported

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from archviz.golang.types.expr import Operand
    from archviz.golang.types.values import Constant
    from archviz.model.symbols import Symbol
    from archviz.sources.source import Source


LONGEST_TEXT = 2_000
"""How many bytes of an expression are told beside a relation; those within each other would add up without end."""


CGO = "C"
"""The import path of what cgo declares, which no package has."""
MOST_NAMED = 3
"""How many packages are named that a name may be of."""
MOST_LEFT_OUT = 3
"""How many files are named that are left out."""


class Packages:
    """Every package of a source, and the standard library's, each read when it is first asked for.

    ``unreadable`` has those of which a file cannot be read, with the reason: for all others they are not there.
    ``files`` are the source's files where they have been read for others.
    """

    def __init__(
        self, source: Source, context: BuildContext = DEFAULT_CONTEXT, *, files: PackageFiles | None = None
    ) -> None:
        self.source = source
        self.files = files if files is not None else PackageFiles(source, context)
        self.recent: Recent[tuple[str, int], ast.Decl | None] = Recent()
        """The syntax of declarations that was asked for last."""
        self.beside: dict[str, Any] = {}
        """What others work out of the packages and keep for as long as there are these, by what it is."""
        self.unreadable: dict[str, SourceError] = {}
        self._loaded: dict[str, Package | None] = {}
        self._left_out: dict[str, LeftOutFiles] = {}

    def load(self, path: str) -> Package | None:
        """The package of an import path, or None where the source has it unreadable, or nobody has it."""
        if path not in self._loaded:
            try:
                self._loaded[path] = self._read(path) if _may_be_imported(path) and path != CGO else None
            except SourceError as error:
                self._loaded[path] = None
                self.unreadable[path] = error
        return self._loaded[path]

    def imported(self, importer: str, path: str) -> Package | None:
        """The package that an import of a path means in a package, or None; see ``Source.resolve``."""
        meant = self.source.resolve(importer, path)
        return self.load(meant) if meant else None

    def texts(self) -> Iterator[tuple[str, bytes]]:
        """Every file of the source and the standard library, with the import path of its package."""
        yield from self.files.texts()
        for path in sorted(stdlib.packages().difference(self.files.paths())):
            yield path, stdlib.text(path) or b""

    def diagnostics(self) -> Iterator[Diagnostic]:
        """What could not be read in the files that have been looked at so far."""
        yield from self.source.diagnostics()
        yield from self.files.diagnostics
        for path, error in self.unreadable.items():
            yield Diagnostic(error.file or path, error.line or 1, error.message)
        for package in tuple(self._loaded.values()):
            if package is not None and not package.standard:
                yield from package.misplaced
                yield from package.diagnostics()

    def left_out(self, path: str) -> LeftOutFiles:
        """The files of a package's folder that do not belong to the package in the build context."""
        if path not in self._left_out:
            self._left_out[path] = self.files.left_out(path)
        return self._left_out[path]

    def missing(self, path: str) -> str:
        """Why there is no package of an import path."""
        if path in self.unreadable:
            return f"package {path} cannot be read: {self.unreadable[path].message}"
        files = self.left_out(path).files if _may_be_imported(path) else ()
        if not files:
            return f"package {path} is not in the source"
        more = f" and {len(files) - MOST_LEFT_OUT} more" if len(files) > MOST_LEFT_OUT else ""
        return f"all files of package {path} are left out: {'; '.join(map(str, files[:MOST_LEFT_OUT]))}{more}"

    def unselected(self, path: str, name: str) -> str:
        """Why an import path's package gives nothing by a name."""
        if path == CGO:
            return f"C.{name} is declared by cgo, of which no source is read"
        if self.load(path) is None:
            return self.missing(path)
        declared = self.declared_elsewhere(path, name)
        return f"{path}.{name} is {declared}" if declared else f"{path} does not declare {name}"

    def declared_elsewhere(self, path: str, name: str, member: str = "") -> str:
        """The file that is left out and declares a name or a type's member, as the end of a sentence; "" for none."""
        found = self.left_out(path).declaring(name, member) if _may_be_imported(path) else None
        return f"declared in {found}" if found is not None else ""

    def _read(self, path: str) -> Package | None:
        package = Package(path, self)
        for file in self.files.chosen(path) if path != "unsafe" else ():  # whose source is written for documentation
            package.add(File(file.path, file.data, package, file.header))
        if not package.files:
            text = stdlib.text(path)
            if text is None:
                return None
            package.standard = True
            package.add(File(f"{path}/{path.rpartition('/')[2]}.go", text, package))
        return package


def _may_be_imported(path: str) -> bool:
    """Whether a package may have such an import path (Go specification, "Import declarations").

    No such path has a control character, text that is no UTF-8, or an element that is empty, ``.`` or ``..``.
    """
    return path.isprintable() and "\ufffd" not in path and {"", ".", ".."}.isdisjoint(path.split("/"))


class File:
    """A file of a package: its text, its declarations, and the names of its imports."""

    def __init__(self, path: str, data: bytes, package: Package, head: Header | None = None) -> None:
        self.path = path
        self.data = data
        self.header = head or header(data)
        self.package = package
        self._starts: list[int] | None = None
        self._faults: dict[int, str] = {}
        self._kept: dict[int, ast.Decl | None] = {}
        self._imports: dict[str, PkgName | None] = {}
        self._perhaps: dict[str, list[str]] = {}
        self._dots = [one.path for one in self.header.imports if one.name == "."]

    @cached_property
    def scan(self) -> FileScan:
        """Its declarations."""
        return scan(self.data) if self.package.standard else self.package.packages.files.scan(self.path, self.data)

    @property
    def looked_at(self) -> bool:
        """Whether anybody has asked for its declarations."""
        return "scan" in vars(self)

    def position(self, offset: int) -> Position:
        """The place of a byte offset; none in the table of the standard library's signatures."""
        if self.package.standard:
            return Position.outside(self.package.path)
        starts = self.line_starts
        line = bisect_right(starts, offset)
        return Position(self.path, line, offset - starts[line - 1] + 1)

    def line(self, offset: int) -> int:
        """The line, 1-based, that a byte offset is in."""
        return bisect_right(self.line_starts, offset)

    @property
    def line_starts(self) -> list[int]:
        """The byte offset at which each line starts."""
        if self._starts is None:
            self._starts = [0, *(found.end() for found in re.finditer(rb"\n", self.data))]
        return self._starts

    def diagnostics(self, circles: Iterable[tuple[int, str]]) -> Iterator[Diagnostic]:
        """What could not be read of the file as a whole, then of the declarations that were asked for so far.

        ``circles`` are the declarations that depend on themselves: of each its line, and so.
        """
        lines = [(self.position(offset).line, message) for offset, message in self.scan.faults]
        for line, message in [*lines, *sorted({*self._faults.items(), *circles})]:
            yield Diagnostic(self.path, line, message)

    def passed_over(self, offset: int, reason: str) -> None:
        """Note why what stands at an offset could not be read or worked out; the first reason of a line is told."""
        self._faults.setdefault(self.line(offset), reason)

    def text(self, node: ast.Node) -> str:
        """The source of a node, on one line."""
        return " ".join(self.data[node.start : node.end].decode("utf-8", "replace").split())

    def brief(self, node: ast.Node) -> str:
        """The source of a node, on one line; of a long one its beginning."""
        if node.end - node.start <= LONGEST_TEXT:
            return self.text(node)
        return " ".join(self.data[node.start : node.start + LONGEST_TEXT].decode("utf-8", "replace").split()) + "…"

    def lookup(self, name: str) -> Object | None:
        """The object that a name stands for in this file."""
        found = self.package.lookup(name)
        if found is not None:
            return found
        if name not in self._imports:
            self._imports[name] = self._imported(name)
        return self._imports[name] or self._dotted(name) or UNIVERSE.lookup(name)

    def left_out(self, name: str, member: str = "", package: str = "") -> str:
        """See ``NameLookup``."""
        found = self.package.packages.declared_elsewhere(package or self.package.path, name, member)
        perhaps = self._perhaps.get(name, [])
        if found or member or package or not perhaps:
            return found
        more = f" or {len(perhaps) - MOST_NAMED} more" if len(perhaps) > MOST_NAMED else ""
        paths = " or ".join(perhaps[:MOST_NAMED])
        return f"not declared: a package that is not in the source may be named so, {paths}{more}"

    def _imported(self, name: str) -> PkgName | None:
        unnamed: list[str] = []
        for one in self.header.imports:
            if one.name == name:
                return self._pkg_name(name, one.path)
            if not one.name:
                unnamed.append(one.path)
        likely = [path for path in unnamed if name in likely_names(path)]
        if UNIVERSE.lookup(name) is None:
            likely += [path for path in unnamed if path not in likely]
        missing: list[str] = []
        for path in likely:
            package = self.package.imported(path)
            if package is None:
                missing.append(path)
            elif package.name == name:
                return self._pkg_name(name, path)
        named = [path for path in missing if name in likely_names(path)]
        self._perhaps[name] = named or [path for path in missing if not self._qualifies(path)]
        return self._pkg_name(name, named[0]) if len(named) == 1 else None

    def _qualifies(self, path: str) -> bool:
        """Whether an import without a name is used by a name that its package most likely has."""
        used = rb"(?<![\w\x80-\xff])%b" + BLANK.pattern + rb"[.]"
        return any(re.search(used % re.escape(name.encode()), self.data, re.DOTALL) for name in likely_names(path))

    def _dotted(self, name: str) -> Object | None:
        for path in self._dots:
            package = self.package.imported(path)
            found = package.lookup(name) if package is not None and exported(name) else None
            if found is not None:
                return found
        return None

    def _pkg_name(self, name: str, path: str) -> PkgName:
        package = self.package
        meant = package.packages.source.resolve(package.path, path)
        if not meant:
            return PkgName(name, path, lambda: None, lambda _: f"package {path} is not in the source")
        return PkgName(name, meant, lambda: package.packages.load(meant), partial(package.packages.unselected, meant))

    def name_position(self, chunk: Chunk, name: str) -> Position:
        """The place of a name in the declaration that declares it."""
        decl = self.declaration(chunk, body=False)
        if isinstance(decl, ast.FuncDecl):
            return self.position(decl.name.start)
        found = self.declaring(chunk, name)
        return self.position(found[1].start if found is not None else chunk.start)

    def declaring(self, chunk: Chunk, name: str) -> tuple[ast.TypeSpec | ast.ValueSpec, ast.Ident] | None:
        """The spec that declares a type, variable or constant, and the name in it; None where there is none."""
        decl = self.declaration(chunk, body=False)
        return decl.declaring(name) if isinstance(decl, ast.GenDecl) else None

    def declaration(self, chunk: Chunk, *, body: bool) -> ast.Decl | None:
        """A declaration's syntax; ``body=False`` spares the parser a function's body.

        One that declares types or several names is kept, as it is asked for again for each of them and their members,
        and so is that it cannot be read; of others the latest.
        """
        if chunk.start in self._kept:
            return self._kept[chunk.start]
        recent, key = self.package.packages.recent, (self.path, chunk.start)
        if not body and chunk.keyword is Keyword.FUNC and key not in recent:
            return self._parsed(chunk, body=False)
        decl = recent.get(key, chunk.end - chunk.start, lambda: self._parsed(chunk, body=True))
        if decl is None or chunk.keyword is Keyword.TYPE or len(chunk.names) > 1:
            self._kept[chunk.start] = decl
        return decl

    def has_fault(self, chunk: Chunk) -> bool:
        """Whether a declaration that was asked for could not be read or worked out, or not all of it."""
        first, last = self.position(chunk.start).line, self.position(chunk.end).line
        return any(first <= line <= last for line in self._faults)

    def _parsed(self, chunk: Chunk, *, body: bool) -> ast.Decl | None:
        if not body and chunk.keyword is Keyword.FUNC:
            brace = self.data.find(b"{\n", chunk.start, chunk.end)
            if brace >= 0:
                head, fault = parse(self.data, chunk.start, brace, body=False)
                if fault is None:
                    return head
        decl, fault = parse(self.data, chunk.start, chunk.end, body=body)
        if fault is not None:
            self.passed_over(*fault)
        return decl


class _Shared(NamedTuple):
    """The types and the values of a declaration that several of its names share, by the expression's identity."""

    types: dict[int, Callable[[], Type]]
    values: dict[int, Callable[[], Operand]]


class Package:
    """A package: its files, and its names as objects that are made when they are first looked up."""

    def __init__(self, path: str, packages: Packages) -> None:
        self.path = path
        self.packages = packages
        self.name = likely_name(path)
        self.misplaced: list[Diagnostic] = []
        self._named = False
        self.files: list[File] = []
        self.standard = False
        self._bases: dict[str, str] = {}
        self._pointers: set[str] = set()  # names that are aliases of pointers
        self._objects: dict[str, Object] = {}
        self._methods: dict[str, dict[str, Func]] = {}

    def add(self, file: File) -> None:
        """Take in a file, before anything is asked of the package.

        Where files of one folder have several package clauses, the first one counts, and go/types leaves out the files
        with others.
        """
        name = file.header.package
        if name and self._named and name != self.name:
            message = f"left out: package {name} in the folder of package {self.name}"
            self.misplaced.append(Diagnostic(file.path, 1, message))
            return
        if name:
            self.name, self._named = name, True
        self.files.append(file)

    def imported(self, path: str) -> Package | None:
        """The package that an import of a path means in this one, or None."""
        return self.packages.imported(self.path, path)

    @cached_property
    def places(self) -> dict[str, tuple[File, Chunk]]:
        """Where each package-level name is declared."""
        places: dict[str, tuple[File, Chunk]] = {}
        for file in self.files:
            for chunk in file.scan.chunks:
                for name in chunk.names if not chunk.receiver else ():
                    if name not in ("_", "init"):  # nothing else than functions may be declared as init
                        places.setdefault(name, (file, chunk))
        return places

    @cached_property
    def method_places(self) -> dict[str, dict[str, tuple[File, Chunk]]]:
        """Where each method is declared, by the name of its type, also where the receiver names that by an alias."""
        places: dict[str, dict[str, tuple[File, Chunk]]] = {}
        for file in self.files:
            for chunk in file.scan.chunks:
                if chunk.receiver and chunk.names and chunk.names[0] != "_":
                    places.setdefault(chunk.receiver, {}).setdefault(chunk.names[0], (file, chunk))
        for alias in list(places):
            base = self._aliased(alias)
            if base:
                self._bases[alias] = base
                places.setdefault(base, {}).update(places.pop(alias))
        return places

    def _aliased(self, name: str) -> str:
        """The name of this package's type that a name is an alias of, or of a pointer to which; or ""."""
        file, chunk = self.places.get(name, (None, None))
        if file is None or chunk is None or file.data.find(b"=", chunk.start, chunk.end) < 0:
            return ""
        obj = self.lookup(name)
        target = _written(obj.type()) if isinstance(obj, TypeName) and obj.alias else None
        if isinstance(target, Pointer):
            self._pointers.add(name)
            target = _written(target.elem)
        if not isinstance(target, Named) or target.args or target.obj.package != self.path:
            return ""
        return target.obj.name

    def receiver_base(self, chunk: Chunk) -> str:
        """The name of the type that a method belongs to; "" for a function."""
        return self._bases.get(chunk.receiver, chunk.receiver) if self.method_places else ""

    def place(self, symbol: Symbol) -> tuple[File, Chunk] | None:
        """Where a package-level name or a method is declared; None for a field, an interface's method, or no symbol.

        ``init`` is where the first function of that name is.
        """
        if symbol.member:
            return self.method_places.get(symbol.name, {}).get(symbol.member)
        return self.inits[0] if symbol.name == "init" and self.inits else self.places.get(symbol.name)

    @cached_property
    def inits(self) -> tuple[tuple[File, Chunk], ...]:
        """Every function ``init``, of which a package may have several (Go specification, "Package initialization")."""
        return tuple(
            (file, chunk)
            for file in self.files
            for chunk in file.scan.chunks
            if chunk.keyword is Keyword.FUNC and chunk.names == ("init",) and not chunk.receiver
        )

    def diagnostics(self) -> Iterator[Diagnostic]:
        """What could not be read so far, and what was found to depend on itself, of the files that were looked at."""
        circles: dict[File, list[tuple[int, str]]] = {}
        for name, reason in self._circles():
            file, chunk = self.places[name]
            circles.setdefault(file, []).append((file.name_position(chunk, name).line, reason))
        for file in self.files:
            yield from file.diagnostics(circles.get(file, ())) if file.looked_at else ()

    def _circles(self) -> Iterator[tuple[str, str]]:
        """The names that were found to depend on themselves, and of each that it does."""
        objects = list(self._objects.items())
        for name, obj in objects:
            known = obj.known_type if isinstance(obj, (Var, Const)) else None
            if isinstance(known, Invalid) and known.reason.endswith(f" {name} depends on itself"):
                yield name, known.reason
        for type_name in defined_by_themselves(obj for _, obj in objects if isinstance(obj, TypeName)):
            yield type_name.name, f"{type_name.name} is defined by itself"

    def lookup(self, name: str) -> Object | None:
        """The package-level object of a name, or None."""
        found = self._objects.get(name)
        if found is None and name in self.places:
            found = self.declared(*self.places[name], name)
        return found

    def left_out(self, name: str, member: str = "", package: str = "") -> str:
        """See ``NameLookup``."""
        return self.packages.declared_elsewhere(package or self.path, name, member)

    def declared(self, file: File, chunk: Chunk, name: str) -> Object | None:
        """The object of a name that a declaration declares, without a look at other files."""
        if name not in self._objects:
            if chunk.keyword is Keyword.FUNC:
                self._objects[name] = Func(name, self.path, lambda: self.signature(file, chunk))
            else:
                self._declare(file, chunk)
        return self._objects.get(name)

    def methods(self, type_name: str) -> Mapping[str, Func]:
        """The methods declared with a type as receiver, by name."""
        found = self._methods.get(type_name)
        if found is None:
            found = {}
            for name, (file, chunk) in self.method_places.get(type_name, {}).items():
                found[name] = Func(
                    name,
                    self.path,
                    lambda file=file, chunk=chunk: self.signature(file, chunk),  # type: ignore[misc]
                    owner=type_name,
                    pointer=chunk.receiver in self._pointers or chunk.pointer,
                )
            self._methods[type_name] = found
        return found

    def signature(self, file: File, chunk: Chunk) -> Signature:
        """The signature of a declared function or method."""
        decl = file.declaration(chunk, body=False)
        if not isinstance(decl, ast.FuncDecl):
            return Signature((), ())
        unfit = self._unfit(chunk, decl)
        if unfit:
            return Signature((), (Invalid(unfit),))
        scope = self.receiver_scope(file, decl)
        scope, params = declare_type_params(decl.type_params, scope, self.path)
        return signature(decl.type, scope, self.path, params)

    def receiver_scope(self, file: File, decl: ast.FuncDecl) -> NameLookup:
        """The scope in which a receiver's type parameters have the names that the method gives them."""
        generic = _receiver_index(decl)
        if generic is None or not isinstance(generic.x, ast.Ident):
            return file
        scope = Scope(file)
        base = self.lookup(generic.x.name)
        if isinstance(base, TypeName):
            for name, param in zip(generic.indices, base.type_params(), strict=False):
                if isinstance(name, ast.Ident):
                    scope.declare(FixedType(name.name, param))
        return scope

    def _unfit(self, chunk: Chunk, decl: ast.FuncDecl) -> str:
        """Why a receiver names no type that methods can be declared with, as far as type parameters go; or ""."""
        base = self.lookup(chunk.receiver) if chunk.receiver else None
        if not isinstance(base, TypeName) or base.alias:
            return ""
        generic = _receiver_index(decl)
        named, declared = len(generic.indices) if generic is not None else 0, len(base.type_params())
        return (
            ""
            if named == declared
            else f"a receiver with {named} type parameters for {base.name}, which has {declared}"
        )

    def receiver(self, decl: ast.FuncDecl, scope: NameLookup) -> Var | None:
        """The receiver of a method as a variable."""
        if decl.receiver is None:
            return None
        t = type_of(decl.receiver.type, scope, self.path)
        name = decl.receiver.names[0] if decl.receiver.names else None
        return Var(name.name if name is not None else "_", self.path, t, at=name.start if name is not None else -1)

    def _declare(self, file: File, chunk: Chunk) -> None:
        decl = file.declaration(chunk, body=True)
        if not isinstance(decl, ast.GenDecl):
            return
        shared = _Shared({}, {})
        for spec in decl.specs:
            if isinstance(spec, ast.TypeSpec):
                self._objects.setdefault(spec.name.name, self._type_name(file, spec))
                continue
            for i, name in enumerate(spec.names):
                make = self._const if decl.keyword == "const" else self._var
                self._objects.setdefault(name.name, make(file, spec, i, shared))

    def _declared_type(self, file: File, x: ast.Expr, shared: _Shared) -> Type:
        """The type that an expression denotes, worked out once for all the names that share it."""
        return shared.types.setdefault(id(x), cache(lambda: type_of(x, file, self.path)))()

    def _value(self, file: File, x: ast.Expr, shared: _Shared) -> Operand:
        """An expression's value, worked out once for all the names that share it."""
        return shared.values.setdefault(id(x), cache(lambda: Evaluator(self.path, file).expr(x)))()

    def _type_name(self, file: File, spec: ast.TypeSpec) -> TypeName:
        scopes: list[tuple[NameLookup, tuple[TypeParam, ...]]] = []

        def declared() -> tuple[NameLookup, tuple[TypeParam, ...]]:
            if not scopes:
                scopes.append(
                    declare_type_params(spec.type_params, file, self.path) if spec.type_params else (file, ())
                )
            return scopes[0]

        def define(obj: TypeName) -> Type:
            if self.path == "unsafe" and obj.name == "Pointer":
                return UNSAFE_POINTER
            return type_of(spec.type, declared()[0], self.path, UNNAMED if obj.alias else obj.name)

        return TypeName(
            spec.name.name,
            self.path,
            define,
            alias=spec.alias,
            params=lambda: declared()[1],
            methods=self.methods,
        )

    def _var(self, file: File, spec: ast.ValueSpec, i: int, shared: _Shared) -> Var:
        def make() -> Type | tuple[Type, bool]:
            if spec.type is not None:
                return self._declared_type(file, spec.type, shared)
            if len(spec.values) == len(spec.names):
                found = Evaluator(self.path, file).expr(spec.values[i])
                return default_type(found.type), found.certain
            if not spec.values:
                return Invalid("no value")
            found = self._value(file, spec.values[0], shared)
            if isinstance(found.type, Tuple):
                types = found.type.types
                return types[i] if i < len(types) else Invalid("a call with too few results"), found.certain
            return BASIC["bool"] if i and not isinstance(found.type, Invalid) else found.type, found.certain

        initial = (spec.values[i], file) if i < len(spec.values) and not spec.broken else None
        return Var(spec.names[i].name, self.path, make, level=True, initial=initial)

    def _const(self, file: File, spec: ast.ValueSpec, i: int, shared: _Shared) -> Const:
        x = spec.values[i] if i < len(spec.values) else None

        def make() -> Type:
            if spec.type is not None:
                return self._declared_type(file, spec.type, shared)
            return self._value(file, x, shared).type if x is not None else UNTYPED["int"]

        def value() -> Constant | None:
            if x is None or spec.broken:
                return None
            declared = make() if spec.type is not None else None
            return constant(x, ConstantScope(file, self.path, spec.iota), declared)

        return Const(spec.names[i].name, self.path, make, value)

    def type_names(self) -> list[TypeName]:
        """The types that the package declares, sorted by name."""
        names = sorted(name for name, (_, chunk) in self.places.items() if chunk.keyword is Keyword.TYPE)
        return [obj for name in names if isinstance(obj := self.lookup(name), TypeName)]


def _written(t: Type) -> Type | None:
    """The type that an alias stands for; None where a generic alias is on the way, through which no method is declared.

    After the Go specification, "Method declarations".
    """
    passed: set[TypeName] = set()
    while isinstance(t, Alias):
        if t.args or t.obj in passed:
            return None
        passed.add(t.obj)
        t = t.obj.definition()
    return t


def _receiver_index(decl: ast.FuncDecl) -> ast.Index | None:
    x: ast.Expr | None = decl.receiver.type if decl.receiver is not None else None
    while isinstance(x, (ast.Star, ast.Paren)):
        x = x.x
    return x if isinstance(x, ast.Index) else None


_VERSION = re.compile(r"v\d+$")


def likely_name(path: str) -> str:
    """The name that a package most likely has, by its import path: the last element, without a major version."""
    parts = path.split("/")
    last = parts[-1]
    if len(parts) > 1 and _VERSION.match(last):
        last = parts[-2]
    last = re.sub(r"\.v\d+$", "", last)
    return last.replace("-", "_")


@cache
def likely_names(path: str) -> frozenset[str]:
    """The names that a package may have whose import is not given one: ``likely_name``, and what goimports assumes.

    That is without a ``go-`` before it and without what follows a character that no identifier has: ``yaml`` for
    ``go-yaml`` and for ``yaml-go`` (golang.org/x/tools/internal/imports, ImportPathToAssumedName).
    """
    parts = path.split("/")
    base = parts[-2] if len(parts) > 1 and _VERSION.match(parts[-1]) else parts[-1]
    assumed = re.match(r"\w*", base.removeprefix("go-"))
    return frozenset({likely_name(path), assumed[0] if assumed is not None else ""})
