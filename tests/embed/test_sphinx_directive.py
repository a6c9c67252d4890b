"""The directive in a real Sphinx, on a small project."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import html5lib
import kitchen
import pypdf
import pytest

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

CONF = """\
project = "The house"
extensions = ["archviz.embed.sphinx", "myst_parser"]
archviz_project = ".."
archviz_source = "../src"
numfig = True
"""
PAGE = """\
At work
=======

See :numref:`work` and :ref:`work`.

.. archviz-figure:: kitchen
   :name: work

.. archviz-figure:: a-dish

.. toctree::

   again
"""


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    kitchen.project(tmp_path)
    kitchen.go_tree(tmp_path / "src")
    kitchen.figure_file(tmp_path / "docs", CONF, "conf.py")
    kitchen.figure_file(tmp_path / "docs", PAGE, "index.rst")
    kitchen.figure_file(tmp_path / "docs", "# Again\n\n```{archviz-figure} 1\n```\n", "again.md")
    return tmp_path


def _build(docs: Path, builder: str = "html", *options: str) -> subprocess.CompletedProcess[str]:
    places = ["-d", str(docs / "doctrees"), str(docs / "docs"), str(docs / builder)]
    command = [sys.executable, "-m", "sphinx", "--no-color", "-b", builder, *options, *places]
    return subprocess.run(command, cwd=docs, capture_output=True, text=True, check=False)


def _page(file: Path) -> Element:
    root: Element = html5lib.parse(file.read_bytes(), namespaceHTMLElements=False)
    return root


def _told(element: Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def test_figures_are_set_into_pages(docs: Path) -> None:
    built = _build(docs, "html", "-W")
    assert built.returncode == 0, built.stderr
    page = _page(docs / "html" / "index.html")
    sheets = [link.get("href", "").partition("?")[0] for link in page.iter("link") if "archviz" in link.get("href", "")]
    assert [(docs / "html" / sheet).is_file() for sheet in sheets] == [True]
    (figure,) = page.iter("figure")
    assert "archviz" in figure.get("class", "").split()
    assert "A kitchen at work" in _told(figure.find("figcaption"))
    assert "The chef cooks what guests ask for." in _told(figure)
    image = figure.find(".//img")
    assert image is not None
    assert image.get("alt") == "A kitchen at work"
    assert "<svg" in (docs / "html" / image.get("src", "")).read_text()
    details = page.find(".//details")
    assert details is not None
    assert _told(details.find("summary")) == "Every arrow, and what proves it"
    assert [_told(item) for item in details.findall("ol/li")] == [
        "kitchen.Chef.Prepare calls kitchen.Chef.heat: kitchen.go:44",
        "kitchen.Chef.Prepare calls kitchen.Chef.clean in a go statement: kitchen.go:46",
    ]
    assert len(details.findall("ul/li")) == 4
    code = page.find(".//div[@class='highlight-go notranslate']//pre")
    assert _told(code).startswith("func (c *Chef) Prepare(dish string) error { // … 4 lines c.heat()")
    notes = [_told(item) for item in page.iter("li")]
    assert "Line 46, go c.clean(dish): Cleaning does not keep the guest waiting." in notes


def test_a_name_makes_a_figure_a_target(docs: Path) -> None:
    assert _build(docs).returncode == 0
    page = _page(docs / "html" / "index.html")
    (figure,) = page.iter("figure")
    links = {_told(link): link.get("href") for link in page.iter("a")}
    assert links["A kitchen at work"] == f"#{figure.get('id')}"
    assert [text for text, href in links.items() if text.startswith("Fig.") and href == f"#{figure.get('id')}"]


def test_a_page_of_myst_has_the_same_picture(docs: Path) -> None:
    assert _build(docs).returncode == 0
    image = _page(docs / "html" / "again.html").find(".//figure//img")
    assert image is not None
    assert (docs / "html" / image.get("src", "")).is_file()


@pytest.mark.parametrize(("builder", "file"), [("latex", "thehouse.tex"), ("text", "index.txt"), ("man", "thehouse.1")])
def test_other_formats_have_no_html(docs: Path, builder: str, file: str) -> None:
    built = _build(docs, builder, "-W")
    assert built.returncode == 0, built.stderr
    text = " ".join((docs / builder / file).read_text().split())
    assert "Every arrow, and what proves it" in text
    assert "Cleaning does not keep the guest waiting." in text
    assert "<details" not in text
    assert "<img" not in text


def test_latex_has_the_picture_as_pdf_though_pages_of_html_were_built_first(docs: Path) -> None:
    assert _build(docs).returncode == 0
    built = _build(docs, "latex", "-W")
    assert built.returncode == 0, built.stderr
    (name,) = re.findall(r"\\sphinxincludegraphics[^{]*\{\{(.*?)\}", (docs / "latex" / "thehouse.tex").read_text())[:1]
    page = pypdf.PdfReader(docs / "latex" / f"{name}.pdf").pages[0]
    assert "A kitchen at work" in page.extract_text()


def test_a_page_is_read_again_when_a_claim_changes(docs: Path) -> None:
    assert _build(docs).returncode == 0
    assert "0 added, 0 changed" in _build(docs).stdout
    figure = kitchen.EXCERPT.replace("Cleaning does not", "Washing up does not")
    kitchen.figure_file(docs / "diagrams" / "house", figure, "2-a-dish.yaml")
    assert "0 added, 1 changed" in _build(docs).stdout
    assert "Washing up does not" in (docs / "html" / "index.html").read_text()


def test_a_program_that_builds_twice_shows_no_claim_as_it_was(docs: Path) -> None:
    claims = docs / "diagrams" / "house" / "1-kitchen.yaml"
    program = f"""
from pathlib import Path
from sphinx.cmd.build import main
arguments = ["-q", "docs", "html"]
assert main(arguments) == 0
claims = Path({str(claims)!r})
claims.write_text(claims.read_text().replace("call, mode: go", "ref, mode: go"))
raise SystemExit(main(arguments))
"""
    built = subprocess.run([sys.executable, "-c", program], cwd=docs, capture_output=True, text=True, check=False)
    assert built.returncode == 1
    assert "figure kitchen is not proved" in built.stderr


def test_steps_on_branches_have_their_letters(docs: Path) -> None:
    figure = kitchen.DIAGRAM.replace("step: 1", "step: 1a").replace("step: 2", "step: 1b")
    figure = figure.replace(
        "from: k.Chef.Prepare, to: k.Chef.clean, kind: call, mode: go", "from: k.Work, to: k.Cook.Prepare, kind: call"
    )
    kitchen.figure_file(docs / "diagrams" / "house", figure, "1-kitchen.yaml")
    built = _build(docs)
    assert built.returncode == 0, built.stderr
    details = _page(docs / "html" / "index.html").find(".//details")
    assert details is not None
    assert [_told(item) for item in details.findall("ul/li")][:2] == [
        "1a. kitchen.Chef.Prepare calls kitchen.Chef.heat: kitchen.go:44",
        "1b. kitchen.Work calls kitchen.Cook.Prepare: kitchen.go:78",
    ]


def test_a_page_is_read_again_when_the_source_changes(docs: Path) -> None:
    assert _build(docs).returncode == 0
    kitchen.go_tree(docs / "src", kitchen.STOVE_GO.replace("	go c.clean(dish)", "	c.clean(dish)"))
    built = _build(docs)
    assert built.returncode == 1
    assert "figure kitchen is not proved" in built.stderr


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_is_not_proved_fails_the_build_until_it_is(docs: Path, jobs: str) -> None:
    wrong = kitchen.DIAGRAM.replace("call, mode: go", "ref, mode: go")
    kitchen.figure_file(docs / "diagrams" / "house", wrong, "1-kitchen.yaml")
    line = PAGE.splitlines().index(".. archviz-figure:: kitchen") + 1
    for _ in range(2):
        built = _build(docs, "html", "-j", jobs)
        assert built.returncode == 1
        assert f"index.rst:{line}: ERROR: figure kitchen is not proved" in built.stderr
        assert "again.md:3: ERROR: figure 1 is not proved" in built.stderr
        assert "1-kitchen.yaml:20: nothing proves that k.Chef.Prepare → k.Chef.clean (ref by go)" in built.stderr
        assert "hint: call by go at kitchen/kitchen.go:46" in built.stderr
        assert not list((docs / "html").rglob("kitchen.svg"))
    kitchen.figure_file(docs / "diagrams" / "house", kitchen.DIAGRAM, "1-kitchen.yaml")
    assert _build(docs, "html", "-W").returncode == 0


def test_a_figure_that_is_not_there_fails_the_build(docs: Path) -> None:
    kitchen.figure_file(docs / "docs", PAGE.replace("a-dish", "oven"), "index.rst")
    built = _build(docs)
    assert built.returncode == 1
    assert "index.rst:9: ERROR: no figure oven\nhint: the figures are 1 kitchen, 2 a-dish" in built.stderr


def test_a_source_that_is_not_there_fails_the_build(docs: Path) -> None:
    kitchen.figure_file(docs / "docs", CONF.replace("../src", "../away"), "conf.py")
    built = _build(docs)
    assert built.returncode == 2
    assert "away" in built.stderr


@pytest.mark.parametrize("setting", ['language = "fr_CA"', 'archviz_language = "fr"'])
def test_a_page_in_a_language_of_ones_own(setting: str, docs: Path) -> None:
    words = 'msgid "calls"\nmsgstr "appelle"\n\nmsgid "%(relation)s: %(places)s"\nmsgstr "%(relation)s : %(places)s"\n'
    kitchen.figure_file(docs / "templates" / "site", words, "fr.po")
    kitchen.figure_file(docs / "docs", f"{CONF}{setting}\n", "conf.py")
    built = _build(docs)
    assert built.returncode == 0, built.stderr
    page = _page(docs / "html" / "index.html")
    steps = [_told(item) for item in page.findall(".//details/ol/li")]
    assert steps[0] == "kitchen.Chef.Prepare appelle kitchen.Chef.heat : kitchen.go:44"


def test_where_there_are_no_words_in_the_language_of_the_pages_figures_are_in_english(docs: Path) -> None:
    kitchen.figure_file(docs / "docs", f'{CONF}language = "de"\n', "conf.py")
    assert _build(docs).returncode == 0
    assert "kitchen.Chef.Prepare calls kitchen.Chef.heat" in _told(_page(docs / "html" / "index.html"))
    kitchen.figure_file(docs / "docs", f'{CONF}archviz_language = "de"\n', "conf.py")
    built = _build(docs)
    assert built.returncode == 2
    assert "there are no words in the language de" in built.stderr


def test_a_figure_takes_the_options_of_sphinxs_own(docs: Path) -> None:
    text = """\
T
=

.. archviz-figure:: kitchen
   :width: 50%
   :align: right
   :alt: The kitchen
   :class: plain
   :figclass: wide
   :figwidth: 80%
   :target: https://example.org/kitchen
   :loading: lazy
   :name: work

.. archviz-figure:: kitchen
   :scale: 50

   A caption *of an author*.

   And a legend.

.. archviz-figure:: a-dish
   :class: plain
   :name: dish

   The dish, `as it is made <https://example.org/dish>`_.

See :ref:`work` and :numref:`work`.
"""
    kitchen.figure_file(docs / "docs", text + "\n.. toctree::\n\n   again\n", "index.rst")
    built = _build(docs, "html", "-W")
    assert built.returncode == 0, built.stderr
    page = _page(docs / "html" / "index.html")
    first, second = page.iter("figure")
    assert set(first.get("class", "").split()) == {"align-right", "archviz", "wide"}
    assert (first.get("id"), first.get("style")) == ("work", "width: 80%")
    link = first.find("a")
    assert link is not None
    assert link.get("href") == "https://example.org/kitchen"
    image = first.find(".//img")
    assert image is not None
    assert image.get("alt") == "The kitchen"
    assert "plain" in image.get("class", "").split()
    assert (image.get("style"), image.get("loading")) == ("width: 50%;", "lazy")
    half = second.find(".//img")
    assert half is not None
    svg = (docs / "html" / half.get("src", "")).read_text()
    whole = float(svg.split('width="')[1].split('"')[0])
    assert half.get("style") == f"width: {whole / 2:g}px;"
    assert _told(second.find("figcaption")) == "Fig. 2 A caption of an author.¶ And a legend."
    assert "A kitchen at work" not in _told(second.find("figcaption"))
    (excerpt,) = (each for each in page.iter("div") if "plain" in each.get("class", "").split())
    assert _told(excerpt).startswith("The dish, as it is made. kitchen.Chef.Prepare")
    ids = [each.get("id", "") for each in page.iter() if each.get("id")]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize(
    ("option", "told"),
    [
        (":width: 50%", 'index.rst:4: ERROR: option "width" is for a picture, and figure a-dish has none'),
        (":wide: yes", 'unknown option: "wide"'),
        (":align: middle", "index.rst:4: ERROR"),
    ],
    ids=["for a picture", "unknown", "of no such value"],
)  # fmt: skip
def test_an_option_that_does_not_fit_is_named(docs: Path, option: str, told: str) -> None:
    kitchen.figure_file(docs / "docs", f"T\n=\n\n.. archviz-figure:: a-dish\n   {option}\n", "index.rst")
    built = _build(docs, "html", "-W")
    assert built.returncode != 0
    assert told in built.stderr


def test_pages_are_held_against_the_code_where_that_is_asked_for(docs: Path) -> None:
    kitchen.figure_file(docs / "docs", f"{PAGE}\nThe ``kitchen.Cheff`` cooks.\n", "index.rst")
    kitchen.figure_file(docs / "docs", "# Again\n\n`kitchen.Chefs` and `kitchen.Chef`\n", "again.md")
    assert _build(docs, "html", "-W").returncode == 0
    kitchen.figure_file(docs / "docs", f"{CONF}archviz_lint = True\n", "conf.py")
    built = _build(docs, "html", "-W", "--keep-going")
    assert built.returncode == 1
    line = len(PAGE.splitlines()) + 2
    assert f"index.rst:{line}: WARNING: kitchen.Cheff: package kitchen has no Cheff" in built.stderr
    assert "again.md:3: WARNING: kitchen.Chefs" in built.stderr
    kitchen.figure_file(docs / "docs", f"{CONF}archviz_lint = True\nsuppress_warnings = ['archviz.lint']\n", "conf.py")
    assert _build(docs, "html", "-W").returncode == 0
    kitchen.figure_file(docs / "docs", f"{CONF}archviz_lint = 'often'\n", "conf.py")
    assert "archviz_lint is 'often'" in _build(docs).stderr
