"""The report as workflow commands of GitHub Actions, which it shows as annotations of the claims' own lines.

The commands: "Workflow commands for GitHub Actions" in GitHub's documentation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.drift.reports.check_report import full_message
from archviz.model.finding import Severity
from archviz.model.safe import github_data, github_property

if TYPE_CHECKING:
    from archviz.drift.reports.check_report import CheckReport
    from archviz.model.finding import Finding

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def github(report: CheckReport) -> str:
    """A command a line, errors first, as GitHub shows only the first ones of a step; nothing where all claims hold."""
    order = list(_COMMANDS)
    return "\n".join(map(_command, sorted(report.findings, key=lambda finding: order.index(finding.severity))))


def _command(finding: Finding) -> str:
    about = f"figure {finding.figure}, {finding.claim}" if finding.figure else finding.claim
    properties = {"file": finding.file, "line": str(finding.line), "title": f"{finding.kind}: {about}"}
    told = ",".join(f"{name}={github_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {told}::{github_data(full_message(finding))}"
