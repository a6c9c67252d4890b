"""What a page shows beside the names of symbols, in a browser: by pointer and keyboard, from disk."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from browsing import NARROW, WIDE, chromium
from kitchens import ARTICLE, kitchen_files, written
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from archviz.site.hovers import first_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROSE = "The `Chef` has a `NewChef()`, and a `Stove` too.\n\n" + "He cooks all day long.\n\n" * 40 + "A `Cook`."

BESIDE = "The chef heats [1](figure:kitchen#1).\n\n" + "He cooks all day long.\n\n" * 30


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kitchen")
    article = ARTICLE.replace("And serves.", PROSE).replace("The chef cooks.", BESIDE)
    files = kitchen_files(folder, ("en", "zh"), article=article)
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


COVERED = """line => {
  const card = document.querySelector(".hover").getBoundingClientRect();
  const at = (part) => line.getPointAtLength(line.getTotalLength() * part).matrixTransform(line.getScreenCTM());
  return Array.from({ length: 200 }, (_, i) => at(i / 199)).some(({ x, y }) =>
    x >= card.left && x <= card.right && y >= card.top && y <= card.bottom);
}"""
"""Whether what is shown beside a name covers some of an arrow."""


def _rest_on(page: Page, part: str) -> Locator:
    """Moves the pointer to a part of a picture and leaves it there."""
    found = page.locator(part)
    box = found.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 22, box["y"] + 8)
    page.mouse.move(box["x"] + 24, box["y"] + 10)
    return found


@pytest.mark.parametrize(
    ("part", "said", "leads"),
    [
        ('.row[data-symbol$="Chef.heat"]', "func (c *Chef) heat()", "kitchen.Chef.heat-"),
        ('.card[data-card="k.Stove"]', "type Stove struct", "kitchen.Stove-"),
        ('.card[data-card="k.Work"]', "func Work(cook Cook) error", "kitchen.Work-"),
    ],
)
@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_box_and_a_row_of_a_picture_say_what_they_are(
    page: Page, site: Path, size: ViewportSize, part: str, said: str, leads: str
) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url.rpartition("/")[2]))
    page.set_viewport_size(size)
    page.goto(f"{site.as_uri()}/figures/kitchen.html")
    assert not any("hover" in file for file in loaded)
    titles = page.locator(".drawing title").all_text_contents()
    page.locator(part).evaluate("part => part.scrollIntoView({ block: 'center', inline: 'center' })")
    if page.locator(".drawing").get_attribute("data-wide") == "true":
        page.get_by_role("button", name="Fit", exact=True).click()
    _rest_on(page, part)
    hover = page.locator(".hover")
    expect(hover.locator("pre")).to_have_text(said)
    assert leads in str(hover.locator(".about a").get_attribute("href"))
    assert _in_window(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(f"{part} > title").text_content() == "", "the browser's own tip does not cover it"
    assert page.locator(".panel:visible, .edge.chosen").count() == 0
    page.keyboard.press("Escape")
    expect(hover).to_be_hidden()
    assert page.locator(".drawing title").all_text_contents() == titles
    assert page.url.endswith("/figures/kitchen.html")


def test_what_a_row_is_covers_no_chosen_arrow_and_changes_none(page: Page, site: Path) -> None:
    page.goto(f"{site.as_uri()}/figures/kitchen.html#step-1")
    chosen = page.locator(".edge.chosen")
    expect(chosen).to_have_attribute("data-step", "1")
    shown = 0
    for part in page.locator(".drawing :is(.row, .card)").all():
        name = part.get_attribute("data-symbol")
        kind = "row" if "row" in str(part.get_attribute("class")) else "card"
        _rest_on(page, f'.{kind}[data-symbol="{name}"]')
        page.wait_for_timeout(500)
        if page.locator(".hover").is_visible():
            shown += 1
            assert not chosen.locator(".line").evaluate(COVERED), name
            assert _in_window(page)
        assert page.locator(".edge.chosen").get_attribute("data-step") == "1"
        expect(page.locator(".panel h2 .mark")).to_contain_text("1")
    assert shown > 3


def test_a_box_below_a_pointer_at_rest_says_nothing(page: Page, site: Path) -> None:
    page.set_viewport_size(ViewportSize(width=1280, height=500))
    page.goto(f"{site.as_uri()}/figures/kitchen.html")
    row = page.locator('.row[data-symbol$="Chef.heat"]')
    box = row.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, 200)
    page.mouse.move(box["x"] + 24, 203)
    page.keyboard.press("Escape")
    page.evaluate("top => scrollTo({ top, behavior: 'instant' })", box["y"] + 8 - 203)
    page.wait_for_timeout(800)
    under = page.evaluate("([x, y]) => document.elementFromPoint(x, y).closest('.row') !== null", [box["x"] + 24, 203])
    assert under, "the row is not below the pointer"
    expect(page.locator(".hover")).to_be_hidden()


def test_the_keyboard_is_told_of_boxes_as_well(page: Page, site: Path) -> None:
    page.goto(f"{site.as_uri()}/figures/kitchen.html")
    box = page.locator('.card[data-card="k.Cook"] > a')
    page.locator(".drawing").focus()
    page.keyboard.press("Tab")
    while not box.evaluate("box => box === document.activeElement"):
        page.keyboard.press("Tab")
    hover = page.locator(".hover")
    expect(hover.locator("pre")).to_contain_text("type Cook interface")
    assert box.get_attribute("aria-describedby") == "hover-said"
    page.keyboard.press("Tab")
    expect(hover.locator("pre")).to_contain_text("Prepare(dish string) error")
    assert box.get_attribute("aria-describedby") is None
    page.keyboard.press("Enter")
    expect(hover).to_be_hidden()
    expect(page.locator(".panel h2")).to_contain_text("Prepare")


def test_what_is_shown_goes_with_a_picture_that_moves(page: Page, site: Path) -> None:
    page.goto(f"{site.as_uri()}/figures/kitchen.html")
    page.locator(".drawing").focus()
    row = _rest_on(page, '.row[data-symbol$="Chef.heat"]')
    hover = page.locator(".hover")
    expect(hover).to_be_visible()
    page.keyboard.press("+")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
        if not hover.is_visible():
            break
        beside, its = hover.bounding_box(), row.bounding_box()
        assert beside is not None
        assert its is not None
        apart = (beside["x"] - its["x"] - its["width"], its["x"] - beside["x"] - beside["width"])
        above = (beside["y"] - its["y"] - its["height"], its["y"] - beside["y"] - beside["height"])
        assert max(apart + above) >= 0, "it covers the row"
        assert max(apart) < 60 or max(above) < 60
    page.keyboard.press("n")
    expect(hover, "a step that is chosen puts it away").to_be_hidden()


def test_a_picture_beside_the_prose_says_what_its_boxes_are(page: Page, site: Path) -> None:
    page.goto(f"{site.as_uri()}/index.html")
    page.locator(".scene .step").evaluate("step => step.scrollIntoView({ block: 'center', behavior: 'instant' })")
    page.mouse.wheel(0, 150)
    expect(page.locator(".scene .edge.chosen")).to_have_attribute("data-step", "1")
    page.wait_for_timeout(600)
    _rest_on(page, '.scene .row[data-symbol$="Chef.heat"]')
    hover = page.locator(".hover")
    expect(hover.locator("pre")).to_have_text("func (c *Chef) heat()")
    assert not page.locator(".scene .edge.chosen .line").evaluate(COVERED)
    assert _in_window(page)
    hover.locator(".about a").hover()
    hover.locator(".about a").click()
    expect(page.locator("h1")).to_have_text("Chef.heat")


def test_the_parts_of_a_picture_name_the_pages_of_their_symbols(site: Path) -> None:
    for file, link in (("figures/kitchen.html", "figures/kitchen.svg"), ("figures/kitchen.js", "figures/kitchen.svg")):
        page, drawn = (site / file).read_text(), (site / link).read_text()
        named = re.findall(r'data-page=\\?"([^"\\]+)', page)
        assert len(named) == len(re.findall("data-symbol=", drawn))
        assert all((site / "symbols" / f"{name}.html").is_file() for name in named)
        assert "data-page" not in drawn, "a picture that stands alone has no pages"


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
