"""Questions about a source, from the names that a person writes to an answer, and an answer as JSON or a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archviz.ask.names import resolve
from archviz.ask.questions.callees import callees
from archviz.ask.questions.callers import callers
from archviz.ask.questions.implementers import implementers
from archviz.ask.questions.references import references
from archviz.ask.questions.search import DEFAULT_MOST, Through
from archviz.workspace.facts import open_facts

if TYPE_CHECKING:
    from collections.abc import Callable

    from archviz.ask.answers import Answer, OpenReason
    from archviz.ask.facts import Facts
    from archviz.ask.hops import Hop
    from archviz.ask.index.index_facts import IndexFacts
    from archviz.ask.source_facts import SourceFacts
    from archviz.model.graph import Declared
    from archviz.model.relations import Position
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about ``symbols``, written as ``archviz.ask.names.resolve`` takes them.

    ``packages`` are import paths and patterns of the packages to search; without any, the source's own.
    """

    symbols: tuple[str, ...]
    packages: tuple[str, ...] = ()
    through: tuple[Through, ...] = ()
    depth: int = 1
    most: int = DEFAULT_MOST
    wired: bool = False
    """Whether calls of interfaces' methods lead to what they can really reach, which callees alone can tell."""


def _callees(facts: SourceFacts | IndexFacts, about: tuple[Declared, ...], asked: Asked) -> Answer:
    wired = None
    if asked.wired:
        from archviz.ask.wired import WiredCalls

        wired = WiredCalls(facts.graph)
    return callees(facts, about, through=asked.through, depth=asked.depth, most=asked.most, wired=wired)


QUESTIONS: dict[str, Callable[..., Answer]] = {
    "callers": lambda facts, about, asked: callers(
        facts, about, through=asked.through, depth=asked.depth, most=asked.most
    ),
    "callees": _callees,
    "references": lambda facts, about, asked: references(facts, about, most=asked.most),
    "implementers": lambda facts, about, asked: implementers(facts, about, most=asked.most),
}


def ask(project: Project, settings: Settings, question: str, asked: Asked) -> Answer:
    """The answer to one of the ``QUESTIONS``.

    Raises SymbolError for a name that no declaration or several have, and SourceError where the source cannot be opened
    or has no such packages.
    """
    return answered(open_facts(project, settings, asked.packages), question, asked)


def answered(facts: SourceFacts | IndexFacts, question: str, asked: Asked) -> Answer:
    """As ``ask``, of facts that are open already, in whose packages it is answered."""
    about, notes = named(facts, asked.symbols)
    return with_notes(QUESTIONS[question](facts, about, asked), notes)


def named(facts: Facts, texts: tuple[str, ...]) -> tuple[tuple[Declared, ...], tuple[str, ...]]:
    """The declarations that texts name, and a sentence for each that is not named as it is declared."""
    found = [resolve(facts, text) for text in texts]
    notes = (
        f"{text} is promoted: {one.symbol} declares it" for text, one in zip(texts, found, strict=True) if one.promoted
    )
    return tuple(one.declared for one in found), tuple(notes)


def with_notes(answer: Answer, notes: tuple[str, ...]) -> Answer:
    """An answer with notes before its own."""
    from dataclasses import replace

    return replace(answer, notes=(*notes, *answer.notes)) if notes else answer


def answer_facts(answer: Answer) -> dict[str, Any]:
    """An answer for JSON."""
    return {
        "question": answer.question,
        "about": [str(one.symbol) for one in answer.about],
        "nodes": [_node(one) for one in answer.nodes],
        "edges": [_edge(hop) for hop in answer.hops],
        "cut": list(answer.cut),
        "closed": answer.closed,
        "open": [reason_facts(one) for one in answer.open],
        "notes": list(answer.notes),
    }


def _node(one: Declared) -> dict[str, Any]:
    at = one.position
    return {"symbol": str(one.symbol), "kind": one.kind.value, "file": at.file if at.inside else "", "line": at.line}


def _edge(hop: Hop) -> dict[str, Any]:
    source, target = (hop.end, hop.start) if hop.back else (hop.start, hop.end)
    edge: dict[str, Any] = {
        "from": str(source),
        "to": str(target),
        "rel": hop.kind.value,
        "kind": hop.call.value if hop.call is not None else "",
        "mode": hop.mode.value,
        "certain": hop.certain,
        "evidence": [_place(at) for at in hop.evidence],
    }
    if hop.pointer:
        edge["pointer"] = True
    if hop.of:
        edge["of"] = hop.of
    if hop.by is not None:
        edge["by"] = str(hop.by)
    if hop.why:
        edge["why"] = hop.why
    if hop.wired:
        edge["wired"] = [{**_place(step.position), "why": step.why} for step in hop.wired]
    return edge


def _place(at: Position) -> dict[str, Any]:
    return {"file": at.file, "line": at.line, "col": at.col}


def reason_facts(one: OpenReason) -> dict[str, Any]:
    """Why an answer may lack something, for JSON."""
    places = [_place(at) for at in one.places]
    return {"kind": one.kind.value, "count": one.count, "message": one.message, "places": places, "hint": one.hint}
