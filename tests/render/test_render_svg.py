"""The SVG as text: what it says, what it links to, that it stands alone, and that it never changes by itself.

The golden files under ``tests/golden`` are written anew with ``ARCHVIZ_GOLDEN=write pytest tests/render``.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import fictional
import pytest

from archviz.drift.compare import compare
from archviz.model.errors import RenderError
from archviz.model.figure import CardKind, Origin, StepNumber, Text
from archviz.model.relations import RelationKind
from archviz.model.safe import safe_link
from archviz.render import svg_text
from archviz.render.layout.engine import find_engine, run_engine
from archviz.render.links import safe_id
from archviz.render.svg.marks import LINE_STYLES
from archviz.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Callable

    from archviz.model.figure import VerifiedDiagram

TEMPLATES = (shipped("templates"),)
GOLDEN = Path(__file__).parents[1] / "golden"
SVG = "{http://www.w3.org/2000/svg}"
everywhere = pytest.mark.parametrize("builder", fictional.ALL)


def draw(figure: VerifiedDiagram, language: str = "en") -> ElementTree.Element:
    return ElementTree.fromstring(svg_text(figure, TEMPLATES, language=language))  # noqa: S314 - our own output


def drawn_edges(root: ElementTree.Element) -> list[ElementTree.Element]:
    """The edges as they are now."""
    edges = [g for g in root.iter(f"{SVG}g") if g.get("data-from")]
    return [edge for edge in edges if "was" not in edge.get("class", "").split()]


def spoken(element: ElementTree.Element) -> str:
    return "".join(element.itertext())


@pytest.mark.parametrize(
    "builder", [fictional.small, fictional.dense, fictional.chain, fictional.workers, fictional.compared]
)
def test_pictures_stay_as_they_were(builder: Callable[[], VerifiedDiagram]) -> None:
    text = svg_text(builder(), TEMPLATES)
    golden = GOLDEN / f"{builder.__name__}.svg"
    if os.environ.get("ARCHVIZ_GOLDEN") == "write":
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert text == golden.read_text(encoding="utf-8")


def test_every_process_draws_the_same_bytes() -> None:
    code = (
        "import fictional, hashlib; from archviz.render import svg_text; from archviz.shipped import shipped;"
        "texts = [svg_text(f(), (shipped('templates'),)) for f in fictional.ALL];"
        "print(hashlib.sha256(''.join(texts).encode()).hexdigest())"
    )
    seen = set()
    for seed, locale in (("0", "C"), ("4711", "de_DE.UTF-8")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "PYTHONPATH": str(Path(__file__).parent)}
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        seen.add(done.stdout)
    assert len(seen) == 1


@everywhere
@pytest.mark.parametrize("language", ["en", "zh"])
def test_ids_are_unique_and_begin_with_the_figures(builder: Callable[[], VerifiedDiagram], language: str) -> None:
    figure = builder()
    root = draw(figure, language)
    ids = [element.get("id", "") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(name == figure.id or name.startswith(f"{figure.id}-") for name in ids)
    for attribute in ("aria-labelledby", "aria-describedby"):
        assert root.get(attribute) in ids


@everywhere
def test_a_script_finds_cards_rows_edges_and_steps(builder: Callable[[], VerifiedDiagram]) -> None:
    figure = builder()
    root = draw(figure)
    cards = {g.get("data-card"): g for g in root.iter(f"{SVG}g") if g.get("data-card")}
    assert set(cards) == {card.id for card in figure.cards}
    edges = drawn_edges(root)
    found = {(g.get("data-edge"), g.get("data-from"), g.get("data-to"), g.get("data-step")) for g in edges}
    assert found == {(e.id, e.source.card, e.target.card, str(e.step) if e.step else None) for e in figure.edges}
    for card in figure.cards:
        rows = [g.get("data-row") for g in cards[card.id].iter(f"{SVG}g") if g.get("data-row")]
        assert rows == [str(index) for index in range(len(card.rows))]


@everywhere
def test_readers_of_the_screen_hear_every_relation(builder: Callable[[], VerifiedDiagram]) -> None:
    figure = builder()
    root = draw(figure)
    assert root.get("role") == "graphics-document document"
    described = root.findtext(f"{SVG}desc", "")
    items = [g for g in drawn_edges(root) if g.get("role") == "listitem"]
    assert len(items) == len(figure.edges)
    steps = [StepNumber.parse(step) for g in items if (step := g.get("data-step"))]
    for branch in {step.branch for step in steps}:
        numbers = [step.number for step in steps if step.branch == branch]
        assert numbers == sorted(numbers)
    for item in items:
        sentence = item.get("aria-label", "")
        assert sentence
        assert item.findtext(f"{SVG}title") == sentence
        assert sentence in described


def test_a_relation_is_said_in_words() -> None:
    sentences = [g.get("aria-label") for g in draw(fictional.small()).iter(f"{SVG}g") if g.get("data-from")]
    assert sentences[0] == "1. DynamicLoafBaker.Run refers to (go) DynamicLoafBaker.runWorker"
    assert "DynamicLoafBaker implements Notifier" in sentences
    chinese = draw(fictional.small(), "zh")
    assert "DynamicLoafBaker 实现 Notifier" in [g.get("aria-label") for g in chinese.iter(f"{SVG}g")]
    assert chinese.findtext(f"{SVG}title") == "配方改变后如何通知试吃员"


def test_links_lead_to_the_evidence() -> None:
    figure = fictional.small()
    root = draw(figure)
    edge = next(g for g in root.iter(f"{SVG}g") if g.get("data-edge") == "edges-3" and g.get("data-from"))
    anchor = edge.find(f"{SVG}a")
    assert anchor is not None
    assert anchor.get("href") == figure.origin.url(figure.edges[3].evidence[0])
    card = next(g for g in root.iter(f"{SVG}g") if g.get("data-card") == "oven.Taster")
    hrefs = [a.get("href") for a in card.iter(f"{SVG}a")]
    assert hrefs == [
        "https://example.org/blob/main/oven/code.go#L5",
        "https://example.org/blob/main/oven/code.go#L20",
    ]


def test_without_a_known_address_there_is_no_link() -> None:
    assert not list(draw(fictional.stacked()).iter(f"{SVG}a"))


def test_nothing_hostile_gets_through() -> None:
    text = svg_text(fictional.hostile(), TEMPLATES)
    root = draw(fictional.hostile())
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "desc", "style", "rect", "g", "text", "tspan", "path", "circle", "line", "a",
    }  # fmt: skip
    assert "javascript:" not in text
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\ud800-\udfff]", text)
    assert all(not name.startswith("on") for element in root.iter() for name in element.attrib)
    assert "49" not in spoken(root)
    assert "{{ 7 * 7 }}()" in spoken(root)
    assert '<b>&"x' in spoken(root)


SCRIPTS = ("javascript:x", "JaVaScript:x", "java\tscript:x", " javascript:x", "data:text/html,x", "\x00http:")
HARMLESS = ("https://example.org/a?b#c", "http://x", "../a.html", "#top", "a/b:c", "/root", "")


@pytest.mark.parametrize("address", SCRIPTS)
def test_other_schemes_are_refused(address: str) -> None:
    assert safe_link(address) == ""


@pytest.mark.parametrize("address", HARMLESS)
def test_web_relative_and_fragment_links_pass(address: str) -> None:
    assert safe_link(address) == address


def test_ids_of_any_text_are_told_apart() -> None:
    assert safe_id("edges-3.x_") == "edges-3.x_"
    assert safe_id("a b") != safe_id("a<b")
    assert re.fullmatch(r"[\w.-]+", safe_id("a b<\n面"), re.ASCII)


def test_the_legend_shows_only_what_occurs() -> None:
    legend = [spoken(t) for t in draw(fictional.small()).iter(f"{SVG}text") if t.get("class") == "says"]
    assert legend == [
        "call, in order", "use as a value, in order", "holds in a field", "implements", "on the path", "exported",
        "unexported",
    ]  # fmt: skip
    assert "asserted, not proved" in spoken(draw(fictional.dense()))
    alone = replace(fictional.small(), edges=())
    assert "implements" not in spoken(draw(alone)).split("Taster")[-1]


def test_an_asserted_edge_is_marked_and_has_no_link() -> None:
    root = draw(fictional.dense())
    edge = next(g for g in root.iter(f"{SVG}g") if "assumed" in g.get("class", "").split())
    assert "(asserted: bakers say so)" in edge.get("aria-label", "")
    assert edge.find(f"{SVG}a") is None


def test_each_kind_of_relation_has_a_look_of_its_own() -> None:
    assert set(LINE_STYLES) == set(RelationKind)
    assert len(set(LINE_STYLES.values())) == len(RelationKind)


def test_lists_are_counted_and_chains_numbered() -> None:
    tall = draw(fictional.tall())
    assert "22 implementers" in spoken(tall)
    assert "autoscaling/rest" in spoken(tall)
    chain = draw(fictional.chain())
    assert "17 wrappers, outermost first" in spoken(chain)
    assert [spoken(t) for t in chain.iter(f"{SVG}text") if t.get("class") == "stop-t"] == [str(n) for n in range(1, 18)]
    assert "if c.Goaway > 0" in spoken(chain)
    assert "else of c.FlowControl != nil" in spoken(chain)


def test_hidden_members_are_counted() -> None:
    assert "… 12 more fields, 3 more methods" in spoken(draw(fictional.dense()))
    assert "… 4 fields" in spoken(draw(fictional.tall()))
    one = fictional.card(fictional.OVEN, "Rack", CardKind.STRUCT, hidden=(1, 0))
    figure = fictional.diagram(9, "one", fictional.Edges(one), Text("One"), Text("A card."))
    assert "… 1 field" in spoken(draw(figure))


def test_the_origin_is_told_only_where_it_is_known() -> None:
    assert "Bakery 1.20.2 · 0123456" in spoken(draw(fictional.small()))
    assert "Bakery" not in spoken(draw(fictional.stacked()))


def test_a_figure_without_cards_still_draws() -> None:
    empty = replace(fictional.small(), cards=(), edges=())
    assert draw(empty).findtext(f"{SVG}title") == "How a changed recipe reaches its tasters"


def test_a_recursive_call_loops_beside_its_row() -> None:
    again = fictional.card(fictional.OVEN, "Oven", CardKind.STRUCT, (), ("Bake",), path=("Bake",))
    edges = fictional.Edges(again).add("Oven.Bake", RelationKind.CALL, "Oven.Bake", 1)
    root = draw(fictional.diagram(9, "loop", edges, Text("Loop"), Text("A call of itself.")))
    loops = [g for g in root.iter(f"{SVG}g") if g.get("data-from") and g.get("data-from") == g.get("data-to")]
    assert len(loops) == 1


def test_no_engine_is_an_error_with_a_hint(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RenderError) as caught:
        svg_text(replace(fictional.small(), number=77), TEMPLATES)  # a figure of which no geometry is kept
    assert "graphviz-pure" in (caught.value.hint or "")


def _engine(folder: Path, body: str) -> str:
    program = folder / "engine"
    program.write_text(f"#!{sys.executable}\n{body}\n", encoding="utf-8")
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("import sys; sys.exit(3)", "exit code 3"),
        ("import sys; sys.stderr.write('Error: bad label'); print('{}')", "bad label"),
        ("pass", "no layout"),
        ("print('[]')", "no layout"),
    ],
)
def test_an_engine_that_fails_is_not_believed(tmp_path: Path, body: str, message: str) -> None:
    with pytest.raises(RenderError, match=message):
        run_engine("digraph {}", engine=_engine(tmp_path, body))


def test_an_engine_that_cannot_start_is_named(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="cannot be started"):
        run_engine("digraph {}", engine=str(tmp_path / "missing"))


def test_a_program_of_the_folder_at_hand_is_no_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("dot", "graphviz-pure"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", ".")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "elsewhere" / "python"))
    with pytest.raises(RenderError, match="neither graphviz-pure nor dot was found"):
        find_engine()


def test_bad_input_is_the_engines_error() -> None:
    with pytest.raises(RenderError, match="failed"):
        run_engine("digraph { a -> ")


def test_a_picture_of_one_version_has_no_trace_of_another() -> None:
    for builder in (fictional.small, fictional.dense, fictional.old_shop):
        text = svg_text(builder(), TEMPLATES)
        assert "data-change" not in text
        assert "data-show" not in text
        assert "--av-add" not in text


def test_each_part_tells_what_became_of_it() -> None:
    root = draw(fictional.compared())
    cards = {g.get("data-card"): g for g in root.iter(f"{SVG}g") if g.get("data-card")}
    told = {name: card.get("data-change") for name, card in cards.items()}
    assert told == {
        "shop.Counter": "changed",
        "bells.Bell": "removed",
        "oven.Oven": None,
        "racks.Rack": "changed",
        "Rack-implementers": "changed",
        "storage.Silo": "added",
        "BuildChain-chain": "changed",
    }
    rows = [(g.get("data-symbol", "").split("/")[-1], g.get("data-change")) for g in cards["shop.Counter"]][1:]
    assert [row for row in rows if row[0]] == [
        ("shop.Counter.Oven", "changed"), ("shop.Counter.orders", None), ("shop.Counter.bell", "removed"),
        ("shop.Counter.Serve", None), ("shop.Counter.empty", "changed"), ("shop.Counter.Close", "added"),
    ]  # fmt: skip
    packages = {g.get("data-package", "").split("/")[-1]: g.get("data-change") for g in root.iter(f"{SVG}g")}
    assert {name: packages[name] for name in ("bells", "oven", "racks", "shop", "storage")} == {
        "bells": "removed", "oven": None, "racks": "added", "shop": None, "storage": "added",
    }  # fmt: skip
    signed = [g for g in cards["storage.Silo"].iter() if g.get("class") == "sign"]
    assert len(signed) == 1, "the rows of a card that is new say nothing of it"


def test_who_does_not_see_it_hears_what_changed() -> None:
    root = draw(fictional.compared())
    labels = [g.get("aria-label", "") for g in root.iter(f"{SVG}g") if g.get("role") == "listitem"]
    assert "removed: 3. Counter.Serve calls Bell.Ring" in labels
    assert "added: 1. Counter.Serve calls Silo.Get" in labels
    assert "changed: Counter.Oven creates Oven (was Counter.Oven holds Oven)" in labels
    assert "removed: struct example.org/bakery/pkg/bells.Bell (bells/code.go:5)" in labels
    tips = [title.text for title in root.iter(f"{SVG}title")]
    assert "changed: Oven map[string]oven.Oven (was Oven *oven.Oven) (shop/code.go:10)" in tips
    assert "removed: 3. Counter.Serve calls Bell.Ring" in root.findtext(f"{SVG}desc", "")
    chinese = [g.get("aria-label", "") for g in draw(fictional.compared(), "zh").iter(f"{SVG}g")]
    assert "移除：3. Counter.Serve 调用 Bell.Ring" in chinese  # noqa: RUF001 - Chinese punctuation


def test_what_is_gone_links_into_the_older_version() -> None:
    root = draw(fictional.compared())
    older, newer = "https://example.org/blob/main/", "https://example.org/blob/newer/"
    for group in root.iter(f"{SVG}g"):
        anchor = group.find(f"{SVG}a")
        if anchor is not None:
            gone = group.get("data-change") == "removed" or "was" in group.get("class", "").split()
            gone = gone or group.get("data-symbol", "").endswith("bells.Bell.Ring")
            assert anchor.get("href", "").startswith(older if gone else newer), group.attrib


def test_the_legend_and_the_foot_tell_of_both_versions() -> None:
    root = draw(fictional.compared())
    legend = [spoken(t) for t in root.iter(f"{SVG}text") if t.get("class") == "says"]
    assert legend[:3] == ["added", "removed", "changed"]
    unnamed = replace(fictional.compared(), origin=Origin(""))
    feet = [t for tree in (root, draw(unnamed)) for t in tree.iter(f"{SVG}text") if t.get("class") == "av-foot"]
    assert [spoken(foot) for foot in feet] == ["Bakery 1.20.2 → 1.36.0", "Bakery 1.20.2 → a source without a version"]
    same = compare(fictional.new_shop(), fictional.new_shop())
    assert not {"added", "removed", "changed"} & {spoken(t) for t in draw(same).iter(f"{SVG}text")}


@pytest.mark.parametrize(
    ("text", "line", "message"), [("\n{{ nope }}", 2, "'nope' is undefined"), ("{% if %}", 1, "Expected an expression")]
)
def test_a_template_of_ones_own_that_fails_is_told_with_its_place(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    (tmp_path / "svg").mkdir()
    own = tmp_path / "svg" / "diagram.svg.j2"
    own.write_text(text)
    with pytest.raises(RenderError, match=message) as caught:
        svg_text(fictional.small(), (tmp_path, *TEMPLATES))
    assert (caught.value.file, caught.value.line) == (str(own), line)
