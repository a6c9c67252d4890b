"""Which lock the claims are compared with: what was proved last before a version."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from archviz.figures.claims_digest import claims_digest
from archviz.model.errors import ProjectError
from archviz.model.figure import Origin
from archviz.model.finding import Finding, FindingKind, Severity
from archviz.model.names import figure_name
from archviz.model.suggest import did_you_mean
from archviz.model.versions import version_order
from archviz.refs import Lock, lock_names, lock_path, read_head, read_lock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from archviz.figures import Figure
    from archviz.refs import LockHead
    from archviz.workspace.project import Project

_MOST_NAMED = 5
"""How many figures a message names."""


def lock_before(project: Project, origin: Origin, against: str = "", replaced: str = "") -> Lock | None:
    """The newest lock of a project at or before the version of a source; None where there is none.

    For a source without a version, whose claims are the newest ones, it is the newest lock. ``against`` names another
    one, by its file's name without ``.lock.json``. ``replaced`` is one that will be written again: where it cannot be
    read, as its facts are not there, it is passed over. Raises ProjectError where there is no such lock, and where it
    cannot be read.
    """
    names = tuple(n for n in lock_names(project.refs) if n != replaced or _can_be_read(lock_path(project.refs, n)))
    name = _chosen(names, against) if against else newest_before(names, origin.version or origin.nominal)
    return read_lock(lock_path(project.refs, name)) if name else None


def _can_be_read(file: Path) -> bool:
    try:
        read_lock(file)
    except ProjectError:
        return False
    return True


def stale_figures(lock: Lock | LockHead, figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """The figures that claim something else of a lock's version than what the lock was made from.

    None are told of a lock of old, which does not say what it was made from, nor a figure that it does not have.
    """
    origin = lock.origin if isinstance(lock, Lock) else Origin(lock.version)
    known = lock.claims
    return tuple(f for f in figures if known.get(f.claims.id, "") not in ("", claims_digest(f, origin)))


def without_figures(lock: Lock, figures: Iterable[Figure]) -> Lock:
    """A lock without the diagrams and tables of some figures."""
    names = {figure.claims.id for figure in figures}
    diagrams = {name: diagram for name, diagram in lock.diagrams.items() if name not in names}
    tables = {name: table for name, table in lock.tables.items() if name not in names}
    return replace(lock, diagrams=diagrams, tables=tables)


def up_to_date(lock: Lock, name: str, figures: Iterable[Figure]) -> Lock:
    """A lock without the figures that claim something else now, which it says under ``failing``."""
    stale = stale_figures(lock, figures)
    why = f"the lock {name} was made from other claims; `archviz update {name}` with its source writes it again"
    return replace(without_figures(lock, stale), failing={figure.claims.id: (why,) for figure in stale})


def stale_locks(project: Project, figures: Sequence[Figure], replaced: str = "") -> Iterator[Finding]:
    """A warning for each lock of a project that was made from other claims than some figures make now.

    ``replaced`` is as for ``lock_before``. Raises ProjectError where a lock cannot be read.
    """
    for name in lock_names(project.refs):
        file = lock_path(project.refs, name)
        if name == replaced and not _can_be_read(file):
            continue
        stale = [figure_name(f.claims.number, f.claims.id) for f in stale_figures(read_head(file), figures)]
        if stale:
            which = ", ".join(stale[:_MOST_NAMED]) + (
                f" and {len(stale) - _MOST_NAMED} more" if stale[_MOST_NAMED:] else ""
            )
            yield Finding(
                0,
                "lock",
                FindingKind.STALE_LOCK,
                Severity.WARNING,
                name,
                f"the lock {name} was made from other claims of {which}",
                str(file),
                1,
                f"`archviz update {name}` with its source writes it again; until then it says nothing of them",
            )


def newest_before(names: Sequence[str], version: str) -> str:
    """The last of some names of locks, which come oldest first, that is at or before a version; "" for none.

    The lock that has the version's own name comes before others of the same version, such as those of a fork.
    """
    if version.removeprefix("v") in names:
        return version.removeprefix("v")
    at = version_order(version)
    return next((name for name in reversed(names) if not at[0] or version_order(name) <= at), "")


def _chosen(names: Sequence[str], against: str) -> str:
    for name in (against, against.removeprefix("v")):
        if name in names:
            return name
    known = f"the locks are {', '.join(names)}" if names else "`archviz update` writes the first one"
    raise ProjectError(f"there is no lock {against}", hint=did_you_mean(against, names, known))
