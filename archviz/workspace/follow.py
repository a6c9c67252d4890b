"""What became of any symbol or edge, in a figure or not, from one version to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.drift.follow import Follower
from archviz.refs import lock_path, pin_names, read_lock
from archviz.workspace.subject import named, open_graph

if TYPE_CHECKING:
    from archviz.model.drift import Version
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


def follower(project: Project, settings: Settings, old: str, new: str) -> Follower:
    """What follows subjects from one version to another, each named or given as the path of a source.

    Raises SourceError and ProjectError.
    """
    return Follower(_version(project, settings, old), _version(project, settings, new))


def _version(project: Project, settings: Settings, text: str) -> Version:
    """The source of a pinned version, the lock of one that is not pinned, or the source at a path."""
    chosen = named(project, settings, text)
    if chosen.version and chosen.version not in pin_names(project.refs):
        return read_lock(lock_path(project.refs, chosen.version))
    return open_graph(project, chosen)
