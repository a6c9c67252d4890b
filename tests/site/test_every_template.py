"""A page of every template in a browser: no error, the whole picture, nothing that scrolls sideways or shifts."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import pytest
from browsing import chromium, served
from histories import kettle_history
from kettles import DIAGRAM, ENGLISH, FIGURES, TEMPLATES, templates
from kitchens import kitchen_files, written
from playwright.sync_api import expect

from archviz.site import Count, build, gallery_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

PAGES = {
    "index.html": ("kitchen/index.html", "kettle/index.html"),
    "about.html": ("kettle/about.html",),
    "figure.html": (
        "kitchen/figures/kitchen.html",
        "kitchen/figures/kitchen.html#step-2",
        "kitchen/figures/a-dish.html",
        "kettle/figures/kettle-harm.html",
        "kettle/figures/kettle-served.html",
    ),
    "file.html": ("kitchen/symbols/example.org/house/kitchen/kitchen.go.html",),
    "glossary.html": ("kitchen/glossary.html", "kitchen/zh/glossary.html"),
    "gallery.html": ("gallery/index.html",),
    "package.html": ("kitchen/symbols/example.org/house/kitchen/index.html",),
    "symbol.html": ("kitchen/symbols/kitchen.Chef.Prepare-*.html",),
    "symbols.html": ("kitchen/symbols/index.html",),
    "versions.html": ("kettle/versions/index.html",),
    "version.html": ("kettle/versions/2.0.0.html",),
    "radar.html": ("kettle/versions/radar.html",),
    "both.html": (f"kettle/versions/diagrams/{DIAGRAM.file}.html",),
}
"""Pages that each template makes, by its name."""

WIDTHS = (360, 768, 900, 1440)
WATCH = """
window.shifted = [];
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput, sources } of list.getEntries()) {
    if (!hadRecentInput) shifted.push([value, ...sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? "")]);
  }
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three sites in one folder: with symbols, with versions, and one that begins with a gallery."""
    folder = tmp_path_factory.mktemp("every")
    counts = {"boiling": Count(7, 6, 1)}
    past = {"en": kettle_history()}
    kettle = build(FIGURES, ENGLISH, templates(folder / "t"), counts=counts, histories=past, article="kettle")
    shown = gallery_of("example.com/kettle", {"": FIGURES[:2], "tea & cups": FIGURES[2:]})
    gallery = build(shown.figures, ENGLISH, (TEMPLATES,), counts=counts, gallery=shown)
    for name, files in {
        "kitchen": kitchen_files(folder / "k", ("en", "zh")),
        "kettle": kettle,
        "gallery": gallery,
    }.items():
        written(files, folder / "site" / name)
    return folder / "site"


@pytest.fixture(scope="module")
def addresses(site: Path) -> Iterator[list[str]]:
    """All pages of ``PAGES``, over HTTP."""
    with served(site) as root:
        named = (address.partition("#") for address in chain.from_iterable(PAGES.values()))
        yield [f"{root}/{next(site.glob(path)).relative_to(site)}{mark}{hash_}" for path, mark, hash_ in named]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def _read_to_the_end(page: Page) -> None:
    """Scrolls down as a reader does, and back."""
    page.evaluate("document.fonts.ready.then(() => null)")
    height = page.evaluate("document.documentElement.scrollHeight")
    for y in (*range(0, min(height, 4000), 400), 0):
        page.evaluate("(y) => scrollTo({ top: y, behavior: 'instant' })", y)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_there_is_a_page_here_of_every_template() -> None:
    of_pages = (file for file in (TEMPLATES / "site").glob("*.html") if '{% extends "base.html" %}' in file.read_text())
    # The page for what is not there needs a site that is published at an address: test_heads has it. That of requests
    # needs the routes of a source: test_trace_browser has it.
    assert PAGES.keys() | {"404.html", "trace.html"} == {file.name for file in of_pages}


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_fails_scrolls_sideways_or_shifts(width: int, addresses: list[str], browser: Browser) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_init_script(WATCH)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for address in addresses:
        page.goto(address)
        _read_to_the_end(page)
        assert said == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        shifted = page.evaluate("shifted")
        assert sum(value for value, *_ in shifted) <= 0.02, (address, shifted)
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_that_languages_share_does_not_shift_for_who_reads_another(
    width: int, addresses: list[str], browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_init_script(WATCH)
    page = context.new_page()
    root = addresses[0].removesuffix("index.html")
    page.goto(f"{root}zh/index.html")
    page.goto(f"{root}symbols/index.html")
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    shifted = page.evaluate("shifted")
    assert sum(value for value, *_ in shifted) <= 0.02, shifted
    context.close()


def test_every_drawing_has_the_full_width_and_its_buttons(addresses: list[str], browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    drawn = 0
    for address in addresses:
        page.goto(address)
        if page.locator(".bench").count() == 0:
            continue
        drawn += 1
        stage, main = page.locator(".drawing").bounding_box(), page.locator(".bench").bounding_box()
        assert stage is not None
        assert main is not None
        if "#step" not in address:
            assert stage["width"] == main["width"] > 1300, address
        for button in ("Larger", "Smaller", "Fit"):
            page.get_by_role("button", name=button, exact=True).click()
    assert drawn == 3
    page.close()
