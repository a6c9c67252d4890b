"""Fields and methods of types: selection, promotion, method sets, implementation."""

from __future__ import annotations

import msgspec

from archviz.golang.types.identity import identical
from archviz.golang.types.methodsets import interface_methods, is_complete
from archviz.golang.types.objects import Func, Var
from archviz.golang.types.types import (
    Basic,
    Interface,
    Invalid,
    Named,
    Pointer,
    Struct,
    Type,
    TypeParam,
    unalias,
    underlying,
)
from archviz.model.symbols import Symbol, exported

MOST_INSTANCES = 50
"""How many instances of one generic type a selector goes through; Go has none that embed ever larger ones."""

_Embedded = tuple[Type, bool, bool]
"""A type that may have what is selected, whether a pointer leads to it, and whether it is there several times."""


class Selection(msgspec.Struct, eq=False):
    """What ``x.name`` selects: a field or a method, the type that declares it, and whether a pointer was followed.

    ``unknown`` says why an embedded type could not be found, so that something nearer may hide this; "" where all were.
    """

    obj: Var | Func
    owner: Type
    indirect: bool
    unknown: str = ""

    @property
    def symbol(self) -> Symbol | None:
        """The symbol of what was selected, by its declaring type; None where that has no name."""
        if isinstance(self.obj, Func):
            return self.obj.symbol
        owner = unalias(self.owner)
        if isinstance(owner, Named) and owner.obj.symbol is not None:
            return owner.obj.symbol.of(self.obj.name)
        return None


def select(t: Type, name: str, package: str) -> Selection | Invalid:
    """The field or method ``t.name`` as seen from ``package`` (Go specification, "Selectors").

    The shallowest one wins; two at the same depth select nothing. A pointer to an interface or a type parameter has no
    methods, and a defined pointer type only the fields of what it points to. Invalid says why there is none.
    """
    bare = unalias(t)
    pointed = underlying(bare) if isinstance(bare, Named) else bare
    indirect = isinstance(pointed, Pointer)
    defined = indirect and pointed is not bare
    if isinstance(pointed, Pointer):
        bare = unalias(pointed.elem)
        if isinstance(underlying(bare), Interface):
            what = "a type parameter" if isinstance(bare, TypeParam) else "an interface"
            return Invalid(f"a pointer to {what}, {_name(bare)}, has no field or method {name}", absent=True)
    search = _Search(name, package)
    level: list[_Embedded] = [(bare, indirect, False)]
    while level:
        found, level = search.through(level)
        if len(found) > 1:
            return Invalid(f"{name} is ambiguous", absent=True)
        if found and defined and isinstance(found[0].obj, Func):
            return Invalid(f"{_name(unalias(t))} is a defined pointer type, which has no method {name}", absent=True)
        if found:
            found[0].unknown = search.missing.reason if search.missing is not None else ""
            return found[0]
    return search.missing or Invalid(f"{_name(bare)} has no field or method {name}", absent=True)


class _Search:
    """A search for a field or method, depth by depth. ``missing`` is the first type that could not be found."""

    def __init__(self, name: str, package: str) -> None:
        self.name = name
        self.package = package
        self.missing: Invalid | None = None
        self._seen: dict[object, list[Type]] = {}

    def through(self, level: list[_Embedded]) -> tuple[list[Selection], list[_Embedded]]:
        """What is selected in the types of one depth, twice in what is there several times, and those of the next."""
        found: list[Selection] = []
        following: list[_Embedded] = []
        for one in level if len(level) == 1 else _merged(level):
            t, indirect, several = one
            if self._is_new(t):
                obj = self._member(one, following)
                if obj is not None:
                    found += [Selection(obj, t, indirect)] * (2 if several else 1)
        return found, following

    def _is_new(self, t: Type) -> bool:
        """Whether a type is neither at a smaller depth nor one of ever more instances of a generic type."""
        same = self._seen.setdefault(t.obj if isinstance(t, Named) else t, [])
        if any(identical(t, other) for other in same):
            return False
        if len(same) == MOST_INSTANCES:
            self.missing = self.missing or Invalid(f"more than {MOST_INSTANCES} instances of {_name(t)} in one another")
            return False
        same.append(t)
        return True

    def _member(self, one: _Embedded, following: list[_Embedded]) -> Var | Func | None:
        """The field or method that a type declares itself; what it embeds is added to the next depth."""
        t = one[0]
        if isinstance(t, Named):
            method = declared_method(t, self.name)
            if method is not None and _visible(method, self.package):
                return method
        inner = underlying(t)
        if isinstance(inner, Struct):
            return self._field(inner, one, following)
        if isinstance(inner, Invalid):
            self.missing = self.missing or inner
        elif isinstance(inner, Interface):
            method = interface_method(inner, self.name, self.package)
            if method is not None:
                return method
            if not is_complete(inner):
                self.missing = self.missing or Invalid(f"an interface embedded in {_name(t)} is not in the source")
        return None

    def _field(self, struct: Struct, one: _Embedded, following: list[_Embedded]) -> Var | None:
        for field in struct.named(self.name):
            if _visible(field, self.package):
                return field
        following += [_embedded(field.type, one[1], one[2]) for field in struct.fields if field.embedded]
        return None


def _embedded(t: Type, indirect: bool, several: bool) -> _Embedded:
    t = unalias(t)
    return (unalias(t.elem), True, several) if isinstance(t, Pointer) else (t, indirect, several)


def _merged(level: list[_Embedded]) -> list[_Embedded]:
    """The types of one depth, each once."""
    merged: list[_Embedded] = []
    places: dict[object, list[int]] = {}
    for t, indirect, several in level:
        same = places.setdefault(t.obj if isinstance(t, Named) else t, [])
        at = next((i for i in same if identical(merged[i][0], t)), None)
        if at is not None:
            merged[at] = (t, indirect, True)
        elif len(same) <= MOST_INSTANCES:
            same.append(len(merged))
            merged.append((t, indirect, several))
    return merged


def _name(t: Type) -> str:
    if isinstance(t, Named):
        return t.obj.name
    return t.name if isinstance(t, (TypeParam, Basic)) else type(t).__name__.lower()


def _visible(obj: Var | Func, package: str) -> bool:
    return exported(obj.name) or obj.package == package


def interface_method(t: Interface, name: str, package: str) -> Func | None:
    """A method of an interface, embedded ones included."""
    methods = interface_methods(t)
    return methods.get(name) if exported(name) else methods.get(f"{package}.{name}")


def declared_method(t: Named, name: str) -> Func | None:
    """A method declared with a named type as receiver, its type parameters replaced by the type's arguments."""
    method = t.obj.declared_methods().get(name)
    if method is None or not t.args:
        return method
    return method.substituted(dict(zip(t.obj.type_params(), t.args, strict=False)))
