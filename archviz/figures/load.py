"""Figure files to claims, with the line of each claim."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archviz.documents import Document, convert, parse_document, read_document
from archviz.figures.claims import Claims
from archviz.figures.rules import check
from archviz.model.errors import FigureError
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_FIGURES = 1000
"""Figures of one article."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure's claims, the file they stand in, and the 1-based line of each claim by its path (``edges[3]``)."""

    claims: Claims
    document: Document

    @property
    def file(self) -> str:
        """The path of its file."""
        return self.document.file

    @property
    def article(self) -> str:
        """The name of the article that the figure belongs to: its file's folder."""
        return Path(self.file).parent.name

    def line(self, path: str) -> int:
        """The line of a claim; of the nearest one around it where the path leads nowhere."""
        return self.document.line(path)

    def symbol(self, text: str, path: str) -> Symbol:
        """The symbol that ``alias.Name`` or ``alias.Type.Member`` stands for.

        Raises FigureError for an alias that the figure does not declare.
        """
        alias, _, rest = text.partition(".")
        package = self.claims.packages.get(alias)
        parts = rest.split(".")
        if package is None or not rest or len(parts) > 2:
            near = difflib.get_close_matches(alias, self.claims.packages, 1)
            known = ", ".join(sorted(self.claims.packages))
            raise FigureError(
                f"{text}: {alias} is no package of this figure" if package is None else f"{text} is no symbol",
                file=self.file,
                line=self.line(path),
                hint=f"did you mean {near[0]}.{rest}?" if near else f"a symbol is alias.Name; the aliases are {known}",
            )
        return Symbol(package, *parts)


def load(folder: Path) -> tuple[Figure, ...]:
    """All figures of a folder, by number. Raises FigureError for the first file that cannot be read as one."""
    paths = sorted(folder.glob("[!.]*.yaml"))
    if not paths:
        raise FigureError(f"{folder} holds no figures", hint="a figure is a .yaml file; see `archviz schema`")
    if len(paths) > MOST_FIGURES:
        raise FigureError(f"{folder} holds more than {MOST_FIGURES:,} figures")
    figures = [load_file(path) for path in paths]
    unique(figures, "number", "id", "file")
    return tuple(sorted(figures, key=lambda f: f.claims.number))


def unique(figures: Iterable[Figure], *names: str) -> None:
    """Raises FigureError for a figure whose ``number``, ``id`` or ``file``, as named, another one has too."""
    figures = tuple(figures)
    for what in names:
        seen: dict[object, str] = {}
        for figure in figures:
            value = getattr(figure.claims, what)
            if value in seen:
                raise FigureError(
                    f"{what} {value} is taken by {seen[value]}",
                    file=figure.file,
                    line=figure.line("figure" if what == "number" else what),
                )
            seen[value] = figure.file


def load_file(path: Path) -> Figure:
    """One figure. Raises FigureError with the file, the line and what would be right."""
    return _figure(read_document(path, FigureError))


def load_text(text: str, file: str) -> Figure:
    """One figure from what its file would say. Raises FigureError as for the file."""
    return _figure(parse_document(text, file, FigureError))


def _figure(document: Document) -> Figure:
    claims = convert(document, Claims, FigureError)
    check(claims, document)
    return Figure(claims, document)
