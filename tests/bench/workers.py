"""How the time for many versions falls with workers: ``python tests/bench/workers.py REPOSITORY v0.20.0 v0.21.0 …``.

All facts of the main module at each tag of a git repository are worked out, a version at a time by each worker, first
by one worker and then by more: processes of this machine, or with ``--dask`` those of a Dask cluster on this machine.
Printed are seconds of the clock, of the processor by all workers together, and by the busiest one, which is what the
clock would show on a machine that does nothing else. The facts must be the same each time.

With ``--checks`` it is the figures of this project that are checked at each tag, one command after another: first
cold, then with what is remembered. Printed are processor seconds, and how many times the first run that is.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from archviz.workspace.executors import Workers, workers
from archviz.workspace.parts import SharedWork
from archviz.workspace.project import Project
from archviz.workspace.relations import FactKind, declared_lines
from archviz.workspace.subject import Settings

if TYPE_CHECKING:
    from archviz.golang.graph import Graph


class Part(NamedTuple):
    """What a worker did for a version: who it was, its processor seconds, and the digest of the facts."""

    worker: str
    processor: float
    facts: str


def facts(graph: Graph) -> Part:
    """All facts of a source's main module."""
    start = time.process_time()
    found = hashlib.sha256()
    for lines in declared_lines(graph, graph.source.module_packages(), FactKind.FACTS):
        found.update(str(lines).encode())
    return Part(f"{os.uname().nodename} {os.getpid()}", time.process_time() - start, found.hexdigest())


@click.command(help=__doc__)
@click.argument("repository", type=click.Path(exists=True, file_okay=False))
@click.argument("tags", nargs=-1, required=True)
@click.option("--counts", default="1,2,4", help="How many workers, one run each.")
@click.option("--dask", is_flag=True, help="By a Dask cluster on this machine.")
@click.option("--checks", is_flag=True, help="Checks one after another, cold and warm, by one process.")
def main(repository: str, tags: tuple[str, ...], counts: str, dask: bool, checks: bool) -> None:
    """Runs all versions with each count of workers and prints a row for each."""
    sources = [f"{repository}@{tag}" for tag in tags]
    if checks:
        checked(sources)
        return
    print(f"{len(tags)} versions by{'':8}{'clock s':>9}{'CPU s':>9}{'busiest':>9}{'falls to':>10}")
    first: list[Part] = []
    for count in map(int, counts.split(",")):
        start = time.perf_counter()
        parts = shared(sources, count, dask=dask)
        wall = time.perf_counter() - start
        first = first or parts
        if [part.facts for part in parts] != [part.facts for part in first]:
            raise SystemExit("the facts differ")
        each, alone = busy(parts), busy(first)
        most, falls = max(each.values()), max(each.values()) / max(alone.values())
        print(f"{count:2} workers{'':12}{wall:9.1f}{sum(each.values()):9.1f}{most:9.1f}{falls:10.2f}", flush=True)


def busy(parts: list[Part]) -> dict[str, float]:
    """The processor seconds of each worker."""
    found: dict[str, float] = {}
    for part in parts:
        found[part.worker] = found.get(part.worker, 0.0) + part.processor
    return found


def shared(sources: list[str], count: int, *, dask: bool) -> list[Part]:
    """What some workers find out of sources, in order."""
    with ExitStack() as stack:
        team = cluster(count, stack) if dask else stack.enter_context(workers(count, "archviz.workspace.relations"))
        runs = [
            SharedWork(team.executor, Project(Path()), Settings(source=source), elsewhere=team.elsewhere)
            for source in sources
        ]
        waiting = [run.submit(facts) for run in runs]
        return [run.result(future) for run, future in zip(runs, waiting, strict=True)]


def cluster(count: int, stack: ExitStack) -> Workers:
    """A Dask cluster of processes of this machine, for as long as the stack lasts."""
    from distributed import LocalCluster

    local = stack.enter_context(LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=None))
    return stack.enter_context(workers(count, "", local.scheduler_address))


def checked(sources: list[str]) -> None:
    """Checks each source in turn, cold and then warm, and prints how the times compare with the first."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "ARCHVIZ_CACHE": folder}
        first = 0.0
        for name in ("cold", "warm"):
            times = [check(source, environment) for source in sources]
            first = first or times[0]
            print(
                f"{len(sources)} checks, {name}: {sum(times):.1f} s, {sum(times) / first:.1f} times the first cold one"
            )


def check(source: str, environment: dict[str, str]) -> float:
    """The processor seconds of a check."""
    command = [sys.executable, "-m", "archviz", "check", "--source", source]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} failed ({process.returncode})")
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    import workers as importable  # which other processes can import, as they cannot this program

    importable.main()
