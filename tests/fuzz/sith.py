"""Random questions, in random order, to a code graph of mutated real Go: no exception gets through, no answer changes.

A case is a line ``SEED FILE`` and the text of a file. The seed gives the questions; the file is one of the pinned
Kubernetes version, whose package it stands in with its text changed, or "-" for one in a small module of its own.
"""

from __future__ import annotations

import random
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import go
from hypothesis import strategies as st
from rewritten import rewritten

from archviz.golang.graph import Graph
from archviz.model.errors import ArchvizError
from archviz.model.graph import Declaration, Extent, Selector, SelectorKind
from archviz.model.symbols import Symbol
from archviz.sources.cache.store import cache_folder
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from collections.abc import Callable

    from archviz.sources.source import Source

SECONDS = 60.0
QUESTIONS = 60
AGAIN = 3
"""How many questions a fresh graph is asked too, alone."""
ALONE = "-"
PINNED = next(iter(sorted((cache_folder() / "sources").glob("1.20.2*"))), cache_folder() / "sources" / "1.20.2")
PACKAGES = (
    "staging/src/k8s.io/apiserver/pkg/server/mux",
    "staging/src/k8s.io/apiserver/pkg/server/dynamiccertificates",
    "staging/src/k8s.io/apiserver/pkg/registry/rest",
    "staging/src/k8s.io/apimachinery/pkg/util/wait",
    "staging/src/k8s.io/client-go/util/workqueue",
)
REAL = tuple(
    sorted(
        file.relative_to(PINNED).as_posix()
        for package in PACKAGES
        for file in (PINNED / package).glob("*.go")
        if not file.name.endswith("_test.go")
    )
)
_NAME = re.compile(rb"[A-Za-z_]\w*")
_ELSEWHERE = (
    Symbol("net/http", "Handler"),
    Symbol("io", "Reader", "Read"),
    Symbol("fmt", "Sprintf"),
    Symbol("a/b", "C"),
)


def made(chance: random.Random) -> bytes:
    """A case: one file in ten is of Kubernetes, where its source is at hand."""
    file = chance.choice(REAL) if REAL and chance.random() < 0.1 else ALONE
    text = (PINNED / file).read_bytes() if file != ALONE else chance.choice(go.SEEDS)
    for _ in range(chance.choice((0, 1, 1, 2, 3, 5, 8))):
        text = go.changed(text, chance)
    return b"%d %s\n" % (chance.randrange(1 << 32), file.encode()) + text[:100_000]


CASES: st.SearchStrategy[bytes] = st.integers(0, 2**63).map(lambda seed: made(random.Random(seed)))  # noqa: S311


def run(case: bytes) -> str:
    """Asks the questions; "alone" or "among others", and whether an ArchvizError was among the answers."""
    head, _, text = case.partition(b"\n")
    seed, _, file = head.decode().partition(" ")
    source, package = _source(file, text)
    chance = random.Random(int(seed))  # noqa: S311
    graph = Graph(source)
    asked = [_question(chance, package, text, graph) for _ in range(QUESTIONS)]
    answers = [_answered(question, graph) for question in asked]
    for at in chance.sample(range(QUESTIONS), AGAIN):
        assert _answered(asked[at], Graph(source)) == answers[at], asked[at]
    refused = any(isinstance(answer, Refused) for answer in answers)
    return f"{'alone' if file == ALONE else 'among others'}{', refused' if refused else ''}"


@cache
def _pinned() -> Source:
    return open_source(str(PINNED))


def _source(file: str, text: bytes) -> tuple[Source, str]:
    if file != ALONE and PINNED.is_dir():
        source = rewritten(_pinned(), lambda each, data: text if each == file else data)
        return source, str(Path(file).parent).removeprefix("staging/src/")
    mine = {f"{go.HERE}/mutated.go": text, f"{go.HERE}/neighbour.go": go.GOOD}
    return go.InMemory(mine | {f"{go.OTHER}/other.go": go.DEFAULT_OTHER}), go.HERE


Question = tuple[str, tuple[Any, ...]]
"""A method of a graph, and its arguments."""


def _question(chance: random.Random, package: str, text: bytes, graph: Graph) -> Question:
    names = [name.decode() for name in _NAME.findall(text)] or ["x"]

    def symbol() -> Symbol:
        known = graph.symbols(package)
        if known and chance.random() < 0.7:
            return chance.choice(known)
        if chance.random() < 0.2:
            return chance.choice(_ELSEWHERE)
        return Symbol(package, *chance.choices(names, k=chance.choice((1, 2))))

    def selector(depth: int = 0) -> Selector:
        target = chance.choice(("", chance.choice(names), str(symbol()), symbol().short))
        within = selector(depth + 1) if depth < 2 and chance.random() < 0.2 else None
        return Selector(
            chance.choice(list(SelectorKind)), target, chance.randrange(4), chance.choice(list(Extent)), within
        )

    arguments: dict[str, Callable[[], tuple[Any, ...]]] = {
        "declaration": lambda: (symbol(),),
        "shape": lambda: (symbol(),),
        "relations": lambda: (symbol(),),
        "text": lambda: (symbol(),),
        "find": lambda: (chance.choice((str(symbol()), chance.choice(names))),),
        "member": lambda: (symbol(), chance.choice(names)),
        "chain": lambda: (symbol(), chance.choice(names)),
        "fragments": lambda: (symbol(), selector()),
        "implements": lambda: (symbol(), symbol()),
        "implementers": lambda: (symbol(), (package,)),
        "facts": lambda: (chance.choice((package, symbol().package)),),
        "symbols": lambda: (chance.choice((package, symbol().package)),),
        "package_name": lambda: (symbol().package,),
    }
    asked = chance.choice(list(arguments))
    return asked, arguments[asked]()


def _answered(question: Question, graph: Graph) -> object:
    """What a graph answers, an error by its text; of a declaration also its lines."""
    asked, arguments = question
    try:
        answer = getattr(graph, asked)(*arguments)
        if isinstance(answer, Declaration) and answer.span.file in graph.source.files(answer.symbol.package):
            assert len(graph.lines(answer.span)) == answer.span.end_line - answer.span.start_line + 1
    except ArchvizError as error:
        return Refused(error.message)
    return answer


class Refused(str):
    """The text of an error."""

    __slots__ = ()
