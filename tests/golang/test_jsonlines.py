"""The form of facts as JSON lines, on the small module in ``shop``."""

from __future__ import annotations

import json
from pathlib import Path

from archviz.golang.graph import Graph
from archviz.golang.jsonlines import Fact, facts
from archviz.sources import open_source

SHOP = "example.org/shop"
GRAPH = Graph(open_source(str(Path(__file__).parent / "shop")))
FACTS = list(facts([GRAPH.package(path) for path in GRAPH.packages()]))


def only(**wanted: object) -> Fact:
    (found,) = [fact for fact in FACTS if wanted.items() <= fact.items()]
    return found


def test_a_call() -> None:
    assert only(rel="call", callee="errors.New") == {
        "rel": "call",
        "caller": "example.org/shop.ErrEmpty",
        "callee": "errors.New",
        "kind": "static",
        "mode": "",
        "pkg": "example.org/shop",
        "file": "shop.go",
        "line": 24,
        "col": 20,
    }


def test_other_sites() -> None:
    run = only(rel="dyncall", callee=f"{SHOP}.Server.Run")
    assert (run["kind"], run["mode"], run["caller"]) == ("var", "go", f"{SHOP}.Server.Serve")
    assert only(rel="ref")["callee"] == f"{SHOP}.final"
    assert only(rel="call", kind="interface", caller=f"{SHOP}.Server.Serve", callee=f"{SHOP}.Handler.Serve")
    assert only(rel="creates", callee=f"{SHOP}.Server") == {
        "rel": "creates",
        "caller": f"{SHOP}.Build",
        "callee": f"{SHOP}.Server",
        "kind": "",
        "mode": "",
        "pkg": SHOP,
        "file": "serve.go",
        "line": 54,
        "col": 10,
    }


def test_types() -> None:
    assert only(rel="type", name=f"{SHOP}.Server") == {
        "rel": "type",
        "name": f"{SHOP}.Server",
        "kind": "struct",
        "fields": [
            "Next example.org/shop.Handler",
            "Log example.org/shop/audit.Log",
            "Base *example.org/shop.Base",
            "byName map[string]*example.org/shop.Item",
            "byKind map[string]*example.org/shop.Item",
            "Run func(n int)",
        ],
        "embeds": ["example.org/shop/audit.Log", "*example.org/shop.Base"],
        "methods": ["Serve"],
        "pkg": SHOP,
        "file": "shop.go",
        "line": 44,
    }
    handler = only(rel="type", name=f"{SHOP}.Handler")
    assert (handler["kind"], handler["embeds"], handler["methods"]) == (
        "interface",
        ["example.org/shop/audit.Closer"],
        ["Close", "Serve"],
    )
    assert only(rel="type", name=f"{SHOP}.HandlerFunc")["kind"] == "signature"
    assert not [fact for fact in FACTS if fact.get("name") == f"{SHOP}.Alias"]


def test_implements() -> None:
    found = {(f["name"], f["iface"], f["pointer"]) for f in FACTS if f["rel"] == "implements"}
    assert (f"{SHOP}.Server", f"{SHOP}.Handler", True) in found
    assert (f"{SHOP}/cmd/shop.till", f"{SHOP}.Handler", False) in found
    assert (f"{SHOP}/audit.Logged", f"{SHOP}/audit.Closer", False) in found
    assert len(found) == 9


def test_every_fact_is_json() -> None:
    assert [json.loads(json.dumps(fact)) for fact in FACTS] == FACTS


def test_facts_do_not_depend_on_the_order_in_which_packages_were_read() -> None:
    other = Graph(open_source(str(Path(__file__).parent / "shop")))
    packages = [other.package(path) for path in reversed(other.packages())]
    assert sorted(facts(packages), key=str) == sorted(FACTS, key=str)
