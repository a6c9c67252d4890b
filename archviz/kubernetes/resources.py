"""The table of API resources, read off what REST storage providers put into their maps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.figures.cells import lost
from archviz.figures.table import TableContent
from archviz.kubernetes.api_versions import api_version_order
from archviz.model.errors import SymbolError
from archviz.model.figure import Cell, TableColumn, TableRow, Text, Total
from archviz.model.graph import Implementers
from archviz.model.relations import RelationKind, certain, evidence
from archviz.words.language import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from archviz.model.graph import CodeGraph
    from archviz.model.relations import Certain, Evidence, Position, Relation, Stored
    from archviz.model.symbols import Symbol

_COLUMNS = (
    TableColumn(Text(N_("Group")), group=True),
    TableColumn(Text(N_("Version")), group=True, several=Text(N_("Versions"))),
    TableColumn(Text(N_("Resource")), several=Text(N_("Resources"))),
    TableColumn(Text(N_("Storage"))),
    TableColumn(Text(N_("Built by"))),
)
_LEGACY = Text(N_("core (legacy)"))
"""The group whose name is empty."""
_NEEDED = ("provider", "method", "group", "storages", "storage")
_OPTIONS = (*_NEEDED, "legacy")


@dataclass(frozen=True, slots=True)
class Resource:
    """One served resource: ``storage`` is the type that serves it, ``evidence`` where it is put into the map.

    ``name`` holds a subresource after a slash (``pods/status``), ``group`` is "" for the legacy group. ``provider`` is
    the type or function that builds the storage.
    """

    group: str
    version: str
    name: str
    storage: Symbol
    provider: Symbol
    evidence: Evidence


class ApiResources:
    """The table of API groups, versions, resources and storages.

    Its options: ``provider`` is the interface that REST storage providers implement, ``method`` its method that builds
    the storages, ``group`` the method that gives the group's name. ``storages`` is the field that maps a version to its
    storages, ``storage`` the interface of every storage. ``legacy`` is the function that builds those of the group
    without a name, where that has no provider.
    """

    def collect(self, graph: CodeGraph, options: Mapping[str, str], symbol: Callable[[str], Symbol]) -> TableContent:
        """The table; see ``archviz.figures.table.Collector``."""
        found = resources(graph, options, symbol)
        subresources = sum("/" in one.name for one in found)
        totals = (
            Total(Text(N_("groups")), len({one.group for one in found})),
            Total(Text(N_("versions of groups")), len({(one.group, one.version) for one in found})),
            Total(Text(N_("resources")), len(found) - subresources),
            Total(Text(N_("subresources")), subresources),
            Total(Text(N_("storage types")), len({one.storage for one in found})),
        )
        return TableContent(_COLUMNS, tuple(map(_row, found)), totals)


def _row(one: Resource) -> TableRow:
    at = one.evidence
    group = Cell(one.group, None, at) if one.group else Cell("core", None, at, _LEGACY)
    named = (Cell(symbol.short, symbol, at) for symbol in (one.storage, one.provider))
    return TableRow(one.provider, (group, Cell(one.version, None, at), Cell(one.name, None, at), *named), at)


def resources(graph: CodeGraph, options: Mapping[str, str], symbol: Callable[[str], Symbol]) -> tuple[Resource, ...]:
    """Every resource that the legacy function or an implementer of the provider interface builds a storage for.

    ``options`` are those of ``ApiResources``; ``symbol`` resolves an ``alias.Name`` in them. The rows are sorted by
    group, by version with the most stable and newest first, and by resource; a resource has the lower-case name that it
    is served under, whatever its key. Where one provider builds on another, by calling its method, its storages take
    the place of the other's.

    Raises SymbolError, with the place in the source, where anything that is put into such a map cannot be followed to
    a group, a version, a resource and a storage type: the table is whole or there is none.
    """
    for key in _NEEDED:
        if key not in options:
            raise SymbolError(
                f"the table of API resources needs `{key}`", hint=f"its options are {', '.join(_OPTIONS)}"
            )
    for key in options:
        if key not in _OPTIONS:
            raise SymbolError(
                f"the table of API resources has no `{key}`", hint=f"its options are {', '.join(_OPTIONS)}"
            )
    tracer = _Tracer(graph, symbol(options["storages"]), symbol(options["storage"]))
    provider = symbol(options["provider"])
    implementers = graph.implementers(provider)
    if implementers is None or implementers == Implementers():
        raise SymbolError(f"no type implements {provider}", hint="`provider` is an interface of the source")
    for one in implementers.undecided:
        raise lost(f"whether {one.symbol.short} implements {provider.short} is undecided: {one.reason}", one.position)
    for proof in implementers.relations:
        group = graph.text(tracer.method(proof, options["group"]))
        if group is None:
            raise lost(f"{proof.source.short}.{options['group']} returns no constant", proof.position)
        tracer.builders[tracer.method(proof, options["method"])] = group, proof.position
    if "legacy" in options:
        legacy = symbol(options["legacy"])
        declared = graph.declaration(legacy)
        if declared is None:
            left_out = graph.left_out(legacy)
            if left_out is not None:
                raise SymbolError(f"{legacy} is declared in {left_out}", hint=left_out.hint)
            raise SymbolError(f"{legacy} is not declared")
        tracer.builders[legacy] = "", declared.position
    found = tracer.resources()
    return tuple(sorted(found, key=lambda r: (r.group, api_version_order(r.version), r.name, r.evidence)))


class _Tracer:
    """Follows storages through maps. ``versions`` is the field that maps versions to maps of ``storage`` values.

    ``builders`` are the functions that fill such a field, each with its group and the place that shows it is one.
    """

    def __init__(self, graph: CodeGraph, versions: Symbol, storage: Symbol) -> None:
        self.graph = graph
        self.versions = versions
        self.storage = storage
        self.builders: dict[Symbol, tuple[str, Position]] = {}
        self.map_of_storages = re.compile(rf"map\[string\](\w+\.)?{re.escape(storage.name)}\b")

    def resources(self) -> Iterator[Resource]:
        """What all builders build, without what another builder that calls them puts in its place."""
        built = {one: list(self._built(one, *self.builders[one])) for one in self.builders}
        bases = {one: {call.target for call in self._calls(one) if call.certain} for one in built}
        for base, found in built.items():
            above = {_served(r) for one, rows in built.items() if one != base and base in bases[one] for r in rows}
            yield from (r for r in found if _served(r) not in above)

    def method(self, proof: Certain, name: str) -> Symbol:
        """The method of a type that implements the interface of that method."""
        found = self.graph.member(proof.source, name)
        if found is None:
            raise lost(f"{proof.source.short} has no method {name}", proof.position)
        return found

    def _built(self, function: Symbol, group: str, position: Position) -> Iterator[Resource]:
        """The resources of every version that a function puts into the version map."""
        stores = list(self._stores(function, lambda stored: stored.container == self.versions))
        if not stores:
            raise lost(f"{function.short} puts nothing into {self.versions.short}", position)
        self._nothing_elsewhere(function)
        self._no_other_name(function)
        self._one_own_map(function, stores)
        for at, version in stores:
            if not version.key:
                raise lost(
                    f"{function.short} puts a version under {version.key_text}, which is no constant", at.position
                )
            builders = version.value_from
            if builders is None and version.value_read == self.versions:
                builders = ()  # what another builder has put there
            if builders is None or version.value_read not in (None, self.versions):
                raise lost(f"which storages {version.value_text} holds cannot be followed", at.position)
            for builder in builders or (function,):
                for store, stored in self._storages(builder, at.position):
                    yield self._resource(store, stored, function.owner, group, version.key)

    def _resource(self, store: Certain, stored: Stored, provider: Symbol, group: str, version: str) -> Resource:
        if not stored.key:
            raise lost(f"a storage is put under {stored.key_text}, which is no constant", store.position)
        if store.target is None or store.target == self.storage:
            raise lost(f"the type of the storage {stored.value_text} is not known", store.position)
        return Resource(group, version, stored.key.lower(), store.target, provider, evidence(store))

    def _storages(self, function: Symbol, position: Position) -> list[tuple[Certain, Stored]]:
        """What a function puts into maps of storages. ``position`` is where its result is used."""
        stores = list(self._stores(function, lambda stored: stored.element == self.storage))
        if not stores and not self._empty(function):
            raise lost(f"{function.short} puts no {self.storage.name} into a map", position)
        for call in self._calls(function):
            declared = self.graph.declaration(call.target) if call.target is not None else None
            if declared is not None and self.map_of_storages.search(declared.signature):
                raise lost(
                    f"what {declared.symbol.short} does to the storages of {function.short} cannot be followed",
                    call.position,
                )
        return stores

    def _empty(self, function: Symbol) -> bool:
        """Whether a function makes an empty map of storages and calls nothing that could fill it."""
        declared = self.graph.declaration(function)
        calls = (RelationKind.CALL, RelationKind.DYNCALL)
        if declared is None or any(r.kind in calls for r in self.graph.relations(function)):
            return False
        text = "\n".join(self.graph.lines(declared.span))
        return any(text[made.end() :].startswith("{}") for made in self.map_of_storages.finditer(text))

    def _one_own_map(self, function: Symbol, versions: list[tuple[Certain, Stored]]) -> None:
        """A function that fills a map of storages itself has that one map only, for all versions it serves."""
        own = list(self._stores(function, lambda stored: stored.element == self.storage))
        maps = {stored.container_text for _, stored in own} | {version.value_text for _, version in versions}
        maps.discard("")
        if own and (len(maps) > 1 or any(version.value_from for _, version in versions)):
            message = f"which storages {function.short} puts into which of {', '.join(sorted(maps))} cannot be followed"
            raise lost(message, own[0][0].position)

    def _no_other_name(self, function: Symbol) -> None:
        """A function must not put versions into the version map by a variable that holds that map."""
        for store, stored in self._stores(function, lambda stored: stored.container_read == self.versions):
            if stored.element != self.storage:
                message = f"what {function.short} puts into {stored.container_text} cannot be followed"
                raise lost(message, store.position)

    def _nothing_elsewhere(self, function: Symbol) -> None:
        """A function that is called must not put versions into the map too, unless it is a builder itself."""
        for call in self._calls(function):
            if call.target is None or call.target == function or call.target in self.builders:
                continue
            if call.target.package == function.package:
                for store, _ in self._stores(call.target, lambda stored: stored.container == self.versions):
                    raise lost(f"{function.short} leaves versions to {call.target.short}", store.position)

    def _calls(self, function: Symbol) -> Iterator[Relation]:
        return (r for r in self.graph.relations(function) if r.kind is RelationKind.CALL)

    def _stores(self, function: Symbol, wanted: Callable[[Stored], bool]) -> Iterator[tuple[Certain, Stored]]:
        for relation in self.graph.relations(function):
            if relation.stored is not None and wanted(relation.stored):
                found = certain(relation)
                if found is None:
                    message = f"what {function.short} puts under {relation.stored.key_text} is not certain"
                    raise lost(message, relation.position)
                yield found, relation.stored


def _served(resource: Resource) -> tuple[str, str, str]:
    return resource.group, resource.version, resource.name
