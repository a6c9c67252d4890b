"""The first page of a site without an article: its figures by folder, each with a small picture of what it shows."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from archviz.model.figure import Text, VerifiedDiagram, VerifiedExcerpt, VerifiedTable
from archviz.present.code import HtmlLine
from archviz.present.markdown import text
from archviz.present.pictures import size
from archviz.present.pieces import SCHEME
from archviz.site.article import article_file, read_article
from archviz.site.codes import codes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from archviz.model.figure import VerifiedFigure
    from archviz.site.links import PlaceLinks

_MOST_LINES = 20
"""How many lines of code stand for an excerpt."""

_MOST_ROWS = 6
_MOST_COLUMNS = 3
"""How much of a table stands for it."""


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """The figures of one folder; ``name`` is the folder's, "" for that of all figures."""

    name: str
    figures: tuple[VerifiedFigure, ...]


@dataclass(frozen=True, slots=True)
class ArticleEntry:
    """An article of the project that has a site of its own; ``addresses`` has its page by language, from the root."""

    title: Text
    description: Text
    addresses: Mapping[str, str]

    def address(self, language: str) -> str:
        """The page for readers of a language: the one in the article's first language where it has none for them."""
        return self.addresses.get(language) or next(iter(self.addresses.values()))


@dataclass(frozen=True, slots=True)
class Gallery:
    """All figures of a project that belong to no article, and the articles that it has."""

    title: str
    groups: tuple[FigureGroup, ...]
    articles: tuple[ArticleEntry, ...] = ()

    @property
    def figures(self) -> tuple[VerifiedFigure, ...]:
        """The figures of all groups, in their order."""
        return tuple(chain.from_iterable(group.figures for group in self.groups))

    @property
    def markdown(self) -> str:
        """The page in Markdown, as an article would set the figures in: a heading for each folder."""
        several = len(self.groups) > 1
        blocks = []
        for group in self.groups:
            blocks += [f"## {text(group.name)}"] if several and group.name else []
            blocks += [f"![]({SCHEME}{figure.id})" for figure in group.figures]
        return "\n\n".join(blocks) + "\n"


def gallery_of(title: str, folders: Mapping[str, Sequence[VerifiedFigure]], *articles: ArticleEntry) -> Gallery:
    """A gallery of the figures of some folders, by the folders' names, and of some articles.

    Where figures of two folders have one ``file``, the later one takes its folder's name too: all are on one site.
    """
    taken: set[str] = set()
    groups = []
    for name, figures in folders.items():
        own = []
        for figure in figures:
            file = figure.file
            if file in taken:
                file = f"{name}-{file}"
            while file in taken:
                file += "-2"
            taken.add(file)
            own.append(replace(figure, file=file))
        groups.append(FigureGroup(name, tuple(own)))
    return Gallery(title, tuple(groups), articles)


def article_entry(
    name: str, languages: Sequence[str], templates: Sequence[Path], figures: Sequence[VerifiedFigure]
) -> ArticleEntry:
    """The entry of an article in a folder of its name. Raises FigureError where the article cannot be read."""
    by_id = {figure.id: figure for figure in figures}
    heads = {code: read_article(article_file(name, code, templates), by_id).head for code in languages}
    first, *others = heads.values()
    rest = dict(zip(list(heads)[1:], others, strict=True))
    return ArticleEntry(
        Text(first.title, **{code: head.title for code, head in rest.items()}),
        Text(first.description, **{code: head.description for code, head in rest.items()}),
        {code: posixpath.join(name, *([code] if code in rest else []), "index.html") for code in heads},
    )


def gallery_anchor(figure: VerifiedFigure) -> str:
    """The id of a figure in the gallery; numbers may be there once a folder."""
    return f"fig-{figure.id}"


def preview(figure: VerifiedFigure, svgs: Mapping[str, str], at: PlaceLinks) -> dict[str, Any]:
    """What stands for a figure: the size of its picture, its first lines of code, or its first rows."""
    match figure:
        case VerifiedDiagram():
            return dict(zip(("width", "height"), size(svgs[figure.file]), strict=True))
        case VerifiedExcerpt():
            excerpts = codes(figure, {}, at, brief=True)
            lines = (part for it in excerpts for part in it.parts if isinstance(part, HtmlLine))
            return {"lines": tuple(islice(lines, _MOST_LINES))}
        case VerifiedTable():
            columns = figure.columns[:_MOST_COLUMNS]
            return {"columns": columns, "rows": [row.cells[: len(columns)] for row in figure.rows[:_MOST_ROWS]]}
