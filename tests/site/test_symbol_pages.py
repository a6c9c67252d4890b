"""What a site knows from its source: a page for each symbol, code that proves, and tours."""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import html5lib
import kitchen
import pytest
from browsing import chromium
from kettles import DIAGRAM, ORIGIN, templates
from kitchens import at, figures, kitchen_files, written
from playwright.sync_api import expect

from archviz.figures import load, prove
from archviz.golang.graph import Graph
from archviz.model.figure import Origin, StepNumber, Text, VerifiedDiagram, VerifiedFigure
from archviz.model.graph import Span
from archviz.model.relations import Position
from archviz.model.symbols import Symbol
from archviz.render import svg_text
from archviz.site import build
from archviz.site.files import SourceFiles
from archviz.site.links import Here, PlaceLinks
from archviz.site.lookup import SymbolIndex
from archviz.site.proofs import snippet
from archviz.site.speech import OneLanguage
from archviz.site.tour import tour
from archviz.sources.opening import open_source
from archviz.words.language import ENGLISH

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

PACKAGE = "example.org/house/kitchen"
CHEF = Symbol(PACKAGE, "Chef")
HERE = Here("figures/kitchen.html", "en", ("en",))
AT = PlaceLinks(SourceFiles(SymbolIndex(None, ()), ()), ORIGIN, HERE)
SPEECH = OneLanguage(ENGLISH)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return kitchen_files(tmp_path_factory.mktemp("kitchen"))


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> tuple[Graph, tuple[VerifiedFigure, ...]]:
    return figures(tmp_path_factory.mktemp("known"))


@pytest.fixture(scope="module")
def lookup(known: tuple[Graph, tuple[VerifiedFigure, ...]]) -> SymbolIndex:
    return SymbolIndex(*known)


def _tree(data: bytes) -> Element:
    tree: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(data)
    return tree


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _of(files: dict[str, bytes], short: str) -> Element:
    (path,) = (path for path in files if path.startswith(f"symbols/kitchen.{short}-"))
    return _tree(files[path])


def _rows(page: Element, heading: str) -> list[str]:
    """The rows of the table after a heading."""
    parts = list(page.iter())
    at = next(i for i, e in enumerate(parts) if e.tag == "h2" and e.get("id") == heading)
    table = next(e for e in parts[at:] if e.tag == "table")
    return [" ".join(_text(cell) for cell in row) for row in table.iter("tr")][1:]


def test_the_symbols_in_the_figures_and_one_step_around_them_have_pages(files: dict[str, bytes]) -> None:
    of_symbols = [path for path in files if path.startswith("symbols/kitchen.")]
    found = {path.removeprefix("symbols/kitchen.").rpartition("-")[0] for path in of_symbols}
    assert found == {
        *("Cook", "Cook.Prepare", "Chef", "Chef.stove", "Chef.plate", "Chef.Prepare", "Chef.heat", "Chef.clean"),
        *("Stove", "Stove.Burn", "Work"),
        *("NewChef", "Bell", "Stove.Wipe", "Chef.rest", "Apprentice"),
    }


def test_all_symbols_are_listed_by_package(files: dict[str, bytes], lookup: SymbolIndex) -> None:
    page = _tree(files["symbols/index.html"])
    assert [_text(e) for e in page.iter("h2")] == [PACKAGE]
    listed = {_text(e): e.get("href") for e in page.iter("a") if e.get("class") == "to"}
    assert listed == {symbol.short: lookup.address(symbol).removeprefix("symbols/") for symbol in lookup.symbols}


def test_a_page_says_what_the_symbol_is_and_what_it_has_to_do_with_others(files: dict[str, bytes]) -> None:
    page = _of(files, "Chef.Prepare")
    text = _text(page)
    first = at("(c *Chef) Prepare")
    assert f"method · kitchen.go:{first}-{first + 9}" in text
    assert "func (c *Chef) Prepare(dish string) error" in text
    assert "Prepare cooks a dish." in text
    assert _rows(page, "uses") == [
        f"calls fmt.Errorf kitchen.go:{at('fmt.Errorf')}",
        f"calls kitchen.Chef.heat kitchen.go:{at('c.heat()')}",
        f"calls kitchen.Chef.plate kitchen.go:{at('c.plate(dish)')}",
        f"calls (go) kitchen.Chef.clean kitchen.go:{at('go c.clean(dish)')}",
    ]
    assert [e.get("href") for e in page.iter("a") if e.get("href", "").startswith("../figures/")] == [
        "../figures/kitchen.html",
        "../figures/a-dish.html",
    ]
    (user,) = (item for items in _of(files, "Stove.Burn").iter("ul") if items.get("class") == "users" for item in items)
    assert _text(user) == f"kitchen.Chef.heat c.stove.Burn() kitchen.go:{at('c.stove.Burn()')}"


def test_a_type_has_its_members_and_its_interfaces(files: dict[str, bytes]) -> None:
    chef = _of(files, "Chef")
    lists = [_text(e) for e in chef.iter("ul") if e.get("class") == "members"]
    assert lists[0].startswith("name string stove *Stove plate func(dish string)")
    assert "Prepare" in lists[1]
    assert _rows(chef, "implements") == [f"kitchen.Cook kitchen.go:{at('type Chef struct')}"]
    assert _rows(_of(files, "Cook"), "implementers") == [
        f"kitchen.Apprentice kitchen.go:{at('type Apprentice')}",
        f"kitchen.Chef kitchen.go:{at('type Chef struct')}",
    ]
    assert f"stove holds kitchen.Stove kitchen.go:{at('stove *Stove')}" in _rows(chef, "uses")


def test_a_name_is_the_same_each_time_and_differs_where_only_case_does(lookup: SymbolIndex) -> None:
    addresses = [lookup.address(symbol) for symbol in lookup.symbols]
    assert len({address.lower() for address in addresses}) == len(addresses)
    assert lookup.address(CHEF) == "symbols/kitchen.Chef-e9a606.html"
    assert lookup.address(CHEF.of("name")) == lookup.address(CHEF)
    assert lookup.address(Symbol("fmt", "Errorf")) == ""


def test_every_link_and_anchor_leads_somewhere_and_no_id_is_given_twice(files: dict[str, bytes]) -> None:
    trees = {path: _tree(data) for path, data in files.items() if path.endswith(".html")}
    ids = {path: [e.get("id", "") for e in tree.iter() if e.get("id") is not None] for path, tree in trees.items()}
    for path, tree in trees.items():
        assert len(ids[path]) == len(set(ids[path])), path
        for link in (e.get(name, "") for e in tree.iter() for name in ("href", "src") if e.get(name)):
            parts = urlsplit(link)
            if parts.scheme:
                assert link.startswith("https://example.com/blob/c0ffee/"), (path, link)
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), parts.path)) if parts.path else path
            assert target in files, (path, link)
            first = re.sub(r"(?<=^L)(\d+)-L\d+$", r"\1", unquote(parts.fragment))
            assert not first or first in ids[target], (path, link)


def test_code_leads_to_the_pages_of_its_symbols(files: dict[str, bytes], lookup: SymbolIndex) -> None:
    page = _tree(files["figures/a-dish.html"])
    links = {_text(e): e.get("href") for e in page.iter("a") if e.get("title", "").startswith(PACKAGE)}
    assert links["heat"] == f"../{lookup.address(CHEF.of('heat'))}"
    rows = [e for e in _tree(files["figures/kitchen.html"]).iter("tr") if e.get("id", "").startswith("card-")]
    assert f"../{lookup.address(CHEF)}" in {a.get("href") for row in rows for a in row.iter("a")}


def test_whose_code_it_is_stands_wherever_code_does(files: dict[str, bytes]) -> None:
    for path, data in files.items():
        if path.startswith(("symbols/kitchen.", "figures/")) and path.endswith(".html"):
            assert "Copyright The Kitchen Authors" in _text(_tree(data)), path


def _snippet(lookup: SymbolIndex, line: int, col: int, target: Symbol) -> tuple[list[int], int, str]:
    found = snippet(Position("kitchen/kitchen.go", line, col), target, lookup, AT)
    assert found is not None
    return [each.number for each in found.lines], found.marked, found.lines[found.marked - found.lines[0].number].html


def test_evidence_is_the_statement_and_two_lines_around_with_the_name_marked(lookup: SymbolIndex) -> None:
    line = at("c.heat()")
    numbers, marked, html = _snippet(lookup, line, 4, CHEF.of("heat"))
    assert (numbers, marked) == (list(range(line - 2, line + 3)), line)
    assert html == f'c.<a href="../{lookup.address(CHEF.of("heat"))}" title="{PACKAGE}.Chef.heat">heat</a>()'


def test_a_statement_over_several_lines_is_whole(tmp_path: Path) -> None:
    class Long:
        """A file of the source, and nothing else."""

        def __init__(self, text: str) -> None:
            self.text = text

        def lines(self, file: str) -> tuple[str, ...]:
            return tuple(self.text.splitlines())

        def address(self, symbol: Symbol) -> str:
            return ""

    def numbers(text: str, line: int, col: int) -> list[int]:
        found = snippet(Position("a.go", line, col), CHEF, Long(text), AT)  # type: ignore[arg-type]
        assert found is not None
        return [each.number for each in found.lines]

    call = "a\nb\nc\nd(\n\te,\n\tf[\n\t\t1],\n)\ng\n\ni\nj\n"
    assert numbers(call, 4, 1) == [2, 3, 4, 5, 6, 7, 8, 9]
    assert numbers(call, 6, 2) == [2, 3, 4, 5, 6, 7, 8, 9]
    assert numbers("a(\n" + "x,\n" * 40 + ")\n", 1, 1) == [1, 2, 3]
    assert numbers('if f("(") {\n\tx\n}\ny\n', 1, 4) == [1, 2, 3]


@pytest.mark.parametrize("position", [Position.outside("fmt"), Position("kitchen/kitchen.go", 9999, 1)])
def test_a_place_that_the_source_does_not_have_shows_nothing(lookup: SymbolIndex, position: Position) -> None:
    assert snippet(position, CHEF, lookup, AT) is None


def test_a_tour_leads_through_the_steps(
    known: tuple[Graph, tuple[VerifiedFigure, ...]], files: dict[str, bytes]
) -> None:
    document = json.loads(files["figures/kitchen.tour"])
    assert set(document) == {"$schema", "title", "description", "ref", "steps"}
    assert (document["title"], document["ref"]) == ("A kitchen at work", "c0ffee")
    assert [(step["file"], step["line"]) for step in document["steps"]] == [
        ("kitchen/kitchen.go", at("c.heat()")),
        ("kitchen/kitchen.go", at("go c.clean(dish)")),
        ("kitchen/kitchen.go", at("cook.Prepare(")),
    ]
    assert document["steps"][1]["description"] == "`Chef.Prepare` calls `Chef.clean` in a `go` statement"
    graph, _ = known
    for step, word in zip(document["steps"], ("heat", "clean", "Prepare"), strict=True):
        assert word in graph.lines(Span(step["file"], step["line"], step["line"], 0, 0))[0]
    assert b'href="kitchen.tour"' in files["figures/kitchen.html"]


def test_a_step_that_is_only_asserted_has_no_place_and_a_figure_without_steps_no_tour() -> None:
    asserted = replace(DIAGRAM.edges[2], step=StepNumber(1))
    made = tour(replace(DIAGRAM, edges=(asserted,), origin=Origin("")), ENGLISH, SPEECH)
    assert made is not None
    document = json.loads(made)
    assert "ref" not in document
    assert document["steps"] == [
        {
            "title": "Whistler creates Kettle",
            "description": "`Whistler` creates `Kettle`\n\nAsserted, not proved: the potter said so",
        }
    ]
    assert tour(replace(DIAGRAM, edges=DIAGRAM.edges[:1]), ENGLISH, SPEECH) is None


def test_no_words_of_an_author_are_commands_in_a_tour() -> None:
    said = ">> touch ran\n[run](command:touch) <b> @octocat"
    edge = replace(DIAGRAM.edges[2], step=StepNumber(1), asserted=said, label=Text(said))
    made = tour(replace(DIAGRAM, edges=(edge,), title=Text("a\udcffb")), ENGLISH, SPEECH)
    assert made is not None
    document = json.loads(made)
    assert document["title"] == r"a\udcffb"
    for line in document["steps"][0]["description"].split("\n"):
        assert not line.lstrip().startswith(">>")
        assert "](" not in line.replace("\\](", "")
        assert "<b>" not in line


HARM = "<script>window.harmed = 1</script>]]>"


def test_harm_in_comments_and_signatures_stays_text(tmp_path: Path) -> None:
    code = kitchen.STOVE_GO.replace(
        "// Prepare cooks a dish.", f"// Prepare {HARM} \u202e &amp;\n//\n//     cooks: {HARM}"
    )
    code = code.replace("\tc.heat()", f"\tc.heat() // {HARM} {'x' * 10_000}")
    graph = Graph(open_source(str(kitchen.go_tree(tmp_path / "source", code))))
    file = kitchen.figure_file(tmp_path / "diagrams", kitchen.DIAGRAM)
    (figure,) = load(file.parent)
    proved = prove(graph, figure, ORIGIN).verified
    assert isinstance(proved, VerifiedDiagram)
    folder = templates(tmp_path / "templates", "---\ntitle: t\ndescription: d\ndate: 2020-01-01\nauthor: a\n---\n")
    made = build((proved,), {"en": {"kitchen": svg_text(proved, folder)}}, folder, source=graph, article="kettle")
    page = _of(made, "Chef.Prepare")
    assert HARM in _text(page)
    assert [_text(e) for e in page.iter("pre")][1].startswith("cooks: <script>")
    assert "U+202E" in _text(page)
    for path in ("figures/kitchen.html", *(p for p in made if p.startswith("symbols/"))):
        assert {_text(e) for e in _tree(made[path]).iter("script")} == {""}, path


def test_the_list_of_symbols_says_their_kinds_and_a_page_leads_to_that_of_its_package(files: dict[str, bytes]) -> None:
    page = _tree(files["symbols/index.html"])
    kinds = {_text(item.find("a")): item.get("data-kind") for item in page.iter("li") if item.get("data-kind")}  # type: ignore[arg-type]
    assert kinds["Cook"] == "interface"
    assert kinds["Chef"] == "struct"
    assert kinds["Chef.stove"] == "field"
    assert kinds["Work"] == "func"
    offered = [option.get("value") for option in page.iter("option")]
    assert offered == ["", "field", "func", "interface", "method", "struct"]
    links = {_text(e): e.get("href") for e in _of(files, "Chef.Prepare").iter("a")}
    assert links[PACKAGE] == f"{PACKAGE}/index.html"


def test_a_member_without_a_page_leads_to_its_line(files: dict[str, bytes]) -> None:
    links = {_text(e): e.get("href", "") for e in _of(files, "Chef").iter("a")}
    assert links["name"] == f"{PACKAGE}/kitchen.go.html#L{at('name  string')}"
    assert links["stove"].startswith("kitchen.Chef.stove-")


def test_the_list_of_symbols_is_filtered_by_name_package_and_kind(files: dict[str, bytes], tmp_path: Path) -> None:
    folder = written(files, tmp_path)
    with chromium() as browser:
        page = browser.new_page()
        page.goto(f"{folder.as_uri()}/symbols/index.html")
        items = page.locator(".listed li:visible")
        expect(items).to_have_count(16)
        page.get_by_label("Filter").fill("kitchen stove")
        expect(items).to_have_count(4)
        page.get_by_label("Kind").select_option("method")
        assert items.locator("a").all_inner_texts() == ["Stove.Burn", "Stove.Wipe"]
        expect(page.locator("output")).to_have_text("2 of 16")
        page.get_by_label("Filter").fill("nothing")
        expect(page.locator(".listed:visible")).to_have_count(0)
