"""The report as one JSON object, and its JSON Schema; both come from the shapes declared here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

from archviz.model.context import DEFAULT_CONTEXT, context_facts
from archviz.model.finding import Severity
from archviz.model.safe import json_text
from archviz.words.findings import MEANINGS

if TYPE_CHECKING:
    from archviz.drift.reports.check_report import CheckReport
    from archviz.model.drift import SymbolPlace
    from archviz.model.finding import Finding, Suggestion

Count = Annotated[int, Meta(ge=0)]
Line = Annotated[int, Meta(ge=1)]
Level = Annotated[str, Meta(extra_json_schema={"enum": list(Severity)})]
Kind = Annotated[str, Meta(extra_json_schema={"enum": sorted(MEANINGS)})]


class SourceObject(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the claims were held against. ``path`` is as the user named it, ``version`` "" where none is known.

    ``nominal`` is the version that it was said to be, where its digest is not that version's.
    ``platform``, ``tags``, ``cgo`` and ``tests`` are what its packages were built for; left out is what is the default.
    """

    path: str
    version: str
    digest: Annotated[str, Meta(pattern="^sha256:[0-9a-f]{64}$")]
    platform: str = DEFAULT_CONTEXT.platform
    tags: tuple[str, ...] = ()
    cgo: bool = False
    tests: bool = False
    nominal: str = ""


class FigureObject(msgspec.Struct, frozen=True, omit_defaults=True):
    """How many claims of a figure were held against the source, are proved, and rest on their author's word.

    ``open_steps`` counts numbered edges in their author's order, which the source leaves open, ``undrawn`` the
    relations among the cards that ``edges: auto`` leaves out; they are left out where there are none.

    ``figure`` is its number, null where it has none.
    """

    figure: Line | None
    id: str
    kind: str
    claims: Count
    proved: Count
    asserted: Count
    open_steps: Count = 0
    undrawn: Count = 0


class SiteObject(msgspec.Struct, frozen=True):
    """A symbol at a place in the source; ``line`` is 0 where the standard library declares it."""

    symbol: str
    file: str
    line: Count


class EditObject(msgspec.Struct, frozen=True):
    """A change of a figure's file at a path such as ``edges[3].kind``: from ``old``, "" where there is nothing.

    ``new`` is the value that shall be there, null to take the key away; ``further`` puts it at the end of a list.
    """

    path: str
    old: str | int
    new: str | int | list[str] | dict[str, str | int | list[str]] | None
    further: bool


class SuggestionObject(msgspec.Struct, frozen=True):
    """What a claim may be changed to, in words and as changes of its file: what `archviz check --fix` tries."""

    words: str
    edits: tuple[EditObject, ...]


class FindingObject(msgspec.Struct, frozen=True):
    """What is wrong with a claim, or was and is waived.

    ``file`` and ``line`` are the claim's, ``claim`` its path there. ``figure`` is the figure's number, null where it
    has none; ``id`` is "" where the finding is about no figure that could be read. ``old`` is the subject when the
    claim was last proved, ``new`` the subject now. ``cause`` is what several findings have in common, "" for nothing.
    """

    figure: Line | None
    id: str
    claim: str
    kind: Kind
    severity: Level
    subject: str
    old: SiteObject | None
    new: SiteObject | None
    message: str
    hint: str
    suggestion: SuggestionObject | None
    file: str
    line: Line
    repairable: bool
    fingerprint: Annotated[str, Meta(pattern="^[0-9a-f]{16}$")]
    cause: str


class WaivedObject(FindingObject, frozen=True):
    """A finding that the baseline waives, why, who has to do with it, and until which date or version."""

    reason: str
    owner: str
    until: str


class DiagnosticObject(msgspec.Struct, frozen=True):
    """What could not be read of the source; ``file`` is named from its top."""

    file: str
    line: Line
    message: str


class ReportObject(msgspec.Struct, frozen=True):
    """What came of holding the claims of figures against a source.

    ``diagnostics`` has the first fifty; ``more_diagnostics`` is how many there are beside.
    """

    source: SourceObject
    figures: tuple[FigureObject, ...]
    findings: tuple[FindingObject, ...]
    waived: tuple[WaivedObject, ...]
    diagnostics: tuple[DiagnosticObject, ...] = ()
    more_diagnostics: Count = 0


def json_object(report: CheckReport) -> str:
    """The report as JSON, in ASCII, indented."""
    figures = tuple(
        FigureObject(
            held.number or None,
            held.id,
            held.kind,
            len(held.claims),
            held.proved,
            held.asserted,
            held.open_steps,
            held.undrawn,
        )
        for held in report.figures
    )
    whole = ReportObject(
        SourceObject(
            report.path,
            report.origin.version,
            report.digest,
            **context_facts(report.context),
            nominal=report.origin.nominal,
        ),
        figures,
        tuple(FindingObject(**_finding(finding)) for finding in report.findings),
        tuple(
            WaivedObject(**_finding(waived.finding), reason=waived.reason, owner=waived.owner, until=waived.until)
            for waived in report.waived
        ),
        tuple(DiagnosticObject(one.file, one.line, one.message) for one in report.shown),
        report.more,
    )
    return json_text(msgspec.to_builtins(whole), spaces=2)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the report."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(ReportObject)}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "figure": finding.figure or None,
        "id": finding.id,
        "claim": finding.claim,
        "kind": str(finding.kind),
        "severity": str(finding.severity),
        "subject": finding.subject,
        "old": _site(finding.old),
        "new": _site(finding.new),
        "message": finding.message,
        "hint": finding.hint,
        "suggestion": _suggestion(finding.suggestion),
        "file": finding.file,
        "line": finding.line,
        "repairable": finding.repairable,
        "fingerprint": finding.fingerprint,
        "cause": finding.cause,
    }


def _suggestion(suggestion: Suggestion | None) -> SuggestionObject | None:
    if suggestion is None:
        return None
    edits = (EditObject(one.path, one.old, one.value, one.further) for one in suggestion.edits)
    return SuggestionObject(suggestion.words, tuple(edits))


def _site(site: SymbolPlace | None) -> SiteObject | None:
    return SiteObject(str(site.symbol), site.position.file, site.position.line) if site is not None else None
