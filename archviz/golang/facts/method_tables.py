"""The method sets of a package's types as text, by which types and interfaces of different packages are compared.

Where a text cannot tell, as for a generic type or a signature with a struct literal, the type checker has to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.golang.facts.implementations import ANY, OPEN, method_names
from archviz.golang.types.methodsets import interface_methods, is_complete, is_method_set
from archviz.golang.types.objects import Func
from archviz.golang.types.selection import select
from archviz.golang.types.types import (
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
    Type,
    unalias,
    underlying,
)
from archviz.model.graph import MethodTable, TypeMethod
from archviz.model.symbols import exported

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.golang.types.objects import TypeName
    from archviz.golang.types.package import Package

MOST_PARTS = 200
"""Of how many types a signature may be made to be written as text."""


def method_tables(package: Package, *, interfaces: bool = False) -> Iterator[MethodTable]:
    """The methods of each defined type of a package, by name; of its ``interfaces`` alone where asked."""
    for obj in package.type_names():
        if obj.alias or obj.symbol is None:
            continue
        try:
            inner = underlying(obj.type())
            if isinstance(inner, Interface):
                yield _interface(obj, inner)
            elif not interfaces:
                yield _type(obj, inner)
        except RuntimeError:  # too deep to be worked out: the type checker says so when it is asked
            yield MethodTable(obj.symbol, interface=False, names=("*",), methods=(), plain=False, promotes=True)


def _interface(obj: TypeName, t: Interface) -> MethodTable:
    methods = interface_methods(t)
    plain = is_method_set(t) and is_complete(t) and not obj.type_params() and all(map(exported, methods))
    found = [_method(method, pointer=False) for method in methods.values() if exported(method.name)]
    names = sorted({method.name for method in methods.values()})
    return MethodTable(
        obj.symbol,  # type: ignore[arg-type]
        interface=True,
        names=tuple(names),
        methods=tuple(one for one in found if one is not None),
        plain=plain and None not in found,
        promotes=bool(t.embeds) or not is_complete(t),
    )


def _type(obj: TypeName, inner: Type) -> MethodTable:
    names = method_names(obj)
    plain = not obj.type_params() and names is not ANY and OPEN not in names
    methods = _methods(obj, sorted(filter(exported, names))) if plain and names else ()
    embeds = isinstance(inner, Struct) and any(field.embedded for field in inner.fields)
    return MethodTable(
        obj.symbol,  # type: ignore[arg-type]
        interface=False,
        names=tuple(sorted(names)),
        methods=tuple(methods),
        plain=plain,
        promotes=embeds or isinstance(inner, Invalid) or isinstance(unalias(obj.definition()), Named),
    )


def _methods(obj: TypeName, names: Iterable[str]) -> Iterator[TypeMethod]:
    t = obj.type()
    for name in names:
        found = select(t, name, obj.package or "")
        if isinstance(found, Invalid):
            if not found.absent and obj.symbol is not None:
                yield TypeMethod(obj.symbol.of(name), "")
            continue
        if isinstance(found.obj, Func):
            pointer = found.obj.pointer and not found.indirect and not found.obj.interface
            method = _method(found.obj, pointer=pointer)
            if method is not None:
                yield TypeMethod(method.symbol, "", pointer) if found.unknown else method


def method_type(obj: TypeName, name: str) -> str:
    """The signature of a type's method, promoted or not, as ``TypeMethod.type`` has it."""
    return next((method.type for method in _methods(obj, (name,))), "")


def _method(method: Func, *, pointer: bool) -> TypeMethod | None:
    return None if method.symbol is None else TypeMethod(method.symbol, _written(method.signature()), pointer)


def _written(t: Signature) -> str:
    """A signature such that two of them that can be written so are the same where their texts are; "" for another.

    After the Go specification, "Type identity".
    """
    parts: list[str] = []
    waiting: list[Type | str] = [t]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            parts.append(one)
            continue
        pieces = _pieces(unalias(one))
        if pieces is None or len(parts) > MOST_PARTS:
            return ""
        waiting += reversed(pieces)
    return "".join(parts)


def _pieces(t: Type) -> list[Type | str] | None:  # one for each form of type
    match t:
        case Basic():
            return [t.same_as or t.name]
        case Named(obj=obj, args=()) if not obj.local or obj.package is None:
            return [f"{obj.package}.{obj.name}" if obj.package else obj.name] if not obj.type_params() else None
        case Pointer():
            return ["*", t.elem]
        case Slice():
            return ["[]", t.elem]
        case Array() if t.length >= 0:
            return [f"[{t.length}]", t.elem]
        case Map():
            return ["map[", t.key, "]", t.elem]
        case Chan():
            return [f"chan {t.direction}(", t.elem, ")"]
        case Signature() if not t.type_params:
            params: list[Type | str] = [piece for one in t.params for piece in (one, ",")]
            results: list[Type | str] = [piece for one in t.results for piece in (one, ",")]
            return ["func(", *params, "..." if t.variadic else "", ")(", *results, ")"]
        case Interface() if not t.methods and not t.embeds:
            return ["interface{}"]
    return None
