"""The report as JUnit XML: a suite a figure, a case a claim.

The form is the one that Jenkins, GitLab and others read: https://github.com/testmoapp/junitxml describes it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from archviz.drift.reports.check_report import Claim, full_message, one_line
from archviz.model.finding import FindingKind, Severity
from archviz.model.names import figure_name
from archviz.model.safe import visible, xml

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archviz.drift.baseline import Waived
    from archviz.drift.reports.check_report import CheckReport
    from archviz.model.finding import Finding


def junit(report: CheckReport) -> str:
    """XML in ASCII. An error is a failure of its claim's case, a waived error skips it, all else is the case's output.

    Findings that are about no figure of the report, such as stale waivers, have suites of their own, named for their
    files. A case has the words of its claim, which stay when others come before it, and the source is a property of
    each suite, not a part of a name: readers compare runs by names. A file that could not be read as a figure is an
    error of its case, as JUnit calls what could not be run.
    """
    found: dict[str, list[Finding]] = defaultdict(list)
    waived: dict[str, list[Waived]] = defaultdict(list)
    for finding in report.findings:
        found[finding.file].append(finding)
    for each in report.waived:
        waived[each.finding.file].append(each)
    root = Element("testsuites", name="archviz check")
    for held in report.figures:
        name = figure_name(held.number, held.id)
        _suite(root, name, held.file, held.claims, found.pop(held.file, ()), waived.pop(held.file, ()))
    for file in dict.fromkeys([*found, *waived]):
        _suite(root, file, file, (), found[file], waived[file])
    _unread(root, report)
    for suite in root:
        suite.insert(0, _properties(report))
    _count(root, root)
    return xml(root)


def _properties(report: CheckReport) -> Element:
    properties = Element("properties")
    SubElement(properties, "property", name="source", value=one_line(report.source))
    return properties


def _unread(root: Element, report: CheckReport) -> None:
    """A suite without cases whose output is what could not be read of the source."""
    said = [visible(f"{one.file}:{one.line}: {one.message}") for one in report.shown]
    if said:
        suite = SubElement(root, "testsuite", name="source")
        SubElement(suite, "system-err").text = "\n".join([*said, *([report.rest] if report.rest else [])])
        _count(suite, suite)


def _suite(
    root: Element,
    name: str,
    file: str,
    claims: Iterable[Claim],
    findings: Sequence[Finding],
    waived: Sequence[Waived],
) -> None:
    suite = SubElement(root, "testsuite", name=name)
    names = {claim.path: claim.name or claim.path for claim in claims}
    lines = {claim.path: claim.line for claim in claims}
    for finding in (*findings, *(each.finding for each in waived)):
        lines.setdefault(finding.claim, finding.line)
    for path, line in lines.items():
        place = {"name": one_line(names.get(path, path)), "classname": name, "file": file, "line": str(line)}
        case = SubElement(suite, "testcase", place)
        _outcome(case, [f for f in findings if f.claim == path], [w for w in waived if w.finding.claim == path])
    _count(suite, suite)


def _outcome(case: Element, findings: Sequence[Finding], waived: Sequence[Waived]) -> None:
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    for finding in errors:
        sort = "error" if finding.kind is FindingKind.UNREADABLE_FIGURE else "failure"
        failure = SubElement(case, sort, message=one_line(finding.message), type=str(finding.kind))
        failure.text = f"{visible(finding.file)}:{finding.line}: {full_message(finding)}"
    if waived and not errors:
        SubElement(case, "skipped", message=one_line(f"waived: {waived[0].reason}"))
    said = [f"{f.severity}: {full_message(f)} [{f.kind}]" for f in findings if f not in errors]
    said += [f"waived ({one_line(w.reason)}): {full_message(w.finding)} [{w.finding.kind}]" for w in waived]
    if said:
        SubElement(case, "system-out").text = "\n".join(said)


def _count(element: Element, within: Element) -> None:
    cases = list(within.iter("testcase"))
    element.set("tests", str(len(cases)))
    element.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    element.set("errors", str(sum(case.find("error") is not None for case in cases)))
    element.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))
