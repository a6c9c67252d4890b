"""Pages of whole files: every line at its address, beside it the figures that show it, and all that leads there."""

from __future__ import annotations

import posixpath
import re
from itertools import combinations
from typing import TYPE_CHECKING

import html5lib
import kitchen
import pytest
from browsing import NARROW, WIDE, chromium
from kettles import templates
from kitchens import LINES, ORIGIN, at, kitchen_files, written
from playwright.sync_api import expect

from archviz.figures import load, prove
from archviz.golang.graph import Graph
from archviz.model.figure import VerifiedDiagram
from archviz.render import svg_text
from archviz.site import build
from archviz.site.files import MOST_CHARACTERS
from archviz.site.links import file_page, package_page
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from playwright.sync_api import Browser, Page

FILE = "symbols/example.org/house/kitchen/kitchen.go.html"
HOST = "https://example.com/blob/c0ffee/kitchen/kitchen.go"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return kitchen_files(tmp_path_factory.mktemp("kitchen"), ("en", "zh"))


@pytest.fixture(scope="module")
def folder(files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(files, tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def _tree(data: bytes) -> Element:
    tree: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(data)
    return tree


def _code(page: Element) -> dict[str, Element]:
    return {line.get("id", ""): line for line in page.iter("span") if line.get("id")}


def _links(element: Element, of: str) -> list[str]:
    """What links in a page lead to, from the site's root."""
    hrefs = (link.get("href", "") for link in element.iter("a"))
    return [posixpath.normpath(posixpath.join(posixpath.dirname(of), href)) for href in hrefs]


def test_a_file_is_there_line_by_line_as_it_is(files: dict[str, bytes]) -> None:
    lines = _code(_tree(files[FILE]))
    assert list(lines) == [f"L{number}" for number in range(1, len(lines) + 1)]
    texts = []
    for line in lines.values():
        for marks in line.findall("b"):
            line.text, marks.tail = (line.text or "") + (marks.tail or ""), ""
            line.remove(marks)
        texts.append("".join(line.itertext()))
    assert "".join(texts).rstrip("\n") == "\n".join(LINES)


def test_a_name_leads_to_the_page_of_its_symbol(files: dict[str, bytes]) -> None:
    line = _code(_tree(files[FILE]))[f"L{at('c.heat()')}"]
    assert [path for path in _links(line, FILE) if "/kitchen.Chef.heat-" in path]
    declared = _code(_tree(files[FILE]))[f"L{at('func NewChef(')}"]
    names = ["".join(link.itertext()) for link in declared.iter("a") if "symbols" not in link.get("href", "")]
    assert names == ["NewChef", "Chef"]


def test_a_line_leads_to_what_figures_show_of_it_and_they_lead_to_the_line(files: dict[str, bytes]) -> None:
    number = at("c.heat()")
    marks = _code(_tree(files[FILE]))[f"L{number}"].find("b")
    assert marks is not None
    assert [link.get("title") for link in marks.iter("a")] == ["Chef.Prepare → Chef.heat", "Chef.Prepare"]
    assert _links(marks, FILE) == [
        "figures/kitchen.html#edge-Chef.Prepare-call-Chef.heat",
        f"figures/a-dish.html#f2-L{number}",
    ]
    for target in _links(marks, FILE):
        page, _, fragment = target.partition("#")
        assert f'id="{fragment}"'.encode() in files[page]
        assert f"{FILE}#L{number}" in _links(_tree(files[page]), page)


def test_a_file_leads_to_its_public_address(files: dict[str, bytes]) -> None:
    assert HOST in [link.get("href") for link in _tree(files[FILE]).iter("a")]


def test_nothing_but_file_pages_leads_to_code_elsewhere(files: dict[str, bytes]) -> None:
    for path, data in files.items():
        if path.endswith(".html") and path != FILE:
            assert not [link for link in _tree(data).iter("a") if link.get("href", "").startswith(HOST)], path
    assert HOST.encode() in files["figures/kitchen.svg"]


def _built(folder: Path, code: str, *, source: bool = True) -> dict[str, bytes]:
    """The kitchen's site with other code and one figure; without the source, only that figure is known."""
    graph = Graph(open_source(str(kitchen.go_tree(folder / "source", code))))
    (figure,) = load(kitchen.figure_file(folder / "diagrams", kitchen.DIAGRAM).parent)
    proved = prove(graph, figure, ORIGIN).verified
    assert isinstance(proved, VerifiedDiagram)
    pages = templates(folder / "templates", "---\ntitle: t\ndescription: d\ndate: 2020-01-01\nauthor: a\n---\n")
    svgs = {"en": {"kitchen": svg_text(proved, pages)}}
    return build((proved,), svgs, pages, source=graph if source else None, article="kettle")


def test_without_the_source_or_in_a_very_long_file_lines_are_where_the_host_has_them(tmp_path: Path) -> None:
    long = f"{kitchen.STOVE_GO}\n// {'x' * MOST_CHARACTERS}\n"
    for name, code, source in (("none", kitchen.STOVE_GO, False), ("long", long, True)):
        made = _built(tmp_path / name, code, source=source)
        assert FILE not in made
        assert f"{HOST}#L{at('c.heat()')}".encode() in made["figures/kitchen.html"]


def test_addresses_stay_apart_and_fit_every_system() -> None:
    assert package_page("k8s.io/api/core/v1") == "symbols/k8s.io/api/core/v1/index.html"
    assert package_page("github.com/BurntSushi/toml") == "symbols/github.com/!burnt!sushi/toml/index.html"
    odd = [
        f"m/{step}" for step in ("a", "A", "!a", "a b", "a#b", "a?b", "a%b", "..", ".", "c.html", "ä", "\udcff", "/a")
    ]
    odd += [f"m/{'x' * 300}", f"m/{'x' * 301}", "m/Ab", "m/aB"]
    addresses = [file_page(package, "x.go") for package in odd]
    assert all(one.lower() != other.lower() for one, other in combinations(addresses, 2))
    for address in addresses:
        steps = address.split("/")
        assert all(step and len(step) < 255 and step not in {".", ".."} for step in steps)
        assert not [step for step in steps[:-1] if step.endswith(".html")]
        assert address.isascii()
        assert not {*address} & {*"#?% "}


def _open(browser: Browser, folder: Path, fragment: str = "", **options: object) -> Page:
    page = browser.new_context(**{"viewport": WIDE, **options}).new_page()  # type: ignore[arg-type]
    page.goto(f"{(folder / FILE).as_uri()}{fragment}")
    return page


def _lit(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all(".lit", "(lines) => lines.map((line) => line.id)")
    return found


@pytest.mark.browser
def test_lines_in_the_address_are_lit_and_in_sight(browser: Browser, folder: Path) -> None:
    page = _open(browser, folder, "#L40-L43")
    assert _lit(page) == ["L40", "L41", "L42", "L43"]
    expect(page.locator("#L40")).to_be_in_viewport()
    page.goto(f"{page.url.partition('#')[0]}#L12")
    assert _lit(page) == ["L12"]
    for odd in ("#L999", "#L0-L2", "#figures", "#L2x", "#L"):
        page.evaluate("(odd) => { location.hash = odd; }", odd)
        page.wait_for_function("() => document.querySelectorAll('.lit').length === 0")


@pytest.mark.browser
def test_a_click_on_a_number_chooses_a_line_and_one_with_shift_as_far_as_that(browser: Browser, folder: Path) -> None:
    page = _open(browser, folder)
    page.locator("#L20").click(position={"x": 20, "y": 10})
    assert page.url.endswith("#L20")
    page.locator("#L17").click(position={"x": 20, "y": 10}, modifiers=["Shift"])
    assert page.url.endswith("#L17-L20")
    page.wait_for_function("() => document.querySelectorAll('.lit').length === 4")
    page.locator("#L18").click(position={"x": 300, "y": 10})
    assert page.url.endswith("#L17-L20"), "a click on the code chooses nothing"


@pytest.mark.browser
def test_without_scripts_an_address_leads_to_its_line_still(browser: Browser, folder: Path) -> None:
    page = _open(browser, folder, "#L80", java_script_enabled=False)
    expect(page.locator("#L80")).to_be_in_viewport()
    colours = [page.locator(f"#L{n}").evaluate("(line) => getComputedStyle(line).backgroundColor") for n in (79, 80)]
    assert colours[0] != colours[1]


@pytest.mark.browser
def test_copied_code_is_the_code_alone(browser: Browser, folder: Path) -> None:
    page = _open(browser, folder)
    first = at("func (c *Chef) Prepare")
    copied = page.evaluate(
        """([first, last]) => {
          const range = document.createRange();
          range.setStartBefore(document.getElementById(`L${first}`));
          range.setEndAfter(document.getElementById(`L${last}`));
          getSelection().addRange(range);
          return getSelection().toString();
        }""",
        [first, first + 9],
    )
    assert copied.rstrip("\n").split("\n") == LINES[first - 1 : first + 9]


@pytest.mark.browser
def test_a_narrow_page_scrolls_its_code_and_not_itself(browser: Browser, folder: Path) -> None:
    page = _open(browser, folder, viewport=NARROW)
    code = page.locator(".whole")
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    assert code.evaluate("(box) => box.scrollWidth > box.clientWidth")
    code.evaluate("(box) => { box.scrollLeft = 200; }")
    mark = page.get_by_role("link", name="Figure 1").nth(3).bounding_box()
    assert mark is not None
    assert 0 < mark["x"] < 80, "marks stay beside their lines"


@pytest.mark.browser
def test_who_reads_chinese_is_led_to_chinese_figures(browser: Browser, folder: Path) -> None:
    page = _open(browser, folder)
    page.evaluate("localStorage.setItem('archviz-language', 'zh')")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "zh")
    page.locator(f"#L{at('c.heat()')} b a").first.click()
    expect(page).to_have_url(re.compile(f"^{re.escape(folder.as_uri())}/zh/figures/kitchen.html"))
