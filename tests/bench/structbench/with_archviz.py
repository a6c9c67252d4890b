"""archviz as the tool: what its commands answer with, in one process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.ask import SourceFacts, own_packages
from archviz.ask.questions.callees import callees
from archviz.ask.questions.callers import callers
from archviz.golang.graph import Graph
from archviz.model.relations import CallKind, RelationKind
from archviz.sources.opening import open_source
from archviz.workspace.facts import open_facts
from archviz.workspace.index import index
from archviz.workspace.project import Project
from archviz.workspace.subject import Settings
from structbench.questions import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from archviz.ask.facts import Facts
    from archviz.model.graph import Declared
    from archviz.model.relations import Relation
    from archviz.model.symbols import Symbol
    from structbench.questions import Answer, Question


MOST = 10_000
"""How many symbols an answer may have."""


class Archviz:
    """Asks in one process, as ``archviz callers`` and the others do with an index."""

    facts: Facts
    closed = False

    def prepare(self, tree: Path) -> None:
        """Makes the index, as ``archviz index`` does, in the cache."""
        project, settings = Project(tree), Settings(source=str(tree))
        index(project, settings)
        self.facts = open_facts(project, settings)

    def answer(self, question: Question) -> Answer | None:
        """The answer; None where a symbol is not found."""
        self.closed = False
        of, to, within = (self.facts.find(text) for text in (question.of, question.to, question.within))
        if of is None or (question.to and to is None) or (question.within and within is None):
            return None
        match question.kind:
            case Kind.CALLERS:
                return _listed(self._callers(of))
            case Kind.NOBODY:
                return not self._callers(of)
            case Kind.CALLEES:
                found = callees(self.facts, [self._declared(of)], most=MOST)
                self.closed = found.closed
                return _listed(
                    hop.end for hop in found.hops if hop.certain and hop.kind is RelationKind.CALL and hop.end in self
                )
            case Kind.IMPLEMENTERS:
                types = self.facts.implementers(of)
                return _listed(one.source for one in types.relations) if types is not None else None
            case Kind.PATH if to is not None:
                return self._distance(of, to)
            case Kind.ORDER if to is not None and within is not None:
                first, second = (
                    next((one.position for one in self._calls_by(within) if one.target == each), None)
                    for each in (of, to)
                )
                return str(self.facts.order(within, first, second)) if first and second else None
        return None

    def __contains__(self, symbol: Symbol | None) -> bool:
        return symbol is not None and symbol.package in self.facts

    def _declared(self, symbol: Symbol) -> Declared:
        found = self.facts.declared(symbol)
        assert found is not None
        return found

    def _callers(self, symbol: Symbol) -> list[Symbol]:
        found = callers(self.facts, [self._declared(symbol)], most=MOST)
        self.closed = found.closed
        return [hop.start for hop in found.hops if hop.certain and hop.kind is RelationKind.CALL]

    def _calls_by(self, symbol: Symbol) -> list[Relation]:
        return [one for one in self.facts.relations(symbol) if one.kind is RelationKind.CALL and one.certain]

    def _distance(self, start: Symbol, goal: Symbol) -> int:
        """How many static calls lead from one function to another, 0 where none do."""
        seen, level, far = {start}, [start], 0
        while level:
            far += 1
            reached = {
                one.target: None
                for symbol in level
                for one in self._calls_by(symbol)
                if one.call is CallKind.STATIC and one.target is not None and one.target in self
            }
            if goal in reached:
                return far
            level = [symbol for symbol in reached if symbol not in seen]
            seen.update(level)
        return 0


class ArchvizWithout(Archviz):
    """Asks in one process without an index: only what a question needs is read."""

    def prepare(self, tree: Path) -> None:
        """Opens the tree."""
        graph = Graph(open_source(str(tree)))
        self.facts = SourceFacts(graph, own_packages(graph))


def _listed(symbols: Iterable[Symbol | None]) -> tuple[str, ...]:
    return tuple(sorted({str(symbol) for symbol in symbols if symbol is not None}))
