"""All relations that start in a package, or in one of its symbols."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.golang.facts.analysis import analysis, source_order
from archviz.golang.syntax.scan import Keyword
from archviz.model.graph import PackageFacts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.golang.facts.analysis import Analysis
    from archviz.golang.syntax.scan import Chunk
    from archviz.golang.types.package import File, Package
    from archviz.model.graph import Unresolved
    from archviz.model.relations import Relation, Use
    from archviz.model.symbols import Symbol


def package_facts(package: Package) -> PackageFacts:
    """All that starts in a package, in source order (files by name)."""
    relations: list[Relation] = []
    unresolved: list[Unresolved] = []
    for found in _analyses(package):
        relations += found.relations
        unresolved += found.unresolved
    return PackageFacts(
        package.path,
        tuple(sorted(relations, key=source_order)),
        tuple(sorted(unresolved, key=lambda u: u.position)),
        tuple(package.diagnostics()),
    )


def package_uses(package: Package) -> tuple[Use, ...]:
    """What a package's functions and variables read, assert and mention, in source order (files by name)."""
    found = (use for one in _analyses(package) for use in one.used)
    return tuple(sorted(found, key=source_order))


def _analyses(package: Package) -> Iterator[Analysis]:
    """The analyses of a package's declarations, one after another; none is kept."""
    for file in package.files:
        for chunk in file.scan.chunks:
            if chunk.keyword is not Keyword.IMPORT:
                yield analysis(file, chunk, keep=False)


def symbol_uses(package: Package, symbol: Symbol) -> tuple[Use, ...]:
    """What a function or a variable reads, asserts and mentions, in source order."""
    found = (r for file, chunk in places(package, symbol) for r in analysis(file, chunk).used)
    return tuple(sorted((r for r in found if r.source == symbol), key=source_order))


def symbol_relations(package: Package, symbol: Symbol) -> tuple[Relation, ...]:
    """What starts in one declaration: a function's body, a variable's initializer, a type or one of its fields.

    ``init`` stands for all functions of that name.
    """
    chunks = places(package, symbol)
    mine = [r for file, chunk in chunks for r in analysis(file, chunk).by_symbol.get(symbol, ())]
    if len(chunks) > 1:
        mine.sort(key=source_order)
    return tuple(mine)


def symbol_unresolved(package: Package, symbol: Symbol) -> tuple[Unresolved, ...]:
    """The calls in a function's body or a variable's initializer that could not be resolved, in source order."""
    found = (one for file, chunk in places(package, symbol) for one in analysis(file, chunk).unresolved)
    return tuple(sorted((one for one in found if one.source == symbol), key=lambda one: one.position))


def places(package: Package, symbol: Symbol) -> list[tuple[File, Chunk]]:
    """The declarations that a symbol, or the type that it belongs to, is declared in; of ``init`` and ``_`` all."""
    if symbol.short == "init":
        return list(package.inits)
    if symbol.leaf == "_":
        owner = symbol.name if symbol.member else ""
        declared = ((file, chunk) for file in package.files for chunk in file.scan.chunks if "_" in chunk.names)
        return [(file, chunk) for file, chunk in declared if package.receiver_base(chunk) == owner]
    places = package.method_places.get(symbol.name, {}) if symbol.member else package.places
    place = places.get(symbol.leaf) or package.places.get(symbol.name)
    return [place] if place is not None else []
