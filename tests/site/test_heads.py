"""What a site says of itself to those who index, preview and share its pages."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import html5lib
import kitchen
import pytest
from browsing import chromium, served
from kitchens import ARTICLE, CHINESE, figures, written
from PIL import Image

from archviz.model.figure import VerifiedDiagram
from archviz.render import svg_text
from archviz.render.svg.social import social_card
from archviz.site import build
from archviz.site.heads import MOST_ADDRESSES, Published, sitemaps

if TYPE_CHECKING:
    from pathlib import Path

ADDRESS = "https://example.org/the%20house/"
LANGUAGES = ("en", "zh")


def site(folder: Path, published: Published | None, languages: tuple[str, ...] = LANGUAGES) -> dict[str, bytes]:
    graph, proved = figures(folder)
    kitchen.figure_file(folder / "templates" / "articles", ARTICLE, "house.en.md")
    kitchen.figure_file(folder / "templates" / "articles", CHINESE, "house.zh.md")
    folders = (folder / "templates", kitchen.TEMPLATES)
    diagrams = [figure for figure in proved if isinstance(figure, VerifiedDiagram)]
    svgs = {code: {it.file: svg_text(it, folders, language=code) for it in diagrams} for code in languages}
    return build(proved, svgs, folders, source=graph, article="house", published=published)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    cards = {"": b"site", "kitchen": b"kitchen"}
    return site(tmp_path_factory.mktemp("house"), Published(ADDRESS, cards))


def head(page: bytes) -> dict[str, str]:
    """What a page's head says: by the name or property of a meta, and by the relation and language of a link."""
    root = html5lib.parse(page, namespaceHTMLElements=False)
    said = {it.get("name") or it.get("property") or "": it.get("content", "") for it in root.iter("meta")}
    links = {f"{it.get('rel')} {it.get('hreflang', '')}".strip(): it.get("href", "") for it in root.iter("link")}
    return said | links | {"title": root.findtext(".//title") or ""}


def test_every_page_names_itself_and_says_what_it_is_about(files: dict[str, bytes]) -> None:
    pages = [path for path in files if path.endswith(".html") and path != "404.html"]
    assert len(pages) > 8
    for path in pages:
        said = head(files[path])
        folder = path.removesuffix("index.html") if path.endswith("index.html") else path
        assert said["canonical"] == said["og:url"] == ADDRESS + folder
        assert said["description"], path
        assert said["og:description"] == said["description"]
        assert said["og:title"] == said["title"]
        assert "<" not in said["description"]


def test_the_card_of_a_figure_is_its_own_and_else_the_sites(files: dict[str, bytes]) -> None:
    assert head(files["figures/kitchen.html"])["og:image"] == f"{ADDRESS}cards/figure-kitchen.png"
    assert head(files["zh/figures/kitchen.html"])["og:image"] == f"{ADDRESS}cards/figure-kitchen.png"
    assert head(files["figures/a-dish.html"])["og:image"] == f"{ADDRESS}cards/site.png"
    assert head(files["index.html"])["og:image"] == f"{ADDRESS}cards/site.png"
    assert files["cards/figure-kitchen.png"] == b"kitchen"


def test_languages_name_each_other_by_whole_addresses(files: dict[str, bytes]) -> None:
    for path in ("figures/kitchen.html", "zh/figures/kitchen.html"):
        said = head(files[path])
        assert said["alternate en"] == f"{ADDRESS}figures/kitchen.html"
        assert said["alternate zh"] == f"{ADDRESS}zh/figures/kitchen.html"
    assert not any(name.startswith("alternate") for name in head(files["symbols/index.html"]))


def test_the_sitemap_has_each_page_once(files: dict[str, bytes]) -> None:
    listed = [it.text for it in ElementTree.fromstring(files["sitemap.xml"]).iterfind(".//{*}loc")]  # noqa: S314 - ours
    assert len(listed) == len(set(listed))
    canonical = {
        head(content)["canonical"] for path, content in files.items() if path.endswith(".html") and "404" not in path
    }
    assert set(listed) == canonical


def test_a_sitemap_of_many_pages_is_several() -> None:
    made = sitemaps(Published(ADDRESS, {}), (f"{n}.html" for n in range(MOST_ADDRESSES + 1)))
    assert list(made) == ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml"]
    index = ElementTree.fromstring(made["sitemap.xml"])  # noqa: S314 - ours
    assert [it.text for it in index.iterfind(".//{*}loc")] == [f"{ADDRESS}sitemap-{n}.xml" for n in (1, 2)]
    assert made["sitemap-2.xml"].count(b"<loc>") == 1


def test_a_page_that_is_not_there_leads_on_from_any_depth(tmp_path: Path) -> None:
    with served(tmp_path) as address, chromium() as browser:
        root = Published(f"{address}/house/", {})
        written(site(tmp_path / "made", root), tmp_path / "house")
        deep = tmp_path / "house" / "figures" / "1.25" / "gone"
        deep.mkdir(parents=True)
        (deep / "index.html").write_bytes((tmp_path / "house" / "404.html").read_bytes())
        page = browser.new_page()
        failed: list[str] = []
        page.on("requestfailed", lambda request: failed.append(request.url))
        page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
        page.goto(f"{address}/house/figures/1.25/gone/")
        assert page.locator("h1").inner_text() == "No such page"
        assert page.evaluate("getComputedStyle(document.querySelector('.bar')).display") != "block"
        page.get_by_role("link", name="A kitchen at work").first.click()
        assert page.url == f"{address}/house/figures/kitchen.html"
        assert failed == []


def test_the_page_for_what_is_not_there_leads_only_to_pages_that_are(files: dict[str, bytes]) -> None:
    root = html5lib.parse(files["404.html"], namespaceHTMLElements=False)
    named = [it.get("href") or it.get("src") or "" for it in root.iter() if it.tag in ("a", "link", "script")]
    paths = {unquote(urlsplit(address).path) for address in named if not address.startswith("#")}
    assert paths <= {f"/the house/{path}" for path in files}
    # A reader of another language, whom a wrong address led here, goes on in theirs.
    assert "data-edition" not in root.attrib


def test_a_site_whose_address_is_not_known_says_none(tmp_path: Path) -> None:
    files = site(tmp_path, None, ("en",))
    assert not {"sitemap.xml", "404.html", "cards/site.png"} & files.keys()
    said = head(files["figures/kitchen.html"])
    assert "canonical" not in said
    assert not [name for name in said if name.startswith("og:")]
    assert said["description"]


@pytest.mark.parametrize("title", ["Kitchen", "A title of a good many words that does not end " * 8, "W" * 300])
@pytest.mark.parametrize("drawn", [False, True])
def test_a_card_has_its_words_within_its_edges(tmp_path: Path, title: str, drawn: bool) -> None:
    _, proved = figures(tmp_path)
    diagram = next(figure for figure in proved if isinstance(figure, VerifiedDiagram))
    folders = (kitchen.TEMPLATES,)
    svg = svg_text(diagram, folders) if drawn else ""
    card = Image.open(io.BytesIO(social_card(title, title, "The house", folders, svg=svg))).convert("RGB")
    assert card.size == (1200, 630)
    ground = card.getpixel((1199, 629))
    right = card.crop((600 if drawn else 1130, 0, 632 if drawn else 1200, 630))
    assert right.getcolors() == [(right.width * right.height, ground)]
    below = card.crop((20, 600, 600, 630))
    assert below.getcolors() == [(below.width * below.height, ground)]
