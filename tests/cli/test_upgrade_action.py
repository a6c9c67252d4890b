"""The action's step that opens a pull request, as GitHub runs it, with a remote of its own and a script as `gh`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import gates
import pytest
from ruamel.yaml import YAML
from test_ci import ACTION, BASH
from test_upgrade_command import committed, git

STEP: dict[str, Any] = next(step for step in ACTION["runs"]["steps"] if step.get("if") == "inputs.upgrade == 'true'")
GH = """#!/bin/sh
printf '%s\\n' "$@" > "$GH_SAID"
while [ "$1" != --body-file ]; do shift; done
cat "$2" > "$GH_SAID.body"
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A module with figures, in a clone of a bare repository."""
    git(tmp_path, "init", "-q", "--bare", "remote")
    git(tmp_path, "clone", "-q", "remote", "house")
    folder = gates.figures(gates.tree(tmp_path / "house", gates.FIRST))
    (folder / "archviz.toml").write_text("", encoding="utf-8")
    committed(folder, "first")
    git(folder, "push", "-q", "origin", "HEAD")
    program = tmp_path / "bin" / "gh"
    program.parent.mkdir()
    program.write_text(GH, encoding="utf-8")
    program.chmod(0o755)
    return folder


def acted(house: Path, version: str) -> subprocess.CompletedProcess[str]:
    above = house.parent
    environment = {
        **dict.fromkeys(STEP["env"], ""),
        "ARCHVIZ_CACHE": str(above / "cache"),
        "VERSION": version,
        "GH_SAID": str(above / "said"),
        "GITHUB_STEP_SUMMARY": str(above / "summary.md"),
        "PATH": os.pathsep.join((str(above / "bin"), str(Path(sys.executable).parent), os.environ["PATH"])),
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    return subprocess.run(
        [BASH, "--noprofile", "--norc", "-eo", "pipefail", "-c", STEP["run"]],
        cwd=house,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_pushes_the_branch_and_opens_the_pull_request_with_the_text(house: Path) -> None:
    done = acted(house, "1.0")
    assert done.returncode == 0, done.stderr
    said = (house.parent / "said").read_text(encoding="utf-8").splitlines()
    assert said[:6] == ["pr", "create", "--head", "archviz/1.0", "--title", "Figures at 1.0"]
    body = (house.parent / "said.body").read_text(encoding="utf-8")
    assert body.startswith("**Figures at 1.0.** Every claim holds.")
    assert (house.parent / "summary.md").read_text(encoding="utf-8") == body
    remote = house.parent / "remote"
    assert git(remote, "log", "-1", "--format=%s %an", "archviz/1.0") == "Figures at 1.0 github-actions[bot]"
    (house.parent / "said").unlink()
    git(house, "branch", "-q", "-D", "archviz/1.0")
    again = acted(house, "1.0")
    assert (again.returncode, again.stdout) == (0, "archviz/1.0 is there already\n")
    assert not (house.parent / "said").exists()


def test_what_cannot_run_opens_nothing(house: Path) -> None:
    assert acted(house, "").returncode == 2
    (house / "archviz.toml").write_text("no settings", encoding="utf-8")
    assert acted(house, "1.0").returncode == 2
    assert not (house.parent / "said").exists()


def test_the_workflow_on_the_page_uses_inputs_that_there_are() -> None:
    page = (Path(__file__).parents[2] / "docs" / "guides" / "upgrade.md").read_text(encoding="utf-8")
    workflow = YAML(typ="safe").load(page.partition("```yaml\n")[2].partition("```")[0])
    assert set(workflow["steps"][1]["with"]) <= set(ACTION["inputs"])
