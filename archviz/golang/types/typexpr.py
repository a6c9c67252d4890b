"""Type expressions to types (Go specification, "Types")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.golang.syntax import ast, stack
from archviz.golang.syntax.ast import embedded_name
from archviz.golang.types.constants import ConstantScope, constant
from archviz.golang.types.objects import FixedType, Func, PkgName, Scope, TypeName, Var
from archviz.golang.types.types import (
    BASIC,
    Alias,
    Array,
    Chan,
    Interface,
    Invalid,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Type,
    TypeParam,
    Union,
    is_interface,
)
from archviz.golang.types.values import converted, is_integer, string_value
from archviz.model.symbols import UNNAMED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.golang.types.objects import NameLookup


def type_of(x: ast.Expr, scope: NameLookup, package: str, owner: str = UNNAMED) -> Type:
    """The type that an expression denotes; Invalid with a reason where it denotes none or cannot be found.

    ``package`` is the import path of the code, ``owner`` the type that an interface's methods belong to.
    """
    found = maybe_type(x, scope, package, owner)
    return found if found is not None else Invalid("not a type")


def maybe_type(x: ast.Expr, scope: NameLookup, package: str, owner: str = UNNAMED) -> Type | None:
    """The type that an expression denotes, or None where it is some other kind of expression."""
    if x.end - x.start > stack.LONG and stack.full():
        return stack.afresh(maybe_type, x, scope, package, owner)
    match x:
        case ast.Ident() | ast.SelectorExpr():
            obj = _object(x, scope)
            if isinstance(obj, Invalid):
                return obj
            return obj.type() if isinstance(obj, TypeName) else None
        case ast.Paren():
            return maybe_type(x.x, scope, package, owner)
        case ast.Star():
            elem = maybe_type(x.x, scope, package)
            return Pointer(elem) if elem is not None else None
        case ast.Index():
            return _instantiated(x, scope, package)
        case ast.SliceType():
            return Slice(type_of(x.elem, scope, package))
        case ast.ArrayType():
            return Array(_array_length(x.length, scope, package), type_of(x.elem, scope, package))
        case ast.MapType():
            return Map(type_of(x.key, scope, package), type_of(x.elem, scope, package))
        case ast.ChanType():
            return Chan(x.direction, type_of(x.elem, scope, package))
        case ast.FuncType():
            return signature(x, scope, package)
        case ast.StructType():
            return _struct(x, scope, package)
        case ast.InterfaceType():
            return _interface(x, scope, package, owner)
        case ast.Binary(op="|") | ast.Unary(op="~"):
            return Union(tuple(_terms(x, scope, package)))
        case _:
            return None


def _array_length(x: ast.Expr | None, scope: NameLookup, package: str) -> int:
    """A constant that an int can represent and that is not negative; -1 where it is no such or not known."""
    found = constant(x, ConstantScope(scope, package)) if x is not None else None
    if found is None or not (found.type.untyped or is_integer(found.type)):
        return -1
    length = converted(found, BASIC["int"], explicit=False)
    return length.value if length is not None and isinstance(length.value, int) and length.value >= 0 else -1


def _object(x: ast.Ident | ast.SelectorExpr, scope: NameLookup) -> object:
    if isinstance(x, ast.Ident):
        return scope.lookup(x.name) or Invalid(f"{x.name} is {scope.left_out(x.name) or 'not declared'}")
    if not isinstance(x.x, ast.Ident):
        return None
    pkg = scope.lookup(x.x.name)
    if pkg is None:
        return Invalid(f"{x.x.name} is {scope.left_out(x.x.name) or 'not declared'}")
    if not isinstance(pkg, PkgName):
        return None
    name = f"{pkg.path}.{x.sel.name}"
    return pkg.select(x.sel.name) or Invalid(pkg.unselected(x.sel.name), name)


def _instantiated(x: ast.Index, scope: NameLookup, package: str) -> Type | None:
    generic = maybe_type(x.x, scope, package)
    if not isinstance(generic, (Named, Alias, Invalid)):
        return None
    args = tuple(type_of(arg, scope, package) for arg in x.indices)
    if isinstance(generic, Invalid):
        return Invalid(generic.reason, generic.name, args)
    return generic.obj.instance(args)


def _terms(x: ast.Expr, scope: NameLookup, package: str) -> Iterator[tuple[bool, Type]]:
    if isinstance(x, ast.Binary):
        spine, first = ast.left_spine(x)
        for term in (first, *(union.y for union in spine)):
            yield from _terms(term, scope, package)
    elif isinstance(x, ast.Unary):
        yield True, type_of(x.x, scope, package)
    else:
        yield False, type_of(x, scope, package)


def signature(x: ast.FuncType, scope: NameLookup, package: str, type_params: tuple[TypeParam, ...] = ()) -> Signature:
    """A function type. ``type_params`` are already declared in ``scope``."""
    params: list[Type] = []
    names: list[str] = []
    variadic = False
    for field in x.params:
        t = type_of(field.type, scope, package)
        if field.variadic:
            variadic, t = True, Slice(t)
        for name in field.names or (None,):
            params.append(t)
            names.append(name.name if name is not None else "")
    results: list[Type] = []
    for field in x.results:
        t = type_of(field.type, scope, package)
        for name in field.names or (None,):
            results.append(t)
            names.append(name.name if name is not None else "")
    return Signature(tuple(params), tuple(results), variadic, type_params, tuple(names))


def declare_type_params(
    fields: list[ast.Field], scope: NameLookup, package: str
) -> tuple[Scope, tuple[TypeParam, ...]]:
    """A scope in which type parameters are declared, and they themselves."""
    inner = Scope(scope)
    declared: list[TypeParam] = []
    for field in fields:
        for name in field.names:
            param = TypeParam(name.name, _Constraint(field.type, inner, package))
            declared.append(param)
            inner.declare(FixedType(name.name, param))
    return inner, tuple(declared)


class _Delayed:
    """A type expression that is worked out when it is first asked for."""

    __slots__ = ("found", "package", "scope", "x")

    def __init__(self, x: ast.Expr, scope: NameLookup, package: str) -> None:
        self.x, self.scope, self.package = x, scope, package
        self.found: Type | None = None

    def __call__(self) -> Type:
        if self.found is None:
            self.found = type_of(self.x, self.scope, self.package)
        return self.found


class _Constraint(_Delayed):
    """A type parameter's constraint; one that is no interface stands for the interface that embeds it."""

    __slots__ = ("interface",)

    def __init__(self, x: ast.Expr, scope: NameLookup, package: str) -> None:
        super().__init__(x, scope, package)
        self.interface: Type | None = None

    def __call__(self) -> Type:
        if self.interface is None:
            found = super().__call__()
            self.interface = found if is_interface(found) or isinstance(found, Invalid) else Interface((), (found,))
        return self.interface


def _struct(x: ast.StructType, scope: NameLookup, package: str) -> Struct:
    fields: list[Var] = []
    tags: list[str] = []
    declared: set[str] = set()
    for field in x.fields:
        make = _Delayed(field.type, scope, package)
        tag = string_value(field.tag) if field.tag else ""
        for name in [name.name for name in field.names] or [embedded_name(field.type)]:
            if name not in declared or name == "_":  # the first of a name is the field, as for go/types
                fields.append(Var(name, package, make, field=True, embedded=not field.names))
                tags.append(tag)
                declared.add(name)
    return Struct(tuple(fields), tuple(tags))


def _interface(x: ast.InterfaceType, scope: NameLookup, package: str, owner: str) -> Interface:
    methods: dict[str, Func] = {}
    for m in x.methods:
        name = m.name.name
        if name not in methods and name != "_":  # which have no methods (Go specification, "Interface types")
            make = lambda t=m.type: signature(t, scope, package)  # noqa: E731
            methods[name] = Func(name, package, make, owner=owner, interface=True)
    return Interface(tuple(methods.values()), tuple(type_of(e, scope, package) for e in x.embeds))
