"""What became of any symbol or edge, in a figure or not, from one version to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.drift.evidence import evident
from archviz.drift.follow import Follower
from archviz.refs import lock_path, pin_names, read_lock
from archviz.workspace.subject import named, open_graph

if TYPE_CHECKING:
    from collections.abc import Callable

    from archviz.model.drift import Followed, Version
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


def following(project: Project, settings: Settings, old: str, new: str) -> Callable[[str], Followed]:
    """What follows a subject from one version to another, each named or given as the path of a source.

    A successor is one that somebody came to use, as in ``check`` and ``diff``. Raises SourceError and ProjectError, and
    what it gives raises SymbolError for a subject that neither version has.
    """
    follower = Follower(_version(project, settings, old), _version(project, settings, new))
    return lambda subject: evident(follower.follow(subject), follower)


def _version(project: Project, settings: Settings, text: str) -> Version:
    """The source of a pinned version, the lock of one that is not pinned, or the source at a path."""
    chosen = named(project, settings, text)
    if chosen.version and chosen.version not in pin_names(project.refs):
        return read_lock(lock_path(project.refs, chosen.version))
    return open_graph(project, chosen)
