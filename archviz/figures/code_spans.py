"""Code spans in an author's words: which of them name a symbol, and whether the source has it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from archviz.figures.ledger import applies
from archviz.figures.versions import CODE_SPAN, NAMED, at, part_of
from archviz.model.graph import DeclarationKind
from archviz.model.relations import RelationKind
from archviz.model.suggest import nearest
from archviz.model.symbols import Symbol, exported

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from archviz.documents.nodes import YamlNode
    from archviz.figures.load import Figure
    from archviz.model.figure import Origin
    from archviz.model.graph import CodeGraph

_TEXTS = ("title", "description", "text")
_TYPES = (DeclarationKind.STRUCT, DeclarationKind.INTERFACE, DeclarationKind.TYPE, DeclarationKind.ALIAS)
_NEAR = 0.8
"""The ratio from which on a name that nothing else tells to be of these packages is taken for a mistyped one."""


@dataclass(frozen=True, slots=True)
class CodeSpan:
    """A code span in a figure's words, by the path of the text in its file and the text's 1-based line."""

    path: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class WrongName:
    """What a code span names and the source does not have: the packages that were searched, and the nearest name."""

    packages: tuple[str, ...]
    nearest: str


def code_spans(figure: Figure, origin: Origin) -> Iterator[CodeSpan]:
    """The code spans in the titles, descriptions and notes of a figure that speak of the origin's version."""

    def walk(node: YamlNode, path: str, spoken: bool) -> Iterator[CodeSpan]:
        if isinstance(node.value, str) and spoken:
            spans = map(names.span, CODE_SPAN.findall(node.value))
            yield from (CodeSpan(path, node.begin.line + 1, span) for span in spans)
        if isinstance(node.value, list):
            for i, item in enumerate(node.value):
                yield from walk(item, f"{path}[{i}]", spoken)
        if applies(part_of(node), origin):
            for key, entry in node.entries.items():
                yield from walk(entry.node, f"{path}.{key}", spoken or key in _TEXTS)

    names = at(figure, origin).names
    content = figure.document.content
    wordings = content.entries["wordings"].node.value if "wordings" in content.entries else None
    said = [one for one in wordings if applies(part_of(one), origin)] if isinstance(wordings, list) else []
    for key, entry in content.entries.items():
        if not any(key in one.entries for one in said):
            yield from walk(entry.node, key, key in _TEXTS)


def names_in(span: str) -> list[str]:
    """The names of a code span that may name a symbol, from the outermost: ``pkg``, ``Type``, ``Member``; else none."""
    found = NAMED.fullmatch(span)
    return [found["receiver"] or found["first"], *found["more"].split(".")[1:]] if found is not None else []


class SymbolNames:
    """The names that some packages declare. ``packages`` are their import paths by the names that figures give them.

    What names a symbol is ``pkg.Name``, ``Type.Member``, ``pkg.Type.Member`` and an exported ``Name()``, where ``pkg``
    and ``Type`` are of these packages. All else, such as a file's name or a flag, names none.
    """

    def __init__(self, graph: CodeGraph, packages: Iterable[Mapping[str, str]]) -> None:
        self._graph = graph
        self._packages: dict[str, set[str]] = defaultdict(set)
        for aliases in packages:
            for alias, path in aliases.items():
                for name in (alias, path.rpartition("/")[2], graph.package_name(path)):
                    self._packages[name].add(path)

    def wrong(self, span: str) -> WrongName | None:
        """What is wrong with a code span; None where it names no symbol, or one that is there."""
        match names_in(span):
            case [name]:
                return self._lone(name) if span.endswith("()") else None
            case [first, second]:
                return self._pair(first, second)
            case [package, name, member] if package in self._packages:
                owners = [symbol for symbol in self._top.get(name, ()) if symbol.package in self._packages[package]]
                return self._member(owners, member, f"{package}.") if owners else self._in_package(package, name)
        return None

    def named(self, span: str) -> tuple[Symbol, ...]:
        """Every declaration of the packages that a code span may name, sorted; none where it names none of them.

        A name alone may be that of a member of any type. A member that a type has from one that it embeds is that of
        the type which declares it (Go specification, "Struct types").
        """
        found: set[Symbol] = set()
        match names_in(span):
            case [name]:
                found |= self._by_leaf.get(name, set())
            case [first, second]:
                found |= {symbol for symbol in self._top.get(second, ()) if symbol.package in self._paths_of(first)}
                found |= self._members(self._top.get(first, ()), second)
            case [package, name, member]:
                owners = [symbol for symbol in self._top.get(name, ()) if symbol.package in self._paths_of(package)]
                found |= self._members(owners, member)
        return tuple(sorted(found))

    def package_name(self, path: str) -> str:
        """The name in the package clause of a package, by its import path; "" where it has none."""
        return self._graph.package_name(path)

    def _members(self, owners: Iterable[Symbol], name: str) -> set[Symbol]:
        return {found for owner in owners if (found := self._graph.member(owner, name)) is not None}

    def _paths_of(self, package: str) -> set[str]:
        return self._packages.get(package, set())

    @cached_property
    def _symbols(self) -> tuple[Symbol, ...]:
        paths = sorted({path for paths in self._packages.values() for path in paths})
        return tuple(symbol for path in paths for symbol in self._graph.symbols(path))

    @cached_property
    def _top(self) -> dict[str, list[Symbol]]:
        found: dict[str, list[Symbol]] = defaultdict(list)
        for symbol in self._symbols:
            if not symbol.member:
                found[symbol.name].append(symbol)
        return dict(found)

    @cached_property
    def _by_leaf(self) -> dict[str, set[Symbol]]:
        found: dict[str, set[Symbol]] = defaultdict(set)
        for symbol in self._symbols:
            found[symbol.leaf].add(symbol)
        return dict(found)

    def _lone(self, name: str) -> WrongName | None:
        """An exported name before brackets may be of any package: it is wrong where it is nearly one of these."""
        if not exported(name) or name in self._by_leaf:
            return None
        near = nearest(name, filter(exported, self._by_leaf), 1, _NEAR)
        return WrongName(self._paths(self._symbols), near[0]) if near else None

    def _pair(self, first: str, second: str) -> WrongName | None:
        """``Type.Member`` or ``pkg.Name``; where both words have a meaning, one of them is enough."""
        owners = self._top.get(first, [])
        if first in self._packages:
            there = any(symbol.package in self._packages[first] for symbol in self._top.get(second, ()))
            value = not exported(first) and second in self._by_leaf  # the member of a variable of the package's name
            if there or value or not exported(second):
                return None
            return self._member(owners, second) if owners else self._in_package(first, second)
        if owners:
            return self._member(owners, second)
        near = nearest(first, filter(exported, self._top), 1, _NEAR) if exported(first) else []
        types = self._top[near[0]] if near else []
        if any(self._graph.member(symbol, second) is not None for symbol in types):
            return WrongName(self._paths(types), f"{near[0]}.{second}")
        return None

    def _member(self, owners: list[Symbol], member: str, before: str = "") -> WrongName | None:
        """A member of a type, of which there is one of that name in each of some packages."""
        if any(not self._closed(symbol) or self._graph.member(symbol, member) is not None for symbol in owners):
            return None
        own = {symbol.member for symbol in self._symbols if symbol.member and symbol.owner in owners}
        near = nearest(member, own, 1)
        return WrongName(self._paths(owners), f"{before}{owners[0].name}.{near[0]}" if near else "")

    def _closed(self, symbol: Symbol) -> bool:
        """Whether all members of a type are known: those of other declarations, and of what is not here, are not."""
        declared = self._graph.declaration(symbol)
        if declared is None or declared.kind not in _TYPES or declared.kind is DeclarationKind.ALIAS:
            return False
        waiting = [symbol]
        for each in waiting:
            shape = self._graph.shape(each)
            targets = [r.target for r in self._graph.relations(each) if r.kind is RelationKind.EMBEDS]
            known = [target for target in targets if target is not None and self._graph.declaration(target) is not None]
            embedded = sum(kind.startswith("embedded ") for _, kind in shape.members) if shape is not None else 0
            if shape is None or len(known) < embedded:
                return False
            waiting += [target for target in known if target not in waiting]
        return True

    def _in_package(self, package: str, name: str) -> WrongName:
        paths = tuple(sorted(self._packages[package]))
        near = nearest(name, {n for n, symbols in self._top.items() if any(s.package in paths for s in symbols)}, 1)
        return WrongName(paths, f"{package}.{near[0]}" if near else "")

    @staticmethod
    def _paths(symbols: Iterable[Symbol]) -> tuple[str, ...]:
        return tuple(sorted({symbol.package for symbol in symbols}))
