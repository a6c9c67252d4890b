"""The code graph of a source: every question that the rest of archviz may ask of Go code."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from archviz.golang import stdlib
from archviz.golang.facts import implementations
from archviz.golang.facts.analysis import TOO_DEEP, analysis
from archviz.golang.facts.branches import exclusive
from archviz.golang.facts.call_sites import CallSearch
from archviz.golang.facts.capacities import channel_capacity
from archviz.golang.facts.contents import package_contents
from archviz.golang.facts.declarations import declaration, init_declaration, package_head
from archviz.golang.facts.fragments import Fragments, chain
from archviz.golang.facts.gaps import outside_gaps, standard_interfaces
from archviz.golang.facts.method_index import MethodIndex
from archviz.golang.facts.method_tables import method_type
from archviz.golang.facts.naming import naming, variables
from archviz.golang.facts.order import order
from archviz.golang.facts.relations import package_facts, places, symbol_relations, symbol_unresolved, symbol_uses
from archviz.golang.facts.rings import written_round
from archviz.golang.facts.signatures import member_names, shape
from archviz.golang.syntax import ast
from archviz.golang.syntax.scan import Keyword
from archviz.golang.types.constants import initial_value
from archviz.golang.types.objects import Const, TypeName, Var
from archviz.golang.types.package import Packages
from archviz.golang.types.selection import Selection, select
from archviz.golang.types.types import Interface, Named, unalias, underlying
from archviz.model.context import DEFAULT_CONTEXT, BuildContext
from archviz.model.errors import SourceError
from archviz.model.graph import LiteralSite, Undecided
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archviz.golang.facts.analysis import Analysis
    from archviz.golang.syntax.files import PackageFiles
    from archviz.golang.syntax.scan import Chunk
    from archviz.golang.types.package import File, Package
    from archviz.model.context import LeftOut
    from archviz.model.graph import (
        ChainLink,
        Declaration,
        Diagnostic,
        Gap,
        Implementers,
        Order,
        PackageContents,
        PackageFacts,
        PackageHead,
        Selector,
        Shape,
        Span,
        Unresolved,
    )
    from archviz.model.relations import Certain, Position, Relation, Use
    from archviz.model.values import CallSites, MapEntries, SourceValue
    from archviz.sources.source import Source


_Answer = TypeVar("_Answer")


class Graph:
    """A source's code graph; see ``archviz.model.graph.CodeGraph``. Answers are kept, so asking again is cheap."""

    def __init__(
        self, source: Source, context: BuildContext = DEFAULT_CONTEXT, *, files: PackageFiles | None = None
    ) -> None:
        self.source = source
        self.loaded = Packages(source, context, files=files)
        self._relations: dict[Symbol, tuple[Relation, ...]] = {}
        self._declarations: dict[Symbol, Declaration | None] = {}
        self._shapes: dict[Symbol, Shape | None] = {}
        self._methods: MethodIndex | None = None
        self._call_search = CallSearch(self.loaded)
        self._fragments: dict[tuple[Symbol, Position | None], Fragments | None] = {}

    def afresh(self) -> Graph:
        """A graph of the same source, which shares the files that were read; all else is worked out again."""
        return Graph(self.source, self.context, files=self.loaded.files)

    @property
    def whole(self) -> bool:
        """True: what the source does not hold is not there."""
        return True

    def packages(self) -> tuple[str, ...]:
        """Every import path that the source itself holds, sorted."""
        return self.loaded.files.paths()

    @property
    def context(self) -> BuildContext:
        """For what the packages are built."""
        return self.loaded.files.context

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What could not be read in the files that have been looked at so far, by file and line."""
        return tuple(sorted(set(self.loaded.diagnostics())))

    @property
    def unreadable(self) -> tuple[str, ...]:
        """The import paths of the packages that were asked for and cannot be read."""
        return tuple(self.loaded.unreadable)

    def package(self, path: str) -> Package:
        """A package.

        Raises SourceError where the source has none of that path, where it cannot be read, and where only a table has
        its signatures.
        """
        package = self.loaded.load(path)
        if path in self.loaded.unreadable:
            raise self.loaded.unreadable[path]
        if package is None:
            raise self._no_package(path)
        if package.standard:
            raise SourceError(
                f"{path} is of the standard library, whose signatures alone are known here",
                hint="Go's own source has the rest: name what `go env GOROOT` prints as a source, or a further one",
            )
        return package

    def _no_package(self, path: str) -> SourceError:
        files = self.loaded.left_out(path).files
        if not files:
            return SourceError(f"{self.source.location} has no package {path}")
        hint = next((file.hint for file in files if file.hint), None)
        return SourceError(f"all files of package {path} are left out", details=tuple(map(str, files)), hint=hint)

    def missing(self, package: str) -> str:
        """Why the source has no such package: all its files are left out, or there is none."""
        return self.loaded.missing(package)

    def left_out(self, symbol: Symbol) -> LeftOut | None:
        """The file that declares a symbol and does not belong to its package in the build context, or None."""
        return self.loaded.left_out(symbol.package).declaring(symbol.name, symbol.member)

    def package_name(self, package: str) -> str:
        """The name in a package's package clause, or ""."""
        found = self.loaded.load(package)
        return found.name if found is not None else ""

    def symbols(self, package: str) -> tuple[Symbol, ...]:
        """Every package-level name, method and field of a package, sorted."""
        found = self.loaded.load(package)
        if found is None:
            return ()
        symbols = {Symbol(package, name) for name in found.places}
        symbols.update(Symbol(package, owner, name) for owner, names in found.method_places.items() for name in names)
        places = found.places.values()
        types = {(file.path, chunk.start): (file, chunk) for file, chunk in places if chunk.keyword is Keyword.TYPE}
        for file, chunk in types.values():
            symbols.update(Symbol(package, *names) for names in member_names(file, chunk))
        return tuple(sorted(symbols))

    def names(self, package: str) -> tuple[Symbol, ...]:
        """Every package-level name and method of a package, sorted: what is known without reading its types."""
        found = self.loaded.load(package)
        if found is None:
            return ()
        methods = (Symbol(package, owner, name) for owner, names in found.method_places.items() for name in names)
        return tuple(sorted({*(Symbol(package, name) for name in found.places), *methods}))

    def knows(self, package: str) -> bool:  # noqa: ARG002 - as of any version
        """True: what the source does not have is not there."""
        return True

    def declaration(self, symbol: Symbol) -> Declaration | None:
        """The declaration of a symbol, or None."""
        if symbol not in self._declarations:
            package = self.loaded.load(symbol.package)
            found = self._guarded(symbol, lambda: declaration(package, symbol)) if package is not None else None
            self._declarations[symbol] = found
        return self._declarations[symbol]

    def head(self, package: str) -> PackageHead | None:
        """What a package says of itself, or None where the source has no such package."""
        found = self.loaded.load(package)
        return package_head(found) if found is not None and not found.standard else None

    def inits(self, package: str) -> tuple[Declaration, ...]:
        """Every function ``init`` of a package, in source order."""
        found = self.loaded.load(package)
        if found is None:
            return ()
        made = (self._guarded(Symbol(package, "init"), partial(init_declaration, *place)) for place in found.inits)
        return tuple(one for one in made if one is not None)

    def find(self, text: str) -> Symbol | None:
        """The declared symbol that ``importpath.Name`` or ``importpath.Type.Member`` names, or None."""
        folder, slash, last = text.rpartition("/")
        parts = last.split(".")
        for names in (2, 1):
            path = folder + slash + ".".join(parts[:-names])
            if len(parts) > names and self.loaded.load(path) is not None:
                symbol = Symbol(path, *parts[-names:])
                if self.declaration(symbol) is not None:
                    return symbol
        return None

    def _type(self, symbol: Symbol) -> Named | None:
        package = self.loaded.load(symbol.package)
        obj = package.lookup(symbol.name) if package is not None and not symbol.member else None
        t = unalias(obj.type()) if isinstance(obj, TypeName) else None
        return t if isinstance(t, Named) else None

    def member(self, owner: Symbol, name: str) -> Symbol | None:
        """The field or method that ``owner.name`` selects, by its declaring type, or None."""
        t = self._type(owner)
        found = self._guarded(owner, lambda: select(t, name, owner.package)) if t is not None else None
        return found.symbol if isinstance(found, Selection) else None

    def shape(self, symbol: Symbol) -> Shape | None:
        """What a declaration is, without its code, or None."""
        if symbol not in self._shapes:
            package = self.loaded.load(symbol.package)
            found = self._guarded(symbol, lambda: shape(package, symbol)) if package is not None else None
            self._shapes[symbol] = found
        return self._shapes[symbol]

    def relations(self, symbol: Symbol) -> tuple[Relation, ...]:
        """What starts in a declaration, in source order."""
        if symbol not in self._relations:
            package = self.loaded.load(symbol.package)
            self._relations[symbol] = symbol_relations(package, symbol) if package is not None else ()
        return self._relations[symbol]

    def naming(self, package: str, name: str) -> Iterator[Analysis]:
        """The analyses of a package's declarations in which an identifier stands, by files and in source order."""
        found = self.loaded.load(package)
        return naming(found, name) if found is not None and not found.standard else iter(())

    def variables(self, symbol: Symbol) -> tuple[tuple[Symbol, Position], ...]:
        """The package-level variables that a function or a variable's initializer names, in source order."""
        place = self._place(symbol)
        return variables(*place, symbol) if place is not None else ()

    def uses(self, symbol: Symbol) -> tuple[Use, ...]:
        """The fields that a function or a variable reads and the types that it asserts or mentions, in source order."""
        package = self.loaded.load(symbol.package)
        return symbol_uses(package, symbol) if package is not None else ()

    def ring(self, field: Symbol) -> bool:
        """Whether the package of a field's type for certain writes its elements at an index that goes round."""
        return written_round(partial(self.naming, field.package), field)

    def capacity(self, field: Symbol) -> int | None:
        """The capacity of the channels that a field is for certain given, where the package of its type shows one."""
        return channel_capacity(partial(self.naming, field.package), field)

    def unresolved(self, symbol: Symbol) -> tuple[Unresolved, ...]:
        """The calls in a function's body or a variable's initializer that could not be resolved, in source order."""
        package = self.loaded.load(symbol.package)
        return symbol_unresolved(package, symbol) if package is not None else ()

    def outside_gaps(self, owner: Symbol) -> tuple[Gap, ...]:
        """What may call the exported methods of a type without being in the source."""
        package = self.loaded.load(owner.package)
        obj = package.lookup(owner.name) if package is not None and not package.standard else None
        if package is None or not isinstance(obj, TypeName):
            return ()
        return self._guarded(owner, lambda: tuple(outside_gaps(package, obj))) or ()

    def method_type(self, method: Symbol) -> str:
        """The signature of a method, promoted or not, as ``TypeMethod.type`` has it; "" where it is not known."""
        package = self.loaded.load(method.package)
        obj = package.lookup(method.name) if package is not None else None
        if not isinstance(obj, TypeName):
            return ""
        return self._guarded(method.owner, lambda: method_type(obj, method.member)) or ""

    def literals(self, function: Symbol) -> tuple[LiteralSite, ...]:
        """The function literals in a function's declaration, in source order."""
        package = self.loaded.load(function.package)
        return tuple(
            LiteralSite(literal, file.position(start), file.position(end))
            for file, chunk in (places(package, function) if package is not None else ())
            if chunk.keyword is Keyword.FUNC
            for literal, start, end in analysis(file, chunk).literals
        )

    def order(self, function: Symbol, first: Position, second: Position) -> Order:
        """Which of two places in a function's declaration comes first when it runs, as far as its source says."""
        return order(*self._offsets(function, first, second))

    def exclusive(self, function: Symbol, first: Position, second: Position, *, turns: bool = True) -> bool:
        """Whether, for certain, one run of a function's code makes at most one of what stands at two places."""
        return exclusive(*self._offsets(function, first, second), turns=turns)

    def _offsets(self, function: Symbol, first: Position, second: Position) -> tuple[ast.Decl | None, int, int]:
        """The syntax of the function that two places are in, and their byte offsets; None where there is no such."""
        package = self.loaded.load(function.package)
        for file, chunk in places(package, function) if package is not None else ():
            if chunk.keyword is Keyword.FUNC and file.path == first.file == second.file:
                one, other = (file.line_starts[at.line - 1] + at.col - 1 for at in (first, second))
                if chunk.start <= min(one, other) and max(one, other) < chunk.end:
                    return analysis(file, chunk).syntax, one, other
        return None, 0, 0

    def facts(self, package: str) -> PackageFacts:
        """All that starts in a package."""
        return package_facts(self.package(package))

    def contents(self, package: str) -> PackageContents:
        """All that questions need of one package. Raises SourceError as ``package`` does."""
        return package_contents(self.package(package))

    def implements(self, concrete: Symbol, interface: Symbol) -> Certain | None:
        """The proof that a type or its pointer implements an interface, or None."""
        return self._guarded(concrete, lambda: self._implementation(concrete, interface))

    def _implementation(self, concrete: Symbol, interface: Symbol) -> Certain | None:
        package, t = self._concrete(concrete)
        wanted = implementations.interface_named(self.loaded, interface)
        if package is None or t is None or wanted is None:
            return None
        found = implementations.implementation(package, t.obj, wanted)
        return None if isinstance(found, Undecided) else found

    def _concrete(self, symbol: Symbol) -> tuple[Package | None, Named | None]:
        """The type that a symbol names, which for an alias may be one of another package, and its package."""
        t = self._type(symbol)
        if t is None or isinstance(underlying(t), Interface):
            return None, None
        return self.loaded.load(t.obj.package or ""), t

    def implementers(self, interface: Symbol, packages: tuple[str, ...] | None = None) -> Implementers | None:
        """All non-interface types that implement an interface, in the given packages or the whole source."""
        return implementations.implementers(self.loaded, self._method_index, interface, packages)

    def implemented(self, concrete: Symbol, packages: tuple[str, ...]) -> tuple[Certain, ...]:
        """The interfaces that a type implements: of some packages, what these import, and the standard library."""
        return self._guarded(concrete, lambda: tuple(self._implemented(concrete, packages))) or ()

    def _implemented(self, concrete: Symbol, packages: tuple[str, ...]) -> Iterator[Certain]:
        package, t = self._concrete(concrete)
        if package is None or t is None:
            return
        loaded = [one for path in packages if (one := self.loaded.load(path)) is not None and not one.standard]
        reach = implementations.interfaces_in_reach([*loaded, package], [package])
        have = implementations.method_names(t.obj)
        names = {*reach.possible(have), *standard_interfaces(self.loaded).possible(have)}
        for name in sorted(names, key=lambda one: str(one.symbol)):
            found = implementations.implementation(package, t.obj, name)
            if found is not None and not isinstance(found, Undecided):
                yield found

    def _method_index(self) -> MethodIndex:
        if self._methods is None:
            there = frozenset((*self.source.packages(), *stdlib.packages()))
            self._methods = MethodIndex(self.loaded.texts(), there)
        return self._methods

    def calls(self, function: Symbol, packages: tuple[str, ...] | None = None) -> CallSites:
        """The calls of a function or method by its name, in the given packages or the whole source."""
        return self._call_search.calls(function, packages)

    def entries(self, holder: Symbol, packages: tuple[str, ...] | None = None) -> MapEntries:
        """What is put into the map that a field or package variable holds, in some packages or the whole source."""
        return self._call_search.entries(holder, packages)

    def results(self, function: Symbol, number: int = 0) -> tuple[SourceValue, ...]:
        """What each return statement gives as the result of a 0-based number; empty where that cannot be told."""
        return self._call_search.results(function, number)

    def initial(self, variable: Symbol) -> SourceValue | None:
        """The value that a package-level variable is declared with, or None."""
        return self._call_search.initial(variable)

    def fragments(self, symbol: Symbol, selector: Selector, at: Position | None = None) -> tuple[Span, ...]:
        """The places in a declaration that a selector picks, in source order; see ``CodeGraph``."""
        if (symbol, at) not in self._fragments:
            place = self._place(symbol) if at is None else self._init(symbol.package, at)
            made = Fragments(*place, symbol.name, self._starting(symbol, *place)) if place is not None else None
            self._fragments[symbol, at] = made
        found = self._fragments[symbol, at]
        return found.pick(selector) if found is not None else ()

    def _init(self, path: str, at: Position) -> tuple[File, Chunk] | None:
        """The function init whose name is at a place."""
        package = self.loaded.load(path)
        places = package.inits if package is not None else ()
        return next(((f, chunk) for f, chunk in places if f.name_position(chunk, "init") == at), None)

    def _starting(self, symbol: Symbol, file: File, chunk: Chunk) -> tuple[Relation, ...]:
        """What starts in one declaration of a symbol, of which init may have several."""
        found = self.relations(symbol)
        if symbol.short != "init":
            return found
        lines = range(file.line(chunk.start), file.line(chunk.end) + 1)
        return tuple(r for r in found if r.position.file == file.path and r.position.line in lines)

    def chain(self, function: Symbol, variable: str) -> tuple[ChainLink, ...]:
        """The calls that wrap a local variable's value again and again, in source order."""
        place = self._place(function)
        return chain(*place, variable, self.relations(function)) if place is not None else ()

    def _place(self, symbol: Symbol) -> tuple[File, Chunk] | None:
        package = self.loaded.load(symbol.package)
        return package.place(symbol) if package is not None else None

    def lines(self, span: Span) -> tuple[str, ...]:
        """The text of the whole lines that a span touches."""
        text = self.source.read(span.file).decode("utf-8", "replace")
        return tuple(line.removesuffix("\r") for line in text.split("\n")[span.start_line - 1 : span.end_line])

    def _guarded(self, symbol: Symbol, work: Callable[[], _Answer | None]) -> _Answer | None:
        """What is worked out of a declaration; None, and a diagnostic of its file, where it is too deep."""
        try:
            return work()
        except RuntimeError:  # a RecursionError, or no thread can be started for deep code
            file, chunk = self._place(symbol) or (None, None)
            if file is not None and chunk is not None:
                file.passed_over(chunk.start, TOO_DEEP)
            return None

    def text(self, symbol: Symbol) -> str | None:
        """The value that a constant has, a variable is declared with, or a function only returns; or None."""
        return self._guarded(symbol, lambda: self._text(symbol))

    def _text(self, symbol: Symbol) -> str | None:
        place = self._place(symbol)
        if place is None:
            return None
        file, chunk = place
        value: object = None
        if chunk.keyword is Keyword.FUNC:
            decl = file.declaration(chunk, body=True)
            body = decl.body.stmts if isinstance(decl, ast.FuncDecl) and decl.body is not None else []
            if len(body) == 1 and isinstance(body[0], ast.Return) and len(body[0].results) == 1:
                value = initial_value(body[0].results[0], file)
        else:
            obj = file.package.lookup(symbol.name)
            if isinstance(obj, Const):
                value = obj.value
            elif isinstance(obj, Var) and obj.initial is not None:
                value = initial_value(*obj.initial)
        return None if value is None else str(value)
