"""A diagram while it is read: what is known so far, and the text with the place that has been reached."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from archviz.lint.drawing import ArrowForm, DrawnArrow, DrawnMember, DrawnNode, WrittenDiagram

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from archviz.lint.drawing import DrawingForm

DEEPEST = 32
"""How many boxes of a diagram are within one another; one that is deeper is not read."""

MOST_ARROWS = 10_000
"""How many arrows of a diagram are read: two lists of n nodes each are n² arrows in a short line."""

_REST = re.compile(r"[^\n]*+")
_BREAK = re.compile(r"\n")


class Sketch:
    """The nodes, arrows and unread lines that have been found in the text of a diagram, in their order."""

    def __init__(self, form: DrawingForm, text: str) -> None:
        self._form = form
        self._lines = text.split("\n")
        self._named: dict[str, int] = {}
        self._labels: dict[str, tuple[str, int]] = {}
        self._groups: dict[str, tuple[str, ...]] = {}
        self._members: dict[str, list[DrawnMember]] = {}
        self._arrows: list[DrawnArrow] = []
        self._ends: set[str] = set()
        self._unread: dict[int, str] = {}

    def name(self, node: str, line: int, label: str | None = None) -> None:
        """A node is named at a line, with its words where they stand there; the last words are the node's."""
        self._named.setdefault(node, line)
        if label is not None:
            self._labels[node] = label, line

    def place(self, node: str, group: tuple[str, ...]) -> None:
        """A node is in a box; where it already is in one, it stays there."""
        self._groups.setdefault(node, group)

    def box(self, name: str, line: int, group: tuple[str, ...]) -> None:
        """A box, with its own words as the last of ``group``: a node only where an arrow starts or ends at it."""
        if name in self._ends:
            self._groups[name] = group[:-1]
            self._labels[name] = group[-1], line
        else:
            self._named.pop(name, None)

    def member(self, node: str, member: DrawnMember) -> None:
        """A class has a field or a method."""
        self._members.setdefault(node, []).append(member)

    def arrow(
        self,
        tail: str,
        head: str,
        line: int,
        label: str = "",
        form: ArrowForm = ArrowForm.PLAIN,
        *,
        directed: bool = True,
    ) -> None:
        """An arrow between two nodes, which are named by it unless they were before."""
        if self._full(line):
            return
        self._named.setdefault(tail, line)
        self._named.setdefault(head, line)
        self._ends.update((tail, head))
        self._arrows.append(DrawnArrow(tail, head, label, line, form, directed))

    def each(self, tails: Iterable[str], heads: Sequence[str], line: int) -> Iterator[tuple[str, str]]:
        """Each of some nodes with each of others, as long as there can be more arrows."""
        for tail in tails:
            for head in heads:
                if self._full(line):
                    return
                yield tail, head

    def _full(self, line: int) -> bool:
        if len(self._arrows) < MOST_ARROWS:
            return False
        self.unread(line, f"more than {MOST_ARROWS} arrows")
        return True

    def unread(self, line: int, why: str = "") -> None:
        """A line could not be read, or not as a whole; ``why`` is said instead of its text."""
        if line not in self._unread:
            self._unread[line] = why or self._lines[line - 1].strip()

    def drawn(self) -> WrittenDiagram:
        """The whole diagram; a node without words has its id for them."""
        nodes = []
        for node, named in self._named.items():
            label, line = self._labels.get(node, (node, named))
            group, members = self._groups.get(node, ()), tuple(self._members.get(node, ()))
            nodes.append(DrawnNode(node, label, line, group, members))
        unread = tuple((line, text) for line, text in sorted(self._unread.items()) if text)
        return WrittenDiagram(self._form, tuple(nodes), tuple(self._arrows), unread)


class Reading:
    """A text that is read from its start to its end, by patterns that match at the place ``at``, a 0-based index."""

    def __init__(self, text: str, at: int = 0) -> None:
        self.text = text
        self.at = at
        self._breaks = [match.start() for match in _BREAK.finditer(text)]

    @property
    def ended(self) -> bool:
        """Whether everything has been read."""
        return self.at >= len(self.text)

    @property
    def line(self) -> int:
        """The line of the place that has been reached, from 1."""
        return self.line_of(self.at)

    def line_of(self, place: int) -> int:
        """The line of a place."""
        return bisect_left(self._breaks, place) + 1

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What a pattern matches here, which is then read; None, and nothing is read, where it does not match."""
        match = pattern.match(self.text, self.at)
        if match is not None:
            self.at = match.end()
        return match

    def give_up(self, start: int, sketch: Sketch) -> None:
        """The lines from the place ``start`` to this one are unread; reading goes on behind the last of them."""
        for line in range(self.line_of(start), self.line + 1):
            sketch.unread(line)
        self.take(_REST)
