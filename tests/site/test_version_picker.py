"""A figure at another version, picked on its own page: of a real project with locks of three versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import gates
import pytest
from browsing import NARROW, WIDE, chromium
from kettles import DIAGRAM
from kitchens import written
from playwright.sync_api import Browser, BrowserContext, Page, expect
from test_site_accessibility import AXE

from archviz.model.figure import Origin
from archviz.site.picker import DiagramAt, choices
from archviz.site.versions import History
from archviz.workspace.build_worker import BuildWorker
from archviz.workspace.drift import update
from archviz.workspace.project import find_project
from archviz.workspace.site import pages
from archviz.workspace.subject import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LATER = gates.THIRD.replace(
    "\ts.verify()\n}", "\ts.verify()\n\ts.tidy()\n}\n\nfunc (s *Server) tidy() { s.limit = len(handlers) }"
)
"""As the third version, and Server.Install does one more thing."""

SERVING = """\
figure: 2
kind: diagram
id: serving
title: {en: What the server does, zh: 服务器做什么}
packages: {g: example.org/gate}
cards:
  - {type: g.Server, methods: [Install, check], until: '3.0'}
  - {type: g.Server, methods: [Install, verify, tidy], since: '3.0'}
  - implementers: g.Handler
edges:
  - {from: g.Server.Install, to: g.Server.check, kind: call, step: 1, until: '3.0'}
  - {from: g.Server.Install, to: g.Server.verify, kind: call, step: 1, since: '3.0'}
  - {from: g.Server.Install, to: g.Server.tidy, kind: call, step: 2, since: '3.0'}
"""

FRESH = gates.SERVING.replace("figure: 2", "figure: 5").replace("id: serving", "id: fresh")
CODE = {"1.0": gates.FIRST, "2.0": gates.SECOND, "3.0": LATER}


def _project(folder: Path, *versions: str) -> Path:
    """A project with locks of some versions, and one figure that came after them."""
    gates.figures(folder)
    (folder / "diagrams" / "gate" / "2-serving.yaml").write_text(SERVING, encoding="utf-8")
    (folder / "archviz.toml").write_text("version = '2.0'\n", encoding="utf-8")
    for version in versions:
        source = str(gates.tree(folder / version, CODE[version]))
        update(find_project(folder), Settings(version, source, cache=folder / "cache")).write(folder)
    (folder / "diagrams" / "gate" / "5-fresh.yaml").write_text(FRESH, encoding="utf-8")
    return folder


def _site(folder: Path) -> dict[str, bytes]:
    source = str(gates.tree(folder / "2.0", CODE["2.0"]))
    with BuildWorker() as worker:
        files, report = pages(find_project(folder), Settings("2.0", source, cache=folder / "cache"), worker)
    assert not report.failed
    return files


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return _site(_project(tmp_path_factory.mktemp("gate"), *CODE))


@pytest.fixture(scope="module")
def site(files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(files, tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=WIDE, reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, site: Path) -> Iterator[Page]:
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(_address(site))
    yield page
    assert said == []


def _address(site: Path, more: str = "", figure: str = "serving", language: str = "") -> str:
    file = next((site / language / "figures").glob(f"*{figure}.html"))
    return f"{file.as_uri()}{more}"


def _pick(page: Page, version: str) -> None:
    page.get_by_label("Version", exact=True).select_option(version)


def _shows(page: Page, version: str, rows: list[str]) -> None:
    expect(page.locator("#version-said")).to_contain_text(version)
    expect(page.locator(".drawing .card.struct .row .n")).to_have_text(rows)


SECOND, THIRD = ["Install()", "check()"], ["Install()", "verify()", "tidy()"]


def test_a_picked_version_is_drawn_in_place_of_the_one_of_the_page(page: Page) -> None:
    _shows(page, "2.0, which this page is of", SECOND)
    head = page.locator(".drawing .card.struct .head").bounding_box()
    _pick(page, "3.0")
    _shows(page, "As proved on 3.0", THIRD)
    now = page.locator(".drawing .card.struct .head").bounding_box()
    assert head is not None
    assert now is not None
    assert now["y"] == pytest.approx(head["y"], abs=1)
    assert now["x"] == pytest.approx(head["x"], abs=20)  # an arrow more stands beside it, and all is centred
    expect(page.get_by_role("heading", name="From 2.0 to 3.0")).to_be_visible()
    expect(page.locator(".changes")).to_contain_text("tidy")
    expect(page.locator(".drawing")).to_contain_text("3.0")
    _pick(page, "")
    _shows(page, "which this page is of", SECOND)
    expect(page.locator(".changes")).to_have_count(0)


def test_what_has_another_name_moves_and_is_not_taken_for_another(browser: Browser, site: Path) -> None:
    page = browser.new_page(viewport=WIDE, reduced_motion="no-preference")
    page.goto(_address(site))
    page.evaluate(
        """() => {
            window.left = window.came = "";
            new MutationObserver((changes) => changes.forEach(({ addedNodes }) => addedNodes.forEach((each) => {
                if (each.matches?.(".leaving")) {
                    window.left = each.textContent;
                    const comes = ({ effect }) => effect.getKeyframes()[0].opacity === "0";
                    const came = document.getAnimations().filter(comes);
                    window.came = came.map(({ effect }) => effect.target.textContent).join();
                }
            }))).observe(document.querySelector(".drawing svg"), { childList: true });
        }"""
    )
    _pick(page, "3.0")
    _shows(page, "3.0", THIRD)
    page.wait_for_function("window.came.includes('tidy')")
    assert "verify" not in page.evaluate("window.came")
    assert "check" not in page.evaluate("window.left")
    expect(page.locator(".drawing .leaving")).to_have_count(0)
    _pick(page, "1.0")
    _shows(page, "1.0", SECOND)
    page.wait_for_function("window.left.includes('tidy')")
    assert "check" not in page.evaluate("window.came")
    page.close()


def test_who_wishes_little_motion_sees_none(page: Page) -> None:
    _pick(page, "3.0")
    _shows(page, "3.0", THIRD)
    assert page.evaluate("document.getAnimations().length") == 0


def test_the_address_has_the_version_and_the_history_goes_through_them(page: Page, site: Path) -> None:
    start = page.url
    _pick(page, "3.0")
    _shows(page, "3.0", THIRD)
    assert page.url == f"{start}?v=3.0"
    _pick(page, "1.0")
    _shows(page, "1.0", SECOND)
    page.go_back()
    _shows(page, "3.0", THIRD)
    expect(page.get_by_label("Version", exact=True)).to_have_value("3.0")
    page.go_back()
    _shows(page, "which this page is of", SECOND)
    assert page.url == start
    page.go_forward()
    _shows(page, "3.0", THIRD)


@pytest.mark.parametrize("name", ["3.0", "v3.0"])
def test_an_address_with_a_version_opens_it_with_its_step(page: Page, site: Path, name: str) -> None:
    page.goto(_address(site, f"?v={name}#step-2"))
    _shows(page, "3.0", THIRD)
    expect(page.locator(".panel h2")).to_contain_text("tidy")
    line = next(number for number, line in enumerate(LATER.splitlines(), 1) if "s.tidy()" in line)
    expect(page.locator(".panel .said")).to_contain_text(f"gate.go:{line}")
    expect(page.locator(".stepper output")).to_have_text("Step 2 of 2")
    assert page.url.endswith(f"?v={name}#step-2")


def test_the_steps_and_what_proves_them_are_those_of_the_version(page: Page) -> None:
    expect(page.locator(".stepper output")).to_have_text("1 step")
    _pick(page, "3.0")
    expect(page.locator(".stepper output")).to_have_text("2 steps")
    page.locator("[data-do=next]").click()
    expect(page.locator(".panel h2")).to_contain_text("verify")
    page.locator("[data-do=next]").click()
    expect(page.locator(".panel h2")).to_contain_text("tidy")
    expect(page.locator(".drawing .edge.lit")).to_have_attribute("data-step", "2")
    page.get_by_label("Version", exact=True).select_option("")
    expect(page.locator(".panel")).to_be_hidden()
    expect(page.locator(".stepper output")).to_have_text("1 step")
    expect(page.locator(".drawing svg")).not_to_have_class("dim")


def test_what_is_of_the_page_alone_is_not_offered_at_another_version(page: Page) -> None:
    expect(page.get_by_role("link", name="Download as SVG")).to_be_visible()
    _pick(page, "3.0")
    expect(page.get_by_role("link", name="Download as SVG")).to_be_hidden()
    _pick(page, "")
    expect(page.get_by_role("link", name="Download as SVG")).to_be_visible()


def test_the_version_goes_along_to_the_other_language_and_the_next_figure(page: Page) -> None:
    _pick(page, "3.0")
    _shows(page, "3.0", THIRD)
    page.get_by_role("link", name="中文").click()
    _shows(page, "在 3.0 上证明。", THIRD)
    page.locator(".turn [rel=prev]").click()
    expect(page.locator("#version-said")).to_have_text("在 3.0 上证明。")
    expect(page.locator(".drawing .card.chain .n").first).to_have_text("WithTrace")


def test_an_unknown_version_is_said_and_the_one_of_the_page_is_shown(page: Page, site: Path) -> None:
    page.goto(_address(site, "?v=9.9"))
    _shows(page, "There is no version 9.9 to pick. Shown is 2.0.", SECOND)
    page.goto(_address(site, "?v=%3Cb%3E%24%26"))
    _shows(page, "There is no version <b>$& to pick. Shown is 2.0.", SECOND)
    page.goto(_address(site, "?v=2.0"))
    _shows(page, "As proved on 2.0, which this page is of.", SECOND)


def test_a_version_at_which_the_figure_is_not_proved_says_why(page: Page, site: Path) -> None:
    page.goto(_address(site, figure="fresh"))
    option = page.get_by_label("Version", exact=True).locator("option", has_text="3.0")
    expect(option).to_have_text("3.0 · not proved")
    _pick(page, "3.0")
    _shows(page, "Not proved on 3.0. Shown is 2.0. (the lock is older than the figure)", SECOND)


def test_pictures_that_cannot_be_loaded_are_said(files: dict[str, bytes], browser: Browser, tmp_path: Path) -> None:
    site = written({path: data for path, data in files.items() if not path.endswith(".versions.js")}, tmp_path)
    page = browser.new_page()
    page.goto(_address(site))
    _pick(page, "3.0")
    _shows(page, "The picture of 3.0 cannot be loaded. Shown is 2.0.", SECOND)
    page.close()


def test_nothing_is_loaded_before_a_version_is_picked(context: BrowserContext, site: Path) -> None:
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(_address(site))
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if url.endswith(".versions.js")] == []
    _pick(page, "3.0")
    _shows(page, "3.0", THIRD)
    _pick(page, "1.0")
    _shows(page, "1.0", SECOND)
    assert len([url for url in asked if url.endswith(".versions.js")]) == 1
    page.close()


def test_two_versions_with_the_same_numbers_have_the_names_of_their_locks_in_the_address() -> None:
    names = {
        "0.9": Origin("0.9"),
        "1.5": Origin("1.5"),
        "pot-1.5": Origin("1.5", name="Pot"),
        "pot-1.0.0": Origin("1.0.0"),
    }
    others = [DiagramAt(name, origin) for name, origin in names.items()]
    found = [(it.name, it.value) for it in choices(DIAGRAM, others, History())]
    assert found == [("0.9", "0.9"), ("", ""), ("1.5", "1.5"), ("pot-1.5", "pot-1.5"), ("pot-1.0.0", "pot-1.0.0")]


def test_keys_alone_pick_a_version(page: Page) -> None:
    page.get_by_label("Version", exact=True).focus()
    page.keyboard.press("ArrowDown")
    _shows(page, "3.0", THIRD)
    expect(page.get_by_role("button", name="Later version")).to_have_attribute("aria-disabled", "true")
    page.get_by_role("button", name="Earlier version").press("Enter")
    _shows(page, "which this page is of", SECOND)
    page.get_by_role("button", name="Earlier version").press("Enter")
    _shows(page, "1.0", SECOND)


def test_without_scripts_there_are_links_to_the_versions(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(_address(site))
    versions = page.get_by_role("navigation", name="Versions of this figure")
    expect(versions.get_by_role("link")).to_have_text(["1.0", "3.0"])
    expect(page.get_by_label("Version", exact=True)).to_be_hidden()
    versions.get_by_role("link", name="3.0").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("3.0")
    context.close()


def test_a_site_of_one_version_has_nothing_to_pick(tmp_path: Path) -> None:
    files = _site(_project(tmp_path, "2.0"))
    assert [path for path in files if path.endswith(".versions.js")] == []
    figures = [path for path in files if path.startswith("figures/") and path.endswith(".html")]
    assert figures
    assert not any(b"version-picker" in files[path] for path in figures)


def test_each_language_has_its_own_words(page: Page, site: Path) -> None:
    page.goto(_address(site, "?v=3.0", language="zh"))
    _shows(page, "在 3.0 上证明。", THIRD)
    expect(page.get_by_role("heading", name="从 2.0 到 3.0")).to_be_visible()
    expect(page.locator(".drawing")).to_contain_text("服务器做什么")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    browser: Browser, site: Path, scheme: Literal["light", "dark"], width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": NARROW["height"]}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    for figure, version in (("serving", ""), ("serving", "?v=3.0"), ("fresh", "?v=1.0")):
        page.goto(_address(site, version, figure))
        expect(page.locator("#version-said")).to_contain_text(version.removeprefix("?v="))
        page.evaluate(AXE)
        assert page.evaluate("axe.run().then(({ violations }) => violations.map(({ id }) => id))") == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
