"""All pages of a site: figures proved, diagrams drawn, the articles around them."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

from archviz.model.figure import VerifiedDiagram
from archviz.site import Count, Edition, article_file
from archviz.site import build as build_pages
from archviz.site.languages import NAMES
from archviz.workspace.history import history
from archviz.workspace.render import Format, drawn
from archviz.workspace.subject import open_subject
from archviz.workspace.verify import verify

if TYPE_CHECKING:
    from concurrent.futures import Future

    from archviz.figures import Proof
    from archviz.site.versions import History
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
            articles = sorted({proof.figure.article for proof in report.proofs})
            for article in articles:
                proofs = [proof for proof in report.proofs if proof.figure.article == article]
                found = _article(project, report, article, proofs, histories)
                files |= {(f"{article}/" if len(articles) > 1 else "") + path: text for path, text in found.items()}
        return files, report


def _article(
    project: Project, report: Report, article: str, proofs: list[Proof], histories: dict[str, Future[History]]
) -> dict[str, bytes]:
    figures = tuple(proof.verified for proof in proofs if proof.verified is not None)
    written = [name for name in NAMES if article_file(article, name, project.templates).is_file()]
    editions = {
        language: Edition(
            {f.file: drawn(project, f, Format.SVG, language) for f in figures if isinstance(f, VerifiedDiagram)},
            histories[language].result(),
        )
        for language in written or NAMES
    }
    return build_pages(
        figures,
        editions,
        project.templates,
        source=report.subject.graph,
        digest=report.subject.digest,
        counts={p.figure.claims.number: Count(p.claims, p.proved, p.asserted) for p in proofs},
        article=article,
    )
