"""The pictures outside of a browser: flat SVG, PNG and PDF, held against what a browser draws."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import fictional
import pypdf
import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Browser, sync_playwright

from archviz.model.errors import RenderError
from archviz.model.formats import Theme
from archviz.render import svg_text
from archviz.render.svg.flat import flat
from archviz.render.svg.printing import pdf, png
from archviz.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archviz.model.figure import VerifiedDiagram

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
COMMITTED = sorted((Path(__file__).parents[2] / "diagrams").rglob("*.svg"))
FILLED = ("circle", "path", "rect", "text")

committed = pytest.mark.parametrize("file", COMMITTED, ids=lambda file: file.stem)
everywhere = pytest.mark.parametrize("builder", fictional.ALL)
themes = pytest.mark.parametrize("theme", Theme)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield started
        started.close()


def test_the_measure_tells_a_black_shape(browser: Browser, tmp_path: Path) -> None:
    """What a reader without custom properties makes of the picture that is for browsers."""
    svg = COMMITTED[0].read_text(encoding="utf-8")
    shown = subprocess.run(["rsvg-convert", str(COMMITTED[0])], check=True, capture_output=True)
    whole, _ = difference(screenshot(browser, svg, Theme.LIGHT), Image.open(io.BytesIO(shown.stdout)).convert("RGB"))
    assert whole > 50


def screenshot(browser: Browser, svg: str, theme: Theme) -> Image.Image:
    size = ElementTree.fromstring(svg)  # noqa: S314 - our own output
    width, height = (int(float(size.get(name, "0"))) for name in ("width", "height"))
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=theme.value)
    page.set_content(f"<!doctype html><body style='margin:0'>{svg}</body>")
    taken = page.screenshot()
    page.close()
    return Image.open(io.BytesIO(taken)).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> tuple[float, float]:
    """How far two pictures are apart, of 255: on the whole, and where most, among squares of 16 pixels.

    Squares are so large that it does not matter which font the letters are of.
    """
    size = (one.width // 16, one.height // 16)
    apart = ImageChops.difference(one.resize(size, Image.Resampling.BOX), other.resize(size, Image.Resampling.BOX))
    return max(ImageStat.Stat(apart).mean), max(high for _, high in apart.getextrema())  # type: ignore[misc]


def svg_of(css: str, body: str, attributes: str = "") -> ElementTree.Element:
    text = f'<svg xmlns="http://www.w3.org/2000/svg" class="av"{attributes}><style>{css}</style>{body}</svg>'
    return ElementTree.fromstring(flat(text))  # noqa: S314 - our own output


def test_every_shape_has_its_colours_as_attributes() -> None:
    root = svg_of(
        ".av{--ink:#123;--line:var(--none,var(--ink))}.b{--ink:#456}rect{fill:var(--ink);stroke:var(--line)}"
        "@media (prefers-color-scheme:dark){rect{fill:#fff}} a:hover rect{fill:red} a:focus-visible{outline:2px}",
        '<rect/><g class="b"><rect/><rect style="fill:hsl(120 100% 25%)"/></g>',
    )
    rects = [(it.get("fill"), it.get("stroke")) for it in root.iterfind(".//{*}rect")]
    assert rects == [("#123", "#123"), ("#456", "#123"), ("#008000", "#123")]


def test_lengths_and_weights_are_as_svg_1_1_has_them() -> None:
    css = "text{font-size:20px;font-weight:650;letter-spacing:-.01em;stroke-width:5px} tspan{font-size:.5em}"
    root = svg_of(css, "<text>a<tspan>b</tspan></text>")
    text, inner = (next(root.iterfind(f".//{{*}}{name}")) for name in ("text", "tspan"))
    names = ("font-size", "font-weight", "letter-spacing", "stroke-width")
    assert [text.get(name) for name in names] == ["20", "600", "-0.2", "5"]
    assert inner.get("font-size") == "10"


def test_what_is_not_given_is_not_written() -> None:
    css = ".av{--a:var(--b);--b:var(--a)}rect{fill:var(--a);stroke:var(--c,)} circle{fill:var(--a,#abc)}"
    root = svg_of(css, "<rect/><circle/>")
    assert next(root.iterfind(".//{*}rect")).attrib == {}
    assert next(root.iterfind(".//{*}circle")).attrib == {"fill": "#abc"}


def test_what_cannot_be_seen_is_left_out() -> None:
    css = ".gone{display:var(--how)} .av{--how:none} .hit{fill:transparent} .line{fill:none;stroke:#123}"
    root = svg_of(css, '<g class="gone"><rect/></g><rect class="hit"/><rect class="line"/><g class="hit"><path/></g>')
    assert [it.tag.rpartition("}")[2] for it in root.iter()] == ["svg", "rect", "g"]


def test_a_border_behind_letters_comes_before_them() -> None:
    css = "text{paint-order:stroke;stroke:#fff;stroke-width:5px;fill:#000}"
    root = svg_of(css, "<text>calls</text>")
    texts = [(it.get("fill"), it.get("stroke"), it.text) for it in root.iterfind(".//{*}text")]
    assert texts == [("#fff", "#fff", "calls"), ("#000", "none", "calls")]


def test_what_is_no_xml_is_an_error_with_a_hint() -> None:
    with pytest.raises(RenderError, match="no XML") as caught:
        flat("<svg><p></svg>")
    assert caught.value.hint


@everywhere
@themes
def test_no_flat_picture_needs_a_browser(builder: Callable[[], VerifiedDiagram], theme: Theme) -> None:
    svg = svg_text(builder(), (shipped("templates"),))
    made = flat(svg, theme)
    markup = re.sub(r">[^<]*<", "><", made)
    assert not re.search(r"var\(|class=|<style|@media|data-|transparent|paint-order|\shref=", markup)
    root, before = ElementTree.fromstring(made), ElementTree.fromstring(svg)  # noqa: S314 - our own output
    links = "{http://www.w3.org/1999/xlink}href"
    linked = {it.get(links) for it in root.iterfind(".//{*}a")}
    addresses = {it.get("href") for it in before.iterfind(".//{*}a")}
    assert linked <= addresses
    assert bool(linked) == bool(addresses)
    assert root.findtext("{*}desc") == before.findtext("{*}desc")
    fills = {it.get("fill") for it in root.iter() if it.tag.rpartition("}")[2] in FILLED}
    assert all(fill == "none" or re.fullmatch("#[0-9a-f]{3,6}", str(fill)) for fill in fills), fills


@committed
@themes
def test_a_png_is_what_the_browser_shows(browser: Browser, file: Path, theme: Theme) -> None:
    svg = file.read_text(encoding="utf-8")
    seen = screenshot(browser, svg, theme)
    drawn = Image.open(io.BytesIO(png(svg, theme, scale=1))).convert("RGB")
    assert abs(drawn.width - seen.width) <= 1
    assert abs(drawn.height - seen.height) <= 1
    whole, most = difference(seen, drawn.resize(seen.size))
    assert whole < 2
    assert most < 100


@committed
@themes
def test_another_reader_shows_the_flat_svg_as_the_browser_does(
    browser: Browser, tmp_path: Path, file: Path, theme: Theme
) -> None:
    svg = file.read_text(encoding="utf-8")
    made = tmp_path / "flat.svg"
    made.write_text(flat(svg, theme), encoding="utf-8")
    shown = subprocess.run(["rsvg-convert", str(made)], check=True, capture_output=True)
    seen, drawn = screenshot(browser, svg, theme), Image.open(io.BytesIO(shown.stdout)).convert("RGB")
    whole, most = difference(seen, drawn.resize(seen.size))
    assert whole < 2
    assert most < 100


def test_a_png_has_two_pixels_for_each_of_the_picture() -> None:
    svg = svg_text(fictional.ALL[0](), (shipped("templates"),))
    size = ElementTree.fromstring(svg)  # noqa: S314 - our own output
    assert Image.open(io.BytesIO(png(svg))).width == 2 * int(size.get("width", "0"))


@committed
def test_the_words_of_a_pdf_can_be_searched(file: Path) -> None:
    svg = file.read_text(encoding="utf-8")
    read = pypdf.PdfReader(io.BytesIO(pdf(svg)))
    found = "".join(read.pages[0].extract_text().split())
    before = ElementTree.fromstring(flat(svg, layered=False))  # noqa: S314 - our own output
    for text in before.iterfind(".//{*}text"):
        assert "".join("".join(text.itertext()).split()) in found
    assert read.metadata is not None
    assert read.metadata.title == before.findtext("{*}title")
    assert len(read.pages) == 1
    assert float(read.pages[0].mediabox.width) == pytest.approx(float(before.get("width", "0")) * 0.75, abs=0.1)
    assert found.count("".join(before.findtext(".//{*}text", "").split())) == 1


def test_the_same_picture_gives_the_same_bytes() -> None:
    svg = COMMITTED[0].read_text(encoding="utf-8")
    assert (png(svg), pdf(svg)) == (png(svg), pdf(svg))


def test_letters_are_no_wider_than_their_places() -> None:
    """A picture whose names are as long as their cards: nothing is drawn over the cards' right edges."""
    svg = svg_text(fictional.ALL[0](), (shipped("templates"),))
    whole = Image.open(io.BytesIO(png(svg, scale=1))).convert("RGB")
    bare = Image.open(io.BytesIO(png(re.sub(r"<text[^>]*>.*?</text>", "", svg), scale=1))).convert("RGB")
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own output
    letters = ImageChops.difference(whole, bare).convert("L")
    for face in root.iterfind(".//{*}rect[@class='face']"):
        x, y, width, height = (round(float(face.get(name, "0"))) for name in ("x", "y", "width", "height"))
        edge = letters.crop((x + width - 3, y, x + width + 3, y + height))
        assert edge.getextrema() == (0, 0)
