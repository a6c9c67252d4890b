"""Diagrams in a document: which declarations their nodes name, and what is wrong with their arrows and classes."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from archviz.lint.drawing import ArrowForm, DrawingForm
from archviz.lint.findings import Confidence, Held, Wrong, near_hint, site
from archviz.lint.page import TextBlock
from archviz.lint.signatures import parameters, plain_type
from archviz.lint.wrappers import Wrappers, stage
from archviz.lint.written import WrittenName, of_several_words, read_code
from archviz.model.finding import FindingKind
from archviz.model.graph import Order
from archviz.model.relations import RelationKind
from archviz.model.symbols import exported

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archviz.lint.code import Code
    from archviz.lint.drawing import DrawnArrow, DrawnMember, DrawnNode, WrittenDiagram
    from archviz.lint.names import Names
    from archviz.lint.page import Fence, WrittenPage
    from archviz.lint.reach import ArrowSearch
    from archviz.model.drift import SymbolPlace
    from archviz.model.relations import Position
    from archviz.model.symbols import Symbol

HOPS = 3
"""Over how many steps an arrow may lead, where nothing else is said."""
_CALLED = re.compile(r"(?:(?:calls?|invokes?)\s+)?([^\W\d][\w.]*)\s*\(.*\)", re.DOTALL | re.IGNORECASE)
MOST_MEANT = 12
"""How many declarations a name may mean for its arrows to be looked into."""


class Drawings:
    """The diagrams of one document."""

    def __init__(self, code: Code, names: Names, reach: ArrowSearch, page: WrittenPage, hops: int = HOPS) -> None:
        self._code = code
        self._names = names
        self._reach = reach
        self._hops = hops
        self._page = page
        self._spoken = _spoken(page)
        self.wrappers = Wrappers(code, names, page)

    def held(self, diagram: WrittenDiagram, fence: Fence, part: int) -> Iterator[Held]:
        """What a diagram says of the source, with what is wrong, by the number of its fence in the page."""
        meant = {node.id: self.meant(node, diagram.form, part) for node in diagram.nodes}
        wrong_names = {node.id: wrong for node in diagram.nodes if (wrong := self._wrong_name(node, part))}
        for node in diagram.nodes:
            if node.id in wrong_names or meant[node.id]:
                yield Held(fence.line + node.line - 1, 1, node.label, meant[node.id], wrong_names.get(node.id))
        if diagram.form is DrawingForm.CLASSES:
            for node in diagram.nodes:
                yield from self._class(node, meant[node.id], fence)
        for arrow in diagram.arrows:
            ends = meant.get(arrow.tail, ()), meant.get(arrow.head, ())
            if all(ends) and arrow.tail != arrow.head and not set(ends[0]) & set(ends[1]):
                line = fence.line + arrow.line - 1
                wrong = self._arrow(arrow, *ends, diagram.form)
                yield Held(line, 1, subject(arrow, diagram), (), wrong)
        if diagram.form is DrawingForm.SEQUENCE:
            yield from self._messages(diagram, meant, fence, part)

    def meant(self, node: DrawnNode, form: DrawingForm, part: int) -> tuple[Symbol, ...]:
        """The declarations that a node's words name; none for words that name none for certain."""
        written = self._written(node)
        if written is None or not (form is DrawingForm.CLASSES or self._is_name(written)):
            return ()
        found = self._names.meaning(written, part).symbols
        if form is DrawingForm.CLASSES:
            found = tuple(symbol for symbol in found if not symbol.member)
        elif len(written.names) == 1 and not written.called:
            found = tuple(s for s in found if not s.member) or found
        return found if len(found) <= MOST_MEANT else ()

    @staticmethod
    def _written(node: DrawnNode) -> WrittenName | None:
        written = read_code(node.label.strip().strip("`"))
        return written if isinstance(written, WrittenName) else None

    def _is_name(self, written: WrittenName) -> bool:
        """Whether words are surely a name: qualified, called, of several words in one, or a code span of the page."""
        name = written.names[-1]
        if len(written.names) > 1 or written.called or str(written) in self._spoken:
            return True
        return of_several_words(name) and not name.isupper()

    def _wrong_name(self, node: DrawnNode, part: int) -> Wrong | None:
        written = self._written(node)
        return self._names.meaning(written, part).wrong if written is not None and self._is_name(written) else None

    def _arrow(
        self, arrow: DrawnArrow, tails: Sequence[Symbol], heads: Sequence[Symbol], form: DrawingForm
    ) -> Wrong | None:
        if form is DrawingForm.SEQUENCE and arrow.form is ArrowForm.DASHED:
            return None
        if form is DrawingForm.CLASSES and arrow.form is not ArrowForm.PLAIN and arrow.form is not ArrowForm.DASHED:
            return self._relation(arrow.form, tails, heads)
        there = self._reach.find(tails, heads, self._hops)
        if there.steps:
            return None
        back = self._reach.find(heads, tails, self._hops if not arrow.directed else 1)
        if back.steps and not arrow.directed:
            return None
        tail, head = tails[0].short, heads[0].short
        if back.steps:
            step = back.steps[-1]
            at = f" ({step.position.in_line})" if step.position is not None else ""
            hint = f"it is {step.start.short} that {_verb(step.verb)} {step.end.short}{at}"
            return Wrong(FindingKind.UNPROVED_EDGE, Confidence.CERTAIN, f"{tail} does not lead to {head}", hint)
        sure = Confidence.CERTAIN if there.whole else Confidence.LIKELY
        message = f"nothing leads from {tail} to {head} over at most {self._hops} steps"
        return Wrong(FindingKind.UNPROVED_EDGE, sure, message, self._near(tails, heads))

    def _near(self, tails: Sequence[Symbol], heads: Sequence[Symbol]) -> str:
        """The way that there is over more steps, in few words."""
        found = self._reach.find(tails, heads, 2 * self._hops)
        return "by way of " + ", ".join(s.end.short for s in found.steps[:-1]) if found.steps else ""

    def _relation(self, form: ArrowForm, tails: Sequence[Symbol], heads: Sequence[Symbol]) -> Wrong | None:
        """What is wrong with a relation of classes that says of what kind it is."""
        code = self._code
        pairs = [(tail, head) for tail in tails for head in heads]
        tail, head = tails[0].short, heads[0].short
        if form in (ArrowForm.INHERITANCE, ArrowForm.REALIZATION):
            for one, other in pairs:
                embeds = any(r.kind is RelationKind.EMBEDS and r.target == other for r in code.facts.relations(one))
                if embeds or code.facts.implements(one, other) is not None:
                    return None
            back = any(code.facts.implements(other, one) is not None for one, other in pairs)
            hint = f"it is {head} that implements {tail}" if back else ""
            sure = Confidence.CERTAIN if all(map(code.closed, (*tails, *heads))) else Confidence.LIKELY
            return Wrong(FindingKind.UNPROVED_EDGE, sure, f"{tail} does not implement or embed {head}", hint)
        found = self._reach.find(tails, heads, 1)
        if found.steps:
            return None
        back_steps = self._reach.find(heads, tails, 1).steps
        hint = f"it is {head} that has {tail}" if back_steps else ""
        return Wrong(FindingKind.UNPROVED_EDGE, Confidence.CERTAIN, f"{tail} holds no {head}", hint)

    def _class(self, node: DrawnNode, types: Sequence[Symbol], fence: Fence) -> Iterator[Held]:
        for written in node.members if types else ():
            member = self.as_declared(written, types)
            found = [s for owner in types if (s := self._code.member(owner, member.name)) is not None]
            line, name = fence.line + member.line - 1, f"{node.label}.{member.name}"
            if found:
                yield Held(line, 1, name, tuple(found), self._member(member, found))
            elif all(map(self._code.closed, types)):
                yield Held(line, 1, name, wrong=self._without(types, member.name))

    def _without(self, types: Sequence[Symbol], member: str) -> Wrong:
        """What is wrong with a member that none of some types of one name has."""
        names = {name for owner in types for name in self._code.members(owner)}
        message = f"{types[0].short} has no {member}"
        return Wrong(FindingKind.UNKNOWN_SYMBOL, Confidence.CERTAIN, message, near_hint(member, names, 0.6))

    def as_declared(self, member: DrawnMember, types: Sequence[Symbol]) -> DrawnMember:
        """A member as written, or with its name and type exchanged where both orders may be meant and that one fits."""
        if not member.ambiguous or any(self._code.member(owner, member.name) is not None for owner in types):
            return member
        other = replace(member, name=member.type, type=member.name)
        return other if any(self._code.member(owner, other.name) is not None for owner in types) else member

    def _member(self, member: DrawnMember, found: Sequence[Symbol]) -> Wrong | None:
        """What is wrong with the type of a field, or with how many parameters a method has, where these are written."""
        for symbol in found:
            declared = self._code.declaration(symbol)
            owner = self._code.declaration(symbol.owner)
            if declared is None or owner is None:
                return None
            kind = declared.kind.value
            if (member.parameters is not None) != (kind == "method"):
                if "func" in declared.signature or member.parameters is None:
                    return None
                what = f"{symbol.short} is a {kind}"
                return Wrong(
                    FindingKind.WRONG_SIGNATURE, Confidence.CERTAIN, what, declared.signature, _site(self._code, symbol)
                )
            if member.parameters:
                mine = parameters(f"({member.parameters})")[0]
                theirs = parameters(declared.signature[declared.signature.find(symbol.leaf) + len(symbol.leaf) :])[0]
                if len(mine) != len(theirs):
                    message = f"{symbol.short} has {len(theirs)} parameters"
                    return Wrong(
                        FindingKind.WRONG_SIGNATURE,
                        Confidence.LIKELY,
                        message,
                        declared.signature,
                        _site(self._code, symbol),
                    )
            if member.type and member.parameters is None:
                real = next((m.type for m in owner.fields if m.symbol == symbol), "")
                if real and _bare(member.type) != _bare(real):
                    message = f"{symbol.short} is {real}, not {member.type}"
                    return Wrong(
                        FindingKind.WRONG_SIGNATURE, Confidence.CERTAIN, message, "", _site(self._code, symbol)
                    )
        return None

    def _messages(
        self, diagram: WrittenDiagram, meant: dict[str, tuple[Symbol, ...]], fence: Fence, part: int
    ) -> Iterator[Held]:
        """Messages that name functions: whether the receiver has them, and whether they are called in that order."""
        called: list[tuple[DrawnArrow, tuple[Symbol, ...]]] = []
        for arrow in diagram.arrows:
            functions, wrong = self.called(arrow, meant.get(arrow.head, ()), part)
            if wrong is not None:
                yield Held(fence.line + arrow.line - 1, 1, *wrong)
            if functions:
                called.append((arrow, functions))
        within = frozenset(self._introduced(part))
        for (one, first), (other, second) in pairwise(called):
            if one.tail == other.tail and (refuted := self._refuted(first, second, within)) is not None:
                yield Held(fence.line + other.line - 1, 1, f"{one.label}, then {other.label}", (), refuted)
        yield from self._stages(diagram, fence)

    def called(
        self, arrow: DrawnArrow, heads: Sequence[Symbol], part: int
    ) -> tuple[tuple[Symbol, ...], tuple[str, tuple[Symbol, ...], Wrong] | None]:
        """The functions that a message's words name, of what its receiver means; with a name that is wrong, and why.

        The name comes as a subject, no declarations and what is wrong. Of an answer and of other words it is nothing.
        """
        words = function_words(arrow)
        if not words or arrow.form is ArrowForm.DASHED:
            return (), None
        name = tuple(words.split("."))
        owners = tuple(s for s in heads if not s.member)
        types = tuple(s for s in owners if self._code.kind(s) in ("struct", "interface", "type"))
        if len(name) > 1 or not types:
            functions, wrong = self._names.meaning(WrittenName(name, called=True), part)
            return functions, (".".join(name), (), wrong) if wrong is not None else None
        functions = tuple(m for owner in types if (m := self._code.member(owner, name[0])) is not None)
        if not functions and all(map(self._code.closed, types)) and exported(name[0]):
            return (), (f"{types[0].short}.{name[0]}", (), self._without(types, name[0]))
        return functions, None

    def _introduced(self, part: int) -> Iterator[Symbol]:
        """The functions that the text right before a diagram names: what they do is what it shows."""
        text = self._page.parts[part - 1] if part else None
        for span in text.codes if isinstance(text, TextBlock) else ():
            written = read_code(span.text)
            if isinstance(written, WrittenName):
                yield from self._names.meaning(written, part - 1).symbols

    def _refuted(self, first: Sequence[Symbol], second: Sequence[Symbol], within: frozenset[Symbol]) -> Wrong | None:
        """What is wrong where every function that calls two others calls the second one first.

        Where some of these functions are among those that the diagram is about, ``within``, only these count.
        """
        facts = self._code.facts
        places: dict[Symbol, tuple[list[Position], list[Position]]] = {}
        for number, symbols in enumerate((first, second)):
            for relation in chain.from_iterable(map(facts.users, symbols)):
                if relation.kind is RelationKind.CALL:
                    places.setdefault(relation.source, ([], []))[number].append(relation.position)
        both = {source: pair for source, pair in places.items() if all(pair)}
        both = {source: pair for source, pair in both.items() if source in within} or both
        orders = [
            (source, facts.order(source, one, other), one, other)
            for source, (ones, others) in both.items()
            for one in ones
            for other in others
        ]
        if not orders or any(order is not Order.AFTER for _, order, _, _ in orders):
            return None
        source, _, one, other = orders[0]
        message = f"{source.short} calls {second[0].short} before {first[0].short}"
        return Wrong(FindingKind.UNPROVED_ORDER, Confidence.CERTAIN, message, f"{other.in_line}, then {one.in_line}")

    def _stages(self, diagram: WrittenDiagram, fence: Fence) -> Iterator[Held]:
        """Participants that are wrappers of a chain which the page names: whether they are sent to in its order."""
        labels = {node.id: node.label for node in diagram.nodes}
        for wrapped in self.wrappers.chains:
            first: dict[str, DrawnArrow] = {}
            for arrow in diagram.arrows:
                name = stage(labels.get(arrow.head, ""))
                if name in wrapped.order and arrow.form is not ArrowForm.DASHED:
                    first.setdefault(name, arrow)
            for (one, _), (other, arrow) in pairwise(first.items()):
                line = fence.line + arrow.line - 1
                order = f"{labels[first[one].head]}, then {labels[arrow.head]}"
                if wrapped.order[one] > wrapped.order[other]:
                    before, after = wrapped.links[wrapped.order[other]], wrapped.links[wrapped.order[one]]
                    message = (
                        f"{wrapped.function.short} has {before.function.leaf} outside of {after.function.leaf}: "
                        f"{labels[arrow.head]} comes first"
                    )
                    hint = f"{before.position.in_line} wraps what {after.position.in_line} has wrapped"
                    wrong = Wrong(FindingKind.UNPROVED_ORDER, Confidence.CERTAIN, message, hint)
                    yield Held(line, 1, order, (), wrong)
                else:
                    yield Held(line, 1, order)


def function_words(arrow: DrawnArrow) -> str:
    """The name of the function that an arrow's words say is called, "" for other words."""
    found = _CALLED.fullmatch(arrow.label.strip().strip("`"))
    return found[1] if found is not None else ""


def _spoken(page: WrittenPage) -> frozenset[str]:
    """The code spans of a page's text, without brackets."""
    return frozenset(code.text.removesuffix("()") for part in page.parts for code in getattr(part, "codes", ()))


def subject(arrow: DrawnArrow, diagram: WrittenDiagram) -> str:
    """An arrow by the words at its ends, as findings name it."""
    labels = {node.id: node.label for node in diagram.nodes}
    return f"{labels.get(arrow.tail, arrow.tail)} -> {labels.get(arrow.head, arrow.head)}"


def _verb(kind: str) -> str:
    return {"call": "calls", "dyncall": "calls", "ref": "uses"}.get(kind, kind)


def _site(code: Code, symbol: Symbol) -> SymbolPlace | None:
    declared = code.facts.declared(symbol)
    return site(declared) if declared is not None else None


def _bare(text: str) -> str:
    """A type as class diagrams have it, where a pointer, an array and a map are often not written as in Go."""
    return re.sub(r"[*\[\]~<>]|List|Array", "", plain_type(text)).lower()
