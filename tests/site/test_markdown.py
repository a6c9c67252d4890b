"""Articles as page bundles, read again as the generators that take them would."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import html5lib
import kettles
import markdown
import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin
from ruamel.yaml import YAML

from archviz.figures import load, prove
from archviz.kubernetes import COLLECTORS
from archviz.model.errors import FigureError, RenderError
from archviz.model.figure import Excerpt, Fold, Note, StepNumber, Text, VerifiedDiagram
from archviz.present.markdown import written
from archviz.refs import pin
from archviz.render import svg_text
from archviz.site.bundle import bundle
from archviz.words.language import ENGLISH

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown_it.token import Token

    from archviz.golang.graph import Graph
    from archviz.model.figure import VerifiedFigure

ROOT = Path(__file__).parents[2]
LINK = "\nAs [the code](figure:boil-code) says, not `[it](figure:boil-code)`; see `{{< now >}}` and {{% then %}}.\n"
ARTICLE = kettles.ARTICLE.replace("## Boiling", LINK + "\n## Boiling").replace(
    "tags:", "image: kettle-boiling.svg\ntags:"
)


def _bundle(
    folder: Path, article: str = ARTICLE, figures: tuple[VerifiedFigure, ...] = kettles.FIGURES
) -> dict[str, bytes]:
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "kettle.en.md").write_text(article, encoding="utf-8")
    return bundle(figures, {"en": kettles.SVGS}, (folder, kettles.TEMPLATES), article="kettle")


def _tokens(page: bytes) -> list[Token]:
    """The page as a generator reads it that lets HTML through."""
    reader = MarkdownIt("commonmark", {"html": True}).enable("table").use(front_matter_plugin)
    found: list[Token] = []
    for token in reader.parse(page.decode()):
        found += [token, *(token.children or ())]
    return found


def _fences(page: bytes) -> list[str]:
    return [token.content for token in _tokens(page) if token.type == "fence"]


def _seen(page: bytes) -> str:
    return " ".join(token.content for token in _tokens(page) if token.type in ("text", "code_inline"))


def _unescaped(code: str) -> str:
    """Code as Hugo shows it: https://gohugo.io, "Shortcodes", on comments."""
    return re.sub(r"\{\{([<%])/\*(.*?)\*/([>%])\}\}", r"{{\1\2\3}}", code, flags=re.DOTALL)


def _dead_links(files: dict[str, bytes], page: str) -> list[str]:
    folder = page.rpartition("/")[0]
    tokens = _tokens(files[page])
    headings = [tokens[i + 1].content for i, token in enumerate(tokens) if token.type == "heading_open"]
    anchors = {re.sub(r".*\{#|\}$", "", h) if "{#" in h else h.lower().replace(" ", "-") for h in headings}
    links = [str(token.attrs.get("href") or token.attrs.get("src") or "") for token in tokens]
    own = [link for link in links if link and not link.startswith("https:")]
    assert any(link.startswith("#figure-") for link in own)
    return [link for link in own if (link[1:] not in anchors if link[0] == "#" else f"{folder}/{link}" not in files)]


def test_the_files_of_an_article(tmp_path: Path) -> None:
    files = _bundle(tmp_path)
    assert list(files) == ["kettle/apache-2.0.txt", "kettle/index.md", "kettle/kettle-boiling.svg"]
    assert files["kettle/kettle-boiling.svg"].decode() == kettles.SVG
    assert files == _bundle(tmp_path / "again")


def test_every_link_leads_somewhere(tmp_path: Path) -> None:
    assert _dead_links(_bundle(tmp_path), "kettle/index.md") == []


def test_the_front_matter_is_yaml_that_says_what_the_article_says(tmp_path: Path) -> None:
    title = """yes: "no" {{< x >}} # 'it' \\ - [a]"""
    quoted = title.replace("\\", "\\\\").replace('"', '\\"')
    head = kettles.HEAD.replace("title: Reading the kettle", f'title: "{quoted}"')
    page = _bundle(tmp_path, ARTICLE.replace(kettles.HEAD.split("description")[0], head.split("description")[0]))
    told = YAML(typ="safe").load(page["kettle/index.md"].decode().split("---\n")[1])
    assert told["title"] == title
    assert (str(told["date"]), told["author"], told["tags"]) == ("2021-05-15", "The potter", ["tea"])
    assert told["image"] == "kettle-boiling.svg"


def test_a_diagram_is_a_picture_and_a_list_of_its_arrows(tmp_path: Path) -> None:
    page = _bundle(tmp_path)["kettle/index.md"].decode()
    figure = page.partition("### Figure 1\n")[2].partition("Raw HTML")[0]
    title = kettles.DIAGRAM.title.en
    assert f"**{title}.** {kettles.DIAGRAM.description.en}" in figure
    assert f'![{title}](kettle-boiling.svg "{title}")' in figure
    assert (
        "\n1. `boil.Kettle.Boil` calls `boil.Whistler.Blow` in a `go` statement (when it is hot): "
        "[kettle.go:53](https://example.com/blob/c0ffee/pkg/boil/kettle.go#L53), "
        "[:60](https://example.com/blob/c0ffee/pkg/boil/kettle.go#L60), "
        "[other.go:9](https://example.com/blob/c0ffee/pkg/boil/other.go#L9)\n"
    ) in figure
    assert "\n* `boil.Whistler` creates `boil.Kettle` (asserted, not proved: the potter said so)\n" in figure


@pytest.mark.parametrize("reader", ["CommonMark", "Python-Markdown"])
def test_steps_on_branches_are_listed_one_branch_after_the_other(reader: str) -> None:
    names = ("2b", "2a", "3b", "1")
    edge = kettles.DIAGRAM.edges[0]
    edges = tuple(replace(edge, id=f"edges-{name}", step=StepNumber.parse(name)) for name in names)
    listed = _read(written(replace(kettles.DIAGRAM, edges=edges), ENGLISH, "x.svg").edges, reader)
    assert [_told(strong) for item in listed.iter("li") for strong in item.iter("strong")] == [
        "1.",
        "2a.",
        "2b.",
        "3b.",
    ]


def test_an_excerpt_is_code_with_its_notes_behind_it(tmp_path: Path) -> None:
    page = _bundle(tmp_path)["kettle/index.md"]
    assert (
        "`boil.Kettle.Boil` in [kettle.go:40](https://example.com/blob/c0ffee/pkg/boil/kettle.go#L40):" in page.decode()
    )
    code = kettles.BOIL_GO.splitlines()
    shown = [*code[:2], "\t// … 3 lines", *code[5:8], "\t// … 2 lines", *code[10:]]
    assert _fences(page)[0].splitlines() == shown
    assert (
        "\n2. [Line 50](https://example.com/blob/c0ffee/pkg/boil/kettle.go#L50), `for k.sensor.Read() < target {`: "
        "The sensor is read again each time, because water that is poured in cools the rest.\n"
    ) in page.decode()


@pytest.mark.parametrize(
    ("code", "folded", "shown"),
    [
        ("a()\n\tb()\n\tc()\nd()", (1, 3), "a()\n\t// … 2 lines\nd()"),
        ("a()\nb()\nc()", (1, 2), "a()\n// … 1 line\nc()"),
        ("x := `\na\nb\n`\nc()", (1, 3), "x := `\na\nb\n`\nc()"),
        ("x := `\na\n`\nb()\nc()\nd()", (1, 5), "x := `\na\n`\n// … 2 lines\nd()"),
        ("a()\nb()\n/* one\ntwo\nthree */\nc()", (1, 4), "a()\n// … 1 line\n/* one\ntwo\nthree */\nc()"),
        ("a()\nb()", (1, 2), "a()\n// … 1 line"),
        ("\ta()\n\tb()\n\tc()", (1, 2), "a()\n// … 1 line\nc()"),
    ],
    ids=["code", "one", "string", "out of a string", "into a comment", "at the end", "indented"],
)
def test_no_fold_is_said_within_a_string_or_comment(code: str, folded: tuple[int, int], shown: str) -> None:
    lines = kettles.lines(code)
    start, end = folded
    parts = (lines[:start], Fold(lines[start:end]), *((lines[end:],) if lines[end:] else ()))
    figure = replace(kettles.EXCERPT, excerpts=(Excerpt(kettles.BOIL, kettles.FILE, parts),))
    assert f"```go\n{shown}\n```" in written(figure, ENGLISH).body


def test_what_hugo_takes_for_a_shortcode_is_escaped_or_parted(tmp_path: Path) -> None:
    code = 'a := "{{< x >}}" + `{{%\ny %}}` + "{{</* z */>}}"\nb := []T{{<-in}}\nc := "```"'
    figure = replace(kettles.EXCERPT, excerpts=(Excerpt(kettles.BOIL, kettles.FILE, (kettles.lines(code),)),))
    page = _bundle(tmp_path, figures=(kettles.DIAGRAM, figure, kettles.HARMFUL, kettles.TABLE))["kettle/index.md"]
    assert _unescaped(_fences(page)[0]) == code.replace("{{<-", "{ {<-") + "\n"
    assert "A space was put between braces" in _seen(page)
    assert re.findall(r"\{\{[<%](?!/\*)", page.decode()) == []
    assert "{{% then %}}" in _seen(page)
    assert "{{< now >}}" in _unescaped(_seen(page))


def test_texts_that_mean_harm_are_texts(tmp_path: Path) -> None:
    page = _bundle(tmp_path)["kettle/index.md"]
    assert not [token.content for token in _tokens(page) if token.type.startswith("html")]
    assert _seen(page).count(kettles.HARM) >= 3
    assert "{%" not in "".join(part for part in page.decode().split("```")[::2])
    (harm,) = [code for code in _fences(page) if "var a" in code]
    assert "⟨U+202E⟩" in harm
    assert "Characters that are not seen stand as their code points in ⟨⟩ in: line 8, line 11." in _seen(page)


@pytest.mark.parametrize("reader", ["CommonMark", "Python-Markdown"])
@pytest.mark.parametrize(
    "words",
    [
        "a *b* _c_ `d` [e](f) ![g](h) <i> &amp; &copy; |j| ~~k~~ $l$ \\*m {{ n }} {% o %} {#p}",
        "# no heading", "- no item", "1. no item", "+ no", "> no quote", "--- x", "=== x", ": x", ":smile: x... y--z",
        "http://a.example/_b_", '"q" \'r\'', "***", "a | b", "![](figure:x)",
    ],
)  # fmt: skip
def test_a_text_is_shown_as_it_is(reader: str, words: str) -> None:
    excerpt = Excerpt(kettles.BOIL, kettles.FILE, (kettles.lines("x()"),), (Note(1, Text(words)),))
    labelled = replace(kettles.DIAGRAM.edges[1], label=Text(words), asserted=words, why=Text(words))
    row = kettles.TABLE.rows[0]
    cells = (*row.cells[:2], replace(row.cells[2], text=words), *row.cells[3:])
    code = written(replace(kettles.EXCERPT, title=Text(words), excerpts=(excerpt,)), ENGLISH)
    edges = written(replace(kettles.DIAGRAM, edges=(labelled,)), ENGLISH, "x.svg").edges
    table = written(replace(kettles.TABLE, rows=(replace(row, cells=cells),)), ENGLISH).body
    root = _read("\n\n".join((code.caption, code.body, "And:", edges, table)), reader)
    assert next(_told(strong) for strong in root.iter("strong")).removesuffix(".") == words.removesuffix(".")
    items = [_told(item) for item in root.iter("li")]
    assert items[0] == f"Line 1, x(): {words}"
    assert f"({words}) (asserted, not proved: {words}): kettle.go:53" in items[1]
    assert items[1:] == [items[1]], "what a step is for begins no item of its own"
    assert items[1].rstrip().splitlines()[-1].strip() == words
    assert next(_told(cell) for cell in root.iter("td")) == words
    assert not list(root.iter("em")) + list(root.iter("del")) + list(root.iter("img"))
    picture = _read(written(replace(kettles.DIAGRAM, title=Text(words)), ENGLISH, "x.svg").body, reader)
    assert [image.get("src") for image in picture.iter("img")] == ["x.svg"]
    assert not [element for element in picture.iter() if element.tag in ("a", "i", "code", "em")]


def _read(text: str, reader: str) -> Element:
    if reader == "CommonMark":
        html = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough").render(text)
    else:
        html = markdown.markdown(text, extensions=["tables", "fenced_code", "md_in_html"])
    root: Element = html5lib.parse(html, namespaceHTMLElements=False)
    return root


def _told(element: Element) -> str:
    return "".join(element.itertext())


def test_a_wrong_article_is_an_error_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(FigureError, match="figure lid is not in the article") as error:
        _bundle(tmp_path / "a", ARTICLE + "\nSee\n[the lid](figure:lid).\n")
    assert error.value.line == ARTICLE.count("\n") + 3
    with pytest.raises(FigureError, match=r"there is no picture tea\.png"):
        _bundle(tmp_path / "b", ARTICLE.replace("image: kettle-boiling.svg", "image: tea.png"))
    with pytest.raises(RenderError, match="has no picture"):
        bundle(kettles.FIGURES, {"en": {}}, (tmp_path / "a",), article="kettle")


def test_a_picture_elsewhere_may_stand_for_an_article(tmp_path: Path) -> None:
    page = _bundle(tmp_path, ARTICLE.replace("image: kettle-boiling.svg", "image: /img/tea.png"))["kettle/index.md"]
    assert 'image: "/img/tea.png"' in page.decode()


@pytest.fixture(scope="module")
def real(graph: Graph) -> dict[str, bytes]:
    origin = pin("1.20.2", ROOT / "kubernetes-refs").origin
    proofs = [
        prove(graph, figure, origin, collectors=COLLECTORS) for figure in load(ROOT / "diagrams" / "master-server")
    ]
    figures = tuple(proof.verified for proof in proofs if proof.verified is not None)
    diagrams = [figure for figure in figures if isinstance(figure, VerifiedDiagram)]
    templates = (ROOT / "templates",)
    drawn = {name: {d.file: svg_text(d, templates, language=name) for d in diagrams} for name in ("en", "zh")}
    return bundle(figures, drawn, templates)


@pytest.mark.parametrize("page", ["master-server/index.md", "master-server/index.zh.md"])
def test_the_article_on_kubernetes(real: dict[str, bytes], page: str, kubernetes: Path) -> None:
    text = real[page].decode()
    assert _dead_links(real, page) == []
    assert not [token.content for token in _tokens(real[page]) if token.type.startswith("html")]
    head = YAML(typ="safe").load(text.split("---\n")[1])
    assert f"master-server/{head['image']}" in real
    assert "The Kubernetes Authors" in text.rpartition("---")[2]
    places = re.findall(r"^`[^`]+`.*?\(https:[^)]*/blob/[0-9a-f]{40}/([^)]+)#L(\d+)\).$", text, re.MULTILINE)
    codes = [token for token in _tokens(real[page]) if token.type == "fence" and token.info == "go"]
    assert len(places) == len(codes) >= 14
    for (file, line), code in zip(places, codes, strict=True):
        source = (kubernetes / file).read_text().splitlines()
        shown = [each for each in code.content.splitlines() if "// … " not in each]
        assert source[int(line) - 1] == shown[0]
        assert {each.strip() for each in shown} <= {each.strip() for each in source}


def test_languages_have_their_own_pictures(real: dict[str, bytes]) -> None:
    plain = {name for name in real if name.endswith(".svg") and not name.endswith(".zh.svg")}
    assert {name.replace(".svg", ".zh.svg") for name in plain} <= set(real)
    assert "dynamic-file-ca-content.zh.svg" in real["master-server/index.zh.md"].decode()
    assert ".zh.svg" not in real["master-server/index.md"].decode()
