"""Holds answers that are closed against what Go's own type checker says, for random symbols of a tree.

    python tests/accuracy/closed.py TREE USES [--count 1000] [--seed 1] [--kind functions|others|all]

USES is what ``typecheck -tree TREE -broken -uses PACKAGE...`` printed for all packages of the tree that are searched.
For functions and methods the callers are compared, calls through the interface's method that is asked about among them;
for fields, types, variables and constants the references: each place with what is done there, such as writing. Prints
how many answers are closed, why others are open, and each closed answer that is not the type checker's; ends with 1
where there is one.
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
from archviz.model.relations import RelationKind
from archviz.workspace.facts import open_facts
from archviz.workspace.project import Project
from archviz.workspace.subject import Settings

if TYPE_CHECKING:
    from archviz.ask.answers import Answer
    from archviz.ask.facts import Facts
    from archviz.model.graph import Declared

Places = set[tuple[str, int, int, str]]
"""File, line, byte column, and what is done there."""
FUNCTIONS = (DeclarationKind.FUNC, DeclarationKind.METHOD)
VALUES = (DeclarationKind.FIELD, DeclarationKind.VAR, DeclarationKind.CONST)
ROLES: dict[str, str] = {
    **dict.fromkeys((RelationKind.DYNCALL, RelationKind.SENDS, RelationKind.RECEIVES), "reads"),
    **dict.fromkeys((RelationKind.SETS, "updates"), "writes"),
}
"""What is one to this comparison: the type checker's side does not tell apart what a value that is read is for."""


def say(text: object) -> None:
    """Prints a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def read(path: Path) -> dict[str, Places]:
    """Of each symbol the places that name it."""
    named: dict[str, Places] = defaultdict(set)
    with path.open() as lines:
        for line in lines:
            use = json.loads(line)
            role = use.get("role", "")
            named[use["symbol"]].add((use["file"], use["line"], use["col"], ROLES.get(role, role)))
    return named


def drawn(facts: Facts, count: int, seed: int, kind: str) -> list[Declared]:
    """Random declarations of the packages that are searched."""
    chance = random.Random(seed)  # noqa: S311 nothing secret
    found: list[Declared] = []
    packages = list(facts.packages)
    while len(found) < count:
        symbols = [one for one in facts.symbols(chance.choice(packages)) if one.leaf not in ("_", "init", "main")]
        declared = facts.declared(chance.choice(symbols)) if symbols else None
        if declared is not None and (kind == "all" or (declared.kind in FUNCTIONS) == (kind == "functions")):
            found.append(declared)
    return found


def expected(uses: Places, kind: DeclarationKind) -> Places:
    """What an answer about a symbol of a kind should have."""
    if kind in FUNCTIONS:
        return {use for use in uses if use[3] == "calls"}
    usual = "reads" if kind in VALUES else "mentions"
    return {(*use[:3], use[3] or usual) for use in uses}


def answered(answer: Answer, kind: DeclarationKind) -> Places:
    """The places of an answer's own steps."""
    hops = [hop for hop in answer.hops if kind not in FUNCTIONS or hop.kind == "call"]
    return {
        (at.file, at.line, at.col, "calls" if hop.kind == "call" else ROLES.get(hop.kind, str(hop.kind)))
        for hop in hops
        for at in hop.evidence
    }


def main() -> int:
    """Compares, prints, and says whether all closed answers are right."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("tree")
    options.add_argument("uses", type=Path)
    options.add_argument("--count", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--seconds", type=int, default=0, help="stop after so much processor time; 0 is never")
    options.add_argument("--kind", choices=("functions", "others", "all"), default="functions")
    chosen = options.parse_args()
    named = read(chosen.uses)
    facts = open_facts(Project(Path(chosen.tree)), Settings(source=chosen.tree))
    tally: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    wrong = 0
    for one in drawn(facts, chosen.count, chosen.seed, chosen.kind):
        if chosen.seconds and time.process_time() > chosen.seconds:
            break
        answer = (callers if one.kind in FUNCTIONS else references)(facts, [one], most=100_000)
        right = expected(named.get(str(one.symbol), set()), one.kind)
        found = answered(answer, one.kind)
        if one.kind is DeclarationKind.FIELD:  # a value that sets it without its name is no use of it for go/types
            places = {use[:3] for use in right}
            found = {use for use in found if use[3] != "writes" or use[:3] in places}
        state = "closed" if answer.closed else "open"
        tally[f"{state}, {'equal' if found == right else 'different'}"] += 1
        reasons.update(reason.kind.value for reason in answer.open)
        if len({reason.kind for reason in answer.open}) == 1:
            alone[answer.open[0].kind.value] += 1
        if answer.closed and found != right:
            wrong += 1
            say(f"{one.symbol} ({one.kind}): not there {sorted(right - found)}, too many {sorted(found - right)}")
        elif found - right:
            say(f"{one.symbol} ({one.kind}), open, too many: {sorted(found - right)}")
    say(dict(sorted(tally.items())))
    say(f"why open: {dict(reasons.most_common())}")
    say(f"for one reason alone: {dict(alone.most_common())}")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
