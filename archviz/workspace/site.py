"""All pages of a site: figures proved, diagrams drawn, the articles around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.model.figure import VerifiedDiagram
from archviz.site import Count
from archviz.site import build as build_pages
from archviz.workspace.render import Format, drawn
from archviz.workspace.subject import open_subject
from archviz.workspace.verify import verify

if TYPE_CHECKING:
    from archviz.figures import Proof
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings
    from archviz.workspace.verify import Report


def pages(project: Project, settings: Settings) -> tuple[dict[str, bytes], Report]:
    """The site's files by path, none where a claim is not proved; and what came of the claims.

    A single article is the site; several have a folder each.
    """
    report = verify(project, open_subject(project, settings))
    files: dict[str, bytes] = {}
    if not report.failed:
        articles = sorted({proof.figure.article for proof in report.proofs})
        for article in articles:
            proofs = [proof for proof in report.proofs if proof.figure.article == article]
            folder = f"{article}/" if len(articles) > 1 else ""
            files |= {folder + path: text for path, text in _article(project, report, article, proofs).items()}
    return files, report


def _article(project: Project, report: Report, article: str, proofs: list[Proof]) -> dict[str, bytes]:
    figures = tuple(proof.verified for proof in proofs if proof.verified is not None)
    return build_pages(
        figures,
        {f.file: drawn(project, f, Format.SVG) for f in figures if isinstance(f, VerifiedDiagram)},
        project.templates,
        digest=report.subject.digest,
        counts={p.figure.claims.number: Count(p.claims, p.proved, p.asserted) for p in proofs},
        article=article,
    )
