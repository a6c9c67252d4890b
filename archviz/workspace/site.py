"""All pages of a site: figures proved, diagrams drawn, the articles around them."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, TypeVar

from archviz.model.figure import VerifiedDiagram
from archviz.site import Count, article_file, bundle
from archviz.site import build as build_pages
from archviz.site.languages import NAMES
from archviz.site.search import search_index
from archviz.sources import looks
from archviz.workspace.history import histories
from archviz.workspace.render import Format, drawn
from archviz.workspace.subject import open_subject
from archviz.workspace.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

    from archviz.figures import Proof
    from archviz.model.figure import VerifiedFigure
    from archviz.site.versions import History
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings, Subject
    from archviz.workspace.verify import Report

T = TypeVar("T")


class Beside:
    """A second process, for one build or for several: it draws, and works out what the locks tell of other versions."""

    def __init__(self) -> None:
        self._pool = ProcessPoolExecutor(1, initializer=_leave_signals)
        self._past: Future[dict[str, History]] | None = None
        self._seen: tuple[str, ...] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def past(self, project: Project) -> Mapping[str, History]:
        """What other versions had, by language; worked out again where locks or templates of pictures look changed."""
        folders = (project.refs, *(folder / "svg" for folder in project.templates if (folder / "svg").is_dir()))
        seen = tuple(map(looks, folders))
        if self._past is None or seen != self._seen:
            self._past, self._seen = self._pool.submit(histories, project, tuple(NAMES)), seen
        return _Later(tuple(NAMES), self._past)

    def pictures(
        self, project: Project, figures: tuple[VerifiedFigure, ...], languages: tuple[str, ...]
    ) -> Mapping[str, Mapping[str, str]]:
        """The pictures of the diagrams by language and file."""
        return _Later(languages, self._pool.submit(_drawn, project, figures, languages))


def _leave_signals() -> None:
    """Leaves it to the first process to end on Ctrl-C: both are told of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def pages(
    project: Project, settings: Settings, beside: Beside, subject: Subject | None = None
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
                counts={p.figure.claims.number: Count(p.claims, p.proved, p.asserted) for p in proofs},
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
            drawn_in = _drawn(project, figures, _languages(project, article))
            files |= bundle(figures, drawn_in, project.templates, article=article)
    return files, report


def _articles(report: Report) -> dict[str, list[Proof]]:
    names = sorted({proof.figure.article for proof in report.proofs})
    return {name: [proof for proof in report.proofs if proof.figure.article == name] for name in names}


def _verified(proofs: list[Proof]) -> tuple[VerifiedFigure, ...]:
    return tuple(proof.verified for proof in proofs if proof.verified is not None)


def _languages(project: Project, article: str) -> tuple[str, ...]:
    """The languages that an article is written in; English where there is none, for the error to come."""
    return tuple(name for name in NAMES if article_file(article, name, project.templates).is_file()) or ("en",)


def _drawn(
    project: Project, figures: tuple[VerifiedFigure, ...], languages: tuple[str, ...]
) -> dict[str, Mapping[str, str]]:
    """The pictures of the diagrams by language and file."""
    diagrams = [figure for figure in figures if isinstance(figure, VerifiedDiagram)]
    return {name: {f.file: drawn(project, f, Format.SVG, name) for f in diagrams} for name in languages}


@dataclass(frozen=True, slots=True)
class _Later(Mapping[str, T]):
    """What another process works out, by keys that are known already."""

    keys_: tuple[str, ...]
    future: Future[dict[str, T]]

    def __getitem__(self, key: str) -> T:
        return self.future.result()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys_)

    def __len__(self) -> int:
        return len(self.keys_)
