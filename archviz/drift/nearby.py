"""The packages in which a declaration that is gone may have found a new place, and what is new there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.drift import similarity
from archviz.drift.cached_version import CALLABLE, TYPES
from archviz.model.graph import DeclarationKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.drift.cached_version import CachedVersion
    from archviz.model.graph import Shape
    from archviz.model.symbols import Symbol

_NAMESAKES = 40
"""How many packages with the same last element are looked into, the nearest first."""


class Nearby:
    """What the new version declares around a package and the old one did not."""

    def __init__(self, old: CachedVersion, new: CachedVersion) -> None:
        self.old = old
        self.new = new
        self._fresh: dict[str, tuple[Shape, ...]] = {}
        self._changed: dict[str, tuple[Shape, ...]] = {}
        self._names: dict[str, dict[tuple[bool, str], list[Symbol]]] = {}
        self._rings: dict[tuple[str, int], tuple[str, ...]] = {}

    def fresh(self, package: str) -> tuple[Shape, ...]:
        """The package-level declarations and methods of a package that are new in it, sorted by name."""
        if package not in self._fresh:
            symbols = sorted(self.new.symbols(package) - self.old.symbols(package))
            shapes = (self.new.shape(symbol) for symbol in symbols if not self.new.is_field(symbol))
            self._fresh[package] = tuple(shape for shape in shapes if shape is not None)
        return self._fresh[package]

    def changed(self, package: str) -> tuple[Shape, ...]:
        """The functions and types of a package that both versions have, with another body or other members."""
        if package not in self._changed:
            both = sorted(self.new.symbols(package) & self.old.symbols(package))
            pairs = ((self.old.shape(symbol), symbol) for symbol in both if not self.new.is_field(symbol))
            shapes = [(was, self.new.shape(symbol)) for was, symbol in pairs if was is not None]
            self._changed[package] = tuple(
                now
                for was, now in shapes
                if now is not None
                and now.kind in CALLABLE | TYPES
                and (was.body, was.members) != (now.body, now.members)
            )
        return self._changed[package]

    def namesakes(self, package: str, symbol: Symbol) -> Iterator[Shape]:
        """What a package declares by the name of a symbol, or of a method by that of a method; fields aside."""
        if package not in self._names:
            self._names[package] = {}
            for one in sorted(self.new.symbols(package)):
                self._names[package].setdefault((bool(one.member), one.leaf.lower()), []).append(one)
        for one in self._names[package].get((bool(symbol.member), symbol.leaf.lower()), ()):
            shape = self.new.shape(one) if similarity.same_name(one.leaf, symbol.leaf) else None
            if shape is not None and shape.kind is not DeclarationKind.FIELD:
                yield shape

    def rings(self, package: str) -> Iterator[tuple[str, ...]]:
        """A package and those around it; then those that it imports and its namesakes."""
        for i, look in enumerate((self._around, self._beyond)):
            if (package, i) not in self._rings:
                self._rings[package, i] = tuple(dict.fromkeys(look(package)))
            seen = self._rings[package, 0] if i else ()
            yield tuple(path for path in self._rings[package, i] if path not in seen)

    def _around(self, package: str) -> Iterator[str]:
        """The package itself, its ancestors by path, descendants and siblings."""
        yield package
        parts = package.split("/")
        yield from ("/".join(parts[:i]) for i in range(len(parts) - 1, 1, -1))
        for path in self.new.packages():
            if related(path, package):
                yield path

    def _beyond(self, package: str) -> Iterator[str]:
        known = frozenset(self.new.packages())
        imported = {target.package for symbol in self.new.symbols(package) for target in self.new.targets(symbol)}
        yield from sorted(path for path in imported if path in known)
        last = package.rpartition("/")[2]
        namesakes = [path for path in known if path.rpartition("/")[2] == last]
        yield from sorted(namesakes, key=lambda path: (-_common(path, package), path))[:_NAMESAKES]


def related(path: str, package: str) -> bool:
    """Whether a package is the same as another, an ancestor or descendant by path, or a sibling."""
    if path == package or path.startswith(f"{package}/") or package.startswith(f"{path}/"):
        return True
    parent = package.rpartition("/")[0]
    return parent.count("/") > 0 and path.rpartition("/")[0] == parent


def distance(path: str, package: str) -> int:
    """How far a package is from another: 0 for one around it, more the fewer leading elements they share."""
    return 0 if related(path, package) else 1 + max(path.count("/"), package.count("/")) + 1 - _common(path, package)


def _common(a: str, b: str) -> int:
    """How many leading elements two paths share."""
    mine, theirs = a.split("/"), b.split("/")
    return next((i for i, (x, y) in enumerate(zip(mine, theirs, strict=False)) if x != y), min(len(mine), len(theirs)))
