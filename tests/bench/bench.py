"""Time and memory of the main commands as whole processes: ``make bench``.

Each command runs five times after a first run that does not count, those over a whole source once (``--whole``, which
takes minutes). Printed are the median seconds of the clock and of the processor, the largest memory of one of its
processes, and, where a row has a goal, its processor time beside that of its reference, which runs in turn with it.
Machines differ and are noisy, the more so with other work on them: compare rows of one run, and ratios, not runs.

``--go PROGRAM`` adds Go's own type checker as the reference of the sixteen packages: the program that ``make accuracy``
builds, ``go build`` in ``tests/accuracy/typecheck``.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import click

from archviz.refs import pin
from archviz.sources.cache.store import cache_folder
from archviz.sources.providers.fetch import fetch

HERE = Path(__file__).parents[2]
RUNS = 5
PYTHON = sys.executable
ARCHVIZ = (PYTHON, "-m", "archviz")
TYPES = 1_000
_DRAWN = f"""
import sys
sys.path.insert(0, {str(HERE / "tests" / "render")!r})
from big import big
from archviz.render import svg_text
from archviz.shipped import shipped
cards = int(sys.argv[1])
svg_text(big(cards, cards * 3 // 2), (shipped("templates"),))
"""
WAY = (
    "k8s.io/kubernetes/cmd/kube-apiserver/app.Run",
    "k8s.io/apiserver/pkg/endpoints.APIInstaller.registerResourceHandlers",
)


@dataclass(frozen=True, slots=True)
class Row:
    """A command to be measured. ``beside`` is a reference, and ``goal`` how much of its time the command may take.

    ``changed`` is a Go file to which a comment is added before each run.
    """

    name: str
    command: tuple[str, ...]
    beside: tuple[str, ...] = ()
    goal: float = 0.0
    runs: int = RUNS
    folder: str | None = None
    changed: Path | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One run: seconds of the clock, of the processor with all processes that it waited for, and MB."""

    wall: float
    processor: float
    memory: float


@click.command(help=__doc__)
@click.option("--whole", is_flag=True, help="Also every package of the pinned version's own tree.")
@click.option("--go", "checker", type=click.Path(exists=True, dir_okay=False), help="The type checker's program.")
def main(whole: bool, checker: str | None) -> None:
    """Runs every command and prints a row for each."""
    source = str(fetch(pin("1.20.2", HERE / "kubernetes-refs"), cache_folder()))
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "ARCHVIZ_CACHE": folder}
        print(f"{'command':34}{'clock s':>9}{'CPU s':>8}{'MB':>6}{'beside':>9}{'goal':>6}")
        for row in rows(source, Path(folder), checker, whole=whole):
            mine, other = measured(row, environment)
            beside = f"{other:9.2f}{row.goal:6.2f}" if row.beside else ""
            wall, processor = (statistics.median(getattr(run, part) for run in mine) for part in ("wall", "processor"))
            print(f"{row.name:34}{wall:9.2f}{processor:8.2f}{max(run.memory for run in mine):6.0f}{beside}")


def rows(source: str, folder: Path, checker: str | None, *, whole: bool) -> list[Row]:
    """The commands, with what they need put into a folder."""
    packages = (HERE / "tests/accuracy/kubernetes-1.20.2.packages").read_text(encoding="utf-8").split()
    out = str(folder / "site")
    facts = (*ARCHVIZ, "relations", "--source")
    reference = (checker, "-tree", source, *packages) if checker else ()
    found = [
        Row("--help", (*ARCHVIZ, "--help"), (PYTHON, "-c", "import click"), 2.0),
        Row("relations, 16 packages", (*facts, source, *packages), reference, 0.2, folder=source),
        Row("check, cold", (*ARCHVIZ, "check", "--no-cache", "--source", source)),
        Row(
            "check, warm",
            (*ARCHVIZ, "check", "--source", source),
            (*ARCHVIZ, "check", "--no-cache", "--source", source),
            0.4,
        ),
        Row("build, cold", (*ARCHVIZ, "build", "--no-cache", "--source", source, "--out", out)),
        Row("build, warm", (*ARCHVIZ, "build", "--source", source, "--out", out)),
        Row("render, six diagrams", (*ARCHVIZ, "render", "--no-cache", "--source", source, "--out", out)),
        *(Row(f"a picture of {cards} cards", (PYTHON, "-c", _DRAWN, str(cards))) for cards in (15, 60, 200)),
        Row(
            f"relations, a group of {TYPES:,} types",
            (*facts, _types(folder / "group", grouped=True), "./..."),
            (*facts, _types(folder / "alone", grouped=False), "./..."),
            1.0,
        ),
    ]
    if whole:
        everything = (*facts, source, "k8s.io/...")
        found.append(Row("relations k8s.io/...", everything, runs=1))
        found.append(Row("relations k8s.io/... --jobs 2", (*everything, "--jobs", "2"), runs=1))
        found += _questions(source, folder)
    return found


def _questions(source: str, folder: Path) -> list[Row]:
    """A question and the index of the pinned version, and of a copy of it in which a file is changed."""
    copy = shutil.copytree(source, folder / "copy")
    changed = copy / "staging/src/k8s.io/apiserver/pkg/server/config.go"
    changed.chmod(0o644)  # what is in the cache is sealed

    def question(place: str) -> tuple[str, ...]:
        return (*ARCHVIZ, "callers", "--source", place, "k8s.io/apiserver/pkg/server.GenericAPIServer.PrepareRun")

    index = (*ARCHVIZ, "index", "--source", source)
    return [
        Row("callers, no index", question(source)),
        Row("index, cold", index, runs=1),
        Row("index, nothing changed", index),
        Row("callers, with the index", question(source)),
        Row("paths, with the index", (*ARCHVIZ, "paths", "--source", source, *WAY)),
        Row("index, a copy", (*ARCHVIZ, "index", "--source", str(copy)), runs=1),
        Row("callers, a file has changed", question(str(copy)), changed=changed),
    ]


def _types(folder: Path, *, grouped: bool) -> str:
    """A module of many types, declared in one group or each alone."""
    specs = [f"T{n} struct{{ A int }}" for n in range(TYPES)]
    text = (
        "type (\n\t" + "\n\t".join(specs) + "\n)\n" if grouped else "\n".join(f"type {spec}" for spec in specs) + "\n"
    )
    folder.mkdir()
    (folder / "go.mod").write_text("module example.org/types\n", encoding="utf-8")
    (folder / "types.go").write_text(f"package types\n\n{text}", encoding="utf-8")
    return str(folder)


def measured(row: Row, environment: dict[str, str]) -> tuple[list[Run], float]:
    """The runs of a row that count, and how its processor time compares with that of its reference."""
    mine: list[Run] = []
    others: list[Run] = []
    for number in range(row.runs + (row.runs > 1)):
        if row.changed is not None:
            with row.changed.open("a", encoding="utf-8") as file:
                file.write(f"// changed {number}\n")
        mine.append(run(row.command, environment, None))
        if row.beside:
            others.append(run(row.beside, environment, row.folder))
    counted = slice(1 if row.runs > 1 else 0, None)
    ratios = [a.processor / b.processor for a, b in zip(mine[counted], others[counted], strict=False)]
    return mine[counted], statistics.median(ratios) if ratios else 0.0


def run(command: tuple[str, ...], environment: dict[str, str], folder: str | None) -> Run:
    """Runs a command once; ends the program where it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)[:200]} failed ({process.returncode})")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


if __name__ == "__main__":
    main()
