"""The report as a badge: JSON of shields.io's endpoint (https://shields.io/badges/endpoint-badge)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.model.counts import counted
from archviz.model.finding import Severity
from archviz.model.safe import json_text

if TYPE_CHECKING:
    from archviz.drift.reports.check_report import CheckReport


def badge(report: CheckReport) -> str:
    """How many claims are proved, green where nothing is wrong, red where something is."""
    errors = sum(group.finding.severity is Severity.ERROR for group in report.groups)
    at = f" at {report.origin.short}" if report.origin.version else ""
    said = counted(errors, "error") if errors else f"{report.proved} of {report.claims}"
    return badge_text(f"{said}{at}", "red" if errors else "brightgreen")


def badge_text(message: str, colour: str) -> str:
    """A badge that says a message."""
    return json_text({"schemaVersion": 1, "label": "claims proved", "message": message, "color": colour}, spaces=2)
