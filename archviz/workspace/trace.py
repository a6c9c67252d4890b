"""The routes of the API server that a project's figures are about, and what serves a request, as JSON."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from archviz.figures.ledger import applies
from archviz.figures.versions import at
from archviz.kubernetes import API_RESOURCES
from archviz.kubernetes.routes import read_routes
from archviz.model.errors import FigureError
from archviz.workspace.remembered import remembered
from archviz.workspace.subject import open_subject
from archviz.workspace.verify import figure_files

if TYPE_CHECKING:
    from collections.abc import Iterable

    from archviz.figures import Figure
    from archviz.kubernetes.paths import RegisteredPath
    from archviz.kubernetes.routes import Route, Routes, Serves, Trace
    from archviz.model.figure import Origin
    from archviz.model.graph import CodeGraph
    from archviz.model.relations import Position
    from archviz.model.symbols import Symbol
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings, Subject


def find_routes(project: Project, settings: Settings) -> Routes:
    """The routes of the source that the settings choose, or as they were found when nothing was different.

    Raises FigureError where no figure is the table of API resources, SymbolError, with the place in the source, where
    anything cannot be followed, and SourceError.
    """
    return remembered(project, settings, "routes", lambda own: _found(project, open_subject(project, own)))


def _found(project: Project, subject: Subject) -> Routes:
    found = routes_of(subject.graph, (at(one, subject.origin) for one in figure_files(project).figures), subject.origin)
    if found is None:
        raise FigureError(
            "no figure is the table of API resources",
            hint=f"the routes are read off what a table with `collector: {API_RESOURCES}` says of the source",
        )
    return found


def routes_of(graph: CodeGraph, figures: Iterable[Figure], origin: Origin) -> Routes | None:
    """The routes of a source, by what the table of its API resources says; None where no figure is that table.

    Raises SymbolError where anything cannot be followed.
    """
    for figure in figures:
        for i, claim in enumerate(figure.claims.table):
            if claim.rows.collector == API_RESOURCES and applies(claim, origin):
                return read_routes(graph, claim.rows.options, partial(figure.symbol, path=f"table[{i}]"))
    return None


def route_facts(route: Route) -> dict[str, Any]:
    """A route for JSON."""
    return {
        "method": route.method,
        "path": route.path,
        "action": route.action,
        "verb": route.verb or None,
        "group": route.resource.group,
        "version": route.resource.version,
        "resource": route.resource.name,
        "namespaced": route.namespaced,
        "storage": _named(route.resource.storage, route.resource.evidence),
        "added": _place(route.added),
        "interfaces": [str(one) for one in route.interfaces],
        "wrapper": _named(route.handled.wrapper, route.handled.at),
        "handler": _named(route.handled.handler, route.handled.handler_at),
        "serves": list(map(_serves, route.serves)),
    }


def routes_facts(routes: Routes) -> dict[str, Any]:
    """All routes for JSON."""
    return {
        "filters": _filters(routes),
        "routes": list(map(route_facts, routes.routes)),
        "services": list(map(_path, routes.services)),
        "paths": list(map(_path, routes.paths)),
        "further": list(map(_path, routes.further)),
    }


def trace_facts(routes: Routes, found: Trace) -> dict[str, Any]:
    """What serves a request, for JSON."""
    return {
        "method": found.method,
        "path": found.path,
        "verb": found.verb or None,
        "filters": _filters(routes),
        "route": route_facts(found.route) if found.route is not None else None,
        "serves": list(map(_serves, found.serves)),
        "services": list(map(_path, found.services)),
        "paths": list(map(_path, found.mux)),
        "unproved": list(map(_path, found.unproved)),
        "methods": list(found.others),
        "further": list(map(_path, found.further)),
    }


def _filters(routes: Routes) -> list[dict[str, Any]]:
    return [
        {**_named(one.function, one.position), "condition": one.condition or None, "otherwise": one.alternative}
        for one in routes.filters
    ]


def _serves(one: Serves) -> dict[str, Any]:
    return {**_named(one.method, one.declared), "called": _place(one.called)}


def _path(one: RegisteredPath) -> dict[str, Any]:
    return {
        "method": one.method or None,
        "path": one.path,
        "paths": list(one.paths),
        "prefix": one.prefix,
        "handler": one.handler,
        "registered": _place(one.registered),
        **_named(one.by, one.at),
    }


def _named(symbol: Symbol, position: Position) -> dict[str, Any]:
    return {"symbol": str(symbol), **_place(position)}


def _place(position: Position) -> dict[str, Any]:
    return {"file": position.file, "line": position.line, "col": position.col}
