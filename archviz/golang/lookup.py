"""Fields and methods of types: selection, promotion, method sets, implementation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from archviz.golang.objects import Func, Var
from archviz.golang.types import (
    Interface,
    Invalid,
    Named,
    Pointer,
    Struct,
    Type,
    TypeParam,
    identical,
    interface_methods,
    is_complete,
    is_known,
    type_set,
    unalias,
    underlying,
)
from archviz.model.symbols import Symbol, exported


@dataclass(slots=True, eq=False)
class Selection:
    """What ``x.name`` selects: a field or a method, the type that declares it, and whether a pointer was followed.

    ``unknown`` says that an embedded type could not be found, so that something nearer may hide this.
    """

    obj: Var | Func
    owner: Type
    indirect: bool
    unknown: bool = False

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

    The shallowest one wins; two at the same depth select nothing. Invalid says why there is none.
    """
    bare = unalias(t)
    indirect = False
    if isinstance(bare, Pointer):
        bare, indirect = unalias(bare.elem), True
    elif isinstance(bare, Named):
        pointed = underlying(bare)
        if isinstance(pointed, Pointer) and not bare.obj.declared_methods():
            bare, indirect = unalias(pointed.elem), True
    level: list[tuple[Type, bool]] = [(bare, indirect)]
    seen: list[Named] = []
    missing: Invalid | None = None
    while level:
        found: list[Selection] = []
        following: list[tuple[Type, bool]] = []
        above = len(seen)
        for one, through in level:
            if isinstance(one, Invalid):
                missing = missing or one
                continue
            if isinstance(one, Named):
                if any(one.obj is other.obj and identical(one, other) for other in seen[:above]):
                    continue
                seen.append(one)
                method = declared_method(one, name)
                if method is not None and _visible(method, package):
                    found.append(Selection(method, one, through))
                    continue
            inner = underlying(one)
            if isinstance(inner, Invalid):
                missing = missing or inner
            elif isinstance(inner, Struct):
                for field in inner.fields:
                    if field.name == name and _visible(field, package):
                        found.append(Selection(field, one, through))
                    elif field.embedded:
                        embedded = unalias(field.type)
                        if isinstance(embedded, Pointer):
                            following.append((unalias(embedded.elem), True))
                        else:
                            following.append((embedded, through))
            elif isinstance(inner, Interface):
                method = interface_method(inner, name, package)
                if method is not None:
                    found.append(Selection(method, one, through))
                elif isinstance(one, TypeParam):
                    following.extend(_term(listed) for listed in type_set(one.constraint())[:1])
                elif not is_complete(inner):
                    missing = missing or Invalid(f"an interface embedded in {_name(one)} is not in the source")
        if found:
            if len(found) > 1:
                return Invalid(f"{name} is ambiguous")
            found[0].unknown = missing is not None
            return found[0]
        level = following
    return missing or Invalid(f"{_name(bare)} has no field or method {name}")


def _term(t: Type) -> tuple[Type, bool]:
    t = unalias(t)
    return (unalias(t.elem), True) if isinstance(t, Pointer) else (t, False)


def _name(t: Type) -> str:
    return t.obj.name if isinstance(t, Named) else type(t).__name__.lower()


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


class Answer(Enum):
    """Whether a type implements an interface; UNKNOWN where a type is missing from the source."""

    NO = "no"
    YES = "yes"
    BY_POINTER = "by pointer"
    UNKNOWN = "unknown"


def implements(t: Named, interface: Interface) -> Answer:
    """Whether a non-interface type, or only its pointer, implements an interface.

    After the Go specification, "Implementing an interface" and "Method sets": the method set of a type has the methods
    with a value receiver, that of its pointer all; a struct's embedded pointer adds both.
    """
    answer = Answer.YES
    for key, wanted in interface_methods(interface).items():
        package = wanted.package or ""
        found = select(t, wanted.name, package)
        if isinstance(found, Invalid):
            if "has no field or method" in found.reason or "ambiguous" in found.reason:
                return Answer.NO
            answer = Answer.UNKNOWN
            continue
        if not isinstance(found.obj, Func) or found.obj.key != key:
            return Answer.NO
        mine, theirs = found.obj.signature(), wanted.signature()
        if not identical(mine, theirs):
            if is_known(mine) and is_known(theirs):
                return Answer.NO
            answer = Answer.UNKNOWN
            continue
        if answer is Answer.YES and found.obj.pointer and not found.indirect and not found.obj.interface:
            answer = Answer.BY_POINTER
        if found.unknown:
            answer = Answer.UNKNOWN
    return answer if is_complete(interface) else Answer.UNKNOWN if answer is not Answer.NO else answer
