"""The resolver against Go's own type checker, on the sixteen packages of the article at Kubernetes 1.20.2.

``kubernetes-1.20.2.jsonl.gz`` holds the type checker's facts: names and places. ``make_facts.sh`` writes it.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from accuracy_score import Score, scores

from archviz.golang.facts.jsonlines import facts

if TYPE_CHECKING:
    from archviz.golang.graph import Graph

HERE = Path(__file__).parent
PACKAGES = (HERE / "kubernetes-1.20.2.packages").read_text().split()
REQUIRED = {
    "call static": (99.9, 99.8),
    "call interface": (99.9, 99.5),
    "creates": (99.5, 99.5),
    "ref": (99.5, 99.5),
    "dyncall": (97, 95),
    "go and defer": (99.5, 99.5),
    "type": (100, 99.5),
    "implements": (99.5, 99),
    "implements inside": (100, 99.5),
}


@pytest.fixture(scope="module")
def truth() -> list[dict[str, Any]]:
    with gzip.open(HERE / "kubernetes-1.20.2.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def measured(truth: list[dict[str, Any]], graph: Graph) -> dict[str, Score]:
    return scores(truth, facts([graph.package(path) for path in PACKAGES]))


def test_the_truth_is_about_the_sixteen_packages(truth: list[dict[str, Any]]) -> None:
    assert len(PACKAGES) == 16
    assert sorted({fact["pkg"] for fact in truth}) == PACKAGES


def test_every_kind_of_fact_has_a_requirement(measured: dict[str, Score]) -> None:
    assert measured.keys() == REQUIRED.keys()


@pytest.mark.parametrize("kind", REQUIRED)
def test_the_resolver_is_as_right_as_required(kind: str, measured: dict[str, Score]) -> None:
    precision, recall = REQUIRED[kind]
    score = measured[kind]
    assert (score.precision >= precision, score.recall >= recall) == (True, True), f"{kind}: {score}"


def test_every_call_of_the_sixteen_packages_is_resolved(graph: Graph) -> None:
    unresolved = [one for path in PACKAGES for one in graph.facts(path).unresolved]
    assert unresolved == []


@pytest.mark.parametrize(
    "interface",
    [
        "k8s.io/apiserver/pkg/server/dynamiccertificates.ControllerRunner",
        "k8s.io/apiserver/pkg/server/dynamiccertificates.Listener",
        "k8s.io/apiserver/pkg/registry/rest.StorageMetadata",
        "k8s.io/kubernetes/pkg/controlplane.RESTStorageProvider",
    ],
)
def test_the_search_of_the_whole_source_finds_the_implementers(
    interface: str, graph: Graph, truth: list[dict[str, Any]]
) -> None:
    symbol = graph.find(interface)
    assert symbol is not None
    implementers = graph.implementers(symbol)
    assert implementers is not None
    found = {(str(one.source), one.pointer) for one in implementers.relations if one.source.package in PACKAGES}
    expected = {(f["name"], f["pointer"]) for f in truth if f["rel"] == "implements" and f["iface"] == interface}
    assert found == expected
    assert expected
