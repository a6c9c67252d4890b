"""How right the resolver is on some packages: ``make accuracy``, or ``python tests/accuracy/measure.py --help``.

Go's own type checker and archviz read the same packages of the same tree, each as one whole process; printed are
precision and recall for each kind of fact (``accuracy_score``), and the time and memory of both. Of a package with
errors, or with imports that are missing, counts what the type checker resolves; the rest is left out. Needs a Go
toolchain on the PATH: 1.24 or later, and one that knows the language of the tree.
"""

from __future__ import annotations

import json
import os
import random
import re
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
from corpora import named, tree

from archviz.golang.graph import Graph
from archviz.refs import pin
from archviz.sources.cache.store import cache_folder
from archviz.sources.opening import open_source
from archviz.sources.providers.fetch import fetch

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


def present(root: Path, patterns: tuple[str, ...]) -> list[str]:
    """The packages of a tree that match any of some patterns as ``go list`` takes them, vendored ones left out."""
    graph = Graph(open_source(str(root)))
    wanted = re.compile(
        "|".join(re.escape(one).replace(r"/\.\.\.", "(/.*)?").replace(r"\.\.\.", ".*") for one in patterns)
    )
    paths = [path for path in graph.packages() if wanted.fullmatch(path) and "vendor" not in path.split("/")]
    return [path for path in paths if (package := graph.loaded.load(path)) is not None and not package.standard]


def chosen(root: Path, count: int, seed: int, under: tuple[str, ...]) -> list[str]:
    """Some packages of a tree, drawn by a seed among those with a path under any of some prefixes."""
    graph = Graph(open_source(str(root)))
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
@click.argument("packages", nargs=-1, metavar="[PATTERN…]")
@click.option("--corpus", metavar="NAME", help="A tree of corpora.toml, with all of its packages.")
@click.option(
    "--tree",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A Go tree; default: the pin.",
)
@click.option("--count", default=40, show_default=True, help="How many packages to draw where none is named.")
@click.option("--seed", default=1, show_default=True, help="The seed that they are drawn by.")
@click.option("--under", multiple=True, metavar="PREFIX", help="Draw only packages with such a path.")
@click.option("--show", is_flag=True, help="List all that differs.")
def main(
    packages: tuple[str, ...], corpus: str | None, folder: Path | None, count: int, seed: int, under: tuple[str, ...],
    show: bool,
) -> None:  # fmt: skip
    """Score the resolver on packages: those that match a pattern such as net/..., a corpus, or some drawn at random."""
    with tempfile.TemporaryDirectory() as scratch:
        program = typecheck(scratch)
        if corpus is not None:
            root = tree(corpus, Path(scratch))
            has = named(corpus)
            paths = present(root, packages or tuple(f"{path}/..." for path in has.under) or ("...",))
            paths = [
                path for path in paths if packages or not f"{path}/".startswith(tuple(f"{one}/" for one in has.but))
            ]
        else:
            root = (folder or fetch(pin(VERSION, PROJECT / "kubernetes-refs"), cache_folder())).resolve()
            paths = present(root, packages) if packages else chosen(root, count, seed, under)
        environment = {**os.environ, "CGO_ENABLED": "0", "ARCHVIZ_CACHE": scratch}
        score(root, paths, program, environment, show)


def score(root: Path, paths: list[str], program: str, environment: dict[str, str], show: bool) -> None:
    """Print how both read some packages."""
    if not paths:
        raise click.ClickException(f"no package of {root} matches")
    truth = run("the type checker", [program, "-broken", "-tree", str(root), *paths], root, environment)
    archviz = [sys.executable, "-m", "archviz", "relations", "--source", str(root), *paths]
    found = run("archviz", archviz, PROJECT, environment)
    left = run("archviz", [*archviz, "--unresolved"], PROJECT, environment)
    right = {fact["pkg"] for fact in truth.lines}
    click.echo(f"{len(right)} of {len(paths)} packages of {root}")
    empty = [path for path in paths if path not in right]
    if empty:
        click.echo(f"  with nothing to say: {' '.join(empty[:20])}{' …' if len(empty) > 20 else ''}")
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
