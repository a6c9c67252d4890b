"""Pages of versions: what changed from one to the next, and a slider between both in one picture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import NARROW, WIDE, chromium
from kettles import BOIL, DIAGRAM, ENGLISH, FIGURES, KETTLE, templates
from kitchens import written
from playwright.sync_api import expect
from test_site_accessibility import AXE

from archviz.drift.compare import compare, summary
from archviz.model.drift import ChangeKind, Followed, SymbolPlace
from archviz.model.figure import Origin
from archviz.model.relations import Position
from archviz.render import svg_text
from archviz.site import build
from archviz.site.versions import FirstAndLast, History, VersionChanges

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
    boil = SymbolPlace(BOIL, Position("kettle.go", 40, 1))
    lost = Followed(str(BOIL), ChangeKind.GONE, boil)
    moved = Followed(
        str(BOIL),
        ChangeKind.RENAMED,
        boil,
        SymbolPlace(KETTLE.of("Heat"), Position("pot.go", 7, 1)),
        (ChangeKind.BODY_CHANGED,),
    )
    history = History(
        (
            VersionChanges("1.0.0", Origin("1.0.0"), "sha256:1", {}),
            VersionChanges("pot-1.5", Origin("1.5", name="Pot"), "sha256:15", {}, (moved,)),
            VersionChanges("2.0.0", NEWER.origin, "sha256:2", {DIAGRAM.id: changes}, (lost,)),
        ),
        (FirstAndLast(both, svg_text(both, (TEMPLATES,)), changes),),
    )
    made = build(FIGURES, ENGLISH, templates(folder / "t"), histories={"en": history}, article="kettle")
    return written(made, folder / "site")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def test_every_version_has_a_page_of_what_changed(site: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    page.get_by_role("link", name="Versions").click()
    expect(page.get_by_role("rowheader")).to_have_text(["1.0.0", "Pot 1.5", "2.0.0"])
    page.get_by_role("link", name="1.0.0", exact=True).click()
    expect(page.locator("main")).to_contain_text("The first version on which the figures were proved.")
    page.get_by_role("link", name="Later Pot 1.5").click()
    expect(page.locator("main")).to_contain_text("No diagram changed.")
    cells = page.get_by_role("row").last.get_by_role("cell")
    expect(cells).to_have_text(["boil.Kettle.Boil", "has another name, has another body", "boil.Kettle.Heat pot.go:7"])
    page.get_by_role("link", name="Later 2.0.0").click()
    expect(page.get_by_role("heading", level=3)).to_have_text("1 How a kettle comes to sing")
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


@pytest.mark.parametrize("name", ["index", "1.0.0", "pot-1.5", "2.0.0", f"diagrams/{DIAGRAM.file}"])
def test_axe_finds_nothing_and_the_page_stays_within_its_width(name: str, site: Path, browser: Browser) -> None:
    page = browser.new_page(viewport=NARROW)
    page.goto((site / "versions" / f"{name}.html").as_uri())
    page.evaluate(AXE)
    assert page.evaluate("axe.run()")["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.close()
