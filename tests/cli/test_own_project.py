"""A project of one's own: what is said where there is none, how one is made, and that it needs nothing more."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import kitchen
import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
NEEDING = ["check", "render", "build", "serve", "update", "fetch", "diff a b"]
"""Commands that are about figures or pins."""


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "archviz", *arguments],
        cwd=cwd,
        env=os.environ | {"ARCHVIZ_CACHE": str(cwd / ".cache"), "GOMODCACHE": str(cwd / ".mod")} | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        stdin=subprocess.DEVNULL,
    )


def files(folder: Path) -> dict[str, bytes]:
    """What a folder holds, by path."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A Go module and no project."""
    return kitchen.go_tree(tmp_path)


@pytest.mark.parametrize("command", NEEDING)
def test_without_a_project_nothing_is_green_and_nothing_is_written(command: str, house: Path) -> None:
    before = files(house)
    done = run(*command.split(), cwd=house / "kitchen")
    assert (done.returncode, done.stdout) == (2, "")
    first, module, hint = done.stderr.splitlines()
    assert first == f"error: no project in {house / 'kitchen'} or above it"
    assert module == "  Go module example.org/house in ..: 1 package"
    assert "archviz init" in hint
    assert "archviz draw" in hint
    assert files(house) == before


def test_what_is_missing_of_a_module_is_said(house: Path) -> None:
    (house / "go.mod").write_text(
        "module example.org/house\n\ngo 1.20\n\nrequire (\n\texample.org/pan v1.0.0\n\texample.org/Pot v1.1.0\n)\n"
    )
    (house / ".mod" / "example.org" / "!pot@v1.1.0").mkdir(parents=True)
    said = run("check", cwd=house).stderr
    assert "  dependencies: 1 in the module cache; 1 not here: example.org/pan\n" in said


def test_the_version_of_a_repository_is_said(house: Path) -> None:
    git = ["git", "-C", str(house), "-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "init", "--quiet", str(house)], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "--quiet", "-m", "a"], check=True)
    subprocess.run([*git, "tag", "v1.4.0"], check=True)
    assert "  version: v1.4.0, as git says\n" in run("check", cwd=house).stderr


def test_where_there_is_no_go_the_example_is_named(tmp_path: Path) -> None:
    done = run("check", cwd=tmp_path)
    assert done.returncode == 2
    assert "and no Go module" in done.stderr
    assert "archviz example DIR" in done.stderr


def test_facts_need_no_project_and_are_those_of_the_module_around(house: Path) -> None:
    done = run("relations", "./...", cwd=house / "kitchen")
    assert done.returncode == 0, done.stderr
    assert {json.loads(line)["pkg"] for line in done.stdout.splitlines()} == {"example.org/house/kitchen"}
    kitchen.go_tree(house / "new", kitchen.STOVE_GO.replace("heat", "warm"))
    subject = "example.org/house/kitchen.Chef.heat"
    done = run("follow", subject, "--from", ".", "--to", "new", "--format", "json", cwd=house)
    assert json.loads(done.stdout)["kind"] == "renamed"


def test_a_project_without_figures_is_not_green(house: Path) -> None:
    (house / "archviz.toml").touch()
    for command in ("check", "render", "build"):
        done = run(command, cwd=house)
        assert (done.returncode, done.stdout) == (2, "")
        assert "error: no figures: there is no folder diagrams" in done.stderr
        assert "hint: " in done.stderr


def test_a_new_project_is_green_at_once_and_draws(house: Path) -> None:
    made = run("init", cwd=house)
    assert made.returncode == 0, made.stderr
    assert made.stdout.splitlines() == [
        "archviz.toml: written",
        "diagrams/figure.schema.json: written",
        "diagrams/house/1-chef.yaml: written",
    ]
    figure = (house / "diagrams/house/1-chef.yaml").read_text()
    assert figure.startswith("# yaml-language-server: $schema=../figure.schema.json\n")
    assert (house / "diagrams/figure.schema.json").read_text() == run("schema", cwd=house).stdout
    done = run("check", "--format", "json", cwd=house)
    assert done.returncode == 0, done.stdout
    (told,) = json.loads(done.stdout)["figures"]
    assert told["proved"] == told["claims"] > 5
    assert run("render", cwd=house / "kitchen").stdout == "../diagrams/house/chef.svg\n"
    edited = figure.replace("kind: call", "kind: creates", 1)
    (house / "diagrams/house/1-chef.yaml").write_text(edited)
    assert run("check", cwd=house).returncode == 1


def test_a_project_is_made_once(house: Path) -> None:
    assert run("init", cwd=house).returncode == 0
    before = files(house)
    again = run("init", cwd=house)
    assert again.returncode == 2
    assert "is a project already" in again.stderr
    assert files(house) == before


def test_what_is_there_is_never_overwritten(house: Path) -> None:
    kitchen.figure_file(house / "diagrams" / "mine", kitchen.DIAGRAM, "1.yaml")
    workflow = house / ".github" / "workflows" / "archviz.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text("mine")
    made = run("init", cwd=house)
    assert made.returncode == 0, made.stderr
    assert made.stdout == "archviz.toml: written\n"
    assert "diagrams holds figures already" in made.stderr
    assert ".github/workflows/archviz.yml is there already" in made.stderr
    assert workflow.read_text() == "mine"
    assert run("check", cwd=house).returncode == 0


def test_without_a_module_or_anything_to_show_nothing_is_written(tmp_path: Path) -> None:
    nothing = run("init", "docs", cwd=tmp_path)
    assert nothing.returncode == 2
    assert "there is no go.mod or go.work in docs or above it" in nothing.stderr
    assert "hint: `go mod init`" in nothing.stderr
    (tmp_path / "go.mod").write_text("module example.org/empty\n")
    (tmp_path / "doc.go").write_text("package empty\n")
    empty = run("init", "docs", cwd=tmp_path)
    assert empty.returncode == 2
    assert "nothing in" in empty.stderr
    assert sorted(files(tmp_path)) == ["doc.go", "go.mod"]


def test_all_or_nothing_is_written(house: Path) -> None:
    (house / "diagrams").write_text("in the way")
    before = files(house)
    assert run("init", cwd=house).returncode == 2
    assert files(house) == before


def test_a_project_in_a_folder_of_a_repository(house: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(house)], check=True)
    remote = ["git", "-C", str(house), "remote", "add", "origin", "git@github.com:example/house.git"]
    subprocess.run(remote, check=True)
    (house / ".pre-commit-config.yaml").write_text(
        "# ours\nrepos:\n\n  - repo: meta\n    hooks: [{id: identity}]\nci: {}\n"
    )
    made = run("init", "my docs", cwd=house)
    assert made.returncode == 0, made.stderr
    assert set(made.stdout.splitlines()) == {
        ".github/workflows/archviz.yml: written",
        ".pre-commit-config.yaml: written",
        "my docs/archviz.toml: written",
        "my docs/diagrams/figure.schema.json: written",
        "my docs/diagrams/house/1-chef.yaml: written",
    }
    assert run("check", "--project", "my docs", cwd=house).returncode == 0
    assert run("check", cwd=house / "my docs").returncode == 0
    hooks = YAML(typ="safe").load((house / ".pre-commit-config.yaml").read_text())
    assert [each["repo"] for each in hooks["repos"]] == ["local", "meta"]
    assert hooks["ci"] == {}
    workflow = (house / ".github/workflows/archviz.yml").read_text()
    assert "archviz check --format github --project 'my docs'" in workflow
    subprocess.run(["git", "add", "."], cwd=house, check=True)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    hook = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "archviz-check", "--all-files", "--verbose"],
        cwd=house,
        env=os.environ | {"PATH": path, "PRE_COMMIT_HOME": str(house.parent / "hooks")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert hook.returncode == 0, hook.stdout + hook.stderr
    assert "claims in 1 figure" in hook.stdout


def test_a_workflow_only_where_it_is_wanted_and_a_hook_where_it_is_asked_for(house: Path) -> None:
    (house / ".github").mkdir()
    made = run("init", "--no-workflow", "--hook", cwd=house)
    assert ".pre-commit-config.yaml: written" in made.stdout
    assert "workflows" not in made.stdout
    command = [sys.executable, "-m", "pre_commit", "validate-config", str(house / ".pre-commit-config.yaml")]
    subprocess.run(command, check=True)


def test_the_workflow_is_valid_and_brings_what_the_module_requires(house: Path) -> None:
    (house / ".github").mkdir()
    (house / "go.mod").write_text("module example.org/house\n\ngo 1.20\n\nrequire example.org/pan v1.0.0\n")
    assert run("init", cwd=house).returncode == 0
    file = house / ".github/workflows/archviz.yml"
    assert "go mod download" in file.read_text()
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", str(file)]
    subprocess.run(command, check=True)


@pytest.mark.parametrize(
    "text", ["repos: []\n", "repos: [{repo: meta, hooks: [{id: identity}]}]\n", "fail_fast: true\n"]
)
def test_hooks_in_an_unknown_layout_are_left_and_the_entry_is_printed(text: str, house: Path) -> None:
    (house / ".pre-commit-config.yaml").write_text(text)
    made = run("init", cwd=house)
    assert made.returncode == 0
    assert (house / ".pre-commit-config.yaml").read_text() == text
    assert "id: archviz-check" in made.stderr


def test_a_module_in_a_module_and_a_work_space(house: Path) -> None:
    app = house / "app"
    app.mkdir()
    (app / "go.mod").write_text("module example.org/app\n\ngo 1.20\n")
    (app / "main.go").write_text(
        'package main\n\nimport "example.org/house/kitchen"\n\n'
        "type Guest struct{ chef *kitchen.Chef }\n\nfunc (g *Guest) Eat() { g.order() }\n\n"
        "func (g *Guest) order() {}\n\nfunc main() { (&Guest{}).Eat() }\n"
    )
    work = "go 1.20\n\nuse (\n\t.\n\t./app\n)\n"
    (house / "go.work").write_text(work)
    assert run("init", cwd=app).returncode == 0
    assert (app / "diagrams/app/1-guest.yaml").is_file()
    assert run("check", cwd=app).returncode == 0
    (house / "app" / "diagrams/app/2.yaml").write_text(
        "figure: 2\nkind: diagram\nid: two\nfile: two\ntitle: {en: Two}\ndescription: {en: Two.}\n"
        "packages: {main: example.org/app, k: example.org/house/kitchen}\n"
        "cards:\n  - {type: main.Guest, fields: [chef]}\n"
        "  - {type: k.Chef, methods: [heat]}\n  - {type: k.Stove, methods: [Burn]}\n"
        "edges:\n  - {from: main.Guest.chef, to: k.Chef, kind: holds}\n"
        "  - {from: k.Chef.heat, to: k.Stove.Burn, kind: call}\n"
    )
    done = run("check", cwd=app)
    assert done.returncode == 0, done.stdout + done.stderr
    assert run("init", cwd=house).returncode == 0
    assert run("check", cwd=house).returncode == 0
    (house / "go.work").write_text(work.replace("./app", "./other"))
    assert run("check", cwd=app).returncode == 1
    (app / "go.mod").write_text("module example.org/app\n\ngo 1.20\n\nreplace example.org/house => ../\n")
    assert run("check", cwd=app).returncode == 0


def test_from_the_top_of_a_repository_the_only_project_below_is_found(house: Path) -> None:
    assert run("init", "docs/figures", cwd=house).returncode == 0
    assert run("check", cwd=house).returncode == 0
    assert run("check", cwd=house / "kitchen").returncode == 2
    assert run("init", "other", cwd=house).returncode == 0
    done = run("check", cwd=house)
    assert done.returncode == 2
    assert "projects below: other, docs/figures" in done.stderr
    assert "--project other" in done.stderr


def test_a_build_in_the_source_itself_is_not_done_again(house: Path) -> None:
    kitchen.project(house)
    kitchen.article(house)
    (house / "archviz.toml").write_text("")
    first = run("build", cwd=house)
    assert first.returncode == 0, first.stderr
    assert "nothing has changed" in run("build", cwd=house).stderr
    stove = house / "kitchen" / "kitchen.go"
    stove.write_text(stove.read_text() + "\n// More.\n")
    assert "nothing has changed" not in run("build", cwd=house).stderr


def test_the_shipped_article_is_copied_out_into_an_empty_folder_alone(tmp_path: Path) -> None:
    done = run("example", "article", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    copied = files(tmp_path / "article")
    for part in ("diagrams", "kubernetes-refs", "templates/articles"):
        for file in (ROOT / part).rglob("*"):
            if file.is_file():
                assert copied.pop(str(file.relative_to(ROOT))) == file.read_bytes()
    assert copied.keys() == {"archviz.toml"}
    before = files(tmp_path)
    again = run("example", "article", cwd=tmp_path)
    assert again.returncode == 2
    assert "article is not empty" in again.stderr
    assert files(tmp_path) == before
    assert run("diff", "1.20.2", "microshift-1.21", cwd=tmp_path / "article").returncode in (0, 1)


def test_the_copied_article_is_proved_as_the_shipped_one(tmp_path: Path, kubernetes: Path) -> None:
    assert run("example", "article", cwd=tmp_path).returncode == 0
    source = str(kubernetes)
    told = [
        json.loads(run("check", "--project", project, "--source", source, "--format", "json", cwd=tmp_path).stdout)
        for project in ("article", str(ROOT))
    ]
    assert told[0]["source"]["version"] == "Kubernetes 1.20.2" or told[0]["source"] == told[1]["source"]
    assert [each["claims"] for each in told[0]["figures"]] == [each["proved"] for each in told[1]["figures"]]
