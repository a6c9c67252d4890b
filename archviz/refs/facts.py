"""Proved facts as JSON, written small: shapes, relations, diagrams. A symbol is text, a place ``[file, line, col]``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import Meta

from archviz.model.figure import (
    TERMINALS,
    Card,
    CardKind,
    ConstantMeaning,
    ConstantNote,
    Edge,
    EdgeRole,
    End,
    FieldShape,
    Row,
    RowKind,
    StepNumber,
    Text,
    Undrawn,
    VerifiedDiagram,
)
from archviz.model.graph import DeclarationKind, Shape, sketch_bound
from archviz.model.names import MOST_SLUG, SLUG
from archviz.model.relations import CallKind, Certain, Evidence, Mode, Position, Relation, RelationKind
from archviz.model.steps import MOST_LETTERS
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from archviz.model.figure import Origin, VerifiedTable

Facts = dict[str, Any]

Count = Annotated[int, Meta(ge=0, le=1_000_000_000)]
Place = tuple[str, Count, Count]
StepText = (
    Annotated[int, Meta(ge=1, le=9999)]
    | Annotated[str, Meta(pattern=rf"^[1-9][0-9]{{0,3}}[a-z]{{1,{MOST_LETTERS}}}$(?!\n)")]
)
"""The number of a step, with the letters of its branches as text."""
_Id = Annotated[str, Meta(pattern=r"^[\w.-]+$(?!\n)", max_length=1000)]
_RELATION = re.compile(r"([a-z/]+) (\S+) ([0-9]{1,9}):([0-9]{1,9})(?: through (\S+))?(?: of (\S+))?(?: in (.+))?")


class _Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Facts as they are read: those that are left out say nothing."""


class ShapeFacts(_Facts, frozen=True):
    """A shape; ``sketch`` are its parts of eight hexadecimal digits."""

    kind: DeclarationKind
    at: Place
    type: str = ""
    members: tuple[tuple[str, str], ...] = ()
    body: str = ""
    sketch: Annotated[str, Meta(pattern=r"^([0-9a-f]{8})*$(?!\n)")] = ""


class _Words(_Facts, frozen=True):
    en: str = ""
    zh: str = ""


class _Note(_Facts, frozen=True):
    meaning: ConstantMeaning
    value: str
    at: Place
    text: str = ""
    duration: bool = False


class _Row(_Facts, frozen=True):
    kind: RowKind
    name: str
    symbol: str
    at: Place
    type: str = ""
    branch: str = ""
    on_path: bool = False
    branches: tuple[Count, ...] = ()
    shape: FieldShape = FieldShape.NONE
    capacity: Count = 0
    goroutine: bool = False
    depth: Count = 0


class _Card(_Facts, frozen=True):
    id: _Id
    kind: CardKind
    symbol: str
    at: Place
    hidden: tuple[Count, Count]
    package: str = ""
    rows: tuple[_Row, ...] = ()
    file: str = ""
    title: str = ""
    """Of an entry or an exit what it is by name; of any other card that is its symbol."""
    label: _Words | None = None
    note: _Note | None = None
    goroutine: bool = False


class _Edge(_Facts, frozen=True):
    id: _Id
    kind: RelationKind
    ends: tuple[tuple[str, Count | None], tuple[str, Count | None]]
    symbols: tuple[str, str]
    at: tuple[Place, ...] = ()
    mode: Mode = Mode.PLAIN
    step: StepText | None = None
    label: _Words | None = None
    why: _Words | None = None
    note: _Note | None = None
    methods: tuple[str, ...] = ()
    asserted: str = ""
    open: bool = False
    role: EdgeRole = EdgeRole.INNER
    in_goroutine: bool = False


class _Undrawn(_Facts, frozen=True):
    hidden: Count = 0
    guesses: Count = 0


class DiagramFacts(_Facts, frozen=True):
    """A diagram; an edge ends at a card by its id, and at a row of it by its index or at none.

    ``undrawn`` counts the relations that are not drawn: those of hidden members, and guesses.
    """

    number: Annotated[int, Meta(ge=0, le=1_000_000)]
    file: Annotated[str, Meta(pattern=SLUG, max_length=MOST_SLUG)]
    direction: Literal["LR", "TB"]
    title: _Words
    cards: Annotated[tuple[_Card, ...], Meta(max_length=1000)] = ()
    undrawn: _Undrawn = _Undrawn()
    edges: Annotated[tuple[_Edge, ...], Meta(max_length=10_000)] = ()


class TableFacts(_Facts, frozen=True):
    """A table: what stands above its columns, each row by what its cells show, and for each row where it is proved."""

    columns: Annotated[tuple[str, ...], Meta(max_length=100)]
    rows: Annotated[tuple[tuple[str, ...], ...], Meta(max_length=1_000_000)] = ()
    at: Annotated[tuple[Place, ...], Meta(max_length=1_000_000)] = ()
    """Empty in a lock that was written before places were recorded."""


def cell_words(cell: str) -> str:
    """A cell as people know it: a symbol by its package's name, its own and its member's, other text as it is."""
    last = cell.rpartition("/")[2]
    return last if "." in last else cell


def table_facts(table: VerifiedTable) -> TableFacts:
    """A table by its rows: a cell that names a symbol is that in full, one that is not known is empty."""
    rows = (tuple(str(cell.symbol or cell.text) for cell in row.cells) for row in table.rows)
    return TableFacts(
        columns=tuple(column.title.en for column in table.columns),
        rows=tuple(rows),
        at=tuple((row.evidence.file, row.evidence.line, row.evidence.col) for row in table.rows),
    )


def shape_facts(shape: Shape) -> Facts:
    """A shape without its symbol, which is its key."""
    return _filled(
        kind=str(shape.kind),
        at=_place(shape.position),
        type=shape.type,
        members=[list(member) for member in shape.members],
        body=shape.body,
        sketch="".join(f"{part:08x}" for part in shape.sketch),
    )


def shape_of(symbol: Symbol, facts: ShapeFacts, least: int) -> Shape:
    """The shape that facts say; ``least`` is the bound below which a sketch has every hash."""
    sketch = tuple(int(facts.sketch[i : i + 8], 16) for i in range(0, len(facts.sketch), 8))
    below = sketch_bound(sketch, least)
    return Shape(symbol, facts.kind, Position(*facts.at), facts.type, facts.members, facts.body, sketch, below)


def relation_text(symbol: Symbol, file: str, relation: Relation) -> str:
    """A relation that starts in a symbol, or in a field of it: ``call/interface/go TARGET LINE:COL``.

    After that may stand ``through FIELD``, ``of FIELD`` where it starts in a field, by the field's own name, and
    ``in FILE`` where that is not the file of the symbol: ``init`` may be declared in several.
    """
    kind = "/".join(filter(None, (str(relation.kind), str(relation.call or ""), str(relation.mode))))
    through = f" through {relation.through}" if relation.through is not None else ""
    where = f" in {relation.position.file}" if relation.position.file != file else ""
    field = f" of {relation.source.member}" if relation.source != symbol else ""
    return f"{kind} {relation.target} {relation.position.line}:{relation.position.col}{through}{field}{where}"


def relation_of(symbol: Symbol, file: str, text: str) -> Certain:
    """The relation that a text says: a certain one, as no others are recorded.

    It stands in the file of its symbol where it names none. Raises ValueError.
    """
    found = _RELATION.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no relation")
    kind, target, line, col, through, field, where = found.groups()
    name, *words = kind.split("/")
    relation = Relation(
        RelationKind(name),
        symbol.of(field) if field else symbol,
        Symbol.parse(target),
        Position(where or file, int(line), int(col)),
        call=next((call for call in CallKind if call.value in words), None),
        mode=next((mode for mode in Mode if mode.value in words), Mode.PLAIN),
        through=Symbol.parse(through) if through else None,
    )
    return Certain(relation)


def diagram_facts(diagram: VerifiedDiagram) -> Facts:
    """A diagram: what it shows and where that was proved."""
    undrawn = _filled(hidden=diagram.undrawn.hidden, guesses=diagram.undrawn.guesses)
    return _filled(undrawn=undrawn) | {
        "number": diagram.number,
        "file": diagram.file,
        "direction": diagram.direction,
        "title": _filled(en=diagram.title.en, zh=diagram.title.zh),
        "cards": [_card_facts(card) for card in diagram.cards],
        "edges": [_edge_facts(edge) for edge in diagram.edges],
    }


def diagram_of(name: str, facts: DiagramFacts, origin: Origin) -> VerifiedDiagram:
    """The diagram that facts say, as it was proved on an origin.

    Raises ValueError where two cards or edges have one id, an edge ends at no card or row, or a symbol is none.
    """
    cards = tuple(map(_card_of, facts.cards))
    edges = tuple(map(_edge_of, facts.edges))
    rows = {card.id: len(card.rows) for card in cards}
    if len(rows) < len(cards) or len({edge.id for edge in edges}) < len(edges):
        raise ValueError(f"{name} has two cards or two edges of one id")
    for edge in edges:
        for end in (edge.source, edge.target):
            if end.card not in rows or (end.row is not None and end.row >= rows[end.card]):
                raise ValueError(f"{name} has an edge {edge.id} that ends at no card or row of it")
    title = Text(facts.title.en, facts.title.zh)
    undrawn = Undrawn(facts.undrawn.hidden, facts.undrawn.guesses)
    return VerifiedDiagram(
        facts.number, name, facts.file, title, Text(""), cards, edges, origin, facts.direction, undrawn=undrawn
    )


def _card_facts(card: Card) -> Facts:
    return _filled(
        id=card.id,
        kind=str(card.kind),
        symbol=str(card.symbol),
        package=card.package,
        at=_place(card.position),
        rows=[_row_facts(row) for row in card.rows],
        hidden=[card.hidden_fields, card.hidden_methods],
        file=card.file,
        title=card.title if card.kind in TERMINALS else "",
        label=_words_facts(card.label),
        note=_note_facts(card.note) if card.note is not None else None,
        goroutine=card.goroutine,
    )


def _card_of(facts: _Card) -> Card:
    symbol = Symbol.parse(facts.symbol)
    rows = tuple(map(_row_of, facts.rows))
    place = Position(*facts.at)
    return Card(
        facts.id,
        facts.kind,
        symbol,
        facts.title or symbol.short,
        facts.package,
        place,
        rows,
        *facts.hidden,
        facts.file,
        label=_text_of(facts.label),
        note=_note_of(facts.note) if facts.note is not None else None,
        goroutine=facts.goroutine,
    )


def _row_facts(row: Row) -> Facts:
    return _filled(
        kind=str(row.kind),
        name=row.name,
        symbol=str(row.symbol),
        at=_place(row.position),
        type=row.type,
        branch=row.branch,
        on_path=row.on_path,
        branches=list(row.branches),
        shape=str(row.shape),
        capacity=row.capacity,
        goroutine=row.goroutine,
        depth=row.depth,
    )


def _row_of(facts: _Row) -> Row:
    symbol = Symbol.parse(facts.symbol)
    at = Position(*facts.at)
    return Row(
        facts.kind,
        facts.name,
        symbol,
        at,
        facts.type,
        facts.branch,
        facts.on_path,
        branches=facts.branches,
        shape=facts.shape,
        capacity=facts.capacity,
        goroutine=facts.goroutine,
        depth=facts.depth,
    )


def _edge_facts(edge: Edge) -> Facts:
    return _filled(
        id=edge.id,
        kind=str(edge.kind),
        ends=[[edge.source.card, edge.source.row], [edge.target.card, edge.target.row]],
        symbols=[str(edge.source_symbol), str(edge.target_symbol)],
        at=[_place(place) for place in edge.evidence],
        mode=str(edge.mode),
        step=(str(edge.step) if edge.step.branch else edge.step.number) if edge.step is not None else None,
        label=_words_facts(edge.label),
        why=_words_facts(edge.why),
        note=_note_facts(edge.note) if edge.note is not None else None,
        methods=list(edge.methods),
        asserted=edge.asserted,
        open=edge.order_open,
        role=str(edge.role),
        in_goroutine=edge.in_goroutine,
    )


def _edge_of(facts: _Edge) -> Edge:
    source, target = (End(*end) for end in facts.ends)
    start, goal = map(Symbol.parse, facts.symbols)
    # What a lock holds was proved when it was written.
    return Edge(
        facts.id,
        facts.kind,
        source,
        target,
        start,
        goal,
        tuple(Evidence(Position(*place)) for place in facts.at),
        facts.mode,
        StepNumber.parse(str(facts.step)) if facts.step is not None else None,
        _text_of(facts.label),
        facts.asserted,
        facts.open,
        why=_text_of(facts.why),
        note=_note_of(facts.note) if facts.note is not None else None,
        methods=facts.methods,
        role=facts.role,
        in_goroutine=facts.in_goroutine,
    )


def _words_facts(text: Text | None) -> Facts | None:
    return _filled(en=text.en, zh=text.zh) if text is not None else None


def _text_of(facts: _Words | None) -> Text | None:
    return Text(facts.en, facts.zh) if facts is not None else None


def _note_facts(note: ConstantNote) -> Facts:
    at = _place(note.position)
    return _filled(meaning=str(note.meaning), value=note.value, at=at, text=note.text, duration=note.duration)


def _note_of(facts: _Note) -> ConstantNote:
    return ConstantNote(facts.meaning, facts.value, facts.text, Evidence(Position(*facts.at)), facts.duration)


def _place(position: Position) -> list[Any]:
    return [position.file, position.line, position.col]


def _filled(**facts: Any) -> Facts:
    """Facts without those that say nothing."""
    return {name: fact for name, fact in facts.items() if fact not in ("", None, False, [], {})}
