"""The pages of a site in one language: the article or the gallery, a page for each figure, the versions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from markupsafe import Markup

import archviz
from archviz.model.errors import RenderError
from archviz.model.figure import Text, VerifiedDiagram, VerifiedExcerpt, VerifiedTable
from archviz.model.names import figure_name
from archviz.present.pictures import inline, size
from archviz.present.rows import card_rows, edge_rows, groups, place, places
from archviz.site.article import anchor
from archviz.site.codes import codes
from archviz.site.feed import versions_feed
from archviz.site.files import led_here
from archviz.site.gallery import gallery_anchor, preview
from archviz.site.glossary import PAGE as GLOSSARY
from archviz.site.glossary import entries
from archviz.site.heads import NOT_FOUND
from archviz.site.hovers import with_pages
from archviz.site.links import Here, PlaceLinks, page, picture_script
from archviz.site.picker import choices, grouped, picker_script, pictures
from archviz.site.proofs import proof
from archviz.site.tour import tour
from archviz.site.trace import PAGE as TRACE
from archviz.site.trace import trace_values
from archviz.site.versions import FEED, history_of, radar_address, version_pages
from archviz.words.language import language_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archviz.figures.glossary import Glossary
    from archviz.kubernetes.routes import Routes
    from archviz.model.figure import VerifiedFigure
    from archviz.model.symbols import Symbol
    from archviz.present.rows import SourceLine
    from archviz.site.article import Article
    from archviz.site.environment import Templates
    from archviz.site.files import SourceFiles
    from archviz.site.gallery import Gallery
    from archviz.site.heads import Published
    from archviz.site.lookup import SymbolIndex
    from archviz.site.names import ProseNames
    from archviz.site.picker import DiagramAt
    from archviz.site.speech import Speech
    from archviz.site.versions import FigureState, History
    from archviz.words.language import Language


LICENCE = "assets/code-licence.txt"
"""Where the site has the text of the code's licence."""

MOST_ROWS = 20
"""How many rows of a table without groups the article shows."""


@dataclass(frozen=True, slots=True)
class Count:
    """The claims of one figure: all, those that the source proves, those that rest on their author's word."""

    claims: int
    proved: int
    asserted: int


@dataclass(frozen=True, slots=True)
class Site:
    """What all pages come from. ``languages``, by their codes, begin with that of the root; so do ``articles``.

    A site with a ``gallery`` has no article.
    """

    templates: Templates
    figures: tuple[VerifiedFigure, ...]
    languages: Mapping[str, Language]
    articles: Mapping[str, Article]
    lookup: SymbolIndex
    files: SourceFiles
    links: Mapping[Symbol, str]
    """Where the site shows a symbol, from its root."""
    digest: str
    counts: Mapping[str, Count]
    versions: bool
    """Whether there are pages of versions."""
    gallery: Gallery | None = None
    licence: bytes = b""
    """The text of the code's licence, where that is known."""
    published: Published | None = None
    """Where the site stands, where that is known."""
    routes: Routes | None = None
    """The routes of the API server that the figures are about, where there are any."""
    glossary: Glossary | None = None
    """The terms that are explained on a page of their own, where there are any."""
    prose: ProseNames | None = None
    """Which symbol a name in prose is, where the names that the source declares are known."""

    @property
    def shown(self) -> list[VerifiedFigure]:
        """The figures that are set in the article, in its order."""
        return [figure for article in [*self.articles.values()][:1] for figure in article.figures]

    @property
    def ordered(self) -> list[VerifiedFigure]:
        """All figures: those of the article first."""
        shown = self.shown
        return [*shown, *(figure for figure in self.figures if figure not in shown)]

    def here(self, address: str, language: str) -> Here:
        """The page at an address, in a language."""
        return Here(address, language, tuple(self.languages))

    def places(self, here: Here) -> PlaceLinks:
        """Where a page leads for places of the source that the figures were proved on."""
        return PlaceLinks(self.files, self.figures[0].origin, here)

    def common(self) -> dict[str, Any]:
        """What every page may say."""
        gallery = {"code_of": None, "anchor": gallery_anchor}
        article = {"code_of": next((it.head.code for it in self.articles.values()), None), "anchor": anchor}
        return (article if self.gallery is None else gallery) | {
            "site_title": self.title,
            "names": {code: language_name(code) for code in self.languages},
            "figures": self.ordered,
            "origin": self.figures[0].origin if self.figures else None,
            "version": archviz.__version__,
            "page": page,
            "address": self.lookup.address,
            "symbols": bool(self.lookup.symbols),
            "versions": self.versions,
            "radar": "",
            "gallery": self.gallery,
            "licence": LICENCE if self.licence else "",
            "published": self.published,
            "not_found": NOT_FOUND,
            "traced": TRACE if self.routes is not None else "",
            "glossary": GLOSSARY if self.glossary is not None else "",
        }

    @property
    def title(self) -> Text:
        """What the site is called."""
        if self.gallery is not None:
            return Text(self.gallery.title)
        first, *others = ((code, article.head.title) for code, article in self.articles.items())
        return Text(first[1], **{code: title for code, title in others if code != "en"})


def edition_pages(
    site: Site,
    svgs: Mapping[str, str],
    history: History,
    others: Mapping[str, Mapping[str, Sequence[DiagramAt]]],
    language: str,
    speech: Speech,
) -> dict[str, bytes]:
    """The files of a language by their paths in the site; ``svgs`` are its pictures by the file of the diagram.

    ``others`` has by the ids of diagrams and by language what each is at other versions.
    """
    for figure in site.figures:
        if isinstance(figure, VerifiedDiagram) and figure.file not in svgs:
            raise RenderError(f"{figure_name(figure.number, figure.id)} has no picture in {language}")
    words = site.languages[language]
    common = site.common() | {"term": words.term, "cell_text": words.cell}
    common["radar"] = radar_address(history, site.figures)
    files: dict[str, bytes] = {}

    def write(template: str, address: str, **values: Any) -> Here:
        here = site.here(address, language)
        files[here.path] = site.templates.page(template, here, speech, **common, **values)
        return here

    start = site.here("index.html", language)
    has_code = any(
        isinstance(figure, VerifiedExcerpt) for figure in (site.shown if site.gallery is None else site.figures)
    )
    if site.gallery is not None:
        previews = {figure.id: preview(figure, svgs, site.places(start)) for figure in site.figures}
        write("gallery.html", start.address, previews=previews, counts=site.counts, has_code=has_code)
    else:
        brief = {figure.id: _brief(figure, svgs, site, start) for figure in site.shown}
        article = site.articles[language]
        values = {"article": article, "shown": site.shown, "brief": brief, "picture": picture_script}
        write("index.html", start.address, **values, has_code=has_code)
        for passage in article.passages:
            figure = passage.figure
            if isinstance(figure, VerifiedDiagram):
                beside = _picture_script(figure, _drawn(figure, svgs[figure.file], site, site.places(start)))
                files[site.here(picture_script(figure), language).path] = beside
    write("about.html", "about.html", digest=site.digest, counts=site.counts, has_code=False)
    if site.glossary is not None:
        here = site.here(GLOSSARY, language)
        groups = entries(site.glossary, site.figures, site.articles.get(language), site.prose, words, here)
        write("glossary.html", GLOSSARY, has_code=False, groups=groups, declared=partial(_declared, site, here))
    if site.routes is not None:
        write(
            "trace.html",
            TRACE,
            has_code=False,
            **trace_values(site.routes, site.lookup, site.places(site.here(TRACE, language))),
        )
    ordered = site.ordered
    for before, figure, after in zip([None, *ordered], ordered, [*ordered[1:], None], strict=False):
        here = site.here(page(figure), language)
        whole = _whole(figure, svgs, site, here)
        there = others.get(figure.id, {}).get(language, ())
        if isinstance(figure, VerifiedDiagram) and (some := choices(figure, there, history)):
            fill = partial(site.templates.page, here=here, speech=speech)
            script = site.here(picker_script(figure), language)
            files[script.path] = pictures(
                figure, there, some, words, lambda name, fill=fill, **values: fill(name, **(common | values))
            )
            whole |= {"choices": grouped(some), "states": _states(figure, history)}
        has_code = "codes" in whole or any(it.ends or it.snippets for it in whole.get("proofs", {}).values())
        write("figure.html", here.address, figure=figure, before=before, after=after, has_code=has_code, **whole)
        if isinstance(figure, VerifiedDiagram):
            drawn = site.here(f"figures/{figure.file}.svg", language)
            files[drawn.path] = svgs[figure.file].encode()
            steps = tour(figure, site.languages[language], speech)
            if steps is not None:
                files[site.here(f"figures/{figure.file}.tour", language).path] = steps
    version_pages(history, site.figures, words, write)
    if any(it.date for it in history.versions):
        files |= _feed(site, history, words)
    return files


def _feed(site: Site, history: History, words: Language) -> dict[str, bytes]:
    """The feed of versions in a language, by its path."""
    here = site.here(FEED, words.code)
    by_id = {figure.id: figure for figure in site.figures}
    versions = history_of(history, by_id.keys()).versions
    title = words.text(site.title)
    article = site.articles.get(words.code)
    author = (article.head.author if article is not None else "") or title
    return {here.path: versions_feed(title, author, versions, by_id, here, words, site.published)}


def _declared(site: Site, here: Here, symbol: Symbol) -> SourceLine | None:
    """Where a symbol is declared; None where that is not known."""
    declared = site.lookup.declaration(symbol)
    return place(declared.position, site.places(here)) if declared is not None and site.figures else None


def _states(figure: VerifiedFigure, history: History) -> dict[str, FigureState]:
    """What came of a figure at each version, by the names of the versions."""
    return {it.name: it.states[figure.id] for it in history.versions if figure.id in it.states}


def _brief(figure: VerifiedFigure, svgs: Mapping[str, str], site: Site, here: Here) -> dict[str, Any]:
    """What the article shows of a figure: a picture, code without its folded lines, a table's groups."""
    match figure:
        case VerifiedDiagram():
            return dict(zip(("width", "height"), size(svgs[figure.file]), strict=True))
        case VerifiedExcerpt():
            return {"codes": codes(figure, site.links, site.places(here), brief=True)}
        case VerifiedTable():
            return {"groups": groups(figure), "most_rows": MOST_ROWS}


def _drawn(figure: VerifiedDiagram, svg: str, site: Site, at: PlaceLinks) -> str:
    """The picture of a diagram as pages take it in: with the pages of its symbols and of its evidence."""
    return with_pages(led_here(inline(svg), figure, at), figure, site.lookup)


def _picture_script(figure: VerifiedFigure, drawn: str) -> bytes:
    """What gives the article a picture to draw in: a script, as pages from disk may read nothing else."""
    name, picture = msgspec.json.encode(figure.file), msgspec.json.encode(drawn)
    return b"(globalThis.pictures ??= {})[%s] = %s;\n" % (name, picture)


def _placeholder(table: VerifiedTable) -> str:
    """A word that a reader may filter a table by: how the first cell begins."""
    first = next((i for i, column in enumerate(table.columns) if not column.group), 0)
    words = table.rows[0].cells[first].text.split() if table.rows else []
    return f"{words[0][:20]} …" if words else "…"


def _whole(figure: VerifiedFigure, svgs: Mapping[str, str], site: Site, here: Here) -> dict[str, Any]:
    """What a figure's own page shows of it."""
    at = site.places(here)
    match figure:
        case VerifiedDiagram():
            drawn = _drawn(figure, svgs[figure.file], site, at)
            proofs = {edge.id: proof(edge, site.lookup, at) for edge in figure.edges}
            return {
                "svg": Markup(drawn),  # noqa: S704 archviz.render drew it, and escaped every text in it
                "edges": edge_rows(figure, site.languages[here.language], at),
                "cards": card_rows(figure, site.languages[here.language], at),
                "proofs": proofs,
            }
        case VerifiedExcerpt():
            return {"codes": codes(figure, site.links, at, brief=False)}
        case VerifiedTable():
            return {
                "groups": groups(figure),
                "places": lambda row: places(row.places, at),
                "placeholder": _placeholder(figure),
            }
