"""The baseline: a file that waives known findings by their fingerprints, each with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from archviz.documents.document import Document, convert, read_document
from archviz.documents.shapes import FORM
from archviz.model.errors import ProjectError
from archviz.model.finding import Finding, FindingKind, Severity
from archviz.model.names import END

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Waiver(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One finding that may stand. ``figure`` and ``subject`` tell readers of the file what it is about."""

    fingerprint: Annotated[
        str,
        Meta(pattern=rf"^[0-9a-f]{{16}}{END}", title="fingerprint", extra={FORM: "16 digits, as a report has them"}),
    ]
    reason: str
    figure: int | str = 0
    subject: str = ""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    waivers: tuple[Waiver, ...]


@dataclass(frozen=True, slots=True)
class Baseline:
    """The waivers of a file, in its order."""

    waivers: tuple[Waiver, ...]
    document: Document


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding that may stand, and why."""

    finding: Finding
    reason: str


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
    return Baseline(waivers, document)


def waive(
    findings: Sequence[Finding], baseline: Baseline, *, whole: bool = True
) -> tuple[tuple[Finding, ...], tuple[Waived, ...]]:
    """The findings that stand, and those that a baseline waives.

    A waiver that waives nothing, or only what one above it does, becomes a finding itself, after the others; not so
    where not the ``whole`` project was held, or a figure could not be read, as it may waive what is there.
    """
    whole = whole and all(finding.kind is not FindingKind.UNREADABLE_FIGURE for finding in findings)
    reasons: dict[str, str] = {}
    stale: list[Finding] = []
    found = {finding.fingerprint for finding in findings}
    for i, waiver in enumerate(baseline.waivers):
        if waiver.fingerprint in found and waiver.fingerprint not in reasons:
            reasons[waiver.fingerprint] = waiver.reason
        elif whole:
            stale.append(_stale(baseline.document, i, waiver, again=waiver.fingerprint in reasons))
    waived = tuple(Waived(f, reasons[f.fingerprint]) for f in findings if f.fingerprint in reasons)
    return (*(f for f in findings if f.fingerprint not in reasons), *stale), waived


def _stale(document: Document, index: int, waiver: Waiver, *, again: bool) -> Finding:
    path = f"waivers[{index}]"
    number = waiver.figure if isinstance(waiver.figure, int) else 0
    return Finding(
        number,
        path,
        FindingKind.STALE_WAIVER,
        Severity.WARNING,
        waiver.subject or waiver.fingerprint,
        f"{waiver.fingerprint} is waived twice" if again else f"no finding has the fingerprint {waiver.fingerprint}",
        document.file,
        document.line(path),
        "take the waiver away",
        id="" if isinstance(waiver.figure, int) else waiver.figure,
    )
