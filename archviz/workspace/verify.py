"""All figures of a project held against a source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.figures import Figure, Proof, load, prove, unique
from archviz.model.errors import FigureError, SourceError
from archviz.model.finding import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archviz.model.figure import Origin
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Subject


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a project's figures, by article folder and number."""

    subject: Subject
    proofs: tuple[Proof, ...]
    found: tuple[tuple[Finding, ...], ...] = ()
    """For each proof its findings with what their subjects became, where there is a lock of another version."""
    before: Origin | None = None
    """The version of that lock."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything found, figure by figure."""
        found = self.found or tuple(proof.findings for proof in self.proofs)
        return tuple(finding for findings in found for finding in findings)

    @property
    def failed(self) -> bool:
        """Whether any claim is not proved."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def verify(project: Project, subject: Subject, wanted: Sequence[str] = ()) -> Report:
    """Holds figures against a source: those named by number, id or file, else all.

    Raises FigureError where a figure's file cannot be read or no figure has a name, and SourceError where the source
    has none of the packages that the figures speak of.
    """
    figures = _chosen(project, wanted)
    named = {package for figure in figures for package in figure.claims.packages.values()}
    if named.isdisjoint(subject.graph.packages()):
        raise SourceError(
            f"{subject.location} has none of the packages that the figures speak of",
            hint=f"they speak of {', '.join(sorted(named)[:3])} and so on: is it another project's source?",
        )
    return Report(subject, tuple(prove(subject.graph, figure, subject.origin) for figure in figures))


def articles(project: Project) -> dict[str, tuple[Figure, ...]]:
    """The figures of each article's folder. Raises FigureError where there are none."""
    there = project.figures.is_dir()
    folders = sorted(folder for folder in project.figures.iterdir() if folder.is_dir()) if there else []
    if not folders:
        raise FigureError(
            f"{project.figures} holds no figures" if there else f"no figures: there is no folder {project.figures}",
            hint="a figure is a YAML file in a folder there, one folder an article; `archviz draw NAME --save` writes "
            "one, `archviz init` a first one in a new project",
        )
    found = {folder.name: load(folder) for folder in folders}
    unique((figure for figures in found.values() for figure in figures), "id")
    return found


def _chosen(project: Project, wanted: Sequence[str]) -> tuple[Figure, ...]:
    figures = [figure for group in articles(project).values() for figure in group]
    if not wanted:
        return tuple(figures)
    by_name = {name: f for f in figures for name in (str(f.claims.number), f.claims.id, f.claims.file)}
    for name in wanted:
        if name not in by_name:
            known = ", ".join(f"{f.claims.number} {f.claims.id}" for f in figures)
            raise FigureError(f"no figure {name}", hint=f"the figures are {known}")
    chosen = {by_name[name].file for name in wanted}
    return tuple(figure for figure in figures if figure.file in chosen)
