"""The pages of the packages whose symbols have pages: doc, files, declarations, and what uses what."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from archviz.model.graph import DeclarationKind
from archviz.site.hovers import first_sentence
from archviz.site.links import package_page
from archviz.site.symbols import paragraphs
from archviz.words.kinds import declaration_kind

if TYPE_CHECKING:
    from archviz.model.figure import VerifiedFigure
    from archviz.model.symbols import Symbol
    from archviz.site.edition import Site
    from archviz.site.links import PlaceLinks
    from archviz.site.lookup import SymbolIndex
    from archviz.site.speech import Speech
    from archviz.site.symbols import Paragraph

_LONGEST = 140
_KINDS = (
    DeclarationKind.INTERFACE,
    DeclarationKind.STRUCT,
    DeclarationKind.TYPE,
    DeclarationKind.ALIAS,
    DeclarationKind.FUNC,
    DeclarationKind.METHOD,
    DeclarationKind.FIELD,
    DeclarationKind.VAR,
    DeclarationKind.CONST,
)
"""The order of the groups of declarations."""


@dataclass(frozen=True, slots=True)
class PackageSymbol:
    """A symbol of a package and the first sentence of its doc comment."""

    symbol: Symbol
    doc: str


@dataclass(frozen=True, slots=True)
class PackagePage:
    """A package as its page shows it.

    ``files`` has the names of its files, each with a link, which may be "". ``kinds`` has its symbols by what they are.
    ``used`` are other packages, each with how many times a declaration of it uses one of this package; the most first.
    """

    path: str
    name: str
    doc: tuple[Paragraph, ...]
    files: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, tuple[PackageSymbol, ...]], ...]
    figures: tuple[VerifiedFigure, ...]
    used: tuple[tuple[str, int], ...]


def package_pages(site: Site, speech: Speech) -> dict[str, bytes]:
    """The pages of all packages with symbols that have pages, by their paths in the site."""
    first = next(iter(site.languages))
    used = _users(site.lookup)
    common = site.common() | {"has_code": False, "package_page": package_page}
    pages = {}
    for package, some in groupby(site.lookup.symbols, key=attrgetter("package")):
        here = site.here(package_page(package), first)
        it = _view(package, tuple(some), site, site.places(here), speech, used[package])
        pages[here.path] = site.templates.page("package.html", here, speech, **common, it=it)
    return pages


def _view(
    package: str,
    symbols: tuple[Symbol, ...],
    site: Site,
    at: PlaceLinks,
    speech: Speech,
    used: Counter[str],
) -> PackagePage:
    head = site.lookup.head(package)
    kinds: dict[DeclarationKind, list[PackageSymbol]] = defaultdict(list)
    for symbol in symbols:
        declared = site.lookup.declaration(symbol)
        if declared is not None:
            doc = first_sentence(declared.doc)
            kinds[declared.kind].append(
                PackageSymbol(symbol, doc if len(doc) <= _LONGEST else f"{doc[: _LONGEST - 1]}…")
            )
    shown = {figure.id for symbol in symbols for figure in site.lookup.shown.get(symbol, ())}
    return PackagePage(
        package,
        head.name if head is not None else "",
        paragraphs(head.doc) if head is not None else (),
        tuple((file.rpartition("/")[2], at.file(file)) for file in head.files) if head is not None else (),
        tuple((str(declaration_kind(kind, speech)), tuple(kinds[kind])) for kind in _KINDS if kind in kinds),
        tuple(figure for figure in site.ordered if figure.id in shown),
        tuple(sorted(used.items(), key=lambda one: (-one[1], one[0]))),
    )


def _users(lookup: SymbolIndex) -> dict[str, Counter[str]]:
    """The packages that use each package, each with how many times a declaration of it uses one of the other."""
    packages = {symbol.package for symbol in lookup.symbols}
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for symbol in lookup.symbols:
        sources = {link.source for link in lookup.incoming(symbol)}
        found[symbol.package].update(
            source.package for source in sources if source.package in packages - {symbol.package}
        )
    return found
