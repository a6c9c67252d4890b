"""What a symbol's page says it has to do with others: each kind of relation and of use, from both ends, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import html5lib
import kitchen
import pytest

from archviz.figures import load, prove
from archviz.golang.graph import Graph
from archviz.model.figure import Origin, VerifiedDiagram
from archviz.model.relations import RelationKind, UseKind
from archviz.render import svg_text
from archviz.site import build, gallery_of
from archviz.sources.opening import open_source
from archviz.words.kinds import does, done_by
from archviz.words.language import language

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

POST_GO = """\
package kitchen

type Sender interface{ Send(letter Letter) }

type Letter struct{ Text string }

type Base struct{ Town string }

type Post struct {
	Base
	Bag   Letter
	Queue chan Letter
	Hook  func()
	Slots map[string]Sender
	Count int
}

func (p *Post) Send(letter Letter) { p.Queue <- letter }

func Stamp() {}

func NewPost() *Post {
	post := &Post{Count: 1}
	post.Hook = Stamp
	post.Slots["first"] = &Post{}
	return post
}

func Work(post *Post) {
	Stamp()
	post.Hook()
	<-post.Queue
	println(post.Count)
	post.Count++
	pointer := &post.Bag
	_ = pointer
}

func Open(value any) { _, _ = value.(Letter) }
"""

FIGURE = """\
figure: 1
kind: diagram
id: post
file: post
title: {en: The post, zh: 邮局}
description: {en: All that it does., zh: 它所做的一切。}
packages: {k: example.org/house/kitchen}
cards:
  - type: k.Sender
    methods: [Send]
  - type: k.Post
    fields: [Bag, Queue, Hook, Slots, Count]
    methods: [Send]
  - type: k.Letter
  - type: k.Base
  - func: k.NewPost
  - func: k.Work
  - func: k.Stamp
  - func: k.Open
edges:
  - {from: k.Work, to: k.Stamp, kind: call}
"""

FACTS = [
    (RelationKind.CALL, "Work", "Stamp"),
    (RelationKind.DYNCALL, "Work", "Post.Hook"),
    (RelationKind.REF, "NewPost", "Stamp"),
    (RelationKind.CREATES, "NewPost", "Post"),
    (RelationKind.HOLDS, "Post.Bag", "Letter"),
    (RelationKind.EMBEDS, "Post", "Base"),
    (RelationKind.STORES, "NewPost", "Post"),
    (RelationKind.SETS, "NewPost", "Post.Count"),
    (RelationKind.SETS, "NewPost", "Post.Hook"),
    (RelationKind.SENDS, "Post.Send", "Post.Queue"),
    (RelationKind.RECEIVES, "Work", "Post.Queue"),
    (UseKind.READS, "Work", "Post.Count"),
    (UseKind.WRITES, "Work", "Post.Count"),
    (UseKind.ADDRESSES, "Work", "Post.Bag"),
    (UseKind.ASSERTS, "Open", "Letter"),
    (UseKind.MENTIONS, "Work", "Post"),
    (UseKind.MENTIONS, "Sender", "Letter"),
]
"""Who does what to whom in the Go above."""

CATALOGUES = {code: language(code, (kitchen.TEMPLATES,)) for code in ("en", "zh")}
ORIGIN = Origin("1.0", "c0ffee", "https://example.com/blob/c0ffee/{file}#L{line}", "Post")
ENGLISH: dict[RelationKind | UseKind, tuple[str, str]] = {
    RelationKind.CALL: ("calls", "called by"),
    RelationKind.DYNCALL: ("calls", "called by"),
    RelationKind.REF: ("uses as a value", "used as a value by"),
    RelationKind.CREATES: ("creates", "created by"),
    RelationKind.HOLDS: ("holds", "held by"),
    RelationKind.EMBEDS: ("embeds", "embedded by"),
    RelationKind.STORES: ("puts into a map", "put into a map by"),
    RelationKind.SETS: ("sets", "set by"),
    RelationKind.SENDS: ("sends to", "sent to by"),
    RelationKind.RECEIVES: ("receives from", "received from by"),
    UseKind.READS: ("reads", "read by"),
    UseKind.WRITES: ("writes", "written by"),
    UseKind.ADDRESSES: ("takes the address of", "address taken by"),
    UseKind.ASSERTS: ("asserts", "asserted by"),
    UseKind.MENTIONS: ("names as a type", "named as a type by"),
}


@pytest.fixture(scope="module", params=["en", "zh"])
def code(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


def _site(folder: pytest.TempPathFactory, go: str, code: str = "en") -> dict[str, bytes]:
    base = folder.mktemp("post")
    graph = Graph(open_source(str(kitchen.go_tree(base / "source", go))))
    kitchen.figure_file(base / "diagrams", FIGURE, "1-post.yaml")
    (figure,) = load(base / "diagrams")
    proof = prove(graph, figure, ORIGIN)
    assert proof.findings == ()
    assert isinstance(proof.verified, VerifiedDiagram)
    templates = (kitchen.TEMPLATES,)
    svgs = {code: {"post": svg_text(proof.verified, templates, language=code)}}
    return build((proof.verified,), svgs, templates, source=graph, gallery=gallery_of("Post", {"": [proof.verified]}))


@pytest.fixture(scope="module")
def files(code: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return _site(tmp_path_factory, POST_GO, code)


def _page(files: dict[str, bytes], short: str) -> Element:
    (path,) = (path for path in files if path.startswith(f"symbols/kitchen.{short}-"))
    page: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(files[path])
    return page


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _groups(page: Element, which: str) -> dict[str, list[list[str]]]:
    """What is listed below a heading of the second level, by those of the third, each with its count."""
    found: dict[str, list[list[str]]] = {}
    section = heading = ""
    for part in page.iter():
        if part.tag == "h2":
            section = heading = part.get("id", "")
        elif part.tag == "h3":
            heading = _text(part)
        elif section != which:
            continue
        elif part.tag == "tr" or (part.tag == "li" and heading != section):
            found.setdefault(heading, []).append([_text(cell) for cell in part if cell.tag != "th"])
    return {name: [row for row in rows if row] for name, rows in found.items()}


@pytest.mark.parametrize(("kind", "source", "target"), FACTS)
def test_each_relation_and_use_is_said_from_both_ends(
    files: dict[str, bytes], code: str, kind: RelationKind | UseKind, source: str, target: str
) -> None:
    active, passive = does(kind, CATALOGUES[code]), done_by(kind, CATALOGUES[code])
    if code == "en":
        assert (active, passive) == ENGLISH[kind]
    else:
        assert not f"{active}{passive}".isascii()
    used = {name.rpartition(" ")[0]: rows for name, rows in _groups(_page(files, target), "used").items()}
    assert f"kitchen.{source}" in {row[0].partition(" (")[0] for row in used[passive]}
    owner = "Post" if kind is RelationKind.HOLDS else source
    table = _groups(_page(files, owner), "uses")["uses"]
    did = f"{source.partition('.')[2]} {active}" if kind is RelationKind.HOLDS else active
    assert (did, f"kitchen.{target}") in {(row[0], row[1]) for row in table}


def test_no_page_of_a_symbol_has_a_passive_that_only_a_claim_has(files: dict[str, bytes], code: str) -> None:
    claimed = {"en": "is set from", "zh": "取值自"}[code]
    assert not [path for path, data in files.items() if path.startswith("symbols/") and claimed in data.decode()]


def test_the_heading_of_a_group_counts_places_and_all_users_are_there(tmp_path_factory: pytest.TempPathFactory) -> None:
    many = "".join(f"\nfunc Many{i}() {{ Stamp(); Stamp() }}\n" for i in range(40))
    used = _groups(_page(_site(tmp_path_factory, POST_GO + many), "Stamp"), "used")
    rows = used["called by 81"]
    assert len(rows) == 41
    assert rows[-1][0] == "kitchen.Work"
    assert used["used as a value by 1"][0][0] == "kitchen.NewPost"
    assert rows[0][1].count("kitchen.go:") + rows[0][1].count(", :") == 2


def test_a_place_counts_once_as_what_says_most(tmp_path_factory: pytest.TempPathFactory) -> None:
    files = _site(tmp_path_factory, POST_GO)
    used = _groups(_page(files, "Post.Hook"), "used")
    assert set(used) == {"called by 1", "set by 1"}
    assert set(_groups(_page(files, "Base"), "used")) == {"embedded by 1"}


def test_every_kind_has_words_for_both_ends() -> None:
    for kind in (*RelationKind, *UseKind):
        for words in CATALOGUES.values():
            assert does(kind, words) != done_by(kind, words)
