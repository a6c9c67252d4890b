"""What the pages list as text: places in the source, the edges and cards of a diagram, the resources of a table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from archviz.render.text.sentences import clause
from archviz.words.kinds import card_kind

if TYPE_CHECKING:
    from archviz.model.figure import Card, Edge, Origin, Resource, VerifiedDiagram, VerifiedTable
    from archviz.model.relations import Position
    from archviz.model.symbols import Symbol
    from archviz.words.language import Language


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

    ``mode`` is "go", "defer" or "", ``step`` its number on the path.
    """

    id: str
    anchor: str
    step: int | None
    source: Symbol
    subject: str
    verb: str
    mode: str
    target: Symbol
    label: str
    asserted: str
    places: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card in words, with all that it shows inside."""

    anchor: str
    kind: str
    card: SymbolReference
    rows: tuple[SymbolReference, ...]


@dataclass(frozen=True, slots=True)
class ResourceVersion:
    """The resources of one version of a group, in the order of their names."""

    anchor: str
    name: str
    rows: tuple[Resource, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the API; the legacy group's ``name`` is ""."""

    anchor: str
    name: str
    versions: tuple[ResourceVersion, ...]

    @property
    def count(self) -> int:
        """How many resources all its versions serve together."""
        return sum(len(version.rows) for version in self.versions)


def place(position: Position, origin: Origin) -> SourceLine:
    """A position as a page shows it."""
    if not position.inside:
        return SourceLine(str(position), str(position), "")
    label = f"{position.file.rpartition('/')[2]}:{position.line}"
    return SourceLine(label, f"{position.file}:{position.line}", origin.url(position))


def places(positions: tuple[Position, ...], origin: Origin) -> tuple[SourceLine, ...]:
    """Several places; one in the same file as that before it is called by its line alone."""
    found = [place(position, origin) for position in positions]
    return tuple(
        replace(this, label=f":{position.line}") if before and before.file == position.file else this
        for before, position, this in zip((None, *positions), positions, found, strict=False)
    )


def edge_rows(diagram: VerifiedDiagram, words: Language) -> tuple[EdgeRow, ...]:
    """The edges of a diagram: those with a number first, in their order, then the others as they were claimed."""

    def row(edge: Edge) -> EdgeRow:
        subject, verb, _ = clause(edge, diagram, words)
        return EdgeRow(
            edge.id,
            f"edge-{edge.id}",
            edge.step,
            edge.source_symbol,
            subject,
            verb,
            edge.mode.value,
            edge.target_symbol,
            words.text(edge.label) if edge.label else "",
            edge.asserted,
            places(edge.evidence, diagram.origin),
        )

    return tuple(map(row, sorted(diagram.edges, key=lambda e: (e.step is None, e.step or 0))))


def card_rows(diagram: VerifiedDiagram, words: Language) -> tuple[CardRow, ...]:
    """The cards of a diagram as they were claimed."""

    def row(card: Card) -> CardRow:
        return CardRow(
            f"card-{card.id}",
            card_kind(card.kind, words),
            SymbolReference(card.title, card.symbol, place(card.position, diagram.origin)),
            tuple(SymbolReference(r.name, r.symbol, place(r.position, diagram.origin), r.branch) for r in card.rows),
        )

    return tuple(map(row, diagram.cards))


def groups(table: VerifiedTable) -> tuple[Group, ...]:
    """The resources of a table by group and version: the legacy group first, then the groups by name."""
    ordered = sorted(table.resources, key=lambda r: (r.group, _rank(r.version), r.name, r.storage))
    return tuple(
        Group(
            f"group-{group or 'core'}",
            group,
            tuple(
                ResourceVersion(f"group-{group or 'core'}-{version}", version, tuple(rows))
                for version, rows in groupby(members, key=lambda r: r.version)
            ),
        )
        for group, members in groupby(ordered, key=lambda r: r.group)
    )


def _rank(version: str) -> tuple[int, int, int, str]:
    """Orders versions as Kubernetes does: v2 before v1, then v2beta2 before v2beta1, then alphas, then the rest."""
    head, _, tail = version.removeprefix("v").partition("beta")
    stage = 1 if tail else 0
    if not tail:
        head, _, tail = head.partition("alpha")
        stage = 2 if tail else 0
    if not head.isdigit() or (tail and not tail.isdigit()):
        return 3, 0, 0, version
    return stage, -int(head), -int(tail or 0), version
