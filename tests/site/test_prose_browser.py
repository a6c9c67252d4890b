"""A picture beside the prose that names its steps, in a browser: what is read is lit, a step's name is a button."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browsing import NARROW, WIDE, chromium, served
from kitchens import kitchen_files, written
from playwright.sync_api import Browser, Page, Request, ViewportSize, expect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONG = "The kitchen is small, and much is said in it while the soup is on the stove. " * 12
CLEAN = "edge-Chef.Prepare-call-Chef.clean"
ARTICLE = f"""\
---
title: The kitchen
description: How a kitchen works.
---

{LONG * 3}

{LONG * 3}

{LONG * 3}

The kitchen has [a last step](figure:kitchen#3).

## At work

![](figure:kitchen)

The chef heats the stove [1](figure:kitchen#1).

{LONG}

While it warms, [the chef cleans](figure:kitchen#{CLEAN}).

{LONG}

Work begins with a dish [3](figure:kitchen#3). {LONG}

## Later

![](figure:a-dish)

{LONG}

{LONG}
"""
WIDTHS = [WIDE, ViewportSize(width=830, height=1100), NARROW]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("beside")
    return written(kitchen_files(folder, article=ARTICLE), folder / "site")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(params=WIDTHS, ids=["wide", "middle", "narrow"])
def page(request: pytest.FixtureRequest, browser: Browser, site: Path) -> Iterator[Page]:
    """The article from disk."""
    context = browser.new_context(viewport=request.param, reduced_motion="reduce")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{site.as_uri()}/index.html")
    yield page
    assert said == []
    context.close()


def _read(page: Page, name: str) -> None:
    """Scrolls until the name of a step is a little above the middle of the room that the text has."""
    page.locator(".scene .step", has_text=name).evaluate(
        """step => {
          const scene = step.closest(".scene");
          const stuck = parseFloat(getComputedStyle(scene.querySelector(".figure")).top);
          const above = getComputedStyle(scene).display === "grid"
            ? 0 : stuck + scene.querySelector(".figure").offsetHeight;
          const line = above + (innerHeight - above) * 0.45;
          scrollTo({ top: scrollY + step.getBoundingClientRect().top - line + 30, behavior: "instant" });
        }"""
    )


def _lit(page: Page) -> list[str | None]:
    return [edge.get_attribute("data-step") for edge in page.locator(".scene .edge.lit").all()]


def _expect_lit(page: Page, step: str) -> None:
    expect(page.locator(f'.scene .edge.lit[data-step="{step}"]')).to_have_count(1)
    assert _lit(page) == [step]
    shown = page.locator(f'.scene .edge[data-step="{step}"] .line').evaluate(
        """line => {
          const at = line.getPointAtLength(line.getTotalLength() / 2).matrixTransform(line.getScreenCTM());
          const frame = line.closest(".drawing").getBoundingClientRect();
          return at.x > frame.left && at.x < frame.right && at.y > frame.top && at.y < frame.bottom;
        }"""
    )
    assert shown, "the middle of the arrow is out of its frame"


def test_the_step_that_is_read_is_lit_and_in_sight(page: Page) -> None:
    for name, step in (("1", "1"), ("the chef cleans", "2"), ("3", "3"), ("1", "1")):
        _read(page, name)
        _expect_lit(page, step)
        pressed = page.locator('.step[aria-pressed="true"]:not(article > p *)')
        assert pressed.all_inner_texts() == [name]
        picture = page.locator(".scene .picture").bounding_box()
        assert picture is not None
        assert picture["y"] >= 0, "the picture does not stay in the window"


def test_the_picture_goes_with_its_section_and_nothing_is_lit_any_more(page: Page) -> None:
    _read(page, "3")
    _expect_lit(page, "3")
    page.evaluate("scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })")
    expect(page.locator(".scene .edge.lit")).to_have_count(0)
    expect(page.locator(".scene .picture")).not_to_be_in_viewport()


def test_a_name_of_a_step_is_a_button_by_mouse_and_keys(page: Page) -> None:
    _read(page, "the chef cleans")
    _expect_lit(page, "2")
    button = page.get_by_role("button", name="the chef cleans")
    button.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    _expect_lit(page, "1")
    focused = page.locator(":focus")
    assert focused.inner_text() == "1"
    assert focused.evaluate(
        "e => { const b = e.getBoundingClientRect(); return document.elementFromPoint(b.x + 4, b.y + 4) === e; }"
    ), "what has the focus is below the picture"
    page.keyboard.press("Tab")
    page.keyboard.press(" ")
    _expect_lit(page, "2")
    assert (button.get_attribute("title") or "").startswith("2. Chef.Prepare calls (go) Chef.clean")
    assert page.url.endswith("index.html")


def test_a_name_above_the_picture_brings_it_into_sight(page: Page) -> None:
    _read(page, "1")
    _expect_lit(page, "1")
    page.get_by_role("button", name="a last step").click()
    _expect_lit(page, "3")
    expect(page.locator(".scene .picture")).to_be_in_viewport()


def test_the_picture_is_one_link_without_ids_that_are_taken(page: Page) -> None:
    _read(page, "1")
    _expect_lit(page, "1")
    ids = [each.get_attribute("id") for each in page.locator("[id]").all()]
    assert len(ids) == len(set(ids))
    assert page.locator(".scene .picture a").count() == 0
    page.locator(".scene .picture").click()
    assert page.url.endswith("/figures/kitchen.html")


@pytest.mark.parametrize("size", WIDTHS)
def test_the_drawing_comes_by_need_and_moves_nothing(size: ViewportSize, browser: Browser, site: Path) -> None:
    context = browser.new_context(viewport=size)
    context.add_init_script(
        """window.shifted = 0;
        new PerformanceObserver((list) => list.getEntries().forEach((each) => { shifted += each.value; }))
          .observe({ type: "layout-shift", buffered: true });"""
    )
    page = context.new_page()
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url.rpartition("/")[2])

    page.on("request", note)
    with served(site) as root:
        page.goto(f"{root}/index.html")
        page.wait_for_load_state("networkidle")
        assert not {"kitchen.js", "lights.js", "scene.js", "diagrams.css", "diagram.css"} & set(asked)
        for name in ("1", "the chef cleans", "3"):
            _read(page, name)
            expect(page.locator(".scene .edge.lit")).to_have_count(1)
            page.wait_for_timeout(400)
        assert {"kitchen.js", "lights.js", "scene.js", "diagrams.css", "diagram.css"} <= set(asked)
        assert page.evaluate("shifted") <= 0.02
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    context.close()


def test_without_scripts_it_is_an_article_with_links(browser: Browser, site: Path) -> None:
    context = browser.new_context(viewport=WIDE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/index.html")
    figure, prose = page.locator(".scene .figure").bounding_box(), page.locator(".beside").bounding_box()
    assert figure is not None
    assert prose is not None
    assert figure["y"] + figure["height"] <= prose["y"]
    assert figure["width"] > 800
    page.get_by_role("link", name="3", exact=True).click()
    assert page.url.endswith("/figures/kitchen.html#edge-Work-call-Cook.Prepare")
    page.go_back()
    page.get_by_role("link", name="the chef cleans").click()
    assert page.url.endswith(f"/figures/kitchen.html#{CLEAN}")
    context.close()


def test_where_the_drawing_does_not_come_the_links_lead_to_its_page(browser: Browser, site: Path) -> None:
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    page.route("**/kitchen.js", lambda route: route.abort())
    with served(site) as root:
        page.goto(f"{root}/index.html")
        _read(page, "1")
        page.wait_for_load_state("networkidle")
        page.locator(".scene .step").first.click()
        expect(page).to_have_url(f"{root}/figures/kitchen.html#step-1")
    context.close()
