"""The form of facts as JSON lines, on the small module in ``shop``."""

from __future__ import annotations

import json
from pathlib import Path

from archviz.golang.facts.jsonlines import Fact, facts, unresolved
from archviz.golang.graph import Graph
from archviz.sources.opening import open_source

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


def written(folder: Path, code: str) -> Graph:
    (folder / "go.mod").write_text("module example.org/p\n")
    (folder / "p.go").write_text(f"package p\n\n{code}")
    return Graph(open_source(str(folder)))


def types_of(graph: Graph) -> dict[str, Fact]:
    return {str(f["name"]).rpartition(".")[2]: f for f in facts([graph.package("example.org/p")]) if f["rel"] == "type"}


def test_a_type_of_a_missing_package_keeps_its_name_and_what_it_may_hide_is_a_guess(tmp_path: Path) -> None:
    found = types_of(
        written(
            tmp_path,
            """import "example.org/absent"

type Holder struct {
    one  *absent.One
    many map[string]absent.Of[int]
    absent.Embedded
}
type Kind absent.One
type Face interface {
    absent.Face
    Do()
}
type Local struct{ x undeclared }
type Sized struct{ x [absent.Length]byte }
""",
        )
    )
    assert found["Holder"]["fields"] == [
        "one *example.org/absent.One",
        "many map[string]example.org/absent.Of[int]",
        "Embedded example.org/absent.Embedded",
    ]
    assert {name: fact.get("certain", True) for name, fact in found.items()} == {
        "Face": False,
        "Holder": True,
        "Kind": False,
        "Local": False,
        "Sized": False,
    }


def test_types_are_written_as_the_type_checker_writes_them(tmp_path: Path) -> None:
    found = types_of(
        written(
            tmp_path,
            """import "unsafe"

type Face struct {
    f interface {
        b()
        Z(x ...int) (n int, err error)
        A(<-chan func())
    }
}
type Address unsafe.Pointer
""",
        )
    )
    assert found["Face"]["fields"] == ["f interface{A(<-chan func()); Z(x ...int) (n int, err error); b()}"]
    assert found["Address"]["kind"] == "basic"


def test_an_unresolved_call_stands_where_a_call_would(tmp_path: Path) -> None:
    graph = written(
        tmp_path,
        """import "example.org/absent"

func use() {
    absent.Builder("x").
        Add(1)
    _ = absent.Name("x")
}
""",
    )
    missing = "package example.org/absent is not in the source"
    found = list(unresolved([graph.package("example.org/p")]))
    assert [(f["line"], f["col"], f["text"], f["reason"]) for f in found] == [
        (6, 12, "absent.Builder", f"{missing} (a conversion, if Builder is a type)"),
        (7, 9, "….Add", missing),
        (8, 16, "absent.Name", f"{missing} (a conversion, if Name is a type)"),
    ]


def test_nothing_implements_a_type_without_a_name(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.org/blank\n\ngo 1.22\n")
    (tmp_path / "a.go").write_text(
        "package blank\n\ntype _ interface{ M() }\n\ntype N interface{ M() }\n\ntype T struct{}\n\nfunc (T) M() {}\n"
    )
    found = facts([Graph(open_source(str(tmp_path))).package("example.org/blank")])
    assert [fact["iface"] for fact in found if fact["rel"] == "implements"] == ["example.org/blank.N"]
