"""What an expression is: its type, and what it names (Go specification, "Expressions").

``Evaluator`` works expressions out; what it finds on the way (a call, a function used as a value, a composite
literal) it tells to methods that do nothing here and that others fill.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import msgspec

from archviz.golang.syntax import ast, stack
from archviz.golang.types.constants import ConstantScope, constant
from archviz.golang.types.identity import core_type
from archviz.golang.types.inference import infer
from archviz.golang.types.objects import Builtin, Const, Func, Nil, PkgName, TypeName, Var
from archviz.golang.types.selection import Selection, select
from archviz.golang.types.types import (
    BASIC,
    UNTYPED,
    VOID,
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
    default_type,
    named,
    substitute,
    unalias,
)
from archviz.golang.types.typexpr import maybe_type, signature, type_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from archviz.golang.types.flow import HeldValue
    from archviz.golang.types.objects import NameLookup, Object
    from archviz.model.symbols import Symbol


class OperandMode(Enum):
    """What kind of thing an expression is."""

    VALUE = "value"
    TYPE = "type"
    BUILTIN = "builtin"
    PACKAGE = "package"


class Operand(msgspec.Struct, eq=False):
    """An expression worked out.

    ``obj`` is what an identifier or selector names, ``symbol`` its symbol where it has one. ``results`` are the
    functions of which this may be a result: none for a value that is made here, None where that cannot be told.
    ``read_from`` is the field or package variable that holds this value or the container that it is an element of; for
    a method, the one that its receiver was read from. ``via`` are the local variables that it went through: only where
    they are settled (see ``flow``) is that so. ``read_or_made`` is what a variable's value was read from where the body
    may have made it itself instead. ``certain`` is False where a missing type may hide another answer.
    """

    mode: OperandMode
    type: Type
    obj: Object | None = None
    symbol: Symbol | None = None
    results: tuple[Symbol, ...] | None = None
    read_from: Symbol | None = None
    certain: bool = True
    via: tuple[Var, ...] = ()
    read_or_made: Symbol | None = None


def value(t: Type, *, certain: bool = True) -> Operand:
    """A value of a type that nothing names."""
    return Operand(OperandMode.VALUE, t, certain=certain)


def made(t: Type) -> Operand:
    """A value that the code makes itself."""
    return Operand(OperandMode.VALUE, t, results=())


def unknown(reason: str) -> Operand:
    """An expression that could not be worked out."""
    return Operand(OperandMode.VALUE, Invalid(reason))


_RANK = ("untyped int", "untyped rune", "untyped float", "untyped complex")
_COMPARISONS = frozenset(("==", "!=", "<", "<=", ">", ">="))


class Evaluator:
    """Works expressions out in a scope. ``package`` is the import path of the code."""

    def __init__(self, package: str, scope: NameLookup) -> None:
        self.package = package
        self.scope = scope
        self.level = 0
        self._members: dict[int, tuple[Struct, dict[str, Var]]] = {}
        self._callees: set[int] = set()
        self._calls: set[int] = set()

    # What is found on the way

    def found_call(self, call: ast.Call, at: ast.Node, callee: Operand) -> None:
        """A function or method is called; ``at`` names it."""

    def found_dynamic_call(self, call: ast.Call, at: ast.Node, callee: Operand | None) -> None:
        """A function value is called; None where no variable or field holds it."""

    def found_unresolved(self, call: ast.Call, at: ast.Node, reason: str) -> None:
        """A call whose callee could not be worked out; ``at`` names it."""

    def found_function_value(self, at: ast.Ident, function: Operand) -> None:
        """A function or method is used as a value."""

    def found_arguments(self, call: ast.Call, arguments: list[Operand]) -> None:
        """The arguments of a call were worked out."""

    def found_index(self, x: ast.Index, container: Operand) -> None:
        """What is indexed was worked out."""

    def found_callee(self, call: ast.Call) -> None:
        """What a call calls is about to be worked out."""

    def found_argument(self, argument: ast.Expr, call: ast.Call, callee: Symbol | None) -> None:
        """An argument is about to be worked out."""

    def found_literal(self, literal: ast.CompositeLit, t: Type) -> None:
        """A composite literal."""

    def found_element(self, at: ast.Node, field: Symbol | None, x: ast.Expr, operand: Operand) -> None:
        """A field is given a value in a composite literal."""

    def found_entry(self, key: ast.Expr, x: ast.Expr, operand: Operand, element: Type) -> None:
        """A value is put under a key of a literal of a map with such elements."""

    def found_receive(self, channel: ast.Expr, operand: Operand) -> None:
        """A value is received from a channel."""

    def found_conversion(self, conversion: ast.Call) -> None:
        """A conversion's operand is about to be worked out."""

    def found_address(self, var: Object | None) -> None:
        """The address of what an expression names is taken."""

    def found_field(self, at: ast.Ident, field: Operand) -> None:
        """A field is selected."""

    def found_use(self, at: ast.Ident, obj: Object) -> None:
        """An identifier means an object."""

    def found_unknown(self, at: ast.Ident, reason: str) -> None:
        """A field or a method is selected, and not called, of something that could not be worked out."""

    def found_operand(self, x: ast.Expr) -> None:
        """What the address is taken of is about to be worked out."""

    def found_type(self, x: ast.Expr) -> None:
        """A type expression is about to be worked out."""

    def found_asserted(self, x: ast.Expr) -> None:
        """The type that an assertion or a type switch asks for is about to be worked out."""

    def found_created(self, x: ast.Expr) -> None:
        """The type of a composite literal is about to be worked out."""

    def holds(self, var: Var) -> HeldValue | None:
        """What is known of a local variable's value."""

    def function_body(self, literal: ast.FuncLit) -> None:
        """A function literal's body."""

    # Expressions

    def expr(self, x: ast.Expr) -> Operand:
        """Work an expression out."""
        handler = _HANDLERS.get(type(x))
        if handler is not None:
            self.level += 1
            found = handler(self, x) if self.level % stack.STRIDE != 1 else stack.call(handler, self, x)
            self.level -= 1
            return found
        self.found_type(x)
        t = maybe_type(x, self.scope, self.package)
        return Operand(OperandMode.TYPE, t) if t is not None else unknown("syntax error")

    def type_of(self, x: ast.Expr) -> Type:
        """The type that an expression denotes."""
        self.found_type(x)
        return type_of(x, self.scope, self.package)

    def _ident(self, x: ast.Ident) -> Operand:
        if x.name == "_":
            return unknown("the blank identifier has no value")
        obj = self.scope.lookup(x.name)
        if type(obj) is Var:  # most are
            self.found_use(x, obj)
            return self._variable(obj)
        if obj is None:
            return unknown(f"{x.name} is {self.scope.left_out(x.name) or 'not declared'}")
        if isinstance(obj, PkgName):
            self.found_use(x, obj)
            return Operand(OperandMode.PACKAGE, VOID, obj)
        return self._object(x, obj)

    def _variable(self, obj: Var) -> Operand:
        t, certain = obj.typed
        if obj.level:
            return Operand(OperandMode.VALUE, t, obj, obj.symbol, read_from=obj.symbol, certain=certain)
        held = self.holds(obj)
        if held is None:
            return Operand(OperandMode.VALUE, t, obj, certain=certain)
        via = (*held.via, obj)
        return Operand(OperandMode.VALUE, t, obj, None, held.results, held.read_from, certain, via, held.read_or_made)

    def _object(self, at: ast.Ident, obj: Object) -> Operand:
        self.found_use(at, obj)
        match obj:
            case Var():
                return self._variable(obj)
            case Const():
                return Operand(OperandMode.VALUE, obj.type, obj)
            case TypeName():
                return Operand(OperandMode.TYPE, obj.type(), obj)
            case Func():
                found = Operand(OperandMode.VALUE, obj.signature(), obj, obj.symbol)
                if id(at) not in self._callees:
                    self.found_function_value(at, found)
                return found
            case Builtin():
                return Operand(OperandMode.BUILTIN, VOID, obj)
            case Nil():
                return made(UNTYPED["nil"])
            case _:
                return unknown(f"{at.name} is no value")

    def _array_type(self, x: ast.ArrayType) -> Operand:
        """An array type among operands; its length may hold literals: ``(*[unsafe.Sizeof(T{})]byte)(p)``."""
        return Operand(OperandMode.TYPE, self.type_of(x))

    def _literal(self, x: ast.Literal) -> Operand:
        kind = {"imaginary": "complex"}.get(x.kind, x.kind)
        return value(UNTYPED[kind])

    def _paren(self, x: ast.Paren) -> Operand:
        return self.expr(x.x)

    def _func_lit(self, x: ast.FuncLit) -> Operand:
        self.function_body(x)
        return value(signature(x.type, self.scope, self.package))

    def _selector(self, x: ast.SelectorExpr) -> Operand:
        if isinstance(x.x, ast.Ident):
            pkg = self.scope.lookup(x.x.name)
            if isinstance(pkg, PkgName):
                return self._qualified(x, pkg)
        base = self.expr(x.x)
        if isinstance(base.type, Invalid):
            if id(x.sel) not in self._callees:
                self.found_unknown(x.sel, base.type.reason)
            return Operand(OperandMode.VALUE, base.type, certain=False)
        found = select(base.type, x.sel.name, self.package)
        if isinstance(found, Invalid):
            if id(x.sel) not in self._callees:
                self.found_unknown(x.sel, found.reason)
            return Operand(OperandMode.VALUE, self._with_left_out(found, base.type, x.sel.name))
        if isinstance(found.obj, Var):
            field = found.symbol
            certain = base.certain and not found.unknown
            operand = Operand(OperandMode.VALUE, found.obj.type, found.obj, field, read_from=field, certain=certain)
            self.found_field(x.sel, operand)
            return operand
        return self._method(x, base, found)

    def _with_left_out(self, missing: Invalid, t: Type, member: str) -> Invalid:
        """Why a type selects nothing, with the file that is left out where that declares such a method or field."""
        found = named(t)
        symbol = found.obj.symbol if found is not None else None
        declared = self.scope.left_out(symbol.name, member, symbol.package) if symbol is not None else ""
        return Invalid(f"{symbol}.{member} is {declared}", missing.name, missing.args) if declared else missing

    def _qualified(self, x: ast.SelectorExpr, pkg: PkgName) -> Operand:
        if isinstance(x.x, ast.Ident):
            self.found_use(x.x, pkg)
        obj = pkg.select(x.sel.name)
        if obj is None or obj.package is None:
            return unknown(pkg.unselected(x.sel.name))
        return self._object(x.sel, obj)

    def _method(self, x: ast.SelectorExpr, base: Operand, found: Selection) -> Operand:
        method = found.obj
        if not isinstance(method, Func):
            return unknown(f"{x.sel.name} is no method")
        t = method.signature()
        if base.mode is OperandMode.TYPE:
            t = Signature((base.type, *t.params), t.results, t.variadic, t.type_params)
        certain = base.certain and not found.unknown
        operand = Operand(
            OperandMode.VALUE, t, method, method.symbol, read_from=base.read_from, certain=certain, via=base.via
        )
        self.found_use(x.sel, method)
        if method.pointer and not found.indirect and isinstance(base.obj, Var) and base.mode is OperandMode.VALUE:
            self.found_address(base.obj)
        if id(x.sel) not in self._callees:
            self.found_function_value(x.sel, operand)
        return operand

    def _index(self, x: ast.Index) -> Operand:
        base = self.expr(x.x)
        self.found_index(x, base)
        if base.mode is OperandMode.TYPE:
            return Operand(OperandMode.TYPE, self.type_of(x), base.obj)
        if isinstance(base.type, Signature):
            given = tuple(self.type_of(arg) for arg in x.indices)
            bound = substitute(base.type, infer(base.type, [], given=given))
            return Operand(base.mode, bound, base.obj, base.symbol, certain=base.certain)
        for index in x.indices:
            self.expr(index)
        element = self._element(base.type)
        return Operand(OperandMode.VALUE, element, read_from=base.read_from, certain=base.certain, via=base.via)

    def _element(self, t: Type) -> Type:
        match _indexed(t):
            case Map(elem=elem) | Slice(elem=elem) | Array(elem=elem):
                return elem
            case Basic(name="string" | "untyped string"):
                return BASIC["uint8"]
            case Invalid() as missing:
                return missing
            case _:
                return Invalid("an index into something that has none")

    def _slice(self, x: ast.SliceExpr) -> Operand:
        base = self.expr(x.x)
        for bound in x.bounds:
            self.expr(bound)
        found = _indexed(base.type)
        if isinstance(found, Array):
            return value(Slice(found.elem), certain=base.certain)
        return value(default_type(base.type), certain=base.certain)

    def _type_assert(self, x: ast.TypeAssert) -> Operand:
        self.expr(x.x)
        self.found_asserted(x.type)
        return value(self.type_of(x.type))

    def _star(self, x: ast.Star) -> Operand:
        base = self.expr(x.x)
        if base.mode is OperandMode.TYPE:
            return Operand(OperandMode.TYPE, Pointer(base.type))
        pointer = core_type(base.type)
        if isinstance(pointer, Pointer):
            return value(pointer.elem, certain=base.certain)
        return value(pointer if isinstance(pointer, Invalid) else Invalid("an indirection of no pointer"))

    def _unary(self, x: ast.Unary) -> Operand:
        if x.op == "&":
            self.found_operand(x.x)
        base = self.expr(x.x)
        if x.op == "&":
            self.found_address(base.obj)
            return value(base.type if isinstance(base.type, Invalid) else Pointer(base.type), certain=base.certain)
        if x.op == "<-":
            self.found_receive(x.x, base)
            channel = core_type(base.type)
            if isinstance(channel, Chan):
                return value(channel.elem, certain=base.certain)
            return value(channel if isinstance(channel, Invalid) else Invalid("a receive from no channel"))
        return value(base.type, certain=base.certain)

    def _binary(self, x: ast.Binary) -> Operand:
        spine, left = ast.left_spine(x)
        found = self.expr(left)
        for outer in spine:
            right = self.expr(outer.y)
            certain = found.certain and right.certain
            found = _operation(outer.op, found.type, right.type)
            found.certain = certain
        return found

    # Calls

    def _call(self, x: ast.Call) -> Operand:
        at = callee(x.fun)
        if isinstance(at, (ast.Ident, ast.SelectorExpr)):
            self._callees.add(id(at.sel if isinstance(at, ast.SelectorExpr) else at))
        self.found_callee(x)
        fun = self.expr(x.fun)
        if fun.mode is OperandMode.TYPE:
            self.found_conversion(x)
            self.found_arguments(x, [self.expr(argument) for argument in x.args])
            return value(fun.type)
        if fun.mode is OperandMode.BUILTIN and fun.obj is not None:
            return self._builtin(fun.obj.name, x)
        self._report(x, at, fun)
        operands: list[Operand] = []
        for argument in x.args:
            self.found_argument(argument, x, fun.symbol if isinstance(fun.obj, Func) else None)
            operands.append(self.expr(argument))
        self.found_arguments(x, operands)
        called = core_type(fun.type)
        if not isinstance(called, Signature):
            return value(called if isinstance(called, Invalid) else Invalid("a call of no function"))
        certain = fun.certain
        if called.type_params:
            arguments = [operand.type for operand in operands]
            if len(arguments) == 1 and isinstance(arguments[0], Tuple):
                arguments = list(arguments[0].types)
            bound = substitute(called, dict(infer(called, arguments, spread=x.spread)))
            called = bound if isinstance(bound, Signature) else called
            certain = certain and all(operand.certain for operand in operands)
        source = (fun.symbol,) if isinstance(fun.obj, Func) and fun.symbol is not None and certain else None
        result = called.results[0] if len(called.results) == 1 else Tuple(called.results)
        return Operand(OperandMode.VALUE, result, results=source, certain=certain)

    def _report(self, x: ast.Call, at: ast.Expr, fun: Operand) -> None:
        if isinstance(fun.obj, Func) and fun.obj.package == "unsafe":
            return
        if isinstance(fun.obj, Func) and isinstance(at, (ast.Ident, ast.SelectorExpr)):
            if isinstance(at, ast.SelectorExpr):
                self.found_call(x, at.sel, fun)
            else:
                self.found_call(x, at, fun)
        elif isinstance(fun.type, Invalid):
            name = at.sel if isinstance(at, ast.SelectorExpr) else at
            reason = fun.type.reason
            if isinstance(name, ast.Ident) and fun.obj is None and self._may_convert(x, at):
                reason += f" (a conversion, if {name.name} is a type)"
            self.found_unresolved(x, name, reason)
        elif not isinstance(core_type(fun.type), Signature):
            self.found_unresolved(
                x, at.sel if isinstance(at, ast.SelectorExpr) else at, "what is called is no function"
            )
        elif isinstance(at, (ast.Ident, ast.SelectorExpr)) and at is ast.unparen(x.fun):
            self.found_dynamic_call(x, at.sel if isinstance(at, ast.SelectorExpr) else at, fun)
        else:
            self.found_dynamic_call(x, ast.unparen(x.fun), None)

    def certainly_calls(self, x: ast.Expr) -> None:
        """The expression stands where a conversion cannot: alone, after ``go`` or ``defer``, or for several values."""
        self._calls.add(id(ast.unparen(x)))

    def _may_convert(self, x: ast.Call, at: ast.Expr) -> bool:
        """Whether what looks like a call of an undeclared name may be a conversion (spec, "Conversions")."""
        if len(x.args) != 1 or x.spread or id(x) in self._calls:
            return False
        if isinstance(at, ast.SelectorExpr):
            return isinstance(at.x, ast.Ident) and isinstance(self.scope.lookup(at.x.name), PkgName)
        return isinstance(at, ast.Ident)

    def _builtin(self, name: str, x: ast.Call) -> Operand:
        if name in ("new", "make") and x.args:
            t = self._allocated(x.args[0])
            self.found_arguments(x, [value(t), *(self.expr(argument) for argument in x.args[1:])])
            return made(Pointer(t) if name == "new" else t)
        operands = [self.expr(argument) for argument in x.args]
        self.found_arguments(x, operands)
        types = [operand.type for operand in operands]
        certain = all(operand.certain for operand in operands)
        match name:
            case "len" | "cap" | "copy":
                return value(BASIC["int"])
            case "append" | "min" | "max" if types:
                typed = [t for t in types if default_type(t) is t]
                return value(types[0] if name == "append" else typed[0] if typed else types[0], certain=certain)
            case "recover":
                return value(Interface(()))
            case "real" | "imag" if types:
                return value(_PARTS.get(_basic_name(types[0]), BASIC["float64"]))
            case "complex" if types:
                single = any(_basic_name(t) == "float32" for t in types)
                return value(BASIC["complex64" if single else "complex128"])
            case _:
                return value(VOID)

    def _allocated(self, x: ast.Expr) -> Type:
        """The type that ``new`` and ``make`` are given, or that of the value (Go specification, "Allocation")."""
        if not isinstance(x, _MAY_BE_VALUES):
            return self.type_of(x)
        found = self.expr(x)
        if found.mode is OperandMode.TYPE or isinstance(found.type, Invalid):
            return self.type_of(x) if not isinstance(x, _VALUES) else found.type
        return default_type(found.type)

    # Composite literals

    def _composite(self, x: ast.CompositeLit) -> Operand:
        if x.type is None:
            return self.composite(x, Invalid("an elided type"))
        self.found_created(x.type)
        return self.composite(x, self.type_of(x.type))

    def composite(self, x: ast.CompositeLit, t: Type) -> Operand:
        """A composite literal of a type; an elided ``&T`` has the pointer's type (spec, "Composite literals")."""
        if x.type is not None and isinstance(x.type, ast.ArrayType) and x.type.length is None and isinstance(t, Array):
            t = Array(self._element_count(x), t.elem)
        self.found_literal(x, t)
        base = core_type(t)
        if x.type is None and isinstance(base, Pointer):
            base = core_type(base.elem)
        match base:
            case Struct():
                self._struct_literal(x, t, base)
            case Map():
                for element in x.elements:
                    if element.key is not None:
                        self._elided(element.key, base.key)
                    found = self._elided(element.value, base.elem)
                    if element.key is not None:
                        self.found_entry(element.key, element.value, found, base.elem)
            case Slice() | Array():
                for element in x.elements:
                    if element.key is not None:
                        self.expr(element.key)
                    self._elided(element.value, base.elem)
            case _:
                for element in x.elements:
                    if element.key is not None and not isinstance(element.key, ast.Ident):
                        self._elided(element.key, base)
                    self._elided(element.value, base)
        return made(t)

    def _element_count(self, x: ast.CompositeLit) -> int:
        """The largest index plus one; -1 where a key is not known (spec, "Composite literals")."""
        count = index = 0
        for element in x.elements:
            if element.key is not None:
                key = constant(element.key, ConstantScope(self.scope, self.package), BASIC["int"])
                if key is None or not isinstance(key.value, int):
                    return -1
                index = key.value
            index += 1
            count = max(count, index)
        return count

    def _struct_literal(self, x: ast.CompositeLit, t: Type, struct: Struct) -> None:
        if id(struct) not in self._members:
            self._members[id(struct)] = struct, {f.name: f for f in struct.fields}
        _, fields = self._members[id(struct)]
        for i, element in enumerate(x.elements):
            field = fields.get(element.key.name) if isinstance(element.key, ast.Ident) else None
            if element.key is None and i < len(struct.fields):
                field = struct.fields[i]
            symbol = field_symbol(t, field) if field is not None else None
            if field is None and isinstance(element.key, ast.Ident):
                # Since Go 1.27, the key may be a promoted field's name.
                promoted = select(t, element.key.name, self.package)
                if isinstance(promoted, Selection) and isinstance(promoted.obj, Var):
                    field, symbol = promoted.obj, promoted.symbol
            if field is not None:
                if isinstance(element.key, ast.Ident):
                    self.found_use(element.key, field)
                self.found_field_value(element.value, symbol)
            found = self._elided(element.value, field.type if field is not None else Invalid("no such field"))
            if field is not None:
                self.found_element(element.key or element.value, symbol, element.value, found)

    def found_field_value(self, x: ast.Expr, field: Symbol | None) -> None:
        """A field's value in a composite literal is about to be worked out."""

    def _elided(self, x: ast.Expr, t: Type) -> Operand:
        if not isinstance(x, ast.CompositeLit) or x.type is not None:
            return self.expr(x)
        self.level += 1
        found = self.composite(x, t) if self.level % stack.STRIDE != 1 else stack.call(self.composite, x, t)
        self.level -= 1
        return found


def _operation(op: str, a: Type, b: Type) -> Operand:
    """The operand of a binary operation (Go specification, "Operators")."""
    if op in _COMPARISONS:
        return value(UNTYPED["bool"])
    if op in ("<<", ">>"):
        return value(a)
    if isinstance(a, Basic) and a.untyped:
        if isinstance(b, Basic) and b.untyped and a.name in _RANK and b.name in _RANK:
            return value(max(a, b, key=lambda t: _RANK.index(t.name)))
        return value(b)
    return value(b if isinstance(a, Invalid) else a)


_PARTS = {"complex64": BASIC["float32"], "untyped complex": UNTYPED["float"]}


def _basic_name(t: Type) -> str:
    basic = core_type(t)
    return basic.name if isinstance(basic, Basic) else ""


def _indexed(t: Type) -> Type:
    found = core_type(t)
    if isinstance(found, Pointer):
        found = core_type(found.elem)
    return found


def callee(x: ast.Expr) -> ast.Expr:
    """The expression that names the callee: without parentheses and type arguments."""
    x = ast.unparen(x)
    while isinstance(x, ast.Index):
        x = ast.unparen(x.x)
    return x


def field_symbol(struct: Type, field: Var) -> Symbol | None:
    """The symbol of a field of a struct type that a composite literal gives a value."""
    t = unalias(struct)
    if isinstance(t, Pointer):
        t = unalias(t.elem)
    return t.obj.symbol.of(field.name) if isinstance(t, Named) and t.obj.symbol is not None else None


_VALUES = (
    *(ast.Literal, ast.FuncLit, ast.CompositeLit, ast.SliceExpr),
    *(ast.TypeAssert, ast.Call, ast.Unary, ast.Binary),
)
_MAY_BE_VALUES = (*_VALUES, ast.Ident, ast.Paren, ast.SelectorExpr, ast.Index, ast.Star)
_HANDLERS: dict[type[ast.Expr], Callable[..., Operand]] = {
    ast.Ident: Evaluator._ident,
    ast.Literal: Evaluator._literal,
    ast.Paren: Evaluator._paren,
    ast.FuncLit: Evaluator._func_lit,
    ast.ArrayType: Evaluator._array_type,
    ast.SelectorExpr: Evaluator._selector,
    ast.Index: Evaluator._index,
    ast.SliceExpr: Evaluator._slice,
    ast.TypeAssert: Evaluator._type_assert,
    ast.Star: Evaluator._star,
    ast.Unary: Evaluator._unary,
    ast.Binary: Evaluator._binary,
    ast.Call: Evaluator._call,
    ast.CompositeLit: Evaluator._composite,
}
