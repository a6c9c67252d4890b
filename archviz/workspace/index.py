"""The index of a source: found where it is there and up to date, else made or brought up to date.

What needs the code is loaded only where it is needed: a question that the index answers is answered without it.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.ask.index.store import Store
from archviz.engine import engine
from archviz.model.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.ask.index.store import Snapshot
    from archviz.sources.fingerprint import Sight
    from archviz.workspace.executors import Workers
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


@dataclass(frozen=True, slots=True)
class IndexPlace:
    """Which source is meant, and how it is seen now."""

    source: str
    sight: Sight


def index_file(cache: Path) -> Path:
    """The file in a cache that holds the index."""
    return cache / "index" / "facts.sqlite"


def opened(settings: Settings, *, made: bool = False) -> Store | None:
    """The index in the cache; None where there is none or it cannot be used. ``made`` makes one where there is none."""
    from archviz.sources.cache.folder import cache_folder

    try:
        path = index_file(cache_folder(settings.cache))
        return Store(path) if made or path.is_file() else None
    except (OSError, sqlite3.Error, SourceError):
        return None


def place(project: Project, settings: Settings, store: Store | None = None) -> IndexPlace:
    """The source that is asked for, of which a store may know how it was seen before.

    Raises SourceError where there is none, and ProjectError for no such platform.
    """
    from archviz.sources.fingerprint import Sight, sight

    context = settings.build_context(project)
    path, version, further = settings.choice(project)
    if not path:
        from archviz.workspace.unpinned import version_pin

        digest = version_pin(project, settings, version).digest
        return IndexPlace(f"{digest} {context!r}", Sight(None, digest))
    from pathlib import Path

    names = [str(Path(one).expanduser().absolute()) for one in (path, *further)]
    source = f"{' '.join(names)} {context!r}"
    return IndexPlace(source, sight(path, further, known=_seen(store, source) if store is not None else ""))


def _seen(store: Store, source: str) -> str:
    try:
        return store.seen(source)
    except sqlite3.Error:
        return ""


def snapshot_of(store: Store, found: IndexPlace) -> Snapshot | None:
    """What the index knows of a source as it was seen once; None where that is nothing or damaged."""
    from archviz.ask.index.store import DAMAGED

    try:
        known = store.snapshot(found.source)
    except sqlite3.OperationalError:
        return None
    except DAMAGED:
        store.spoilt = True
        return None
    return known if known is not None and known.engine == engine() else None


_MUCH = 4
"""The file is written anew where more than this part of a source's packages was added to it."""
LARGE = 300
"""From how many packages on a source is so large that it is worth saying that an index makes answers quick."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the index of a source holds now: in which file, of how many packages, and how many were worked out anew."""

    file: Path
    packages: int
    fresh: int


def index(project: Project, settings: Settings, *, workers: Workers | None = None) -> Indexed:
    """Makes the index of a source, or brings it up to date; ``workers`` share the work.

    Without ``settings.cached`` all is worked out, whatever is known. Raises SourceError where the source cannot be
    opened or the index cannot be written, and ArchvizError where work is lost.
    """
    from archviz.workspace.index_update import update
    from archviz.workspace.parts import SharedWork
    from archviz.workspace.subject import open_graph

    graph = open_graph(project, settings)
    store = opened(settings, made=True)
    if store is None:
        raise _unwritable(settings, "it cannot be opened")
    try:
        found = place(project, settings)
        known = snapshot_of(store, found) if settings.cached else None
        if known is not None and known.seen == found.sight.digest:
            return Indexed(store.path, len(known.whole), 0)
        before = frozenset(known.whole.values()) if known is not None else frozenset()
        shared = SharedWork(workers.executor, project, settings, elsewhere=workers.elsewhere) if workers else None
        made = update(store, found, graph, settings, known, shared=shared)
        units = frozenset() if made is None else frozenset(made.whole.values())
        fresh = len(units - before)
        if fresh * _MUCH > len(units):
            store.compact()
        return Indexed(store.path, len(units), fresh)
    except sqlite3.Error as error:
        raise _unwritable(settings, str(error)) from error
    finally:
        store.close()


def _unwritable(settings: Settings, why: str) -> SourceError:
    from archviz.sources.cache.folder import cache_folder

    hint = "another process may be writing it; ARCHVIZ_CACHE names another folder for the cache"
    return SourceError(f"the index {index_file(cache_folder(settings.cache))} cannot be written: {why}", hint=hint)
