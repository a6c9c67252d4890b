"""Which lock the claims are compared with: what was proved last before a version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.model.errors import ProjectError
from archviz.model.suggest import did_you_mean
from archviz.model.versions import version_order
from archviz.refs import lock_names, lock_path, read_lock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archviz.model.figure import Origin
    from archviz.refs import Lock
    from archviz.workspace.project import Project


def lock_before(project: Project, origin: Origin, against: str = "") -> Lock | None:
    """The newest lock of a project at or before the version of a source; None where there is none.

    For a source without a version, whose claims are the newest ones, it is the newest lock. ``against`` names another
    one, by its file's name without ``.lock.json``. Raises ProjectError where there is no such lock, or it cannot be
    read.
    """
    names = lock_names(project.refs)
    name = _chosen(names, against) if against else newest_before(names, origin.version or origin.nominal)
    return read_lock(lock_path(project.refs, name)) if name else None


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
