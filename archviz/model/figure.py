"""A figure after proof: everything in it was found in the source, and carries its evidence.

Nothing here can be built from a claim alone; ``archviz.figures`` makes these values out of a code graph, and
``archviz.render`` draws nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from archviz.model.places import stands_in
from archviz.model.relations import Mode
from archviz.model.safe import safe_link
from archviz.model.steps import MOST_LETTERS, ways
from archviz.model.versions import bare_version

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from archviz.model.relations import Evidence, Position, RelationKind
    from archviz.model.symbols import Symbol

_IN_A_PATH = "/!$&'()*+,;=@~"
"""What may stand in any path of a URL beside letters, digits and ``_.-`` (RFC 3986, section 3.3)."""
_ELSEWHERE = re.compile(r"[/~]|\.\.?/|[^@]*@v\d[^/]*/")
"""How the names of files begin that are in another source than the first one (``archviz.sources.several``)."""

_VERSION = "{version}"
"""What stands in a project's name where its version belongs."""
_STEP = re.compile(rf"([1-9][0-9]{{0,3}})([a-z]{{0,{MOST_LETTERS}}})")

_link_pattern = cache(safe_link)


@dataclass(frozen=True, slots=True, init=False)
class Text:
    """An author's text in English, or the one language that they write, and in others where they give it.

    ``others`` are pairs of a language's code and the text in it; a language without one has the first.
    """

    en: str
    others: tuple[tuple[str, str], ...]

    def __init__(self, en: str, zh: str = "", **others: str) -> None:
        object.__setattr__(self, "en", en)
        given = sorted(({"zh": zh} | others).items())
        object.__setattr__(self, "others", tuple((code, text) for code, text in given if text))

    @property
    def zh(self) -> str:
        """The text in Chinese, "" where there is none."""
        return dict(self.others).get("zh", "")

    def in_language(self, language: str) -> str:
        """The text for the code of a language."""
        return dict(self.others).get(language, self.en)


class CardKind(StrEnum):
    """What a card stands for."""

    STRUCT = "struct"
    INTERFACE = "interface"
    TYPE = "type"
    """A defined type that is neither, such as a func type."""
    FUNC = "func"
    """A package-level function."""
    IMPLEMENTERS = "implementers"
    """All types that implement an interface, derived and counted; one row a type."""
    CHAIN = "chain"
    """The wrappers that a function puts around a value, outermost first; one row a wrapper."""
    ENTRY = "entry"
    """Where a way comes in from outside the figure: no box, but what an arrow to another card begins at."""
    EXIT = "exit"
    """Where a way leaves the figure: no box either, but what an arrow from another card leads to."""


TERMINALS = (CardKind.ENTRY, CardKind.EXIT)
"""The kinds of cards that stand for no declaration of their own."""


class Change(StrEnum):
    """What became of a part of a diagram from one version to another, where a picture shows both."""

    SAME = ""
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    """A card or row whose type or body differs; an edge that now goes another way or is made otherwise."""


class RowKind(StrEnum):
    """The sections of a card."""

    FIELD = "field"
    METHOD = "method"
    LITERAL = "literal"
    """Function literals of the function above: a go statement starts them, or others call them, if at all."""
    ITEM = "item"


class FieldShape(StrEnum):
    """What a field holds its values in, as its type says."""

    NONE = ""
    MAP = "map"
    SLICE = "slice"
    """A slice or an array."""
    CHANNEL = "channel"
    QUEUE = "queue"
    ATOMIC = "atomic"
    """One value that is loaded and stored as a whole."""
    RING = "ring"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a card.

    ``type`` is the muted text at its right end (a field's type), ``branch`` the condition under which it applies
    ("" for always), ``on_path`` whether a numbered edge starts or ends there.
    """

    kind: RowKind
    name: str
    symbol: Symbol
    position: Position
    type: str = ""
    branch: str = ""
    on_path: bool = False
    change: Change = Change.SAME
    before: Row | None = None
    """The row as it was in the older version, where it read otherwise; of a wrapper that was added at one place of a
    chain and removed at another, the one removed."""
    branches: tuple[int, ...] = ()
    """Of a chain's row, the 0-based numbers of the branches that it is on, outermost first, of those that have others
    beside them in the chain."""
    shape: FieldShape = FieldShape.NONE
    capacity: int = 0
    """Of a field that holds a channel, for how many values it has room; 0 for none, and where that is not known."""
    goroutine: bool = False
    """Of a method or function literals, whether a go statement starts it."""
    depth: int = 0
    """Of function literals, in how many others they stand that have rows; these stand above."""


@dataclass(frozen=True, slots=True)
class Card:
    """A box of a diagram: one declaration, or a list derived from the source.

    ``id`` is unique in the figure and made of letters, digits, ``-``, ``_`` and ``.``. ``package`` is the name in the
    package clause, which may differ from the end of the import path. ``hidden_fields`` and ``hidden_methods`` count the
    members that the declaration has and the card leaves out. An entry or an exit has the ``symbol`` that it is at, and
    what brings it about, or what the way leads to, as its ``title``.
    """

    id: str
    kind: CardKind
    symbol: Symbol
    title: str
    package: str
    position: Position
    rows: tuple[Row, ...] = ()
    hidden_fields: int = 0
    hidden_methods: int = 0
    file: str = ""
    """Of a card of ``init`` the file whose functions of that name it stands for, "" for all of the package."""
    change: Change = Change.SAME
    before: Card | None = None
    """The card as it was in the older version, where its head, its number of rows or what it hides differs."""
    label: Text | None = None
    """Of an entry or an exit, its author's words."""
    note: ConstantNote | None = None
    """Of an entry, a constant of the call that brings it about, such as a timer's period."""
    goroutine: bool = False
    """Of a function, whether a go statement in the diagram starts it."""

    def framed(self, index: int) -> range | None:
        """The rows in the frame of a goroutine or function literals that the row at an index begins; None for none."""
        first = self.rows[index]
        if first.kind is not RowKind.LITERAL and not first.goroutine:
            return None
        depth = first.depth if first.kind is RowKind.LITERAL else -1
        end = index + 1
        while end < len(self.rows) and self.rows[end].kind is RowKind.LITERAL and self.rows[end].depth > depth:
            end += 1
        return range(index, end)

    @property
    def standing(self) -> int:
        """How many rows it has in its newest version."""
        gone = sum(row.change is Change.REMOVED for row in self.rows)
        return len(self.rows) - (gone if self.change is not Change.REMOVED else 0)


@dataclass(frozen=True, slots=True)
class End:
    """Where an edge meets a card: at a row (its index in ``Card.rows``), or at the header (None)."""

    card: str
    row: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class StepNumber:
    """The number of a step, from 1, and the letters of the branches that it is on, outermost first, "" for none."""

    number: int
    branch: str = ""

    @classmethod
    def parse(cls, text: str) -> StepNumber:
        """The number that is written as ``3``, ``3a`` or, on a branch within another, ``3ab``. Raises ValueError."""
        found = _STEP.fullmatch(text)
        if found is None:
            raise ValueError(f"{text[:20]} is no step: 3 is one, or 3a where it is on a branch")
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        return f"{self.number}{self.branch}"


class ConstantMeaning(StrEnum):
    """What a constant means that a call is given."""

    EVERY = "every"
    """The period of a timer."""
    AFTER = "after"
    """A delay."""
    WITHIN = "within"
    """A time limit."""
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class ConstantNote:
    """A constant of the call that an edge is proved in: its exact value, a ``duration`` in nanoseconds.

    ``text`` is the argument as written, ``position`` the place that shows it.
    """

    meaning: ConstantMeaning
    value: str
    text: str
    position: Evidence = field(compare=False)
    duration: bool = False


class EdgeRole(StrEnum):
    """What an edge is in its diagram."""

    INNER = ""
    """It joins two declarations."""
    ENTRY = "entry"
    """It leads from an entry to where a way begins; its kind is that of the relation that proves it."""
    EXIT = "exit"
    """It leads from where a way leaves the figure to what is outside; its kind is what is done there."""


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow.

    ``evidence`` holds every place that proves it, first in source order first; it is empty only for an asserted edge,
    whose ``asserted`` says why its author believes it.

    ``mode`` is go or defer where the call is made so. ``step`` numbers the edges of a path.
    ``order_open`` says that the source leaves open whether a step comes after those before it, or instead of them.
    ``label`` is a short word of the author's that stands on the line, "" for none. ``source_symbol`` and
    ``target_symbol`` are what the relation joins; the cards may show them as rows.
    """

    id: str
    kind: RelationKind
    source: End
    target: End
    source_symbol: Symbol
    target_symbol: Symbol
    evidence: tuple[Evidence, ...]
    mode: Mode
    step: StepNumber | None = None
    label: Text | None = None
    asserted: str = ""
    order_open: bool = False
    change: Change = Change.SAME
    before: Edge | None = None
    """The edge as it was in the older version, between the same ends, where it differs in more than its evidence."""
    why: Text | None = None
    """What the step is for, in a sentence of the author's."""
    note: ConstantNote | None = None
    methods: tuple[str, ...] = ()
    """Of an edge to a field, the methods of its value that are called, in source order."""
    role: EdgeRole = EdgeRole.INNER
    in_goroutine: bool = False
    """Whether its mode is that of the goroutine which it starts in, and the call itself is a plain one."""

    @property
    def says(self) -> Mode:
        """The mode that stands on its arrow: none where that starts in the goroutine's own frame."""
        return Mode.PLAIN if self.in_goroutine else self.mode

    @property
    def look(self) -> RelationKind | EdgeRole:
        """What it is drawn as: its role, or between two declarations its kind."""
        return self.role or self.kind

    @property
    def outer(self) -> str:
        """The id of the entry that it begins at, or of the exit that it leads to; "" between two declarations."""
        ends = {EdgeRole.ENTRY: self.source.card, EdgeRole.EXIT: self.target.card}
        return ends.get(self.role, "")

    @property
    def inner(self) -> End:
        """Of an edge from an entry or to an exit the other end."""
        return self.target if self.role is EdgeRole.ENTRY else self.source


def entered_by(diagram: VerifiedDiagram) -> frozenset[tuple[str, Symbol]]:
    """What is entered from outside, each with what brings that about, as a claim says it without its package."""
    titles = {card.id: card.title for card in diagram.cards}
    found = {(titles[e.source.card], e.target_symbol) for e in diagram.edges if e.role is EdgeRole.ENTRY}
    calls = ("call", "dyncall")
    started = (e for e in diagram.edges if e.role is EdgeRole.ENTRY and e.mode == "go" and e.kind in calls)
    return frozenset(found | {("go", edge.target_symbol) for edge in started})


def in_order(edges: Iterable[Edge]) -> tuple[Edge, ...]:
    """The numbered edges in the order of their steps, one branch after the other, then the others as they are."""
    edges = tuple(edges)
    numbered = [(edge.step, edge) for edge in edges if edge.step is not None]
    places = ways(step for step, _ in numbered)
    ordered = sorted(numbered, key=lambda pair: places[pair[0]])
    return (*(edge for _, edge in ordered), *(edge for edge in edges if edge.step is None))


@dataclass(frozen=True, slots=True)
class Undrawn:
    """How many relations among the cards of a diagram with ``edges: auto`` it does not draw.

    ``hidden`` counts those of members that have no row in a card that has rows for others, ``guesses`` those that were
    found by inference and are not certain. Relations of one kind between the same two symbols count once.
    """

    hidden: int = 0
    guesses: int = 0

    @property
    def count(self) -> int:
        """How many there are."""
        return self.hidden + self.guesses


@dataclass(frozen=True, slots=True)
class OriginPart:
    """One of several sources that make up another: the folder there that it stands in, its commit, and its link.

    ``at`` is "" for the top, ``commit`` "" where it is not known; ``link`` is as an Origin's, with ``{file}`` as seen
    from that folder.
    """

    at: str
    commit: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """The source that a figure was proved on: ``name`` is the project's ("Kubernetes"), "" where it is not known.

    ``version`` is the pin's ("1.20.2"), "" for a source without one. The name of a fork says that
    it is one, with ``{version}`` where the version belongs ("Ann's Kettle {version}, as Bob vends it"); ``other_names``
    has it in other languages, as pairs of a language's code and the name.

    ``link`` is a pattern with ``{file}`` and ``{line}`` that leads to a line of the public repository at that
    commit, "" where none is known. ``unlinked`` are the files that are not as in that commit.

    ``nominal`` is the version that the source was said to be where its digest is not that version's: claims are chosen
    for it, and nothing is called proved at it. ``parts`` are the sources that it is made of, where these are several,
    in order of precedence: each has the commit and the link of its files. ``date`` is the day of the version, None
    where it is not known.
    """

    version: str
    commit: str = ""
    link: str = ""
    name: str = ""
    nominal: str = ""
    unlinked: frozenset[str] = frozenset()
    other_names: tuple[tuple[str, str], ...] = ()
    parts: tuple[OriginPart, ...] = ()
    date: datetime.date | None = None

    def __str__(self) -> str:
        return self._called(self.name)

    @property
    def title(self) -> Text:
        """The project with its version, in all languages."""
        return Text(str(self), **{code: self._called(name) for code, name in self.other_names})

    @property
    def project(self) -> Text:
        """The project without its version, in all languages."""
        names = {code: _unversioned(name) for code, name in self.other_names}
        return Text(_unversioned(self.name), **names)

    @property
    def short(self) -> str:
        """The version alone; with the project's name where that says whose the source is, as of a fork."""
        return str(self) if self.version and _VERSION in self.name else self.version

    def _called(self, name: str) -> str:
        if not self.version:
            return _unversioned(name)
        if _VERSION not in name:
            return f"{name} {self.version}".strip()
        return name.replace(_VERSION, bare_version(self.version)).strip()

    def url(self, position: Position) -> str:
        """The public address of a place: http, https or relative; "" where none is known.

        None is for a file that is not as committed, nor for one of another source than the first one, which is named by
        where that source is.
        """
        part = next((one for one in self.parts if stands_in(position.file, one.at)), OriginPart("", link=self.link))
        pattern = _link_pattern(part.link)
        if not pattern or not position.inside or position.file in self.unlinked or _ELSEWHERE.match(position.file):
            return ""
        in_path = not {"?", "#"} & {*pattern.partition("{file}")[0]}
        below = position.file[len(part.at) :].lstrip("/")
        file = quote(below, _IN_A_PATH if in_path else "/", errors="surrogateescape")
        return pattern.replace("{file}", file).replace("{line}", str(position.line))


def _unversioned(name: str) -> str:
    """A project's name without the place of its version and the blank before it."""
    return name.replace(f" {_VERSION}", "").replace(_VERSION, "").strip()


@dataclass(frozen=True, slots=True)
class VerifiedDiagram:
    """A diagram whose every card, row and edge was proved. Clusters follow from the cards' packages.

    ``direction`` is Graphviz's rankdir ("LR" or "TB"). ``file`` is the stem of the file it renders to.
    """

    number: int
    id: str
    file: str
    title: Text
    description: Text
    cards: tuple[Card, ...]
    edges: tuple[Edge, ...]
    origin: Origin
    direction: str = "LR"
    before: Origin | None = None
    """The older version, where the diagram shows what changed since."""
    undrawn: Undrawn = Undrawn()


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One line of Go as it stands in the source; ``number`` is 1-based, ``text`` has its tabs and no line end."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Fold:
    """Lines left out: ``lines`` says what they are, so that a reader can unfold them."""

    lines: tuple[CodeLine, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """An author's remark beside a line of an excerpt (``line`` is 1-based in the file)."""

    line: int
    text: Text


@dataclass(frozen=True, slots=True)
class SymbolUse:
    """An identifier in an excerpt that names a symbol: line and half-open byte columns (0-based within the line)."""

    line: int
    start: int
    end: int
    symbol: Symbol


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Parts of one declaration, in source order, with folds between them."""

    symbol: Symbol
    file: str
    parts: tuple[tuple[CodeLine, ...] | Fold, ...]
    notes: tuple[Note, ...] = ()
    uses: tuple[SymbolUse, ...] = ()


@dataclass(frozen=True, slots=True)
class VerifiedExcerpt:
    """A code figure: one excerpt or several (a type and the function that fills it)."""

    number: int
    id: str
    file: str
    title: Text
    description: Text
    excerpts: tuple[Excerpt, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column. Rows with the same cells in all columns that are a ``group`` belong together; these come first.

    ``several`` stands above a list of its cells, or above how many there are, in place of the title.
    """

    title: Text
    group: bool = False
    several: Text | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """What a row has in a column, and the place that shows it.

    ``text`` is a constant's value, or the short name of ``symbol`` where the cell names one. ``words``, where there are
    some, are shown in place of it. Where ``evidence`` is None the cell is not known, as its author allows.
    """

    text: str = ""
    symbol: Symbol | None = None
    evidence: Evidence | None = None
    words: Text | None = None


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: a cell for each column, and the place that proves the row.

    ``source`` is the declaration that the row is about: the type that implements the interface, or whose code makes
    the call or the entry.
    """

    source: Symbol
    cells: tuple[Cell, ...]
    evidence: Evidence

    @property
    def places(self) -> tuple[Evidence, ...]:
        """The places that prove the row and its cells: that of the row first, each line once."""
        lines: dict[tuple[str, int], Evidence] = {}
        for one in (self.evidence, *(cell.evidence for cell in self.cells)):
            if one is not None and one.inside:
                lines.setdefault((one.file, one.line), one)
        return tuple(lines.values()) or (self.evidence,)


@dataclass(frozen=True, slots=True)
class Total:
    """Something that is counted over a whole table, such as its groups."""

    words: Text
    count: int


@dataclass(frozen=True, slots=True)
class VerifiedTable:
    """A table derived from the source: what implements an interface, is put into a map or given to a function."""

    number: int
    id: str
    file: str
    title: Text
    description: Text
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    origin: Origin
    totals: tuple[Total, ...] = ()

    @property
    def unknown(self) -> int:
        """How many cells are not known."""
        return sum(cell.evidence is None for row in self.rows for cell in row.cells)


VerifiedFigure = VerifiedDiagram | VerifiedExcerpt | VerifiedTable
