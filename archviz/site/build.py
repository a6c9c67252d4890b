"""From proved figures to the files of the site."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

import archviz
from archviz.model.errors import RenderError
from archviz.model.figure import VerifiedDiagram, VerifiedExcerpt, VerifiedTable
from archviz.site.article import anchor, read_article
from archviz.site.codes import codes, targets
from archviz.site.environment import Templates
from archviz.site.evidence import card_rows, edge_rows, groups, page, place
from archviz.site.lookup import Lookup
from archviz.site.pictures import inline, style_sheet
from archviz.site.proofs import proof
from archviz.site.symbols import symbol_page
from archviz.site.tour import tour
from archviz.site.versions import History, version_pages

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from archviz.model.figure import VerifiedFigure
    from archviz.model.symbols import Symbol
    from archviz.site.lookup import Source

_SCRIPTS = ("site.js", "copy.js", "view.js", "lights.js", "panel.js", "steps.js", "versions.js")
_ASSETS = (*_SCRIPTS, "site.css", "diagram.css", "icon.svg", "apache-2.0.txt")
_NO_HISTORY = History()
_SIZE = re.compile(r'<svg\b[^>]*?\swidth="([\d.]+)"[^>]*?\sheight="([\d.]+)"')


@dataclass(frozen=True, slots=True)
class Count:
    """The claims of one figure: all, those that the source proves, those that rest on their author's word."""

    claims: int
    proved: int
    asserted: int


def build(
    figures: tuple[VerifiedFigure, ...],
    svgs: Mapping[str, str],
    templates: Path,
    *,
    source: Source | None = None,
    digest: str = "",
    counts: Mapping[int, Count] | None = None,
    history: History = _NO_HISTORY,
    article: str = "master-server",
    language: str = "en",
) -> dict[str, bytes]:
    """The files of the site by their paths in it, with ``/`` between.

    ``svgs`` holds the picture of every diagram by the figure's ``file``, ``templates`` the folders ``site`` (pages,
    style, scripts) and ``articles`` (``ARTICLE.LANGUAGE.md``). ``source`` is what the figures were proved on: with it
    the evidence of edges is shown as code, and there is a page for each symbol in the figures and one step around them.
    ``digest`` is that of the source, ``counts`` are the claims by figure number, ``history`` is what is known of other
    versions. Writes nothing; the same input gives the same bytes. Raises FigureError for an article that cannot be read, and RenderError for a template that cannot be
    filled in or a diagram without a picture.
    """
    for figure in figures:
        if isinstance(figure, VerifiedDiagram) and figure.file not in svgs:
            raise RenderError(f"figure {figure.number} ({figure.id}) has no picture")
    pages = Templates(templates / "site")
    text = read_article(templates / "articles" / f"{article}.{language}.md", {f.id: f for f in figures})
    shown = [block for block in text.blocks if not isinstance(block, Markup)]
    ordered = [*shown, *(figure for figure in figures if figure not in shown)]
    lookup = Lookup(source, figures)
    links = targets(figures) | lookup.addresses
    common = {
        "language": language,
        "article": text,
        "figures": ordered,
        "origin": figures[0].origin if figures else None,
        "version": archviz.__version__,
        "anchor": anchor,
        "page": page,
        "address": lookup.address,
        "symbols": bool(lookup.symbols),
        "versions": bool(history.steps),
    }
    files = {
        "index.html": pages.page(
            "index.html",
            **common,
            root="",
            shown=shown,
            brief={figure.number: _brief(figure, svgs, links) for figure in shown},
            has_code=any(isinstance(figure, VerifiedExcerpt) for figure in shown),
        ),
        "about.html": pages.page("about.html", **common, root="", digest=digest, counts=counts or {}, has_code=False),
    }
    for before, figure, after in zip([None, *ordered], ordered, [*ordered[1:], None], strict=False):
        files[page(figure)] = pages.page(
            "figure.html",
            **common,
            root="../",
            figure=figure,
            before=before,
            after=after,
            has_code=isinstance(figure, VerifiedExcerpt)
            or (isinstance(figure, VerifiedDiagram) and source is not None),
            **_whole(figure, svgs, links, lookup, language),
        )
        steps = tour(figure, language) if isinstance(figure, VerifiedDiagram) else None
        if steps is not None:
            files[f"figures/{figure.file}.tour"] = steps
    for symbol in lookup.symbols:
        declared = lookup.declaration(symbol)
        if declared is not None:
            it = symbol_page(symbol, declared, lookup, figures[0].origin, language)
            files[lookup.address(symbol)] = pages.page("symbol.html", **common, root="../", it=it, has_code=True)
    if lookup.symbols:
        packages = groupby(lookup.symbols, key=attrgetter("package"))
        files["symbols/index.html"] = pages.page(
            "symbols.html",
            **common,
            root="../",
            packages=[(package, tuple(members)) for package, members in packages],
            count=len(lookup.symbols),
            has_code=False,
        )
    files |= version_pages(history, pages, common)
    files |= {f"figures/{name}.svg": svg.encode() for name, svg in svgs.items()}
    files |= {f"assets/{name}": pages.text(name).encode() for name in _ASSETS}
    files["assets/diagrams.css"] = style_sheet([*svgs.values(), *(both.svg for both in history.pictures)]).encode()
    return dict(sorted(files.items()))


def _brief(figure: VerifiedFigure, svgs: Mapping[str, str], links: Mapping[Symbol, str]) -> dict[str, Any]:
    """What the article shows of a figure: a picture, code without its folded lines, a table's groups."""
    match figure:
        case VerifiedDiagram():
            size = _SIZE.search(svgs[figure.file])
            return {"width": size.group(1) if size else None, "height": size.group(2) if size else None}
        case VerifiedExcerpt():
            return {"codes": codes(figure, links, "", brief=True)}
        case VerifiedTable():
            return {"groups": groups(figure)}


def _whole(
    figure: VerifiedFigure, svgs: Mapping[str, str], links: Mapping[Symbol, str], lookup: Lookup, language: str
) -> dict[str, Any]:
    """What a figure's own page shows of it."""
    match figure:
        case VerifiedDiagram():
            drawn = inline(svgs[figure.file])
            return {
                "svg": Markup(drawn),  # noqa: S704 archviz.render drew it, and escaped every text in it
                "edges": edge_rows(figure, language),
                "cards": card_rows(figure, language),
                "proofs": {edge.id: proof(edge, lookup, figure.origin, "../") for edge in figure.edges},
            }
        case VerifiedExcerpt():
            return {"codes": codes(figure, links, "../", brief=False)}
        case VerifiedTable():
            return {
                "groups": groups(figure),
                "subresources": sum("/" in resource.name for resource in figure.resources),
                "place": lambda resource: place(resource.evidence, figure.origin),
            }
