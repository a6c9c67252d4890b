"""What a reader does, as one story: in both themes, widths and languages, from disk and over HTTP."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from browsing import NARROW, WIDE, chromium, served
from kitchens import LINES, at, kitchen_files, written
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Literal

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
TITLES = {"en": "The kitchen", "zh": "厨房"}
HOME = {"en": "/index.html", "zh": "/zh/index.html"}
VIEW = "e => { const { x, y, width } = e.viewBox.baseVal; return [x, y, width, +e.getAttribute('width')]; }"
MIDDLE = """e => {
    const point = e.getPointAtLength(e.getTotalLength() / 2).matrixTransform(e.getScreenCTM());
    return [point.x, point.y];
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("everywhere")
    made = kitchen_files(folder, ("en", "zh"))
    return written(made, folder / "site")


@pytest.fixture(scope="module")
def roots(site: Path) -> Iterator[dict[str, str]]:
    """Where the site begins, by the way it is opened."""
    with served(site) as address:
        yield {"file": site.as_uri(), "http": address}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def _stays_in_the_window(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def _has_no_barrier(page: Page) -> None:
    _stays_in_the_window(page)
    page.evaluate(AXE)
    found = page.evaluate("axe.run({ preload: false })")["violations"]
    assert [f"{v['id']} {n['html'][:200]}: {n['failureSummary']}" for v in found for n in v["nodes"]] == []


def _is_at(page: Page, language: str, title: str) -> None:
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def _background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def _reads_the_article(page: Page, language: str) -> None:
    _is_at(page, language, TITLES[language])
    expect(page.locator("article").get_by_role("heading", level=2)).to_have_text(TITLES[language])
    for picture in page.locator("figure img").all():
        picture.scroll_into_view_if_needed()
        assert picture.evaluate("e => e.decode().then(() => e.naturalWidth)") > 0
    expect(page.locator("figure .code .lines")).to_be_visible()


def _moves_about(page: Page, drawing: Locator) -> None:
    """Fits at first, comes nearer by a key and fits again; what the pointer or the focus is on is lit."""
    picture = drawing.locator("svg")
    expect(drawing).to_have_attribute("data-fitted", "true")
    fitted = picture.evaluate(VIEW)
    left, top, seen, whole = fitted
    assert max(left, top) <= 0.5
    room = drawing.evaluate("e => e.clientWidth")
    assert room / seen >= 0.86 or seen >= whole
    drawing.focus()
    page.keyboard.press("+")
    expect(drawing).to_have_attribute("data-fitted", "false")
    assert picture.evaluate(VIEW)[2] == pytest.approx(seen / 1.25, abs=1)
    page.keyboard.press("0")
    assert picture.evaluate(VIEW) == pytest.approx(fitted, abs=1)
    if seen < whole:
        page.keyboard.press("0")
        assert picture.evaluate(VIEW)[2] == pytest.approx(whole, abs=1)
    stove, cook, chef = (drawing.locator(f'.card[data-card="k.{name}"]') for name in ("Stove", "Cook", "Chef"))
    stove.locator(".name").hover()
    expect(cook).not_to_have_css("opacity", "1")
    expect(stove).to_have_css("opacity", "1")
    expect(chef).to_have_css("opacity", "1")
    page.mouse.move(1, 1)
    expect(cook).to_have_css("opacity", "1")
    page.keyboard.press("Tab")
    expect(cook.locator(":focus")).to_have_count(1)
    expect(cook).to_have_css("opacity", "1")
    expect(stove).not_to_have_css("opacity", "1")


def _asks_for_evidence(page: Page, drawing: Locator) -> None:
    """A click on the arrow of the third step opens what proves it; the steps go on from there."""
    panel, hit = page.locator(".panel"), page.locator(".panel .hit")
    expect(panel).to_be_hidden()
    drawing.scroll_into_view_if_needed()
    page.mouse.click(*drawing.locator('.edge[data-from="k.Work"] .wide').evaluate(MIDDLE))
    expect(panel).to_be_visible()
    line = at("cook.Prepare(")
    expect(hit).to_have_text(LINES[line - 1].strip())
    expect(panel.locator(".snippet .place")).to_have_attribute(
        "href", re.compile(rf"/kitchen/kitchen\.go\.html#L{line}$")
    )
    page.locator('[data-do="previous"]').click()
    expect(page).to_have_url(re.compile("#step-2$"))
    expect(hit).to_have_text("go c.clean(dish)")
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("#step-3$"))
    expect(hit).to_have_text(LINES[line - 1].strip())


def _reads_code(page: Page) -> None:
    """A fold opens; what is shown is what is copied; a name in it leads to its symbol, and back."""
    page.evaluate("navigator.clipboard.writeText('')")
    fold, hidden = page.locator("details.fold").first, f"#f2-L{at('nothing to cook')}"
    expect(page.locator(hidden)).to_be_hidden()
    fold.locator("summary").click()
    expect(page.locator(hidden)).to_be_visible()
    copy = page.locator(".copy")
    copy.click()
    expect(copy).to_have_text(copy.get_attribute("data-done") or "?")
    begin = at("func (c *Chef) Prepare") - 1
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert copied[:6] == LINES[begin : begin + 6]
    _stays_in_the_window(page)
    page.locator(".lines a", has_text="clean").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chef.clean")
    page.go_back()
    expect(copy).to_be_visible()


def _searches(page: Page) -> None:
    """Finds a symbol, from disk too."""
    page.keyboard.press("/")
    dialog = page.get_by_role("dialog")
    page.keyboard.type("chef.prepare")
    expect(dialog.locator(".search-title").first).to_have_text("Chef.Prepare")
    _stays_in_the_window(page)
    page.keyboard.press("Enter")


def _changes_the_colours(page: Page, scheme: str) -> None:
    """Takes the other theme than the system's; it is the same in the page after."""
    before = _background(page)
    for _ in range(2 if scheme == "light" else 1):
        page.locator(".theme").click()
    after = _background(page)
    assert after != before
    page.locator(".brand").click()
    expect(page.locator("article")).to_be_visible()
    assert _background(page) == after


def _changes_the_language(page: Page, root: str, language: str) -> None:
    """The switch leads to the same place of the article, and to the same step of the same figure."""
    (other,) = TITLES.keys() - {language}
    page.locator("#fig-1").evaluate("e => e.scrollIntoView()")
    page.locator("a.language").click()
    expect(page).to_have_url(f"{root}{HOME[other]}#fig-1")
    page.locator("a.language").click()
    expect(page).to_have_url(f"{root}{HOME[language]}#fig-1")
    page.locator("a.picture").click()
    page.locator('[data-do="next"]').click()
    expect(page).to_have_url(re.compile("#step-1$"))
    page.locator("a.language").click()
    expect(page).to_have_url(f"{root}{HOME[other].replace('index', 'figures/kitchen')}#step-1")
    expect(page.locator("html")).to_have_attribute("lang", other)
    expect(page.locator(".brand")).to_have_text(TITLES[other])
    expect(page.locator(".panel .hit")).to_have_text("c.heat()")


@pytest.mark.parametrize("way", ["file", "http"])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_reader_finds_the_way(
    browser: Browser,
    roots: dict[str, str],
    scheme: Literal["light", "dark"],
    size: ViewportSize,
    language: str,
    way: str,
) -> None:
    said: list[str] = []
    asked: list[str] = []
    context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.on("console", lambda message: said.append(message.text))
    context.on("weberror", lambda error: said.append(str(error.error)))
    context.on("request", lambda request: asked.append(request.url))
    examined = (scheme, size, language, way) in (("dark", NARROW, "zh", "http"), ("light", WIDE, "en", "file"))
    examine = _has_no_barrier if examined else _stays_in_the_window
    page, root = context.new_page(), roots[way]

    page.goto(f"{root}{HOME[language]}")
    _reads_the_article(page, language)
    examine(page)
    page.locator("a.picture").click()
    drawing = page.locator(".drawing")
    _moves_about(page, drawing)
    _asks_for_evidence(page, drawing)
    examine(page)
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_be_hidden()
    page.locator(".turn [rel=next]").click()
    _reads_code(page)
    _searches(page)
    _is_at(page, language, "Chef.Prepare")
    examine(page)
    _changes_the_colours(page, scheme)
    _changes_the_language(page, root, language)
    _stays_in_the_window(page)

    assert said == []
    assert [url for url in asked if not url.startswith(root)] == []
    context.close()
