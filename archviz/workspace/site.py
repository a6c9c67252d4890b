"""All pages of a site: figures proved, diagrams drawn, the articles around them."""

from __future__ import annotations

import multiprocessing.connection
import os
import signal
from collections.abc import Mapping
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import dataclass
from threading import Thread
from typing import TYPE_CHECKING, ParamSpec, Self, TypeVar

from archviz.model.errors import RenderError
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
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from archviz.figures import Proof
    from archviz.model.figure import VerifiedFigure
    from archviz.site.versions import History
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings, Subject
    from archviz.workspace.verify import Report

T = TypeVar("T")
P = ParamSpec("P")


class Beside:
    """A second process, for one build or for several: it draws, and works out what the locks tell of other versions."""

    def __init__(self) -> None:
        self._pool = _pool()
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
        failed = self._past is not None and self._past.done() and self._past.exception() is not None
        if self._past is None or failed or seen != self._seen:
            self._past, self._seen = self._submit(histories, project, tuple(NAMES)), seen
        return _Later(tuple(NAMES), self._past)

    def pictures(
        self, project: Project, figures: tuple[VerifiedFigure, ...], languages: tuple[str, ...]
    ) -> Mapping[str, Mapping[str, str]]:
        """The pictures of the diagrams by language and file."""
        return _Later(languages, self._submit(_drawn, project, figures, languages))

    def _submit(self, work: Callable[P, dict[str, T]], *args: P.args, **kwargs: P.kwargs) -> Future[dict[str, T]]:
        try:
            return self._pool.submit(work, *args, **kwargs)
        except BrokenExecutor:
            self._pool = _pool()
            return self._pool.submit(work, *args, **kwargs)


def _pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, initializer=_follow)


def _follow() -> None:
    """Leaves it to the first process to end on Ctrl-C, of which both are told, and ends when that has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    first = multiprocessing.parent_process()

    def end() -> None:
        if first is not None:
            multiprocessing.connection.wait([first.sentinel])
            os._exit(1)

    Thread(target=end, daemon=True).start()


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
        try:
            return self.future.result()[key]
        except BrokenExecutor as error:
            raise RenderError("the process that draws has ended", hint="was there enough memory?") from error

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys_)

    def __len__(self) -> int:
        return len(self.keys_)
