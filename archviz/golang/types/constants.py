"""Values of constant expressions (Go specification, "Constant expressions")."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from archviz.golang.syntax import ast, stack
from archviz.golang.types import values
from archviz.golang.types.lazy import work_out
from archviz.golang.types.objects import Builtin, Const, Func, PkgName, TypeName, Var
from archviz.golang.types.sizes import field_offset, layout
from archviz.golang.types.types import BASIC, UNTYPED, Array, Basic, Pointer, Struct, Type, default_type, underlying
from archviz.golang.types.values import MOST_CHARACTERS, Complex, Constant, converted, public

if TYPE_CHECKING:
    from collections.abc import Callable

    from archviz.golang.types.objects import NameLookup, Object, Value


class ConstantScope(NamedTuple):
    """Where a constant expression stands: its scope, its package's import path, and ``iota`` in its declaration."""

    scope: NameLookup
    package: str = ""
    iota: int | None = None


def constant(x: ast.Expr, place: ConstantScope, declared: Type | None = None) -> Constant | None:
    """The constant that an expression is, as one of the type that it is ``declared`` with, where there is one.

    None where it is none, cannot be worked out, or does not fit the type.
    """
    try:
        found = _value(x, place)
        if found is None or declared is None:
            return found
        to = underlying(declared)
        return converted(found, to, explicit=False) if isinstance(to, Basic) else None
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return None


def evaluate(x: ast.Expr, scope: NameLookup) -> Value:
    """The value of a constant expression, or None where it has none or it cannot be worked out."""
    return public(constant(x, ConstantScope(scope)))


def initial_value(x: ast.Expr, scope: NameLookup, held: Callable[[Var], Value] = lambda _: None) -> Value:
    """The value of a constant expression, also where its parts are variables: then of what those are declared with.

    ``autoscaling.SchemeGroupVersion.Version`` has one this way. A package-level variable might be assigned to later:
    what this gives is the declared value. ``held`` gives the constant that a local variable holds where the expression
    stands, as in ``resource + "/status"``, or None.
    """
    found = evaluate(x, scope)
    if found is not None:
        return found
    x = ast.unparen(x)
    if isinstance(x, ast.Binary) and x.op == "+":
        spine, left = ast.left_spine(x)
        found = initial_value(left, scope, held)
        for outer in spine:
            right = initial_value(outer.y, scope, held) if isinstance(found, str) and outer.op == "+" else None
            fits = isinstance(found, str) and isinstance(right, str) and len(found) + len(right) <= MOST_CHARACTERS
            found = f"{found}{right}" if fits else None
        return found
    obj = selected(x, scope)
    if isinstance(obj, Var):
        return _declared_value(obj, "") if obj.level else held(obj)
    if isinstance(x, ast.SelectorExpr):
        owner = selected(ast.unparen(x.x), scope)
        if isinstance(owner, Var):
            return _declared_value(owner, x.sel.name)
    return None


class _Values:
    """What is known of a variable's declared values: its own as ``:``, a field's as ``:field``, each in a tuple."""


def _declared_value(var: Var, field: str) -> Value:
    """The value that a variable, or a field of it, is declared with."""
    if var.initial is None:
        return None
    x, scope = var.initial
    if not isinstance(var.values, _Values):
        var.values = _Values()
    slot = f":{field}"
    found: tuple[Value] | None = getattr(var.values, slot, None)
    if found is None:
        found = work_out(var.values, slot, lambda: (_part(x, field, scope),), "", lambda _: (None,))
    return found[0]


def _part(x: ast.Expr, field: str, scope: NameLookup) -> Value:
    """The value of an expression, or of a field of the struct literal that it is."""
    if not field:
        return initial_value(x, scope)
    x = ast.unparen(x)
    if isinstance(x, ast.Unary) and x.op == "&":
        x = x.x
    for element in x.elements if isinstance(x, ast.CompositeLit) else ():
        if isinstance(element.key, ast.Ident) and element.key.name == field:
            return initial_value(element.value, scope)
    return None


def selected(x: ast.Expr, scope: NameLookup) -> Object | None:
    """The package-level object that an identifier or a qualified identifier names, or None."""
    if isinstance(x, ast.Ident):
        return scope.lookup(x.name)
    if isinstance(x, ast.SelectorExpr) and isinstance(x.x, ast.Ident):
        pkg = scope.lookup(x.x.name)
        if isinstance(pkg, PkgName):
            return pkg.select(x.sel.name)
    return None


def _value(x: ast.Expr, place: ConstantScope) -> Constant | None:
    if x.end - x.start > stack.LONG and stack.full():
        return stack.afresh(_value, x, place)
    match x:
        case ast.Paren():
            return _value(x.x, place)
        case ast.Literal():
            return values.literal(x.kind, x.text)
        case ast.Ident() | ast.SelectorExpr():
            obj = selected(x, place.scope)
            if not isinstance(obj, Const):
                return None
            if obj.name == "iota" and obj.package is None:
                return Constant(place.iota, UNTYPED["int"]) if place.iota is not None else None
            return obj.constant
        case ast.Unary():
            operand = _value(x.x, place)
            return values.unary(x.op, operand) if operand is not None else None
        case ast.Binary():
            spine, left = ast.left_spine(x)
            found = _value(left, place)
            for outer in spine:
                right = _value(outer.y, place) if found is not None else None
                found = values.binary(outer.op, found, right) if found is not None and right is not None else None
            return found
        case ast.Call():
            return _call(x, place)
        case _:
            return None


def _call(x: ast.Call, place: ConstantScope) -> Constant | None:
    """A conversion of a constant, or a call of a predeclared function that is one."""
    fun = selected(ast.unparen(x.fun), place.scope)
    if isinstance(fun, TypeName):
        to = underlying(fun.type())
        value = _value(x.args[0], place) if len(x.args) == 1 and isinstance(to, Basic) else None
        return converted(value, to) if value is not None and isinstance(to, Basic) else None
    if isinstance(fun, Func) and fun.package == "unsafe":
        return _measured(fun.name, x, place)
    if not isinstance(fun, Builtin):
        return None
    if fun.name in ("len", "cap"):
        return _length(fun.name, x, place)
    arguments = [_value(argument, place) for argument in x.args] if fun.name in _FUNCTIONS else []
    known = [argument for argument in arguments if argument is not None]
    return _FUNCTIONS[fun.name](known) if known and len(known) == len(arguments) else None


def _length(name: str, x: ast.Call, place: ConstantScope) -> Constant | None:
    """The length of a constant string or of an array (Go specification, "Length and capacity")."""
    if len(x.args) != 1:
        return None
    found = _value(x.args[0], place)
    if found is not None:
        return values.integer(values.size(found.value)) if name == "len" and isinstance(found.value, str) else None
    if _calls(x.args[0], place):
        return None
    t = underlying(_type_of(x.args[0], place))
    t = underlying(t.elem) if isinstance(t, Pointer) else t
    return values.integer(t.length) if isinstance(t, Array) and t.length >= 0 else None


def _type_of(x: ast.Expr, place: ConstantScope) -> Type:
    """The type of an expression; constants, types and expressions are all made of one another."""
    from archviz.golang.types.expr import Evaluator

    return Evaluator(place.package, place.scope).expr(x).type


def _calls(x: ast.Expr, place: ConstantScope) -> bool:
    """Whether an expression receives from a channel or calls a function, outside of function literals."""
    nodes: list[ast.Node] = [x]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Unary) and node.op == "<-":
            return True
        if isinstance(node, ast.Call) and not _converts(node.fun, place) and _value(node, place) is None:
            return True
        if not isinstance(node, ast.FuncLit):
            nodes.extend(ast.children(node))
    return False


def _converts(x: ast.Expr, place: ConstantScope) -> bool:
    """Whether what is called is a type."""
    x = ast.unparen(x)
    while isinstance(x, (ast.Index, ast.Star)):
        x = ast.unparen(x.x)
    if isinstance(x, (ast.Ident, ast.SelectorExpr)):
        return isinstance(selected(x, place.scope), TypeName)
    return not isinstance(x, (ast.Call, ast.FuncLit, ast.TypeAssert, ast.CompositeLit))


def _measured(name: str, x: ast.Call, place: ConstantScope) -> Constant | None:
    """What ``unsafe.Sizeof``, ``Alignof`` or ``Offsetof`` gives (Go specification, "Package unsafe")."""
    if len(x.args) != 1:
        return None
    argument = ast.unparen(x.args[0])
    if name == "Offsetof":
        offset = _offset(argument, place) if isinstance(argument, ast.SelectorExpr) else None
        return values.integer(offset, "uintptr") if offset is not None else None
    value = _value(argument, place)
    found = layout(default_type(value.type if value is not None else _type_of(argument, place)))
    if found is None or name not in ("Sizeof", "Alignof"):
        return None
    return values.integer(found.size if name == "Sizeof" else found.align, "uintptr")


def _offset(x: ast.SelectorExpr, place: ConstantScope) -> int | None:
    """The offset of a selected field, through the structs that are embedded by value."""
    struct = underlying(_type_of(x.x, place))
    if isinstance(struct, Pointer):
        struct = underlying(struct.elem)
    waiting: list[tuple[Type, int]] = [(struct, 0)]
    for t, before in waiting:  # breadth first, as a selector goes
        for i, field in enumerate(t.fields if isinstance(t, Struct) else ()):
            if field.name != x.sel.name and not field.embedded:
                continue
            offset = field_offset(t, i) if isinstance(t, Struct) else None
            if offset is None or len(waiting) > _MOST_EMBEDDED:
                return None
            if field.name == x.sel.name:
                return before + offset
            waiting.append((underlying(field.type), before + offset))
    return None


_MOST_EMBEDDED = 1_000


def _extreme(name: str) -> Callable[[list[Constant]], Constant | None]:
    def work_out(arguments: list[Constant]) -> Constant | None:
        found = arguments[0]
        for other in arguments[1:]:
            pair = values.matched(found, other)
            smaller = values.binary("<", *pair) if pair is not None else None
            if pair is None or smaller is None:
                return None
            found = pair[0] if smaller.value is (name == "min") else pair[1]
        return found if not isinstance(found.value, (bool, Complex)) else None

    return work_out


def _half(name: str) -> Callable[[list[Constant]], Constant | None]:
    def work_out(arguments: list[Constant]) -> Constant | None:
        number = arguments[0]
        whole = converted(number, UNTYPED["complex"], explicit=False) if len(arguments) == 1 else None
        if whole is None or not isinstance(whole.value, Complex):
            return None
        kind = {"complex64": BASIC["float32"], "complex128": BASIC["float64"]}.get(number.type.name, UNTYPED["float"])
        return Constant(whole.value.real if name == "real" else whole.value.imag, kind)

    return work_out


def _complex(arguments: list[Constant]) -> Constant | None:
    pair = values.matched(*arguments) if len(arguments) == 2 else None
    if pair is None:
        return None
    halves = [converted(half, UNTYPED["float"], explicit=False) for half in pair]
    kind = {"float32": BASIC["complex64"], "float64": BASIC["complex128"]}.get(pair[0].type.name, UNTYPED["complex"])
    a, b = (half.value if half is not None else None for half in halves)
    if not (isinstance(a, Fraction) and isinstance(b, Fraction)):
        return None
    return converted(Constant(Complex(a, b), UNTYPED["complex"]), kind)


_FUNCTIONS: dict[str, Callable[[list[Constant]], Constant | None]] = {
    "min": _extreme("min"),
    "max": _extreme("max"),
    "real": _half("real"),
    "imag": _half("imag"),
    "complex": _complex,
}
