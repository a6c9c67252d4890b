"""Fragments of declarations, picked by syntax, on the small module in ``shop``."""

from __future__ import annotations

from pathlib import Path

import pytest

from archviz.golang.graph import Graph
from archviz.model.errors import SymbolError
from archviz.model.graph import Extent, Selector, SelectorKind
from archviz.model.symbols import Symbol
from archviz.sources.opening import open_source

SHOP = "example.org/shop"
GRAPH = Graph(open_source(str(Path(__file__).parent / "shop")))
SERVE = Symbol(SHOP, "Server", "Serve")
BUILD = Symbol(SHOP, "Build")


def picked(symbol: Symbol, kind: str, target: str = "", nth: int = 1, extent: str = "statement") -> list[str]:
    """The text of each fragment, on one line."""
    selector = Selector(SelectorKind(kind), target, nth, Extent(extent))
    return texts(symbol, selector)


def texts(symbol: Symbol, selector: Selector) -> list[str]:
    spans = GRAPH.fragments(symbol, selector)
    return [" ".join(GRAPH.source.read(s.file)[s.start_byte : s.end_byte].decode().split()) for s in spans]


def test_whole_and_signature() -> None:
    assert picked(Symbol(SHOP, "NewItem"), "whole") == ["func NewItem(price int) *Item { return &Item{Price: price} }"]
    assert picked(Symbol(SHOP, "NewItem"), "signature") == ["func NewItem(price int) *Item {"]
    assert picked(SERVE, "signature") == ["func (s *Server) Serve( ctx context.Context, n int, ) error {"]
    assert picked(Symbol(SHOP, "Server"), "signature") == ["type Server struct {"]
    assert picked(Symbol(SHOP, "Base"), "whole") == ["Base struct{ label string }"]
    assert picked(Symbol(SHOP, "Group"), "whole") == ['Group = audit.Name{Group: "apps", Version: Version}']


def test_calls_by_symbol_member_or_name() -> None:
    everywhere = ['s.Write("negative")', "s.Write(name)", 's.Write("cheap")', 's.Write("run")']
    for target in ("example.org/shop/audit.Log.Write", "Log.Write", "Write"):
        assert picked(SERVE, "calls", target, nth=0) == everywhere
    assert picked(SERVE, "calls", "Write") == everywhere[:1]
    assert picked(SERVE, "calls", "Write", nth=3) == everywhere[2:3]
    assert picked(SERVE, "calls", "Write", nth=5) == []
    assert picked(SERVE, "calls", "Server.Run") == ["go s.Run(n)"]
    assert picked(SERVE, "calls", "Handler.Serve") == ["err := s.Next.Serve(ctx, n)"]
    assert picked(BUILD, "calls", "final") == ["handler := audit.WithLog[Handler](HandlerFunc(final))"]
    assert picked(SERVE, "calls", "Nothing") == []


def test_a_call_in_the_head_of_a_compound_statement_picks_the_head() -> None:
    assert picked(SERVE, "calls", "context.Context.Done") == ["case <-ctx.Done():"]
    assert picked(SERVE, "calls", "context.Context.Done", extent="block") == ["case <-ctx.Done(): return ctx.Err()"]


def test_blocks_and_heads_around_a_statement() -> None:
    assert picked(SERVE, "calls", "Write", nth=1, extent="block") == ['if n < 0 { s.Write("negative") return nil }']
    assert picked(SERVE, "calls", "Write", nth=2, extent="block") == ["case item.Price > n: s.Write(name)"]
    assert picked(SERVE, "calls", "Write", nth=3, extent="block") == ['default: s.Write("cheap") continue']
    assert picked(SERVE, "calls", "Write", nth=1, extent="head") == ["if n < 0 {"]
    assert picked(SERVE, "calls", "Write", nth=2, extent="head") == ["case item.Price > n:"]
    assert picked(SERVE, "calls", "Write", nth=4, extent="head") == ["func(n int) {"]
    assert picked(BUILD, "calls", "Name", extent="head") == ["Base{"]


def test_creates() -> None:
    assert picked(Symbol(SHOP, "NewItem"), "creates", "Item") == ["return &Item{Price: price}"]
    assert picked(BUILD, "creates", f"{SHOP}.Server", extent="head") == ["Server{"]
    assert picked(BUILD, "creates", "Base", extent="literal") == ["Base: &Base{ label: Name(), }"]
    assert picked(BUILD, "creates", "Item", extent="literal") == ['"pear": {Price: 9}']


def test_assigns() -> None:
    assert picked(BUILD, "assigns", "handler", nth=0) == [
        "handler := audit.WithLog[Handler](HandlerFunc(final))",
        "handler = WithCheck(handler, 3)",
        "handler = audit.WithLog(handler)",
        "handler = extra",
        "handler = WithCheck(handler, 4)",
    ]
    assert picked(SERVE, "assigns", "err") == ["err := s.Next.Serve(ctx, n)"]
    assert picked(SERVE, "assigns", "Server.Run", extent="statement") == [
        's.byName[Version], s.Run = nil, func(n int) { s.Write("run") }'
    ]
    assert picked(BUILD, "assigns", "byName", extent="literal") == [
        'byName: map[string]*Item{ "first": NewItem(1), "pear": {Price: 9}, }'
    ]
    assert picked(BUILD, "assigns", "byName", extent="statement") == []


def test_stores_by_key_or_container() -> None:
    assert picked(SERVE, "stores", "last") == ['s.byName["last"] = NewItem(n)']
    assert picked(SERVE, "stores", "v1.2") == ['s.byName[Version], s.Run = nil, func(n int) { s.Write("run") }']
    assert picked(SERVE, "stores", "Version") == picked(SERVE, "stores", "v1.2")
    assert len(picked(SERVE, "stores", "s.byName", nth=0)) == 2
    assert picked(BUILD, "stores", "first", extent="literal") == ['"first": NewItem(1)']
    assert picked(Symbol(SHOP, "Defaults"), "stores", "pear", extent="literal") == ['"pear": NewItem(3)']


def test_returns() -> None:
    assert picked(SERVE, "returns", nth=0) == ["return ErrEmpty", "return nil", "return ctx.Err()", "return err"]
    assert picked(SERVE, "returns", "ErrEmpty", extent="block") == [
        'if n == 0 { return ErrEmpty } else if n < 0 { s.Write("negative") return nil }'
    ]


def test_fields_come_with_their_comments() -> None:
    assert picked(Symbol(SHOP, "Server"), "field", "Next") == ["// Next is asked last. Next Handler"]
    assert picked(Symbol(SHOP, "Server"), "field", f"{SHOP}.Server.byKind") == ["byName, byKind map[string]*Item"]
    assert picked(Symbol(SHOP, "Server"), "field", "Log") == ["audit.Log"]
    assert picked(Symbol(SHOP, "Server"), "field", "Base") == ["*Base"]
    assert picked(Symbol(SHOP, "Handler"), "field", "Serve") == [
        "// Serve serves one, // and then the next. Serve(ctx context.Context, n int) error"
    ]


def test_within_narrows_the_search_to_another_fragment() -> None:
    loop = Selector(SelectorKind.CALLS, "Write", 2, Extent.BLOCK)
    assert texts(SERVE, Selector(SelectorKind.CALLS, "Write", 0, within=loop)) == ["s.Write(name)"]
    nothing = Selector(SelectorKind.CALLS, "Nothing")
    assert texts(SERVE, Selector(SelectorKind.RETURNS, within=nothing)) == []
    first = Selector(SelectorKind.RETURNS, "ErrEmpty", 1, Extent.BLOCK)
    assert texts(SERVE, Selector(SelectorKind.RETURNS, nth=0, within=first)) == ["return ErrEmpty", "return nil"]


def test_a_span_says_its_lines() -> None:
    (span,) = GRAPH.fragments(SERVE, Selector(SelectorKind.CALLS, "Write", 1, Extent.BLOCK))
    assert (span.file, span.start_line, span.end_line) == ("serve.go", 16, 19)
    assert GRAPH.fragments(Symbol(SHOP, "Nothing"), Selector(SelectorKind.WHOLE)) == ()


def test_a_chain_lists_the_wrappers_of_a_variable_with_their_conditions() -> None:
    links = [(str(one.function), one.condition, one.alternative) for one in GRAPH.chain(BUILD, "handler")]
    assert links == [
        ("example.org/shop/audit.WithLog", "", False),
        ("example.org/shop.WithCheck", "strict", False),
        ("example.org/shop/audit.WithLog", "strict", True),
        ("example.org/shop.WithCheck", "", False),
    ]
    assert [one.position.line for one in GRAPH.chain(BUILD, "handler")] == [44, 46, 48, 51]
    assert GRAPH.chain(BUILD, "extra") == ()
    assert GRAPH.chain(Symbol(SHOP, "Nothing"), "handler") == ()


def test_a_chain_with_a_wrapper_that_is_not_in_the_source_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.org/p\n")
    (tmp_path / "p.go").write_text(
        'package p\n\nimport "example.org/absent"\n\nfunc f(h int) int {\n\th = absent.Wrap(h)\n\treturn h\n}\n'
    )
    graph = Graph(open_source(str(tmp_path)))
    with pytest.raises(SymbolError, match=r"p\.go:6: the wrapper absent\.Wrap could not be resolved"):
        graph.chain(Symbol("example.org/p", "f"), "h")
