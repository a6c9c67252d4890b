"""What a figure may ask of the source: declarations, relations, and places found by syntax."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from archviz.model.context import LeftOut
    from archviz.model.relations import Certain, FunctionLiteral, Position, Relation, Use
    from archviz.model.symbols import Symbol
    from archviz.model.values import CallSites, MapEntries, SourceValue


class DeclarationKind(StrEnum):
    """The kinds of declaration, in the Go specification's words."""

    FUNC = "func"
    METHOD = "method"
    STRUCT = "struct"
    INTERFACE = "interface"
    TYPE = "type"
    """A defined type that is neither a struct nor an interface."""
    ALIAS = "alias"
    CONST = "const"
    VAR = "var"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of source: 1-based inclusive lines, and the half-open byte range within the file."""

    file: str
    start_line: int
    end_line: int
    start_byte: int
    end_byte: int


@dataclass(frozen=True, slots=True)
class Member:
    """A field or method as declared. ``type`` is the type (or signature) as written, on one line."""

    symbol: Symbol
    type: str
    position: Position
    embedded: bool = False


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declared symbol, where it stands, and what it is made of.

    ``span`` covers the whole declaration without its doc comment. ``signature`` is the declaration's head as
    written, on one line (``func (c *T) Run(workers int, stopCh <-chan struct{})``, ``type T struct``). ``doc`` is the
    doc comment's text without markers. ``methods`` lists a type's declared methods in source order (files by
    name); for an interface its explicit methods. Embedded types are in ``fields`` (struct) or ``embeds``.
    """

    symbol: Symbol
    kind: DeclarationKind
    position: Position
    span: Span
    signature: str
    doc: str = ""
    fields: tuple[Member, ...] = ()
    methods: tuple[Member, ...] = ()
    embeds: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True)
class PackageHead:
    """What a package says of itself: the name in its package clause, its doc comment, and the paths of its files.

    ``doc`` is the text without markers of what stands right above the package clauses, by file (Go, "Go Doc Comments",
    Packages). ``files`` are those that the build context has, in the order of their names.
    """

    name: str
    doc: str
    files: tuple[str, ...]


EVERY_HASH = 1 << 32
"""A bound that every 32-bit hash is below."""
FEW_HASHES = 64
"""A sketch of a longer body has at least so many hashes, the smallest ones,"""
MANY_HASHES = 1 << 30
"""and all that are less than this, a quarter of them: so much of any two long bodies can be compared."""


def sketch_bound(sketch: tuple[int, ...], least: int = MANY_HASHES) -> int:
    """The bound below which a sketch has every hash of its body.

    ``least`` is the one of its kind: 0 for a sketch that has no more than the smallest hashes.
    """
    return EVERY_HASH if len(sketch) < FEW_HASHES else max(sketch[-1] + 1, least)


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a declaration can drift, without its code.

    ``type`` is the signature of a function or method, the type of a field, variable or constant, or the underlying type
    of a defined type that is neither a struct nor an interface; with full import paths and without parameter names, so
    that it changes only when a type does. ``members`` holds the fields, embedded types and methods of a type, each a
    name and a type written so, sorted by name; a method's name ends in ``()``. ``body`` is a hash over the tokens of
    the declaration without comments, with local names numbered, so that neither layout nor a renamed variable changes
    it; "" where there is no body. ``sketch`` holds 32-bit hashes of the body's runs of four tokens (local names all
    alike, runs of nothing but these and keywords left out), sorted: every one that is less than ``below``. The share
    that two sketches have in common below the smaller of their bounds estimates how alike the bodies are, and how much
    of one is in the other (Broder, "On the resemblance and containment of documents", 1997).
    """

    symbol: Symbol
    kind: DeclarationKind
    position: Position
    type: str = ""
    members: tuple[tuple[str, str], ...] = ()
    body: str = ""
    sketch: tuple[int, ...] = ()
    below: int = EVERY_HASH


class SelectorKind(StrEnum):
    """How an excerpt picks a piece of a declaration, always by syntax."""

    WHOLE = "whole"
    """The whole declaration."""
    SIGNATURE = "signature"
    """A function's head, up to and with its opening brace; a type's first line."""
    CALLS = "calls"
    """The statement that calls (or dyncalls, or takes as a value) the target."""
    CREATES = "creates"
    """The statement that holds the composite literal of the target type."""
    ASSIGNS = "assigns"
    """The statement that assigns to or declares the variable or field named by the target."""
    STORES = "stores"
    """The statement (or the literal's element) that puts a value under the target key."""
    RETURNS = "returns"
    """A return statement."""
    FIELD = "field"
    """A field of a struct or a method of an interface, with its comment."""


class Extent(StrEnum):
    """How much around the thing that was picked."""

    STATEMENT = "statement"
    """The smallest statement around it; for a compound statement its head line only."""
    BLOCK = "block"
    """The smallest if, for, switch, select or case around it, whole; a statement that is one, whole."""
    HEAD = "head"
    """The head of the smallest compound statement or literal around it, up to and with its opening brace or colon."""
    LITERAL = "literal"
    """The element of the composite literal around it."""


@dataclass(frozen=True, slots=True)
class Selector:
    """A fragment of a declaration. ``target`` is a full symbol, a name or a key, as the kind says; "" for none.

    ``nth`` (1-based) picks among several matches in source order; 0 takes them all. ``within`` first narrows the search
    to another fragment.
    """

    kind: SelectorKind
    target: str = ""
    nth: int = 1
    extent: Extent = Extent.STATEMENT
    within: Selector | None = None


class Order(StrEnum):
    """Which of two places in a function comes first when it runs, as far as its source says."""

    BEFORE = "before"
    AFTER = "after"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class LiteralSite:
    """A function literal in a declaration: what becomes of it, where it begins, and where the code behind it does."""

    literal: FunctionLiteral
    start: Position
    end: Position


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One wrapper of a chain: ``handler = WithX(handler, …)``.

    ``condition`` is the text of the innermost if around it ("" for none), ``alternative`` whether it stands in that
    if's else branch. ``branches`` has for each if or switch around it, outermost first, the byte offsets at which that
    and its branch begin.
    """

    function: Symbol
    position: Position
    condition: str = ""
    alternative: bool = False
    branches: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A call that could not be resolved, and why.

    ``name`` is that of the field or method which is selected and called; "" where none is, as for a function of a
    package that is not in the source: then it can be nothing that the source declares.
    """

    source: Symbol
    position: Position
    text: str
    reason: str
    name: str = ""


class GapKind(StrEnum):
    """Why the source may use a symbol in a place that no relation shows."""

    LEFT_OUT = "left-out"
    """A file that the build context leaves out has the name."""
    DAMAGED = "damaged"
    """A declaration or a file that cannot be read, or not all of it."""
    MISSING = "missing"
    """A package that is not in the source."""
    LINKNAME = "linkname"
    """A ``//go:linkname`` directive gives the symbol to other code, or takes its body from there."""
    CGO = "cgo"
    """C code may call it: an ``//export`` directive, or a file that imports "C"."""
    ASSEMBLY = "assembly"
    """A file in assembly has the name."""
    REFLECTION = "reflection"
    """Methods are called by names or numbers that are worked out when the program runs."""
    UNRESOLVED = "unresolved"
    """A field or a method is selected of something whose type could not be worked out."""
    INTERFACE = "interface"
    """A method may be called through an interface that has no name, or that is not in the source."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A place where the source may use symbols that no relation shows.

    ``names`` are the last identifiers of the symbols that it may be, None where it may be any; ``message`` says why, as
    a part of a sentence. ``symbol`` is the only one that it is about, with its members, None for all with such a name.
    ``package`` is the import path of the package whose code has the gap. ``selected`` are the names that stand there
    behind a dot or before a colon, None where that is not known: what another package declares, a field and a method
    can only be among these. ``imports`` are the import paths of the packages that can be named there, None for any.
    ``with_result`` says that only methods can be called there that have one result, or two of which one is an error.
    """

    kind: GapKind
    position: Position
    message: str
    names: frozenset[str] | None = None
    symbol: Symbol | None = None
    package: str = ""
    selected: frozenset[str] | None = None
    imports: frozenset[str] | None = None
    with_result: bool = False


@dataclass(frozen=True, slots=True)
class Declared:
    """A declared symbol in brief: what it is and where its name stands."""

    symbol: Symbol
    kind: DeclarationKind
    position: Position


@dataclass(frozen=True, slots=True)
class Undecided:
    """A type of which nobody can tell whether it implements an interface, or an interface of which types, and why."""

    symbol: Symbol
    position: Position
    reason: str


@dataclass(frozen=True, slots=True)
class Implementers:
    """The types that implement an interface for certain, and those that may."""

    relations: tuple[Certain, ...] = ()
    undecided: tuple[Undecided, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """What of a file could not be read or worked out, and where; ``line`` is 1-based."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}: line {self.line}: {self.message}"


MOST_DIAGNOSTICS = 50
"""How many diagnostics are written out for people and in reports; more are counted."""


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """All relations that start in one package, in source order, and what could not be resolved."""

    package: str
    relations: tuple[Relation, ...]
    unresolved: tuple[Unresolved, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class TypeMethod:
    """A method that a type has: what declares it, and its signature with full import paths and without names.

    ``type`` is "" where the text would not tell whether it is the same as another. ``pointer`` says that only the
    type's pointer has it.
    """

    symbol: Symbol
    type: str
    pointer: bool = False


@dataclass(frozen=True, slots=True)
class MethodTable:
    """The methods of a defined type or an interface, promoted ones included.

    ``names`` are those of all methods that it may have, and perhaps more: ``*`` stands for any, ``?`` for those of a
    type that is not known. ``methods`` are the exported ones that it has for certain. ``plain`` says that it has no
    type parameters and, of an interface, that its methods alone define it and all of them are here. ``promotes`` says
    that it embeds a type, or is defined as another named one, so that it may have fields and methods that it does not
    list.
    """

    symbol: Symbol
    interface: bool
    names: tuple[str, ...]
    methods: tuple[TypeMethod, ...]
    plain: bool
    promotes: bool


@dataclass(frozen=True, slots=True)
class PackageContents:
    """All that questions need of one package: what it declares, what starts in it, and what may be missing.

    ``name`` is that of its package clause. ``declared`` and ``unread``, the symbols whose declarations cannot be read
    and the fields named ``_``, are sorted, and so are ``methods``, by type; everything else is in source order (files
    by name). ``variables`` are the package-level variables that its functions and variables name: of each place who
    names it, the variable and the place.
    """

    package: str
    name: str
    declared: tuple[Declared, ...]
    unread: tuple[Symbol, ...]
    relations: tuple[Relation, ...]
    uses: tuple[Use, ...]
    variables: tuple[tuple[Symbol, Symbol, Position], ...]
    methods: tuple[MethodTable, ...]
    unresolved: tuple[Unresolved, ...]
    gaps: tuple[Gap, ...]
    diagnostics: tuple[Diagnostic, ...]


class CodeGraph(Protocol):
    """The source as declarations and relations. Lazy: only what is asked for is parsed and typed."""

    def packages(self) -> tuple[str, ...]:
        """Every import path that the source itself holds (no standard library), sorted."""

    def package_name(self, package: str) -> str:
        """The name in a package's package clause; "" where the source has no such package."""

    def missing(self, package: str) -> str:
        """Why the source has no such package: all its files are left out, or there is none."""

    def left_out(self, symbol: Symbol) -> LeftOut | None:
        """The file that declares a symbol and does not belong to its package in the build context, or None."""

    def symbols(self, package: str) -> tuple[Symbol, ...]:
        """Every package-level name, method and field declared in a package, sorted; empty if there is none."""

    def declaration(self, symbol: Symbol) -> Declaration | None:
        """The declaration of a symbol (a promoted member is found under its declaring type only), or None."""

    def inits(self, package: str) -> tuple[Declaration, ...]:
        """Every function ``init`` of a package, in source order (files by name)."""

    def find(self, text: str) -> Symbol | None:
        """The declared symbol that ``importpath.Name`` or ``importpath.Type.Member`` names, or None."""

    def member(self, owner: Symbol, name: str) -> Symbol | None:
        """The field or method that ``owner.name`` selects, promoted ones included, by its declaring type."""

    def shape(self, symbol: Symbol) -> Shape | None:
        """What a declaration is, without its code, or None where it is not declared."""

    def relations(self, symbol: Symbol) -> tuple[Relation, ...]:
        """What starts in a function's body, a variable's initializer, or a type (holds, embeds), in source order."""

    def uses(self, symbol: Symbol) -> tuple[Use, ...]:
        """The fields that a function or a variable reads and the types that it asserts or mentions, in source order."""

    def ring(self, field: Symbol) -> bool:
        """Whether the package of a field's type for certain writes its elements at an index that goes round."""

    def capacity(self, field: Symbol) -> int | None:
        """The capacity of the channels that a field is for certain given, where the package of its type shows one."""

    def literals(self, function: Symbol) -> tuple[LiteralSite, ...]:
        """The function literals in a function's declaration, in source order; those within others too."""

    def order(self, function: Symbol, first: Position, second: Position) -> Order:
        """Which of two places in a function's declaration comes first when it runs, as far as its source says."""

    def exclusive(self, function: Symbol, first: Position, second: Position, *, turns: bool = True) -> bool:
        """Whether, for certain, one run of a function's code makes at most one of what stands at two places.

        Each turn of a loop around both, and each call of a function literal around both, is a run of its own, unless
        ``turns`` is false.
        """

    def facts(self, package: str) -> PackageFacts:
        """All that starts in a package. Raises SourceError where the source has no such package."""

    def implements(self, concrete: Symbol, interface: Symbol) -> Certain | None:
        """The proof that a type (or its pointer) implements an interface, or None."""

    def implementers(self, interface: Symbol, packages: tuple[str, ...] | None = None) -> Implementers | None:
        """All non-interface types that implement an interface, in the given packages or the whole source.

        None where the symbol is no interface, or one without methods, which every type implements.
        """

    def fragments(self, symbol: Symbol, selector: Selector, at: Position | None = None) -> tuple[Span, ...]:
        """The places in a declaration that a selector picks, in source order; empty where nothing fits.

        ``at`` is where a function ``init`` is declared, of which a package may have several; without it the first.
        """

    def chain(self, function: Symbol, variable: str) -> tuple[ChainLink, ...]:
        """The calls that rewrap a local variable (``v = F(v, …)``), in source order."""

    def lines(self, span: Span) -> tuple[str, ...]:
        """The text of the whole lines that a span touches, tabs kept, without line ends."""

    def calls(self, function: Symbol, packages: tuple[str, ...] | None = None) -> CallSites:
        """The calls of a function or method by its name, in the given packages or the whole source."""

    def entries(self, holder: Symbol, packages: tuple[str, ...] | None = None) -> MapEntries:
        """What is put into the map that a field or package variable holds, in some packages or the whole source."""

    def results(self, function: Symbol, number: int = 0) -> tuple[SourceValue, ...]:
        """What each return statement gives as the result of a 0-based number; empty where that cannot be told."""

    def initial(self, variable: Symbol) -> SourceValue | None:
        """The value that a package-level variable is declared with, or None."""

    def text(self, symbol: Symbol) -> str | None:
        """The value that a constant has, a variable is declared with, or a function does nothing but return.

        None where that is no constant.
        """
