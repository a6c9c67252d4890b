"""All pages of a site: figures proved, diagrams drawn, the articles or the gallery around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.figures.code_spans import SymbolNames
from archviz.figures.glossary import read_glossary
from archviz.model.errors import FigureError, ProjectError, RenderError, SourceError, SymbolError
from archviz.model.figure import VerifiedDiagram
from archviz.model.formats import Target
from archviz.render.svg.social import social_card
from archviz.site import Count, article_entry, article_file, bundle, gallery_of
from archviz.site import build as build_pages
from archviz.site.article import read_article
from archviz.site.generators import HUGO, GitBook
from archviz.site.glossary import glossary_file
from archviz.site.heads import Published
from archviz.words.language import language as read_language
from archviz.words.language import language_codes
from archviz.workspace.radar import Radar
from archviz.workspace.render import drawings
from archviz.workspace.trace import routes_of
from archviz.workspace.verify import proved, verify

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from archviz.figures import Proof
    from archviz.figures.glossary import Glossary
    from archviz.kubernetes.routes import Routes
    from archviz.model.figure import VerifiedFigure
    from archviz.site import Gallery
    from archviz.workspace.build_worker import BuildWorker
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings, Subject
    from archviz.workspace.verify import Report


_LICENCES = ("LICENSE", "LICENSE.txt", "LICENSE.md", "COPYING", "COPYING.txt", "COPYING.md")


@dataclass(frozen=True, slots=True)
class _Part:
    """A site of its own within that of the project: an article with its figures, or the gallery ("") of all others."""

    article: str
    folder: str
    figures: tuple[VerifiedFigure, ...]
    languages: tuple[str, ...]
    gallery: Gallery | None = None


def pages(
    project: Project, settings: Settings, beside: BuildWorker, subject: Subject | None = None
) -> tuple[dict[str, bytes], Report]:
    """The site's files by path, none where a claim is not proved; and what came of the claims.

    A single article is the site; several have a folder each. The figures that belong to no article are shown in a
    gallery, which is then the first page, as it is where there are several articles. ``subject`` is the source where it
    is open already.
    """
    histories = beside.past(project)
    report = verify(project, subject) if subject is not None else proved(project, settings)
    past = Radar(histories, tuple(proof.figure for proof in report.proofs))
    files: dict[str, bytes] = {}
    if not report.failed:
        licence = _licence(project, report)
        counts = {p.figure.claims.id: Count(p.claims, p.proved, p.asserted) for p in report.proofs}
        for part in _parts(project, report):
            ids = {figure.id for figure in part.figures}
            pictures = beside.pictures(project, part.figures, part.languages)
            shown = [proof for proof in report.proofs if proof.figure.claims.id in ids]
            found = build_pages(
                part.figures,
                pictures,
                project.templates,
                source=report.subject.graph,
                digest=report.subject.digest,
                counts={name: count for name, count in counts.items() if name in ids},
                histories=past,
                others=beside.others(project, shown, part.languages),
                article=part.article,
                gallery=part.gallery,
                licence=licence,
                published=_published(project, settings, part, pictures),
                routes=_routes(settings, report, shown),
                glossary=_glossary(project, report, part),
                names=SymbolNames(report.subject.graph, [proof.figure.packages for proof in shown]),
            )
            _add(files, {f"{part.folder}{path}": content for path, content in found.items()}, part)
    return files, report


def _routes(settings: Settings, report: Report, shown: Iterable[Proof]) -> Routes | None:
    """The routes of the API server that a part's figures are about; none, which is said, where they cannot be read."""
    try:
        return routes_of(report.subject.graph, (proof.figure for proof in shown), report.subject.origin)
    except SymbolError as error:
        place = f" ({error.file}:{error.line})" if error.file else ""
        settings.progress.note(f"no page of requests: {error.message}{place}")
        return None


def _glossary(project: Project, report: Report, part: _Part) -> Glossary | None:
    """The glossary of a part, where it has one. Raises FigureError."""
    file = glossary_file(part.article, project.templates)
    if file is None:
        return None
    figures = {figure.id: figure for figure in part.figures}
    sections: set[str] = set()
    if part.article:
        article = read_article(article_file(part.article, part.languages[0], project.templates), figures)
        sections = {section.anchor for section in article.sections if section.anchor}
    return read_glossary(file, report.subject.graph, report.subject.origin, figures, sections)


def _published(
    project: Project, settings: Settings, part: _Part, pictures: Mapping[str, Mapping[str, str]]
) -> Published | None:
    """Where a part stands and the cards of its pages; without them, which is said, where they cannot be drawn."""
    if not project.site_url:
        return None
    address = f"{project.site_url.rstrip('/')}/{part.folder}"
    try:
        return Published(address, _cards(project, part, pictures))
    except RenderError as error:
        hint = f" ({error.hint})" if error.hint else ""
        settings.progress.note(f"no pictures for where pages are shared: {error.message}{hint}")
        return Published(address, {})


def _cards(project: Project, part: _Part, pictures: Mapping[str, Mapping[str, str]]) -> dict[str, bytes]:
    """The cards of the diagrams, by their files, and that of the site, with the first of them, in its first language.

    Raises RenderError.
    """
    code = part.languages[0]
    words = read_language(code, project.templates)
    title, description = part.gallery.title if part.gallery is not None else "", ""
    if part.article:
        head = read_article(article_file(part.article, code, project.templates), {f.id: f for f in part.figures}).head
        title, description = head.title, head.description
    diagrams = [figure for figure in part.figures if isinstance(figure, VerifiedDiagram)]
    first = pictures[code][diagrams[0].file] if diagrams else ""
    foot = words.text(part.figures[0].origin.title) if part.figures else ""
    cards = {"": social_card(title, description, foot, project.templates, svg=first, language=code)}
    for figure in diagrams:
        said = words.text(figure.title), words.text(figure.description), title
        svg = pictures[code][figure.file]
        cards[figure.file] = social_card(*said, project.templates, svg=svg, language=code)
    return cards


def bundles(project: Project, settings: Settings, target: Target = Target.MARKDOWN) -> tuple[dict[str, bytes], Report]:
    """All articles as Markdown with their pictures, a folder each, none where a claim is not proved; and the report.

    The figures that belong to no article are the page of a folder ``gallery``.
    """
    report = proved(project, settings)
    files: dict[str, bytes] = {}
    if not report.failed:
        for part in _parts(project, report):
            if part.figures:
                drawn_in = drawings(project, part.figures, part.languages)
                found = bundle(
                    part.figures,
                    drawn_in,
                    project.templates,
                    article=part.article,
                    gallery=part.gallery,
                    generator=GitBook() if target is Target.GITBOOK else HUGO,
                )
                _add(files, found, part)
    return files, report


def _parts(project: Project, report: Report) -> list[_Part]:
    """The articles, and the gallery where there is none, are several, or are figures that belong to none."""
    folders: dict[str, tuple[VerifiedFigure, ...]] = {}
    for proof in report.proofs:
        if proof.verified is not None:
            folders[proof.figure.article] = (*folders.get(proof.figure.article, ()), proof.verified)
    codes = _codes(project)
    languages = {name: _languages(project.templates, name, codes) for name in folders}
    written = [name for name in folders if languages[name]]
    others = {name: figures for name, figures in folders.items() if not languages[name]}
    if len(written) == 1 and not others:
        return [_Part(name, "", folders[name], languages[name]) for name in written]
    entries = [article_entry(name, languages[name], project.templates, folders[name]) for name in written]
    gallery = gallery_of(_title(project, report), others, *entries)
    figures = [figure for some in folders.values() for figure in some]
    first = _Part("", "", gallery.figures, project.languages or _told_in(codes, figures), gallery)
    return [first, *(_Part(name, f"{name}/", folders[name], languages[name]) for name in written)]


def _add(files: dict[str, bytes], found: Mapping[str, bytes], part: _Part) -> None:
    """Adds the files of a part. Raises FigureError where its folder is one that another part has already."""
    if files.keys() & found.keys():
        raise FigureError(
            f"an article cannot be called {part.article}: the site of the figures without an article has such a folder",
            hint="call the article, and the folder of its figures, otherwise",
        )
    files |= found


def _title(project: Project, report: Report) -> str:
    """What the gallery is called: as the settings say, else the source's module, its name or the project's folder."""
    subject = report.subject
    folder = project.root.resolve().name
    return project.title or subject.graph.source.module or subject.origin.project.en or folder or "archviz"


def _licence(project: Project, report: Report) -> bytes:
    """The text of the code's licence: the file of the settings, else the usual ones at the top; empty for none.

    Raises ProjectError where the source does not have the file of the settings.
    """
    source = report.subject.graph.source
    for name in (project.licence,) if project.licence else _LICENCES:
        try:
            return source.read(name)
        except SourceError as error:
            if project.licence:
                hint = "`licence` is the path of a file in the source, such as LICENSE"
                raise ProjectError(f"licence: {error.message}", hint=hint) from error
    return b""


def _codes(project: Project) -> tuple[str, ...]:
    """The languages that the site may be in, that of its first page first.

    Raises ProjectError where the settings name one that has no catalogue.
    """
    known = language_codes(project.templates)
    for code in project.languages:
        if code not in known:
            raise ProjectError(
                f"languages: there is no catalogue of {code}",
                hint=f"there are {', '.join(known)}; templates/site/{code}.po would be one",
            )
    return project.languages or known


def _languages(templates: tuple[Path, ...], article: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    """The languages that an article is written in, none where there is no such article."""
    return tuple(code for code in codes if article and article_file(article, code, templates).is_file())


def _told_in(codes: tuple[str, ...], figures: list[VerifiedFigure]) -> tuple[str, ...]:
    """English, and the languages in which all figures have a title."""
    first, *others = codes
    return (first, *(code for code in others if all(dict(figure.title.others).get(code) for figure in figures)))
