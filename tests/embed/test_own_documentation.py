"""archviz's own documentation, built by MkDocs with archviz's own plugin."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

TOP = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(kubernetes: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder],
        cwd=TOP,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    assert "WARNING" not in built.stderr
    assert "not included in the" not in built.stderr, "mkdocs.yml has a menu, in which each page has its place"
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Element]:
    """All pages by their addresses below the site's own."""
    found = {}
    for file in sorted(site.rglob("*.html")):
        root: Element = html5lib.parse(file.read_text(encoding="utf-8"), namespaceHTMLElements=False)
        found[f"/{file.relative_to(site)}".removesuffix("index.html")] = root
    return found


def _links(address: str, page: Element) -> Iterator[str]:
    """The addresses within the site that a page leads to or shows."""
    for name in ("href", "src"):
        for element in page.iter():
            link = element.get(name)
            if link is not None and not urlsplit(link).scheme and not link.startswith("//"):
                yield urljoin(address, link)


def test_a_figure_is_proved_and_set_in(pages: dict[str, Element], site: Path) -> None:
    (figure,) = (each for each in pages["/"].iter("figure") if each.get("id") == "figure-91")
    (image,) = figure.iter("img")
    assert "<svg" in (site / image.get("src", "")).read_text(encoding="utf-8")
    assert figure.find("details/ol/li") is not None


def test_every_link_leads_somewhere_and_another_page_leads_to_the_figure(pages: dict[str, Element], site: Path) -> None:
    ids = {address: {each.get("id") for each in page.iter()} for address, page in pages.items()}
    nowhere = []
    led = set()
    # Where there is no page, that of 404 is shown, so its links begin at the site's own address.
    for address, page in pages.items():
        for link in _links(address, page) if address != "/404.html" else ():
            path, anchor = unquote(urlsplit(link).path), unquote(urlsplit(link).fragment)
            there = path in pages or (site / path[1:]).is_file()
            if not there or (anchor and path in pages and anchor not in ids[path]):
                nowhere.append((address, link))
            led.add((address, link))
    assert nowhere == []
    assert ("/guides/embedding/mkdocs/", "/#figure-91") in led


def test_nothing_is_loaded_from_elsewhere(pages: dict[str, Element]) -> None:
    for address, page in pages.items():
        loaded = [e.get("src" if e.tag == "script" else "href", "") for e in page.iter() if e.tag in ("script", "link")]
        assert [each for each in loaded if urlsplit(each).netloc] == [], address
