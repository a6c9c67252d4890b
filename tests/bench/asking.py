"""What questions to the index take: a process of its own for one, and one process for many.

``python tests/bench/asking.py SOURCE`` is for a source that ``archviz index`` has been run for. It prints how large the
index is, and how many of 5,000 questions, who uses a random function or method of the source's own packages, are
answered in a second of processor time, the first time and again. ``SOURCE FROM TO`` also asks for the way between two
symbols, twice, and what ``archviz callers TO`` and ``archviz paths FROM TO`` take as whole processes. The processor's
time doubles on a machine that does other work: compare runs side by side.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench import ARCHVIZ, run

from archviz.ask.hops import Hops
from archviz.ask.names import resolve
from archviz.ask.ways import find_way
from archviz.model.graph import DeclarationKind
from archviz.sources.cache.folder import cache_folder
from archviz.workspace.facts import open_facts
from archviz.workspace.index import index_file
from archviz.workspace.project import Project
from archviz.workspace.subject import Settings

if TYPE_CHECKING:
    from archviz.model.symbols import Symbol

QUESTIONS = 5_000


def main(source: str, *ends: str) -> None:
    """Asks, and prints what it took."""
    if ends:  # first, as a process begins with the memory of the one that starts it
        whole_process("callers", "--source", source, ends[-1])
        whole_process("paths", "--source", source, *ends)
    begun = time.process_time()
    facts = open_facts(Project(Path()), Settings(source=source))
    print(f"opened in {1000 * (time.process_time() - begun):.0f} ms: {type(facts).__name__}")
    print(f"index of all sources: {index_file(cache_folder()).stat().st_size / 1e6:.1f} MB")
    chance = random.Random(1)  # noqa: S311  # no secret
    symbols: list[Symbol] = []
    while len(symbols) < QUESTIONS:
        package = chance.choice(facts.packages)
        every = facts.symbols(package)
        for symbol in chance.choices(every, k=20) if every else ():
            declared = facts.declared(symbol)
            if declared is not None and declared.kind in (DeclarationKind.FUNC, DeclarationKind.METHOD):
                symbols.append(symbol)
    for words in ("the first time", "again"):
        begun = time.process_time()
        found = sum(len(facts.users(symbol)) for symbol in symbols)
        took = time.process_time() - begun
        print(f"{len(symbols) / took:,.0f} questions a second {words}, {found / took:,.0f} callers")
    if ends:
        first, last = (resolve(facts, end).symbol for end in ends)
        for _ in range(2):
            begun = time.process_time()
            way = find_way(Hops(facts), [first], [last])
            print(f"{1000 * (time.process_time() - begun):.0f} ms: {type(way).__name__}")


def whole_process(*arguments: str) -> None:
    """Runs a command, and prints its processor time and its memory: the medians of five runs."""
    runs = [run((*ARCHVIZ, *arguments), dict(os.environ), None) for _ in range(5)]
    processor, memory = (statistics.median(getattr(one, part) for one in runs) for part in ("processor", "memory"))
    print(f"archviz {arguments[0]}: {processor:.2f} s, {memory:.0f} MB")


if __name__ == "__main__":
    main(*sys.argv[1:])
