"""What CI is given (action, hook, documented workflow), held against schemas that are not ours, and run."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import kitchen
import pytest
from ruamel.yaml import YAML

from archviz.cli import main

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = YAML(typ="safe").load((ROOT / "action.yml").read_text(encoding="utf-8"))
SCRIPTS = [step for step in ACTION["runs"]["steps"] if "run" in step]
CHECK = next(step for step in SCRIPTS if step.get("id") == "check")
LINT = SCRIPTS[-1]
BASH = shutil.which("bash") or "bash"
USES = re.compile(r"^[ ]*(?:- )?uses:[ ]*(?P<action>[^\s@]+)(?P<rest>.*)$", re.MULTILINE)
BLOCKS = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/guides/ci.md").read_text(encoding="utf-8"), re.DOTALL)


def valid(schema: str, file: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_action_is_valid_by_github_s_schema(tmp_path: Path) -> None:
    done = valid("vendor.github-actions", ROOT / "action.yml")
    assert done.returncode == 0, done.stdout
    broken = tmp_path / "action.yml"
    broken.write_text((ROOT / "action.yml").read_text(encoding="utf-8").replace("using: composite", "using: bash"))
    assert valid("vendor.github-actions", broken).returncode == 1


def test_the_workflow_in_the_guide_is_valid_by_github_s_schema(tmp_path: Path) -> None:
    (workflow,) = (block for block in BLOCKS if "\njobs:" in block)
    file = tmp_path / "claims.yml"
    file.write_text(workflow, encoding="utf-8")
    done = valid("vendor.github-workflows", file)
    assert done.returncode == 0, done.stdout
    given, upload = YAML(typ="safe").load(workflow)["jobs"]["claims"]["steps"][2:4]
    assert given["uses"].startswith("<owner>/archviz@")
    assert set(given["with"]) <= set(ACTION["inputs"])
    report = f"steps.{given['id']}.outputs.sarif-file"  # empty where there is no report, and set also where claims fail
    assert "sarif-file" in ACTION["outputs"]
    assert upload["if"] == f"always() && {report}"
    assert upload["with"]["sarif_file"] == f"${{{{ {report} }}}}"


def test_each_action_is_given_by_a_commit_with_its_version_beside_it(tmp_path: Path) -> None:
    (tmp_path / ".github").mkdir()
    (tmp_path / "go.mod").write_text("module example.org/m\n\ngo 1.21\n\nrequire example.org/pan v1.0.0\n")
    (tmp_path / "m.go").write_text("package m\n\nfunc A() { b() }\n\nfunc b() {}\n")
    subprocess.run([sys.executable, "-m", "archviz", "init"], cwd=tmp_path, check=True, capture_output=True)
    written = tmp_path / ".github/workflows/archviz.yml"
    pages = [ROOT / "action.yml", ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), written]
    pages += (ROOT / ".github").rglob("*.y*ml")
    pinned: dict[str, set[str]] = {}
    for page in pages:
        for found in USES.finditer(page.read_text(encoding="utf-8")):
            if not found["action"].startswith("./"):
                pinned.setdefault(found["action"], set()).add(found["rest"])
    assert pinned.pop("<owner>/archviz") == {"@<commit> # <tag>"}
    assert {"actions/checkout", "actions/setup-go", "actions/setup-python"} <= set(pinned)
    for action, given in pinned.items():
        assert len(given) == 1, f"{action} at two versions"
        assert re.fullmatch(r"@[0-9a-f]{40} # v\d+\.\d+\.\d+", given.pop()), action


def test_each_workflow_on_a_page_grants_no_more_than_its_jobs_need() -> None:
    (workflow,) = (block for block in BLOCKS if "\njobs:" in block)
    loaded = YAML(typ="safe").load(workflow)
    assert loaded["permissions"] == {}
    assert "permissions" not in loaded["jobs"]["versions"]
    assert loaded["jobs"]["claims"]["permissions"] == {"contents": "read", "security-events": "write"}
    checkouts = [
        step for step in loaded["jobs"]["claims"]["steps"] if step.get("uses", "").startswith("actions/checkout@")
    ]
    assert [step["with"]["persist-credentials"] for step in checkouts] == [False, False]


def test_the_workflow_finds_the_newest_release(tmp_path: Path) -> None:
    (workflow,) = (block for block in BLOCKS if "\njobs:" in block)
    script = YAML(typ="safe").load(workflow)["jobs"]["versions"]["steps"][0]["run"]
    remote = tmp_path / "remote"
    git = ["git", "-C", str(remote), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "init", "--quiet", str(remote)], check=True)
    subprocess.run([*git, "commit", "--quiet", "--allow-empty", "-m", "a"], check=True)
    for tag in ("v1.9.11", "v1.36.2", "v1.36.10", "v1.37.0-rc.1", "v1.37.0-alpha.0"):
        subprocess.run([*git, "tag", tag], check=True)
    there = script.replace("https://github.com/kubernetes/kubernetes", shlex.quote(str(remote)))
    assert there != script
    subprocess.run(
        [BASH, "-eo", "pipefail", "-c", there], check=True, env=os.environ | {"GITHUB_OUTPUT": f"{tmp_path}/o"}
    )
    assert (tmp_path / "o").read_text() == "version=1.36.10\n"


def test_the_hook_is_valid_and_runs_a_command_that_exists() -> None:
    manifest = ROOT / ".pre-commit-hooks.yaml"
    subprocess.run([sys.executable, "-m", "pre_commit", "validate-manifest", str(manifest)], check=True)
    (hook, drawn, documents) = YAML(typ="safe").load(manifest.read_text(encoding="utf-8"))
    program, command, *options = shlex.split(drawn["entry"])
    assert (program, drawn["language"], drawn["pass_filenames"]) == ("archviz", "python", False)
    context = main.get_command(click.Context(main), command).make_context(command, options)  # type: ignore[union-attr]
    assert context.params["checking"]
    assert re.search(drawn["files"], "diagrams/house/kitchen.svg")
    program, command, *options = shlex.split(documents["entry"])
    assert (program, documents["language"]) == ("archviz", "python")
    assert main.get_command(click.Context(main), command).make_context(command, [*options, "README.md"])  # type: ignore[union-attr]
    assert re.search(documents["files"], "docs/guide.md")
    program, command, *options = shlex.split(hook["entry"])
    assert (program, hook["language"], hook["pass_filenames"]) == ("archviz", "python", False)
    known = main.get_command(click.Context(main), command)
    assert known is not None
    known.make_context(command, options)
    for file in (
        "diagrams/house/1-kitchen.yaml",
        "docs/diagrams/a/1.yml",
        "archviz-baseline.yaml",
        "docs/archviz.toml",
    ):
        assert re.search(hook["files"], file)
    assert re.search(hook["files"], "kitchen/kitchen.go")
    for file in ("mydiagrams/a.yaml", "diagrams/a.svg", "docs/myarchviz.toml", "a.got"):
        assert not re.search(hook["files"], file)


@pytest.fixture
def hooked(tmp_path: Path) -> Path:
    """A committed repository with a Go module, a project in a subfolder of it, and the shipped hooks run from here."""
    kitchen.go_tree(tmp_path)
    docs = kitchen.project(tmp_path / "my docs")
    (docs / "archviz.toml").write_text("", encoding="utf-8")
    (tmp_path / "README.md").write_text("A house.\n", encoding="utf-8")
    hooks = YAML(typ="safe").load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    own = [hook | {"language": "system", "verbose": True} for hook in hooks]
    configuration = {"repos": [{"repo": "local", "hooks": own}]}
    (tmp_path / ".pre-commit-config.yaml").write_text(json.dumps(configuration), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "archviz", "render", "--quiet"], cwd=docs, check=True)
    subprocess.run(["git", "init", "--quiet", "."], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    return tmp_path


def run_hook(repository: Path, hook: str, *files: str) -> subprocess.CompletedProcess[str]:
    """A hook as pre-commit runs it where these files are to be committed."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    given = {"PATH": path, "PRE_COMMIT_HOME": str(repository.parent / "hooks"), "ARCHVIZ_CACHE": f"{repository}-cache"}
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", hook, "--files", *files],
        cwd=repository,
        env=os.environ | given,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("hook", ["archviz-check", "archviz-render-check"])
def test_the_hooks_run_for_the_figures_and_the_code_of_a_project_in_a_subfolder(hook: str, hooked: Path) -> None:
    figure = hooked / "my docs" / "diagrams" / "house" / "1-kitchen.yaml"
    for file in ("my docs/diagrams/house/1-kitchen.yaml", "my docs/archviz.toml", "kitchen/kitchen.go"):
        done = run_hook(hooked, hook, file)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Passed" in done.stdout
    assert "(no files to check)Skipped" in run_hook(hooked, hook, "README.md").stdout
    false = kitchen.DIAGRAM.replace("mode: go, ", "")
    changed = {"archviz-check": false, "archviz-render-check": kitchen.DIAGRAM.replace("A kitchen at work", "At work")}
    figure.write_text(changed[hook], encoding="utf-8")
    done = run_hook(hooked, hook, "my docs/diagrams/house/1-kitchen.yaml")
    assert done.returncode == 1
    said = {"archviz-check": "my docs/diagrams/house/1-kitchen.yaml:20", "archviz-render-check": "kitchen.svg"}
    assert said[hook] in done.stdout


@pytest.mark.parametrize("step", SCRIPTS, ids=[step["name"] for step in SCRIPTS])
def test_the_action_s_scripts_parse_and_take_inputs_by_environment(step: dict[str, Any]) -> None:
    subprocess.run([BASH, "-n"], input=step["run"], text=True, check=True)
    assert step["shell"] == "bash"
    assert "${{" not in step["run"]


def acted(
    house: Path,
    *,
    step: dict[str, Any] = CHECK,
    first_on_path: Path = Path(sys.executable).parent,
    **inputs: str,
) -> subprocess.CompletedProcess[str]:
    """A step of the action, run as GitHub runs it, with inputs that are not given at their defaults."""
    runner = house / "runner"
    runner.mkdir(exist_ok=True)
    values = {name: str(given["default"]) for name, given in ACTION["inputs"].items()}
    values |= {name.replace("_", "-"): value for name, value in inputs.items()}

    def value(found: re.Match[str]) -> str:
        return str(runner) if found[1] == "runner.temp" else values[found[1].removeprefix("inputs.")]

    given = {name: re.sub(r"\$\{\{ (.*?) \}\}", value, text) for name, text in step["env"].items()}
    github = {
        "GITHUB_WORKSPACE": str(house),
        "GITHUB_STEP_SUMMARY": str(runner / "summary.md"),
        "GITHUB_OUTPUT": str(runner / "output"),
        "PATH": os.pathsep.join((str(first_on_path), str(Path(sys.executable).parent), os.environ["PATH"])),
    }
    script = runner / "step.sh"
    script.write_text(step["run"], encoding="utf-8")
    return subprocess.run(
        [BASH, "--noprofile", "--norc", "-eo", "pipefail", str(script)],
        cwd=house,
        env=os.environ | given | github,
        capture_output=True,
        encoding="utf-8",
        check=False,
        stdin=subprocess.DEVNULL,
    )


def outputs(house: Path) -> dict[str, str]:
    """The step's outputs, read as the runner does: ``NAME<<END``, lines, ``END``."""
    text = (house / "runner" / "output").read_text(encoding="utf-8")
    found = re.findall(r"(?ms)^(\S+)<<(\S+)\n(.*?)\n\2\n", text)
    assert "".join(f"{name}<<{end}\n{value}\n{end}\n" for name, end, value in found) == text
    return {name: value for name, _, value in found}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A repository whose project is in a folder of its own, with a Go tree in another."""
    kitchen.project(tmp_path / "my docs")
    kitchen.go_tree(tmp_path / "go tree")
    return tmp_path


def test_the_action_is_content_with_true_claims(house: Path) -> None:
    done = acted(house, source="go tree", project="my docs")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (house / "runner" / "summary.md").read_text().startswith("**archviz at go tree: every claim holds.**")
    assert not (house / "runner" / "output").exists()


def test_the_action_finds_a_project_below_and_its_module_by_itself(house: Path) -> None:
    (house / ".git").mkdir()
    (house / "go tree").rename(house / "tree")
    for name in ("go.mod", "kitchen"):
        (house / "tree" / name).rename(house / name)
    (house / "my docs" / "archviz.toml").write_text("", encoding="utf-8")
    done = acted(house)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (house / "runner" / "summary.md").read_text().startswith("**archviz at")


def test_the_action_writes_all_reports_before_it_fails(house: Path) -> None:
    file = house / "my docs" / "diagrams" / "house" / "1-kitchen.yaml"
    file.write_text(kitchen.DIAGRAM.replace("mode: go, ", ""), encoding="utf-8")
    done = acted(house, source="go tree", project="my docs", sarif_file="out.sarif", version="1.20.2")
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=my docs/diagrams/house/1-kitchen.yaml,line=20,title=")
    assert (house / "runner" / "summary.md").read_text().startswith("**archviz at 1.20.2: 1 error.**")
    assert outputs(house) == {"sarif-file": "out.sarif"}
    (run,) = json.loads((house / "out.sarif").read_text())["runs"]
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "my%20docs/diagrams/house/1-kitchen.yaml"


def test_the_action_writes_whole_reports_where_a_figure_cannot_be_read(house: Path) -> None:
    file = house / "my docs" / "diagrams" / "house" / "1-kitchen.yaml"
    file.write_text(kitchen.DIAGRAM.replace("kind: diagram", "kind: digram"), encoding="utf-8")
    done = acted(house, source="go tree", project="my docs", sarif_file="out.sarif", version="1.20.2")
    assert done.returncode == 2
    assert done.stdout.startswith("::error file=my docs/diagrams/house/1-kitchen.yaml,line=2,title=unreadable-figure")
    assert "1 file could not be read" in (house / "runner" / "summary.md").read_text()
    (run,) = json.loads((house / "out.sarif").read_text())["runs"]
    assert run["results"][0]["ruleId"] == "unreadable-figure"


def test_the_action_takes_a_baseline_and_another_format(house: Path) -> None:
    (house / "known.yaml").write_text('waivers: [{fingerprint: "0123456789abcdef", reason: Old.}]\n', encoding="utf-8")
    done = acted(house, source="go tree", project="my docs", baseline="known.yaml", format="text")
    assert done.returncode == 0
    assert done.stdout.startswith("known.yaml:1: warning: waivers[0]: ")


def test_the_action_holds_documents(house: Path) -> None:
    (house / "README.md").write_text("# House\n\n`kitchen.Chef` and `kitchen.Cheff`\n", encoding="utf-8")
    done = acted(house, step=LINT, source="go tree", lint="README.md")
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=README.md,line=3,title=")
    assert "Cheff" in (house / "runner" / "summary.md").read_text()
    (house / "archviz.toml").write_text('[lint]\ndocuments = ["README.md"]\n', encoding="utf-8")
    assert acted(house, step=LINT, source="go tree", lint="true").stdout == done.stdout
    (house / "README.md").write_text("`kitchen.Chef`\n", encoding="utf-8")
    assert acted(house, step=LINT, source="go tree", lint="true").returncode == 0


def test_the_action_says_in_every_report_what_keeps_it_from_running(house: Path) -> None:
    done = acted(house, source="no such tree", project="my docs", sarif_file="out.sarif")
    assert done.returncode == 2
    assert "no such tree" in done.stderr
    assert done.stdout.startswith("::error title=archviz could not run::no source at no such tree")
    (run,) = json.loads((house / "out.sarif").read_text())["runs"]
    assert run["results"] == []
    assert run["invocations"][0]["executionSuccessful"] is False
    assert outputs(house) == {"sarif-file": "out.sarif"}
    assert (house / "runner" / "summary.md").read_text().startswith("**archviz could not run.** No claim was checked.")


def test_the_action_hands_on_no_empty_report_of_a_program_that_failed_with_1(house: Path) -> None:
    (house / "broken").mkdir()
    program = house / "broken" / "archviz"
    program.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    program.chmod(0o755)
    done = acted(house, first_on_path=program.parent, source="go tree", project="my docs", sarif_file="out.sarif")
    assert done.returncode == 2
    assert not (house / "out.sarif").exists()


def test_inputs_of_the_action_are_only_values(house: Path) -> None:
    sarif = "$(touch ran)`touch ran`;touch ran\nother=injected\nout.sarif"
    done = acted(house, source="go tree", project="my docs", sarif_file=sarif)
    assert done.returncode == 0, done.stderr
    assert outputs(house) == {"sarif-file": sarif}
    assert acted(house, source="--help", project="my docs").returncode == 2
    assert acted(house, source="go tree", project="my docs", format="$(touch ran)").returncode == 2
    assert acted(house, source="go tree", project="my docs", version="--help").returncode == 0
    assert not (house / "ran").exists()


def test_the_action_runs_no_module_of_the_repository_that_it_checks(house: Path) -> None:
    (install,) = (step["run"] for step in SCRIPTS if step["name"] == "Install archviz")
    for name in ("venv", "pip", "ensurepip", "sysconfig"):
        (house / f"{name}.py").write_text("open('ran', 'w')\n", encoding="utf-8")
    action = house / "action"
    action.mkdir()
    (action / "pyproject.toml").write_text("[project]\nname = 'nothing'\n", encoding="utf-8")
    runner = {"RUNNER_TEMP": str(house / "temp"), "GITHUB_ACTION_PATH": str(action), "GITHUB_PATH": str(house / "path")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    only_the_venv = install.replace('"$folder/python" -I -m pip install', '"$folder/python" -I -m pip --version #')
    done = subprocess.run(
        [BASH, "--noprofile", "--norc", "-eo", "pipefail", "-c", only_the_venv],
        cwd=house,
        env=os.environ | runner | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("pip ")
    assert not (house / "ran").exists()
