"""When types are the same (Go specification, "Type identity"), and the types that a constraint lists.

Types form a graph in which parts are shared: each walk meets each type, or each pair of types, once, and goes no
further than ``MOST_TYPES``, so that types of a few lines which unfold to millions cannot hold it up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.golang.types.lazy import work_out
from archviz.golang.types.methodsets import method_set
from archviz.golang.types.types import (
    Alias,
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
    TypeParam,
    Union,
    substitute,
    unalias,
    underlying,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable

MOST_TYPES = 20_000
"""How many types, or pairs of them, one question is answered by; what mentions more is unknown."""
MOST_TERMS = 1_000
"""How many terms a union may have, those of the interfaces in it included, for its types to be known."""
Term = tuple[bool, Type]
"""A type, or with True all types whose underlying type it is."""


def identical(a: Type, b: Type) -> bool:
    """Whether two types are identical, as far as ``compared`` knows."""
    return compared(a, b) is True


def compared(a: Type, b: Type) -> bool | None:
    """Whether two types are identical; None where that takes more than ``MOST_TYPES`` pairs to say.

    An unknown type is identical to none, but a name of a missing package is one type wherever it is written.
    """
    if not (isinstance(a, Alias) or isinstance(b, Alias)):
        if a is b:
            return not isinstance(a, Invalid)
        if type(a) is not type(b):
            return False
    seen: set[tuple[Type, Type]] = set()
    pending = [(a, b)]
    while pending:
        x, y = pending.pop()
        x, y = unalias(x), unalias(y)
        if (x is y and not isinstance(x, Invalid)) or (x, y) in seen:
            continue
        seen.add((x, y))
        parts = _counterparts(x, y)
        if parts is None:
            return False
        if len(seen) > MOST_TYPES:
            return None
        pending.extend(parts)
    return True


def _counterparts(a: Type, b: Type) -> Iterable[tuple[Type, Type]] | None:
    """The types that must be identical for two others to be so, pair by pair; None where these two cannot be."""
    match a, b:
        case (Basic(), Basic()):
            return () if (a.same_as or a.name) == (b.same_as or b.name) else None
        case (Named(), Named()):
            return _pairs(a.args, b.args) if a.obj is b.obj else None
        case (Invalid(), Invalid()):
            return _pairs(a.args, b.args) if a.name and a.name == b.name else None
        case (Pointer(elem=x), Pointer(elem=y)) | (Slice(elem=x), Slice(elem=y)):
            return ((x, y),)
        case (Array(), Array()):
            return ((a.elem, b.elem),) if a.length == b.length >= 0 else None
        case (Map(), Map()):
            return (a.key, b.key), (a.elem, b.elem)
        case (Chan(), Chan()):
            return ((a.elem, b.elem),) if a.direction == b.direction else None
        case (Tuple(), Tuple()):
            return _pairs(a.types, b.types)
        case (Signature(), Signature()):
            return _signatures(a, b)
        case (Struct(), Struct()):
            if len(a.fields) != len(b.fields) or a.tags != b.tags:
                return None
            fields = list(zip(a.fields, b.fields, strict=True))
            if any(f.name != g.name or f.embedded != g.embedded for f, g in fields):
                return None
            return [(f.type, g.type) for f, g in fields]
        case (Interface(), Interface()):
            mine, theirs = method_set(a).methods, method_set(b).methods
            if mine.keys() != theirs.keys():
                return None
            return [(mine[name].signature(), theirs[name].signature()) for name in mine]
        case (Union(), Union()):
            if [tilde for tilde, _ in a.terms] != [tilde for tilde, _ in b.terms]:
                return None
            return [(x, y) for (_, x), (_, y) in zip(a.terms, b.terms, strict=True)]
    return None


def _signatures(a: Signature, b: Signature) -> Iterable[tuple[Type, Type]] | None:
    if len(a.type_params) != len(b.type_params) or a.variadic != b.variadic:
        return None
    if a.type_params:
        renamed = substitute(b, dict(zip(b.type_params, a.type_params, strict=True)))
        if not isinstance(renamed, Signature):
            return None
        b = renamed
    if len(a.params) != len(b.params):
        return None
    return _pairs(a.params + a.results, b.params + b.results)


def _pairs(a: tuple[Type, ...], b: tuple[Type, ...]) -> Iterable[tuple[Type, Type]] | None:
    return list(zip(a, b, strict=True)) if len(a) == len(b) else None


def parts(t: Type) -> tuple[Type, ...]:
    """The types that a type is written with: a named one's arguments, none for a struct or an interface."""
    match t:
        case Pointer() | Slice() | Array() | Chan():
            return (t.elem,)
        case Map():
            return t.key, t.elem
        case Tuple():
            return t.types
        case Signature():
            return t.params + t.results
        case Named():
            return t.args
        case _:
            return ()


def is_known(t: Type) -> bool:
    """Whether every type that an unnamed type mentions was found, and these are no more than ``MOST_TYPES``."""
    return not unknown_part(t)


def unknown_part(t: Type) -> str:
    """Why a type that an unnamed type mentions is not known; "" where all are."""
    seen: set[Type] = set()
    pending = [t]
    while pending:
        one = unalias(pending.pop())
        if one in seen:
            continue
        seen.add(one)
        if isinstance(one, Invalid):
            return one.reason
        if isinstance(one, Array) and one.length < 0:
            return "the length of an array is not known"
        if len(seen) > MOST_TYPES:
            return f"a type of more than {MOST_TYPES:,} parts"
        pending.extend(parts(one))
    return ""


def mentions(t: Type, params: Container[Type]) -> bool:
    """Whether an unnamed type or a type argument is one of some type parameters; True for more than ``MOST_TYPES``."""
    seen: set[Type] = set()
    pending = [t]
    while pending:
        one = unalias(pending.pop())
        if one in params or len(seen) > MOST_TYPES:
            return True
        if one not in seen:
            seen.add(one)
            pending.extend(parts(one))
    return False


@dataclass(frozen=True, slots=True)
class TypeSet:
    """The terms that a constraint allows; None where it restricts none by name."""

    terms: tuple[Term, ...] | None


def type_set(t: Type) -> tuple[Type, ...]:
    """The types of a constraint's terms, tildes dropped; empty where it restricts none by name, or allows none.

    After the Go specification, "Interface types": the type set of an interface is the intersection of those of all that
    it embeds, a union's that of its terms.
    """
    return tuple(one for _, one in terms(t).terms or ())


def terms(t: Type) -> TypeSet:
    """The type set of a constraint; that of any other type has it alone."""
    bare = unalias(t)
    inner = underlying(bare)
    if isinstance(inner, Interface):
        found = inner.type_set
        if found is None:
            nothing: Callable[[str], TypeSet] = lambda reason: TypeSet(((False, Invalid(reason)),))  # noqa: E731
            circle = "an interface that embeds itself"
            found = work_out(inner, "type_set", lambda: _common(inner), circle, nothing, declared=inner.generic)
        return found
    if isinstance(bare, Union):
        return _united(bare)
    return TypeSet(((False, bare),))


def _common(t: Interface) -> TypeSet:
    """The intersection of what an interface embeds."""
    found: tuple[Term, ...] | None = None
    for embedded in t.embeds:
        listed = terms(embedded).terms
        if listed is not None:
            found = listed if found is None else _intersection(found, listed)
    return TypeSet(found)


def _united(t: Union) -> TypeSet:
    found: dict[object, list[Term]] = {}
    count = 0
    for tilde, one in t.terms:
        allowed = terms(one).terms
        if allowed is None:
            return TypeSet(None)
        for term in [(tilde or inner, listed) for inner, listed in allowed]:
            same = found.setdefault(_family(term[1]), [])
            if not any(term[0] is other[0] and identical(term[1], other[1]) for other in same):
                same.append(term)
                count += 1
                if count > MOST_TERMS:
                    return TypeSet(None)
    return TypeSet(tuple(term for same in found.values() for term in same))


def _intersection(a: tuple[Term, ...], b: tuple[Term, ...]) -> tuple[Term, ...]:
    families: dict[object, list[Term]] = {}
    for term in b:
        families.setdefault(_family(term[1]), []).append(term)
    return tuple(
        both
        for term in a
        for other in families.get(_family(term[1]), ())
        if (both := _in_both(term, other)) is not None
    )


def _in_both(a: Term, b: Term) -> Term | None:
    """The term that allows what two others allow; None where these have nothing in common."""
    same = identical(underlying(a[1]) if b[0] else a[1], underlying(b[1]) if a[0] else b[1])
    if isinstance(a[1], Invalid):
        return a
    if not same:
        return None
    return b if a[0] else a


def _family(t: Type) -> object:
    """What types with something in common have the same of."""
    inner = underlying(t)
    return (inner.same_as or inner.name) if isinstance(inner, Basic) else type(inner)


def core_type(t: Type) -> Type:
    """The single underlying type of a type parameter's type set, if there is one; else the underlying type."""
    bare = unalias(t)
    if isinstance(bare, TypeParam):
        cores = [underlying(one) for one in type_set(bare.constraint())]
        if cores and all(identical(cores[0], other) for other in cores[1:]):
            return cores[0]
    return underlying(bare)
