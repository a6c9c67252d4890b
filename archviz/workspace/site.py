"""All pages of a site: figures proved, diagrams drawn, the articles around them."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

from archviz.model.figure import VerifiedDiagram
from archviz.site import Count, Edition, article_file, bundle
from archviz.site import build as build_pages
from archviz.site.languages import NAMES
from archviz.workspace.history import history
from archviz.workspace.render import Format, drawn
from archviz.workspace.subject import open_subject
from archviz.workspace.verify import verify

if TYPE_CHECKING:
    from archviz.figures import Proof
    from archviz.model.figure import VerifiedFigure
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings, Subject
    from archviz.workspace.verify import Report


def pages(project: Project, settings: Settings, subject: Subject | None = None) -> tuple[dict[str, bytes], Report]:
    """The site's files by path, none where a claim is not proved; and what came of the claims.

    A single article is the site; several have a folder each. ``subject`` is the source where it is open already. What
    other versions had, which the locks alone tell, is worked out by a second process meanwhile.
    """
    with ProcessPoolExecutor(1) as beside:
        histories = {language: beside.submit(history, project, language) for language in NAMES}
        report = verify(project, subject or open_subject(project, settings))
        files: dict[str, bytes] = {}
        if not report.failed:
            articles = _articles(report)
            for article, proofs in articles.items():
                figures, pictures = _drawn(project, article, proofs)
                found = build_pages(
                    figures,
                    {name: Edition(svgs, histories[name].result()) for name, svgs in pictures.items()},
                    project.templates,
                    source=report.subject.graph,
                    digest=report.subject.digest,
                    counts={p.figure.claims.number: Count(p.claims, p.proved, p.asserted) for p in proofs},
                    article=article,
                )
                files |= {(f"{article}/" if len(articles) > 1 else "") + path: text for path, text in found.items()}
        return files, report


def bundles(project: Project, settings: Settings) -> tuple[dict[str, bytes], Report]:
    """All articles as Markdown with their pictures, a folder each, none where a claim is not proved; and the report."""
    report = verify(project, open_subject(project, settings))
    files: dict[str, bytes] = {}
    if not report.failed:
        for article, proofs in _articles(report).items():
            files |= bundle(*_drawn(project, article, proofs), project.templates, article=article)
    return files, report


def _articles(report: Report) -> dict[str, list[Proof]]:
    names = sorted({proof.figure.article for proof in report.proofs})
    return {name: [proof for proof in report.proofs if proof.figure.article == name] for name in names}


def _drawn(
    project: Project, article: str, proofs: list[Proof]
) -> tuple[tuple[VerifiedFigure, ...], dict[str, dict[str, str]]]:
    """The figures of an article, and its pictures by language and file, in each language that it is written in."""
    figures = tuple(proof.verified for proof in proofs if proof.verified is not None)
    diagrams = [figure for figure in figures if isinstance(figure, VerifiedDiagram)]
    written = [name for name in NAMES if article_file(article, name, project.templates).is_file()] or ["en"]
    return figures, {name: {f.file: drawn(project, f, Format.SVG, name) for f in diagrams} for name in written}
