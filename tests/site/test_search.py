"""The search: its index, and the dialog over real HTTP in a real browser."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
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
from archviz.model.errors import RenderError
from archviz.model.figure import VerifiedDiagram
from archviz.render import svg_text
from archviz.site import build
from archviz.site.search import search_index
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
    """Three sites in folders: one in two languages, one of texts that mean harm, one without an index."""

    house: Path
    harm: Path
    bare: Path


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
def index(house: dict[str, bytes]) -> dict[str, bytes]:
    return search_index(house)


@pytest.fixture(scope="module")
def sites(house: dict[str, bytes], index: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Sites:
    folder = tmp_path_factory.mktemp("sites")
    harm = build(FIGURES, ENGLISH, templates(folder / "templates"), article="kettle")
    return Sites(
        kitchens.written(house | index, folder / "house"),
        kitchens.written(harm | search_index(harm), folder / "harm"),
        kitchens.written(house, folder / "bare"),
    )


def _fragments(index: Mapping[str, bytes], language: str) -> dict[str, dict[str, Any]]:
    """What a language's index has of each page by its path in the site."""
    found = [
        json.loads(gzip.decompress(data).removeprefix(b"pagefind_dcd"))
        for path, data in index.items()
        if path.startswith(f"pagefind/fragment/{language}_")
    ]
    return {fragment["url"].removeprefix("/"): fragment for fragment in found}


def _symbol(house: Mapping[str, bytes], name: str) -> str:
    return next(path for path in house if re.fullmatch(rf"symbols/kitchen\.{re.escape(name)}-\w+\.html", path))


def test_there_is_what_a_browser_asks_for_and_nothing_else(index: dict[str, bytes]) -> None:
    kinds = {re.sub(r"(en|zh)_[0-9a-f]+", r"\1_*", path.removeprefix("pagefind/")) for path in index}
    assert kinds == {
        "pagefind.js",
        "pagefind-worker.js",
        "pagefind-entry.json",
        "wasm.en.pagefind",
        "wasm.unknown.pagefind",
        *(f"pagefind.{language}_*.pf_meta" for language in ("en", "zh")),
        *(f"{kind}/{language}_*.pf_{kind}" for kind in ("filter", "fragment", "index") for language in ("en", "zh")),
    }


def test_each_language_has_its_own_pages_and_those_of_the_symbols(
    house: dict[str, bytes], index: dict[str, bytes]
) -> None:
    symbols = {path for path in house if path.startswith("symbols/kitchen.")}
    assert len(symbols) > SEASONS
    english, chinese = (set(_fragments(index, language)) for language in ("en", "zh"))
    assert english == symbols | {"index.html", "about.html", "figures/kitchen.html", "figures/a-dish.html"}
    assert chinese == symbols | {f"zh/{path}" for path in english - symbols}


def test_the_same_pages_give_the_same_index(index: dict[str, bytes], house: dict[str, bytes], tmp_path: Path) -> None:
    kitchens.written(dict(reversed(house.items())), tmp_path)
    code = (
        "import hashlib, sys; from pathlib import Path; from archviz.site.search import search_index\n"
        f"folder = Path({str(tmp_path)!r})\n"
        "files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob('*') if p.is_file()}\n"
        "made = search_index(dict(sorted(files.items(), reverse=True)))\n"
        "print(*(f'{path} {data.hex()}' for path, data in made.items()), sep='\\n')"
    )
    env = {**os.environ, "PYTHONHASHSEED": "7", "LC_ALL": "C", "TZ": "Asia/Shanghai"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"{path} {data.hex()}" for path, data in index.items()]


def test_places_relations_and_headings_of_a_page_are_no_text(house: dict[str, bytes], index: dict[str, bytes]) -> None:
    fragments = _fragments(index, "en")
    places = [path for path, fragment in fragments.items() if re.search(r"kitchen\.go\W*:?\d", fragment["content"])]
    assert places == []
    words = fragments[_symbol(house, "Chef.Prepare")]["content"].replace("\u2060 ", "")
    assert words == "func (c *Chef) Prepare(dish string) error Prepare cooks a dish."
    code = fragments["figures/a-dish.html"]["content"].replace("\u2060 ", "")
    assert "c.heat()" in code
    assert "Copy" not in code
    assert not re.search(r"\b\d\d\b", code), "line numbers"
    assert "c.heat()" not in fragments["index.html"]["content"], "the figure has a page of its own"


def test_a_site_without_marked_pages_has_no_index() -> None:
    assert search_index({"index.html": b'<!doctype html><html lang="en"><main>words</main>'}) == {}


@pytest.mark.parametrize(
    ("program", "message"), [("no-such-program", "needs Pagefind"), ("false", "Pagefind failed: exit code 1")]
)
def test_a_pagefind_that_fails_is_an_error(
    house: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, program: str, message: str
) -> None:
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", program)
    with pytest.raises(RenderError, match=message):
        search_index(house)


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
    assert not [url for url in asked if "/pagefind/" in url], "the page is light until the first search"
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
    assert page.locator(".search-hit").all_inner_texts() == ["last", "guest", "paid,"]
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
    assert {href.split("/")[1] for href in hrefs} == {"zh", "symbols"}
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


@pytest.mark.parametrize("how", ["from disk", "without an index"])
def test_where_there_is_no_index_to_read_the_dialog_says_so(page: Page, sites: Sites, how: str) -> None:
    with served(sites.bare) as address:
        page.goto(f"{sites.house.as_uri() if how == 'from disk' else address}/index.html")
        page.keyboard.press("/")
        alert = _dialog(page).get_by_role("alert")
        expect(alert).to_contain_text("archviz serve")
        page.keyboard.type("chef")
        page.keyboard.press("Enter")
        expect(alert).to_be_visible()
        page.keyboard.press("Escape")
        expect(_dialog(page)).to_be_hidden()
        expect(page.get_by_role("heading", name="Closing time")).to_be_visible()


def test_from_disk_nothing_is_asked_for_in_vain(page: Page, sites: Sites, said: list[str]) -> None:
    page.goto(f"{sites.house.as_uri()}/index.html")
    page.keyboard.press("/")
    expect(_dialog(page).get_by_role("alert")).to_be_visible()
    assert said == []


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
        expect(page.locator(".search-title").first).to_contain_text(HARM)
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
