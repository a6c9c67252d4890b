"""What a lock keeps of a report: the declarations that figures speak of, what starts in them, and the diagrams."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archviz.drift.nearby import distance
from archviz.figures.claims_digest import claims_digest
from archviz.figures.mentions import mentions
from archviz.model.context import NEWEST_GO
from archviz.model.figure import VerifiedDiagram, VerifiedExcerpt, VerifiedFigure, VerifiedTable
from archviz.model.relations import RelationKind, certain
from archviz.refs import Lock, table_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from archviz.figures import Proof
    from archviz.golang.graph import Graph
    from archviz.model.graph import Shape
    from archviz.model.relations import Certain, Relation
    from archviz.model.symbols import Symbol
    from archviz.workspace.verify import Report

MOST_NAMES = 10_000
"""How many names of packages that no figure speaks of a lock has."""


def record(report: Report) -> Lock:
    """The lock of a report whose every claim is proved.

    Of other figures it has what of their cards and edges is proved, and says under ``failing`` what is not.
    """
    graph = report.subject.graph
    drawn = [proof.verified or proof.drawn for proof in report.proofs]
    figures = [figure for figure in drawn if figure is not None]
    claimed = {symbol for figure in figures for symbol in _claimed(figure)}
    claimed.update(mention.symbol for proof in report.proofs for mention in mentions(proof.figure))
    shapes = {symbol: shape for symbol in sorted(claimed) if (shape := graph.shape(symbol)) is not None}
    started = {symbol: tuple(_told(graph.relations(symbol), shapes)) for symbol in shapes}
    names, elsewhere = _names(graph, (symbol.package for symbol in shapes))
    origin = report.subject.origin
    if origin.unlinked:  # a lock's places are linked to a commit, and not every one of these is in it
        origin = replace(origin, commit="", link="", unlinked=frozenset())
    return Lock(
        origin,
        report.subject.digest,
        {path: graph.symbols(path) for path in sorted({symbol.package for symbol in shapes})},
        shapes,
        {symbol: found for symbol, found in started.items() if found},
        {figure.id: figure for figure in figures if isinstance(figure, VerifiedDiagram)},
        replace(report.subject.graph.context, release=NEWEST_GO),
        {p.figure.claims.id: table_facts(p.verified) for p in report.proofs if isinstance(p.verified, VerifiedTable)},
        names=names,
        elsewhere=elsewhere,
        claims={
            proof.figure.claims.id: claims_digest(proof.figure, replace(origin, nominal="")) for proof in report.proofs
        },
        failing={p.figure.claims.id: why for p in report.proofs if (why := _failing(p))},
    )


def _names(graph: Graph, claimed: Iterable[str]) -> tuple[dict[str, tuple[Symbol, ...]], frozenset[str]]:
    """What the packages of a source that no figure speaks of declare, the nearest to those first, to a bound.

    Of the others the paths.
    """
    spoken = sorted(set(claimed))
    found: dict[str, tuple[Symbol, ...]] = {}
    others = [path for path in graph.packages() if path not in spoken]
    left = MOST_NAMES
    for path in sorted(others, key=lambda path: (min((distance(path, one) for one in spoken), default=0), path)):
        names = graph.names(path) if left > 0 else ()
        left -= len(names)
        if left <= 0:
            break
        found[path] = names
    return found, frozenset(others) - frozenset(found)


def _failing(proof: Proof) -> tuple[str, ...]:
    return tuple(f"{one.claim} is not proved: {one.message}" for one in proof.findings if one.unproved)


def _told(relations: Iterable[Relation], shapes: Mapping[Symbol, Shape]) -> Iterator[Certain]:
    """The relations that are certain; fields that no figure shows are given values without mention."""
    for relation in relations:
        hidden = relation.kind is RelationKind.SETS and relation.target not in shapes
        found = certain(relation)
        if found is not None and relation.target is not None and not hidden:
            yield found


def _claimed(figure: VerifiedFigure) -> Iterator[Symbol]:
    match figure:
        case VerifiedDiagram():
            for card in figure.cards:
                yield card.symbol
                yield from (row.symbol for row in card.rows)
            for edge in figure.edges:
                yield edge.source_symbol
                if edge.kind is not RelationKind.CREATES:
                    yield edge.target_symbol
        case VerifiedExcerpt():
            yield from (excerpt.symbol for excerpt in figure.excerpts)
        case VerifiedTable():
            yield from (row.source for row in figure.rows)
