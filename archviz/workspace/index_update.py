"""The index of a source brought up to date: only packages are worked out whose contents may have changed."""

from __future__ import annotations

import gc
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archviz.ask.index.making import packed
from archviz.ask.index.store import Snapshot, pack_imports, pack_state, unpack_state
from archviz.ask.source_facts import own_packages
from archviz.engine import engine
from archviz.golang import stdlib
from archviz.golang.facts.digests import PackageState, declared_key, keys, package_state
from archviz.model.counts import counted
from archviz.sources.opening import TreeSource
from archviz.sources.trees.tree import is_go, parent
from archviz.workspace.parts import Done

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from archviz.ask.index.store import Store
    from archviz.ask.index.units import PackedUnit
    from archviz.golang.graph import Graph
    from archviz.sources.fingerprint import Sight
    from archviz.workspace.index import IndexPlace
    from archviz.workspace.parts import SharedWork
    from archviz.workspace.subject import Settings

_BATCH = 25
"""How many packages are worked out and written at a time: so much is lost where the process ends."""
_MOST_PARTS = 20
"""Of how many such parts all that was read is held."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A source's packages as their files are.

    ``states`` has the packages of the source and what they import of other sources. ``folders`` are the folders of
    those in the source itself, ``sight`` is how the source was seen, ``layout`` a digest over what tells which packages
    there are and which one an import means, "" where that cannot be told without reading.
    """

    packages: tuple[str, ...]
    own: tuple[str, ...]
    states: Mapping[str, PackageState]
    folders: Mapping[str, str]
    sight: Sight
    layout: str

    def keys(self, base: str) -> tuple[dict[str, bytes], dict[str, bytes]]:
        """The keys of the packages that are searched, with all their contents, and of the others' declarations."""
        own = frozenset(self.own)
        every = keys(self.states, base)
        whole = {path: key for path, key in every.items() if path in own}
        declared = {path: declared_key(path, key.hex(), base) for path, key in every.items() if path not in own}
        standard = sorted(stdlib.packages().difference(self.states))
        return whole, declared | {path: declared_key(path, stdlib.go_version(), base) for path in standard}

    def imports(self) -> dict[str, set[str]]:
        """The paths that the files of each package's folder import, as they are written and as they are meant."""
        return {
            path: {one for row in state.imports for one in row[:2] if one}.union(state.beside)
            for path, state in self.states.items()
        }

    def packed(self) -> bytes:
        """All of it as bytes, which ``see`` reads."""
        return pack_state(
            {
                "packages": self.packages,
                "own": self.own,
                "states": {path: _written(state) for path, state in self.states.items()},
                "folders": self.folders,
                "files": self.sight.files,
                "fresh": sorted(self.sight.fresh),
                "rest": self.sight.rest,
                "layout": self.layout,
            }
        )


def see(graph: Graph, sight: Sight, known: Snapshot | None) -> Seen:
    """A source's packages now; what is ``known`` of those whose files were not touched is taken from there."""
    layout = _layout(graph, sight)
    before = unpack_state(known.state) if known is not None else None
    if before is not None and layout and (layout, sight.rest) == (before["layout"], before["rest"]):
        return _again(graph, sight, layout, before)
    packages = graph.packages()
    states, folders = _states(graph, packages, {}, {})
    return Seen(packages, tuple(sorted(own_packages(graph))), states, folders, sight, layout)


def _again(graph: Graph, sight: Sight, layout: str, before: dict[str, Any]) -> Seen:
    """A source in which only files of packages have changed since it was seen ``before``."""
    files, old = sight.files or {}, before["files"]
    changed = {path for path in files.keys() | old.keys() if files.get(path) != old.get(path)}
    touched = {parent(path) for path in (*changed, *sight.fresh, *before["fresh"])}
    again = {path for path, folder in before["folders"].items() if folder in touched}
    known = {path: _state(one) for path, one in before["states"].items() if path not in again}
    states, folders = _states(graph, again, known, before["folders"])
    return Seen(tuple(before["packages"]), tuple(before["own"]), states, folders, sight, layout)


def _written(state: PackageState) -> dict[str, Any]:
    """A state as ``_state`` reads it; ``asdict`` copies each import of each package."""
    return {"own": state.own, "visible": state.visible, "imports": state.imports, "beside": state.beside}


def _state(packed: dict[str, Any]) -> PackageState:
    return PackageState(packed["own"], packed["visible"], tuple(map(tuple, packed["imports"])), tuple(packed["beside"]))


def _states(
    graph: Graph, paths: Iterable[str], known: Mapping[str, PackageState], folders: Mapping[str, str]
) -> tuple[dict[str, PackageState], dict[str, str]]:
    """The states of packages and of what they import, and the folders of those that the source itself has."""
    states, places = dict(known), dict(folders)
    own = frozenset(paths)
    waiting = sorted(own)
    for path in waiting:  # which grows
        if path not in states:
            state = states[path] = package_state(graph.loaded, path)
            beside = graph.loaded.files.beside(path)
            if path in own and beside:
                places[path] = parent(beside[0])
            waiting += [meant for _, meant, why in state.imports if not why]
    return states, places


def _layout(graph: Graph, sight: Sight) -> str:
    """See ``Seen.layout``. Where a source has no module, or tests count, what files say tells which packages it has."""
    if sight.files is None or not graph.source.module or graph.context.tests:
        return ""
    files = sight.files.items()
    folders = {parent(path) for path, _ in files if is_go(path)}
    others = sorted(f"{path} {state}" for path, state in files if not path.endswith(".go") or state.startswith("link"))
    text = "\0".join((*sorted(folders), "", *others))
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def update(
    store: Store,
    found: IndexPlace,
    graph: Graph,
    settings: Settings,
    known: Snapshot | None,
    *,
    most: int | None = None,
    shared: SharedWork | None = None,
) -> Snapshot | None:
    """Brings the index of a source up to date, from what was ``known`` of it, and gives what it knows then.

    None where more than ``most`` packages would have to be worked out. ``shared`` is who works them out; without it
    this process does. Raises sqlite3.Error where the file cannot be written, SourceError, and ArchvizError where work
    is lost.
    """
    seen = see(graph if known is not None else graph.afresh(), found.sight, known)
    whole, declared = seen.keys(f"{engine()} {graph.context!r}")
    there = store.units((*whole.values(), *declared.values()))
    missing = [path for path, key in whole.items() if key not in there]
    if most is not None and len(missing) > most:
        return None
    others = [path for path, key in declared.items() if key not in there]
    parts = [*_parts(missing, whole=True), *_parts(others, whole=False)]
    made = _elsewhere(shared, parts) if shared is not None else _here(graph, settings, parts)
    settings.progress.start(f"indexing {counted(len(missing), 'package')}", None)
    try:
        for part in made:
            with store.writing():
                for path, unit in part:
                    key = whole.get(path) or declared[path]
                    there[key] = store.put_unit(key, unit)
    finally:
        settings.progress.done()
    snapshot = Snapshot(
        engine(),
        "" if found.sight.fresh else found.sight.digest,
        seen.packages,
        seen.own,
        {path: there[key] for path, key in whole.items()},
        {path: there[key] for path, key in declared.items()},
        not isinstance(graph.source, TreeSource),
        pack_imports(seen.imports()),
        seen.packed(),
    )
    with store.writing():
        store.put_snapshot(found.source, snapshot)
        store.tidy()
    return snapshot


@dataclass(frozen=True, slots=True)
class IndexPart:
    """Packages that are worked out together, with all their contents or their declarations alone."""

    paths: tuple[str, ...]
    whole: bool


Units = list[tuple[str, "PackedUnit"]]
"""Packages by their paths, packed."""


def packed_part(graph: Graph, part: IndexPart) -> Units:
    """The packages of a part."""
    return [(path, packed(graph, path, whole=part.whole)) for path in part.paths]


def _parts(paths: list[str], *, whole: bool) -> Iterator[IndexPart]:
    return (IndexPart(tuple(paths[start : start + _BATCH]), whole) for start in range(0, len(paths), _BATCH))


def _elsewhere(shared: SharedWork, parts: list[IndexPart]) -> Iterator[Units]:
    """The packages of some parts, worked out by others."""
    waiting = [shared.submit(packed_part, part) for part in parts][::-1]
    while waiting:
        yield shared.result(waiting.pop())


def _here(graph: Graph, settings: Settings, parts: list[IndexPart]) -> Iterator[Units]:
    """The packages of some parts, worked out in this process; of many what was read for some is let go of."""
    many = len(parts) > _MOST_PARTS
    for number, part in enumerate(parts):
        if many and number % _MOST_PARTS == 0:
            settings.diagnostics.watch(Done(None, graph.unreadable, graph.diagnostics()))
            graph = graph.afresh()
            gc.collect()  # a graph has cycles, and commands run without the collector
        yield packed_part(graph, part)
    if many:
        settings.diagnostics.watch(Done(None, graph.unreadable, graph.diagnostics()))
