"""What the pages list as text: places in the source, the edges and cards of a diagram, the rows of a table."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from archviz.model.errors import FigureError
from archviz.model.figure import TERMINALS, EdgeRole, VerifiedDiagram, in_order
from archviz.model.suggest import did_you_mean
from archviz.render.layout.labels import called
from archviz.render.text.sentences import clause
from archviz.words.constants import constant
from archviz.words.kinds import card_kind

_UNFIT = re.compile(r"[^\w.-]+")

if TYPE_CHECKING:
    from archviz.model.figure import Card, Cell, Edge, StepNumber, TableRow, VerifiedFigure, VerifiedTable
    from archviz.model.relations import Position
    from archviz.model.symbols import Symbol
    from archviz.words.language import Language


class Addresses(Protocol):
    """What gives the places of a source their addresses: an Origin those in public, a site those of its own pages."""

    def url(self, position: Position) -> str:
        """The address of a place, "" where none is known."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the source: ``label`` is short (``mux.go:12``), ``title`` has the whole path, ``url`` may be ""."""

    label: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class SymbolReference:
    """A name to show, the whole symbol that it stands for, and where it is declared or used."""

    name: str
    symbol: Symbol
    place: SourceLine
    detail: str = ""


@dataclass(frozen=True, slots=True)
class EdgeRow:
    """An edge in words; ``subject`` is the source's name, or what stands for a whole list of types.

    Of an edge from an entry the subject is what is entered. ``mode`` is "go", "defer" or "", ``step`` its number on the
    path, ``why`` its author's sentence on what it is for. ``note`` says what is called of a field, and with which
    constant.
    """

    id: str
    anchor: str
    step: StepNumber | None
    source: Symbol
    subject: str
    verb: str
    mode: str
    target: Symbol
    label: str
    asserted: str
    places: tuple[SourceLine, ...]
    why: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card in words, with all that it shows inside."""

    anchor: str
    kind: str
    card: SymbolReference
    rows: tuple[SymbolReference, ...]


@dataclass(frozen=True, slots=True)
class TableSection:
    """The rows with the same cells in the columns that are groups.

    ``names`` are those cells but for the first, which the sections of a group have in common.
    """

    anchor: str
    names: tuple[Cell, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class TableGroup:
    """The sections whose first cell is the same; ``name`` is None for a table without groups."""

    anchor: str
    name: Cell | None
    sections: tuple[TableSection, ...]

    @property
    def count(self) -> int:
        """How many rows all its sections have together."""
        return sum(len(section.rows) for section in self.sections)


def place(position: Position, addresses: Addresses) -> SourceLine:
    """A position as a page shows it."""
    if not position.inside:
        return SourceLine(position.in_line, position.in_line, "")
    label = f"{position.file.rpartition('/')[2]}:{position.line}"
    return SourceLine(label, position.in_line, addresses.url(position))


def places(positions: tuple[Position, ...], addresses: Addresses) -> tuple[SourceLine, ...]:
    """Several places; one in the same file as that before it is called by its line alone."""
    found = [place(position, addresses) for position in positions]
    return tuple(
        replace(this, label=f":{position.line}") if before and before.file == position.file else this
        for before, position, this in zip((None, *positions), positions, found, strict=False)
    )


def edge_rows(diagram: VerifiedDiagram, words: Language, addresses: Addresses | None = None) -> tuple[EdgeRow, ...]:
    """The edges of a diagram: those with a number first, in their order, then the others as they were claimed.

    Their places have public addresses, where no others are given.
    """
    ways = {card.id: card for card in diagram.cards if card.kind in TERMINALS}

    def row(anchor: str, edge: Edge) -> EdgeRow:
        subject, verb, _ = clause(edge, diagram, words)
        symbols = (edge.source_symbol, edge.target_symbol)
        source, target = symbols[::-1] if edge.role is EdgeRole.ENTRY else symbols
        outer = ways.get(edge.outer)
        label = outer.label if outer is not None else edge.label
        note = outer.note if outer is not None else edge.note
        return EdgeRow(
            edge.id,
            anchor,
            edge.step,
            source,
            subject,
            verb,
            edge.says.value,
            target,
            words.text(label) if label else "",
            edge.asserted,
            places(edge.evidence, addresses or diagram.origin),
            words.text(edge.why) if edge.why else "",
            " · ".join(filter(None, (called(edge), constant(note, words) if note is not None else ""))),
        )

    return tuple(row(anchor, edge) for anchor, edge in edges_by_anchor(diagram).items())


def edges_by_anchor(diagram: VerifiedDiagram) -> dict[str, Edge]:
    """The edges of a diagram in the order of their rows, by the ids of these.

    An id says what the edge claims, as ``edge-Chef.Prepare-call-Chef.heat``, so that it stays while others come and go.
    """
    anchors = _Anchors("edge")
    return {
        anchors.of((edge.source_symbol.short, edge.look.value, edge.target_symbol.short)): edge
        for edge in in_order(diagram.edges)
    }


def edge_at(figure: VerifiedFigure, part: str) -> tuple[str, Edge]:
    """The id of the row in the figure's page that shows an edge, and the edge, which a part of an address names.

    ``part`` is the number of a step, as ``3`` or ``3a``, or the id of an edge (``edge-…``). Raises FigureError, without
    a place, where the figure has no such edge.
    """
    edges = edges_by_anchor(figure) if isinstance(figure, VerifiedDiagram) else {}
    steps: dict[str, str] = {}
    for anchor, edge in edges.items():
        if edge.step is not None:
            steps.setdefault(str(edge.step), anchor)
    anchor = steps.get(part, part)
    if anchor in edges:
        return anchor, edges[anchor]
    listed = f"its steps are {', '.join(steps)}" if steps else "only the numbered arrows of a diagram are steps"
    if part.startswith("edge-"):
        raise FigureError(f"figure {figure.id} has no arrow {part}", hint=did_you_mean(part, edges, listed))
    raise FigureError(f"figure {figure.id} has no step {part or 'without a number'}", hint=listed)


def card_rows(diagram: VerifiedDiagram, words: Language, addresses: Addresses | None = None) -> tuple[CardRow, ...]:
    """The cards of a diagram as they were claimed, but for entries and exits, which its edges say.

    Their places have public addresses, where no others are given.
    """
    at = addresses or diagram.origin

    def row(card: Card) -> CardRow:
        return CardRow(
            f"card-{card.id}",
            card_kind(card.kind, words),
            SymbolReference(card.title, card.symbol, place(card.position, at)),
            tuple(SymbolReference(r.name, r.symbol, place(r.position, at), r.branch) for r in card.rows),
        )

    return tuple(row(card) for card in diagram.cards if card.kind not in TERMINALS)


def groups(table: VerifiedTable) -> tuple[TableGroup, ...]:
    """The rows of a table by the cells of its columns that are groups, in their order."""
    depth = sum(column.group for column in table.columns)
    if not depth:
        return (TableGroup("", None, (TableSection("", (), table.rows),)),) if table.rows else ()
    anchors = _Anchors("group")

    def section(rows: tuple[TableRow, ...]) -> TableSection:
        names = rows[0].cells[:depth]
        return TableSection(anchors.of(tuple(cell.text for cell in names)), names[1:], rows)

    def group(rows: tuple[TableRow, ...]) -> TableGroup:
        name = rows[0].cells[0]
        anchor = anchors.of((name.text,))
        sections = (tuple(same) for _, same in groupby(rows, key=lambda row: _shown(row.cells[:depth])))
        if depth == 1:
            return TableGroup(anchor, name, (TableSection("", (), rows),))
        return TableGroup(anchor, name, tuple(map(section, sections)))

    return tuple(group(tuple(same)) for _, same in groupby(table.rows, key=lambda row: _shown(row.cells[:1])))


def _shown(cells: tuple[Cell, ...]) -> tuple[tuple[str, Symbol | None], ...]:
    return tuple((cell.text, cell.symbol) for cell in cells)


class _Anchors:
    """Ids of a page made of texts, each another one; they begin with what they are ids of."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._given: set[str] = set()

    def of(self, texts: tuple[str, ...]) -> str:
        """An id for some texts: ``group-apps-v1``."""
        words = (_UNFIT.sub("-", text).strip("-") or "none" for text in texts)
        first = "-".join((self._kind, *words))
        found, number = first, 1
        while found in self._given:
            number += 1
            found = f"{first}-{number}"
        self._given.add(found)
        return found
