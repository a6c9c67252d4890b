"""What a damaged or incomplete source costs: what stands outside the damage is found as before, and the damage is told.

The source is a copy of the article's sixteen packages alone, none of what they import.
"""

from __future__ import annotations

import gzip
import json
import shutil
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from accuracy_score import scores

from archviz.golang.facts.jsonlines import Fact, facts, unresolved
from archviz.golang.graph import Graph
from archviz.golang.syntax.scan import Chunk, Keyword, scan
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from archviz.model.graph import PackageFacts

HERE = Path(__file__).parent
PACKAGES = (HERE / "kubernetes-1.20.2.packages").read_text().split()
SERVER = "k8s.io/apiserver/pkg/server"
FILES = [
    (f"{SERVER}/mux", "pathrecorder.go"),
    (f"{SERVER}/dynamiccertificates", "dynamic_cafile_content.go"),
    (SERVER, "genericapiserver.go"),
    ("k8s.io/apiserver/pkg/endpoints", "installer.go"),
    ("k8s.io/apiserver/pkg/registry/generic/registry", "store.go"),
    ("k8s.io/kubernetes/pkg/controlplane", "instance.go"),
]
CONFLICT = b"<<<<<<< HEAD\n\treturn here{\n=======\n\treturn there\n>>>>>>> branch\n"
CALLS = ("call", "dyncall", "unresolved")
Key = tuple[str, ...]


@pytest.fixture
def alone(graph: Graph, kubernetes: Path, tmp_path: Path) -> Path:
    """A tree that holds the sixteen packages and nothing else."""
    shutil.copy(kubernetes / "go.mod", tmp_path)
    for package in PACKAGES:
        for file in graph.source.files(package):
            (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(kubernetes / file, tmp_path / file)
    return tmp_path


def read(tree: Path, package: str) -> PackageFacts:
    return Graph(open_source(str(tree))).facts(package)


def place(fact: Fact) -> tuple[object, ...]:
    return fact["pkg"], fact["file"], fact["line"], fact["col"]


def file_of(tree: Path, package: str, name: str) -> Path:
    found = next(file for file in Graph(open_source(str(tree))).source.files(package) if file.endswith(f"/{name}"))
    return tree / found


def functions(data: bytes) -> list[Chunk]:
    return [chunk for chunk in scan(data).chunks if chunk.keyword is Keyword.FUNC]


def short(chunk: Chunk) -> str:
    return f"{chunk.receiver}.{chunk.names[0]}" if chunk.receiver else chunk.names[0]


def relations(found: PackageFacts, without: set[str]) -> Counter[Key]:
    """The relations that start outside some declarations, without their places, which the damage moves."""
    return Counter(
        (str(r.source), str(r.kind), str(r.target), str(r.call), str(r.mode))
        for r in found.relations
        if r.source.short not in without
    )


def without_closing_brace(data: bytes, chunk: Chunk) -> bytes:
    return data[: chunk.end - 1] + data[chunk.end :]


def without_opening_brace(data: bytes, chunk: Chunk) -> bytes:
    at = data.rindex(b"{", chunk.start, chunk.end)
    return data[:at] + data[at + 1 :]


def in_conflict(data: bytes, chunk: Chunk) -> bytes:
    return data[: chunk.end - 1] + CONFLICT + data[chunk.end - 1 :]


@pytest.mark.parametrize("damage", [without_closing_brace, without_opening_brace, in_conflict])
@pytest.mark.parametrize(("package", "name"), FILES)
def test_a_damaged_function_harms_no_other(package: str, name: str, damage: object, alone: Path) -> None:
    assert callable(damage)
    file = file_of(alone, package, name)
    data = file.read_bytes()
    whole = read(alone, package)
    for chunk in [one for one in functions(data) if one.end - one.start > 200][:12:4]:
        file.write_bytes(damage(data, chunk))
        found = read(alone, package)
        assert relations(found, {short(chunk)}) == relations(whole, {short(chunk)}), short(chunk)
        assert any(one.file.endswith(name) for one in found.diagnostics)


@pytest.mark.parametrize(("package", "name"), FILES)
def test_half_a_file_keeps_its_whole_functions(package: str, name: str, alone: Path) -> None:
    file = file_of(alone, package, name)
    data = file.read_bytes()
    cut = next(one for one in functions(data) if one.end > len(data) // 2)
    middle = (cut.start + cut.end) // 2
    whole = read(alone, package)
    file.write_bytes(data[:middle])
    found = read(alone, package)
    chunks = scan(data).chunks
    lost = {one for chunk in chunks if chunk.end > middle for one in chunk.names}
    kept = {short(chunk) for chunk in functions(data) if chunk.end < middle}
    expected = {r for r in relations(whole, set()) if r[0].removeprefix(f"{package}.") in kept}
    before = {r for r in expected if r[2].rpartition(".")[2] not in lost}
    assert before
    assert before <= relations(found, set()).keys()
    assert any(one.file.endswith(name) for one in found.diagnostics)


@pytest.fixture(scope="module")
def truth() -> list[dict[str, Any]]:
    with gzip.open(HERE / "kubernetes-1.20.2.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_with_dependencies_missing_nothing_is_guessed(alone: Path, truth: list[dict[str, Any]]) -> None:
    graph = Graph(open_source(str(alone)))
    measured = scores(truth, facts([graph.package(path) for path in PACKAGES]))
    for kind, score in measured.items():
        assert score.precision >= 99.5, f"{kind}: {score}"
        assert score.recall > 30, f"{kind}: {score}"
    assert measured["type"].recall > 97
    assert measured["implements inside"].recall > 98


def test_with_dependencies_missing_every_call_is_accounted_for(alone: Path, truth: list[dict[str, Any]]) -> None:
    graph = Graph(open_source(str(alone)))
    packages = [graph.package(path) for path in PACKAGES]
    listed = list(unresolved(packages))
    found = Counter(place(one) for one in [*facts(packages), *listed] if one["rel"] in CALLS)
    expected = Counter(place(one) for one in truth if one["rel"] in CALLS)
    doubtful = Counter(place(one) for one in listed if "(a conversion, if " in str(one["reason"]))
    assert max(found.values()) == 1
    assert expected - found == Counter()
    assert found - expected <= doubtful
    assert all("is not in the source" in str(one["reason"]) for one in listed)
