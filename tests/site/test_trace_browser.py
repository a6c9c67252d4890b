"""The page of requests in a browser says of each request what the table of routes says, from disk too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from browsing import chromium
from kettles import ENGLISH, FIGURES, TEMPLATES

from archviz.kubernetes.routes import read_routes, trace
from archviz.site import build, gallery_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from archviz.golang.graph import Graph
    from archviz.kubernetes.routes import Routes
    from archviz.model.symbols import Symbol

REQUESTS = (Path(__file__).parents[1] / "kubernetes" / "requests.txt").read_text("utf-8").splitlines()
OTHERS = (
    "PUT /api/v1/nodes",
    "GET /healthz",
    "GET /healthz/ping",
    "GET /apis/apps",
    "GET /api/v1",
    "GET /logs/a/b",
    "POST /version",
    "GET /openapi/v2",
    "GET /apis/example.com/v1/tools",
    "GET /nothing",
    "POST /debug/pprof/heap",
)


@pytest.fixture(scope="module")
def routes(graph: Graph) -> Routes:
    options = {
        "provider": "k8s.io/kubernetes/pkg/controlplane.RESTStorageProvider",
        "method": "NewRESTStorage",
        "group": "GroupName",
        "storages": "k8s.io/apiserver/pkg/server.APIGroupInfo.VersionedResourcesStorageMap",
        "storage": "k8s.io/apiserver/pkg/registry/rest.Storage",
        "legacy": "k8s.io/kubernetes/pkg/registry/core/rest.LegacyRESTStorageProvider.NewLegacyRESTStorage",
    }

    def symbol(name: str) -> Symbol:
        found = graph.find(name)
        assert found is not None
        return found

    return read_routes(graph, options, symbol)


@pytest.fixture(scope="module")
def page(routes: Routes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, str]]:
    """A browser's page, and the address of the page of requests on disk."""
    folder = tmp_path_factory.mktemp("requests")
    shown = gallery_of("example.com/server", {"": FIGURES})
    files = build(shown.figures, ENGLISH, (TEMPLATES,), gallery=shown, routes=routes)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    with chromium() as browser:
        yield browser.new_page(), (folder / "trace.html").as_uri()


@pytest.mark.parametrize("line", [*REQUESTS, *OTHERS], ids=lambda line: " ".join(line.split()[:2]))
def test_the_page_says_what_the_table_says(page: tuple[Page, str], routes: Routes, line: str) -> None:
    method, address = line.split()[:2]
    found = trace(routes, method, address)
    opened, root = page
    opened.goto(f"{root}?{urlencode({'method': method, 'path': address})}")
    text = opened.locator("ol.trace").inner_text()
    if found.route is not None:
        assert f"{method} {found.route.path}" in text
        assert f"authorized as {found.verb}" in text
        assert found.route.handled.handler.name in text
        assert found.route.resource.storage.short in text
        own = opened.locator("ol.trace > li:last-child > div").all_inner_texts()[1:]
        methods = [line.partition("→")[2].split()[0].partition(".")[2] for line in own]
        assert methods == [one.method.short for one in found.serves]
    else:
        assert ("served for" in text) is bool(found.others)
        assert ("Path mux" in text) is bool(found.mux)
        assert ("neither the table" in text) is not bool(found.others or found.mux or found.services)
        assert ("Web service" in text) is bool(found.services)
        assert ("Perhaps one of these" in text) is bool(found.unproved)
        for one in (*found.services, *found.mux, *found.unproved):
            assert one.handler in text
        assert ("Another server" in text) is bool(found.further)


def test_an_address_is_that_of_the_request_and_typing_changes_it(page: tuple[Page, str]) -> None:
    opened, root = page
    opened.goto(root)
    opened.get_by_label("Method").select_option("DELETE")
    opened.get_by_label("Path").fill("/api/v1/nodes/a")
    assert opened.evaluate("location.search") == "?method=DELETE&path=%2Fapi%2Fv1%2Fnodes%2Fa"
    assert "DeleteResource" in opened.locator("ol.trace").inner_text()


@pytest.mark.parametrize("width", [360, 768, 900, 1440])
def test_it_neither_fails_nor_scrolls_sideways_nor_shifts(page: tuple[Page, str], width: int) -> None:
    browser = page[0].context.browser
    assert browser is not None
    opened = browser.new_page(viewport={"width": width, "height": 900})
    opened.add_init_script(
        "window.shifted = 0; new PerformanceObserver((list) => { for (const one of list.getEntries()) "
        "if (!one.hadRecentInput) shifted += one.value; }).observe({ type: 'layout-shift', buffered: true });"
    )
    said: list[str] = []
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.goto(page[1])
    opened.wait_for_timeout(200)
    assert said == []
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    assert opened.evaluate("shifted") <= 0.02
    opened.close()


def test_all_routes_are_there_without_a_script(page: tuple[Page, str], routes: Routes) -> None:
    browser = page[0].context.browser
    assert browser is not None
    opened = browser.new_page(java_script_enabled=False)
    opened.goto(page[1])
    assert opened.locator("table.routes b").count() == len(routes.routes)
    assert opened.locator("form.request").is_hidden()
    opened.close()
