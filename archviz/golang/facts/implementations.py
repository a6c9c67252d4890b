"""Which types implement which interfaces, within packages and over a whole source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archviz.golang.syntax.scan import Keyword
from archviz.golang.types.lazy import work_out
from archviz.golang.types.methodsets import interface_methods, is_method_set
from archviz.golang.types.objects import TypeName
from archviz.golang.types.selection import Answer, implements
from archviz.golang.types.types import (
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
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from archviz.golang.facts.method_index import MethodIndex
    from archviz.golang.syntax.scan import Chunk
    from archviz.golang.types.package import File, Package, Packages
    from archviz.model.symbols import Symbol

_PLAIN = rb"(?:struct|func|map|chan|u?int\d*|float\d+|string|bool|byte|rune)\b"
_NO_INTERFACE = re.compile(rb"type\s+\w+\s+(?:" + _PLAIN + rb"|<-|\[\]|\*)")
_MAY_BE_INTERFACE = re.compile(
    rb"\n[ \t]*type\s+(?:\(|[\w\x80-\xff]+(?:\[[^\n]*\])?\s+(?!" + _PLAIN + rb")[\w\x80-\xff])"
)
MOST_NAMES = 1_000
"""How many names of methods are kept for a type."""
ANY = frozenset(("*",))
"""Stands for the names of more methods: the type may have any."""
_CIRCLE = frozenset(("",))
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
    names = {method_names(obj) for p in packages for obj in p.type_names() if not obj.alias}
    known = None if ANY in names else {name.encode() for name in frozenset().union(*names)}
    found: list[tuple[TypeName, Interface]] = []
    for path in sorted(seen):
        found.extend(_interfaces(seen[path], known))
    return found


def _interfaces(package: Package, known: set[bytes] | None) -> Iterator[tuple[TypeName, Interface]]:
    candidates: list[tuple[str, File, Chunk]] = []
    for file in package.files:
        for chunk in file.scan.chunks if _MAY_BE_INTERFACE.search(file.data) else ():
            if chunk.keyword is not Keyword.TYPE or _NO_INTERFACE.match(file.data, chunk.start, chunk.end):
                continue
            listed = _LISTED.findall(file.data, chunk.start, chunk.end)
            if known is None or len(chunk.names) > 1 or known.issuperset(listed):
                candidates.extend((name, file, chunk) for name in chunk.names if name != "_")
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
        have = method_names(obj)
        for name, interface, needed in wanted:
            if have is ANY or needed <= have:
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


def method_names(obj: TypeName) -> frozenset[str]:
    """The names of all methods that a type or its pointer may have, promoted ones included, and perhaps more.

    ``ANY`` for more than ``MOST_NAMES``, so that a long row of types, each embedding the next, does not hold the names
    of the last one over and over. Types that embed one another by pointers share what all of them embed.
    """
    found = obj.method_names
    if found is None:
        found = work_out(obj, "method_names", lambda: _promoted(obj), "", lambda _: _CIRCLE)
    return _in_circle(obj) if obj.method_names is _CIRCLE else found


def _promoted(obj: TypeName) -> frozenset[str]:
    names, embedded = _own_names(obj)
    for one in embedded:
        inherited = method_names(one)
        if inherited is ANY:
            return ANY
        names = inherited if names <= inherited else names | inherited
    return ANY if len(names) > MOST_NAMES else names


def _in_circle(obj: TypeName) -> frozenset[str]:
    """The names of a type that embeds itself by a pointer, for all types in a circle that it embeds."""
    passed = {obj: None}
    waiting = [obj]
    found: set[str] = set()
    while waiting:
        names, embedded = _own_names(waiting.pop())
        found |= names
        waiting += [one for one in embedded if one not in passed]
        passed.update(dict.fromkeys(embedded))
    shared = ANY if len(found) > MOST_NAMES else frozenset(found)
    for one in passed:
        if one.method_names is _CIRCLE:
            one.method_names = shared
    return shared


def _own_names(obj: TypeName) -> tuple[frozenset[str], list[TypeName]]:
    """The names of the methods that a type declares itself or lists as an interface, and the types that it embeds."""
    names = set(obj.declared_methods())
    embedded: list[TypeName] = []
    passed: set[Type] = set()
    waiting = [underlying(obj.type())]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, Interface):
            names.update(m.name for m in interface_methods(inner).values())
        elif isinstance(inner, Struct) and inner not in passed:
            passed.add(inner)
            for field in inner.fields:
                if field.embedded:
                    bare = unalias(field.type)
                    if isinstance(bare, Pointer):
                        bare = unalias(bare.elem)
                    if isinstance(bare, Named):
                        embedded.append(bare.obj)
                    else:
                        waiting.append(bare)
    return frozenset(names), embedded


def implementers(
    packages: Packages, index: Callable[[], MethodIndex], interface: Symbol, within: tuple[str, ...] | None = None
) -> Iterator[Relation]:
    """The types in some packages that implement an interface, in the packages' order; without any, in the whole source.

    ``index`` gives the whole source's method index.
    """
    home = packages.load(interface.package)
    name = home.lookup(interface.name) if home is not None and not interface.member else None
    if not isinstance(name, TypeName):
        return
    inner = underlying(name.type())
    if not isinstance(inner, Interface) or not interface_methods(inner):
        return
    if within is None:
        candidates = index().packages(m.name for m in interface_methods(inner).values())
        within = tuple(path for path in candidates if packages.source.files(path))
    for path in within:
        package = packages.load(path)
        if package is not None:
            yield from package_implements(package, [(name, inner)])
