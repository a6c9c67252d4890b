"""A source's facts in formats of other tools."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from archviz import __version__
from archviz.ask.source_facts import matching, own_packages
from archviz.export.scip import ScipExport
from archviz.workspace.subject import open_graph

if TYPE_CHECKING:
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


def scip_export(project: Project, settings: Settings, packages: tuple[str, ...], module_version: str) -> ScipExport:
    """An index of the packages that import paths and patterns name, by default the source's own.

    ``module_version`` is that of the source's own modules; "" stands for the pinned version where that is the source.
    Raises SourceError where the source cannot be opened or has no such packages, and ArchvizError where the library for
    the format is not installed.
    """
    graph = open_graph(project, settings)
    path, version, _ = settings.choice(project)
    root = (Path(path) if path else Path(graph.source.location)).absolute().as_uri()
    named = module_version or (f"v{version.removeprefix('v')}" if version else "")
    chosen = dict.fromkeys(matching(graph, packages) if packages else own_packages(graph))
    there = tuple(path for path in chosen if graph.loaded.load(path) is not None)  # others have no file that counts
    return ScipExport(graph, there, root, __version__, named)
