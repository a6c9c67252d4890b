"""What holds for every Go file: on the fixtures, and on packages of the pinned Kubernetes version."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st
from reformat import reformatted
from rewritten import rewritten

from archviz.golang.graph import Graph
from archviz.golang.syntax.scan import scan
from archviz.model.graph import Selector, SelectorKind
from archviz.model.relations import Position, RelationKind
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from archviz.model.graph import Unresolved
    from archviz.model.relations import Relation
    from archviz.sources.source import Source

HERE = Path(__file__).parent
PACKAGES = (
    "k8s.io/apiserver/pkg/server/mux",
    "k8s.io/apiserver/pkg/server/dynamiccertificates",
    "k8s.io/apiserver/pkg/endpoints/handlers/negotiation",
    "k8s.io/apiserver/pkg/registry/rest",
    "k8s.io/apimachinery/pkg/util/wait",
)
BROKEN = {"brokenimports", "half", "mergemarkers", "missingbrace"}
"""The fixtures that are not Go."""
FIXTURES = open_source(str(HERE / "fixtures"))
WHOLE = [path for path in FIXTURES.packages() if path.rpartition("/")[2] not in BROKEN]
SHOP = open_source(str(HERE / "shop"))


@pytest.fixture(scope="module")
def real(kubernetes: Path) -> Source:
    return open_source(str(kubernetes))


# Every byte of a file belongs to a declaration, or is none

_LEFT = re.compile(
    rb"""
    (?:\xef\xbb\xbf)? (?:\s|;|//[^\n]*|/\*.*?\*/)*
    package (?:\s|/\*.*?\*/)+ [\w\x80-\xff]+
    (?:\s|;|//[^\n]*|/\*.*?\*/
       |import (?:\s|/\*.*?\*/)* (?:\((?:[^)"`/]|//[^\n]*|/\*.*?\*/|"[^"]*"|`[^`]*`)*\)
                                   |(?:[\w\x80-\xff.]+(?:\s|/\*.*?\*/)*)? (?:"[^"]*"|`[^`]*`)))*
    """,
    re.VERBOSE | re.DOTALL,
)
"""The package clause, imports, blanks and comments."""


def assert_covered(data: bytes) -> None:
    at, left = 0, []
    for chunk in scan(data).chunks:
        assert at <= chunk.start < chunk.end <= len(data)
        left.append(data[at : chunk.start])
        at = chunk.end
    left.append(data[at:])
    between = b"\n".join(left)
    assert _LEFT.fullmatch(between), between


@pytest.mark.parametrize("package", WHOLE)
def test_declarations_cover_every_byte(package: str) -> None:
    for file in FIXTURES.files(package):
        assert_covered(FIXTURES.read(file))


@pytest.mark.parametrize("package", PACKAGES)
def test_declarations_cover_every_byte_of_real_code(package: str, real: Source) -> None:
    for file in real.files(package):
        assert_covered(real.read(file))


# Positions

NAMING = {RelationKind.CALL, RelationKind.REF, RelationKind.HOLDS, RelationKind.EMBEDS}
"""The kinds that stand at the name of their target itself."""


def offset(data: bytes, at: Position) -> int:
    return sum(len(line) + 1 for line in data.split(b"\n")[: at.line - 1]) + at.col - 1


def assert_places(source: Source, package: str) -> None:
    """Each fact stands in a declaration of its source, at the identifier that names its target."""
    graph = Graph(source)
    found = graph.facts(package)
    everything: list[Relation | Unresolved] = [*found.relations, *found.unresolved]
    for one in everything:
        data = source.read(one.position.file)
        at = offset(data, one.position)
        (chunk,) = (chunk for chunk in scan(data).chunks if chunk.start <= at < chunk.end)
        declared = one.source.member if chunk.receiver else one.source.name
        assert declared in chunk.names, one
    for relation in found.relations:
        if relation.kind in NAMING and relation.target is not None:
            data = source.read(relation.position.file)
            named = re.match(rb"[\w\x80-\xff]+", data[offset(data, relation.position) :])
            assert named is not None, relation
            text = named.group().decode()
            assert text == relation.target.leaf or f"type {text} = ".encode() in data, relation


@pytest.mark.parametrize("package", WHOLE)
def test_facts_stand_at_their_names(package: str) -> None:
    assert_places(FIXTURES, package)


@pytest.mark.parametrize("package", PACKAGES)
def test_facts_of_real_code_stand_at_their_names(package: str, real: Source) -> None:
    assert_places(real, package)


# Answers do not depend on what was asked before

Question = tuple[str, tuple[Any, ...]]


def questions(source: Source, package: str) -> list[Question]:
    """One of each kind about every declaration of a package."""
    symbols = Graph(source).symbols(package)
    asked: list[Question] = [("facts", (package,))]
    for symbol in symbols:
        asked += [(name, (symbol,)) for name in ("declaration", "shape", "relations", "text")]
        asked.append(("fragments", (symbol, Selector(SelectorKind.RETURNS, "", 0))))
    types = [symbol for symbol in symbols if not symbol.member][:25]
    asked += [("implementers", (one, (package,))) for one in types]
    asked += [("implements", (one, other)) for one in types for other in types[:5]]
    return asked


def assert_any_order(source: Source, package: str, chance: random.Random) -> None:
    asked = questions(source, package)
    usual = Graph(source)
    answers = {question: getattr(usual, question[0])(*question[1]) for question in asked}
    chance.shuffle(asked)
    other = Graph(source)
    for question in asked:
        assert getattr(other, question[0])(*question[1]) == answers[question], question


PLACES = [(source, package) for source in (FIXTURES, SHOP) for package in source.packages()]


@settings(max_examples=60, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
@given(st.sampled_from(PLACES), st.randoms(use_true_random=False))
def test_questions_have_the_same_answers_in_any_order(place: tuple[Source, str], chance: random.Random) -> None:
    assert_any_order(*place, chance)


@pytest.mark.parametrize("package", PACKAGES)
def test_questions_about_real_code_have_the_same_answers_in_any_order(package: str, real: Source) -> None:
    assert_any_order(real, package, random.Random(7))  # noqa: S311


# Layout means nothing


def in_another_layout(source: Source, chance: random.Random) -> Source:
    return rewritten(source, lambda file, data: reformatted(data, chance) if file.endswith(".go") else data)


PLACE = re.compile(r"Position\([^)]*\)")
LAYOUT = re.compile(r"// so|/\* so \*/|\\[ntr]|\s+")


def meaning(source: Source, package: str) -> list[object]:
    """All facts of a package without their places, and its texts without their blanks."""
    graph = Graph(source)
    found = graph.facts(package)
    everything: list[Relation | Unresolved] = [*found.relations, *found.unresolved]
    everything.sort(key=lambda one: one.position)
    facts: list[object] = [PLACE.sub("", LAYOUT.sub("", repr(one))) for one in everything]
    for symbol in graph.symbols(package):
        shape = graph.shape(symbol)
        facts += [symbol, PLACE.sub("", repr(shape)), graph.text(symbol)]
    return [*facts, len(found.diagnostics)]


@settings(max_examples=150, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
@given(st.sampled_from(WHOLE), st.randoms(use_true_random=False))
def test_layout_changes_no_fact(package: str, chance: random.Random) -> None:
    other = in_another_layout(FIXTURES, chance)
    note("\n".join(other.read(file).decode() for file in other.files(package)))
    assert meaning(other, package) == meaning(FIXTURES, package)


@pytest.mark.parametrize("package", PACKAGES)
def test_layout_of_real_code_changes_no_fact(package: str, real: Source) -> None:
    assert meaning(in_another_layout(real, random.Random(3)), package) == meaning(real, package)  # noqa: S311
