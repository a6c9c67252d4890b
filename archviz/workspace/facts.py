"""The facts that questions are answered from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archviz.ask.source_facts import SourceFacts, matching, own_packages
from archviz.workspace.subject import open_graph

if TYPE_CHECKING:
    from archviz.ask.facts import Facts
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


def open_facts(project: Project, settings: Settings, packages: tuple[str, ...] = ()) -> Facts:
    """The facts of a source, to be searched in some packages: import paths and patterns.

    Without any, in those of the source but for what it vendors. Raises SourceError where the source cannot be opened or
    has no such packages, and ProjectError where Go has no such platform.
    """
    graph = open_graph(project, settings)
    return SourceFacts(graph, matching(graph, packages) if packages else own_packages(graph))
