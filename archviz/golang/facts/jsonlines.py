"""The facts of packages as JSON lines, one fact a line.

``{"rel": "call", "caller", "callee", "kind", "mode", "pkg", "file", "line", "col"}`` and likewise ``dyncall``,
``ref`` and ``creates``; ``{"rel": "type", "name", "kind", "fields", "embeds", "methods", "pkg", "file", "line"}``;
``{"rel": "implements", "name", "iface", "pointer", "pkg"}``. ``file`` is the file's name within its package;
``line`` and ``col`` are where the callee's name stands. ``"certain": false`` marks what a missing type may make wrong.
``"literal": {"line", "col", "use", "receiver", "outer"}`` is the function literal that the place is in, where it is in
one: ``use`` is called, go, defer, argument (of ``receiver``, where that is known) or kept, ``outer`` the literal around
it, where there is one. Of more than fifty within each other the innermost fifty are written, as few readers of JSON
take a thousand levels; the last of them has ``"cut": true``.

Every call is a ``call`` or a ``dyncall``, or it is among the ``unresolved``; conversions and calls of predeclared
functions are none of them. Where the callee is a name that is nowhere declared, and what is called stands where it has
one argument and one result, the syntax cannot tell a call from a conversion: its reason says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.golang.facts.implementations import interfaces_in_reach, package_implements
from archviz.golang.facts.relations import package_facts, package_uses
from archviz.golang.types.methodsets import interface_methods, is_complete
from archviz.golang.types.types import (
    Array,
    Basic,
    Chan,
    Interface,
    Invalid,
    Map,
    Pointer,
    Signature,
    Slice,
    Struct,
    Type,
    underlying,
)
from archviz.golang.types.typestring import UNKNOWN, type_string
from archviz.model.relations import RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archviz.golang.facts.implementations import Interfaces
    from archviz.golang.types.objects import TypeName
    from archviz.golang.types.package import Package
    from archviz.model.relations import FunctionLiteral, Relation, Use

Fact = dict[str, object]

MOST_LITERALS = 50
"""How many function literals within each other are written of one fact."""

_SITES = (RelationKind.CALL, RelationKind.DYNCALL, RelationKind.REF, RelationKind.CREATES)
_KINDS: dict[type[Type], str] = {
    Struct: "struct",
    Interface: "interface",
    Signature: "signature",
    Slice: "slice",
    Array: "array",
    Map: "map",
    Chan: "chan",
    Pointer: "pointer",
    Basic: "basic",
    Invalid: "invalid",
}


def facts(packages: Sequence[Package]) -> Iterator[Fact]:
    """All facts of some packages: sites in source order, then types, then what implements what."""
    for package in packages:
        yield from declared(package)
    reach = interfaces_in_reach(packages)
    for package in packages:
        yield from implemented(package, reach)


def declared(package: Package) -> Iterator[Fact]:
    """The sites of a package in source order, then its types."""
    for relation in package_facts(package).relations:
        if relation.kind in _SITES:
            fact: Fact = {
                "rel": str(relation.kind),
                "caller": str(relation.source),
                "callee": str(relation.target) if relation.target is not None else "",
                "kind": str(relation.call) if relation.call is not None else "",
                "mode": "" if relation.kind is RelationKind.REF else str(relation.mode),
            }
            yield fact | _site(package, relation)
    for name in package.type_names():
        if not name.alias:
            yield _shape(package, name)


def implemented(package: Package, reach: Interfaces) -> Iterator[Fact]:
    """What the types of a package implement of the interfaces in reach."""
    for relation in package_implements(package, reach):
        yield {
            "rel": "implements",
            "name": str(relation.source),
            "iface": str(relation.target),
            "pointer": relation.pointer,
            "pkg": package.path,
        }


def uses(packages: Sequence[Package]) -> Iterator[Fact]:
    """What functions and variables of some packages use, in source order: fields that they read, types that they name.

    ``{"rel": "reads", "caller", "callee", "pkg", "file", "line", "col"}``, likewise ``asserts`` (type assertions and
    cases of type switches) and ``mentions`` (types in any other place); ``callee`` is the field or the type.
    """
    for package in packages:
        for use in package_uses(package):
            fact: Fact = {"rel": str(use.kind), "caller": str(use.source), "callee": str(use.target)}
            yield fact | _site(package, use)


def _site(package: Package, one: Relation | Use) -> Fact:
    """Where a fact stands, and whether it is a guess."""
    found: Fact = {
        "pkg": package.path,
        "file": one.position.file.rpartition("/")[2],
        "line": one.position.line,
        "col": one.position.col,
    }
    if one.literal is not None:
        found["literal"] = _literal(one.literal)
    if not one.certain:
        found["certain"] = False
    return found


def _literal(literal: FunctionLiteral, most: int = MOST_LITERALS) -> Fact:
    """A function literal that a fact stands in: where it begins, what becomes of it, and ``most - 1`` of those around.

    A literal that is left out by that number is marked by ``cut``.
    """
    found: Fact = {"line": literal.position.line, "col": literal.position.col, "use": str(literal.use)}
    if literal.receiver is not None:
        found["receiver"] = str(literal.receiver)
    if literal.outer is not None:
        found |= {"outer": _literal(literal.outer, most - 1)} if most > 1 else {"cut": True}
    return found


def unresolved(packages: Sequence[Package]) -> Iterator[Fact]:
    """Every call in some packages that could not be resolved, in source order, with the reason."""
    for package in packages:
        for call in package_facts(package).unresolved:
            yield {
                "rel": "unresolved",
                "caller": str(call.source),
                "text": call.text,
                "reason": call.reason,
                "pkg": package.path,
                "file": call.position.file.rpartition("/")[2],
                "line": call.position.line,
                "col": call.position.col,
            }


def _shape(package: Package, name: TypeName) -> Fact:
    found = underlying(name.type())
    fields: list[str] = []
    embeds: list[str] = []
    methods = list(name.declared_methods())
    if isinstance(found, Struct):
        fields = [f"{f.name} {type_string(f.type)}" for f in found.fields]
        embeds = [type_string(f.type) for f in found.fields if f.embedded]
    elif isinstance(found, Interface):
        embeds = [type_string(e) for e in found.embeds]
        methods += [m.name for m in interface_methods(found).values()]
    file, chunk = package.places[name.name]
    at = file.name_position(chunk, name.name)
    incomplete = isinstance(found, Invalid) or (isinstance(found, Interface) and not is_complete(found))
    certain = not incomplete and not any(UNKNOWN in text for text in fields + embeds)
    return {
        "rel": "type",
        "name": str(name.symbol),
        "kind": _KINDS.get(type(found), "invalid"),
        "fields": fields,
        "embeds": embeds,
        "methods": sorted(methods),
        "pkg": package.path,
        "file": file.path.rpartition("/")[2],
        "line": at.line,
        **({} if certain else {"certain": False}),
    }
