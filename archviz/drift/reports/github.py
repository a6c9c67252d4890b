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

    from archviz.drift.reports.check_report import CheckReport, Group

MOST = 10
"""Annotations that GitHub shows of one step."""
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def github(report: CheckReport) -> str:
    """A command a line, errors first; nothing where all claims hold.

    GitHub shows ten annotations of a step. Findings of one cause are one, what could not be read of the source comes
    last, as warnings, and where there are more than ten, the last one says how many more.
    """
    order = list(_COMMANDS)
    groups = sorted(report.groups, key=lambda group: order.index(group.finding.severity))
    commands = [*map(_command, groups), *_diagnostics(report)]
    if len(commands) <= MOST:
        return "\n".join(commands)
    more = f"and {len(commands) - MOST + 1} more, which the other reports and `archviz check` have"
    worst = "error" if any(line.startswith("::error") for line in commands[MOST - 1 :]) else "warning"
    return "\n".join([*commands[: MOST - 1], command(worst, {"title": "archviz check"}, more)])


def _command(group: Group) -> str:
    finding = group.finding
    properties = {"file": finding.file, "line": str(finding.line), "title": f"{finding.kind}: {finding.about}"}
    said = [full_message(finding), *([f"claims: {one_line(group.claims)}"] if group.claims else [])]
    return command(_COMMANDS[finding.severity], properties, "\n".join(said))


def _diagnostics(report: CheckReport) -> Iterator[str]:
    for one in report.shown:
        place = {} if report.top is None else {"file": posixpath.normpath(posixpath.join(report.top, one.file))}
        said = one.message if report.top is not None else f"{one.file}: {one.message}"
        yield command("warning", place | {"line": str(one.line), "title": "not read"}, one_line(said))
    if report.rest:
        yield command("warning", {"title": "not read"}, report.rest)


def command(name: str, properties: dict[str, str], data: str) -> str:
    """A workflow command with its properties and its text."""
    told = ",".join(f"{key}={github_property(value)}" for key, value in properties.items())
    return f"::{name} {told}::{github_data(data)}"
