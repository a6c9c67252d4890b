"""One version as the follower sees it: what is asked of it is kept, and what follows from it is worked out."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from archviz.model.graph import DeclarationKind
from archviz.model.relations import Certain, RelationKind, certain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archviz.model.drift import Version
    from archviz.model.graph import Shape
    from archviz.model.symbols import Symbol

CALLABLE = frozenset((DeclarationKind.FUNC, DeclarationKind.METHOD))
TYPES = frozenset((DeclarationKind.STRUCT, DeclarationKind.INTERFACE, DeclarationKind.TYPE, DeclarationKind.ALIAS))


class CachedVersion:
    """A version, asked each thing once. Only relations that are certain count."""

    def __init__(self, version: Version) -> None:
        self.version = version
        self._symbols: dict[str, frozenset[Symbol]] = {}
        self._relations: dict[Symbol, tuple[Certain, ...]] = {}
        self._targets: dict[Symbol, frozenset[Symbol]] = {}
        self._sources: dict[str, dict[Symbol, tuple[Symbol, ...]]] = {}
        self._field_users: dict[str, dict[Symbol, frozenset[Symbol]]] = {}
        self._packages: tuple[str, ...] | None = None
        self.whole = version.whole

    def packages(self) -> tuple[str, ...]:
        """Every import path that is known to be there."""
        if self._packages is None:
            self._packages = self.version.packages()
        return self._packages

    def symbols(self, package: str) -> frozenset[Symbol]:
        """Every symbol that a package declares."""
        if package not in self._symbols:
            self._symbols[package] = frozenset(self.version.symbols(package))
        return self._symbols[package]

    def knows(self, package: str) -> bool:
        """Whether it can be told what a package declares, if only that it is not there."""
        return self.version.knows(package)

    def shape(self, symbol: Symbol) -> Shape | None:
        """What a declaration is, or None."""
        return self.version.shape(symbol)

    def has(self, symbol: Symbol) -> bool:
        """Whether a symbol is declared."""
        return self.shape(symbol) is not None or (not self.whole and symbol in self.symbols(symbol.package))

    def is_field(self, symbol: Symbol) -> bool:
        """Whether a symbol is a field, as its type's members say."""
        owner = self.shape(symbol.owner) if symbol.member else None
        return owner is not None and not any(name == f"{symbol.member}()" for name, _ in owner.members)

    def relations(self, symbol: Symbol) -> tuple[Certain, ...]:
        """What certainly starts in a declaration and has a target, in source order."""
        if symbol not in self._relations:
            found = (certain(r) for r in self.version.relations(symbol) if r.target is not None)
            self._relations[symbol] = tuple(r for r in found if r is not None)
        return self._relations[symbol]

    def silent(self, symbol: Symbol) -> bool:
        """Whether a symbol is declared, but nothing more is known of it."""
        return not self.whole and self.shape(symbol) is None and symbol in self.symbols(symbol.package)

    def embedded(self, owner: Symbol) -> tuple[Symbol, ...]:
        """The types whose members a type has as well: those that it embeds; for an alias the one it stands for.

        So has a type that is defined as an interface (Go specification, "Type definitions").
        """
        found = self.relations(owner)
        shape = self.shape(owner)
        if shape is not None and shape.kind in (DeclarationKind.ALIAS, DeclarationKind.TYPE):
            held = (r.target for r in found if r.kind is RelationKind.HOLDS and r.source == owner and r.target)
            named = [one for one in held if shape.type.partition("[")[0].endswith(str(one))]
            return tuple(one for one in named if shape.kind is DeclarationKind.ALIAS or self._is_interface(one))
        return tuple(r.target for r in found if r.kind is RelationKind.EMBEDS and r.source == owner and r.target)

    def _is_interface(self, symbol: Symbol) -> bool:
        shape = self.shape(symbol)
        return shape is not None and shape.kind is DeclarationKind.INTERFACE

    def promoted(self, owner: Symbol, name: str) -> Symbol | None:
        """The member that ``owner.name`` selects through embedded types, or None (spec, "Selectors")."""
        seen = {owner}
        level = self.embedded(owner)
        while level:
            found = [one.of(name) for one in level if self.has(one.of(name))]
            if found:
                return found[0] if len(set(found)) == 1 else None
            seen.update(level)
            level = tuple(inner for one in level for inner in self.embedded(one) if inner not in seen)
        return None

    def targets(self, symbol: Symbol) -> frozenset[Symbol]:
        """Every symbol that something in a declaration leads to."""
        if symbol not in self._targets:
            self._targets[symbol] = frozenset(r.target for r in self.relations(symbol) if r.target is not None)
        return self._targets[symbol]

    def sources(self, package: str) -> Mapping[Symbol, tuple[Symbol, ...]]:
        """What in a package leads to each symbol, as far as that is known."""
        if package not in self._sources:
            found: dict[Symbol, list[Symbol]] = {}
            for symbol in sorted(self.symbols(package)):
                for target in self.targets(symbol):
                    found.setdefault(target, []).append(symbol)
            self._sources[package] = {target: tuple(sources) for target, sources in found.items()}
        return self._sources[package]

    def field_users(self, field: Symbol) -> frozenset[Symbol]:
        """What in a field's package reads it, sets it or calls something through it, as far as that is known."""
        if field.package not in self._field_users:
            found: dict[Symbol, set[Symbol]] = {}
            for symbol in self.symbols(field.package):
                used = [use.target for use in self.version.uses(symbol) if use.certain]
                used += [
                    r.target for r in self.relations(symbol) if r.kind is RelationKind.SETS and r.target is not None
                ]
                used += [r.through for r in self.relations(symbol) if r.through is not None]
                for one in used:
                    found.setdefault(one, set()).add(symbol)
            self._field_users[field.package] = {one: frozenset(users) for one, users in found.items()}
        return self._field_users[field.package].get(field, frozenset())

    def methods(self, owner: Symbol) -> dict[str, str]:
        """The methods that a type has, declared, embedded or promoted, by name, with their types as written."""
        return {name: written for name, written in self.members(owner).items() if name.endswith("()")}

    def members(self, owner: Symbol) -> dict[str, str]:
        """The fields and methods that a type has, declared, embedded or promoted, by name, with their types as written.

        A method's name ends in ``()``.
        """
        found: dict[str, str] = {}
        seen: set[Symbol] = set()
        queue = deque((owner,))
        while queue:
            one = queue.popleft()
            if one in seen:
                continue
            seen.add(one)
            shape = self.shape(one)
            for name, written in shape.members if shape is not None else ():
                found.setdefault(name, written)
            queue.extend(self.embedded(one))
        return found
