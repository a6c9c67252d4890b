"""What stands as it was, followed from one version to another: nothing of that may be taken for something else.

    PYTHONPATH=tests/bench python -m standing OLD NEW

OLD and NEW are Go trees, perhaps the same. Followed is every symbol of the packages that the shipped figures name, and
of the relations that start there as many as ``--edges`` says, drawn by a seed: those that both trees have. Prints how
many were found at their own name, with ``--show`` the others, and ends with 1 where there are any.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.drift.evidence import evident
from archviz.drift.follow import GONE, Follower
from archviz.figures import read_articles
from archviz.golang.graph import Graph
from archviz.model.relations import RelationKind, certain
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.model.drift import Followed
    from archviz.model.symbols import Symbol

FIGURES = Path(__file__).parents[2] / "diagrams"
KINDS = (RelationKind.CALL, RelationKind.REF, RelationKind.HOLDS, RelationKind.EMBEDS)


def figures_packages() -> set[str]:
    """The import paths that the shipped figures name."""
    return {path for figure in read_articles(FIGURES).figures for path in figure.packages.values()}


def symbols(old: Graph, new: Graph, packages: Iterable[str]) -> list[Symbol]:
    """What both versions declare in some packages of their own, the standard library aside."""
    both = {*packages} & {*old.packages()} & {*new.packages()}
    shared = (symbol for path in both for symbol in {*old.symbols(path)} & {*new.symbols(path)})
    return sorted(symbol for symbol in shared if symbol.leaf != "_")  # which names nothing


def edges(old: Graph, new: Graph, declared: Iterable[Symbol]) -> list[tuple[Symbol, Symbol]]:
    """The relations that start in declarations in both versions, each pair of symbols once."""
    return sorted({edge for symbol in declared for edge in {*_started(old, symbol)} & {*_started(new, symbol)}})


def _started(graph: Graph, symbol: Symbol) -> Iterator[tuple[Symbol, Symbol]]:
    for relation in map(certain, graph.relations(symbol)):
        if relation is not None and relation.kind in KINDS and relation.target is not None:
            yield relation.source, relation.target


def stands(found: Followed, target: Symbol) -> bool:
    """Whether a subject was found at its own name; an edge also where it started."""
    return found.kind not in GONE and found.new is not None and found.new.symbol == target and found.new_source is None


def main(arguments: list[str]) -> int:
    """Follows, prints, and gives the exit code."""
    parser = argparse.ArgumentParser(prog="standing", description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--edges", type=int, default=2000, help="how many relations to draw (2000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print what was not found at its own name")
    given = parser.parse_args(arguments)
    old, new = (Graph(open_source(path)) for path in (given.old, given.new))
    declared = symbols(old, new, figures_packages())
    related = edges(old, new, declared)
    chosen = random.Random(given.seed).sample(related, min(given.edges, len(related)))  # noqa: S311 - to be drawn again
    follower = Follower(old, new)
    subjects = {
        "symbols": [(str(symbol), symbol) for symbol in declared],
        "edges": [(f"{a} -> {b}", b) for a, b in chosen],
    }
    lost = 0
    for name, wanted in subjects.items():
        followed = [(evident(follower.follow(subject), follower), target) for subject, target in wanted]
        missed = [found for found, target in followed if not stands(found, target)]
        lost += len(missed)
        print(f"{name}: {len(wanted) - len(missed)} of {len(wanted)} found at their own name")
        for found in missed if given.show else ():
            print(f"  {found.subject}: {found.kind}")
    return int(lost > 0)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
