"""The report as GitLab's Code Quality reads it: a list of issues in the format of Code Climate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.drift.reports.check_report import full_message
from archviz.model.finding import Severity
from archviz.model.safe import json_text

if TYPE_CHECKING:
    from archviz.drift.reports.check_report import CheckReport

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def gitlab(report: CheckReport) -> str:
    """A list of issues, one for each finding that no baseline waives.

    Of fingerprints that are alike all but the first have a number behind.
    """
    seen: dict[str, int] = {}
    issues = []
    for finding in report.findings:
        number = seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
        issues.append(
            {
                "description": full_message(finding),
                "check_name": str(finding.kind),
                "fingerprint": finding.fingerprint if number == 1 else f"{finding.fingerprint}-{number}",
                "severity": _SEVERITIES[finding.severity],
                "location": {"path": finding.file, "lines": {"begin": finding.line}},
            }
        )
    return json_text(issues, spaces=2)
