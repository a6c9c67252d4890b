"""Claims to proof: a figure held against a code graph becomes a verified figure, or findings."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from archviz.figures.claims import as_text
from archviz.figures.diagram import diagram
from archviz.figures.excerpt import excerpts
from archviz.figures.ledger import Ledger
from archviz.figures.packages import with_packages
from archviz.figures.table import table
from archviz.figures.versions import at
from archviz.model.figure import Text, VerifiedDiagram, VerifiedExcerpt, VerifiedTable
from archviz.model.finding import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archviz.figures.load import Figure
    from archviz.figures.table import Collector
    from archviz.model.figure import Origin, VerifiedFigure
    from archviz.model.graph import CodeGraph


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of one figure.

    ``verified`` is None where a claim was not proved. ``claimed`` holds the path of each claim, in the order of the
    file; ``proved`` counts those that the source proves, ``asserted`` those that rest on their author's word.
    ``open_steps`` counts numbered edges of which the source does not say that they come after those numbered before.
    ``drawn`` is as much of the figure as was proved: all of it, or what is left without the claims that were not.
    """

    figure: Figure
    verified: VerifiedFigure | None
    findings: tuple[Finding, ...]
    claimed: tuple[str, ...]
    proved: int
    asserted: int
    open_steps: int = 0
    drawn: VerifiedFigure | None = None

    @property
    def claims(self) -> int:
        """How many claims there are."""
        return len(self.claimed)

    @property
    def undrawn(self) -> int:
        """How many relations among the cards ``edges: auto`` leaves out of the picture."""
        return self.verified.undrawn.count if isinstance(self.verified, VerifiedDiagram) else 0


def prove(
    graph: CodeGraph,
    figure: Figure,
    origin: Origin,
    known: Sequence[str] = (),
    collectors: Mapping[str, Collector] = MappingProxyType({}),
) -> Proof:
    """Holds every claim of a figure that speaks of the origin's version against the source.

    ``known`` are the packages that the figures spoke of when they were last proved, for aliases that a figure does not
    declare. ``collectors`` are the tables of single projects' conventions, by the names that figures call them.
    Raises FigureError for such an alias that no package of the source has for its name, or several.
    """
    figure = at(with_packages(figure, graph, known), origin)
    ledger = Ledger(graph, figure, origin)
    verified = _verified(ledger, collectors)
    failed = any(f.severity is Severity.ERROR for f in ledger.findings)
    return Proof(
        figure,
        None if failed else verified,
        tuple(sorted(ledger.findings, key=lambda f: (f.line, f.claim))),
        tuple(sorted(ledger.claimed, key=lambda path: (figure.line(path), len(path), path))),
        ledger.proved,
        len(ledger.asserted),
        len(ledger.open_steps),
        verified,
    )


def _verified(ledger: Ledger, collectors: Mapping[str, Collector]) -> VerifiedFigure:
    claims = ledger.figure.claims
    title, description = _words(ledger)
    match claims.kind:
        case "diagram":
            cards, edges, undrawn = diagram(ledger)
            return VerifiedDiagram(
                claims.number,
                claims.id,
                claims.file,
                title,
                description,
                cards,
                edges,
                ledger.origin,
                claims.direction,
                undrawn=undrawn,
            )
        case "excerpt":
            return VerifiedExcerpt(
                claims.number, claims.id, claims.file, title, description, excerpts(ledger), ledger.origin
            )
        case "table":
            content = table(ledger, collectors)
            return VerifiedTable(
                claims.number,
                claims.id,
                claims.file,
                title,
                description,
                content.columns,
                content.rows,
                ledger.origin,
                content.totals,
            )


def _words(ledger: Ledger) -> tuple[Text, Text]:
    """The title and the description of a figure at this version."""
    claims = ledger.figure.claims
    title, description = claims.title, claims.description
    for wording in claims.wordings:
        if ledger.applies(wording):
            title, description = wording.title or title, wording.description or description
    return as_text(title), as_text(description)
