"""The diagrams of a site at the other versions that have locks, drawn so that what both have stays in its place."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from archviz.drift.compare import own_kind, place_of
from archviz.refs import lock_names, lock_path, read_lock
from archviz.render.layout.arrange import arrange
from archviz.render.layout.places import without_places
from archviz.render.svg.picture import svg_text
from archviz.site.picker import DiagramAt
from archviz.words.language import language as read_language
from archviz.workspace.past import newest_before, stale_figures
from archviz.workspace.versions import compared, moves

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from archviz.figures import Figure
    from archviz.model.figure import Card, VerifiedDiagram
    from archviz.model.symbols import Symbol
    from archviz.refs import Lock
    from archviz.render.layout.geometry import Rect
    from archviz.words.language import Language
    from archviz.workspace.project import Project


def other_versions(
    project: Project, figure: Figure, diagram: VerifiedDiagram, languages: Sequence[str], state: str
) -> dict[str, tuple[DiagramAt, ...]]:
    """A proved diagram at all other versions of which there are locks, oldest first, by language.

    ``figure`` has its claims: a lock that was made from others has no picture of it. ``state`` is another text for each
    state of the locks, which are read once for each.

    Raises ProjectError where a lock cannot be read, and RenderError.
    """
    refs = _Refs(project.refs, state)
    locks = _locks(refs)
    if not locks:
        return dict.fromkeys(languages, ())
    own = diagram.origin
    near = newest_before(tuple(locks), own.version or own.nominal) or next(iter(locks))
    found = _moves(refs, near)
    names = [name for name, lock in locks.items() if (lock.origin.name, lock.origin.version) != (own.name, own.version)]
    drawer = _Drawer(project.templates, figure, diagram, near)
    words = [read_language(code, project.templates) for code in languages]
    return {each.code: tuple(drawer.at(name, locks, found[name], each) for name in names) for each in words}


class _Refs(NamedTuple):
    """The folder of a project's locks, in a state."""

    folder: Path
    state: str


@lru_cache(maxsize=1)
def _locks(refs: _Refs) -> Mapping[str, Lock]:
    """The locks of a project by their names, oldest first."""
    return {name: read_lock(lock_path(refs.folder, name)) for name in lock_names(refs.folder)}


@lru_cache(maxsize=1)
def _moves(refs: _Refs, near: str) -> Mapping[str, Mapping[Symbol, Symbol]]:
    """For each lock where what it has is in the one named ``near``, or that in it where the lock is a newer one."""
    locks = _locks(refs)
    names = list(locks)
    older = names[: names.index(near)]
    return {
        name: moves(*((lock, locks[near]) if name in older else (locks[near], lock))) for name, lock in locks.items()
    }


class _Drawer:
    """What draws one diagram at other versions like the picture of it that the site shows."""

    def __init__(self, templates: tuple[Path, ...], figure: Figure, shown: VerifiedDiagram, near: str) -> None:
        self._templates, self._figure, self._shown, self._near = templates, figure, shown, near

    def at(self, name: str, locks: Mapping[str, Lock], moved: Mapping[Symbol, Symbol], words: Language) -> DiagramAt:
        lock, names = locks[name], list(locks)
        diagram = lock.diagrams.get(self._shown.id)
        older = names.index(name) < names.index(self._near)
        if diagram is None or stale_figures(lock, (self._figure,)):
            return DiagramAt(name, lock.origin, older=older)
        titled = replace(diagram, title=self._shown.title, description=self._shown.description)
        old, new = (diagram, self._shown) if older else (self._shown, diagram)
        here = moved if older else {now: before for before, now in moved.items()}
        svg = svg_text(titled, self._templates, language=words.code, like=self._standing(diagram, here, words))
        symbols = [symbol for card in diagram.cards for symbol in (card.symbol, *(row.symbol for row in card.rows))]
        others = {str(it): str(place_of(it, here)) for it in symbols if place_of(it, here) != it}
        return DiagramAt(name, lock.origin, diagram, svg, others, compared(old, new, moved, words).changes, older)

    def _standing(self, diagram: VerifiedDiagram, here: Mapping[Symbol, Symbol], words: Language) -> Mapping[str, Rect]:
        """Where the cards that both have stand in the picture that is shown, by their ids in the other diagram."""
        if without_places(diagram) == without_places(self._shown):
            return {}
        boxes = arrange(self._shown, words).cards
        known = {_key(card, card.symbol): boxes[card.id] for card in self._shown.cards}
        pairs = ((card.id, known.get(_key(card, place_of(card.symbol, here)))) for card in diagram.cards)
        return {card: box for card, box in pairs if box is not None}


def _key(card: Card, symbol: Symbol) -> tuple[Symbol, str, str]:
    """What a card is the same by: a list of types is another one than a card of the interface that they implement."""
    return symbol, card.file, own_kind(card) or ""
