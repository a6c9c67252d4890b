"""What a browser makes of the pictures: text measured where it is drawn, in light and dark."""

from __future__ import annotations

import shutil
from itertools import combinations
from typing import TYPE_CHECKING, Any

import fictional
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from archviz.render import svg_text
from archviz.render.layout.geometry import Rect
from archviz.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archviz.model.figure import VerifiedDiagram

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
BOXES = """() => [...document.querySelectorAll('svg text')].filter(t => t.getClientRects().length).map(t => {
  const b = t.getBoundingClientRect(), c = t.closest('.card')?.querySelector('.face')?.getBoundingClientRect();
  const p = t.closest('.pkg')?.querySelector('rect').getBoundingClientRect(), h = c || p;
  return {text: t.textContent, box: [b.x, b.y, b.width, b.height], home: h ? [h.x, h.y, h.width, h.height] : null,
          colour: getComputedStyle(t).fill};
})"""
everywhere = pytest.mark.parametrize("builder", fictional.ALL)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield started
        started.close()


def letters(line: Rect) -> Rect:
    """A line of text without what a font adds above and below its letters."""
    return Rect(line.x, line.y + 3, line.width, line.height - 6)


def show(browser: Browser, text: str, theme: str, attributes: str = "") -> Page:
    page = browser.new_page(
        viewport={"width": 1500, "height": 1600}, color_scheme="dark" if theme == "dark" else "light"
    )
    page.set_content(f"<!doctype html><html {attributes}><body style='margin:0'>{text}</body></html>")
    return page


def check_texts(found: list[dict[str, Any]]) -> None:
    texts = [(item["text"], letters(Rect(*item["box"]))) for item in found if item["text"].strip()]
    assert len(texts) > 5
    for item in found:
        if item["home"]:
            home, box = Rect(*item["home"]), Rect(*item["box"])
            assert home.x <= box.x, item["text"]
            assert box.right <= home.right, item["text"]
            assert home.y <= box.y + 3, item["text"]
            assert box.bottom <= home.bottom + 3, item["text"]
    for (one, a), (two, b) in combinations(texts, 2):
        assert not a.overlaps(b), (one, two)


@everywhere
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_text_stays_in_its_card_and_off_other_text(
    browser: Browser, builder: Callable[[], VerifiedDiagram], theme: str, language: str
) -> None:
    page = show(browser, svg_text(builder(), (shipped("templates"),), language=language), theme)
    found: list[dict[str, Any]] = page.evaluate(BOXES)
    page.close()
    check_texts(found)


def _background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.querySelector('.av-canvas')).fill"))


@pytest.mark.parametrize(
    ("scheme", "attributes", "expected"),
    [
        ("light", "", "rgb(246, 248, 251)"),
        ("dark", "", "rgb(14, 19, 27)"),
        ("dark", "data-theme=light", "rgb(246, 248, 251)"),
        ("light", "data-theme=dark", "rgb(14, 19, 27)"),
    ],
)
def test_the_readers_wish_or_the_pages_decides_on_light_and_dark(
    browser: Browser, scheme: str, attributes: str, expected: str
) -> None:
    page = show(browser, svg_text(fictional.small(), (shipped("templates"),)), scheme, attributes)
    assert _background(page) == expected
    page.evaluate("document.querySelector('svg').dataset.theme = 'dark'")
    assert _background(page) == "rgb(14, 19, 27)"
    page.close()


def test_print_is_light(browser: Browser) -> None:
    page = show(browser, svg_text(fictional.small(), (shipped("templates"),)), "dark")
    page.emulate_media(media="print")
    assert _background(page) == "rgb(246, 248, 251)"
    page.close()


def test_two_pictures_on_one_page_keep_their_ids(browser: Browser) -> None:
    text = svg_text(fictional.small(), (shipped("templates"),)) + svg_text(fictional.dense(), (shipped("templates"),))
    page = show(browser, text, "light")
    ids: list[str] = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    page.close()
    assert len(ids) == len(set(ids)) > 20


def test_the_accessibility_tree_lists_cards_and_relations(browser: Browser) -> None:
    page = show(browser, svg_text(fictional.small(), (shipped("templates"),)), "light")
    listed = page.get_by_role("list", name="relations").get_by_role("listitem")
    assert listed.count() == len(fictional.small().edges)
    sentence = "4. DynamicLoafBaker.loadRecipe calls Taster.Enqueue"
    assert page.get_by_role("listitem", name=sentence).count() == 1
    assert (
        page.get_by_role("link", name=sentence).get_attribute("href")
        == "https://example.org/blob/main/oven/code.go#L43"
    )
    assert page.get_by_role("listitem", name="interface example.org/bakery/pkg/oven.Taster").count() == 1
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    told = [node.get("description", {}).get("value", "") for node in tree["nodes"]]
    assert any(sentence in description for description in told)
    page.close()


SHOWN = """() => Object.fromEntries([...document.querySelectorAll('svg :is(text, rect, path, circle, line)')]
  .filter(e => e.getClientRects().length && getComputedStyle(e).display !== 'none')
  .map(e => { const b = e.getBBox(); return [window.nth.get(e), [e.textContent, b.x, b.y, b.width, b.height]]; }))"""
NUMBER = "window.nth = new Map([...document.querySelectorAll('svg *')].map((e, i) => [e, i])); null"


@pytest.mark.parametrize("where", ["svg", "html"])
def test_a_version_alone_hides_the_others_parts_and_moves_nothing(browser: Browser, where: str) -> None:
    page = show(browser, svg_text(fictional.compared(), (shipped("templates"),)), "light")
    page.evaluate(NUMBER)
    shown: dict[str, dict[str, list[Any]]] = {}
    for version in ("both", "before", "after"):
        page.evaluate(f"document.querySelector('{where}').dataset.show = '{version}'")
        shown[version] = page.evaluate(SHOWN)
        check_texts(page.evaluate(BOXES))
    page.close()
    both, before, after = shown["both"], shown["before"], shown["after"]
    for alone in (before, after):
        assert all(alone[part] == both[part] for part in alone.keys() & both.keys())
    texts = {version: [part[0] for part in parts.values() if part[0]] for version, parts in shown.items()}
    gone, came = ("Bell", "WoodenRack", "bell", "*bells.Bell"), ("Silo", "WireRack", "Close()", "WithTrace")
    was, now = ("drain()", "*oven.Oven", "holds", "interface · package oven"), ("empty()", "map[string]oven.Oven", "go")
    for name in (*gone, *was):
        assert name in texts["before"]
        assert name not in texts["after"]
    for name in (*came, *now):
        assert name in texts["after"]
        assert name not in texts["before"]
    assert {*gone, *came, *now, "was drain()"} <= set(texts["both"])
    assert not set(was) & set(texts["both"])
    assert texts["before"].count("WithLog") == texts["after"].count("WithLog") == 1


def _numbers(page: Page, card: str) -> list[str]:
    numbers: list[str] = page.evaluate(
        f"[...document.querySelectorAll('[data-card=\"{card}\"] .stop-t')]"
        ".filter(t => t.getClientRects().length).map(t => t.textContent)"
    )
    return numbers


def test_a_chain_is_numbered_for_the_version_shown(browser: Browser) -> None:
    page = show(browser, svg_text(fictional.compared(), (shipped("templates"),)), "light", "data-show=before")
    assert _numbers(page, "BuildChain-chain") == ["1", "2", "3", "4"]
    page.evaluate("document.documentElement.dataset.show = 'after'")
    assert _numbers(page, "BuildChain-chain") == ["1", "2", "3", "4", "5"]
    page.close()


@pytest.mark.parametrize(("media", "forced"), [("screen", "active"), ("print", "none")])
def test_changes_differ_without_colour(browser: Browser, media: Any, forced: Any) -> None:
    page = show(browser, svg_text(fictional.compared(), (shipped("templates"),)), "dark")
    page.emulate_media(media=media, forced_colors=forced)
    lines: dict[str, list[str]] = page.evaluate("""() => Object.fromEntries(
      [...document.querySelectorAll('.edge')].filter(g => g.querySelector('.line').getClientRects().length)
      .map(g => [g.dataset.change || '', g.querySelector('.line')]).map(([change, line]) =>
      [change, [getComputedStyle(line).strokeWidth, getComputedStyle(line).strokeDasharray]]))""")
    assert set(lines) == {"", "added", "removed", "changed"}
    assert len({tuple(look) for look in lines.values()}) == 4
    struck: list[str] = page.evaluate("""() => [...document.querySelectorAll('svg .name, svg .n')]
      .filter(t => getComputedStyle(t).textDecorationLine === 'line-through').map(t => t.textContent)""")
    page.close()
    assert struck == ["bell", "Bell", "Ring()", "WoodenRack", "WithLog"]
