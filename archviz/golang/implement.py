"""Which types implement which interfaces, within packages and over a whole source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archviz.golang.lookup import Answer, implements
from archviz.golang.objects import TypeName
from archviz.golang.scan import Keyword
from archviz.golang.types import (
    Interface,
    Named,
    Pointer,
    Struct,
    Type,
    interface_methods,
    is_method_set,
    unalias,
    underlying,
)
from archviz.model.relations import Relation, RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from archviz.golang.package import Package, Packages
    from archviz.model.symbols import Symbol

_NO_INTERFACE = re.compile(
    rb"type\s+\w+\s+(?:struct\b|func\b|map\b|chan\b|<-|\[\]|\*|(?:u?int\d*|float\d+|string|bool|byte|rune)\b)"
)


def interfaces_in_reach(packages: Sequence[Package]) -> list[tuple[TypeName, Interface]]:
    """Every basic interface with methods that some packages, or those that they import, declare.

    Imports are followed to the end; the standard library's interfaces are left out. Sorted by symbol.
    """
    seen: dict[str, Package] = {p.path: p for p in packages}
    waiting = list(packages)
    while waiting:
        package = waiting.pop()
        for file in package.files:
            for one in file.scan.imports:
                if one.path not in seen:
                    imported = package.packages.load(one.path)
                    if imported is not None and not imported.standard:
                        seen[one.path] = imported
                        waiting.append(imported)
    found: list[tuple[TypeName, Interface]] = []
    for path in sorted(seen):
        found.extend(_interfaces(seen[path]))
    return found


def _interfaces(package: Package) -> Iterator[tuple[TypeName, Interface]]:
    for name, (file, chunk) in sorted(package.places.items()):
        if chunk.keyword is not Keyword.TYPE or _NO_INTERFACE.match(file.data, chunk.start, chunk.end):
            continue
        obj = package.lookup(name)
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


def implementers(packages: Packages, interface: Symbol, within: tuple[str, ...]) -> Iterator[Relation]:
    """The types in some packages that implement an interface, in the packages' order."""
    home = packages.load(interface.package)
    name = home.lookup(interface.name) if home is not None else None
    if not isinstance(name, TypeName):
        return
    inner = underlying(name.type())
    if not isinstance(inner, Interface) or not interface_methods(inner):
        return
    for path in _candidates(packages, interface_methods(inner).keys(), within):
        package = packages.load(path)
        if package is not None:
            yield from package_implements(package, [(name, inner)])


def _candidates(packages: Packages, methods: Iterable[str], within: tuple[str, ...]) -> list[str]:
    """Packages whose types may have all methods of an interface, sorted.

    A type has a method because it is declared with the type as receiver, or because the type embeds one that has it.
    The first kind is found by a method's name, the second by the names of the types found before, until no more turn
    up.
    """
    name = max((m.rpartition(".")[2] for m in methods), key=len).encode()
    declared = re.compile(rb"(?m)^func\s*\(\s*(?:\w+\s+)?\*?\s*(\w+)[^)]*\)\s*" + name + rb"\s*\(")
    listed = re.compile(rb"(?m)^\t" + name + rb"\(")
    types: set[bytes] = set()
    found: set[str] = set()
    for path, text in _texts(packages, within):
        if name in text:
            direct = {*declared.findall(text), *_enclosing_types(text, listed)}
            if direct:
                found.add(path)
                types |= direct
    fresh = types
    while fresh:
        names = b"|".join(map(re.escape, sorted(fresh)))
        embedded = re.compile(rb"(?m)^\t+\*?(?:\w+\.)?(?:" + names + rb")[ \t]*(?:`|//|$)")
        more: set[bytes] = set()
        for path, text in _texts(packages, within):
            enclosing = _enclosing_types(text, embedded)
            if enclosing:
                found.add(path)
                more |= enclosing
        fresh = more - types
        types |= more
    return sorted(found)


def _texts(packages: Packages, within: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    for path in within:
        for file in packages.source.files(path):
            yield path, packages.source.read(file)


_TYPE_HEAD = re.compile(rb"(?m)^(?:type\s+|\t)(\w+)(?:\[[^\]]*\])?\s+(?:struct|interface)\s*\{")


def _enclosing_types(text: bytes, pattern: re.Pattern[bytes]) -> set[bytes]:
    """The types whose bodies hold a match."""
    places = [match.start() for match in pattern.finditer(text)]
    if not places:
        return set()
    heads = [(head.start(), head.group(1)) for head in _TYPE_HEAD.finditer(text)]
    return {before[-1] for at in places if (before := [name for start, name in heads if start < at])}
