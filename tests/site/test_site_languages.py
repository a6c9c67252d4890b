"""A site in two languages: the same places in both, the words of each, and one set of symbols for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import html5lib
import pytest
from browsing import NARROW, WIDE, chromium
from kettles import ARTICLE, ENGLISH, FIGURES, templates
from kitchens import kitchen_files, written
from playwright.sync_api import Page, expect

from archviz.model.errors import FigureError, RenderError
from archviz.site import build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return kitchen_files(tmp_path_factory.mktemp("kitchen"), ("en", "zh"))


@pytest.fixture(scope="module")
def site(files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(files, tmp_path_factory.mktemp("languages"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=WIDE, reduced_motion="reduce")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert said == []
    context.close()


def test_each_language_has_its_own_pages_and_symbols_are_there_once(files: dict[str, bytes]) -> None:
    own = {path for path in files if path.startswith(("figures/", "index", "about", "glossary"))}
    assert {path for path in files if path.startswith("zh/")} == {f"zh/{path}" for path in own}
    assert any(path.startswith("symbols/") for path in files)
    for path in own:
        if path.endswith(".html"):
            for name, language, other in ((path, "en", "zh"), (f"zh/{path}", "zh", "en")):
                tree = html5lib.parse(files[name], namespaceHTMLElements=False)
                assert tree.get("lang") == language
                assert [e.get("hreflang") for e in tree.iter("a") if e.get("class") == "language"] == [other]


def test_the_chinese_pages_say_nothing_in_english_of_their_own(files: dict[str, bytes]) -> None:
    for path, data in files.items():
        if path.startswith("zh/") and path.endswith(".html"):
            text = data.decode()
            for word in (
                "Contents",
                "Figures",
                "Versions",
                "Symbols",
                "Every ",
                "Evidence",
                "Step",
                "Previous",
                "Copy",
            ):
                assert f">{word}" not in text, (path, word)
                assert f'="{word}' not in text, (path, word)


def test_a_link_to_a_page_in_another_language_says_so(files: dict[str, bytes]) -> None:
    for path, data in files.items():
        if not path.endswith(".html"):
            continue
        tree = html5lib.parse(data, namespaceHTMLElements=False)
        within = {id(link) for code in tree.iter("code") for link in code.iter("a")}  # code is in no language
        for link in tree.iter("a"):
            if "symbols/" in link.get("href", "") and id(link) not in within:
                other = "en" if path.startswith("zh/") else None
                assert link.get("hreflang") == other, (path, link.get("href"))


def test_the_switch_keeps_the_place(site: Path, page: Page) -> None:
    page.goto(f"{site.as_uri()}/index.html#fig-1")
    page.get_by_role("link", name="中文").click()
    expect(page).to_have_url(f"{site.as_uri()}/zh/index.html#fig-1")
    expect(page.get_by_role("heading", level=1)).to_have_text("厨房")
    page.goto(f"{site.as_uri()}/zh/figures/kitchen.html#step-1")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(f"{site.as_uri()}/figures/kitchen.html#step-1")


def test_the_switch_keeps_the_place_that_was_scrolled_to(site: Path, page: Page) -> None:
    page.set_viewport_size(NARROW)
    page.goto(f"{site.as_uri()}/index.html")
    page.locator("#fig-2").evaluate("e => e.scrollIntoView()")
    page.get_by_role("link", name="中文").click()
    expect(page).to_have_url(f"{site.as_uri()}/zh/index.html#fig-2")


def test_a_symbols_page_speaks_the_language_of_the_page_before_it(site: Path, page: Page) -> None:
    page.goto(f"{site.as_uri()}/zh/figures/kitchen.html")
    page.get_by_role("row").get_by_role("link", name="kitchen.Chef", exact=True).click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("出现于")
    expect(page.get_by_role("link", name="版本")).to_have_count(0)
    expect(page.get_by_role("navigation", name="站点")).to_be_visible()
    assert "stove 持有" in page.locator("#uses + table td").evaluate_all("cells => cells.map(cell => cell.textContent)")
    page.get_by_role("link", name="厨房").click()
    expect(page).to_have_url(f"{site.as_uri()}/zh/index.html")
    page.go_back()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("Shown in")
    page.get_by_role("link", name="The kitchen").click()
    expect(page).to_have_url(f"{site.as_uri()}/index.html")


def test_without_scripts_both_languages_can_be_read_and_switched(site: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/zh/figures/kitchen.html")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(f"{site.as_uri()}/figures/kitchen.html")
    page.get_by_role("row").get_by_role("link", name="kitchen.Chef", exact=True).click()
    expect(page.get_by_role("heading", level=2).first).to_have_text("Shown in")
    expect(page.get_by_role("button", name="中文")).to_be_hidden()
    page.get_by_role("link", name="中文").click()
    expect(page).to_have_url(f"{site.as_uri()}/zh/index.html")
    context.close()


def test_the_switch_of_a_symbols_page_is_a_button_for_the_keyboard_too(site: Path, page: Page) -> None:
    page.goto(next((site / "symbols").glob("kitchen.Chef-*.html")).as_uri())
    button = page.get_by_role("button", name="中文")
    button.focus()
    page.keyboard.press(" ")
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    expect(button).to_have_count(0)
    page.get_by_role("button", name="English").press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda text: text.replace("## Harm", "## 坏事"), "坏事"),
        (lambda text: text.replace("![](figure:boil-code)", ""), "harm"),
    ],
)
def test_an_article_with_other_places_is_an_error(change: object, where: str, tmp_path: Path) -> None:
    assert callable(change)
    own, shipped = templates(tmp_path / "t", zh=change(ARTICLE))
    with pytest.raises(FigureError, match=f"they part at {where}") as caught:
        build(FIGURES, ENGLISH | {"zh": ENGLISH["en"]}, (own, shipped), article="kettle")
    assert caught.value.file == str(own / "articles" / "kettle.zh.md")


def test_a_catalogue_of_ones_own_has_the_last_word(tmp_path: Path) -> None:
    own, shipped = templates(tmp_path / "t", zh=ARTICLE)
    (own / "site").mkdir()
    (own / "site" / "zh.po").write_text('msgid "Contents"\nmsgstr "内容"\n', encoding="utf-8")
    both = ENGLISH | {"zh": ENGLISH["en"]}
    found = build(FIGURES, both, (own, shipped), article="kettle")["zh/index.html"].decode()
    assert ">内容<" in found
    assert ">所有的图<" in found


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('msgid "Contents"\nmsgstring "内容"\n', 2, "Unknown"),
        ('msgid "Contents"\nmsgstr "100 %"\n', 1, "100 %"),
        ('\nmsgid "Figure %(number)s"\nmsgstr "图 %(nummer)s"\n', 2, "nummer"),
        ('msgid ""\nmsgstr "Content-Type: text/plain; charset=nosuch\\n"\n', None, "nosuch"),
    ],
)
def test_a_catalogue_that_cannot_be_used_is_an_error(text: str, line: int | None, message: str, tmp_path: Path) -> None:
    own, shipped = templates(tmp_path / "t", zh=ARTICLE)
    (own / "site").mkdir()
    (own / "site" / "zh.po").write_text(text, encoding="utf-8")
    with pytest.raises(RenderError, match=message) as caught:
        build(FIGURES, ENGLISH | {"zh": ENGLISH["en"]}, (own, shipped), article="kettle")
    assert (caught.value.file, caught.value.line) == (str(own / "site" / "zh.po"), line)


def test_quotes_in_a_catalogue_do_not_end_an_attribute(tmp_path: Path) -> None:
    own, shipped = templates(tmp_path / "t", zh=ARTICLE)
    (own / "site").mkdir()
    (own / "site" / "zh.po").write_text('msgid "Contents"\nmsgstr "目\\"录\\" onx=\\"1"\n', encoding="utf-8")
    page = build(FIGURES, ENGLISH | {"zh": ENGLISH["en"]}, (own, shipped), article="kettle")["zh/index.html"]
    (side,) = (e for e in html5lib.parse(page, namespaceHTMLElements=False).iter("nav") if e.get("class") == "side")
    assert side.get("aria-label") == '目"录" onx="1'
