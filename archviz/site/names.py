"""The names in an article's prose: which symbol or package of its figures each one is."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property, partial
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from markdown_it.token import Token

from archviz.figures.code_spans import names_in
from archviz.present.pieces import set_in
from archviz.site.symbols import package_addresses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from archviz.figures.code_spans import SymbolNames
    from archviz.model.figure import VerifiedFigure
    from archviz.model.symbols import Symbol
    from archviz.site.lookup import SymbolIndex

_VERSION = re.compile(r"v\d+(?:(?:alpha|beta)\d+)?")
"""The last step of an import path that is no name: a version of a module, or of an API of Kubernetes."""


class NameLink(Protocol):
    """Where the name in a code span leads."""

    def __call__(self, span: str, section: tuple[VerifiedFigure, ...]) -> str:
        """An address, "" for none. ``section`` has the figures that are set in where the span stands."""


class ProseNames:
    """The symbols and packages that code spans name, by the packages of the figures and by what the figures show.

    A name that may be that of several symbols is none, unless the figures say which:

    - ``pkg.Name`` and ``Type.Member`` are the only one of that name, or the only one that the section's figures show.
    - A name alone is the only one of all declarations and members. Else it is a package's own declaration, as in Go's
      scopes, where there is one and no figure shows a member of that name; or the one that the section's figures show,
      where no other figure shows another.
    - A word in small letters may be an ordinary one, such as a resource's or a key's: it is only what the section's
      figures show, where no other figure shows another.

    A package is named by its import path or the end of it from a slash on, where that has a slash. Its name alone may
    be an ordinary word: it counts only where the figures show something of the package and no declaration has it.
    """

    def __init__(self, names: SymbolNames, lookup: SymbolIndex) -> None:
        self._names = names
        self._lookup = lookup

    def address(self, span: str, section: Iterable[VerifiedFigure]) -> str:
        """The page of the symbol or package that a code span names, from the site's root; "" where there is none.

        ``section`` has the figures that are set in where the span stands.
        """
        symbol = self.symbol(span, section)
        return self._lookup.address(symbol) if symbol is not None else self._packages.get(self.package(span), "")

    def symbol(self, span: str, section: Iterable[VerifiedFigure]) -> Symbol | None:
        """The symbol that a code span names, or None."""
        names = names_in(span)
        if not names:
            return None
        found = {*self._names.named(span), *self._shown.get(".".join(names), ())}
        ids = {figure.id for figure in section}
        shown = {symbol for symbol in found if symbol in self._lookup.shown}
        here = {symbol for symbol in shown if any(figure.id in ids for figure in self._lookup.shown[symbol])}
        own = {symbol for symbol in found if not symbol.member}
        match names:
            case [name] if name.islower():
                return _only(here) if shown == here else None
            case [_]:
                return (
                    _only(found) or (_only(own) if shown <= own else None) or (_only(here) if shown == here else None)
                )
        return _only(found) or _only(here)

    def package(self, span: str) -> str:
        """The import path of the package that a code span names, "" where it names none or may name several."""
        if span in self._packages:
            return span
        if not span or _VERSION.fullmatch(span) or self._names.named(span):
            return ""
        found = {path for path in self._packages if path.endswith(f"/{span}")} | self._clauses.get(span, set())
        known = found if "/" in span else found.intersection(self._lookup.packages)
        return next(iter(known)) if len(found) == len(known) == 1 else ""

    @cached_property
    def _packages(self) -> dict[str, str]:
        """Where the site shows each package."""
        return package_addresses(self._lookup)

    @cached_property
    def _clauses(self) -> dict[str, set[str]]:
        """The packages by the names in their package clauses."""
        found: dict[str, set[str]] = defaultdict(set)
        for path in self._packages:
            found[self._names.package_name(path)].add(path)
        return dict(found)

    @cached_property
    def _shown(self) -> dict[str, set[Symbol]]:
        """What the figures show, by each way to name it."""
        found: dict[str, set[Symbol]] = defaultdict(set)
        for symbol in self._lookup.shown:
            package = symbol.package.rpartition("/")[2]
            for name in (symbol.leaf, symbol.short, f"{package}.{symbol.short}"):
                found[name].add(symbol)
        return dict(found)


def link_names(
    tokens: list[Token], figures: Mapping[str, VerifiedFigure], address: NameLink, hreflang: str = ""
) -> None:
    """Makes code spans that have an address links to it, but for those within a link.

    ``hreflang`` is the language of the pages there, where it is another than that of the text.
    """
    other: dict[str, str | int | float] = {"hreflang": hreflang} if hreflang else {}
    headings = (i for i, token in enumerate(tokens) if token.type == "heading_open" and not token.level)
    for start, end in pairwise((0, *headings, len(tokens))):
        section = tokens[start:end]
        names = {set_in(section[i : i + 3]) for i in range(len(section))}
        near = tuple(figure for name, figure in figures.items() if name in names)
        for token in section:
            if token.children:
                token.children = list(_with_links(token.children, partial(address, section=near), other))


def _with_links(
    children: list[Token], address: Callable[[str], str], other: Mapping[str, str | int | float]
) -> Iterator[Token]:
    within = 0
    for child in children:
        within += child.type == "link_open"
        within -= child.type == "link_close"
        href = address(child.content) if child.type == "code_inline" and not within else ""
        if href:
            yield Token("link_open", "a", 1, attrs={"href": href, **other})
            yield child
            yield Token("link_close", "a", -1)
        else:
            yield child


def _only(symbols: set[Symbol]) -> Symbol | None:
    return next(iter(symbols)) if len(symbols) == 1 else None
