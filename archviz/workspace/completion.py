"""The names of symbols that begin as a person has typed, for a shell: without work that could be felt."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING

from archviz.workspace.index import opened, place, snapshot_of

if TYPE_CHECKING:
    from archviz.ask.facts import Facts
    from archviz.ask.index.store import Snapshot, Store
    from archviz.golang.graph import Graph
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings

MOST_READ = 100
"""Of how many packages the names are read from the code, where there is no index; of a larger source there are none."""
MOST_NAMES = 200
"""How many names are offered."""


def completions(project: Project, settings: Settings, begun: str) -> tuple[str, ...]:
    """The names that begin as a text does, whatever their case, sorted.

    A name is ``Name`` or ``Type.Member``, with its package's name before it where the text has that, or all of its
    import path. Members are offered behind their type and a point. The names are those of the index, as it was when it
    was made; without one those of a small source's code. Raises SourceError where the source cannot be opened.
    """
    wanted = begun.lower()
    found: set[str] = set()
    for line in _names(project, settings):
        short, package = line.split("\t")
        for before in (f"{package}.",) if "/" in begun else ("", f"{package.rpartition('/')[2]}."):
            name = before + short
            if name.lower().startswith(wanted) and "." not in short[max(0, len(begun) - len(before)) :]:
                found.add(name)
                break
    return tuple(sorted(found))[:MOST_NAMES]


def _names(project: Project, settings: Settings) -> list[str]:
    """A line for each symbol: its short name, a tab, and its import path."""
    store = opened(settings)
    snapshot = snapshot_of(store, place(project, settings)) if store is not None else None
    if store is not None and snapshot is not None:
        return _indexed(store, snapshot)
    from archviz.ask.source_facts import SourceFacts, own_packages
    from archviz.workspace.subject import open_graph

    graph = open_graph(project, settings)
    own = own_packages(graph)
    return _lines(SourceFacts(graph, own)) if len(own) <= MOST_READ else []


def _indexed(store: Store, snapshot: Snapshot) -> list[str]:
    """The names in an index. They are written beside it, as to read them all from it can be felt."""
    from archviz.ask.index.index_facts import IndexFacts
    from archviz.model.errors import SourceError

    units = "\n".join(f"{path} {unit}" for path, unit in sorted(snapshot.whole.items()))
    key = hashlib.blake2b(f"{snapshot.engine}\n{units}".encode(), digest_size=16).hexdigest()
    file = store.path.with_name("names.txt")
    with suppress(OSError, ValueError):
        first, *lines = file.read_text(encoding="utf-8").splitlines()
        if first == key:
            return lines

    def no_code() -> Graph:
        raise SourceError("the index is damaged")

    lines = _lines(IndexFacts(store, snapshot, snapshot.own, no_code))
    with suppress(OSError):
        from archviz.workspace.outputs import write_files

        write_files(file.parent, {file.name: "\n".join([key, *lines, ""]).encode()})
    return lines


def _lines(facts: Facts) -> list[str]:
    return [f"{symbol.short}\t{package}" for package in facts.packages for symbol in facts.symbols(package)]
