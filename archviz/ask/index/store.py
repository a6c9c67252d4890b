"""The file that holds the index: packages' contents by what they were made of, and which of them each source has.

SQLite's write-ahead log (https://sqlite.org/wal.html) keeps the file whole at any moment: a process that is killed
leaves what was there before. One process writes at a time, and another that wants to meanwhile does without. A file
that is broken, foreign or of another format is removed and made again.
"""

from __future__ import annotations

import json
import sqlite3
import struct
import sys
import time
import zlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from archviz.ask.index.units import PackedUnit

FORMAT = 2 if sys.byteorder == "little" else -2
"""The format of the file, in which numbers are as the machine has them; one of another format is made again."""
_APPLICATION = 0x61727677
"""What the file says that it is (``PRAGMA application_id``)."""
MOST_BYTES = 500_000_000
"""How large the file may be before the sources that were asked for the longest ago are left out of it."""
_NOTED = 3600.0
"""How many seconds after it was noted that a source was asked for it is noted again."""
_PATIENCE = 2.0
"""How many seconds a process waits for another one that writes, before it does without."""
DAMAGED = (sqlite3.Error, zlib.error, struct.error, ValueError, LookupError, TypeError, AttributeError)
"""What reading a damaged file, and what was written into it, may raise."""
_PAGE = 2048
"""Bytes of a page of the file: a unit's block ends somewhere in one, and the rest of that is lost."""
_SCHEMA = """
CREATE TABLE unit (
    id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, facts BLOB NOT NULL, rest BLOB NOT NULL
);
CREATE TABLE words (unit INTEGER PRIMARY KEY, numbers BLOB NOT NULL);
CREATE TABLE posted (
    number INTEGER NOT NULL, unit INTEGER NOT NULL, places BLOB NOT NULL, PRIMARY KEY (number, unit)
) WITHOUT ROWID;
CREATE TABLE snapshot (
    source TEXT PRIMARY KEY, engine TEXT NOT NULL, seen TEXT NOT NULL, units BLOB NOT NULL, importing BLOB NOT NULL,
    state BLOB NOT NULL, used REAL NOT NULL
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is known of a source.

    ``engine`` worked it out, ``seen`` is how the source was seen then, "" where that does not show every change.
    ``packages`` are all import paths of the source, sorted, ``own`` those that are searched where nothing else is said.
    ``whole`` has the numbers of the units of packages with all their contents, ``declared`` those of others of which
    the declarations alone are there. ``open_ended`` says that other sources may give packages that nobody imports.
    ``importing`` and ``state`` are packed by ``pack_state``: the paths that each package imports, and what is needed to
    bring the snapshot up to date.
    """

    engine: str
    seen: str
    packages: tuple[str, ...]
    own: tuple[str, ...]
    whole: dict[str, int]
    declared: dict[str, int]
    open_ended: bool
    importing: bytes
    state: bytes

    def imports(self) -> dict[str, list[str]]:
        """The paths that each package of the source imports."""
        names, rows = unpack_state(self.importing)
        return {names[row[0]]: [names[at] for at in row[1:]] for row in rows}


def pack_imports(imports: Mapping[str, Iterable[str]]) -> bytes:
    """The paths that packages import, as ``Snapshot.importing`` has them."""
    numbers: dict[str, int] = {}
    rows = [[numbers.setdefault(one, len(numbers)) for one in (path, *them)] for path, them in imports.items()]
    return pack_state([list(numbers), rows])


class Store:
    """An open index. Whatever goes wrong with the file raises ``sqlite3.Error``, which ``broken`` looks into.

    ``spoilt`` is set by whoever finds that something in it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        """Opens the file, and makes it where there is none or another one. Raises OSError and sqlite3.Error."""
        self.path = path
        self.spoilt = False
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._open()
        except sqlite3.Error as error:
            if not broken(error):
                raise
            self._unlink()
            self._open()

    def _open(self) -> None:
        self._connection = sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None)
        try:
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute(f"PRAGMA mmap_size = {MOST_BYTES}")
            self._check()
        except BaseException:
            self._connection.close()
            raise

    def _check(self) -> None:
        if self._says() == (_APPLICATION, FORMAT):
            return
        if self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] or any(self._says()):
            raise sqlite3.DatabaseError("not an index of this format")
        self._connection.execute(f"PRAGMA page_size = {_PAGE}")
        self._connection.execute("PRAGMA journal_mode = WAL")
        with self.writing():
            if self._says() != (_APPLICATION, FORMAT):  # another process may have been faster
                for statement in filter(str.strip, _SCHEMA.split(";")):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                self._connection.execute(f"PRAGMA user_version = {FORMAT}")

    def _says(self) -> tuple[int, int]:
        ask = self._connection.execute
        return ask("PRAGMA application_id").fetchone()[0], ask("PRAGMA user_version").fetchone()[0]

    def close(self) -> None:
        """Closes the file, and removes one that is spoilt, so that it is made again."""
        with suppress(sqlite3.Error):
            self._connection.close()
        if self.spoilt:
            self._unlink()

    def remove(self) -> None:
        """Closes the file and removes it; whoever has it open reads on from what was there."""
        self.spoilt = True
        self.close()

    def _unlink(self) -> None:
        for ending in ("", "-wal", "-shm"):
            with suppress(OSError):
                self.path.with_name(self.path.name + ending).unlink()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """For as long as the block lasts, nobody else writes; what it wrote counts once it has ended well."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            raise

    def snapshot(self, source: str) -> Snapshot | None:
        """What is known of a source, or None. Raises ValueError and the like where it is damaged."""
        ask = self._connection.execute
        row = ask(
            "SELECT engine, seen, units, importing, state, used FROM snapshot WHERE source = ?", (source,)
        ).fetchone()
        if row is None:
            return None
        engine, seen, units, importing, state, used = row
        if time.time() - used > _NOTED:
            with suppress(sqlite3.Error):
                ask("UPDATE snapshot SET used = ? WHERE source = ?", (time.time(), source))
        known = unpack_state(units)
        rest = tuple(known["packages"]), tuple(known["own"]), known["whole"], known["declared"], known["open_ended"]
        return Snapshot(engine, seen, *rest, importing, state)

    def seen(self, source: str) -> str:
        """How a source was seen, "" for one that is not known."""
        row = self._connection.execute("SELECT seen FROM snapshot WHERE source = ?", (source,)).fetchone()
        return "" if row is None else str(row[0])

    def put_snapshot(self, source: str, snapshot: Snapshot) -> None:
        """Replaces what is known of a source."""
        names = ("packages", "own", "whole", "declared", "open_ended")
        units = pack_state({name: getattr(snapshot, name) for name in names})
        row = source, snapshot.engine, snapshot.seen, units, snapshot.importing, snapshot.state, time.time()
        self._connection.execute("INSERT OR REPLACE INTO snapshot VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def sources(self) -> dict[str, int]:
        """The sources that are known, each with how many packages of it are there."""
        rows = self._connection.execute("SELECT source, units FROM snapshot ORDER BY source")
        return {source: len(unpack_state(units)["whole"]) for source, units in rows}

    def units(self, keys: Iterable[bytes]) -> dict[bytes, int]:
        """The numbers of the units that are there, by key."""
        ask = self._connection.execute
        rows = ((key, ask("SELECT id FROM unit WHERE key = ?", (key,)).fetchone()) for key in keys)
        return {key: row[0] for key, row in rows if row is not None}

    def put_unit(self, key: bytes, unit: PackedUnit) -> int:
        """Adds a unit, where it is not there, and gives its number."""
        ask = self._connection.execute
        found = ask("SELECT id FROM unit WHERE key = ?", (key,)).fetchone()
        if found is not None:
            return int(found[0])
        row = key, unit.facts, unit.rest
        added = ask("INSERT INTO unit (key, facts, rest) VALUES (?, ?, ?)", row).lastrowid
        ask("INSERT OR REPLACE INTO words VALUES (?, ?)", (added, unit.words))
        rows = ((number, added, places) for number, places in unit.posted)
        self._connection.executemany("INSERT OR IGNORE INTO posted VALUES (?, ?, ?)", rows)
        return int(added or 0)

    def facts(self, unit: int) -> bytes:
        """The block of a unit's facts. Raises KeyError where there is none."""
        return self._bytes_of("SELECT facts FROM unit WHERE id = ?", unit)

    def rest(self, unit: int) -> bytes:
        """The compressed block of the rest of a unit's contents. Raises KeyError where there is none."""
        return self._bytes_of("SELECT rest FROM unit WHERE id = ?", unit)

    def _bytes_of(self, question: str, unit: int) -> bytes:
        row = self._connection.execute(question, (unit,)).fetchone()
        if row is None:
            raise KeyError(unit)
        return bytes(row[0])

    def words(self) -> Iterator[tuple[int, bytes]]:
        """The number of every unit with the numbers of the identifiers in it."""
        yield from self._connection.execute("SELECT unit, numbers FROM words")

    def posted(self, number: int) -> list[tuple[int, bytes]]:
        """The units that are listed under a number, each with the places in it."""
        return self._connection.execute("SELECT unit, places FROM posted WHERE number = ?", (number,)).fetchall()

    def tidy(self, most: int = MOST_BYTES) -> None:
        """Leaves out the sources that were asked for the longest ago while the file is too large, but the last one."""
        ask = self._connection.execute
        while self._size() > most and ask("SELECT count(*) FROM snapshot").fetchone()[0] > 1:
            ask("DELETE FROM snapshot WHERE source = (SELECT source FROM snapshot ORDER BY used LIMIT 1)")
            self._sweep()

    def compact(self) -> None:
        """Writes the file anew without gaps, which it has a third of where much was added; not while it is in use."""
        with suppress(sqlite3.OperationalError):
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _sweep(self) -> None:
        """Removes the units that no source has."""
        ask = self._connection.execute
        known = [unpack_state(units) for (units,) in ask("SELECT units FROM snapshot")]
        needed = {unit for one in known for units in (one["whole"], one["declared"]) for unit in units.values()}
        every = {row[0] for row in ask("SELECT id FROM unit")}
        ask("CREATE TEMP TABLE IF NOT EXISTS orphan (id INTEGER PRIMARY KEY)")
        ask("DELETE FROM orphan")
        self._connection.executemany("INSERT INTO orphan VALUES (?)", ((one,) for one in every - needed))
        ask("DELETE FROM unit WHERE id IN (SELECT id FROM orphan)")
        ask("DELETE FROM words WHERE unit IN (SELECT id FROM orphan)")
        ask("DELETE FROM posted WHERE unit IN (SELECT id FROM orphan)")

    def _size(self) -> int:
        ask = self._connection.execute
        pages = ask("PRAGMA page_count").fetchone()[0] - ask("PRAGMA freelist_count").fetchone()[0]
        return int(pages * ask("PRAGMA page_size").fetchone()[0])


def broken(error: sqlite3.Error) -> bool:
    """Whether an error says that the file is damaged or another one, not that it is in use or cannot be written."""
    return not isinstance(error, sqlite3.OperationalError | sqlite3.ProgrammingError) or "no such" in str(error)


def pack_state(value: Any) -> bytes:
    """A value of JSON in little room."""
    return zlib.compress(json.dumps(value, separators=(",", ":")).encode(), 6)


def unpack_state(packed: bytes) -> Any:
    """What ``pack_state`` packed. Raises ValueError and zlib.error for other bytes."""
    return json.loads(zlib.decompress(packed))
