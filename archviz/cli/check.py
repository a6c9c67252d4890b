"""The command that holds the claims against a version, and its reports."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archviz.cli import output
from archviz.cli.baseline import ChosenBaseline, baseline_options, waived
from archviz.cli.choices import Choice
from archviz.cli.options import common, source_option, verbose_option
from archviz.cli.reports import Reporting, from_root, report_option, write_reports
from archviz.drift.reports import FORMATS, CheckReport, Claim, FigureResult, Line, Style, finding_lines, text
from archviz.figures.claim_names import claim_names
from archviz.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archviz.drift.baseline import Baseline
    from archviz.figures import Proof
    from archviz.model.finding import Finding
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings
    from archviz.workspace.verify import Report

_BASELINE = "archviz-baseline.yaml"
_COLOURS = {Style.ERROR: "red", Style.WARNING: "yellow", Style.NOTE: "blue", Style.WAIVED: "cyan"}


@click.command(cls=Reporting)
@click.argument("names", nargs=-1, metavar="[VERSION] [FIGURE…]")
@click.option(
    "--format",
    "form",
    type=Choice(["text", *FORMATS]),
    default="text",
    help="How to report: text for people, json as `archviz schema --report` describes it, markdown for a comment on a "
    "pull request, github for annotations, sarif (2.1.0) for code scanning, junit for test reports, gitlab for "
    "its Code Quality, badge for shields.io.",
)
@report_option
@baseline_options(_BASELINE)
@click.option(
    "--against",
    default="",
    metavar="LOCK",
    help="The lock to compare with, such as 1.20.2. Default: the newest one at or before the version.",
)
@click.option(
    "--fix",
    "fixing",
    is_flag=True,
    help="Change claims as their hints suggest, where the source proves them then: another kind, a missing row or "
    "card, a misspelt name. Comments and layout of the files stay. Then report what is left.",
)
@click.option("--dry-run", is_flag=True, help="With --fix: print the changes as a patch and write nothing.")
@source_option
@verbose_option
@common
def check(
    project: Project,
    settings: Settings,
    names: tuple[str, ...],
    verbose: bool,
    form: str,
    reports: tuple[tuple[str, Path], ...],
    baseline: Path | None,
    reason: str | None,
    against: str,
    fixing: bool,
    dry_run: bool,
) -> None:
    """Hold every claim of the figures against a version.

    FIGURE is a number, an id or a file name; all figures are held if there is none.

    Each claim that the source does not prove is reported at its own file and line, with the nearest true thing.
    Exits with 1 if there is one that no baseline waives, and with 2 if a figure's file cannot be read: the report has
    what is wrong with it, beside the findings of all other figures. With -v each finding comes with the entry that
    would waive it.

    \b
    archviz check                                  the figures of the project, as its source is
    archviz check --format github --report sarif=claims.sarif --report markdown=claims.md
    archviz check --fix                            what the hints say, done; the rest reported
    archviz check --fix --dry-run | git apply      the same by way of a patch
    """
    from archviz.workspace.drift import check as held_against

    if dry_run and not fixing:
        raise click.UsageError("--dry-run is for --fix")
    version, figures = _version_and_figures(project, settings, names)
    settings = replace(settings, version=version)
    chosen = ChosenBaseline(baseline or project.root / _BASELINE, baseline is not None, reason)
    waivers = chosen.read()
    if fixing:
        held = _fixed(project, settings, waivers, figures, against, dry_run=dry_run)
    else:
        held = held_against(project, settings, figures=figures, against=against)
    waivers = chosen.written(held.findings, waivers, held.version, whole=not figures)
    report = _reported(held, waivers, whole=not figures)
    if reports:
        moved = _from_root(report, project)
        write_reports(reports, lambda form: FORMATS[form](moved))
    if dry_run:
        for line in finding_lines(finding for finding in report.findings if finding.severity is Severity.ERROR):
            output.note("".join(span for span, _ in line))
    elif form == "text":
        show(text(report, verbose=verbose))
    elif printed := FORMATS[form](_from_root(report, project)):
        output.document(printed)
    raise SystemExit(output.IMPOSSIBLE if report.unreadable else int(report.failed))


def _version_and_figures(project: Project, settings: Settings, names: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The version that the first name is, "" where it is a figure as the others are, and the figures.

    A version has a pin or a lock, or a dot as figures' names have not, or is what a source is to be called.
    """
    from archviz.refs import lock_names, pin_names
    from archviz.workspace.verify import figure_files

    first = names[0] if names else ""
    if not first:
        return "", names[1:]
    if first.removeprefix("v") in {*pin_names(project.refs), *lock_names(project.refs)} or "." in first:
        return first, names[1:]
    claims = [figure.claims for figure in figure_files(project).figures]
    known = {name for one in claims for name in (str(one.number or ""), one.id, one.file)}
    return (first, names[1:]) if settings.source and first not in known else ("", names)


def _fixed(
    project: Project,
    settings: Settings,
    baseline: Baseline | None,
    figures: tuple[str, ...],
    against: str,
    *,
    dry_run: bool,
) -> Report:
    """The figures after what can be fixed is; each change is a line about the work, or all are the patch."""
    from archviz.drift.patch import patch
    from archviz.workspace.fix import fix

    standing = frozenset(waiver.fingerprint for waiver in baseline.waivers) if baseline else frozenset()
    fixes = fix(project, settings, standing, figures, against)
    if dry_run:
        output.patch(patch(fixes.update.files))
    else:
        fixes.update.write(project.root)
    for change in fixes.changes:
        output.note(f"{change} [{'would be ' if dry_run else ''}fixed]")
    return fixes.update.after


def show(lines: Iterable[Line]) -> None:
    """Prints lines of a report, with colours on a terminal."""
    for line in lines:
        output.line(*(_styled(span, style) for span, style in line))


def show_findings(findings: Iterable[Finding]) -> None:
    """Prints findings as ``check`` does."""
    show(finding_lines(findings))


def _styled(span: str, style: Style) -> str | output.Bright:
    return span if style is Style.PLAIN else output.Bright(span, _COLOURS.get(style))


def _reported(report: Report, baseline: Baseline | None, *, whole: bool) -> CheckReport:
    findings, standing = waived(report.findings, baseline, report.version, whole=whole)
    subject = report.subject
    figures = tuple(map(_held, report.proofs))
    return CheckReport(
        subject.location,
        subject.origin,
        subject.digest,
        figures,
        findings,
        standing,
        report.before,
        subject.graph.context,
        subject.graph.diagnostics(),
    )


def _held(proof: Proof) -> FigureResult:
    figure = proof.figure
    names = claim_names(figure.claims, proof.claimed)
    claims = tuple(Claim(path, figure.line(path), names[path]) for path in proof.claimed)
    claimed = figure.claims
    counts = proof.proved, proof.asserted, proof.open_steps, proof.undrawn
    return FigureResult(claimed.number, claimed.id, claimed.kind, figure.file, claims, *counts)


def _from_root(report: CheckReport, project: Project) -> CheckReport:
    """The report with files named from the root of the project's repository."""

    def named(file: str) -> str:
        return from_root(file, project.root)

    def moved(finding: Finding) -> Finding:
        return replace(finding, file=named(finding.file))

    return replace(
        report,
        top=named(report.path) if Path(report.path).is_dir() else None,
        figures=tuple(replace(held, file=named(held.file)) for held in report.figures),
        findings=tuple(map(moved, report.findings)),
        waived=tuple(replace(waived, finding=moved(waived.finding)) for waived in report.waived),
    )
