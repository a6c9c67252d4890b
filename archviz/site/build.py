"""From proved figures to the files of the site."""

from __future__ import annotations

from itertools import zip_longest
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from archviz.model.errors import FigureError
from archviz.present.pictures import style_sheet
from archviz.site.article import article_file, read_article
from archviz.site.codes import targets
from archviz.site.edition import LICENCE, Site, edition_pages
from archviz.site.environment import Templates
from archviz.site.files import SourceFiles, file_pages
from archviz.site.heads import NOT_FOUND, card_path, sitemaps
from archviz.site.hovers import hover_scripts, hover_words
from archviz.site.links import Here
from archviz.site.lookup import SymbolIndex
from archviz.site.names import ProseNames
from archviz.site.packages import package_pages
from archviz.site.search import symbol_rows, text_rows
from archviz.site.speech import OneLanguage, SharedWords
from archviz.site.symbols import LIST, symbol_pages
from archviz.site.versions import History
from archviz.words.language import language as read_language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from archviz.figures.code_spans import SymbolNames
    from archviz.figures.glossary import Glossary
    from archviz.kubernetes.routes import Routes
    from archviz.model.figure import VerifiedFigure
    from archviz.site.article import Article
    from archviz.site.edition import Count
    from archviz.site.gallery import Gallery
    from archviz.site.heads import Published
    from archviz.site.lookup import SymbolSource
    from archviz.site.picker import DiagramAt
    from archviz.site.speech import Speech

_NO_HISTORIES: Mapping[str, History] = MappingProxyType({})
_NO_OTHERS: Mapping[str, Mapping[str, Sequence[DiagramAt]]] = MappingProxyType({})


def build(
    figures: tuple[VerifiedFigure, ...],
    svgs: Mapping[str, Mapping[str, str]],
    templates: Sequence[Path],
    *,
    source: SymbolSource | None = None,
    digest: str = "",
    counts: Mapping[str, Count] | None = None,
    histories: Mapping[str, History] = _NO_HISTORIES,
    others: Mapping[str, Mapping[str, Sequence[DiagramAt]]] = _NO_OTHERS,
    article: str = "master-server",
    gallery: Gallery | None = None,
    licence: bytes = b"",
    published: Published | None = None,
    names: SymbolNames | None = None,
    routes: Routes | None = None,
    glossary: Glossary | None = None,
) -> dict[str, bytes]:
    """The files of the site by their paths in it, with ``/`` between.

    ``svgs`` holds for each language's code the picture of every diagram by the figure's ``file``; the first language is
    at the root, each other in a folder of its name. They are asked for last, so that they can be drawn while the pages
    of symbols are made. ``templates`` are folders of which the first that has a file wins; in them are the
    folders ``site`` (pages, style, scripts, catalogues of words) and ``articles`` (``ARTICLE.LANGUAGE.md``). ``source``
    is what the figures were proved on: with it the evidence of edges is shown as code, and there is a page for each
    symbol in the figures and one step around them. ``digest`` is that of the source, ``counts`` are the claims by
    figure id, ``histories`` what is known of other versions by language, ``others`` by the ids
    of diagrams and by language what these are there. With a ``gallery``, which has the ``figures``,
    it is the first page, and no article is read. ``licence`` is the text of the code's licence, which pages with code
    lead to where the article does not say whose code it is. Where the site is ``published``, its pages name their own
    address and its cards, and there are a sitemap and a page for addresses that are none. ``names`` are those that the
    packages of the figures declare: with them, code spans of the article that name a symbol lead to its page. With
    ``routes`` there is a page that says what serves a request, with a ``glossary`` one that explains its terms.

    Writes nothing; the same input gives the same bytes. Raises FigureError for an article that cannot be read or that
    has other sections than the one in the first language, and RenderError for a template that cannot be filled in or a
    diagram without a picture.
    """
    pages = Templates([folder / "site" for folder in templates])
    languages = {code: read_language(code, templates) for code in svgs}
    speeches = {code: OneLanguage(language) for code, language in languages.items()}
    lookup = SymbolIndex(source, figures)
    prose = ProseNames(names, lookup) if names is not None else None
    articles = _articles(article, tuple(svgs), templates, figures, prose) if gallery is None else {}
    links = targets(figures) | lookup.addresses
    past = {language: histories.get(language, History()) for language in svgs}
    versions = any(history.versions for history in past.values())
    said = bool(articles) and all(each.head.code is not None for each in articles.values())
    site = Site(
        pages,
        figures,
        languages,
        articles,
        lookup,
        SourceFiles(lookup, figures),
        links,
        digest,
        counts or {},
        versions,
        gallery,
        b"" if said else licence,
        published,
        routes,
        glossary,
        prose,
    )
    files: dict[str, bytes] = {}
    if len(speeches) > 1:
        shared = SharedWords(tuple(languages.values()))
        files |= _source_pages(site, shared)
        for code, words in shared.translations.items():
            files[f"assets/words.{code}.js"] = _script(code, words)
    else:
        files |= _source_pages(site, next(iter(speeches.values())))
    files |= {f"assets/{path}": content for path, content in pages.assets().items()}
    if site.licence:
        files[LICENCE] = site.licence
    for language, speech in speeches.items():
        dialog = pages.page("search.html", site.here("index.html", language), speech, **site.common()).decode()
        put_in = f'document.body.insertAdjacentHTML("beforeend", {msgspec.json.encode(dialog).decode()});\n'
        files[f"assets/search.{language}.js"] = put_in.encode() + text_rows(
            site, past[language], languages[language], speech
        )
        if lookup.symbols:
            files[f"assets/hovers.{language}.js"] = hover_words(site, languages[language], speech)
    files["assets/search.symbols.js"] = symbol_rows(site)
    files |= hover_scripts(site)
    for language, drawn in svgs.items():
        files |= edition_pages(site, drawn, past[language], others, language, speeches[language])
    pictures = [svg for each in svgs.values() for svg in each.values()]
    pictures += [both.svg for history in past.values() for both in history.pictures]
    files["assets/diagrams.css"] = style_sheet(pictures).encode()
    there = [at.svg for each in others.values() for some in each.values() for at in some]
    files["assets/diagrams-at.css"] = style_sheet(there).encode()
    if published is not None:
        files |= {card_path(figure): card for figure, card in published.cards.items()}
        files |= sitemaps(published, (path for path in files if path.endswith(".html")))
        first = next(iter(speeches))
        here = Here(NOT_FOUND, first, (first,), published.root)
        files[NOT_FOUND] = pages.page("404.html", here, speeches[first], **site.common(), has_code=False)
    return dict(sorted(files.items()))


def _source_pages(site: Site, speech: Speech) -> dict[str, bytes]:
    """The pages that all languages share: of symbols, of their packages, and of the files where these stand."""
    return symbol_pages(site, speech) | package_pages(site, speech) | file_pages(site, speech)


def _script(code: str, words: Mapping[str, str]) -> bytes:
    """What gives a shared page its words in another language."""
    name, values = msgspec.json.encode(code), msgspec.json.encode(words, order="sorted")
    return b"(globalThis.words ??= {})[%s] = %s;\n" % (name, values)


def _articles(
    name: str,
    languages: tuple[str, ...],
    templates: Sequence[Path],
    figures: tuple[VerifiedFigure, ...],
    names: ProseNames | None,
) -> dict[str, Article]:
    def read(language: str, file: Path) -> Article:
        here = Here("index.html", language, languages)

        def link(span: str, section: tuple[VerifiedFigure, ...]) -> str:
            address = names.address(span, section) if names is not None else ""
            return here.to(address) if address else ""

        return read_article(file, by_id, link, here.hreflang(LIST))

    by_id = {figure.id: figure for figure in figures}
    files = {language: article_file(name, language, templates) for language in languages}
    articles = {language: read(language, file) for language, file in files.items()}
    first, *others = articles.values()
    for language, other in zip(languages[1:], others, strict=True):
        if other.places != first.places:
            odd = next((a or b for a, b in zip_longest(other.places, first.places) if a != b), "")
            raise FigureError(
                f"its sections and figures are not those of {files[languages[0]].name}: they part at {odd}",
                file=str(files[language]),
                hint="a heading takes the id of its counterpart: ## Title {#id}",
            )
    return articles
