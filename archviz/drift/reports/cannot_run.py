"""What each format says where a check could not run at all, for a reason that a person can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement

from archviz.drift.reports.badge import badge_text
from archviz.drift.reports.github import command
from archviz.drift.reports.sarif import log
from archviz.model.safe import json_text, markdown_code, xml
from archviz.model.safe import markdown as escaped

if TYPE_CHECKING:
    from collections.abc import Callable

    from archviz.model.errors import ArchvizError

_TITLE = "archviz could not run"


def _github(error: ArchvizError) -> str:
    place = {"file": error.file, "line": str(error.line or 1)} if error.file else {}
    return command("error", place | {"title": _TITLE}, "\n".join(error.lines))


def _markdown(error: ArchvizError) -> str:
    where = f" at {markdown_code(f'{error.file}:{error.line or 1}')}" if error.file else ""
    return f"**{_TITLE}{where}.** No claim was checked.\n\n" + "\n\n".join(map(escaped, error.lines)) + "\n"


def _sarif(error: ArchvizError) -> str:
    notification: dict[str, Any] = {"level": "error", "message": {"text": str(error)}}
    return log(
        {"results": [], "invocations": [{"executionSuccessful": False, "toolExecutionNotifications": [notification]}]}
    )


def _junit(error: ArchvizError) -> str:
    root = Element("testsuites", name="archviz check", tests="1", failures="0", errors="1", skipped="0")
    suite = SubElement(root, "testsuite", name="archviz check", tests="1", failures="0", errors="1", skipped="0")
    case = SubElement(suite, "testcase", name="archviz check", classname="archviz check")
    SubElement(case, "error", message=error.lines[0], type="could-not-run").text = str(error)
    return xml(root)


def _json(error: ArchvizError) -> str:
    facts = {"message": error.message, "file": error.file, "line": error.line, "hint": error.hint}
    return json_text({"error": facts}, spaces=2)


def _gitlab(error: ArchvizError) -> str:
    issue = {
        "description": "\n".join(error.lines),
        "check_name": "could-not-run",
        "fingerprint": "could-not-run",
        "severity": "blocker",
        "location": {"path": error.file or "archviz.toml", "lines": {"begin": error.line or 1}},
    }
    return json_text([issue], spaces=2)


def _badge(_: ArchvizError) -> str:
    return badge_text("could not run", "lightgrey")


CANNOT_RUN: dict[str, Callable[[ArchvizError], str]] = {
    "json": _json,
    "markdown": _markdown,
    "github": _github,
    "sarif": _sarif,
    "junit": _junit,
    "gitlab": _gitlab,
    "badge": _badge,
}
"""By format, what its report is then."""
