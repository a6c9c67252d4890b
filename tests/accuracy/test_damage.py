"""What a damaged or incomplete source costs: what stands outside the damage is found as before, and the damage is told.

The source is a copy of the article's sixteen packages alone, none of what they import.
"""

from __future__ import annotations

import gzip
import json
import shutil
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from accuracy_score import scores

from archviz.golang.graph import Graph
from archviz.golang.jsonlines import facts
from archviz.golang.scan import Chunk, Keyword, scan
from archviz.sources import open_source

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


def place(tree: Path, package: str, name: str) -> Path:
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
    file = place(alone, package, name)
    data = file.read_bytes()
    whole = read(alone, package)
    for chunk in [one for one in functions(data) if one.end - one.start > 200][:12:4]:
        file.write_bytes(damage(data, chunk))
        found = read(alone, package)
        assert relations(found, {short(chunk)}) == relations(whole, {short(chunk)}), short(chunk)
        assert any(name in line for line in found.diagnostics)


@pytest.mark.parametrize(("package", "name"), FILES)
def test_half_a_file_keeps_its_whole_functions(package: str, name: str, alone: Path) -> None:
    file = place(alone, package, name)
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
    assert any(name in line for line in found.diagnostics)


def test_with_dependencies_missing_nothing_is_guessed_and_every_call_accounted_for(alone: Path) -> None:
    with gzip.open(HERE / "kubernetes-1.20.2.jsonl.gz", "rt", encoding="utf-8") as lines:
        truth = [json.loads(line) for line in lines]
    graph = Graph(open_source(str(alone)))
    found = list(facts([graph.package(path) for path in PACKAGES]))
    measured = scores(truth, found)
    for kind in ("call static", "call interface", "creates", "ref", "dyncall", "go and defer", "implements"):
        assert measured[kind].precision >= 99.5, f"{kind}: {measured[kind]}"
        assert measured[kind].recall > 25, f"{kind}: {measured[kind]}"
    for path in PACKAGES:
        unresolved = graph.facts(path).unresolved
        calls = [sum(f["pkg"] == path and f["rel"] in ("call", "dyncall") for f in part) for part in (truth, found)]
        assert calls[0] <= calls[1] + len(unresolved)
        assert all("is not in the source" in one.reason for one in unresolved), unresolved
