"""The report as workflow commands of GitHub Actions, which it shows as annotations of the claims' own lines.

The commands: "Workflow commands for GitHub Actions" in GitHub's documentation.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from archviz.drift.reports.check_report import full_message, one_line
from archviz.model.finding import Severity
from archviz.model.safe import github_data, github_property

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.drift.reports.check_report import CheckReport
    from archviz.model.finding import Finding

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def github(report: CheckReport) -> str:
    """A command a line, errors first, as GitHub shows only the first ones of a step; nothing where all claims hold.

    What could not be read of the source comes last, as warnings.
    """
    order = list(_COMMANDS)
    commands = map(_command, sorted(report.findings, key=lambda finding: order.index(finding.severity)))
    return "\n".join([*commands, *_diagnostics(report)])


def _command(finding: Finding) -> str:
    properties = {"file": finding.file, "line": str(finding.line), "title": f"{finding.kind}: {finding.about}"}
    return _line(_COMMANDS[finding.severity], properties, full_message(finding))


def _diagnostics(report: CheckReport) -> Iterator[str]:
    for one in report.shown:
        place = {} if report.top is None else {"file": posixpath.normpath(posixpath.join(report.top, one.file))}
        said = one.message if report.top is not None else f"{one.file}: {one.message}"
        yield _line("warning", place | {"line": str(one.line), "title": "not read"}, one_line(said))
    if report.rest:
        yield _line("warning", {"title": "not read"}, report.rest)


def _line(command: str, properties: dict[str, str], data: str) -> str:
    told = ",".join(f"{name}={github_property(value)}" for name, value in properties.items())
    return f"::{command} {told}::{github_data(data)}"
