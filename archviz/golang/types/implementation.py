"""Whether a type implements an interface (Go specification, "Implementing an interface" and "Method sets")."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from archviz.golang.types.identity import compared, identical, terms, unknown_part
from archviz.golang.types.inference import Bindings, unified
from archviz.golang.types.methodsets import interface_methods, is_comparable, missing_part
from archviz.golang.types.objects import Func
from archviz.golang.types.selection import select
from archviz.golang.types.types import (
    Array,
    Basic,
    Chan,
    Interface,
    Invalid,
    Named,
    Pointer,
    Signature,
    Struct,
    Type,
    TypeParam,
    substitute,
    unalias,
    underlying,
)


class Decision(Enum):
    """Whether a type implements an interface; UNKNOWN where what decides it is not in the source, or is left open."""

    NO = "no"
    YES = "yes"
    BY_POINTER = "by pointer"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ImplementsResult:
    """An answer and, where it is UNKNOWN, why it is."""

    answer: Decision
    reason: str = ""


_DEPENDS = "it depends on the type arguments"
_NO = ImplementsResult(Decision.NO)
_YES = ImplementsResult(Decision.YES)


def implements(t: Type, interface: Named) -> ImplementsResult:
    """Whether a type that is no interface, or only its pointer, implements an interface.

    The method set of a type has the methods with a value receiver, that of its pointer all; a struct's embedded pointer
    adds both. A generic type (an instance with its own type parameters) implements what all its instances do: where
    only some do, the answer is UNKNOWN. A generic interface is implemented where an instance of it is.
    """
    wanted = underlying(interface)
    if not isinstance(wanted, Interface):
        return _NO
    own = tuple(one for one in t.args if isinstance(one, TypeParam)) if isinstance(t, Named) else ()
    params = interface.obj.type_params() if not interface.args else ()
    pairs: list[tuple[Signature, Signature]] = []
    by_pointer = False
    reason = missing_part(wanted)
    for key, method in interface_methods(wanted).items():
        found = select(t, method.name, method.package or "")
        if isinstance(found, Invalid):
            if found.absent:
                return _NO
            reason = reason or found.reason
            continue
        if not isinstance(found.obj, Func) or found.obj.key != key:
            return _NO
        reason = reason or found.unknown
        by_pointer = by_pointer or (found.obj.pointer and not found.indirect and not found.obj.interface)
        if own or params:
            pairs.append((method.signature(), found.obj.signature()))
            continue
        same = _same(method.signature(), found.obj.signature())
        if same.answer is Decision.NO:
            return _NO
        reason = reason or same.reason
    for verdict in (_instances(pairs, params, own), _is_member(t, wanted)):
        if verdict.answer is Decision.NO:
            return _NO
        reason = reason or verdict.reason
    if reason:
        return ImplementsResult(Decision.UNKNOWN, reason)
    return ImplementsResult(Decision.BY_POINTER if by_pointer else Decision.YES)


def _same(wanted: Signature, mine: Signature) -> ImplementsResult:
    """Whether two methods have the same type."""
    same = compared(wanted, mine)
    if same:
        return _YES
    reason = "their types are too large to compare" if same is None else unknown_part(wanted) or unknown_part(mine)
    return ImplementsResult(Decision.UNKNOWN, reason) if reason else _NO


def _instances(
    pairs: list[tuple[Signature, Signature]], params: tuple[TypeParam, ...], own: tuple[TypeParam, ...]
) -> ImplementsResult:
    """Whether methods are those that are wanted, each beside the one that is there, where types are generic.

    ``params`` are the interface's type parameters, to be chosen, ``own`` those of the type that has the methods.
    """
    bindings = unified(pairs, params) if params else {}
    verdicts = [_satisfies(bindings[param], param.constraint(), bindings) for param in bindings]
    pairs = [(_bound(wanted, bindings), mine) for wanted, mine in pairs]
    found = [_same(wanted, mine) for wanted, mine in pairs]
    if own and any(one.answer is Decision.NO for one in found):
        chosen = unified([(mine, wanted) for wanted, mine in pairs], own)
        if all(_same(wanted, _bound(mine, chosen)).answer is not Decision.NO for wanted, mine in pairs):
            return ImplementsResult(Decision.UNKNOWN, _DEPENDS)
    verdicts += found
    if any(one.answer is Decision.NO for one in verdicts):
        return _NO
    reason = next((one.reason for one in verdicts if one.reason), "")
    return ImplementsResult(Decision.UNKNOWN, reason) if reason else _YES


def _satisfies(argument: Type, constraint: Type, bindings: Bindings) -> ImplementsResult:
    """Whether a type argument satisfies a constraint (Go specification, "Satisfying a type constraint")."""
    wanted = unalias(substitute(constraint, bindings))
    if not isinstance(wanted, Named):
        inner = underlying(wanted)
        if isinstance(inner, Interface) and not interface_methods(inner):
            return _is_member(argument, inner)
        return ImplementsResult(Decision.UNKNOWN, "whether a type argument satisfies a constraint is not worked out")
    bare = unalias(argument)
    found = implements(bare.elem if isinstance(bare, Pointer) else bare, wanted)
    return _NO if found.answer is Decision.BY_POINTER and not isinstance(bare, Pointer) else found


def _bound(t: Signature, bindings: Bindings) -> Signature:
    found = substitute(t, bindings)
    return found if isinstance(found, Signature) else t


def _is_member(t: Type, interface: Interface) -> ImplementsResult:
    """Whether a type is among those that a constraint lists, and comparable where it wants that."""
    allowed = terms(interface)
    if allowed.terms is not None:
        if any(isinstance(one, Invalid) for _, one in allowed.terms):
            return ImplementsResult(Decision.UNKNOWN, "a type in its constraint is not in the source")
        if not any(identical(underlying(t) if tilde else t, one) for tilde, one in allowed.terms):
            return _NO
    if not is_comparable(interface):
        return _YES
    return _comparable(t)


def _comparable(t: Type) -> ImplementsResult:
    """Whether a type's values can always be compared (Go specification, "Comparison operators")."""
    seen: set[Type] = set()
    waiting = [t]
    while waiting:
        one = waiting.pop()
        inner = underlying(one)
        if inner in seen:
            continue
        seen.add(inner)
        if isinstance(unalias(one), TypeParam) and isinstance(inner, Interface):
            if not is_comparable(inner):
                return ImplementsResult(Decision.UNKNOWN, _DEPENDS)
            continue
        match inner:
            case Invalid():
                return ImplementsResult(Decision.UNKNOWN, inner.reason)
            case Struct():
                waiting += [field.type for field in inner.fields]
            case Array():
                waiting.append(inner.elem)
            case Basic() | Pointer() | Chan():
                pass
            case _:
                return _NO
    return _YES
