"""Pages of versions: what changed from one to the next, and a slider between both in one picture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import NARROW, WIDE, chromium
from kettles import DIAGRAM, FIGURES, SVGS, templates
from kitchens import written
from playwright.sync_api import expect
from test_site_accessibility import AXE

from archviz.drift.compare import compare, summary
from archviz.model.figure import Origin
from archviz.render import svg
from archviz.site import build
from archviz.site.versions import Both, History, Step, version_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

TEMPLATES = Path(__file__).parents[2] / "templates"
NEWER = replace(
    DIAGRAM,
    cards=(replace(DIAGRAM.cards[0], rows=DIAGRAM.cards[0].rows[:1]), *DIAGRAM.cards[1:]),
    edges=tuple(edge for edge in DIAGRAM.edges if edge.source.row != 1),
    origin=Origin("2.0.0"),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("versions")
    both = compare(DIAGRAM, NEWER)
    changes = summary(both)
    assert changes
    history = History(
        (Step("1.0.0", "1.5 (pot)", {}), Step("1.5 (pot)", "2.0.0", {DIAGRAM.id: changes})),
        (Both(both, "1.0.0", "2.0.0", svg(both, TEMPLATES), changes),),
    )
    return written(build(FIGURES, SVGS, templates(folder / "t"), history=history, article="kettle"), folder / "site")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def test_locks_have_the_names_of_their_versions() -> None:
    assert version_names(["1.20.2", "microshift-1.21"]) == ["1.20.2", "1.21 (microshift)"]


def test_every_step_tells_its_changes(site: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    page.get_by_role("link", name="Versions").click()
    expect(page.get_by_role("heading", level=2)).to_have_text(
        ["First and last in one picture", "1.0.0 → 1.5 (pot)", "1.5 (pot) → 2.0.0"]
    )
    expect(page.get_by_text("No diagram changed.")).to_be_visible()
    page.locator("summary").first.click()
    expect(page.locator("details li").first).to_be_visible()
    page.close()


def test_the_slider_shows_either_version_and_nothing_moves(site: Path, browser: Browser) -> None:
    page = browser.new_page(viewport=WIDE)
    page.goto((site / "versions" / f"{DIAGRAM.file}.html").as_uri())
    removed, kept = page.locator(".edge[data-change=removed]").first, page.locator("[data-card=kettle]")
    place = kept.bounding_box()
    expect(removed).to_be_visible()
    page.get_by_label("Show").press("ArrowRight")
    expect(page.locator("output")).to_have_text("2.0.0")
    expect(removed).to_be_hidden()
    page.get_by_label("Show").press("Home")
    expect(page.locator("output")).to_have_text("1.0.0")
    expect(removed).to_be_visible()
    assert kept.bounding_box() == place
    page.close()


def test_without_scripts_both_versions_are_there_with_their_changes(site: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "versions" / f"{DIAGRAM.file}.html").as_uri())
    expect(page.get_by_label("Show")).to_be_hidden()
    expect(page.locator(".edge[data-change=removed]").first).to_be_visible()
    expect(page.locator("#changes + ul li").first).to_be_visible()
    context.close()


@pytest.mark.parametrize("name", ["index", DIAGRAM.file])
def test_axe_finds_nothing_and_the_page_stays_within_its_width(name: str, site: Path, browser: Browser) -> None:
    page = browser.new_page(viewport=NARROW)
    page.goto((site / "versions" / f"{name}.html").as_uri())
    page.evaluate(AXE)
    assert page.evaluate("axe.run()")["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.close()
