"""Pages of versions: what changed from one to the next, and a slider between both in one picture."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from browsing import NARROW, WIDE, chromium
from histories import NEWER, kettle_history
from kettles import BOIL, DIAGRAM, ENGLISH, FIGURES, TEMPLATES, templates
from kitchens import written
from playwright.sync_api import expect
from test_site_accessibility import AXE

from archviz.model.drift import ChangeKind, Followed, SymbolPlace
from archviz.model.figure import Origin
from archviz.model.relations import Position
from archviz.site import build, gallery_of
from archviz.site.versions import History, VersionChanges

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("versions")
    made = build(FIGURES, ENGLISH, templates(folder / "t"), histories={"en": kettle_history()}, article="kettle")
    return written(made, folder / "site")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def test_every_version_has_a_page_of_what_changed(site: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    page.get_by_role("link", name="Versions").click()
    expect(page.get_by_role("rowheader")).to_have_text(["1.0.0", "Ann's Kettle 1.5, as Bob vends it", "2.0.0"])
    page.get_by_role("link", name="1.0.0", exact=True).click()
    expect(page.locator("main")).to_contain_text("The first version on which the figures were proved.")
    page.get_by_role("link", name="Later Ann's Kettle 1.5, as Bob vends it").click()
    expect(page.locator("main")).to_contain_text("No diagram changed.")
    cells = page.get_by_role("row").last.get_by_role("cell")
    expect(cells).to_have_text(["boil.Kettle.Boil", "has another name, has another body", "boil.Kettle.Heat pot.go:7"])
    page.get_by_role("link", name="Later 2.0.0").click()
    expect(page.locator("h3#fig-1")).to_have_text("1 How a kettle comes to sing")
    expect(page.locator("#fig-1 + ul li").first).to_be_visible()
    expect(page.get_by_role("row").last.get_by_role("cell")).to_have_text(["boil.Kettle.Boil", "is gone", ""])
    page.get_by_role("link", name="1.0.0 and 2.0.0 in one picture").click()
    expect(page.get_by_label("Show")).to_be_visible()
    page.close()


def test_the_slider_shows_either_version_and_nothing_moves(site: Path, browser: Browser) -> None:
    page = browser.new_page(viewport=WIDE)
    page.goto((site / "versions" / "diagrams" / f"{DIAGRAM.file}.html").as_uri())
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
    page.goto((site / "versions" / "diagrams" / f"{DIAGRAM.file}.html").as_uri())
    expect(page.get_by_label("Show")).to_be_hidden()
    expect(page.locator(".edge[data-change=removed]").first).to_be_visible()
    expect(page.locator("#changes + ul li").first).to_be_visible()
    context.close()


FATES = [
    *(ChangeKind.GONE, ChangeKind.RENAMED, ChangeKind.MERGED_INTO, ChangeKind.SPLIT_INTO, ChangeKind.SIGNATURE_CHANGED),
    *(
        ChangeKind.MEMBERS_CHANGED,
        ChangeKind.MOVED,
        ChangeKind.BODY_CHANGED,
        ChangeKind.NOT_IN_SOURCE,
        ChangeKind.ADDED,
    ),
]
"""What can become of a declaration."""


@pytest.mark.parametrize("kind", FATES)
def test_every_fate_of_a_declaration_has_words(kind: ChangeKind, tmp_path: Path) -> None:
    boil = SymbolPlace(BOIL, Position("kettle.go", 40, 1))
    versions = (
        VersionChanges("1.0.0", Origin("1.0.0"), "", {}),
        VersionChanges("2.0.0", NEWER.origin, "", {}, (Followed(str(BOIL), kind, boil),)),
    )
    pages = build(FIGURES, ENGLISH, templates(tmp_path / "t"), histories={"en": History(versions)}, article="kettle")
    assert b'id="declarations"' in pages["versions/2.0.0.html"]


def test_the_radar_has_all_figures_at_all_versions_in_words_and_marks(site: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((site / "versions" / "2.0.0.html").as_uri())
    page.get_by_role("link", name="All figures at all versions").click()
    heads = page.get_by_role("columnheader")
    expect(heads).to_have_text(["Ann's Kettle, as Bob vends it", "Figure", "1.0.0", "1.5", "2.0.0"])
    cells = page.get_by_role("row", name=re.compile("^1 How a kettle")).get_by_role("cell")
    said = ["proved, and as before", "has no claim on this version", "proved, and shows something else"]
    expect(cells).to_have_text([re.compile(f"^.{words}$") for words in said])
    page.get_by_role("cell", name=re.compile("^\u2212[0-9]+$")).get_by_role("link").click()
    expect(page.locator("#notes")).to_be_visible()
    note = page.locator(".notes li").first
    expect(note).to_contain_text("removed: ")
    page.close()


@pytest.mark.parametrize("first", ["index.html", f"figures/{DIAGRAM.file}.html", "about.html"])
def test_every_page_leads_to_the_radar_where_there_is_one(first: str, site: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((site / first).as_uri())
    page.get_by_role("contentinfo").get_by_role("link", name="Radar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Radar")
    page.close()


def test_the_gallery_leads_to_the_radar(tmp_path: Path) -> None:
    shown = gallery_of("Kettles", {"": FIGURES})
    link = b'<a href="versions/radar.html">All figures at all versions</a>'
    with_radar = build(FIGURES, ENGLISH, (TEMPLATES,), histories={"en": kettle_history()}, gallery=shown)
    assert link in with_radar["index.html"]
    assert b"radar.html" not in build(FIGURES, ENGLISH, (TEMPLATES,), gallery=shown)["index.html"]


@pytest.mark.parametrize("name", ["index", "radar", "1.0.0", "pot-1.5", "2.0.0", f"diagrams/{DIAGRAM.file}"])
def test_axe_finds_nothing_and_the_page_stays_within_its_width(name: str, site: Path, browser: Browser) -> None:
    page = browser.new_page(viewport=NARROW)
    page.goto((site / "versions" / f"{name}.html").as_uri())
    page.evaluate(AXE)
    assert page.evaluate("axe.run()")["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.close()
