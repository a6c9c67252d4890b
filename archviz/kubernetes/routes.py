"""The table of routes: every path of the API server with what serves it, and which of them a request takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from archviz.figures.cells import lost
from archviz.kubernetes.installer import ENDPOINTS, Installer
from archviz.kubernetes.paths import SERVER, PathReader, RegisteredPath
from archviz.kubernetes.resources import resources
from archviz.kubernetes.scopes import Scopes
from archviz.model.errors import SymbolError
from archviz.model.relations import CallKind, RelationKind, certain, evidence
from archviz.model.symbols import Symbol
from archviz.model.values import ValueKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from archviz.kubernetes.installer import Action, Handling
    from archviz.kubernetes.resources import Resource
    from archviz.model.graph import ChainLink, CodeGraph
    from archviz.model.relations import Certain, Evidence, Position
    from archviz.model.values import SourceValue

HANDLERS = f"{ENDPOINTS}/handlers"
_REST = "k8s.io/apiserver/pkg/registry/rest"
FILTERS = Symbol(SERVER, "DefaultBuildHandlerChain")
"""What wraps the server in its filters."""
DIRECTOR = Symbol(SERVER, "director", "ServeHTTP")
"""What chooses between the routes of resources and the path mux."""
_VERBS = Symbol(ENDPOINTS, "toDiscoveryKubeVerb")
_SERVERS = (SERVER, "k8s.io/kubernetes/pkg/controlplane", "k8s.io/kubernetes/pkg/routes")
_NEXT = ("k8s.io/apiextensions-apiserver/pkg/apiserver", "k8s.io/kube-aggregator/pkg/apiserver")
"""Where the API server itself and the servers before and behind it register paths."""
_LISTER, _WATCH = "Lister", "Watch"
"""The interface whose routes are watched too, and the method that does so."""
_CONVERTER = "TableConvertor"
"""The interface that a handler has from the scope of its requests, for what a storage has answered already."""
_NEVER_SERVES = "New"
"""How the names of methods begin that make an empty object for a handler."""


@dataclass(frozen=True, slots=True)
class Serves:
    """A method of a storage that a handler calls: the method, where it is declared, and where the handler calls it."""

    method: Symbol
    declared: Position
    called: Evidence


@dataclass(frozen=True, slots=True)
class Handled:
    """How the requests of an action are handled, the same for all storages: by ``wrapper``, which calls ``handler``.

    ``at`` is where the wrapper is given to the route, ``calls`` the methods of interfaces that the handler calls on
    the storage, each with the place.
    """

    wrapper: Symbol
    at: Position
    handler: Symbol
    handler_at: Evidence
    calls: tuple[tuple[Symbol, Evidence], ...]


@dataclass(frozen=True, slots=True)
class Route:
    """A path with an HTTP method that a storage serves.

    ``path`` begins with ``root``, that of its group's version, and has variables such as ``{name}``, and ``{path:*}``
    for all that follows. ``action`` is the installer's verb (``LIST``), ``verb`` what authorization calls it ("" where
    it has no name). ``added`` is where the installer adds it, and ``interfaces`` are those that the storage has to
    implement for it.
    """

    method: str
    root: str
    path: str
    action: str
    verb: str
    resource: Resource
    namespaced: bool
    added: Position
    interfaces: tuple[Symbol, ...]
    handled: Handled
    serves: tuple[Serves, ...]


@dataclass(frozen=True, slots=True)
class Routes:
    """All routes of a source. ``filters`` are in the order in which they run, the one that is wrapped last first."""

    filters: tuple[ChainLink, ...]
    routes: tuple[Route, ...]
    services: tuple[RegisteredPath, ...]
    """What is served by web services that are not of resources: discovery, the version, logs."""
    paths: tuple[RegisteredPath, ...]
    """What is registered with the path mux."""
    further: tuple[RegisteredPath, ...]
    """What the servers before and behind this one register with their own muxes."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What serves a request: a ``route`` of a storage, a web service, a path of this server's ``mux``, or none of them.

    ``serves`` are the methods of the route's storage that answer it, none where it cannot be watched and that is asked.
    ``services`` and ``mux`` have several entries where the configuration chooses one of them. ``unproved`` is, where
    nothing else is known to serve the path, what registers paths of which the source only says how they begin.
    ``watch`` says that it asks to watch.
    ``others`` are the methods that the path has where the request's is none of them. ``further`` is what other servers
    of the chain register for the path.
    """

    method: str
    path: str
    watch: bool
    route: Route | None = None
    serves: tuple[Serves, ...] = ()
    services: tuple[RegisteredPath, ...] = ()
    mux: tuple[RegisteredPath, ...] = ()
    unproved: tuple[RegisteredPath, ...] = ()
    others: tuple[str, ...] = ()
    further: tuple[RegisteredPath, ...] = ()

    @property
    def verb(self) -> str:
        """What authorization calls it, "" where that is not known."""
        if self.route is None:
            return ""
        return "watch" if self.watch and self.route.action == "LIST" else self.route.verb


def read_routes(graph: CodeGraph, options: Mapping[str, str], symbol: Callable[[str], Symbol]) -> Routes:
    """The routes of a source. ``options`` and ``symbol`` are those of the table of its resources (``ApiResources``).

    Raises SymbolError, with the place in the source, where anything cannot be followed.
    """
    found = resources(graph, options, symbol)
    reader = _Reader(graph, found)
    filters = tuple(reversed(graph.chain(FILTERS, "handler")))
    if not filters:
        raise SymbolError(f"{FILTERS} wraps no handler", hint="the filters are read off it")
    routes = tuple(route for one in found for route in reader.routes(one))
    roots = tuple(dict.fromkeys(route.root for route in routes))
    own, further = PathReader(graph, _SERVERS, roots), PathReader(graph, _NEXT, roots)
    return Routes(filters, routes, tuple(own.services()), tuple(own.muxed()), tuple(further.muxed()))


def trace(routes: Routes, method: str, address: str) -> Trace:
    """What serves a request with an HTTP method for an address: a path, which may have a query (``?watch=true``)."""
    parts = urlsplit(address)
    path = "/" + parts.path.strip("/") if parts.path.strip("/") else "/"
    asked = parse_qs(parts.query, keep_blank_values=True).get("watch", ["false"])[0].lower()
    watch = asked not in ("false", "0")
    fitting = [one for one in routes.routes if _fits(one.path, path)]
    best = min((_order(one.path) for one in fitting), default=None)
    nearest = [one for one in fitting if _order(one.path) == best]
    further = tuple(_muxed(routes.further, path))
    for one in nearest:
        if one.method == method:
            return Trace(method, path, watch, one, _answering(one, watch=watch), further=further)
    others = tuple(sorted({one.method for one in nearest}))
    if nearest:
        return Trace(method, path, watch, others=others, further=further)
    services = [one for one in routes.services if any(_fits(each, path) for each in one.paths)]
    others = tuple(sorted({one.method for one in services}))
    if method in others:
        return Trace(method, path, watch, services=tuple(o for o in services if o.method == method), further=further)
    if others:
        return Trace(method, path, watch, others=others, further=further)
    mux = tuple(_muxed(routes.paths, path))
    made = () if any(not one.prefix for one in mux) else (*routes.paths, *routes.further)
    unproved = tuple(one for one in made if not one.paths and path.startswith(one.path.partition("{")[0]))
    return Trace(method, path, watch, mux=mux, unproved=unproved, further=further)


def _answering(route: Route, *, watch: bool) -> tuple[Serves, ...]:
    """The methods of a route's storage that answer; a list is watched instead where the request asks so."""
    watched = route.action.startswith("WATCH") or (watch and route.action == "LIST")
    if not watched and route.action != "LIST":
        return route.serves
    return tuple(one for one in route.serves if (one.method.member == _WATCH) is watched)


def _fits(template: str, path: str) -> bool:
    """Whether a path has the form of a route's. A variable stands for one step, ``{path:*}`` for one or more."""
    wanted, given = template.split("/"), path.split("/")
    if wanted[-1].endswith(":*}"):
        wanted, given = wanted[:-1], given[: len(wanted) - 1] if len(given) >= len(wanted) else []
    return len(wanted) == len(given) and all(
        one == other or (one.startswith("{") and other != "") for one, other in zip(wanted, given, strict=True)
    )


def _order(template: str) -> tuple[int, int]:
    """What sorts the forms of a path: most steps without a variable first, as go-restful's CurlyRouter has it."""
    steps = template.split("/")
    return -sum(not step.startswith("{") for step in steps), len(steps)


def _muxed(paths: Sequence[RegisteredPath], path: str) -> list[RegisteredPath]:
    """The registered paths that a path belongs to: itself, else the longest prefix, as ``pathHandler`` has it."""
    exact = [one for one in paths if not one.prefix and path in one.paths]
    prefixes = [one for one in paths if one.prefix and path.startswith(one.paths)]
    longest = max((len(one.path) for one in prefixes), default=0)
    return exact or [one for one in prefixes if len(one.path) == longest]


class _Reader:
    """Makes the routes of storages; what handlers and types have in common is worked out once."""

    def __init__(self, graph: CodeGraph, found: Sequence[Resource]) -> None:
        self._graph = graph
        self._installer = Installer(graph)
        self._scopes = Scopes(graph)
        self._storages = {(one.group, one.version, one.name): one for one in found}
        self._verbs = {
            e.key.constant: e.value.constant or ""
            for e in graph.entries(_VERBS, (ENDPOINTS,)).entries
            if e.key.constant
        }
        self._prefix = self._constant("APIGroupPrefix")
        self._legacy = self._constant("DefaultLegacyAPIPrefix")
        self._implemented = cache(graph.implements)
        self._handled = cache(self._handled_by)
        self._flagged = cache(self._flags_of)

    def routes(self, one: Resource) -> Iterator[Route]:
        """All routes of a resource. Raises SymbolError where its scope or its methods cannot be followed."""
        parent = self._storages.get((one.group, one.version, one.name.partition("/")[0]))
        if parent is None:
            raise lost(f"{one.name} has no storage above it", one.evidence)
        namespaced = self._scopes.namespaced(parent.storage, parent.evidence)
        flags = self._flagged(one.storage)
        root = f"{self._prefix}/{one.group}/{one.version}/" if one.group else f"{self._legacy}/{one.version}/"
        for action in self._installer.actions(one.name, flags, namespaced=namespaced):
            handling = self._installer.handling(action.verb, flags)
            handled = self._handled(handling)
            interfaces = self._interfaces(action, one.storage)
            serves = tuple(self._serves(one.storage, interfaces, handled))
            for method in self._methods(one.storage, handling):
                verb = self._verbs.get(action.verb, "") or self._verbs.get(method, "")
                path = f"{root}{action.path}"
                yield Route(
                    method, root, path, action.verb, verb, one, namespaced, action.at, interfaces, handled, serves
                )

    def _constant(self, name: str) -> str:
        text = self._graph.text(Symbol(SERVER, name))
        if text is None:
            raise SymbolError(f"{SERVER}.{name} is no constant", hint="the paths of groups begin with it")
        return text

    def _flags_of(self, storage: Symbol) -> frozenset[str]:
        """Which of the installer's flags hold for a storage."""
        known = self._installer
        flags = {
            flag
            for flag, interfaces in known.interfaces.items()
            if any(self._implemented(storage, interface) for interface, _ in interfaces)
        }
        flags |= {flag for flag, method in known.options.items() if self._says(storage, method)}
        return frozenset(flags)

    def _says(self, storage: Symbol, method: str) -> bool:
        """The second result of a method of a storage, if it has that method: whether it takes paths below it."""
        found = self._graph.member(storage, method)
        values = self._graph.results(found, 1) if found is not None else ()
        if any(value.constant not in ("true", "false") for value in values):
            raise lost(f"whether {storage.short}.{method} takes paths cannot be followed", values[0].position)
        return any(value.constant == "true" for value in values)

    def _interfaces(self, action: Action, storage: Symbol) -> tuple[Symbol, ...]:
        """Those of an action's interfaces that a storage implements."""
        asked = (one for flag in action.flags for one, _ in self._installer.interfaces.get(flag, ()))
        return tuple(dict.fromkeys(one for one in asked if self._implemented(storage, one)))

    def _methods(self, storage: Symbol, handling: Handling) -> tuple[str, ...]:
        """The HTTP methods of a route: one, or those that a method of the storage returns."""
        if handling.method:
            return (handling.method,)
        method = self._graph.member(storage, handling.methods)
        values: tuple[SourceValue, ...] = self._graph.results(method) if method is not None else ()
        found: list[str] = []
        for value in values:
            ends = value
            if value.kind is ValueKind.NAME and value.symbol is not None:
                ends = self._graph.initial(value.symbol) or value
            found += _texts(ends.text)
        if not found:
            raise lost(f"which methods {storage.short} is connected by cannot be followed", handling.at)
        return tuple(dict.fromkeys(found))

    def _handled_by(self, handling: Handling) -> Handled:
        called = [r for r in self._calls(handling.handler) if r.target is not None and r.target.package == HANDLERS]
        if not called or called[0].target is None:
            raise lost(f"{handling.handler.name} calls no handler", handling.at)
        first = called[0]
        assert first.target is not None  # noqa: S101  # asked for just above
        calls = tuple(self._reached(first.target))
        return Handled(handling.handler, handling.at, first.target, evidence(first), calls)

    def _reached(self, handler: Symbol) -> Iterator[tuple[Symbol, Evidence]]:
        """The methods of a storage's interfaces that a handler calls, itself or by other functions of its package."""
        waiting, seen = [handler], {handler}
        while waiting:
            for relation in self._calls(waiting.pop(0)):
                target = relation.target
                if target is None:
                    continue
                if relation.call is CallKind.INTERFACE and target.package == _REST:
                    if target.name != _CONVERTER and not target.member.startswith(_NEVER_SERVES):
                        yield target, evidence(relation)
                elif target.package == HANDLERS and target not in seen:
                    seen.add(target)
                    waiting.append(target)

    def _serves(self, storage: Symbol, interfaces: tuple[Symbol, ...], handled: Handled) -> Iterator[Serves]:
        """The methods of a storage that a handler calls, of those that its interfaces have."""
        names = {method for one in interfaces for method in self._method_names(one)}
        seen: set[str] = set()
        for target, at in handled.calls:
            name = target.member
            if name in names and name not in seen:
                seen.add(name)
                method = self._graph.member(storage, name)
                declared = self._graph.declaration(method) if method is not None else None
                if method is not None and declared is not None:
                    yield Serves(method, declared.position, at)

    def _method_names(self, interface: Symbol) -> Iterator[str]:
        """The names of an interface's methods, of those that it embeds too."""
        declared = self._graph.declaration(interface)
        if declared is not None:
            yield from (one.symbol.member for one in declared.methods)
            for one in declared.embeds:
                yield from self._method_names(Symbol(interface.package, one.type.rpartition(".")[2]))
            if interface.name == _LISTER:
                yield _WATCH

    def _calls(self, function: Symbol) -> list[Certain]:
        found = filter(None, map(certain, self._graph.relations(function)))
        return [r for r in found if r.kind in (RelationKind.CALL, RelationKind.REF)]


def _texts(text: str) -> list[str]:
    """The string literals of a slice's literal, as written."""
    inside = text.partition("{")[2].rpartition("}")[0]
    return [part.strip().strip('"') for part in inside.split(",") if part.strip().startswith('"')]
