"""The extension in a real Python-Markdown, and in Zensical, on a small project."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import html5lib
import kitchen
import pytest
from markdown import Markdown

from archviz.model.errors import ArchvizError, FigureError

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element


@pytest.fixture
def house(tmp_path: Path) -> Path:
    kitchen.project(tmp_path)
    kitchen.go_tree(tmp_path / "src")
    return tmp_path


def _converted(house: Path, text: str, *extensions: str) -> Element:
    """A page, converted with the extension among others."""
    settings = {"archviz.embed.markdown": {"project": str(house), "source": str(house / "src")}}
    html = Markdown(extensions=[*settings, *extensions], extension_configs=settings).convert(text)
    root: Element = html5lib.parse(html, namespaceHTMLElements=False)
    return root


def _told(element: Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _picture(page: Element) -> Element:
    (image,) = page.iter("img")
    return image


def _svg(image: Element) -> str:
    return base64.b64decode(image.get("src", "").removeprefix("data:image/svg+xml;base64,")).decode()


def test_a_picture_is_part_of_the_page(house: Path) -> None:
    page = _converted(house, "# At work\n\n![](figure:kitchen)\n")
    image = _picture(page)
    assert image.get("alt") == "A kitchen at work"
    assert _svg(image).count("<svg") == 1
    (figure,) = page.iter("figure")
    assert _told(figure.find("figcaption")) == "Figure 1. A kitchen at work. The chef cooks what guests ask for."
    assert len(figure.findall("details/ol/li")) == 2


def test_the_authors_attributes_are_those_of_the_picture(house: Path) -> None:
    page = _converted(house, "![A kitchen](figure:kitchen){ width=50% .wide #here loading=lazy }\n", "attr_list")
    (figure,) = page.iter("figure")
    assert (figure.get("id"), figure.get("class")) == ("here", "archviz wide")
    image = _picture(page)
    assert {name: value for name, value in image.attrib.items() if name != "src"} == {
        "alt": "A kitchen",
        "width": "50%",
        "loading": "lazy",
    }


@pytest.mark.parametrize(
    ("text", "extension"),
    [
        ("* one\n\n    ![](figure:a-dish)\n", "tables"),
        ("* ![](figure:a-dish)\n", "tables"),
        ("> ![](figure:a-dish)\n", "tables"),
        ("!!! note\n    ![](figure:a-dish)\n", "admonition"),
        ("![][one]\n\n[one]: figure:a-dish\n", "tables"),
        ('<div markdown="1">\n\n![](figure:a-dish)\n\n</div>\n', "md_in_html"),
    ],
    ids=["in a list", "an item", "a quotation", "an admonition", "by reference", "in HTML"],
)  # fmt: skip
def test_a_figure_may_stand_wherever_a_paragraph_may(house: Path, text: str, extension: str) -> None:
    page = _converted(house, text, extension)
    (figure,) = page.iter("figure")
    assert _told(figure.find(".//pre/code")).startswith("func (c *Chef) Prepare(dish string) error {")


@pytest.mark.parametrize("extension", ["fenced_code", "tables"])
def test_code_is_code_with_and_without_a_highlighter(house: Path, extension: str) -> None:
    code = kitchen.STOVE_GO.replace(
        '"nothing to cook"', '"<b>&amp;</b> `{{ x }}` \\u0002 *a* [b](c) :smile: figure:no"'
    )
    kitchen.go_tree(house / "src", code)
    whole = kitchen.EXCERPT.replace("signature: true", "whole: true")
    kitchen.figure_file(house / "diagrams" / "house", whole, "2-a-dish.yaml")
    page = _converted(house, "![](figure:a-dish)\n", extension)
    shown = page.find(".//figure//pre/code[@class='language-go']")
    assert 'fmt.Errorf("<b>&amp;</b> `{{ x }}` \\u0002 *a* [b](c) :smile: figure:no")' in _told(shown)


def test_a_link_to_a_step_leads_to_the_figure(house: Path) -> None:
    page = _converted(house, "![](figure:kitchen)\n\nSee [the first](figure:kitchen#1).\n")
    (link,) = (link for link in page.iter("a") if _told(link) == "the first")
    (figure,) = page.iter("figure")
    assert link.get("href") == f"#{figure.get('id')}"


def test_code_that_names_a_figure_is_left_alone(house: Path) -> None:
    page = _converted(house, '`![](figure:no)` and `<a href="figure:no">`\n\n    <img src="figure:no">\n')
    assert [_told(code) for code in page.iter("code")] == [
        "![](figure:no)",
        '<a href="figure:no">',
        '<img src="figure:no">',
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("![](figure:oven)\n", "no figure oven\nhint: the figures are 1 kitchen, 2 a-dish"),
        ("See ![](figure:kitchen).\n", "figure kitchen is not set in\nhint: write ![](figure:kitchen) in a paragraph"),
        ("![](figure:kitchen)\n![](figure:a-dish)\n", "figure kitchen is not set in"),
        ("[it](figure:kitchen)\n", "figure kitchen is not set in"),
        ("[1](figure:kitchen#1)\n", "figure kitchen is not set in\nhint: write ![](figure:kitchen) in a paragraph"),
        ("![](figure:kitchen)\n\n[9](figure:kitchen#9)\n", "figure kitchen has no step 9\nhint: its steps are 1, 2"),
        ("<p><img class='a' src='figure:kitchen'></p>\n", "figure kitchen is not set in"),
    ],
    ids=["unknown", "in a line", "two in one", "a link", "a step", "no step", "in HTML"],
)  # fmt: skip
def test_what_cannot_be_set_in_is_an_error(house: Path, text: str, told: str) -> None:
    with pytest.raises(FigureError) as raised:
        _converted(house, text)
    assert str(raised.value).startswith(told)


def test_a_changed_claim_is_proved_again(house: Path) -> None:
    assert _converted(house, "![](figure:kitchen)\n").find(".//figure") is not None
    wrong = kitchen.DIAGRAM.replace("call, mode: go", "ref, mode: go")
    kitchen.figure_file(house / "diagrams" / "house", wrong, "1-kitchen.yaml")
    with pytest.raises(FigureError, match="figure kitchen is not proved"):
        _converted(house, "![](figure:kitchen)\n")


def test_each_mention_of_a_figure_has_the_id_that_its_author_gave(house: Path) -> None:
    text = "![](figure:kitchen)\n\n![](figure:kitchen){ #again }\n\n![](figure:1)\n\n[it](figure:kitchen)\n"
    page = _converted(house, text, "attr_list")
    assert [figure.get("id") for figure in page.iter("figure")] == ["figure-1", "again", None]
    assert [link.get("href") for link in page.iter("a") if _told(link) == "it"] == ["#figure-1"]


def test_a_project_without_figures_is_an_error_like_any_other(house: Path) -> None:
    shutil.rmtree(house / "diagrams")
    with pytest.raises(ArchvizError, match="diagrams"):
        _converted(house, "![](figure:kitchen)\n")


PAGE = """\
---
title: At work
---
# At work

As [the dish](figure:a-dish) shows, and {{ 6 * 7 }} others.

![](figure:kitchen)

![](figure:a-dish)

=== "Again"

    ![](figure:kitchen)
"""
SETTINGS = """\
site_name: The house
theme: {language: LANGUAGE}
plugins: [macros]
markdown_extensions:
  - pymdownx.superfences
  - pymdownx.tabbed: {alternate_style: true}
  - archviz.embed.markdown: {source: src}
watch: [diagrams, src]
"""


@pytest.fixture
def site(house: Path) -> Path:
    kitchen.go_tree(house / "src", kitchen.STOVE_GO.replace('"nothing to cook"', '"{{ page.title }}"'))
    whole = kitchen.EXCERPT.replace("signature: true", "whole: true")
    kitchen.figure_file(house / "diagrams" / "house", whole, "2-a-dish.yaml")
    kitchen.figure_file(house / "docs", PAGE, "index.md")
    kitchen.figure_file(house, SETTINGS.replace("LANGUAGE", "en"), "mkdocs.yml")
    return house


def _zensical(site: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "zensical", "build"]
    return subprocess.run(command, cwd=site, capture_output=True, text=True, check=False)


def test_zensical_sets_figures_in(site: Path) -> None:
    built = _zensical(site)
    assert built.returncode == 0, built.stderr
    assert "watch" not in built.stderr
    page: Element = html5lib.parse((site / "site" / "index.html").read_bytes(), namespaceHTMLElements=False)
    assert [figure.get("id") for figure in page.iter("figure")] == ["figure-1", "figure-2", None]
    assert "42 others" in _told(page)
    assert 'fmt.Errorf("{{ page.title }}")' in _told(page.find(".//figure//pre"))
    assert [link.get("href") for link in page.iter("a") if _told(link) == "the dish"] == ["#figure-2"]
    ids = [each.get("id", "") for each in page.iter() if each.get("id")]
    assert sorted(ids) == sorted(set(ids))


def test_zensical_says_where_a_figure_is_not_proved(site: Path) -> None:
    assert _zensical(site).returncode == 0
    wrong = kitchen.DIAGRAM.replace("call, mode: go", "ref, mode: go")
    file = kitchen.figure_file(site / "diagrams" / "house", wrong, "1-kitchen.yaml")
    os.utime(file, (file.stat().st_atime, file.stat().st_mtime + 2))  # Zensical sees a change of whole seconds
    built = _zensical(site)
    assert built.returncode == 1
    line = PAGE.splitlines().index("![](figure:kitchen)") + 1
    assert f"docs/index.md:{line}: figure kitchen is not proved" in built.stderr
    assert "1-kitchen.yaml:20: nothing proves that k.Chef.Prepare → k.Chef.clean (ref by go)" in built.stderr


def test_zensicals_language_is_that_of_figures(site: Path) -> None:
    kitchen.figure_file(site, SETTINGS.replace("LANGUAGE", "zh"), "mkdocs.yml")
    assert _zensical(site).returncode == 0
    page: Element = html5lib.parse((site / "site" / "index.html").read_bytes(), namespaceHTMLElements=False)
    assert _told(page.find(".//figcaption")).startswith("图 1。")


def test_zensical_is_told_what_it_must_watch(site: Path) -> None:
    kitchen.figure_file(site, SETTINGS.replace("LANGUAGE", "en").replace("diagrams, ", ""), "mkdocs.yml")
    built = _zensical(site)
    assert built.returncode == 0, built.stderr
    assert built.stderr.count('add watch = ["diagrams"] to its settings, or build with --clean') == 1


def test_the_settings_in_the_documentation_are_those_of_zensical(site: Path) -> None:
    (site / "mkdocs.yml").unlink()
    kitchen.figure_file(site / "docs", "# At work\n\n![](figure:kitchen)\n", "index.md")
    settings = '[project]\nsite_name = "The house"\nwatch = ["diagrams", "src"]\n\n'
    extension = '[project.markdown_extensions."archviz.embed.markdown"]\nsource = "src"\n'
    kitchen.figure_file(site, settings + extension, "zensical.toml")
    built = _zensical(site)
    assert built.returncode == 0, built.stderr
    page: Element = html5lib.parse((site / "site" / "index.html").read_bytes(), namespaceHTMLElements=False)
    assert page.find(".//figure[@id='figure-1']//img") is not None
