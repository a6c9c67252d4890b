"""Go's types, after the Go specification, "Types", and the standard library's go/types.

A named type is a reference to its declaration with type arguments; what it is made of is looked up when asked for, so
that a type may mention itself and a package is read only when it matters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

    from archviz.golang.types.identity import TypeSet
    from archviz.golang.types.methodsets import MethodSet
    from archviz.golang.types.objects import Func, TypeName, Var


class Type(msgspec.Struct, eq=False):
    """Any type."""


class Invalid(Type):
    """A type that could not be found out; ``reason`` says why.

    Where its package is missing, ``name`` is its name with the import path, and ``args`` are its type arguments.
    ``absent`` says that nothing was missing in the search for a member: there is none.
    """

    reason: str
    name: str = ""
    args: tuple[Type, ...] = ()
    absent: bool = False


class Basic(Type):
    """A predeclared type, or the type of an untyped constant (``untyped`` and a name such as ``untyped int``).

    ``byte`` and ``rune`` keep their names and are ``same_as`` another.
    """

    name: str
    untyped: bool = False
    same_as: str = ""


class Named(Type):
    """A defined type, instantiated with ``args`` if it is generic. ``cache`` is its underlying type, once found."""

    obj: TypeName
    args: tuple[Type, ...] = ()
    cache: Type | None = None


class Alias(Type):
    """An alias by its own name; it is the same type as its target, which is in ``cache``, once found."""

    obj: TypeName
    args: tuple[Type, ...] = ()
    cache: Type | None = None


class TypeParam(Type):
    """A type parameter; ``constraint`` gives its constraint's type."""

    name: str
    constraint: Callable[[], Type]


class Pointer(Type):
    """``*elem``."""

    elem: Type


class Slice(Type):
    """``[]elem``."""

    elem: Type


class Array(Type):
    """``[length]elem``; ``length`` is -1 where it could not be found out."""

    length: int
    elem: Type


class Map(Type):
    """``map[key]elem``."""

    key: Type
    elem: Type


class Chan(Type):
    """A channel type; ``direction`` as in the syntax."""

    direction: str
    elem: Type


class Struct(Type):
    """A struct type; ``fields`` in source order, the values of their ``tags`` beside them."""

    fields: tuple[Var, ...]
    tags: tuple[str, ...] = ()
    _named: dict[str, list[Var]] | None = None

    def named(self, name: str) -> list[Var]:
        """The fields of a name: one, unless the source is wrong or it is the blank identifier."""
        if self._named is None:
            self._named = {}
            for field in self.fields:
                self._named.setdefault(field.name, []).append(field)
        return self._named.get(name, [])


class Tuple(Type):
    """The results of a call that has none or several."""

    types: tuple[Type, ...]


class Signature(Type):
    """A function's type. A variadic one's last parameter has the slice's type."""

    params: tuple[Type, ...]
    results: tuple[Type, ...]
    variadic: bool = False
    type_params: tuple[TypeParam, ...] = ()
    names: tuple[str, ...] = ()


class Interface(Type):
    """An interface type: explicit methods, and embedded types as written.

    ``generic`` is the interface as it is declared, where this is an instance of it; ``method_set`` is worked out by
    ``methodsets``, ``type_set`` by ``identity``.
    """

    methods: tuple[Func, ...]
    embeds: tuple[Type, ...] = ()
    generic: Interface | None = None
    method_set: MethodSet | None = None
    type_set: TypeSet | None = None


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
_CIRCLE = "a type defined by itself"
_DEFAULTS = {
    "untyped bool": "bool",
    "untyped int": "int",
    "untyped rune": "int32",
    "untyped float": "float64",
    "untyped complex": "complex128",
    "untyped string": "string",
}


def unalias(t: Type) -> Type:
    """The type that an alias stands for, and any other type itself; Invalid for an alias of itself."""
    if type(t) is not Alias:  # no type has a subclass, and this is asked of every type many times
        return t
    passed: dict[TypeName, Alias] = {}
    while isinstance(t, Alias) and t.cache is None and t.obj not in passed:
        passed[t.obj] = t
        t = _declared(t)
    if isinstance(t, Alias):
        t = t.cache or Invalid(_CIRCLE)
    for one in passed.values():
        one.cache = t
    return t


def underlying(t: Type) -> Type:
    """The underlying type (Go specification, "Underlying types"); a type parameter's is its constraint's interface.

    Invalid for a type that is defined as itself, in however many steps. A type cannot be defined by a type parameter
    alone, so that a declaration that is met again leads nowhere, whatever its type arguments are.
    """
    if type(t) is Alias:
        t = unalias(t)
    if type(t) is Named and t.cache is not None:
        t = t.cache
    elif type(t) is Named:
        passed: dict[TypeName, Named] = {}
        while isinstance(t, Named) and t.cache is None and t.obj not in passed:
            passed[t.obj] = t
            t = unalias(_declared(t))
        if isinstance(t, Named):
            t = t.cache or Invalid(_CIRCLE)
        for one in passed.values():
            one.cache = t
    return underlying(t.constraint()) if type(t) is TypeParam else t


def _declared(t: Named | Alias) -> Type:
    """What a type's declaration says, with its type arguments in place of the type parameters."""
    declared = t.obj.definition()
    if not t.args or isinstance(declared, Invalid):
        return declared
    return substitute(declared, dict(zip(t.obj.type_params(), t.args, strict=False)))


def named(t: Type) -> Named | None:
    """The named type behind aliases and unnamed pointers, or None."""
    t = unalias(t)
    passed: set[Type] = set()
    while isinstance(t, Pointer) and t not in passed:
        passed.add(t)
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


def substitute(t: Type, bindings: dict[TypeParam, Type]) -> Type:
    """The type with type parameters replaced; unbound ones stay."""
    return _Substitution(bindings).apply(t) if bindings else t


class _Substitution:
    """What mentions no type parameter is not made again."""

    def __init__(self, bindings: dict[TypeParam, Type]) -> None:
        self.bindings = bindings

    def all(self, types: tuple[Type, ...]) -> tuple[Type, ...]:
        return tuple([self.apply(t) for t in types])

    def apply(self, t: Type) -> Type:
        match t:
            case TypeParam():
                return self.bindings.get(t, t)
            case Named() | Alias():
                return t.obj.instance(self.all(t.args)) if t.args else t
            case Invalid():
                return Invalid(t.reason, t.name, self.all(t.args)) if t.args else t
            case Pointer() | Slice():
                elem = self.apply(t.elem)
                return t if elem is t.elem else type(t)(elem)
            case Array():
                elem = self.apply(t.elem)
                return t if elem is t.elem else Array(t.length, elem)
            case Map():
                key, elem = self.apply(t.key), self.apply(t.elem)
                return t if key is t.key and elem is t.elem else Map(key, elem)
            case Chan():
                elem = self.apply(t.elem)
                return t if elem is t.elem else Chan(t.direction, elem)
            case Tuple():
                return Tuple(self.all(t.types))
            case Signature():
                return Signature(
                    self.all(t.params),
                    self.all(t.results),
                    t.variadic,
                    tuple([p for p in t.type_params if p not in self.bindings]),
                    t.names,
                )
            case Struct():
                return Struct(tuple([f.substituted(self.bindings) for f in t.fields]), t.tags)
            case Interface():
                methods = tuple([m.substituted(self.bindings) for m in t.methods])
                return Interface(methods, self.all(t.embeds), t.generic or t)
            case Union():
                return Union(tuple([(tilde, self.apply(term)) for tilde, term in t.terms]))
            case _:
                return t
