"""How many questions a process answers from the index in a second of processor time.

``python tests/bench/asking.py SOURCE`` asks who uses each of 5,000 random functions and methods of the source's own
packages, which ``archviz index`` has been run for. ``SOURCE FROM TO`` also asks for the way between two symbols.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.ask.hops import Hops
from archviz.ask.names import resolve
from archviz.ask.ways import find_way
from archviz.model.graph import DeclarationKind
from archviz.workspace.facts import open_facts
from archviz.workspace.project import Project
from archviz.workspace.subject import Settings

if TYPE_CHECKING:
    from archviz.model.symbols import Symbol

QUESTIONS = 5_000


def main(source: str, *ends: str) -> None:
    """Asks, and prints what it took."""
    begun = time.process_time()
    facts = open_facts(Project(Path()), Settings(source=source))
    print(f"opened in {1000 * (time.process_time() - begun):.0f} ms: {type(facts).__name__}")
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


if __name__ == "__main__":
    main(*sys.argv[1:])
