"""Tries hostile inputs by the thousand, in processes of their own: ``make fuzz KIND=go COUNT=20000``.

Prints what came of them; each case that broke a promise is in a file below ``.fuzz``, with why beside it.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from trying import keep, try_cases

HERE = Path(__file__).parent
BATCH = 500
"""Cases that one process tries: what it has in memory is gone with it."""

MEMORY = 4 << 30
"""Bytes that a process may have."""


def main() -> None:
    """Tries as many cases of a kind as asked for, and exits with 1 where one broke a promise."""
    parser = argparse.ArgumentParser(description="Tries hostile inputs of a kind.")
    parser.add_argument("kind", help="a module in tests/fuzz, such as go")
    parser.add_argument("--count", type=int, default=1000, help="how many cases")
    parser.add_argument("--seed", type=int, default=1, help="other seeds give other cases")
    parser.add_argument("--jobs", type=int, default=1, help="processes at a time")
    parser.add_argument("--findings", type=Path, default=Path(".fuzz"), help="where cases that broke a promise go")
    parser.add_argument("--one-batch", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    findings = asked.findings / asked.kind
    if asked.one_batch:
        _one_batch(asked.kind, asked.count, asked.seed, findings)
        return
    began = time.monotonic()
    seeds = range(asked.seed * 1_000_000, asked.seed * 1_000_000 + -(-asked.count // BATCH))
    with ThreadPoolExecutor(asked.jobs) as pool:
        done = list(pool.map(lambda seed: _batch(asked.kind, min(BATCH, asked.count), seed, findings), seeds))
    outcomes = sum((Counter(one["outcomes"]) for one in done), Counter[str]())
    found = sorted({file for one in done for file in one["found"]})
    print(f"{asked.kind}: {outcomes.total()} cases in {time.monotonic() - began:.0f} s: {dict(outcomes.most_common())}")
    for file in found:
        why = Path(file).with_suffix(".txt").read_text(encoding="utf-8").strip().splitlines()
        print(f"  {file}: {why[-1] if why else ''}")
    sys.exit(1 if found else 0)


def _one_batch(kind: str, count: int, seed: int, findings: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    tally = try_cases(kind, count, seed, findings)
    print(json.dumps({"outcomes": tally.outcomes, "found": [str(file) for file in tally.found]}))


def _batch(kind: str, count: int, seed: int, findings: Path) -> dict[str, dict[str, int] | list[str]]:
    """What came of a batch, tried in a process of its own; a process that dies leaves the case that it died of."""
    asked = [kind, "--count", str(count), "--seed", str(seed), "--findings", str(findings.parent), "--one-batch"]
    done = subprocess.run([sys.executable, str(HERE), *asked], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        result: dict[str, dict[str, int] | list[str]] = json.loads(done.stdout.splitlines()[-1])
        return result
    current = findings / f"current-{seed}"
    case = current.read_bytes() if current.exists() else b""
    file = keep(findings, case, f"{done.stderr[-4000:]}\nthe process ended with {done.returncode}")
    current.unlink(missing_ok=True)
    return {"outcomes": {"ended the process": 1}, "found": [str(file)]}


if __name__ == "__main__":
    main()
