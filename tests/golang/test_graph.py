"""What may be asked of a code graph, on the small module in ``shop``."""

from __future__ import annotations

from pathlib import Path

import pytest

from archviz.golang.graph import Graph
from archviz.model.errors import SourceError
from archviz.model.graph import Declaration, DeclarationKind
from archviz.model.relations import RelationKind
from archviz.model.symbols import Symbol
from archviz.sources.opening import open_source

SHOP = "example.org/shop"
AUDIT = "example.org/shop/audit"
SERVER = Symbol(SHOP, "Server")
GRAPH = Graph(open_source(str(Path(__file__).parent / "shop")))


def declared(text: str) -> Declaration:
    symbol = GRAPH.find(text)
    assert symbol is not None
    found = GRAPH.declaration(symbol)
    assert found is not None
    return found


def source_of(one: Declaration) -> str:
    data = GRAPH.source.read(one.span.file)
    return data[one.span.start_byte : one.span.end_byte].decode()


def test_packages_and_symbols() -> None:
    assert GRAPH.packages() == (SHOP, AUDIT, f"{SHOP}/cmd/shop")
    symbols = [symbol.short for symbol in GRAPH.symbols(AUDIT)]
    assert symbols == [
        *("Closer", "Closer.Close", "Log", "Log.Close", "Log.Write", "Logged", "Logged.Log"),
        *("Name", "Name.Group", "Name.Version", "WithLog"),
    ]
    assert GRAPH.symbols("example.org/none") == ()


def test_a_package_that_is_not_there() -> None:
    with pytest.raises(SourceError, match=r"no package example\.org/none"):
        GRAPH.facts("example.org/none")
    assert GRAPH.declaration(Symbol("example.org/none", "X")) is None
    assert GRAPH.relations(Symbol("example.org/none", "X")) == ()
    assert GRAPH.find("example.org/none.X") is None


def test_find_takes_names_and_members_and_nothing_else() -> None:
    assert GRAPH.find(f"{SHOP}.Server") == SERVER
    assert GRAPH.find(f"{SHOP}.Server.Next") == SERVER.of("Next")
    assert GRAPH.find(f"{SHOP}.Server.Serve") == SERVER.of("Serve")
    assert GRAPH.find(f"{SHOP}.Handler.Serve") == Symbol(SHOP, "Handler", "Serve")
    for text in (f"{SHOP}.Server.Label", f"{SHOP}.Nothing", SHOP, "Server", "", f"{SHOP}.Server.Next.Serve"):
        assert GRAPH.find(text) is None


def test_a_struct() -> None:
    found = declared(f"{SHOP}.Server")
    assert found.kind is DeclarationKind.STRUCT
    assert found.signature == "type Server struct"
    assert found.doc == "Server is a shop's front.\n\nIt takes two lines to say."
    assert (found.position.file, found.position.line, found.position.col) == ("shop.go", 44, 6)
    assert (found.span.start_line, found.span.end_line) == (44, 51)
    assert [(m.symbol.member, m.type, m.embedded) for m in found.fields] == [
        ("Next", "Handler", False),
        ("Log", "audit.Log", True),
        ("Base", "*Base", True),
        ("byName", "map[string]*Item", False),
        ("byKind", "map[string]*Item", False),
        ("Run", "func(n int)", False),
    ]
    assert [(m.symbol.member, m.type, m.position.file) for m in found.methods] == [
        ("Serve", "( ctx context.Context, n int, ) error", "serve.go")
    ]


def test_an_interface() -> None:
    found = declared(f"{SHOP}.Handler")
    assert found.kind is DeclarationKind.INTERFACE
    assert [(m.symbol.member, m.type) for m in found.methods] == [("Serve", "(ctx context.Context, n int) error")]
    assert [(m.type, m.embedded) for m in found.embeds] == [("audit.Closer", True)]
    assert found.fields == ()


def test_methods_of_a_type_stand_in_source_order() -> None:
    assert [m.symbol.member for m in declared(f"{SHOP}.HandlerFunc").methods] == ["Serve", "Close"]
    assert declared(f"{SHOP}.HandlerFunc").kind is DeclarationKind.TYPE
    assert [m.symbol.member for m in declared(f"{AUDIT}.Log").methods] == ["Write", "Close"]


@pytest.mark.parametrize(
    ("name", "kind", "signature", "doc", "source"),
    [
        ("Version", "const", 'const Version = "v" + major + ".2"', "Version is what the shop calls itself.", None),
        ("Shelves", "const", "const Shelves = 4 * 2", "Shelves is how many there are.", "Shelves = 4 * 2"),
        ("ErrEmpty", "var", 'var ErrEmpty = errors.New("empty")', "ErrEmpty says that nothing is left.", None),
        ("Base", "struct", "type Base struct", "Base has what all have.", "Base struct{ label string }"),
        ("Alias", "alias", "type Alias = Server", "", "type Alias = Server"),
        ("NewItem", "func", "func NewItem(price int) *Item", "", None),
        ("Base.Label", "method", "func (b *Base) Label() string", "Label is the shop's name.", None),
        ("Server.Next", "field", "Next Handler", "Next is asked last.", "Next Handler"),
        ("Server.byKind", "field", "byName, byKind map[string]*Item", "", "byName, byKind map[string]*Item"),
        ("Server.Log", "field", "audit.Log", "", "audit.Log"),
        ("Server.Base", "field", "*Base", "", "*Base"),
        (
            "Handler.Serve",
            "method",
            "Serve(ctx context.Context, n int) error",
            "Serve serves one,\nand then the next.",
            "Serve(ctx context.Context, n int) error",
        ),
        (
            "Server.Serve",
            "method",
            "func (s *Server) Serve( ctx context.Context, n int, ) error",
            "Serve serves a request.",
            None,
        ),
    ],
)
def test_a_declaration_says(name: str, kind: str, signature: str, doc: str, source: str | None) -> None:
    found = declared(f"{SHOP}.{name}")
    assert (found.kind, found.signature, found.doc) == (kind, signature, doc)
    if source is not None:
        assert source_of(found) == source


def test_a_promoted_member_is_named_by_the_type_that_declares_it() -> None:
    assert GRAPH.member(SERVER, "Write") == Symbol(AUDIT, "Log", "Write")
    assert GRAPH.member(SERVER, "Label") == Symbol(SHOP, "Base", "Label")
    assert GRAPH.member(SERVER, "label") == Symbol(SHOP, "Base", "label")
    assert GRAPH.member(SERVER, "Serve") == SERVER.of("Serve")
    assert GRAPH.member(Symbol(SHOP, "Alias"), "Next") == SERVER.of("Next"), "an alias is the type itself"
    assert GRAPH.member(Symbol(SHOP, "Handler"), "Close") == Symbol(AUDIT, "Closer", "Close")
    assert GRAPH.member(SERVER, "Nothing") is None
    assert GRAPH.member(SERVER.of("Base"), "Label") is None
    assert GRAPH.member(Symbol(SHOP, "NewItem"), "Price") is None


def test_relations_of_a_symbol() -> None:
    kinds = [(r.kind, str(r.target)) for r in GRAPH.relations(Symbol(SHOP, "NewItem"))]
    assert kinds == [(RelationKind.CREATES, f"{SHOP}.Item"), (RelationKind.SETS, f"{SHOP}.Item.Price")]
    held = [(r.source.member, r.kind, str(r.target)) for r in GRAPH.relations(SERVER) if r.position.file == "shop.go"]
    assert held == [
        ("Next", RelationKind.HOLDS, f"{SHOP}.Handler"),
        ("", RelationKind.EMBEDS, f"{AUDIT}.Log"),
        ("", RelationKind.EMBEDS, f"{SHOP}.Base"),
        ("byKind", RelationKind.HOLDS, f"{SHOP}.Item"),
        ("byName", RelationKind.HOLDS, f"{SHOP}.Item"),
    ]
    assert [r.source for r in GRAPH.relations(SERVER.of("Next"))] == [SERVER.of("Next")]
    assert [str(r.target) for r in GRAPH.relations(Symbol(SHOP, "ErrEmpty"))] == ["errors.New"]


def test_implements() -> None:
    handler = Symbol(SHOP, "Handler")
    by_value = GRAPH.implements(Symbol(SHOP, "HandlerFunc"), handler)
    by_pointer = GRAPH.implements(SERVER, handler)
    assert by_value is not None
    assert not by_value.pointer
    assert by_pointer is not None
    assert by_pointer.pointer
    assert (by_pointer.position.file, by_pointer.position.line) == ("shop.go", 44)
    assert GRAPH.implements(Symbol(SHOP, "Base"), handler) is None
    assert GRAPH.implements(handler, Symbol(AUDIT, "Closer")) is None
    assert GRAPH.implements(SERVER, Symbol(SHOP, "Base")) is None


def test_implementers_over_the_whole_source_follow_embedding_across_packages() -> None:
    closers = GRAPH.implementers(Symbol(AUDIT, "Closer"))
    assert closers is not None
    assert closers.undecided == ()
    assert [str(r.source) for r in closers.relations] == [
        f"{SHOP}.HandlerFunc",
        f"{SHOP}.Server",
        f"{AUDIT}.Log",
        f"{AUDIT}.Logged",
        f"{SHOP}/cmd/shop.drawer",
        f"{SHOP}/cmd/shop.till",
    ]
    here = GRAPH.implementers(Symbol(AUDIT, "Closer"), (f"{SHOP}/cmd/shop",))
    assert here is not None
    assert [r.source.name for r in here.relations] == ["drawer", "till"]
    assert GRAPH.implementers(SERVER) is None
    assert GRAPH.implementers(Symbol(SHOP, "Handler", "Serve")) is None


BELL = """package bell

type Ringer interface{ Ring(times int) }

type Striker interface {
	// Ring is heard.
	Ring(times int)
	Strike()
}

type Bell struct{}

func (*Bell) Ring(times int) {}

type Chime struct{ Bell }
"""
RINGERS = {
    "Value": "type Value int\n\nfunc (v Value) Ring(times int) {}\n",
    "Unnamed": "type Unnamed int\n\nfunc (*Unnamed) Ring(int) {}\n",
    "Spaced": "type Spaced int\n\nfunc ( s  *Spaced ) Ring ( times int ) {}\n",
    "Boxed": "type box[T any] struct{ t T }\n\nfunc (b box[T]) Ring(times int) {}\n\ntype Boxed struct{ box[int] }\n",
    "Embedding": "type Embedding struct{ bell.Bell }\n",
    "Pointing": 'type Pointing struct {\n\tname string\n\t*bell.Bell `json:"bell"` // rings\n}\n',
    "Commented": "type Commented struct {\n\tbell.Bell/* rings */\n}\n",
    "Grouped": "type (\n\tother int\n\tGrouped struct {\n\t\tbell.Bell\n\t}\n)\n",
    "Defined": "type Defined bell.Chime\n",
    "DefinedInGroup": "type (\n\tother int\n\tDefinedInGroup bell.Chime\n)\n",
    "Aliased": "type alias = bell.Bell\n\ntype Aliased struct{ alias }\n",
    "AliasedInGroup": "type (\n\talias = bell.Bell\n\tAliasedInGroup struct{ alias }\n)\n",
    "Indented": "\ttype Indented struct {\n\t\tn int\n\t\tbell.Bell\n\t}\n",
    "SameLine": "type other int; type SameLine struct { n int; bell.Bell }\n",
    "Striking": "type Striking struct{ bell.Striker }\n",
    "Louder": "type louder interface {\n\tbell.Striker\n}\n\ntype Louder struct{ louder }\n",
    "Own": "type own interface { Ring(times int) }\n\ntype Own struct{ own }\n",
}


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_implementers_are_found_however_a_type_comes_to_its_methods(line_end: str, tmp_path: Path) -> None:
    """Each alone in its package, so that each must be found by itself."""
    module = "example.org/bells"
    files = {
        f"{name}/{name}.go": f'package {name}\n\nimport "{module}/bell"\n\n{text}' for name, text in RINGERS.items()
    }
    files |= {
        "go.mod": f"module {module}\n",
        "bell/bell.go": BELL,
        "silent/silent.go": "package silent\n\ntype Silent struct {\n\tringer interface{ Ring(times int) }\n}\n",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(text.replace("\n", line_end).encode())
    found = Graph(open_source(str(tmp_path))).implementers(Symbol(f"{module}/bell", "Ringer"))
    assert found is not None
    names = [relation.source.name for relation in found.relations]
    assert names == [*sorted((*RINGERS, "box"), key=lambda name: {"box": "Boxed2"}.get(name, name)), "Bell", "Chime"]
    assert found.undecided == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Version", "v1.2"),
        ("Shelves", "8"),
        ("plenty", "True"),
        ("quoted", "a\tb"),
        ("Name", "v1.2"),
        ("ErrEmpty", None),
        ("NewItem", None),
        ("Server", None),
        ("Nothing", None),
    ],
)
def test_text(name: str, text: str | None) -> None:
    assert GRAPH.text(Symbol(SHOP, name)) == text


def test_lines_are_whole_and_keep_their_tabs() -> None:
    span = declared(f"{SHOP}.Server.Next").span
    assert GRAPH.lines(span) == ("\tNext Handler",)
    span = declared(f"{SHOP}.NewItem").span
    assert GRAPH.lines(span) == ("func NewItem(price int) *Item {", "\treturn &Item{Price: price}", "}")


def test_diagnostics_work_nothing_out(tmp_path: Path) -> None:
    """What has been read of a source is said as it is: nothing is read for it, whatever was asked before."""
    for name, code in {
        "go.mod": "module example.org/m\n",
        "a/a.go": 'package a\n\nimport "example.org/m/b"\n\nvar V, W = b.New(), 1\n',
        "b/b.go": 'package b\n\nimport "example.org/m/c"\n\nfunc New() c.T { return c.T{} }\n',
        "c/c.go": "package c\n\ntype T struct{}\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(code)
    graph = Graph(open_source(str(tmp_path)))
    assert graph.text(Symbol("example.org/m/a", "W")) == "1"
    assert graph.diagnostics() == ()
