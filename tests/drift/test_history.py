"""What really became of the figures' subjects from Kubernetes 1.20 to 1.36, told by the locks alone."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from archviz.drift.follow import Follower
from archviz.model.drift import ChangeKind
from archviz.refs import Lock, lock_names, lock_path, read_lock
from archviz.workspace.versions import compared

REFS = Path(__file__).parents[2] / "kubernetes-refs"
NAMES = lock_names(REFS)
CONTROLPLANE = "k8s.io/kubernetes/pkg/controlplane"
SERVER = "k8s.io/apiserver/pkg/server"
CERTIFICATES = f"{SERVER}/dynamiccertificates"


@cache
def lock(name: str) -> Lock:
    return read_lock(lock_path(REFS, name))


def version(minor: str) -> Lock:
    return lock(next(name for name in NAMES if name.partition("-")[2] == minor or name.startswith(f"{minor}.")))


HISTORY = [
    ("1.20", "1.21", f"{SERVER}.APIServerHandler", "unchanged", ""),
    ("1.21", "1.23", f"{CERTIFICATES}.Listener", "moved", f"{CERTIFICATES}.Listener"),
    ("1.21", "1.23", f"{CERTIFICATES}.Notifier", "moved", f"{CERTIFICATES}.Notifier"),
    ("1.21", "1.23", f"{CERTIFICATES}.DynamicFileCAContent.Run", "body-changed", ""),
    ("1.21", "1.23", f"{CERTIFICATES}.DynamicFileCAContent", "members-changed", ""),
    ("1.23", "1.25", f"{CERTIFICATES}.ControllerRunner.Run", "signature-changed", ""),
    ("1.23", "1.25", f"{CERTIFICATES}.ControllerRunner", "members-changed", ""),
    (
        "1.23",
        "1.25",
        "github.com/emicklei/go-restful.Container",
        "moved",
        "github.com/emicklei/go-restful/v3.Container",
    ),
    (
        "1.27",
        "1.28",
        f"{CONTROLPLANE}.Instance.InstallLegacyAPI",
        "split-into",
        f"{CONTROLPLANE}.completedConfig.New",
    ),
    ("1.27", "1.28", "k8s.io/kubernetes/pkg/registry/core/rest.LegacyRESTStorageProvider", "gone", ""),
    ("1.30", "1.31", f"{CONTROLPLANE}.RESTStorageProvider", "moved", f"{CONTROLPLANE}/apiserver.RESTStorageProvider"),
    ("1.30", "1.31", f"{CONTROLPLANE}.Instance.InstallAPIs", "moved", f"{CONTROLPLANE}/apiserver.Server.InstallAPIs"),
    ("1.20", "1.31", f"{CONTROLPLANE}.Instance.InstallAPIs", "moved", f"{CONTROLPLANE}/apiserver.Server.InstallAPIs"),
    ("1.30", "1.31", "k8s.io/apiserver/pkg/registry/generic.RESTOptionsGetter.GetRESTOptions", "signature-changed", ""),
    ("1.30", "1.31", f"{SERVER}.NewAPIServerHandler", "unchanged", ""),
]


@pytest.mark.parametrize(("old", "new", "subject", "kind", "successor"), HISTORY)
def test_what_became_of_a_subject(old: str, new: str, subject: str, kind: str, successor: str) -> None:
    found = Follower(version(old), version(new)).follow(subject)
    assert found.kind == kind
    assert successor == "" or (found.new is not None and str(found.new.symbol) == successor)


EDGES = [
    ("1.20", "1.36", f"{SERVER}.director.ServeHTTP", f"{SERVER}/mux.PathRecorderMux.ServeHTTP", "unchanged"),
    (
        "1.23",
        "1.25",
        f"{SERVER}.director.ServeHTTP",
        "github.com/emicklei/go-restful.Container.Dispatch",
        "edge-retargeted",
    ),
    ("1.28", "1.29", f"{CERTIFICATES}.DynamicFileCAContent.loadCABundle", "io/ioutil.ReadFile", "edge-retargeted"),
]


@pytest.mark.parametrize(("old", "new", "source", "target", "kind"), EDGES)
def test_what_became_of_an_edge(old: str, new: str, source: str, target: str, kind: str) -> None:
    assert Follower(version(old), version(new)).follow(f"{source} -> {target}").kind == kind


def test_there_is_a_lock_for_every_minor_that_could_be_proved() -> None:
    minors = {name.partition("-")[2] or name.rpartition(".")[0] for name in NAMES}
    assert minors == {"1.20", "1.21", "1.23", *(f"1.{minor}" for minor in range(25, 37))}


@pytest.mark.parametrize("name", NAMES)
def test_every_lock_has_every_diagram_with_evidence(name: str) -> None:
    diagrams = lock(name).diagrams
    assert diagrams.keys() == lock("1.20.2").diagrams.keys()
    for diagram in diagrams.values():
        assert all(edge.evidence for edge in diagram.edges)


def test_a_lock_held_against_itself_has_no_drift() -> None:
    one = lock("1.20.2")
    follower = Follower(one, one)
    assert {follower.follow(str(symbol)).kind for symbol in one.shapes} == {ChangeKind.UNCHANGED}
    assert all(compared(diagram, diagram, {}).changes == () for diagram in one.diagrams.values())


def test_between_neighbours_most_stays_as_it_is() -> None:
    for old, new in pairwise(NAMES):
        follower = Follower(lock(old), lock(new))
        kinds = [follower.follow(str(symbol)).kind for symbol in lock(old).shapes]
        gone = [kind for kind in kinds if kind is ChangeKind.GONE]
        assert len(gone) < len(kinds) / 8, f"{old} to {new}"
