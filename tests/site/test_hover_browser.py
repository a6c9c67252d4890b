"""What a page shows beside the names of symbols, in a browser: by pointer and keyboard, from disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browsing import NARROW, WIDE, chromium
from kitchens import ARTICLE, kitchen_files, written
from playwright.sync_api import Browser, Locator, Page, expect

from archviz.site.hovers import first_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROSE = "The `Chef` has a `NewChef()`, and a `Stove` too.\n\n" + "He cooks all day long.\n\n" * 40 + "A `Cook`."


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kitchen")
    files = kitchen_files(folder, ("en", "zh"), article=ARTICLE.replace("And serves.", PROSE))
    return written(files, folder / "site")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    yield page
    assert errors == []
    context.close()


def _link(page: Page, name: str) -> Locator:
    return page.locator("article > p a", has_text=name).first


def _rest(page: Page, link: Locator) -> None:
    """Moves the pointer to a link and leaves it there."""
    link.scroll_into_view_if_needed()
    link.hover()


def _in_window(page: Page) -> bool:
    box = page.locator(".hover").bounding_box()
    size = page.viewport_size
    assert box is not None
    assert size is not None
    return (
        box["x"] >= 0
        and box["y"] >= 0
        and box["x"] + box["width"] <= size["width"]
        and box["y"] + box["height"] <= size["height"]
    )


def test_a_pointer_at_rest_is_told_what_a_name_is(page: Page, site: Path) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url.rpartition("/")[2]))
    page.goto(f"{site.as_uri()}/index.html")
    assert not any("hover" in file for file in loaded), "nothing is loaded before a name is met"
    height = page.evaluate("document.documentElement.scrollHeight")
    link = _link(page, "Chef")
    _rest(page, link)
    hover = page.locator(".hover")
    expect(hover).to_be_visible()
    expect(hover.locator("pre")).to_have_text("type Chef struct")
    assert hover.locator("pre .k").all_inner_texts() == ["type", "struct"]
    expect(hover).to_contain_text("struct · example.org/house/kitchen.Chef")
    expect(hover).to_contain_text("Chef is the cook of the house.")
    expect(hover.locator(".in a")).to_have_text("1 A kitchen at work")
    described = str(link.get_attribute("aria-describedby"))
    expect(page.locator(f"#{described}")).to_contain_text("Chef is the cook of the house.")
    assert page.evaluate("document.documentElement.scrollHeight") == height
    assert _in_window(page)
    hover.locator(".in a").hover()
    page.wait_for_timeout(600)
    expect(hover, "the pointer may move into it").to_be_visible()
    page.mouse.move(5, 500)
    expect(hover).to_be_hidden()
    assert link.get_attribute("aria-describedby") is None
    _rest(page, link)
    hover.locator(".about a").click()
    expect(page.locator("h1")).to_have_text("Chef")


def test_a_pointer_that_passes_sees_nothing(page: Page, site: Path) -> None:
    page.goto(f"{site.as_uri()}/index.html")
    link = _link(page, "Stove")
    _rest(page, link)
    page.mouse.move(5, 500)
    page.wait_for_timeout(700)
    expect(page.locator(".hover")).to_be_hidden()


def test_escape_closes_it_and_it_stays_closed(page: Page, site: Path) -> None:
    page.goto(f"{site.as_uri()}/index.html")
    link = _link(page, "Chef")
    _rest(page, link)
    hover = page.locator(".hover")
    expect(hover).to_be_visible()
    page.keyboard.press("Escape")
    expect(hover).to_be_hidden()
    box = link.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 6, box["y"] + 6)
    page.wait_for_timeout(600)
    expect(hover).to_be_hidden()
    _rest(page, _link(page, "Stove"))
    expect(hover.locator("pre")).to_have_text("type Stove struct")


def test_the_keyboard_is_told_as_well(page: Page, site: Path) -> None:
    page.goto(f"{site.as_uri()}/index.html")
    link = _link(page, "Chef")
    page.locator(".skip").focus()
    while not link.evaluate("link => link === document.activeElement"):
        page.keyboard.press("Tab")
    hover = page.locator(".hover")
    expect(hover.locator("pre")).to_have_text("type Chef struct")
    page.wait_for_timeout(600)
    expect(hover).to_be_visible()
    page.mouse.move(5, 500)
    page.mouse.move(9, 510)
    page.wait_for_timeout(600)
    expect(hover, "the pointer takes nothing from the keyboard").to_be_visible()
    page.keyboard.press("Tab")
    if page.locator(".hover :focus").count():  # browsers that have popovers go through it first
        expect(hover).to_be_visible()
        page.keyboard.press("Escape")
        expect(link).to_be_focused()
    else:
        expect(hover.locator("pre")).to_have_text("func NewChef(name string) *Chef")


def test_it_is_in_the_window_at_every_width_and_at_its_foot(page: Page, site: Path) -> None:
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        page.goto(f"{site.as_uri()}/index.html")
        _rest(page, _link(page, "Cook"))
        expect(page.locator(".hover")).to_be_visible()
        assert _in_window(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_page_that_scrolls_below_a_pointer_asks_for_nothing(page: Page, site: Path) -> None:
    page.goto(f"{site.as_uri()}/index.html")
    link = _link(page, "Cook")
    box = link.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 4, 400)
    page.evaluate("top => scrollTo({top, behavior: 'instant'})", box["y"] - 400 + 4)
    page.wait_for_timeout(700)
    expect(page.locator(".hover")).to_be_hidden()


def test_a_finger_leads_to_the_page_at_once(browser: Browser, site: Path) -> None:
    context = browser.new_context(viewport=NARROW, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/index.html")
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url.rpartition("/")[2]))
    _link(page, "Chef").tap()
    expect(page.locator("h1")).to_have_text("Chef")
    assert not any("hovers." in file for file in loaded)
    context.close()


def test_the_pages_of_another_language_have_its_words(page: Page, site: Path) -> None:
    page.goto(f"{site.as_uri()}/zh/figures/kitchen.html")
    row = page.locator("table.list a.to").first
    _rest(page, row)
    expect(page.locator(".hover")).to_contain_text("出现于")


def test_the_names_in_a_panel_lead_to_their_pages(page: Page, site: Path) -> None:
    page.goto(f"{site.as_uri()}/figures/kitchen.html")
    for locator in (".edge[data-edge] > a", ".row > a"):
        page.locator(locator).first.focus()
        page.keyboard.press("Space")
        link = page.locator(".panel h2 a.to").last
        target = page.evaluate("link => link.href", link.element_handle())
        assert (site / "symbols" / target.rpartition("/")[2]).is_file()
        _rest(page, link)
        expect(page.locator(".hover pre")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(".hover")).to_be_hidden()
        expect(page.locator(".panel"), "the first Escape closes only what is beside the name").to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(".panel")).to_be_hidden()


@pytest.mark.parametrize(
    ("doc", "first"),
    [
        ("Chef cooks. He also\nserves.", "Chef cooks."),
        ("Chef cooks e.g. soup\nand bread. Then", "Chef cooks e.g. soup and bread."),
        ("Version 1.20 of it\n\nMore.", "Version 1.20 of it"),
        ("Does it? Yes.", "Does it?"),
        ("", ""),
        ("a.b.c", "a.b.c"),
    ],
)
def test_the_first_sentence(doc: str, first: str) -> None:
    assert first_sentence(doc) == first


def test_a_long_comment_costs_no_more_than_its_length() -> None:
    assert first_sentence("a.b" * 200_000) == "a.b" * 200_000
