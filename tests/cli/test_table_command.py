"""Tables as answers, as a person asks for them."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import kitchen
import pytest
from test_cli import run

if TYPE_CHECKING:
    from pathlib import Path

SHOP_GO = """\
package shop

import "net/http"

type Plugin interface {
	Name() string
	Run()
}

type tea struct{ leaf string }

func (t *tea) Name() string { return "tea|green" }
func (t *tea) Run()         {}

type coffee struct{}

func (c coffee) Name() string { return "coffee" }
func (c coffee) Run()         {}

func Register(price int, plugin Plugin) {}

func newTea() *tea { return &tea{leaf: "oolong"} }

const low = 2 + 1

func init() {
	Register(low, newTea())
	Register(4, coffee{})
	http.HandleFunc("/", index)
}

func index(http.ResponseWriter, *http.Request) {}

func again(price int, plugins ...Plugin) {
	Register(price, plugins[0])
}

var stock = map[string]Plugin{"b": coffee{}, "a": newTea()}

func add(name string, p Plugin) { stock[name] = p }

func use(m map[string]Plugin) { m["c"] = nil }

func leak() { use(stock) }
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "shop.go").write_text(SHOP_GO)
    (tmp_path / "go.mod").write_text("module example.org/m\n\ngo 1.20\n")
    return tmp_path


def test_the_calls_of_a_function_with_their_arguments(shop: Path) -> None:
    done = run("table", "Register", cwd=shop)
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.rstrip() for line in done.stdout.splitlines()] == [
        "argument 1  argument 2  function",
        "3           newTea      init      shop/shop.go:27:2",
        "4           coffee      init      shop/shop.go:28:2",
        "price       plugins[0]  again     shop/shop.go:35:2",
        "note: 1 of 3 cells of argument 1 cannot be followed: what price is cannot be followed (shop/shop.go:35)",
        "note: 1 of 3 cells of argument 2 cannot be followed: what plugins[0] is cannot be followed (shop/shop.go:35)",
        "closed: 3 rows",
    ]


def test_the_columns_that_are_asked_for(shop: Path) -> None:
    columns = ["argument 2 type", "argument 2 field leaf", "argument  2  method Name", "argument 1"]
    done = run("table", "Register", *(f"--column={one}" for one in columns), "--format", "json", cwd=shop)
    found = json.loads(done.stdout)
    assert found["columns"] == [" ".join(one.split()) for one in columns]
    assert [row["cells"] for row in found["rows"]] == [
        ["tea", "oolong", "tea|green", "3"],
        ["coffee", None, "coffee", "4"],
        [None, None, None, "price"],
    ]
    assert (found["closed"], found["of"], len(found["notes"])) == (True, "calls", 4)


def test_the_entries_of_a_map_and_what_may_add_others(shop: Path) -> None:
    done = run("table", "stock", "--column", "key", "--column", "type", "--format", "json", cwd=shop)
    found = json.loads(done.stdout)
    assert [row["cells"] for row in found["rows"]] == [["a", "tea"], ["b", "coffee"], ["name", None]]
    assert not found["closed"]
    assert found["open"][0]["count"] == 1
    assert found["open"][0]["places"][0]["line"] == 44


def test_the_types_of_an_interface_as_markdown_and_csv(shop: Path) -> None:
    columns = ("--column", "type", "--column", "method Name")
    done = run("table", "Plugin", *columns, "--format", "markdown", cwd=shop)
    assert done.stdout.splitlines() == [
        "| type | method Name | place |",
        "| --- | --- | --- |",
        "| tea | tea\\|green | shop/shop.go:10 |",
        "| coffee | coffee | shop/shop.go:15 |",
    ]
    done = run("table", "Plugin", *columns, "--format", "csv", cwd=shop)
    assert list(csv.reader(io.StringIO(done.stdout)))[1] == ["tea", "tea|green", "shop/shop.go", "10"]


def test_calls_of_what_is_not_in_the_source(shop: Path) -> None:
    done = run("table", "net/http.HandleFunc", "--format", "csv", cwd=shop)
    assert done.stdout.splitlines()[1] == "/,index,init,shop/shop.go,29"


@pytest.mark.parametrize("symbol", ["Register", "Plugin"])
def test_a_table_as_a_figure_is_proved(shop: Path, symbol: str) -> None:
    kitchen.project(shop)
    for file in (shop / "diagrams" / "house").iterdir():
        file.unlink()
    done = run("table", symbol, "--source", ".", "--format", "yaml", "--out", "diagrams/asked.yaml", cwd=shop)
    assert (done.returncode, done.stdout) == (0, "diagrams/asked.yaml\n")
    checked = json.loads(run("check", "--source", ".", "--format", "json", cwd=shop).stdout)
    assert [one for one in checked["findings"] if one["severity"] == "error"] == []
    assert checked["figures"][0]["claims"] > 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Register", "--column", "argumnt 1"), "is no column"),
        (("Register", "--column", "argument 0"), "is no column"),
        (("tea", "--of", "calls"), "is a struct, which nothing calls by its name"),
        (("tea", "--of", "implementers"), "is no interface with methods"),
        (("Register", "--of", "call"), "did you mean calls?"),
        (("Registr",), "did you mean Register?"),
    ],
)
def test_what_cannot_be_asked_is_said(shop: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run("table", *arguments, cwd=shop)
    assert done.returncode == 2
    assert said in done.stderr
