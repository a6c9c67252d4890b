"""A picture from a question about the pinned version of Kubernetes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from test_cli import run

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = "k8s.io/apiserver/pkg/server/dynamiccertificates"


def test_a_changed_file_reaches_its_listeners(kubernetes: Path, tmp_path: Path) -> None:
    done = run(
        *("draw", "DynamicFileCAContent.Run", "--to", "Listener.Enqueue", "--packages", PACKAGE),
        *("--source", kubernetes, "--format", "json", "--out", "-"),
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    edges = json.loads(done.stdout)["edges"]
    assert [(edge["step"], edge["kind"], edge["target_symbol"]["member"]) for edge in edges] == [
        (1, "ref", "runWorker"),
        (2, "call", "processNextWorkItem"),
        (3, "call", "loadCABundle"),
        (4, "call", "Enqueue"),
    ]
    assert all(edge["evidence"] for edge in edges)
