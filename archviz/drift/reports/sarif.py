"""The report as SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format", with errata 01)."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from archviz import __version__
from archviz.drift.reports.check_report import full_message, one_line, place
from archviz.model.context import context_facts
from archviz.model.safe import json_text, visible
from archviz.words.findings import MEANINGS

if TYPE_CHECKING:
    from archviz.drift.reports.check_report import CheckReport, Group
    from archviz.model.drift import SymbolPlace
    from archviz.model.figure import Origin
    from archviz.model.finding import Finding

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_PROJECT = "%SRCROOT%"
_SOURCE = "SOURCE"
_BEFORE = "BEFORE"
_INDEX = {kind: index for index, kind in enumerate(MEANINGS)}


def sarif(report: CheckReport) -> str:
    """A log with one run, as JSON in ASCII.

    A result is located at its claim; the subject's old and new places are related locations, by their public address
    where one is known. A waived finding is a suppressed result. The run's category has the version in it, so that the
    runs of several versions stand side by side.
    """
    results = [_grouped(report, group) for group in report.groups]
    for waived in report.waived:
        suppression = {"kind": "external", "status": "accepted", "justification": one_line(waived.reason)}
        results.append(_result(report, waived.finding) | {"suppressions": [suppression]})
    bases = {
        _PROJECT: "The folder that the figures' files are named from, such as the root of their repository.",
        _SOURCE: f"The Go tree that the claims were held against: {report.source}",
        _BEFORE: f"The Go tree that the claims were last proved on{f': {report.before}' if report.before else ''}",
    }
    run: dict[str, Any] = {
        "automationDetails": {"id": f"archviz/{report.origin.version}/" if report.origin.version else "archviz/"},
        "originalUriBaseIds": {name: {"description": {"text": visible(text)}} for name, text in bases.items()},
        "results": results,
    }
    if report.diagnostics or report.unreadable:
        told = {"toolExecutionNotifications": _notifications(report)} if report.diagnostics else {}
        run["invocations"] = [{"executionSuccessful": not report.unreadable, **told}]
    if not report.context.usual:
        run["properties"] = context_facts(report.context)
    return log(run)


def log(run: dict[str, Any]) -> str:
    """A log with one run of archviz."""
    whole = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": _driver()}} | run]}
    return json_text(whole, spaces=2)


def _notifications(report: CheckReport) -> list[dict[str, Any]]:
    """What could not be read of the source (section 3.20.21)."""
    told = [
        {
            "level": "warning",
            "message": {"text": _literal(one_line(one.message))},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": _quoted(one.file), "uriBaseId": _SOURCE},
                        "region": {"startLine": one.line},
                    }
                }
            ],
        }
        for one in report.shown
    ]
    return told + ([{"level": "warning", "message": {"text": report.rest}}] if report.rest else [])


def _driver() -> dict[str, Any]:
    """The tool and its rules; a rule of one word has no name, which would be its id again (section 3.49.7)."""
    rules = [
        {
            "id": str(kind),
            **({"name": str(kind).title().replace("-", "")} if "-" in kind else {}),
            "shortDescription": {"text": meaning.summary},
            "fullDescription": {"text": f"{meaning.summary} {meaning.help}"},
            "help": {"text": meaning.help, "markdown": meaning.help},
        }
        for kind, meaning in MEANINGS.items()
    ]
    address = _address()
    return {
        "name": "archviz",
        "version": __version__,
        **({"informationUri": address} if address else {}),
        "rules": rules,
    }


def _address() -> str:
    """The first address that the installed package gives for itself, empty where it gives none (section 3.19.17)."""
    try:
        given = metadata("archviz").get_all("Project-URL", [])
    except PackageNotFoundError:
        return ""
    return next((one.rpartition(", ")[2] for one in given), "")


def _grouped(report: CheckReport, group: Group) -> dict[str, Any]:
    """The result of a group, with the places of its other claims as related ones."""
    result = _result(report, group.finding)
    for number, finding in enumerate(group.all[1:], start=3):
        place = {"artifactLocation": _file(finding.file), "region": {"startLine": finding.line}}
        about = {"id": number, "message": {"text": _literal(one_line(finding.about))}, "physicalLocation": place}
        result["relatedLocations"].append(about)
    return result


def _result(report: CheckReport, finding: Finding) -> dict[str, Any]:
    claim = {
        "physicalLocation": {"artifactLocation": _file(finding.file), "region": {"startLine": finding.line}},
        "logicalLocations": [{"fullyQualifiedName": visible(finding.subject)}],
    }
    related = (
        _related(1, "was", finding.old, report.before, _BEFORE),
        _related(2, "now", finding.new, report.origin, _SOURCE),
    )
    return {
        "ruleId": str(finding.kind),
        "ruleIndex": _INDEX[finding.kind],
        "level": str(finding.severity),
        "message": {"text": _literal(full_message(finding))},
        "locations": [claim],
        "relatedLocations": [location for location in related if location is not None],
        "partialFingerprints": {"claim/v2": finding.fingerprint},
        "properties": {
            "figure": finding.figure or None,
            "id": finding.id,
            "claim": finding.claim,
            "subject": finding.subject,
            "repairable": finding.repairable,
        },
    }


def _related(
    number: int, word: str, site: SymbolPlace | None, origin: Origin | None, base: str
) -> dict[str, Any] | None:
    if site is None:
        return None
    location: dict[str, Any] = {
        "id": number,
        "message": {"text": _literal(f"{word}: {place(site)}")},
        "logicalLocations": [{"fullyQualifiedName": visible(str(site.symbol))}],
    }
    if site.position.inside:
        url = origin.url(site.position).partition("#")[0] if origin is not None else ""
        artifact = {"uri": url} if url else {"uri": _quoted(site.position.file), "uriBaseId": base}
        location["physicalLocation"] = {"artifactLocation": artifact, "region": {"startLine": site.position.line}}
    return location


def _file(file: str) -> dict[str, str]:
    path = PurePath(file)
    return {"uri": path.as_uri()} if path.is_absolute() else {"uri": _quoted(file), "uriBaseId": _PROJECT}


def _quoted(file: str) -> str:
    return quote(file, errors="surrogateescape")


def _literal(text: str) -> str:
    """A text in which nothing is an embedded link (section 3.11.6)."""
    return re.sub(r"(\\*)\[", r"\1\1\\[", text) if "](" in text else text
