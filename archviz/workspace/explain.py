"""Why the claims of one figure hold against a source, or do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.figures.reasons import explanations
from archviz.model.errors import FigureError
from archviz.workspace.drift import check

if TYPE_CHECKING:
    from archviz.figures import Figure
    from archviz.figures.reasons import Explanation
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


@dataclass(frozen=True, slots=True)
class ExplainedFigure:
    """A figure and what there is to say of the claims that were asked for."""

    figure: Figure
    claims: tuple[Explanation, ...]


def explain(project: Project, settings: Settings, name: str, claim: str = "") -> ExplainedFigure:
    """Why claims of a figure hold: those that ``claim`` names, as ``explanations`` takes it, or all.

    Raises FigureError where there is no such figure or claim, or its file cannot be read; SourceError.
    """
    report = check(project, settings, figures=(name,))
    (proof,) = report.proofs or (None,)
    if proof is None:
        raise report.unreadable[0]
    found = tuple(explanations(report.subject.graph, proof, report.found[0] if report.found else proof.findings, claim))
    if not found:
        paths = ", ".join(proof.claimed[:5])
        raise FigureError(
            f"no claim {claim}",
            file=proof.figure.file,
            hint=f"a claim is a path such as {paths}, a line of the file, `from → to`, or a symbol",
        )
    return ExplainedFigure(proof.figure, found)
