"""What came of each figure from one lock to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec

from archviz.figures.mentions import mentions
from archviz.figures.versions import at, in_force
from archviz.model.release_note import NoteKind
from archviz.model.versions import version_order
from archviz.site.versions import FigureState, History

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.figures import Figure
    from archviz.site.versions import VersionChanges


@dataclass(frozen=True, slots=True)
class Radar(Mapping[str, History]):
    """Histories by language, as they are worked out, with what came of each of some figures at each version."""

    histories: Mapping[str, History]
    figures: tuple[Figure, ...]

    def __getitem__(self, language: str) -> History:
        history = self.histories[language]
        pairs = zip((None, *history.versions), history.versions, strict=False)
        return replace(history, versions=tuple(self._stated(before, it) for before, it in pairs))

    def __iter__(self) -> Iterator[str]:
        return iter(self.histories)

    def __len__(self) -> int:
        return len(self.histories)

    def _stated(self, before: VersionChanges | None, it: VersionChanges) -> VersionChanges:
        return replace(it, states={figure.claims.id: _state(figure, before, it) for figure in self.figures})


def _state(figure: Figure, before: VersionChanges | None, it: VersionChanges) -> FigureState:
    claims, version = figure.claims, it.origin.version
    parts = (*claims.cards, *claims.excerpts, *claims.table)
    if parts and not any(in_force(part, version) for part in parts):
        return FigureState.ABSENT
    if claims.id in it.stale or (claims.kind != "excerpt" and claims.id not in it.recorded):
        return FigureState.STALE
    if before is None:
        return FigureState.PROVED
    if _turns(figure, before.origin.version, version):
        return FigureState.REPAIRED
    return FigureState.CHANGED if _changed(figure, before, it) else FigureState.PROVED


def _turns(figure: Figure, before: str, version: str) -> bool:
    """Whether something in a figure begins or ends after one version and with or before another."""
    limits = map(version_order, _limits(msgspec.to_builtins(figure.claims)))
    return any(version_order(before) < limit <= version_order(version) for limit in limits)


def _limits(value: Any) -> Iterator[str]:
    """Every ``since`` and ``until``."""
    if isinstance(value, dict):
        yield from (value[key] for key in ("since", "until") if isinstance(value.get(key), str))
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        yield from _limits(inner)


def _changed(figure: Figure, before: VersionChanges, it: VersionChanges) -> bool:
    """Whether a figure shows something else: a diagram by its parts, a table by its rows, code by its declarations."""
    name = figure.claims.id
    match figure.claims.kind:
        case "diagram":
            return name in it.diagrams
        case "table":
            return any(note.kind is NoteKind.ROW and note.figure == name for note in it.notes)
        case "excerpt":
            changed = {followed.old.symbol for followed in it.declarations if followed.old is not None}
            return any(mention.symbol in changed for mention in mentions(at(figure, before.origin)))
