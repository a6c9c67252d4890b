"""What it takes to hold documents against a source: ``python tests/bench/documents.py SOURCE --count 1000``.

It writes so many documents about random declarations of the source's own packages, each with names, paths, Go code and
a diagram, holds them against the source in a process of its own, and then again twice: with nothing changed, and with
one document changed. It prints the processor time and the memory of each.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench import ARCHVIZ

from archviz.ask.source_facts import own_packages
from archviz.golang.graph import Graph
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.model.symbols import Symbol


def text(graph: Graph, symbols: list[Symbol]) -> str:
    """A document of about 3,000 characters that speaks of some declarations."""
    return "".join(_lines(graph, symbols))


def _lines(graph: Graph, symbols: list[Symbol]) -> Iterator[str]:
    names = [one.short if one.member else f"{graph.package_name(one.package)}.{one.name}" for one in symbols]
    yield "# What this is about\n\n"
    for symbol, name in zip(symbols, names, strict=True):
        yield f"`{name}` of `{symbol.package}` is one of the things that somebody has to know about before all else.\n"
        yield "It is used where others are not, as the rest of this paragraph says at some length, and more often.\n\n"
    yield f"```go\n{names[0]}()\n```\n"
    for symbol, name in zip(symbols, names, strict=True):
        called = [one.target for one in graph.relations(symbol) if one.target is not None and one.target.member]
        if called:
            yield f"\n```mermaid\nflowchart LR\n  a[{name}] --> b[{called[0].short}]\n```\n"
            return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("--count", type=int, default=1000)
    chosen = parser.parse_args()
    graph = Graph(open_source(str(chosen.source)))
    chance = random.Random(1)  # noqa: S311  # no secret
    packages = sorted(own_packages(graph))
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder) / "docs"
        top.mkdir()
        for number in range(chosen.count):
            symbols: list[Symbol] = []
            while len(symbols) < 12:
                symbols += graph.symbols(chance.choice(packages))[:3]
            (top / f"{number}.md").write_text(text(graph, symbols[:12]), encoding="utf-8")
        command = [*ARCHVIZ, "lint", str(top), "--source", str(chosen.source)]
        environment = os.environ | {"ARCHVIZ_CACHE": str(Path(folder) / "cache")}
        for words in ("cold", "again", "one document changed"):
            if words == "one document changed":
                (top / "0.md").write_text("# Nothing\n", encoding="utf-8")
            process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            assert process.returncode in (0, 1)  # a random arrow may be wrong
            print(f"{words}: {usage.ru_utime + usage.ru_stime:.1f} s, {usage.ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
