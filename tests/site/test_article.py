"""Articles: what they are read as, and what is said of those that cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kettles import ARTICLE, DIAGRAM, EXCERPT, FIGURES, HARMFUL, HEAD, TABLE
from markupsafe import Markup
from steps import growth

from archviz.model.errors import FigureError
from archviz.present.pieces import links_to_figures, outside_code, pieces
from archviz.present.rows import edges_by_anchor
from archviz.site.article import Article, Passage, article_file, read_article

if TYPE_CHECKING:
    from pathlib import Path


def _read(folder: Path, text: str) -> Article:
    file = folder / "a.md"
    file.write_text(text, encoding="utf-8")
    return read_article(file, {figure.id: figure for figure in FIGURES})


def _prose(article: Article) -> str:
    return "".join(block for block in article.blocks if isinstance(block, Markup))


def test_prose_and_figures_come_in_the_order_of_the_text(tmp_path: Path) -> None:
    article = _read(tmp_path, ARTICLE)
    assert [block for block in article.blocks if not isinstance(block, Markup)] == [DIAGRAM, EXCERPT, HARMFUL, TABLE]
    assert isinstance(article.blocks[0], Markup)
    assert "Some words first" in article.blocks[0]
    assert (article.head.title, str(article.head.date), article.head.tags) == (
        "Reading the kettle",
        "2021-05-15",
        ("tea",),
    )


def test_headings_have_anchors_that_the_prose_has_too(tmp_path: Path) -> None:
    article = _read(tmp_path, f"{HEAD}\n## A `b` c\n### Tea\n## Tea\n#### deeper\n## ???\n## 泡茶\n")
    assert [(h.level, h.anchor, h.text) for h in article.headings] == [
        (2, "a-b-c", "A b c"),
        (3, "tea", "Tea"),
        (2, "tea-1", "Tea"),
        (2, "section", "???"),
        (2, "泡茶", "泡茶"),
    ]
    assert all(f'id="{heading.anchor}"' in _prose(article) for heading in article.headings)


def test_a_heading_ends_with_a_link_to_itself_that_has_its_name(tmp_path: Path) -> None:
    article = _read(tmp_path, f"{HEAD}\n## Serving `HTTP`\n\n### Twice {{#again}}\n")
    html = _prose(article)
    link = '<a class="permalink" href="#{0}" aria-labelledby="{0}"></a></h'
    assert "Serving <code>HTTP</code>" + link.format("serving-http") + "2>" in html
    assert "Twice" + link.format("again") + "3>" in html
    assert [heading.text for heading in article.headings] == ["Serving HTTP", "Twice"]


def test_a_link_to_a_figure_leads_to_it_and_html_is_text(tmp_path: Path) -> None:
    prose = _prose(_read(tmp_path, ARTICLE))
    assert '<a href="#fig-2">a figure</a>' in prose
    assert "<script" not in prose
    assert "&lt;script&gt;" in prose
    assert '<th class="align-right">right</th>' in prose
    assert "style=" not in prose


def test_a_section_that_names_steps_of_its_picture_is_beside_it(tmp_path: Path) -> None:
    body = "![](figure:boiling)\n\nIt sings [1](figure:boiling#1).\n\n> Loudly.\n\n## Then\n\n"
    article = _read(
        tmp_path, f"{HEAD}\nOne.\n\n{body}It sang [1](figure:boiling#1).\n\n![](figure:boil-code)\n\nTwo.\n"
    )
    one, scene, then, excerpt, two = article.blocks
    assert isinstance(scene, Passage)
    assert (scene.figure, excerpt, article.figures) == (DIAGRAM, EXCERPT, (DIAGRAM, EXCERPT))
    anchor = next(iter(edges_by_anchor(DIAGRAM)))
    link = f'<a href="figures/kettle-boiling.html#{anchor}" class="step mark" data-edge="e1">1</a>'
    assert f"It sings {link}." in scene.prose
    assert "Loudly." in scene.prose
    assert f"It sang {link}." in str(then)
    assert article.prose == f"{one}{scene.prose}{then}{two}"


def test_a_step_is_named_by_its_edge_too(tmp_path: Path) -> None:
    article = _read(tmp_path, f"{HEAD}\n[it blows](figure:boiling#edge-Kettle.Boil-call-Whistler.Blow)\n")
    address = "figures/kettle-boiling.html#edge-Kettle.Boil-call-Whistler.Blow"
    assert f'<a href="{address}" class="step" data-edge="e1">it blows</a>' in article.prose


def test_a_link_that_would_run_a_script_is_none(tmp_path: Path) -> None:
    assert "href" not in _prose(_read(tmp_path, f"{HEAD}\n[x](javascript:alert(1)) [y](data:text/html,z)\n"))


@pytest.mark.parametrize(
    ("body", "line", "message", "hint"),
    [
        ("![](figure:boilin)\n", 9, "no figure boilin", "did you mean boiling?"),
        ("text\n\n[see](figure:harmm)\n", 11, "no figure harmm", "did you mean harm?"),
        ("![](figure:)\n", 9, "no figure without an id", "the figures are boil-code, boiling, harm, lid, served"),
        ("![](figure:harm)\n\n![](figure:harm)\n", 11, "figure harm is set in twice", None),
        ("![x](kettle.png)\n", 9, "an image stands for a figure", "write ![](figure:ID) in a paragraph of its own"),
        ("- ![](figure:harm)\n", 9, "an image stands for a figure", "write ![](figure:ID) in a paragraph of its own"),
        ("a ![](figure:harm)\n", 9, "an image stands for a figure", "write ![](figure:ID) in a paragraph of its own"),
        ("see [9](figure:boiling#9)\n", 9, "figure boiling has no step 9", "its steps are 1"),
        ("see [9](figure:boiling#)\n", 9, "figure boiling has no step without a number", "its steps are 1"),
        (
            "text\n\nsee [it](figure:boiling#edge-Kettle.Boil-call-Whistler.Blew)\n",
            11,
            "figure boiling has no arrow edge-Kettle.Boil-call-Whistler.Blew",
            "did you mean edge-Kettle.Boil-call-Whistler.Blow?",
        ),
        (
            "see [1](figure:boil-code#1)\n",
            9,
            "figure boil-code has no step 1",
            "only the numbered arrows of a diagram are steps",
        ),
        ("see [1](figure:boilin#1)\n", 9, "no figure boilin", "did you mean boiling?"),
        ("## B {#a}\n\n## A\n", 11, "the id a is taken", "ids are there once"),
        ("## B {#fig-1}\n", 9, "the id fig-1 is taken", "ids are there once"),
        ("## B {#page-text}\n", 9, "the id page-text is taken", "ids are there once"),
        ("## {#only}\n", 9, "a heading has no text", None),
        ("## B {#a b}\n", 9, "a heading ends with what is no id", "letters, digits and hyphens: ## Title {#id}"),
    ],
)
def test_a_figure_that_cannot_be_set_in(tmp_path: Path, body: str, line: int, message: str, hint: str | None) -> None:
    with pytest.raises(FigureError) as caught:
        _read(tmp_path, f"{HEAD}\n{body}")
    assert (caught.value.line, caught.value.message, caught.value.hint) == (line, message, hint)
    assert caught.value.file == str(tmp_path / "a.md")


@pytest.mark.parametrize(
    ("head", "line", "message"),
    [
        ('title: ""\ndate: 2021-05-15\nauthor: x\n', 2, "title: "),
        ("title: 7\ndescription: d\ndate: 2021-05-15\nauthor: x\n", 2, "title: the number 7, where a text is needed"),
        ("title: t\ndescription: d\ndate: soon\nauthor: x\n", 4, "date: "),
        ("title: t\ndescription: d\ndate: 2021-05-15\nauthr: x\nauthor: x\n", 5, "unknown key `authr`"),
        (
            "title: t\ndescription: d\ndate: 2021-05-15\nauthor: x\ntags: [a, 2]\n",
            6,
            "tags[1]: the number 2, where a text is needed",
        ),
        ("title: t\ndescription: [\n", 3, "not YAML"),
        ("- a list\n", 2, "not a mapping of keys to values"),
    ],
)
def test_front_matter_that_is_none(tmp_path: Path, head: str, line: int, message: str) -> None:
    with pytest.raises(FigureError) as caught:
        _read(tmp_path, f"---\n{head}---\n\ntext\n")
    assert message in caught.value.message
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"---\ntitle: A\n\nSome words.\n", "the front matter that begins here does not end"),
        (b'+++\ntitle = "A"\n+++\n', "TOML"),
    ],
)
def test_a_file_that_is_no_article(tmp_path: Path, data: bytes, message: str) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(data)
    with pytest.raises(FigureError, match=message) as caught:
        read_article(file, {})
    assert (caught.value.file, caught.value.line) == (str(file), 1)


@pytest.mark.parametrize(
    ("text", "title", "shown"),
    [
        ("# How `tea` is *made*\n\nwords\n", "How tea is made", []),
        ("words\n\n# Tea {#tea}\n", "Tea", []),
        ("Tea\n===\n\n## Cups\n", "Tea", ["Cups"]),
        ("## Cups\n\n# Tea\n", "Cups", ["Cups"]),
        ("---\ndescription: d\n---\n# Tea\n", "Tea", []),
        ("---\n---\n# Tea\n", "Tea", []),
        ("---\ntitle: Given\n---\n## Cups\n", "Given", ["Cups"]),
        ("words\n", "a", []),
        ("", "a", []),
        ("---\n\nA line above the words.\n", "a", []),
    ],
)
def test_an_article_without_a_title_has_that_of_its_first_heading(
    tmp_path: Path, text: str, title: str, shown: list[str]
) -> None:
    article = _read(tmp_path, text)
    assert (article.head.title, article.head.date) == (title, None)
    assert [heading.text for heading in article.headings] == shown
    assert "<h1" not in _prose(article) or title == "Cups"


def test_an_article_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FigureError, match=r"none\.md: cannot be read: No such file"):
        read_article(tmp_path / "none.md", {})


def test_a_heading_may_bring_its_id(tmp_path: Path) -> None:
    article = _read(tmp_path, f"{HEAD}\n## 煮水 {{#boiling}}\n\n## `Boil` {{#boil-code}}\n")
    assert [(heading.anchor, heading.text) for heading in article.headings] == [
        ("boiling", "煮水"),
        ("boil-code", "Boil"),
    ]
    assert "{#" not in _prose(article)


def test_all_languages_of_an_article_are_from_one_folder(tmp_path: Path) -> None:
    own, shipped = tmp_path / "own", tmp_path / "shipped"
    for file in (
        own / "articles" / "tea.en.md",
        shipped / "articles" / "tea.zh.md",
        shipped / "articles" / "pot.zh.md",
    ):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("")
    assert article_file("tea", "zh", (own, shipped)) == own / "articles" / "tea.zh.md"
    assert article_file("pot", "zh", (own, shipped)) == shipped / "articles" / "pot.zh.md"
    assert article_file("cup", "en", (own, shipped)) == own / "articles" / "cup.en.md"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("2026-13-45", "date: `.*` is no date"),
        ("soon", "date: `.*` is no date"),
        ("9" * 5000, "a number of 5000 characters"),
        ('"\\ud800"', "U\\+D800"),
        ("[" * 1000, "more than 100 lists and mappings"),
        ("!!python/name:os.system x", "the tag"),
        ("{a: 1}", "date: a mapping of keys to values, where a date is needed"),
    ],
)
def test_a_head_that_is_none_has_its_line(value: str, message: str, tmp_path: Path) -> None:
    head = f"---\ntitle: A\ndescription: B\ndate: {value}\nauthor: the house\n---\n"
    with pytest.raises(FigureError, match=message) as caught:
        _read(tmp_path, head)
    assert caught.value.line == 4


@pytest.mark.parametrize("text", ["## a\n", "[", "![", "`", "[a\n", "> ", "- ", "*a ", "](", "{{<a "])
def test_the_work_grows_with_the_article_and_not_faster(text: str, tmp_path: Path) -> None:
    def read(article: str) -> None:
        _read(tmp_path, article)
        for piece in pieces(article):
            outside_code(piece.source, lambda part: links_to_figures(part, str))

    assert growth(lambda count: lambda: read(f"{HEAD}\n{text * count}"), 100) < 6


def test_headings_of_one_text_are_told_apart(tmp_path: Path) -> None:
    article = _read(tmp_path, f"{HEAD}\n## A\n\n## A\n\n### A-1\n\n## A\n")
    assert [heading.anchor for heading in article.headings] == ["a", "a-1", "a-1-1", "a-2"]
