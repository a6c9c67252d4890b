"""Each program run at sites that a seed draws, what ``follow`` says of it, and what ``update`` writes."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.drift.follow import Follower
from archviz.golang.graph import Graph
from archviz.model.errors import ArchvizError
from archviz.model.graph import DeclarationKind
from archviz.model.relations import RelationKind
from archviz.sources.opening import open_source
from refactors.edits import Edits, Function, function
from refactors.programs import PROGRAMS, Expected, Site
from refactors.repairs import Repaired, repaired

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from archviz.model.drift import Followed
    from archviz.model.symbols import Symbol

_LEAST = 6
"""Lines of a function that is worth a refactor."""
_TYPES = (DeclarationKind.STRUCT,)


@dataclass(frozen=True)
class Outcome:
    """What was said of one refactor. ``repair`` is None where none was asked for."""

    program: str
    expected: Expected
    found: Followed
    repair: Repaired | None

    @property
    def kind(self) -> bool:
        """Whether the kind is right."""
        return str(self.found.kind) in self.expected.kinds

    @property
    def place(self) -> bool:
        """Whether the place is named."""
        return bool({*places(self.found)} & {*self.expected.places})

    @property
    def false(self) -> tuple[str, ...]:
        """What is false of the repair: a claim at either version, or a successor that is none."""
        if self.repair is None:
            return ()
        others = [name for name in self.repair.names if not self.expected.names(name)]
        return (*self.repair.false, *(f"{name} is no successor" for name in others))


def outcomes(root: Path, folder: Path, each: int, seed: int, *, repairs: bool) -> Iterator[Outcome]:
    """The outcomes of all programs at ``each`` sites of the tree at ``root``, in an empty folder for what they need."""
    old = Graph(open_source(str(root)))
    sites = _Sites(old, root, seed)
    for program in PROGRAMS:
        done = 0
        for site in sites.all(program.__name__):
            if done == each:
                break
            copy = folder / "new"
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(root, copy)
            try:
                expected = program(Edits(copy), site)
                if expected is None:
                    continue
                found = Follower(old, Graph(open_source(str(copy)))).follow(expected.subject)
            except (ArchvizError, LookupError):
                continue
            repair = repaired(old, root, copy, site, folder / "project") if repairs else None
            done += 1
            yield Outcome(program.__name__, expected, found, repair)


def places(found: Followed) -> list[str]:
    """The places that an answer names, the first for certain."""
    if found.new is None:
        return ["", *(str(candidate.symbol) for candidate in found.candidates)]
    named = [str(found.new.symbol), *(str(part.symbol) for part in found.parts), *found.via]
    return [*([str(found.new_source)] if found.new_source is not None else []), *named]


class _Sites:
    """Functions at which programs can work, in an order that a seed draws."""

    def __init__(self, graph: Graph, root: Path, seed: int) -> None:
        self.graph, self.root, self.seed = graph, root, seed
        self.functions: dict[str, list[Function]] = {}
        self.types: dict[str, list[Symbol]] = {}
        for package in sorted(graph.packages()):
            for symbol in graph.symbols(package):
                shape = graph.shape(symbol)
                if shape is not None and shape.kind in _TYPES:
                    self.types.setdefault(package, []).append(symbol)
                if shape is None or not shape.body or shape.kind is DeclarationKind.VAR or symbol.name == "init":
                    continue
                found = function(graph, root, symbol)
                if found is not None:
                    self.functions.setdefault(package, []).append(found)

    def all(self, program: str) -> list[Site]:
        """The sites for a program."""
        chosen = random.Random(f"{self.seed} {program}")  # noqa: S311 - a draw that can be made again
        drawn = [f for fs in self.functions.values() for f in fs if f.text.count("\n") >= _LEAST]
        leaves = Counter((f.symbol.package, f.symbol.leaf) for fs in self.functions.values() for f in fs)
        drawn = [f for f in drawn if leaves[f.symbol.package, f.symbol.leaf] == 1]
        chosen.shuffle(drawn)
        return [self._site(one, chosen) for one in drawn[:200]]

    def _site(self, it: Function, chosen: random.Random) -> Site:
        package = self.functions[it.symbol.package]
        callers = [o for o in package if o.symbol != it.symbol and self._calls(o, it.symbol)]
        called = [o for o in package if callers and o.symbol != it.symbol and self._calls(callers[0], o.symbol)]
        declared = self.graph.declaration(it.symbol)
        start = declared.span.start_line if declared is not None else 0
        made = [r for r in self.graph.relations(it.symbol) if r.kind is RelationKind.CALL and r.certain]
        targets = [(r.target, r.position.line - start) for r in made if r.target is not None]
        types = self.types.get(it.symbol.package, [])
        return Site(it, tuple(callers), tuple(called), tuple(types), tuple(targets), chosen)

    def _calls(self, one: Function, symbol: Symbol) -> bool:
        return any(r.target == symbol for r in self.graph.relations(one.symbol))
