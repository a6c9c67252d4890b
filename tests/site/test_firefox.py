"""The site in Debian's Firefox, from disk and over HTTP: what a reader does there, and no fault that it finds."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import gates
import pytest
from browsing import NARROW, WIDE, served
from firefox import firefox
from kitchens import LINES, at, kitchen_files, written
from PIL import Image, ImageStat

from archviz.workspace.build_worker import BuildWorker
from archviz.workspace.drift import update
from archviz.workspace.project import find_project
from archviz.workspace.site import pages
from archviz.workspace.subject import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from firefox import Firefox, FirefoxPage

SIZES = {"wide": (WIDE["width"], WIDE["height"]), "narrow": (NARROW["width"], NARROW["height"])}
LIGHT, DARK = "rgb(246, 248, 251)", "rgb(14, 19, 27)"

WAYS = ("file", "http")
BACKGROUND = "() => getComputedStyle(document.body).backgroundColor"
LIT = "() => [...document.querySelectorAll('.drawing .edge.lit')].map((each) => each.getAttribute('aria-label'))"
VIEW = "() => ['x', 'y', 'width', 'height'].map((side) => document.querySelector('.drawing svg').viewBox.baseVal[side])"
OPACITY = "(selector) => getComputedStyle(document.querySelector(selector)).opacity"
FITS = "() => document.documentElement.scrollWidth <= innerWidth"
# All pictures are loaded and can be drawn, those too that nobody has scrolled to yet.
PICTURES = """() => Promise.all([...document.images].map((image) => {
    image.loading = "eager";
    return image.decode();
}))"""
# Where the middle of an arrow is in the window, once it is in the part of the page that is seen.
ON_LINE = """(selector) => {
    const line = document.querySelector(`${selector} .line`);
    line.scrollIntoView({ block: "center", behavior: "instant" });
    const { x, y } = line.getPointAtLength(line.getTotalLength() / 2).matrixTransform(line.getScreenCTM());
    return [Math.round(x), Math.round(y)];
}"""
# Of a step: the arrow that is lit, the number beside it, that of the address, what is below the pointer, and whether
# the middle of the arrow is in sight.
STEP = """() => {
    const lit = [...document.querySelectorAll(".drawing .edge.lit")];
    const line = lit[0]?.querySelector(".line");
    const middle = line?.getPointAtLength(line.getTotalLength() / 2).matrixTransform(line.getScreenCTM());
    return {
        lit: lit.map((each) => each.dataset.step).join(),
        said: document.querySelector(".panel h2 .mark")?.lastChild.textContent,
        hash: location.hash,
        counted: document.querySelector(".stepper output").textContent,
        under: document.querySelector("[data-do]:hover")?.dataset.do ?? "",
        seen: middle && document.elementFromPoint(middle.x, middle.y)?.closest(".drawing") ? "in sight" : "",
    };
}"""

HEAT, BURN = "1. Chef.Prepare calls Chef.heat", "Chef.heat calls Stove.Burn"
STOVE, COOK = '.drawing .card[data-card="k.Stove"]', '.drawing .card[data-card="k.Cook"]'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kitchen's site in English and Chinese, and in ``gate`` one whose figures are known at three versions."""
    folder = tmp_path_factory.mktemp("firefox")
    written(kitchen_files(folder / "kitchen", ("en", "zh")), folder / "site")
    project = gates.figures(folder / "gate")
    (project / "archviz.toml").write_text("version = '2.0'\n", encoding="utf-8")
    code = {"1.0": gates.FIRST, "3.0": gates.THIRD, "2.0": gates.SECOND}
    settings = {
        version: Settings(version, str(gates.tree(folder / version, text)), cache=folder / "cache")
        for version, text in code.items()
    }
    for each in settings.values():
        update(find_project(project), each).write(project)
    with BuildWorker() as worker:
        files, _ = pages(find_project(project), settings["2.0"], worker)
    written(files, folder / "site" / "gate")
    return folder / "site"


@pytest.fixture(scope="module")
def roots(site: Path) -> Iterator[dict[str, str]]:
    """Where the site begins, by the way it is opened."""
    with served(site) as address:
        yield {"file": site.as_uri(), "http": address}


@pytest.fixture(scope="module")
def browser() -> Iterator[Firefox]:
    with firefox() as started:
        yield started


@pytest.fixture
def page(browser: Firefox) -> Iterator[FirefoxPage]:
    page = browser.new_page()
    yield page
    page.close()
    assert page.faults == []


@pytest.mark.parametrize(
    ("way", "html", "fault"),
    [
        ("file", "<script>console.warn('said')</script>", "warn: said"),
        ("file", "<script>throw new Error('thrown')</script>", "thrown"),
        ("file", "<img src=none.png>", "not loaded: file:"),
        ("http", "<img src=none.png>", "404"),
        ("http", "<link rel=stylesheet href=https://example.com/site.css>", "example.com"),
        (
            "http",
            "<meta http-equiv=Content-Security-Policy content=\"script-src 'none'\"><script>1</script>",
            "Content-Security-Policy",
        ),
    ],
)
def test_a_fault_of_a_page_is_noticed(browser: Firefox, tmp_path: Path, way: str, html: str, fault: str) -> None:
    written({"index.html": f"<!doctype html><title>Faulty</title>{html}".encode()}, tmp_path)
    page = browser.new_page()
    with served(tmp_path) as root:
        page.goto(f"{tmp_path.as_uri() if way == 'file' else root}/index.html")
        page.until("() => document.readyState === 'complete'")
        page.close()
    assert any(fault in each for each in page.faults), page.faults


@pytest.mark.parametrize("way", WAYS)
def test_every_page_opens_without_a_fault_and_does_not_scroll_sideways(
    page: FirefoxPage, site: Path, roots: dict[str, str], way: str
) -> None:
    for file in sorted(site.rglob("*.html")):
        page.goto(f"{roots[way]}/{file.relative_to(site)}")
        assert page.ask("() => getComputedStyle(document.body).fontFamily").startswith("Inter"), file
        for size in SIZES.values():
            page.resize(*size)
            assert page.ask(FITS), (file, size)
        page.ask(PICTURES)
        assert page.faults == [], file
    assert [address for address in page.asked if not address.startswith((roots["http"], "data:"))] == []


@pytest.mark.parametrize("way", WAYS)
def test_what_is_searched_is_found_and_opened(page: FirefoxPage, roots: dict[str, str], way: str) -> None:
    page.goto(f"{roots[way]}/index.html")
    page.press("/", *"stvoe")
    page.until_text("dialog.search[open] li:first-child", "Stove")
    page.until("() => document.activeElement.matches('dialog.search input')")
    page.press("ArrowDown", "ArrowUp", "Escape")
    page.until("() => !document.querySelector('dialog[open]')")
    page.click(".search-open")
    page.until("() => document.activeElement.matches('dialog.search input')")
    page.press(*"Chef.Prepare", "Enter")
    page.until_text("h1", "Chef.Prepare")
    page.back()
    page.until_text("article h2", "The kitchen")


@pytest.mark.parametrize("way", WAYS)
def test_the_theme_is_chosen_drawn_and_remembered(page: FirefoxPage, roots: dict[str, str], way: str) -> None:
    page.goto(f"{roots[way]}/figures/kitchen.html")
    shown = []
    for name, background in (("Light", LIGHT), ("Dark", DARK)):
        page.click(".theme")
        assert (page.text(".theme"), page.ask(BACKGROUND)) == (name, background)
        shown.append(page.ask("() => getComputedStyle(document.querySelector('.drawing .card rect')).fill"))
    assert len(set(shown)) == 2
    page.reload()
    assert (page.text(".theme"), page.ask(BACKGROUND)) == ("Dark", DARK)
    page.goto(f"{roots[way]}/figures/a-dish.html")
    assert (page.text(".theme"), page.ask(BACKGROUND)) == ("Dark", DARK)


def test_page_and_pictures_follow_the_theme_of_the_system_until_one_is_chosen(site: Path) -> None:
    with firefox({"layout.css.prefers-color-scheme.content-override": 0}) as dark:
        page = dark.new_page()
        page.goto(f"{site.as_uri()}/index.html")
        shown = {}
        for name, background in (("Auto", DARK), ("Light", LIGHT), ("Dark", DARK)):
            page.until(f"(colour) => ({BACKGROUND})() === colour", background)
            assert page.text(".theme") == name
            page.ask(PICTURES)
            shown[name] = page.screenshot("a.picture img")
            page.click(".theme")
        assert shown["Auto"] == shown["Dark"] != shown["Light"]
        assert page.faults == []


def test_what_scrolls_on_a_dark_page_has_no_bright_bar(page: FirefoxPage, roots: dict[str, str]) -> None:
    page.resize(800, 260)
    page.goto(f"{roots['file']}/symbols/index.html")
    page.ask("() => { document.documentElement.dataset.theme = 'dark'; }")
    page.press("/", *"chef")
    page.until("() => document.querySelectorAll('dialog.search li').length > 4")
    tall, seen = page.ask(
        "() => ['scroll', 'client'].map((of) => document.querySelector('.search-body')[`${of}Height`])"
    )
    assert tall > seen
    found = Image.open(BytesIO(page.screenshot(".search-body"))).convert("L")
    bar = found.crop((found.width - 8, 0, found.width, found.height))
    assert ImageStat.Stat(bar).mean[0] < 128


def test_what_the_pointer_is_on_is_lit_with_its_neighbours(page: FirefoxPage, roots: dict[str, str]) -> None:
    page.goto(f"{roots['file']}/figures/kitchen.html")
    page.hover(f"{STOVE} .name")
    page.until(f"() => ({OPACITY})('{COOK}') < 0.5")
    assert page.ask(OPACITY, STOVE) == "1"
    assert set(page.ask(LIT)) == {BURN, "Chef.stove holds Stove"}
    page.move(2, 2)
    page.until(f"() => ({OPACITY})('{COOK}') === '1'")


def test_an_arrow_opens_what_proves_it(page: FirefoxPage, roots: dict[str, str]) -> None:
    page.goto(f"{roots['file']}/figures/kitchen.html")
    x, y = page.ask(ON_LINE, f'.edge[aria-label="{BURN}"]')
    page.move(x, y)
    page.click()
    page.until_text(".panel .hit", LINES[at("c.stove.Burn()") - 1].strip())
    assert page.ask(LIT) == [BURN]
    page.press("Escape")
    page.until("() => document.querySelector('.panel').hidden")
    assert page.ask(LIT) == []


def test_the_picture_zooms_about_the_pointer_moves_and_fits(page: FirefoxPage, roots: dict[str, str]) -> None:
    page.goto(f"{roots['file']}/figures/kitchen.html")
    under = """(x, y) => {
        const { x: left, y: top } = new DOMPoint(x, y).matrixTransform(
            document.querySelector(".drawing svg").getScreenCTM().inverse());
        return [left, top];
    }"""
    x, y = page.middle(".drawing")
    fitted, before = page.ask(VIEW), page.ask(under, x, y)
    page.wheel(x, y, -100, held="Control")
    page.until("() => document.querySelector('.drawing').dataset.fitted === 'false'")
    zoomed = page.ask(VIEW)
    assert zoomed[2] < 0.8 * fitted[2]
    assert page.ask(under, x, y) == pytest.approx(before, abs=2)
    page.move(x, y)
    page.drag(x - 40, y)
    moved = page.ask(VIEW)
    assert moved[0] == pytest.approx(
        zoomed[0] + 40 * zoomed[2] / page.ask("() => document.querySelector('.drawing').clientWidth"), abs=2
    )
    page.wheel(x, y, 120)
    page.until("() => scrollY > 60")
    assert page.ask(VIEW) == moved
    page.click('[data-do="fit"]')
    assert page.ask(VIEW) == pytest.approx(fitted, abs=1)
    page.ask("() => document.querySelector('.drawing').focus()")
    page.press("+", "+")
    assert page.ask(VIEW)[2] == pytest.approx(fitted[2] / 1.25**2, abs=1)
    page.press("0")
    assert page.ask(VIEW) == pytest.approx(fitted, abs=1)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("way", ["mouse", "keys", "play"])
def test_the_steps_stay_together_below_a_pointer_at_rest(
    page: FirefoxPage, roots: dict[str, str], way: str, size: str
) -> None:
    page.resize(*SIZES[size])
    page.goto(f"{roots['file']}/figures/kitchen.html")
    page.until("() => document.querySelector('.stepper') && !document.querySelector('.stepper').hidden")
    under = "play" if way == "play" else "next"
    if way == "keys":
        page.ask("() => document.querySelector('.drawing').focus()")
        under = ""
        page.hover(".drawing")
    else:
        page.hover(f'[data-do="{under}"]')
    for step in (1, 2, 3):
        if way == "keys":
            page.press("n")
        elif way == "mouse" or step == 1:
            page.click()
        now = {"lit": str(step), "said": str(step), "hash": f"#step-{step}", "counted": f"Step {step} of 3"}
        now |= {"under": under, "seen": "in sight"}
        page.until(f"(now) => JSON.stringify(({STEP})()) === JSON.stringify(now)", now)
    assert page.ask(FITS)


@pytest.mark.parametrize("way", WAYS)
def test_a_version_is_picked_and_is_in_the_address(
    page: FirefoxPage, site: Path, roots: dict[str, str], way: str
) -> None:
    rows = "() => [...document.querySelectorAll('.drawing .card.struct .row .n')].map((row) => row.textContent).join()"
    address = f"{roots[way]}/{next(site.glob('gate/figures/*serving.html')).relative_to(site)}"
    page.goto(address)
    assert page.ask(rows) == "Install(),check()"
    page.click('.choose [data-do="later"]')
    page.until(f"() => ({rows})() === 'Install(),verify()'")
    page.until_text("#version-said", "As proved on 3.0")
    assert page.ask("() => location.href") == f"{address}?v=3.0"
    page.ask("() => document.querySelector('#version').focus()")
    page.press("ArrowUp")
    page.until_text("#version-said", "which this page is of")
    assert page.ask(rows) == "Install(),check()"
    page.back()
    page.until_text("#version-said", "As proved on 3.0")


@pytest.mark.parametrize("way", WAYS)
def test_the_other_language_opens_and_the_pages_of_both_speak_it(
    page: FirefoxPage, roots: dict[str, str], way: str
) -> None:
    page.goto(f"{roots[way]}/index.html")
    page.click("a.language")
    page.until_text("article h2", "厨房")
    page.goto(f"{roots[way]}/symbols/index.html")
    page.until("() => document.documentElement.lang === 'zh'")


def test_a_pointer_at_rest_on_a_name_is_told_what_it_is(page: FirefoxPage, roots: dict[str, str]) -> None:
    page.goto(f"{roots['file']}/figures/kitchen.html")
    page.hover("table.list a.to")
    page.until_text(".hover pre", "type Cook interface")
    box = page.ask("() => document.querySelector('.hover').getBoundingClientRect().toJSON()")
    assert box["left"] >= 0
    assert box["right"] <= WIDE["width"]
    page.press("Escape")
    page.until("() => !document.querySelector('.hover').checkVisibility()")
