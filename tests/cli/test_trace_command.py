"""What serves a request, as a person asks for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import kitchen
import pytest
from test_cli import run

REPOSITORY = Path(__file__).parents[2]


def traced(kubernetes: Path, cwd: Path, *arguments: str) -> Any:
    done = run("trace", *arguments, "--format", "json", "--source", kubernetes, "--project", REPOSITORY, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_request_is_told_with_a_place_for_each_step(kubernetes: Path, tmp_path: Path) -> None:
    found = traced(kubernetes, tmp_path, "post", "/api/v1/namespaces/default/pods")
    assert found["verb"] == "create"
    assert found["route"]["path"] == "/api/v1/namespaces/{namespace}/pods"
    steps = (*found["filters"], found["route"]["storage"], found["route"]["handler"], *found["serves"])
    for step in steps:
        line = (kubernetes / step["file"]).read_text().splitlines()[step["line"] - 1]
        name = step["symbol"].rpartition(".")[2]
        assert name in line or step is found["route"]["storage"]


def test_all_routes_are_listed_where_no_request_is_named(kubernetes: Path, tmp_path: Path) -> None:
    found = traced(kubernetes, tmp_path)
    one = {(each["method"], each["path"]) for each in found["routes"]}
    assert len(one) == len(found["routes"])
    assert ("GET", "/api/v1/namespaces/{namespace}/pods/{name}/log") in one
    assert "/healthz" in [each["path"] for each in found["paths"]]


def test_what_no_route_serves_is_said(kubernetes: Path, tmp_path: Path) -> None:
    path = "/apis/example.org/v1/a"
    done = run("trace", "GET", path, "--source", kubernetes, "--project", REPOSITORY, cwd=tmp_path)
    assert done.returncode == 0
    assert "no route: neither the table of routes of this source nor its path mux has this path" in done.stdout
    assert "NewCustomResourceDefinitionHandler" in done.stdout


@pytest.mark.parametrize("arguments", [("GET",), ("GET", "api/v1/pods")])
def test_a_request_is_a_method_and_a_path(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = run("trace", *arguments, "--project", REPOSITORY, cwd=tmp_path)
    assert done.returncode == 2
    assert "give METHOD and a PATH that begins with /" in done.stderr


def test_a_project_of_other_code_has_no_routes(tmp_path: Path) -> None:
    kitchen.project(tmp_path)
    kitchen.go_tree(tmp_path / "go")
    done = run("trace", "GET", "/", "--source", tmp_path / "go", cwd=tmp_path)
    assert done.returncode == 2
    assert "no figure is the table of API resources" in done.stderr
