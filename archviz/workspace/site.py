"""All pages of a site: figures proved, diagrams drawn, the articles around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.site import Count, article_file, bundle
from archviz.site import build as build_pages
from archviz.site.search import search_index
from archviz.words.language import language_codes
from archviz.workspace.render import drawings
from archviz.workspace.subject import open_subject
from archviz.workspace.verify import verify

if TYPE_CHECKING:
    from archviz.figures import Proof
    from archviz.model.figure import VerifiedFigure
    from archviz.workspace.build_worker import BuildWorker
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings, Subject
    from archviz.workspace.verify import Report


def pages(
    project: Project, settings: Settings, beside: BuildWorker, subject: Subject | None = None
) -> tuple[dict[str, bytes], Report]:
    """The site's files by path, none where a claim is not proved; and what came of the claims.

    A single article is the site; several have a folder each. ``subject`` is the source where it is open already.
    """
    past = beside.past(project)
    report = verify(project, subject or open_subject(project, settings))
    files: dict[str, bytes] = {}
    if not report.failed:
        articles = _articles(report)
        for article, proofs in articles.items():
            figures = _verified(proofs)
            found = build_pages(
                figures,
                beside.pictures(project, figures, _languages(project, article)),
                project.templates,
                source=report.subject.graph,
                digest=report.subject.digest,
                counts={p.figure.claims.id: Count(p.claims, p.proved, p.asserted) for p in proofs},
                histories=past,
                article=article,
            )
            found |= search_index(found)
            files |= {(f"{article}/" if len(articles) > 1 else "") + path: text for path, text in found.items()}
    return files, report


def bundles(project: Project, settings: Settings) -> tuple[dict[str, bytes], Report]:
    """All articles as Markdown with their pictures, a folder each, none where a claim is not proved; and the report."""
    report = verify(project, open_subject(project, settings))
    files: dict[str, bytes] = {}
    if not report.failed:
        for article, proofs in _articles(report).items():
            figures = _verified(proofs)
            drawn_in = drawings(project, figures, _languages(project, article))
            files |= bundle(figures, drawn_in, project.templates, article=article)
    return files, report


def _articles(report: Report) -> dict[str, list[Proof]]:
    names = sorted({proof.figure.article for proof in report.proofs})
    return {name: [proof for proof in report.proofs if proof.figure.article == name] for name in names}


def _verified(proofs: list[Proof]) -> tuple[VerifiedFigure, ...]:
    return tuple(proof.verified for proof in proofs if proof.verified is not None)


def _languages(project: Project, article: str) -> tuple[str, ...]:
    """The languages that an article is written in; English where there is none, for the error to come."""
    codes = language_codes(project.templates)
    return tuple(code for code in codes if article_file(article, code, project.templates).is_file()) or ("en",)
