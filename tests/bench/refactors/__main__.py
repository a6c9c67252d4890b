"""Refactors of a tree: ``PYTHONPATH=tests/bench python -m refactors --tree DIR --each 4 IMPORTPATH…``.

Each program of ``refactors.programs`` edits a copy of some packages at functions that are drawn by a seed, and what
``follow`` says of the subject from the tree to the copy is held against what the program knows: the kind of the change,
and the place where the subject's work is now. Printed are both shares in percent, and with ``--show`` what is wrong.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archviz.drift.follow import Follower
from archviz.golang.graph import Graph
from archviz.model.errors import ArchvizError
from archviz.model.graph import DeclarationKind
from archviz.model.relations import RelationKind
from archviz.sources.opening import open_source
from refactors.edits import Edits, Function, function
from refactors.programs import PROGRAMS, Expected, Site

if TYPE_CHECKING:
    from archviz.model.drift import Followed
    from archviz.model.symbols import Symbol

_LEAST = 6
"""Lines of a function that is worth a refactor."""
_TYPES = (DeclarationKind.STRUCT,)


@click.command(help=__doc__)
@click.argument("packages", nargs=-1, required=True)
@click.option("--tree", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--each", default=4, show_default=True, help="How many sites for each program.")
@click.option("--seed", default=1, show_default=True)
@click.option("--show", is_flag=True, help="List what is wrong.")
def main(packages: tuple[str, ...], tree: Path, each: int, seed: int, show: bool) -> None:
    """Measure."""
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary) / "old"
        _copied(tree, packages, root)
        old = Graph(open_source(str(root)))
        sites = _Sites(old, root, packages, seed)
        right: Counter[str] = Counter()
        for program in PROGRAMS:
            done = 0
            for site in sites.all(program.__name__):
                if done == each:
                    break
                copy = Path(temporary) / "new"
                shutil.rmtree(copy, ignore_errors=True)
                shutil.copytree(root, copy)
                try:
                    expected = program(Edits(copy), site)
                    if expected is None:
                        continue
                    found = Follower(old, Graph(open_source(str(copy)))).follow(expected.subject)
                except (ArchvizError, LookupError):
                    continue
                done += 1
                kind, place = str(found.kind) in expected.kinds, bool(set(_places(found)) & set(expected.places))
                right.update({"all": 1, "kind": int(kind), "place": int(place), program.__name__: int(kind and place)})
                if show and not (kind and place):
                    click.echo(f"{program.__name__} {_said(expected, found)}")
            click.echo(f"{program.__name__}: {right[program.__name__]} of {done}", err=True)
        click.echo(f"{right['all']} refactors: kind right {right['kind'] / right['all']:.1%}, ", nl=False)
        click.echo(f"place named {right['place'] / right['all']:.1%}")


def _said(expected: Expected, found: Followed) -> str:
    wanted = f"{'/'.join(expected.kinds)} {' or '.join(expected.places)}"
    return f"{expected.subject}\n  expected {wanted}\n  found {found.kind} {' '.join(_places(found)[:4])}"


def _places(found: Followed) -> list[str]:
    """The places that an answer names, the first for certain."""
    if found.new is None:
        return ["", *(str(candidate.symbol) for candidate in found.candidates)]
    named = [str(found.new.symbol), *(str(part.symbol) for part in found.parts), *found.via]
    return [*([str(found.new_source)] if found.new_source is not None else []), *named]


def _copied(tree: Path, packages: tuple[str, ...], root: Path) -> None:
    """Some packages of a tree as one of its own, with the paths that they have."""
    whole = Graph(open_source(str(tree)))
    for package in packages:
        for file in whole.source.files(package):
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(tree / file, root / file)
    for name in ("go.mod", "go.work", "vendor/modules.txt"):
        if (tree / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(tree / name, root / name)


class _Sites:
    """Functions at which programs can work, in an order that a seed draws."""

    def __init__(self, graph: Graph, root: Path, packages: tuple[str, ...], seed: int) -> None:
        self.graph, self.root, self.packages, self.seed = graph, root, packages, seed
        self.functions: dict[str, list[Function]] = {}
        self.types: dict[str, list[Symbol]] = {}
        for package in packages:
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


if __name__ == "__main__":
    main()
