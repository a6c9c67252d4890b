"""Questions beyond one step, on the packages of the API server."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from archviz.ask import SourceFacts, matching, resolve
from archviz.ask.questions.entries import EntryKind, entries
from archviz.ask.questions.find import find
from archviz.ask.questions.impact import impact
from archviz.ask.questions.show import profile
from archviz.ask.questions.table import table
from archviz.ask.questions.unused import unused
from archviz.figures import load_text, prove
from archviz.figures.write import write
from archviz.model.figure import Origin
from archviz.model.graph import DeclarationKind

if TYPE_CHECKING:
    from archviz.golang.graph import Graph

PACKAGES = (
    "k8s.io/apiserver/pkg/server",
    "k8s.io/apiserver/pkg/endpoints",
    "k8s.io/apiserver/pkg/server/dynamiccertificates",
    "k8s.io/kubernetes/cmd/kube-apiserver/...",
)


@pytest.fixture(scope="module")
def facts(graph: Graph) -> SourceFacts:
    return SourceFacts(graph, matching(graph, PACKAGES))


def test_names_are_found(facts: SourceFacts) -> None:
    assert find(facts, "reghand").nodes[0].symbol.short == "APIInstaller.registerResourceHandlers"
    assert find(facts, "server.Config", (DeclarationKind.STRUCT,)).nodes[0].symbol.short == "Config"


@pytest.mark.parametrize("name", ["APIInstaller.Install", "DynamicFileCAContent", "server.Config", "app.Run"])
def test_what_is_shown_is_proved(facts: SourceFacts, graph: Graph, name: str) -> None:
    declaration = graph.declaration(resolve(facts, name).symbol)
    assert declaration is not None
    shown = profile(facts, graph, declaration)
    for claims in (shown.diagram, shown.excerpt):
        assert claims is not None
        assert prove(graph, load_text(write(claims), "shown.yaml", ""), Origin("")).findings == ()


def test_a_change_reaches_the_program(facts: SourceFacts) -> None:
    found = impact(facts, [resolve(facts, "app.CreateKubeAPIServer").declared])
    assert "k8s.io/kubernetes/cmd/kube-apiserver/app.Run" in {str(one.symbol) for one in found.reached}
    assert [one.symbol.name for one in found.entries] == ["main"]


def test_what_is_unused_stands_nowhere_else(facts: SourceFacts, graph: Graph) -> None:
    for one in unused(facts).certain:
        symbol = one.declared.symbol
        files = graph.source.files(symbol.package)
        code = b"\n".join(re.sub(rb"//[^\n]*", b"", graph.source.read(file)) for file in files)
        named = len(re.findall(rb"\b" + symbol.leaf.encode() + rb"\b", code))
        assert named <= 1 or one.by or symbol.member, symbol


def test_where_the_server_begins(facts: SourceFacts) -> None:
    assert [one.declared.symbol.package for one in entries(facts, [EntryKind.MAIN])] == [
        "k8s.io/kubernetes/cmd/kube-apiserver"
    ]
    assert any(str(one.to).endswith("cobra.Command.RunE") for one in entries(facts, [EntryKind.SET]))


def test_the_calls_of_a_function_as_a_table(facts: SourceFacts, graph: Graph) -> None:
    declaration = graph.declaration(resolve(facts, "NewDynamicCAContentFromFile").symbol)
    assert declaration is not None
    found = table(graph, declaration, (*facts.packages, "k8s.io/apiserver/pkg/server/options"))
    assert found.columns == ("argument 1", "argument 2", "function")
    assert "client-ca-bundle" in {row.cells[0] for row in found.rows}
    assert all(row.position.inside for row in found.rows)
