"""Refactors of a tree: ``PYTHONPATH=tests/bench python -m refactors --tree DIR --each 4 IMPORTPATH…``.

Each program of ``refactors.programs`` edits a copy of some packages at functions that are drawn by a seed, and what
``follow`` says of the subject from the tree to the copy is held against what the program knows: the kind of the change,
and the place where the subject's work is now. Printed are both shares in percent, and with ``--show`` what is wrong.
With ``--repairs`` a figure of each function, its callers and what it calls is locked before, and repaired by ``update``
after; printed is how many figures were, and how many repairs are false: at either version, or for what they name.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from pathlib import Path

import click

from archviz.golang.graph import Graph
from archviz.sources.opening import open_source
from refactors.measure import Outcome, outcomes, places
from refactors.programs import PROGRAMS


@click.command(help=__doc__)
@click.argument("packages", nargs=-1, required=True)
@click.option("--tree", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--each", default=4, show_default=True, help="How many sites for each program.")
@click.option("--seed", default=1, show_default=True)
@click.option("--repairs", is_flag=True, help="Repair a figure of each site, too.")
@click.option("--show", is_flag=True, help="List what is wrong.")
def main(packages: tuple[str, ...], tree: Path, each: int, seed: int, repairs: bool, show: bool) -> None:
    """Measure."""
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary) / "old"
        _copied(tree, packages, root)
        found: list[Outcome] = []
        for outcome in outcomes(root, Path(temporary), each, seed, repairs=repairs):
            found.append(outcome)
            if show:
                _explain(outcome)
    right = Counter(one.program for one in found if one.kind and one.place)
    done = Counter(one.program for one in found)
    for program in PROGRAMS:
        click.echo(f"{program.__name__}: {right[program.__name__]} of {done[program.__name__]}", err=True)
    kinds, named = (sum(answers) / len(found) for answers in ([o.kind for o in found], [o.place for o in found]))
    click.echo(f"{len(found)} refactors: kind right {kinds:.1%}, place named {named:.1%}")
    if repairs:
        made = [one.repair for one in found if one.repair is not None]
        said = f"{sum(one.written for one in made)} figures repaired, {sum(bool(one.false) for one in found)} falsely, "
        click.echo(said + f"{sum(len(one.broken) for one in made)} promises broken")


def _explain(outcome: Outcome) -> None:
    expected, found = outcome.expected, outcome.found
    if not (outcome.kind and outcome.place):
        wanted = f"{'/'.join(expected.kinds)} {' or '.join(expected.places)}"
        click.echo(f"{outcome.program} {expected.subject}\n  expected {wanted}")
        click.echo(f"  found {found.kind} {' '.join(places(found)[:4])}")
    for said in outcome.false:
        click.echo(f"{outcome.program} {expected.subject}: repaired falsely, {said}")
    for claim in outcome.repair.broken if outcome.repair is not None else ():
        click.echo(f"{outcome.program} {expected.subject}: promised and not repaired, {claim}")


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


if __name__ == "__main__":
    main()
