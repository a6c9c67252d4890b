"""What a question may ask about the declarations and relations of some packages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from archviz.model.graph import GapKind
from archviz.model.symbols import exported

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from archviz.model.graph import Declared, Gap, Implementers, Order, Unresolved
    from archviz.model.relations import Certain, Position, Relation, Use
    from archviz.model.symbols import Symbol

NO_SOURCE = ("C", "unsafe")
"""What is imported and has no source."""
_BETWEEN_TYPES = re.compile(r"[()\[\],*\s]")


class Facts(Protocol):
    """The facts of a source for questions that are about some of its packages.

    Whoever implements this gives the same answers: ``SourceFacts`` reads the code that a question needs, an index gives
    what was worked out before. What is declared in other packages than ``packages`` is known, but what starts there is
    not looked for by ``users``, ``used``, ``unresolved`` and ``gaps``.
    """

    @property
    def packages(self) -> tuple[str, ...]:
        """The import paths of the packages that are searched, sorted."""

    def __contains__(self, package: str) -> bool: ...

    def all_packages(self) -> tuple[str, ...]:
        """Every import path of the source, sorted; searched or not."""

    def package_name(self, package: str) -> str:
        """The name in a package's package clause, or ""."""

    def find(self, text: str) -> Symbol | None:
        """The declared symbol that ``importpath.Name`` or ``importpath.Type.Member`` names, or None."""

    def declared(self, symbol: Symbol) -> Declared | None:
        """What a symbol is and where it stands, whatever package it is of; None where it is not declared."""

    def member(self, owner: Symbol, name: str) -> Symbol | None:
        """The field or method that ``owner.name`` selects, promoted ones included, by its declaring type."""

    def symbols(self, package: str) -> tuple[Symbol, ...]:
        """Every package-level name, method and field of a package, sorted."""

    def having(self, name: str) -> tuple[str, ...]:
        """The packages searched in which an identifier may stand, sorted; for certain it stands in no other."""

    def relations(self, symbol: Symbol) -> tuple[Relation, ...]:
        """What starts in a declaration, in source order."""

    def uses(self, symbol: Symbol) -> tuple[Use, ...]:
        """What a declaration reads, writes, asserts and mentions, in source order."""

    def variables(self, symbol: Symbol) -> tuple[tuple[Symbol, Position], ...]:
        """The package-level variables that a function or a variable's initializer names, in source order."""

    def users(self, symbol: Symbol) -> tuple[Relation, ...]:
        """The relations from the packages searched that have a symbol as target, field or receiver.

        They are sorted by the symbol that they start in, then by their places.
        """

    def used(self, symbol: Symbol) -> tuple[Use, ...]:
        """The uses of a symbol in the packages searched, sorted as ``users``."""

    def order(self, function: Symbol, first: Position, second: Position) -> Order:
        """Which of two places in a function's declaration comes first when it runs, as far as its source says."""

    def implements(self, concrete: Symbol, interface: Symbol) -> Certain | None:
        """The proof that a type or its pointer implements an interface, or None."""

    def implementers(self, interface: Symbol) -> Implementers | None:
        """The types of the packages searched that implement an interface, and those that may.

        None where the symbol is no interface, or one without methods.
        """

    def implemented(self, concrete: Symbol) -> tuple[Certain, ...]:
        """The interfaces that a type or its pointer implements for certain, sorted by symbol.

        They are declared in the packages searched, in what these import, or in the standard library.
        """

    def interface_methods(self, name: str) -> tuple[Symbol, ...]:
        """The methods of interfaces with a name that are called in the packages searched, sorted."""

    def backward(self) -> Backward | None:
        """What leads to symbols, where that is found as fast as what they lead to; else None."""

    def unresolved(self, name: str) -> tuple[Unresolved, ...]:
        """The calls in the packages searched that could not be resolved and may be of something with this name."""

    def unresolved_in(self, symbol: Symbol) -> tuple[Unresolved, ...]:
        """The calls in a declaration that could not be resolved, in source order."""

    def elsewhere(self, symbol: Symbol, *, unimported: bool = False) -> tuple[str, ...]:
        """The packages of the source that may name a symbol and are not searched, sorted.

        With ``unimported`` also those that have the name and import the symbol's package in no way: they may call a
        method of that name through an interface, if they import the packages of all types in its signature, as only
        code with type parameters has no need to.
        """

    def gaps(self, symbol: Symbol) -> tuple[Gap, ...]:
        """Why relations to a symbol may be missing from ``users``, other than by unresolved calls."""


def concerning(gaps: Iterable[Gap], symbol: Symbol, signature: Callable[[], str]) -> tuple[Gap, ...]:
    """Those of some gaps that concern a symbol, sorted; ``signature`` gives its own as ``TypeMethod.type`` has it."""
    found = dict.fromkeys(gap for gap in gaps if concerns(gap, symbol))
    if any(gap.with_result for gap in found) and not _has_result(signature()):
        found = {gap: None for gap in found if not gap.with_result}
    return tuple(sorted(found, key=lambda gap: (gap.kind, gap.position)))


def _has_result(signature: str) -> bool:
    """Whether a method may be one with one result, or with two of which the second is an error."""
    level = 0
    for at, sign in enumerate(signature):
        level += (sign == "(") - (sign == ")")
        if sign == ")" and not level:  # where the parameters end
            results = signature[at + 1 :]
            break
    else:
        return True
    level = count = 0
    for sign in results:
        level += (sign == "(") - (sign == ")")
        count += sign == "," and level == 1
    return count == 1 or (count == 2 and results.endswith(",error,)"))


def types_in(signature: str) -> frozenset[str]:
    """The import paths of the packages whose types a signature names, as ``TypeMethod.type`` has it."""
    return frozenset(name.rpartition(".")[0] for name in _BETWEEN_TYPES.split(signature) if "." in name)


class Backward(Protocol):
    """What leads to a symbol, as far as no relation says it. What is given more than leads there is no error."""

    def count_users(self, symbol: Symbol) -> int:
        """About how many relations ``Facts.users`` gives for a symbol."""

    def namers(self, variable: Symbol) -> frozenset[Symbol]:
        """The functions and variables whose code names a package-level variable."""

    def interface_methods_of(self, method: Symbol) -> frozenset[Symbol]:
        """The methods of interfaces by which a method of a type, or of an interface that a type embeds, is called."""


def concerns(gap: Gap, symbol: Symbol) -> bool:
    """Whether a symbol may be one of those that are used where a gap is.

    By reflection only exported methods can be called (package reflect, ``Value.Method``), and a package that is missing
    can call no others. What is not exported can be named in its own package only (Go specification, "Exported
    identifiers").
    """
    if gap.symbol is not None and gap.symbol not in (symbol, symbol.owner):
        return False
    own = symbol.package == gap.package
    selected = gap.selected is not None and (bool(symbol.member) or not own)
    names = gap.selected if selected else gap.names
    if names is not None and symbol.leaf not in names:
        return False
    if gap.imports is not None and not symbol.member and not own and symbol.package not in gap.imports:
        return False
    if gap.kind in (GapKind.REFLECTION, GapKind.MISSING):
        return bool(symbol.member) and exported(symbol.member)
    if gap.kind is GapKind.UNRESOLVED and not symbol.member:
        return False
    return own if gap.kind is GapKind.ASSEMBLY or not exported(symbol.leaf) else True
