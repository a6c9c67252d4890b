"""Type arguments of a call from its arguments (Go specification, "Type inference")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.golang.types.identity import MOST_TYPES, mentions, type_set
from archviz.golang.types.objects import Func
from archviz.golang.types.selection import Selection, select
from archviz.golang.types.types import (
    UNTYPED,
    Array,
    Chan,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Tuple,
    Type,
    TypeParam,
    default_type,
    substitute,
    unalias,
    underlying,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

Bindings = dict[TypeParam, Type]
Free = dict[TypeParam, None]
Pairs = list[tuple[Type, Type]]


def infer(
    signature: Signature, arguments: list[Type], *, given: tuple[Type, ...] = (), spread: bool = False
) -> Bindings:
    """The type arguments of a generic function's call; what cannot be inferred is left out.

    ``given`` are the explicit ones, first ones first; ``spread`` says that the last argument is the whole of the
    variadic parameter (``list...``). Typed arguments bind before generic functions, these before untyped constants, and
    constraints with a core type (``S ~[]E``) bind what is left.
    """
    bindings: Bindings = dict(zip(signature.type_params, given, strict=False))
    free = dict.fromkeys(signature.type_params)
    parameters = list(signature.params) if spread else _spread_out(signature, len(arguments))
    pairs = sorted(zip(parameters, arguments, strict=False), key=lambda pair: _rank(pair[1]))
    for parameter, argument in pairs:
        if isinstance(argument, Signature) and argument.type_params:
            own: Bindings = {}
            _unify(argument, substitute(parameter, bindings), dict.fromkeys(argument.type_params), own)
            argument = substitute(argument, {p: t for p, t in own.items() if not mentions(t, free)})
        if argument is not UNTYPED["nil"]:
            _unify(parameter, default_type(argument), free, bindings)
    constraints = [(param, cores[0]) for param in free if len(cores := type_set(param.constraint())) == 1]
    settled: set[TypeParam] = set()
    before = -1
    while before < len(bindings) + len(settled):
        before = len(bindings) + len(settled)
        for param, core in constraints:
            if param in settled:
                continue
            if param in bindings:
                settled.add(param)
                _unify(core, underlying(bindings[param]), free, bindings)
            else:
                bound = substitute(core, bindings)
                if not mentions(bound, free):
                    bindings[param] = bound
    return bindings


def unified(pairs: Iterable[tuple[Type, Type]], params: Iterable[TypeParam]) -> Bindings:
    """The type arguments for some type parameters that would make the first type of each pair the second."""
    bindings: Bindings = {}
    free = dict.fromkeys(params)
    for one, other in pairs:
        _unify(one, other, free, bindings)
    return bindings


def _rank(argument: Type) -> int:
    """Typed arguments come before generic functions, those before untyped constants."""
    if isinstance(argument, Signature) and argument.type_params:
        return 1
    return 0 if default_type(argument) is argument else 2


def _spread_out(signature: Signature, count: int) -> list[Type]:
    params = list(signature.params)
    if signature.variadic and params:
        last = params.pop()
        elem = last.elem if isinstance(last, Slice) else last
        params.extend([elem] * max(0, count - len(params)))
    return params


def _unify(parameter: Type, argument: Type, free: Free, bindings: Bindings) -> None:
    """Bind the type parameters that a parameter's type mentions to what stands there in the argument's type.

    No more than ``MOST_TYPES`` pairs of types are looked at.
    """
    seen: set[tuple[Type, Type]] = set()
    pending = [(parameter, argument)]
    while pending and len(seen) < MOST_TYPES:
        one, other = pending.pop()
        one = unalias(one)
        if isinstance(one, TypeParam):
            if one in free:
                bindings.setdefault(one, other)
            continue
        pair = one, unalias(other)
        if pair not in seen:
            seen.add(pair)
            pending.extend(reversed(_counterparts(*pair)))


def _counterparts(parameter: Type, argument: Type) -> Pairs:
    """The parts of a parameter's type, each with the part of the argument's type that stands in its place."""
    if isinstance(parameter, Named):
        if isinstance(argument, Pointer):
            return []
        if isinstance(argument, Named) and argument.obj is parameter.obj:
            return list(zip(parameter.args, argument.args, strict=False))
        if isinstance(argument, (Named, Interface)) and isinstance(underlying(parameter), Interface):
            return _methods(parameter, argument)
        return [] if isinstance(argument, Named) else [(underlying(parameter), argument)]
    if isinstance(argument, Named):
        argument = underlying(argument)
    match parameter, argument:
        case (
            (Pointer(elem=x), Pointer(elem=y))
            | (Slice(elem=x), Slice(elem=y))
            | (Array(elem=x), Array(elem=y))
            | (Chan(elem=x), Chan(elem=y))
        ):
            return [(x, y)]
        case (Map(), Map()):
            return [(parameter.key, argument.key), (parameter.elem, argument.elem)]
        case (Tuple(), Tuple()):
            return list(zip(parameter.types, argument.types, strict=False))
        case (Signature(), Signature()):
            return [
                *zip(parameter.params, argument.params, strict=False),
                *zip(parameter.results, argument.results, strict=False),
            ]
        case _:
            return []


def _methods(parameter: Named, argument: Type) -> Pairs:
    """The methods of a parameter's interface, with those of the type that is passed for it."""
    wanted = underlying(parameter)
    pairs: Pairs = []
    for method in wanted.methods if isinstance(wanted, Interface) else ():
        found = select(argument, method.name, method.package or "")
        if isinstance(found, Selection) and isinstance(found.obj, Func):
            pairs.append((method.signature(), found.obj.signature()))
    return pairs
