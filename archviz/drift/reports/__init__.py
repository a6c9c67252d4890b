"""What a check found, as text for people and in the formats that programs read: one module a format.

Each format is a pure function of a CheckReport; nothing here prints.
"""

from collections.abc import Callable

from archviz.drift.reports.badge import badge
from archviz.drift.reports.check_report import CheckReport, Claim, FigureResult
from archviz.drift.reports.github import github
from archviz.drift.reports.gitlab import gitlab
from archviz.drift.reports.json import json_object, json_schema
from archviz.drift.reports.junit import junit
from archviz.drift.reports.markdown import markdown
from archviz.drift.reports.sarif import sarif
from archviz.drift.reports.text import Line, Style, finding_lines, text

FORMATS: dict[str, Callable[[CheckReport], str]] = {
    "json": json_object,
    "markdown": markdown,
    "github": github,
    "sarif": sarif,
    "junit": junit,
    "gitlab": gitlab,
    "badge": badge,
}
"""The formats without styles, by name. ``text`` has lines of styled spans instead."""

__all__ = [
    "FORMATS",
    "CheckReport",
    "Claim",
    "FigureResult",
    "Line",
    "Style",
    "finding_lines",
    "json_schema",
    "text",
]
