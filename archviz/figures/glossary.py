"""A glossary: the words of an article in a YAML file, and the symbols of the source that some of them stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

from archviz.documents.document import convert, read_document
from archviz.figures.claims import Name, Packages, Part, Slug, Words, as_text
from archviz.figures.ledger import applies
from archviz.figures.meanings import described
from archviz.figures.versions import package_paths
from archviz.model.errors import FigureError, joined
from archviz.model.names import MOST_SLUG, SLUG
from archviz.model.suggest import did_you_mean
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from archviz.documents.document import Document
    from archviz.model.figure import Origin, Text
    from archviz.model.graph import CodeGraph

_MOST_NAMED = 12
"""How many names a hint lists."""

_RESERVED = ("page-text",)
"""Ids that the page of a glossary has itself."""


class TermSymbol(Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A symbol that a term stands for at some versions."""

    symbol: Annotated[Name, Meta(description="The symbol, as `alias.Name` or `alias.Type.Member`.")]


class TermClaim(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A term, what it means, and what in the source and in the figures it stands for."""

    term: Annotated[Words, Meta(description="What is explained.")]
    id: Annotated[Slug, Meta(description="The term's name in links, by default made of the English term.")] = ""
    also: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=200)], ...],
        Meta(max_length=20, description="Other names of the same, in any language."),
    ] = ()
    text: Annotated[
        Words,
        Meta(description="What it means: a paragraph or several, in which `code` and *emphasis* are as in Markdown."),
    ]
    symbols: Annotated[
        tuple[Name | TermSymbol, ...],
        Meta(
            max_length=20,
            description="The symbols of the source that it stands for: each must be there. One that is not there at "
            "every version has a `since` or `until`.",
        ),
    ] = ()
    figures: Annotated[tuple[Slug, ...], Meta(max_length=20, description="The ids of figures that show it.")] = ()
    section: Annotated[
        str, Meta(max_length=500, description="The id of the heading in the article below which it is explained.")
    ] = ""
    see: Annotated[tuple[Slug, ...], Meta(max_length=20, description="The ids of other terms that help.")] = ()


class TermGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Terms of one subject, in the order in which they are best read."""

    title: Annotated[Words, Meta(description="The subject.")]
    id: Annotated[Slug, Meta(description="The group's name in links, by default made of the English title.")] = ""
    terms: Annotated[tuple[TermClaim, ...], Meta(min_length=1, max_length=1000, description="Its terms.")]


class GlossaryClaims(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file of a glossary."""

    packages: Annotated[
        Packages,
        Meta(
            max_length=1000,
            description="The packages that symbols name, as `alias: import path`, or with a path for each range of "
            "versions.",
        ),
    ] = {}
    groups: Annotated[tuple[TermGroup, ...], Meta(min_length=1, max_length=100, description="The terms by subject.")]


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a glossary, with the symbols of the source that it stands for at the version at hand.

    ``figures`` are ids of figures, ``see`` ids of other terms of the same glossary, ``section`` is that of a heading of
    the article, "" for none. ``text`` is Markdown.
    """

    id: str
    name: Text
    also: tuple[str, ...]
    text: Text
    symbols: tuple[Symbol, ...]
    figures: tuple[str, ...]
    section: str
    see: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermsOf:
    """The terms of one subject."""

    id: str
    title: Text
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms of an article by subject, in the order of their file."""

    groups: tuple[TermsOf, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        """All terms, in order."""
        return tuple(term for group in self.groups for term in group.terms)


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a glossary's file."""
    found: dict[str, Any] = described(msgspec.json.schema(GlossaryClaims))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}


def read_glossary(
    path: Path, graph: CodeGraph, origin: Origin, figures: Collection[str], sections: Collection[str]
) -> Glossary:
    """The glossary in a file, with every symbol held against the source.

    ``figures`` are the ids of the figures that there are, ``sections`` those of the article's headings. Raises
    FigureError, with all further ones, at the line of each thing that is wrong: what does not fit the file's shape, an
    id that is taken or cannot be made, a term, figure or section that is none, a symbol that the source does not have.
    """
    document = read_document(path, FigureError)
    claims = convert(document, GlossaryClaims, FigureError)
    found = _Reading(document, claims, graph, origin)
    groups = tuple(found.groups())
    glossary = Glossary(groups)
    found.check(glossary, figures, sections)
    if found.errors:
        raise joined(sorted(found.errors, key=lambda error: error.line or 0))
    return glossary


class _Reading:
    """One reading of a file: what is wrong is gathered in ``errors``."""

    def __init__(self, document: Document, claims: GlossaryClaims, graph: CodeGraph, origin: Origin) -> None:
        self._document = document
        self._claims = claims
        self._graph = graph
        self._origin = origin
        self._paths = package_paths(claims.packages, origin.version or origin.nominal)
        self._ids: set[str] = {*_RESERVED}
        self.errors: list[FigureError] = []

    def _wrong(self, path: str, message: str, hint: str = "") -> None:
        line = self._document.line(path)
        self.errors.append(FigureError(message, file=self._document.file, line=line, hint=hint or None))

    def groups(self) -> Iterator[TermsOf]:
        for i, group in enumerate(self._claims.groups):
            title = as_text(group.title)
            name = self._id(group.id, title, f"groups[{i}]", "title")
            terms = (self._term(term, f"groups[{i}].terms[{n}]") for n, term in enumerate(group.terms))
            yield TermsOf(name, title, tuple(terms))

    def _term(self, claim: TermClaim, path: str) -> Term:
        name = as_text(claim.term)
        symbols = tuple(self._symbols(claim, path))
        id_ = self._id(claim.id, name, path, "term")
        return Term(id_, name, claim.also, as_text(claim.text), symbols, claim.figures, claim.section, claim.see)

    def _id(self, given: str, text: Text, path: str, key: str) -> str:
        """The id that is given, else one of the English text."""
        made = given or re.sub(r"[^a-z0-9]+", "-", text.en.lower()).strip("-")[:MOST_SLUG].rstrip("-")
        place = f"{path}.id" if given else f"{path}.{key}"
        if not re.search(SLUG, made):
            hint = "an id has small letters a to z, digits and hyphens: give it an `id`"
            self._wrong(place, f"{text.en!r} makes no id", hint)
        elif made in self._ids:
            self._wrong(place, f"the id {made} is taken", "ids are there once: another `id` gives it a name of its own")
        self._ids.add(made)
        return made

    def _symbols(self, claim: TermClaim, path: str) -> Iterator[Symbol]:
        for i, one in enumerate(claim.symbols):
            if isinstance(one, str) or applies(one, self._origin):
                symbol = self._symbol(one if isinstance(one, str) else one.symbol, f"{path}.symbols[{i}]")
                if symbol is not None:
                    yield symbol

    def _symbol(self, text: str, path: str) -> Symbol | None:
        """The symbol that ``alias.Name`` or ``alias.Type.Member`` stands for; None where it is none, which is wrong."""
        alias, *names = text.split(".")
        package = self._paths.get(alias)
        if package is None:
            at = self._origin.version or self._origin.nominal
            known = alias in self._claims.packages
            message = f"the package {alias} has no path at {at}" if known else f"{alias} is no package of this glossary"
            otherwise = f"`packages: {{{alias}: …}}` says which package of the source it is"
            behind = "".join(f".{name}" for name in names)
            hint = "give it a path for this version, or the symbol a `since` or `until`"
            self._wrong(
                path,
                f"{text}: {message}",
                hint if known else did_you_mean(alias, self._paths, otherwise, behind=behind),
            )
            return None
        symbol = Symbol(package, *names)
        if self._graph.declaration(symbol) is not None:
            return symbol
        there = {it.short for it in self._graph.symbols(package)}
        hint = did_you_mean(symbol.short, there, "a symbol that only some versions have has a `since` or `until`")
        self._wrong(path, f"{text}: the source has no {symbol if there else f'package {package}'}", hint)
        return None

    def check(self, glossary: Glossary, figures: Collection[str], sections: Collection[str]) -> None:
        """Holds the figures, sections and other terms that each term names against those that there are."""
        terms = {term.id for term in glossary.terms}
        for i, group in enumerate(glossary.groups):
            for n, term in enumerate(group.terms):
                path = f"groups[{i}].terms[{n}]"
                for at, name in enumerate(term.figures):
                    self._named(name, "figure", figures, f"{path}.figures[{at}]")
                for at, name in enumerate(term.see):
                    self._named(name, "term", terms, f"{path}.see[{at}]")
                if term.section:
                    self._named(term.section, "section", sections, f"{path}.section")

    def _named(self, name: str, noun: str, known: Collection[str], path: str) -> None:
        if name not in known:
            some = ", ".join(sorted(known)[:_MOST_NAMED]) + (", …" if len(known) > _MOST_NAMED else "")
            otherwise = f"the {noun}s are {some}" if known else f"there are no {noun}s"
            self._wrong(path, f"no {noun} {name}", did_you_mean(name, known, otherwise))
