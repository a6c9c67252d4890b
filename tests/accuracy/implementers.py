"""Holds the types that implement each interface against what Go's own type checker says.

    python tests/accuracy/implementers.py TREE SHAPES [--under k8s.io/apiserver --under k8s.io/apimachinery]

SHAPES is what ``typecheck -tree TREE -broken -shapes PACKAGE...`` printed for all packages of the tree that are
searched. Every interface with methods of these packages, or of those below ``--under``, is asked about, from the index
where there is one: its types, and whether only their pointers implement it. Prints each that differs; ends with 1 where
there is one.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.model.graph import DeclarationKind
from archviz.workspace.facts import open_facts
from archviz.workspace.project import Project
from archviz.workspace.subject import Settings

if TYPE_CHECKING:
    from archviz.ask.facts import Facts
    from archviz.model.symbols import Symbol

Types = set[tuple[str, bool]]
"""Types by name, and whether only the pointer implements the interface."""


def read(path: Path) -> tuple[dict[str, Types], set[str]]:
    """Of each interface the types that implement it; and the types that the type checker cannot tell all about."""
    found: dict[str, Types] = defaultdict(set)
    unknown: set[str] = set()
    with path.open() as lines:
        for line in lines:
            fact = json.loads(line)
            if fact["rel"] == "implements":
                found[fact["iface"]].add((fact["name"], fact["pointer"]))
            elif fact["rel"] == "unknown":
                unknown.add(fact.get("name", ""))
    return found, unknown


def interfaces(facts: Facts, under: list[str]) -> list[Symbol]:
    """The interfaces of the packages that are asked about."""
    packages = [one for one in facts.packages if not under or any(f"{one}/".startswith(f"{top}/") for top in under)]
    symbols = [symbol for package in packages for symbol in facts.symbols(package) if not symbol.member]
    declared = (facts.declared(symbol) for symbol in symbols)
    return [one.symbol for one in declared if one is not None and one.kind is DeclarationKind.INTERFACE]


def main() -> int:
    """Compares, prints, and says whether all are the same."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("tree")
    options.add_argument("shapes", type=Path)
    options.add_argument("--under", action="append", default=[], help="only interfaces of packages below this path")
    chosen = options.parse_args()
    right, unknown = read(chosen.shapes)
    facts = open_facts(Project(Path(chosen.tree)), Settings(source=chosen.tree))
    asked = pairs = wrong = 0
    for symbol in interfaces(facts, chosen.under):
        answer = facts.implementers(symbol)
        if answer is None or str(symbol) in unknown:
            continue
        asked += 1
        found = {(str(one.source), one.pointer) for one in answer.relations if str(one.source) not in unknown}
        expected = right.get(str(symbol), set())
        pairs += len(expected)
        if found != expected:
            wrong += 1
            sys.stdout.write(f"{symbol}: not there {sorted(expected - found)}, too many {sorted(found - expected)}\n")
    sys.stdout.write(f"{asked} interfaces, {pairs} types that implement them, {wrong} interfaces differ\n")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
