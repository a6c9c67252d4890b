"""The table of routes, on the pinned Kubernetes version: what serves a request, as its source has it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archviz.kubernetes.routes import read_routes, trace
from archviz.model.graph import Span

if TYPE_CHECKING:
    from archviz.golang.graph import Graph
    from archviz.kubernetes.routes import Routes
    from archviz.model.symbols import Symbol

OPTIONS = {
    "provider": "k8s.io/kubernetes/pkg/controlplane.RESTStorageProvider",
    "method": "NewRESTStorage",
    "group": "GroupName",
    "storages": "k8s.io/apiserver/pkg/server.APIGroupInfo.VersionedResourcesStorageMap",
    "storage": "k8s.io/apiserver/pkg/registry/rest.Storage",
    "legacy": "k8s.io/kubernetes/pkg/registry/core/rest.LegacyRESTStorageProvider.NewLegacyRESTStorage",
}

POD = "/api/v1/namespaces/default/pods/web"
REQUESTS = Path(__file__).with_name("requests.txt").read_text("utf-8").splitlines()
"""A method, an address, the verb of authorization, the handler, the storage's type, and its method."""
REFUSED = (
    ("PUT", f"{POD}/log", ("GET",)),
    ("PUT", "/api/v1/nodes", ("DELETE", "GET", "POST")),
    ("DELETE", "/api/v1/namespaces", ("GET", "POST")),
    ("POST", "/api/v1/pods", ("GET",)),
    ("POST", "/apis/apps/v1/deployments", ("GET",)),
)
SERVICES = (
    ("/api", "s.handle", "Instance.InstallLegacyAPI", "endpoints/discovery/legacy.go"),
    ("/api/v1", "s.handle", "APIGroupVersion.InstallREST", "endpoints/discovery/version.go"),
    ("/apis", "s.restfulHandle", "rootAPIsHandler.WebService", "endpoints/discovery/root.go"),
    ("/apis/apps", "s.handle", "APIGroupHandler.WebService", "endpoints/discovery/group.go"),
    ("/apis/rbac.authorization.k8s.io", "s.handle", "APIGroupHandler.WebService", "endpoints/discovery/group.go"),
    ("/apis/apps/v1", "s.handle", "APIGroupVersion.InstallREST", "endpoints/discovery/version.go"),
    ("/apis/batch/v2alpha1/", "s.handle", "APIGroupVersion.InstallREST", "endpoints/discovery/version.go"),
    ("/version", "v.handleVersion", "Version.Install", "server/routes/version.go"),
    ("/version/", "v.handleVersion", "Version.Install", "server/routes/version.go"),
    ("/logs", "logFileListHandler", "Logs.Install", "pkg/routes/logs.go"),
    ("/logs/pods/a/b.log", "logFileHandler", "Logs.Install", "pkg/routes/logs.go"),
    ("/openid/v1/jwks", "fromStandard(…)", "OpenIDMetadataServer.Install", "pkg/routes/openidmetadata.go"),
    (
        "/.well-known/openid-configuration",
        "fromStandard(…)",
        "OpenIDMetadataServer.Install",
        "pkg/routes/openidmetadata.go",
    ),
)
"""A path, the expression of what handles it, what gives the path, and the end of the file where it is registered."""
MUXED = (
    ("/metrics", "DefaultMetrics.Install"),
    ("/metrics", "MetricsWithReset.Install"),
    ("/openapi/v2", "OpenAPI.Install"),
    ("/debug/flags", "DebugFlags.Install"),
    ("/healthz", "InstallHandler"),
    ("/livez", "InstallLivezHandler"),
    ("/readyz", "InstallReadyzHandler"),
    ("/debug/pprof/heap", "Profiling.Install"),
    ("/index.html", "Index.Install"),
)


@cache
def _routes(graph: Graph) -> Routes:
    return read_routes(graph, OPTIONS, lambda name: _symbol(graph, name))


def _symbol(graph: Graph, name: str) -> Symbol:
    found = graph.find(name)
    assert found is not None
    return found


@pytest.mark.parametrize("line", REQUESTS, ids=lambda line: " ".join(line.split()[:2]))
def test_a_request_is_served_by_the_handler_and_the_storage_that_the_source_says(graph: Graph, line: str) -> None:
    method, address, verb, handler, storage, serves = line.split()
    found = trace(_routes(graph), method, address)
    assert found.route is not None
    assert found.verb == verb
    assert found.route.handled.handler.name == handler
    assert str(found.route.resource.storage) == f"k8s.io/kubernetes/pkg/registry/{storage}"
    assert serves in [one.method.short for one in found.serves]


@pytest.mark.parametrize(("method", "path", "others"), REFUSED)
def test_a_path_says_for_which_methods_it_is_served(
    graph: Graph, method: str, path: str, others: tuple[str, ...]
) -> None:
    found = trace(_routes(graph), method, path)
    assert found.route is None
    assert found.others == others


@pytest.mark.parametrize(("path", "by"), MUXED)
def test_a_path_of_the_mux_is_found_with_who_registers_it(graph: Graph, path: str, by: str) -> None:
    assert by in [one.by.short for one in trace(_routes(graph), "GET", path).mux]


@pytest.mark.parametrize(("path", "handler", "by", "file"), SERVICES)
def test_a_path_of_a_web_service_is_found_with_what_handles_it(
    graph: Graph, path: str, handler: str, by: str, file: str
) -> None:
    found = trace(_routes(graph), "GET", path)
    assert found.route is None
    assert not found.mux
    assert [(one.handler, one.by.short) for one in found.services] == [(handler, by)]
    assert found.services[0].registered.file.endswith(file)
    assert trace(_routes(graph), "POST", path).others == ("GET",)


@pytest.mark.parametrize(
    ("path", "handler"), [("/healthz/ping", "adaptCheckToHandler(…)"), ("/debug/flags/v", "f.Index")]
)
def test_a_path_that_is_made_at_run_time_is_never_proved(graph: Graph, path: str, handler: str) -> None:
    """One check is served at ``fmt.Sprintf("%s/%v", path, check.Name())``, and what its name is no source says."""
    found = trace(_routes(graph), "GET", path)
    assert not found.services
    assert handler in [one.handler for one in (*found.mux, *found.unproved)]
    assert "adaptCheckToHandler(…)" in [one.handler for one in found.unproved]
    assert all(not one.paths for one in found.unproved)


def test_every_registration_shows_what_it_proves(graph: Graph) -> None:
    routes = _routes(graph)
    for one in (*routes.services, *routes.paths, *routes.further):
        line = graph.lines(Span(one.registered.file, one.registered.line, one.registered.line, 0, 0))[0]
        assert re.match(r"(To|(Unlisted)?Handle(Func|Prefix)*)\(", line[one.registered.col - 1 :])


@pytest.mark.parametrize("path", ["/apis/example.com/v1/namespaces/a/tools", "/apis/apiextensions.k8s.io/v1/foos"])
def test_what_has_no_route_is_left_to_the_servers_that_register_its_path(graph: Graph, path: str) -> None:
    found = trace(_routes(graph), "GET", path)
    assert found.route is None
    assert not found.others
    assert not found.mux
    assert [one.handler for one in found.further] == ["NewCustomResourceDefinitionHandler(…)"]


def test_every_place_shows_what_it_proves(graph: Graph) -> None:
    """The line where a handler calls a storage names the method, and that which adds a route its verb."""
    routes = _routes(graph)

    def line(file: str, number: int) -> str:
        return graph.lines(Span(file, number, number, 0, 0))[0]

    for route in routes.routes:
        assert f'"{route.action}"' in line(route.added.file, route.added.line)
        assert route.handled.wrapper.name in line(route.handled.at.file, route.handled.at.line)
        assert route.handled.handler.name in line(route.handled.handler_at.file, route.handled.handler_at.line)
        for each in route.serves:
            assert f"{each.method.member}(" in line(each.called.file, each.called.line)
            assert each.method.member in line(each.declared.file, each.declared.line)


def test_the_filter_that_is_wrapped_last_runs_first(graph: Graph) -> None:
    names = [one.function.name for one in _routes(graph).filters if one.function.name.startswith("With")]
    assert names[:2] == ["WithPanicRecovery", "WithRequestReceivedTimestamp"]
    assert names.index("WithAuthentication") < names.index("WithAudit") < names.index("WithAuthorization")
    assert names[-1] == "WithAuthorization"
