"""Two versions of the figures side by side, from sources or from locks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from archviz.drift.check import Drifting
from archviz.drift.compare import compare, summary
from archviz.model.drift import ChangeKind
from archviz.model.figure import Change, VerifiedDiagram
from archviz.refs import lock_names, lock_path, read_lock
from archviz.site.versions import Both, History, Step, version_names
from archviz.workspace.record import record
from archviz.workspace.render import Format, drawn
from archviz.workspace.subject import open_subject
from archviz.workspace.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from archviz.model.drift import Followed
    from archviz.model.figure import Card, Edge, Row
    from archviz.model.symbols import Symbol
    from archviz.refs import Lock
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

    ``missing`` names the diagrams that only one side could prove.
    """

    old: Lock
    new: Lock
    diagrams: tuple[Compared, ...]
    declarations: tuple[Followed, ...]
    missing: tuple[str, ...]


def locked(project: Project, settings: Settings, text: str) -> Lock:
    """What was proved at a version: the lock of that name, else the source of that name or path, proved now.

    Raises SourceError, FigureError and ProjectError.
    """
    if text in lock_names(project.refs):
        return read_lock(lock_path(project.refs, text))
    named = "/" not in text and "@" not in text and text.removeprefix("v")[:1].isdigit()
    chosen = replace(settings, version=text, source="") if named else replace(settings, version="", source=text)
    return record(verify(project, open_subject(project, chosen)))


def difference(old: Lock, new: Lock) -> Difference:
    """What changed from one version to another, by figure and by symbol."""
    drifting = Drifting(old, new)
    declarations = tuple(_changed(drifting, old))
    moved = {
        followed.old.symbol: followed.new.symbol
        for followed in declarations
        if followed.clear and followed.old is not None and followed.new is not None
    }
    both = [name for name in old.diagrams if name in new.diagrams]
    diagrams = tuple(compared(old.diagrams[name], new.diagrams[name], moved) for name in both)
    missing = tuple(sorted(old.diagrams.keys() ^ new.diagrams.keys()))
    return Difference(old, new, diagrams, declarations, missing)


def compared(old: VerifiedDiagram, new: VerifiedDiagram, moved: Mapping[Symbol, Symbol]) -> Compared:
    """One diagram at two versions."""
    both = compare(old, new, moved)
    parts: tuple[Card | Row | Edge, ...] = (
        *both.cards,
        *(row for card in both.cards for row in card.rows),
        *both.edges,
    )
    return Compared(both, summary(both) if any(part.change is not Change.SAME for part in parts) else ())


def history(project: Project) -> History:
    """What changed in the diagrams over all locks of a project, and each at the first and the last in one picture.

    Locks that are not of the project's own figures do not count. Raises ProjectError where one cannot be read, and
    RenderError.
    """
    names = lock_names(project.refs) if project.refs.parent == project.figures.parent else ()
    locks = [read_lock(lock_path(project.refs, name)) for name in names]
    if len(locks) < 2:
        return History()
    labels = version_names(names)
    pairs = zip(pairwise(labels), pairwise(locks), strict=True)
    steps = tuple(Step(*both, {c.diagram.id: c.changes for c in _diagrams(*pair) if c.changes}) for both, pair in pairs)
    changed = [each for each in _diagrams(locks[0], locks[-1]) if each.changes]
    pictures = (
        Both(each.diagram, labels[0], labels[-1], drawn(project, each.diagram, Format.SVG), each.changes)
        for each in changed
    )
    return History(steps, tuple(pictures))


def _diagrams(old: Lock, new: Lock) -> Iterator[Compared]:
    """The diagrams of two locks; only what the old ones show and the new version does not have is followed."""
    drifting = Drifting(old, new)
    shown = {symbol for diagram in old.diagrams.values() for card in diagram.cards for symbol in _symbols(card)}
    moved: dict[Symbol, Symbol] = {}
    for symbol in sorted(shown - new.shapes.keys()):
        followed = drifting.follow(str(symbol))
        if followed is not None and followed.clear and followed.new is not None:
            moved[symbol] = followed.new.symbol
    for name, diagram in old.diagrams.items():
        if name in new.diagrams:
            yield compared(diagram, new.diagrams[name], moved)


def _symbols(card: Card) -> Iterator[Symbol]:
    yield card.symbol
    yield from (row.symbol for row in card.rows)


def _changed(drifting: Drifting, old: Lock) -> Iterator[Followed]:
    for symbol in sorted(old.shapes):
        followed = drifting.follow(str(symbol))
        if followed is not None and followed.kind is not ChangeKind.UNCHANGED:
            yield followed
