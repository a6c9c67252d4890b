"""`archviz check` as a person or a pipeline runs it: formats, paths, baselines."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import jsonschema
import kitchen
import pytest

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = ["text", "json", "markdown", "github", "sarif", "junit"]
FALSE = kitchen.DIAGRAM.replace("mode: go, ", "")


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "archviz", *arguments]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    return subprocess.run(
        command,
        cwd=cwd,
        env=clean | {"ARCHVIZ_CACHE": str(cwd / "cache")} | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        stdin=subprocess.DEVNULL,
    )


def check(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return run("check", "--source", str(cwd / "go"), *arguments, cwd=cwd, **environment)


def findings(*arguments: str, cwd: Path, **environment: str) -> list[dict[str, Any]]:
    report = json.loads(run("check", *arguments, "--format", "json", cwd=cwd, **environment).stdout)
    found: list[dict[str, Any]] = report["findings"]
    return found


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A project with one false claim, at line 20 of its first figure."""
    folder = tmp_path / "house"
    folder.mkdir()
    kitchen.project(folder)
    kitchen.go_tree(folder / "go")
    (folder / "diagrams" / "house" / "1-kitchen.yaml").write_text(FALSE, encoding="utf-8")
    return folder


WHERE = {
    "text": "diagrams/house/1-kitchen.yaml:20: error: ",
    "json": '"file": "diagrams/house/1-kitchen.yaml",\n      "line": 20,',
    "markdown": "`diagrams/house/1-kitchen.yaml`",
    "github": "::error file=diagrams/house/1-kitchen.yaml,line=20,",
    "sarif": '"uri": "diagrams/house/1-kitchen.yaml",',
    "junit": (
        'name="Chef.Prepare -&gt; Chef.clean (call)" classname="figure 1 kitchen" '
        'file="diagrams/house/1-kitchen.yaml" line="20">'
    ),
}


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_has_the_claim_s_own_place_and_the_same_bytes_each_time(form: str, house: Path) -> None:
    first = check("--format", form, cwd=house, PYTHONHASHSEED="1", LC_ALL="C", TZ="UTC")
    again = check("--format", form, cwd=house, PYTHONHASHSEED="2", LC_ALL="C.UTF-8", TZ="Asia/Shanghai")
    assert (first.returncode, first.stderr) == (1, "")
    assert WHERE[form] in first.stdout
    assert first.stdout == again.stdout
    assert first.stdout.endswith("\n")
    assert not first.stdout.endswith("\n\n")


def test_a_clean_check_annotates_nothing(house: Path) -> None:
    (house / "diagrams" / "house" / "1-kitchen.yaml").write_text(kitchen.DIAGRAM, encoding="utf-8")
    done = check("--format", "github", cwd=house)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_published_schema_is_that_of_the_report(house: Path) -> None:
    schema = json.loads(run("schema", "--report", cwd=house).stdout)
    report = json.loads(check("--format", "json", cwd=house).stdout)
    jsonschema.Draft202012Validator(schema).validate(report)
    assert json.loads(run("schema", cwd=house).stdout) != schema


def test_programs_get_paths_from_the_root_of_the_repository(house: Path) -> None:
    below = house / "docs"
    below.mkdir()
    wanted = ["--source", str(house / "go"), "--project", str(house)]
    (told,) = findings(*wanted, cwd=below, GITHUB_WORKSPACE=str(house))
    assert told["file"] == "diagrams/house/1-kitchen.yaml"
    (here,) = findings(*wanted, cwd=house)
    assert here["file"] == "diagrams/house/1-kitchen.yaml"
    (outside,) = findings(*wanted, cwd=below)
    assert outside["file"] == (house / "diagrams" / "house" / "1-kitchen.yaml").resolve().as_posix()
    assert "../diagrams/house/1-kitchen.yaml:20: error" in run("check", "--source", str(house / "go"), cwd=below).stdout


@pytest.mark.parametrize("form", [form for form in FORMATS if form not in ("text", "markdown")])
def test_the_root_is_that_of_the_git_repository_where_no_runner_says_it(form: str, house: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=house.parent, check=True)
    below = house / "docs"
    below.mkdir()
    for folder in (below, house, house.parent):
        wanted = ["--source", str(house / "go"), "--project", str(house)]
        done = run("check", *wanted, "--format", form, cwd=folder)
        assert f"{house.name}/diagrams/house/1-kitchen.yaml" in done.stdout
        assert str(house) not in done.stdout.replace(str(house / "go"), "")


def test_what_could_not_be_read_is_named_from_the_repository_s_root_too(house: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=house.parent, check=True)
    (house / "archviz-baseline.yaml").write_text("waivers: 1\n")
    done = run("check", "--source", str(house / "go"), "--format", "github", cwd=house)
    assert done.returncode == 2
    assert f"::error file={house.name}/archviz-baseline.yaml,line=1," in done.stdout


def test_the_entry_that_v_prints_waives_once_it_has_a_reason(house: Path) -> None:
    said = check("-v", cwd=house).stdout
    (entry,) = re.findall("to waive: (.*)", said)
    file = house / "archviz-baseline.yaml"
    file.write_text(f"waivers:\n  {entry}\n", encoding="utf-8")
    blank = check(cwd=house)
    assert (blank.returncode, blank.stdout) == (2, "")
    assert "archviz-baseline.yaml:2: waivers[0] has no reason" in blank.stderr
    file.write_text(f"waivers:\n  {entry}\n".replace('""', "Until the next release."), encoding="utf-8")
    done = check(cwd=house)
    assert done.returncode == 0
    assert "diagrams/house/1-kitchen.yaml:20: waived: figure 1, edges[2]: " in done.stdout
    assert "    reason: Until the next release.\n" in done.stdout
    assert done.stdout.endswith("21 of 22 claims in 2 figures are proved at " + f"{house / 'go'}, 1 waived\n")


def test_a_waiver_that_waives_nothing_is_reported_but_fails_nothing(house: Path) -> None:
    (house / "diagrams" / "house" / "1-kitchen.yaml").write_text(kitchen.DIAGRAM, encoding="utf-8")
    other = house / "known.yaml"
    other.write_text('waivers:\n  - fingerprint: "0123456789abcdef"\n    reason: Old.\n', encoding="utf-8")
    done = check("--baseline", "known.yaml", "--format", "github", cwd=house)
    assert done.returncode == 0
    assert done.stdout.startswith("::warning file=known.yaml,line=2,title=stale-waiver%3A waivers[0]::")
    assert check(cwd=house).stdout.count("stale-waiver") == 0


def test_a_baseline_that_is_not_there_is_told(house: Path) -> None:
    done = check("--baseline", "none.yaml", cwd=house)
    assert (done.returncode, done.stdout) == (2, "")
    assert "none.yaml" in done.stderr


def test_render_prints_what_stops_it_as_check_does(house: Path) -> None:
    done = run("render", "--source", str(house / "go"), cwd=house)
    assert done.returncode == 1
    where = "diagrams/house/1-kitchen.yaml:20: error: figure 1, edges[2]: nothing proves that k.Chef.Prepare"
    assert done.stdout.startswith(where)
    assert check(cwd=house).stdout.startswith(where)
