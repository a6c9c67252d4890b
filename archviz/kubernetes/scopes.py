"""Whether the objects of a REST storage are in namespaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.figures.cells import lost
from archviz.model.relations import RelationKind, certain
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from archviz.model.graph import CodeGraph
    from archviz.model.relations import Certain, Position

_STORE = Symbol("k8s.io/apiserver/pkg/registry/generic/registry", "Store")
_STRATEGIES = (Symbol(_STORE.package, "Store", "CreateStrategy"), Symbol(_STORE.package, "Store", "UpdateStrategy"))
_SCOPED = "NamespaceScoped"
_MOST_CALLS = 5
"""Through how many methods of the same name an answer is followed."""


class Scopes:
    """The scopes of the storages of a source.

    A storage says it itself by ``NamespaceScoped``, or it embeds the generic store, which asks the strategy to create
    (else to update) that it was given: of those that the functions which make the storage give to a store, else of all
    in the package. They have to agree.
    """

    def __init__(self, graph: CodeGraph) -> None:
        self._graph = graph
        self._made: dict[str, list[tuple[Certain, ...]]] = {}

    def namespaced(self, storage: Symbol, at: Position) -> bool:
        """Raises SymbolError, with the place, where the source does not say it for certain."""
        method = self._graph.member(storage, _SCOPED)
        for _ in range(_MOST_CALLS):
            if method is None or method.owner == _STORE:
                break
            constant = self._constant(method)
            if constant is not None:
                return constant
            calls = [r for r in self._relations(method) if r.kind is RelationKind.CALL]
            further = calls[0].target if len(calls) == 1 else None
            if further is None or further.member != _SCOPED or self._is_interface(further):
                break
            method = further
        found = {self._constant(one) for one in self._strategies(storage)}
        answer = found.pop() if len(found) == 1 else None
        if answer is None:
            raise lost(f"whether {storage.short} is in namespaces cannot be followed", at)
        return answer

    def _constant(self, method: Symbol) -> bool | None:
        """What a method does nothing but return, None where that is no constant."""
        text = self._graph.text(method)
        return None if text is None else text.lower() == "true"

    def _strategies(self, storage: Symbol) -> list[Symbol]:
        """The methods that say it of the strategies which stores get where the storage is made."""
        functions = self._functions(storage.package)
        makers = [one for one in functions if any(r.kind is RelationKind.CREATES and r.target == storage for r in one)]
        for field in _STRATEGIES:
            for some in (makers, functions):
                given = [r for one in some for r in one if r.kind is RelationKind.SETS and r.target == field]
                if given:
                    types = {one for r in given for t in r.arguments for one in self._concrete(t)}
                    methods = [m for t in types if (m := self._graph.member(t, _SCOPED)) is not None]
                    return [m for m in methods if not self._is_interface(m)]  # which asks the one that it wraps
        return []

    def _concrete(self, strategy: Symbol) -> tuple[Symbol, ...]:
        """The strategy's own type, or the types beside an interface that implement it."""
        known = self._graph.implementers(strategy, (strategy.package,))
        return (strategy,) if known is None else tuple(r.source for r in known.relations)

    def _functions(self, package: str) -> list[tuple[Certain, ...]]:
        """The relations of each function of a package."""
        if package not in self._made:
            every: dict[Symbol, list[Certain]] = {}
            for relation in filter(None, map(certain, self._graph.facts(package).relations)):
                every.setdefault(relation.source, []).append(relation)
            self._made[package] = [tuple(some) for some in every.values()]
        return self._made[package]

    def _relations(self, symbol: Symbol) -> list[Certain]:
        return [r for r in map(certain, self._graph.relations(symbol)) if r is not None]

    def _is_interface(self, method: Symbol) -> bool:
        declared = self._graph.declaration(method.owner)
        return declared is None or declared.kind == "interface"
