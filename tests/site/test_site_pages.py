"""The site's files: well-formed, linked, the same each time, and saying what was proved."""

from __future__ import annotations

import gzip
import hashlib
import os
import posixpath
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from kettles import (
    ARTICLE,
    BOIL,
    DIAGRAM,
    ENGLISH,
    EXCERPT,
    FIGURES,
    HARM,
    HEAD,
    LEFT_OUT,
    SVGS,
    TABLE,
    TEMPLATES,
    templates,
)

from archviz.model.errors import RenderError
from archviz.present.rows import edge_rows
from archviz.site import Count, build
from archviz.words.language import language as read_language

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

COUNTS = {"boiling": Count(7, 6, 1), "boil-code": Count(5, 5, 0)}


@dataclass(frozen=True)
class Page:
    """A page read strictly: a fault in it is an error (HTML standard, "Parsing HTML documents")."""

    tree: Element
    ids: list[str]

    def elements(self, tag: str, **attributes: str) -> list[Element]:
        return [e for e in self.tree.iter(tag) if all(e.get(k.strip("_")) == v for k, v in attributes.items())]


def _page(data: bytes) -> Page:
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(data)
    return Page(tree, [e.get("id", "") for e in tree.iter() if e.get("id") is not None])


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = templates(tmp_path_factory.mktemp("kettle") / "templates")
    return build(FIGURES, ENGLISH, folder, digest="sha256:abc", counts=COUNTS, article="kettle")


@pytest.fixture(scope="module")
def pages(files: dict[str, bytes]) -> dict[str, Page]:
    return {path: _page(data) for path, data in files.items() if path.endswith(".html")}


def test_a_figure_says_which_turn_it_has_in_the_article(tmp_path: Path) -> None:
    article = ARTICLE.replace("![](figure:boiling)", "").replace("![](figure:served)", "")
    found = build(FIGURES, ENGLISH, templates(tmp_path, article), article="kettle")
    said = {figure.id: _text(_page(found[f"figures/{figure.file}.html"]).tree) for figure in FIGURES}
    assert "1 of 2 in reading order" in said["boil-code"]
    assert "2 of 2 in reading order" in said["harm"]
    assert not any("in reading order" in said[name] for name in ("boiling", "served"))


def test_there_is_a_page_for_each_figure_and_a_file_for_each_picture(files: dict[str, bytes]) -> None:
    assert {path for path in files if not path.startswith("assets/")} == {
        "index.html",
        "about.html",
        "figures/kettle-boiling.html",
        "figures/kettle-boiling.svg",
        "figures/kettle-boiling.tour",
        "figures/kettle-boil-code.html",
        "figures/kettle-harm.html",
        "figures/kettle-served.html",
        "figures/kettle-lid.html",
    }
    assert files["figures/kettle-boiling.svg"].decode() == SVGS["kettle-boiling"]


def test_no_id_is_given_twice(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), path
        assert "" not in page.ids, path


def test_every_link_within_the_site_leads_somewhere(files: dict[str, bytes], pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        links = [e.get(name, "") for e in page.tree.iter() for name in ("href", "src") if e.get(name)]
        assert len(links) > 5
        for link in links:
            parts = urlsplit(link)
            if parts.scheme:
                assert link.startswith("https://example.com/blob/c0ffee/"), (path, link)
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), parts.path)) if parts.path else path
            assert target in files, (path, link)
            if parts.fragment:
                assert unquote(parts.fragment) in pages[target].ids, (path, link)


def test_nothing_on_a_page_needs_more_than_the_policy_allows(files: dict[str, bytes], pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        policies = [e.get("content", "") for e in page.elements("meta") if e.get("http-equiv")]
        assert len(policies) == 1
        assert policies[0].startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert "unsafe" not in policies[0]
        assert {_text(e) for e in page.elements("script")} == {""}, path
        assert not page.elements("style"), path
        for element in page.tree.iter():
            assert not [name for name in element.attrib if str(name).startswith("on") or name == "style"], path
        sheets = [e.get("href", "") for e in page.elements("link", rel="stylesheet")]
        loaded = [*sheets, *(e.get("src", "") for e in page.elements("script"))]
        ours = [files[posixpath.normpath(posixpath.join(posixpath.dirname(path), each))] for each in loaded]
        assert sum(map(len, ours)) > 10_000, path
        assert sum(len(gzip.compress(each)) for each in ours) < 30_000, f"{path}, as hosts of pages send it"


def test_harm_stays_text(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        assert not page.elements("img", src="x"), path
    assert HARM in _text(pages["figures/kettle-harm.html"].elements("h1")[0])
    assert "{{ 7 * 7 }}" in _text(pages["figures/kettle-harm.html"].tree)


def test_two_builds_give_the_same_bytes_whatever_the_hash_seed(files: dict[str, bytes], tmp_path: Path) -> None:
    folder = templates(tmp_path / "templates")
    code = (
        "import hashlib, sys; from pathlib import Path; from kettles import *; from archviz.site import Count, build\n"
        f"files = build(FIGURES, ENGLISH, (Path({str(folder[0])!r}), TEMPLATES),\n"
        f"              digest='sha256:abc', article='kettle', counts={COUNTS})\n"
        "print(*(f'{path} {hashlib.sha256(data).hexdigest()}' for path, data in files.items()), sep='\\n')"
    )
    env = {**os.environ, "PYTHONHASHSEED": "7", "LC_ALL": "C", "TZ": "Asia/Shanghai"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parent, env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [f"{path} {hashlib.sha256(data).hexdigest()}" for path, data in files.items()]


def test_every_edge_is_a_row_with_all_that_proves_it(pages: dict[str, Page]) -> None:
    page = pages["figures/kettle-boiling.html"]
    rows = {e.get("id"): [_text(part) for part in e] for e in page.elements("details")}
    assert list(rows) == [
        "edge-Kettle.Boil-call-Whistler.Blow",
        "edge-Kettle.whistler-holds-Whistler",
        "edge-Whistler-creates-Kettle",
    ]
    said = "boil.Kettle.Boil calls (go) (when it is hot) boil.Whistler.Blow"
    assert rows["edge-Kettle.Boil-call-Whistler.Blow"] == [
        f"Step 1 {said} kettle.go:53, :60, other.go:9",
        "Evidence: kettle.go:53, :60, other.go:9",
    ]
    assert rows["edge-Whistler-creates-Kettle"] == [
        "boil.Whistler creates boil.Kettle asserted",
        "Asserted, not proved: the potter said so",
    ]
    links = [e.get("href") for e in page.elements("a") if e.get("title") == "pkg/boil/kettle.go:60"]
    assert links == ["https://example.com/blob/c0ffee/pkg/boil/kettle.go#L60"]


def test_the_address_of_an_edge_stays_while_others_come_and_go() -> None:
    words = read_language("en", (TEMPLATES,))
    rows = {row.source: row.anchor for row in edge_rows(DIAGRAM, words)}
    fewer = replace(DIAGRAM, edges=tuple(replace(e, id=f"edges-{n}") for n, e in enumerate(DIAGRAM.edges[1:])))
    twice = replace(DIAGRAM, edges=(DIAGRAM.edges[0], replace(DIAGRAM.edges[0], id="again")))
    assert {row.source: row.anchor for row in edge_rows(fewer, words)}.items() < rows.items()
    anchors = [row.anchor for row in edge_rows(twice, words)]
    assert anchors == ["edge-Kettle.whistler-holds-Whistler", "edge-Kettle.whistler-holds-Whistler-2"]


def test_every_card_is_a_row_with_what_it_shows(pages: dict[str, Page]) -> None:
    rows = [e for e in pages["figures/kettle-boiling.html"].elements("tr") if e.get("id", "").startswith("card-")]
    assert [_text(e) for e in rows] == [
        "struct boil.Kettle kettle.go:12 whistler kettle.go:14, Boil kettle.go:41",
        "interface boil.Whistler whistler.go:3",
    ]


def test_a_picture_in_a_page_has_its_style_in_the_style_sheet(files: dict[str, bytes], pages: dict[str, Page]) -> None:
    page = files["figures/kettle-boiling.html"].decode()
    assert "<?xml" not in page
    assert "<svg xmlns" in page
    assert ".av > text{font-size:20px}" in files["assets/diagrams.css"].decode()
    (image,) = pages["index.html"].elements("img")
    assert (image.get("src"), image.get("width"), image.get("height")) == ("figures/kettle-boiling.svg", "900", "300")


def test_code_links_to_the_page_that_shows_a_symbol(pages: dict[str, Page]) -> None:
    page = pages["figures/kettle-boil-code.html"]
    (link,) = page.elements("a", title="example.com/kettle/pkg/stove.Heat")
    assert link.get("href") == "#f2-2"
    assert not page.elements("a", title=str(BOIL))


def test_the_article_leaves_folded_lines_to_the_figures_page(pages: dict[str, Page]) -> None:
    assert "f2-L46" not in pages["index.html"].ids
    assert "f2-L46" in pages["figures/kettle-boil-code.html"].ids
    folds = {_text(e): e.get("href") for e in pages["index.html"].elements("a") if "…" in _text(e)}
    assert folds == {
        "… 3 lines": "figures/kettle-boil-code.html#f2-L42",
        "… 4 lines": "figures/kettle-boil-code.html#f2-L46",
    }


def test_figures_follow_each_other_as_in_the_article(pages: dict[str, Page]) -> None:
    order = ["boiling", "boil-code", "harm", "served", "lid"]
    for i, name in enumerate(order):
        turns = {
            e.get("rel"): e.get("href") for e in pages[f"figures/kettle-{name}.html"].elements("a") if e.get("rel")
        }
        expected = {"prev": order[i - 1]} if i else {}
        expected |= {"next": order[i + 1]} if i + 1 < len(order) else {}
        assert turns == {rel: f"kettle-{other}.html" for rel, other in expected.items()}


def test_the_table_has_its_groups_versions_and_counts(pages: dict[str, Page]) -> None:
    page = pages["figures/kettle-served.html"]
    heads = [_text(e) for e in page.elements("th", scope="rowgroup")]
    assert heads == ["core (legacy) / v1 2", "brew.example.com / v1 2", "brew.example.com / v1beta1 1"]
    totals = {_text(e[0]): _text(e[1]) for e in next(iter(page.elements("dl")))}
    assert totals == {"groups": "2", "drinks": "5"}
    row = next(e for e in page.elements("tr") if _text(e).startswith("teas/status"))
    assert _text(row) == "teas/status teas/storage.REST registry/rest.Provider provider.go:22"


def test_where_code_is_shown_so_is_whose_it_is(pages: dict[str, Page], files: dict[str, bytes]) -> None:
    said = {path for path, page in pages.items() if "Copyright The Kettle Authors" in _text(page.tree)}
    assert said == set(pages) - {"figures/kettle-boiling.html", "figures/kettle-served.html"}
    assert b"TERMS AND CONDITIONS" in files["assets/apache-2.0.txt"]


def test_about_says_what_was_proved_on_what(pages: dict[str, Page]) -> None:
    text = _text(pages["about.html"].tree)
    for fact in ("Kettle 1.0.0", "c0ffee", "sha256:abc", "All figures 12 11 1"):
        assert fact in text


def test_a_source_without_version_address_or_counts_has_a_site_too(tmp_path: Path) -> None:
    folder = templates(tmp_path / "templates", f"{HEAD}\n![](figure:lid)\n")
    found = build((LEFT_OUT,), {"en": {}}, folder, article="kettle")
    assert "Kettle 1" not in _text(_page(found["about.html"]).tree)
    numbers = _page(found["figures/kettle-lid.html"]).elements("div", id="f5-L9")
    assert [(_text(e[0]), e[0].get("href")) for e in numbers] == [("9", "#f5-L9")]


def test_a_diagram_without_a_picture_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match=r"figure 1 boiling has no picture"):
        build(FIGURES, {"en": {}}, templates(tmp_path / "templates"), article="kettle")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("\n{{ nothing.here }}", 2, "'nothing' is undefined"),
        ("{% if %}", 1, "Expected an expression"),
        ("\n\n{% include 'no.html' %}", 3, "no.html"),
        ("\n{{ 1 / 0 }}", 2, "ZeroDivisionError"),
        ("{{ to(3) }}", 1, "AttributeError"),
    ],
)
def test_a_template_that_cannot_be_filled_in(tmp_path: Path, text: str, line: int, message: str) -> None:
    own, shipped = templates(tmp_path / "templates")
    (own / "site").mkdir()
    (own / "site" / "about.html").write_text(text, encoding="utf-8")
    with pytest.raises(RenderError, match=message) as caught:
        build((DIAGRAM, EXCERPT, TABLE, *FIGURES[2:3]), ENGLISH, (own, shipped), article="kettle")
    assert (caught.value.file, caught.value.line) == (str(own / "site" / "about.html"), line)


def test_a_template_of_ones_own_builds_on_the_shipped_one_and_brings_its_files(tmp_path: Path) -> None:
    own, shipped = templates(tmp_path / "templates")
    (own / "site" / "fonts").mkdir(parents=True)
    (own / "site" / "base.html").write_text(
        '{% extends "shipped/base.html" %}\n'
        '{% block head %}<link rel="stylesheet" href="{{ to("assets/mine.css") }}">{% endblock %}\n'
    )
    (own / "site" / "mine.css").write_text("body { color: teal }")
    (own / "site" / "icon.svg").write_text("<svg/>")
    (own / "site" / "fonts" / "mine.woff2").write_bytes(b"\0\xff")
    found = build(FIGURES, ENGLISH, (own, shipped), article="kettle")
    for path, root in (("index.html", ""), ("figures/kettle-boiling.html", "../")):
        styles = [e.get("href") for e in _page(found[path]).elements("link", rel="stylesheet")]
        assert f"{root}assets/mine.css" in styles
        assert f"{root}assets/site.css" in styles
    assert found["assets/mine.css"] == b"body { color: teal }"
    assert found["assets/icon.svg"] == b"<svg/>"
    assert found["assets/fonts/mine.woff2"] == b"\0\xff"
    assert found["assets/site.css"] == (TEMPLATES / "site" / "site.css").read_bytes()


def test_a_figure_without_a_number_is_named_by_its_id_and_never_by_a_number(tmp_path: Path) -> None:
    figures = tuple(figure if figure is TABLE else replace(figure, number=0) for figure in FIGURES)
    made = build(figures, ENGLISH, templates(tmp_path), counts=COUNTS, article="kettle")
    texts = {path: content.decode() for path, content in made.items() if path.endswith(".html")}
    assert "Figure boiling" in texts["index.html"]
    assert 'id="fig-boiling"' in texts["index.html"]
    assert "Figure 4" in texts["index.html"]
    for text in texts.values():
        assert not re.search(r"Figure 0|fig-0\b|figure-number\">0<", text)
