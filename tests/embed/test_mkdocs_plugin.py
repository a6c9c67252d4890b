"""The plugin in a real MkDocs, on a small project."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import html5lib
import kitchen
import pytest

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

PAGE = """\
---
title: At work
---
# At work

As [the dish](figure:a-dish) shows; a figure is set in by `![](figure:kitchen)`.

![](figure:kitchen)

![](figure:a-dish)

```
![](figure:none)
```
"""


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    kitchen.project(tmp_path)
    kitchen.go_tree(tmp_path / "src")
    kitchen.figure_file(tmp_path / "docs", PAGE, "index.md")
    kitchen.figure_file(tmp_path / "docs" / "more", "# Again\n\n![](figure:1)\n", "again.md")
    settings = "site_name: The house\nplugins:\n  - archviz:\n      source: src\n"
    kitchen.figure_file(tmp_path, settings, "mkdocs.yml")
    return tmp_path


def _build(docs: Path, tool: str = "mkdocs") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", tool, "build", "--strict"]
    return subprocess.run(command, cwd=docs, capture_output=True, text=True, check=False)


def _page(file: Path) -> Element:
    root: Element = html5lib.parse(file.read_bytes(), namespaceHTMLElements=False)
    return root


def _told(element: Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def test_figures_are_set_into_pages(docs: Path) -> None:
    built = _build(docs)
    assert built.returncode == 0, built.stderr
    page = _page(docs / "site" / "index.html")
    sheets = [docs / "site" / link.get("href", "") for link in page.iter("link") if "archviz" in link.get("href", "")]
    assert [sheet.is_file() for sheet in sheets] == [True]
    diagram, excerpt = page.iter("figure")
    assert [figure.get("class") for figure in (diagram, excerpt)] == ["archviz", "archviz"]
    assert _told(diagram.find("figcaption")) == "Figure 1. A kitchen at work. The chef cooks what guests ask for."
    image = diagram.find(".//img")
    assert image is not None
    assert image.get("alt") == "A kitchen at work"
    assert int(image.get("width", "")) > int(image.get("height", "")) > 200
    picture = docs / "site" / image.get("src", "")
    assert picture.read_text().count("<svg") == 1
    details = diagram.find("details")
    assert details is not None
    assert _told(details.find("summary")) == "Every arrow, and what proves it"
    steps, others = details.findall("ol"), details.findall("ul")
    assert [_told(item) for item in steps[0]] == [
        "kitchen.Chef.Prepare calls kitchen.Chef.heat: kitchen.go:44",
        "kitchen.Chef.Prepare calls kitchen.Chef.clean in a go statement: kitchen.go:46",
    ]
    assert len(others[0]) == 4
    code = excerpt.find(".//pre/code[@class='language-go']")
    assert _told(code).startswith("func (c *Chef) Prepare(dish string) error { // … 4 lines c.heat()")
    assert [_told(item) for item in excerpt.iter("li")] == [
        "Line 46, go c.clean(dish): Cleaning does not keep the guest waiting."
    ]


def test_links_lead_to_figures_and_code_is_left_alone(docs: Path) -> None:
    assert _build(docs).returncode == 0
    page = _page(docs / "site" / "index.html")
    (link,) = (link for link in page.iter("a") if _told(link) == "the dish")
    assert link.get("href", "")[1:] in [figure.get("id") for figure in page.iter("figure")]
    codes = [_told(code) for code in page.iter("code")]
    assert "![](figure:kitchen)" in codes
    assert "![](figure:none)" in codes


def test_pages_share_a_picture(docs: Path) -> None:
    assert _build(docs).returncode == 0
    folder = docs / "site" / "more" / "again"
    image = _page(folder / "index.html").find(".//figure//img")
    assert image is not None
    first = _page(docs / "site" / "index.html").find(".//figure//img")
    assert first is not None
    assert (folder / image.get("src", "")).resolve() == (docs / "site" / first.get("src", "")).resolve()


def test_a_page_in_chinese(docs: Path) -> None:
    figure = kitchen.DIAGRAM.replace("A kitchen at work}", "A kitchen at work, zh: 厨房}")
    kitchen.figure_file(docs / "diagrams" / "house", figure, "1-kitchen.yaml")
    with (docs / "mkdocs.yml").open("a") as settings:
        settings.write("      language: zh\n")
    assert _build(docs).returncode == 0
    diagram = next(_page(docs / "site" / "index.html").iter("figure"))
    assert _told(diagram.find("figcaption")).startswith("图 1。厨房。")
    assert "调用" in _told(diagram.find("details"))
    assert "厨房" in next((docs / "site" / "archviz").rglob("*.svg")).read_text()


def test_what_is_not_proved_fails_the_build(docs: Path) -> None:
    kitchen.figure_file(
        docs / "diagrams" / "house", kitchen.DIAGRAM.replace("call, mode: go", "ref, mode: go"), "1-kitchen.yaml"
    )
    built = _build(docs)
    assert built.returncode == 1
    line = PAGE.splitlines().index("![](figure:kitchen)") + 1
    assert f"{Path('docs', 'index.md')}:{line}: figure kitchen is not proved" in built.stderr
    assert "1-kitchen.yaml:20: nothing proves that k.Chef.Prepare → k.Chef.clean (ref by go)" in built.stderr
    assert "hint: call by go at kitchen/kitchen.go:46" in built.stderr
    assert not list((docs / "site").rglob("index.html"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# A\n\n![](figure:oven)\n", "index.md:3: no figure oven\nhint: the figures are 1 kitchen, 2 a-dish"),
        ("# A\n\nSee ![](figure:kitchen).\n", "index.md:3: figure kitchen is not set in\nhint: write"),
        ("# A\n\n[the dish](figure:a-dish)\n", "index.md:3: figure a-dish is not set in"),
    ],
    ids=["unknown", "in a line", "elsewhere"],
)  # fmt: skip
def test_a_figure_that_cannot_be_set_in_fails_the_build(docs: Path, text: str, told: str) -> None:
    kitchen.figure_file(docs / "docs", text, "index.md")
    built = _build(docs)
    assert built.returncode == 1
    assert told in built.stderr


def test_settings_that_lead_nowhere_fail_the_build(docs: Path) -> None:
    text = (docs / "mkdocs.yml").read_text()
    (docs / "mkdocs.yml").write_text(text.replace("source: src", "source: away"))
    assert "away" in _build(docs).stderr
    (docs / "mkdocs.yml").write_text(text + "      project: docs\n")
    assert "docs is no project" in _build(docs).stderr


def test_a_page_in_a_language_of_ones_own(docs: Path) -> None:
    words = 'msgid "calls"\nmsgstr "appelle"\n\nmsgid "%(figure)s. %(caption)s"\nmsgstr "%(figure)s — %(caption)s"\n'
    kitchen.figure_file(docs / "templates" / "site", words, "fr.po")
    with (docs / "mkdocs.yml").open("a") as settings:
        settings.write("      language: fr\n")
    built = _build(docs)
    assert built.returncode == 0, built.stderr
    diagram = next(_page(docs / "site" / "index.html").iter("figure"))
    assert _told(diagram.find("figcaption")).startswith("Figure 1 — A kitchen at work.")
    assert "kitchen.Chef.Prepare appelle kitchen.Chef.heat" in _told(diagram.find("details"))
    assert "appelle" in next((docs / "site" / "archviz").rglob("*.svg")).read_text()


def test_a_language_without_words_is_named(docs: Path) -> None:
    with (docs / "mkdocs.yml").open("a") as settings:
        settings.write("      language: tlh\n")
    built = _build(docs)
    assert built.returncode == 1
    assert "there are no words in the language tlh" in built.stderr
    assert "the languages are en, zh; a catalogue templates/site/tlh.po brings another" in built.stderr


@pytest.mark.parametrize("plugins", [("archviz", "macros"), ("macros", "archviz")], ids=" then ".join)
def test_no_macro_changes_the_code_that_is_shown(docs: Path, plugins: tuple[str, str]) -> None:
    code = kitchen.STOVE_GO.replace('"nothing to cook"', '"{{ page.title }}: nothing {% raw %} for {{ guest }}"')
    kitchen.go_tree(docs / "src", code)
    shown = kitchen.EXCERPT.replace("signature: true", "whole: true")
    kitchen.figure_file(docs / "diagrams" / "house", shown, "2-a-dish.yaml")
    kitchen.figure_file(docs / "docs", "# Home\n\n{{ 6 * 7 }} dishes.\n\n![](figure:a-dish)\n", "index.md")
    named = {"archviz": "  - archviz:\n      source: src\n", "macros": "  - macros\n"}
    settings = "site_name: The house\nplugins:\n" + "".join(named[plugin] for plugin in plugins)
    kitchen.figure_file(docs, settings, "mkdocs.yml")
    built = _build(docs)
    assert built.returncode == 0, built.stderr
    page = _page(docs / "site" / "index.html")
    assert "42 dishes." in [_told(paragraph) for paragraph in page.iter("p")]
    assert 'fmt.Errorf("{{ page.title }}: nothing {% raw %} for {{ guest }}")' in _told(page.find(".//figure//pre"))


def test_a_macro_may_set_a_figure_in(docs: Path) -> None:
    settings = (docs / "mkdocs.yml").read_text().replace("plugins:\n", "plugins:\n  - macros\n")
    kitchen.figure_file(docs, settings + "extra: {shown: kitchen}\n", "mkdocs.yml")
    kitchen.figure_file(docs / "docs", "# Home\n\n![](figure:{{ shown }})\n", "index.md")
    built = _build(docs)
    assert built.returncode == 0, built.stderr
    assert _page(docs / "site" / "index.html").find(".//figure[@id='figure-1']//img") is not None


def test_each_page_has_figures_in_its_own_language(docs: Path) -> None:
    figure = kitchen.DIAGRAM.replace("A kitchen at work}", "A kitchen at work, zh: 厨房}")
    kitchen.figure_file(docs / "diagrams" / "house", figure, "1-kitchen.yaml")
    kitchen.figure_file(docs / "docs", "# 厨房\n\n![](figure:kitchen)\n", "index.zh.md")
    languages = "[{locale: en, name: English, default: true}, {locale: zh, name: 中文}]"
    with (docs / "mkdocs.yml").open("a") as settings:
        settings.write(f"  - i18n:\n      docs_structure: suffix\n      languages: {languages}\n")
    built = _build(docs)
    assert built.returncode == 0, built.stderr
    site = docs / "site"
    shown = {}
    for page in ("index.html", "zh/index.html", "zh/more/again/index.html"):  # of the last there is no Chinese one
        diagram = next(_page(site / page).iter("figure"))
        image = diagram.find(".//img")
        assert image is not None
        picture = ((site / page).parent / image.get("src", "")).read_text()
        shown[page] = (_told(diagram.find("figcaption"))[:9].strip(), "厨房" in picture, "调用" in _told(diagram))
    assert shown == {
        "index.html": ("Figure 1.", False, False),
        "zh/index.html": ("图 1。厨房。 T", True, True),
        "zh/more/again/index.html": ("Figure 1.", False, False),
    }


def test_the_themes_language_is_that_of_figures(docs: Path) -> None:
    with (docs / "mkdocs.yml").open("a") as settings:
        settings.write("theme: {name: mkdocs, locale: zh_CN}\n")
    _build(docs)  # not strict: MkDocs wants Babel's words for its own theme
    assert _told(next(_page(docs / "site" / "index.html").iter("figure")).find("figcaption")).startswith("图 1")


def test_a_figure_shown_twice_has_its_id_once(docs: Path) -> None:
    text = "# Figure 1\n\n[it](figure:1)\n\n![](figure:kitchen)\n\n![](figure:1)\n\n![](figure:a-dish)\n"
    kitchen.figure_file(docs / "docs", text, "index.md")
    built = _build(docs)
    assert built.returncode == 0, built.stderr
    page = _page(docs / "site" / "index.html")
    ids = [each.get("id", "") for each in page.iter() if each.get("id")]
    assert sorted(ids) == sorted(set(ids))
    assert [figure.get("id") for figure in page.iter("figure")] == ["figure-1", None, "figure-2"]
    assert [link.get("href") for link in page.iter("a") if _told(link) == "it"] == ["#figure-1"]


def test_a_page_that_another_links_into_has_the_figures_anchor(docs: Path) -> None:
    with (docs / "mkdocs.yml").open("a") as settings:
        settings.write("validation: {anchors: warn}\n")
    kitchen.figure_file(docs / "docs" / "more", "# Again\n\n[there](../index.md#figure-1)\n", "again.md")
    built = _build(docs)
    assert built.returncode == 0, built.stderr


def test_the_plugin_stands_for_the_extension_where_both_are_named(docs: Path) -> None:
    settings = (
        "site_name: The house\nplugins: [archviz]\n"
        "markdown_extensions:\n  - archviz.embed.markdown:\n      source: src\n"
    )
    kitchen.figure_file(docs, settings, "mkdocs.yml")
    built = _build(docs)
    assert built.returncode == 0, built.stderr
    image = _page(docs / "site" / "index.html").find(".//figure//img")
    assert image is not None
    assert (docs / "site" / image.get("src", "")).is_file()


def test_properdocs_takes_the_plugin_as_it_is(docs: Path) -> None:
    kitchen.figure_file(docs / "theme", "<!doctype html><title></title>{{ page.content }}", "main.html")
    settings = (docs / "mkdocs.yml").read_text() + "theme: {name: null, custom_dir: theme}\n"
    kitchen.figure_file(docs, settings, "properdocs.yml")
    built = _build(docs, "properdocs")
    assert built.returncode == 0, built.stderr
    assert len(list(_page(docs / "site" / "index.html").iter("figure"))) == 2
    kitchen.figure_file(docs / "docs", "# A\n\n![](figure:oven)\n", "index.md")
    built = _build(docs, "properdocs")
    assert built.returncode == 1
    assert "index.md:3: no figure oven" in built.stderr


def test_what_another_plugin_converts_has_its_picture_within(docs: Path) -> None:
    hook = """\
from markdown import Markdown

def on_post_page(output, page, config):
    md = Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)
    return output + "<section>" + md.convert("![](figure:kitchen)") + "</section>"
"""
    kitchen.figure_file(docs, hook, "hook.py")
    with (docs / "mkdocs.yml").open("a") as settings:
        settings.write("hooks: [hook.py]\n")
    built = _build(docs)
    assert built.returncode == 0, built.stderr
    image = _page(docs / "site" / "more" / "again" / "index.html").find(".//section//img")
    assert image is not None
    assert image.get("src", "").startswith("data:image/svg+xml;base64,")


def test_pages_are_held_against_the_code_where_that_is_asked_for(docs: Path) -> None:
    wrong = "# At work\n\nThe `kitchen.Cheff` and the `kitchen.Chef`.\n"
    kitchen.figure_file(docs / "docs", wrong, "index.md")
    assert _build(docs).returncode == 0
    settings = (docs / "mkdocs.yml").read_text(encoding="utf-8")
    kitchen.figure_file(docs, f"{settings}      lint: true\n", "mkdocs.yml")
    built = _build(docs)
    assert built.returncode == 1
    said = f"{Path('docs', 'index.md')}:3: kitchen.Cheff: package kitchen has no Cheff (did you mean kitchen.Chef?)"
    assert said in built.stderr
    kitchen.figure_file(docs / "docs", wrong.replace("Cheff", "Chef"), "index.md")
    assert _build(docs).returncode == 0
