"""Go's types, after the Go specification, "Types", and the standard library's go/types.

A named type is a reference to its declaration with type arguments; what it is made of is looked up when asked for, so
that a type may mention itself and a package is read only when it matters.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.model.symbols import exported

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from archviz.golang.objects import Func, TypeName, Var


class Type:
    """Any type."""

    __slots__ = ()


@dataclass(slots=True, eq=False)
class Invalid(Type):
    """A type that could not be found out; ``reason`` says why.

    Where its package is missing, ``name`` is its name with the import path, and ``args`` are its type arguments.
    """

    reason: str
    name: str = ""
    args: tuple[Type, ...] = ()


@dataclass(slots=True, eq=False)
class Basic(Type):
    """A predeclared type, or the type of an untyped constant (``untyped`` and a name such as ``untyped int``).

    ``byte`` and ``rune`` keep their names and are ``same_as`` another.
    """

    name: str
    untyped: bool = False
    same_as: str = ""


@dataclass(slots=True, eq=False)
class Named(Type):
    """A defined type, instantiated with ``args`` if it is generic."""

    obj: TypeName
    args: tuple[Type, ...] = ()
    cache: Type | None = None


@dataclass(slots=True, eq=False)
class Alias(Type):
    """An alias by its own name; it is the same type as its target."""

    obj: TypeName
    args: tuple[Type, ...] = ()
    cache: Type | None = None


@dataclass(slots=True, eq=False)
class TypeParam(Type):
    """A type parameter; ``constraint`` gives its constraint's type."""

    name: str
    constraint: Callable[[], Type]


@dataclass(slots=True, eq=False)
class Pointer(Type):
    """``*elem``."""

    elem: Type


@dataclass(slots=True, eq=False)
class Slice(Type):
    """``[]elem``."""

    elem: Type


@dataclass(slots=True, eq=False)
class Array(Type):
    """``[length]elem``; ``length`` is -1 where it could not be found out."""

    length: int
    elem: Type


@dataclass(slots=True, eq=False)
class Map(Type):
    """``map[key]elem``."""

    key: Type
    elem: Type


@dataclass(slots=True, eq=False)
class Chan(Type):
    """A channel type; ``direction`` as in the syntax."""

    direction: str
    elem: Type


@dataclass(slots=True, eq=False)
class Struct(Type):
    """A struct type; ``fields`` in source order, the values of their ``tags`` beside them."""

    fields: tuple[Var, ...]
    tags: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class Tuple(Type):
    """The results of a call that has none or several."""

    types: tuple[Type, ...]


@dataclass(slots=True, eq=False)
class Signature(Type):
    """A function's type. A variadic one's last parameter has the slice's type."""

    params: tuple[Type, ...]
    results: tuple[Type, ...]
    variadic: bool = False
    type_params: tuple[TypeParam, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class Interface(Type):
    """An interface type: explicit methods, and embedded types as written."""

    methods: tuple[Func, ...]
    embeds: tuple[Type, ...] = ()
    cache: dict[str, Func] | None = None


@dataclass(slots=True, eq=False)
class Union(Type):
    """``A | ~B``: terms with whether each has a tilde."""

    terms: tuple[tuple[bool, Type], ...]


_PREDECLARED = (
    "bool",
    "int",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "uintptr",
    "float32",
    "float64",
    "complex64",
    "complex128",
    "string",
)
BASIC: dict[str, Basic] = {name: Basic(name) for name in _PREDECLARED}
UNSAFE_POINTER = Basic("unsafe.Pointer")
UNTYPED: dict[str, Basic] = {
    kind: Basic(f"untyped {kind}", untyped=True)
    for kind in ("bool", "int", "rune", "float", "complex", "string", "nil")
}
VOID = Tuple(())
UNKNOWN = "invalid type"
"""What ``type_string`` writes for a type of which not even the name is known, and for such an array's length."""
_DEFAULTS = {
    "untyped bool": "bool",
    "untyped int": "int",
    "untyped rune": "int32",
    "untyped float": "float64",
    "untyped complex": "complex128",
    "untyped string": "string",
}


def unalias(t: Type) -> Type:
    """The type that an alias stands for, and any other type itself."""
    while isinstance(t, Alias):
        if t.cache is None:
            target = t.obj.target()
            t.cache = substitute(target, dict(zip(t.obj.type_params(), t.args, strict=False))) if t.args else target
        t = t.cache
    return t


def underlying(t: Type) -> Type:
    """The underlying type (Go specification, "Underlying types"); a type parameter's is its constraint's interface."""
    t = unalias(t)
    seen = 0
    while isinstance(t, Named):
        if t.cache is None:
            declared = t.obj.definition()
            if t.args and not isinstance(declared, Invalid):
                declared = substitute(declared, dict(zip(t.obj.type_params(), t.args, strict=False)))
            t.cache = declared
        t = unalias(t.cache)
        seen += 1
        if seen > 100:
            return Invalid("a type defined by itself")
    if isinstance(t, TypeParam):
        return underlying(t.constraint())
    return t


def deref(t: Type) -> Type:
    """What an unnamed or named pointer type points to; any other type itself."""
    found = underlying(t) if not isinstance(unalias(t), TypeParam) else t
    return found.elem if isinstance(found, Pointer) else t


def named(t: Type) -> Named | None:
    """The named type behind aliases and unnamed pointers, or None."""
    t = unalias(t)
    while isinstance(t, Pointer):
        t = unalias(t.elem)
    return t if isinstance(t, Named) else None


def default_type(t: Type) -> Type:
    """The type that an untyped constant takes when nothing else says (Go specification, "Constants")."""
    if isinstance(t, Basic) and t.untyped and t.name in _DEFAULTS:
        return BASIC[_DEFAULTS[t.name]]
    return t


def is_interface(t: Type) -> bool:
    """Whether a type's underlying type is an interface; not so for a type parameter."""
    t = unalias(t)
    return not isinstance(t, TypeParam) and isinstance(underlying(t), Interface)


def type_set(t: Type) -> tuple[Type, ...]:
    """The types that a constraint lists, tildes dropped; empty where it lists none."""
    found = underlying(t)
    if isinstance(found, Union):
        return tuple(inner for _, term in found.terms for inner in (type_set(term) or (term,)))
    if isinstance(found, Interface):
        for embedded in found.embeds:
            inner = unalias(embedded)
            listed = type_set(inner) if isinstance(inner, Union) or is_interface(inner) else (inner,)
            if listed:
                return listed
    return ()


def core_type(t: Type) -> Type:
    """The single underlying type of a type parameter's type set, if there is one; else the underlying type."""
    bare = unalias(t)
    if isinstance(bare, TypeParam):
        listed = type_set(bare.constraint())
        cores = [underlying(one) for one in listed]
        if cores and all(identical(cores[0], other) for other in cores[1:]):
            return cores[0]
    return underlying(bare)


def substitute(t: Type, bindings: dict[TypeParam, Type]) -> Type:
    """The type with type parameters replaced; unbound ones stay."""
    return _Substitution(bindings).apply(t) if bindings else t


class _Substitution:
    def __init__(self, bindings: dict[TypeParam, Type]) -> None:
        self.bindings = bindings

    def all(self, types: Iterable[Type]) -> tuple[Type, ...]:
        return tuple(self.apply(t) for t in types)

    def apply(self, t: Type) -> Type:
        match t:
            case TypeParam():
                return self.bindings.get(t, t)
            case Named():
                return Named(t.obj, self.all(t.args)) if t.args else t
            case Alias():
                return Alias(t.obj, self.all(t.args)) if t.args else t
            case Pointer():
                return Pointer(self.apply(t.elem))
            case Slice():
                return Slice(self.apply(t.elem))
            case Array():
                return Array(t.length, self.apply(t.elem))
            case Map():
                return Map(self.apply(t.key), self.apply(t.elem))
            case Chan():
                return Chan(t.direction, self.apply(t.elem))
            case Tuple():
                return Tuple(self.all(t.types))
            case Signature():
                return Signature(
                    self.all(t.params),
                    self.all(t.results),
                    t.variadic,
                    tuple(p for p in t.type_params if p not in self.bindings),
                    t.names,
                )
            case Struct():
                return Struct(tuple(f.substituted(self.bindings) for f in t.fields), t.tags)
            case Interface():
                methods = tuple(m.substituted(self.bindings) for m in t.methods)
                return Interface(methods, self.all(t.embeds))
            case Union():
                return Union(tuple((tilde, self.apply(term)) for tilde, term in t.terms))
            case _:
                return t


def identical(a: Type, b: Type) -> bool:
    """Whether two types are identical (Go specification, "Type identity").

    An unknown type is identical to none, but a name of a missing package is one type wherever it is written.
    """
    a, b = unalias(a), unalias(b)
    if a is b and not isinstance(a, Invalid):
        return True
    if type(a) is not type(b):
        return False
    match a, b:
        case (Basic(), Basic()):
            return (a.same_as or a.name) == (b.same_as or b.name)
        case (Named(), Named()):
            return a.obj is b.obj and _pairwise(a.args, b.args)
        case (Invalid(), Invalid()):
            return bool(a.name) and a.name == b.name and _pairwise(a.args, b.args)
        case (Pointer(elem=x), Pointer(elem=y)) | (Slice(elem=x), Slice(elem=y)):
            return identical(x, y)
        case (Array(), Array()):
            return a.length == b.length >= 0 and identical(a.elem, b.elem)
        case (Map(), Map()):
            return identical(a.key, b.key) and identical(a.elem, b.elem)
        case (Chan(), Chan()):
            return a.direction == b.direction and identical(a.elem, b.elem)
        case (Tuple(), Tuple()):
            return _pairwise(a.types, b.types)
        case (Signature(), Signature()):
            if len(a.type_params) != len(b.type_params) or a.variadic != b.variadic:
                return False
            if a.type_params:
                renamed = substitute(b, dict(zip(b.type_params, a.type_params, strict=True)))
                if not isinstance(renamed, Signature):
                    return False
                b = renamed
            return _pairwise(a.params, b.params) and _pairwise(a.results, b.results)
        case (Struct(), Struct()):
            return (
                len(a.fields) == len(b.fields)
                and a.tags == b.tags
                and all(
                    f.name == g.name and f.embedded == g.embedded and identical(f.type, g.type)
                    for f, g in zip(a.fields, b.fields, strict=True)
                )
            )
        case (Interface(), Interface()):
            mine, theirs = interface_methods(a), interface_methods(b)
            return mine.keys() == theirs.keys() and all(
                identical(mine[name].signature(), theirs[name].signature()) for name in mine
            )
        case (Union(), Union()):
            return len(a.terms) == len(b.terms) and all(
                s == t and identical(x, y) for (s, x), (t, y) in zip(a.terms, b.terms, strict=True)
            )
    return False


def _pairwise(a: tuple[Type, ...], b: tuple[Type, ...]) -> bool:
    return len(a) == len(b) and all(identical(x, y) for x, y in zip(a, b, strict=True))


def interface_methods(t: Interface) -> dict[str, Func]:
    """All methods of an interface by name, embedded ones included; unexported names carry their package's path."""
    if t.cache is None:
        t.cache = {}
        found = {m.key: m for m in t.methods}
        for embedded in t.embeds:
            inner = underlying(embedded)
            if isinstance(inner, Interface) and inner is not t:
                for key, method in interface_methods(inner).items():
                    found.setdefault(key, method)
        t.cache = found
    return t.cache


def is_complete(t: Interface) -> bool:
    """Whether every embedded type of an interface is known, so that its method set is whole."""
    for embedded in t.embeds:
        inner = underlying(embedded)
        if isinstance(inner, Invalid) or (isinstance(inner, Interface) and not is_complete(inner)):
            return False
    return True


def is_known(t: Type) -> bool:
    """Whether every type that an unnamed type mentions was found."""
    t = unalias(t)
    match t:
        case Invalid():
            return False
        case Pointer(elem=elem) | Slice(elem=elem) | Chan(elem=elem):
            return is_known(elem)
        case Array():
            return t.length >= 0 and is_known(t.elem)
        case Map():
            return is_known(t.key) and is_known(t.elem)
        case Tuple():
            return all(map(is_known, t.types))
        case Signature():
            return all(map(is_known, t.params + t.results))
        case Named():
            return all(map(is_known, t.args))
        case _:
            return True


def is_method_set(t: Interface) -> bool:
    """Whether an interface is a basic one, defined by its methods alone (Go specification, "Basic interfaces")."""
    for embedded in t.embeds:
        inner = underlying(embedded)
        if not isinstance(inner, Interface) or not is_method_set(inner):
            return False
        bare = unalias(embedded)
        if isinstance(bare, Named) and bare.obj.package is None and bare.obj.name == "comparable":
            return False
    return True


def type_string(t: Type) -> str:
    """A type as go/types writes it, packages by their import path."""
    match t:
        case Basic():
            return t.name
        case Named() | Alias():
            prefix = f"{t.obj.package}." if t.obj.package else ""
            return f"{prefix}{t.obj.name}{_arguments_string(t.args)}"
        case Invalid():
            return f"{t.name}{_arguments_string(t.args)}" if t.name else UNKNOWN
        case TypeParam():
            return t.name
        case Pointer():
            return f"*{type_string(t.elem)}"
        case Slice():
            return f"[]{type_string(t.elem)}"
        case Array():
            return f"[{t.length if t.length >= 0 else UNKNOWN}]{type_string(t.elem)}"
        case Map():
            return f"map[{type_string(t.key)}]{type_string(t.elem)}"
        case Chan():
            return _chan_string(t)
        case Signature():
            return "func" + _signature_string(t)
        case Struct():
            return _struct_string(t)
        case Interface():
            methods = sorted(t.methods, key=lambda m: (not exported(m.name), m.name))
            parts = [m.name + _signature_string(m.signature()) for m in methods]
            parts += [type_string(e) for e in t.embeds]
            return "interface{" + "; ".join(parts) + "}"
        case Union():
            return " | ".join(("~" if tilde else "") + type_string(term) for tilde, term in t.terms)
        case Tuple():
            return f"({', '.join(map(type_string, t.types))})"
        case _:
            return UNKNOWN


def _arguments_string(args: tuple[Type, ...]) -> str:
    return f"[{', '.join(map(type_string, args))}]" if args else ""


def _chan_string(t: Chan) -> str:
    inner = type_string(t.elem)
    if t.direction == "send":
        return f"chan<- {inner}"
    if t.direction == "receive":
        return f"<-chan {inner}"
    return f"chan ({inner})" if isinstance(t.elem, Chan) and t.elem.direction == "receive" else f"chan {inner}"


def _struct_string(t: Struct) -> str:
    parts = []
    for i, f in enumerate(t.fields):
        tag = f" {json.dumps(t.tags[i], ensure_ascii=False)}" if i < len(t.tags) and t.tags[i] else ""
        parts.append((type_string(f.type) if f.embedded else f"{f.name} {type_string(f.type)}") + tag)
    return "struct{" + "; ".join(parts) + "}"


def _signature_string(t: Signature | Type) -> str:
    if not isinstance(t, Signature):
        return "()"
    params = []
    names = t.names + ("",) * (len(t.params) + len(t.results) - len(t.names))
    for i, p in enumerate(t.params):
        text = type_string(p)
        if t.variadic and i == len(t.params) - 1 and isinstance(p, Slice):
            text = "..." + type_string(p.elem)
        params.append(f"{names[i]} {text}" if names[i] else text)
    results = []
    for i, r in enumerate(t.results):
        name = names[len(t.params) + i]
        results.append(f"{name} {type_string(r)}" if name else type_string(r))
    head = f"({', '.join(params)})"
    if not results:
        return head
    if len(results) == 1 and not names[len(t.params)]:
        return f"{head} {results[0]}"
    return f"{head} ({', '.join(results)})"
