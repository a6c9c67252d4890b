"""Figures: read, proved on a small source, and shown; or refused with a line of their file."""

from __future__ import annotations

import random
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from mutations import as_yaml, changed, check_place, damaged, lines, pool

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

import kitchen  # noqa: E402  # from the folder above

from archviz.documents.document import parse_document  # noqa: E402
from archviz.figures import Figure, load_file, prove  # noqa: E402
from archviz.golang.graph import Graph  # noqa: E402
from archviz.model.errors import ArchvizError, FigureError  # noqa: E402
from archviz.model.figure import Origin, VerifiedDiagram, VerifiedExcerpt, VerifiedFigure  # noqa: E402
from archviz.present.markdown import written  # noqa: E402
from archviz.refs import Lock, lock_text, read_lock  # noqa: E402
from archviz.render import svg_text  # noqa: E402
from archviz.sources.opening import open_source  # noqa: E402
from archviz.words.language import language  # noqa: E402

SECONDS = 20.0
CHINESE = language("zh", (kitchen.TEMPLATES,))
ORIGIN = Origin("1.20.2", "ab" * 20, "https://example.org/{file}#L{line}", "Kitchen")

SHOP = """package shop

type Storage interface{ New() int }

type Group struct{ Storages map[string]map[string]Storage }

type Provider interface {
	Name() string
	Build() (Group, error)
}

type Fruit struct{}

func (f *Fruit) New() int { return 1 }

type Stall struct{}

func (s Stall) Name() string { return "fruit" }

func (s Stall) Build() (Group, error) {
	group := Group{Storages: map[string]map[string]Storage{}}
	all := map[string]Storage{}
	all["apples"] = &Fruit{}
	group.Storages["v1"] = all
	return group, nil
}

type Item struct{ Name string }

func Register(item *Item, more ...Storage) {}

var Stock = map[string]Storage{"pears": &Fruit{}}

func newFruit() Storage { return &Fruit{} }

func init() {
	Stock["plums"] = newFruit()
	Register(&Item{Name: "stall"}, Stock["pears"], newFruit())
}
"""

SEEDS: list[dict[str, Any]] = [
    parse_document(kitchen.DIAGRAM, "", FigureError).content.plain(),
    parse_document(kitchen.EXCERPT, "", FigureError).content.plain(),
    {
        "figure": 3, "kind": "diagram", "id": "day", "file": "day", "direction": "TB",
        "title": {"en": "A day", "zh": "一天"}, "description": {"en": "What is open."},
        "wordings": [{"since": "1.5", "until": "1.30", "title": {"en": "Another day"}}],
        "packages": {"k": "example.org/house/kitchen"},
        "cards": [
            {"chain": "k.Open", "variable": "day"},
            {"implementers": "k.Cook", "count": 2, "below": ["example.org/house"]},
            {"type": "k.Cook", "methods": ["Prepare"], "since": "1.20"},
            {"func": "k.NewChef"},
            {"type": "k.Chef", "fields": ["name", "stove", "plate", "bells"], "methods": ["clean"]},
            {"func": "k.Serve"},
            {"type": "k.Stove"},
        ],
        "edges": [
            {"from": "k.NewChef", "to": "k.Chef", "kind": "creates", "step": 1, "label": {"en": "hires",
            "zh": "雇"}},
            {"from": "k.Chef.plate", "to": "k.Serve", "kind": "sets", "in": "k.NewChef"},
            {"from": "k.Chef", "to": "k.Stove", "kind": "call", "asserted": "it is hot", "until": "1.30"},
        ],
    },
    {
        "figure": 4, "kind": "diagram", "id": "all", "file": "all", "title": {"en": "All"},
        "description": {"en": "All."},
        "packages": {"k": "example.org/house/kitchen", "s": "example.org/house/shop"},
        "cards": [{"type": "k.Chef", "methods": ["heat", "Prepare"]}, {"type": "k.Stove", "methods": ["Burn"]},
        {"func": "k.Work"}],
        "edges": "auto",
    },
    {
        "figure": 5, "kind": "excerpt", "id": "code", "file": "code", "title": {"en": "Code"},
        "description": {"en": "Code."},
        "packages": {"k": "example.org/house/kitchen"},
        "excerpts": [
            {"symbol": "k.NewChef", "show": [
                {"at": {"creates": "k.Stove"}, "to": {"returns": "chef", "nth": 1}},
                {"at": {"field": "name", "within": {"creates": "k.Chef", "extent": "literal"}}, "since": "1.2"},
            ], "notes": [{"at": {"assigns": "chef"}, "text": {"en": "A chef.", "zh": "厨师"}}]},
            {"symbol": "k.Chef", "show": [{"at": {"whole": True}}]},
            {"symbol": "k.Work", "show": [{"at": {"calls": "k.Cook.Prepare", "extent": "block", "nth": 0}}]},
        ],
    },
    {
        "figure": 6, "kind": "table", "id": "table", "file": "table", "title": {"en": "T"},
        "description": {"en": "T."},
        "packages": {"s": "example.org/house/shop"},
        "table": [
            {"rows": {"implementers": "s.Provider"}, "count": 1, "sort": "source", "columns": [
                {"title": {"en": "Type"}, "show": "type", "group": True}, {"title": {"en": "Name"}, "method": "Name"},
            ], "until": "1.2"},
            {"rows": {"entries": ["s.Group.Storages", "s.Stock"]}, "below": ["example.org/house"], "columns": [
                {"title": {"en": "Key"}, "show": "key", "optional": True},
                {"title": {"en": "Made by"}, "show": "constructor", "optional": True},
            ], "since": "1.2"},
            {"rows": {"calls": "s.Register"}, "columns": [
                {"title": {"en": "Of"}, "argument": 1, "field": "Name", "optional": True},
                {"title": {"en": "In"}, "show": "function"},
            ], "since": "1.2"},
            {"rows": {"collector": "shop", "with": {"provider": "s.Provider"}}, "since": "1.2"},
        ],
    },
]  # fmt: skip


KNOWN = pool(*SEEDS)


def _case(seed: dict[str, Any], number: int) -> bytes:
    source = random.Random(number)  # noqa: S311  # no secret
    return damaged(as_yaml(changed(seed, source, KNOWN)), source)


CASES = st.builds(_case, st.sampled_from(SEEDS), st.integers(0, 2**63))


@cache
def _place() -> tuple[tempfile.TemporaryDirectory[str], Graph]:
    folder = tempfile.TemporaryDirectory()
    root = kitchen.go_tree(Path(folder.name) / "source")
    (root / "shop").mkdir()
    (root / "shop" / "shop.go").write_text(SHOP)
    return folder, Graph(open_source(str(root)))


def run(case: bytes) -> str:
    folder, graph = _place()
    file = Path(folder.name) / "figure.yaml"
    file.write_bytes(case)
    try:
        figure = load_file(file)
        proof = prove(graph, figure, ORIGIN)
    except ArchvizError as error:
        check_place(error, file)
        raise
    _check_lines(figure, case)
    for finding in proof.findings:
        assert finding.file == str(file)
        assert 1 <= finding.line <= lines(case)
    if proof.verified is None:
        return "unproved"
    _show(proof.verified, Path(folder.name))
    return "shown"


def _check_lines(figure: Figure, case: bytes) -> None:
    for path in ("figure", "cards[0]", "edges[2].from", "excerpts[0].show[0].at.within", "table[0]", "packages.k"):
        assert 1 <= figure.line(path) <= lines(case)


def _show(figure: VerifiedFigure, folder: Path) -> None:
    text = written(figure, CHINESE, "picture.svg")
    assert text.caption
    if isinstance(figure, VerifiedExcerpt):
        assert figure.excerpts or not text.body
    if isinstance(figure, VerifiedDiagram):
        _draw(figure)
        file = folder / "figure.lock.json"
        lock = Lock(ORIGIN, "", diagrams={figure.id: figure})
        file.write_text(lock_text(lock), encoding="utf-8")
        assert lock_text(read_lock(file)) == lock_text(lock)


@cache
def _draw(figure: VerifiedDiagram) -> None:
    assert svg_text(figure, (kitchen.TEMPLATES,)).startswith("<svg")
