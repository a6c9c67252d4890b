"""Tables on a small shop: its routes, its counters by kind, and what it pays with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import kitchen
import pytest

from archviz.figures import load_file, prove
from archviz.golang.graph import Graph
from archviz.model.errors import FigureError
from archviz.model.figure import Origin, VerifiedTable
from archviz.sources.opening import open_source
from archviz.words.language import ENGLISH

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.figures import Proof

SHOP = """package shop

import "fmt"

// Mux serves.
type Mux struct{ routes map[string]Handler }

type Handler func(w string)

func (m *Mux) Handle(path string, h Handler) { m.routes[path] = h }

type Command struct {
	Use   string
	Short string
	Run   Handler
}

func (c *Command) Add(commands ...*Command) {}

type Payment interface {
	Name() string
	Pay(cents int) error
}

type Cash struct{ drawer int }

func (c *Cash) Name() string { return "cash" }

func (c *Cash) Pay(cents int) error { c.drawer += cents; return nil }

type Card struct{}

const cardName = "card"

func (Card) Name() string { return cardName }

func (Card) Pay(int) error { return nil }

func NewCash() *Cash { return &Cash{} }

func NewCard(limit int) (Payment, error) {
	if limit < 0 {
		return nil, fmt.Errorf("a limit of %d", limit)
	}
	return Card{}, nil
}

var counters = map[string]Payment{
	"front": NewCash(),
}

func init() {
	counters["back"] = &Cash{drawer: 3}
	later := counters
	later["side"] = Card{}
}
"""

MAIN = """package main

import "example.org/shop"

const prefix = "/api"

var sellCommand = &shop.Command{
	Use:   "sell",
	Short: "Sell something",
	Run:   sell,
}

func buyCommand() *shop.Command {
	command := &shop.Command{Use: "buy"}
	command.Short = shortOf("buy")
	return command
}

func shortOf(use string) string { return use + "…" }

func main() {
	m := &shop.Mux{}
	m.Handle("/sell", sell)
	m.Handle(prefix+"/buy", func(w string) {})
	root := &shop.Command{Use: "shop"}
	root.Add(sellCommand, buyCommand())
}

func sell(w string) {}
"""

FILES = {"go.mod": "module example.org/shop\n\ngo 1.20\n", "shop.go": SHOP, "cmd/main.go": MAIN}

HEAD = """\
figure: 1
kind: table
id: shop
file: shop
title: {en: A shop}
description: {en: What there is in it.}
packages: {s: example.org/shop}
table:
"""

ROUTES = """\
  - rows: {calls: s.Mux.Handle}
    sort: source
    columns:
      - {title: {en: Path, zh: 路径}, argument: 1}
      - {title: Handler, argument: 2}
"""


def proof(folder: Path, text: str, files: dict[str, str] | None = None) -> Proof:
    for path, code in (FILES | (files or {})).items():
        (folder / "src" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "src" / path).write_text(code, encoding="utf-8")
    figure = load_file(kitchen.figure_file(folder, HEAD + text))
    return prove(Graph(open_source(str(folder / "src"))), figure, Origin(""))


def proved(folder: Path, text: str, files: dict[str, str] | None = None) -> VerifiedTable:
    found = proof(folder, text, files)
    assert [finding.message for finding in found.findings if finding.severity == "error"] == []
    assert isinstance(found.verified, VerifiedTable)
    return found.verified


def cells(table: VerifiedTable) -> list[tuple[str, ...]]:
    return [tuple(ENGLISH.cell(cell) for cell in row.cells) for row in table.rows]


def test_a_call_of_a_registering_function_is_a_row_and_its_arguments_are_cells(tmp_path: Path) -> None:
    found = proved(tmp_path, ROUTES)
    assert cells(found) == [("/sell", "sell"), ("/api/buy", "func(…)")]
    assert [column.title.in_language("zh") for column in found.columns] == ["路径", "Handler"]
    assert str(found.rows[0].cells[1].symbol) == "example.org/shop/cmd.sell"
    assert [str(row.source) for row in found.rows] == ["example.org/shop/cmd.main"] * 2


def test_every_cell_leads_to_the_line_that_shows_it(tmp_path: Path) -> None:
    for row in proved(tmp_path, ROUTES).rows:
        assert {MAIN.splitlines()[at.line - 1].strip() for at in row.places} == {
            MAIN.splitlines()[row.evidence.line - 1].strip()
        }
        assert "m.Handle(" in MAIN.splitlines()[row.evidence.line - 1]


COMMANDS = """\
  - rows: {calls: s.Command.Add}
    columns:
      - {title: Use, argument: 1, field: Use}
      - {title: Short, argument: 1, field: Short, optional: true}
      - {title: In, show: function}
      - {title: Package, show: package}
"""


def test_each_value_of_a_variadic_parameter_is_a_row_and_is_followed_to_its_literal(tmp_path: Path) -> None:
    found = proved(tmp_path, COMMANDS)
    assert cells(found) == [
        ("buy", "—", "main", "example.org/shop/cmd"),
        ("sell", "Sell something", "main", "example.org/shop/cmd"),
    ]
    assert found.unknown == 1


def test_a_cell_that_is_not_known_is_counted_where_its_column_allows_it(tmp_path: Path) -> None:
    (note,) = proof(tmp_path, COMMANDS).findings
    assert (note.severity, note.kind, note.claim) == ("note", "open-cell", "table[0].columns[1]")
    assert note.message.startswith("1 of 2 cells of Short are not known: ")
    assert note.message.endswith('what shortOf("buy") is cannot be followed (cmd/main.go:15)')


def test_a_cell_that_is_not_known_is_an_error_and_there_is_no_table(tmp_path: Path) -> None:
    found = proof(tmp_path, COMMANDS.replace(", optional: true", ""))
    (finding,) = found.findings
    assert (finding.severity, finding.kind, finding.claim) == ("error", "open-cell", "table[0].columns[1]")
    assert 'what shortOf("buy") is cannot be followed' in finding.message or "(cmd/main.go:" in finding.message
    assert found.verified is None
    assert (found.claims, found.proved) == (5, 4)


COUNTERS = """\
  - rows: {entries: s.counters}
    columns:
      - {title: Counter, show: key}
      - {title: Takes, method: Name}
      - {title: Type, show: type}
      - {title: Made by, show: constructor, optional: true}
"""


def test_an_entry_is_a_row_whether_of_the_literal_or_put_in_later(tmp_path: Path) -> None:
    assert cells(proved(tmp_path, COUNTERS)) == [
        ("back", "cash", "Cash", "—"),
        ("front", "cash", "Cash", "NewCash"),
        ("side", "card", "Card", "—"),
    ]


PAYMENTS = """\
  - rows: {implementers: s.Payment}
    count: 2
    columns:
      - {title: Type, show: type}
      - {title: Name, method: Name}
"""


def test_a_type_that_implements_an_interface_is_a_row(tmp_path: Path) -> None:
    assert cells(proved(tmp_path, PAYMENTS)) == [("Card", "card"), ("Cash", "cash")]


def test_a_type_that_is_known_by_its_interface_is_followed_into_the_function_that_makes_it(tmp_path: Path) -> None:
    more = SHOP.replace('counters["back"] = &Cash{drawer: 3}', 'card, _ := NewCard(3)\n\tcounters["back"] = card')
    found = proved(tmp_path, COUNTERS, {"shop.go": more})
    assert ("back", "card", "Card", "NewCard") in cells(found)


def test_rows_of_several_functions_make_one_table(tmp_path: Path) -> None:
    shop = SHOP + "\nfunc (m *Mux) Serve(path string, h Handler) {}\n"
    main = MAIN.replace('m.Handle("/sell", sell)', 'm.Serve("/sell", sell)')
    text = ROUTES.replace("calls: s.Mux.Handle", "calls: [s.Mux.Serve, s.Mux.Handle]")
    assert len(proved(tmp_path, text, {"shop.go": shop, "cmd/main.go": main}).rows) == 2


def test_rows_with_the_same_leading_cells_belong_together(tmp_path: Path) -> None:
    text = """\
  - rows: {entries: s.counters}
    columns:
      - {title: Takes, method: Name, group: true}
      - {title: Counter, show: key}
"""
    assert cells(proved(tmp_path, text)) == [("card", "side"), ("cash", "back"), ("cash", "front")]
    in_order = proved(tmp_path, text.replace("    columns", "    sort: source\n    columns"))
    assert cells(in_order) == [("cash", "front"), ("cash", "back"), ("card", "side")]


def test_a_count_that_is_not_that_of_the_rows_is_named(tmp_path: Path) -> None:
    (finding,) = proof(tmp_path, PAYMENTS.replace("count: 2", "count: 3")).findings
    assert (finding.kind, finding.claim) == ("wrong-count", "table[0].count")
    assert finding.message == "the source has 2 rows, not 3"


def test_a_table_without_rows_is_an_error_unless_it_is_claimed(tmp_path: Path) -> None:
    text = ROUTES.replace("    sort", "    below: [example.org/elsewhere]\n    sort")
    (finding,) = proof(tmp_path, text).findings
    assert finding.message == "nothing in the source makes a row of s.Mux.Handle"
    assert proved(tmp_path, text.replace("    sort", "    count: 0\n    sort")).rows == ()


UNSEEN = {
    "the function is used as a value": (
        ROUTES,
        {"cmd/main.go": MAIN.replace('m.Handle("/sell", sell)', "do := m.Handle\n\tdo(prefix, sell)")},
        "what calls Mux.Handle is undecided: main at cmd/main.go:23:10: it is used as a value",
    ),
    "what is called by its name is not known": (
        ROUTES,
        {"cmd/main.go": MAIN.replace('m.Handle("/sell", sell)', 'absent().Handle("/sell", sell)')},
        "what calls Mux.Handle is undecided: main at cmd/main.go:23:11: absent is not declared",
    ),
    "a variadic parameter is given a slice": (
        COMMANDS,
        {"cmd/main.go": MAIN.replace("sellCommand, buyCommand()", "[]*shop.Command{sellCommand}...")},
        "[]*shop.Command{sellCommand}... gives values that cannot be told apart (cmd/main.go:26)",
    ),
    "the map is filled by a function that is given it": (
        COUNTERS,
        {"shop.go": SHOP + '\nfunc fill(m map[string]Payment) { m["x"] = Card{} }\n\nfunc init() { fill(counters) }\n'},
        "what is put into counters is undecided: init at shop.go:60:20: it is handed to fill",
    ),
    "the map is given another value": (
        COUNTERS,
        {"shop.go": SHOP + "\nfunc all() map[string]Payment { return nil }\n\nfunc init() { counters = all() }\n"},
        "what is put into counters is undecided: init at shop.go:60:26: it is given all()",
    ),
    "the map's name is given another map": (
        COUNTERS,
        {"shop.go": SHOP.replace("later := counters\n", "later := counters\n\tlater = map[string]Payment{}\n")},
        "what is put into counters is undecided: init at shop.go:56:8: whether it is put into counters is not certain",
    ),
    "a key is no constant": (
        COUNTERS,
        {"shop.go": SHOP.replace('counters["back"] =', 'counters[fmt.Sprint("back")] =')},
        "1 of 3 cells of Counter are not known: ",
    ),
    "a type may be one of two": (
        COUNTERS,
        {
            "shop.go": SHOP.replace("		return nil, fmt.Errorf", "		return NewCash(), fmt.Errorf").replace(
                'counters["back"] = &Cash{drawer: 3}', 'card, _ := NewCard(3)\n\tcounters["back"] = card'
            )
        },
        "1 of 3 cells of Type are not known: NewCard(3) may be one of Card, Cash (shop.go:53)",
    ),
    "a method returns no constant": (
        PAYMENTS,
        {"shop.go": SHOP.replace("return cardName", 'return fmt.Sprint("card")')},
        "1 of 2 cells of Name are not known: Card.Name returns no constant (shop.go:35)",
    ),
    "a variable is given another value": (
        ROUTES,
        {"cmd/main.go": MAIN.replace('m.Handle("/sell"', 'at := "/a"\n\tat = shortOf(at)\n\tm.Handle(at')},
        "1 of 2 cells of Path are not known: what at is cannot be followed (cmd/main.go:25)",
    ),
    "an argument is a parameter": (
        ROUTES,
        {"cmd/main.go": MAIN + "\nfunc more(m *shop.Mux, path string) { m.Handle(path, sell) }\n"},
        "1 of 3 cells of Path are not known: what path is cannot be followed (cmd/main.go:31)",
    ),
}


@pytest.mark.parametrize(("text", "files", "message"), UNSEEN.values(), ids=UNSEEN.keys())
def test_nothing_is_left_out_of_a_table_in_silence(
    tmp_path: Path, text: str, files: dict[str, str], message: str
) -> None:
    found = proof(tmp_path, text, files)
    errors = [finding.message for finding in found.findings if finding.severity == "error"]
    assert [one for one in errors if one.startswith(message)], errors
    assert found.verified is None


def test_a_map_that_is_only_read_elsewhere_is_whole(tmp_path: Path) -> None:
    reads = "\nfunc names(m map[string]Payment) int { return len(m) }\n\nfunc init() { names(counters) }\n"
    assert len(proved(tmp_path, COUNTERS, {"shop.go": SHOP + reads}).rows) == 3


WRONG = {
    "{}": "table[0].rows: rows are one of",
    "{calls: s.Mux.Handle, entries: s.counters}": "table[0].rows: rows are one of",
    "{entries: s.counters}\n    columns: [{title: A, argument: 1}]": "table[0].columns[0].argument: only a column",
    "{calls: s.Mux.Handle}": "table[0]: a table needs `columns`",
    "{calls: s.Mux.Handle}\n    columns: [{title: A}]": "table[0].columns[0]: a column of calls needs `argument`",
    "{calls: s.Mux.Handle}\n    columns: [{title: A, argument: 1}, {title: A, argument: 2}]": "are called A",
    "{calls: s.Mux.Handle}\n    columns: [{title: A, argument: 1}, {title: B, argument: 2, group: true}]": "no group",
    "{entries: s.counters}\n    columns: [{title: A, field: X, method: Y}]": "one of `show`, `method` and `field`",
    "{implementers: s.Payment}\n    columns: [{title: A, field: X}]": "a type that implements an interface has",
    "{calls: s.Mux.Handle}\n    columns: [{title: A, argument: 1, show: key}]": "only the entries of a map have a key",
    "{collector: x}\n    columns: [{title: A}]": "a table that a `collector` makes has no `columns`",
    "{calls: s.Mux.Handle, with: {a: b}}\n    columns: [{title: A, argument: 1}]": "only a `collector` has `with`",
}


@pytest.mark.parametrize(("rows", "message"), WRONG.items())
def test_columns_that_do_not_fit_the_rows_are_refused_at_their_line(tmp_path: Path, rows: str, message: str) -> None:
    with pytest.raises(FigureError) as caught:
        proof(tmp_path, f"  - rows: {rows}\n")
    assert message in caught.value.message
    assert (caught.value.line or 0) >= 9


def test_a_collector_that_is_not_there_is_named(tmp_path: Path) -> None:
    (finding,) = proof(tmp_path, "  - rows: {collector: shop/prices}\n").findings
    assert finding.message == "there is no collector shop/prices"


def test_a_function_that_returns_a_map_has_the_entries_that_it_puts_into_it(tmp_path: Path) -> None:
    shop = (
        SHOP
        + """
func All(late bool) map[string]Payment {
	all := map[string]Payment{"first": NewCash()}
	all["second"] = Card{}
	if late {
		all["third"] = &Cash{}
	}
	other := map[string]Payment{}
	other["none"] = Card{}
	return all
}
"""
    )
    found = proved(tmp_path, COUNTERS.replace("s.counters", "s.All"), {"shop.go": shop})
    assert [row[:2] for row in cells(found)] == [("first", "cash"), ("second", "card"), ("third", "cash")]


def test_a_field_has_the_entries_that_any_method_puts_into_it(tmp_path: Path) -> None:
    shop = (
        SHOP
        + """
type Till struct{ payments map[string]Payment }

func NewTill() *Till {
	return &Till{payments: map[string]Payment{"a": Card{}}}
}

func (t *Till) open() {
	ready := map[string]Payment{"b": Card{}}
	ready["c"] = NewCash()
	t.payments = ready
	t.payments["d"] = NewCash()
}
"""
    )
    found = proved(tmp_path, COUNTERS.replace("s.counters", "s.Till.payments"), {"shop.go": shop})
    assert [row[:2] for row in cells(found)] == [("a", "card"), ("b", "card"), ("c", "cash"), ("d", "cash")]
