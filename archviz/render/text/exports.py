"""A proved diagram as text for other tools: Graphviz, Mermaid, D2, and JSON for programs."""

from __future__ import annotations

import datetime
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import graphviz

from archviz.model.figure import TERMINALS, Change, EdgeRole
from archviz.model.safe import json_text
from archviz.render.layout.boxes import heading, held, kicker, label, typed
from archviz.render.layout.labels import called
from archviz.render.layout.metrics import clean
from archviz.words.constants import constant
from archviz.words.kinds import verb
from archviz.words.language import ENGLISH

if TYPE_CHECKING:
    from archviz.model.figure import Card, Edge, VerifiedDiagram
    from archviz.words.language import Language

_SIGNS = {Change.SAME: "", Change.ADDED: "+", Change.REMOVED: "\N{MINUS SIGN}", Change.CHANGED: "\N{NOT EQUAL TO}"}
"""What stands before the text of a part that differs between two versions."""

_NESTED = "\N{BOX DRAWINGS LIGHT UP AND RIGHT}"
"""What stands before function literals for each that they are in and that stands above."""

_PLAIN = re.compile(r"[^\w .,/:()-]")


def as_json(diagram: VerifiedDiagram) -> str:
    """The diagram's own data, field by field, as one JSON object in ASCII; a step is 3, or "3a" on a branch."""
    return json_text(asdict(diagram, dict_factory=_fields), spaces=2) + "\n"


def _fields(values: list[tuple[str, Any]]) -> Any:
    """An object's fields, sets as sorted lists; a text's languages are fields of one, a step is its number."""
    found = {name: _plain(value) for name, value in values}
    if found.keys() == {"number", "branch"}:
        return f"{found['number']}{found['branch']}" if found["branch"] else found["number"]
    return {"en": found["en"], "zh": ""} | dict(found["others"]) if found.keys() == {"en", "others"} else found


def _plain(value: Any) -> Any:
    """A value that JSON has: a set as a sorted list, a date as ISO 8601 writes it."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    return sorted(value) if isinstance(value, frozenset) else value


def dot(diagram: VerifiedDiagram, words: Language = ENGLISH, *, caption: str = "") -> str:
    """The diagram in DOT, one cluster a package, for Graphviz to lay out by itself; ``caption`` is a line below it.

    Ranks are those of the whole graph (``newrank``): ``dot`` gives up on some graphs where each cluster has its own.
    """
    graph = graphviz.Digraph(
        graphviz.escape(clean(diagram.id)),
        graph_attr={"rankdir": diagram.direction, "newrank": "true"}
        | ({"label": graphviz.escape(clean(caption))} if caption else {}),
        node_attr={"shape": "box", "fontname": "Courier"},
    )
    names = _names(diagram)
    for number, (package, cards) in enumerate(_packages(diagram).items()):
        with graph.subgraph(name=f"cluster_{number}") as cluster:
            cluster.attr(label=graphviz.escape(clean(package)))
            for card in cards:
                lines = "".join(graphviz.escape(line) + r"\l" for line in _lines(card, words))
                shape = {"shape": "ellipse"} if card.kind in TERMINALS else {}
                cluster.node(names[card.id], label=lines, **shape)
    for edge in diagram.edges:
        style = {"style": "dashed"} if edge.asserted else {}
        text = graphviz.escape(_words(diagram, edge, words))
        graph.edge(names[edge.source.card], names[edge.target.card], label=text, **style)
    return str(graph.source)


def mermaid(diagram: VerifiedDiagram, words: Language = ENGLISH, *, caption: str = "") -> str:
    """The diagram as a Mermaid flowchart; ``caption`` is in a box beside it.

    Signs that Mermaid could read as syntax are written as its entity codes.
    """
    names = _names(diagram)
    lines = [f"flowchart {diagram.direction}"]
    for number, (package, cards) in enumerate(_packages(diagram).items()):
        lines.append(f'  subgraph p{number}["{_entities(clean(package))}"]')
        for card in cards:
            body = "<br/>".join(_entities(line) for line in _lines(card, words))
            left, right = ("([", "])") if card.kind in TERMINALS else ("[", "]")
            lines.append(f'    {names[card.id]}{left}"{body}"{right}')
        lines.append("  end")
    for edge in diagram.edges:
        arrow = "-.->" if edge.asserted else "-->"
        text = _entities(_words(diagram, edge, words))
        lines.append(f'  {names[edge.source.card]} {arrow}|"{text}"| {names[edge.target.card]}')
    if caption:
        lines.append(f'  caption(["{_entities(clean(caption))}"])')
    return "\n".join(lines) + "\n"


def _entities(text: str) -> str:
    return _PLAIN.sub(lambda match: f"#{ord(match[0])};", text)


def d2(diagram: VerifiedDiagram, words: Language = ENGLISH) -> str:
    """The diagram in D2, packages as containers."""
    names = _names(diagram)
    lines = [f"direction: {'right' if diagram.direction == 'LR' else 'down'}"]
    paths = {}
    for number, (package, cards) in enumerate(_packages(diagram).items()):
        lines.append(f"p{number}: {_quoted(clean(package))} {{")
        for card in cards:
            paths[card.id] = f"p{number}.{names[card.id]}"
            shape = " { shape: oval }" if card.kind in TERMINALS else ""
            lines.append(f"  {names[card.id]}: {_quoted(*_lines(card, words))}{shape}")
        lines.append("}")
    for edge in diagram.edges:
        style = " { style.stroke-dash: 4 }" if edge.asserted else ""
        text = _quoted(_words(diagram, edge, words))
        lines.append(f"{paths[edge.source.card]} -> {paths[edge.target.card]}: {text}{style}")
    return "\n".join(lines) + "\n"


def _quoted(*lines: str) -> str:
    return '"' + r"\n".join(re.sub(r'([\\"$])', r"\\\1", line) for line in lines) + '"'


def _names(diagram: VerifiedDiagram) -> dict[str, str]:
    return {card.id: f"n{index}" for index, card in enumerate(diagram.cards)}


def _packages(diagram: VerifiedDiagram) -> dict[str, list[Card]]:
    packages: dict[str, list[Card]] = {}
    for card in diagram.cards:
        packages.setdefault(card.symbol.package, []).append(card)
    return packages


def _lines(card: Card, words: Language) -> list[str]:
    if card.kind in TERMINALS:
        return [_joined(_SIGNS[card.change], heading(card, words))]
    rows = [
        _joined(
            _SIGNS[row.change],
            _NESTED * row.depth,
            label(row),
            typed(card, row, words) or clean(row.branch),
            held(row, words),
        )
        for row in card.rows
    ]
    return [_joined(_SIGNS[card.change], kicker(card, words), heading(card, words)), *rows]


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _words(diagram: VerifiedDiagram, edge: Edge, words: Language) -> str:
    rows = {card.id: card.rows for card in diagram.cards}
    names = ["" if end.row is None else label(rows[end.card][end.row]) for end in (edge.source, edge.target)]
    ends = " → ".join(name or "·" for name in names) if any(names) else ""
    note = constant(edge.note, words) if edge.note is not None else ""
    own = _joined(
        called(edge), f"({clean(words.text(edge.label))})" if edge.label else "", f"[{clean(note)}]" if note else ""
    )
    step = f"{edge.step}." if edge.step else ""
    does = words.gettext("enters") if edge.role is EdgeRole.ENTRY else verb(edge.kind, words)
    return _joined(_SIGNS[edge.change], step, edge.says.value, does, ends, own)
