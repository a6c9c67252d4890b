"""The glossary of an article: its page, what it leads to, and what is wrong in its file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import html5lib
import kitchen
import pytest
from click.testing import CliRunner
from kitchens import ARTICLE, CHINESE, GLOSSARY, ORIGIN, figures, kitchen_files

from archviz.cli.main import main
from archviz.figures.glossary import read_glossary, schema
from archviz.model.errors import FigureError
from archviz.workspace.build_worker import BuildWorker
from archviz.workspace.project import find_project
from archviz.workspace.site import pages
from archviz.workspace.subject import Settings

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from archviz.figures.glossary import Glossary

IDS = ("kitchen", "a-dish")
PACKAGE = "example.org/house/kitchen"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return kitchen_files(tmp_path_factory.mktemp("house"), ("en", "zh"))


def _entry(page: bytes, term: str) -> Element:
    """What is said of a term: the element below its name."""
    root = html5lib.parse(page.decode(), namespaceHTMLElements=False)
    for terms in root.iter("dl"):
        parts = list(terms)
        at = next((i for i, part in enumerate(parts) if part.get("id") == term), None)
        if at is not None:
            return parts[at + 1]
    raise AssertionError(term)


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _links(element: Element) -> dict[str, str]:
    return {_text(link): link.get("href", "") for link in element.iter("a")}


def _read(folder: Path, text: str) -> Glossary:
    graph, _ = figures(folder)
    file = kitchen.figure_file(folder / "templates" / "articles", text, "house.glossary.yaml")
    return read_glossary(file, graph, ORIGIN, IDS, {"the-kitchen"})


def test_a_term_is_explained_and_leads_to_code_figures_article_and_other_terms(files: dict[str, bytes]) -> None:
    entry = _entry(files["glossary.html"], "cook")
    assert "Whoever has Prepare, such as a Chef. Not a <b>waiter</b>." in _text(entry)
    assert "chef, <kok>" in _text(entry)
    links = _links(entry)
    symbols = {path for path in files if path.startswith("symbols/kitchen.C")}
    for name in ("kitchen.Cook", "kitchen.Chef.Prepare", "Chef"):
        assert links[name] in symbols, name
    assert links["1 A kitchen at work"] == "figures/kitchen.html"
    assert links["The kitchen"] == "index.html#the-kitchen"
    assert links["stove (of the house)"] == "#stove-of-the-house"


def test_it_is_in_each_language_and_says_the_english_term_beside_another(files: dict[str, bytes]) -> None:
    page = files["zh/glossary.html"].decode()
    assert "<dfn>厨师</dfn>" in page
    assert 'lang="en">cook</span>' in page
    entry = _entry(files["zh/glossary.html"], "cook")
    assert "凡有 Prepare 者" in _text(entry)
    assert _links(entry)["厨房"] == "index.html#the-kitchen"
    assert 'lang="en">cook' not in files["glossary.html"].decode()


def test_paragraphs_stay_and_a_symbol_of_another_version_is_left_out(files: dict[str, bytes]) -> None:
    entry = _entry(files["glossary.html"], "stove-of-the-house")
    assert [_text(p) for p in entry.iter("p")] == ["It heats.", "Until it is off."]
    assert "Oven" not in _text(entry)


def test_every_page_leads_to_it_and_each_term_has_an_address(files: dict[str, bytes]) -> None:
    for path, depth in (("index.html", ""), ("figures/kitchen.html", "../"), ("zh/index.html", "")):
        foot = html5lib.parse(files[path].decode(), namespaceHTMLElements=False).find(".//footer")
        assert foot is not None
        assert f"{depth}glossary.html" in _links(foot).values()
    assert '<a class="permalink" href="#cook"' in files["glossary.html"].decode()


def test_the_search_has_each_term_with_its_other_names(files: dict[str, bytes]) -> None:
    script = files["assets/search.en.js"].decode()
    at = script.index("globalThis.archvizTexts = ") + len("globalThis.archvizTexts = ")
    rows = json.loads(script[at:].rstrip().rstrip(";"))["rows"]
    cook = next(row for row in rows if row[0] == "term" and row[1] == "cook")
    assert cook[3] == "glossary.html#cook"
    assert cook[4].startswith("chef. <kok>. Whoever has Prepare")


@pytest.mark.parametrize(
    ("old", "new", "line", "message", "hint"),
    [
        ("k.Cook,", "k.Coook,", "symbols: [k.Coook", f"no {PACKAGE}.Coook", "Cook"),
        ("k.Chef.Prepare]", "k.Chef.Prepar]", "symbols:", f"no {PACKAGE}.Chef.Prepar", "Chef.Prepare"),
        ("k.Cook,", "kk.Cook,", "symbols:", "kk is no package of this glossary", "k.Cook"),
        ("house/kitchen}", "house/cellar}", "symbols:", "the source has no package example.org/house/cellar", ""),
        (f"k: {PACKAGE}", 'k: [{path: e.org/k, until: "0.5"}]', "symbols:", "k has no path at 1.0", "since"),
        ('since: "2.0"', 'until: "2.0"', "symbol: k.Oven", f"no {PACKAGE}.Oven", ""),
        ("figures: [kitchen]", "figures: [kitchn]", "figures:", "no figure kitchn", "did you mean kitchen?"),
        ("see: [stove-of", "see: [stov-of", "see:", "no term stov-of-the-house", "did you mean stove-of-the-house?"),
        ("section: the-kitchen", "section: the-cellar", "section:", "no section the-cellar", "the-kitchen"),
        ("id: stove-of-the-house", "id: cook", "id: cook", "the id cook is taken", "another `id`"),
        ("{en: cook, zh: 厨师}", "厨师", "term: 厨师", "'厨师' makes no id", "give it an `id`"),
        ("title: Things", "title: Page text", "title: Page", "the id page-text is taken", ""),
        ("see: [", "sea: [", "sea:", "unknown key `sea`", "did you mean `see`?"),
        ("section: the-kitchen", "section: [a]", "section:", "a list", ""),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    old: str, new: str, line: str, message: str, hint: str, tmp_path: Path
) -> None:
    text = GLOSSARY.replace(old, new)
    assert text != GLOSSARY
    with pytest.raises(FigureError) as caught:
        _read(tmp_path, text)
    found = next(error for error in caught.value.every if message in error.message)
    assert found.file is not None
    assert found.file.endswith("house.glossary.yaml")
    assert found.line is not None
    assert line in text.splitlines()[found.line - 1]
    assert hint in (found.hint or "")


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(FigureError) as caught:
        _read(tmp_path, GLOSSARY.replace("k.Cook,", "k.Kok,").replace("[kitchen]", "[cellar]"))
    assert [error.line for error in caught.value.every] == sorted(error.line or 0 for error in caught.value.every)
    assert len(caught.value.every) == 2


def _project(folder: Path) -> Path:
    house = kitchen.project(folder)
    articles = house / "templates" / "articles"
    kitchen.figure_file(articles, ARTICLE, "house.en.md")
    kitchen.figure_file(articles, CHINESE, "house.zh.md")
    return house


@pytest.mark.parametrize(("article", "name"), [(True, "house"), (False, "gallery")])
def test_a_project_may_have_one_for_an_article_or_the_gallery(article: bool, name: str, tmp_path: Path) -> None:
    house = _project(tmp_path)
    if not article:
        for file in (house / "templates" / "articles").glob("*.md"):
            file.unlink()
    text = GLOSSARY if article else GLOSSARY.replace("        section: the-kitchen\n", "")
    settings = Settings(source=str(kitchen.go_tree(tmp_path / "source")), version="1.0", cached=False)
    for there in (False, True):
        if there:
            kitchen.figure_file(house / "templates" / "articles", text, f"{name}.glossary.yaml")
        with BuildWorker() as beside:
            files, report = pages(find_project(house), settings, beside)
        assert not report.failed
        assert ("glossary.html" in files) == there
        assert (b"glossary.html" in files["index.html"]) == there
    if article:
        assert "zh/glossary.html" in files


def test_a_build_ends_with_what_is_wrong_and_writes_nothing(tmp_path: Path) -> None:
    house = _project(tmp_path)
    kitchen.figure_file(house / "templates" / "articles", GLOSSARY.replace("k.Stove", "k.Stov"), "house.glossary.yaml")
    source = str(kitchen.go_tree(tmp_path / "source"))
    args = ["build", "--project", str(house), "--source", source, "--out", str(tmp_path / "site")]
    ran = CliRunner().invoke(main, args)
    assert ran.exit_code == 2
    assert "house.glossary.yaml:23" in ran.stderr
    assert "the source has no example.org/house/kitchen.Stov" in ran.stderr
    assert not (tmp_path / "site").exists()


def test_editors_get_a_schema_that_the_shipped_glossary_fits() -> None:
    shown = CliRunner().invoke(main, ["schema", "--glossary"])
    assert shown.exit_code == 0
    assert json.loads(shown.stdout) == json.loads(json.dumps(schema()))
    assert {"packages", "groups"} == schema()["$defs"]["GlossaryClaims"]["properties"].keys()
