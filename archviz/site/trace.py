"""The page of requests: the table of routes, from which a script in the page makes the steps of one request."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from archviz.kubernetes.routes import DIRECTOR, FILTERS
from archviz.present.rows import place

if TYPE_CHECKING:
    from collections.abc import Hashable

    from archviz.kubernetes.routes import Route, Routes
    from archviz.model.figure import VerifiedFigure
    from archviz.model.symbols import Symbol
    from archviz.present.rows import Addresses, SourceLine
    from archviz.site.lookup import SymbolIndex

PAGE = "trace.html"
"""The address of the page."""


@dataclass(frozen=True, slots=True)
class PathRow:
    """A path below the root of its group's version, and for each HTTP method the numbers of two shared entries.

    The first is of the list of handlers, the second of the places where routes are added.
    """

    path: str
    methods: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class ResourceRow:
    """A resource: its storage, where that is put into the map, its paths, and its storage's methods by their types.

    Of each type that declares some there is its name, the numbers that the methods have in the list of all of them, and
    their names.
    """

    name: str
    storage: Symbol
    at: SourceLine
    paths: tuple[PathRow, ...]
    methods: tuple[tuple[str, tuple[int, ...], tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class GroupRows:
    """The resources of a version of a group, whose paths begin with ``root``."""

    root: str
    rows: tuple[ResourceRow, ...]


class _Numbers(dict[Any, int]):
    """Numbers from 0 for what comes up, in the order in which it does."""

    def of(self, one: Hashable) -> int:
        return self.setdefault(one, len(self))


def trace_values(routes: Routes, lookup: SymbolIndex, at: Addresses) -> dict[str, Any]:
    """What the page shows, with ``at`` for the addresses of places; what many routes have in common is listed once."""
    handled, added, methods = _Numbers(), _Numbers(), _Numbers()

    def resource(some: list[Route]) -> ResourceRow:
        first = some[0].resource
        rows = tuple(
            PathRow(
                path.removeprefix(some[0].root),
                tuple(
                    (one.method, handled.of((one.action, one.verb, one.handled)), added.of(one.added)) for one in each
                ),
            )
            for path, each in groupby(sorted(some, key=lambda one: one.path), key=lambda one: one.path)
        )
        own = dict.fromkeys((each.method, each.declared) for one in some for each in one.serves)
        declaring = ((owner.short, list(each)) for owner, each in groupby(own, key=lambda declared: declared[0].owner))
        by_type = tuple(
            (name, tuple(map(methods.of, each)), tuple(method.member for method, _ in each)) for name, each in declaring
        )
        return ResourceRow(first.name, first.storage, place(first.evidence, at), rows, by_type)

    groups = tuple(
        GroupRows(
            root,
            tuple(resource(list(some)) for _, some in groupby(each, key=lambda one: one.resource)),
        )
        for root, each in groupby(routes.routes, key=lambda one: one.root)
    )

    def shown(symbol: Symbol) -> tuple[VerifiedFigure, ...]:
        return lookup.shown.get(symbol, ())

    return {
        "routes": routes,
        "groups": groups,
        "handled": tuple(handled),
        "added": tuple(place(one, at) for one in added),
        "methods": tuple((method, place(declared, at)) for method, declared in methods),
        "chain": shown(FILTERS),
        "director": DIRECTOR,
        "directed": shown(DIRECTOR),
        "place": lambda position: place(position, at),
        "count": len(routes.routes),
    }
