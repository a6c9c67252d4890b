"""The page of a glossary: each term explained, with ways to the code, the figures and the article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markupsafe import Markup

from archviz.site.article import article_file
from archviz.site.names import link_names
from archviz.site.symbols import LIST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from archviz.figures.glossary import Glossary, Term
    from archviz.model.figure import VerifiedFigure
    from archviz.model.symbols import Symbol
    from archviz.site.article import Article, Section
    from archviz.site.links import Here
    from archviz.site.names import ProseNames
    from archviz.words.language import Language

PAGE = "glossary.html"
"""The address of the page, from the site's root."""

_GALLERY = "gallery"
"""What stands for an article's name where there is a gallery in its place."""

_MARKDOWN = MarkdownIt("zero").enable(["backticks", "emphasis", "entity", "escape"])
"""Paragraphs, code and emphasis: what leads elsewhere is a key of its own, which is held against what is there."""


def glossary_file(article: str, templates: Sequence[Path]) -> Path | None:
    """The file of an article's glossary, of the gallery's for ""; None where there is none.

    It is ``ARTICLE.glossary.yaml`` beside the article in the first language, or ``gallery.glossary.yaml``.
    """
    name = article or _GALLERY
    file = article_file(name, "en", templates).with_name(f"{name}.glossary.yaml")
    return file if file.is_file() else None


@dataclass(frozen=True, slots=True)
class TermEntry:
    """A term as the page of one language has it.

    ``english`` is what it is called in English where that is another name; ``place`` the section of the article that
    explains it, None for none; ``see`` are other terms.
    """

    id: str
    name: str
    english: str
    also: tuple[str, ...]
    text: Markup
    symbols: tuple[Symbol, ...]
    figures: tuple[VerifiedFigure, ...]
    place: Section | None
    see: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class EntryGroup:
    """The entries of one subject."""

    id: str
    title: str
    entries: tuple[TermEntry, ...]


def entries(
    glossary: Glossary,
    figures: Iterable[VerifiedFigure],
    article: Article | None,
    prose: ProseNames | None,
    words: Language,
    here: Here,
) -> tuple[EntryGroup, ...]:
    """The entries of a glossary in one language, by subject, for the page ``here``.

    Code in a term's text that names a symbol leads to it by ``prose``, as in the article.
    """
    by_id = {figure.id: figure for figure in figures}
    terms = {term.id: term for term in glossary.terms}
    sections = {it.anchor: it for it in article.sections} if article is not None else {}

    def entry(term: Term) -> TermEntry:
        name = words.text(term.name)
        shown = tuple(by_id[id_] for id_ in term.figures if id_ in by_id)
        return TermEntry(
            term.id,
            name,
            term.name.en if term.name.en != name else "",
            term.also,
            _html(words.text(term.text), shown, prose, here),
            term.symbols,
            shown,
            sections.get(term.section) if term.section else None,
            tuple(terms[id_] for id_ in term.see),
        )

    return tuple(EntryGroup(it.id, words.text(it.title), tuple(map(entry, it.terms))) for it in glossary.groups)


def plain_texts(glossary: Glossary, words: Language) -> Iterator[tuple[Term, str]]:
    """Each term with what the search looks in beside its name: its other names and its text."""
    for term in glossary.terms:
        name = words.text(term.name)
        others = [each for each in (term.name.en, *term.also) if each != name]
        said = re.sub(r"[`*]", "", words.text(term.text))
        yield term, " ".join(" ".join([*(f"{each}." for each in others), said]).split())


def _html(text: str, figures: tuple[VerifiedFigure, ...], prose: ProseNames | None, here: Here) -> Markup:
    tokens = _MARKDOWN.parse(text)
    if prose is not None:

        def link(span: str, section: tuple[VerifiedFigure, ...]) -> str:
            address = prose.address(span, section or figures)
            return here.to(address) if address else ""

        link_names(tokens, {}, link, here.hreflang(LIST))
    rendered = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return Markup(rendered)  # noqa: S704 the renderer escapes all text, and HTML is off
