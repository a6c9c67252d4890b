"""Sites of projects without an article: a gallery of their figures, as pages and as Markdown."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import html5lib
import kitchen
import pytest
from browsing import NARROW, WIDE, chromium
from kettles import ENGLISH, FIGURES, HARM, TEMPLATES
from kitchens import written

from archviz.model.errors import FigureError, ProjectError
from archviz.site import build, gallery_of
from archviz.workspace.build_worker import BuildWorker
from archviz.workspace.project import find_project
from archviz.workspace.site import bundles, pages
from archviz.workspace.subject import Settings

if TYPE_CHECKING:
    from pathlib import Path

DISH = "kind: excerpt\n" + kitchen.EXCERPT.partition("file: a-dish\n")[2]
WORK = "kind: diagram\n" + kitchen.DIAGRAM.partition("file: kitchen\n")[2]


def _project(folder: Path, **figures: str) -> Path:
    """A project with figures by their paths in its folder, ``__`` for the slash."""
    kitchen.go_tree(folder)
    (folder / "archviz.toml").write_text('version = "1.20.2"\n')
    for name, text in figures.items():
        path = folder / "diagrams" / f"{name.replace('__', '/').replace('_', '-')}.yaml"
        kitchen.figure_file(path.parent, text, path.name)
    return folder


def _settings(folder: Path) -> Settings:
    return Settings(source=str(folder), cache=folder / "cache")


def _site(folder: Path) -> dict[str, bytes]:
    with BuildWorker() as worker:
        files, report = pages(find_project(folder), _settings(folder), worker)
    assert not report.failed
    return files


def _dead_links(files: dict[str, bytes]) -> list[tuple[str, str]]:
    """Links to what the site does not have, with the page of each."""
    trees = {
        path: html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(data)
        for path, data in files.items()
        if path.endswith(".html")
    }
    ids = {path: {element.get("id") for element in tree.iter()} for path, tree in trees.items()}
    dead = []
    for path, tree in trees.items():
        for link in (e.get(name, "") for e in tree.iter() for name in ("href", "src") if e.get(name)):
            parts = urlsplit(link)
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), parts.path)) if parts.path else path
            named = unquote(parts.fragment)
            ends = set(named.split("-")) if re.fullmatch(r"L\d+-L\d+", named) else {named} - {""}  # of lines of a file
            missing = target not in files or (ends and not ends <= ids[target])
            dead += [(path, link)] if not parts.scheme and missing else []
    return dead


def _text(data: bytes) -> str:
    tree = html5lib.parse(data, namespaceHTMLElements=False)
    return " ".join(" ".join(next(tree.iter("body")).itertext()).split())


def test_figures_without_an_article_are_a_gallery(tmp_path: Path) -> None:
    files = _site(_project(tmp_path, **{"1_kitchen": WORK, "2_a_dish": DISH}))
    page = _text(files["index.html"])
    assert "example. org/ house 2 figures" in page
    assert "2 figures, each claim in them proved in the source." in page
    assert "Figure 1 A kitchen at work The chef cooks what guests ask for. Diagram · 17 claims proved" in page
    assert "Figure 2 How a dish is made The chef cooks and serves. Code · 5 claims proved" in page
    assert b'<img src="figures/kitchen.svg" alt=""' in files["index.html"]
    assert {"figures/kitchen.html", "figures/kitchen.svg", "figures/a-dish.html", "symbols/index.html"} <= set(files)
    assert "assets/search.symbols.js" in files
    assert _dead_links(files) == []


def test_the_page_of_a_figure_leads_back_to_the_gallery(tmp_path: Path) -> None:
    files = _site(_project(tmp_path, **{"1_kitchen": WORK}))
    assert b'<a href="../index.html#fig-kitchen">All figures</a>' in files["figures/kitchen.html"]
    assert b'id="fig-kitchen"' in files["index.html"]
    assert "read it in the article" not in _text(files["figures/kitchen.html"])


def test_figures_are_grouped_by_folder_and_none_hides_another(tmp_path: Path) -> None:
    figures = {"1_loose": WORK, "hot__1_stove": f"file: kitchen\n{WORK}", "cold__1_larder": f"file: kitchen\n{DISH}"}
    files = _site(_project(tmp_path, **figures))
    assert re.findall(r'<h2 id="folder-\d">(.*?)</h2>', files["index.html"].decode()) == ["cold", "hot"]
    assert {"figures/loose.html", "figures/kitchen.html", "figures/hot-kitchen.html"} <= set(files)
    assert "figures/hot-kitchen.svg" in files
    assert _dead_links(files) == []


def test_an_asserted_claim_is_counted_as_such(tmp_path: Path) -> None:
    edge = "  - {from: k.Chef.Prepare, to: k.Cook.Prepare, kind: call, asserted: so they say}\n"
    files = _site(_project(tmp_path, **{"1_kitchen": WORK + edge}))
    assert "17 claims proved · 1 asserted" in _text(files["index.html"])


def test_the_gallery_is_in_each_language_that_all_titles_are_in(tmp_path: Path) -> None:
    chinese = WORK.replace("title: {en: A kitchen at work}", "title: {en: A kitchen at work, zh: 忙碌的厨房}")
    both = _site(_project(tmp_path / "both", **{"1_kitchen": chinese}))
    assert "忙碌的厨房" in _text(both["zh/index.html"])
    assert "已证明" in _text(both["zh/index.html"])
    assert _dead_links(both) == []
    one = _site(_project(tmp_path / "one", **{"1_kitchen": chinese, "2_a_dish": DISH}))
    assert "zh/index.html" not in one


def test_a_project_chooses_the_title_and_the_languages(tmp_path: Path) -> None:
    project = _project(tmp_path, **{"1_kitchen": WORK})
    (project / "archviz.toml").write_text('title = "In the kitchen"\nlanguages = ["zh", "en"]\n')
    files = _site(project)
    assert "In the kitchen" in _text(files["index.html"])
    assert 'lang="zh' in files["index.html"].decode()
    assert 'lang="en' in files["en/index.html"].decode()
    (project / "archviz.toml").write_text('languages = ["fr"]\n')
    with pytest.raises(ProjectError, match="no catalogue of fr"):
        _site(project)


def test_pages_with_code_lead_to_the_licence_of_the_source(tmp_path: Path) -> None:
    project = _project(tmp_path, **{"2_a_dish": DISH})
    assert "assets/code-licence.txt" not in _site(project)
    (project / "LICENSE").write_text("Cook as you like.\n")
    files = _site(project)
    assert files["assets/code-licence.txt"] == b"Cook as you like.\n"
    assert b'<a href="../assets/code-licence.txt">' in files["figures/a-dish.html"]
    assert "the licence of its source" in _text(files["about.html"])
    (project / "archviz.toml").write_text('licence = "COPYRIGHT"\n')
    with pytest.raises(ProjectError, match="COPYRIGHT"):
        _site(project)


def test_the_address_of_the_site_is_that_of_each_of_its_parts(tmp_path: Path) -> None:
    folder = _project(tmp_path, extra=WORK)
    kitchen.project(folder)
    kitchen.article(folder)
    (folder / "archviz.toml").write_text('site_url = "https://example.org/at work"\n')
    with pytest.raises(ProjectError, match="site_url"):
        _site(folder)
    (folder / "archviz.toml").write_text('site_url = "https://example.org/house"\n')
    files = _site(folder)
    assert b'<link rel="canonical" href="https://example.org/house/">' in files["index.html"]
    assert b'<link rel="canonical" href="https://example.org/house/house/">' in files["house/index.html"]
    assert b"https://example.org/house/house/cards/figure-kitchen.png" in files["house/figures/kitchen.html"]
    assert files["house/cards/figure-kitchen.png"].startswith(b"\x89PNG")
    assert b"https://example.org/house/cards/site.png" in files["index.html"]
    assert b"https://example.org/house/house/about.html" in files["house/sitemap.xml"]


def test_an_article_beside_other_figures_is_linked_from_the_gallery(tmp_path: Path) -> None:
    folder = _project(tmp_path, extra=WORK.replace("at work", "by night"))
    kitchen.project(folder)
    kitchen.article(folder)
    files = _site(folder)
    assert "Articles The kitchen How a kitchen works." in _text(files["index.html"])
    assert "by night" in _text(files["index.html"])
    assert b'href="house/index.html"' in files["index.html"]
    assert "The chef cooks." in _text(files["house/index.html"])
    assert _dead_links(files) == []


def test_several_articles_have_a_page_that_leads_to_each(tmp_path: Path) -> None:
    folder = _project(tmp_path, house__1_kitchen=WORK, yard__1_dish=DISH)
    for name, figure in (("house", "kitchen"), ("yard", "dish")):
        text = f"# The {name}\n\n![](figure:{figure})\n"
        kitchen.figure_file(folder / "templates" / "articles", text, f"{name}.en.md")
    files = _site(folder)
    assert b'href="house/index.html">The house</a>' in files["index.html"]
    assert b'href="yard/index.html">The yard</a>' in files["index.html"]
    assert _dead_links(files) == []


def test_an_article_cannot_have_the_name_of_a_folder_of_the_gallery(tmp_path: Path) -> None:
    folder = _project(tmp_path, extra=WORK, symbols__1_dish=DISH)
    kitchen.figure_file(folder / "templates" / "articles", "![](figure:dish)\n", "symbols.en.md")
    with pytest.raises(FigureError, match="an article cannot be called symbols"):
        _site(folder)


def test_the_gallery_in_markdown_is_a_page_of_all_figures(tmp_path: Path) -> None:
    folder = _project(tmp_path, **{"1_loose": WORK, "hot__2_a_dish": DISH})
    files, _ = bundles(find_project(folder), _settings(folder))
    assert set(files) == {"gallery/index.md", "gallery/loose.svg"}
    page = files["gallery/index.md"].decode()
    assert page.startswith('---\ntitle: "example.org/house"\n---\n\n## Figure 1\n')
    assert "![A kitchen at work](loose.svg" in page
    assert "\n## hot\n\n### Figure 2\n\n**How a dish is made.**" in page


def test_an_article_needs_no_front_matter(tmp_path: Path) -> None:
    folder = _project(tmp_path, house__1_kitchen=WORK)
    text = "# What a *chef* does\n\nIt begins here.\n\n![](figure:kitchen)\n"
    kitchen.figure_file(folder / "templates" / "articles", text, "house.en.md")
    files = _site(folder)
    html = files["index.html"].decode()
    assert "<title>What a chef does</title>" in html
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", html) == ["What a chef does"]
    assert 'class="lead"' not in html
    assert 'class="by"' not in html
    assert _dead_links(files) == []
    made, _ = bundles(find_project(folder), _settings(folder))
    page = made["house/index.md"].decode()
    assert page.startswith('---\ntitle: "What a chef does"\n---\n\nIt begins here.\n')


def test_nothing_in_a_gallery_is_wider_than_the_window_or_does_harm(tmp_path: Path) -> None:
    shown = gallery_of("example.com/" + "a-long-path/" * 12, {"": FIGURES[:3], "w" * 200: FIGURES[3:]})
    site = written(build(shown.figures, ENGLISH, (TEMPLATES,), gallery=shown), tmp_path / "site")
    said: list[str] = []
    with chromium() as browser:
        for size in (WIDE, NARROW):
            page = browser.new_page(viewport=size)
            page.on("console", lambda message: said.append(message.text))
            page.goto(f"{site.as_uri()}/index.html")
            assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
            assert page.evaluate("window.harmed") is None
            assert page.get_by_role("link", name=HARM[:20]).count() == 1
            page.get_by_role("link", name="How a kettle comes to sing").click()
            assert page.url.endswith("figures/kettle-boiling.html")
            page.close()
    assert [text for text in said if "Security Policy" in text] == []
