"""What a check found, as text for people and as one JSON object for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from archviz.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.model.drift import Site
    from archviz.model.finding import Finding
    from archviz.workspace import Report

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}


def as_text(report: Report, *, verbose: bool) -> Iterator[str]:
    """Lines: what was found wrong, each figure's count where wanted, and what was proved."""
    yield from findings_text(report)
    if verbose:
        for proof in report.proofs:
            claims = proof.figure.claims
            yield f"{claims.number:>4} {claims.id:<32} {proof.proved}/{proof.claims} proved{_asserted(proof.asserted)}"
    origin = report.subject.origin
    proved, claimed = sum(p.proved for p in report.proofs), sum(p.claims for p in report.proofs)
    what = origin.version or report.subject.location
    count = f"{proved} of {claimed} claims in {len(report.proofs)} figures are proved at {what}"
    yield click.style(count, bold=True) + _asserted(sum(p.asserted for p in report.proofs))


def _asserted(count: int) -> str:
    return f", {count} asserted" if count else ""


def findings_text(report: Report) -> Iterator[str]:
    """Each finding at its claim's own place, with the nearest true thing."""
    for finding in report.findings:
        severity = click.style(finding.severity, fg=_COLOURS[finding.severity], bold=True)
        what = f"figure {finding.figure}, {finding.claim}: {finding.message}"
        yield f"{finding.file}:{finding.line}: {severity}: {what} [{finding.kind}]"
        if finding.hint:
            yield f"    hint: {finding.hint}"


def as_json(report: Report) -> str:
    """One JSON object, as documented in the README."""
    subject = report.subject
    document: dict[str, Any] = {
        "source": {"path": subject.location, "version": subject.origin.version, "digest": subject.digest},
        "figures": [
            {
                "figure": proof.figure.claims.number,
                "id": proof.figure.claims.id,
                "kind": proof.figure.claims.kind,
                "claims": proof.claims,
                "proved": proof.proved,
                "asserted": proof.asserted,
            }
            for proof in report.proofs
        ],
        "findings": [_finding(finding) for finding in report.findings],
    }
    return json.dumps(document, indent=2)


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "figure": finding.figure,
        "claim": finding.claim,
        "kind": str(finding.kind),
        "severity": str(finding.severity),
        "subject": finding.subject,
        "old": _site(finding.old),
        "new": _site(finding.new),
        "message": finding.message,
        "hint": finding.hint,
        "file": finding.file,
        "line": finding.line,
        "repairable": finding.repairable,
        "fingerprint": finding.fingerprint,
    }


def _site(site: Site | None) -> dict[str, Any] | None:
    if site is None:
        return None
    return {"symbol": str(site.symbol), "file": site.position.file, "line": site.position.line}
