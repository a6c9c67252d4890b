"""The names in an article's prose: which symbol of its figures each one is."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property, partial
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from markdown_it.token import Token

from archviz.figures.code_spans import names_in
from archviz.present.pieces import set_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from archviz.figures.code_spans import SymbolNames
    from archviz.model.figure import VerifiedFigure
    from archviz.model.symbols import Symbol
    from archviz.site.lookup import SymbolIndex


class NameLink(Protocol):
    """Where the name in a code span leads."""

    def __call__(self, span: str, section: tuple[VerifiedFigure, ...]) -> str:
        """An address, "" for none. ``section`` has the figures that are set in where the span stands."""


class ProseNames:
    """The symbols that code spans name, by the packages of the figures and by what the figures show.

    A name that may be that of several symbols is none, unless the figures say which:

    - ``pkg.Name`` and ``Type.Member`` are the only one of that name, or the only one that the section's figures show.
    - A name alone is the only one of all declarations and members. Else it is a package's own declaration, as in Go's
      scopes, where there is one and no figure shows a member of that name; or the one that the section's figures show,
      where no other figure shows another.
    - A word in small letters may be an ordinary one, such as a resource's or a key's: it is only what the section's
      figures show, where no other figure shows another.
    """

    def __init__(self, names: SymbolNames, lookup: SymbolIndex) -> None:
        self._names = names
        self._lookup = lookup

    def address(self, span: str, section: Iterable[VerifiedFigure]) -> str:
        """The page of the symbol that a code span names, from the site's root; "" where there is none.

        ``section`` has the figures that are set in where the span stands.
        """
        symbol = self.symbol(span, section)
        return self._lookup.address(symbol) if symbol is not None else ""

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

    @cached_property
    def _shown(self) -> dict[str, set[Symbol]]:
        """What the figures show, by each way to name it."""
        found: dict[str, set[Symbol]] = defaultdict(set)
        for symbol in self._lookup.shown:
            package = symbol.package.rpartition("/")[2]
            for name in (symbol.leaf, symbol.short, f"{package}.{symbol.short}"):
                found[name].add(symbol)
        return dict(found)


def link_names(tokens: list[Token], figures: Mapping[str, VerifiedFigure], address: NameLink) -> None:
    """Makes code spans that have an address links to it, but for those within a link."""
    headings = (i for i, token in enumerate(tokens) if token.type == "heading_open" and not token.level)
    for start, end in pairwise((0, *headings, len(tokens))):
        section = tokens[start:end]
        names = {set_in(section[i : i + 3]) for i in range(len(section))}
        near = tuple(figure for name, figure in figures.items() if name in names)
        for token in section:
            if token.children:
                token.children = list(_with_links(token.children, partial(address, section=near)))


def _with_links(children: list[Token], address: Callable[[str], str]) -> Iterator[Token]:
    within = 0
    for child in children:
        within += child.type == "link_open"
        within -= child.type == "link_close"
        href = address(child.content) if child.type == "code_inline" and not within else ""
        if href:
            yield Token("link_open", "a", 1, attrs={"class": "to", "href": href})
            yield child
            yield Token("link_close", "a", -1)
        else:
            yield child


def _only(symbols: set[Symbol]) -> Symbol | None:
    return next(iter(symbols)) if len(symbols) == 1 else None
