"""Type arguments of a call from its arguments (Go specification, "Type inference")."""

from __future__ import annotations

from archviz.golang.lookup import Selection, select
from archviz.golang.objects import Func
from archviz.golang.types import (
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
    type_set,
    unalias,
    underlying,
)

Bindings = dict[TypeParam, Type]


def infer(
    signature: Signature, arguments: list[Type], *, given: tuple[Type, ...] = (), spread: bool = False
) -> Bindings:
    """The type arguments of a generic function's call; what cannot be inferred is left out.

    ``given`` are the explicit ones, first ones first; ``spread`` says that the last argument is the whole of the
    variadic parameter (``list...``). Typed arguments bind before generic functions, these before untyped constants, and
    constraints with a core type (``S ~[]E``) bind what is left.
    """
    bindings: Bindings = dict(zip(signature.type_params, given, strict=False))
    free = set(signature.type_params)
    parameters = list(signature.params) if spread else _spread_out(signature, len(arguments))
    pairs = sorted(zip(parameters, arguments, strict=False), key=lambda pair: _rank(pair[1]))
    for parameter, argument in pairs:
        if isinstance(argument, Signature) and argument.type_params:
            own: Bindings = {}
            _unify(argument, substitute(parameter, bindings), set(argument.type_params), own)
            argument = substitute(argument, {p: t for p, t in own.items() if not any(_mentions(t, f) for f in free)})
        if argument is not UNTYPED["nil"]:
            _unify(parameter, default_type(argument), free, bindings)
    for _ in signature.type_params:
        for param in signature.type_params:
            cores = type_set(param.constraint())
            if len(cores) != 1:
                continue
            if param in bindings:
                _unify(cores[0], underlying(bindings[param]), free, bindings)
            else:
                core = substitute(cores[0], bindings)
                if not any(_mentions(core, other) for other in free):
                    bindings[param] = core
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


def _mentions(t: Type, param: TypeParam) -> bool:
    match unalias(t):
        case TypeParam() as found:
            return found is param
        case Pointer(elem=elem) | Slice(elem=elem) | Array(elem=elem) | Chan(elem=elem):
            return _mentions(elem, param)
        case Map() as found:
            return _mentions(found.key, param) or _mentions(found.elem, param)
        case Named() as found:
            return any(_mentions(arg, param) for arg in found.args)
        case Signature() as found:
            return any(_mentions(part, param) for part in found.params + found.results)
        case _:
            return False


def _unify(parameter: Type, argument: Type, free: set[TypeParam], bindings: Bindings) -> None:
    parameter = unalias(parameter)
    if isinstance(parameter, TypeParam):
        if parameter in free:
            bindings.setdefault(parameter, argument)
        return
    argument = unalias(argument)
    if isinstance(parameter, Named):
        if isinstance(argument, Pointer) and not isinstance(parameter, Pointer):
            return
        if isinstance(argument, Named) and argument.obj is parameter.obj:
            _unify_all(parameter.args, argument.args, free, bindings)
        elif isinstance(argument, Named | Interface) and isinstance(underlying(parameter), Interface):
            _unify_methods(parameter, argument, free, bindings)
        elif not isinstance(argument, Named):
            _unify(underlying(parameter), argument, free, bindings)
        return
    if isinstance(argument, Named):
        argument = underlying(argument)
    match parameter, argument:
        case (
            (Pointer(elem=x), Pointer(elem=y))
            | (Slice(elem=x), Slice(elem=y))
            | (Array(elem=x), Array(elem=y))
            | (Chan(elem=x), Chan(elem=y))
        ):
            _unify(x, y, free, bindings)
        case (Map(), Map()):
            _unify(parameter.key, argument.key, free, bindings)
            _unify(parameter.elem, argument.elem, free, bindings)
        case (Tuple(), Tuple()):
            _unify_all(parameter.types, argument.types, free, bindings)
        case (Signature(), Signature()):
            _unify_all(parameter.params, argument.params, free, bindings)
            _unify_all(parameter.results, argument.results, free, bindings)


def _unify_all(a: tuple[Type, ...], b: tuple[Type, ...], free: set[TypeParam], bindings: Bindings) -> None:
    for x, y in zip(a, b, strict=False):
        _unify(x, y, free, bindings)


def _unify_methods(parameter: Named, argument: Type, free: set[TypeParam], bindings: Bindings) -> None:
    """An interface's methods against those of the type that is passed for it."""
    wanted = underlying(parameter)
    if not isinstance(wanted, Interface):
        return
    for method in wanted.methods:
        found = select(argument, method.name, method.package or "")
        if isinstance(found, Selection) and isinstance(found.obj, Func):
            _unify(method.signature(), found.obj.signature(), free, bindings)
