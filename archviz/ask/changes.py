"""Which declarations differ between two versions of a source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from archviz.model.drift import ChangeKind
from archviz.model.graph import DeclarationKind
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.model.graph import Shape
    from archviz.model.relations import Position


@dataclass(frozen=True, slots=True)
class ChangedSymbol:
    """A declaration that differs, and how; ``position`` is its place in the newer version, of one that is gone the old.

    Of several differences the first that applies in the order of ``ChangeKind`` is named.
    """

    symbol: Symbol
    declared: DeclarationKind
    kind: ChangeKind
    position: Position


class Shapes(Protocol):
    """A version of a source, as much of it as this asks for; a code graph is one."""

    def symbols(self, package: str) -> tuple[Symbol, ...]:
        """What a package declares, sorted; empty where there is none."""

    def shape(self, symbol: Symbol) -> Shape | None:
        """What a declaration is, or None where it is not declared."""


def changed_symbols(old: Shapes, new: Shapes, packages: Iterable[str]) -> tuple[ChangedSymbol, ...]:
    """The declarations of some packages that are not in both versions or differ, by package and name.

    They differ where their types, values or code do, not by comments, layout, names of parameters and local variables,
    or place. A type that is given another method is not itself another one; the method is.
    """
    return tuple(one for package in sorted(set(packages)) for one in _changed(old, new, package))


def _changed(old: Shapes, new: Shapes, package: str) -> Iterator[ChangedSymbol]:
    for symbol in sorted({*old.symbols(package), *new.symbols(package), Symbol(package, "init")}):
        before, after = old.shape(symbol), new.shape(symbol)
        kind = _difference(before, after)
        there = after or before
        if kind is not None and there is not None:
            yield ChangedSymbol(symbol, there.kind, kind, there.position)


def _difference(before: Shape | None, after: Shape | None) -> ChangeKind | None:
    if before is None or after is None:
        return ChangeKind.ADDED if after is not None else ChangeKind.GONE if before is not None else None
    if (before.kind, before.type) != (after.kind, after.type):
        return ChangeKind.SIGNATURE_CHANGED
    if _members(before) != _members(after):
        return ChangeKind.MEMBERS_CHANGED
    return ChangeKind.BODY_CHANGED if before.body != after.body else None


def _members(shape: Shape) -> list[tuple[str, str]]:
    """What a type is made of: not its methods, unless it is an interface."""
    own = shape.kind is DeclarationKind.INTERFACE
    return [member for member in shape.members if own or not member[0].endswith("()")]
