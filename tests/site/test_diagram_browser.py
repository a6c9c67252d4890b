"""A diagram's page in a browser: moving about, what belongs together, what proves an edge, and its steps."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from browsing import NARROW, WIDE, chromium
from kitchens import LINES, at, kitchen_files, written
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect
from stepping import comes_into_sight, rests_through_the_steps

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIT = re.compile(r"\blit\b")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kitchen")
    return written(kitchen_files(folder), folder / "site")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=WIDE, color_scheme="light", reduced_motion="reduce", has_touch=True)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, site: Path) -> Iterator[Page]:
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{site.as_uri()}/figures/kitchen.html")
    yield page
    assert said == []


def _view(page: Page) -> tuple[float, float, float, float]:
    """The part of the picture that is seen: left, top, width, height, in the picture's units."""
    x, y, width, height = page.locator(".drawing svg").evaluate(
        "e => { const b = e.viewBox.baseVal; return [b.x, b.y, b.width, b.height]; }"
    )
    return x, y, width, height


def _whole(page: Page) -> tuple[float, float]:
    """The size of the whole picture, in its units."""
    width, height = page.locator(".drawing svg").evaluate("e => ['width', 'height'].map(n => +e.getAttribute(n))")
    return width, height


def _middle(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _lit(page: Page, what: str, name: str) -> set[str]:
    return {str(each.get_attribute(name)) for each in page.locator(f".drawing {what}.lit").all()}


def _edge(page: Page, label: str) -> Locator:
    return page.locator(f'.edge[aria-label="{label}"]')


def _until(page: Page, script: str) -> None:
    """Waits for something to be so; the page's policy forbids what Playwright would wait with."""
    for _ in range(100):
        if page.evaluate(script):
            return
        page.wait_for_timeout(30)
    raise AssertionError(script)


def _button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


HEAT, CLEAN, WORK = (
    "1. Chef.Prepare calls Chef.heat",
    "2. Chef.Prepare calls (go) Chef.clean",
    "3. Work calls Cook.Prepare",
)


def _scale(page: Page) -> float:
    """How many pixels show one of the picture's units."""
    return float(page.locator(".drawing").evaluate("e => e.clientWidth / e.firstElementChild.viewBox.baseVal.width"))


def test_a_diagram_fits_the_width_at_first_and_after_the_window_has_changed(page: Page) -> None:
    for size in (ViewportSize(width=1900, height=900), WIDE):
        page.set_viewport_size(size)
        expect(page.locator(".drawing")).to_have_attribute("data-fitted", "true")
        left, top, width, height = _view(page)
        assert left <= 0
        assert top <= 0
        assert width >= _whole(page)[0] - 1
        assert height >= _whole(page)[1] - 1
        room = page.locator(".drawing").evaluate("e => e.clientWidth")
        assert _scale(page) == pytest.approx(min(1.25, room / _whole(page)[0]), abs=0.01)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_where_the_width_is_small_the_words_can_be_read_and_all_of_it_is_a_button_away(page: Page) -> None:
    page.set_viewport_size(NARROW)
    expect(page.locator(".drawing")).to_have_attribute("data-wide", "true")
    texts = page.locator(".drawing svg text").all()
    sizes = [float(text.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")) for text in texts]
    assert min(sizes) * _scale(page) >= 9
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    x, y = _middle(page.locator(".drawing"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 100, y, steps=4)
    page.mouse.up()
    assert _view(page)[0] == pytest.approx(100 / _scale(page), abs=1)
    _button(page, "Fit").click()
    left, _, width, _ = _view(page)
    assert (left, width) == pytest.approx((0, _whole(page)[0]), abs=1)
    _button(page, "Fit").click()
    assert min(sizes) * _scale(page) >= 9


def test_the_wheel_with_ctrl_zooms_about_the_pointer_and_without_it_scrolls_the_page(page: Page) -> None:
    x, y = _middle(page.locator(".drawing"))
    page.mouse.move(x, y)
    wide = _view(page)[2]
    under = """([x, y]) => {
        const inverse = document.querySelector(".drawing svg").getScreenCTM().inverse();
        const point = new DOMPoint(x, y).matrixTransform(inverse);
        return [point.x, point.y];
    }"""
    before = page.evaluate(under, [x, y])
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    expect(page.locator(".drawing")).to_have_attribute("data-fitted", "false")
    assert _view(page)[2] < 0.8 * wide
    assert page.evaluate(under, [x, y]) == pytest.approx(before, abs=2)
    seen = _view(page)
    page.mouse.wheel(0, 120)
    _until(page, "scrollY > 60")
    assert _view(page) == seen


def test_a_drag_moves_what_is_seen_as_far_as_the_picture_goes_and_follows_no_link(page: Page) -> None:
    _button(page, "Larger").click()
    _button(page, "Larger").click()
    before = _view(page)
    x, y = _middle(page.locator('.card[data-card="k.Chef"] .name'))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 40, y, steps=4)
    page.mouse.up()
    moved = _view(page)
    assert moved[0] == pytest.approx(
        before[0] + 40 * before[2] / page.locator(".drawing").evaluate("e => e.clientWidth"), abs=2
    )
    for _ in range(4):
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(10, 10, steps=4)
        page.mouse.up()
    left, top, width, height = _view(page)
    assert (left + width, top + height) == pytest.approx(_whole(page), abs=1)
    assert page.url.endswith("/figures/kitchen.html")


def test_two_fingers_zoom(page: Page, context: BrowserContext) -> None:
    page.locator(".drawing").scroll_into_view_if_needed()
    x, y = _middle(page.locator(".drawing"))
    wide = _view(page)[2]
    touch = context.new_cdp_session(page)

    def fingers(kind: str, apart: float) -> None:
        points = [{"x": x - apart, "y": y, "id": 1}, {"x": x + apart, "y": y, "id": 2}] if apart else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    fingers("touchStart", 40)
    for apart in (50, 60, 70, 80):
        fingers("touchMove", apart)
    fingers("touchEnd", 0)
    expect(page.locator(".drawing")).to_have_attribute("data-fitted", "false")
    assert _view(page)[2] == pytest.approx(wide / 2, rel=0.1)
    assert page.evaluate("visualViewport.scale") == 1


def test_the_keys_zoom_move_and_fit(page: Page) -> None:
    wide = _view(page)[2]
    page.locator(".drawing").focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    page.keyboard.press("+")
    zoomed = _view(page)
    assert zoomed[2] == pytest.approx(wide / 1.25**3, abs=1)
    page.keyboard.press("ArrowRight")
    assert _view(page)[0] > zoomed[0]
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    down = 60 * zoomed[3] / page.locator(".drawing").evaluate("e => e.clientHeight")
    assert _view(page)[0] == pytest.approx(zoomed[0], abs=1)
    assert _view(page)[1] == pytest.approx(zoomed[1] + down, abs=1)
    page.keyboard.press("-")
    assert _view(page)[2] == pytest.approx(wide / 1.25**2, abs=1)
    page.keyboard.press("0")
    assert _view(page)[2] == pytest.approx(wide, abs=1)


def test_full_screen_and_back(page: Page) -> None:
    button = _button(page, "Full screen")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("document.fullscreenElement.id") == "diagram"
    width, height = _whole(page)
    left, top, seen_width, seen_height = _view(page)
    assert left <= 0.5
    assert top <= 0.5
    assert seen_width >= width - 1
    assert seen_height >= height - 1
    page.set_viewport_size(NARROW)
    _button(page, "Next step").click()
    panel = page.locator(".panel").bounding_box()
    assert panel is not None
    stage = page.locator(".drawing").bounding_box()
    assert stage is not None
    assert stage["height"] > NARROW["height"] / 4
    assert stage["y"] + stage["height"] <= panel["y"]
    page.set_viewport_size(WIDE)
    _button(page, "Close").click()
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    _until(page, "!document.fullscreenElement")
    expect(page.locator(".drawing")).to_have_attribute("data-fitted", "true")


def test_what_is_under_the_pointer_is_lit_with_its_neighbours_and_the_rest_dimmed(page: Page) -> None:
    stove, cook = page.locator('.card[data-card="k.Stove"]'), page.locator('.card[data-card="k.Cook"]')
    stove.locator(".name").first.hover()
    expect(stove).to_have_class(LIT)
    assert _lit(page, ".card", "data-card") == {"k.Stove", "k.Chef"}
    assert _lit(page, ".edge", "aria-label") == {"Chef.heat calls Stove.Burn", "Chef.stove holds Stove"}
    assert {"stove", "heat"} <= {each.split(".")[-1] for each in _lit(page, ".row", "data-symbol")}
    dimmed = "e => Number(getComputedStyle(e).opacity) < 0.5"
    assert cook.evaluate(dimmed)
    assert not stove.evaluate(dimmed)
    page.locator('.card[data-card="k.Chef"] [data-symbol$="Chef.heat"] .n').hover()
    expect(stove.locator(".row.lit")).to_have_count(1)
    expect(_edge(page, HEAT)).to_have_class(LIT)
    assert _lit(page, ".edge", "aria-label") == {HEAT, "Chef.heat calls Stove.Burn"}
    page.keyboard.press("Escape")
    assert page.locator(".lit, .dim").count() == 0
    assert not cook.evaluate(dimmed)
    page.mouse.move(2, 2)


def test_what_has_the_focus_is_lit_and_in_sight(page: Page) -> None:
    page.locator(".drawing").focus()
    page.keyboard.press("Tab")
    assert page.locator(".drawing :focus").count() == 1
    assert page.locator(".drawing svg.dim .card.lit").count() >= 1
    for _ in range(5):
        _button(page, "Larger").click()
    last = page.locator(".drawing .edge a").last
    page.locator(".drawing .edge a").nth(-2).focus()
    page.keyboard.press("Tab")
    expect(last).to_be_focused()
    box, stage = last.bounding_box(), page.locator(".drawing").bounding_box()
    assert box is not None
    assert stage is not None
    assert stage["x"] <= box["x"] + box["width"] / 2 <= stage["x"] + stage["width"]
    page.keyboard.press("Escape")
    assert page.locator(".lit").count() == 0


def test_an_edge_opens_what_proves_it_and_the_place_is_kept(page: Page) -> None:
    panel = page.get_by_role("complementary", name="Evidence")
    expect(panel).to_be_hidden()
    _edge(page, WORK).locator(".wide").dispatch_event("click")
    expect(panel).to_be_visible()
    text = panel.inner_text()
    assert "func Work(cook Cook) error" in text
    assert "Prepare(dish string) error" in text
    hit = panel.locator(".hit")
    expect(hit).to_have_count(1)
    line = at("cook.Prepare(")
    assert hit.inner_text().strip() == LINES[line - 1].strip()
    assert hit.locator("[title]").inner_text() == "Prepare"
    place = panel.locator(".snippet .place")
    assert str(place.get_attribute("href")).endswith(f"/kitchen/kitchen.go.html#L{line}")
    assert comes_into_sight(page, _edge(page, WORK))
    assert _lit(page, ".edge", "aria-label") == {WORK}
    assert page.url.endswith("#step-3")
    _button(page, "Close").click()
    expect(panel).to_be_hidden()
    assert page.locator(".lit").count() == 0
    assert not page.url.endswith("#step-3")
    expect(page.locator(".drawing")).to_have_attribute("data-fitted", "true")


def test_the_evidence_is_reached_by_keys_and_left_to_where_it_was_asked_for(page: Page) -> None:
    handle = _edge(page, "Chef.heat calls Stove.Burn").locator("a")
    handle.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("complementary", name="Evidence")
    expect(panel).to_be_visible()
    expect(panel.get_by_role("heading")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(handle).to_be_focused()
    assert page.locator(".lit").count() == 0


def test_an_asserted_edge_says_that_nothing_proves_it(page: Page) -> None:
    page.locator(".edge.assumed a, .edge.assumed > g").first.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("complementary", name="Evidence")
    expect(panel).to_contain_text("Asserted, not proved: the guests said so")
    assert panel.locator(".snippet").count() == 0


def test_the_steps_go_one_by_one_with_the_fragment(page: Page) -> None:
    count = page.locator(".stepper output")
    expect(count).to_have_text("3 steps")
    expect(_button(page, "Previous step")).to_be_disabled()
    for number, label in enumerate((HEAT, CLEAN, WORK), 1):
        _button(page, "Next step").click()
        expect(count).to_have_text(f"Step {number} of 3")
        assert page.url.endswith(f"#step-{number}")
        assert _lit(page, ".edge", "aria-label") == {label}
        assert page.locator(".panel .hit").count() == 1
    expect(_button(page, "Next step")).to_be_disabled()
    page.locator(".drawing").focus()
    page.keyboard.press("p")
    expect(count).to_have_text("Step 2 of 3")
    page.keyboard.press("n")
    expect(count).to_have_text("Step 3 of 3")
    page.reload()
    expect(count).to_have_text("Step 3 of 3")
    assert _lit(page, ".edge", "aria-label") == {WORK}
    page.evaluate("location.hash = 'step-1'")
    expect(count).to_have_text("Step 1 of 3")


def test_the_buttons_of_the_steps_appear_when_their_script_has_come(context: BrowserContext, site: Path) -> None:
    page = context.new_page()
    page.route("**/steps.js", lambda route: route.abort())
    page.goto(f"{site.as_uri()}/figures/kitchen.html")
    expect(_button(page, "Larger")).to_be_visible()
    expect(page.locator(".stepper")).to_be_hidden()
    page.unroute_all()
    page.reload()
    expect(_button(page, "Next step")).to_be_visible()


def test_the_steps_play_by_themselves_until_they_are_paused_or_over(context: BrowserContext, site: Path) -> None:
    page = context.new_page()
    page.clock.install()
    page.goto(f"{site.as_uri()}/figures/kitchen.html")
    count = page.locator(".stepper output")
    _button(page, "Play the steps").click()
    expect(count).to_have_text("Step 1 of 3")
    page.clock.run_for(5100)
    expect(count).to_have_text("Step 2 of 3")
    _button(page, "Pause").click()
    page.clock.run_for(20000)
    expect(count).to_have_text("Step 2 of 3")
    _button(page, "Play the steps").click()
    expect(count).to_have_text("Step 3 of 3")
    expect(_button(page, "Play the steps")).to_be_visible()


def test_a_step_is_brought_near_where_the_picture_is_too_small_to_read(page: Page) -> None:
    page.set_viewport_size(NARROW)
    _button(page, "Fit").click()
    assert _view(page)[2] == pytest.approx(_whole(page)[0], abs=1)
    _button(page, "Next step").click()
    assert _scale(page) == pytest.approx(0.86, abs=0.01)
    assert comes_into_sight(page, _edge(page, HEAT))
    panel, line = page.locator(".panel").bounding_box(), _edge(page, HEAT).bounding_box()
    assert panel is not None
    assert line is not None
    assert panel["y"] + panel["height"] <= NARROW["height"] - 48
    assert line["y"] + line["height"] < panel["y"]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("way", ["mouse", "keys", "play"])
def test_the_steps_stay_together_below_a_pointer_at_rest(
    context: BrowserContext, site: Path, size: ViewportSize, way: str
) -> None:
    page = context.new_page()
    page.clock.install()
    page.set_viewport_size(size)
    page.goto(f"{site.as_uri()}/figures/kitchen.html")
    rests_through_the_steps(page, way)


def test_a_box_is_said_to_be_what_it_is_and_leads_to_its_arrows_before_it_leads_away(page: Page) -> None:
    panel = page.get_by_role("complementary", name="Evidence")
    page.locator('.card[data-card="k.Chef"] [data-symbol$="Chef.heat"] .n').click()
    expect(panel.get_by_role("heading")).to_have_text("heat")
    expect(panel.get_by_role("link", name=f"kitchen.go:{at('Chef) heat()')}")).to_be_visible()
    arrows = panel.get_by_role("button")
    expect(arrows).to_have_count(3)
    assert _lit(page, ".edge", "aria-label") == {HEAT, "Chef.heat calls Stove.Burn"}
    arrows.last.click()
    assert _lit(page, ".edge", "aria-label") == {"Chef.heat calls Stove.Burn"}
    expect(panel.locator(".hit")).to_have_text("c.stove.Burn()")
    page.locator('.card[data-card="k.Stove"] .name').click()
    expect(panel.get_by_role("heading")).to_have_text("struct kitchen.Stove")
    assert page.url.endswith("/figures/kitchen.html")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_what_leads_off_the_site_opens_beside_the_page(context: BrowserContext, page: Page) -> None:
    context.route("https://example.com/**", lambda route: route.fulfill(body="elsewhere"))
    for link in page.locator('.drawing a[href^="https:"]').all():
        assert link.get_attribute("target") == "_blank"
        assert link.get_attribute("rel") == "noopener"
    page.locator("#cards ~ table a.place").first.click()
    expect(page).to_have_url(re.compile(r"/kitchen/kitchen\.go\.html#L\d+$"))
    with context.expect_page() as opened:
        page.locator('main a[href^="https:"]').first.click()
    assert opened.value.url.startswith("https://example.com/blob/c0ffee/kitchen/kitchen.go")
    assert page.url.startswith("file:")


def test_with_few_colours_what_is_not_meant_can_still_be_read(browser: Browser, site: Path) -> None:
    context = browser.new_context(viewport=WIDE, forced_colors="active")
    page = context.new_page()
    page.goto(f"{site.as_uri()}/figures/kitchen.html#step-1")
    expect(page.locator(".drawing svg.dim")).to_have_count(1)
    for what in (".card", ".edge", ".label .disc"):
        assert set(
            page.locator(f".drawing {what}").evaluate_all("all => all.map(e => getComputedStyle(e).opacity)")
        ) == {"1"}
    lit, other = (page.locator(f".drawing .edge{which} .line").first for which in (".lit", ":not(.lit)"))
    colour = "e => getComputedStyle(e).stroke"
    assert lit.evaluate(colour) != other.evaluate(colour)
    context.close()


def test_motion_is_left_out_for_who_wants_none(browser: Browser, site: Path) -> None:
    views = {}
    for wish in ("reduce", "no-preference"):
        context = browser.new_context(viewport=NARROW, reduced_motion=wish)
        page = context.new_page()
        page.goto(f"{site.as_uri()}/figures/kitchen.html")
        views[wish] = page.evaluate(
            """() => {
                const svg = document.querySelector(".drawing svg");
                document.querySelector('[data-do="next"]').click();
                const at = svg.getAttribute("viewBox");
                return new Promise((done) => setTimeout(() => done([at, svg.getAttribute("viewBox")]), 600));
            }"""
        )
        context.close()
    assert views["reduce"][0] == views["reduce"][1]
    assert views["no-preference"][0] != views["no-preference"][1]


def test_without_scripts_the_evidence_is_in_the_list(browser: Browser, site: Path) -> None:
    context = browser.new_context(viewport=WIDE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/figures/kitchen.html")
    assert not page.locator(".tools").is_visible()
    assert not page.locator(".panel").is_visible()
    proof = page.locator(".proofs details").first
    assert not proof.locator(".snippet").is_visible()
    proof.locator("summary").click()
    assert proof.locator(".hit").inner_text().strip() == "c.heat()"
    context.close()


@pytest.mark.parametrize("name", ["edge-Chef.heat-call-Stove.Burn", "edge-edges-3"])
def test_a_fragment_that_names_an_edge_shows_it_in_the_picture_and_the_list(page: Page, site: Path, name: str) -> None:
    page.goto(f"{site.as_uri()}/figures/kitchen.html#{name}")
    page.reload()
    expect(page.locator('[id="edge-Chef.heat-call-Stove.Burn"] .snippet')).to_be_visible()
    assert _lit(page, ".edge", "aria-label") == {"Chef.heat calls Stove.Burn"}
    assert page.url.endswith("#edge-Chef.heat-call-Stove.Burn")
    assert comes_into_sight(page, _edge(page, "Chef.heat calls Stove.Burn"))


def test_on_paper_the_whole_picture_is_seen_and_no_control(page: Page) -> None:
    page.emulate_media(media="print")
    assert not page.locator(".tools").is_visible()
    assert not page.locator(".panel").is_visible()
    left, top, width, height = _view(page)
    whole = _whole(page)
    assert left <= 0
    assert top <= 0
    assert (left + width, top + height) >= (whole[0] - 1, whole[1] - 1)
    assert page.locator(".proofs summary").first.is_visible()


def test_what_is_shown_is_taken_along_as_address_svg_and_png(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    _button(page, "Next step").click()
    page.locator(".tools").get_by_role("button", name="Copy link").click()
    expect(page.locator(".tools").get_by_role("button", name="Copied")).to_be_visible()
    copied = str(page.evaluate("navigator.clipboard.readText()"))
    assert copied.endswith("/figures/kitchen.html#edge-Chef.Prepare-call-Chef.heat")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys and pictures")
    taken = {}
    for kind in ("SVG", "PNG"):
        with page.expect_download() as saved:
            dialog.get_by_role("button", name=kind).click()
        assert saved.value.suggested_filename == f"kitchen-step-1.{kind.lower()}"
        taken[kind] = saved.value.path().read_bytes()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert _lit(page, ".edge", "aria-label") == {HEAT}, "the first Escape is for the dialog"
    page.keyboard.press("Escape")
    assert page.locator(".lit").count() == 0
    width, height = (round(side) for side in _whole(page))
    assert struct.unpack(">II", taken["PNG"][16:24]) == (2 * width, 2 * height)
    root = ElementTree.fromstring(taken["SVG"])  # noqa: S314 our own picture
    assert root.get("viewBox") == f"0 0 {width} {height}"
    assert b"var(" not in taken["SVG"]
    line = root.find(f".//*[@aria-label='{HEAT}']//*[@class='line']")
    assert line is not None
    assert line.get("stroke") == "rgb(26, 95, 180)"
    assert line.get("stroke-width") == "3px"
    dimmed = root.find(".//*[@data-card='k.Cook']")
    assert dimmed is not None
    assert dimmed.get("opacity") == "0.2"
    page.goto(copied)
    expect(page.locator(".stepper output")).to_have_text("Step 1 of 3")


def test_a_link_that_is_copied_twice_leaves_the_button_its_name(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.clock.install()
    page.reload()
    button = page.locator('.tools [data-do="copy"]')
    for _ in range(2):
        button.click()
        expect(button).to_have_text("Copied")
        page.evaluate("navigator.clipboard.readText()")
    page.clock.run_for(2500)
    expect(button).to_have_text("Copy link")
