"""The report for people at a terminal: lines of spans, whose colours are the command line's affair."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING

from archviz.drift.reports.check_report import details, grouped, one_line
from archviz.model.counts import counted
from archviz.model.finding import FindingKind, Severity
from archviz.model.safe import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from archviz.drift.baseline import Waived
    from archviz.drift.reports.check_report import CheckReport
    from archviz.model.finding import Finding


class Style(StrEnum):
    """How a span is to look; the first three are those of the severities."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    WAIVED = "waived"
    STRONG = "strong"
    PLAIN = "plain"


_AUTHORS = "numbered in their author's order, which the source leaves open"
Line = tuple[tuple[str, Style], ...]
"""Spans of text, each with its style."""


def text(report: CheckReport, *, verbose: bool = False) -> Iterator[Line]:
    """Lines: each finding at its claim's own place, what is waived, and what was proved.

    Findings of one cause are one, with their claims below. Notes are only counted. With ``verbose`` every finding is
    there with the entry that would waive it, and the count of each figure.
    """
    told = [finding for finding in report.findings if verbose or finding.severity is not Severity.NOTE]
    for group in grouped(told) if not verbose else ():
        yield from finding_lines([group.finding])
        if group.claims:
            yield ((f"    claims: {group.claims}", Style.PLAIN),)
    yield from finding_lines(told if verbose else (), waivers=True)
    if len(told) < len(report.findings):
        notes = [finding for finding in report.findings if finding.severity is Severity.NOTE]
        unknown = sum(finding.kind is FindingKind.OPEN_CELL for finding in notes)
        for left, noun, what in (
            (len(notes) - unknown, "declaration", "changed under claims that hold"),
            (unknown, "column", "with cells that are not known, as the author allows"),
        ):
            if left:
                yield (("note", Style.NOTE), (f": {counted(left, noun)} {what}; -v lists them", Style.PLAIN))
    for waived in report.waived:
        yield from _waived(waived)
    if verbose:
        for held in report.figures:
            count = f"{held.proved}/{len(held.claims)} proved{_counted(held.asserted, 'asserted')}"
            count += _counted(held.open_steps, _AUTHORS) + _relations(held.undrawn)
            yield ((f"{held.number or '':>4} {held.id:<32} {count}", Style.PLAIN),)
    count = f"{report.tally} at "
    more = f", {counted(report.unreadable, 'file')} could not be read" if report.unreadable else ""
    more += _counted(report.asserted, "asserted") + _counted(len(report.waived), "waived")
    more += _counted(sum(held.open_steps for held in report.figures), _AUTHORS)
    more += _relations(sum(held.undrawn for held in report.figures))
    yield ((count + report.source, Style.STRONG), (more, Style.PLAIN))


def finding_lines(findings: Iterable[Finding], *, waivers: bool = False) -> Iterator[Line]:
    """Each finding with its details; with ``waivers``, also the entry of a baseline that would waive it."""
    for finding in findings:
        yield _line(finding, Style(finding.severity))
        yield from (((f"    {word}: {what}", Style.PLAIN),) for word, what in details(finding))
        if waivers and (finding.figure or finding.id):
            yield ((f"    to waive: {_entry(finding)}", Style.PLAIN),)


def _waived(waived: Waived) -> Iterator[Line]:
    yield _line(waived.finding, Style.WAIVED)
    yield ((f"    reason: {one_line(waived.said)}", Style.PLAIN),)


def _line(finding: Finding, style: Style) -> Line:
    what = f": {finding.about}: {one_line(finding.message)} [{finding.kind}]"
    return (visible(f"{finding.file}:{finding.line}: "), Style.PLAIN), (style, style), (visible(what), Style.PLAIN)


def _entry(finding: Finding) -> str:
    """A waiver without its reason, which is the author's to write; a JSON string is one of YAML."""
    about = f"figure: {finding.figure or finding.id}, subject: {json.dumps(finding.subject)}"
    return f'- {{fingerprint: "{finding.fingerprint}", {about}, reason: ""}}'


def _relations(undrawn: int) -> str:
    return f", {counted(undrawn, 'relation')} among the cards not drawn" if undrawn else ""


def _counted(count: int, what: str) -> str:
    return f", {count} {what}" if count else ""
