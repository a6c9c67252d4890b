"""Time and memory of the main commands as whole processes: ``make bench``.

Each command runs five times; printed are the median and the range of its seconds, and its largest memory. Machines
differ and are noisy: compare rows of one run, not runs.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from archviz.refs import pin
from archviz.sources import cache_folder, fetch

HERE = Path(__file__).parents[2]
RUNS = 5


def main() -> None:
    """Runs every command and prints a row for each."""
    source = str(fetch(pin("1.20.2", HERE / "kubernetes-refs"), cache_folder()))
    packages = (HERE / "tests/accuracy/kubernetes-1.20.2.packages").read_text(encoding="utf-8").split()
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "site")
        rows = {
            "relations, 16 packages": ["relations", "--source", source, *packages],
            "check": ["check", "--source", source],
            "build, cold": ["build", "--no-cache", "--source", source, "--out", out],
            "build, warm": ["build", "--source", source, "--out", out],
            "render, six diagrams": ["render", "--source", source, "--out", out],
        }
        environment = {**os.environ, "ARCHVIZ_CACHE": folder}
        print(f"{'command':26}{'median s':>9}{'least':>8}{'most':>8}{'MB':>6}")
        for name, arguments in rows.items():
            seconds, memory = measured(arguments, environment)
            spread = f"{statistics.median(seconds):9.2f}{min(seconds):8.2f}{max(seconds):8.2f}"
            print(f"{name:26}{spread}{memory:6.0f}")
        shutil.rmtree(out)


def measured(arguments: list[str], environment: dict[str, str]) -> tuple[list[float], float]:
    """The seconds of each run after a first one that does not count, and the largest memory of all runs in MB."""
    seconds, memory = [], 0.0
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "archviz", *arguments],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds.append(time.perf_counter() - start)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"archviz {' '.join(arguments)} failed ({process.returncode})")
        memory = max(memory, usage.ru_maxrss / 1024)
    return seconds[1:], memory


if __name__ == "__main__":
    main()
