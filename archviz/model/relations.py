"""Relations between symbols, each with the place in the source that proves it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from archviz.model.graph import LiteralSite
    from archviz.model.symbols import Symbol


class RelationKind(StrEnum):
    """What one symbol has to do with another."""

    CALL = "call"
    """A function or method is called."""
    DYNCALL = "dyncall"
    """A function value is called: through a variable, field, parameter or another call's result."""
    REF = "ref"
    """A function or method is used as a value, not called."""
    CREATES = "creates"
    """A composite literal of a named type; the target is the type."""
    HOLDS = "holds"
    """A field's type mentions a named type; the source is the field, the target the type."""
    EMBEDS = "embeds"
    """A struct or interface embeds a type; source and target are types."""
    IMPLEMENTS = "implements"
    """A type's method set, or its pointer's, holds every method of an interface."""
    STORES = "stores"
    """A value is put into a map under a key; the target is the named type of the value."""
    SETS = "sets"
    """A field is given a value, in a composite literal or an assignment; the target is the field."""
    SENDS = "sends"
    """A value is sent on a channel; the target is the channel's variable or field."""
    RECEIVES = "receives"
    """A value is received from a channel; the target is the channel's variable or field."""


class UseKind(StrEnum):
    """How code uses a field, a variable, a constant or a type where no relation says so."""

    READS = "reads"
    """A field, a package-level variable or a constant is named other than to be written or to take its address."""
    WRITES = "writes"
    """A package-level variable is assigned to, or it or a field gets another value in another way, such as ``x.f++``.

    A field that is assigned to has a relation.
    """
    ADDRESSES = "addresses"
    """The address of a field or a variable is taken, by which it may be written."""
    CREATES = "creates"
    """A composite literal names its type; the relation of the literal is at where that begins."""
    ASSERTS = "asserts"
    """A type assertion or a case of a type switch asks for a type, or for a pointer to it."""
    MENTIONS = "mentions"
    """A type is named in any other place: a parameter's type, a conversion, and so on."""


class CallKind(StrEnum):
    """How the callee is named: statically, through an interface's method, or by a function value."""

    STATIC = "static"
    INTERFACE = "interface"
    VAR = "var"
    EXPR = "expr"


class Mode(StrEnum):
    """The statement that makes a call: a plain one, ``go`` or ``defer``. A ref has the mode of the call it goes to."""

    PLAIN = ""
    GO = "go"
    DEFER = "defer"


MODAL = (RelationKind.CALL, RelationKind.DYNCALL, RelationKind.REF)
"""The kinds of relation that a go or defer statement may make."""


class LiteralUse(StrEnum):
    """What becomes of a function literal where it stands."""

    CALLED = "called"
    """It is called there and then."""
    GO = "go"
    """A go statement calls it."""
    DEFER = "defer"
    """A defer statement calls it."""
    ARGUMENT = "argument"
    """It is an argument of a call."""
    KEPT = "kept"
    """Anything else: it is assigned, returned, or a part of a value."""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a source: the file's path within the source, a 1-based line and a 1-based byte column.

    What Go's standard library declares has no place in the source; see ``outside``.
    """

    file: str
    line: int
    col: int

    @classmethod
    def outside(cls, package: str) -> Position:
        """No place: the declaration is in a package of the standard library, of which only signatures are known."""
        return cls(package, 0, 0)

    @property
    def inside(self) -> bool:
        """Whether it is a place in the source."""
        return self.line > 0

    @property
    def in_line(self) -> str:
        """The place without its column: ``note.go:5``, or ``package fmt`` where it is none in the source."""
        return f"{self.file}:{self.line}" if self.inside else str(self)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.col}" if self.inside else f"package {self.file}"


@dataclass(frozen=True, slots=True)
class FunctionLiteral:
    """A function literal, ``func(…) {…}``, within a declaration; ``position`` is where it begins.

    ``receiver`` is the function or method whose argument it is, where that is known. ``outer`` is the literal around
    it, None where it stands in the declaration's own code. The position tells literals apart, so that those around it
    are not compared: thousands of them are valid Go, and comparing would nest as deep.
    ``field`` is the field that is given it as its value.
    """

    position: Position
    use: LiteralUse
    receiver: Symbol | None = None
    outer: FunctionLiteral | None = field(default=None, compare=False, repr=False)
    field: Symbol | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """What a ``stores`` relation puts where.

    ``key`` is the key's constant value where it has one, else "". ``container`` names the map when it is a field or a
    package variable; ``container_read`` is that from which a map in a local variable was read, or the container that it
    is an element of; ``container_text`` is its expression as written, "" for a literal. ``element`` is the named type
    of the map's elements. ``value_from`` are the functions of which the value may be a result, so that a map built
    elsewhere can be followed: all of them where it is one of several, none for a value that is made beside the
    relation, such as a literal, and None where it cannot be told. ``value_read`` is the field or package variable that
    the value, or the container that it is an element of, was read from; where ``value_from`` is none, the value may be
    made beside the relation instead.
    """

    key: str
    key_text: str
    container_text: str
    value_text: str
    element: Symbol | None = None
    container: Symbol | None = None
    value_from: tuple[Symbol, ...] | None = None
    value_read: Symbol | None = None
    container_read: Symbol | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """One fact: ``source`` has the relation to ``target``, proved at ``position``.

    ``position`` points at the identifier that names the target. ``target`` is None where the source names none
    (a call of a call's result). ``certain`` is False for an inference that may be wrong: such a relation is
    never used as proof. ``literal`` is the innermost function literal that it stands in, None for none.
    """

    kind: RelationKind
    source: Symbol
    target: Symbol | None
    position: Position
    call: CallKind | None = None
    mode: Mode = Mode.PLAIN
    certain: bool = True
    pointer: bool = False
    """implements: only the pointer's method set has all methods."""
    through: Symbol | None = None
    """call: the field or package variable that the receiver, or the container that it is an element of, was read from
    (``a.FullHandlerChain.ServeHTTP``)."""
    receiver: Symbol | None = None
    """ref: the function or method whose argument the value is (``wait.Until``)."""
    field: Symbol | None = None
    """ref: the field that is given the value (``BuildHandlerChainFunc: DefaultBuildHandlerChain``)."""
    arguments: tuple[Symbol, ...] = ()
    """sets: the named types of the arguments when the value is a call, or of the value itself; where it is a function
    literal, the function or variable in whose code that stands, too."""
    stored: Stored | None = None
    literal: FunctionLiteral | None = None

    @property
    def started(self) -> Mode:
        """The mode in which ``source`` makes it: of what a go or defer statement's function literal does, that one.

        ``go func() { x() }()`` starts x by go, though x is called by a plain statement. Of literals within each other
        the outermost that is started so counts.
        """
        found = self.mode
        literal = self.literal
        while literal is not None:
            if literal.use in (LiteralUse.GO, LiteralUse.DEFER):
                found = Mode(literal.use.value)
            literal = literal.outer
        return found


@dataclass(frozen=True, slots=True)
class Use:
    """``source`` uses the field or the type ``target`` at ``position``; the rest is as of a relation."""

    kind: UseKind
    source: Symbol
    target: Symbol
    position: Position
    literal: FunctionLiteral | None = None
    certain: bool = True


Certain = NewType("Certain", Relation)
"""A relation that is certain: all that is shown, recorded or compared comes of these. Only ``certain`` makes one."""

Evidence = NewType("Evidence", Position)
"""A place that proves something: of a certain relation, by ``evidence``, or of one that a lock recorded as such."""


def certain(relation: Relation) -> Certain | None:
    """A relation where it is certain, else None."""
    return Certain(relation) if relation.certain else None


def evidence(relation: Certain) -> Evidence:
    """The place that proves a certain relation."""
    return Evidence(relation.position)


def evidence_of_literal(site: LiteralSite) -> Evidence:
    """The place at which a function literal begins, which its syntax alone says."""
    return Evidence(site.start)


def evidence_of_use(use: Use) -> Evidence | None:
    """The place that proves a use where that is certain, else None."""
    return Evidence(use.position) if use.certain else None
