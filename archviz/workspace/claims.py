"""Claims about a source, held against it: an edge in words, or a figure's text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.ask.hops import Hop
from archviz.ask.names import resolve
from archviz.figures import load_text, prove
from archviz.figures.proof import EdgeQuery, explain, proof
from archviz.figures.suggest import true_kinds
from archviz.kubernetes import COLLECTORS
from archviz.model.errors import FigureError
from archviz.model.figure import VerifiedDiagram
from archviz.model.finding import Finding, FindingKind, Severity
from archviz.model.relations import MODAL, Mode, RelationKind
from archviz.model.suggest import did_you_mean

if TYPE_CHECKING:
    from archviz.ask.facts import Facts
    from archviz.figures import Proof
    from archviz.model.graph import CodeGraph
    from archviz.model.symbols import Symbol
    from archviz.workspace.subject import Subject

_EDGE = re.compile(
    r"\s*(?P<source>[^\s→]+?)\s*(?:->|→)\s*(?P<target>[^\s→]+)"
    r"(?:\s+\(?(?P<kind>\w+)(?:\s+by\s+(?P<mode>\w+))?(?:\s+in\s+(?P<within>[^\s()]+))?\)?)?\s*"
)
HOW_TO = "an edge is `A -> B`, `A -> B KIND`, `A -> B KIND by go` or `F -> T sets in FUNCTION`"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of claims that were held against the source.

    ``claims`` is how many there are, ``proved`` how many the source proves, ``asserted`` how many rest on their
    author's word. ``edges`` are the proved edges with every place that proves them, ``findings`` what is not proved or
    wrong in words, each with the nearest true thing as its hint.
    """

    claims: int
    proved: int
    asserted: int
    edges: tuple[Hop, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing that is claimed lacks its proof; what is asserted needs none."""
        return not any(one.severity is Severity.ERROR for one in self.findings)


def is_edge(text: str) -> bool:
    """Whether a claim is meant as an edge, which is one line; a figure is several."""
    return "\n" not in text.strip()


def prove_edge(graph: CodeGraph, facts: Facts, text: str) -> Verdict:
    """Whether the source proves an edge, written as ``HOW_TO`` says.

    Without a kind any will do, and without a mode any. Raises FigureError for a text that is no edge, and SymbolError
    for a name that nothing or several things have.
    """
    found = _EDGE.fullmatch(text)
    if found is None:
        raise FigureError(f"not an edge: {text.strip()}", hint=HOW_TO)
    kind = _kind(found["kind"])
    mode = _mode(found["mode"], kind)
    source, target = (resolve(facts, found[name]).symbol for name in ("source", "target"))
    within = resolve(facts, found["within"]).symbol if found["within"] else None
    if within is not None and kind is not RelationKind.SETS:
        raise FigureError(f"no function is named for the kind {kind}", hint="`in FUNCTION` is for the kind sets")
    true = _true(graph, source, target, kind, mode, within)
    edges = tuple(Hop(source, target, one.kind, proof(graph, one), one.mode, one.within) for one in true)
    if edges:
        return Verdict(1, 1, 0, edges)
    wanted = EdgeQuery(kind or RelationKind.CALL, source, target, mode or Mode.PLAIN, within)
    said = f" ({wanted.words})" if kind is not None else ""
    others = true_kinds(graph, source, target)
    nearest = "; ".join(f"{one.words} at {proof(graph, one)[0]}" for one in others) or explain(graph, wanted)
    finding = Finding(
        figure=0,
        claim=text.strip(),
        kind=FindingKind.UNPROVED_EDGE,
        severity=Severity.ERROR,
        subject=f"{source} -> {target}",
        message=f"nothing proves that {source.short} → {target.short}{said}",
        file="",
        line=0,
        hint=nearest,
    )
    return Verdict(1, 0, 0, findings=(finding,))


def prove_figure(subject: Subject, text: str) -> Verdict:
    """What came of a figure's claims, given as the text of its file. Raises FigureError where it cannot be read."""
    found = prove(subject.graph, load_text(text, "figure.yaml", ""), subject.origin, (), COLLECTORS)
    return Verdict(found.claims, found.proved, found.asserted, _edges(found), found.findings)


def _kind(word: str | None) -> RelationKind | None:
    if word is None:
        return None
    if word not in tuple(RelationKind):
        hint = did_you_mean(word, RelationKind) or f"one of {', '.join(RelationKind)}"
        raise FigureError(f"no kind of edge is called {word}", hint=hint)
    return RelationKind(word)


def _mode(word: str | None, kind: RelationKind | None) -> Mode | None:
    if word is None:
        return None
    if word not in ("go", "defer") or kind not in MODAL:
        raise FigureError(f"no edge of the kind {kind} is made by {word}", hint="`by go` and `by defer` are for calls")
    return Mode(word)


def _true(
    graph: CodeGraph,
    source: Symbol,
    target: Symbol,
    kind: RelationKind | None,
    mode: Mode | None,
    within: Symbol | None,
) -> tuple[EdgeQuery, ...]:
    """What the source proves of all that may be meant."""
    if within is not None:
        wanted = EdgeQuery(RelationKind.SETS, source, target, within=within)
        return (wanted,) if proof(graph, wanted) else ()
    found = true_kinds(graph, source, target)
    return tuple(one for one in found if kind in (None, one.kind) and mode in (None, one.mode))


def _edges(found: Proof) -> tuple[Hop, ...]:
    if not isinstance(found.verified, VerifiedDiagram):
        return ()
    proved = (edge for edge in found.verified.edges if edge.evidence)
    return tuple(Hop(one.source_symbol, one.target_symbol, one.kind, one.evidence, one.mode) for one in proved)
