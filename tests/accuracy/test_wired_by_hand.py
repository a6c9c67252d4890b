"""What calls of interfaces' methods reach in Kubernetes 1.20.2, held against a list that was read by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from archviz.ask.wired import WiredCalls
from archviz.model.relations import CallKind

if TYPE_CHECKING:
    from archviz.golang.graph import Graph

HERE = Path(__file__).parent


def read_by_hand() -> dict[str, list[str]]:
    """By the place of a call, the types that it can reach; ["open"] where nobody can tell."""
    found: dict[str, list[str]] = {}
    for line in (HERE / "wired-1.20.2.txt").read_text().splitlines():
        if not line.startswith("#"):
            place, *types = line.split()
            found[place] = found[types[1]] if types[0] == "=" else types
    return found


def test_what_is_wired_is_what_was_read_by_hand(graph: Graph) -> None:
    expected = read_by_hand()
    calls = WiredCalls(graph)
    got: dict[str, list[str]] = {}
    for package in (HERE / "kubernetes-1.20.2.packages").read_text().split():
        relations = [one for one in graph.facts(package).relations if one.call is CallKind.INTERFACE]
        functions = {one.source for one in relations if str(one.position) in expected}
        for function in sorted(functions):
            for one in calls.calls(function):
                got[str(one.position)] = sorted(target.type for target in one.targets) if one.closed else ["open"]
    wrong = {
        place: types
        for place, types in got.items()
        if types != ["open"] and types != sorted(expected.get(place, types))
    }
    assert wrong == {}
    assert sum(got[place] != ["open"] for place in expected) >= 50
