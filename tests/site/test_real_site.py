"""The site of the shipped article on the real source: what it weighs, and that every link in it leads somewhere."""

from __future__ import annotations

import gzip
import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from browsing import NARROW, WIDE, chromium
from kitchens import written
from playwright.sync_api import expect
from stepping import rests_through_the_steps

from archviz.workspace.build_worker import BuildWorker
from archviz.workspace.project import find_project
from archviz.workspace.site import pages
from archviz.workspace.subject import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import ViewportSize

ROOT = Path(__file__).parents[2]
ADDRESS = re.compile(r'\s(?:href|src)="([^"]+)"')
LINES = re.compile(r"(?<=^L)(\d+)-L\d+$")
ID = re.compile(r'\sid="([^"]+)"')


@pytest.fixture(scope="module")
def files(kubernetes: Path) -> dict[str, bytes]:
    with BuildWorker() as beside:
        found, report = pages(find_project(ROOT), Settings(), beside)
    assert not report.failed
    return found


def _pages(files: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    return ((path, data.decode()) for path, data in files.items() if path.endswith(".html"))


def _beside(path: str, address: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), address))


def test_the_whole_site_is_light(files: dict[str, bytes]) -> None:
    assert len(files) > 1000
    of_versions = {path for path in files if path.removeprefix("zh/").startswith("versions/")}
    by_need = {path for path in files if path.endswith(".versions.js")}
    whole_files = {path for path in files if path.endswith(".go.html")}
    assert by_need
    assert len(whole_files) > 300
    assert sum(len(files[path]) for path in files.keys() - of_versions - by_need - whole_files) < 15_000_000
    assert sum(len(files[path]) for path in whole_files) < 10_000_000
    assert sum(len(files[path]) for path in of_versions) < 2_000_000
    assert sum(len(files[path]) for path in by_need) < 750_000


@pytest.mark.parametrize("folder", ["", "zh/"])
def test_the_first_page_is_light_with_its_first_picture(folder: str, files: dict[str, bytes]) -> None:
    start = f"{folder}index.html"
    page = files[start].decode()
    parts = re.findall(r'<(?:link|script)\b[^>]*?(?:href|src)="([^"]*assets/[^"]*)"', page)
    picture = re.search(r'<img src="([^"]+)"', page)
    assert picture is not None
    ours = [files[_beside(start, part)] for part in parts if part.endswith((".css", ".js")) and "search" not in part]
    assert sum(map(len, ours)) < 60_000
    weight = [page.encode(), *ours, files[_beside(start, picture[1])]]
    assert sum(len(gzip.compress(each)) for each in weight) < 60_000, "as hosts of pages send them"
    assert sum(map(len, weight)) < 225_000


QUESTIONS = {
    **dict.fromkeys(("Store", "store", "stroe", "registry.Store"), "Store"),
    "authn": "k8s.io/apiserver/pkg/authentication/authenticator",
    "authz": "Authorizer",
    "APF": "k8s.io/apiserver/pkg/util/flowcontrol",
    "CRD": "custom resource",
    **dict.fromkeys(("APIServerHandler", "apiserverhandler", "APISrverHandler"), "APIServerHandler"),
    **dict.fromkeys(("DefaultBuildHandlerChain", "defaultbuildhandlerchian"), "DefaultBuildHandlerChain"),
    "handler chain": "The handler chain in the order in which a request meets it",
    **dict.fromkeys(("WithAuthentication", "withauthentcation"), "WithAuthentication"),
    "authentication": "authentication",
    "director": "director",
    "director.ServeHTTP": "director.ServeHTTP",
    "PathRecorderMux": "PathRecorderMux",
    "mux": "k8s.io/apiserver/pkg/server/mux",
    "NewConfig": "NewConfig",
    "GenericAPIServer": "GenericAPIServer",
    **dict.fromkeys(("Config", "server.Config", "k8s.io/apiserver/pkg/server.Config"), "Config"),
    **dict.fromkeys(("k8s.io/apiserver/pkg/server", "apiserver/pkg/server"), "k8s.io/apiserver/pkg/server"),
    **dict.fromkeys(("DynamicFileCAContent", "dynamicfileca", "DynamicFilCAContent"), "DynamicFileCAContent"),
    "(*DynamicFileCAContent).loadCABundle": "DynamicFileCAContent.loadCABundle",
    "loadCABundle": "DynamicFileCAContent.loadCABundle",
    "pods": "pods",
    "pod": "Pod",
    "configmaps": "configmaps",
    "pv": "persistentvolumes",
    "rbac": "rbac.authorization.k8s.io",
    "RESTStorageProvider": "RESTStorageProvider",
    "rest.Storage": "Storage",
    "runtime.Object": "Object",
    "InstallLegacyAPI": "Instance.InstallLegacyAPI",
    "registerResourceHandlers": "APIInstaller.registerResourceHandlers",
    "ControllerRunner": "ControllerRunner",
    "Notifier": "Notifier",
    "AddListener": "Notifier.AddListener",
    "Run": "ControllerRunner.Run",
    "panic recovery": "WithPanicRecovery",
    **dict.fromkeys(("rest options getter", "RESTOptionsGetter", "resttoptionsgetter"), "RESTOptionsGetter"),
    "proved": "proved",
}
"""What is asked, and what comes first."""


def test_what_is_asked_for_comes_first(files: dict[str, bytes], tmp_path: Path) -> None:
    folder = written(files, tmp_path)
    with chromium() as browser:
        page = browser.new_page()
        page.goto(f"{folder.as_uri()}/figures/master-server-handler-chain.html")
        page.keyboard.press("/")
        box = page.get_by_role("dialog").get_by_role("searchbox")
        expect(box).to_be_focused()
        found = {}
        for question in QUESTIONS:
            box.fill(question)
            expect(page.get_by_role("dialog").get_by_role("list")).to_have_attribute("aria-busy", "false")
            found[question] = page.locator(".search-title").first.inner_text()
    assert found == QUESTIONS


def test_every_link_within_the_site_leads_somewhere(files: dict[str, bytes]) -> None:
    ids = {path: set(ID.findall(text)) for path, text in _pages(files)}
    for path, text in _pages(files):
        for address in set(ADDRESS.findall(text)):
            parts = urlsplit(address)
            if parts.scheme:
                assert parts.scheme == "https", (path, address)
                continue
            target = _beside(path, unquote(parts.path)) if parts.path else path
            assert target in files, (path, address)
            if parts.fragment and target in ids:
                assert LINES.sub(r"\1", unquote(parts.fragment)) in ids[target], (path, address)


@pytest.mark.browser
@pytest.mark.parametrize(("way", "size"), [("mouse", WIDE), ("keys", WIDE), ("play", WIDE), ("mouse", NARROW)])
def test_every_step_of_every_figure_stays_together_below_a_pointer_at_rest(
    way: str, size: ViewportSize, files: dict[str, bytes], tmp_path: Path
) -> None:
    written({path: data for path, data in files.items() if path.startswith(("figures/", "assets/"))}, tmp_path)
    with chromium() as browser:
        context = browser.new_context(viewport=size, reduced_motion="reduce")
        for figure in sorted((tmp_path / "figures").glob("*.tour")):
            page = context.new_page()
            page.clock.install()
            page.goto(figure.with_suffix(".html").as_uri())
            rests_through_the_steps(page, way)
            page.close()


@pytest.mark.parametrize("kind", ["index", "about", "figures/", "versions/", "symbols/d", "zh/"])
def test_pages_are_valid(kind: str, files: dict[str, bytes]) -> None:
    chosen = [path for path in files if path.startswith(kind) and path.endswith(".html")]
    assert chosen
    for path in chosen[:40]:
        html5lib.HTMLParser(strict=True).parse(files[path])


def test_both_languages_show_the_same_figures_in_the_same_arrangement(files: dict[str, bytes]) -> None:
    drawn = [path for path in files if re.fullmatch(r"figures/[\w-]+\.svg", path)]
    assert len(drawn) == len(list((ROOT / "diagrams").rglob("*.svg")))
    for path in drawn:
        english, chinese = (_cards(files[name].decode()) for name in (path, f"zh/{path}"))
        assert len(english) > 1
        assert english == chinese


def _cards(svg: str) -> dict[str, tuple[float, ...]]:
    """Each card's place, as seen from the first one, and its size."""
    found = re.findall(
        r'data-card="([^"]+)".*?<rect [^>]*?x="(\S+)" y="(\S+)" width="(\S+)" height="(\S+)"', svg, re.DOTALL
    )
    left, top = float(found[0][1]), float(found[0][2])
    return {name: (float(x) - left, float(y) - top, float(w), float(h)) for name, x, y, w, h in found}
