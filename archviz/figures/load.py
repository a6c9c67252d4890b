"""Figure files to claims, with the line of each claim."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from archviz.documents.document import Document, convert, parse_document, read_document
from archviz.figures.claims import Claims
from archviz.figures.rules import check
from archviz.figures.versions import VersionNames, package_paths
from archviz.model.errors import FigureError, joined
from archviz.model.names import MOST_SLUG, SLUG
from archviz.model.suggest import did_you_mean
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

MOST_FIGURES = 1000
"""Figures of one folder, those of the folders within it included."""

ENDINGS = (".yaml", ".yml")
"""How the names of figure files end, in small or capital letters."""

_NUMBERED = re.compile(r"(?P<number>[0-9]{1,6})(?:[-_. ]+(?P<name>.+))?")
"""A file's name that begins with the figure's number: ``07-request-path``."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure's claims, the file they stand in, and the 1-based line of each claim by its path (``edges[3]``).

    ``article`` is the name of the article that the figure belongs to, "" for none. ``version`` is that of the source
    which the figure is read for, "" for the newest; ``packages`` has the import path of each alias then, and ``names``
    what its symbols are called.
    """

    claims: Claims
    document: Document
    article: str = ""
    version: str = ""
    packages: Mapping[str, str] = field(init=False, repr=False, compare=False)
    names: VersionNames = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Works out what depends on the version."""
        object.__setattr__(self, "packages", package_paths(self.claims.packages, self.version))
        object.__setattr__(self, "names", VersionNames(self.claims, self.version))

    @property
    def file(self) -> str:
        """The path of its file."""
        return self.document.file

    def line(self, path: str) -> int:
        """The line of a claim; of the nearest one around it where the path leads nowhere."""
        return self.document.line(path)

    def symbol(self, text: str, path: str) -> Symbol:
        """The symbol that ``alias.Name`` or ``alias.Type.Member`` stands for, by its name at the figure's version.

        Raises FigureError for an alias that the figure does not declare, or that has no path at the version.
        """
        alias, _, rest = self.names.now(text).partition(".")
        package = self.packages.get(alias)
        parts = rest.split(".")
        if package is None and alias in self.claims.packages:
            raise FigureError(
                f"{text}: the package {alias} has no path at {self.version or 'the newest version'}",
                file=self.file,
                line=self.line(f"packages.{alias}"),
                hint="give it a path for this version, or the claim a `since` or `until`",
            )
        if package is None or not rest or len(parts) > 2:
            known = ", ".join(sorted(self.packages))
            raise FigureError(
                f"{text}: {alias} is no package of this figure" if package is None else f"{text} is no symbol",
                file=self.file,
                line=self.line(path),
                hint=did_you_mean(
                    alias, self.packages, f"a symbol is alias.Name; the aliases are {known}", behind=f".{rest}"
                ),
            )
        return Symbol(package, *parts)


@dataclass(frozen=True, slots=True)
class FigureFiles:
    """The figures of a project, by article and number, and an error for each file that cannot be read as one."""

    figures: tuple[Figure, ...]
    unreadable: tuple[FigureError, ...]


def read_articles(folder: Path) -> FigureFiles:
    """All figures below a folder: each folder in it is an article, whose figures may be in folders of its own.

    Figures outside these folders belong to no article.
    """
    return _read(folder, lambda file: parts[0] if len(parts := file.relative_to(folder).parts) > 1 else "")


def load(folder: Path) -> tuple[Figure, ...]:
    """All figures of one article's folder, by number.

    Raises FigureError where there are none, or for the first thing that is wrong in a file, with all others.
    """
    found = _read(folder, lambda _: folder.name)
    if found.unreadable:
        raise joined(found.unreadable)
    if not found.figures:
        raise FigureError(f"{folder} holds no figures", hint="a figure is a .yaml file; see `archviz schema`")
    return found.figures


def _read(folder: Path, article: Callable[[Path], str]) -> FigureFiles:
    figures: list[Figure] = []
    errors: list[FigureError] = []
    for file in _files(folder, errors):
        try:
            figures.append(load_file(file, article(file)))
        except FigureError as error:
            errors.append(error)
    groups = {name: [figure for figure in figures if figure.article == name] for name in _articles(figures)}
    alone: list[Figure] = []
    for group in groups.values():
        alone += _unique(group, errors, "number", "id", "file")
    alone = _unique(alone, errors, "id")
    ordered = sorted(alone, key=lambda f: (f.article, not f.claims.number, f.claims.number, f.claims.id))
    return FigureFiles(tuple(ordered), tuple(errors))


def _articles(figures: Iterable[Figure]) -> list[str]:
    return sorted({figure.article for figure in figures})


def _files(folder: Path, errors: list[FigureError]) -> list[Path]:
    """The figure files of a folder and of the folders in it, by name, links followed and hidden ones passed over."""
    files: list[Path] = []
    seen: set[str] = set()

    def failed(error: OSError) -> None:
        errors.append(FigureError(f"cannot be read: {error.strerror}", file=error.filename))

    for top, folders, names in os.walk(folder, followlinks=True, onerror=failed):
        real = os.path.realpath(top)
        folders[:] = [name for name in sorted(folders) if not name.startswith(".")] if real not in seen else []
        if real not in seen:
            files += [Path(top, name) for name in sorted(names) if _is_figure(name)]
        seen.add(real)
        if len(files) > MOST_FIGURES:
            errors.append(FigureError(f"{folder} holds more than {MOST_FIGURES:,} figures"))
            return []
    return files


def _is_figure(name: str) -> bool:
    return name.lower().endswith(ENDINGS) and not name.startswith(".")


def _unique(figures: Sequence[Figure], errors: list[FigureError], *names: str) -> list[Figure]:
    """The figures whose ``number``, ``id`` and ``file``, as named, none before has; an error for each other one."""
    taken: dict[tuple[str, object], str] = {}
    alone: list[Figure] = []
    for figure in figures:
        values = [(name, getattr(figure.claims, name)) for name in names]
        again = next(((name, value) for name, value in values if value and (name, value) in taken), None)
        if again is None:
            alone.append(figure)
            taken |= dict.fromkeys(values, figure.file)
            continue
        key = "figure" if again[0] == "number" else again[0]
        written = key in figure.document.content.entries
        errors.append(
            FigureError(
                f"{again[0]} {again[1]} is taken by {taken[again]}",
                file=figure.file,
                line=figure.line(key),
                hint=None if written else f"it comes from the file's name; `{key}` gives another one",
            )
        )
    return alone


def load_file(path: Path, article: str | None = None) -> Figure:
    """One figure; its article is by default its folder. Raises FigureError with the line and what would be right."""
    return _figure(read_document(path, FigureError), article)


def load_text(text: str, file: str, article: str | None = None) -> Figure:
    """One figure from what its file would say. Raises FigureError as for the file."""
    return _figure(parse_document(text, file, FigureError), article)


def reread(figure: Figure, text: str) -> Figure:
    """A figure from another text of its file. Raises FigureError as for the file."""
    return load_text(text, figure.file, figure.article)


def _figure(document: Document, article: str | None) -> Figure:
    claims = _named(convert(document, Claims, FigureError), document)
    check(claims, document)
    return Figure(claims, document, Path(document.file).parent.name if article is None else article)


def _named(claims: Claims, document: Document) -> Claims:
    """The claims with the number, the id and the file that the file's name gives where they do not say them."""
    stem = Path(document.file).stem
    found = _NUMBERED.fullmatch(stem)
    number = int(found["number"]) if found is not None else 0
    name = (found["name"] or f"figure-{number}") if found is not None else stem
    named = claims.id or re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:MOST_SLUG].rstrip("-")
    if not claims.id and not re.search(SLUG, named):
        raise FigureError(
            f"the name {Path(document.file).name} gives the figure no id",
            file=document.file,
            line=document.line(""),
            hint="an id has small letters a to z, digits and hyphens: give the figure an `id`",
        )
    return msgspec.structs.replace(claims, number=claims.number or number, id=named, file=claims.file or named)
