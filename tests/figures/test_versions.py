"""One figure for all versions: packages with a path for each range, and symbols that are called otherwise later."""

from __future__ import annotations

import pytest

from archviz.figures import load_text
from archviz.figures.claims import EdgeClaim
from archviz.figures.code_spans import code_spans
from archviz.figures.versions import at
from archviz.model.errors import FigureError
from archviz.model.figure import Origin
from archviz.model.symbols import Symbol

SHOP, MALL = "example.org/shop", "example.org/mall"
RANGES = f"{{s: [{{path: {SHOP}, until: '1.4'}}, {{path: {MALL}, since: '1.4'}}]}}"
RENAMES = """
  - {from: s.Cache.load, to: s.Cache.reload, since: '1.2'}
  - {from: s.Cache, to: s.Store, since: '1.3'}
  - {from: s.Store.Run, to: s.Store.Serve, since: '1.5'}"""
FIGURE = """figure: 1
kind: diagram
id: x
title: {en: "`load`, `Cache.load()`, `(*Cache).load`, `s.Cache.load` and load of `Cart`", zh: "`load`"}
packages: PACKAGES
renames: RENAMES
cards:
  - {type: s.Cache, methods: [Run, load]}
  - {type: s.Cart, methods: [load]}
edges:
  - {from: s.Store.Run, to: s.Cache.reload, kind: call}
"""


def figure(packages: str = RANGES, renames: str = RENAMES) -> str:
    return FIGURE.replace("PACKAGES", packages).replace("RENAMES", renames)


@pytest.mark.parametrize(
    ("version", "package", "name", "rows"),
    [
        ("1.1", SHOP, "Cache", ("Run", "load")),
        ("1.2", SHOP, "Cache", ("Run", "reload")),
        ("fork-1.3.7", SHOP, "Store", ("Run", "reload")),
        ("1.4", MALL, "Store", ("Run", "reload")),
        ("1.10", MALL, "Store", ("Serve", "reload")),
        ("", MALL, "Store", ("Serve", "reload")),
    ],
)
def test_a_claim_means_the_name_of_the_version_whichever_it_is_written_with(
    version: str, package: str, name: str, rows: tuple[str, ...]
) -> None:
    read = at(load_text(figure(), "a/1-x.yaml"), Origin(version))
    card, edge = read.claims.cards[0], read.claims.edges[0]
    assert isinstance(edge, EdgeClaim)
    assert (card.type, card.methods) == (f"s.{name}", rows)
    assert (edge.source, edge.target) == (f"s.{name}.{rows[0]}", f"s.{name}.{rows[1]}")
    for written in ("s.Cache.load", "s.Cache.reload", "s.Store.load", "s.Store.reload"):
        assert read.symbol(written, "") == Symbol(package, name, rows[1])
    assert read.symbol("s.Cart.load", "") == Symbol(package, "Cart", "load")


def test_code_spans_have_the_name_of_the_version_unless_they_may_name_something_else() -> None:
    read = load_text(figure(), "a/1-x.yaml")
    new = at(read, Origin("1.3"))
    said = "`load`, `Store.reload()`, `(*Store).reload`, `s.Store.reload` and load of `Cart`"
    assert new.claims.title.en == said  # type: ignore[union-attr]
    assert [span.text for span in code_spans(read, Origin("1.3"))][1:4] == [
        "Store.reload()",
        "(*Store).reload",
        "s.Store.reload",
    ]
    alone = load_text(figure().replace("  - {type: s.Cart, methods: [load]}\n", ""), "a/1-x.yaml")
    assert at(alone, Origin("1.2")).claims.title.zh == "`reload`"  # type: ignore[union-attr]
    assert at(alone, Origin("1.1")).claims.title.zh == "`load`"  # type: ignore[union-attr]


def test_two_aliases_of_one_package_share_its_renames() -> None:
    text = figure(f"{{s: {SHOP}, t: {SHOP}}}").replace("to: s.Cache.reload, kind", "to: t.Cache.load, kind")
    edge = at(load_text(text, "a/1-x.yaml"), Origin("1.2")).claims.edges[0]
    assert isinstance(edge, EdgeClaim)
    assert edge.target == "s.Cache.reload"


def test_a_symbol_may_go_to_another_package() -> None:
    text = figure(f"{{s: {SHOP}, m: {MALL}}}", "[{from: s.Cache, to: m.Store, since: '1.2'}]")
    text = text.replace("s.Store.Run", "s.Cache.Run").replace("s.Cache.reload, kind", "m.Store.load, kind")
    read = at(load_text(text, "a/1-x.yaml"), Origin("1.2"))
    assert read.symbol("s.Cache.load", "") == Symbol(MALL, "Store", "load")
    assert at(read, Origin("1.1")).symbol("m.Store.load", "") == Symbol(SHOP, "Cache", "load")


def test_a_package_without_a_path_at_a_version_is_an_error_there_alone() -> None:
    read = load_text(figure(f"{{s: [{{path: {SHOP}, since: '1.2'}}]}}"), "a/1-x.yaml")
    assert at(read, Origin("1.2")).symbol("s.Cart", "").package == SHOP
    with pytest.raises(FigureError) as error:
        at(read, Origin("1.1")).symbol("s.Cart", "cards[1]")
    assert (error.value.message, error.value.line) == ("s.Cart: the package s has no path at 1.1", 5)


@pytest.mark.parametrize(
    ("renames", "message"),
    [
        ("{from: s.Cache, to: s.Cache, since: '1.2'}", "renames[0]: the names lead in a circle: s.Cache → s.Cache"),
        (
            "{from: s.Cache, to: s.Store, since: '1.2'}, {from: s.Store, to: s.Cache, since: '1.3'}",
            "renames[0]: the names lead in a circle: s.Cache → s.Store → s.Cache",
        ),
        (
            "{from: s.Cache, to: s.Store, since: '1.2'}, {from: s.Store, to: s.Depot, since: '1.2'}",
            "renames[0]: s.Store has another name from 1.2 on, which is not after 1.2",
        ),
        (
            "{from: s.Cache, to: s.Store, since: '1.2'}, {from: s.Cache, to: s.Depot, since: '1.3'}",
            "renames[1]: s.Cache is renamed to s.Store already",
        ),
        (
            "{from: s.Cache, to: s.Store, since: '1.2'}, {from: s.Cart, to: s.Store, since: '1.3'}",
            "renames[1]: s.Cache is renamed to s.Store already",
        ),
        (
            (
                "{from: s.Cache, to: s.Store, since: '1.2'}, {from: s.Cache.load, to: s.Cache.a, since: '1.2'},"
                " {from: s.Store.load, to: s.Store.b, since: '1.3'}"
            ),
            "renames[2]: s.Store.load is renamed to s.Cache.a already",
        ),
        ("{from: s.Till, to: s.Desk, since: '1.2'}", "renames[0]: no claim names s.Till or s.Desk"),
        ("{from: s.Cache, to: s.Store}", "renames[0]: `since` is missing"),
    ],
)
def test_renames_that_lead_nowhere(renames: str, message: str) -> None:
    with pytest.raises(FigureError) as error:
        load_text(figure(renames=f"[{renames}]"), "a/1-x.yaml")
    assert (error.value.message, error.value.line) == (message, 6)


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        ("[]", "packages.s: 0 items, where 1 is the least"),
        ("[{since: '1.2'}]", "packages.s[0]: `path` is missing"),
        (
            f"[{{path: {SHOP}, since: '1.2', until: '1.2'}}]",
            "packages.s[0]: it ends at 1.2, before it begins at 1.2",
        ),
        (
            f"[{{path: {SHOP}}}, {{path: {MALL}, since: '1.3'}}]",
            f"packages.s[1]: {MALL} and {SHOP} are both the package s at 1.3",
        ),
        (
            f"[{{path: {SHOP}, until: '1.3'}}, {{path: {MALL}, until: '1.2'}}]",
            f"packages.s[1]: {MALL} and {SHOP} are both the package s at the oldest versions",
        ),
        ("[{path: ../shop}]", "packages.s[0]: ../shop is no import path"),
    ],
)
def test_paths_of_a_package_that_cannot_be(paths: str, message: str) -> None:
    with pytest.raises(FigureError) as error:
        load_text(figure(f"{{s: {paths}}}"), "a/1-x.yaml")
    assert (error.value.message, error.value.line) == (message, 5)
