"""Precision and recall of facts, in the form of ``archviz.golang.jsonlines``, against those of Go's type checker.

A site (a call, a function used as a value, a composite literal) is right when package, file, line, column, caller and
callee are. A type is right when all of its fields, embedded types and methods are, an implementation when it says
rightly whether only the pointer has the methods. What is marked ``certain: false`` claims nothing and is left out, and
so is what stands where the type checker has no answer (a fact of the kind ``unknown``), as in code with errors.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Fact = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Score:
    """How the found facts of one kind compare with the true ones: the counts, and what differs, sorted."""

    true: int
    found: int
    missed: tuple[Hashable, ...]
    wrong: tuple[Hashable, ...]

    @property
    def precision(self) -> float:
        """The percentage of what was found that is true; 100 where nothing was found."""
        return 100 * (self.found - len(self.wrong)) / self.found if self.found else 100.0

    @property
    def recall(self) -> float:
        """The percentage of what is true that was found; 100 where there is nothing to find."""
        return 100 * (self.true - len(self.missed)) / self.true if self.true else 100.0

    def __str__(self) -> str:
        head = f"precision {self.precision:.2f}, recall {self.recall:.2f} ({self.true} true, {self.found} found)"
        rows = [f"missed {row}" for row in self.missed[:10]] + [f"wrong {row}" for row in self.wrong[:10]]
        return "\n  ".join([head, *rows])


def scores(truth: Iterable[Fact], found: Iterable[Fact]) -> dict[str, Score]:
    """The score of each kind of fact, in the packages that the truth is about."""
    truth = list(truth)
    packages = {str(fact["pkg"]) for fact in truth}
    unknown = frozenset(_place(fact) for fact in truth if fact["rel"] == "unknown")
    expected = _by_kind((f for f in truth if f["rel"] != "unknown"), packages)
    claims = (f for f in found if f["pkg"] in packages and f.get("certain", True))
    if unknown:
        right = frozenset().union(*expected.values())
        claims = (f for f in claims if not _doubtful(f, unknown) or right.issuperset(k for _, k in _keys(f, packages)))
    given = _by_kind(claims, packages)
    nothing: set[Hashable] = set()
    return {kind: _score(expected.get(kind, nothing), given.get(kind, nothing)) for kind in sorted(expected | given)}


def _place(fact: Fact) -> Hashable:
    """What a fact is about: a type, a place, or, of an unknown one without a line, a whole file."""
    return fact["pkg"], fact.get("name") or (fact["file"], fact.get("line"), fact.get("col"))


def _doubtful(fact: Fact, unknown: frozenset[Hashable]) -> bool:
    """Whether the type checker has no answer for a type, a place, or all of a file."""
    return not unknown.isdisjoint((_place(fact), (fact["pkg"], (fact.get("file"), None, None))))


def _score(expected: set[Hashable], given: set[Hashable]) -> Score:
    return Score(
        len(expected),
        len(given),
        tuple(sorted(expected - given, key=str)),
        tuple(sorted(given - expected, key=str)),
    )


def _by_kind(facts: Iterable[Fact], packages: set[str]) -> dict[str, set[Hashable]]:
    kinds: dict[str, set[Hashable]] = {}
    for fact in facts:
        for kind, key in _keys(fact, packages):
            kinds.setdefault(kind, set()).add(key)
    return kinds


def _keys(fact: Fact, packages: set[str]) -> Iterable[tuple[str, Hashable]]:
    rel = fact["rel"]
    if rel == "type":
        parts = tuple(tuple(fact[part] or ()) for part in ("fields", "embeds", "methods"))
        yield "type", (fact["name"], fact["kind"], fact["file"], fact["line"], *parts)
    elif rel == "implements":
        key = (fact["name"], fact["iface"], fact["pointer"])
        yield "implements", key
        if fact["iface"].rpartition(".")[0] in packages:
            yield "implements inside", key
    else:
        site = (fact["pkg"], fact["file"], fact["line"], fact["col"])
        yield f"call {fact['kind']}" if rel == "call" else rel, (*site, fact["caller"], fact["callee"])
        if fact["mode"] and rel in ("call", "dyncall"):
            yield "go and defer", (*site, fact["mode"])
