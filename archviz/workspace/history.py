"""What the locks of a project tell of its versions."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from archviz.figures import read_articles
from archviz.model.formats import Format
from archviz.refs import lock_names, lock_path, pin, pin_names, read_lock
from archviz.site.versions import FirstAndLast, History, VersionChanges
from archviz.words.language import language as read_language
from archviz.workspace.past import up_to_date
from archviz.workspace.render import drawn
from archviz.workspace.versions import difference

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Sequence

    from archviz.refs import Lock
    from archviz.workspace.project import Project


def histories(project: Project, languages: Iterable[str]) -> dict[str, History]:
    """What changed in the figures over all locks of a project, and each diagram at the first and the last, by language.

    A lock that was made from other claims than a figure makes now says nothing of that figure. Raises ProjectError
    where a lock cannot be read, and RenderError.
    """
    names = lock_names(project.refs)
    figures = read_articles(project.figures).figures
    locks = [up_to_date(read_lock(lock_path(project.refs, name)), name, figures) for name in names]
    return {language: _history(project, names, locks, language) for language in languages}


def _history(project: Project, names: Sequence[str], locks: Sequence[Lock], language: str) -> History:
    if len(locks) < 2:
        return History()
    words = read_language(language, project.templates)
    first = locks[0]
    dates = _dates(project, names)
    begin = VersionChanges(names[0], first.origin, first.digest, {}, date=dates.get(names[0]))
    versions = [replace(begin, recorded=_recorded(first), stale=frozenset(first.failing))]
    for name, (old, new) in zip(names[1:], pairwise(locks), strict=True):
        found = difference(old, new, words)
        diagrams = sorted(found.diagrams, key=lambda each: each.diagram.number)
        changes = {each.diagram.id: each.changes for each in diagrams if each.changes}
        recorded, stale = _recorded(new), frozenset(new.failing)
        said = (found.declarations, found.notes, recorded, stale)
        versions.append(VersionChanges(name, new.origin, new.digest, changes, *said, date=dates.get(name)))
    whole = difference(locks[0], locks[-1], words).diagrams
    pictures = (
        FirstAndLast(each.diagram, drawn(project, each.diagram, Format.SVG, language), each.changes)
        for each in whole
        if each.changes
    )
    return History(tuple(versions), tuple(pictures))


def _dates(project: Project, names: Sequence[str]) -> dict[str, datetime.date | None]:
    """The dates of versions that are pinned, by their names."""
    pinned = pin_names(project.refs)
    return {name: pin(name, project.refs).date for name in names if name in pinned}


def _recorded(lock: Lock) -> frozenset[str]:
    return frozenset((*lock.diagrams, *lock.tables))
