"""Workflow commands, against a library that writes them."""

from __future__ import annotations

from dataclasses import replace

import github_action_utils
import pytest
from made_reports import CLEAN, NASTY, REPORT

from archviz.drift.reports import FORMATS
from archviz.drift.reports.check_report import full_message
from archviz.model.finding import Finding, Severity

WRITERS = {
    Severity.ERROR: github_action_utils.error,
    Severity.WARNING: github_action_utils.warning,
    Severity.NOTE: github_action_utils.notice,
}


def parts(command: str) -> tuple[str, set[str], str]:
    _, head, message = command.split("::", 2)
    name, _, properties = head.partition(" ")
    return name, set(properties.split(",")), message


@pytest.mark.parametrize("finding", REPORT.findings, ids=lambda finding: finding.kind)
def test_each_finding_is_the_command_that_the_library_writes(
    finding: Finding, capsys: pytest.CaptureFixture[str]
) -> None:
    where = f"figure {finding.figure}, {finding.claim}" if finding.figure else finding.claim
    WRITERS[finding.severity](
        full_message(finding), title=f"{finding.kind}: {where}", file=finding.file, line=finding.line
    )
    expected = parts(capsys.readouterr().out.rstrip("\n"))
    assert expected in [parts(line) for line in FORMATS["github"](REPORT).split("\n")]


def test_errors_come_first_a_line_each() -> None:
    names = [line.split(" ")[0] for line in FORMATS["github"](REPORT).split("\n")]
    assert names == ["::error"] * 3 + ["::warning"] * 2 + ["::notice"]


def test_a_clean_report_says_nothing() -> None:
    assert FORMATS["github"](CLEAN) == ""


def test_no_text_breaks_out_of_its_command() -> None:
    file = "diagrams/a,line=1::error::b%.yaml"
    (line,) = FORMATS["github"](replace(CLEAN, findings=(replace(NASTY, file=file),))).splitlines()
    assert line.startswith("::error file=diagrams/a%2Cline=1%3A%3Aerror%3A%3Ab%25.yaml,line=15,title=unproved-edge%3A ")
