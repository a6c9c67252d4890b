"""The search: its index, and the dialog over real HTTP in a real browser."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib.resources import files as resources
from typing import TYPE_CHECKING, Any

import kitchen
import kitchens
import pytest
from browsing import NARROW, WIDE, chromium, served
from kettles import ENGLISH, FIGURES, HARM, templates
from playwright.sync_api import BrowserContext, Locator, Page, expect

from archviz.figures import load, prove
from archviz.golang.graph import Graph
from archviz.model.figure import VerifiedDiagram
from archviz.render import svg_text
from archviz.site import build
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import Literal

    from playwright.sync_api import Browser

AXE = resources("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

SEASONS = 24
CODE = kitchen.STOVE_GO + "".join(
    f"\n// Season{i} adds a pinch.\nfunc Season{i}(c *Chef) {{ c.heat() }}\n" for i in range(SEASONS)
)

MORE = """
## Closing time

The chef goes home when the last guest has paid, and `Chef.clean` has run.
"""
ENGLISH_TEXT = kitchens.ARTICLE + MORE
CHINESE_TEXT = (
    kitchens.CHINESE
    + """
## 打烊 {#closing-time}

最后一位客人结账之后厨师才回家。
"""
)


@dataclass(frozen=True)
class Sites:
    """Two sites in folders: one in two languages, one of texts that mean harm."""

    house: Path
    harm: Path


def _house(folder: Path) -> dict[str, bytes]:
    """The files of a site in English and Chinese with pages of symbols."""
    graph = Graph(open_source(str(kitchen.go_tree(folder / "source", CODE))))
    diagram = kitchens.DIAGRAM.replace("{en: A kitchen at work}", "{en: A kitchen at work, zh: 工作中的厨房}")
    kitchen.figure_file(folder / "diagrams", diagram, "1-kitchen.yaml")
    kitchen.figure_file(folder / "diagrams", kitchen.EXCERPT, "2-a-dish.yaml")
    proofs = [prove(graph, figure, kitchens.ORIGIN) for figure in load(folder / "diagrams")]
    proved = tuple(proof.verified for proof in proofs if proof.verified is not None)
    folders = (folder / "templates", kitchen.TEMPLATES)
    kitchen.figure_file(folder / "templates" / "articles", ENGLISH_TEXT, "house.en.md")
    kitchen.figure_file(folder / "templates" / "articles", CHINESE_TEXT, "house.zh.md")
    diagrams = [figure for figure in proved if isinstance(figure, VerifiedDiagram)]
    svgs = {language: {f.file: svg_text(f, folders, language=language) for f in diagrams} for language in ("en", "zh")}
    return build(proved, svgs, folders, source=graph, article="house")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return _house(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def sites(house: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Sites:
    folder = tmp_path_factory.mktemp("sites")
    harm = build(FIGURES, ENGLISH, templates(folder / "templates"), article="kettle")
    return Sites(kitchens.written(house, folder / "house"), kitchens.written(harm, folder / "harm"))


def _given(files: Mapping[str, bytes], script: str, name: str) -> dict[str, Any]:
    """What a script gives to the page under a name."""
    found = re.search(rf"globalThis\.{name} = (.*);\n", files[f"assets/{script}.js"].decode())
    assert found is not None
    value: dict[str, Any] = json.loads(found.group(1))
    return value


def _symbol(house: Mapping[str, bytes], name: str) -> str:
    return next(path for path in house if re.fullmatch(rf"symbols/kitchen\.{re.escape(name)}-\w+\.html", path))


def test_every_page_of_a_symbol_and_every_package_can_be_found(house: dict[str, bytes]) -> None:
    given = _given(house, "search.symbols", "archvizSymbols")
    pages = {f"symbols/{file}.html" for _, _, _, file, *_ in given["rows"]}
    assert pages == {path for path in house if path.startswith("symbols/kitchen.")}
    assert len(pages) > SEASONS
    assert given["packages"] == ["example.org/house/kitchen"]


@pytest.mark.parametrize(("language", "folder"), [("en", ""), ("zh", "zh/")])
def test_each_language_has_its_own_sections_and_figures(house: dict[str, bytes], language: str, folder: str) -> None:
    rows = _given(house, f"search.{language}", "archvizTexts")["rows"]
    found = {address for _, _, _, address, _ in rows}
    assert found == {
        f"{folder}index.html",
        f"{folder}index.html#the-kitchen",
        f"{folder}index.html#closing-time",
        f"{folder}figures/kitchen.html",
        f"{folder}figures/a-dish.html",
        f"{folder}about.html",
    }
    assert {address.partition("#")[0] for address in found} <= house.keys()


def test_the_code_of_figures_is_text_and_their_places_are_not(house: dict[str, bytes]) -> None:
    rows = _given(house, "search.en", "archvizTexts")["rows"]
    (code,) = (text for *_, address, text in rows if address == "figures/a-dish.html")
    assert "c.heat()" in code
    assert "Cleaning does not keep the guest waiting." in code
    assert not [text for *_, text in rows if re.search(r"kitchen\.go\W*:?\d", text)]


def test_every_row_of_a_table_can_be_found(sites: Sites) -> None:
    files = {"assets/search.en.js": (sites.harm / "assets" / "search.en.js").read_bytes()}
    rows = [row for row in _given(files, "search.en", "archvizTexts")["rows"] if row[0] == "row"]
    assert [row[1] for row in rows] == ["cups", HARM, "teas", "teas/status", "teas"]
    assert rows[2][2:4] == ["brew.example.com · v1 · Figure 4", "figures/kettle-served.html#group-brew.example.com-v1"]
    assert len({row[3] for row in rows}) == 3


@pytest.fixture(scope="module")
def at(sites: Sites) -> Iterator[str]:
    """The address of the site in two languages."""
    with served(sites.house) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def said() -> list[str]:
    """What the browser reports as wrong."""
    return []


@pytest.fixture
def context(browser: Browser, said: list[str]) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=WIDE, color_scheme="light")
    context.on("console", lambda message: said.append(message.text) if "favicon" not in message.text else None)
    context.on("weberror", lambda error: said.append(str(error.error)))
    context.add_init_script(
        "addEventListener('securitypolicyviolation', (e) => console.error(`${e.violatedDirective} ${e.blockedURI}`))"
    )
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def _dialog(page: Page) -> Locator:
    return page.get_by_role("dialog")


def _results(page: Page) -> Locator:
    return _dialog(page).get_by_role("listitem").get_by_role("link")


def _search(page: Page, words: str) -> None:
    """Types words at once, or into the opened dialog as an input method does, and waits for what comes of them."""
    page.keyboard.press("/")
    if not words.isascii():
        expect(_dialog(page)).to_be_visible()
    page.keyboard.type(words)
    expect(_dialog(page).get_by_role("list")).to_have_attribute("aria-busy", "false")


def _titles(page: Page) -> list[str]:
    return page.locator(".search-title").all_inner_texts()


def test_slash_opens_typing_finds_and_enter_goes(page: Page, at: str, house: dict[str, bytes], said: list[str]) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{at}/figures/a-dish.html")
    assert not [url for url in asked if "/search." in url and "search.js" not in url], "light until the first search"
    expect(_dialog(page)).to_be_hidden()
    page.keyboard.press("/")
    expect(_dialog(page).get_by_role("searchbox")).to_be_focused()
    expect(_dialog(page).get_by_role("searchbox")).to_have_value("")
    page.keyboard.type("chef.prepare")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{at}/{_symbol(house, 'Chef.Prepare')}")
    assert said == []


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("Chef.clean", "Chef.clean"),
        ("kitchen.Chef.clean", "Chef.clean"),
        ("(*Chef).clean", "Chef.clean"),
        ("newchef", "NewChef"),
        ("Chef", "Chef"),
        ("prepare", "Cook.Prepare"),
        ("example.org/house/kitchen.Chef", "Chef"),
        ("house/kitchen", "example.org/house/kitchen"),
        ("Chfe", "Chef"),
        ("newhcef", "NewChef"),
        ("stvoe wipe", "Stove.Wipe"),
        ("prepre", "Cook.Prepare"),
        ("kitchen at work", "A kitchen at work"),
        ("interface", "Cook"),
    ],
)
def test_a_symbol_comes_first_under_its_name(page: Page, at: str, words: str, first: str) -> None:
    page.goto(f"{at}/index.html")
    _search(page, words)
    expect(page.locator(".search-title").first).to_have_text(first)


def test_a_symbol_is_found_by_the_words_in_its_name_and_by_its_package(page: Page, at: str) -> None:
    page.goto(f"{at}/index.html")
    _search(page, "pinch season")
    expect(page.locator(".search-title").first).to_contain_text("Season")
    page.keyboard.press("Escape")
    _search(page, "house/kitchen wipe")
    expect(page.locator(".search-title").first).to_have_text("Stove.Wipe")
    expect(page.locator(".search-label").first).to_have_text("method · example.org/house/kitchen")


def test_a_section_of_the_article_is_found_and_gone_to_on_the_same_page(page: Page, at: str) -> None:
    page.goto(f"{at}/index.html")
    _search(page, "last guest paid")
    expect(page.locator(".search-title").first).to_have_text("Closing time")
    assert page.locator(".search-hit").all_inner_texts() == ["last", "guest", "paid"]
    assert "Chef.clean has run." in page.locator(".search-excerpt").first.inner_text(), "names are shown as they are"
    page.keyboard.press("Enter")
    page.wait_for_url(f"{at}/index.html#closing-time")
    expect(_dialog(page)).to_be_hidden()


def test_escape_closes_and_gives_the_focus_back(page: Page, at: str) -> None:
    page.goto(f"{at}/figures/kitchen.html")
    link = page.get_by_role("link", name="read it in the article")
    link.focus()
    _search(page, "chef")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(_dialog(page)).to_be_hidden()
    expect(link).to_be_focused()


def test_escape_in_the_dialog_leaves_the_diagram_as_it_was(page: Page, at: str) -> None:
    page.goto(f"{at}/figures/kitchen.html#step-1")
    expect(page.locator(".panel")).to_be_visible()
    page.locator(".drawing").focus()
    page.keyboard.press("/")
    expect(_dialog(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(_dialog(page)).to_be_hidden()
    expect(page.locator(".panel")).to_be_visible()


def test_the_button_opens_and_the_cross_and_the_ground_close(page: Page, at: str) -> None:
    page.goto(f"{at}/index.html")
    button = page.get_by_role("button", name="Search")
    button.click()
    _dialog(page).get_by_role("button", name="Close").click()
    expect(_dialog(page)).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    page.mouse.click(5, 500)
    expect(_dialog(page)).to_be_hidden()


def test_slash_is_a_character_where_text_is_typed_and_with_other_keys(page: Page, sites: Sites) -> None:
    page.goto(f"{sites.harm.as_uri()}/figures/kettle-served.html")
    box = page.get_by_label("Filter")
    box.press("/")
    expect(box).to_have_value("/")
    page.locator("main").focus()
    for keys in ("Control+/", "Alt+/", "Meta+/"):
        page.keyboard.press(keys)
    expect(_dialog(page)).to_be_hidden()
    page.keyboard.press("/")
    expect(_dialog(page)).to_be_visible()


def test_arrows_move_and_letters_go_on_with_the_words(page: Page, at: str) -> None:
    page.goto(f"{at}/index.html")
    _search(page, "serv")
    first, second = _results(page).nth(0), _results(page).nth(1)
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(second).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    box = _dialog(page).get_by_role("searchbox")
    expect(box).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.type("e")
    expect(box).to_have_value("serve")
    expect(box).to_be_focused()


def test_more_than_twenty_come_in_two_parts(page: Page, at: str) -> None:
    page.goto(f"{at}/index.html")
    _search(page, "season")
    expect(_dialog(page).get_by_role("status")).to_have_text(f"{SEASONS} results")
    expect(_results(page)).to_have_count(20)
    more = _dialog(page).get_by_role("button", name="More results")
    more.click()
    expect(_results(page)).to_have_count(SEASONS)
    expect(_results(page).nth(20)).to_be_focused()
    expect(more).to_be_hidden()
    assert sorted(_titles(page)) == sorted(f"Season{i}" for i in range(SEASONS))


def test_nothing_found_is_said(page: Page, at: str) -> None:
    page.goto(f"{at}/index.html")
    _search(page, "zzyzx")
    expect(_dialog(page).get_by_role("status")).to_have_text("Nothing found")
    expect(_results(page)).to_have_count(0)
    page.keyboard.press("Enter")
    expect(_dialog(page)).to_be_visible()


def test_readers_of_chinese_find_chinese_text_and_symbols(
    page: Page, at: str, house: dict[str, bytes], said: list[str]
) -> None:
    page.goto(f"{at}/zh/index.html")
    _search(page, "客人结账")
    expect(page.locator(".search-title").first).to_have_text("打烊")
    expect(_results(page).first).to_have_attribute("href", "/zh/index.html#closing-time")
    page.keyboard.press("Escape")
    _search(page, "Chef.Prepare")
    expect(_results(page).first).to_have_attribute("href", f"/{_symbol(house, 'Chef.Prepare')}")
    hrefs = [link.get_attribute("href") or "" for link in _results(page).all()]
    assert {href.split("/")[1] for href in hrefs} <= {"zh", "symbols"}
    page.keyboard.press("Escape")
    _search(page, "工作中的厨房")
    expect(_results(page).first).to_have_attribute("href", "/zh/figures/kitchen.html")
    assert said == []


def test_readers_of_english_find_nothing_in_chinese(page: Page, at: str) -> None:
    page.goto(f"{at}/index.html")
    _search(page, "厨房")
    expect(_dialog(page).get_by_role("status")).to_have_text("Nothing found")


def test_a_page_that_languages_share_searches_in_that_of_its_reader(
    page: Page, at: str, house: dict[str, bytes]
) -> None:
    page.goto(f"{at}/zh/index.html")
    page.goto(f"{at}/{_symbol(house, 'Chef')}")
    _search(page, "厨师")
    expect(_results(page).first).to_have_attribute("href", re.compile("^/zh/"))


def test_search_works_from_disk(page: Page, sites: Sites, house: dict[str, bytes], said: list[str]) -> None:
    page.goto(f"{sites.house.as_uri()}/figures/a-dish.html")
    _search(page, "chef.prepare")
    expect(page.locator(".search-title").first).to_have_text("Chef.Prepare")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{sites.house.as_uri()}/{_symbol(house, 'Chef.Prepare')}")
    assert said == []


def test_a_site_in_a_folder_of_a_server_leads_to_its_own_pages(page: Page, sites: Sites) -> None:
    with served(sites.house.parent) as address:
        page.goto(f"{address}/house/index.html")
        _search(page, "Closing time")
        expect(_results(page).first).to_have_attribute("href", "/house/index.html#closing-time")


def test_what_could_not_be_brought_is_asked_for_again(page: Page, at: str) -> None:
    page.goto(f"{at}/index.html")
    page.route("**/search.symbols.js", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.keyboard.press("/")
    page.unroute("**/search.symbols.js")
    _search(page, "NewChef")
    expect(page.locator(".search-title").first).to_have_text("NewChef")


def test_without_scripts_there_is_no_button(browser: Browser, at: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{at}/index.html")
    expect(page.locator(".search-open")).to_be_hidden()
    expect(page.locator("dialog")).to_be_hidden()
    context.close()


def test_texts_that_mean_harm_are_shown_and_not_run(page: Page, sites: Sites, said: list[str]) -> None:
    with served(sites.harm) as address:
        page.goto(f"{address}/index.html")
        _search(page, "harm")
        expect(page.locator(".search-title", has_text=HARM).first).to_be_visible()
        _search_again(page, "script window.harmed")
        expect(page.locator(".search-excerpt", has_text="<script>window.harmed").first).to_be_visible()
        _search_again(page, "</script><mark>\"'`")
        assert page.evaluate("typeof window.harmed") == "undefined"
        markup = {
            e.lower() for e in page.evaluate("[...document.querySelectorAll('.search-body *')].map(e => e.tagName)")
        }
        assert markup <= {"ol", "li", "a", "span", "code", "mark", "button", "p"}
    assert said == []


def _search_again(page: Page, words: str) -> None:
    page.keyboard.press("Escape")
    _search(page, words)


def test_the_policy_of_pages_allows_no_more_than_without_a_search(house: dict[str, bytes]) -> None:
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', house["index.html"].decode())
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Browser, at: str, scheme: Literal["light", "dark"], viewport: Any
) -> None:
    context = browser.new_context(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{at}/index.html")
    page.evaluate(AXE)
    for words in ("kitchen", "prepare"):
        _search(page, words)
        page.keyboard.press("ArrowDown")
        expect(_results(page).first).to_be_focused()
        found = page.evaluate("axe.run()")
        faults = [
            f"{v['id']} {n['html'][:200]}: {n['failureSummary']}" for v in found["violations"] for n in v["nodes"]
        ]
        assert faults == []
        for part in ("html", ".search", ".search-body"):
            seen = page.locator(part).evaluate("e => e.scrollWidth - e.clientWidth")
            assert seen <= 0, part
        page.keyboard.press("Escape")
    context.close()
