"""Articles in the generators that they are written for, Debian's Hugo and HonKit, and their pages in Firefox."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import kettles
import pytest
from browsing import served
from firefox import firefox
from kitchens import written

from archviz.site.bundle import bundle
from archviz.site.gallery import gallery_of
from archviz.site.generators import HUGO, Generator, GitBook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from firefox import Firefox, FirefoxPage

HONKIT = Path(__file__).parents[2] / ".venv" / "honkit" / "node_modules" / ".bin" / "honkit"

CODE = """\
{{< now >}} {{% now %}} {{ .Name }} {{- end }} {# no comment #}
{% if x %} {% raw %} {%- endraw %} <b> &amp; `` ` ``
"""
INLINE = ("{{< now >}}", "{{ .Name }}", "{% if x %}", "{# none #}")
ARTICLE = f"""{kettles.ARTICLE}
Step [one](figure:boiling#1) leads to [the first figure](figure:boiling), whatever {{{{ .Name }}}} and {{% x %}} are.

{" ".join(f"`{code}`" for code in INLINE)}

````text
{CODE}````
"""
CHINESE = ARTICLE.replace("title: Reading the kettle", "title: 读水壶").replace("## Harm", "## 危害 {#harm}")

SUMMARY = """\
# Summary

* [The kettle](kettle/index.md)
* [水壶](kettle/index.zh.md)
* [All figures](gallery/index.md)
"""
# HonKit's index for its search takes no word of ten thousand letters, as a line of the harmful code has.
BOOK = '{"plugins": ["-lunr", "-search"]}'
PAGES = {
    "hugo": ("kettle/index.html", "zh/kettle/index.html", "gallery/index.html"),
    "honkit": ("kettle/index.html", "kettle/index.zh.html", "gallery/index.html"),
}

CONFIG = """\
baseURL = "/"
title = "Kettles"
disableKinds = ["taxonomy", "term", "RSS", "sitemap"]
[languages]
en = { weight = 1 }
zh = { weight = 2 }
"""
LAYOUT = """\
<!doctype html>
<html lang="{{ .Lang }}"><meta charset="utf-8"><title>{{ .Title }}</title><link rel="icon" href="data:,">
<h1>{{ .Title }}</h1>
{{ .Content }}
</html>
"""

# What is wrong with a page: links that lead nowhere, ids that are there twice, pictures that are not seen.
WRONG = """async () => {
    const found = [];
    const all = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    found.push(...all.filter((id, at) => all.indexOf(id) !== at).map((id) => `twice: ${id}`));
    for (const image of document.images) {
        image.loading = "eager";
        await image.decode();
        if (!image.naturalWidth || !image.alt) found.push(`not seen: ${image.src}`);
    }
    for (const { href, hash } of document.querySelectorAll("a[href]")) {
        if (new URL(href).origin !== location.origin) continue;
        const there = await (await fetch(href)).text();
        const page = new DOMParser().parseFromString(there, "text/html");
        if (hash && !page.getElementById(decodeURIComponent(hash.slice(1)))) found.push(`leads nowhere: ${href}`);
    }
    return found;
}"""
TEXTS = "(selector) => [...document.querySelectorAll(selector)].map(({ textContent }) => textContent)"


def _pages(folder: Path, generator: Generator) -> dict[str, bytes]:
    """An article in two languages with code that templates could take for theirs, and a gallery of the same figures."""
    templates = kettles.templates(folder, ARTICLE, zh=CHINESE)
    both = {"en": kettles.SVGS, "zh": kettles.SVGS}
    made = bundle(kettles.FIGURES, both, templates, article="kettle", generator=generator)
    gallery = gallery_of("example.com/kettle", {"": kettles.FIGURES})
    return made | bundle(gallery.figures, kettles.ENGLISH, templates, gallery=gallery, generator=generator)


def _hugo(folder: Path) -> Path:
    written({f"content/{path}": data for path, data in _pages(folder / "templates", HUGO).items()}, folder)
    written({f"layouts/_default/{kind}.html": LAYOUT.encode() for kind in ("single", "list")}, folder)
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    subprocess.run(["hugo", "--source", folder, "--panicOnWarning"], check=True, capture_output=True)
    return folder / "public"


def _honkit(folder: Path) -> Path:
    own = {"README.md": "# Kettles\n", "SUMMARY.md": SUMMARY, "book.json": BOOK}
    made = {name: text.encode() for name, text in own.items()} | _pages(folder / "templates", GitBook())
    book = written(made, folder / "book")
    subprocess.run([HONKIT, "build", book, folder / "site"], check=True, capture_output=True, cwd=folder)
    return folder / "site"


@pytest.fixture(scope="module", params=["hugo", "honkit"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """The name of a generator, and the folder of the site that it has made."""
    name = str(request.param)
    if name == "hugo" and shutil.which("hugo") is None and not os.environ.get("CI"):
        pytest.skip("hugo is not installed: make browser")
    if name == "honkit" and not HONKIT.is_file():
        pytest.skip("HonKit is not installed, for which make honkit needs npm")
    folder = tmp_path_factory.mktemp(name)
    return name, (_hugo if name == "hugo" else _honkit)(folder)


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


@pytest.mark.parametrize("number", range(3), ids=["article", "chinese", "gallery"])
def test_the_pages_have_their_pictures_and_their_links_lead_there(
    built: tuple[str, Path], page: FirefoxPage, number: int
) -> None:
    name, site = built
    with served(site) as root:
        page.goto(f"{root}/{PAGES[name][number]}")
        assert page.ask("() => document.images.length") == 1
        assert page.ask(WRONG) == []
        assert page.ask("() => typeof window.harmed") == "undefined"


@pytest.mark.parametrize("number", range(2), ids=["article", "chinese"])
def test_code_is_shown_as_it_is(built: tuple[str, Path], page: FirefoxPage, number: int) -> None:
    name, site = built
    with served(site) as root:
        page.goto(f"{root}/{PAGES[name][number]}")
        blocks, inline = page.ask(TEXTS, "pre"), page.ask(TEXTS, ":not(pre) > code")
    assert CODE in blocks
    assert set(INLINE) <= set(inline)
    assert any(all(line in block for line in kettles.BOIL_GO.splitlines()[:2]) for block in blocks)
    assert any(kettles.HARM in block for block in blocks)
    assert page.ask("() => document.body.innerText.includes('whatever {{ .Name }} and {% x %} are')")
