"""What the source of a new lock is called, where no pin says it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from archviz.refs import lock_names, lock_path, read_head

if TYPE_CHECKING:
    from archviz.model.figure import Origin
    from archviz.workspace.project import Project

_LINE_OF_VERSIONS = re.compile(r"[A-Za-z][\w-]*-(?=v?[0-9])")


def called(project: Project, name: str, origin: Origin, chosen: str = "") -> Origin:
    """An origin with the name that is ``chosen`` for it, else its own, else that of a lock before.

    That is the lock which it replaces, ``name``, else the newest one of the same line: ``pot-1.3`` is called as
    ``pot-1.2`` is. A name of one language only is chosen in place of those in all. Raises ProjectError for a lock that
    cannot be read.
    """
    if chosen:
        return replace(origin, name=chosen, other_names=())
    names = lock_names(project.refs)
    line = _LINE_OF_VERSIONS.match(name)
    alike = [other for other in names if other == name or (line is not None and other.startswith(line[0]))]
    if origin.name or not alike:
        return origin
    before = read_head(lock_path(project.refs, name if name in alike else alike[-1]))
    return replace(origin, name=before.name, other_names=before.other_names)
