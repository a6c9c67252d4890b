"""Cards of functions ``init``, of which a package may have several, and rows of members that are promoted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import kitchen
import pytest

from archviz.drift.check import Drifting
from archviz.drift.compare import compare
from archviz.figures import Figure, Proof, load_file, prove
from archviz.golang.graph import Graph
from archviz.model.errors import FigureError
from archviz.model.figure import Origin, VerifiedDiagram, VerifiedExcerpt
from archviz.model.finding import Severity
from archviz.refs import lock_path, read_lock, write_lock
from archviz.render import svg_text
from archviz.sources.opening import open_source
from archviz.workspace.record import record
from archviz.workspace.subject import Subject
from archviz.workspace.verify import Report

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "go.mod": "module example.org/plug\n\ngo 1.22\n",
    "a.go": 'package plug\n\nfunc init() { register("a", runA) }\n\nfunc runA() {}\n',
    "b.go": """package plug

func init() { register("b", runB); setup() }

func init() { runB() }

func runB() {}
""",
    "plug.go": "package plug\n\nvar known = map[string]func(){}\n\n"
    "func register(name string, f func()) { known[name] = f }\n\nfunc setup() {}\n",
    "base/base.go": """package base

type Base struct{ Name string }

func (b *Base) Open() { b.close() }
func (b *Base) close() {}

type Closer interface{ Close() }

type List[T any] struct{ items []T }

type Hooks struct{ hooks []func() }

func (h *Hooks) Add(hook func()) { h.hooks = append(h.hooks, hook) }

type Handler func(string)

func (l *List[T]) Add(item T) {}
""",
    "setup.go": """package plug

import "example.org/plug/base"

type Server struct{ Handle base.Handler }

func Setup(h *base.Hooks) *Server {
	s := &Server{}
	_ = h
	h.Add(func() { s.start() })
	h.Add(func() {
		go func() { s.drain() }()
		s.stop()
	})

	s.Handle = base.Handler(func(m string) { s.serve(m) })
	s.start()
	return s
}

func (s *Server) start()         {}
func (s *Server) stop()          {}
func (s *Server) drain()         {}
func (s *Server) serve(m string) {}
""",
    "types.go": """package plug

import "example.org/plug/base"

type Door struct {
	*base.Base
	base.Closer
	Lock
}

type Lock struct{ key int }

func (l Lock) Turn() {}

type Locker interface {
	Turner
	base.Closer
}

type Turner interface{ Turn() }

func Enter(d *Door) {
	d.Open()
	d.Turn()
	_ = d.Name
	d.Close()
}

func Use(l Locker, n Names) { l.Turn(); n.Add("") }

type Names = base.List[string]
type Gate = Door
""",
}
HEAD = """\
figure: 1
kind: {kind}
id: plug
file: plug
title: {{en: Plug-ins}}
description: {{en: They register.}}
packages: {{p: example.org/plug, go: example.org/plug/base}}
"""


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder = tmp_path_factory.mktemp("plug")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return Graph(open_source(str(folder)))


def proof_of(graph: Graph, folder: Path, text: str, kind: str = "diagram") -> Proof:
    return prove(graph, load_file(kitchen.figure_file(folder, HEAD.format(kind=kind) + text)), Origin(""))


def drawn(graph: Graph, folder: Path, cards: tuple[str, ...], edges: tuple[str, ...] | str = ()) -> VerifiedDiagram:
    proof = proof_of(graph, folder, listed("cards", cards) + listed("edges", edges))
    assert isinstance(proof.verified, VerifiedDiagram), proof.findings
    return proof.verified


def listed(key: str, claims: tuple[str, ...] | str) -> str:
    if isinstance(claims, str):
        return f"{key}: {claims}\n"
    return f"{key}:\n" + "".join(f"  - {{{claim}}}\n" for claim in claims) if claims else f"{key}: []\n"


def arrows(diagram: VerifiedDiagram) -> list[str]:
    cards = {card.id: card for card in diagram.cards}

    def end(name: str, row: int | None) -> str:
        return name + ("" if row is None else f".{cards[name].rows[row].name}")

    return [
        f"{end(e.source.card, e.source.row)} {e.kind} {end(e.target.card, e.target.row)} "
        f"at {', '.join(f'{at.file}:{at.line}' for at in e.evidence)}"
        for e in diagram.edges
    ]


INITS = ("func: p.init, file: a.go", "func: p.init, file: b.go", "func: p.register", "func: p.runB")


def test_a_function_init_is_known_by_its_file(graph: Graph, tmp_path: Path) -> None:
    edges = (
        "from: p.init, to: p.register, kind: call, file: a.go, step: 1",
        "from: p.init, to: p.register, kind: call, file: b.go, step: 2",
        "from: p.init, to: p.runB, kind: call",
    )
    found = drawn(graph, tmp_path, INITS, edges)
    assert [(card.id, card.title, card.file, card.position.file) for card in found.cards[:2]] == [
        ("p.init-a.go", "init", "a.go", "a.go"),
        ("p.init-b.go", "init", "b.go", "b.go"),
    ]
    assert arrows(found) == [
        "p.init-a.go call p.register at a.go:3",
        "p.init-b.go call p.register at b.go:3",
        "p.init-b.go call p.runB at b.go:5",
    ]
    svg = svg_text(found, (kitchen.TEMPLATES,))
    assert "func in a.go" in svg
    assert "1. init (a.go) calls register" in svg
    assert "a.go 中的函数" in svg_text(found, (kitchen.TEMPLATES,), language="zh")


def test_all_relations_of_functions_init_start_at_their_cards(graph: Graph, tmp_path: Path) -> None:
    assert arrows(drawn(graph, tmp_path, INITS, "auto")) == [
        "p.init-a.go call p.register at a.go:3",
        "p.init-b.go call p.register at b.go:3",
        "p.init-b.go ref p.runB at b.go:3",
        "p.init-b.go call p.runB at b.go:5",
    ]
    assert arrows(drawn(graph, tmp_path, INITS[1:], "auto")) == [
        "p.init-b.go call p.register at b.go:3",
        "p.init-b.go ref p.runB at b.go:3",
        "p.init-b.go call p.runB at b.go:5",
    ]


def test_a_card_without_a_file_stands_for_the_other_functions_init(graph: Graph, tmp_path: Path) -> None:
    cards = ("func: p.init", "func: p.init, file: a.go", "func: p.register")
    assert arrows(drawn(graph, tmp_path, cards, "auto")) == [
        "p.init-a.go call p.register at a.go:3",
        "p.init call p.register at b.go:3",
    ]


@pytest.mark.parametrize(
    ("edge", "message", "hint"),
    [
        ("from: p.init, to: p.register, kind: call", "starts at several cards", "say which with `file`"),
        ("from: p.init, to: p.runB, kind: call, file: a.go", "nothing proves", "it is at b.go:5:15"),
        ("from: p.init, to: p.register, kind: call, file: plug.go", "nothing proves", "in no part of plug.go"),
    ],
)
def test_an_edge_of_init_starts_at_one_card(graph: Graph, tmp_path: Path, edge: str, message: str, hint: str) -> None:
    (finding,) = proof_of(graph, tmp_path, listed("cards", INITS) + listed("edges", (edge,))).findings
    assert message in finding.message
    assert hint in finding.hint


def test_what_an_undrawn_init_does_is_not_drawn(graph: Graph, tmp_path: Path) -> None:
    cards = ("func: p.init, file: a.go", "func: p.setup")
    edges = ("from: p.init, to: p.setup, kind: call",)
    (finding,) = proof_of(graph, tmp_path, listed("cards", cards) + listed("edges", edges)).findings
    assert "it is at b.go:3:36, which is in no part that has a card" in finding.hint


def test_a_file_without_init_is_an_error(graph: Graph, tmp_path: Path) -> None:
    (finding,) = proof_of(graph, tmp_path, listed("cards", ("func: p.init, file: c.go",))).findings
    assert finding.message == "c.go declares no function init of example.org/plug"
    assert finding.hint == "example.org/plug has functions init in a.go, b.go"


@pytest.mark.parametrize(
    "text",
    [
        listed("cards", ("func: p.register, file: a.go",)),
        listed("cards", ("type: p.Door, file: a.go",)),
        listed("cards", ("func: p.init",)) + listed("edges", ("from: p.runA, to: p.init, kind: call, file: a.go",)),
        listed("cards", ("func: p.init, file: plug/a.go",)),
    ],
)
def test_only_init_has_a_file(graph: Graph, tmp_path: Path, text: str) -> None:
    with pytest.raises(FigureError):
        proof_of(graph, tmp_path, text)


@pytest.mark.parametrize(("file", "shown"), [("", "runA"), ("file: b.go, ", "runB")])
def test_an_excerpt_of_one_of_several_functions_init(graph: Graph, tmp_path: Path, file: str, shown: str) -> None:
    text = f"excerpts:\n  - {{symbol: p.init, {file}show: [{{at: {{calls: p.register}}}}]}}\n"
    found = proof_of(graph, tmp_path, text, "excerpt").verified
    assert isinstance(found, VerifiedExcerpt)
    (lines,) = found.excerpts[0].parts
    assert shown in str(lines)


def rows(diagram: VerifiedDiagram) -> list[str]:
    return [f"{row.name} {row.symbol.short} {row.type}".strip() for card in diagram.cards for row in card.rows]


def test_rows_may_be_promoted_members(graph: Graph, tmp_path: Path) -> None:
    found = drawn(graph, tmp_path, ("type: p.Door, fields: [Base, Name, key], methods: [Open, Turn, Close]",))
    assert rows(found) == [
        "Base Door.Base *base.Base",
        "Name Base.Name string",
        "key Lock.key int",
        "Open Base.Open",
        "Turn Lock.Turn",
        "Close Closer.Close",
    ]
    assert (found.cards[0].hidden_fields, found.cards[0].hidden_methods) == (2, 0)
    svg = svg_text(found, (kitchen.TEMPLATES,))
    assert all(text in svg for text in ("from base.Base", "from Lock", "string from base.Base", "from base.Closer"))
    assert "来自 Lock" in svg_text(found, (kitchen.TEMPLATES,), language="zh")


@pytest.mark.parametrize(
    ("card", "shown"),
    [
        ("type: p.Locker, methods: [Turn, Close]", ["Turn Turner.Turn", "Close Closer.Close"]),
        ("type: p.Names, methods: [Add]", ["Add List.Add"]),
        ("type: p.Gate, methods: [Turn], fields: [Lock]", ["Lock Door.Lock Lock", "Turn Lock.Turn"]),
    ],
)
def test_rows_of_interfaces_aliases_and_defined_types(
    graph: Graph, tmp_path: Path, card: str, shown: list[str]
) -> None:
    assert rows(drawn(graph, tmp_path, (card,))) == shown


def test_edges_meet_the_rows_of_promoted_members(graph: Graph, tmp_path: Path) -> None:
    cards = ("type: p.Door, methods: [Open, Turn, Close]", "func: p.Enter")
    edges = (
        "from: p.Enter, to: p.Door.Open, kind: call",
        "from: p.Enter, to: p.Lock.Turn, kind: call",
        "from: p.Enter, to: p.Door.Close, kind: call",
    )
    wanted = [
        f"p.Enter call p.Door.{name} at types.go:{line}" for name, line in (("Open", 23), ("Turn", 24), ("Close", 26))
    ]
    assert arrows(drawn(graph, tmp_path, cards, edges)) == wanted
    assert arrows(drawn(graph, tmp_path, cards, "auto")) == wanted


def test_a_type_s_own_row_comes_before_that_of_a_promoted_member(graph: Graph, tmp_path: Path) -> None:
    cards = ("type: p.Door, methods: [Turn]", "type: p.Lock, methods: [Turn]", "func: p.Enter")
    edges = ("from: p.Enter, to: p.Lock.Turn, kind: call", "from: p.Enter, to: p.Door.Turn, kind: call")
    assert arrows(drawn(graph, tmp_path, cards, edges)) == [
        "p.Enter call p.Lock.Turn at types.go:24",
        "p.Enter call p.Door.Turn at types.go:24",
    ]


@pytest.mark.parametrize(
    "card", ["type: p.Lock, fields: [Turn]", "type: p.Door, methods: [Name]", "type: p.Door, methods: [Shut]"]
)
def test_a_row_is_of_its_kind(graph: Graph, tmp_path: Path, card: str) -> None:
    (finding,) = proof_of(graph, tmp_path, listed("cards", (card,))).findings
    assert "has no" in finding.message


HOOKS = (
    "func: p.Setup, literals: [{to: go.Hooks.Add}, {to: go.Hooks.Add, nth: 2}, {field: p.Server.Handle}, {nth: 3}]",
    "type: p.Server",
    "type: go.Hooks, methods: [Add]",
)


def test_what_a_literal_does_starts_at_its_row(graph: Graph, tmp_path: Path) -> None:
    edges = (
        "from: p.Setup, to: p.Server.start, kind: call",
        "from: p.Setup, to: p.Server.stop, kind: call, step: 2",
        "from: p.Setup, to: p.Server.drain, kind: call, mode: go, step: 1",
        "from: p.Setup, to: p.Server.serve, kind: call",
        "from: p.Setup, to: go.Hooks.Add, kind: call",
    )
    cards = (HOOKS[0], "type: p.Server, methods: [start, stop, drain, serve]", HOOKS[2])
    found = drawn(graph, tmp_path, cards, edges)
    assert rows(found)[:4] == [
        "func literal Setup → Hooks.Add",
        "func literal Setup → Hooks.Add",
        "func literal Setup → Server.Handle",
        "goroutine Setup",
    ]
    ends = {(e.target_symbol.leaf, str(e.mode)): (e.source.row, [at.line for at in e.evidence]) for e in found.edges}
    assert ends == {
        ("start", ""): (None, [17]),
        ("stop", ""): (1, [13]),
        ("drain", "go"): (3, [12]),
        ("serve", ""): (2, [16]),
        ("Add", ""): (None, [10, 11]),
    }
    assert "2. Setup (func literal → Hooks.Add) calls Server.stop" in svg_text(found, (kitchen.TEMPLATES,))
    assert {(e.source.row, e.target_symbol.leaf) for e in drawn(graph, tmp_path, cards, "auto").edges} == {
        (None, "Server"), (None, "start"), (0, "start"), (1, "stop"), (3, "drain"), (2, "serve"), (None, "Add"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("literal", "message", "hint"),
    [
        ("{to: go.Hooks.Add, nth: 3}", "has 2 function literals given to go.Hooks.Add", "Hooks.Add (10)"),
        ("{to: p.register}", "has no function literal given to p.register", "Server.Handle (16)"),
        ("{to: p.Gone}", "is not declared", ""),
        ("{nth: 5}", "has 4 function literals", "its literals go to"),
    ],
)
def test_a_literal_that_is_not_there_is_an_error(
    graph: Graph, tmp_path: Path, literal: str, message: str, hint: str
) -> None:
    (finding,) = proof_of(graph, tmp_path, listed("cards", (f"func: p.Setup, literals: [{literal}]",))).findings
    assert message in finding.message
    assert hint in finding.hint


@pytest.mark.parametrize(
    "card", ["type: p.Door, literals: [{nth: 1}]", "func: p.Setup, literals: [{to: p.x, field: p.T.f}]"]
)
def test_a_literal_is_a_function_s_and_handed_on_in_one_way(graph: Graph, tmp_path: Path, card: str) -> None:
    with pytest.raises(FigureError):
        proof_of(graph, tmp_path, listed("cards", (card,)))


def test_literals_are_compared_by_what_they_are_given_to(graph: Graph, tmp_path: Path) -> None:
    cards = ("func: p.Setup, literals: [{to: go.Hooks.Add}, {field: p.Server.Handle}]", "type: p.Server")
    old = drawn(graph, tmp_path, cards)
    new = drawn(graph, tmp_path, (cards[0].replace("{to: go.Hooks.Add}, ", ""), cards[1]))
    both = compare(old, new)
    assert [(row.type, str(row.change)) for row in both.cards[0].rows] == [
        ("→ Hooks.Add", "removed"), ("→ Server.Handle", ""),
    ]  # fmt: skip


CLAIMED = listed("cards", (*INITS, "type: p.Door, methods: [Open, Turn]", "func: p.Enter")) + listed(
    "edges",
    (
        "from: p.init, to: p.register, kind: call, file: b.go, step: 1",
        "from: p.Enter, to: p.Door.Open, kind: call",
    ),
)


def tree(folder: Path, *changes: tuple[str, str, str]) -> Graph:
    """The module, with a text in a file replaced for each change."""
    for name, text in FILES.items():
        for file, old, new in changes:
            text = text.replace(old, new) if file == name else text
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_text(text)
    return Graph(open_source(str(folder)))


def reported(graph: Graph, figure: Figure, version: str) -> Report:
    proof = prove(graph, figure, Origin(version))
    return Report(Subject(graph, "somewhere", "sha256:" + "0" * 64, Origin(version)), (proof,))


def test_a_lock_keeps_functions_init_and_promoted_rows(graph: Graph, tmp_path: Path) -> None:
    figure = load_file(kitchen.figure_file(tmp_path, HEAD.format(kind="diagram") + CLAIMED))
    lock = record(reported(graph, figure, "1.0"))
    file = lock_path(tmp_path, "1.0")
    write_lock(file, lock)
    read = read_lock(file)
    assert [(card.id, card.file) for card in read.diagrams["plug"].cards[:2]] == [
        ("p.init-a.go", "a.go"),
        ("p.init-b.go", "b.go"),
    ]
    (init,) = (symbol for symbol in read.started if symbol.name == "init")
    assert sorted({relation.position.file for relation in read.relations(init)}) == ["a.go", "b.go"]


def test_what_became_of_a_promoted_member_is_told(graph: Graph, tmp_path: Path) -> None:
    figure = load_file(kitchen.figure_file(tmp_path, HEAD.format(kind="diagram") + CLAIMED))
    lock = record(reported(graph, figure, "1.0"))
    body = ("base/base.go", "{ b.close() }", "{\n\tb.close()\n\tb.close()\n}")
    changed = tree(tmp_path / "changed", body)
    (note,) = Drifting(lock, changed).findings(prove(changed, figure, Origin("2.0")))
    assert (note.claim, note.severity, note.message) == (
        "cards[4].methods[0]", Severity.NOTE, "base.Base.Open has another body",
    )  # fmt: skip
    gone = tree(tmp_path / "gone", ("base/base.go", "Open() {", "Unlock() {"), ("types.go", "d.Open()", "d.Unlock()"))
    found = Drifting(lock, gone).findings(prove(gone, figure, Origin("2.0")))
    assert {(one.claim, one.kind, one.old.symbol.short if one.old else "") for one in found} == {
        ("cards[4].methods[0]", "renamed", "Base.Open"), ("edges[1]", "renamed", "Base.Open"),
    }  # fmt: skip


def test_a_card_of_init_is_compared_with_that_of_its_file(graph: Graph, tmp_path: Path) -> None:
    old = drawn(graph, tmp_path, INITS, "auto")
    new = drawn(tree(tmp_path / "new", ("b.go", "; setup()", "; setup(); runB()")), tmp_path, INITS[1:], "auto")
    both = compare(old, new)
    assert [(card.file, str(card.change)) for card in both.cards[:2]] == [("a.go", "removed"), ("b.go", "")]
