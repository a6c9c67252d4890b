"""The baseline: a file that waives known findings by their fingerprints, each with a reason."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from archviz.documents.document import Document, convert, read_document
from archviz.documents.shapes import FORM
from archviz.model.errors import ProjectError
from archviz.model.finding import Finding, FindingKind, Severity
from archviz.model.names import END
from archviz.model.versions import version_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


End = Annotated[
    str,
    Meta(
        pattern=rf"^([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}|[0-9]{{1,9}}(\.[0-9]{{1,9}}){{1,2}}){END}",
        title="end of a waiver",
        extra={FORM: "a date such as '2027-01-31', or a version such as '1.38'"},
    ),
]


class Waiver(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One finding that may stand. ``figure``, ``subject`` and ``owner`` are for readers of the file.

    It waives before ``until``, a date or a version of the source, and only at ``versions``, where there are some; 1.36
    is 1.36.2 too.
    """

    fingerprint: Annotated[
        str,
        Meta(pattern=rf"^[0-9a-f]{{16}}{END}", title="fingerprint", extra={FORM: "16 digits, as a report has them"}),
    ]
    reason: str
    figure: int | str = 0
    subject: str = ""
    owner: str = ""
    until: End | None = None
    versions: Annotated[tuple[str, ...], Meta(max_length=100)] = ()

    def ended(self, at: str, today: date) -> bool:
        """Whether ``until`` has come, by the version of the source, "" for none, or by the date."""
        if self.until is None:
            return False
        if "-" in self.until:
            return today >= date.fromisoformat(self.until)
        return bool(version_order(at)[0]) and version_order(at) >= version_order(self.until)

    def speaks_of(self, at: str) -> bool:
        """Whether it is for a version of the source; one for single versions is for none that is not known."""
        names = (at.removeprefix("v"), *(at.removeprefix("v")[: -len(one)] for one in _tails(at)))
        return not self.versions or any(one.removeprefix("v") in names for one in self.versions)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    waivers: tuple[Waiver, ...]


@dataclass(frozen=True, slots=True)
class Baseline:
    """The waivers of a file, in its order."""

    waivers: tuple[Waiver, ...]
    document: Document


def _tails(version: str) -> tuple[str, ...]:
    """What may be left out at the end of a version: ``.2``, ``.36.2``."""
    parts = version.removeprefix("v").split(".")
    return tuple(f".{'.'.join(parts[i:])}" for i in range(1, len(parts)))


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding that may stand, why, who has to do with it, and until when."""

    finding: Finding
    reason: str
    owner: str = ""
    until: str = ""

    @property
    def said(self) -> str:
        """The reason, with the owner and the end."""
        more = ", ".join(filter(None, (self.owner, f"until {self.until}" if self.until else "")))
        return f"{self.reason} ({more})" if more else self.reason


def read_baseline(file: Path) -> Baseline:
    """The waivers in a YAML file: its one key is ``waivers``, a list of what Waiver has.

    Raises ProjectError at the line of what does not fit, such as a waiver without a reason.
    """
    document = read_document(file, ProjectError)
    waivers = convert(document, _File, ProjectError).waivers
    for i, waiver in enumerate(waivers):
        if not waiver.reason.strip():
            raise ProjectError(
                f"waivers[{i}] has no reason",
                file=document.file,
                line=document.line(f"waivers[{i}].reason"),
                hint="say why the finding may stand",
            )
        if waiver.until is not None and "-" in waiver.until:
            try:
                date.fromisoformat(waiver.until)
            except ValueError as error:
                where = document.line(f"waivers[{i}].until")
                raise ProjectError(f"{waiver.until} is no date", file=document.file, line=where) from error
    return Baseline(waivers, document)


def waive(
    findings: Sequence[Finding], baseline: Baseline, version: str = "", today: date = date.min, *, whole: bool = True
) -> tuple[tuple[Finding, ...], tuple[Waived, ...]]:
    """The findings that stand at a version of the source and on a day, and those that a baseline waives.

    A waiver that waives nothing, has ended, or waives what one above it does, becomes a finding itself, after the
    others. Not so one for other versions, nor any where not the ``whole`` project was held or a figure could not be
    read, as it may waive what is there.
    """
    whole = whole and all(finding.kind is not FindingKind.UNREADABLE_FIGURE for finding in findings)
    used: dict[str, Waiver] = {}
    stale: list[Finding] = []
    found = {finding.fingerprint for finding in findings}
    for i, waiver in enumerate(baseline.waivers):
        ended = waiver.ended(version, today)
        if not waiver.speaks_of(version):
            continue
        if waiver.fingerprint in found and waiver.fingerprint not in used and not ended:
            used[waiver.fingerprint] = waiver
        elif whole:
            why = f"no finding has the fingerprint {waiver.fingerprint}"
            why = f"{waiver.fingerprint} is waived twice" if waiver.fingerprint in used else why
            why = f"{waiver.fingerprint} is waived until {waiver.until} only" if ended else why
            stale.append(_stale(baseline.document, i, waiver, why))
    waived = tuple(
        Waived(one, by.reason, by.owner, by.until or "")
        for one in findings
        if (by := used.get(one.fingerprint)) is not None
    )
    return (*(f for f in findings if f.fingerprint not in used), *stale), waived


def baseline_text(before: str, waivers: Iterable[Waiver]) -> str:
    """The text of a file with these waivers, a line each, and the comments that ``before`` begins with."""
    lines = before.splitlines()
    top = list(takewhile(lambda line: line.startswith("#") or not line.strip(), lines))
    rows = (
        "  - {" + ", ".join(f"{key}: {json.dumps(value)}" for key, value in _given(w).items()) + "}" for w in waivers
    )
    listed = list(rows)
    return "\n".join([*top, *(["waivers:", *listed] if listed else ["waivers: []"])]) + "\n"


def _given(waiver: Waiver) -> dict[str, object]:
    facts = {name: getattr(waiver, name) for name in waiver.__struct_fields__}
    return {name: value for name, value in facts.items() if value not in (0, "", None, ())}


def renewed(
    findings: Sequence[Finding], baseline: Baseline | None, reason: str, version: str, today: date, *, whole: bool
) -> tuple[Waiver, ...]:
    """The waivers of a baseline that are still needed, then one with a reason for each error that none waives."""
    old = baseline.waivers if baseline is not None else ()
    left = findings
    stale: set[str] = set()
    if baseline is not None:
        left, _ = waive(findings, baseline, version, today, whole=whole)
        stale = {one.claim for one in left if one.kind is FindingKind.STALE_WAIVER}
    kept = tuple(waiver for i, waiver in enumerate(old) if f"waivers[{i}]" not in stale)
    new: dict[str, Waiver] = {}
    for one in left:
        if one.severity is Severity.ERROR and one.kind is not FindingKind.UNREADABLE_FIGURE:
            figure = one.figure or one.id
            waiver = Waiver(fingerprint=one.fingerprint, figure=figure, subject=one.subject, reason=reason)
            new.setdefault(one.fingerprint, waiver)
    return (*kept, *new.values())


def _stale(document: Document, index: int, waiver: Waiver, why: str) -> Finding:
    path = f"waivers[{index}]"
    number = waiver.figure if isinstance(waiver.figure, int) else 0
    return Finding(
        number,
        path,
        FindingKind.STALE_WAIVER,
        Severity.WARNING,
        waiver.subject or waiver.fingerprint,
        why,
        document.file,
        document.line(path),
        "take the waiver away, or let `archviz check --write-baseline REASON` do so",
        id="" if isinstance(waiver.figure, int) else waiver.figure,
    )
