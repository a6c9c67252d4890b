"""A source as an index of SCIP: definitions, references and implementations, for code search engines and viewers.

A document is a Go file. Its occurrences are the names that it declares, the packages that it imports, and every place
that a relation or a use of the code graph proves; names within functions, type parameters and the qualifiers before
names (``http`` of ``http.Handler``) are left out, and so is everything that is not certain, or that stands in the
source by another name than its declaration's, such as an alias.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from archviz.export.scip_schema import UTF8_COLUMNS, UTF8_TEXT, Kind, Role, messages
from archviz.export.scip_symbols import Modules, package_symbol, symbol_name
from archviz.golang.facts.implementations import interface_named, interfaces_in_reach, package_implements
from archviz.golang.syntax.lexical import NAME, OPAQUE
from archviz.golang.syntax.scan import Keyword
from archviz.golang.types.methodsets import interface_methods
from archviz.golang.types.types import Interface, underlying
from archviz.model.graph import DeclarationKind, Declared
from archviz.model.relations import RelationKind, UseKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archviz.golang.graph import Graph
    from archviz.golang.types.package import File, Package
    from archviz.model.relations import Position, Relation, Use
    from archviz.model.symbols import Symbol

_KINDS = {
    DeclarationKind.FUNC: Kind.FUNCTION,
    DeclarationKind.METHOD: Kind.METHOD,
    DeclarationKind.STRUCT: Kind.STRUCT,
    DeclarationKind.INTERFACE: Kind.INTERFACE,
    DeclarationKind.TYPE: Kind.TYPE,
    DeclarationKind.ALIAS: Kind.TYPE_ALIAS,
    DeclarationKind.CONST: Kind.CONSTANT,
    DeclarationKind.VAR: Kind.VARIABLE,
    DeclarationKind.FIELD: Kind.FIELD,
}
_ROLES: dict[RelationKind | UseKind, Role] = {
    RelationKind.SETS: Role.WRITE_ACCESS,
    RelationKind.SENDS: Role.READ_ACCESS,
    RelationKind.RECEIVES: Role.READ_ACCESS,
    RelationKind.DYNCALL: Role.READ_ACCESS,
    UseKind.READS: Role.READ_ACCESS,
    UseKind.WRITES: Role.WRITE_ACCESS,
}
_CLAUSE = re.compile(rb"package\s+(" + NAME + rb")")
_QUOTED = re.compile(rb"[\"`]([^\"`\n]+)[\"`]")
_COLON = re.compile(rb"\s*:(?!=)")
_UNNAMED = (RelationKind.IMPLEMENTS, RelationKind.STORES)
"""Relations whose place is not where their target is named."""


@dataclass
class Written:
    """What was written so far, and how many places were left out as a type could not be worked out."""

    documents: int = 0
    symbols: int = 0
    occurrences: int = 0
    implementations: int = 0
    guesses: int = 0
    unresolved: int = 0


@dataclass
class ScipExport:
    """An index of some packages of a graph, which must be of its own source.

    ``root`` is the source's place as a URI, ``tool`` archviz's version and ``version`` that of the source's modules, ""
    where it has none.
    """

    graph: Graph
    packages: Sequence[str]
    root: str
    tool: str
    version: str = ""
    written: Written = field(default_factory=Written)
    _names: dict[Symbol, tuple[str, Kind] | None] = field(default_factory=dict)
    _outside: set[Symbol] = field(default_factory=set)
    _imported: dict[str, str] = field(default_factory=dict)
    _implemented: dict[Symbol, set[Symbol]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._make = messages()
        self._modules = Modules(self.graph.source, self.version)
        self._among = frozenset(self.packages)

    def parts(self) -> Iterator[bytes]:
        """The index in parts: one after another, they are one message ``Index``.

        Repeated fields of a message may be given one by one (https://protobuf.dev/programming-guides/encoding), so the
        whole need not be in memory. Raises SourceError where a package cannot be read.
        """
        index = self._make["Index"]
        info = self._make["ToolInfo"](name="archviz", version=self.tool)
        head = self._make["Metadata"](tool_info=info, project_root=self.root, text_document_encoding=UTF8_TEXT)
        yield index(metadata=head).SerializeToString()
        self._find_implementations()
        for path in self.packages:
            for document in self._documents(path):
                yield index(documents=[document]).SerializeToString()
        outside = [self._package(name, called) for name, called in sorted(self._imported.items())]
        outside += [self._information(one) for one in sorted(self._outside)]
        yield index(external_symbols=outside).SerializeToString()

    def _package(self, name: str, called: str) -> Any:
        return self._make["SymbolInformation"](symbol=name, kind=Kind.PACKAGE, display_name=called)

    def _find_implementations(self) -> None:
        """Which interfaces each type of the packages implements, and with which of its methods which of theirs."""
        loaded = [self.graph.package(path) for path in self.packages]
        reach = interfaces_in_reach(loaded)
        for package in loaded:
            for relation in package_implements(package, reach):
                interface = relation.target
                if interface is None:
                    continue
                self._implemented.setdefault(relation.source, set()).add(interface)
                for wanted in self._methods(interface):
                    found = self.graph.member(relation.source, wanted.member)
                    if found is not None and found != wanted:
                        self._implemented.setdefault(found, set()).add(wanted)

    def _methods(self, interface: Symbol) -> Iterator[Symbol]:
        name = interface_named(self.graph.loaded, interface)
        t = underlying(name.type()) if name is not None else None
        for method in interface_methods(t).values() if isinstance(t, Interface) else ():
            if method.symbol is not None:
                yield method.symbol

    def _documents(self, path: str) -> Iterator[Any]:
        """A document for each file of a package."""
        package, contents = self.graph.package(path), self.graph.contents(path)
        self.written.unresolved += len(contents.unresolved)
        files = {file.path: _Document(file) for file in package.files}
        for number, file in enumerate(package.files):
            self._begin(files[file.path], package, first=number == 0)
        embedded = {
            (one.source.of(one.target.leaf), one.position.file, one.position.line): one.position
            for one in contents.relations
            if one.kind is RelationKind.EMBEDS and one.target is not None
        }
        for declared in contents.declared:
            symbol, at = declared.symbol, declared.position
            if at.file in files and symbol.short != "init":  # an embedded field's name is the last one of its type
                self._define(files[at.file], symbol, embedded.get((symbol, at.file, at.line), at))
        places: tuple[Relation | Use, ...] = (*contents.relations, *contents.uses)
        for place in places:
            self._refer(files, place)
        for document in files.values():
            yield self._document(document)

    def _begin(self, document: _Document, package: Package, *, first: bool) -> None:
        """The package clause, which the package is defined in where it is that of its first file, and the imports."""
        file = document.file
        text = _header(file)
        clause = _CLAUSE.search(text)
        if clause is not None:
            name = package_symbol(self._modules.of(package.path), package.path)
            role = Role.DEFINITION if first else Role(0)
            document.add(file.position(clause.start(1)), len(clause[1]), name, role)
            if first:
                document.symbols.append(self._package(name, package.name))
        for written in _QUOTED.finditer(text, clause.end() if clause is not None else 0):
            meant = package.imported(written[1].decode("utf-8", "replace"))
            if meant is not None:
                name = package_symbol(self._modules.of(meant.path), meant.path)
                document.add(file.position(written.start(1)), len(written[1]), name, Role.IMPORT)
                if meant.path not in self._among:
                    self._imported[name] = meant.name

    def _define(self, document: _Document, target: Symbol, at: Position) -> None:
        found = self._named(target) if document.has(at, target.leaf) else None
        if found is not None:
            document.add(at, len(target.leaf.encode()), found[0], Role.DEFINITION)
            document.symbols.append(self._information(target, whole=True))

    def _refer(self, files: dict[str, _Document], use: Relation | Use) -> None:
        target, document = use.target, files.get(use.position.file)
        if target is None or document is None or use.kind in _UNNAMED:
            return
        if not use.certain:
            self.written.guesses += 1
            return
        is_named = use.kind is not RelationKind.SETS or document.has_field(use.position, target.leaf)
        found = self._named(target) if is_named and document.has(use.position, target.leaf) else None
        if found is not None:
            document.add(use.position, len(target.leaf.encode()), found[0], _ROLES.get(use.kind, Role(0)))
            if target.package not in self._among:
                self._outside.add(target)

    def _named(self, target: Symbol) -> tuple[str, Kind] | None:
        """What SCIP calls a symbol, and its kind; None where it is not declared."""
        if target not in self._names:
            found = self.graph.declaration(target)
            self._names[target] = None if found is None else self._called(Declared(target, found.kind, found.position))
        return self._names[target]

    def _called(self, declared: Declared) -> tuple[str, Kind]:
        target, kind = declared.symbol, _KINDS[declared.kind]
        owner = self.graph.declaration(target.owner) if kind is Kind.METHOD else None
        of = owner.kind if owner is not None else None
        if of is DeclarationKind.INTERFACE:
            kind = Kind.METHOD_SPECIFICATION
        return symbol_name(self._modules.of(target.package), declared, owner=of), kind

    def _information(self, target: Symbol, *, whole: bool = False) -> Any:
        """What is said of a declared symbol: its kind; with ``whole`` its comment, its head and what it implements."""
        found, declaration = self._named(target), self.graph.declaration(target)
        assert found is not None  # noqa: S101
        assert declaration is not None  # noqa: S101
        made = self._make["SymbolInformation"](symbol=found[0], kind=found[1], display_name=target.leaf)
        if whole:
            self.written.symbols += 1
            if declaration.doc:
                made.documentation.append(declaration.doc)
            made.signature_documentation.language = "go"
            made.signature_documentation.text = declaration.signature
            for interface in sorted(self._implemented.get(target, ())):
                named = self._named(interface)
                if named is not None:
                    made.relationships.add(symbol=named[0], is_implementation=True)
                    self.written.implementations += 1
                    if interface.package not in self._among:
                        self._outside.add(interface)
        return made

    def _document(self, document: _Document) -> Any:
        path = document.file.path
        made = self._make["Document"](language="go", relative_path=path, position_encoding=UTF8_COLUMNS)
        made.symbols.extend(document.symbols)
        test = Role.TEST if path.endswith("_test.go") else 0
        for (line, start, end, name), role in sorted(document.occurrences.items()):
            made.occurrences.add(range=[line, start, end], symbol=name, symbol_roles=role | test)
        self.written.documents += 1
        self.written.occurrences += len(document.occurrences)
        return made


def _header(file: File) -> bytes:
    """What comes before the declarations of a file, with blanks for its comments, so that all stands where it did."""
    end = min(
        (chunk.start for chunk in file.scan.chunks if chunk.keyword is not Keyword.IMPORT), default=len(file.data)
    )
    return OPAQUE.sub(_blanked, file.data[:end])


def _blanked(found: re.Match[bytes]) -> bytes:
    return b" " * len(found[0]) if found[0].startswith((b"//", b"/*")) else found[0]


@dataclass
class _Document:
    """What was found in a file. A place may have several roles: a field that is counted up is read and written."""

    file: File
    symbols: list[Any] = field(default_factory=list)
    occurrences: dict[tuple[int, int, int, str], int] = field(default_factory=dict)

    def add(self, at: Position, length: int, name: str, role: Role) -> None:
        key = at.line - 1, at.col - 1, at.col - 1 + length, name
        self.occurrences[key] = self.occurrences.get(key, 0) | role

    def has(self, at: Position, name: str) -> bool:
        """Whether a name stands at a place."""
        wanted = name.encode()
        start = self.file.line_starts[at.line - 1] + at.col - 1
        return self.file.data[start : start + len(wanted)] == wanted

    def has_field(self, at: Position, name: str) -> bool:
        """Whether the field that is set at a place is named there: after a dot, or as a key, with a colon after it.

        In a composite literal without keys it is the value that stands there.
        """
        start = self.file.line_starts[at.line - 1] + at.col - 1
        selected = self.file.data[max(start - 1, 0) : start] == b"."
        return selected or _COLON.match(self.file.data, start + len(name.encode())) is not None
