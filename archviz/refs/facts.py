"""Proved facts as JSON, written small: shapes, relations, diagrams. A symbol is text, a place ``[file, line, col]``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archviz.model.figure import Card, CardKind, Edge, End, Row, RowKind, Text, VerifiedDiagram
from archviz.model.graph import DeclarationKind, Shape
from archviz.model.relations import CallKind, Mode, Position, Relation, RelationKind
from archviz.model.symbols import Symbol

if TYPE_CHECKING:
    from archviz.model.figure import Origin

Facts = dict[str, Any]


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


def shape_of(symbol: Symbol, facts: Facts) -> Shape:
    """The shape that facts say."""
    sketch = facts.get("sketch", "")
    return Shape(
        symbol,
        DeclarationKind(facts["kind"]),
        Position(*facts["at"]),
        facts.get("type", ""),
        tuple((name, written) for name, written in facts.get("members", ())),
        facts.get("body", ""),
        tuple(int(sketch[i : i + 8], 16) for i in range(0, len(sketch), 8)),
    )


def relation_text(symbol: Symbol, relation: Relation) -> str:
    """A relation that starts in a symbol, or in a field of it: ``call/interface/go TARGET LINE:COL``.

    After that may stand ``through FIELD``, and ``of FIELD`` where it starts in a field, by the field's own name.
    """
    kind = "/".join(filter(None, (str(relation.kind), str(relation.call or ""), str(relation.mode))))
    through = f" through {relation.through}" if relation.through is not None else ""
    field = f" of {relation.source.member}" if relation.source != symbol else ""
    return f"{kind} {relation.target} {relation.position.line}:{relation.position.col}{through}{field}"


def relation_of(symbol: Symbol, file: str, text: str) -> Relation:
    """The relation that a text says; it stands in the file of its symbol. Raises ValueError."""
    kind, target, at, *rest = text.split(" ")
    name, *words = kind.split("/")
    line, col = map(int, at.split(":"))
    more = dict(zip(rest[::2], rest[1::2], strict=True))
    return Relation(
        RelationKind(name),
        symbol.of(more["of"]) if "of" in more else symbol,
        Symbol.parse(target),
        Position(file, line, col),
        call=next((call for call in CallKind if call.value in words), None),
        mode=next((mode for mode in Mode if mode.value in words), Mode.PLAIN),
        through=Symbol.parse(more["through"]) if "through" in more else None,
    )


def diagram_facts(diagram: VerifiedDiagram) -> Facts:
    """A diagram: what it shows and where that was proved."""
    return {
        "number": diagram.number,
        "file": diagram.file,
        "direction": diagram.direction,
        "title": _filled(en=diagram.title.en, zh=diagram.title.zh),
        "cards": [_card_facts(card) for card in diagram.cards],
        "edges": [_edge_facts(edge) for edge in diagram.edges],
    }


def diagram_of(name: str, facts: Facts, origin: Origin) -> VerifiedDiagram:
    """The diagram that facts say, as it was proved on an origin."""
    return VerifiedDiagram(
        facts["number"],
        name,
        facts["file"],
        Text(**facts["title"]),
        Text(""),
        tuple(map(_card_of, facts["cards"])),
        tuple(map(_edge_of, facts["edges"])),
        origin,
        facts["direction"],
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
    )


def _card_of(facts: Facts) -> Card:
    symbol = Symbol.parse(facts["symbol"])
    rows = tuple(map(_row_of, facts.get("rows", ())))
    place = Position(*facts["at"])
    return Card(
        facts["id"], CardKind(facts["kind"]), symbol, symbol.short, facts["package"], place, rows, *facts["hidden"]
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
    )


def _row_of(facts: Facts) -> Row:
    return Row(
        RowKind(facts["kind"]),
        facts["name"],
        Symbol.parse(facts["symbol"]),
        Position(*facts["at"]),
        facts.get("type", ""),
        facts.get("branch", ""),
        facts.get("on_path", False),
    )


def _edge_facts(edge: Edge) -> Facts:
    return _filled(
        id=edge.id,
        kind=str(edge.kind),
        ends=[[edge.source.card, edge.source.row], [edge.target.card, edge.target.row]],
        symbols=[str(edge.source_symbol), str(edge.target_symbol)],
        at=[_place(place) for place in edge.evidence],
        mode=str(edge.mode),
        step=edge.step,
        label=_filled(en=edge.label.en, zh=edge.label.zh) if edge.label is not None else None,
        asserted=edge.asserted,
    )


def _edge_of(facts: Facts) -> Edge:
    source, target = (End(*end) for end in facts["ends"])
    start, goal = map(Symbol.parse, facts["symbols"])
    return Edge(
        facts["id"],
        RelationKind(facts["kind"]),
        source,
        target,
        start,
        goal,
        tuple(Position(*place) for place in facts.get("at", ())),
        Mode(facts.get("mode", "")),
        facts.get("step"),
        Text(**facts["label"]) if "label" in facts else None,
        facts.get("asserted", ""),
    )


def _place(position: Position) -> list[Any]:
    return [position.file, position.line, position.col]


def _filled(**facts: Any) -> Facts:
    """Facts without those that say nothing."""
    return {name: fact for name, fact in facts.items() if fact not in ("", None, False, [], {})}
