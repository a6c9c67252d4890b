"""Whole files of the source as pages, with what figures show of them beside their lines."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from html import unescape
from itertools import chain, groupby
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from markupsafe import escape

from archviz.model.figure import SymbolUse, VerifiedDiagram, VerifiedExcerpt, VerifiedTable
from archviz.model.graph import Span
from archviz.model.relations import Position
from archviz.present.code import file_html
from archviz.present.rows import edges_by_anchor, groups
from archviz.site.codes import excerpt_anchors
from archviz.site.links import file_page, package_page, page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markupsafe import Markup

    from archviz.model.figure import VerifiedFigure
    from archviz.model.symbols import Symbol
    from archviz.site.edition import Site
    from archviz.site.links import Here, PlaceLinks
    from archviz.site.lookup import SymbolIndex
    from archviz.site.speech import Speech

MOST_CHARACTERS = 1_000_000
"""How long a file is at most that has a page: the largest of Kubernetes 1.20.2 that one leads to has a third of it."""

_HREF = re.compile(r'\bhref="([^"]*)"')
_NAME = re.compile(rb"(?:[\w\x80-\xff]+\s*\.\s*)?([\w\x80-\xff]+)")


@dataclass(frozen=True, slots=True)
class FileClaim:
    """What a figure shows of a line. ``address`` is where it does, from the site's root; ``text`` names what it is."""

    line: int
    figure: VerifiedFigure
    address: str
    text: str


@dataclass(frozen=True, slots=True)
class FileMark:
    """All that one figure shows of one line; ``address`` is where it shows the first of it."""

    line: int
    figure: VerifiedFigure
    address: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileLine:
    """A line of a file, and the marks of the figures that show it."""

    html: Markup
    marks: tuple[FileMark, ...]


@dataclass(frozen=True, slots=True)
class FileView:
    """A file as its page shows it.

    ``path`` is its path in the source, ``url`` its public address, which is "" where none is known, and ``host`` the
    name in that. ``shown`` has the marks of each figure that shows a line of it.
    """

    path: str
    package: str
    name: str
    url: str
    host: str
    lines: tuple[FileLine, ...]
    shown: tuple[tuple[VerifiedFigure, tuple[FileMark, ...]], ...]

    @property
    def most(self) -> int:
        """How many marks the line has that has most of them."""
        return max((len(line.marks) for line in self.lines), default=0)


class SourceFiles:
    """The files of the source that figures and the pages of symbols lead to, each of which has a page."""

    def __init__(self, lookup: SymbolIndex, figures: tuple[VerifiedFigure, ...]) -> None:
        self._lookup = lookup
        self._figures = figures

    @cached_property
    def addresses(self) -> dict[str, str]:
        """The page of every file that has one, from the site's root, by the file's path in the source."""
        found: dict[str, str] = {}
        given: set[str] = set()
        for file in sorted({position.file for position in self._places() if position.inside}):
            folder, _, name = file.rpartition("/")
            address = file_page(self.packages[folder], name) if folder in self.packages else ""
            if address and address not in given and self._fits(file):
                found[file] = address
                given.add(address)
        return found

    @cached_property
    def packages(self) -> dict[str, str]:
        """The packages of the symbols that have a page, by the folder of the source that they stand in."""
        folders: dict[str, str] = {}
        for symbol in self._lookup.symbols:
            declared = self._lookup.declaration(symbol)
            if declared is not None:
                folders.setdefault(declared.position.file.rpartition("/")[0], symbol.package)
        return folders

    def address(self, position: Position) -> str:
        """The line of a file's page where a place is, from the site's root; "" where its file has none."""
        address = self.addresses.get(position.file, "")
        return f"{address}#L{position.line}" if address and position.inside else ""

    def page(self, file: str) -> str:
        """The page of a file of the source, from the site's root; "" where it has none."""
        return self.addresses.get(file, "")

    @cached_property
    def claims(self) -> dict[str, tuple[FileClaim, ...]]:
        """What the figures show of each file, by its path, in the order of its lines."""
        found: dict[str, list[FileClaim]] = defaultdict(list)
        for figure in self._figures:
            for file, claim in _claims(figure):
                found[file].append(claim)
        return {file: tuple(sorted(claims, key=lambda claim: claim.line)) for file, claims in found.items()}

    def uses(self, file: str, first: int, last: int) -> tuple[SymbolUse, ...]:
        """The names of symbols that have a page, in some lines of a file that has one."""
        lines = self._uses.get(file, {})
        return tuple(use for line in range(first, last + 1) for use in lines.get(line, {}).values())

    @cached_property
    def _uses(self) -> dict[str, dict[int, dict[int, SymbolUse]]]:
        """The names of symbols that have a page, by file, line, and 0-based byte column."""
        found: dict[str, dict[int, dict[int, SymbolUse]]] = defaultdict(lambda: defaultdict(dict))
        for symbol in self._lookup.symbols:
            declared = self._lookup.declaration(symbol)
            own = (declared.position,) if declared is not None else ()
            for position in chain(own, *(link.places for link in self._lookup.incoming(symbol))):
                use = self._named(symbol, position)
                if use is not None:
                    found[position.file][use.line].setdefault(use.start, use)
        return found

    def _fits(self, file: str) -> bool:
        lines = self._lookup.lines(file)
        return any(lines) and sum(map(len, lines)) <= MOST_CHARACTERS

    def _named(self, symbol: Symbol, position: Position) -> SymbolUse | None:
        """Where a symbol's own name stands at a place, as it may be written there; None where it does not."""
        lines = self._lookup.lines(position.file) if position.file in self.addresses else ()
        if not 0 < position.line <= len(lines):
            return None
        name = _NAME.match(lines[position.line - 1].encode("utf-8", "replace"), position.col - 1)
        if name is None or name[1].decode("utf-8", "replace") != symbol.leaf:
            return None
        return SymbolUse(position.line, *name.span(1), symbol)

    def _places(self) -> Iterator[Position]:
        """All places that the pages of figures and symbols lead to."""
        for file in self.claims:
            yield Position(file, 1, 1)
        lookup = self._lookup
        for symbol in lookup.symbols:
            declared = lookup.declaration(symbol)
            if declared is not None:
                yield declared.position
                if symbol in lookup.shown:
                    yield from (member.position for member in (*declared.fields, *declared.methods))
            for link in (*lookup.outgoing(symbol), *lookup.incoming(symbol)):
                yield from link.places


def file_pages(site: Site, speech: Speech) -> dict[str, bytes]:
    """The pages with whole files of the source, by their paths in the site."""
    first = next(iter(site.languages))
    common = site.common() | {"has_code": True, "package_page": package_page}
    pages = {}
    for file, address in site.files.addresses.items():
        here = site.here(address, first)
        html = code_html(Span(file, 1, len(site.lookup.lines(file)), 0, 0), site, here)
        it = _view(file, site, site.places(here), html)
        pages[here.path] = site.templates.page("file.html", here, speech, **common, it=it)
    return pages


def code_html(span: Span, site: Site, here: Here, but: Symbol | None = None) -> tuple[Markup, ...]:
    """The lines of a span, highlighted, with links from names to the pages of symbols, but for one's own."""
    lines = site.lookup.lines(span.file)[span.start_line - 1 : span.end_line]
    before = span.start_line - 1
    uses = [replace(use, line=use.line - before) for use in site.files.uses(span.file, span.start_line, span.end_line)]
    return file_html(
        lines, uses, {it.symbol: here.to(site.lookup.address(it.symbol)) for it in uses if it.symbol != but}
    )


def led_here(svg: str, figure: VerifiedFigure, at: PlaceLinks) -> str:
    """The picture of a figure for a page: what leads to a place of the source leads to the page of its file."""
    places = {place for _, place, _ in _places(figure)}
    own = {figure.origin.url(place): at.url(place) for place in places}
    return _HREF.sub(lambda found: f'href="{escape(own.get(unescape(found[1]), unescape(found[1])))}"', svg)


def _view(file: str, site: Site, at: PlaceLinks, html: tuple[Markup, ...]) -> FileView:
    marks = tuple(_marks(site.files.claims.get(file, ()), site.ordered))
    by_line = {line: tuple(some) for line, some in groupby(marks, key=lambda mark: mark.line)}
    url = at.public(file)
    return FileView(
        file,
        site.files.packages[file.rpartition("/")[0]],
        file.rpartition("/")[2],
        url,
        urlsplit(url).hostname or "",
        tuple(FileLine(line, by_line.get(number, ())) for number, line in enumerate(html, 1)),
        tuple(
            (figure, shown)
            for figure in site.ordered
            if (shown := tuple(mark for mark in marks if mark.figure is figure))
        ),
    )


def _marks(claims: Iterable[FileClaim], order: list[VerifiedFigure]) -> Iterator[FileMark]:
    """The marks of some claims: by line, and on one line in the order of the figures."""
    places = {figure.id: number for number, figure in enumerate(order)}
    by_line: dict[tuple[int, int], list[FileClaim]] = defaultdict(list)
    for claim in claims:
        by_line[claim.line, places[claim.figure.id]].append(claim)
    for (line, _), some in sorted(by_line.items()):
        yield FileMark(line, some[0].figure, some[0].address, tuple(dict.fromkeys(claim.text for claim in some)))


def _claims(figure: VerifiedFigure) -> Iterator[tuple[str, FileClaim]]:
    """What a figure shows of the source: the file of each claim that has a place, and the claim."""
    own = page(figure)
    for anchor, place, text in _places(figure):
        if place.inside:
            yield place.file, FileClaim(place.line, figure, f"{own}#{anchor}" if anchor else own, text)


def _places(figure: VerifiedFigure) -> Iterator[tuple[str, Position, str]]:
    """The places that a figure shows, each with the id of what shows it in the figure's page, and what that is."""
    match figure:
        case VerifiedDiagram():
            for anchor, edge in edges_by_anchor(figure).items():
                for position in edge.evidence:
                    yield anchor, position, f"{edge.source_symbol.short} → {edge.target_symbol.short}"
            for card in figure.cards:
                yield f"card-{card.id}", card.position, card.symbol.short
                for row in card.rows:
                    yield f"card-{card.id}", row.position, row.symbol.short
        case VerifiedExcerpt():
            for anchor, excerpt in zip(excerpt_anchors(figure), figure.excerpts, strict=True):
                firsts = (part[0].number for part in excerpt.parts if isinstance(part, tuple) and part)
                for line in firsts:
                    yield f"{anchor}-L{line}", Position(excerpt.file, line, 1), excerpt.symbol.short
        case VerifiedTable():
            for group in groups(figure):
                for section in group.sections:
                    for entry in section.rows:
                        for proof in entry.places:
                            yield section.anchor or group.anchor, proof, entry.source.short
