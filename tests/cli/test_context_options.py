"""The platform, tags, cgo and tests that are chosen, and what could not be read, as a person meets them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import kitchen
import pytest

if TYPE_CHECKING:
    from pathlib import Path

FIGURE = """\
figure: 1
kind: diagram
id: lamp
file: lamp
title: {en: A lamp}
description: {en: What a switch does.}
packages: {l: example.org/lamp}
cards:
  - func: l.Switch
  - func: l.NAME
edges:
  - {from: l.Switch, to: l.NAME, kind: call}
"""
FILES = {
    "go.mod": "module example.org/lamp\n\ngo 1.21\n",
    "lamp.go": "package lamp\n\nfunc Switch() { power(); shine(); spark(); probe() }\n",
    "power_windows.go": "package lamp\n\nfunc power() {}\n",
    "shine.go": "//go:build fancy\n\npackage lamp\n\nfunc shine() {}\n",
    "spark.go": 'package lamp\n\nimport "C"\n\nfunc spark() { C.spark() }\n',
    "probe_test.go": "package lamp\n\nfunc probe() {}\n",
}
CHOSEN = {
    "power": (["--platform", "windows/amd64"], 'platform = "windows/amd64"'),
    "shine": (["--tags", "other,fancy"], 'tags = ["fancy"]'),
    "spark": (["--cgo"], "cgo = true"),
    "probe": (["--tests"], "tests = true"),
}
LEFT_OUT = {
    "power": "declared in power_windows.go, left out on linux/amd64",
    "shine": "declared in shine.go, left out without the tag fancy",
    "spark": 'declared in spark.go, left out as it imports "C"',
    "probe": "declared in probe_test.go, tests are left out",
}


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "archviz", *arguments],
        cwd=cwd,
        env={**os.environ, "ARCHVIZ_CACHE": str(cwd / "cache")},
        capture_output=True,
        encoding="utf-8",
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A project whose source has a file for each reason to be left out."""
    (tmp_path / "archviz.toml").touch()
    (tmp_path / "diagrams" / "a").mkdir(parents=True)
    (tmp_path / "go").mkdir()
    for name, text in FILES.items():
        (tmp_path / "go" / name).write_text(text)
    return tmp_path


def claim(house: Path, name: str) -> None:
    (house / "diagrams" / "a" / "1.yaml").write_text(FIGURE.replace("NAME", name))


@pytest.mark.parametrize("name", CHOSEN)
def test_a_left_out_file_is_named_and_taken_in_by_option_or_setting(name: str, house: Path) -> None:
    claim(house, name)
    options, setting = CHOSEN[name]
    without = run("check", "--source", "go", cwd=house)
    assert without.returncode == 1
    assert f"l.{name}: example.org/lamp.{name} is {LEFT_OUT[name]} [unknown-symbol]" in without.stdout
    assert f"hint: {options[0]} " in without.stdout
    assert run("check", "--source", "go", *options, cwd=house).returncode == 0
    (house / "archviz.toml").write_text(f"{setting}\n")
    assert run("check", "--source", "go", cwd=house).returncode == 0


def test_an_option_comes_before_the_setting(house: Path) -> None:
    claim(house, "shine")
    (house / "archviz.toml").write_text('platform = "windows/arm64"\ntags = ["fancy"]\ncgo = true\ntests = true\n')
    assert run("check", "--source", "go", cwd=house).returncode == 0
    off = ["--platform", "linux/amd64", "--tags", "", "--no-cgo", "--no-tests"]
    done = run("relations", "--source", "go", "example.org/lamp", "--unresolved", *off, cwd=house)
    reasons = [json.loads(line)["reason"] for line in done.stdout.splitlines()]
    assert reasons == [f"{name} is {LEFT_OUT[name]}" for name in CHOSEN]
    said = run("check", "--source", "go", *off, cwd=house)
    assert said.returncode == 1
    assert LEFT_OUT["shine"] in said.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--platform", "linux"], "'linux' is no platform"),
        (["--platform", "vax/amd64"], "Go has no operating system 'vax'\nhint: a platform is GOOS/GOARCH"),
        (["--platform", "windows/vax"], "Go has no 'vax' on windows\nhint: GOARCH on windows is 386, amd64 or arm64"),
        (["--tags", "a,b-c"], "'b-c' is no build tag"),
    ],
)
@pytest.mark.parametrize("command", [["check"], ["relations", "example.org/lamp"], ["render"]])
def test_what_go_does_not_have_is_an_error(command: list[str], arguments: list[str], message: str, house: Path) -> None:
    claim(house, "power")
    done = run(*command, "--source", "go", *arguments, cwd=house)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('version = "1.0"\nplatform = "vax/amd64"\n', "archviz.toml:2: Go has no operating system 'vax'"),
        ('tags = ["a b"]\n', "archviz.toml:1: 'a b' is no build tag"),
        ("\ncgo = 1\n", "archviz.toml:2: `cgo`: 1 is not true or false"),
    ],
)
def test_a_wrong_setting_is_told_with_its_line(text: str, message: str, house: Path) -> None:
    claim(house, "power")
    (house / "archviz.toml").write_text(text)
    done = run("check", "--source", "go", cwd=house)
    assert done.returncode == 2
    assert message in done.stderr


@pytest.mark.parametrize("command", ["build", "check", "diff", "follow", "relations", "render", "serve", "update"])
def test_every_command_that_reads_a_source_has_the_options(command: str, tmp_path: Path) -> None:
    told = run(command, "--help", cwd=tmp_path).stdout
    for option in ("--platform", "--tags", "--cgo / --no-cgo", "--tests / --no-tests"):
        assert option in told


def test_reports_and_locks_say_what_was_built(house: Path) -> None:
    claim(house, "power")
    chosen = ["--source", "go", "--platform", "windows/amd64", "--tags", "b,a"]
    report = json.loads(run("check", *chosen, "--format", "json", cwd=house).stdout)
    assert report["source"].items() >= {"platform": "windows/amd64", "tags": ["a", "b"]}.items()
    assert not {"cgo", "tests"} & report["source"].keys()
    assert "proved at go (windows/amd64, tags a,b)" in run("check", *chosen, cwd=house).stdout
    assert run("update", *chosen, "--name", "mine", cwd=house).returncode == 0
    lock = json.loads((house / "archviz-refs" / "mine.lock.json").read_text())
    assert lock["context"] == {"platform": "windows/amd64", "tags": ["a", "b"]}
    assert run("diff", "mine", "go", *chosen[2:], cwd=house).returncode == 0


def test_a_build_for_something_else_is_another_build(tmp_path: Path) -> None:
    house = kitchen.project(tmp_path)
    kitchen.article(house)
    kitchen.go_tree(house / "go")
    build = ["build", "--source", "go"]
    assert run(*build, cwd=house).returncode == 0
    assert "nothing has changed" in run(*build, cwd=house).stderr
    assert "nothing has changed" not in run(*build, "--tags", "fancy", cwd=house).stderr


# What could not be read

DAMAGED = "package lamp\n\nfunc whole() {}\n\n<<<<<<< ours\n=======\n>>>>>>> theirs\n"


@pytest.fixture
def damaged(house: Path) -> Path:
    """The same project with a file that was merged in a hurry and one whose constraint is no expression."""
    claim(house, "power")
    (house / "go" / "merged.go").write_text(DAMAGED)
    (house / "go" / "asked.go").write_text("//go:build linux amd64\n\npackage lamp\n")
    return house


@pytest.mark.parametrize(
    "command",
    [
        ["check"],
        ["render"],
        ["update", "--dry-run"],
        ["relations", "example.org/lamp"],
        ["check", "--format", "sarif"],
        ["check", "-q"],
    ],
)
def test_every_command_says_what_it_could_not_read_once(command: list[str], damaged: Path) -> None:
    told = run(*command, "--source", "go", "--platform", "windows/amd64", cwd=damaged).stderr.splitlines()
    assert [line for line in told if line.startswith("asked.go:1: ")] == [
        "asked.go:1: a malformed //go:build line: the file is left out"
    ]
    merged = [line for line in told if line.startswith("merged.go:5: ")]
    assert merged
    assert len(merged) == len(set(merged))


def test_both_sides_of_a_comparison_are_said(damaged: Path) -> None:
    other = damaged / "other"
    other.mkdir()
    for name, text in FILES.items():
        (other / name).write_text(text)
    subject = ["follow", "example.org/lamp.Switch", "--from", "other", "--to", "go"]
    assert "asked.go:1: " in run(*subject, cwd=damaged).stderr
    assert "asked.go:1: " in run("diff", "other", "go", cwd=damaged).stderr


def test_every_report_has_what_could_not_be_read(damaged: Path) -> None:
    def report(form: str) -> str:
        return run("check", "--source", "go", "--format", form, cwd=damaged).stdout

    found = json.loads(report("json"))["diagnostics"]
    assert {"file": "asked.go", "line": 1, "message": "a malformed //go:build line: the file is left out"} in found
    (invocation,) = json.loads(report("sarif"))["runs"][0]["invocations"]
    first = invocation["toolExecutionNotifications"][0]
    assert first["level"] == "warning"
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "asked.go", "uriBaseId": "SOURCE"},
        "region": {"startLine": 1},
    }
    assert "::warning file=go/asked.go,line=1,title=not read::a malformed //go:build line" in report("github")
    assert "- `asked.go:1` a malformed //go:build line: the file is left out" in report("markdown")
    assert "asked.go:1: a malformed //go:build line: the file is left out" in report("junit")


def test_many_are_counted(house: Path) -> None:
    claim(house, "power")
    for number in range(60):
        (house / "go" / f"x{number:02}.go").write_text("//go:build linux amd64\n\npackage lamp\n")
    done = run("relations", "example.org/lamp", "--source", "go", cwd=house)
    assert done.stderr.count("malformed") == 50
    assert done.stderr.endswith("and 10 more places that could not be read\n")
    report = json.loads(run("check", "--source", "go", "--format", "json", cwd=house).stdout)
    assert (len(report["diagnostics"]), report["more_diagnostics"]) == (50, 10)
