"""The facts that questions are answered from."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archviz.ask.index.index_facts import IndexFacts
    from archviz.ask.index.store import Snapshot, Store
    from archviz.ask.source_facts import SourceFacts
    from archviz.golang.graph import Graph
    from archviz.workspace.index import IndexPlace
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings

MOST_UPDATED = 40
"""How many packages a question works out to bring the index up to date; beyond, it is answered without the index."""


def open_facts(project: Project, settings: Settings, packages: tuple[str, ...] = ()) -> SourceFacts | IndexFacts:
    """The facts of a source, to be searched in some packages: import paths and patterns.

    Without any, in those of the source but for what it vendors. They come from the index where that is there and is,
    or can in a moment be, up to date, else from the code; the answers are the same. Raises SourceError where the source
    cannot be opened or has no such packages, and ProjectError where Go has no such platform.
    """
    found = _from_index(project, settings, packages) if settings.cached else None
    return found or _from_code(project, settings, packages)


def _from_code(project: Project, settings: Settings, packages: tuple[str, ...]) -> SourceFacts:
    from archviz.ask.source_facts import SourceFacts, matching, own_packages
    from archviz.workspace.index import LARGE
    from archviz.workspace.subject import open_graph

    graph = open_graph(project, settings)
    if settings.cached and not packages and len(graph.packages()) >= LARGE:
        settings.progress.note("answering from the code; `archviz index` makes an index that answers in a moment")
    return SourceFacts(graph, matching(graph, packages) if packages else own_packages(graph))


def _from_index(project: Project, settings: Settings, packages: tuple[str, ...]) -> IndexFacts | None:
    from archviz.ask.index.index_facts import IndexFacts
    from archviz.workspace.index import opened, place, snapshot_of

    store = opened(settings)
    if store is None:
        return None
    found = place(project, settings, store)
    snapshot = snapshot_of(store, found)
    graphs: list[Graph] = []

    def graph() -> Graph:
        if not graphs:
            from archviz.workspace.subject import open_graph

            graphs.append(open_graph(project, settings))
        return graphs[0]

    if snapshot is not None and snapshot.seen != found.sight.digest:
        snapshot = _updated(store, found, graph(), settings, snapshot)
    if snapshot is None:
        store.close()
        return None
    searched = snapshot.own
    if packages:
        from archviz.ask.source_facts import matching

        searched = matching(graph(), packages)
        if not snapshot.whole.keys() >= set(searched):
            store.close()
            return None
    return IndexFacts(store, snapshot, searched, graph)


def _updated(store: Store, found: IndexPlace, graph: Graph, settings: Settings, known: Snapshot) -> Snapshot | None:
    """What the index knows once it is up to date; None where that would take long or it cannot be written."""
    from archviz.workspace.index_update import update

    try:
        return update(store, found, graph, settings, known, most=MOST_UPDATED)
    except sqlite3.Error:
        return None
