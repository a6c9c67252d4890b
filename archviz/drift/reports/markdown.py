"""The report as GitHub Flavored Markdown, for a comment on a pull request or the summary of a job."""

from __future__ import annotations

from itertools import accumulate, groupby
from typing import TYPE_CHECKING

from archviz.drift.reports.check_report import one_line, repair_words
from archviz.model.counts import counted
from archviz.model.finding import FindingKind, Severity
from archviz.model.safe import markdown as escaped
from archviz.model.safe import markdown_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archviz.drift.reports.check_report import CheckReport, FigureResult
    from archviz.model.drift import SymbolPlace
    from archviz.model.figure import Origin
    from archviz.model.finding import Finding

ROOM = 50_000
"""Characters of rows; with headings and counts they stay within the 65,536 that GitHub takes in a comment."""

_ADDRESS = {ord(char): f"%{ord(char):02X}" for char in "<>|\\"}


def markdown(report: CheckReport) -> str:
    """A summary in a line, errors and warnings in a table a figure, and the rest folded.

    Old and new places are links where their public address is known. Findings beyond a comment's length are counted,
    not shown.
    """
    rows = [(g.finding.file, _row(report, g.finding, claims=g.claims), g.finding.severity) for g in report.groups]
    loud = [(file, row) for file, row, severity in rows if severity is not Severity.NOTE]
    notes = [(file, row) for file, row, severity in rows if severity is Severity.NOTE]
    waived = [(w.finding.file, _row(report, w.finding, w.reason)) for w in report.waived]
    every = [*loud, *notes, *waived]
    fit = sum(total <= ROOM for total in accumulate(len(row) for _, row in every))
    left = len(every) - fit
    verb = "is" if left == 1 else "are"
    after = len(loud) + len(notes)
    blocks = [
        _summary(report),
        _tables(report, loud[:fit]),
        f"{counted(left, 'more finding')} {verb} not shown here; `archviz check` prints all." if left else "",
        _folded(counted(len(notes), "note"), _tables(report, notes[: max(0, fit - len(loud))])),
        _folded(f"{len(waived)} waived", _tables(report, waived[: max(0, fit - after)])),
        _folded(counted(len(report.figures), "figure"), _figures(report)),
        _folded(f"{counted(len(report.diagnostics), 'place')} of the source not read", _diagnostics(report)),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _summary(report: CheckReport) -> str:
    tally = [
        counted(count, severity)
        for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTE)
        if (count := sum(f.severity is severity for f in report.findings))
    ]
    proved = [report.tally]
    proved += [f"{counted(report.unreadable, 'file')} could not be read"] if report.unreadable else []
    proved += [f"{report.asserted} asserted"] if report.asserted else []
    proved += [f"{len(report.waived)} waived"] if report.waived else []
    source = report.built(str(report.origin)) if report.origin.version else report.source
    return f"**archviz at {_prose(source)}: {', '.join(tally) or 'every claim holds'}.** {', '.join(proved)}."


def _tables(report: CheckReport, rows: Sequence[tuple[str, str]]) -> str:
    """For each file a heading and a table of its rows."""
    names = {held.file: _heading(held) for held in report.figures}
    names |= {f.file: "Not read" for f in report.findings if f.kind is FindingKind.UNREADABLE_FIGURE}
    return "\n\n".join(
        f"#### {names.get(file, 'Baseline')}\n\n{markdown_code(file)}\n\n"
        + "\n".join(["| | claim | finding | was → is |", "|---|---|---|---|", *(row for _, row in group)])
        for file, group in groupby(rows, key=lambda pair: pair[0])
    )


def _heading(held: FigureResult) -> str:
    return f"Figure {held.number}: {_prose(held.id)}" if held.number else f"Figure {_prose(held.id)}"


def _row(report: CheckReport, finding: Finding, reason: str = "", claims: str = "") -> str:
    severity = f"**{finding.severity}**" if finding.severity is Severity.ERROR else str(finding.severity)
    said = [f"{_prose(finding.message)} {markdown_code(finding.kind)}"]
    said += [f"<em>{_prose(finding.hint)}</em>"] if finding.hint else []
    said += [repair_words(finding)] if finding.repairable else []
    said += [f"waived: {_prose(reason)}"] if reason else []
    said += [f"claims: {_prose(claims)}"] if claims else []
    places = [_place(finding.old, report.before), _place(finding.new, report.origin)]
    if finding.old and finding.new and finding.old.symbol.package == finding.new.symbol.package:
        places = [_place(finding.old, report.before, short=True), _place(finding.new, report.origin, short=True)]
    went = " → ".join(places) if finding.old or finding.new else ""
    return f"| {severity} | {markdown_code(finding.claim)}<br>line {finding.line} | {'<br>'.join(said)} | {went} |"


def _place(site: SymbolPlace | None, origin: Origin | None, *, short: bool = False) -> str:
    if site is None:
        return "nothing"
    name = markdown_code(site.symbol.short if short else str(site.symbol))
    url = origin.url(site.position) if origin is not None else ""
    if url:
        return f"[{name}](<{url.translate(_ADDRESS)}>)"
    return f"{name} ({markdown_code(f'{site.position.file}:{site.position.line}')})" if site.position.inside else name


def _figures(report: CheckReport) -> str:
    rows = [
        f"| {held.number or ''} | {_prose(held.id)} | {held.proved} of {len(held.claims)} | {held.asserted or ''} |"
        for held in report.figures
    ]
    return "\n".join(["| | figure | proved | asserted |", "|---:|---|---:|---:|", *rows])


def _diagnostics(report: CheckReport) -> str:
    said = [f"- {markdown_code(f'{one.file}:{one.line}')} {_prose(one.message)}" for one in report.shown]
    return "\n".join([*said, *([f"- {report.rest}"] if report.rest else [])])


def _folded(title: str, content: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{content}\n\n</details>" if content else ""


def _prose(text: str) -> str:
    return escaped(one_line(text))
