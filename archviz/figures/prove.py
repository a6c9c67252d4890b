"""Claims to proof: a figure held against a code graph becomes a verified figure, or findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.figures.diagram import diagram
from archviz.figures.excerpt import excerpts
from archviz.figures.ledger import Ledger
from archviz.figures.table import resources
from archviz.model.errors import SymbolError
from archviz.model.figure import Text, VerifiedDiagram, VerifiedExcerpt, VerifiedTable
from archviz.model.finding import Finding, FindingKind, Severity

if TYPE_CHECKING:
    from archviz.figures.claims import TableClaim, Words
    from archviz.figures.load import Figure
    from archviz.model.figure import Origin, Resource, VerifiedFigure
    from archviz.model.graph import CodeGraph


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of one figure.

    ``verified`` is None where a claim was not proved. ``claims`` counts all of them, ``proved`` those that the source
    proves, ``asserted`` those that rest on their author's word.
    """

    figure: Figure
    verified: VerifiedFigure | None
    findings: tuple[Finding, ...]
    claims: int
    proved: int
    asserted: int


def prove(graph: CodeGraph, figure: Figure, origin: Origin) -> Proof:
    """Holds every claim of a figure that speaks of the origin's version against the source.

    Raises FigureError where a claim names a package that the figure does not declare.
    """
    ledger = Ledger(graph, figure, origin)
    verified = _verified(ledger)
    failed = any(f.severity is Severity.ERROR for f in ledger.findings)
    return Proof(
        figure,
        None if failed else verified,
        tuple(sorted(ledger.findings, key=lambda f: (f.line, f.claim))),
        len(ledger.claimed),
        ledger.proved,
        len(ledger.asserted),
    )


def _verified(ledger: Ledger) -> VerifiedFigure:
    claims = ledger.figure.claims
    title, description = text(claims.title), text(claims.description)
    match claims.kind:
        case "diagram":
            cards, edges = diagram(ledger)
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
            )
        case "excerpt":
            return VerifiedExcerpt(
                claims.number, claims.id, claims.file, title, description, excerpts(ledger), ledger.origin
            )
        case "table":
            found = _resources(ledger, claims.table) if claims.table is not None else ()
            return VerifiedTable(claims.number, claims.id, claims.file, title, description, found, ledger.origin)


def _resources(ledger: Ledger, claim: TableClaim) -> tuple[Resource, ...]:
    ledger.claimed.add("table")
    try:
        return resources(ledger.graph, claim, lambda name: ledger.figure.symbol(name, "table"))
    except SymbolError as error:
        where = f" ({error.file}:{error.line})" if error.file else ""
        ledger.finding(FindingKind.UNKNOWN_SYMBOL, "table", claim.provider, f"{error.message}{where}", error.hint or "")
        return ()


def text(words: Words) -> Text:
    """A claim's words as a text."""
    return Text(words.en, words.zh)
