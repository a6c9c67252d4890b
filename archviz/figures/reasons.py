"""Why a figure's claims hold, as places in the source, or what was tried and why it proves nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from archviz.figures.claims import EntryClaim
from archviz.figures.excerpt import selected
from archviz.figures.ledger import Ledger
from archviz.figures.proof import EdgeQuery, proving
from archviz.figures.versions import in_force
from archviz.model.counts import counted
from archviz.model.figure import Origin, VerifiedDiagram, VerifiedTable
from archviz.model.finding import Severity
from archviz.model.graph import Span
from archviz.model.relations import MODAL, CallKind, LiteralUse, Mode, RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from archviz.figures.claims import CardClaim, EdgeClaim, ExcerptClaim, ExitClaim
    from archviz.figures.prove import Proof
    from archviz.model.finding import Finding
    from archviz.model.graph import CodeGraph
    from archviz.model.relations import Position, Relation
    from archviz.model.symbols import Symbol

_MOST = 20
"""Places that a claim is explained by; more are counted."""

_STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")
_NAME = re.compile(r"\w+")
_TO = re.compile("→|->")


class ClaimState(StrEnum):
    """What became of a claim."""

    PROVED = "proved"
    ASSERTED = "asserted, not proved"
    FAILED = "not proved"


@dataclass(frozen=True, slots=True)
class Reason:
    """A place in the source, and what it says: ``what`` names the relation or the declaration that is there.

    ``text`` is the line, "" where the place is in the standard library; ``start`` and ``end`` are 0-based half-open
    columns in it, in characters, of the name that counts. ``inside`` is the declaration around it. ``why_not`` says
    why it proves nothing, "" where it does.
    """

    what: str
    position: Position
    text: str = ""
    start: int = 0
    end: int = 0
    inside: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A claim by its path and its 1-based line in the file, what it says, and why that holds or does not.

    ``tried`` are sentences about what was looked for in vain.
    """

    path: str
    line: int
    says: str
    state: ClaimState
    reasons: tuple[Reason, ...] = ()
    tried: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def explanations(graph: CodeGraph, proof: Proof, findings: Iterable[Finding], wanted: str = "") -> list[Explanation]:
    """Why each claim of a figure holds or does not, in the order of the file.

    ``findings`` are those of the proof, with whatever is known about them. ``wanted`` chooses claims: by a path
    (``edges[3]``, with all that is in it), a line of the file, ``from → to``, or a symbol or its end; "" for all.
    """
    asked = _Explained(graph, proof, tuple(findings))
    paths = [*proof.claimed, *(f.claim for f in asked.findings if f.claim not in proof.claimed)]
    return [asked.explained(path) for path in dict.fromkeys(paths) if asked.is_wanted(path, wanted)]


class _Explained:
    def __init__(self, graph: CodeGraph, proof: Proof, findings: tuple[Finding, ...]) -> None:
        self.graph = graph
        self.proof = proof
        self.figure = proof.figure
        self.claims = proof.figure.claims
        self.findings = findings
        self._ledger = Ledger(graph, proof.figure, Origin(""))

    def is_wanted(self, path: str, wanted: str) -> bool:
        if not wanted or path == wanted or path.startswith((f"{wanted}.", f"{wanted}[")):
            return True
        if wanted.isdecimal():
            return self.figure.line(path) == int(wanted)
        ends = [end.strip().rpartition("/")[2] for end in _TO.split(wanted)]
        said = [name.strip() for name in _TO.split(self._subject(path)) if name.strip()]
        if len(ends) == 1:
            return any(_ends(name, ends[0]) for name in said)
        return len(said) == len(ends) and all(map(_ends, said, ends))

    def explained(self, path: str) -> Explanation:
        findings = tuple(f for f in self.findings if f.claim == path)
        failed = any(f.severity is Severity.ERROR for f in findings)
        state = ClaimState.FAILED if failed else ClaimState.PROVED
        edge = self._edge(path)
        if edge is not None and edge.asserted and not failed:  # whatever the source says of it
            state = ClaimState.ASSERTED
        proved = state is ClaimState.PROVED
        reasons = list(self._reasons(path) if proved else self._nearest(path))
        tried = [] if proved else list(self._tried(path))
        if len(reasons) > _MOST:
            tried.append(f"and {counted(len(reasons) - _MOST, 'further place')}")
        line = self.figure.line(path)
        says = self._subject(path)
        if edge is not None:
            says += f" ({edge.kind} by {edge.mode})" if edge.mode else f" ({edge.kind})"
        elif self._way(path) is not None:
            says += f" ({'entry' if path.startswith('entries') else 'exit'})"
        return Explanation(path, line, says, state, tuple(reasons[:_MOST]), tuple(tried), findings)

    def _edge(self, path: str) -> EdgeClaim | None:
        key, index = _first(path)
        return self.claims.edges[index] if key == "edges" and self.claims.edges != "auto" and index >= 0 else None

    def _way(self, path: str) -> EntryClaim | ExitClaim | None:
        key, index = _first(path)
        ways: dict[str, Sequence[EntryClaim | ExitClaim]] = {"entries": self.claims.entries, "exits": self.claims.exits}
        return ways[key][index] if key in ways and index >= 0 else None

    def _subject(self, path: str) -> str:
        """What a claim is about, as its file writes it."""
        key, index = _first(path)
        edge = self._edge(path)
        if edge is not None:
            return f"{edge.source} → {edge.target}"
        way = self._way(path)
        if way is not None:
            return f"{way.by} → {way.at}" if isinstance(way, EntryClaim) else f"{way.at} → {way.to}"
        if key == "cards" and index >= 0:
            return ".".join(filter(None, (_card_text(self.claims.cards[index]), self._row(path))))
        if key == "excerpts" and index >= 0:
            return self.claims.excerpts[index].symbol
        return ""

    def _row(self, path: str) -> str:
        found = re.search(r"\.(fields|methods)\[(\d+)\]$", path)
        if found is None:
            return ""
        rows: tuple[str, ...] = getattr(self.claims.cards[_first(path)[1]], found[1])
        return rows[int(found[2])]

    def _symbol(self, text: str) -> Symbol | None:
        """What a text names, a promoted member by what declares it; None where that is not there."""
        symbol = self.figure.symbol(text, "")
        if self.graph.declaration(symbol) is None and symbol.member:
            return self.graph.member(symbol.owner, symbol.member)
        return symbol if self.graph.declaration(symbol) is not None else None

    def _query(self, edge: EdgeClaim) -> EdgeQuery | None:
        source, target = self._symbol(edge.source), self._symbol(edge.target)
        within = self._symbol(edge.within) if edge.within else None
        if source is None or target is None or (edge.within and within is None):
            return None
        return EdgeQuery(edge.kind, source, target, edge.mode, within)

    def _reasons(self, path: str) -> Iterator[Reason]:
        key, index = _first(path)
        edge = self._edge(path)
        verified = self.proof.verified
        if edge is not None and path.endswith(".note"):
            yield from self._note(edge)
        elif edge is not None:
            wanted = self._query(edge)
            yield from (self._relation(one) for one in proving(self.graph, wanted)) if wanted is not None else ()
        elif self._way(path) is not None:
            yield from self._entered_or_left(path, key, index)
        elif key == "edges" and isinstance(verified, VerifiedDiagram):
            for drawn in verified.edges:
                what = f"{drawn.kind}: {drawn.source_symbol.short} → {drawn.target_symbol.short}"
                yield from (self._place(what, place) for place in drawn.evidence)
        elif key == "cards" and index >= 0:
            yield from self._card(path, self.claims.cards[index])
        elif key == "excerpts" and index >= 0:
            yield from self._excerpt(path, self.claims.excerpts[index])
        elif isinstance(verified, VerifiedTable):
            for row in verified.rows:
                cells = ", ".join(cell.text for cell in row.cells)
                yield from (self._place(f"row {cells}", place, inside=row.source.short) for place in row.places)

    def _entered_or_left(self, path: str, key: str, index: int) -> Iterator[Reason]:
        """What proves a way into the figure or out of it, or the constant beside it."""
        drawn = self.proof.drawn
        if not isinstance(drawn, VerifiedDiagram):
            return
        parts = self.claims.entries if key == "entries" else self.claims.exits
        number = sum(in_force(part, self.figure.version) for part in parts[:index])
        for edge in drawn.edges:
            note = next((card.note for card in drawn.cards if card.id == edge.outer), None)
            if edge.id == f"{key}-{number}" and path.endswith(".note") and note is not None:
                yield self._place(f"{note.meaning}: {note.text}, {note.value}", note.position)
            elif edge.id == f"{key}-{number}":
                what = f"{edge.kind} by {edge.mode}" if edge.mode else str(edge.kind)
                yield from (self._place(what, place) for place in edge.evidence)

    def _note(self, edge: EdgeClaim) -> Iterator[Reason]:
        """The constant that stands on an edge."""
        wanted, verified = self._query(edge), self.proof.drawn
        if wanted is None or edge.note is None or not isinstance(verified, VerifiedDiagram):
            return
        claimed = (wanted.source, wanted.target, wanted.kind, wanted.mode, str(edge.step), edge.note.said[0])
        for drawn in verified.edges:
            same = (drawn.source_symbol, drawn.target_symbol, drawn.kind, drawn.mode, str(drawn.step))
            if drawn.note is not None and (*same, drawn.note.meaning) == claimed:
                what = f"{drawn.note.meaning}: {drawn.note.text}, {drawn.note.value}"
                yield self._place(what, drawn.note.position, inside=(wanted.within or wanted.source).short)

    def _card(self, path: str, card: CardClaim) -> Iterator[Reason]:
        symbol = self._symbol(_card_text(card))
        if symbol is None:
            return
        if row := self._row(path):
            symbol = self.graph.member(symbol, row)
            if symbol is None:
                return
        declared = self.graph.declaration(symbol)
        if declared is None:
            return
        if card.implementers and not row:
            known = self.graph.implementers(symbol)
            yield from (self._relation(one) for one in (known.relations if known is not None else ()))
        elif card.chain and not row:
            for link in self.graph.chain(symbol, card.variable):
                yield self._place(f"wrapped by {link.function.short}", link.position, inside=symbol.short)
        else:
            yield self._place(f"{declared.kind} {symbol.short}", declared.position)

    def _excerpt(self, path: str, excerpt: ExcerptClaim) -> Iterator[Reason]:
        symbol = self._symbol(excerpt.symbol)
        declared = self.graph.declaration(symbol) if symbol is not None else None
        if symbol is None or declared is None:
            return
        part = re.search(r"\.(show|notes)\[(\d+)\]", path)
        if part is None:
            yield self._place(f"{declared.kind} {symbol.short}", declared.position)
            return
        claim = (excerpt.show if part[1] == "show" else excerpt.notes)[int(part[2])]
        selectors = [claim.at, getattr(claim, "to", None)]
        for each in selectors:
            for span in self.graph.fragments(symbol, selected(self._ledger, each)) if each is not None else ():
                for i, text in enumerate(self.graph.lines(span)):
                    place = type(declared.position)(span.file, span.start_line + i, len(text) - len(text.lstrip()) + 1)
                    yield Reason("fragment", place, text, inside=symbol.short)

    def _relation(self, relation: Relation, why_not: str = "") -> Reason:
        return self._place(relation_words(relation), relation.position, relation.source.short, why_not)

    def _place(self, what: str, position: Position, inside: str = "", why_not: str = "") -> Reason:
        if not position.inside:
            return Reason(what, position, inside=inside, why_not=why_not)
        lines = self.graph.lines(Span(position.file, position.line, position.line, 0, 0))
        text = lines[0] if lines else ""
        start = len(text.encode()[: position.col - 1].decode("utf-8", "ignore"))
        name = _NAME.match(text, start)
        return Reason(what, position, text, start, name.end() if name else start + 1, inside, why_not)

    def _tried(self, path: str) -> Iterator[str]:
        edge = self._edge(path)
        wanted = self._query(edge) if edge is not None else None
        if edge is None or wanted is None:
            return
        start = wanted.within or wanted.source
        relations = self.graph.relations(start)
        if wanted.kind is RelationKind.IMPLEMENTS:
            yield f"looked whether {wanted.source.short} or its pointer has every method of {wanted.target.short}"
            known = self.graph.implementers(wanted.target, (wanted.source.package,))
            for doubt in known.undecided if known is not None else ():
                if doubt.symbol in (wanted.source, wanted.target):
                    yield f"it is undecided, at {doubt.position}: {doubt.reason}"
            return
        same = sum(relation.kind is wanted.kind for relation in relations)
        yield (
            f"looked for {wanted.words} of {wanted.target.short} among the {counted(len(relations), 'relation')} of "
            f"{start.short}, {same} of kind {wanted.kind}"
        )
        for call in self.graph.facts(start.package).unresolved if start.package in self.graph.packages() else ():
            if call.source == start and wanted.target.leaf in call.text:
                yield f"the call {call.text} at {call.position} is not resolved: {call.reason}"

    def _nearest(self, path: str) -> Iterator[Reason]:
        """The relations that come nearest to an edge that is not proved, and why each proves nothing."""
        edge = self._edge(path)
        wanted = self._query(edge) if edge is not None else None
        if wanted is None:
            return
        true = {id(one) for one in proving(self.graph, wanted)}
        start = wanted.within or wanted.source
        relations = [one for one in self.graph.relations(start) if id(one) not in true]
        joining = [one for one in relations if wanted.target in (one.target, one.through, *one.arguments)]
        for one in joining:
            why = "a guess, which proves nothing" if not one.certain else f"not {wanted.words}"
            yield self._relation(one, why)
        if joining:
            return
        for one in self.graph.relations(wanted.target):
            if one.target == wanted.source:
                yield self._relation(one, "the other way round")
        same = [one for one in relations if one.kind is wanted.kind and one.target is not None]
        yield from (self._relation(one, f"not to {wanted.target.short}") for one in same[:5])


def relation_words(relation: Relation) -> str:
    """A relation as a reader says it: its kind and target, how it is made, and what it goes through."""
    of = "of " if relation.kind in MODAL else ""
    said = f"{relation.kind} {of}{relation.target.short}" if relation.target is not None else f"{relation.kind}"
    if relation.pointer:
        said += ", by its pointer"
    if relation.started is not Mode.PLAIN:
        said += f", by {relation.started}"
    if relation.call is CallKind.INTERFACE:
        said += ", through an interface"
    if relation.through is not None:
        said += f", through {relation.through.short}"
    if relation.receiver is not None:
        said += f", given to {relation.receiver.short}"
    if relation.literal is not None and relation.literal.use not in (LiteralUse.GO, LiteralUse.DEFER):
        said += ", in a function literal"
        if relation.literal.receiver is not None:
            said += f" given to {relation.literal.receiver.short}"
    return said


def _card_text(card: CardClaim) -> str:
    return card.type or card.func or card.implementers or card.chain or ""


def _first(path: str) -> tuple[str, int]:
    """The first key of a path and the index behind it, -1 where there is none."""
    found = _STEP.match(path)
    return (found[1], int(found[2]) if found[2] else -1) if found is not None else (path, -1)


def _ends(name: str, wanted: str) -> bool:
    """Whether a name is another one, or ends with it after a dot."""
    return f".{name}".endswith(f".{wanted}")
