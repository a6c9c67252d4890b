"""The methods of interfaces (Go specification, "Interface types")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.golang.types.lazy import work_out
from archviz.golang.types.types import Interface, Invalid, Named, Type, unalias, underlying

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archviz.golang.types.objects import Func

MOST_METHODS = 2_500
"""How many methods of the interfaces that it embeds an interface may have besides its own, before some are left out."""


@dataclass(frozen=True, slots=True)
class MethodSet:
    """All methods of an interface by name, unexported ones with their package's path.

    ``complete`` says that every embedded type is known, ``basic`` that methods alone define the interface (Go
    specification, "Basic interfaces").
    """

    methods: Mapping[str, Func]
    complete: bool = True
    basic: bool = True


def method_set(t: Interface) -> MethodSet:
    """The methods of an interface, embedded ones included; of one that embeds itself, its own ones, incomplete."""
    found = t.method_set
    if found is None:
        if not t.embeds:
            found = t.method_set = MethodSet({m.key: m for m in t.methods})
        else:
            found = work_out(t, "method_set", lambda: _with_embedded(t), "", lambda _: _own(t), declared=t.generic)
    return found


def _own(t: Interface) -> MethodSet:
    return MethodSet({m.key: m for m in t.methods}, complete=False)


def _with_embedded(t: Interface) -> MethodSet:
    found: list[MethodSet] = []
    complete = basic = True
    for embedded in t.embeds:
        inner = underlying(embedded)
        if isinstance(inner, Interface):
            found.append(method_set(inner))
            basic = basic and not _is_comparable(embedded)
        else:
            complete, basic = complete and not isinstance(inner, Invalid), False
    complete = complete and all(one.complete for one in found)
    basic = basic and all(one.basic for one in found)
    if len(found) == 1 and not t.methods:  # so that a row of interfaces does not hold its methods again and again
        return MethodSet(found[0].methods, complete, basic)
    methods = {m.key: m for m in t.methods}
    most = len(methods) + MOST_METHODS
    for one in found:
        for key, method in one.methods.items():
            if key not in methods:
                if len(methods) == most:
                    return MethodSet(methods, complete=False, basic=basic)
                methods[key] = method
    return MethodSet(methods, complete, basic)


def missing_part(t: Interface) -> str:
    """Why an interface's methods are not all known; "" where they are."""
    if method_set(t).complete:
        return ""
    for embedded in t.embeds:
        inner = underlying(embedded)
        if isinstance(inner, Invalid):
            return inner.reason
    for embedded in t.embeds:
        inner = underlying(embedded)
        if isinstance(inner, Interface) and inner is not t and not method_set(inner).complete:
            return f"an interface that it embeds, {_name(embedded)}, is not known as a whole"
    return "it embeds itself, or too many methods"


def _name(t: Type) -> str:
    bare = unalias(t)
    return bare.obj.name if isinstance(bare, Named) else "a literal"


def is_comparable(t: Interface) -> bool:
    """Whether an interface embeds ``comparable``, itself or through others."""
    if method_set(t).basic:  # so that a row of interfaces is not gone through again for each of them
        return False
    seen: set[Type] = set()
    waiting: list[Type] = list(t.embeds)
    while waiting:
        one = waiting.pop()
        inner = underlying(one)
        if _is_comparable(one):
            return True
        if isinstance(inner, Interface) and inner not in seen:
            seen.add(inner)
            waiting += inner.embeds
    return False


def _is_comparable(t: Type) -> bool:
    t = unalias(t)
    return isinstance(t, Named) and t.obj.package is None and t.obj.name == "comparable"


def interface_methods(t: Interface) -> Mapping[str, Func]:
    """All methods of an interface by name, embedded ones included; unexported names carry their package's path."""
    return method_set(t).methods


def is_complete(t: Interface) -> bool:
    """Whether every embedded type of an interface is known, so that its method set is whole."""
    return method_set(t).complete


def is_method_set(t: Interface) -> bool:
    """Whether an interface is a basic one, defined by its methods alone (Go specification, "Basic interfaces")."""
    return method_set(t).basic
