"""Two versions of the figures side by side, from sources or from locks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from archviz.drift.check import Drifting
from archviz.drift.compare import compare, summary
from archviz.drift.module_path import ModuleMove, lock_move, moved_lock
from archviz.drift.notes import release_notes
from archviz.model.drift import ChangeKind
from archviz.model.figure import Change, VerifiedDiagram
from archviz.refs import lock_names, lock_path, read_lock
from archviz.words.language import ENGLISH
from archviz.workspace.past import up_to_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from archviz.model.drift import Followed, Version
    from archviz.model.figure import Card, Edge, Row
    from archviz.model.release_note import ReleaseNote
    from archviz.model.symbols import Symbol
    from archviz.refs import Lock
    from archviz.words.language import Language
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


@dataclass(frozen=True, slots=True)
class Compared:
    """One diagram at two versions: the picture of both, and each change in a line. No lines: nothing changed."""

    diagram: VerifiedDiagram
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed between two versions: in each diagram that both have, and in the declarations that figures show.

    ``missing`` names the diagrams that only one side has. ``move`` says that the module has another path.
    ``notes`` are the architecture's release notes.
    """

    old: Lock
    new: Lock
    diagrams: tuple[Compared, ...]
    declarations: tuple[Followed, ...]
    missing: tuple[str, ...]
    move: ModuleMove | None = None
    notes: tuple[ReleaseNote, ...] = ()

    @property
    def failing(self) -> tuple[tuple[str, str, str], ...]:
        """What is not proved and so not compared: a figure's id, the side, ``old`` or ``new``, and why."""
        sides = (("old", self.old), ("new", self.new))
        names = sorted({*self.old.failing, *self.new.failing})
        return tuple((name, side, why) for name in names for side, lock in sides for why in lock.failing.get(name, ()))


@dataclass(frozen=True, slots=True)
class ComparedVersion:
    """One version of a comparison: what was proved of it, and as much of the code as is at hand."""

    lock: Lock
    version: Version


def locked(project: Project, settings: Settings, text: str) -> ComparedVersion:
    """What was proved at a version: the lock of that name, else the source of that name or path, proved now.

    A figure that a lock was made from other claims of is not in it. Raises SourceError, FigureError and ProjectError.
    """
    from archviz.workspace.record import record  # half a second that two locks do not need
    from archviz.workspace.subject import named
    from archviz.workspace.verify import figure_files, proved

    chosen = named(project, settings, text)
    if chosen.version in lock_names(project.refs):
        read = read_lock(lock_path(project.refs, chosen.version))
        lock = up_to_date(read, chosen.version, figure_files(project).figures)
        return ComparedVersion(lock, lock)
    report = proved(project, chosen)
    return ComparedVersion(record(report), report.subject.graph)


def difference(old: Lock, new: Lock, words: Language = ENGLISH, now: Version | None = None) -> Difference:
    """What changed from one version to another, by figure and by symbol; the changes of diagrams in a language.

    ``now`` is the code of the new version where it is at hand: what no figure shows there may still be in it.
    Where the module has another path in the new version, its packages are the old ones under that path.
    """
    move = lock_move(old, new)
    old = old if move is None else moved_lock(old, move)
    drifting = Drifting(old, now or new)
    declarations = tuple(_changed(drifting, old))
    moved = _places(declarations)
    both = [name for name in old.diagrams if name in new.diagrams]
    diagrams = tuple(compared(old.diagrams[name], new.diagrams[name], moved, words) for name in both)
    missing = tuple(sorted((old.diagrams.keys() ^ new.diagrams.keys()) - old.failing.keys() - new.failing.keys()))
    notes = release_notes((each.diagram for each in diagrams), old.tables, new.tables)
    return Difference(old, new, diagrams, declarations, missing, move, notes)


def compared(
    old: VerifiedDiagram, new: VerifiedDiagram, moved: Mapping[Symbol, Symbol], words: Language = ENGLISH
) -> Compared:
    """One diagram at two versions."""
    both = compare(old, new, moved)
    parts: tuple[Card | Row | Edge, ...] = (
        *both.cards,
        *(row for card in both.cards for row in card.rows),
        *both.edges,
    )
    return Compared(both, summary(both, words) if any(part.change is not Change.SAME for part in parts) else ())


def moves(old: Lock, new: Lock) -> dict[Symbol, Symbol]:
    """Where what the figures of one version show is in another, of what is not in the same place, as far as clear."""
    move = lock_move(old, new)
    if move is None:
        return _places(_changed(Drifting(old, new), old))
    there = {replace(symbol, package=move.of(symbol.package)): symbol for symbol in old.shapes}
    moved = moved_lock(old, move)
    return {before: now for now, before in there.items()} | {
        there.get(before, before): now for before, now in _places(_changed(Drifting(moved, new), moved)).items()
    }


def _places(declarations: Iterable[Followed]) -> dict[Symbol, Symbol]:
    """From the symbols that were followed to where they clearly are now."""
    return {
        followed.old.symbol: followed.new.symbol
        for followed in declarations
        if followed.clear and followed.old is not None and followed.new is not None
    }


def _changed(drifting: Drifting, old: Lock) -> Iterator[Followed]:
    for symbol in sorted(old.shapes):
        followed = drifting.follow(str(symbol))
        if followed is not None and followed.kind is not ChangeKind.UNCHANGED:
            yield followed
