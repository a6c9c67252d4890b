"""The command that says what serves a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archviz.cli.choices import Choice
from archviz.cli.options import common, source_option
from archviz.cli.output import Bright
from archviz.cli.questions import OUT, print_lines, print_text
from archviz.model.counts import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archviz.cli.answers import Line
    from archviz.kubernetes.paths import RegisteredPath
    from archviz.kubernetes.routes import Routes, Trace
    from archviz.model.graph import ChainLink
    from archviz.workspace.project import Project
    from archviz.workspace.subject import Settings


@click.command()
@click.argument("method", default="")
@click.argument("path", default="")
@click.option("--format", "form", type=Choice(("text", "json")), default="text", help="How to print it.")
@OUT
@source_option
@common
def trace(project: Project, settings: Settings, method: str, path: str, form: str, out: str) -> None:
    """Say what serves a request to the API server: filters, handler and storage.

    METHOD is an HTTP method such as GET, PATH a path such as /api/v1/namespaces/default/pods/x/log, which may end in
    ?watch=true. Without both, all routes are listed.

    \b
    archviz trace POST /api/v1/namespaces/default/pods
    archviz trace GET '/api/v1/pods?watch=true'
    archviz trace GET /healthz --format json
    archviz trace --format json --out routes.json

    The routes are worked out from the source: the storages that the table of API resources lists, the interfaces that
    each implements, and the function that registers handlers for these. Each line has the place that proves it. What
    the source does not say is said: a path that has no route here may be one of a custom resource or of an aggregated
    server, or one that is made when the server runs. Which of the routes a server has depends on its configuration and
    on feature gates.

    JSON is one object: "filters", "route" ("method", "path", "action", "verb", "storage", "added", "interfaces",
    "wrapper", "handler", "serves") or null, "serves", "services" (discovery, the version), "paths" (of the path mux),
    "unproved", "methods" and "further"; of all routes "filters", "routes", "services", "paths" and
    "further". Exits with 0 also where nothing serves the request.
    """
    from archviz.kubernetes.routes import trace as traced
    from archviz.model.safe import json_text
    from archviz.workspace.trace import find_routes, routes_facts, trace_facts

    if bool(method) != bool(path) or (path and not path.startswith("/")):
        raise click.UsageError("give METHOD and a PATH that begins with /, or neither")
    routes = find_routes(project, settings)
    found = traced(routes, method.upper(), path) if method else None
    if form == "json":
        facts = trace_facts(routes, found) if found is not None else routes_facts(routes)
        print_text(json_text(facts, spaces=2), out)
    else:
        print_lines(_trace_lines(routes, found) if found is not None else _route_lines(routes), out)


def _route_lines(routes: Routes) -> Iterator[Line]:
    """A line for each route, one for each path of the mux."""
    for one in routes.routes:
        storage = one.resource.storage
        package = storage.package.rpartition("k8s.io/")[2]
        yield f"{one.method:7}{one.path}  ", Bright(f"{package}.{storage.short}"), f"  {one.added}"
    for path in (*routes.services, *routes.paths):
        yield f"{path.method or 'ANY':7}{_written(path)}  ", Bright(path.handler), f"  {path.at}"
    counts = (
        counted(len(routes.routes), "route"),
        f"{counted(len(routes.services), 'path')} of web services",
        f"{counted(len(routes.paths), 'path')} of the mux",
    )
    yield (", ".join(counts),)


def _trace_lines(routes: Routes, found: Trace) -> Iterator[Line]:
    """The steps of a request in the order in which they are taken."""
    yield Bright(f"{found.method} {found.path}"), f": {found.verb}" if found.verb else ""
    yield ("filters, in the order in which they run",)
    yield from map(_filter_line, routes.filters)
    route = found.route
    if route is not None:
        resource = f"{route.resource.name}, {route.resource.group or 'core'}/{route.resource.version}"
        yield "route ", Bright(f"{route.method} {route.path}"), f" of {resource}"
        yield f"  {'added as ' + route.action:36}{route.added}", ""
        yield "  ", Bright(f"{route.handled.wrapper.short:34}"), str(route.handled.at)
        yield "handler ", Bright(route.handled.handler.short), f"  {route.handled.handler_at}"
        yield "storage ", Bright(str(route.resource.storage)), f"  {route.resource.evidence}"
        for each in found.serves:
            yield "  called as ", Bright(each.method.short), f"  {each.called}; declared at {each.declared}"
        if not found.serves:
            yield ("  none of its methods answers this: it cannot be watched" if found.watch else "  no method known",)
    elif found.others:
        yield (f"no route: this path is served for {', '.join(found.others)} only",)
    elif found.services or found.mux:
        yield ("web service" if found.services else "path mux",)
        for one in found.services or found.mux:
            yield from _path_lines(one)
    else:
        yield ("no route: neither the table of routes of this source nor its path mux has this path",)
    if found.further and route is None:
        yield ("registered by another server of the chain",)
        for one in found.further:
            yield from _path_lines(one)
    if found.unproved:
        yield ("perhaps one of these, whose paths are made when the server runs",)
        for one in found.unproved:
            yield from _path_lines(one)


def _filter_line(one: ChainLink) -> Line:
    unless = f"  {'unless' if one.alternative else 'if'} {one.condition}" if one.condition else ""
    return "  ", Bright(f"{one.function.name:40}"), f"{one.position}{unless}"


def _path_lines(one: RegisteredPath) -> Iterator[Line]:
    yield f"  {_written(one)}  ", Bright(one.handler), f"  by {one.by.short}  {one.at}"
    if one.registered != one.at:
        yield (f"    registered at {one.registered}",)


def _written(one: RegisteredPath) -> str:
    return f"{one.path}{'*' if one.prefix else ''}"
