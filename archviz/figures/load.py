"""Figure files to claims, with the line of each claim."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

from archviz.documents import Document, convert, parse_document, read_document
from archviz.figures.claims import Claims, SelectorClaim
from archviz.model.errors import FigureError
from archviz.model.relations import RelationKind
from archviz.model.symbols import Symbol


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
    figures = [load_file(path) for path in sorted(folder.glob("[!.]*.yaml"))]
    if not figures:
        raise FigureError(f"{folder} holds no figures", hint="a figure is a .yaml file; see `archviz schema`")
    for what in ("number", "id", "file"):
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
    return tuple(sorted(figures, key=lambda f: f.claims.number))


def load_file(path: Path) -> Figure:
    """One figure. Raises FigureError with the file, the line and what would be right."""
    return _figure(read_document(path, FigureError))


def load_text(text: str, file: str) -> Figure:
    """One figure from what its file would say. Raises FigureError as for the file."""
    return _figure(parse_document(text, file, FigureError))


def _figure(document: Document) -> Figure:
    figure = Figure(convert(document, Claims, FigureError), document)
    _check(figure)
    return figure


def _check(figure: Figure) -> None:
    """What a schema cannot say: each kind has its parts, each choice is made once."""
    claims = figure.claims
    wanted = {"diagram": "cards", "excerpt": "excerpts", "table": "table"}[claims.kind]
    if not getattr(claims, wanted):
        message = f"a figure of kind {claims.kind} needs `{wanted}`"
        raise FigureError(message, file=figure.file, line=figure.line("kind"))
    for i, card in enumerate(claims.cards):
        chosen = [k for k in ("type", "func", "implementers", "chain") if getattr(card, k) is not None]
        if len(chosen) != 1:
            _choice(figure, f"cards[{i}]", "a card is one of `type`, `func`, `implementers` and `chain`")
        if card.chain is not None and not card.variable:
            _choice(figure, f"cards[{i}]", "a chain needs `variable`: the local variable that is wrapped")
    for i, edge in enumerate(claims.edges if claims.edges != "auto" else ()):
        if edge.kind is RelationKind.SETS and edge.within is None:
            _choice(figure, f"edges[{i}]", "a sets edge needs `in`: the function that gives the field its value")
    for i, excerpt in enumerate(claims.excerpts):
        for j, shown in enumerate(excerpt.show):
            _selector(figure, shown.at, f"excerpts[{i}].show[{j}]")
        for j, note in enumerate(excerpt.notes):
            _selector(figure, note.at, f"excerpts[{i}].notes[{j}]")


_SELECTORS = ("whole", "signature", "calls", "creates", "assigns", "stores", "returns", "field")


def _selector(figure: Figure, selector: SelectorClaim, path: str) -> None:
    if sum(getattr(selector, kind) is not None for kind in _SELECTORS) != 1:
        _choice(figure, path, f"a fragment is one of {', '.join(_SELECTORS)}")


def _choice(figure: Figure, path: str, message: str) -> None:
    raise FigureError(f"{path}: {message}", file=figure.file, line=figure.line(path))
