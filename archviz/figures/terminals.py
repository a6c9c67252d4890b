"""Where the ways of a diagram come in from outside, and where they leave it: proved like its edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.figures.claims import ExitClaim, as_text
from archviz.figures.constants import constant_note
from archviz.figures.entrances import Entrances
from archviz.figures.proof import EdgeQuery, explain, proving
from archviz.figures.suggest import place_for, true_kinds
from archviz.model.figure import Card, CardKind, Edge, EdgeRole, End
from archviz.model.finding import FindingKind
from archviz.model.relations import RelationKind, evidence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archviz.figures.claims import EntryClaim
    from archviz.figures.drawn import Drawn
    from archviz.figures.entrances import Entrance
    from archviz.figures.ledger import Ledger
    from archviz.model.figure import ConstantNote, Text
    from archviz.model.graph import Declaration, LiteralSite
    from archviz.model.relations import Certain, Evidence, Mode
    from archviz.model.symbols import Symbol

_LEAVING = (
    RelationKind.CALL,
    RelationKind.SENDS,
    RelationKind.STORES,
    RelationKind.DYNCALL,
    RelationKind.REF,
)
"""The kinds of relation by which a way leaves a figure, what says most first."""
_EDGE = "draw an arrow between the two: `edges`"
"""What to do instead where both ends are in the diagram."""


@dataclass(frozen=True, slots=True)
class ProvedWay:
    """A way into a diagram or out of it: what proves it, and what stands beside its arrow.

    ``at`` is the declaration in the diagram where it begins or leaves, ``other`` what is outside, ``title`` its
    name. ``relations`` are those that leave ``at``, ``literals`` the function literals of ``at`` that are entered.
    """

    role: EdgeRole
    number: int
    kind: RelationKind
    mode: Mode
    at: Symbol
    other: Symbol
    title: str
    evidence: tuple[Evidence, ...]
    label: Text | None
    note: ConstantNote | None = None
    relations: tuple[Certain, ...] = ()
    literals: tuple[LiteralSite, ...] = ()


def ways(ledger: Ledger, drawn: Drawn) -> tuple[ProvedWay, ...]:
    """The proved entries of a figure, then its exits; what is not proved is noted in the ledger."""
    claims = ledger.figure.claims
    found: list[ProvedWay] = []
    listed: tuple[tuple[str, Sequence[EntryClaim | ExitClaim]], ...] = (
        ("entries", claims.entries),
        ("exits", claims.exits),
    )
    for key, parts in listed:
        applying = [(f"{key}[{i}]", claim) for i, claim in enumerate(parts) if ledger.applies(claim)]
        for number, (path, claim) in enumerate(applying):
            ledger.claimed.add(path)
            way = _Claimed(ledger, drawn, path, number).way(claim)
            if way is not None:
                found.append(way)
    return tuple(found)


def terminals(drawn: Drawn, found: Sequence[ProvedWay]) -> Iterator[tuple[Card, Edge]]:
    """For each way what it comes from or leads to outside, and the arrow between that and where it is drawn."""
    for way in found:
        name = f"{'entries' if way.role is EdgeRole.ENTRY else 'exits'}-{way.number}"
        inner = _end(drawn, way)
        card = drawn.cards[inner.card]
        row = card.rows[inner.row].symbol if inner.row is not None else card.symbol
        symbol = row if row.package == card.symbol.package else card.symbol
        kind = CardKind.ENTRY if way.role is EdgeRole.ENTRY else CardKind.EXIT
        place = way.evidence[0]
        outer = Card(name, kind, symbol, way.title, card.package, place, label=way.label, note=way.note)
        ends, symbols = (End(name), inner), (way.other, way.at)
        if way.role is EdgeRole.EXIT:
            ends, symbols = (inner, End(name)), (way.at, way.other)
        yield outer, Edge(name, way.kind, *ends, *symbols, way.evidence, way.mode, role=way.role)


def _end(drawn: Drawn, way: ProvedWay) -> End:
    """Where a way is drawn: at a whole function where that is one of the places which prove it, else at the first."""
    places = way.evidence if way.relations else tuple(site.start for site in way.literals)
    ends = [end for place in places if (end := drawn.start(way.at, place)) is not None]
    whole = drawn.ends.get(way.at)
    if whole is not None and (whole in ends or not ends):
        return whole
    found = ends[0] if ends else drawn.part(way.at, "")
    assert found is not None, way.at  # noqa: S101 - a way is proved only where it is shown
    return found


class _Claimed:
    """One claim of a way, by its path; its ``number`` counts those of its key in this version."""

    def __init__(self, ledger: Ledger, drawn: Drawn, path: str, number: int) -> None:
        self._ledger, self._drawn, self._path, self._number = ledger, drawn, path, number

    def way(self, claim: EntryClaim | ExitClaim) -> ProvedWay | None:
        """The way that the source proves, None, and a finding, where it proves none."""
        at = self._ledger.figure.symbol(claim.at, self._path)
        if not self._drawn.shows(at):
            declared = self._ledger.declared(claim.at, self._path)
            at = declared.symbol if declared is not None else at
            if declared is None:
                return None
        if not self._drawn.shows(at):
            suggestion = place_for(self._ledger, at)
            hint = "" if suggestion is not None else "no card can show it"
            self._ledger.finding(
                FindingKind.UNKNOWN_SYMBOL, self._path, at, f"{claim.at} is not drawn", hint, suggestion=suggestion
            )
            return None
        return self._exit(claim, at) if isinstance(claim, ExitClaim) else self._entry(claim, at)

    def _entry(self, claim: EntryClaim, at: Symbol) -> ProvedWay | None:
        ledger, declared = self._ledger, self._drawn.declared(at)
        by = ledger.declared(claim.by, self._path) if "." in claim.by else None
        within = ledger.declared(claim.within, self._path) if claim.within is not None else None
        if ("." in claim.by and by is None) or (claim.within is not None and within is None):
            return None
        if by is not None and self._drawn.shows(by.symbol):
            self._unproved(f"{by.symbol} -> {declared}", f"{claim.by} is drawn, so no way comes in by it", _EDGE)
            return None
        entrances = Entrances(ledger.graph, at, declared, within.symbol if within is not None else None)
        found = self._entrance(claim, entrances, by)
        if found is None:
            subject = f"{by.symbol if by is not None else declared} -> {declared}"
            message = f"nothing proves that {claim.at} is entered by {claim.by}"
            self._unproved(subject, message, entrances.nearest(by))
            return None
        note = self._note(claim, found)
        if claim.note is not None and note is None:
            return None
        return ProvedWay(
            EdgeRole.ENTRY,
            self._number,
            found.kind,
            found.mode,
            declared,
            found.source,
            "main" if claim.by == "main" else found.source.short,
            found.evidence,
            as_text(claim.label) if claim.label is not None else None,
            note,
            literals=found.literals,
        )

    def _entrance(self, claim: EntryClaim, entrances: Entrances, by: Declaration | None) -> Entrance | None:
        if by is not None:
            return entrances.by(by)
        return entrances.by_start() if claim.by == "main" else entrances.by_go(self._drawn.shows)

    def _note(self, claim: EntryClaim, found: Entrance) -> ConstantNote | None:
        if claim.note is None:
            return None
        path = f"{self._path}.note"
        holders = set(found.holders)
        if len(holders) == 1:
            return constant_note(self._ledger, claim.note, path, holders.pop(), found.evidence)
        self._ledger.claimed.add(path)
        where = f"{len(holders)} functions hand it over" if holders else "no call hands it over"
        hint = "say which with `in`" if holders else f"{claim.by} proves it by itself"
        self._ledger.finding(FindingKind.UNPROVED_EDGE, path, claim.at, f"no constant is meant, as {where}", hint)
        return None

    def _exit(self, claim: ExitClaim, at: Symbol) -> ProvedWay | None:
        ledger, source = self._ledger, self._drawn.declared(at)
        to = ledger.declared(claim.to, self._path)
        if to is None:
            return None
        if self._drawn.shows(to.symbol):
            self._unproved(f"{source} -> {to.symbol}", f"{claim.to} is drawn, so no way leaves by it", _EDGE)
            return None
        true = {query.kind: query for query in reversed(true_kinds(ledger.graph, source, to.symbol))}
        wanted = next((true[kind] for kind in _LEAVING if kind in true), None)
        if wanted is None:
            hint = explain(ledger.graph, EdgeQuery(RelationKind.CALL, source, to.symbol))
            message = f"nothing proves that a way leaves by {claim.at} for {claim.to}"
            self._unproved(f"{source} -> {to.symbol}", message, hint)
            return None
        relations = proving(ledger.graph, wanted)
        return ProvedWay(
            EdgeRole.EXIT,
            self._number,
            wanted.kind,
            wanted.mode,
            source,
            to.symbol,
            to.symbol.short,
            tuple(sorted(set(map(evidence, relations)))),
            as_text(claim.label) if claim.label is not None else None,
            relations=relations,
        )

    def _unproved(self, subject: str, message: str, hint: str) -> None:
        self._ledger.finding(FindingKind.UNPROVED_EDGE, self._path, subject, message, hint)
