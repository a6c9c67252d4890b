"""A symbol's own page: what it is, what it has to do with others, and where it is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from markupsafe import Markup

from archviz.model.relations import RelationKind, UseKind
from archviz.present.rows import place, places
from archviz.site.files import code_html
from archviz.site.links import package_folder, package_page
from archviz.words.kinds import declaration_kind, does, done_by

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archviz.model.figure import VerifiedFigure
    from archviz.model.graph import Declaration, Member
    from archviz.model.relations import Position
    from archviz.model.symbols import Symbol
    from archviz.present.rows import SourceLine
    from archviz.site.edition import Site
    from archviz.site.links import Here, PlaceLinks
    from archviz.site.lookup import SymbolIndex, SymbolLink
    from archviz.site.speech import Speech

LIST = "symbols/index.html"
"""The address of the page with all symbols by package, from the site's root."""

_LONGEST = 160
_WHOLE = 20
"""So many lines of code are shown whole;"""
_BEGINNING = 12
"""of more, so many."""
_KINDS = (*RelationKind, *UseKind)
"""The ways in which symbols have to do with each other, in the order of the groups."""


@dataclass(frozen=True, slots=True)
class Relative:
    """A symbol that another has to do with.

    ``verb`` says how, ``mode`` is "go", "defer" or "", ``through`` the field of the type that the page is about, where
    it is the field that has the relation. ``code`` is the line at the first place, "" where it is not known, would be
    only a signature, or stands in the code that the page shows.
    """

    verb: str
    mode: str
    symbol: Symbol
    through: str
    places: tuple[SourceLine, ...]
    code: str


@dataclass(frozen=True, slots=True)
class RelativeGroup:
    """Those that have to do with a symbol in one way, which ``title`` says: ``called by``.

    ``anchor`` is its id in the page, ``count`` how many places in the source say so.
    """

    anchor: str
    title: str
    count: int
    relatives: tuple[Relative, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A part of a doc comment: prose, or what is indented there and keeps its layout."""

    text: str
    layout: bool


@dataclass(frozen=True, slots=True)
class SymbolCode:
    """The code of a declaration as far as its page shows it, and how many lines of it are ``left`` out."""

    html: Markup
    left: int


@dataclass(frozen=True, slots=True)
class SymbolPage:
    """All that a symbol's page shows.

    ``uses`` is what starts in it, ``used`` what leads to it.
    """

    symbol: Symbol
    kind: str
    signature: str
    place: SourceLine
    doc: tuple[Paragraph, ...]
    code: SymbolCode | None
    fields: tuple[Member, ...]
    methods: tuple[Member, ...]
    uses: tuple[Relative, ...]
    used: tuple[RelativeGroup, ...]
    implementers: tuple[Relative, ...]
    implements: tuple[Relative, ...]
    figures: tuple[VerifiedFigure, ...]


def package_addresses(lookup: SymbolIndex) -> dict[str, str]:
    """The page of each package that has one, from the site's root, by the import path."""
    return {package: package_page(package) for package in {symbol.package for symbol in lookup.symbols}}


def symbol_pages(site: Site, speech: Speech) -> dict[str, bytes]:
    """The pages of all symbols and their list, by their paths in the site; none where there is no source."""
    lookup = site.lookup
    if not lookup.symbols:
        return {}
    common = site.common() | {
        "has_code": True,
        "searched": len(lookup.packages),
        "package_page": package_page,
    }
    first = next(iter(site.languages))
    files = {}
    for symbol in lookup.symbols:
        declared = lookup.declaration(symbol)
        if declared is not None:
            here = site.here(lookup.address(symbol), first)
            at = site.places(here)
            it = _shown(symbol, declared, site, at, speech)
            files[here.path] = site.templates.page("symbol.html", here, speech, **common, it=it, source_of=at.url)
    here = site.here(LIST, first)
    kinds = {one: known.kind for one in lookup.symbols if (known := lookup.declaration(one)) is not None}
    values = common | {
        "has_code": False,
        "package_folder": package_folder,
        "packages": [(name, tuple(members)) for name, members in groupby(lookup.symbols, key=attrgetter("package"))],
        "count": len(lookup.symbols),
        "kinds": [(kind.value, declaration_kind(kind, speech)) for kind in sorted(set(kinds.values()))],
        "kind_of": kinds.__getitem__,
        "kind_name": lambda symbol: declaration_kind(kinds[symbol], speech),
    }
    files[here.path] = site.templates.page("symbols.html", here, speech, **values)
    return files


def _shown(symbol: Symbol, declared: Declaration, site: Site, at: PlaceLinks, speech: Speech) -> SymbolPage:
    lookup = site.lookup
    body = _code(declared, site, at.here)
    span = declared.span
    last = span.end_line - body.left if body is not None else 0

    def repeated(position: Position) -> bool:
        return position.file == span.file and span.start_line <= position.line <= last

    def code(position: Position) -> str:
        text = lookup.lines(position.file) if position.inside else ()
        line = text[position.line - 1].strip() if position.line <= len(text) else ""
        return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"

    def relative(link: SymbolLink, *, out: bool) -> Relative:
        return Relative(
            does(link.kind, speech),
            link.mode.value,
            link.target if out else link.source,
            link.source.leaf if out and link.source != symbol else "",
            places(link.places, at),
            "" if link.kind is UseKind.MENTIONS or (out and repeated(link.places[0])) else code(link.places[0]),
        )

    def users(links: tuple[SymbolLink, ...]) -> tuple[RelativeGroup, ...]:
        found: dict[str, list[SymbolLink]] = {}
        for link in sorted(links, key=lambda link: _KINDS.index(link.kind)):
            found.setdefault(done_by(link.kind, speech), []).append(link)
        return tuple(
            RelativeGroup(
                f"used-{some[0].kind}",
                title,
                sum(len(link.places) for link in some),
                tuple(relative(link, out=False) for link in sorted(some, key=lambda link: (link.source, link.places))),
            )
            for title, some in found.items()
        )

    def types(pairs: Iterable[tuple[Symbol, Position]]) -> tuple[Relative, ...]:
        return tuple(Relative("", "", other, "", places((proof,), at), code(proof)) for other, proof in sorted(pairs))

    return SymbolPage(
        symbol,
        declaration_kind(declared.kind, speech),
        declared.signature,
        _extent(declared, at),
        paragraphs(declared.doc),
        body,
        declared.fields,
        declared.methods,
        tuple(relative(link, out=True) for link in lookup.outgoing(symbol)),
        users(lookup.incoming(symbol)),
        types((r.source, r.position) for r in lookup.implementers(symbol)),
        types(lookup.implemented(symbol)),
        lookup.shown.get(symbol, ()),
    )


def _extent(declared: Declaration, at: PlaceLinks) -> SourceLine:
    """Where a declaration stands: all its lines."""
    first, last = declared.position.line, declared.span.end_line
    found = place(declared.position, at)
    return replace(found, label=f"{found.label}-{last}" if last > first else found.label, url=at.lines(declared.span))


def _code(declared: Declaration, site: Site, here: Here) -> SymbolCode | None:
    """The code of a declaration of several lines; of a long one its first lines."""
    span = declared.span
    count = span.end_line - span.start_line + 1
    if count == 1 or not declared.position.inside:
        return None
    shown = count if count <= _WHOLE else _BEGINNING
    lines = code_html(replace(span, end_line=span.start_line + shown - 1), site, here, declared.symbol)
    return SymbolCode(Markup("\n").join(lines), count - shown)


def paragraphs(doc: str) -> tuple[Paragraph, ...]:
    """A doc comment's paragraphs; lines indented after a blank one are code (Go, "Go Doc Comments", Code blocks)."""
    blocks = (block.strip("\n") for block in doc.split("\n\n"))
    return tuple(
        Paragraph(block, all(line[:1] in " \t" for line in block.splitlines() if line))
        for block in blocks
        if block.strip()
    )
