"""Which types implement which interfaces, within packages and over a whole source."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from archviz.golang.syntax.scan import Keyword
from archviz.golang.types.implementation import Decision, implements
from archviz.golang.types.lazy import work_out
from archviz.golang.types.methodsets import interface_methods, is_complete, is_method_set, missing_part
from archviz.golang.types.objects import TypeName
from archviz.golang.types.types import (
    Interface,
    Invalid,
    Named,
    Pointer,
    Struct,
    Type,
    unalias,
    underlying,
)
from archviz.model.graph import Implementers, Undecided
from archviz.model.relations import Certain, Relation, RelationKind, certain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from archviz.golang.facts.method_index import MethodIndex
    from archviz.golang.syntax.scan import Chunk
    from archviz.golang.types.package import File, Package, Packages
    from archviz.model.symbols import Symbol

_NAME = rb"[\w\x80-\xff]++"
_PLAIN = rb"(?:struct|func|map|chan|(u?int\d*|float\d+|string|bool|byte|rune))\b"
_NO_INTERFACE = re.compile(rb"type\s+" + _NAME + rb"\s+(?:" + _PLAIN + rb"|<-|\[[\d\]]|\*)")
_TYPE = re.compile(rb"type(?=[\s(/])(?!\s+" + _NAME + rb"\s+(?:" + _PLAIN + rb"|<-|\[[\d\]]|\*))")
FEW_PACKAGES = 20
"""So many packages are looked through without the index, which is made of the whole source."""
MOST_NAMES = 1_000
"""How many names of methods are kept for a type."""
ANY = frozenset(("*",))
"""Stands for the names of more methods: the type may have any."""
OPEN = "?"
"""Stands among the names for those of a type that is not in the source."""
_CIRCLE = frozenset(("",))
_LISTED = re.compile(rb"(?m)^\t([\w\x80-\xff]+)\(")


class Interfaces:
    """Interfaces with methods, in an order, and which of them a type may implement by its methods' names.

    Each is filed under one name, of all that it needs the one that the fewest others need, so that a type is held
    against few interfaces that it cannot implement, however many there are.
    """

    def __init__(self, found: Iterable[tuple[TypeName, Interface]]) -> None:
        self._all = [(name, frozenset(m.name for m in interface_methods(i).values())) for name, i in found]
        uses = Counter(name for _, needed in self._all for name in needed)
        self._filed: dict[str, list[int]] = {}
        for place, (_, needed) in enumerate(self._all):
            self._filed.setdefault(min(needed, key=lambda name: (uses[name], name)), []).append(place)

    def possible(self, have: frozenset[str]) -> Iterator[TypeName]:
        """Those that a type with methods of these names, or ``ANY``, may implement, in their order."""
        if have is ANY:
            places: Iterable[int] = range(len(self._all))
        else:
            filed = sorted(place for name in self._filed.keys() & have for place in self._filed[name])
            places = (place for place in filed if self._all[place][1] <= have)
        return (self._all[place][0] for place in places)


def interfaces_in_reach(packages: Sequence[Package], types_of: Sequence[Package] | None = None) -> Interfaces:
    """The basic interfaces with methods, declared in some packages or in what they import, that a type may implement.

    The type is one of the packages ``types_of``, by default of all of them. Imports are followed to the end; the
    standard library's interfaces are left out, and those with a method that no such type has. Sorted by symbol.
    """
    seen: dict[str, Package] = {p.path: p for p in packages}
    waiting = list(packages)
    while waiting:
        package = waiting.pop()
        for file in package.files:
            for one in file.header.imports:
                imported = package.imported(one.path)
                if imported is not None and not imported.standard and imported.path not in seen:
                    seen[imported.path] = imported
                    waiting.append(imported)
    holders = packages if types_of is None else types_of
    names = {method_names(obj) for p in holders for obj in p.type_names() if not obj.alias}
    known = None if ANY in names else {b"_", *(name.encode() for name in frozenset().union(*names))}
    found: list[tuple[TypeName, Interface]] = []
    for path in sorted(seen):
        found.extend(_interfaces(seen[path], known))
    return Interfaces(found)


def _interfaces(package: Package, known: set[bytes] | None) -> Iterator[tuple[TypeName, Interface]]:
    candidates: list[tuple[str, File, Chunk]] = []
    for file in package.files:
        for chunk in file.scan.chunks if _may_declare_interface(file.data) else ():
            if chunk.keyword is not Keyword.TYPE or _is_none(package, file, chunk):
                continue
            listed = _listed(file, chunk)
            if known is None or len(chunk.names) > 1 or known.issuperset(listed):
                candidates.extend((name, file, chunk) for name in chunk.names if name != "_")
    for name, file, chunk in sorted(candidates, key=lambda one: one[0]):
        obj = package.declared(file, chunk, name)
        if isinstance(obj, TypeName) and not obj.alias and not obj.type_params():
            inner = underlying(obj.type())
            if isinstance(inner, Interface) and is_method_set(inner) and interface_methods(inner):
                yield obj, inner


def _may_declare_interface(data: bytes) -> bool:
    """Whether a file may declare an interface: a declaration begins with ``type`` and with no type that is none."""
    for found in _TYPE.finditer(data):
        before = data[data.rfind(b"\n", 0, found.start()) + 1 : found.start()].rstrip()
        if not before or before.endswith((b";", b"*/")):
            return True
    return False


def _is_none(package: Package, file: File, chunk: Chunk) -> bool:
    """Whether a declaration begins with a type that is no interface, as far as the package does not redeclare it."""
    found = _NO_INTERFACE.match(file.data, chunk.start, chunk.end)
    predeclared = found.group(1) if found is not None else None
    return found is not None and (predeclared is None or predeclared.decode() not in package.places)


def _listed(file: File, chunk: Chunk) -> list[bytes]:
    """Methods that an interface lists, and perhaps more where its text holds no other braces and no such comments."""
    data, start, end = file.data, chunk.start, chunk.end
    if data.count(b"{", start, end) > 1 or data.find(b"/*", start, end) >= 0:
        return []
    return _LISTED.findall(data, start, end)


def package_implements(package: Package, interfaces: Interfaces) -> Iterator[Certain]:
    """What the types of a package implement, sorted by type, then in the interfaces' order."""
    for obj in _candidates(package):
        for name in interfaces.possible(method_names(obj)):
            relation = implementation(package, obj, name)
            if isinstance(relation, Relation):
                yield relation


def _candidates(package: Package) -> Iterator[TypeName]:
    """The defined types of a package that are no interfaces."""
    for obj in package.type_names():
        if isinstance(t := obj.type(), Named) and not isinstance(underlying(t), Interface):
            yield obj


def implementation(package: Package, obj: TypeName, interface: TypeName) -> Certain | Undecided | None:
    """The relation of a type to an interface that it implements for certain, at the type's own name.

    Undecided where that cannot be told, None where it does not. A generic type stands for all its instances.
    """
    wanted = interface.type()
    if not isinstance(wanted, Named) or interface.symbol is None or obj.symbol is None:
        return None
    verdict = implements(obj.instance(obj.type_params()), wanted)
    if verdict.answer is Decision.NO:
        return None
    file, chunk = package.places[obj.name]
    position = file.name_position(chunk, obj.name)
    if verdict.answer is Decision.UNKNOWN:
        return Undecided(obj.symbol, position, verdict.reason)
    pointer = verdict.answer is Decision.BY_POINTER
    return certain(Relation(RelationKind.IMPLEMENTS, obj.symbol, interface.symbol, position, pointer=pointer))


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
        if isinstance(inner, Invalid):
            names.add(OPEN)
        elif isinstance(inner, Interface):
            names.update(m.name for m in interface_methods(inner).values())
            if not is_complete(inner):
                names.add(OPEN)
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
) -> Implementers | None:
    """The types in some packages that implement an interface, in the packages' order; without any, in the whole source.

    None where the symbol is no interface, or one that every type implements. An alias stands for its target.
    ``index`` gives the whole source's method index.
    """
    name = interface_named(packages, interface)
    inner = underlying(name.type()) if name is not None else None
    if name is None or not isinstance(inner, Interface):
        return None
    missing = missing_part(inner)
    if missing:
        home = packages.load(name.package or "")
        file, chunk = home.places[name.name] if home is not None else (None, None)
        if file is None or chunk is None:
            return None
        return Implementers((), (Undecided(interface, file.name_position(chunk, name.name), missing),))
    needed = frozenset(m.name for m in interface_methods(inner).values())
    if not needed:
        return None
    if within is None or len(within) > FEW_PACKAGES:
        may = index().packages(needed)
        within = tuple(filter(packages.source.files, may)) if within is None else _both(within, may)
    relations: list[Certain] = []
    undecided: list[Undecided] = []
    for path in within:
        package = packages.load(path)
        for obj in _candidates(package) if package is not None else ():
            have = method_names(obj)
            if package is None or not (have is ANY or OPEN in have or needed <= have):
                continue
            found = implementation(package, obj, name)
            if isinstance(found, Undecided):
                undecided.append(found)
            elif found is not None:
                relations.append(found)
    return Implementers(tuple(relations), tuple(undecided))


def _both(packages: tuple[str, ...], others: Iterable[str]) -> tuple[str, ...]:
    """The packages that are among others, in their order."""
    among = set(others)
    return tuple(path for path in packages if path in among)


def interface_named(packages: Packages, symbol: Symbol) -> TypeName | None:
    """The interface that a symbol names, itself or as an alias; None where it names none."""
    home = packages.load(symbol.package)
    name = home.lookup(symbol.name) if home is not None and not symbol.member else None
    t = unalias(name.type()) if isinstance(name, TypeName) else None
    return t.obj if isinstance(t, Named) and isinstance(underlying(t), Interface) else None
