"""Holds answers that are closed against what Go's own type checker says, for random symbols of a tree.

    python tests/accuracy/closed.py TREE USES [--count 1000] [--seed 1] [--kind functions|all]

USES is what ``typecheck -tree TREE -broken -uses PACKAGE...`` printed for all packages of the tree that are searched.
For functions and methods the callers are compared, calls through the interface's method that is asked about among them;
with ``--kind all`` the references of fields, types, variables and constants, too. Prints how many answers are closed,
why others are open, and each closed answer that is not the type checker's; ends with 1 where there is one.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.ask.questions.callers import callers
from archviz.ask.questions.references import references
from archviz.model.graph import DeclarationKind
from archviz.workspace.facts import open_facts
from archviz.workspace.project import Project
from archviz.workspace.subject import Settings

if TYPE_CHECKING:
    from archviz.ask.answers import Answer
    from archviz.ask.facts import Facts
    from archviz.model.graph import Declared

Places = set[tuple[str, int, int]]
FUNCTIONS = (DeclarationKind.FUNC, DeclarationKind.METHOD)


def say(text: object) -> None:
    """Prints a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def read(path: Path) -> tuple[dict[str, Places], dict[str, Places]]:
    """Of each symbol the places that name it, and those of them that call it."""
    named: dict[str, Places] = defaultdict(set)
    called: dict[str, Places] = defaultdict(set)
    with path.open() as lines:
        for line in lines:
            use = json.loads(line)
            place = use["file"], use["line"], use["col"]
            named[use["symbol"]].add(place)
            if use.get("called"):
                called[use["symbol"]].add(place)
    return named, called


def drawn(facts: Facts, count: int, seed: int, *, everything: bool) -> list[Declared]:
    """Random declarations of the packages that are searched."""
    chance = random.Random(seed)  # noqa: S311 nothing secret
    found: list[Declared] = []
    packages = list(facts.packages)
    while len(found) < count:
        symbols = [one for one in facts.symbols(chance.choice(packages)) if one.leaf not in ("_", "init", "main")]
        declared = facts.declared(chance.choice(symbols)) if symbols else None
        if declared is not None and (declared.kind in FUNCTIONS or everything):
            found.append(declared)
    return found


def places(answer: Answer, *, calls: bool) -> Places:
    """The places of an answer's own steps."""
    wanted = (hop for hop in answer.hops if not calls or hop.kind == "call")
    return {(at.file, at.line, at.col) for hop in wanted for at in hop.evidence}


def unkeyed(answer: Answer) -> Places:
    """The places that set a field, by its name or not."""
    return {(at.file, at.line, at.col) for hop in answer.hops if hop.kind == "sets" for at in hop.evidence}


def main() -> int:
    """Compares, prints, and says whether all closed answers are right."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("tree")
    options.add_argument("uses", type=Path)
    options.add_argument("--count", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--seconds", type=int, default=0, help="stop after so much processor time; 0 is never")
    options.add_argument("--kind", choices=("functions", "all"), default="functions")
    chosen = options.parse_args()
    named, called = read(chosen.uses)
    facts = open_facts(Project(Path(chosen.tree)), Settings(source=chosen.tree))
    tally: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    wrong = 0
    for one in drawn(facts, chosen.count, chosen.seed, everything=chosen.kind == "all"):
        if chosen.seconds and time.process_time() > chosen.seconds:
            break
        calls = one.kind in FUNCTIONS
        answer = (callers if calls else references)(facts, [one], most=100_000)
        expected = (called if calls else named).get(str(one.symbol), set())
        found = places(answer, calls=calls)
        if one.kind is DeclarationKind.FIELD:  # a value that sets it without its name is no use of it for go/types
            found -= unkeyed(answer) - expected
        state = "closed" if answer.closed else "open"
        tally[f"{state}, {'equal' if found == expected else 'different'}"] += 1
        reasons.update(reason.kind.value for reason in answer.open)
        if len({reason.kind for reason in answer.open}) == 1:
            alone[answer.open[0].kind.value] += 1
        if answer.closed and found != expected:
            wrong += 1
            say(f"{one.symbol} ({one.kind}): not there {sorted(expected - found)}, too many {sorted(found - expected)}")
        elif found - expected:
            say(f"{one.symbol} ({one.kind}), open, too many: {sorted(found - expected)}")
    say(dict(sorted(tally.items())))
    say(f"why open: {dict(reasons.most_common())}")
    say(f"for one reason alone: {dict(alone.most_common())}")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
