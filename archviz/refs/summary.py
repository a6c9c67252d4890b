"""What a person reads of a lock: a summary, with a line for each thing that may change from one version to another.

All else that was proved is packed beside it. The summary has the digest of that, and follows from it alone.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Any

import msgspec

from archviz.model.context import context_facts
from archviz.model.figure import TERMINALS, CardKind
from archviz.refs.facts import diagram_facts
from archviz.refs.lock import json_text, origin_facts, source_facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from archviz.model.figure import Edge, Row, VerifiedDiagram
    from archviz.model.symbols import Symbol
    from archviz.refs.facts import TableFacts
    from archviz.refs.lock import Lock

    Lists = Mapping[str, tuple[str, ...]]
    """Lines by what they are a list of."""

FORMAT = 3
"""The newest format of a lock's file (docs/decisions/locks.md): a summary. Those before have all facts in one file."""
MOST_SUMMARY = 20_000
"""Bytes of a summary, as far as it can be made shorter for that."""


def summary_text(lock: Lock, facts: bytes) -> str:
    """The summary of a lock whose facts are the text ``facts``: JSON, the same for the same lock.

    Where it would have more than MOST_SUMMARY bytes, tables are listed without their symbols; where it still would,
    the longest lists are cut, and say how many lines they leave out.
    """
    head, figures = _head(lock, facts), _figures(lock)
    text = _text(head, figures, {name: _lists(lock, name) for name in figures})
    if _fits(text):
        return text
    lists = {name: _lists(lock, name, symbols=False) for name in figures}
    longest = max((len(lines) for each in lists.values() for lines in each.values()), default=0)

    def cut(left_out: int) -> str:
        return _text(head, figures, {name: _cut(each, longest - left_out) for name, each in lists.items()})

    return cut(bisect_left(range(longest), x=True, key=lambda left_out: _fits(cut(left_out))))


def facts_digest(facts: bytes) -> str:
    """The digest by which a summary knows the text of all facts."""
    return f"sha256:{hashlib.sha256(facts).hexdigest()}"


def _fits(text: str) -> bool:
    return len(text.encode()) <= MOST_SUMMARY


def _cut(lists: Lists, most: int) -> Lists:
    return {
        name: lines if len(lines) <= most else (*lines[:most], f"and {len(lines) - most} more")
        for name, lines in lists.items()
    }


def _head(lock: Lock, facts: bytes) -> dict[str, Any]:
    made_of = source_facts(lock.origin)
    return (
        {"format": FORMAT}
        | origin_facts(lock.origin)
        | {"digest": lock.digest}
        | ({} if lock.context.usual else {"context": context_facts(lock.context)})
        | ({"sources": made_of} if made_of else {})
        | {"facts": facts_digest(facts)}
        | {"packages": len(lock.declared), "declarations": len(lock.shapes)}
        | {"relations": sum(map(len, lock.started.values()))}
    )


def _figures(lock: Lock) -> dict[str, dict[str, Any]]:
    """Each figure by its id: the digest of its claims, that of what it shows, and how much that is."""
    figures: dict[str, dict[str, Any]] = {}
    for name in sorted({*lock.claims, *lock.diagrams, *lock.tables}):
        entry: dict[str, Any] = {"claims": lock.claims[name]} if name in lock.claims else {}
        if name in lock.diagrams:
            diagram = lock.diagrams[name]
            rows = sum(len(card.rows) for card in diagram.cards)
            boxes = sum(card.kind not in TERMINALS for card in diagram.cards)
            edges = Counter(str(edge.role or edge.kind) for edge in diagram.edges)
            entry |= {"proved": _digits(diagram_facts(diagram)), "cards": boxes, "rows": rows}
            entry |= {"edges": dict(edges)} if edges else {}
        elif name in lock.tables:
            table = lock.tables[name]
            entry |= {"proved": _digits(msgspec.to_builtins(table)), "rows": len(table.rows)}
        figures[name] = entry
    return figures


def _digits(facts: Any) -> str:
    """16 hexadecimal digits, as of claims."""
    return hashlib.sha256(json_text(facts).encode()).hexdigest()[:16]


def _lists(lock: Lock, name: str, *, symbols: bool = True) -> Lists:
    """What a figure shows without a claim for each part: members of lists and chains, arrows, the rows of a table."""
    if name in lock.diagrams:
        return _of_diagram(lock.diagrams[name])
    return {"table": tuple(_rows(lock.tables[name], symbols=symbols))} if name in lock.tables else {}


def _of_diagram(diagram: VerifiedDiagram) -> Lists:
    lists: dict[str, tuple[str, ...]] = {}
    for card in diagram.cards:
        if card.kind in (CardKind.CHAIN, CardKind.IMPLEMENTERS):
            name = f"{card.kind} {card.symbol.short}"
            lists[name] = (*lists.get(name, ()), *map(_member, card.rows))
    edges = tuple(_arrow(edge) for edge in diagram.edges if not _claimed(edge))
    return lists | ({"arrows": edges} if edges else {})


def _claimed(edge: Edge) -> bool:
    """Whether somebody wrote about an edge: it stands in the figure's file. Of others that is not known here."""
    return edge.step is not None or edge.label is not None or bool(edge.asserted or edge.role)


def _arrow(edge: Edge) -> str:
    return " ".join(filter(None, (_named(edge.source_symbol), edge.mode, edge.kind, _named(edge.target_symbol))))


def _member(row: Row) -> str:
    return _named(row.symbol) + (f" if {row.branch}" if row.branch else "")


def _named(symbol: Symbol) -> str:
    """A symbol behind the last two parts of its package's path: many packages are called ``rest``."""
    return f"{'/'.join(symbol.package.split('/')[-2:])}.{symbol.short}"


def _rows(table: TableFacts, *, symbols: bool) -> Iterator[str]:
    for row in table.rows:
        cells = (_cell(cell) if symbols else "" if _cell(cell) != cell else cell for cell in row)
        yield " ".join(filter(None, cells))


def _cell(cell: str) -> str:
    """A cell; a symbol without its package."""
    _, slash, last = cell.rpartition("/")
    return (slash and last.partition(".")[2]) or cell


def _text(head: Mapping[str, Any], figures: Mapping[str, Mapping[str, Any]], lists: Mapping[str, Lists]) -> str:
    parts = [f" {json_text(key)}: {_listed(value, 1)}" for key, value in head.items()]
    rows = ",\n".join(f"  {json_text(name)}: {_entry(entry, lists[name])}" for name, entry in figures.items())
    parts.append(f' "figures": {{\n{rows}\n }}' if rows else ' "figures": {}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _entry(figure: Mapping[str, Any], lists: Lists) -> str:
    """A figure: its counts on one line, and each part of its lists on one of its own."""
    facts = ", ".join(f"{json_text(key)}: {json_text(value)}" for key, value in figure.items())
    shown = (f"{json_text(name)}: {_listed(list(lines), 3)}" for name, lines in lists.items())
    return "{" + ",\n   ".join(chain([facts] if facts else [], shown)) + "}"


def _listed(value: Any, indent: int) -> str:
    """JSON, with each part of a list on a line of its own."""
    if not isinstance(value, list) or not value:
        return json_text(value)
    before = " " * indent
    return "[\n" + ",\n".join(f"{before} {json_text(each)}" for each in value) + f"\n{before}]"
