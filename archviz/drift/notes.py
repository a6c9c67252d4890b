"""The architecture's release notes: what came, what went and what changed in the figures between two locks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archviz.model.figure import TERMINALS, CardKind, Change, EdgeRole
from archviz.model.relations import Position
from archviz.model.release_note import NoteKind, ReleaseNote
from archviz.refs import cell_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from archviz.model.figure import Card, Edge, Row, VerifiedDiagram
    from archviz.model.relations import RelationKind
    from archviz.model.symbols import Symbol
    from archviz.refs import TableFacts

    _Key = tuple[str, ...]
    _Pair = tuple[str, RelationKind | None, str, str]


def release_notes(
    diagrams: Iterable[VerifiedDiagram], old: Mapping[str, TableFacts], new: Mapping[str, TableFacts]
) -> tuple[ReleaseNote, ...]:
    """The notes on two versions, by kind, figure and owner.

    ``diagrams`` show both versions (``archviz.drift.compare``); ``old`` and ``new`` are the tables by figure id, of
    which those count that both have under the same columns.
    """
    found = [note for diagram in diagrams for note in _of_diagram(diagram)]
    for figure in sorted(old.keys() & new.keys()):
        if old[figure].columns == new[figure].columns:
            found += _of_table(figure, old[figure], new[figure])
    kinds = list(NoteKind)
    return tuple(sorted(dict.fromkeys(_paired(found)), key=lambda note: kinds.index(note.kind)))


def _of_diagram(diagram: VerifiedDiagram) -> Iterator[ReleaseNote]:
    for card in diagram.cards:
        if card.kind not in TERMINALS:  # their arrows say it
            yield from _of_card(diagram.id, card)
    yield from (_of_edge(diagram.id, edge) for edge in diagram.edges if edge.change)


def _of_card(figure: str, card: Card) -> Iterator[ReleaseNote]:
    was = str(card.before.symbol) if card.before is not None and card.before.symbol != card.symbol else ""
    whole = card.change in (Change.ADDED, Change.REMOVED)
    if whole or was:
        name = _in_package(card.symbol)
        yield ReleaseNote(
            NoteKind.DECLARATION, card.change, figure, name, symbol=card.symbol, place=_place(card.position), was=was
        )
    if whole:
        return
    derived = {CardKind.CHAIN: NoteKind.WRAPPER, CardKind.IMPLEMENTERS: NoteKind.IMPLEMENTER}
    kind = derived.get(card.kind, NoteKind.DECLARATION)
    went = [row.before for row in card.rows if row.change is Change.ADDED and row.before is not None]
    for index, row in enumerate(card.rows):
        if not row.change or any(row is one for one in went):
            continue
        moves = row.change is Change.ADDED and row.before is not None
        follows = kind is NoteKind.WRAPPER and row.change is not Change.REMOVED
        yield ReleaseNote(
            kind,
            Change.CHANGED if moves else row.change,
            figure,
            _in_package(row.symbol) if kind is NoteKind.IMPLEMENTER else row.name,
            card.symbol.short,
            row.symbol,
            _place(row.position),
            "" if moves else _was(row),
            _before(card.rows, index) if follows else "",
        )


def _was(row: Row) -> str:
    """What a row that changed was: the symbol where that is another one, else the type or condition."""
    if row.before is None:
        return ""
    if row.before.symbol != row.symbol:
        return str(row.before.symbol)
    if row.before.type != row.type:
        return row.before.type
    return f"if {row.before.branch}" if row.before.branch else ""


def _before(rows: Sequence[Row], index: int) -> str:
    """The name of the row of the newer version that stands before one, "" for the first."""
    return next((row.name for row in reversed(rows[:index]) if row.change is not Change.REMOVED), "")


def _of_edge(figure: str, edge: Edge) -> ReleaseNote:
    before = edge.before if edge.change is Change.CHANGED else None
    entered = edge.role is EdgeRole.ENTRY
    source, target = edge.source_symbol, edge.target_symbol
    if entered:
        source, target = target, source
    return ReleaseNote(
        NoteKind.ARROW,
        edge.change,
        figure,
        source.short,
        symbol=source,
        place=next((_place(place) for place in edge.evidence), None),
        was=f"{before.kind} {before.mode}".strip() if before is not None else "",
        target=target,
        relation=edge.kind,
        entered=entered,
    )


def _paired(notes: Sequence[ReleaseNote]) -> Iterator[ReleaseNote]:
    """The notes, where the only arrow or card of some names that went is one with the only one that came."""
    same: dict[_Pair, list[ReleaseNote]] = {}
    for note in notes:
        if note.symbol is not None and not note.owner and not note.was:
            target = note.target.short if note.target is not None else ""
            same.setdefault((note.figure, note.relation, note.symbol.short, target), []).append(note)
    pairs = {id(came): went for group in same.values() for went, came in _pairs(group)}
    gone = {id(went) for went in pairs.values()}
    for note in notes:
        if id(note) in pairs:
            yield replace(note, change=Change.CHANGED, was=_other(pairs[id(note)], note))
        elif id(note) not in gone:
            yield note


def _pairs(group: Sequence[ReleaseNote]) -> Iterator[tuple[ReleaseNote, ReleaseNote]]:
    went, came = ([note for note in group if note.change is change] for change in (Change.REMOVED, Change.ADDED))
    if len(went) == len(came) == 1:
        yield went[0], came[0]


def _other(old: ReleaseNote, new: ReleaseNote) -> str:
    """The symbol of an arrow or a card that was another one."""
    return str(old.symbol if old.symbol != new.symbol or old.target is None else old.target)


def _of_table(figure: str, old: TableFacts, new: TableFacts) -> Iterator[ReleaseNote]:
    """What became of the rows. Two are the same where their keys are, the fewest first cells that tell all apart."""
    size = _key_size(old.rows, new.rows, len(new.columns))
    before, after = _keyed(old, size), _keyed(new, size)
    for key in sorted(before.keys() | after.keys()):
        (was, there), (now, here) = before.get(key, (None, None)), after.get(key, (None, None))
        if was == now:
            continue
        change = Change.REMOVED if now is None else Change.ADDED if was is None else Change.CHANGED
        said = _differing(was, now, new.columns) if was is not None and now is not None else ""
        place = there if now is None else here
        yield ReleaseNote(NoteKind.ROW, change, figure, _shown(key), place=place, was=said)


def _key_size(old: Sequence[_Key], new: Sequence[_Key], columns: int) -> int:
    """How many first cells tell the rows of a table apart, in both versions; all of them where none do."""
    alone = (n for n in range(1, columns) if all(len({row[:n] for row in rows}) == len(rows) for rows in (old, new)))
    return next(alone, columns)


def _keyed(table: TableFacts, size: int) -> dict[_Key, tuple[_Key, Position | None]]:
    """The rows by their keys, each with its place where the lock has that."""
    places = [Position(*at) for at in table.at]
    known = len(places) == len(table.rows)
    return {row[:size]: (row, _place(places[n]) if known else None) for n, row in enumerate(table.rows)}


def _differing(was: _Key, now: _Key, columns: Sequence[str]) -> str:
    """The cells of a row that were others, with what stands above them."""
    pairs = zip(columns, was, now, strict=False)
    return ", ".join(f"{column}: {cell_words(old) or '—'}" for column, old, new in pairs if old != new)


def _place(position: Position) -> Position | None:
    """A place in the source; None for what the standard library declares."""
    return position if position.inside else None


def _in_package(symbol: Symbol) -> str:
    """A symbol behind the last two parts of its package's path: many packages are called ``rest``."""
    return f"{'/'.join(symbol.package.split('/')[-2:])}.{symbol.short}"


def _shown(key: _Key) -> str:
    return " ".join(cell_words(cell) for cell in key if cell)
