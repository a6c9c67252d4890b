"""Pages of packages, the way back to them, and the code on the pages of symbols."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

import html5lib
import kitchen
import pytest
from browsing import chromium
from kitchens import ORIGIN, at, kitchen_files, written
from playwright.sync_api import expect

from archviz.figures import load, prove
from archviz.golang.graph import Graph
from archviz.model.figure import VerifiedDiagram
from archviz.render import svg_text
from archviz.site import build, gallery_of
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

PACKAGE = "example.org/house/kitchen"
PAGE = f"symbols/{PACKAGE}/index.html"

DOC_GO = """\
// Copyright of nobody.

// Package kitchen cooks.
//
//     soup, bread
package kitchen
"""
GUEST_GO = """\
/*
Package Guests eats.
*/
package Guests

import "example.org/house/kitchen"

func Eat() { kitchen.Work(nil) }

func Drink() { kitchen.Work(nil) }
"""
FIGURE = kitchen.DIAGRAM.replace("packages: {k:", "packages: {g: example.org/house/Guests, k:").replace(
    "  - func: k.Work\n", "  - func: k.Work\n  - func: g.Eat\n"
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A site of two packages, of which one uses the other."""
    folder = tmp_path_factory.mktemp("house")
    tree = kitchen.go_tree(folder / "source")
    (tree / "kitchen" / "doc.go").write_text(DOC_GO)
    (tree / "Guests").mkdir()
    (tree / "Guests" / "guests.go").write_text(GUEST_GO)
    graph = Graph(open_source(str(tree)))
    (figure,) = load(kitchen.figure_file(folder / "diagrams", FIGURE).parent)
    proof = prove(graph, figure, ORIGIN)
    assert proof.findings == ()
    assert isinstance(proof.verified, VerifiedDiagram)
    templates = (kitchen.TEMPLATES,)
    svgs = {"en": {"kitchen": svg_text(proof.verified, templates)}}
    return build((proof.verified,), svgs, templates, source=graph, gallery=gallery_of("House", {"": [proof.verified]}))


def _tree(data: bytes) -> Element:
    tree: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(data)
    return tree


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _lists(page: Element) -> dict[str, list[str]]:
    """The items of lists by the heading before them."""
    found: dict[str, list[str]] = {}
    heading = ""
    for part in page.iter():
        if part.tag in ("h2", "h3"):
            heading = _text(part)
        elif part.tag == "li":
            found.setdefault(heading, []).append(_text(part))
    return found


def test_a_package_says_what_it_is_and_has(files: dict[str, bytes]) -> None:
    page = _tree(files[PAGE])
    assert "package kitchen" in _text(page)
    doc = next(e for e in page.iter("div") if e.get("class") == "doc")
    assert [(part.tag, _text(part)) for part in doc] == [("p", "Package kitchen cooks."), ("pre", "soup, bread")]
    lists = _lists(page)
    assert lists["Shown in"] == ["1 A kitchen at work"]
    assert lists["interface 1"] == ["Cook Cook makes dishes."]
    assert lists["func 2"] == ["NewChef NewChef hires a chef.", "Work Work is a day."]
    assert lists["What uses it"] == ["example.org/house/Guests 2"]
    assert lists["Files"] == ["doc.go", "kitchen.go"]
    links = {_text(e): e.get("href") for e in page.iter("a")}
    assert links["kitchen.go"] == "kitchen.go.html"
    assert links["doc.go"] == "https://example.com/blob/c0ffee/kitchen/doc.go"
    assert links["example.org/house/Guests"] == "../!guests/index.html"
    assert "Package Guests eats." in _text(_tree(files["symbols/example.org/house/!guests/index.html"]))


def _crumbs(files: dict[str, bytes], path: str) -> list[tuple[str, str]]:
    (crumbs,) = (nav for nav in _tree(files[path]).iter("nav") if nav.get("class") == "crumbs")
    folder = posixpath.dirname(path)
    return [(_text(e), posixpath.normpath(posixpath.join(folder, e.get("href", "")))) for e in crumbs.iter("a")]


def test_every_page_of_the_source_says_where_it_stands(files: dict[str, bytes]) -> None:
    def symbol(short: str) -> str:
        (path,) = (path for path in files if path.startswith(f"symbols/kitchen.{short}-"))
        return path

    every = ("Symbols", "symbols/index.html")
    package = (PACKAGE, PAGE)
    assert _crumbs(files, PAGE) == [every]
    assert _crumbs(files, f"symbols/{PACKAGE}/kitchen.go.html") == [every, package]
    assert _crumbs(files, symbol("Chef")) == [every, package]
    assert _crumbs(files, symbol("Chef.heat")) == [every, package, ("Chef", symbol("Chef"))]
    for path in (path for path in files if path.startswith("symbols/") and path.endswith(".html")):
        if path != "symbols/index.html":
            assert {target for _, target in _crumbs(files, path)} <= files.keys()


def test_the_list_of_symbols_names_packages_by_their_path(files: dict[str, bytes]) -> None:
    page = _tree(files["symbols/index.html"])
    assert [e.get("id") for e in page.iter("h2")] == ["example.org/house/!guests", PACKAGE]
    assert [e.get("href") for e in page.iter("a") if e.get("href", "").startswith("#e")] == [
        "#example.org/house/!guests",
        f"#{PACKAGE}",
    ]


def _code(files: dict[str, bytes], short: str) -> tuple[str, Element | None]:
    (path,) = (path for path in files if path.startswith(f"symbols/kitchen.{short}-"))
    return path, next((e for e in _tree(files[path]).iter("pre") if e.get("class") == "body"), None)


def test_a_symbols_page_has_its_code_with_names_that_lead_on(files: dict[str, bytes]) -> None:
    path, code = _code(files, "Chef.Prepare")
    assert code is not None
    first = at("func (c *Chef) Prepare")
    lines = kitchen.STOVE_GO.splitlines()[first - 1 : first + 9]
    assert "".join(code.itertext()) == "\n".join(lines)
    assert ["".join(e.itertext()) for e in code.iter("a")] == ["Chef", "heat", "plate", "clean"]
    assert f'href="{PACKAGE}/kitchen.go.html#L{first}-L{first + 9}"'.encode() in files[path]
    assert _code(files, "Chef.rest")[1] is None, "its signature says all"


def test_of_long_code_there_is_the_beginning_and_a_way_to_the_rest(tmp_path: Path) -> None:
    long = kitchen.STOVE_GO.replace("\tc.heat()", "\tc.heat()\n" * 30)
    graph = Graph(open_source(str(kitchen.go_tree(tmp_path / "source", long))))
    (figure,) = load(kitchen.figure_file(tmp_path / "diagrams", kitchen.DIAGRAM).parent)
    proved = prove(graph, figure, ORIGIN).verified
    assert isinstance(proved, VerifiedDiagram)
    svgs = {"en": {"kitchen": svg_text(proved, (kitchen.TEMPLATES,))}}
    made = build((proved,), svgs, (kitchen.TEMPLATES,), source=graph, gallery=gallery_of("K", {"": [proved]}))
    path, code = _code(made, "Chef.Prepare")
    assert code is not None
    shown = len("".join(code.itertext()).splitlines())
    declared = graph.find(f"{PACKAGE}.Chef.Prepare")
    assert declared is not None
    whole = graph.declaration(declared)
    assert whole is not None
    span = whole.span
    left = span.end_line - span.start_line + 1 - shown
    assert shown == 12
    (more,) = (e for e in _tree(made[path]).iter("a") if _text(e) == f"{left} more lines")
    assert more.get("href") == f"{PACKAGE}/kitchen.go.html#L{span.start_line}-L{span.end_line}"


@pytest.mark.browser
def test_a_package_is_found_and_leads_to_its_page(tmp_path: Path) -> None:
    folder = written(kitchen_files(tmp_path / "k"), tmp_path / "site")
    with chromium() as browser:
        page = browser.new_page()
        page.goto(f"{(folder / 'index.html').as_uri()}")
        page.keyboard.press("/")
        page.get_by_role("dialog").get_by_role("searchbox").fill("house/kitchen")
        page.locator(".search-title").first.click()
        expect(page).to_have_url(f"{folder.as_uri()}/{PAGE}")
        expect(page.get_by_role("heading", level=1)).to_have_text(PACKAGE)
