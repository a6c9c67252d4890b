"""A diagram of a document as claims of a figure: what of it the source proves, and what is left of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archviz.ask.drawing import Drawing
from archviz.ask.hops import Hop
from archviz.lint.drawing import ArrowForm, DrawingForm
from archviz.lint.drawings import HOPS, MOST_MEANT, function_words, subject
from archviz.lint.reach import IMPLEMENTED, ArrowSearch
from archviz.lint.wrappers import stage
from archviz.model.graph import DeclarationKind
from archviz.model.relations import RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from archviz.figures.claims import Claims
    from archviz.lint.code import Code
    from archviz.lint.drawing import DrawnArrow, DrawnNode
    from archviz.lint.drawings import Drawings
    from archviz.lint.named_diagrams import NamedDiagram
    from archviz.lint.reach import ArrowStep
    from archviz.model.symbols import Symbol

_MOST_WORDS = 40
"""How long the words of an arrow may be that stand on it in a figure."""
_RELATIONS = {
    ArrowForm.INHERITANCE: (RelationKind.EMBEDS, RelationKind.IMPLEMENTS),
    ArrowForm.REALIZATION: (RelationKind.EMBEDS, RelationKind.IMPLEMENTS),
    ArrowForm.COMPOSITION: (RelationKind.HOLDS, RelationKind.EMBEDS),
    ArrowForm.AGGREGATION: (RelationKind.HOLDS, RelationKind.EMBEDS),
}
"""What the arrows of a class diagram say of two types."""


@dataclass(frozen=True, slots=True)
class Left:
    """What a diagram says and the figure does not: the line in the document, what it is, and why.

    ``hint`` is the nearest true thing, "" for none.
    """

    line: int
    subject: str
    why: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.line}: {self.subject}: {self.why}{f' ({self.hint})' if self.hint else ''}"


@dataclass(frozen=True, slots=True)
class _Edge:
    """An edge of the figure, with the line and the words of the arrow that it comes of; a message has an order."""

    hop: Hop
    line: int
    subject: str
    label: str = ""
    ordered: bool = False


class AdoptedDiagram:
    """A diagram as a figure. ``left`` is what it says and the figure does not, by lines."""

    def __init__(self, code: Code, drawings: Drawings, named: NamedDiagram, hops: int) -> None:
        self._code = code
        self._drawings = drawings
        self._named = named
        self._diagram = named.diagram
        self._hops = hops
        self._search = ArrowSearch(code, proving=True)
        self._left: dict[tuple[int, str], Left] = {}
        self._edges: dict[tuple[Symbol, Symbol, RelationKind, str], _Edge] = {}
        self._nodes: dict[str, Symbol] = {}
        """What each node means, of those that mean one declaration."""
        self._stages: dict[str, int] = {}
        """The number of each node among the wrappers of a chain."""
        self.taken: list[str] = []
        """What words were taken for that do not say themselves that they are a name, a sentence each."""
        self._rows: list[Symbol] = []
        self._chains: list[tuple[Symbol, str]] = []
        self._wrong()
        self._means()
        self._chained()
        for node in self._diagram.nodes:
            self._node(node)
        self._arrows()

    @property
    def left(self) -> tuple[Left, ...]:
        """What the figure does not say of the diagram."""
        return tuple(sorted(self._left.values(), key=lambda one: (one.line, one.subject)))

    @property
    def empty(self) -> bool:
        """Whether nothing of the diagram is a declaration of the source."""
        return not (self._nodes or self._chains or self._edges)

    def claims(self, title: str, description: str) -> Claims:
        """The figure. Its edges are in the order of the arrows, and those of messages have steps."""
        drawing = Drawing(self._code.graph)
        for chain in self._chains:
            drawing.show_chain(*chain)
        for symbol in (*self._nodes.values(), *self._rows):
            drawing.show(symbol)
        step = 0
        for edge in self._edges.values():
            step += edge.ordered
            drawing.add(edge.hop, step if edge.ordered else None, edge.label)
        return drawing.claims(title, description)

    def unproved(self, edge: int, why: str, hint: str, *, order: bool = False) -> None:
        """Takes out the arrow whose edge of a number the source does not prove; or, with ``order``, that edge's step.

        ``why`` and ``hint`` say what is wrong with it.
        """
        key, one = tuple(self._edges.items())[edge]
        if not order or one.line not in {line for line, _ in self._left}:
            self._leave(one.line, one.subject, why, hint)
        if order:
            self._edges[key] = replace(one, ordered=False)
        else:
            arrow = one.line, one.subject
            self._edges = {key: each for key, each in self._edges.items() if (each.line, each.subject) != arrow}

    def _leave(self, line: int, what: str, why: str, hint: str = "") -> None:
        self._left.setdefault((line, what), Left(line, what, why, hint))

    def _line(self, line: int) -> int:
        return self._named.fence.line + line - 1

    def _wrong(self) -> None:
        """What is wrong with the diagram is not adopted, and lint says why; nor is what could not be read."""
        for held in self._drawings.held(self._diagram, self._named.fence, self._named.part):
            if held.wrong is not None:
                self._leave(held.line, held.subject, held.wrong.message, held.wrong.hint)
        for line, text in self._diagram.unread:
            self._leave(self._line(line), text, "this line could not be read")

    def _means(self) -> None:
        """What each node means: a word alone, and of several declarations one, only where an arrow is proved then."""
        sure = {node.id: self._meant(node) for node in self._diagram.nodes}
        meant = {node.id: sure[node.id] or self._alike(node) for node in self._diagram.nodes}
        for node in self._diagram.nodes:
            symbols = meant[node.id]
            if len(sure[node.id]) != 1 or self._is_word(node):
                symbols = tuple(one for one in symbols if self._fits(node.id, one, meant))
            if len(symbols) == 1:
                self._nodes[node.id] = symbols[0]
                if not sure[node.id]:
                    self.taken.append(f"{node.label} is taken for {symbols[0]}: an arrow at it is proved then")

    def _is_word(self, node: DrawnNode) -> bool:
        """Whether a node has a single word, that may well be a name and mean something else, and no class."""
        return self._diagram.form is not DrawingForm.CLASSES and node.label.strip().isidentifier()

    def _meant(self, node: DrawnNode) -> tuple[Symbol, ...]:
        return self._drawings.meant(node, self._diagram.form, self._named.part)

    def _alike(self, node: DrawnNode) -> tuple[Symbol, ...]:
        """The declarations whose name a node has for its only word, which may be no name."""
        found = self._code.by_leaf.get(node.label.strip(), ())
        found = tuple(symbol for symbol in found if not symbol.member) or found
        return found if len(found) <= MOST_MEANT else ()

    def _fits(self, node: str, symbol: Symbol, meant: dict[str, tuple[Symbol, ...]]) -> bool:
        """Whether any arrow at a node is proved where it means a declaration, or a message names a function of it."""
        for arrow in self._diagram.arrows:
            if arrow.head == node and self._drawings.called(arrow, (symbol,), self._named.part)[0]:
                return True
            if arrow.tail != arrow.head and node in (arrow.tail, arrow.head):
                tails = (symbol,) if arrow.tail == node else meant.get(arrow.tail, ())
                heads = (symbol,) if arrow.head == node else meant.get(arrow.head, ())
                if self._steps(tails, heads):
                    return True
        return False

    def _chained(self) -> None:
        """The chains of wrappers of which two nodes or more are stages."""
        for wrapped in self._drawings.wrappers.chains:
            found = {node.id: wrapped.order.get(stage(node.label)) for node in self._diagram.nodes}
            known = {node: number for node, number in found.items() if number is not None}
            if len(known) > 1 and not self._stages:
                self._chains.append((wrapped.function, wrapped.variable))
                self._stages = known

    def _node(self, node: DrawnNode) -> None:
        symbol, line = self._nodes.get(node.id), self._line(node.line)
        if symbol is None:
            several = [one.short for one in self._meant(node)]
            if len(several) > 1:
                self._leave(line, node.label, f"it may mean {', '.join(several[:4])}", "write the one that is meant")
            elif node.id not in self._stages:
                self._leave(line, node.label, "this names no declaration of the source for certain")
            return
        if not Drawing(self._code.graph).can_show(symbol):
            del self._nodes[node.id]
            self._leave(line, node.label, f"{symbol.short} is a {self._code.kind(symbol)}, and no card shows one")
            return
        for written in node.members if self._diagram.form is DrawingForm.CLASSES else ():
            member = self._drawings.as_declared(written, [symbol])
            found = self._code.member(symbol, member.name)
            what = f"{node.label}.{member.name}"
            if found is not None and found.owner == symbol:
                self._rows.append(found)
            elif found is not None:
                self._leave(self._line(member.line), what, f"it is promoted: {found.short} declares it")
            else:
                self._leave(self._line(member.line), what, f"{symbol.short} has no {member.name}")

    def _arrows(self) -> None:
        reached: dict[str, Symbol] = {}
        """The function of each participant that was called last."""
        for arrow in self._diagram.arrows:
            line, what = self._line(arrow.line), subject(arrow, self._diagram)
            if self._diagram.form is DrawingForm.SEQUENCE and arrow.form is ArrowForm.DASHED:
                continue
            if arrow.tail in self._stages and arrow.head in self._stages:
                if self._stages[arrow.tail] > self._stages[arrow.head]:
                    self._leave(line, what, f"{self._chains[0][0].short} has them the other way round")
                continue
            self._rows += self._functions(arrow)
            steps = self._way(arrow, reached)
            if steps:
                self._add(arrow, steps, line, what)
                reached[arrow.head] = steps[-1].end
            elif (line, what) not in self._left:
                self._leave(line, what, *self._why(arrow))

    def _why(self, arrow: DrawnArrow) -> tuple[str, str]:
        """Why an arrow is not in the figure, which lint does not call wrong."""
        labels = {node.id: node.label for node in self._diagram.nodes}
        ends = arrow.tail, arrow.head
        absent = [labels[end] for end in ends if end not in self._nodes and end not in self._stages]
        if not absent and not set(ends) <= self._nodes.keys():
            return "no edge begins or ends at a row of a chain", ""
        if absent:
            return (
                f"{' and '.join(dict.fromkeys(absent))} {'are' if len(set(absent)) > 1 else 'is'} not in the figure",
                "",
            )
        tail, head = self._nodes[arrow.tail], self._nodes[arrow.head]
        used = ArrowSearch(self._code).find([tail], [head], HOPS).steps
        said = "; ".join(
            f"{step.start.short} {step.verb} {step.end.short}{f' at {step.position.in_line}' if step.position else ''}"
            for step in used
            if step.verb != "has"
        )
        edges = f"no {self._hops} edges of a figure say" if self._hops > 1 else "no edge of a figure says"
        return f"{edges} that {tail.short} leads to {head.short}", said

    def _way(self, arrow: DrawnArrow, reached: dict[str, Symbol]) -> tuple[ArrowStep, ...]:
        """The steps by which the source proves an arrow, none where it does not."""
        tail, head = self._nodes.get(arrow.tail), self._nodes.get(arrow.head)
        if tail is None:
            return ()
        goals: tuple[Symbol, ...] = (head,) if head is not None else ()
        starts: tuple[Symbol, ...] = (tail,)
        if self._diagram.form is DrawingForm.SEQUENCE:
            functions = self._functions(arrow)
            goals = functions or goals
            if arrow.tail in reached and (found := self._steps((reached[arrow.tail],), goals)):
                return found
            if functions and arrow.tail == arrow.head:
                starts = tuple(one for name in self._code.members(tail) if (one := tail.of(name)) not in goals)
        elif self._diagram.form is DrawingForm.CLASSES and arrow.form in _RELATIONS:
            return self._relation(tail, goals, _RELATIONS[arrow.form])
        found = self._steps(starts, goals)
        return found or (self._steps(goals, starts) if not arrow.directed else ())

    def _functions(self, arrow: DrawnArrow) -> tuple[Symbol, ...]:
        """The function that a message's words name, where it is one for certain."""
        head = self._nodes.get(arrow.head)
        if self._diagram.form is not DrawingForm.SEQUENCE:
            return ()
        found, _ = self._drawings.called(arrow, (head,) if head is not None else (), self._named.part)
        return found if len(found) == 1 else ()

    def _steps(self, starts: Sequence[Symbol], goals: Sequence[Symbol]) -> tuple[ArrowStep, ...]:
        return self._search.find(starts, goals, self._hops).steps if starts and goals else ()

    def _relation(
        self, tail: Symbol, heads: Iterable[Symbol], kinds: tuple[RelationKind, ...]
    ) -> tuple[ArrowStep, ...]:
        """The one step by which a type has a relation of some kinds to another."""
        for head in heads:
            for step in self._search.between(tail, head):
                if step.verb in kinds:
                    return (step,)
        return ()

    def _add(self, arrow: DrawnArrow, steps: Sequence[ArrowStep], line: int, what: str) -> None:
        said = [hop for step in steps if (hop := self._hop(step)) is not None]
        self._rows += [end for step in steps if step.verb in ("has", IMPLEMENTED) for end in (step.start, step.end)]
        sequence = self._diagram.form is DrawingForm.SEQUENCE
        label = arrow.label.strip() if len(said) == 1 and not function_words(arrow) else ""
        for hop in said:
            ordered = sequence and hop.kind in (RelationKind.CALL, RelationKind.DYNCALL, RelationKind.SENDS)
            words = label if len(label) <= _MOST_WORDS else ""
            assert isinstance(hop.kind, RelationKind)  # noqa: S101  # the search gives no others
            key = hop.start, hop.end, hop.kind, hop.mode.value
            self._edges.setdefault(key, _Edge(hop, line, what, words, ordered))

    def _hop(self, step: ArrowStep) -> Hop | None:
        """A step as an edge of a figure says it; None for that a type has a member, which its card shows."""
        if step.verb == "has":
            return None
        places = (step.position,) if step.position is not None else ()
        if step.verb == IMPLEMENTED:
            return Hop(step.end.owner, step.start.owner, RelationKind.IMPLEMENTS, places)
        start = step.start
        if step.verb == RelationKind.HOLDS and not start.member:
            fields = map(start.of, self._code.members(start))
            start = next((one for one in fields if any(self._search.between(one, step.end))), start)
        if step.verb == RelationKind.IMPLEMENTS and self._code.kind(start) is DeclarationKind.METHOD:
            start = start.owner
        return Hop(start, step.end, RelationKind(step.verb), places, step.mode)
