"""Which types implement which interfaces, within packages and over a whole source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archviz.golang.lookup import Answer, implements
from archviz.golang.methodsets import interface_methods, is_method_set
from archviz.golang.objects import TypeName
from archviz.golang.scan import Keyword
from archviz.golang.types import (
    Interface,
    Named,
    Pointer,
    Struct,
    Type,
    unalias,
    underlying,
)
from archviz.model.relations import Relation, RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from archviz.golang.package import File, Package, Packages
    from archviz.golang.scan import Chunk
    from archviz.model.symbols import Symbol

_PLAIN = rb"(?:struct|func|map|chan|u?int\d*|float\d+|string|bool|byte|rune)\b"
_NO_INTERFACE = re.compile(rb"type\s+\w+\s+(?:" + _PLAIN + rb"|<-|\[\]|\*)")
_MAY_BE_INTERFACE = re.compile(
    rb"\n[ \t]*type\s+(?:\(|[\w\x80-\xff]+(?:\[[^\n]*\])?\s+(?!" + _PLAIN + rb")[\w\x80-\xff])"
)
_LISTED = re.compile(rb"(?m)^\t([\w\x80-\xff]+)\(")


def interfaces_in_reach(packages: Sequence[Package]) -> list[tuple[TypeName, Interface]]:
    """The basic interfaces with methods, declared in some packages or in what they import, that a type there may have.

    Imports are followed to the end; the standard library's interfaces are left out, and those with a method that no
    type of the packages has. Sorted by symbol.
    """
    seen: dict[str, Package] = {p.path: p for p in packages}
    waiting = list(packages)
    while waiting:
        package = waiting.pop()
        for file in package.files:
            for one in file.header.imports:
                if one.path not in seen:
                    imported = package.packages.load(one.path)
                    if imported is not None and not imported.standard:
                        seen[one.path] = imported
                        waiting.append(imported)
    methods = {m for p in packages for obj in p.type_names() if not obj.alias for m in method_names(obj.type())}
    known = {method.encode() for method in methods}
    found: list[tuple[TypeName, Interface]] = []
    for path in sorted(seen):
        found.extend(_interfaces(seen[path], known))
    return found


def _interfaces(package: Package, known: set[bytes]) -> Iterator[tuple[TypeName, Interface]]:
    candidates: list[tuple[str, File, Chunk]] = []
    for file in package.files:
        for chunk in file.scan.chunks if _MAY_BE_INTERFACE.search(file.data) else ():
            if chunk.keyword is not Keyword.TYPE or _NO_INTERFACE.match(file.data, chunk.start, chunk.end):
                continue
            if len(chunk.names) > 1 or known.issuperset(_LISTED.findall(file.data, chunk.start, chunk.end)):
                candidates.extend((name, file, chunk) for name in chunk.names)
    for name, file, chunk in sorted(candidates, key=lambda one: one[0]):
        obj = package.declared(file, chunk, name)
        if isinstance(obj, TypeName) and not obj.alias and not obj.type_params():
            inner = underlying(obj.type())
            if isinstance(inner, Interface) and is_method_set(inner) and interface_methods(inner):
                yield obj, inner


def package_implements(package: Package, interfaces: Iterable[tuple[TypeName, Interface]]) -> Iterator[Relation]:
    """What the types of a package implement, sorted by type, then interface."""
    wanted = [
        (name, interface, frozenset(m.name for m in interface_methods(interface).values()))
        for name, interface in interfaces
    ]
    for obj in package.type_names():
        if obj.alias or obj.type_params():
            continue
        t = obj.type()
        if not isinstance(t, Named) or isinstance(underlying(t), Interface):
            continue
        have = method_names(t)
        for name, interface, needed in wanted:
            if needed <= have:
                relation = implementation(package, t, name, interface)
                if relation is not None:
                    yield relation


def implementation(package: Package, t: Named, name: TypeName, interface: Interface) -> Relation | None:
    """The relation of a type to an interface that it implements for certain, at the type's own name; else None."""
    answer = implements(t, interface)
    if answer in (Answer.NO, Answer.UNKNOWN) or name.symbol is None or t.obj.symbol is None:
        return None
    file, chunk = package.places[t.obj.name]
    return Relation(
        RelationKind.IMPLEMENTS,
        t.obj.symbol,
        name.symbol,
        file.name_position(chunk, t.obj.name),
        pointer=answer is Answer.BY_POINTER,
    )


def method_names(t: Type) -> frozenset[str]:
    """The names of all methods that a type or its pointer may have, promoted ones included."""
    names: set[str] = set()
    seen: set[int] = set()
    waiting = [t]
    while waiting:
        one = unalias(waiting.pop())
        if isinstance(one, Pointer):
            one = unalias(one.elem)
        if isinstance(one, Named):
            if id(one.obj) in seen:
                continue
            seen.add(id(one.obj))
            names.update(one.obj.declared_methods())
        inner = underlying(one)
        if isinstance(inner, Struct):
            waiting.extend(f.type for f in inner.fields if f.embedded)
        elif isinstance(inner, Interface):
            names.update(m.name for m in interface_methods(inner).values())
    return frozenset(names)


def implementers(packages: Packages, interface: Symbol, within: tuple[str, ...] | None = None) -> Iterator[Relation]:
    """The types in some packages, or in the whole source, that implement an interface, in the packages' order."""
    home = packages.load(interface.package)
    name = home.lookup(interface.name) if home is not None and not interface.member else None
    if not isinstance(name, TypeName):
        return
    inner = underlying(name.type())
    if not isinstance(inner, Interface) or not interface_methods(inner):
        return
    if within is None:
        candidates = packages.census().packages(m.name for m in interface_methods(inner).values())
        within = tuple(path for path in candidates if packages.source.files(path))
    for path in within:
        package = packages.load(path)
        if package is not None:
            yield from package_implements(package, [(name, inner)])
