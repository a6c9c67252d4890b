"""The relations of a package, made from numbers: most of what a question reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.ask.index.columns import FORMS, Table
from archviz.model.relations import CallKind, Mode, Position, Relation, RelationKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from archviz.ask.index.blocks import ColumnBlock
    from archviz.ask.index.columns import BlockWriter, Tables
    from archviz.model.relations import Stored
    from archviz.model.symbols import Symbol

_RARE = ("arguments", "stored")
"""What few relations have; it is in the block of what is rarely asked for."""
_OFTEN = tuple(name for name in FORMS[Relation] if name not in _RARE)
_KINDS = (None, *RelationKind)
_CALLS = (None, *CallKind)
_MODES = (Mode.PLAIN, *Mode)
_RARELY = "rare parts"


def write_relations(relations: Sequence[Relation], often: BlockWriter, rarely: BlockWriter) -> None:
    """Writes relations into the blocks of what is asked for often, and rarely."""
    often.records(Relation, relations, _OFTEN)
    rows = [row for row, one in enumerate(relations, 1) if one.arguments or one.stored is not None]
    numbers = dict(zip(rows, range(1, len(rows) + 1), strict=True))
    often.numbers(_RARELY, len(relations), [[numbers.get(row, 0) for row in range(1, len(relations) + 1)]])
    rarely.records(Relation, [relations[row - 1] for row in rows], _RARE)


class Relations:
    """The relations of a package by their numbers from 0 on, in source order.

    ``source``, ``target``, ``receiver`` and ``field`` have the numbers of symbols, ``kinds`` those of kinds, from 1 on;
    0 is none.
    """

    def __init__(self, tables: Tables, block: ColumnBlock, rest: Callable[[], ColumnBlock]) -> None:
        table = Table(block, Relation.__name__)
        self._tables = tables
        self._rest = rest
        self._rare: list[tuple[tuple[Symbol, ...], Stored | None]] | None = None
        self._count: int = table.count
        columns = (table.numbers(number) for number in range(13))
        self.kinds, self.source, self.target, self._file, self._line, self._col, self.calls, *others = columns
        self._mode, self._certain, self._pointer, self._through, self.receiver, self.field = others
        self._literal = table.numbers(13)
        self._rarely = Table(block, _RARELY).numbers(0)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> Relation:
        symbol, tables = self._tables.symbol, self._tables
        target, through, receiver, field = (
            self.target[number],
            self._through[number],
            self.receiver[number],
            self.field[number],
        )
        literal, rare = self._literal[number], self._rarely[number]
        arguments, stored = self._more(rare) if rare else ((), None)
        return Relation(
            _KINDS[self.kinds[number]],
            symbol(self.source[number]),
            symbol(target) if target else None,
            Position(tables.files[self._file[number]], self._line[number], self._col[number]),
            _CALLS[self.calls[number]],
            _MODES[self._mode[number]],
            self._certain[number] == 1,
            self._pointer[number] == 1,
            symbol(through) if through else None,
            symbol(receiver) if receiver else None,
            symbol(field) if field else None,
            arguments,
            stored,
            tables.literal(literal) if literal else None,
        )

    def _more(self, rare: int) -> tuple[tuple[Symbol, ...], Stored | None]:
        if self._rare is None:
            table = Table(self._rest(), Relation.__name__)
            rows = zip(table.texts(0), table.numbers(0), strict=True)
            decode = self._tables
            self._rare = [
                (tuple(map(decode.symbol, arguments)), decode.stored(stored) if stored else None)
                for arguments, stored in rows
            ]
        return self._rare[rare - 1]
