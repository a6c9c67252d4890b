"""Processes as an executor, and work on a source by other executors: the same facts, whoever works and whoever dies."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import CancelledError, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing, contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import archviz
from archviz.model.errors import ArchvizError
from archviz.workspace.executors import Processes, Workers, finished
from archviz.workspace.parts import SharedWork
from archviz.workspace.project import Project
from archviz.workspace.relations import FactKind, relations
from archviz.workspace.subject import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Executor, Future

    from distributed import Client, LocalCluster

    from archviz.golang.graph import Graph

MODULE = "example.org/market"


def ends_once(folder: str, times: int = 1) -> str:
    """Ends its process from within as often as it is asked to, then answers."""
    for number in range(times):
        marker = Path(folder, str(number))
        if not marker.exists():
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def waits(started: str) -> None:
    Path(started).touch()
    time.sleep(600)


def fails(text: str) -> None:
    raise KeyError(text)


def unpicklable() -> object:
    return lambda: None


def until(path: Path) -> None:
    while not path.exists():
        time.sleep(0.01)


def test_work_is_done_by_other_processes_as_often_as_it_takes(tmp_path: Path) -> None:
    with Processes(2) as executor:
        pids = set(executor.map(call_getpid, range(8)))
        assert os.getpid() not in pids
        assert 1 <= len(pids) <= 2
        assert executor.submit(ends_once, str(tmp_path)).result() == "done"
        assert list(executor.map(pow, range(20), [2] * 20)) == [number**2 for number in range(20)]


def call_getpid(_: int) -> int:
    return os.getpid()


def test_work_that_ends_each_process_is_an_error_and_the_rest_is_done(tmp_path: Path) -> None:
    with Processes(1) as executor:
        lost, done = executor.submit(ends_once, str(tmp_path), 9), executor.submit(pow, 2, 3)
        with pytest.raises(ArchvizError, match="a process has ended before its work was done"):
            finished(lost)
        assert done.result() == 8
    assert len(list(tmp_path.iterdir())) == 2, "two attempts"


def test_what_is_raised_there_is_raised_here_with_the_place() -> None:
    with Processes(1) as executor:
        error = executor.submit(fails, "salt").exception()
        assert isinstance(error, KeyError)
        assert "in fails" in "".join(error.__notes__)
        with pytest.raises(RuntimeError, match="lambda"):
            executor.submit(unpicklable).result()
        with pytest.raises((AttributeError, TypeError), match="pickle"):
            executor.submit(lambda: None)
        assert executor.submit(pow, 2, 3).result() == 8
    with pytest.raises(RuntimeError, match="no work after the end"):
        executor.submit(pow, 2, 3)


def test_the_end_of_a_block_waits_and_an_exception_does_not(tmp_path: Path) -> None:
    with Processes(1) as executor:
        later = [executor.submit(pow, 2, number) for number in range(5)]
    assert [future.result() for future in later] == [1, 2, 4, 8, 16]
    waiting: list[Future[None]] = []

    def interrupted() -> None:
        with Processes(1) as executor:
            waiting.extend(executor.submit(waits, str(tmp_path / name)) for name in ("one", "two"))
            until(tmp_path / "one")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with pytest.raises(ArchvizError):
        waiting[0].result()
    with pytest.raises(CancelledError):
        waiting[1].result()


def test_a_shutdown_that_cancels_ends_with_what_was_begun(tmp_path: Path) -> None:
    executor = Processes(1)
    begun = executor.submit(ends_once, str(tmp_path))
    waiting = [executor.submit(pow, 2, number) for number in range(5)]
    until(tmp_path / "0")
    executor.shutdown(wait=False)
    executor.shutdown(cancel_futures=True)
    assert begun.result() == "done"
    assert waiting[-1].cancelled()


@pytest.fixture
def market(tmp_path: Path) -> Path:
    """A module of twelve packages, each with something that the next one implements, calls and misses."""
    folder = tmp_path / "market"
    for number in range(12):
        stall = folder / f"stall{number:02}"
        stall.mkdir(parents=True)
        calls = "\n".join(f"\tSell{n}(Fruit{{}}, {n})\n\tmissing{n}()" for n in range(60))
        sells = "\n".join(f"func Sell{n}(p Priced, price int) {{ _ = p.Price() }}" for n in range(60))
        before = f'import before "{MODULE}/stall{number - 1:02}"\n\nvar _ before.Priced = Fruit{{}}\n' if number else ""
        (stall / "stall.go").write_text(
            f"package stall{number:02}\n\n{before}\ntype Priced interface{{ Price() int }}\n\ntype Fruit struct{{}}\n\n"
            f"func (Fruit) Price() int {{ return {number} }}\n\nfunc Open() {{\n{calls}\n}}\n\n{sells}\n"
        )
    (folder / "go.mod").write_text(f"module {MODULE}\n")
    return folder


def facts(market: Path, workers: Workers | None = None, wanted: FactKind = FactKind.FACTS) -> list[str]:
    project = Project(market)
    with closing(relations(project, chosen(market), ("./...",), wanted=wanted, workers=workers)) as found:
        return "".join(map(str, found)).splitlines()


def chosen(market: Path) -> Settings:
    return Settings(source=str(market))


@contextmanager
def cluster(workers: int = 2) -> Iterator[tuple[Client, LocalCluster]]:
    """A Dask cluster of processes of this machine."""
    from distributed import Client, LocalCluster  # not for the processes, which load this module too

    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None) as local,
        Client(local) as client,
    ):
        yield client, local


def test_every_executor_finds_the_same(market: Path) -> None:
    alone = {wanted: facts(market, wanted=wanted) for wanted in FactKind}
    assert f'"{MODULE}/stall11.Fruit", "iface": "{MODULE}/stall00.Priced"' in "".join(alone[FactKind.FACTS])
    others: tuple[Executor, ...] = (
        Processes(2),
        ProcessPoolExecutor(2, mp_context=get_context("spawn")),
        ThreadPoolExecutor(2),
    )
    for other in others:
        with other as executor:
            for wanted, found in (
                alone.items() if isinstance(other, Processes) else [(FactKind.FACTS, alone[FactKind.FACTS])]
            ):
                assert facts(market, Workers(executor, 2), wanted) == found


def test_a_cluster_finds_the_same_though_a_worker_is_killed(market: Path) -> None:
    alone = facts(market)
    with cluster() as (client, local):
        address = local.scheduler_address
        command = [sys.executable, "-m", "archviz", "relations", "--source", str(market), "--scheduler", address]
        pids = client.run(os.getpid)
        with subprocess.Popen(
            [*command, "./..."], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            while not (busy := [worker for worker, keys in client.processing().items() if keys]):
                assert process.poll() is None
            for worker in busy[:1]:
                os.kill(pids[worker], signal.SIGKILL)
            out, err = process.communicate()
        assert process.returncode == 0, err
        assert out.splitlines() == alone


def test_work_that_kills_each_worker_of_a_cluster_is_an_error(market: Path, tmp_path: Path) -> None:
    import dask

    few = {"distributed.scheduler.allowed-failures": 1}
    with dask.config.set(few), cluster(1) as (client, _), client.get_executor(pure=False) as executor:
        lost = executor.submit(ends_once, str(tmp_path), 99)
        with pytest.raises(ArchvizError, match="work was lost by those who were to do it: KilledWorker"):
            finished(lost)


def shared(market: Path, executor: Executor) -> tuple[SharedWork, Project]:
    project = Project(market)
    return SharedWork(executor, project, chosen(market), elsewhere=True), project


def names(graph: Graph, paths: tuple[str, ...]) -> list[str]:
    return [graph.package_name(path) for path in paths]


CHANGES = {
    "a file that is not worked on": lambda market: (market / "stall07" / "stall.go").write_text("package stall07\n"),
    "a file that is new": lambda market: (market / "stall07" / "more.go").write_text("package stall07\n"),
    "a go.mod": lambda market: (market / "go.mod").write_text(f"module {MODULE}\n\ngo 1.21\n"),
    "a file that is gone": lambda market: (market / "stall00" / "stall.go").unlink(),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_worker_that_has_another_source_is_an_error(what: str, market: Path) -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        work, _ = shared(market, executor)
        same = work.submit(names, (f"{MODULE}/stall03",))
        assert work.result(same) == ["stall03"]
        work, _ = shared(market, executor)
        CHANGES[what](market)
        with pytest.raises(ArchvizError, match="has another source at ") as caught:
            work.result(work.submit(names, (f"{MODULE}/stall03",)))
        assert "the same files" in str(caught.value.hint)


def test_a_worker_that_has_another_archviz_is_an_error(
    market: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(Path(archviz.__file__).parent, tmp_path / "older" / "archviz")
    with (tmp_path / "older" / "archviz" / "golang" / "graph.py").open("a") as file:
        file.write("\n# as it was\n")
    monkeypatch.syspath_prepend(str(tmp_path / "older"))
    with Processes(1) as executor:
        work, _ = shared(market, executor)
        with pytest.raises(ArchvizError, match="has another archviz"):
            work.result(work.submit(names, (f"{MODULE}/stall03",)))


def test_a_scheduler_that_is_not_there_is_an_error_with_a_hint(market: Path) -> None:
    command = [sys.executable, "-m", "archviz", "relations", "--source", str(market), "./...", "--scheduler"]
    done = subprocess.run([*command, "nobody://here"], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: no Dask scheduler answers at nobody://here")
    assert "hint: `dask scheduler` starts one" in done.stderr


def test_without_dask_the_hint_says_what_to_install(market: Path, tmp_path: Path) -> None:
    hidden = tmp_path / "hidden" / "distributed"
    hidden.mkdir(parents=True)
    (hidden / "__init__.py").write_text("raise ImportError\n")
    command = [
        sys.executable,
        "-m",
        "archviz",
        "relations",
        "--source",
        str(market),
        "./...",
        "--scheduler",
        "tcp://a:1",
    ]
    paths = os.pathsep.join([str(hidden.parent), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": paths})
    assert done.returncode == 2
    assert done.stderr == (
        "error: --scheduler needs Dask, which is not installed\nhint: `pip install 'archviz[dask]'` installs it\n"
    )
