"""The site in a browser, from disk: what a reader sees, clicks and types."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from browsing import NARROW, WIDE, chromium
from kettles import BOIL_GO, ENGLISH, FIGURES, templates
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, ViewportSize, expect

from archviz.site import Count, build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kettle")
    files = build(
        FIGURES, ENGLISH, templates(folder / "templates"), counts={"boiling": Count(7, 6, 1)}, article="kettle"
    )
    for path, data in files.items():
        file = folder / "site" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return folder / "site"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=WIDE, color_scheme="light")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def _open(page: Page, site: Path, path: str) -> None:
    page.goto(f"{site.as_uri()}/{path}")


def _box(locator: Locator) -> tuple[float, float, float, float]:
    """Left, top, right and bottom in the window."""
    box = locator.bounding_box()
    assert box is not None
    return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]


def _background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def _pages(site: Path) -> list[str]:
    return sorted(str(file.relative_to(site)) for file in site.rglob("*.html"))


LIGHT, DARK = "rgb(246, 248, 251)", "rgb(14, 19, 27)"


def test_every_page_opens_from_disk_asks_nothing_of_others_and_runs_nothing_of_the_texts(
    page: Page, site: Path
) -> None:
    said: list[str] = []
    asked: list[str] = []

    def failed(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the next page was opened before the icon of this one had come
            said.append(f"{request.failure}: {request.url}")

    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("requestfailed", failed)
    page.on("request", lambda request: asked.append(request.url))
    for path in _pages(site):
        _open(page, site, path)
        assert page.evaluate("typeof window.harmed") == "undefined"
        assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith("Inter"), "no style sheet"
    assert said == []
    assert [url for url in asked if not url.startswith(site.as_uri())] == []
    assert any(url.endswith("assets/site.js") for url in asked)


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_nothing_but_code_and_diagrams_scrolls_sideways(page: Page, site: Path, viewport: ViewportSize) -> None:
    page.set_viewport_size(viewport)
    for path in _pages(site):
        _open(page, site, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], path
    _open(page, site, "figures/kettle-harm.html")
    wide, seen = page.locator(".code .scroll").evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert wide > 20 * seen


def test_a_fold_opens_and_shuts(page: Page, site: Path) -> None:
    _open(page, site, "figures/kettle-boil-code.html")
    line = page.locator("#f2-L43")
    assert not line.is_visible()
    page.get_by_text("… 3 lines").click()
    assert line.is_visible()
    page.get_by_text("… 3 lines").click()
    assert not line.is_visible()


def test_code_is_copied_as_it_is_shown_without_numbers_and_notes(page: Page, site: Path) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    _open(page, site, "figures/kettle-boil-code.html")
    page.get_by_text("… 4 lines").click()
    button = page.locator(".copy").first
    button.click()
    expect(button).to_have_text("Copied")
    lines = BOIL_GO.splitlines()
    folded = [*lines[:2], "\t// … 3 lines", *lines[5:]]
    assert page.evaluate("navigator.clipboard.readText()") == "\n".join(folded) + "\n"
    expect(button).to_have_text("Copy")


def test_the_article_has_code_to_copy_too(page: Page, site: Path) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    _open(page, site, "index.html")
    page.locator("#fig-2 .copy").first.click()
    expect(page.locator("#fig-2 .copy").first).to_have_text("Copied")
    assert "\t// … 3 lines\n" in page.evaluate("navigator.clipboard.readText()")


def test_a_fold_of_the_article_leads_to_its_lines_unfolded(page: Page, site: Path) -> None:
    _open(page, site, "index.html")
    page.get_by_role("link", name="… 4 lines").click()
    page.wait_for_url("**/figures/kettle-boil-code.html#f2-L46")
    page.locator("#f2-L46").wait_for(state="visible")


def test_notes_stand_beside_their_lines_and_apart_from_each_other(page: Page, site: Path) -> None:
    _open(page, site, "figures/kettle-boil-code.html")
    notes = [_box(note) for note in page.locator("#f2 .note").all()]
    noted = [_box(line) for line in page.locator("#f2 .noted").all()]
    code_ends = max(_box(code)[2] for code in page.locator("#f2 .lines [id] code").all() if code.is_visible())
    assert len(notes) == len(noted) == 3
    for note in notes:
        assert note[0] > code_ends - 1
    assert abs(notes[0][1] - noted[0][1]) < 2
    assert abs(notes[1][1] - noted[1][1]) < 2
    assert notes[2][1] > notes[1][3], "the third note's line is the next: it has to give way"
    marks = [text.split() for text in page.locator("#f2 .note .mark").all_inner_texts()]
    assert marks == [["Note", "1"], ["Note", "2"], ["Note", "3"]]
    shown = "e => [e.innerText, getComputedStyle(e, '::after').content]"
    numbers = [number.evaluate(shown) for number in page.locator("#f2 .noted > a").all()]
    assert numbers == [["41", '"1"'], ["50", '"2"'], ["51", '"3"']]


def test_a_note_stays_in_sight_while_a_long_line_is_scrolled(page: Page, site: Path) -> None:
    _open(page, site, "figures/kettle-harm.html")
    note = page.locator(".note").first
    before = _box(note)
    page.locator(".code .scroll").evaluate("e => { e.scrollLeft = 3000 }")
    assert _box(note) == before
    assert _box(page.locator(".lines [id] > a").first)[0] >= _box(page.locator(".code"))[0]


def test_notes_stand_below_their_lines_where_there_is_no_room_beside(page: Page, site: Path) -> None:
    page.set_viewport_size(NARROW)
    _open(page, site, "figures/kettle-boil-code.html")
    for number, following in ((41, 45), (50, 51), (51, 52)):
        line, note = page.locator(f"#f2-L{number}"), page.locator(f"#f2-L{number} + .note")
        assert 0 <= _box(note)[1] - _box(line)[3] < 2
        assert _box(note)[2] <= NARROW["width"]
        assert _box(page.locator(f"#f2-L{following}"))[1] >= _box(note)[3] - 1


def test_indentation_is_four_columns_a_tab(page: Page, site: Path) -> None:
    _open(page, site, "figures/kettle-boil-code.html")
    script = """id => {
        const code = document.querySelector(`#${id} code`), text = code.firstChild.textContent;
        const range = document.createRange();
        range.setStart(code.firstChild, 0);
        range.setEnd(code.firstChild, text.length - text.trimStart().length);
        return range.getBoundingClientRect().width;
    }"""
    once, twice = page.evaluate(script, "f2-L53"), page.evaluate(script, "f2-L51")
    assert once > 20
    assert abs(twice - 2 * once) < 1


def test_the_theme_follows_the_system_until_it_is_chosen_and_then_stays(context: BrowserContext, site: Path) -> None:
    page = context.new_page()
    _open(page, site, "index.html")
    assert _background(page) == LIGHT
    page.emulate_media(color_scheme="dark")
    assert _background(page) == DARK
    button = page.locator(".theme")
    assert button.inner_text() == "Auto"
    button.click()
    assert (button.inner_text(), _background(page)) == ("Light", LIGHT)
    page.emulate_media(color_scheme="light")
    button.click()
    assert (button.inner_text(), _background(page)) == ("Dark", DARK)
    page.reload()
    assert (button.inner_text(), _background(page)) == ("Dark", DARK)
    other = context.new_page()
    _open(other, site, "figures/kettle-served.html")
    assert _background(other) == DARK
    button.click()
    page.reload()
    assert (button.inner_text(), _background(page)) == ("Auto", LIGHT)


def test_a_diagram_takes_the_theme_that_is_chosen(page: Page, site: Path) -> None:
    _open(page, site, "index.html")
    picture = page.locator("img")
    picture.scroll_into_view_if_needed()
    light = picture.screenshot()
    page.locator(".theme").click()
    assert picture.screenshot() == light
    page.locator(".theme").click()
    assert picture.screenshot() != light


def test_a_diagram_in_its_own_page_is_drawn_with_its_style(page: Page, site: Path) -> None:
    _open(page, site, "figures/kettle-boiling.html")
    assert page.locator("svg rect").evaluate("e => getComputedStyle(e).fill") == "rgb(255, 255, 255)"
    assert page.locator("svg a").get_attribute("href") == "https://example.com/blob/c0ffee/pkg/boil/kettle.go#L12"


def test_the_filter_leaves_what_has_every_word(page: Page, site: Path) -> None:
    _open(page, site, "figures/kettle-served.html")
    box, rows, count = page.get_by_label("Filter"), page.locator("tbody tr:not(.group)"), page.locator("output")

    def left() -> list[str]:
        return [row.locator("th").inner_text() for row in rows.all() if row.is_visible()]

    assert len(left()) == 5
    box.fill("Brew v1 STATUS")
    assert left() == ["teas/status"]
    assert count.inner_text() == "1 of 5"
    assert page.locator("tbody:visible").count() == 1
    box.fill("coffee")
    assert left() == []
    assert count.inner_text() == "0 of 5"
    box.fill("")
    assert len(left()) == 5
    assert count.inner_text() == ""


def test_all_can_be_read_without_scripts(browser: Browser, site: Path) -> None:
    context = browser.new_context(viewport=WIDE, java_script_enabled=False)
    page = context.new_page()
    _open(page, site, "figures/kettle-served.html")
    assert not page.get_by_label("Filter").is_visible()
    assert page.get_by_role("button").count() == 0
    assert all(row.is_visible() for row in page.locator("tbody tr").all())
    _open(page, site, "figures/kettle-boil-code.html")
    page.get_by_text("… 4 lines").click()
    assert page.locator("#f2-L47").is_visible()
    context.close()


def test_the_keyboard_reaches_the_text_first_and_shows_where_it_is(page: Page, site: Path) -> None:
    _open(page, site, "figures/kettle-boil-code.html")
    skip = page.get_by_role("link", name="Skip to the text")
    assert _box(skip)[3] < 0
    page.keyboard.press("Tab")
    assert _box(skip)[1] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "MAIN"
    for _ in range(4):
        page.keyboard.press("Tab")
    focused = "e => [e.className, getComputedStyle(e).outlineStyle, getComputedStyle(e).outlineWidth]"
    assert page.locator(":focus").evaluate(focused) == ["scroll", "solid", "2px"]


def test_the_contents_mark_where_the_reader_is(page: Page, site: Path) -> None:
    _open(page, site, "index.html#harm")
    here = page.locator(".side [aria-current]")
    expect(here).to_have_text("Harm")
    page.locator(".side").get_by_role("link", name="Boiling & singing").click()
    expect(here).to_have_text("Boiling & singing")


def test_on_paper_there_is_the_text_alone_and_no_line_is_cut(page: Page, site: Path) -> None:
    _open(page, site, "figures/kettle-harm.html")
    page.emulate_media(media="print")
    for away in (".bar", ".turn", ".skip"):
        assert not page.locator(away).is_visible()
    wide, seen = page.locator(".code .scroll").evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert wide == seen
    parts = [_box(part) for part in page.locator(".lines [id], .note").all()]
    assert all(above[3] <= below[1] + 1 for above, below in pairwise(parts))
    long = _box(page.locator("#f3-L10 code"))
    assert long[3] - long[1] > 40 * (parts[0][3] - parts[0][1])
