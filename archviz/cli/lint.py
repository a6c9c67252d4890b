"""The command that holds documents against the source that they speak of."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archviz.cli import output
from archviz.cli.baseline import ChosenBaseline, baseline_options, waived
from archviz.cli.choices import Choice
from archviz.cli.options import anywhere, source_option
from archviz.cli.reports import Reporting, from_root, report_option, write_reports

if TYPE_CHECKING:
    from archviz.drift.reports import CheckReport
    from archviz.workspace.lint import LintReport
    from archviz.workspace.project import Project
    from archviz.workspace.project_file import LintTable
    from archviz.workspace.subject import Settings

_BASELINE = "archviz-lint-baseline.yaml"
_FORMATS = ("text", "json", "markdown", "github", "sarif", "junit", "gitlab")


@click.command(cls=Reporting)
@click.argument("paths", nargs=-1, metavar="[PATH…]", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=Choice(_FORMATS),
    default="text",
    show_default=True,
    help="How to report, as for `archviz check`.",
)
@report_option
@click.option(
    "--strict",
    is_flag=True,
    default=None,
    help="Report as errors also what is only likely to speak of this code, such as a name in a code span that stands "
    "nowhere in the source.",
)
@click.option(
    "--hops",
    type=click.IntRange(1, 10),
    metavar="N",
    help="Over how many steps an arrow of a diagram may lead: calls, uses, fields, implementations. Default: 3, or the "
    "project's setting.",
)
@click.option(
    "--fix",
    "fixing",
    is_flag=True,
    help="Replace names that were renamed and paths of what was moved, as git and the code show for certain, and lines "
    "that links lead to; never prose. Then report what is left.",
)
@click.option("--dry-run", is_flag=True, help="With --fix: print the changes as a patch and write nothing.")
@click.option(
    "--cover",
    is_flag=True,
    help="List the declarations that the documents speak of instead, with places; --format json for programs.",
)
@click.option(
    "--packages",
    multiple=True,
    metavar="PACKAGE",
    help="The packages that the documents are about: import paths, or patterns as for `archviz relations`. Default: "
    "the source's own, without those that it vendors.",
)
@baseline_options(_BASELINE)
@source_option
@anywhere
def lint(
    project: Project,
    settings: Settings,
    paths: tuple[Path, ...],
    form: str,
    reports: tuple[tuple[str, Path], ...],
    strict: bool | None,
    hops: int | None,
    fixing: bool,
    dry_run: bool,
    cover: bool,
    packages: tuple[str, ...],
    baseline: Path | None,
    reason: str | None,
) -> None:
    """Hold documents against the source that they speak of.

    PATH is a document, or a folder with documents: Markdown, reStructuredText or AsciiDoc. Below a folder, changelogs
    and release notes are passed over, as old names are right in them. Of a Go file its doc comments are held. Without
    PATH, the documents that the project's settings name.

    \b
    archviz lint README.md docs
    archviz lint                                   the documents below [lint] in the settings
    archviz lint --write-baseline "found when we began"
    archviz lint docs --source ../kettle --format github
    archviz lint ARCHITECTURE.md --strict --hops 2
    archviz lint docs --cover

    Held are names in code spans and in Go code, signatures and fields, paths of files, folders and packages, lines that
    links lead to, and diagrams: Mermaid, D2, PlantUML and DOT. What is not for certain a name of this code is left
    alone. A comment `archviz: ignore` takes out the paragraph or fence that follows; `archviz: ignore NAME` a name in
    the whole document, `ignore-file` the document, `ignore-start` and `ignore-end` what is between them.

    Exits with 1 if anything is wrong that no baseline waives.
    """
    from archviz.drift.reports import FORMATS, finding_lines, text
    from archviz.workspace.lint import lint as held_against
    from archviz.workspace.project_file import LintTable

    if dry_run and not fixing:
        raise click.UsageError("--dry-run is for --fix")
    if cover and (form not in ("text", "json") or reports):
        raise click.UsageError("--cover is printed as text or json, and is no report")
    whole = not paths
    chosen = ChosenBaseline(baseline or project.root / _BASELINE, baseline is not None, reason)
    waivers = chosen.read()
    table = project.lint or LintTable()
    strict = strict if strict is not None else table.strict

    def held_now() -> LintReport:
        return held_against(
            project,
            settings,
            paths or _set_documents(project.root, table),
            hops=hops if hops is not None else table.hops,
            packages=packages or table.packages,
            exclude=table.exclude,
            words=frozenset(table.words),
        )

    held = held_now()
    if fixing:
        held = _fixed(held, dry_run=dry_run) or held_now()
    if cover:
        _print_cover(held, as_json=form == "json")
        return
    report = _reported(held, strict=strict)
    version = held.subject.origin.version or held.subject.origin.nominal
    waivers = chosen.written(report.findings, waivers, version, whole=whole)
    findings, standing = waived(report.findings, waivers, version, whole=whole)
    report = replace(report, findings=findings, waived=standing)
    if reports:
        moved = _from_root(report)
        write_reports(reports, lambda form: FORMATS[form](moved))
    if dry_run:
        for spans in finding_lines(report.findings):
            output.note("".join(span for span, _ in spans))
    elif form == "text":
        from archviz.cli.check import show

        show(text(report))
    else:
        output.document(FORMATS[form](_from_root(report)))
    for line in _notes(held, strict=strict):
        output.note(line)
    raise SystemExit(int(report.failed))


def _set_documents(root: Path, table: LintTable) -> tuple[Path, ...]:
    """The documents that the settings of a project in a folder name."""
    if not table.documents:
        raise click.UsageError(
            "no documents: name some, or folders of them, or set `documents` below [lint] in the project's settings"
        )
    return tuple(root / name for name in table.documents)


def _fixed(held: LintReport, *, dry_run: bool) -> LintReport | None:
    """The same report where nothing has changed; None after documents were put right."""
    from archviz.drift.patch import patch
    from archviz.workspace.lint import fixed, write_fixed

    texts = fixed(held)
    if dry_run:
        output.patch(patch(texts))
        return held
    write_fixed(texts)
    for file in texts:
        output.note(f"{file} [fixed]")
    return held if not texts else None


def _reported(held: LintReport, *, strict: bool) -> CheckReport:
    """What was found, in the form that the reports take: a document for a figure, what it says for claims."""
    from archviz.drift.reports import CheckReport, Claim, FigureResult
    from archviz.lint.hold import claim, findings

    results = tuple(
        FigureResult(
            0,
            document.file,
            "document",
            document.file,
            tuple(Claim(claim(one), one.line) for one in document.held),
            document.right,
            0,
        )
        for document in held.documents
        if document.held
    )
    found = tuple(one for document in held.documents for one in findings(document, strict=strict))
    subject = held.subject
    return CheckReport(
        subject.location,
        subject.origin,
        subject.digest,
        results,
        found,
        context=subject.graph.context,
        diagnostics=subject.graph.diagnostics(),
        noun="document",
    )


def _notes(held: LintReport, *, strict: bool) -> list[str]:
    """What the report does not show: what is only likely wrong, what comments take out, and what could not be read."""
    from archviz.lint.findings import Confidence
    from archviz.model.counts import counted

    wrong = [one.wrong for document in held.documents for one in document.held if one.wrong is not None]
    likely = sum(one.confidence is Confidence.LIKELY for one in wrong)
    ignored = sum(document.ignored for document in held.documents)
    notes = [
        f"{document.file}:{line}: this line of a diagram could not be read: {text}"
        for document in held.documents
        for line, text in document.unread
    ]
    if likely and not strict:
        notes.append(f"{counted(likely, 'more thing')} likely wrong; --strict reports them")
    if held.passed_over:
        notes.append(f"{counted(held.passed_over, 'name')} not looked up in git: no more than so many commits are read")
    if ignored:
        notes.append(f"{ignored} ignored, as comments in the documents say")
    return notes


def _from_root(report: CheckReport) -> CheckReport:
    """The report with files named from the root of the repository that each is in."""

    def named(file: str) -> str:
        return from_root(file, Path(file).absolute().parent)

    return replace(
        report,
        top=from_root(report.path, Path(report.path)) if os.path.isdir(report.path) else None,  # noqa: PTH112
        figures=tuple(replace(held, file=named(held.file), id=named(held.file)) for held in report.figures),
        findings=tuple(replace(finding, file=named(finding.file)) for finding in report.findings),
    )


def _print_cover(held: LintReport, *, as_json: bool) -> None:
    """Prints each declaration that the documents speak of for certain, with the places where they do."""
    from archviz.workspace.lint import covered

    found = covered(held)
    if as_json:
        symbols = [
            {"symbol": str(symbol), "places": [{"file": file, "line": line} for file, line in places]}
            for symbol, places in found.items()
        ]
        output.document(json.dumps({"symbols": symbols}, ensure_ascii=False, indent=2))
        return
    for symbol, places in found.items():
        output.line(output.Bright(str(symbol), "cyan"), f"  {', '.join(f'{file}:{line}' for file, line in places)}")
