"""The syntax of Go as plain nodes, named as in the Go specification and the standard library's go/ast.

Types and expressions share their nodes, since the syntax cannot tell them apart: ``Ident`` may name a type,
``Star`` may be a pointer type, ``Index`` an instantiation. ``start`` and ``end`` are the half-open byte range in the
file.

The collector of cycles follows nodes though they have none: only what it follows is let go of without a call in a call
for each level, and syntax may be thousands of levels deep.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator


class Node(msgspec.Struct, eq=False):
    """Any piece of syntax."""

    start: int
    end: int


class Expr(Node):
    """An expression or a type."""


class Bad(Expr):
    """Syntax that the parser could not read."""


class Ident(Expr):
    """A name."""

    name: str


class Literal(Expr):
    """A basic literal; ``kind`` is int, float, imaginary, rune or string, ``text`` as written."""

    kind: str
    text: str


class FuncLit(Expr):
    """A function literal."""

    type: FuncType
    body: Block


class Element(Node):
    """An element of a composite literal; its value may be a CompositeLit without a type."""

    key: Expr | None
    value: Expr


class CompositeLit(Expr):
    """A composite literal; ``type`` is None where it is elided."""

    type: Expr | None
    elements: list[Element]


class Paren(Expr):
    """A parenthesized expression or type."""

    x: Expr


class SelectorExpr(Expr):
    """``x.sel``: a selector or a qualified identifier."""

    x: Expr
    sel: Ident


class Index(Expr):
    """``x[indices]``: an index expression, or an instantiation."""

    x: Expr
    indices: list[Expr]


class SliceExpr(Expr):
    """``x[low:high:max]``; the bounds that are there."""

    x: Expr
    bounds: list[Expr]


class TypeAssert(Expr):
    """``x.(type)``."""

    x: Expr
    type: Expr


class Call(Expr):
    """A call or a conversion; ``spread`` when the last argument ends in ``...``."""

    fun: Expr
    args: list[Expr]
    spread: bool


class Star(Expr):
    """``*x``: an indirection or a pointer type."""

    x: Expr


class Unary(Expr):
    """A unary operation other than ``*``; ``~T`` in a constraint."""

    op: str
    x: Expr


class Binary(Expr):
    """A binary operation; ``A | B`` in a constraint."""

    op: str
    x: Expr
    y: Expr


class ArrayType(Expr):
    """``[length]elem``; ``length`` is None for ``[...]elem``."""

    length: Expr | None
    elem: Expr


class SliceType(Expr):
    """``[]elem``."""

    elem: Expr


class MapType(Expr):
    """``map[key]elem``."""

    key: Expr
    elem: Expr


class ChanType(Expr):
    """A channel type; ``direction`` is ``""``, ``"send"`` or ``"receive"``."""

    direction: str
    elem: Expr


class Field(Node):
    """Names that share a type: fields, parameters, results, type parameters.

    In a struct a field without names is embedded; in parameters it is unnamed.
    """

    names: list[Ident]
    type: Expr
    variadic: bool = False
    tag: str = ""


class StructType(Expr):
    """A struct type."""

    fields: list[Field]
    _named: dict[str, tuple[Node, Field]] | None = None

    def member(self, name: str) -> tuple[Node, Field] | None:
        """The node that names a field (of an embedded one its type), and the line that it is in; ``_`` names none."""
        if self._named is None:
            self._named = {}
            for field in self.fields:
                for at in field.names or (field.type,):
                    called = at.name if isinstance(at, Ident) else embedded_name(field.type)
                    self._named.setdefault(called, (at, field))
        return self._named.get(name) if name != "_" else None


class FuncType(Expr):
    """A function's signature."""

    params: list[Field]
    results: list[Field]


class Method(Node):
    """A method of an interface."""

    name: Ident
    type: FuncType


class InterfaceType(Expr):
    """An interface type; ``embeds`` are embedded interfaces and type sets, as written."""

    methods: list[Method]
    embeds: list[Expr]
    _named: dict[str, tuple[Ident, Method]] | None = None

    def member(self, name: str) -> tuple[Ident, Method] | None:
        """The name of an explicit method, where it stands, and the method; ``_`` names none."""
        if self._named is None:
            self._named = {}
            for method in self.methods:
                self._named.setdefault(method.name.name, (method.name, method))
        return self._named.get(name) if name != "_" else None


class Stmt(Node):
    """A statement."""


class ExprStmt(Stmt):
    """An expression as a statement."""

    x: Expr


class Send(Stmt):
    """``channel <- value``."""

    channel: Expr
    value: Expr


class IncDec(Stmt):
    """``x++`` or ``x--``."""

    x: Expr


class Assign(Stmt):
    """An assignment; ``op`` is ``=``, ``:=`` or such as ``+=``."""

    lhs: list[Expr]
    op: str
    rhs: list[Expr]


class Go(Stmt):
    """A go statement."""

    call: Expr


class Defer(Stmt):
    """A defer statement."""

    call: Expr


class Return(Stmt):
    """A return statement."""

    results: list[Expr]


class Branch(Stmt):
    """break, continue, goto or fallthrough."""

    keyword: str


class Block(Stmt):
    """Statements in braces, or the body of a case."""

    stmts: list[Stmt]


class If(Stmt):
    """An if statement; ``orelse`` is a Block, an If or None."""

    init: Stmt | None
    cond: Expr
    body: Block
    orelse: Stmt | None


class Case(Node):
    """A case of an expression or type switch; ``exprs`` is None for default."""

    exprs: list[Expr] | None
    body: Block


class Switch(Stmt):
    """An expression switch."""

    init: Stmt | None
    tag: Expr | None
    cases: list[Case]


class TypeSwitch(Stmt):
    """A type switch; ``bind`` is the variable of ``bind := x.(type)``."""

    init: Stmt | None
    bind: Ident | None
    x: Expr
    cases: list[Case]


class Comm(Node):
    """A case of a select; ``comm`` is a send, a receive as ExprStmt or Assign, or None for default."""

    comm: Stmt | None
    body: Block


class Select(Stmt):
    """A select statement."""

    cases: list[Comm]


class For(Stmt):
    """A for statement with a for clause, a condition or neither."""

    init: Stmt | None
    cond: Expr | None
    post: Stmt | None
    body: Block


class Range(Stmt):
    """A for statement with a range clause; ``define`` when it declares its variables."""

    lhs: list[Expr]
    define: bool
    x: Expr
    body: Block


class Labeled(Stmt):
    """A labeled statement."""

    stmt: Stmt | None


class DeclStmt(Stmt):
    """A declaration inside a function."""

    decl: GenDecl


class Decl(Node):
    """A top-level declaration."""


class FuncDecl(Decl):
    """A function or method; ``body`` is None where there is none or where it was not asked for.

    ``head_end`` is where a body begins, whether it was asked for or not; without one the end of the declaration.
    ``broken`` says that there is a syntax error in the declaration, so that it may mean something else.
    """

    name: Ident
    receiver: Field | None
    type_params: list[Field]
    type: FuncType
    head_end: int
    body: Block | None
    broken: bool = False


class TypeSpec(Node):
    """A type definition or an alias."""

    name: Ident
    type_params: list[Field]
    alias: bool
    type: Expr


class ValueSpec(Node):
    """Constants or variables declared together.

    ``iota`` is the spec's index in its group. A constant's spec without type and values repeats those of the one
    before (Go specification, "Constant declarations"): ``implicit`` says that ``type`` and ``values`` are repeated.
    ``broken`` says that there is a syntax error in them, so that the values may be other ones than were meant.
    """

    names: list[Ident]
    type: Expr | None
    values: list[Expr]
    iota: int
    implicit: bool = False
    broken: bool = False


class GenDecl(Decl):
    """A const, type or var declaration; ``broken`` says that there is a syntax error in it."""

    keyword: str
    specs: list[TypeSpec | ValueSpec]
    broken: bool = False
    _named: dict[str, tuple[TypeSpec | ValueSpec, Ident]] | None = None

    def declaring(self, name: str) -> tuple[TypeSpec | ValueSpec, Ident] | None:
        """The spec that declares a name, and the name in it."""
        if self._named is None:
            self._named = {}
            for spec in self.specs:
                for ident in (spec.name,) if isinstance(spec, TypeSpec) else spec.names:
                    self._named.setdefault(ident.name, (spec, ident))
        return self._named.get(name)


def embedded_name(x: Expr) -> str:
    """The field name of an embedded type: its unqualified name (Go specification, "Struct types")."""
    while True:
        match x:
            case Ident():
                return x.name
            case SelectorExpr():
                return x.sel.name
            case Star() | Paren() | Index():
                x = x.x
            case _:
                return "_"


def unparen(x: Expr) -> Expr:
    """The expression inside any parentheses."""
    while isinstance(x, Paren):
        x = x.x
    return x


def left_spine(x: Binary) -> tuple[list[Binary], Expr]:
    """The operations of ``a + b + c``, innermost first, and the operand that they begin with."""
    spine: list[Binary] = []
    inner: Expr = x
    while isinstance(inner, Binary):
        spine.append(inner)
        inner = inner.x
    return spine[::-1], inner


def children(node: Node) -> Iterator[Node]:
    """The nodes directly inside a node, in the order of its attributes."""
    for name in _attributes(type(node)):
        value = getattr(node, name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, list):
            yield from value


_NO_NODES = ("start", "end", "_named")
_ATTRIBUTES: dict[type[Node], tuple[str, ...]] = {}


def _attributes(kind: type[Node]) -> tuple[str, ...]:
    if kind not in _ATTRIBUTES:
        _ATTRIBUTES[kind] = tuple(name for name in kind.__struct_fields__ if name not in _NO_NODES)
    return _ATTRIBUTES[kind]
