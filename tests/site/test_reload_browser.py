"""Pages that `archviz serve` has open in a browser: they load again when they have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import kitchen
import pytest
from browsing import NARROW, chromium
from playwright.sync_api import Browser, Page, expect
from serving import LIMIT, Serve, free_port, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EDIT = ("How a dish is made", "How soup is made")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    kitchen.project(tmp_path)
    kitchen.article(tmp_path)
    kitchen.go_tree(tmp_path / "go")
    return tmp_path


@pytest.fixture
def served(house: Path) -> Iterator[Serve]:
    with serving(house, "--port", "0") as it:
        yield it


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def hidden(page: Page, state: str) -> None:
    """Has a page in a background tab or in front, which a browser without windows does not tell apart."""
    page.evaluate(
        """state => {
            Object.defineProperty(document, "visibilityState", { get: () => state, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        state,
    )


def test_an_open_page_loads_again_at_its_place(served: Serve, browser: Browser) -> None:
    url = served.ready()
    page = browser.new_page(viewport=NARROW)
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(error.message))
    page.goto(f"{url}figures/a-dish.html#page-text")
    expect(page.get_by_role("heading", level=1)).to_have_text(EDIT[0])
    page.evaluate("scrollTo(0, 200)")
    scrolled = page.evaluate("scrollY")
    assert scrolled
    served.edit(*EDIT)
    expect(page.get_by_role("heading", level=1)).to_have_text(EDIT[1], timeout=LIMIT * 1000)
    assert page.url == f"{url}figures/a-dish.html#page-text"
    page.wait_for_function("y => scrollY === y", arg=scrolled)
    assert problems == []
    page.close()


def test_an_open_page_tells_what_cannot_be_built_until_it_can(served: Serve, browser: Browser) -> None:
    page = browser.new_page(viewport=NARROW)
    page.goto(served.ready())
    page.evaluate("window.same = true")
    served.edit("calls: k.Chef.heat", "calls: k.Chef.hat")
    notice = page.get_by_role("status").filter(has_text="could not be built")
    expect(notice).to_contain_text("diagrams/house/2-a-dish.yaml:12: ", timeout=LIMIT * 1000)
    box = notice.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= NARROW["width"]
    notice.get_by_role("button", name="Hide").click()
    expect(notice).to_have_count(0)
    page.reload()
    page.evaluate("window.same = true")
    expect(notice).to_be_visible()
    served.edit("calls: k.Chef.hat", "calls: k.Chef.heat")
    expect(notice).to_have_count(0, timeout=LIMIT * 1000)
    assert page.evaluate("window.same")  # nothing that it shows has changed
    page.close()


def test_pages_in_background_tabs_take_no_connection_and_catch_up(served: Serve, browser: Browser) -> None:
    url = served.ready()
    context = browser.new_context()
    tabs = []
    for _ in range(9):
        tab = context.new_page()
        tab.goto(f"{url}figures/a-dish.html")
        hidden(tab, "hidden")
        tabs.append(tab)
    served.edit(*EDIT)
    served.err.until("building again")
    served.err.until("files changed: ")
    for tab in tabs:
        expect(tab.get_by_role("heading", level=1)).to_have_text(EDIT[0])
        hidden(tab, "visible")
        expect(tab.get_by_role("heading", level=1)).to_have_text(EDIT[1], timeout=LIMIT * 1000)
        hidden(tab, "hidden")
    context.close()


def test_an_open_page_finds_a_server_that_was_started_again(house: Path, browser: Browser) -> None:
    port = str(free_port())
    page = browser.new_page()
    with serving(house, "--port", port) as first:
        page.goto(f"{first.ready()}figures/a-dish.html")
        assert first.end() == 0
        first.edit(*EDIT)
    with serving(house, "--port", port) as again:
        again.ready()
        expect(page.get_by_role("heading", level=1)).to_have_text(EDIT[1], timeout=LIMIT * 1000)
    page.close()
