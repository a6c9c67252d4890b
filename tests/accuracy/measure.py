"""How right the resolver is on some packages: ``make accuracy``, or ``python tests/accuracy/measure.py --help``.

Go's own type checker and archviz read the same packages of the same tree, each as one whole process; printed are
precision and recall for each kind of fact (``accuracy_score``), and the time and memory of both. A package that the
type checker finds errors in has no truth and is left out. Needs a Go toolchain (1.24 or later) on the PATH.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from accuracy_score import Score, scores

from archviz.golang.graph import Graph
from archviz.refs import pin
from archviz.sources import cache_folder, fetch, open_source

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
VERSION = "1.20.2"


@dataclass(frozen=True, slots=True)
class Run:
    """A process that has ended well: what it printed, its seconds, and the most memory that it had, in MB."""

    lines: list[dict[str, Any]]
    seconds: float
    memory: float


def run(name: str, command: list[str], folder: Path, environment: dict[str, str]) -> Run:
    """Run a command that prints JSON lines, called ``name`` in messages. Ends the program where it fails."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        told = err.read().decode("utf-8", "replace")
        if process.returncode:
            raise click.ClickException(f"{name} failed ({process.returncode})\n{told[-2000:]}")
        return Run([json.loads(line) for line in out], seconds, usage.ru_maxrss / 1024)


def chosen(tree: Path, count: int, seed: int, under: tuple[str, ...]) -> list[str]:
    """Some packages of a tree, drawn by a seed among those with a path under any of some prefixes."""
    graph = Graph(open_source(str(tree)))
    paths = [path for path in graph.packages() if not under or path.startswith(under)]
    random.Random(seed).shuffle(paths)  # noqa: S311
    found: list[str] = []
    for path in paths:
        package = graph.loaded.load(path)
        if len(found) < count and package is not None and package.name != "main" and "/vendor/" not in path:
            found.append(path)
    return sorted(found)


def typecheck(folder: str) -> str:
    """Build the type checker's program into a folder and give its path."""
    if shutil.which("go") is None:
        raise click.ClickException(
            "go is not on the PATH: the score is taken against Go's own type checker (1.24 or later)"
        )
    program = str(Path(folder) / "typecheck")
    built = subprocess.run(
        ["go", "build", "-o", program, "."], cwd=HERE / "typecheck", capture_output=True, text=True, check=False
    )
    if built.returncode:
        raise click.ClickException(f"go build failed\n{built.stderr}")
    return program


def table(measured: dict[str, Score], show: bool) -> str:
    """A row for each kind of fact, and with ``show`` what differs below it."""
    rows = [f"{'facts':18}{'true':>8}{'found':>8}{'precision':>11}{'recall':>9}"]
    for kind, score in measured.items():
        rows.append(f"{kind:18}{score.true:8}{score.found:8}{score.precision:11.3f}{score.recall:9.3f}")
        if show:
            rows += [f"    missed {row}" for row in score.missed] + [f"    wrong  {row}" for row in score.wrong]
    return "\n".join(rows)


@click.command()
@click.argument("packages", nargs=-1, metavar="[PACKAGE…]")
@click.option(
    "--tree", type=click.Path(exists=True, file_okay=False, path_type=Path), help="A Go tree; default: the pin."
)
@click.option("--count", default=40, show_default=True, help="How many packages to draw where none is named.")
@click.option("--seed", default=1, show_default=True, help="The seed that they are drawn by.")
@click.option("--under", multiple=True, metavar="PREFIX", help="Draw only packages with such a path.")
@click.option("--show", is_flag=True, help="List all that differs.")
def main(
    packages: tuple[str, ...], tree: Path | None, count: int, seed: int, under: tuple[str, ...], show: bool
) -> None:
    """Score the resolver on packages, named by import path or drawn at random."""
    root = (tree or fetch(pin(VERSION, PROJECT / "kubernetes-refs"), cache_folder())).resolve()
    with tempfile.TemporaryDirectory() as folder:
        program = typecheck(folder)
        paths = list(packages) or chosen(root, count, seed, under)
        environment = {**os.environ, "CGO_ENABLED": "0", "ARCHVIZ_CACHE": folder}
        truth = run("the type checker", [program, "-broken", "-tree", str(root), *paths], root, environment)
        archviz = [sys.executable, "-m", "archviz", "relations", "--source", str(root), *paths]
        found = run("archviz", archviz, PROJECT, environment)
        left = run("archviz", [*archviz, "--unresolved"], PROJECT, environment)
    right = {fact["pkg"] for fact in truth.lines}
    drawn = "" if packages else f", drawn by seed {seed}"
    click.echo(f"{len(right)} of {len(paths)} packages of {root}{drawn}")
    empty = [path for path in paths if path not in right]
    if empty:
        click.echo(f"  with errors, or with nothing to say: {' '.join(empty)}")
    click.echo(table(scores(truth.lines, found.lines), show))
    guesses = sum(not fact.get("certain", True) for fact in found.lines if fact["pkg"] in right)
    missing = [one for one in left.lines if one["pkg"] in right]
    click.echo(f"{guesses} facts are marked as guesses, {len(missing)} calls are listed as unresolved")
    if show:
        for one in missing:
            click.echo(f"    {one['pkg']}/{one['file']}:{one['line']}:{one['col']} {one['text']}: {one['reason']}")
    for name, process in (("type checker", truth), ("archviz", found)):
        click.echo(f"{name:14}{process.seconds:7.2f} s{process.memory:7.0f} MB")


if __name__ == "__main__":
    main()
