"""How many calls of interfaces' methods are narrowed to what they reach: ``python tests/accuracy/wired.py TREE``.

It prints of the sixteen packages of the article, or of those that are named behind the tree, how many such calls there
are, how many are closed, how many of these reach one type or fewer than implement the interface, and why the others are
open; then the processor time and the memory that this took.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.ask.source_facts import own_packages
from archviz.ask.wired import WiredCalls
from archviz.golang.graph import Graph
from archviz.model.relations import CallKind
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.ask.wired import Wired

PACKAGES = Path(__file__).parent / "kubernetes-1.20.2.packages"


def wired(graph: Graph, packages: Iterable[str]) -> Iterator[Wired]:
    """What each call of an interface's method in some packages can reach."""
    calls = WiredCalls(graph)
    for package in packages:
        relations = graph.facts(package).relations
        for function in sorted({one.source for one in relations if one.call is CallKind.INTERFACE}):
            yield from calls.calls(function)


def main() -> None:
    """Prints the numbers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tree")
    parser.add_argument("packages", nargs="*", default=PACKAGES.read_text().split())
    asked = parser.parse_args()
    graph = Graph(open_source(asked.tree))
    found = list(wired(graph, asked.packages))
    closed = [one for one in found if one.closed]
    spent = time.process_time()
    own = own_packages(graph)
    narrowed = 0
    for one in closed:
        there = graph.implementers(one.method.owner, own) if one.method is not None else None
        narrowed += len(one.targets) == 1 or (there is not None and len(one.targets) < len(there.relations))
    one_type = sum(len(one.targets) == 1 for one in closed)
    lines = [f"{len(found)} calls, {len(closed)} closed, {narrowed} narrowed, {one_type} of them to one type"]
    for kind, count in Counter(one.kind for one in found if not one.closed).most_common():
        lines.append(f"  open, {kind}: {count}")
    for why, count in Counter(one.why_open for one in found if not one.closed).most_common(20):
        lines.append(f"    {count}  {why}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    lines.append(f"{spent:.0f} s of processor time, {memory} MB")
    sys.stdout.write("".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    main()
